"""Rubrics so small that every fact set can be scored: what the analysis says is what trying them all says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import cache, cached_property
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

import pytest

import perfrules
from perfrules.analysis.analysis import Analysis
from perfrules.analysis.certificate import check
from perfrules.analysis.curves import curves
from perfrules.analysis.difference import (
    INCOMPARABLE,
    NEVER_HIGHER,
    NEVER_LOWER,
    SAME,
    Difference,
    NodeDifference,
    Shift,
)
from perfrules.analysis.edges import Solver as EdgeSolver
from perfrules.analysis.edges import beside, edges, nodes_below
from perfrules.analysis.evaluate import NotComputed, rounded
from perfrules.analysis.inverse import Inverse, graded, scored
from perfrules.analysis.measures import Metric
from perfrules.analysis.paths import Conditions
from perfrules.analysis.search import Draws, Edge
from perfrules.analysis.smt import Copy, NotPut, Solver, load
from perfrules.analysis.study import TOTAL, Outcome, Study
from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted, Undecided, Verdict
from perfrules.api import Rubric
from perfrules.facts.factset import FactSet
from perfrules.ir import nodes as ir
from perfrules.proving import factset, inverse_of, other_stage, study_of
from perfrules.source import Words

PAGE, PAGE_OF_TWO = (Path(__file__).parent / name for name in ("every_fact.md", "every_fact_of_two.md"))
_BLOCK, _LOOSE = r"\n```rubric\n(?P<{}>(?:.*\n)+?)```\n", r"(?:\n放宽：(?P<loose>.*)\n)?"
_SECTION = re.compile(rf"^## (?P<name>.+)\n{_BLOCK.format('text')}{_LOOSE}", re.M)
_TWO = re.compile(rf"^## (?P<name>.+)\n{_BLOCK.format('text')}{_BLOCK.format('other')}{_LOOSE}", re.M)
SECTIONS = {match["name"]: match for match in _SECTION.finditer(PAGE.read_text(encoding="utf-8"))}
PAIRS = {match["name"]: match for match in _TWO.finditer(PAGE_OF_TWO.read_text(encoding="utf-8"))}


@cache
def _every(name: str) -> Every:
    return Every(SECTIONS[name]["text"], SECTIONS[name]["loose"] or "")


Facts = Mapping[str, Any]


class Every:
    """A rubric with all its fact sets and what production says of each that it accepts."""

    def __init__(self, text: str, loose: str) -> None:
        self.rubric = _rubric(text)
        self.loose = loose.split("、")
        self.study: Study = study_of(self.rubric)
        self.inputs = self.study.program.inputs
        self.outcomes: dict[tuple[Any, ...], Outcome] = {}
        for values in product(*(_values(item) for item in self.inputs)):
            outcome = self.study.replay(self.facts(values), TOTAL)
            if outcome is not None:
                self.outcomes[values] = outcome
        assert len(self.outcomes) > 5

    @cached_property
    def analysis(self) -> Analysis:
        return self.rubric.analyse()

    def facts(self, values: tuple[Any, ...]) -> Facts:
        return {item.name: v for item, v in zip(self.inputs, values, strict=True) if v is not None}

    def scores(self, node: str) -> set[Fraction]:
        """All scores of a node."""
        return {o.scores[node] for o in self.outcomes.values() if o.scores[node] is not None}

    def lines(self, fact: str) -> Iterator[list[tuple[Any, Outcome]]]:
        """Fact sets that differ in one fact only, in the order of it."""
        at = [item.name for item in self.inputs].index(fact)
        found: dict[tuple[Any, ...], list[tuple[Any, Outcome]]] = {}
        for values, outcome in self.outcomes.items():
            if values[at] is not None:
                found.setdefault((*values[:at], *values[at + 1 :]), []).append((values[at], outcome))
        yield from (sorted(line, key=lambda pair: pair[0]) for line in found.values())

    def goes(self, node: str, fact: str, way: int) -> bool:
        """Whether no two fact sets show that a score goes against a way as a fact rises."""
        return not any(
            (high.scores[node] - low.scores[node]) * way < 0
            for line in self.lines(fact)
            for (_, low), (_, high) in combinations(line, 2)
            if low.scores[node] is not None and high.scores[node] is not None
        )

    def value(self, name: str, facts: Facts) -> Fraction | None:
        """What a formula comes to; None where it has no value."""
        try:
            found = self.study.evaluator.value(self.study.evaluator.run(facts), ir.Ref(name))
        except NotComputed:
            return None
        assert isinstance(found, Fraction)
        return found

    def goes_along(self, node: str, value: str, way: int) -> bool:
        """The same as a formula rises, whichever of its facts make it rise."""
        moving = {self.study.space.names[v] for v in self.study.space.paths.reads(ir.Ref(value))}
        found: dict[tuple[Any, ...], list[tuple[Fraction, Fraction]]] = {}
        for values, outcome in self.outcomes.items():
            facts = self.facts(values)
            at = self.value(value, facts)
            if at is not None:
                rest = tuple(sorted((k, v) for k, v in facts.items() if k not in moving))
                found.setdefault(rest, []).append((at, outcome.scores[node]))
        return not any(
            (b - a) * way < 0 for line in found.values() for (x, a), (y, b) in combinations(sorted(line), 2) if x < y
        )

    def step(self, fact: str) -> Fraction:
        """One step of a fact's grid; answers and labels are counted."""
        item = next(item for item in self.inputs if item.name == fact)
        return item.grid or Fraction(1)

    def greatest_jump(self, node: str) -> Fraction:
        """The most that the score of a node moves as one fact moves by one step."""
        jumps = [
            abs(b.scores[node] - a.scores[node])
            for item in self.inputs
            if item.name not in self.study.unordered
            for line in self.lines(item.name)
            for (x, a), (y, b) in pairwise(line)
            if y - x == self.step(item.name) and a.scores[node] is not None and b.scores[node] is not None
        ]
        return max(jumps, default=Fraction(0))


