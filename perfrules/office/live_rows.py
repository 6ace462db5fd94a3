"""The rows of a 明细 in a score sheet: what was achieved may be typed anew, all else is as it was given.

A target is words or a sign with a figure in a unit of its own, which no formula takes apart; what was achieved is a
figure in that unit. So scores follow the cells of what was achieved, and are an error once another cell changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.backends.excel.from_ir import FIXED, LiveCell, Row, row_cell
from perfrules.facts.factset import FactSet
from perfrules.facts.template import Place
from perfrules.ir import nodes as ir
from perfrules.model.model import Rubric

_FIGURE = re.compile(r"\s*([-−]?\d+(?:\.\d+)?)\s*(\D{0,8})")
_STEPS = 10**6


@frozen
class Achieved:
    """A live cell: the base units that a figure typed there counts, and what stands behind it."""

    factor: Fraction
    suffix: str


@frozen
class LiveRows:
    """The rows of a score sheet for the IR; the live cells by their names, and the places of all of it."""

    rows: Mapping[str, tuple[Row, ...]]
    achieved: Mapping[str, Achieved]
    places: Mapping[str, Place]


def live_rows(rubric: Rubric, program: ir.Program, facts: FactSet, places: Mapping[str, Place]) -> LiveRows:
    """What can be typed anew of the rows that were given."""
    rows: dict[str, tuple[Row, ...]] = {}
    achieved: dict[str, Achieved] = {}
    found: dict[str, Place] = {}
    details = {fact.path: fact.detail for fact in rubric.facts}
    for item in program.inputs:
        given, detail = facts.values.get(item.name), details.get(item.name)
        if item.kind != "rows" or not isinstance(given, tuple) or detail is None or item.name not in places:
            continue
        place, made = places[item.name], list[Row]()
        live: set[tuple[int, int]] = set()
        for number, row in enumerate(given):
            cells: dict[str, Any] = dict(_coded(item.columns, row))
            column = detail.achieved
            cell = _achieved(row, column.name) if column is not None else None
            if column is not None and cell is not None and column.name in cells:
                name = row_cell(item.name, number, column.name)
                at = (place.row + number, place.heads.index(column.name))
                low = 0 if cells[column.name] >= 0 else 1 - 10**15
                cells[column.name] = LiveCell(cell.factor / _STEPS, low)
                achieved[name] = cell
                live.add((number, at[1]))
                found[name] = Place(place.sheet, *at, written=place.cells[number][at[1]])
            made.append(cells)
        rows[item.name] = tuple(made)
        found[item.name + FIXED] = _without(place, live)
    return LiveRows(rows, achieved, found)


def _coded(columns: tuple[ir.Column, ...], row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for column in columns:
        value = row.get(column.name)
        if value is None:
            continue
        if column.kind == "label":
            value = column.labels.index(value)
        elif column.kind == "date":
            value = value.toordinal()
        yield column.name, value


def _achieved(row: Mapping[str, Any], column: str) -> Achieved | None:
    """What stands behind the figure of a cell, and what it counts; None where the text does not tell."""
    match = _FIGURE.fullmatch(str(row.get(f"{column}·原文", "")))
    value = row.get(column)
    if match is None or not isinstance(value, Fraction):
        return None
    figure = Fraction(match[1].replace("−", "-"))
    suffix = match[2].strip()
    if not figure or not value:
        return None
    factor = value / figure
    steps = value / factor * _STEPS
    return Achieved(factor, suffix) if factor > 0 and steps.denominator == 1 else None


def _without(place: Place, live: set[tuple[int, int]]) -> Place:
    """The place of rows whose live cells are not looked at."""
    cells = tuple(
        tuple(_LIVE if (row, column) in live else value for column, value in enumerate(values))
        for row, values in enumerate(place.cells)
    )
    return Place(place.sheet, place.row, place.column, None, place.rows, place.columns, cells, place.heads)


_LIVE = "\0"


def fixed_ranges(place: Place) -> Iterator[tuple[int, int, int]]:
    """The stretches of a column that are as they were given: column, first and last row, counted from 0."""
    for column in range(place.columns):
        start: int | None = None
        for row in range(place.rows + 1):
            fixed = row < place.rows and place.cells[row][column] != _LIVE
            if fixed and start is None:
                start = row
            elif not fixed and start is not None:
                yield place.column + column, place.row + start, place.row + row - 1
                start = None
