"""Facts in base units as a caller hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from perfrules.model.model import Detail, Rubric
from perfrules.types.show import exact
from perfrules.types.types import Quantity, TargetType


def supplied(rubric: Rubric, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values in base units → what a caller hands over: figures in the unit of the fact, reasons where one is asked."""
    given: dict[str, Any] = {}
    for fact in rubric.facts:
        if fact.path not in values:
            continue
        value = values[fact.path]
        if fact.detail is not None and isinstance(value, (tuple, list)):
            given[fact.path] = [_supplied_row(fact.detail, row, number) for number, row in enumerate(value, 1)]
            continue
        if isinstance(value, Fraction) and isinstance(fact.type, Quantity):
            unit = fact.unit or fact.type.unit
            value = value / unit.factor if unit is not None else value
        given[fact.path] = {"值": value, "理由": "如此"} if fact.needs_reason else value
    return given


def _supplied_row(detail: Detail, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A row as a caller hands it over: the target and what was achieved as they were given, else as bare figures."""
    found: dict[str, Any] = {"佐证": row.get("·佐证", "")}
    for column in detail.columns:
        if column is detail.name:
            found[column.name] = row.get(column.name, f"行{number}")
        elif isinstance(column.type, TargetType):
            text = row.get(f"{column.name}·原文")
            if text is None and column.name in row:
                text = f"{row.get(f'{column.name}·比较', '')}{exact(row[column.name])}"
            found[column.name] = text
        elif column.name in row:
            value = row[column.name]
            unit = column.unit or (column.type.unit if isinstance(column.type, Quantity) else None)
            found[column.name] = value / unit.factor if isinstance(value, Fraction) and unit is not None else value
            if column.name in detail.judged:
                found[f"{column.name}·理由"] = row.get(f"{column.name}·理由", "" if "·名称" in row else "如此")
    return found