def _rubric(text: str) -> Rubric:
    head = "评价表 试\n" + ("" if text.startswith("满分") else f"满分 {_points(text)}分\n")
    return perfrules.loads(head + ("" if "舍入" in text else "舍入 无\n") + text)


def _points(text: str) -> str:
    heads = re.findall(r"^([一二三])级指标 \S+ (\d+)分(?! 不计分)", text, re.M)
    top = next(depth for depth in "一二三" if any(depth == found for found, _ in heads))
    return str(sum(int(points) for depth, points in heads if depth == top))


def _values(item: ir.Input) -> list[Any]:
    """Every value that a fact may have, None where it may be absent."""
    absent = [None] if item.optional else []
    if item.kind == "flag":
        return [False, True, *absent]
    if item.kind == "label":
        return [*range(len(item.labels)), *absent]
    grid, low, high = item.grid or Fraction(1), item.bounds.low, item.bounds.high
    assert low is not None and high is not None
    steps = range(int(low / grid), int(high / grid) + 1)
    return [*(value for k in steps if (value := k * grid) in item.bounds), *absent]


def _ranges(every: Every) -> None:
    for found in every.analysis.ranges:
        scores = every.scores(found.node)
        least, most = min(scores), max(scores)
        assert least in found.scores and most in found.scores
        loose = f"范围 {found.node or '总分'}" in every.loose
        if not loose:
            assert (found.scores.low, found.scores.high) == (least, most), found.node
        for witness, end in ((found.least, found.scores.low), (found.most, found.scores.high)):
            assert loose or witness is not None, (found.node, end)
            if witness is not None:
                outcome = every.study.replay(witness.facts[0], found.node)
                assert outcome is not None and outcome.scores[found.node] == witness.scores[0] == end


def _directions(every: Every) -> None:
    told = {(d.node, d.fact): d for d in (*every.analysis.directions, *every.analysis.total_directions)}
    for node in (*every.analysis.nodes, TOTAL):
        for item in every.inputs:
            direction = told.get((node, item.name))
            if direction is None:
                # Nothing is told of it: it has no order, or the score does not read it.
                ordered = item.name not in every.study.unordered
                assert not ordered or (every.goes(node, item.name, 1) and every.goes(node, item.name, -1))
                continue
            for way, verdict in ((1, direction.never_falls), (-1, direction.never_rises)):
                if f"未定 {node or '总分'} · {item.name}" in every.loose:
                    assert not isinstance(verdict, Proved) or every.goes(node, item.name, way)
                    _borne_out(every, verdict, node, way)
                    continue
                assert isinstance(verdict, Proved if every.goes(node, item.name, way) else Refuted), (node, item, way)
                _borne_out(every, verdict, node, way)


