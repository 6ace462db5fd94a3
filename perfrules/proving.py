"""A rubric under analysis: the analyser reads its program, the production evaluator scores every witness again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

import attrs
from attrs import evolve, frozen

from perfrules.analysis.difference import Difference
from perfrules.analysis.doubts import example
from perfrules.analysis.findings import Declared, Findings
from perfrules.analysis.inverse import Inverse, Target
from perfrules.analysis.paths import ABOVE, BELOW
from perfrules.analysis.stages import BEFORE_THE_GRADE, BEFORE_THE_SUM, BEHIND_THE_GRADE, Stages, stages
from perfrules.analysis.study import TOTAL, Outcome, Study
from perfrules.analysis.verdicts import Facts, Refuted, Row
from perfrules.backends import reference
from perfrules.compiler import Compiled
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.diagnostics.diagnostic import Label
from perfrules.facts.errors import MISSING_FACT, UNKNOWN_FACT
from perfrules.facts.factset import FactSet
from perfrules.facts.files import read_subjects
from perfrules.facts.read import FactIndex
from perfrules.idioms.each_row import policy_for
from perfrules.ir import nodes as ir
from perfrules.ir.from_model import coded, lower
from perfrules.ir.simplify import simplify
from perfrules.model.model import Detail, Fact, Formula, Indicator
from perfrules.model.model import Rubric as Model
from perfrules.model.names import shown_path
from perfrules.partial import outside, sound_part
from perfrules.result import SCORED
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.telling import InWords, cells, value_of
from perfrules.types.interval import Interval, exactly
from perfrules.types.show import exact
from perfrules.types.types import TARGET_SIGNS, WORDS_SIGN, Broken, Choice, Quantity, Value

if TYPE_CHECKING:
    from perfrules.analysis.analysis import Analysis
    from perfrules.api import Rubric


def findings_of(rubric: Rubric) -> Findings:
    """The analysis of one rubric, with its 性质 lines and its own words."""
    study = study_of(rubric)
    names = dict(zip((id(node) for node in rubric.model.walk()), study.program.headings, strict=True))
    lines: list[tuple[Indicator | None, n.PropertyDecl]] = [(None, item) for item in rubric.model.properties]
    lines += [(node, item) for node in rubric.model.walk() for item in node.properties]
    declared = []
    for owner, item in lines:
        subject = rubric.model.refs[item.subject.id] if item.subject is not None else None if item.total else owner
        node = TOTAL if subject is None else names[id(subject)]
        target = rubric.model.refs[item.measure.id]
        fact = target.path if isinstance(target, Fact) else None
        wanted = 1 if item.direction == "never-falls" else -1
        measure = shown_path(target) if isinstance(target, Formula) else None
        value = _value_name(target) if isinstance(target, Formula) else None
        declared.append(Declared(node, fact, wanted, item.span, measure, value))
    told = frozenset(d.span.start for d in rubric.diagnostics if d.severity is not Severity.NOTE)
    compare = partial(stages_of, rubric, study)
    line = _rounding_line(rubric.model)
    where, decided = (None, False) if line is None else (line.span, bool(line.notes))
    return Findings(study, declared, InWords(rubric), told, where, decided, compare)


def _rounding_line(model: Model) -> n.Rounding | None:
    """The first 舍入 that rounds something."""
    lines = [model.rounding, model.total_rounding, *(node.rounding for node in model.walk())]
    return next((line for line in lines if line is not None and line.digits is not None), None)


def _value_name(formula: Formula) -> str:
    """The name that a formula has in the program."""
    return "·".join((*formula.owner.path, formula.name or "公式"))


@frozen
class OtherStage:
    """A rubric that rounds at another stage: which, and at which the first one does."""

    rubric: Rubric
    declared: str
    instead: str


def other_stage(rubric: Rubric) -> OtherStage | None:
    """The rubric with only its total rounded, or, where that is so, with its grade read at the other side of it."""
    model = rubric.model
    scores = list(dict.fromkeys(r for node in model.walk() if (r := model.rounding_of(node)) is not None))
    total = model.total_rounding if model.total_rounding and model.total_rounding.digits is not None else None
    if scores:
        once = _rounded_once(model, total or max(scores, key=lambda rounding: rounding.digits or 0))
        return OtherStage(evolve(rubric, model=once), BEFORE_THE_SUM, BEFORE_THE_GRADE)
    if total is None or model.grades_by not in _READ_FROM:
        return None
    read = _READ_FROM[model.grades_by]
    stages_ = (BEHIND_THE_GRADE, BEFORE_THE_GRADE) if model.grade_unrounded else (BEFORE_THE_GRADE, BEHIND_THE_GRADE)
    return OtherStage(evolve(rubric, model=evolve(model, grades_by=read)), *stages_)


_READ_FROM = {"total": "unrounded", "unrounded": "total"}
"""What grades are about, and what they are about where the total is rounded at the other side of them."""


def stages_of(rubric: Rubric, study: Study) -> Stages:
    """Whether some facts have another grade where scores are rounded at another stage than the rubric says."""
    other = other_stage(rubric)
    if other is None:
        return stages(study, None, BEFORE_THE_GRADE, BEHIND_THE_GRADE)
    return stages(study, study_of(other.rubric), other.declared, other.instead)


class _RoundedOnce(Model):
    """A rubric of which only the total is rounded, whatever its headings say."""

    def rounding_of(self, leaf: Indicator) -> None:
        """No score is rounded."""
        return None


def _rounded_once(model: Model, rounding: n.Rounding) -> Model:
    fields = {a.name: getattr(model, a.name) for a in attrs.fields(Model)}
    return _RoundedOnce(**{**fields, "rounding": None, "total_rounding": rounding})


def difference_of(first: Rubric, second: Rubric) -> Difference:
    """The difference of two rubrics in meaning."""
    return Difference(study_of(first), study_of(second))


MOST_EXAMPLES = 40
"""How many errors of one text are shown with facts; for each of them the whole program is gone through."""
_HOW = {
    "gap": Words("这时没有一行管", "no row then holds"),
    "two-rows": Words("这时有两行都管，得分不同", "two rows then hold, with other scores"),
    "zero": Words("这时除数是 0", "the divisor is then 0"),
    "beyond": Words("这时得分超出", "the score is then out of range"),
}


def with_examples(compiled: Compiled) -> tuple[Diagnostic, ...]:
    """The messages of a text, its errors with facts that show them, where every error is one that facts can show."""
    errors = [d for d in compiled.diagnostics if d.severity is Severity.ERROR]
    if not errors or compiled.rubric is None or any(d.doubt is None for d in errors):
        return compiled.diagnostics
    if any(isinstance(type_, Broken) for type_ in compiled.rubric.types.values()):
        return compiled.diagnostics
    from perfrules.api import Rubric as Loaded

    rubric = Loaded(compiled.rubric, compiled)
    # As it was lowered, so that every place in the text is still there.
    study, shown = study_of(rubric, lower(rubric.model, rubric.language)), InWords(rubric)
    found = list(compiled.diagnostics)
    for k in [k for k, d in enumerate(found) if d.doubt is not None][:MOST_EXAMPLES]:
        found[k] = _with_example(found[k], study, shown)
    return tuple(found)


def slips_beside_errors(compiled: Compiled) -> tuple[Diagnostic, ...]:
    """Slips in those rules of a text that its errors do not touch; none where it has no errors."""
    from perfrules.api import from_compiled

    part = sound_part(compiled)
    if part is None:
        return ()
    return tuple(outside(list(findings_of(from_compiled(part)).of_rules()), compiled))


def _with_example(found: Diagnostic, study: Study, shown: InWords) -> Diagnostic:
    known = None if found.doubt is None else example(study, found.doubt)
    if known is None:
        return found
    facts = [(shown.fact(name), shown.value(name, value)) for name, value in known.facts.items()]
    zh = "、".join(f"{name}＝{value}" for name, value in facts)
    en = ", ".join(f"{name} = {value}" for name, value in facts)
    how = _HOW[known.what]
    words = Words(f"例：{zh}，{how.zh}", f"e.g. {en}: {how.en}")
    return evolve(found, labels=(*found.labels, Label(found.span, words)))


def inverse_of(rubric: Rubric, given: FactSet, target: Target) -> Inverse:
    """What would change the total of one subject, whose facts are without errors."""
    study = study_of(rubric)
    facts = {fact.path: fact for fact in rubric.model.facts}

    def replay(changes: Mapping[str, Fraction | bool | int]) -> Outcome | None:
        changed = {name: value_of(facts[name], value) for name, value in changes.items()}
        return _outcome(rubric, study.program, evolve(given, values={**given.values, **changed}))

    return Inverse(study, coded_facts(study.program, given.values), target, replay)


def coded_facts(program: ir.Program, values: Mapping[str, Any]) -> Facts:
    """Values as the facts layer reads them → values of the IR: labels by their codes, days by their numbers."""
    inputs = {item.name: item for item in program.inputs}
    found: dict[str, Any] = {}
    for name, value in values.items():
        item = inputs[name]
        if item.kind == "rows":
            columns = {column.name: column for column in item.columns}
            found[name] = tuple({c: _coded(columns[c], v) for c, v in row.items() if c in columns} for row in value)
        else:
            found[name] = _coded(item, value)
    return found


def _coded(item: ir.Input | ir.Column, value: Value) -> Fraction | bool | int:
    if isinstance(value, date):
        return Fraction(value.toordinal())
    if isinstance(value, str):
        return item.labels.index(value) if item.kind == "label" else True
    return value


@frozen
class Regraded:
    """One subject scored by two rubrics: the totals and grades; what kept it from being scored stands in `problems`."""

    name: str
    totals: tuple[Fraction | None, Fraction | None]
    grades: tuple[str | None, str | None]
    problems: tuple[Diagnostic, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether it has another grade, or another total, in the second rubric."""
        return not self.problems and (self.totals[0] != self.totals[1] or self.grades[0] != self.grades[1])


