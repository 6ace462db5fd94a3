"""Which goals a fact set meets: the analyser's evaluator, told to take note where it comes by.

It says what production says (tests hold them together); what is suggested to an author is scored there as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

from attrs import define, evolve, field

from perfrules.analysis.evaluate import Evaluator, NotComputed, Run, Work
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Facts
from perfrules.ir import nodes as ir
from perfrules.testing.coverage.goals import Goal, Goals, Watch


@define
class Noted(Run):
    """A run with the goals that it met."""

    met: dict[Goal, None] = field(factory=dict)
    wanted: frozenset[Goal] | None = None
    """The only goals that are asked about; None: all."""
    tried: bool = False
    """Whether only some facts are given, as in a row of a 试算: what asks for others is passed over."""


@define
class Tracer(Evaluator):
    """One program that takes note."""

    goals: Goals = field(kw_only=True)
    quiet: Evaluator = field(init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.quiet = Evaluator(self.program, self.functions)

    def run(self, facts: Facts) -> Noted:
        """A fact set to be asked."""
        return Noted(facts)

    def trace(self, facts: Facts, node: str = TOTAL, wanted: frozenset[Goal] | None = None) -> dict[Goal, None]:
        """The goals met on the way to the score of a node, or (TOTAL) to everything that the rubric gives.

        What cannot be worked out ends where it does. With `wanted` these are asked about, others perhaps not.
        """
        run = self.run(facts)
        run.wanted = wanted
        return self._traced(run, node)

    def tried(self, facts: Facts, node: str, values: Mapping[str, Any]) -> dict[Goal, None]:
        """The same for a row of a 试算, which gives some facts and values of formulas."""
        run = self.run(facts)
        run.values.update(values)
        run.tried = True
        return self._traced(run, node)

    def _traced(self, run: Noted, node: str) -> dict[Goal, None]:
        if node != TOTAL:
            with suppress(NotComputed):
                self.score(run, node)
            return run.met
        for name in self.program.headings:
            with suppress(NotComputed, KeyError):
                self.score(run, name)
        self._above(run)
        return run.met

    def graded(self, total: Fraction) -> dict[Goal, None]:
        """The grade of a total that is given."""
        label = next((g.label for g in self.program.total.grades if total in g.interval), None)
        return {} if label is None else {self.goals.grades[label]: None}

    def _above(self, run: Noted) -> None:
        total = self.program.total
        limits: list[ir.Guard | ir.GradeVeto] = [*total.refusals, *total.caps, *total.vetoes, *total.grade_vetoes]
        for item in limits:
            with suppress(NotComputed):
                self._require(run, item.requires)
                if self.value(run, item.when):
                    run.met[self.goals.limits[id(item)]] = None
        label = None
        with suppress(NotComputed):
            label = self.total(run)[1]
        if total.grade_index and total.index is not None:
            with suppress(NotComputed):
                value = self.value(run, total.index.value)
                label = next((g.label for g in total.grades if value in g.interval), None)
        for case in total.grade_cases:
            with suppress(NotComputed):
                self._require(run, case.requires)
                if case.when is None or self.value(run, case.when):
                    label = case.label
                    break
        if label in self.goals.grades:
            run.met[self.goals.grades[label]] = None

    def _leaf(self, run: Run, leaf: ir.Leaf) -> tuple[Fraction, Fraction]:
        assert isinstance(run, Noted)
        if run.tried:
            names = {*run.facts}
            guards = tuple(guard for guard in leaf.guards if {*guard.requires, *guard.then_requires} <= names)
            found = super()._leaf(run, evolve(leaf, guards=guards, requires=()))
        else:
            found = super()._leaf(run, leaf)
        for number, guard in enumerate(leaf.guards):
            if run.tried and not {*guard.requires} <= {*run.facts}:
                continue
            if guard.score is not None and self.value(run, guard.when):
                goal = self.goals.guards.get((leaf.name, number))
                if goal is not None:
                    run.met[goal] = None
                return found
        if (leaf.name, None) in self.goals.guards:
            run.met[self.goals.guards[leaf.name, None]] = None
        if self.goals.cuts[leaf.name]:
            score = self.value(run, leaf.base) + sum(self.value(run, award) for award in leaf.awards)
            score -= sum(self.value(run, deduction) for deduction in leaf.deductions)
            for goal, low in self.goals.cuts[leaf.name]:
                end = leaf.clip.low if low else leaf.clip.high
                if end is not None and (score < end if low else score > end):
                    run.met[goal] = None
        return found

    def _build(self, node: ir.Node) -> Work:
        work = super()._build(node)
        watched = self.goals.nodes.get(id(node))
        return work if watched is None else self._noting(work, watched)

    def _met(self, watch: Watch, run: Noted) -> bool:
        """Whether a goal is met, asked of an evaluator that takes no note: asking is not coming by."""
        quiet = Run(run.facts, dict(run.values), dict(run.scores), {}, run.row)
        with suppress(NotComputed):
            return watch.met(self.quiet, quiet)
        return False

    def _noting(self, work: Work, watched: list[Watch]) -> Work:
        def noted(run: Run) -> Any:
            found = work(run)
            if isinstance(run, Noted):
                for watch in watched:
                    asked = run.wanted is None or watch.goal in run.wanted
                    if asked and watch.goal not in run.met and self._met(watch, run):
                        run.met[watch.goal] = None
            return found

        return noted
