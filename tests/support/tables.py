"""Fact sets as tables, and the scores of a table beside those of its rows one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pyarrow as pa
from attrs import frozen

from perfrules.api import DataError, Rubric
from perfrules.diagnostics import Diagnostic
from perfrules.result import Result
from perfrules.types.show import exact


@frozen(eq=False)
class Tried:
    """A fact set and what the reference says of it."""

    given: Mapping[str, Any]
    result: Result | None
    problems: tuple[Diagnostic, ...]


def table(given: Sequence[Mapping[str, Any]], seed: int) -> pa.Table:
    """Fact sets as a table: each column as text or, where all of it fits, as one of the kinds that tables hold."""
    draw = Random(seed)
    names = list(dict.fromkeys(name for row in given for name in row))
    columns: dict[str, pa.Array] = {"序号": pa.array(range(len(given)), pa.int64())}
    for name in names:
        cells = [row.get(name) for row in given]
        if any(isinstance(cell, dict) for cell in cells):
            columns[f"{name}·理由"] = pa.array([c["理由"] if isinstance(c, dict) else None for c in cells], pa.string())
            cells = [cell["值"] if isinstance(cell, dict) else cell for cell in cells]
        columns[name] = column(cells, draw)
    return pa.table(columns)


def column(cells: Sequence[Any], draw: Random) -> pa.Array:
    """The cells of a column as text, or as they are."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if list in kinds:
        return pa.array([cell and [{key: said(value) for key, value in row.items()} for row in cell] for cell in cells])
    if draw.random() < 0.7 and len(kinds) == 1:
        if kinds == {Fraction}:
            figures = [None if cell is None else Decimal(exact(cell)) for cell in cells]
            whole = all(cell is None or (abs(cell) < 2**62 and cell == int(cell)) for cell in figures)
            if whole and draw.random() < 0.5:
                return pa.array([None if cell is None else int(cell) for cell in figures], pa.int64())
            if draw.random() < 0.5 and all(c is None or len(c.as_tuple().digits) < 16 for c in figures):
                return pa.array([None if cell is None else float(cell) for cell in figures], pa.float64())
            if all(c is None or (len(c.as_tuple().digits) < 20 and abs(c) < 10**18) for c in figures):
                return pa.array(
                    figures,
                    pa.decimal128(38, max(-c.as_tuple().exponent for c in (*figures, Decimal(0)) if c is not None)),
                )
        elif kinds <= {bool, date} or kinds == {str}:
            found = pa.array(cells)
            return found.dictionary_encode() if kinds == {str} and draw.random() < 0.5 else found
    return pa.array([None if cell is None else text(cell) for cell in cells], pa.string())


def said(cell: Any) -> str | None:
    """A cell of a row within a row: nothing, or as it is written."""
    return None if cell is None else text(cell)


def text(cell: Any) -> str:
    """A cell as it is written."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, Fraction):
        return exact(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def holds(given: Mapping[str, Any]) -> bool:
    """Whether a table can say the same of a fact set: no endless decimals, nothing nested but a value with its reason
    and rows."""
    cells = [cell["值"] if isinstance(cell, dict) else cell for cell in given.values()]
    inner = [row for cell in cells if isinstance(cell, list) for row in cell]
    if any(not isinstance(row, dict) for row in inner):
        return False
    for value in (*(cell for cell in cells if not isinstance(cell, list)), *(v for row in inner for v in row.values())):
        if isinstance(value, (list, tuple, dict)) or (isinstance(value, Fraction) and "/" in exact(value)):
            return False
    return True


def compare(rubric: Rubric, tried: Sequence[Tried], seed: int = 0, **how: Any) -> pa.Table:
    """Score fact sets as a table; every row must come out as the reference says."""
    tried = [item for item in tried if holds(item.given)]
    given = table([item.given for item in tried], seed)
    found = rubric.score_table(given, ["all"], keep=["序号"], errors="collect", **how)
    assert found["序号"].to_pylist() == list(range(len(tried)))
    columns = {name: found[name].to_pylist() for name in found.schema.names}
    for number, item in enumerate(tried):
        same({name: cells[number] for name, cells in columns.items()}, item)
    return found


def same(row: Mapping[str, Any], item: Tried) -> None:
    """A row of a result is what the reference says."""
    told = [(problem["fact"], _code(problem["code"], problem["fact"], item)) for problem in row["errors"]]
    expected = [
        (str(d.args.get("name", "")), _code(d.kind.code, str(d.args.get("name", "")), item)) for d in item.problems
    ]
    assert told == expected, item.given
    figures = {name: row[name] for name in ("total", "low", "high", "index", "grade") if name in row}
    if item.result is None:
        assert row["status"] == "error"
        assert set(figures.values()) <= {None}
        return
    result = item.result
    assert row["status"] == result.status
    if result.status != "scored":
        assert set(figures.values()) <= {None}
        return
    for name in ("total", "low", "high"):
        if name in row:
            assert Fraction(row[name]) == getattr(result, name), name
    assert "total" in row or "low" in row or not result.has_total
    if "index" in row:
        assert result.index is not None
        assert Fraction(row["index"]) == result.index.value
    assert row.get("grade") == result.grade
    for node in result.nodes:
        path = "·".join(node.path)
        if f"{path}.reason" in row:
            assert row[f"{path}.reason"] == node.status, path
            score = row[f"{path}.score"]
            assert (None if score is None else Fraction(score)) == (node.score if node.has_score else None), path
            if f"{path}.value" not in row:
                continue
            value = row[f"{path}.value"]
            if isinstance(node.value, Fraction) and value is not None:
                assert abs(Fraction(value) - node.value) <= abs(node.value) * Fraction(1, 10**14), path
            else:
                assert value == (node.value if node.status == "scored" else None), (path, node.status)


def _code(code: str, fact: str, item: Tried) -> str:
    """A code; none for a yes or no in a column of figures, which a table can only hold as a word."""
    return "" if isinstance(item.given.get(fact), bool) else code


def score(rubric: Rubric, given: Mapping[str, Any]) -> Tried:
    """What the reference says of a fact set."""
    try:
        return Tried(given, rubric._scorer.score(given), ())
    except DataError as error:
        return Tried(given, None, error.diagnostics)
