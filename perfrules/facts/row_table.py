"""A worksheet or CSV file of rows → the rows of a 明细 or 数据表: a row of column names, then a row each.

Titles above the names and empty rows mean nothing. In a workbook the sheet has the name of the fact; beside a CSV file
facts.csv the rows stand in facts.产出.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from perfrules.facts.given import Given, RawRow, RawRows, place
from perfrules.facts.plain import cut, is_empty, shown
from perfrules.facts.table import Table
from perfrules.model.model import Fact, Rubric
from perfrules.syntax.folding import name_key

_TITLES = 20
"""How far down the row of names may stand below its titles."""


def rows_of_table(table: Table, names: Iterable[str]) -> RawRows:
    """The rows below the row that holds the most of the given column names."""
    wanted = {name_key(name) for name in names}

    def known(row: list[Any]) -> int:
        return sum(isinstance(cell, str) and name_key(cell) in wanted for cell in row)

    filled = [i for i, row in enumerate(table.rows) if any(not is_empty(cell) for cell in row)]
    head = max(filled[:_TITLES], key=lambda i: known(table.rows[i]), default=-1)
    if head < 0 or not known(table.rows[head]):
        head = filled[0] if filled else -1
    names_of = table.rows[head] if head >= 0 else []
    found = []
    for i in filled:
        if i <= head:
            continue
        cells = []
        for column, cell in enumerate(table.rows[i]):
            name = names_of[column] if column < len(names_of) else None
            if is_empty(name) and is_empty(cell):
                continue
            cells.append((_named(name, column), cell, place(table.place(i, column))))
        found.append(RawRow(tuple(cells), place(table.place(i, 0))))
    return RawRows(tuple(found))


def _named(name: Any, column: int) -> str:
    if is_empty(name):
        return f"第{column + 1}列"
    if isinstance(name, str):
        return " ".join(name.split())
    told = shown(name)
    return cut(told if isinstance(told, str) else told.zh)


def tables(rubric: Rubric) -> tuple[Fact, ...]:
    """The facts that are given as tables."""
    return (*(fact for fact in rubric.facts if fact.detail is not None), *rubric.grids)


def given_rows(fact: Fact, table: Table) -> Given:
    """The rows of a fact that a table holds."""
    detail = fact.detail
    names = [column.name for column in detail.columns] if detail is not None else fact.cells[0].labels
    where = place(table.place(0, 0))
    return Given(fact.path, rows_of_table(table, names), span=where, value_span=where)


def titles(fact: Fact) -> tuple[str, ...]:
    """What a sheet or file of the rows of a fact may be called."""
    return (fact.path, fact.name)
