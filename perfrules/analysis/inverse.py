"""What it takes: the least change of one fact with which the total comes to a score or a grade, on the fact's grid.

With all other facts as they are, a measure N ÷ D goes one way as the fact rises, and the places where a rule goes over
into another are known. Between two such places every leaf goes one way too, so that its scores at both ends bound it;
halves of a stretch whose bounds rule the target out are left aside. What is found first is therefore the least change,
and where nothing is found no value of that fact will do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.evaluate import NotComputed
from perfrules.analysis.leaves import LeafView
from perfrules.analysis.paths import Branch, Conditions, Unknown
from perfrules.analysis.study import TOTAL, Outcome, Study
from perfrules.analysis.verdicts import Facts
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import ANY, EMPTY, Interval, exactly

if TYPE_CHECKING:
    from perfrules.analysis.smt import Solver

NOT_CONFIRMED = Words("求解器找到的数据，正式计分没有证实", "what the solver found was not confirmed by scoring")
MOST_TRIED = 3000
"""Values of one fact that are scored before the question is left open."""
FURTHEST = 10**15
"""Steps of a grid that are looked at from where a fact is, where nothing limits it."""


@frozen
class Target:
    """What is to be reached: a total in `totals`, and one of `grades`, where it names any."""

    totals: Interval
    grades: tuple[str, ...] = ()

    def met(self, total: Fraction, grade: str | None) -> bool:
        """Whether a total with its grade will do."""
        return total in self.totals and (not self.grades or grade in self.grades)


def graded(program: ir.Program, label: str) -> Target | None:
    """A grade or a better one; None where the rubric has no such grade."""
    total = program.total
    if label not in total.ranks:
        return None
    wanted = total.ranks[: total.ranks.index(label) + 1]
    totals = EMPTY
    for grade in total.grades:
        if grade.label in wanted:
            totals = totals.hull(grade.interval)
    return Target(ANY if total.grade_index or total.grade_cases else totals, tuple(wanted))


def scored(program: ir.Program, points: Fraction) -> Target:
    """A total that is no worse than some points."""
    return Target(Interval(None, points) if program.total.lower_is_better else Interval(points, None))


@frozen
class Change:
    """The least change of one fact that reaches the target: `value` in base units, None where no value does.

    `least` tells that no smaller change (or, without a value, no change at all) reaches it; else it is what was found.
    `outcome` is what production says of the changed facts. `step` is the grid; a fact without one is moved by steps of
    a hundredth of a percent, and `least` is then not said.
    """

    fact: str
    before: Fraction | bool | int
    value: Fraction | bool | int | None
    step: Fraction
    least: bool
    outcome: Outcome | None = None


@define(slots=False)
class Inverse:
    """Asks of one fact set what would change its total."""

    study: Study
    facts: Facts
    target: Target
    replay: Callable[[Mapping[str, Fraction | bool | int]], Outcome | None]
    """What production says of these facts with some of them changed; None where they then have an error of data."""

    @cached_property
    def now(self) -> tuple[Fraction, str | None] | None:
        """Total and grade as it is."""
        return self._outcome({})

    @property
    def reached(self) -> bool:
        """Whether it will do as it is."""
        return self.now is not None and self.target.met(*self.now)

    def _outcome(self, changed: Mapping[str, Fraction | bool | int]) -> tuple[Fraction, str | None] | None:
        run = self.study.evaluator.run({**self.facts, **changed})
        try:
            if not self.study.evaluator.admits(run):
                return None
            return self.study.evaluator.total(run)
        except NotComputed:
            return None

    def changes(self, facts: Sequence[str] = ()) -> Iterator[Change]:
        """For each fact (by default each that the total reads and that was given), the least change that will do."""
        space = self.study.space
        for number in sorted(self.study.reads(TOTAL)) if not facts else [space.numbers[name] for name in facts]:
            name, item = space.names[number], space.inputs[number]
            if item is not None and name in self.facts and item.kind in ("quantity", "flag", "label"):
                yield _Line(self, number).change()

    def several(self, facts: Sequence[str], solver: Solver) -> Several:
        """Values of several facts that reach the target together, as a solver finds them."""
        space, study = self.study.space, self.study
        moving = [space.numbers[name] for name in facts]
        given = dict(_Line(self, moving[0]).values)
        units = {number: study.units.get(space.names[number], m.ONE) for number in moving}
        found = solver.reach(given, moving, self.target.totals, units)
        if found.values is None:
            return Several({}, None, found.least, None, found.reason)
        values = study.facts(found.values)
        kept = {name: value for name, value in values.items() if name in facts and not isinstance(value, tuple)}
        outcome = self.replay(kept)
        if outcome is None or not self.target.met(outcome.scores[TOTAL], outcome.grade):
            return Several({}, None, False, None, NOT_CONFIRMED)
        return Several(kept, found.change, found.least, outcome, None)


@frozen
class Several:
    """New values of several facts, together enough; `change` is the sum of what each changes by, in its unit.

    `least` tells that the solver rules a smaller sum out (or, without values, any at all); `outcome` is what production
    says of them; `reason` why nothing is told.
    """

    values: Mapping[str, Fraction | bool | int]
    change: Fraction | None
    least: bool
    outcome: Outcome | None
    reason: Words | None


@define(slots=False)
class _Line:
    """One fact moving, all others as they are; its values are counted in steps."""

    inverse: Inverse
    number: int
    tried: int = 0
    _scored: dict[int, tuple[Fraction, str | None] | None] = field(factory=dict)
    _parts: dict[int, list[Fraction | None]] = field(factory=dict)

    @property
    def study(self) -> Study:
        return self.inverse.study

    @cached_property
    def name(self) -> str:
        return self.study.space.names[self.number]

    @cached_property
    def step(self) -> Fraction:
        """The grid; a fact without one moves by hundredths of a percent."""
        return self.study.space.grids.get(self.number) or Fraction(1, 10000)

    @cached_property
    def values(self) -> dict[int, Fraction]:
        """All given facts by number, absent ones told as absent."""
        space = self.study.space
        found = {}
        for fact, number in space.numbers.items():
            value = self.inverse.facts.get(fact)
            if value is not None and not isinstance(value, tuple):
                found[number] = Fraction(value)
        for fact, number in space.absences.items():
            found[number] = Fraction(fact not in self.inverse.facts)
        return found

    def change(self) -> Change:
        """The nearest value to where the fact is, of those that reach the target."""
        before = self.inverse.facts[self.name]
        assert not isinstance(before, tuple)
        start = math.floor(self.values[self.number] / self.step)
        found: list[int] = []
        open_ = False
        for way in (1, -1):
            try:
                at = self._nearest(start, way, None if not found else abs(found[0] - start))
            except _TooMany:
                open_ = True
                continue
            if at is not None:
                found.append(at)
        if not found:
            return Change(self.name, before, None, self.step, not open_)
        best = min(found, key=lambda at: abs(at - start))
        value = self._value(best)
        outcome = self.inverse.replay({self.name: value})
        if outcome is None or not self.inverse.target.met(outcome.scores[TOTAL], outcome.grade):
            return Change(self.name, before, None, self.step, False)  # never told without production's word
        exact = not open_ and self.number in self.study.space.grids
        return Change(self.name, before, value, self.step, exact, outcome)

    def _value(self, at: int) -> Fraction | bool | int:
        item = self.study.space.inputs[self.number]
        assert item is not None
        return bool(at) if item.kind == "flag" else at if item.kind == "label" else at * self.step

    # Stretches

    def _nearest(self, start: int, way: int, within: int | None) -> int | None:
        known = self.study.space.known[self.number]
        furthest = FURTHEST if within is None else within
        if way > 0:
            high = (
                start + furthest if known.high is None else min(start + furthest, _last(known.high / self.step, known))
            )
            low = start + 1
        else:
            low = start - furthest if known.low is None else max(start - furthest, _first(known.low / self.step, known))
            high = start - 1
        if low > high:
            return None
        cuts = sorted({k for k in self._edges if low <= k <= high})
        stretches: list[tuple[int, int]] = []
        at = low
        for cut in cuts:
            if at < cut:
                stretches.append((at, cut - 1))
            stretches.append((cut, cut))
            at = cut + 1
        if at <= high:
            stretches.append((at, high))
        for lo, hi in stretches if way > 0 else reversed(stretches):
            found = self._search(lo, hi, way)
            if found is not None:
                return found
        return None

    def _search(self, low: int, high: int, way: int) -> int | None:
        """The first value of a stretch, coming from the start, that reaches the target."""
        near = low if way > 0 else high
        if self._met(near):
            return near
        if low == high or not self._possible(low, high):
            return None
        low, high = (low + 1, high) if way > 0 else (low, high - 1)
        middle = (low + high) // 2
        halves = [(low, middle), (middle + 1, high)]
        for lo, hi in halves if way > 0 else reversed(halves):
            if lo <= hi:
                found = self._search(lo, hi, way)
                if found is not None:
                    return found
        return None

    def _met(self, at: int) -> bool:
        outcome = self._outcome(at)
        return outcome is not None and self.inverse.target.met(*outcome)

    def _outcome(self, at: int) -> tuple[Fraction, str | None] | None:
        if at not in self._scored:
            self.tried += 1
            if self.tried > MOST_TRIED:
                raise _TooMany
            self._scored[at] = self.inverse._outcome({self.name: self._value(at)})
        return self._scored[at]

    def _possible(self, low: int, high: int) -> bool:
        """Whether the target may be reached between two values, both ends included."""
        bounds = exactly(self._rest)
        for view, a, b in zip(self._moving, self._scores(low), self._scores(high), strict=True):
            one = view.range if a is None or b is None or self._turns(view) else Interval(min(a, b), max(a, b))
            bounds = bounds + one
        stage = self._stage
        return stage is None or not stage(bounds).meet(self.inverse.target.totals).empty

    @cached_property
    def _stage(self) -> Callable[[Interval], Interval] | None:
        """What is done to the sum of the leaves; None where more than cutting and rounding is."""
        total = self.study.program.total
        if not self.study.adds(TOTAL) or any(name not in self.study.leaves for name in self._leaves):
            return None
        ops: list[m.Op] = [m.Cut(total.clip.low, total.clip.high)]
        if total.rounding is not None and not total.grade_unrounded:
            ops.append(m.Steps(total.rounding.step, total.rounding.mode))
        return lambda bounds: m.image(ops, bounds)

    @cached_property
    def _leaves(self) -> list[str]:
        return self.study.leaves_of(TOTAL)

    @cached_property
    def _moving(self) -> list[LeafView]:
        return [self.study.leaves[name] for name in self._leaves if self.number in self.study.reads(name)]

    @cached_property
    def _rest(self) -> Fraction:
        """What the leaves that do not read the fact come to."""
        moving = {view.leaf.name for view in self._moving}
        run = self.study.evaluator.run(self.inverse.facts)
        try:
            found = (self.study.evaluator.score(run, name) for name in self._leaves if name not in moving)
            return sum(found, m.ZERO)
        except NotComputed:
            raise _TooMany from None

    def _scores(self, at: int) -> list[Fraction | None]:
        if at not in self._parts:
            run = self.study.evaluator.run({**self.inverse.facts, self.name: self._value(at)})
            scores: list[Fraction | None] = []
            for view in self._moving:
                try:
                    scores.append(self.study.evaluator.score(run, view.leaf.name))
                except NotComputed:
                    scores.append(None)
            self._parts[at] = scores
        return self._parts[at]

    def _turns(self, view: LeafView) -> bool:
        """Whether a leaf may turn back between two of its edges."""
        if view.leaf.name not in self._turning:
            pieces, passed, _ = view.guards
            values = [b for g in view.groups if self.number in g.variables for b in g.branches]
            values += [Branch(p.conditions, p.value, p.exact) for p in pieces]
            # What is not told by the conditions of a way may change anywhere.
            told = all(exact for _, exact in passed) and all(branch.exact for branch in values)
            self._turning[view.leaf.name] = not told or any(self._mixed(branch) for branch in values)
        return self._turning[view.leaf.name]

    @cached_property
    def _turning(self) -> dict[str, bool]:
        return {}

    def _mixed(self, branch: Branch) -> bool:
        if isinstance(branch.value, Unknown):
            return self.number in branch.value.reads
        if not isinstance(branch.value, m.Term):
            return False
        ways = set()
        for chain in branch.value.chains:
            slope = self._at(chain.metric.slope(self.number))
            if slope is None:
                return True
            if slope:
                ways.add((1 if slope > 0 else -1) * chain.direction)
        return len(ways) > 1

    def _at(self, affine: m.Affine) -> Fraction | None:
        """A sum without the moving fact; None where a fact of it was not given."""
        found = affine.constant
        for v, c in affine.terms:
            if v == self.number:
                continue
            if v not in self.values:
                return None
            found += c * self.values[v]
        return found

    @cached_property
    def _edges(self) -> set[int]:
        """The steps at and beside which a rule goes over into another, or a 约束 begins to hold."""
        found: set[int] = set()
        for conditions in self._conditions():
            for metric, interval in conditions.items():
                if self.number not in metric.variables:
                    continue
                for end in (interval.low, interval.high):
                    if end is not None:
                        found |= self._crossing(metric.top - metric.bottom.times(end))
                found |= self._crossing(metric.bottom)
        return found

    def _crossing(self, affine: m.Affine) -> set[int]:
        slope, rest = affine.coefficient(self.number), self._at(affine)
        if not slope or rest is None:
            return set()
        at = -rest / slope / self.step
        below = math.floor(at)
        return {below, below + 1, math.ceil(at)}

    def _conditions(self) -> Iterator[Conditions]:
        for view in self._moving:
            pieces, passed, _ = view.guards
            yield from (p.conditions for p in pieces)
            yield from (conditions for conditions, _ in passed)
            yield from (b.conditions for g in view.groups for b in g.branches)
        for rule in self.study.rules:
            yield from rule.ways


class _TooMany(Exception):
    """More values than are worth trying."""


def _last(high: Fraction, known: Interval) -> int:
    return math.ceil(high) - 1 if known.high_open else math.floor(high)


def _first(low: Fraction, known: Interval) -> int:
    return math.floor(low) + 1 if known.low_open else math.ceil(low)
