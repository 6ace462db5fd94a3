"""Everything the analyser says of one rubric, as typed answers: what `perfrules prove` prints."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from attrs import define, frozen

from perfrules.analysis.cliffs import Cliff, cliff
from perfrules.analysis.findings import CONTRADICTED, Declared, Findings
from perfrules.analysis.monotone import Direction
from perfrules.analysis.reach import contradiction
from perfrules.analysis.stages import Stages
from perfrules.analysis.study import TOTAL, Study
from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted, Undecided, Verdict, Witness
from perfrules.diagnostics import Diagnostic
from perfrules.source import Words
from perfrules.types.interval import Interval


@frozen
class Answer:
    """A declared 性质 and what became of it."""

    declared: Declared
    verdict: Verdict


@frozen
class ScoreRange:
    """The scores that a node can have. `least` and `most` are facts that reach an end, where such were found."""

    node: str
    points: Fraction
    scores: Interval
    least: Witness | None
    most: Witness | None


@define(slots=False)
class Analysis:
    """The answers about one rubric; each is worked out when it is asked for, and kept."""

    findings: Findings

    @property
    def study(self) -> Study:
        """What all of it is about."""
        return self.findings.study

    @cached_property
    def messages(self) -> tuple[Diagnostic, ...]:
        """What `check` tells."""
        return tuple(self.findings.messages())

    @cached_property
    def remarks(self) -> tuple[Diagnostic, ...]:
        """What is told beside that: facts whose grade hangs on a stage of rounding that is given no reason."""
        return tuple(self.findings.remarks())

    @property
    def stages(self) -> Stages | None:
        """Whether the stage of rounding changes a grade; None where the constraints contradict each other."""
        return self.findings.stages

    @cached_property
    def consistent(self) -> bool:
        """Whether the 约束 can all hold; where they cannot, nothing else is asked."""
        return contradiction(self.study) is None

    @cached_property
    def declared(self) -> tuple[Answer, ...]:
        """The 性质 lines of the rubric."""
        return tuple(Answer(item, self.findings.verdict(item)) for item in self.findings.declared)

    @property
    def nodes(self) -> tuple[str, ...]:
        """Every scored leaf, in the order of the table."""
        return tuple(name for name in self.study.program.headings if name in self.study.leaves)

    @cached_property
    def ranges(self) -> tuple[ScoreRange, ...]:
        """The least and the greatest score of every leaf, and of the total."""
        found = [self._range(name) for name in self.nodes]
        total = self.findings.monotone.ranges.total
        return (*found, ScoreRange(TOTAL, self.study.program.points, total, *self._ends_of_total(total)))

    @cached_property
    def directions(self) -> tuple[Direction, ...]:
        """The direction of every leaf in every fact that it reads."""
        return tuple(d for name in self.nodes for d in self.findings.monotone.table(name))

    @cached_property
    def total_directions(self) -> tuple[Direction, ...]:
        """The direction of the total in every fact that a rule reads."""
        return tuple(self.findings.monotone.table(TOTAL))

    def direction(self, node: str, fact: str) -> Direction:
        """The direction of one node (TOTAL: of the total) in one fact."""
        if not self.consistent:
            never = NotApplicable(CONTRADICTED)
            return Direction(node, fact, never, never)
        return self.findings.monotone.direction(node, fact)

    @cached_property
    def cliffs(self) -> tuple[Cliff, ...]:
        """The largest jump of every leaf that has one, the greatest first."""
        found = (cliff(self.study, view) for view in self.study.leaves.values())
        return tuple(sorted((c for c in found if c is not None), key=lambda c: c.points, reverse=True))

    # Ends

    def _range(self, name: str) -> ScoreRange:
        view = self.study.leaves[name]
        ends = view.range
        least, most = self._extremes(name)
        low = least if least is not None and least.scores[0] == ends.low else None
        high = most if most is not None and most.scores[0] == ends.high else None
        return ScoreRange(name, view.leaf.points, ends, low, high)

    def _extremes(self, name: str) -> tuple[Witness | None, Witness | None]:
        """Facts with the least and the greatest score that were found."""
        scored = self.study.candidates(name)
        if not scored:
            return None, None
        ends = [scored[min(scored)], scored[max(scored)]]
        found = [self.study.replayed(name, (facts,)) for facts in ends]
        return found[0], found[1]

    def _ends_of_total(self, total: Interval) -> tuple[Witness | None, Witness | None]:
        """Facts that reach the least and the greatest total: the best and the worst of each leaf, put together."""
        found: list[Witness | None] = []
        for pick, end in ((min, total.low), (max, total.high)):
            merged: dict[str, Fraction | bool | int | tuple[Mapping[str, Fraction | bool | int], ...]] = {}
            for name in self.nodes:
                scored = self.study.candidates(name)
                if scored:
                    facts = scored[pick(scored)]
                    own = {self.study.space.names[v] for v in self.study.reads(name)}
                    merged.update({fact: value for fact, value in facts.items() if fact in own or fact not in merged})
            witness = self.study.replayed(TOTAL, (merged,))
            found.append(witness if witness is not None and witness.scores[0] == end else None)
        return found[0], found[1]

    @property
    def refuted(self) -> bool:
        """Whether a 性质 is refuted, or the constraints contradict each other."""
        return not self.consistent or any(isinstance(a.verdict, Refuted) for a in self.declared)

    @property
    def undecided(self) -> bool:
        """Whether a 性质 was left open."""
        return any(isinstance(a.verdict, (Undecided, NotApplicable)) for a in self.declared)


def status(verdict: Verdict) -> Words:
    """An answer in a word."""
    match verdict:
        case Proved(solver=True):
            return Words("求解器证明", "solver-proved")
        case Proved():
            return Words("已证明", "proved")
        case Refuted():
            return Words("不成立", "refuted")
        case Undecided():
            return Words("未证明", "not proved")
        case NotApplicable():
            return Words("不适用", "not applicable")
