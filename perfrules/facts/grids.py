"""What is supplied for a 数据表 → one supplied value for each of its cells.

A table has the names of the columns in its first row and those of the rows in its first column; a column may print its
unit behind its name: 决算（万元）. In JSON, YAML and TOML rows are names that map columns to values.
"""

from __future__ import annotations

import re

from attrs import evolve

from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.given import Given
from perfrules.facts.plain import cut, is_empty, shape_of, shown
from perfrules.facts.rows import raw_rows
from perfrules.model.model import Fact
from perfrules.source import Span, Words
from perfrules.syntax.folding import name_key

_WITH_UNIT = re.compile(r"(.+?)\s*[(（]\s*(?:单位\s*[:：]\s*)?([^()（）]+?)\s*[)）]\s*")
_ROW, _COLUMN = Words("行", "row"), Words("列", "column")


def grid_cells(given: Given, fact: Fact) -> tuple[list[Given], list[Diagnostic]]:
    """The cells of a table, and what is wrong with its names."""
    raw = raw_rows(given)
    if raw is None:
        args = {"name": fact.path, "given": shape_of(given.value)}
        return [], [Diagnostic(errors.NOT_GRID, given.value_span, args)]
    rows = {name_key(row.name): row for row in fact.cells}
    columns = {name_key(label): label for label in fact.cells[0].labels}
    found: list[Given] = []
    problems: list[Diagnostic] = []
    told: set[str] = set()
    for item in raw.rows:
        if all(is_empty(value) for _, value, _ in item.cells):
            continue
        (_, label, place), *cells = item.cells
        name = _text(label)
        row = rows.get(name_key(name))
        if row is None:
            problems.append(_unknown(fact, _ROW, name, [row.name for row in fact.cells], place))
            continue
        for head, value, span in cells:
            column, unit = _column(head, columns)
            if column is not None:
                path = f"{row.path}·{column}"
                found.append(evolve(given, name=path, value=value, span=span, value_span=span, unit=unit))
            elif not is_empty(value) and name_key(head) not in told:
                told.add(name_key(head))
                problems.append(_unknown(fact, _COLUMN, head, list(columns.values()), span))
    return found, problems


def _column(head: str, columns: dict[str, str]) -> tuple[str | None, str]:
    """The column that a head means, and the unit that it prints."""
    known = columns.get(name_key(head))
    match = _WITH_UNIT.fullmatch(head) if known is None else None
    if match is None:
        return known, ""
    return columns.get(name_key(match.group(1))), match.group(2)


def _unknown(fact: Fact, what: Words, name: str, known: list[str], span: Span) -> Diagnostic:
    near = suggest(cut(name), known)
    args = {"grid": fact.path, "what": what, "name": cut(name), "known": known}
    return Diagnostic(errors.UNKNOWN_GRID_NAME, span, args, suggestions=near)


def _text(value: object) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    told = shown(value)
    return told if isinstance(told, str) else told.zh
