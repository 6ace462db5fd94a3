"""A rubric under analysis: the analyser reads its program, the production evaluator scores every witness again."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from perfrules.analysis.findings import Declared, Findings, Shown
from perfrules.analysis.study import TOTAL, Outcome, Study
from perfrules.analysis.verdicts import Facts, Refuted
from perfrules.backends import reference
from perfrules.diagnostics import Severity
from perfrules.facts.errors import MISSING_FACT
from perfrules.facts.factset import FactSet
from perfrules.ir.from_model import coded, lower
from perfrules.ir.simplify import simplify
from perfrules.model.model import Fact, Formula, Indicator
from perfrules.model.names import shown_path
from perfrules.result import SCORED
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.show import MOST_EXTRA, exact, show
from perfrules.types.types import Choice, DateType, Quantity, Text, Value

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
        declared.append(Declared(node, fact, wanted, item.span, measure))
    told = frozenset(d.span.start for d in rubric.diagnostics if d.severity is not Severity.NOTE)
    return Findings(study, declared, InWords(rubric), told)


def case_texts(rubric: Rubric, analysis: Analysis) -> str:
    """The facts against every refuted 性质 as cases with what is to be expected, to be pasted or tested."""
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
    return "\n\n".join(blocks) + "\n"


class InWords(Shown):
    """Facts and headings in the rubric's own words."""

    def __init__(self, rubric: Rubric) -> None:
        model = rubric.model
        self.facts = {item.path: item for fact in model.facts for item in (fact, *fact.items)}
        self.nodes = {"·".join(node.path): node for node in model.walk()}
        names = [fact.name for fact in model.facts]
        self.unique = {name for name in names if names.count(name) == 1}

    def value(self, fact: str, value: Any) -> str:
        """With its unit, every digit."""
        known = self.facts[fact]
        if isinstance(value, tuple):
            return "…"
        return show(value_of(known, value), known.type, known.unit, extra=MOST_EXTRA)

    def fact(self, fact: str) -> str:
        """Its name; the heading before it where others have the same."""
        known = self.facts[fact]
        if known.name in self.unique or known.owner is None:
            return known.name
        return f"{known.owner.name}·{known.name}"

    def line(self, fact: str, value: Any) -> str:
        """A line of a case."""
        reason = ' 理由 "反例"' if self.facts[fact].needs_reason else ""
        return f"  {fact} ＝ {self.value(fact, value)}{reason}"

    def node(self, node: str) -> Words:
        """The name of a heading."""
        if node == TOTAL:
            return Words("总分", "the total")
        found = self.nodes.get(node)
        name = found.name if found is not None else node.rpartition("·")[2]
        return Words(name, name)


def study_of(rubric: Rubric) -> Study:
    """What the analyser asks about one rubric."""
    from perfrules.api import DataError

    program = simplify(lower(rubric.model, rubric.language))
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
        try:
            result = rubric.score(read)
        except DataError:
            return None
        if result.status != SCORED or not result.has_total:
            return None
        if not program.total.parts and program.total.judged is None:
            return None
        scores = {name: node.score for name, node in zip(program.headings, result.nodes, strict=True)}
        return Outcome({**scores, TOTAL: result.low}, result.grade)

    units = {path: unit for path, fact in facts.items() if (unit := _factor(fact)) is not None}
    unordered = frozenset(p for p, f in facts.items() if isinstance(f.type, Choice) and not f.type.ordered)
    functions = {name: function.evaluate for name, function in rubric.language.functions_by_name.items()}
    return Study(program, replay, functions, units, unordered)


def _factor(fact: Fact) -> Fraction | None:
    unit = fact.unit or (fact.type.unit if isinstance(fact.type, Quantity) else None)
    return None if unit is None else unit.factor


def factset(facts: dict[str, Fact], given: Facts) -> FactSet:
    """A fact set of the IR as one that has been read."""
    values = {path: value_of(facts[path], value) for path, value in given.items() if not isinstance(value, tuple)}
    reasons = {path: "…" for path in values if facts[path].needs_reason}
    return FactSet(values, reasons)


def value_of(fact: Fact, value: Fraction | bool | int) -> Value:
    """A value of the IR as a value of its fact."""
    match fact.type:
        case Choice(labels=labels):
            return coded(labels)[int(value)]
        case DateType():
            return date.fromordinal(int(value))
        case Text():
            return "…"
    return value if isinstance(value, bool) else Fraction(value)
