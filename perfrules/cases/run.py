"""One 案例: scored from its facts, and every figure that was published of it set against the computed one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import define, evolve, field

from perfrules.api import DataError, Rubric
from perfrules.backends import reference
from perfrules.cases.compare import Printed, Verdict, compare, computed, is_text, says
from perfrules.cases.only_published import check_published
from perfrules.cases.printed import read_printed, terms_of
from perfrules.cases.recompute import worth
from perfrules.cases.report import CaseReport, Line
from perfrules.cases.targets import Targets
from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.facts.values import BadValue, ValueReader
from perfrules.model.model import Fact, Formula, Indicator
from perfrules.result import NodeResult, Result
from perfrules.result.wording import unscored
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.show import decimal, show
from perfrules.types.types import POINTS_TYPE, RATIO, Domain, Quantity, Type, Value

_NOT_COMPUTED = Words("未计算", "not computed")
_DATA_ERROR, _NO_ERROR = Words("数据错误", "data error"), Words("没有数据错误", "no data error")
_DIVIDED = Words("除数为 0，算不出", "no value: the divisor is 0")


def run_case(rubric: Rubric, case: n.CaseDecl) -> CaseReport:
    """Score a case and compare all that was published of it; one that is 仅公布 is looked at in itself."""
    if case.only_published:
        return check_published(rubric, case)
    facts = rubric.read(case)
    result: Result | None = None
    problems: tuple[Diagnostic, ...] = ()
    values: Mapping[Formula, Value] = {}
    try:
        result = rubric.score(facts, evaluator="reference")
        values = reference.formula_values(rubric.model, facts, rubric.language, errors.MISSING_FACT)
    except DataError as error:
        # What is missing stands nowhere; the case is where it should have been.
        problems = tuple(d if d.span.source.name else evolve(d, span=case.span) for d in error.diagnostics)
    work = _Comparison(rubric, Targets.of(rubric.model), facts, result, values)
    errors_expected = [line for line in case.published if line.what == "error"]
    for published in case.published:
        if published.what == "error":
            work.error(published, problems)
        elif errors_expected and problems:
            work.say(published, Verdict.DIFFERS, _DATA_ERROR)
        else:
            work.take(published)
    problems = tuple(d for d in problems if not any(says(d, line.value) for line in errors_expected))
    return CaseReport(case.name, case, result, (*problems, *work.problems), tuple(work.lines), facts.notes)


@define
class _Comparison:
    """The published figures of one case. Without a result they are only looked up, so that wrong names still show."""

    rubric: Rubric
    targets: Targets
    facts: FactSet
    result: Result | None
    values: Mapping[Formula, Value]
    lines: list[Line] = field(factory=list)
    problems: list[Diagnostic] = field(factory=list)

    def take(self, line: n.Published) -> None:
        match line.what:
            case "value":
                self.value(line)
            case "total":
                if self.result is not None and self.result.has_total:
                    self.between(line, self.result.low, self.result.high, 1)
                elif self.result is not None:
                    words = self.result.why if self.result.why.zh else Words("没有总分", "no total")
                    self.say(line, Verdict.TEXT if is_text(line.value) else Verdict.DIFFERS, words)
            case "grade":
                self.grade(line)
            case "rate":
                self.rate(line)
            case "recomputed":
                self.recomputed(line)
            case _:
                self.score(line)

    def say(
        self,
        line: n.Published,
        verdict: Verdict,
        found: str | Words,
        hint: Words | None = None,
        figure: Printed | None = None,
        exact: Fraction | None = None,
        type_: Type | None = None,
    ) -> None:
        told = found if isinstance(found, Words) else Words(found, found)
        self.lines.append(Line(line, verdict, told, hint, figure, exact, type_))

    def wrong(self, problem: Diagnostic) -> None:
        self.problems.append(problem)

    def error(self, line: n.Published, problems: tuple[Diagnostic, ...]) -> None:
        """期望 数据错误: one of the errors of the facts says what the line says."""
        meant = [problem for problem in problems if says(problem, line.value)] or problems
        told = [("；" if lang == "zh" else "; ").join(d.message(lang) for d in meant) for lang in ("zh", "en")]
        agrees = any(says(problem, line.value) for problem in problems)
        self.say(line, Verdict.AGREES if agrees else Verdict.DIFFERS, Words(*told) if problems else _NO_ERROR)

    # Scores, totals, grades

    def score(self, line: n.Published) -> None:
        target = self.targets.score(line)
        if isinstance(target, Diagnostic):
            self.wrong(target)
            return
        if self.result is None:
            return
        node = self.node(target)
        words = Words(unscored(node, "zh"), unscored(node, "en"))
        if node.label:
            same = name_key(line.value) == name_key(node.label)
            self.say(line, Verdict.AGREES if same else Verdict.DIFFERS, node.label)
        elif node.left_out:
            # It has no score: a document prints a mark there, and any figure is at odds with the rule.
            self.say(line, Verdict.TEXT if is_text(line.value) else Verdict.DIFFERS, words)
        elif not node.has_score:
            # The document prints its score and not by what rule, nor out of how many points.
            if is_text(line.value) or self.printed(line, POINTS_TYPE) is not None:
                self.say(line, Verdict.TEXT if is_text(line.value) else Verdict.CONSISTENT, words)
        else:
            # A heading with a clause of its own (择优, 加权) is no sum of its parts.
            summed = line.what == "subtotal" and target.adds_up and not line.expected
            self.between(line, node.score, node.high, len(target.parts) if summed else 1)

    def between(self, line: n.Published, low: Fraction, high: Fraction, parts: int) -> None:
        """A published score or total; where it is not known, whether it lies between its ends."""
        if low == high:
            self.points(line, low, parts)
            return
        printed = self.printed(line, POINTS_TYPE)
        if printed is not None:
            inside = low <= printed.exact <= high
            told = Words(f"{decimal(low)}分至{decimal(high)}分", f"{decimal(low)} to {decimal(high)}")
            self.say(line, Verdict.CONSISTENT if inside else Verdict.DIFFERS, told, None, printed)

    def rate(self, line: n.Published) -> None:
        """得分率: what was scored of the points that apply."""
        target = self.targets.score(line)
        if isinstance(target, Diagnostic):
            self.wrong(target)
        elif self.result is None:
            self.figure(line, RATIO, None, 1)
        elif unscored(self.node(target), "zh") or not self.node(target).is_known:
            node = self.node(target)
            words = Words(unscored(node, "zh") or "得分不定", unscored(node, "en") or "the score is not known")
            differs = Verdict.DIFFERS if node.left_out else Verdict.CONSISTENT
            self.say(line, Verdict.TEXT if is_text(line.value) else differs, words)
        else:
            self.figure(line, RATIO, self.node(target).rate, 1)

    def points(self, line: n.Published, exact: Fraction, parts: int) -> None:
        if is_text(line.value):
            self.say(line, Verdict.TEXT, Words(decimal(exact) + "分", decimal(exact)))
            return
        printed = self.printed(line, POINTS_TYPE)
        if printed is not None:
            verdict = compare(printed, exact, terms=parts, may_be_cut=False)
            told = Words(decimal(exact) + "分", decimal(exact))
            self.say(line, verdict, told, None, printed, exact, POINTS_TYPE)

    def grade(self, line: n.Published) -> None:
        if not self.rubric.model.grades:
            self.wrong(Diagnostic(errors.NO_GRADE_SCALE, line.span, {"given": line.value}))
        elif self.result is not None:
            found = self.result.grade or "、".join(self.result.grades)
            possible = map(name_key, self.result.grades or (found,))
            agrees = Verdict.CONSISTENT if self.result.grades else Verdict.AGREES
            self.say(line, agrees if name_key(line.value) in possible else Verdict.DIFFERS, found)

    # Values

    def value(self, line: n.Published) -> None:
        target = self.targets.value(line)
        if isinstance(target, Diagnostic):
            self.wrong(target)
            return
        measure = target.measure if isinstance(target, Indicator) else target
        if isinstance(measure, Formula):
            type_, exact, terms = measure.type, self.values.get(measure), terms_of(measure.expression)
        else:
            assert isinstance(target, Indicator)
            assert measure is not None
            type_, terms = self.rubric.model.types.get(measure.id), 1
            exact = self.node(target).value if self.result is not None else None
        assert type_ is not None, "every formula of a clean rubric has a type"
        if isinstance(type_, Quantity):
            self.figure(line, type_, exact, terms)
        else:
            self.label(line, type_, exact)

    def recomputed(self, line: n.Published) -> None:
        assert line.expression is not None
        found = worth(self.rubric, None if self.result is None else self.facts, line.name, line.expression)
        self.problems += found.problems
        if found.problems:
            return
        assert found.type is not None
        if isinstance(found.type, Quantity):
            self.figure(line, found.type, found.value, terms_of(line.expression))
        else:
            self.label(line, found.type, found.value)

    def figure(self, line: n.Published, type_: Quantity, exact: Value | None, terms: int) -> None:
        if is_text(line.value):
            if self.result is not None:
                # With more decimals than usual: 9.9998% is below 10%.
                self.say(line, Verdict.TEXT, _NOT_COMPUTED if exact is None else show(exact, type_, extra=2))
            return
        printed = self.printed(line, type_)
        if printed is None or self.result is None:
            return
        if exact is None:
            self.not_computed(line)
            return
        assert isinstance(exact, Fraction)
        verdict = compare(printed, exact, terms=1 if line.expected else terms, may_be_cut=not line.expected)
        hint = None
        percent = Printed(printed.number, printed.decimals, Fraction(1, 100), "%")
        bare = printed.factor == 1 and not printed.unit
        if verdict is Verdict.DIFFERS and type_.is_number and bare and compare(percent, exact) is not Verdict.DIFFERS:
            hint = Words(f"是不是漏了百分号：{line.value}%", f"is the percent sign missing: {line.value}%")
        told = computed(printed, exact) if not hint else show(exact, type_)
        self.say(line, verdict, told, hint, printed, exact, type_)

    def not_computed(self, line: n.Published) -> None:
        """A figure of what has no value: a document's convention, but nothing that its author computes."""
        words = _DIVIDED if line.expression is not None else _NOT_COMPUTED
        self.say(line, Verdict.DIFFERS if line.expected else Verdict.CONVENTION, words)

    def label(self, line: n.Published, type_: Type, exact: Value | None) -> None:
        """A published label, day, yes or no."""
        fact = Fact(line.name, line.name, type_, None, Domain())
        try:
            printed, _ = ValueReader(self.rubric.model.units).read(line.value, fact, line.value_span)
        except BadValue as error:
            self.wrong(error.diagnostic)
            return
        if self.result is None:
            return
        if exact is None:
            self.not_computed(line)
        else:
            self.say(line, Verdict.AGREES if printed == exact else Verdict.DIFFERS, show(exact, type_))

    def printed(self, line: n.Published, type_: Quantity) -> Printed | None:
        """The figure that a document prints; None where it is reported as none."""
        found = read_printed(line, type_, self.rubric.model.units)
        if isinstance(found, Diagnostic):
            self.wrong(found)
            return None
        return found

    def node(self, indicator: Indicator) -> NodeResult:
        assert self.result is not None
        return next(node for node in self.result.nodes if node.path == indicator.path)
