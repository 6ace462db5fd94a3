"""Two evaluations of one subject side by side (自评 and 复评): points, differences, and what they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import define, evolve, field, frozen

from perfrules.api import Rubric
from perfrules.cases.only_published import published_scores
from perfrules.facts.factset import FactSet
from perfrules.model.model import Fact, Indicator
from perfrules.model.names import key_path
from perfrules.model.reads import reads
from perfrules.result import NodeResult, Result
from perfrules.result.wording import remark
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.show import show
from perfrules.types.types import RowsType, TargetType


@frozen
class Score:
    """What one evaluation gave a heading: its points and score, and why points were lost. None is not known."""

    points: Fraction
    score: Fraction | None
    why: Words = field(default=Words("", ""), repr=False)


@frozen
class ComparedRow:
    """One heading of either rubric: what each evaluation gave it, and what the difference comes from.

    `first` or `second` is None where the rubric of that evaluation has no such heading.
    """

    path: tuple[str, ...]
    depth: int
    is_leaf: bool
    first: Score | None
    second: Score | None
    reasons: tuple[Words, ...] = ()

    @property
    def name(self) -> str:
        """The heading."""
        return self.path[-1]

    @property
    def difference(self) -> Fraction | None:
        """The second score less the first; None where one of them is not known."""
        if self.first is None or self.second is None or self.first.score is None or self.second.score is None:
            return None
        return self.second.score - self.first.score


@frozen
class Evaluation:
    """One of the two: the case, the rubric that it was scored by, and what came of it.

    `result` is None where the case is 仅公布; then total, grade and scores are as printed.
    """

    name: str
    rubric: str
    title: str
    hash: str
    result: Result | None = field(repr=False)
    total: Fraction | None
    grade: str | None


@frozen
class Comparison:
    """Two evaluations, heading by heading, in the order of the second's table."""

    first: Evaluation
    second: Evaluation
    rows: tuple[ComparedRow, ...]

    @property
    def one_rubric(self) -> bool:
        """Whether both were scored by the same rules."""
        return self.first.hash == self.second.hash

    @property
    def difference(self) -> Fraction | None:
        """The second total less the first."""
        if self.first.total is None or self.second.total is None:
            return None
        return self.second.total - self.first.total

    @property
    def changed(self) -> tuple[ComparedRow, ...]:
        """The leaves whose scores differ."""
        return tuple(row for row in self.rows if row.is_leaf and row.difference)

    def render(self, lang: str = "zh", width: int = 100) -> str:
        """The comparison as text."""
        from perfrules.cases.comparison_text import comparison_text

        return comparison_text(self, lang, width)

    def to_dict(self, lang: str = "zh") -> dict[str, object]:
        """A JSON-ready mapping; exact figures as strings."""
        from perfrules.cases.comparison_text import comparison_dict

        return comparison_dict(self, lang)


def compare_cases(first: tuple[Rubric, n.CaseDecl], second: tuple[Rubric, n.CaseDecl]) -> Comparison:
    """Two evaluations, each by its own rubric. Raises DataError where a case with facts cannot be scored."""
    one, other = _Side.of(*first), _Side.of(*second)
    rows = tuple(_rows(one, other))
    return Comparison(one.evaluation(), other.evaluation(), rows)


@define
class _Side:
    """One evaluation, with what its differences are explained by."""

    rubric: Rubric
    case: n.CaseDecl
    facts: FactSet | None
    result: Result | None
    scores: dict[tuple[str, ...], Score]
    total: Fraction | None
    grade: str | None

    @staticmethod
    def of(rubric: Rubric, case: n.CaseDecl) -> _Side:
        if not case.only_published:
            facts = rubric.read(case)
            result = rubric.score(facts, evaluator="reference")
            scores = {key_path(node.path): _score(node) for node in result.nodes}
            total = result.total if result.has_total and result.is_known else None
            return _Side(rubric, case, facts, result, scores, total, result.grade)
        printed = published_scores(rubric, case)
        scores = {
            key_path(heading.path): Score(heading.points, printed.scores.get(heading.path))
            for heading in rubric.model.walk()
        }
        return _Side(rubric, case, None, None, scores, printed.total, printed.grade)

    def evaluation(self) -> Evaluation:
        rubric = self.rubric
        return Evaluation(self.case.name, rubric.id, rubric.title, rubric.hash, self.result, self.total, self.grade)

    def headings(self) -> dict[tuple[str, ...], Indicator]:
        return {key_path(heading.path): heading for heading in self.rubric.model.walk()}

    def read_by(self, heading: Indicator) -> Iterator[Fact]:
        seen: set[str] = set()
        for clause in heading.clauses:
            for fact in reads(self.rubric.model, clause):
                if fact.path not in seen:
                    seen.add(fact.path)
                    yield fact


