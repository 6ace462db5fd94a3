"""Facts for any program, drawn where rules change their minds: on edges, one grid step beside them, zeros, equals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from perfrules.analysis.edges import Edge, Solver, near
from perfrules.ir import nodes as ir

_FIGURES = tuple(
    Fraction(n) for n in ("0", "1", "2", "3", "5", "7.5", "10", "20", "100", "12345.67", "1000000", "-1", "-10")
)


@st.composite
def fact_sets(
    draw: st.DrawFn, program: ir.Program, known: tuple[Edge, ...], *, flawed: bool = True, whole: bool = False
) -> dict[str, Any]:
    """Values by the names of the inputs, in base units; some wrong where `flawed`, some left out unless `whole`."""
    values: dict[str, Any] = {}
    for item in program.inputs:
        values[item.name] = draw(_value(item, values))
    quantities = [item for item in program.inputs if item.kind == "quantity"]
    for _ in range(draw(st.integers(0, 3)) if quantities and known else 0):
        item, edge = draw(st.sampled_from(quantities)), draw(st.sampled_from(known))
        found = Solver(program, item.name, values).solve(edge)
        if found is not None:
            values[item.name] = draw(st.sampled_from(near(item, found)))
    for item in () if whole else program.inputs:
        if draw(st.integers(0, 9 if item.optional else 60)) == 0:
            del values[item.name]
    if flawed and values and draw(st.integers(0, 6)) == 0:
        name = draw(st.sampled_from(sorted(values)))
        values[name] = draw(st.sampled_from(("说不清", Fraction(1, 3), Fraction(10**30), True, "")))
    return values


def _value(item: ir.Input, before: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    match item.kind:
        case "flag":
            return st.booleans()
        case "label":
            return st.sampled_from(item.labels)
        case "date":
            return st.sampled_from([date(2021, 12, 31), date(2022, 6, 30), date(2022, 7, 1), date(2022, 7, 6)])
        case "text":
            return st.just("有")
        case "rows":
            return _rows(item)
    same = [value for value in before.values() if isinstance(value, Fraction)]
    bounds = [end for end in (item.bounds.low, item.bounds.high) if end is not None]
    figures = [*_FIGURES, *(figure / 100 for figure in _FIGURES), *bounds, *same]
    return st.sampled_from(figures).flatmap(lambda figure: st.sampled_from(near(item, figure)))


@st.composite
def _rows(draw: st.DrawFn, item: ir.Input) -> list[dict[str, Any]]:
    """Rows: points that close, targets with every sign, what was achieved at them and beside."""
    count = draw(st.integers(1, 4))
    rows: list[dict[str, Any]] = [{} for _ in range(count)]
    sums = dict(item.sums)
    for column in item.columns:
        rest = sums.get(column.name)
        for number, row in enumerate(rows, 1):
            if rest is not None:
                part = rest if number == count else rest * draw(st.sampled_from((Fraction(1, 4), Fraction(1, 2))))
                row[column.name] = part
                rest -= part
            elif column.kind == "label":
                row[column.name] = draw(st.sampled_from(column.labels))
            elif column.kind == "flag":
                row[column.name] = draw(st.booleans())
            elif not (column.optional and draw(st.integers(0, 15)) == 0):
                size = draw(st.sampled_from(("0", "1", "2", "5", "0.5", "0.25"))) if column.grid is None else "10000"
                row[column.name] = Fraction(size) * draw(st.sampled_from((1, 1, 1, 2, -1 if _signed(column) else 1)))
    for row in rows:
        for name in [name for name in row if f"{name}·比较" in row]:
            if row[f"{name}·比较"] == "文字":
                row[f"{name}·原文"] = "长期"
            elif row[f"{name}·比较"] == "降至" and name in row:
                row[name] = -abs(row[name])
    return rows


def _signed(column: ir.Column) -> bool:
    return column.bounds.low is None and column.optional
