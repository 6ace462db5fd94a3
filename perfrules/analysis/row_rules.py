"""The rule of a row (明细) by itself, as a rubric of one leaf over its cells, so that two such rules can be compared.

A score that adds up its rows goes as they go: where no row scores less by one rule than by another, no table does. What
a row's points are multiplied with is taken out on both sides, so that a row has one point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from attrs import evolve, frozen

from perfrules.analysis.paths import ABOVE, AT, BELOW
from perfrules.ir import nodes as ir
from perfrules.types.interval import ANY, Interval

ONE = Fraction(1)
ROW = "行"
"""The name of the one leaf."""
MOST_COLUMNS = 3
"""So many columns of figures are parted into those below 0, at 0 and above it."""
SIGNS = (BELOW, AT, ABOVE)


@frozen
class RowRule:
    """What a row of one point scores; its points are `factors`, the same in all that it is compared with."""

    rows: ir.Input
    part: ir.Node
    factors: frozenset[ir.Node]
    rest: ir.Leaf
    """The leaf without it, which must be alike on both sides too."""


def row_rule(leaf: ir.Leaf) -> RowRule | None:
    """The rule of a leaf whose base adds up rows; None where it has another form."""
    base = leaf.base
    if not isinstance(base, ir.OverRows) or base.op != "sum" or leaf.unrecorded:
        return None
    points = frozenset(name for name, _ in base.rows.sums)
    found = _of_one_point(base.body, points)
    if found is None:
        return None
    part, factors = found
    return RowRule(base.rows, part, factors, evolve(leaf, name=ROW, base=ir.Literal(Fraction(0)), measure=None))


def _of_one_point(node: ir.Node, points: frozenset[str]) -> tuple[ir.Node, frozenset[ir.Node]] | None:
    """A node that is in proportion to a row's points, for one point; and what it was multiplied with."""
    match node:
        case ir.Arith(op="×", left=left, right=right) if not _reads_points(left, points) and _is_share(right, points):
            return left, frozenset((right,))
        case ir.Literal(value=Fraction() as value) if value == 0:
            return node, frozenset()
        case ir.Min(items=items) if all(isinstance(item, ir.Cell) for item in items):
            own = [item for item in items if isinstance(item, ir.Cell) and item.column in points]
            rest = tuple(item for item in items if item not in own)
            return ir.Min((*rest, ir.Literal(ONE))), frozenset(own)
        case ir.Select(cases=cases, otherwise=otherwise):
            thens = [_of_one_point(case.then, points) for case in cases]
            last = None if otherwise is None else _of_one_point(otherwise, points)
            if None in thens or (otherwise is not None and last is None):
                return None
            if any(_reads_points(case.when, points) for case in cases):
                return None
            known = [found for found in (*thens, last) if found is not None]
            changed = tuple(evolve(case, then=found[0]) for case, found in zip(cases, thens, strict=True) if found)
            rest_node = None if last is None else last[0]
            return ir.Select(changed, rest_node), frozenset(f for _, factors in known for f in factors)
    return None


def _is_share(node: ir.Node, points: frozenset[str]) -> bool:
    """Whether a factor is a row's points, or computed from all rows and fixed figures only."""
    if isinstance(node, ir.Cell):
        return node.column in points
    if isinstance(node, ir.OverRows):
        return True
    below = list(ir.children(node))
    return isinstance(node, ir.Literal) or (bool(below) and all(_is_share(child, points) for child in below))


def _reads_points(node: ir.Node, points: frozenset[str]) -> bool:
    return any(isinstance(part, ir.Cell) and part.column in points for part in ir.walk(node))


Cells = Mapping[str, Interval]
"""What cells of a row that is free of data errors hold: a label as its code."""


def alone(first: RowRule, second: RowRule, cases: Sequence[Cells]) -> Iterator[tuple[ir.Program, ir.Program]]:
    """Two rules as programs of one leaf, for each of the cases and every sign that their figures can have."""
    parts = [part for rule in (first, second) for part in ir.walk(rule.part)]
    read = {part.column for part in parts if isinstance(part, ir.Cell | ir.CellMissing)}
    columns = [column for column in first.rows.columns if column.name in read]
    figures = [column for column in columns if column.kind == "quantity"]
    for case in cases:
        for ways in product(SIGNS if len(figures) <= MOST_COLUMNS else (ANY,), repeat=len(figures)):
            bounds = {c.name: c.bounds.meet(way) for c, way in zip(figures, ways, strict=True)}
            bounds = {name: known.meet(case.get(name, ANY)) for name, known in bounds.items()}
            if not any(interval.empty for interval in bounds.values()):
                yield _program(first, columns, bounds, case), _program(second, columns, bounds, case)


def both(mine: Sequence[Cells], theirs: Sequence[Cells]) -> list[Cells]:
    """The cases of rows that two rubrics both take."""
    found: list[Cells] = []
    for one, other in product(mine, theirs):
        met = {name: one.get(name, ANY).meet(other.get(name, ANY)) for name in {*one, *other}}
        if not any(interval.empty for interval in met.values()):
            found.append(met)
    return found


def _program(rule: RowRule, columns: Sequence[ir.Column], bounds: Cells, case: Cells) -> ir.Program:
    known: dict[str, ir.Node] = {}
    inputs: list[ir.Input] = []
    for column in columns:
        code = case[column.name].constant if column.kind == "label" and column.name in case else None
        if code is not None:
            known[column.name] = ir.Label(int(code), column.labels[int(code)])
            continue
        own = bounds.get(column.name, column.bounds)
        inputs.append(ir.Input(column.name, column.kind, own, column.grid, column.labels, column.optional))
        known[column.name] = inputs[-1]

    def cell(node: ir.Node) -> ir.Node:
        if isinstance(node, ir.Cell):
            return known[node.column]
        if isinstance(node, ir.CellMissing):
            return ir.IsMissing(node.column)
        return ir.map_children(node, cell)

    needed = tuple(item.name for item in inputs if not item.optional)
    leaf = ir.Leaf(ROW, ONE, (), cell(rule.part), (), (), Interval(), None, needed)
    total = ir.Total((), Interval(), None, (), False)
    return ir.Program("", "", "", ONE, tuple(inputs), (leaf,), (ROW,), total, ())
