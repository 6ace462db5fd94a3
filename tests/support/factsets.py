"""Facts for any program, drawn where rules change their minds: on edges and one grid step beside them, zeros, equals.

An edge of a rate is mapped back to its facts: all facts but one are drawn, and the last is solved for, since nearly
every measure is a quotient of two sums in each single fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen
from hypothesis import strategies as st

from perfrules.ir import nodes as ir
from perfrules.model.model import Detail, Rubric
from perfrules.types.show import exact
from perfrules.types.types import Quantity, TargetType

_FIGURES = tuple(
    Fraction(n) for n in ("0", "1", "2", "3", "5", "7.5", "10", "20", "100", "12345.67", "1000000", "-1", "-10")
)


@frozen
class Edge:
    """A value that decides something: the figure at which a node's value changes what comes of it."""

    node: ir.Node
    at: Fraction


def edges(program: ir.Program) -> tuple[Edge, ...]:
    """Every edge of every band, comparison, step and cut."""
    roots = [node for item in program.definitions for node in ir.children(item)]
    roots += [constraint.holds for constraint in program.constraints]
    return tuple(dict.fromkeys(edge for root in roots for node in ir.walk(root) for edge in _edges(node)))


def _edges(node: ir.Node) -> Iterator[Edge]:
    match node:
        case ir.Piecewise(subject=subject, bands=bands):
            for band in bands:
                for end in (band.interval.low, band.interval.high):
                    if end is not None:
                        yield Edge(subject, end)
        case ir.Compare(left=left, right=ir.Literal(value=Fraction() as figure)):
            yield Edge(left, figure)
        case ir.Compare(left=left, right=right):
            yield Edge(ir.Arith("-", left, right), Fraction(0))
        case ir.Floor(operand=operand) | ir.Ceil(operand=operand):
            yield from (Edge(operand, Fraction(n)) for n in (0, 1, 2))
        case ir.Clamp(value=value, low=low, high=high):
            yield from (Edge(value, end) for end in (low, high) if end is not None)
        case ir.Round(value=value, step=step):
            yield Edge(value, step * Fraction(3, 2))


@define
class _Solver:
    """Values of nodes as (a·x + b) ÷ (c·x + d) in one fact, the others fixed."""

    program: ir.Program
    name: str
    given: Mapping[str, Any]
    bodies: dict[str, ir.Node] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.bodies = {item.name: item.body for item in self.program.values()}

    def solve(self, edge: Edge) -> Fraction | None:
        """What the fact must be for the node to be at its edge."""
        form = self.form(edge.node)
        if form is None:
            return None
        (a, b), (c, d) = form
        slope = a - edge.at * c
        return (edge.at * d - b) / slope if slope else None

    def form(self, node: ir.Node) -> Any:
        """((a, b), (c, d)), or None where it is not such a quotient."""
        one, nothing = (Fraction(0), Fraction(1)), (Fraction(0), Fraction(0))
        match node:
            case ir.Literal(value=Fraction() as value):
                return (Fraction(0), value), one
            case ir.Input(name=name):
                if name == self.name:
                    return (Fraction(1), Fraction(0)), one
                value = self.given.get(name)
                return ((Fraction(0), value), one) if isinstance(value, Fraction) else None
            case ir.Ref(name=name):
                return self.form(self.bodies[name])
            case ir.Select(otherwise=otherwise) if otherwise is not None:
                return self.form(otherwise)
            case ir.Round(value=value) | ir.Abs(operand=value) | ir.Clamp(value=value):
                return self.form(value)
            case ir.Arith(op=op, left=left, right=right):
                x, y = self.form(left), self.form(right)
                if x is None or y is None:
                    return None
                (n1, d1), (n2, d2) = x, y
                if op in "+-":
                    sign = 1 if op == "+" else -1
                    top, bottom = _plus(_times(n1, d2), _times(n2, d1), sign), _times(d1, d2)
                else:
                    if op == "÷":
                        n2, d2 = d2, n2
                    top, bottom = _times(n1, n2), _times(d1, d2)
                if top is None or bottom is None or bottom == nothing:
                    return None
                return top, bottom
        return None


_Line = tuple[Fraction, Fraction] | None


def _times(x: _Line, y: _Line) -> _Line:
    if x is None or y is None or (x[0] and y[0]):
        return None
    return x[0] * y[1] + x[1] * y[0], x[1] * y[1]


def _plus(x: _Line, y: _Line, sign: int) -> _Line:
    return None if x is None or y is None else (x[0] + sign * y[0], x[1] + sign * y[1])


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
        found = _Solver(program, item.name, values).solve(edge)
        if found is not None:
            values[item.name] = draw(_near(item, found))
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
    return st.sampled_from(figures).flatmap(lambda figure: _near(item, figure))


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
                row[column.name] = draw(st.sampled_from((0, 1, 2, 5, "0.5", "0.25"))) if column.grid is None else 10000
                row[column.name] = Fraction(row[column.name]) * draw(
                    st.sampled_from((1, 1, 1, 2, -1 if _signed(column) else 1))
                )
    for row in rows:
        for name in [name for name in row if f"{name}·比较" in row]:
            if row[f"{name}·比较"] == "文字":
                row[f"{name}·原文"] = "长期"
            elif row[f"{name}·比较"] == "降至" and name in row:
                row[name] = -abs(row[name])
    return rows


def _signed(column: ir.Column) -> bool:
    return column.bounds.low is None and column.optional


def _near(item: ir.Input, figure: Fraction) -> st.SearchStrategy[Fraction]:
    """A value on the input's grid and within its bounds, at a figure or one step beside it."""
    grid = item.grid or Fraction(1, 1000)
    exact = [figure] if item.grid is None or (figure / grid).denominator == 1 else []
    steps = figure // grid
    found = [*exact, *((steps + n) * grid for n in (0, 1, -1, 2))]
    inside = [value for value in found if value in item.bounds]
    ends = [end for end in (item.bounds.low, item.bounds.high) if end is not None]
    fallback = [end + sign * grid for end in ends for sign in (0, 1, -1) if end + sign * grid in item.bounds]
    return st.sampled_from(inside or fallback or [Fraction(0)])


def supplied(rubric: Rubric, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values in base units → what a caller hands over: figures in the unit of the fact, with a reason where one is asked."""
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


def beside(program: ir.Program, edge: Edge, values: Mapping[str, Any], most: int) -> Iterator[dict[str, Any]]:
    """Facts with one of them changed so that an edge is met, or missed by one step of its grid to either side.

    At most `most` facts are changed in turn, those that can meet it on their grid first.
    """
    solved = [
        (item, _Solver(program, item.name, values).solve(edge)) for item in program.inputs if item.kind == "quantity"
    ]
    found = [(item, figure) for item, figure in solved if figure is not None]
    for item, figure in sorted(found, key=lambda pair: not _on_grid(*pair))[:most]:
        grid = item.grid or Fraction(1, 1000)
        near = {figure, *((figure // grid + n) * grid for n in (-1, 0, 1))}
        for value in sorted(value for value in near if _on_grid(item, value)):
            yield {**values, item.name: value}


def _on_grid(item: ir.Input, value: Fraction) -> bool:
    return value in item.bounds and (value / (item.grid or Fraction(1, 1000))).denominator == 1
