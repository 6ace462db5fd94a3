"""The IR worked out on one fact set, exactly: what searches are run on. What they find is scored again elsewhere.

A rubric is turned into nested functions once; a run keeps the values of formulas and scores that it needs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import define, field

from perfrules.analysis.verdicts import Facts
from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval

Functions = Mapping[str, Callable[[Sequence[Any]], Any]]


LOSES_POINTS = ("left-out", "shared-out", "not-chosen")
"""The ways in which a leaf comes to have no points."""


class NotComputed(Exception):
    """A fact that is needed is absent, a divisor is 0, or nothing applies: no score."""


@define
class Run:
    """One fact set; `scores` and `values` as far as they were asked for."""

    facts: Facts
    values: dict[str, Any] = field(factory=dict)
    scores: dict[str, tuple[Fraction, Fraction]] = field(factory=dict)
    """Score and points that apply."""
    unrounded: dict[str, Fraction] = field(factory=dict)
    row: Mapping[str, Any] = field(factory=dict)
    """The row at hand."""


Work = Callable[[Run], Any]


@define
class Evaluator:
    """One program as functions of a run."""

    program: ir.Program
    functions: Functions
    _values: dict[str, ir.Value] = field(factory=dict)
    _nodes: dict[str, ir.Leaf | ir.Heading] = field(factory=dict)
    _work: dict[str, Work] = field(factory=dict)
    _scores: dict[str, Callable[[Run], tuple[Fraction, Fraction]]] = field(factory=dict)

    _stand_ins: dict[str, str] = field(factory=dict)
    """The inputs that may be given in the place of others."""

    def __attrs_post_init__(self) -> None:
        self._stand_ins = {item.name: item.stand_in for item in self.program.inputs if item.stand_in is not None}
        for item in self.program.definitions:
            if isinstance(item, ir.Value):
                self._values[item.name] = item
            else:
                self._nodes[item.name] = item

    def run(self, facts: Facts) -> Run:
        """A fact set to be asked."""
        return Run(facts)

    def score(self, run: Run, name: str) -> Fraction:
        """The score of a leaf or heading; NotComputed where it has none."""
        return self._scored(run, name)[0]

    def points(self, run: Run, name: str) -> Fraction:
        """Out of how many points a leaf or heading is scored; NotComputed where it has no score."""
        return self._scored(run, name)[1]

    def value(self, run: Run, node: ir.Node) -> Any:
        """The value of a node."""
        return self._node(node)(run)

    def admits(self, run: Run) -> bool:
        """Whether no 约束 that can be checked is broken, and nothing says that there is no score."""
        if any(self._limit(run, guard, True) for guard in self.program.total.refusals):
            return False
        return self.keeps(run)

    def keeps(self, run: Run) -> bool:
        """Whether no 约束 that can be checked is broken."""
        return all(
            self.value(run, c.holds)
            for c in self.program.constraints
            if c.fatal and all(name in run.facts for name in c.reads)
        )

    def total(self, run: Run) -> tuple[Fraction, str | None]:
        """The total and the grade; NotComputed where there is none."""
        total = self.program.total
        parts = [self._scored(run, name) for name in total.parts]
        found = sum((score for score, _ in parts), Fraction(0))
        if total.judged is not None:
            self._require(run, total.judged_requires)
            found = self.value(run, total.judged)
        elif not parts:
            raise NotComputed  # a rubric with an index and no total
        if total.scale is not None:
            applies = sum((applies for _, applies in parts), Fraction(0))
            if applies == 0:
                raise NotComputed
            if applies != total.scale.points:
                found = _rounded(found * total.scale.points / applies, total.scale.rounding)
        if total.adjustments is not None:
            found += self._scored(run, total.adjustments)[0]
        found = clip(found, total.clip)
        caps = [cap for cap in (self._limit(run, guard) for guard in total.caps) if cap is not None]
        if caps:
            found = min(found, _rounded(min(caps), total.cap_rounding))
        vetoes = [veto for veto in (self._limit(run, guard) for guard in total.vetoes) if veto is not None]
        if vetoes:
            found = max(vetoes) if total.lower_is_better else min(vetoes)
        final = _rounded(found, total.rounding)
        return final, self._grade(run, found if total.grade_unrounded else final)

    def _grade(self, run: Run, graded: Fraction) -> str | None:
        """The grade of a total; None where grades are about something else."""
        total = self.program.total
        if total.grade_index or total.grade_cases:
            return None
        label = next((g.label for g in total.grades if graded in g.interval), None)
        for veto in total.grade_vetoes:
            self._require(run, veto.requires)
            if label is not None and self.value(run, veto.when):
                label = max(label, veto.label, key=total.ranks.index)
        return label

    def _limit(self, run: Run, guard: ir.Guard, refuses: bool = False) -> Any:
        """The score of a cap or veto that holds; True for what `refuses` a score; None where it does not hold."""
        self._require(run, guard.requires)
        if not self.value(run, guard.when):
            return None
        self._require(run, guard.then_requires)
        return True if refuses or guard.score is None else self.value(run, guard.score)

    def _require(self, run: Run, names: Sequence[str]) -> None:
        if any(name not in run.facts and self._stand_ins.get(name) not in run.facts for name in names):
            raise NotComputed

    # Scores

    def _scored(self, run: Run, name: str) -> tuple[Fraction, Fraction]:
        found = run.scores.get(name)
        if found is None:
            item = self._nodes[name]
            found = run.scores[name] = self._leaf(run, item) if isinstance(item, ir.Leaf) else self._heading(run, item)
        return found

    def _leaf(self, run: Run, leaf: ir.Leaf) -> tuple[Fraction, Fraction]:
        for guard in leaf.guards:
            self._require(run, guard.requires)
            if self.value(run, guard.when):
                self._require(run, guard.then_requires)
                if guard.score is None:
                    continue
                applies = Fraction(0) if guard.status in LOSES_POINTS else leaf.points
                found = run.unrounded[leaf.name] = self.value(run, guard.score)
                return _rounded(found, leaf.rounding), applies
        self._require(run, leaf.requires)
        score = self.value(run, leaf.base)
        for award in leaf.awards:
            score += self.value(run, award)
        for deduction in leaf.deductions:
            score -= self.value(run, deduction)
        found = run.unrounded[leaf.name] = clip(score, leaf.clip)
        return _rounded(found, leaf.rounding), leaf.points

    def _heading(self, run: Run, heading: ir.Heading) -> tuple[Fraction, Fraction]:
        parts = [self._scored(run, part) for part in heading.parts]
        applies = heading.points if heading.applies is None else self.value(run, heading.applies)
        if heading.score is not None:
            return self.value(run, heading.score), applies
        return sum((score for score, _ in parts), Fraction(0)), applies

    # Values

    def _node(self, node: ir.Node) -> Work:
        key = id(node)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._build(node)
            self._kept.append(node)
        return found

    _cache: dict[int, Work] = field(factory=dict)
    _kept: list[ir.Node] = field(factory=list)
    """The nodes whose functions are kept by identity; kept alive for as long."""

    def _build(self, node: ir.Node) -> Work:
        match node:
            case ir.Literal(value=fixed):
                return lambda run: fixed
            case ir.Day(number=number):
                return lambda run: number
            case ir.Label(code=code):
                return lambda run: code
            case ir.Input(name=name, default=default, stand_in=other):
                return lambda run: _given(run, name, default, other)
            case ir.IsMissing(input=name):
                return lambda run: name not in run.facts
            case ir.Ref(name=name):
                return self._named(name)
            case ir.ScoreOf(name=name):
                return lambda run: self._scored(run, name)[0]
            case ir.Applies(name=name):
                return lambda run: self._scored(run, name)[1]
            case ir.Arith(op=op, left=left, right=right):
                return _arith(op, self._node(left), self._node(right))
            case ir.Compare(op=op, left=left, right=right):
                a, b, holds = self._node(left), self._node(right), _COMPARE[op]
                return lambda run: holds(a(run), b(run))
            case ir.Logic(op=op, items=items):
                parts, decide = [self._node(item) for item in items], all if op == "and" else any
                return lambda run: decide([part(run) for part in parts])
            case ir.Not(operand=operand):
                inner = self._node(operand)
                return lambda run: not inner(run)
            case ir.Sum(items=items):
                parts = [self._node(item) for item in items]
                return lambda run: sum((part(run) for part in parts), Fraction(0))
            case ir.Max(items=items):
                parts = [self._node(item) for item in items]
                return lambda run: max(part(run) for part in parts)
            case ir.Min(items=items):
                parts = [self._node(item) for item in items]
                return lambda run: min(part(run) for part in parts)
            case ir.Trimmed(items=items, low=low, high=high):
                parts, kept = [self._node(item) for item in items], slice(low, len(items) - high)
                return lambda run: sum(sorted(part(run) for part in parts)[kept], Fraction(0))
            case ir.OverRows(op=op, rows=rows, body=body):
                return _over_rows(op, rows.name, self._node(body))
            case ir.Cell(column=column):
                return lambda run: run.row[column] if column in run.row else _never(run)
            case ir.CellMissing(column=column):
                return lambda run: column not in run.row
            case ir.Abs(operand=operand):
                inner = self._node(operand)
                return lambda run: abs(inner(run))
            case ir.Clamp(value=value, low=low, high=high):
                inner, ends = self._node(value), Interval(low, high)
                return lambda run: clip(inner(run), ends)
            case ir.Floor(operand=operand):
                inner = self._node(operand)
                return lambda run: Fraction(math.floor(inner(run)))
            case ir.Ceil(operand=operand):
                inner = self._node(operand)
                return lambda run: Fraction(math.ceil(inner(run)))
            case ir.Round(value=value, step=step, mode=mode):
                inner = self._node(value)
                return lambda run: rounded(inner(run), step, mode)
            case ir.Call(function=function, arguments=arguments):
                parts, called = [self._node(item) for item in arguments], self.functions[function]
                return lambda run: called([part(run) for part in parts])
            case ir.Select(cases=cases, otherwise=otherwise):
                return self._select(cases, otherwise)
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                return self._piecewise(subject, bands, otherwise)
            case _:
                return _never

    def _named(self, name: str) -> Work:
        def work(run: Run) -> Any:
            if name not in run.values:
                run.values[name] = self._node(self._values[name].body)(run)
            return run.values[name]

        return work

    def _select(self, cases: Sequence[ir.Case], otherwise: ir.Node | None) -> Work:
        pairs = [(self._node(case.when), self._node(case.then)) for case in cases]
        last = _never if otherwise is None else self._node(otherwise)

        def work(run: Run) -> Any:
            for when, then in pairs:
                if when(run):
                    return then(run)
            return last(run)

        return work

    def _piecewise(self, subject: ir.Node, bands: Sequence[ir.Band], otherwise: ir.Node | None) -> Work:
        measure = self._node(subject)
        pairs = [(band.interval, self._node(band.value)) for band in bands]
        last = _never if otherwise is None else self._node(otherwise)

        def work(run: Run) -> Any:
            found = measure(run)
            for interval, value in pairs:
                if found in interval:
                    return value(run)
            return last(run)

        return work


def _never(run: Run) -> Any:
    raise NotComputed


def _given(run: Run, name: str, default: Any, stand_in: str | None) -> Any:
    found = run.facts.get(name, default)
    if found is None and stand_in is not None:
        found = run.facts.get(stand_in)
    if found is None:
        raise NotComputed
    return found


def _arith(op: str, left: Work, right: Work) -> Work:
    if op == "+":
        return lambda run: left(run) + right(run)
    if op == "-":
        return lambda run: left(run) - right(run)
    if op == "×":
        return lambda run: left(run) * right(run)

    def divide(run: Run) -> Fraction:
        top, bottom = left(run), right(run)
        if bottom == 0:
            raise NotComputed
        found: Fraction = top / bottom
        return found

    return divide


def _over_rows(op: str, name: str, body: Work) -> Work:
    joins: dict[str, Callable[[list[Any]], Any]] = {"sum": sum, "max": max, "min": min}
    join = joins[op]

    def work(run: Run) -> Any:
        around, rows = run.row, run.facts.get(name)
        if not isinstance(rows, tuple):
            raise NotComputed
        found = []
        for run.row in rows:
            found.append(body(run))
        run.row = around
        return join(found)

    return work


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "≠": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "≤": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    "≥": lambda a, b: bool(a >= b),
}


def clip(value: Fraction, ends: Interval) -> Fraction:
    """The value inside two ends."""
    if ends.high is not None:
        value = min(value, ends.high)
    return value if ends.low is None else max(value, ends.low)


def rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    """To a multiple of a step: halves away from 0 (half-up), towards it (down) or away from it (up)."""
    steps, rest = divmod(abs(value), step)
    if (mode == "up" and rest) or (mode == "half-up" and 2 * rest >= step):
        steps += 1
    return steps * step if value >= 0 else -steps * step


def _rounded(value: Fraction, rounding: ir.Rounding | None) -> Fraction:
    return value if rounding is None else rounded(value, rounding.step, rounding.mode)
