"""How deep values read one another: rings are found, and what would go too deep, before anything follows the reads.

Types, bounds, divisors and every evaluator follow a formula into what it reads. Here it is made sure beforehand that
this ends soon: a ring is reported and cut, and so is a formula or score that reads others through too many steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import define, field, frozen

from perfrules.model.infer import Typing
from perfrules.model.model import Formula, Indicator
from perfrules.source import NOWHERE, Span
from perfrules.syntax import nodes as n

MOST_STEPS = 150
"""Operations on operations: the depth of one formula together with all that it reads."""
READ = 2
"""What following a name to a formula counts."""
READ_SCORE = 6
"""What following 节点 的得分 to the score of a leaf counts."""

Value = Formula | Indicator
"""A formula, or a heading for its 指标值 or its score."""
Reads = Callable[[Value], "tuple[int, list[Read]]"]
"""The depth of a value in itself, and what it reads."""


@frozen
class Read:
    """A value that another one reads: how deep in it, at which words."""

    target: Value
    level: int
    span: Span


@define
class Depths:
    """Visits values behind all that they read. `ring` and `deep` are told of what is cut."""

    reads: Reads
    ring: Callable[[list[tuple[Value, Span]]], None]
    deep: Callable[[Value], None]
    depth: dict[int, int] = field(factory=dict)
    """How deep each visited value goes, by its identity."""
    order: list[Value] = field(factory=list)
    """The visited values, each behind those that it reads."""

    def visit(self, roots: Iterable[Value]) -> None:
        """Visit values and all that they read, with a stack of its own."""
        for root in roots:
            if id(root) not in self.depth:
                self._visit(root)

    def _visit(self, root: Value) -> None:
        path: list[_Step] = [self._step(root)]
        open_: dict[int, int] = {id(root): 0}
        while path:
            step = path[-1]
            read = next(step.left, None)
            if read is None:
                path.pop()
                del open_[id(step.node)]
                self._close(step)
                if path:
                    path[-1].deepest = max(path[-1].deepest, path[-1].level + self.depth[id(step.node)])
                continue
            step.level, step.span = read.level, read.span
            known = self.depth.get(id(read.target))
            if known is not None:
                step.deepest = max(step.deepest, read.level + known)
            elif id(read.target) in open_:
                self.ring([(s.node, s.span) for s in path[open_[id(read.target)] :]])
            else:
                open_[id(read.target)] = len(path)
                path.append(self._step(read.target))

    def _step(self, node: Value) -> _Step:
        depth, reads = self.reads(node)
        return _Step(node, iter(reads), depth)

    def _close(self, step: _Step) -> None:
        if step.deepest > MOST_STEPS:
            self.deep(step.node)
            step.deepest = 0
        self.depth[id(step.node)] = step.deepest
        self.order.append(step.node)


@define
class _Step:
    """A value on the way: what it still reads, how deep it goes, and the read that is being followed."""

    node: Value
    left: Iterator[Read]
    deepest: int
    level: int = 0
    span: Span = NOWHERE


def levels(*roots: n.Node) -> Iterator[tuple[n.Node, int]]:
    """The nodes below some nodes with their depth, those of names in comparisons with labels included."""
    stack: list[tuple[n.Node, int]] = [(root, 1) for root in reversed(roots)]
    while stack:
        node, level = stack.pop()
        yield node, level
        stack.extend((child, level + 1) for child in reversed([*n.children(node)]))


def formula_reads(typing: Typing) -> Reads:
    """What a formula, or the 指标值 of a heading, reads; names are looked up, nothing is reported."""

    def reads(node: Value) -> tuple[int, list[Read]]:
        scope = node if isinstance(node, Indicator) else node.owner
        roots: tuple[n.Node, ...]
        if isinstance(node, Formula):
            roots = (node.expression, *node.guards)
        else:
            roots = (node.measure,) if isinstance(node.measure, n.Expr) else ()
        deepest = 0
        found: list[Read] = []
        labels: set[int] = set()
        for x, level in levels(*roots):
            deepest = max(deepest, level)
            if isinstance(x, n.Compare):
                sides = typing.label_side(x, scope)
                if sides is not None:
                    labels.add(sides[1].id)
            elif isinstance(x, n.ScoreOf):
                labels.add(x.node.id)
            if not isinstance(x, n.Name) or x.id in labels:
                continue
            targets = typing.targets(x, scope)
            target = targets[0] if len(targets) == 1 else None
            if isinstance(target, Indicator) and isinstance(target.measure, Formula):
                target = target.measure
            if isinstance(target, Formula) or (isinstance(target, Indicator) and target.measure is not None):
                found.append(Read(target, level + READ, x.span))
        return deepest, found

    return reads


def score_reads(typing: Typing, depth: Mapping[int, int]) -> Reads:
    """What the score of a heading reads: its parts, or the scores that its rule and the formulas of that name."""

    def reads(node: Value) -> tuple[int, list[Read]]:
        assert isinstance(node, Indicator)
        parts = [Read(child, 1, child.span) for child in node.parts]
        deepest = 0
        found: list[Read] = []
        seen: set[int] = set()
        stack: list[n.Node] = [*node.clauses, *node.conditions]
        if isinstance(node.measure, Formula) and node.parent is None and node.depth == 0:
            stack += [node.measure.expression, *node.measure.guards]  # 结果为
        while stack:
            for x, level in levels(stack.pop()):
                deepest = max(deepest, level)
                target = typing.refs.get(x.id) if isinstance(x, n.Expr) else None
                if isinstance(target, Indicator) and isinstance(x, n.Name) and isinstance(target.measure, Formula):
                    target = target.measure
                if isinstance(x, n.ScoreOf) and isinstance(target, Indicator):
                    found.append(Read(target, READ_SCORE, x.span))
                elif isinstance(target, Formula):
                    deepest = max(deepest, level + READ + depth.get(id(target), 0))
                    if id(target) not in seen:
                        seen.add(id(target))
                        stack += [target.expression, *target.guards]
        deepest = max(deepest, 1)
        return deepest, [*parts, *(Read(read.target, deepest + READ_SCORE, read.span) for read in found)]

    return reads