def regraded(first: Rubric, second: Rubric, paths: Sequence[str | PathLike[str]]) -> tuple[Regraded, ...]:
    """Every subject of some files of facts, scored by both; facts that only the other rubric knows are no problem.

    Raises DataError where a file cannot be read.
    """
    from perfrules.api import DataError

    found = []
    for path in paths:
        sides = [read_subjects(path, rubric.model) for rubric in (first, second)]
        if not sides[0][0].readable:
            raise DataError(sides[0][0].problems, first.lang)
        for ours, theirs in zip(*sides, strict=True):
            sets = (_known(ours, second), _known(theirs, first))
            found.append(_regraded(ours.name or fspath(path), (first, second), sets))
    return tuple(found)


def _regraded(name: str, rubrics: tuple[Rubric, Rubric], sets: tuple[FactSet, FactSet]) -> Regraded:
    from perfrules.api import DataError

    totals: list[Fraction | None] = []
    grades: list[str | None] = []
    problems: list[Diagnostic] = []
    for rubric, given in zip(rubrics, sets, strict=True):
        try:
            result = rubric.score(given)
        except DataError as error:
            problems += [problem for problem in error.diagnostics if problem not in problems]
            totals.append(None)
            grades.append(None)
        else:
            totals.append(result.low if result.has_total and result.low == result.high else None)
            grades.append(result.grade)
    return Regraded(name, (totals[0], totals[1]), (grades[0], grades[1]), tuple(problems))


