"""A JSON file → names with values. Figures are exact, and a name written twice stays visible."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts.content import text_of, unreadable
from perfrules.facts.tree import Pairs


def exact_number(text: str) -> Decimal | str:
    """A figure as written; as text where even Decimal cannot hold it, so that the fact's own reader refuses it."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _pairs(items: list[tuple[str, Any]]) -> Pairs:
    return Pairs(tuple((key, value, 0) for key, value in items))


def tree_of_json(data: bytes, file: str) -> Any | Diagnostic:
    """The names and values of a JSON file."""
    text = text_of(data, file)
    if isinstance(text, Diagnostic):
        return text
    try:
        return json.loads(
            text, object_pairs_hook=_pairs, parse_float=exact_number, parse_int=exact_number, parse_constant=float
        )
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
        zh = f"第 {line} 行第 {column} 个字符处不合 JSON 的写法"
        return unreadable(file, zh, f"it is no JSON at line {line}, character {column}", line)
    except RecursionError:
        return unreadable(file, "括号的层次太深", "its brackets nest too deep")