def _borne_out(every: Every, verdict: Verdict, node: str, way: int) -> None:
    if isinstance(verdict, Proved):
        assert check(verdict.certificate) == []
    if isinstance(verdict, Refuted):
        first, second = (dict[str, Any](facts) for facts in verdict.witness.facts)
        changed = verdict.witness.changed
        assert changed is not None and first[changed] < second[changed]
        assert {**first, changed: second[changed]} == second
        scores = [o.scores[node] for f in (first, second) if (o := every.study.replay(f, node)) is not None]
        assert tuple(scores) == verdict.witness.scores and (scores[1] - scores[0]) * way < 0


def _properties(every: Every) -> None:
    """性质 in a fact, or in a formula: then of all fact sets that differ in the facts of the formula only."""
    for answer in every.analysis.declared:
        item, verdict = answer.declared, answer.verdict
        if item.fact is not None:
            truth = every.goes(item.node, item.fact, item.wanted)
        else:
            assert item.value is not None
            truth = every.goes_along(item.node, item.value, item.wanted)
        told = f"未定 {item.node or '总分'} · {item.fact or item.measure}"
        known = (Undecided, Proved if truth else Refuted) if told in every.loose else Proved if truth else Refuted
        assert isinstance(verdict, known), (answer.declared.span.text, truth)
        if isinstance(verdict, Refuted):
            outcomes = [o for f in verdict.witness.facts if (o := every.study.replay(f, TOTAL)) is not None]
            assert tuple(o.scores[item.node] for o in outcomes) == verdict.witness.scores
            assert (verdict.witness.scores[1] - verdict.witness.scores[0]) * item.wanted < 0
            if item.value is not None:
                low, high = (every.value(item.value, facts) for facts in verdict.witness.facts)
                assert low is not None and high is not None and low < high
        elif isinstance(verdict, Proved):
            assert check(verdict.certificate) == []


def _cliffs(every: Every) -> None:
    found = {cliff.node: cliff for cliff in every.analysis.cliffs}
    for node in every.analysis.nodes:
        cliff, greatest = found.get(node), every.greatest_jump(node)
        if cliff is None:
            assert greatest == 0 or f"落差 {node}" in every.loose, node
            continue
        assert cliff.points == greatest if cliff.greatest else f"落差 {node}" in every.loose, (node, greatest)
        first, second = cliff.witness.facts
        assert second == {**first, cliff.fact: second[cliff.fact]} and cliff.fact == cliff.witness.changed
        assert second[cliff.fact] - first[cliff.fact] == cliff.step == every.step(cliff.fact)  # type: ignore[operator]
        scores = [o.scores[node] for f in (first, second) if (o := every.study.replay(f, node)) is not None]
        assert abs(scores[1] - scores[0]) == cliff.points


def _told(every: Every) -> None:
    told = {(d.kind.name, d.args.get("name")) for d in every.analysis.messages}
    for leaf in every.study.program.leaves():
        scores = every.scores(leaf.name)
        short = leaf.name.rpartition("·")[2]
        assert (("score-never-moves", short) in told) == (len(scores) == 1), leaf.name
        below = leaf.clip.low == 0 and len(scores) > 1 and max(scores) < leaf.points
        assert (("full-marks-never-reached", short) in told) == below, leaf.name
    reached = {o.grade for o in every.outcomes.values()}
    unreached = {d.args["label"] for d in every.analysis.messages if d.kind.name == "grade-out-of-reach"}
    assert unreached == {g.label for g in every.study.program.total.grades} - reached