def _score(node: NodeResult) -> Score:
    known = node.has_score and node.is_known
    return Score(node.points, node.score if known else None, Words(remark(node, "zh"), remark(node, "en")))


def _rows(one: _Side, other: _Side) -> Iterator[ComparedRow]:
    here, there = one.headings(), other.headings()
    for key in [*there, *(key for key in here if key not in there)]:
        heading = there.get(key) or here[key]
        row = ComparedRow(
            heading.path, max(1, heading.depth), heading.is_leaf, one.scores.get(key), other.scores.get(key)
        )
        if heading.is_leaf and row.difference and key in here and key in there:
            row = evolve(row, reasons=tuple(_reasons(one, other, here[key], there[key], row)))
        yield row


def _reasons(one: _Side, other: _Side, before: Indicator, after: Indicator, row: ComparedRow) -> Iterator[Words]:
    """What the difference of a leaf comes from: facts that differ, reasons given with them, why points were lost."""
    if one.facts is not None and other.facts is not None:
        known = {fact.path: fact for fact in one.read_by(before)}
        for fact in other.read_by(after):
            if fact.path in known:
                yield from _changed(fact, one.facts, other.facts)
    for score, which in ((row.first, one), (row.second, other)):
        if score is not None and score.why.zh:
            name = which.case.name
            yield Words(f"{name}：{score.why.zh}", f"{name}: {score.why.en}")


def _changed(fact: Fact, before: FactSet, after: FactSet) -> Iterator[Words]:
    a, b = before.values.get(fact.path), after.values.get(fact.path)
    if isinstance(fact.type, RowsType):
        yield from _changed_rows(fact, fact.type.detail, _by_name(a), _by_name(b))
    elif a != b:
        yield _arrow(fact.name, _shown(a, fact), _shown(b, fact))
    reason = after.reasons.get(fact.path)
    if reason and reason != before.reasons.get(fact.path):
        yield Words(f"理由：{reason}", f"reason: {reason}")


def _arrow(name: str, before: Words, after: Words) -> Words:
    return Words(f"「{name}」{before.zh} → {after.zh}", f"{name} {before.en} → {after.en}")


def _shown(value: Any, fact: Fact) -> Words:
    if value is None:
        return Words("未给", "not given")
    text = show(value, fact.type, fact.unit)
    return Words(text, text)


def _by_name(rows: Any) -> Mapping[str, Mapping[str, Any]]:
    """Supplied rows by their names."""
    return {str(row.get("·名称", place)): row for place, row in enumerate(rows or (), 1)}


def _changed_rows(
    fact: Fact, detail: Any, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Words]:
    """The cells of supplied rows that differ, and the rows that only one evaluation has."""
    for name, row in after.items():
        if name not in before:
            yield Words(f"「{fact.name}」多了一行：{name}", f"{fact.name} has one row more: {name}")
            continue
        for column in detail.columns:
            a, b = before[name].get(column.name), row.get(column.name)
            if a == b:
                continue
            if isinstance(column.type, TargetType):
                yield Words(f"「{name}·{column.name}」不同", f"{name}·{column.name} differs")
            else:
                yield _arrow(f"{name}·{column.name}", _shown(a, column), _shown(b, column))
    for name in before:
        if name not in after:
            yield Words(f"「{fact.name}」少了一行：{name}", f"{fact.name} has one row less: {name}")
