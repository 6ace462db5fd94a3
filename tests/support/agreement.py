"""One rubric, three evaluators: what the reference says of a fact set, what the IR says, and what the built module says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any, Literal

from attrs import define, field

from perfrules.analysis.edges import Edge, edges
from perfrules.api import DataError, Rubric
from perfrules.backends import reference
from perfrules.building import build
from perfrules.diagnostics import Diagnostic
from perfrules.facts import errors
from perfrules.facts.factset import FactSet
from perfrules.ir import nodes as ir
from perfrules.ir.from_model import lower
from perfrules.ir.simplify import simplify
from perfrules.ir.verify import verify
from perfrules.result import SCORED, Result
from perfrules.result.result import UNPUBLISHED, UNUSED
from perfrules.runtime.scoring import ratio
from perfrules.testing.supplied import supplied
from perfrules.types.types import Choice, Type, Value
from tests.support.ir_interpreter import Outcome, coded, interpret
from tests.support.tables import Tried, compare


@define
class Agreement:
    """A rubric with its program, plain and folded, both of which must be sound."""

    rubric: Rubric
    programs: tuple[ir.Program, ...] = field(init=False)
    module: dict[str, Any] = field(init=False)
    emitted: bool = field(init=False)
    """Whether the module computes by itself; else it scores by the table that it carries."""
    edges: tuple[Edge, ...] = field(init=False)
    checks: Iterator[int] = field(factory=count, init=False)
    tried: list[Tried] = field(init=False, factory=list)
    """Every fact set so far, and what the reference said of it."""

    def __attrs_post_init__(self) -> None:
        plain = lower(self.rubric.model, self.rubric.language)
        self.programs = (plain, simplify(plain))
        for program in self.programs:
            assert verify(program) == []
        self.edges = edges(plain)
        built = build(self.rubric.model, self.rubric.language)
        self.emitted = built.left is None
        self.module = {}
        exec(compile(built.text, "module", "exec"), self.module)

    @property
    def program(self) -> ir.Program:
        return self.programs[0]

    def check(self, values: Mapping[str, Any]) -> None:
        """Both evaluators say the same of facts: total, every score, grade, findings; or the same errors of data."""
        given = supplied(self.rubric.model, values)
        facts = self.rubric.read(given)
        functions = {name: function.evaluate for name, function in self.rubric.language.functions_by_name.items()}
        result, problems = self._scored(facts)
        assert result is not None or problems, "no score, and no word why"
        missing = {d.args["name"] for d in problems if d.kind is errors.MISSING_FACT}
        broken = {d.args["constraint"] for d in problems if d.kind is errors.CONSTRAINT_BROKEN}
        self.tried.append(Tried(given, result, problems))
        assert result is not None or _told(problems) == _told(self._worked_out(facts))
        self._built(given, facts, result, problems)
        # Whole results, each with its nodes and reasons, of facts as they are supplied and as they are read, in turn.
        assert self._scored(given if next(self.checks) % 2 else facts, "built") == (result, problems)
        for program in self.programs:
            outcome = interpret(program, facts.values, facts.bad, functions)
            assert sorted(outcome.missing) == sorted(missing)
            assert {self._condition(program, c) for c in outcome.broken} == broken
            if result is None:
                assert outcome.total is None
            else:
                self._same(program, outcome, result)

    def check_columns(self, *backends: str) -> None:
        """All the fact sets so far, as one table, come out as they did one by one."""
        for backend in backends:
            compare(self.rubric, self.tried, seed=len(self.tried), backend=backend)
        self.tried.clear()

    def _built(
        self, given: Mapping[str, Any], facts: FactSet, result: Result | None, problems: tuple[Diagnostic, ...]
    ) -> None:
        """The built module, by facts as a caller hands them over, and its functions by values that have been read."""
        evaluator = self.module["_evaluator"]
        score, told = self._built_score(given)
        assert _told(told) == _told(problems)
        if result is not None:
            scored = [node.score for node in result.nodes if node.status not in (UNUSED, UNPUBLISHED)]
            assert score.grade == result.grade
            assert list(score.scores.values()) == scored
            assert not (result.is_known and result.has_total) or score.total == result.total
        values = evaluator.values(facts.values)
        if values is None or facts.bad or not self.emitted:
            return
        if evaluator.reader.base(facts.values) is None and self.module["_total"](values) is None:
            return  # what stands in for an absent fact breaks a 约束: it is told by the table
        for swept in (evaluator.reader.read(given), evaluator.partly(given)):
            # What is read in one sweep may hold a label that nobody knows; the functions refuse it.
            assert swept is None or evaluator.found(swept) is None or list(swept) == list(values)
        self.computed(values, result)

    def computed(self, values: Any, result: Result | None) -> None:
        """The functions of the built module say what a result says; with parts 未录, its ends."""
        evaluator = self.module["_evaluator"]
        total, nodes = self.module["_total"](values), self.module["_nodes"](values)
        most = self.module["_most"](values) if evaluator.most else total
        assert (total is None) is (nodes is None) is (most is None)
        assert (total is None) is (result is None or result.status != SCORED)
        if result is None or total is None:
            return
        assert nodes[:2] == total
        assert evaluator.has_total is result.has_total
        if result.has_total:
            factor = evaluator.most[1] if evaluator.most else evaluator.total_factor
            assert ratio(total[0], evaluator.total_factor) == result.low
            assert ratio(most[0], factor) == result.high
        assert (total[1] if total[1] == most[1] else None) == result.grade
        scored = [node.score for node in result.nodes if node.status not in (UNUSED, UNPUBLISHED)]
        assert scored == [ratio(f, own) for f, (_, own) in zip(nodes[2:], evaluator.headings, strict=True)]

    def _built_score(self, given: Mapping[str, Any]) -> tuple[Any, tuple[Diagnostic, ...]]:
        try:
            return self.module["score"](given), ()
        except DataError as error:
            return None, error.diagnostics

    def _scored(
        self, facts: Mapping[str, Any] | FactSet, evaluator: Literal["built", "reference"] = "reference"
    ) -> tuple[Result | None, tuple[Diagnostic, ...]]:
        try:
            return self.rubric.score(facts, evaluator=evaluator), ()
        except DataError as error:
            return None, error.diagnostics

    def _worked_out(self, facts: FactSet) -> tuple[Diagnostic, ...]:
        """What is wrong with facts, by working out all of the table, whatever they lack."""
        rubric = self.rubric
        sound, broken = rubric.sound(facts)
        _, missing = reference.evaluate(rubric.model, sound, rubric.language, errors.MISSING_FACT)
        return (*facts.problems, *missing, *broken)

    def _condition(self, program: ir.Program, constraint: ir.Constraint) -> str:
        number = next(i for i, item in enumerate(program.constraints) if item is constraint)
        return self.rubric.model.constraints[number].condition.span.text.strip()

    def _same(self, program: ir.Program, outcome: Outcome, result: Result) -> None:
        most = outcome.most or outcome
        assert outcome.status == result.status
        assert outcome.index == (None if result.index is None else result.index.value)
        if result.status != "scored":
            return
        last = next((s for s in reversed(result.stages) if s.name != "grade-limited"), None)
        if last is None:
            assert (outcome.total, outcome.grade) == (None, result.grade)
            return
        assert (outcome.total, most.total) == (last.total, last.high)
        assert not result.has_total or (result.low, result.high) == (last.total, last.high)
        assert result.grade == (outcome.grade if outcome.grade == most.grade else None)
        summed = next(s for s in reversed(result.stages) if s.name in ("sum", "judged", "rescaled"))
        assert (outcome.summed, most.summed) == (summed.total, summed.high)
        unscored = dict(program.unscored)
        for name, node in zip(program.headings, result.nodes, strict=True):
            if name in unscored:
                assert (node.status, node.has_score) == (unscored[name], False)
                continue
            scored = outcome.nodes[name]
            assert most.nodes[name].score == node.high
            assert (name, scored.applies) == (name, node.applicable)
            assert (name, scored.score, scored.status) == (name, node.score, node.status)
            if node.is_leaf:  # a heading's rounding is part of its score here
                assert (name, scored.unrounded) == (name, node.unrounded)
            if node.is_leaf and node.value is not None and scored.measure is not None:
                assert scored.measure == _coded(node.value, node.value_type, program)
        checked = [f for f in result.findings if f.checked]
        assert len(outcome.findings) == len(checked)


def _told(problems: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    return [(problem.kind.code, problem.message("zh")) for problem in problems]


def _coded(value: Value, type_: Type | None, program: ir.Program) -> Any:
    """A 指标值 as the IR holds it; a label by its code, the last one 0."""
    if isinstance(value, str):
        assert isinstance(type_, Choice)
        return type_.labels[::-1].index(value)
    return coded(program, {"": value})[""] if isinstance(value, date) else value