def _known(given: FactSet, other: Rubric) -> FactSet:
    """A fact set without the complaint that a fact is unknown, where the other rubric knows it."""
    index = FactIndex.of(other.model)
    kept = tuple(p for p in given.problems if p.kind is not UNKNOWN_FACT or not index.find(str(p.args.get("name", ""))))
    return evolve(given, problems=kept)


def case_texts(rubric: Rubric, analysis: Analysis) -> str:
    """The facts against every refuted 性质, and those whose grade hangs on the stage of rounding, as cases."""
    shown = InWords(rubric)
    blocks = [f"评价表 {rubric.id}"]
    for number, answer in enumerate(analysis.declared, 1):
        if not isinstance(answer.verdict, Refuted):
            continue
        text = " ".join(answer.declared.span.text.split())
        witness, node = answer.verdict.witness, answer.declared.node
        for facts, score, which in zip(witness.facts, witness.scores, ("前", "后"), strict=True):
            what = f"总分 {exact(score)}" if node == TOTAL else f"{node} 得分 {exact(score)}"
            lines = [f"案例 反例{number}{which}", f"  # {text}", *(shown.line(name, facts[name]) for name in facts)]
            blocks.append("\n".join([*lines, f"  期望 {what}"]))
    found, remark = analysis.stages, analysis.findings.stage_remark
    if found is not None and isinstance(found.verdict, Refuted):
        (facts,), (total,), (grade,) = (
            found.verdict.witness.facts,
            found.verdict.witness.scores,
            found.verdict.witness.grades,
        )
        lines = [
            "案例 舍入",
            *([] if remark is None else [f"  # {remark.message('zh')}"]),
            *(shown.line(n, facts[n]) for n in facts),
        ]
        blocks.append("\n".join([*lines, f"  期望 总分 {exact(total)}" + (f" 等级 {grade}" if grade else "")]))
    return "\n\n".join(blocks) + "\n"


