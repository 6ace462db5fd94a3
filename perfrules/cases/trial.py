"""试算: rows of facts or values of formulas, each scored by itself, set against what should come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from perfrules.api import DataError, Rubric
from perfrules.backends import reference
from perfrules.backends.reference import Instead
from perfrules.cases.compare import Printed, Verdict, compare, says
from perfrules.cases.targets import FIXED_NAMES
from perfrules.cases.trial_report import Outcome, TrialReport
from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Diagnostic, Kind
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.facts.figures import Figure, read_figure
from perfrules.facts.given import Given, RawRow, RawRows
from perfrules.facts.plain import cut
from perfrules.facts.read import FactIndex, read_facts
from perfrules.facts.values import BadValue, ValueReader
from perfrules.model.model import Fact, Formula, Indicator
from perfrules.model.names import NameIndex, shown_path
from perfrules.model.reads import reads
from perfrules.result import NodeResult
from perfrules.result.wording import between, unscored
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.show import show, shown_unit
from perfrules.types.types import POINTS_TYPE, Domain, Quantity, RowsType, Value

SCORE, TOTAL, GRADE, MEASURE = "得分", "总分", "等级", "指标值"
RESULTS = (SCORE, TOTAL, GRADE, MEASURE)
DATA_ERROR = "数据错误"


@define
class _Columns:
    """What the columns of a table are of."""

    facts: dict[int, Fact] = field(factory=dict)
    formulas: dict[int, Formula] = field(factory=dict)
    cells: dict[int, tuple[Fact, str]] = field(factory=dict)
    """Of 明细: each row of the table is the only row of theirs, and has these cells."""
    results: dict[int, str] = field(factory=dict)
    total: int | None = None
    """The column of the total that grades are tried on."""


def run_trial(rubric: Rubric, trial: n.TrialDecl) -> TrialReport:
    """Try every row of a table."""
    work = _Trial(rubric, trial)
    columns = work.columns()
    if work.problems:
        return TrialReport(trial, (), tuple(work.problems))
    rows = tuple(tuple(work.row(columns, row)) for row in trial.rows[1:])
    return TrialReport(trial, () if work.problems else rows, tuple(work.problems))


@frozen
class TriedRow:
    """What a row of a 试算 tries: a heading (None: the total) with facts and values of formulas, or a bare total."""

    node: Indicator | None
    facts: FactSet
    values: Mapping[Formula, Value]
    total: Fraction | None = None


def tried_rows(rubric: Rubric, trial: n.TrialDecl) -> Iterator[TriedRow | None]:
    """Every row of a table as what it tries; None for one that cannot be read. Nothing where the table cannot be."""
    work = _Trial(rubric, trial)
    columns = work.columns()
    for row in () if work.problems else trial.rows[1:]:
        if trial.node == GRADE:
            total = work.total(columns, row)
            yield TriedRow(None, FactSet({}), {}, total) if isinstance(total, Fraction) else None
            continue
        facts, values, problems = work.given(columns, row)
        yield None if problems else TriedRow(work.node, facts, values)


@define
class _Trial:
    rubric: Rubric
    trial: n.TrialDecl
    problems: list[Diagnostic] = field(factory=list)
    node: Indicator | None = None
    index: FactIndex = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.index = FactIndex.of(self.rubric.model)

    # The head of the table

    def columns(self) -> _Columns:
        """What the columns are; what they cannot be is reported."""
        found = _Columns()
        if self.trial.node not in (TOTAL, GRADE):
            self.node = self._heading()
            if self.node is None:
                return found
        if not self.trial.rows:
            self._wrong(errors.TRIAL_WITHOUT_ROWS, self.trial.span, name=self.trial.node)
            return found
        head = self.trial.rows[0]
        for i, (name, place) in enumerate(zip(head.cells, head.spans, strict=True)):
            self._column(found, i, name, place)
        if not found.results and not self.problems:
            args = {"name": self.trial.node, "results": list(self._results())}
            self._wrong(errors.TRIAL_WITHOUT_RESULT, head.span, **args)
        if self.trial.node == GRADE and found.total is None and not self.problems:
            self._wrong(errors.TRIAL_WITHOUT_TOTAL, head.span)
        read = self._read(found)
        columns = {i: (fact, fact.name) for i, fact in found.facts.items()} | found.cells
        for i, (fact, name) in columns.items():
            if fact.path not in read:
                self._wrong(errors.TRIAL_COLUMN_UNREAD, head.spans[i], name=name, node=self.trial.node)
        return found

    def _heading(self) -> Indicator | None:
        index = NameIndex()
        for indicator in self.rubric.model.walk():
            index.add(indicator.path, indicator)
        found = [item for item in index.find([self.trial.node]) if isinstance(item, Indicator)]
        # A heading and its only part may share a name: the part holds the rule.
        leaves = [item for item in found if item.is_leaf]
        found = leaves if len(found) > len(leaves) == 1 else found
        if len(found) == 1:
            return found[0]
        if found:
            paths = [shown_path(item) for item in found]
            args = {"name": self.trial.node, "candidates": paths, "first": paths[0]}
            self._wrong(errors.AMBIGUOUS_TRIAL, self.trial.span, **args)
        else:
            near = suggest(self.trial.node, [*index.names(), TOTAL, GRADE]) or FIXED_NAMES.near(self.trial.node)
            self._wrong(errors.UNKNOWN_TRIAL, self.trial.span, near, name=self.trial.node)
        return None

    def _results(self) -> tuple[str, ...]:
        if self.trial.node == GRADE:
            return (GRADE,)
        return (TOTAL, GRADE) if self.trial.node == TOTAL else (SCORE, MEASURE)

    def _column(self, found: _Columns, i: int, name: str, place: Span) -> None:
        if self.trial.node == GRADE and name == TOTAL:
            found.total = i
        elif name in self._results():
            found.results[i] = name
        elif name in RESULTS:
            args = {"name": name, "node": self.trial.node, "results": list(self._results())}
            self._wrong(errors.TRIAL_RESULT_ELSEWHERE, place, **args)
        else:
            self._measure(found, i, name, place)

    def _measure(self, found: _Columns, i: int, name: str, place: Span) -> None:
        facts = self.index.find(name)
        if len(facts) > 1 and self.node is not None:
            owned = [fact for fact in facts if fact.owner is not None and self.node in _above(fact.owner)]
            facts = owned or facts
        formulas = [] if facts else self._formulas(name)
        cells = [] if facts or formulas else self._cells(name)
        targets: list[Fact | Formula] = [*facts, *formulas]
        if len(targets) + len(cells) > 1:
            paths = [*(shown_path(item) for item in targets), *(f"{rows.path}·{cell}" for rows, cell in cells)]
            self._wrong(errors.AMBIGUOUS_FACT, place, name=name, candidates=paths, first=paths[0])
        elif cells:
            found.cells[i] = cells[0]
        elif not targets:
            names = [*self.index.index.names(), *(f.title for f in self._all_formulas()), *self._results()]
            self._wrong(errors.UNKNOWN_COLUMN, place, suggest(name.split("·")[-1], names), name=name)
        elif facts and isinstance(facts[0].type, RowsType):
            self._wrong(errors.TRIAL_OF_ROWS, place, name=name)
        elif facts:
            found.facts[i] = facts[0]
        else:
            found.formulas[i] = formulas[0]

    def _all_formulas(self) -> Iterator[Formula]:
        for indicator in self.rubric.model.walk():
            yield from indicator.formulas

    def _formulas(self, name: str) -> list[Formula]:
        index = NameIndex()
        for formula in self._all_formulas():
            path = formula.owner.path if formula.name is None else (*formula.owner.path, formula.name)
            index.add(path, formula)
        found = [item for item in index.find([name]) if isinstance(item, Formula)]
        near = [item for item in found if self.node is not None and self.node in _above(item.owner)]
        return near or found

    def _cells(self, name: str) -> list[tuple[Fact, str]]:
        """The 明细 that have a column of a name, which may be that of a reason (评定·理由), with the name in them."""
        found = []
        for fact in self.rubric.model.facts:
            own = name.removeprefix(f"{fact.path}·").removeprefix(f"{fact.name}·")
            columns = [name_key(column.name) for column in fact.detail.columns] if fact.detail is not None else []
            if name_key(own) in columns or (name_key(own.rpartition("·")[0]) in columns):
                found.append((fact, own))
        near = [(f, _) for f, _ in found if self.node is not None and f.owner and self.node in _above(f.owner)]
        return near or found

    def _read(self, columns: _Columns) -> set[str]:
        """The facts that the node reads where the formulas of the table are given."""
        given = [id(formula) for formula in columns.formulas.values()]
        model = self.rubric.model
        if self.trial.node == GRADE:
            return set()
        tried = [*model.walk(), model.top] if self.node is None else [*self.node.walk()]
        tried += [] if self.node is None else [heading for heading, _ in self.node.choices()]
        return {fact.path for leaf in tried for clause in leaf.clauses for fact in reads(model, clause, given)}

    def _wrong(self, kind: Kind, place: Span, near: tuple[str, ...] = (), /, **args: object) -> None:
        self.problems.append(Diagnostic(kind, place, args, suggestions=near))

    # A row

    def row(self, columns: _Columns, row: n.TrialRow) -> Iterator[Outcome]:
        """Every result of a row."""
        found, scores = (self._graded(columns, row), {}) if self.trial.node == GRADE else self._scored(columns, row)
        for i, column in columns.results.items():
            expected, place = row.cells[i], row.spans[i]
            if isinstance(found, tuple):
                told = Words(*("；".join(d.message(lang) for d in found) for lang in ("zh", "en")))
                yield Outcome(column, expected, told, _is_error(expected, found), place)
            else:
                agrees = self._agrees(column, expected, found[column], scores.get(column), place)
                yield Outcome(column, expected, found[column], agrees, place)

    def _agrees(
        self, column: str, expected: str, found: Words, exact: tuple[Value, Quantity] | None, place: Span
    ) -> bool:
        if exact is None:
            return name_key(expected) == name_key(found.zh)
        value, type_ = exact
        figure = read_figure(expected, self.rubric.model.units)
        if not isinstance(figure, Figure):
            if not expected.startswith(DATA_ERROR):
                self._wrong(errors.TRIAL_NOT_A_FIGURE, place, name=column, given=cut(expected))
            return False
        unit = figure.unit or shown_unit(type_)
        if unit is not None and unit.dimension != type_.dimension:
            return False
        printed = Printed(figure.number, figure.decimals, unit.factor if unit is not None else Fraction(1))
        assert isinstance(value, Fraction)
        return compare(printed, value, may_be_cut=False) is Verdict.AGREES

    def _graded(self, columns: _Columns, row: n.TrialRow) -> Mapping[str, Words] | tuple[Diagnostic, ...]:
        total = self.total(columns, row)
        if isinstance(total, Diagnostic):
            return (total,)
        model = self.rubric.model
        value = total / model.points if model.grades_by == "rate" else total
        label = ""
        if model.grades_by in ("total", "unrounded", "rate"):
            label = next((grade.label for grade in model.grades if value in grade.interval), "")
        return {GRADE: Words(label or "没有等级", label or "no grade")}

    def total(self, columns: _Columns, row: n.TrialRow) -> Fraction | Diagnostic:
        """The total that a row of 试算 等级 gives, or why it is none."""
        i = columns.total
        assert i is not None, "told before any row is tried"
        fact = Fact(TOTAL, TOTAL, POINTS_TYPE, POINTS_TYPE.unit, Domain())
        try:
            found, _ = ValueReader(self.rubric.model.units).read(row.cells[i], fact, row.spans[i])
        except BadValue as error:
            return error.diagnostic
        assert isinstance(found, Fraction)
        return found

    def _scored(
        self, columns: _Columns, row: n.TrialRow
    ) -> tuple[Mapping[str, Words] | tuple[Diagnostic, ...], Mapping[str, tuple[Value, Quantity]]]:
        """What each result column comes to, and the exact figures among them; or what is wrong with the data."""
        facts, values, problems = self.given(columns, row)
        tried = [*columns.facts.values(), *(fact for fact, _ in columns.cells.values())]
        offered = frozenset(fact.path for fact in tried)
        by_identity = {id(formula): value for formula, value in values.items()}
        return self._outcome(facts, Instead(by_identity, offered=offered), problems)

    def given(self, columns: _Columns, row: n.TrialRow) -> tuple[FactSet, dict[Formula, Value], list[Diagnostic]]:
        """What a row gives: facts, values of formulas, and what is wrong with them."""
        given = [
            Given(fact.path, row.cells[i], span=row.spans[i], value_span=row.spans[i])
            for i, fact in columns.facts.items()
        ]
        facts = read_facts(self.rubric.model, [*given, *self._rows(columns, row)], self.index)
        values: dict[Formula, Value] = {}
        problems = list(facts.problems)
        for i, formula in columns.formulas.items():
            if row.cells[i]:
                assert formula.type is not None
                unit = shown_unit(formula.type) if isinstance(formula.type, Quantity) else None
                fact = Fact(formula.title, formula.title, formula.type, unit, Domain())
                try:
                    values[formula], _ = ValueReader(self.rubric.model.units).read(row.cells[i], fact, row.spans[i])
                except BadValue as error:
                    problems.append(error.diagnostic)
        return facts, values, problems

    def _rows(self, columns: _Columns, row: n.TrialRow) -> Iterator[Given]:
        """The one row of each 明细; a name and all the points are filled in where the table has no column of them."""
        for fact in dict.fromkeys(fact for fact, _ in columns.cells.values()):
            own = [(name, i) for i, (rows, name) in columns.cells.items() if rows is fact]
            cells: list[tuple[str, Any, Span]] = [(name, row.cells[i], row.spans[i]) for name, i in own]
            detail, known = fact.detail, {name_key(name) for name, _ in own}
            if detail is None or not any(value for _, value, _ in cells):
                continue
            place = cells[0][2]
            if detail.name is not None and name_key(detail.name.name) not in known:
                cells.append((detail.name.name, self.trial.node, place))
            points = detail.weight if detail.share == "points" else None
            if points is not None and name_key(points.name) not in known:
                cells.append((points.name, Fraction(detail.full), place))
            yield Given(fact.path, RawRows((RawRow(tuple(cells), place),)), span=place, value_span=place)

    def _outcome(
        self, facts: FactSet, instead: Instead, problems: list[Diagnostic]
    ) -> tuple[Mapping[str, Words] | tuple[Diagnostic, ...], Mapping[str, tuple[Value, Quantity]]]:
        if self.node is None:
            try:
                result = self.rubric.score_instead(facts, instead)
            except DataError as error:
                return (*problems, *(d for d in error.diagnostics if d not in problems)), {}
            if not problems:
                total = result.why if result.why.zh else Words("没有总分", "no total")
                if result.has_total:
                    total = Words(*(between(result.low, result.high, lang) for lang in ("zh", "en")))
                grade = result.grade or "、".join(result.grades)
                words = {TOTAL: total, GRADE: Words(grade, grade)}
                return words, {TOTAL: (result.total, POINTS_TYPE)} if result.is_known else {}
            return tuple(problems), {}
        sound, broken = self.rubric.sound(facts)
        node, missing = reference.evaluate_node(
            self.rubric.model, sound, self.rubric.language, errors.MISSING_FACT, self.node, instead
        )
        problems += [*broken, *missing]
        if problems or node is None:
            return tuple(problems), {}
        return self._of_node(node)

    def _of_node(self, node: NodeResult) -> tuple[Mapping[str, Words], Mapping[str, tuple[Value, Quantity]]]:
        exact: dict[str, tuple[Value, Quantity]] = {}
        words = {MEASURE: Words("未计算", "not computed")}
        words[SCORE] = Words(unscored(node, "zh"), unscored(node, "en"))
        if node.has_score:
            words[SCORE] = Words(*(between(node.score, node.high, lang) for lang in ("zh", "en")))
        if node.has_score and node.is_known:
            exact[SCORE] = (node.score, POINTS_TYPE)
        if node.value is not None and node.value_type is not None:
            words[MEASURE] = Words(node.shown_value, show(node.value, node.value_type, node.value_unit))
            if isinstance(node.value_type, Quantity):
                exact[MEASURE] = (node.value, node.value_type)
        return words, exact


def _above(indicator: Indicator) -> Iterator[Indicator]:
    node: Indicator | None = indicator
    while node is not None:
        yield node
        node = node.parent


def _is_error(expected: str, found: tuple[Diagnostic, ...]) -> bool:
    """Whether a cell says that there is a data error, and of what it says there is one."""
    if not expected.startswith(DATA_ERROR):
        return False
    said = expected.removeprefix(DATA_ERROR).strip()
    return any(says(problem, said) for problem in found)
