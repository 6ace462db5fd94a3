"""What can be reached: rows, guards, clauses, full marks, grades; and constraints that leave nothing.

Every finding here rests on impossibility: each way into a row was shown to be shut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import define

from perfrules.analysis import measures as m
from perfrules.analysis.leaves import LeafView, unreached
from perfrules.analysis.monotone import Ranges
from perfrules.analysis.paths import Conditions, Unknown, gaps
from perfrules.analysis.space import Never, Rule
from perfrules.analysis.study import Study
from perfrules.ir import nodes as ir
from perfrules.source import Span
from perfrules.types.interval import Interval


def contradiction(study: Study) -> tuple[Rule, ...] | None:
    """约束 that cannot hold together, as few as possible; None where all can."""
    space = study.space
    for rule in space.rules:
        if not rule.ways:
            return (rule,)
    if not _impossible(study, space.rules):
        return None
    core = list(space.rules)
    for rule in space.rules:
        rest = [other for other in core if other is not rule]
        if rest and _impossible(study, rest):
            core = rest
    return tuple(core)


def _impossible(study: Study, rules: Sequence[Rule]) -> bool:
    space = study.space
    variables = {v for rule in rules for v in rule.variables}
    if not variables:
        return False
    decided = space.decide([({space.metric(v): space.known[v] for v in variables}, {})], rules)
    return isinstance(decided, Never)


NEARLY = Fraction(9999, 10000)


@define
class Unreached:
    """A row, guard or clause that nothing comes to; `why` is the measure and what it can be, where that tells it."""

    span: Span
    leaf: str
    kind: str
    """row, guard or clause."""


@define
class Reach:
    """Asks what can be reached in one program."""

    study: Study
    ranges: Ranges

    def unreached(self) -> Iterator[Unreached]:
        """Everything that nothing comes to, in the order of the text."""
        for name, view in self.study.leaves.items():
            # A guard that can never hold has no piece; a leaf whose rule is never reached has no rows to speak of.
            pieces = view.pieces(next((v for g in view.groups[:1] for v in g.variables), None))
            for guard in unreached(view, pieces):
                if _by_convention(guard):
                    continue  # 约定 speaks of the whole file: it need not come up in every leaf
                yield Unreached(guard.origin.span, name, "guard")
            passed = [c for c, _ in view.guards[1] if not isinstance(view.possible(c, view.guards[2]), Never)]
            if not passed:
                continue
            dead: dict[Span, bool] = {}
            for top in (view.leaf.base, *view.leaf.awards, *view.leaf.deductions):
                for node in ir.walk(top):
                    for span, reached in self._rows(view, node, passed):
                        dead[span] = dead.get(span, False) or reached
            for span, reached in dead.items():
                if not reached and span.source.name:
                    yield Unreached(span, name, "row")
            for clause in (*view.leaf.awards, *view.leaf.deductions):
                if self._nothing(view, clause, passed):
                    yield Unreached(clause.origin.span, name, "clause")

    def _rows(self, view: LeafView, node: ir.Node, passed: Sequence[Conditions]) -> Iterator[tuple[Span, bool]]:
        if isinstance(node, ir.Piecewise) and len(node.bands) > 1:
            for band in node.bands:
                yield band.origin.span, self._falls_in(view, node.subject, band.interval, passed)
            if node.otherwise is not None:
                rest = gaps([band.interval for band in node.bands])
                reached = any(self._falls_in(view, node.subject, gap, passed) for gap in rest)
                if not reached:
                    yield node.otherwise.origin.span, False
        elif isinstance(node, ir.Select):
            yield from self._cases(view, node, passed)

    def _falls_in(self, view: LeafView, subject: ir.Node, interval: Interval, passed: Sequence[Conditions]) -> bool:
        paths = self.study.space.paths
        for branch in paths.of(subject):
            chain = branch.value.whole() if isinstance(branch.value, m.Term) else None
            if chain is None and paths.range_of(branch.value, branch.conditions).meet(interval).empty:
                continue
            wanted = {} if chain is None else {chain.metric: chain.before(interval)}
            for conditions in passed:
                met = paths.meet(conditions, branch.conditions)
                met = None if met is None else paths.meet(met, wanted)
                if met is not None and not isinstance(view.possible(met, view.guards[2]), Never):
                    return True
        return False

    def _cases(self, view: LeafView, node: ir.Select, passed: Sequence[Conditions]) -> Iterator[tuple[Span, bool]]:
        paths = self.study.space.paths
        pending: list[Conditions] = list(passed)
        for case in node.cases:
            going: list[Conditions] = []
            reached = False
            for conditions in pending:
                for test in paths.tests(case.when):
                    met = paths.meet(conditions, test.conditions)
                    if met is None or isinstance(view.possible(met, view.guards[2]), Never):
                        continue
                    if test.value is False:
                        going.append(met)
                    else:
                        reached = True
            if case.origin is not ir.UNKNOWN:
                yield case.origin.span, reached
            pending = going
            if len(pending) > 200:
                return

    def _nothing(self, view: LeafView, clause: ir.Node, passed: Sequence[Conditions]) -> bool:
        paths = self.study.space.paths
        found = False
        for branch in paths.of(clause):
            if isinstance(branch.value, Unknown):
                return False
            for conditions in passed:
                met = paths.meet(conditions, branch.conditions)
                if met is None or isinstance(view.possible(met, view.guards[2]), Never):
                    continue
                found = True
                if paths.range_of(branch.value, met).constant != 0:
                    return False
        return found

    def short_of_full(self) -> Iterator[tuple[ir.Leaf, Fraction]]:
        """Leaves whose full marks nobody can earn, with the most that they give."""
        for view in self.study.leaves.values():
            high = view.range.high
            adjusts = view.leaf.clip.low != 0 or view.leaf.points == 0
            # What only the limit of amounts keeps out of reach (a ÷ (a ＋ b) nears 1) is no finding.
            if high is not None and high < view.leaf.points * NEARLY and not adjusts and not view.range.empty:
                yield view.leaf, high

    def unmoved(self) -> Iterator[tuple[ir.Leaf, Fraction]]:
        """Leaves that read facts and always have one score."""
        for view in self.study.leaves.values():
            always = view.range.constant
            if always is not None and view.reads:
                yield view.leaf, always

    def grades_out_of_reach(self) -> Iterator[ir.Grade]:
        """Grades that hold no total that there can be."""
        total = self.ranges.total
        if self.study.program.total.grade_index or total.empty:
            return
        if self.study.program.total.grade_unrounded and self.study.program.total.rounding is not None:
            return  # what is graded is not what the range is of
        for grade in self.study.program.total.grades:
            inside = not grade.interval.meet(Interval(m.ZERO, self.study.program.points)).empty
            if inside and grade.interval.meet(total).empty:
                yield grade


def _by_convention(guard: ir.Guard) -> bool:
    """Whether 约定 零除零 gave the guard."""
    when = guard.when
    return isinstance(when, ir.Compare) and isinstance(when.left, ir.Ref) and when.left.name.endswith("·除以零")
