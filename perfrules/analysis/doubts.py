"""What a check could not see to be safe, decided: divisors, gaps, conditions over several measures, ranges of scores.

The check of the text looks at one measure at a time and calls an error what it cannot decide. Here every way to the
place in doubt is followed, guard by guard and row by row, with the 约束 that are sure to have been checked on it. Only
where each way is shut is the doubt taken back; what is open stays an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from attrs import define, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.evaluate import NotComputed
from perfrules.analysis.paths import AT, Branch, Conditions
from perfrules.analysis.space import Met, Never, Space
from perfrules.analysis.study import Study
from perfrules.analysis.verdicts import Facts
from perfrules.diagnostics.diagnostic import Doubt
from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval

MOST_WAYS = 200
MOST_STEPS = 5_000
"""Nodes looked at and ways parted for one doubt; a formula that reads another twice is gone through twice."""
MOST_STEPS_IN_ALL = 30_000
"""The same for all doubts of one rubric; those that come behind stay errors."""

OF_ROWS = ("rows", "gap", "overlap")
"""Doubts about a table: of conditions what cannot be seen at all; a stretch of one value without a row, or with two."""

Ways = list[Conditions]


@frozen
class Example:
    """Facts on which a doubt comes up: the values of those that bear on it, and what then is so.

    `what` is gap (no row holds), two-rows, zero (the divisor) or beyond (the range).
    """

    facts: Facts
    what: str


def settled(program: ir.Program, doubts: Iterable[Doubt]) -> frozenset[Doubt]:
    """Those of the doubts that cannot come up, whatever the facts are."""
    space = Space(program)
    found: set[Doubt] = set()
    steps = 0
    for doubt in doubts:
        place = _Place(space, program, doubt, most=min(MOST_STEPS, MOST_STEPS_IN_ALL - steps))
        if place.shut():
            found.add(doubt)
        steps += place.steps
        if steps >= MOST_STEPS_IN_ALL:
            break
    return frozenset(found)


def example(study: Study, doubt: Doubt) -> Example | None:
    """Facts on which a doubt that was not settled comes up, in round numbers; None where none were found.

    What the analysis suggests is worked out by its evaluator before it is told: the rubric itself cannot score yet.
    """
    place = _Place(study.space, study.program, doubt)
    if place.shut() or place.open is None:
        return None
    conditions, what = place.open
    # Divisors first: what they divide can then be met exactly more often.
    divisors = sorted({v for metric in conditions for v, _ in metric.bottom.terms})
    met = study.space.decide([(conditions, {})], study.rules, (), divisors)
    whole = study.fill(met.values) if isinstance(met, Met) else None
    if whole is None:
        return None
    facts = study.facts(whole)
    for node in _nodes(study.program):
        if node.origin.span == doubt.span and _comes_up(study, node, doubt, facts, what):
            reads = study.space.paths.reads(node) | {v for t in conditions for v in t.variables}
            names = {study.space.names[v] for v in reads}
            return Example({name: facts[name] for name in study.inputs if name in names and name in facts}, what)
    return None


def _nodes(program: ir.Program) -> Iterator[ir.Node]:
    for item in program.definitions:
        for top in ir.children(item):
            yield from ir.walk(top)


def _comes_up(study: Study, node: ir.Node, doubt: Doubt, facts: Facts, what: str) -> bool:
    run = study.evaluator.run(facts)
    try:
        match node:
            case ir.Select(cases=cases) if doubt.kind in OF_ROWS:
                held = sum(bool(study.evaluator.value(run, case.when)) for case in cases)
                return held == 0 if what == "gap" else held > 1
            case ir.Piecewise(subject=subject) if doubt.kind in OF_ROWS and doubt.interval is not None:
                return study.evaluator.value(run, subject) in doubt.interval
            case ir.Arith(op="÷", right=right) if doubt.kind == "divisor":
                return bool(study.evaluator.value(run, right) == 0)
            case _:
                if doubt.kind != "range" or doubt.interval is None:
                    return False
                value = study.evaluator.value(run, node)
                return isinstance(value, Fraction) and value not in doubt.interval
    except NotComputed:
        return False


@define
class _Place:
    """One doubt, looked for everywhere."""

    space: Space
    program: ir.Program
    doubt: Doubt
    most: int = MOST_STEPS
    seen: bool = False
    steps: int = 0
    open: tuple[Conditions, str] | None = None
    """The first way to it that was not shut, and what is so there."""

    def shut(self) -> bool:
        """Whether every way to it is shut; a place that is not found is not."""
        return all(self._roots()) and self.seen and self.steps <= self.most

    def _roots(self) -> Iterator[bool]:
        for leaf in self.program.leaves():
            required: frozenset[str] = frozenset()
            pending: Ways = [{}]
            for guard in leaf.guards:
                required |= frozenset(guard.requires)
                yield self._safe(guard.when, pending, required)
                if guard.score is None:
                    continue
                holds, pending = self._split(guard.when, pending)
                yield self._safe(guard.score, holds, required | frozenset(guard.then_requires))
            required |= frozenset(leaf.requires)
            parts = (leaf.base, *leaf.awards, *leaf.deductions)
            measure = () if leaf.measure is None else (leaf.measure,)
            for node in (*parts, *measure):
                yield self._safe(node, pending, required)
        for node in (*self.program.total.nodes(), *(c.holds for c in self.program.constraints)):
            yield self._safe(node, [{}], frozenset())

    def _split(self, condition: ir.Node, pending: Ways) -> tuple[Ways, Ways]:
        """The ways on which a condition holds, and those on which it does not."""
        holds: Ways = []
        fails: Ways = []
        tests = self.space.paths.of(condition)
        self.steps += len(pending) * len(tests)
        if self.steps > self.most:
            return list(pending), list(pending)
        for conditions in pending:
            for test in tests:
                met = self.space.paths.meet(conditions, test.conditions)
                if met is not None:
                    # What is unknown may be either.
                    if test.value is not False:
                        holds.append(met)
                    if test.value is not True:
                        fails.append(met)
        if len(holds) + len(fails) > MOST_WAYS:
            return list(pending), list(pending)
        return holds, fails

    def _safe(self, node: ir.Node, pending: Ways, required: frozenset[str]) -> bool:
        """Whether the doubt does not come up where a node is evaluated on these ways."""
        if not pending:
            return True
        self.steps += 1
        if self.steps > self.most:
            return False
        here = node.origin.span == self.doubt.span
        match node:
            case ir.Ref(name=name):
                body = next(value.body for value in self.program.values() if value.name == name)
                return self._fits(node, pending, required) and self._safe(body, pending, required)
            case ir.Select(cases=cases, otherwise=otherwise):
                if here and self.doubt.kind in OF_ROWS:
                    return self._rows(cases, otherwise is not None, pending, required)
                for case in cases:
                    if not self._safe(case.when, pending, required):
                        return False
                    holds, pending = self._split(case.when, pending)
                    if not self._safe(case.then, holds, required):
                        return False
                return otherwise is None or self._safe(otherwise, pending, required)
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                if not self._safe(subject, pending, required):
                    return False
                if here and self.doubt.kind in OF_ROWS:
                    self.seen = True
                    assert self.doubt.interval is not None
                    what = "two-rows" if self.doubt.kind == "overlap" else "gap"
                    return self._never(self._in(subject, self.doubt.interval, pending), required, what)
                for band in bands:
                    if not self._safe(band.value, self._in(subject, band.interval, pending), required):
                        return False
                return otherwise is None or self._safe(otherwise, pending, required)
            case _:
                if not all(self._safe(child, pending, required) for child in ir.children(node)):
                    return False
                if here and self.doubt.kind == "divisor" and isinstance(node, ir.Arith) and node.op == "÷":
                    self.seen = True
                    return self._never(self._in(node.right, AT, pending), required, "zero")
                return self._fits(node, pending, required)

    def _fits(self, node: ir.Node, pending: Ways, required: frozenset[str]) -> bool:
        """Where the range of a score is in doubt: whether it is never left."""
        if self.doubt.kind != "range" or node.origin.span != self.doubt.span:
            return True
        self.seen = True
        assert self.doubt.interval is not None
        beyond = [self._in(node, part, pending) for part in Interval().minus(self.doubt.interval)]
        return all(self._never(ways, required, "beyond") for ways in beyond)

    def _in(self, node: ir.Node, interval: Interval, pending: Ways) -> Ways:
        """The ways on which a value lies in an interval."""
        found: Ways = []
        paths = self.space.paths
        branches = paths.of(node)
        self.steps += len(pending) * len(branches)
        if self.steps > self.most:
            return list(pending)
        for conditions in pending:
            for branch in branches:
                met = paths.meet(conditions, branch.conditions)
                if met is None:
                    continue
                chain = branch.value.whole() if isinstance(branch.value, m.Term) else None
                if chain is not None:
                    met = paths.meet(met, {chain.metric: chain.before(interval)})
                elif self._range(branch, met).meet(interval).empty:
                    continue
                if met is not None:
                    found.append(met)
        return found if len(found) <= MOST_WAYS else list(pending)

    def _range(self, branch: Branch, conditions: Conditions) -> Interval:
        return self.space.paths.range_of(branch.value, conditions)

    def _rows(self, cases: Sequence[ir.Case], has_else: bool, pending: Ways, required: frozenset[str]) -> bool:
        """Whether conditions leave nothing out and, where they overlap, agree; only the one that is in doubt."""
        self.seen = True
        if not all(self._safe(case.when, pending, required) for case in cases):
            return False
        left = pending
        for case in cases:
            _, left = self._split(case.when, left)
        if self.doubt.kind != "overlap" and not has_else and not self._never(left, required, "gap"):
            return False
        if self.doubt.kind == "gap":
            return True
        for a, b in combinations(cases, 2):
            if a.then == b.then:
                continue
            if self.steps > self.most:
                return False
            first, _ = self._split(a.when, pending)
            both, _ = self._split(b.when, first)
            if not self._never(both, required, "two-rows"):
                return False
        return True

    def _never(self, ways: Ways, required: frozenset[str], what: str) -> bool:
        rules = self.space.reliable(required)
        for conditions in ways:
            if not isinstance(self.space.feasible(conditions, rules), Never):
                self.open = self.open or (conditions, what)
                return False
        return True