def study_of(rubric: Rubric, program: ir.Program | None = None) -> Study:
    """What the analyser asks about one rubric."""
    program = simplify(lower(rubric.model, rubric.language)) if program is None else program
    facts = {fact.path: fact for fact in rubric.model.facts}

    headings = dict(zip(program.headings, rubric.model.walk(), strict=True))

    def replay(given: Facts, name: str) -> Outcome | None:
        read = factset(facts, given)
        if name != TOTAL:
            # A leaf is scored alone, by the same evaluator: what lies beside it is not spoken of.
            sound, broken = rubric.sound(read)
            if broken:
                return None
            score = reference.score_of(rubric.model, sound, rubric.language, MISSING_FACT, headings[name])
            return None if score is None else Outcome({name: score}, None)
        return _outcome(rubric, program, read)

    units = {path: unit for path, fact in facts.items() if (unit := _factor(fact)) is not None}
    unordered = frozenset(p for p, f in facts.items() if isinstance(f.type, Choice) and not f.type.ordered)
    functions = {name: function.evaluate for name, function in rubric.language.functions_by_name.items()}

    def admits(name: str, rows: tuple[Row, ...]) -> bool:
        heads, texts = cells(facts[name], rows)
        return not rubric.read({name: [dict(zip(heads, row, strict=True)) for row in texts]}).problems

    def cases(name: str) -> Sequence[Mapping[str, Interval]]:
        detail = facts[name].detail
        return ({},) if detail is None else tuple(_row_cases(detail))

    return Study(program, replay, functions, units, admits, cases, unordered)


def _row_cases(detail: Detail) -> Iterator[Mapping[str, Interval]]:
    """What a target and what was achieved beside it are without a data error, for every sign of a target."""
    if detail.target is None or detail.achieved is None or not detail.by_target:
        yield {}
        return
    target, achieved = detail.target.name, detail.achieved.name
    for code, sign in enumerate(coded(TARGET_SIGNS)):
        policy = policy_for(sign, detail.policies)
        if sign == WORDS_SIGN and detail.words:
            yield {f"{target}·比较": exactly(Fraction(code))}
        elif policy is not None:
            parts = _FIGURES.get(policy, (Interval(),))
            within = Interval(Fraction(0)) if policy == "done" else Interval()
            yield from ({f"{target}·比较": exactly(Fraction(code)), target: p, achieved: within} for p in parts)


_FIGURES = {"done": (Interval(Fraction(0)),), "dropped": (BELOW,), "off": (BELOW, ABOVE)}
"""The figures of a target that a policy takes."""


def _outcome(rubric: Rubric, program: ir.Program, given: FactSet) -> Outcome | None:
    """What production says of facts; None where they have an error of data or no total comes of them."""
    from perfrules.api import DataError

    try:
        result = rubric.score(given, evaluator="reference")
    except DataError:
        return None
    if result.status != SCORED or not result.has_total:
        return None
    if not program.total.parts and program.total.judged is None:
        return None
    scores = {name: node.score for name, node in zip(program.headings, result.nodes, strict=True)}
    return Outcome({**scores, TOTAL: result.low}, result.grade)


def _factor(fact: Fact) -> Fraction | None:
    unit = fact.unit or (fact.type.unit if isinstance(fact.type, Quantity) else None)
    return None if unit is None else unit.factor


def factset(facts: dict[str, Fact], given: Facts) -> FactSet:
    """A fact set of the IR as one that has been read."""
    values: dict[str, Any] = {}
    for path, value in given.items():
        detail = facts[path].detail
        if detail is None or not isinstance(value, tuple):
            assert not isinstance(value, tuple)
            values[path] = value_of(facts[path], value)
        else:
            values[path] = tuple(_row(detail, row, number) for number, row in enumerate(value, 1))
    reasons = {path: "…" for path in values if facts[path].needs_reason}
    return FactSet(values, reasons)


def _row(detail: Detail, row: Row, number: int) -> dict[str, Value]:
    """A row of the IR as one that has been read: with a name, figures as they are written, reasons where due."""
    found: dict[str, Value] = {"·名称": f"行{number}"}
    for column in detail.columns:
        name = column.name
        if column is detail.name:
            found[name] = f"行{number}"
        elif name in row:
            found[name] = value_of(column, row[name])
            if column is detail.achieved:
                found[f"{name}·原文"] = exact(Fraction(row[name]))
            if f"{name}·比较" in row:
                sign = coded(TARGET_SIGNS)[int(row[f"{name}·比较"])]
                found[f"{name}·比较"], found[f"{name}·原文"] = sign, f"{sign}{exact(Fraction(row[name]))}"
            if name in detail.judged:
                found[f"{name}·理由"] = "…"
    return found
