"""The checks of one file: its text, its cases, the rows of its 试算, its 性质, the edges of its leaves."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import define, field

from perfrules.analysis.findings import Declared
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Facts, NotApplicable, Proved, Refuted
from perfrules.api import Rubric
from perfrules.cases.any import run_any
from perfrules.cases.collect import Collection
from perfrules.cases.trial_report import TrialReport
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.render.text import render_place, render_text
from perfrules.source import NOWHERE, Span, Words
from perfrules.syntax import nodes as n
from perfrules.testing.assertions import SEED, TRIALS, monotone
from perfrules.testing.ladder import Refutation, named, told
from perfrules.testing.subject import Subject
from perfrules.testing.suite import Place, places


@define(eq=False)
class Check:
    """One thing that can fail by itself; `span` is where it stands in the file."""

    name: str
    span: Span = field(default=NOWHERE, kw_only=True)

    @property
    def line(self) -> int:
        """Its line, from 1."""
        return self.span.origin.position[0] if self.span.source.text else 1

    @abstractmethod
    def run(self) -> str | None:
        """Raises AssertionError with words for the author where it fails; what is left open is returned."""

    def place(self) -> str:
        """The author's line, marked."""
        return render_place(self.span.origin) if self.span.source.text else ""


def checks_of(collection: Collection, path: Path, options: Mapping[str, Any] | None = None) -> Iterator[Check]:
    """The checks of a file. `options` are `require_proof`, `trials` and `seed` of what is left open."""
    chosen = {"require_proof": False, "trials": TRIALS, "seed": SEED, **(options or {})}
    own = path.suffix.lower() == ".rubric"
    rubric = collection.load(path) if own else None
    if isinstance(rubric, tuple):
        yield _Text("check", rubric)
        return
    if rubric is not None:
        yield _Text("check", ())
    tables: dict[int, _Table] = {}
    for belongs, item in collection.file(path):
        if not isinstance(belongs, Rubric):
            yield _Text("check", belongs)
        elif isinstance(item, n.TrialDecl):
            table = tables.setdefault(id(item), _Table(belongs, item))
            yield from table.checks()
        elif item is not None:
            yield _Case(item.name, belongs, item, span=item.span)
    if rubric is None:
        return
    subject = Subject.of(rubric)
    for declared in subject.analysis.findings.declared:
        yield _Property(" ".join(declared.span.text.split()), subject, declared, **chosen, span=declared.span)
    for place in places(subject):
        leaf = subject.study.nodes.get(place.name)
        span = NOWHERE if leaf is None else leaf.origin.span
        what = Words("界限", "edges")[rubric.lang]
        yield _Edges(f"{what} {named(subject, place.name)[rubric.lang]}", place, span=span)


@define(eq=False)
class _Text(Check):
    """That the text has no error, or that a file of cases finds its rubric."""

    problems: tuple[Diagnostic, ...]

    def run(self) -> None:
        if self.problems:
            raise AssertionError(render_text(self.problems, _lang(self.problems)))


def _lang(problems: tuple[Diagnostic, ...]) -> str:
    """The language of a file that may have no rubric: Chinese where it has a Chinese character."""
    text = problems[0].span.source.text
    return "zh" if not text or any("\u4e00" <= char <= "\u9fff" for char in text) else "en"


@define(eq=False)
class _Case(Check):
    """One 案例 against what was published or is expected of it."""

    rubric: Rubric
    case: n.CaseDecl

    def run(self) -> None:
        report = run_any(self.rubric, self.case)
        assert not isinstance(report, TrialReport)
        if not report.passed:
            lang = self.rubric.lang
            failing = [render_place(line.place) for line in report.lines if line.fails]
            raise AssertionError("\n".join([report.render(lang), *failing]))


@define(eq=False)
class _Table:
    """A 试算, run once for all of its rows."""

    rubric: Rubric
    trial: n.TrialDecl
    report: TrialReport | None = None

    def ran(self) -> TrialReport:
        if self.report is None:
            found = run_any(self.rubric, self.trial)
            assert isinstance(found, TrialReport)
            self.report = found
        return self.report

    def checks(self) -> Iterator[Check]:
        what = Words("试算", "try")[self.rubric.lang]
        rows = self.trial.rows[1:]
        if not rows:
            yield _Row(f"{what} {self.trial.node}", self, 0, span=self.trial.span)
        for number, row in enumerate(rows):
            yield _Row(f"{what} {self.trial.node} {' | '.join(row.cells)}", self, number, span=row.span)


@define(eq=False)
class _Row(Check):
    """One row of a 试算."""

    table: _Table
    number: int

    def run(self) -> None:
        lang, report = self.table.rubric.lang, self.table.ran()
        if report.problems:
            raise AssertionError(render_text(report.problems, lang))
        for outcome in report.rows[self.number]:
            if not outcome.agrees:
                expected = outcome.expected or "—"
                found = Words(
                    f"{outcome.column}：期望 {expected}，计算 {outcome.found.zh}",
                    f"{outcome.column}: expected {expected}, computed {outcome.found.en}",
                )
                raise AssertionError(f"{found[lang]}\n{render_place(outcome.place)}")


@define(eq=False)
class _Property(Check):
    """One 性质."""

    subject: Subject
    declared: Declared
    require_proof: bool
    trials: int
    seed: int

    def run(self) -> str | None:
        subject, item = self.subject, self.declared
        verdict = subject.analysis.findings.verdict(item)
        if item.fact is not None and not isinstance(verdict, (Proved, Refuted, NotApplicable)):
            number = subject.study.space.numbers[item.fact]
            verdict = monotone(subject, item.node, number, item.wanted, self.trials, self.seed)
        if isinstance(verdict, Proved):
            return None
        text = told(subject, Words(self.name, self.name), verdict)[subject.rubric.lang]
        if isinstance(verdict, (Refuted, NotApplicable)) or self.require_proof:
            raise Refutation(f"{text}\n{self.place()}", verdict)
        return text


@define(eq=False)
class _Edges(Check):
    """The edge suite of one leaf, or of what stands above all leaves."""

    subject: Place

    def run(self) -> None:
        for about, facts in self.subject.around():
            wrong = self._wrong(facts)
            if wrong is not None:
                subject, lang = self.subject.subject, self.subject.subject.rubric.lang
                lines = "\n".join(f"    {line}" for line in subject.written(subject.given(facts)))
                raise AssertionError(f"{about[lang]}: {wrong[lang]}\n{lines}\n{self.place()}")

    def _wrong(self, facts: Facts) -> Words | None:
        """What is wrong with the score of sound facts: that there is none, where it lies, that evaluators differ."""
        subject, name = self.subject.subject, self.subject.name
        study = subject.study
        outcome = study.replay(facts, name)
        own = study.score(name, facts)
        if outcome is None:
            if own is None and name == TOTAL:
                return None  # 不予评分, 不参评, or nothing that applies
            return Words("没有得分", "no score")
        score = outcome.scores[name]
        if score != own:
            return Words(f"两个求值器不一致：{score}，{own}", f"two evaluators differ: {score}, {own}")
        if score not in subject.analysis.findings.monotone.ranges.of(name):
            return Words(f"得分 {score} 超出它的范围", f"the score {score} is out of its range")
        return None
