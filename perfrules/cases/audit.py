"""The audit of a published report: every figure recomputed, why a wrong one may be wrong, and what hangs on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, evolve, field, frozen

from perfrules.api import DataError, Rubric
from perfrules.backends import reference
from perfrules.backends.reference import Instead
from perfrules.cases.causes import Cause, Clue, likely_causes
from perfrules.cases.compare import Printed, Verdict
from perfrules.cases.only_published import NO_FACTS
from perfrules.cases.recompute import worth
from perfrules.cases.report import CaseReport, Line
from perfrules.cases.run import run_case
from perfrules.cases.targets import Targets
from perfrules.cases.worked import Figure, Worked, work_out
from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.model.model import Formula, Indicator
from perfrules.result import NodeResult, Result
from perfrules.result.wording import between
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.show import decimal, show
from perfrules.types.types import Quantity


@frozen
class Effect:
    """What hangs on a figure that disagrees: whether a score or the grade would be another with the printed one."""

    score: bool
    grade: bool
    words: Words


@frozen
class AuditedFigure:
    """One published figure with its verdict; where it disagrees, the likely causes and what hangs on it."""

    line: Line
    place: str
    """Where the report prints it: the 来源 of the line, else that of the case."""
    causes: tuple[Cause, ...] = ()
    effect: Effect | None = None

    @property
    def verdict(self) -> Verdict:
        """How the printed figure stands to the computed one."""
        return self.line.verdict


@frozen
class Audit:
    """The audit of one case: every published figure, in the order of the report, and how many there are of each kind.

    `problems` say why figures could not be recomputed; then the audit is not complete.
    """

    report: CaseReport = field(repr=False)
    figures: tuple[AuditedFigure, ...] = field(repr=False)
    rubric: str
    title: str
    hash: str

    @property
    def subject(self) -> str:
        """The case."""
        return self.report.name

    @property
    def result(self) -> Result | None:
        """The score that the figures are set against; None where the case has no facts."""
        return self.report.result

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the facts or the lines of the case."""
        return self.report.problems

    @property
    def disagreements(self) -> tuple[AuditedFigure, ...]:
        """The figures that differ from the computed ones, known ones too."""
        return tuple(figure for figure in self.figures if figure.verdict is Verdict.DIFFERS)

    @property
    def printed(self) -> int:
        """How many published figures were looked at."""
        return len(self.figures)

    @property
    def recomputed(self) -> int:
        """How many of them could be computed again: no text, no convention, nothing that is only consistent."""
        left = (Verdict.TEXT, Verdict.CONVENTION, Verdict.CONSISTENT)
        return sum(1 for figure in self.figures if figure.verdict not in left)

    @property
    def agree(self) -> int:
        """How many agree: 一致, or explained by how they were printed (截断, 舍入差)."""
        kinds = (Verdict.AGREES, Verdict.TRUNCATED, Verdict.ROUNDED_SUM)
        return sum(1 for figure in self.figures if figure.verdict in kinds)

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many figures have each verdict."""
        found = Counter(figure.verdict for figure in self.figures)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    @property
    def changes_score(self) -> tuple[AuditedFigure, ...]:
        """The disagreements on which a score hangs."""
        return tuple(figure for figure in self.disagreements if figure.effect is not None and figure.effect.score)

    @property
    def changes_grade(self) -> tuple[AuditedFigure, ...]:
        """The disagreements on which the grade hangs."""
        return tuple(figure for figure in self.disagreements if figure.effect is not None and figure.effect.grade)

    def render(self, lang: str = "zh", width: int = 100) -> str:
        """The audit as text."""
        from perfrules.cases.audit_text import audit_text

        return audit_text(self, lang, width)

    def markdown(self, lang: str = "zh") -> str:
        """The audit as a Markdown page."""
        from perfrules.cases.audit_text import audit_markdown

        return audit_markdown(self, lang)

    def to_dict(self, lang: str = "zh") -> dict[str, object]:
        """A JSON-ready mapping; exact figures as strings."""
        from perfrules.cases.audit_text import audit_dict

        return audit_dict(self, lang)


def audit_case(rubric: Rubric, case: n.CaseDecl) -> Audit:
    """Recompute every figure of a case that has a rule, a formula or a 核算 line.

    Nothing is raised: facts that cannot be scored stand in `problems`.
    """
    report = run_case(rubric, case)
    work = _Audit(rubric, case, report)
    figures = tuple(work.figure(line) for line in report.lines if not line.published.expected)
    return Audit(report, figures, rubric.id, rubric.title, rubric.hash)


@define
class _Audit:
    rubric: Rubric
    case: n.CaseDecl
    report: CaseReport
    facts: FactSet = field(init=False)
    targets: Targets = field(init=False)
    near: tuple[Figure, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.facts = NO_FACTS if self.case.only_published else self.rubric.read(self.case)
        self.targets = Targets.of(self.rubric.model)
        self.near = tuple(self._near())

    def _near(self) -> list[Figure]:
        """The figures of the case, which may have been taken in place of another."""
        found = []
        for fact in self.rubric.model.facts:
            value = self.facts.values.get(fact.path)
            if isinstance(fact.type, Quantity) and isinstance(value, Fraction) and value:
                found.append(Figure(value, fact.type.dimension, show(value, fact.type, fact.unit), fact.name))
        return found

    def figure(self, line: Line) -> AuditedFigure:
        """One line, with its causes and effect where it disagrees."""
        place = line.source or self.case.source or ""
        if line.verdict is not Verdict.DIFFERS:
            return AuditedFigure(line, place)
        causes: tuple[Cause, ...] = ()
        if line.figure is not None and line.exact is not None:
            causes = likely_causes(self.clue(line, line.figure, line.exact))
        elif line.what == "grade":
            causes = tuple(self.grade_causes(line))
        return AuditedFigure(line, place, causes, self.effect(line))

    # Where causes are sought

    def clue(self, line: Line, printed: Printed, exact: Fraction) -> Clue:
        others = tuple(other for other in self.report.lines if other is not line)
        formula = self.formula(line)
        worked: Worked | None = None
        if formula is not None and not any(formula.guards):
            worked = work_out(self.rubric, self.rubric.model, self.facts, formula.expression)
        elif line.published.expression is not None:
            found = worth(self.rubric, self.facts, line.name, line.published.expression)
            if found.model is not None:
                worked = work_out(self.rubric, found.model, self.facts, line.published.expression)
        clue = Clue(line, printed, exact, worked, self.near, others, result=self.report.result)
        indicator = self.indicator(line)
        if self.report.result is None or (indicator is None and line.what != "total"):
            return clue
        return self.scored(clue, indicator)

    def beside(self, indicator: Indicator, roots: Sequence[Indicator]) -> tuple[tuple[NodeResult, Printed | None], ...]:
        """A heading and those that are added up with it, with what is printed of each."""
        above = indicator.parent
        if above is not None and not above.adds_up:
            return ()
        together = roots if above is None else above.parts
        return tuple((self.node(one), self.printed_score(one)) for one in together)

    def scored(self, clue: Clue, indicator: Indicator | None) -> Clue:
        """What is known of a score: its heading, its parts and what is printed of them."""
        result = self.report.result
        assert result is not None
        roots = [root for root in self.rubric.model.roots() if root.counts]
        children = indicator.parts if indicator is not None else roots
        summed = indicator is None or indicator.adds_up
        parts = tuple(self.node(child) for child in children) if summed else ()
        printed = tuple(self.printed_score(child) for child in children) if summed else ()
        leaves = tuple(self.node(leaf) for child in children for leaf in self.added_up(child)) if summed else ()
        clue = evolve(clue, parts=parts, printed_parts=printed, leaves=leaves)
        if indicator is None:
            return clue
        node = self.node(indicator)
        clue = evolve(clue, node=node, beside=self.beside(indicator, roots))
        measure = indicator.measure
        if not indicator.is_leaf or not isinstance(measure, Formula) or not isinstance(node.value, Fraction):
            return clue
        assert isinstance(measure.type, Quantity)

        def scored_with(value: Fraction) -> Fraction | None:
            instead = Instead({id(measure): value})
            found, _ = reference.evaluate_node(
                self.rubric.model, self.facts, self.rubric.language, errors.MISSING_FACT, indicator, instead
            )
            return None if found is None else found.score

        shown = next((x.figure for x in self.report.lines if x.what == "value" and self.formula(x) is measure), None)
        return evolve(
            clue, scored_with=scored_with, measure=node.value, measure_type=measure.type, printed_measure=shown
        )

    def added_up(self, indicator: Indicator) -> Iterator[Indicator]:
        """The leaves below a heading, as far as it is their plain sum."""
        if indicator.is_leaf:
            yield indicator
        elif indicator.adds_up:
            for part in indicator.parts:
                yield from self.added_up(part)

    def grade_causes(self, line: Line) -> list[Cause]:
        """The grade of the total as printed."""
        for other in self.report.lines:
            if other.what == "total" and other.figure is not None:
                label = self.grade_of(other.figure.exact)
                if label is not None and name_key(label) == name_key(line.printed):
                    told = decimal(other.figure.exact)
                    words = Words(f"按公布的总分{told}分定的等级", f"it is the grade of the printed total {told}")
                    return [Cause("grade-of-printed-total", words)]
        return []

    # What hangs on a figure

    def effect(self, line: Line) -> Effect | None:
        """What would be another with the printed figure in the place of the computed one."""
        result = self.report.result
        if result is None:
            return None
        if line.what == "grade":
            right = result.grade or "、".join(result.grades)
            words = Words(f"等级：公布{line.printed}，应是{right}", f"grade {line.printed}, not {right}")
            return Effect(False, True, words)
        if line.figure is None:
            return None
        value = line.figure.exact
        if line.what == "total":
            return self._between(value, value, self.grade_of(value), result)
        if line.what in ("score", "subtotal"):
            indicator = self.indicator(line)
            return None if indicator is None else self._with(Instead(scores={id(indicator): value}), result, True)
        formula = self.formula(line)
        if line.what == "value" and formula is not None:
            return self._with(Instead({id(formula): value}), result, False)
        return Effect(False, False, Words("不影响得分", "no score"))

    def _with(self, instead: Instead, result: Result, is_score: bool) -> Effect:
        """The score once more, with the printed figure in place."""
        try:
            other = self.rubric.score_instead(self.facts, instead)
        except DataError:
            return Effect(False, False, Words("按它算不出得分", "nothing can be scored with it"))
        changed = [
            (before, after)
            for before, after in zip(result.nodes, other.nodes, strict=True)
            if before.is_leaf and before.score != after.score
        ]
        total = self._of_total(other, result)
        if not total.score and not changed and not is_score:
            return Effect(False, total.grade, Words("按它计分，得分相同", "it gives the same score"))
        zh = "，".join(f"{b.name}由{decimal(b.score)}分变为{decimal(a.score)}分" for b, a in changed[:3])
        en = ", ".join(f"{b.name} {decimal(a.score)} instead of {decimal(b.score)}" for b, a in changed[:3])
        words = Words(f"{zh}；{total.words.zh}" if zh else total.words.zh, f"{en}; {total.words.en}".lstrip("; "))
        return Effect(True, total.grade, words)

    def _of_total(self, other: Result, result: Result) -> Effect:
        if other.has_total and result.has_total:
            return self._between(other.low, other.high, other.grade, result)
        a, b = result.grade or "—", other.grade or "—"
        words = Words("等级不变", "the grade is the same")
        return Effect(False, a != b, words if a == b else Words(f"等级由{a}变为{b}", f"the grade becomes {b}, not {a}"))

    def _between(self, low: Fraction, high: Fraction, label: str | None, result: Result) -> Effect:
        """Another total and its grade, beside those that were computed."""
        same = (low, high) == (result.low, result.high)
        grade = bool(label and result.grade) and name_key(label or "") != name_key(result.grade or "")
        zh, en = (between(low, high, lang) for lang in ("zh", "en"))
        right_zh, right_en = (between(result.low, result.high, lang) for lang in ("zh", "en"))
        zh = f"总分仍是{right_zh}" if same else f"总分会是{zh}而不是{right_zh}"
        en = f"the total stays {right_en}" if same else f"the total would be {en}, not {right_en}"
        if label and result.grade:
            zh += f"，等级由{result.grade}变为{label}" if grade else "，等级不变"
            en += f", the grade becomes {label}, not {result.grade}" if grade else ", the grade is the same"
        return Effect(not same, grade, Words(zh, en))

    def grade_of(self, total: Fraction) -> str | None:
        """The grade of a total by the scale alone."""
        return next((grade.label for grade in self.rubric.model.grades if total in grade.interval), None)

    # What a line speaks of

    def formula(self, line: Line) -> Formula | None:
        if line.what != "value":
            return None
        target = self.targets.value(line.published)
        measure = target.measure if isinstance(target, Indicator) else target
        return measure if isinstance(measure, Formula) else None

    def indicator(self, line: Line) -> Indicator | None:
        if line.what not in ("score", "subtotal", "rate"):
            return None
        target = self.targets.score(line.published)
        return target if isinstance(target, Indicator) else None

    def node(self, indicator: Indicator) -> NodeResult:
        assert self.report.result is not None
        return next(node for node in self.report.result.nodes if node.path == indicator.path)

    def printed_score(self, indicator: Indicator) -> Printed | None:
        """What is printed of a heading, the print that differs first: it is what a wrong sum was made of."""
        found = [
            line
            for line in self.report.lines
            if line.what in ("score", "subtotal") and line.figure is not None and self.indicator(line) is indicator
        ]
        differing = [line for line in found if line.verdict is Verdict.DIFFERS]
        chosen = next(iter(differing or found), None)
        if chosen is not None:
            return chosen.figure
        if indicator.parts and indicator.adds_up:
            below = [self.printed_score(child) for child in indicator.parts]
            total = sum((part.exact for part in below if part is not None), Fraction(0))
            return Printed(total, 6, Fraction(1), "分")
        # What is not printed counts as computed.
        return Printed(self.node(indicator).score, 6, Fraction(1), "分")
