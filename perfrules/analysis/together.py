"""Two programs over one set of facts, so that their scores can be compared on every fact set that both admit.

Facts of one name are one fact; it lies where both say that it may. Everything else keeps its program's mark before its
name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve, frozen

from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval

FIRST, SECOND = "1:", "2:"
"""The marks of the two programs."""


@frozen
class Together:
    """Both programs in one. `clashes` are facts of one name but not of one kind: what reads them is not compared."""

    program: ir.Program
    clashes: frozenset[str]


def together(first: ir.Program, second: ir.Program) -> Together:
    """Two programs as one."""
    mine = {item.name: item for item in first.inputs}
    theirs = {item.name: item for item in second.inputs}
    clashes = frozenset(name for name in mine.keys() & theirs.keys() if not _agree(mine[name], theirs[name]))
    inputs = [_common(item, theirs[item.name]) if item.name in theirs else item for item in first.inputs]
    inputs += [item for item in second.inputs if item.name not in mine]
    total = ir.Total(
        (),
        Interval(),
        None,
        (),
        False,
        caps=(*_guards(first.total.caps, FIRST), *_guards(second.total.caps, SECOND)),
        vetoes=(*_guards(first.total.vetoes, FIRST), *_guards(second.total.vetoes, SECOND)),
    )
    program = ir.Program(
        first.id,
        first.title,
        "",
        first.points,
        tuple(inputs),
        (*marked(first, FIRST), *marked(second, SECOND)),
        (*(FIRST + name for name in first.headings), *(SECOND + name for name in second.headings)),
        total,
        tuple(dict.fromkeys((*_constraints(first, FIRST), *_constraints(second, SECOND)))),
    )
    return Together(program, clashes)


def marked(program: ir.Program, mark: str) -> Iterator[ir.Definition]:
    """The definitions of a program, a mark before every name."""
    for item in program.definitions:
        changed = ir.map_children(item, lambda node: _node(node, mark))
        if isinstance(changed, ir.Heading):
            changed = evolve(changed, parts=tuple(mark + part for part in changed.parts))
        yield evolve(changed, name=mark + item.name)


def _node(node: ir.Node, mark: str) -> ir.Node:
    if isinstance(node, (ir.Ref, ir.ScoreOf, ir.Applies)):
        return evolve(node, name=mark + node.name)
    return ir.map_children(node, lambda child: _node(child, mark))


def _guards(guards: tuple[ir.Guard, ...], mark: str) -> Iterator[ir.Guard]:
    return (ir.map_children(guard, lambda node: _node(node, mark)) for guard in guards)


def _constraints(program: ir.Program, mark: str) -> Iterator[ir.Constraint]:
    return (ir.map_children(item, lambda node: _node(node, mark)) for item in program.constraints)


def _agree(a: ir.Input, b: ir.Input) -> bool:
    return (a.kind, a.labels, a.columns, a.sums) == (b.kind, b.labels, b.columns, b.sums)


def _common(a: ir.Input, b: ir.Input) -> ir.Input:
    """What both say of a fact; it may be absent where it may be so in both."""
    grid = a.grid if b.grid is None else b.grid if a.grid is None else _multiple(a.grid, b.grid)
    return evolve(a, bounds=a.bounds.meet(b.bounds), grid=grid, optional=a.optional and b.optional)


def _multiple(a: Fraction, b: Fraction) -> Fraction:
    """The least figure that is a multiple of both."""
    return Fraction(math.lcm(a.numerator, b.numerator), math.gcd(a.denominator, b.denominator))


def same(first: ir.Program, second: ir.Program, a: str, b: str) -> bool:
    """Whether two scores are computed in one way: one text, or two texts that come to the same program."""
    return _Same(first, second).scores(a, b)


def alike(first: ir.Program, second: ir.Program, mine: ir.Leaf, theirs: ir.Leaf) -> bool:
    """Whether two leaves, whatever they are called, are computed in one way."""
    return _Same(first, second).scored(mine, theirs)


class _Same:
    """Compares what two names stand for, each pair once."""

    def __init__(self, first: ir.Program, second: ir.Program) -> None:
        self.values = [{v.name: v for v in p.values()} for p in (first, second)]
        self.nodes = [{d.name: d for d in p.definitions if not isinstance(d, ir.Value)} for p in (first, second)]
        self.known: dict[tuple[str, str, str], bool] = {}

    def scores(self, a: str, b: str) -> bool:
        """Leaves or headings."""
        key = ("score", a, b)
        if key not in self.known:
            self.known[key] = True
            x, y = self.nodes[0].get(a), self.nodes[1].get(b)
            self.known[key] = x is not None and y is not None and self.scored(x, y)
        return self.known[key]

    def scored(self, x: ir.Leaf | ir.Heading, y: ir.Leaf | ir.Heading) -> bool:
        """What two scores are made of."""
        if isinstance(x, ir.Leaf) and isinstance(y, ir.Leaf):
            flat = (x.points, x.clip, x.rounding, x.unrecorded, [g.status for g in x.guards])
            other = (y.points, y.clip, y.rounding, y.unrecorded, [g.status for g in y.guards])
            ours, theirs = _below(x), _below(y)
            if flat != other or x.unrecorded:
                return False
            if [g.score is None for g in x.guards] != [g.score is None for g in y.guards]:
                return False
            if (len(x.awards), len(x.deductions)) != (len(y.awards), len(y.deductions)):
                return False
            return len(ours) == len(theirs) and all(map(self.nodes_alike, ours, theirs))
        if isinstance(x, ir.Heading) and isinstance(y, ir.Heading):
            if (x.points, x.aggregated, len(x.parts)) != (y.points, y.aggregated, len(y.parts)):
                return False
            if not all(map(self.scores, x.parts, y.parts)):
                return False
            pairs = ((x.score, y.score), (x.applies, y.applies))
            return all(u is v or (u is not None and v is not None and self.nodes_alike(u, v)) for u, v in pairs)
        return False

    def nodes_alike(self, a: ir.Node, b: ir.Node) -> bool:
        """Whether two nodes are one, names followed."""
        if type(a) is not type(b):
            return False
        if isinstance(a, ir.Ref) and isinstance(b, ir.Ref):
            key = ("value", a.name, b.name)
            if key not in self.known:
                self.known[key] = True
                self.known[key] = self.nodes_alike(self.values[0][a.name].body, self.values[1][b.name].body)
            return self.known[key]
        if isinstance(a, ir.ScoreOf) and isinstance(b, ir.ScoreOf):
            return self.scores(a.name, b.name)
        if isinstance(a, ir.Applies) and isinstance(b, ir.Applies):
            return self.scores(a.name, b.name)
        if isinstance(a, ir.Input) and isinstance(b, ir.Input):
            # Ranges and grids are those of both; what stands in for an absent fact is part of the rule.
            return (a.name, a.default, a.stand_in, a.optional) == (b.name, b.default, b.stand_in, b.optional)
        ours, theirs = list(ir.children(a)), list(ir.children(b))
        if len(ours) != len(theirs) or not all(map(self.nodes_alike, ours, theirs)):
            return False
        blank = ir.Literal(Fraction(0))
        return ir.map_children(a, lambda _: blank) == ir.map_children(b, lambda _: blank)


def _below(leaf: ir.Leaf) -> list[ir.Node]:
    guards = [node for guard in leaf.guards for node in ir.children(guard)]
    return [*guards, leaf.base, *leaf.awards, *leaf.deductions]