def _inverse(every: Every) -> None:
    """From some fact sets to some totals: the nearest value of each fact that gets there."""
    program = every.study.program
    sets = [values for values in every.outcomes if None not in values]
    totals = sorted(every.scores(TOTAL), reverse=program.total.lower_is_better)
    wanted = sorted({totals[-1], totals[len(totals) // 2], totals[-1 - len(totals) // 4]})
    for values in (sets[0], sets[2], sets[-1], sets[len(sets) // 3], sets[len(sets) * 2 // 3]):
        given = _supplied(every, values)
        for points in wanted:
            inverse: Inverse = inverse_of(every.rubric, given, scored(program, points))
            reached = every.outcomes[values].scores[TOTAL]
            assert inverse.reached == (reached <= points if program.total.lower_is_better else reached >= points)
            if inverse.reached:
                continue
            found = {change.fact: change for change in inverse.changes()}
            assert found.keys() == every.study.read_names(TOTAL)
            for at, item in enumerate(program.inputs):
                if item.name not in found:
                    continue
                change = found[item.name]
                enough = [
                    abs(int(v) - int(values[at])) if item.kind in ("flag", "label") else abs(v - values[at])
                    for v in _values(item)
                    if v is not None and (o := every.outcomes.get((*values[:at], v, *values[at + 1 :]))) is not None
                    if (o.scores[TOTAL] <= points if program.total.lower_is_better else o.scores[TOTAL] >= points)
                ]
                assert change.least and change.step == every.step(item.name) and change.before == values[at]
                assert (change.value is None) == (not enough), (item.name, values, points)
                if change.value is not None:
                    distance = abs(Fraction(change.value) - Fraction(values[at]))
                    assert distance == min(enough), (item.name, values, points)


def _inverse_of_grades(every: Every) -> None:
    """From the first fact set with each grade to each better one."""
    ranks = every.study.program.total.ranks
    assert graded(every.study.program, "没有这一等") is None
    for at, label in enumerate(ranks):
        target = graded(every.study.program, label)
        assert target is not None
        for values in {o.grade: v for v, o in every.outcomes.items() if None not in v}.values():
            inverse = inverse_of(every.rubric, _supplied(every, values), target)
            outcome = every.outcomes[values]
            assert inverse.now == (outcome.scores[TOTAL], outcome.grade)
            assert inverse.reached == (outcome.grade in ranks[: at + 1])
            for change in () if inverse.reached else inverse.changes():
                assert change.least
                place = [item.name for item in every.inputs].index(change.fact)
                enough = [
                    abs(Fraction(v) - Fraction(values[place]))
                    for v in _values(every.inputs[place])
                    if v is not None
                    and (o := every.outcomes.get((*values[:place], v, *values[place + 1 :]))) is not None
                    if o.grade in ranks[: at + 1]
                ]
                moved = None if change.value is None else abs(Fraction(change.value) - Fraction(values[place]))
                assert moved == min(enough, default=None), (label, values, change.fact)
                assert change.outcome is None or change.outcome.grade in ranks[: at + 1]


def _curves(every: Every) -> None:
    """A curve gives the score wherever the rule is not overridden, and has one stretch for each figure of its measure."""
    for view in every.study.leaves.values():
        for curve in curves(view):
            for values, outcome in every.outcomes.items():
                score = outcome.scores.get(view.leaf.name)
                run = every.study.evaluator.run(every.facts(values))
                if score is None or any(every.study.evaluator.value(run, guard.when) for guard in view.leaf.guards):
                    continue
                at = _measure(curve.metric, every.study, every.facts(values))
                if at is None:
                    continue
                (stretch,) = [s for s in curve.stretches if at in s.domain]
                rounding = view.leaf.rounding
                found = stretch.at(at)
                assert not curve.whole or score == (
                    found if rounding is None else rounded(found, rounding.step, rounding.mode)
                )


def _measure(metric: Metric, study: Study, facts: Facts) -> Fraction | None:
    """What a measure comes to."""
    names = [study.space.names[v] for v in metric.variables]
    if any(name not in facts for name in names):
        return None
    values = {study.space.numbers[name]: Fraction(facts[name]) for name in names}
    top, bottom = (a.constant + sum(c * values[v] for v, c in a.terms) for a in (metric.top, metric.bottom))
    return Fraction(top) / bottom if bottom > 0 else None


def _stages(every: Every) -> None:
    """Whether a fact set has another grade where scores are rounded at another stage."""
    found, other = every.analysis.stages, other_stage(every.rubric)
    assert found is not None
    if other is None or not every.study.program.total.grades:
        assert isinstance(found.verdict, NotApplicable)
        return
    study = study_of(other.rubric)
    again = {values: study.replay(every.facts(values), TOTAL) for values in every.outcomes}
    differ = any(o is not None and o.grade != every.outcomes[values].grade for values, o in again.items())
    open_ = "未定 等级" in every.loose
    assert isinstance(found.verdict, Undecided if open_ else Refuted if differ else Proved)
    if isinstance(found.verdict, Refuted) and found.other is not None:
        (facts,) = found.verdict.witness.facts
        mine, theirs = every.study.replay(facts, TOTAL), study.replay(facts, TOTAL)
        assert mine is not None and theirs is not None and theirs == found.other
        assert (mine.scores[TOTAL], mine.grade) == (found.verdict.witness.scores[0], found.verdict.witness.grades[0])
        assert mine.grade != theirs.grade


def _edges(every: Every) -> None:
    """A fact that is solved for brings what changes at an edge to that edge, but for what is rounded or cut on the way."""
    sets = list(every.outcomes)
    for edge in edges(every.study.program):
        bent = any(
            isinstance(n, (ir.Round, ir.Abs, ir.Clamp, ir.Select))
            for n in nodes_below(every.study.program, [edge.node])
        )
        for values in (sets[0], sets[-1], sets[len(sets) // 2]):
            facts = every.facts(values)
            tried = list(beside(every.study.program, edge, facts, 2))
            for near in tried:
                moved = [item for item in every.inputs if near.get(item.name) != facts.get(item.name)]
                assert len(moved) < 2 and all(near[item.name] in _values(item) for item in moved)
            for item in every.inputs:
                solver = EdgeSolver(every.study.program, item.name, facts)
                figure = solver.solve(edge) if item.kind == "quantity" else None
                if figure is None or bent:
                    continue
                assert figure not in _values(item) or tried
                run = every.study.evaluator.run({**facts, item.name: figure})
                with suppress(NotComputed):  # the divisor would be 0
                    assert every.study.evaluator.value(run, edge.node) == edge.at


def _draws(every: Every) -> None:
    """Facts that are drawn may be so, and one that is placed at an edge lies there, a step or two beside it, or at its end."""
    space = every.study.space
    draws = Draws(every.study, TOTAL, 5)

    def off(edge: Edge, values: Mapping[int, Fraction]) -> Fraction:
        top, bottom = (
            a.constant + sum(c * values[v] for v, c in a.terms) for a in (edge.metric.top, edge.metric.bottom)
        )
        return Fraction(top - edge.at * bottom)

    for _ in range(20):
        values = draws.draw()
        assert values.keys() >= every.study.reads(TOTAL)
        for v, value in values.items():
            assert value in space.known[v] and (value / space.grids[v]).denominator == 1, space.names[v]
        for edge in draws.edges[:12]:
            for v in edge.metric.variables:
                placed = dict(values)
                moves = edge.metric.top.coefficient(v) != edge.at * edge.metric.bottom.coefficient(v)
                assert draws.place(placed, edge, v) == moves
                assert {**placed, v: values[v]} == values
                if moves:
                    grid, known = space.grids[v], space.known[v]
                    slope = off(edge, {**placed, v: placed[v] + 1}) - off(edge, placed)
                    target = placed[v] - off(edge, placed) / slope
                    assert known.low is not None and known.high is not None
                    assert abs(placed[v] - min(max(target, known.low), known.high)) <= 2 * grid, space.names[v]


def _evaluated(every: Every) -> None:
    """The evaluator that the analysis tries facts with scores as production does, and refuses what production refuses."""
    names = [*every.study.nodes, TOTAL]
    for values in product(*(_values(item) for item in every.inputs)):
        facts, outcome = every.facts(values), every.outcomes.get(values)
        if outcome is None:
            assert every.study.score(TOTAL, facts) is None, values
            continue
        for node in names:
            score = outcome.scores.get(node)
            assert score is None or every.study.score(node, facts) == score, (node, values)
        assert every.study.evaluator.total(every.study.evaluator.run(facts)) == (outcome.scores[TOTAL], outcome.grade)


def _solver(every: Every) -> None:
    """Scores as they are put to z3, with all facts fixed, are those of production."""
    sets, names = (
        sorted(every.outcomes, key=lambda values: every.outcomes[values].scores[TOTAL]),
        [*every.study.leaves, TOTAL],
    )
    for values in (sets[0], sets[-1], sets[len(sets) // 2], sets[len(sets) // 3]):
        numbers = {every.study.space.numbers[n]: Fraction(v) for n, v in every.facts(values).items()}
        absent = {
            number: Fraction(fact not in every.facts(values)) for fact, number in every.study.space.absences.items()
        }
        copy = Copy(
            load(),
            every.study,
            "x",
            {**dict.fromkeys(every.study.space.numbers.values(), Fraction(0)), **numbers, **absent},
        )
        for node in names:
            score = every.outcomes[values].scores.get(node)
            try:
                found = copy.z3.simplify(copy.score(node))
            except NotPut:
                continue
            assert score is None or Fraction(found.numerator_as_long(), found.denominator_as_long()) == score, (
                node,
                values,
            )


def _solved(every: Every) -> None:
    """What the analysis leaves open of directions, z3 settles; and what it knows by 约束, z3 knows too."""
    solver = Solver(every.study, 60)
    asked = [item[3:].rpartition(" · ")[::2] for item in every.loose if item.startswith("未定") and " · " in item]
    if every.study.rules:
        asked += [(d.node, d.fact) for d in every.analysis.directions]
    for node, fact in asked:
        number = every.study.space.numbers.get(fact)
        if number is None:
            continue
        name = TOTAL if node == "总分" else node
        for way in (1, -1):
            answer = solver.never(name, number, way)
            if isinstance(answer, Words):
                assert f"求解 {node} · {fact}" in every.loose, (node, fact, answer)
                continue
            assert isinstance(answer, Proved if every.goes(name, fact, way) else Refuted), (node, fact, way)
            assert not isinstance(answer, Proved) or answer.solver
            _borne_out(every, answer, name, way)


def _several(every: Every) -> None:
    """The first two facts changed together, as z3 finds: no smaller change of both reaches the greatest total."""
    program = every.study.program
    at = [k for k, item in enumerate(every.inputs) if item.kind == "quantity" and not item.optional][:2]
    names = [every.inputs[k].name for k in at]
    values = next(values for values in every.outcomes if None not in values)
    points = (min if program.total.lower_is_better else max)(every.scores(TOTAL))
    inverse = inverse_of(every.rubric, _supplied(every, values), scored(program, points))
    if inverse.reached or len(at) < 2:
        return
    found = inverse.several(names, Solver(every.study, 60))
    if found.reason is not None:
        assert "几项数据一起" in every.loose, found.reason
        return
    changes = [
        sum(abs(other[k] - values[k]) / every.study.units.get(every.inputs[k].name, Fraction(1)) for k in at)
        for other, outcome in every.outcomes.items()
        if outcome.scores[TOTAL] == points
        and all(k in at or a == b for k, (a, b) in enumerate(zip(values, other, strict=True)))
    ]
    assert found.least and (found.values.keys() == set(names) if changes else not found.values)
    assert found.change == min(changes, default=None)
    if found.outcome is not None:
        changed = tuple(found.values.get(item.name, v) for item, v in zip(every.inputs, values, strict=True))
        assert every.outcomes[changed].scores[TOTAL] == found.outcome.scores[TOTAL] == points


def _supplied(every: Every, values: tuple[Any, ...]) -> FactSet:
    return factset({fact.path: fact for fact in every.rubric.model.facts}, every.facts(values))


@pytest.mark.parametrize("name", SECTIONS)
def test_scores_and_directions(name: str) -> None:
    for said in (_ranges, _directions, _properties, _cliffs, _told):
        said(_every(name))


@pytest.mark.parametrize("name", SECTIONS)
def test_changes_curves_and_edges(name: str) -> None:
    for said in (
        _draws,
        _evaluated,
        _inverse,
        _inverse_of_grades,
        _curves,
        _stages,
        _edges,
        _solver,
        _solved,
        _several,
    ):
        said(_every(name))


# Two rubrics


class Two:
    """Two rubrics with all fact sets that both accept, and what production says of each."""

    def __init__(self, name: str) -> None:
        self.loose = (PAIRS[name]["loose"] or "").split("、")
        self.difference: Difference = _rubric(PAIRS[name]["text"]).diff(_rubric(PAIRS[name]["other"]))
        studies = self.difference.first, self.difference.second
        known = [{item.name: _values(item) for item in study.program.inputs} for study in studies]
        both = {name: known[0][name] if name in known[0] else known[1][name] for name in (*known[0], *known[1])}
        shared = {n: [v for v in vs if all(v in k.get(n, [v]) for k in known)] for n, vs in both.items()}
        self.outcomes: list[tuple[Facts, Outcome, Outcome]] = []
        for values in product(*shared.values()):
            facts = dict(zip(shared, values, strict=True))
            own = [study.replay({n: facts[n] for n in k}, TOTAL) for study, k in zip(studies, known, strict=True)]
            if own[0] is not None and own[1] is not None:
                self.outcomes.append((facts, own[0], own[1]))
        assert len(self.outcomes) > 5

    def by(self, node: NodeDifference) -> list[tuple[Facts, Fraction]]:
        """Every fact set with what the second score has more than the first."""
        assert node.first is not None and node.second is not None
        return [(facts, b.scores[node.second] - a.scores[node.first]) for facts, a, b in self.outcomes]

    def lies(self, facts: Facts, region: Conditions) -> bool:
        """Whether a fact set lies in a region."""
        for metric, interval in region.items():
            values = {v: Fraction(facts[self.difference.space.names[v]]) for v in metric.variables}
            top, bottom = (a.constant + sum(c * values[v] for v, c in a.terms) for a in (metric.top, metric.bottom))
            if bottom <= 0 or top / bottom not in interval:
                return False
        return True


@cache
def _two(name: str) -> Two:
    return Two(name)


def _differences(two: Two) -> None:
    for node in (*two.difference.nodes, two.difference.total):
        if node.first is None or node.second is None:
            continue
        by = two.by(node)
        least, most = min(d for _, d in by), max(d for _, d in by)
        truth = INCOMPARABLE if least < 0 < most else NEVER_LOWER if most > 0 else NEVER_HIGHER if least < 0 else SAME
        open_ = f"未定 {node.first or '总分'}" in two.loose
        assert node.status == ("undecided" if open_ else truth), (node.first, truth)
        for shift, end, way in ((node.higher, most, 1), (node.lower, -least, -1)):
            assert open_ or (shift is None) == (end <= 0), (node.first, way)
            if shift is not None:
                _shown(two, node, shift, way, end)


def _shown(two: Two, node: NodeDifference, shift: Shift, way: int, most: Fraction) -> None:
    name = node.first or "总分"
    own = {item: shift.facts[item] for item in two.outcomes[0][0]}
    ((a, b),) = ((a.scores[node.first], b.scores[node.second]) for f, a, b in two.outcomes if f == own)  # type: ignore[index]
    if node.first == TOTAL:
        assert shift.grades == next((a.grade, b.grade) for f, a, b in two.outcomes if f == own)
    assert (a, b) == shift.scores and 0 < shift.points * way <= most
    assert shift.points * way == most or f"限 {name}" in two.loose, (name, most)
    assert shift.limit is None or shift.limit >= most
    assert shift.greatest or f"限 {name}" in two.loose, (name, shift.limit, most)
    if node.first == TOTAL or not shift.regions:
        return
    for facts, by in two.by(node):
        inside = any(two.lies(facts, region) for region in shift.regions)
        assert inside or by * way <= 0, (name, facts)
        assert by * way > 0 or not inside or f"处 {name}" in two.loose, (name, facts)


def _in_common(two: Two) -> None:
    differ = any(a.scores[TOTAL] != b.scores[TOTAL] or a.grade != b.grade for _, a, b in two.outcomes)
    assert not (two.difference.same and differ)
    for _, a, b in two.outcomes:
        changes = [g for g in two.difference.grades if a.scores[TOTAL] in g.totals]
        if a.scores[TOTAL] == b.scores[TOTAL]:
            assert [(g.first, g.second) for g in changes] == ([] if a.grade == b.grade else [(a.grade, b.grade)])


@pytest.mark.parametrize("name", PAIRS)
def test_differences(name: str) -> None:
    _differences(_two(name))
    _in_common(_two(name))
