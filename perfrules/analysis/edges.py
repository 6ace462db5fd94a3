"""The figures at which a program changes its mind, and facts on each of them and one step of a grid beside it.

An edge of a rate is mapped back to its facts: all facts but one stay, and the last is solved for, since nearly every
measure is a quotient of two sums in each single fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from perfrules.ir import nodes as ir

FINE = Fraction(1, 1000)
"""A step of what has no grid."""


@frozen
class Edge:
    """A value that decides something: the figure at which a node's value changes what comes of it."""

    node: ir.Node
    at: Fraction


def edges(program: ir.Program) -> tuple[Edge, ...]:
    """Every edge of every band, comparison, step and cut."""
    roots = [node for item in program.definitions for node in ir.children(item)]
    roots += [constraint.holds for constraint in program.constraints]
    return edges_of(node for root in roots for node in ir.walk(root))


def nodes_below(program: ir.Program, roots: Iterable[ir.Node]) -> Iterator[ir.Node]:
    """Nodes, all below them, and those of the named values that they read, each value once."""
    bodies = {value.name: value.body for value in program.values()}
    waiting, seen = list(roots), set()
    while waiting:
        for node in ir.walk(waiting.pop(0)):
            yield node
            if isinstance(node, ir.Ref) and node.name not in seen:
                seen.add(node.name)
                waiting.append(bodies[node.name])


def edges_of(nodes: Iterable[ir.Node]) -> tuple[Edge, ...]:
    """The edges of some nodes themselves, each once."""
    return tuple(dict.fromkeys(edge for node in nodes for edge in _edges(node)))


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
class Solver:
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
                known = self.given.get(name)
                return ((Fraction(0), known), one) if isinstance(known, Fraction) else None
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


def beside(program: ir.Program, edge: Edge, values: Mapping[str, Any], most: int) -> Iterator[dict[str, Any]]:
    """Facts with one of them changed so that an edge is met, or missed by one step of its grid to either side.

    At most `most` facts are changed in turn, those that can meet it on their grid first.
    """
    quantities = [item for item in program.inputs if item.kind == "quantity"]
    solved = [(item, Solver(program, item.name, values).solve(edge)) for item in quantities]
    found = [(item, figure) for item, figure in solved if figure is not None]
    for item, figure in sorted(found, key=lambda pair: not on_grid(*pair))[:most]:
        grid = item.grid or FINE
        near = {figure, *((figure // grid + n) * grid for n in (-1, 0, 1))}
        for value in sorted(value for value in near if on_grid(item, value)):
            yield {**values, item.name: value}


def on_grid(item: ir.Input, value: Fraction) -> bool:
    """Whether a fact may have a value: in its range and on its grid."""
    return value in item.bounds and (value / (item.grid or FINE)).denominator == 1


def near(item: ir.Input, figure: Fraction) -> list[Fraction]:
    """Values that a fact may have, at a figure or one step beside it; at an end of its range where it ends before."""
    grid = item.grid or FINE
    exact = [figure] if item.grid is None or (figure / grid).denominator == 1 else []
    steps = figure // grid
    found = [*exact, *((steps + n) * grid for n in (0, 1, -1, 2))]
    inside = [value for value in found if value in item.bounds]
    ends = [end for end in (item.bounds.low, item.bounds.high) if end is not None]
    fallback = [end + sign * grid for end in ends for sign in (0, 1, -1) if end + sign * grid in item.bounds]
    return inside or fallback or [Fraction(0)]
