"""Nothing that the analyser says of a rubric is belied by a fact set: of generated rubrics, and of the shipped one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.analysis import measures as m
from perfrules.analysis.certificate import check
from perfrules.analysis.edges import edges
from perfrules.analysis.evaluate import NotComputed
from perfrules.analysis.findings import Findings
from perfrules.analysis.paths import Branch, Unknown
from perfrules.analysis.search import Draws
from perfrules.analysis.study import TOTAL, Study
from perfrules.analysis.verdicts import Proved, Refuted
from perfrules.api import DataError, Rubric
from perfrules.ir import nodes as ir
from perfrules.proving import findings_of, study_of
from perfrules.result import SCORED
from perfrules.testing.factsets import fact_sets
from perfrules.testing.rubric_texts import rubrics
from perfrules.testing.supplied import supplied
from tests.support.ir_interpreter import coded
from tests.support.settings import LONG, drawing


def _numbers(study: Study, facts: Mapping[str, Any]) -> dict[int, Fraction]:
    """A fact set of the IR by the numbers of the analyser."""
    space = study.space
    rows = {name for name, value in facts.items() if isinstance(value, tuple)}
    found = {n: Fraction(0 if name in rows else facts[name]) for name, n in space.numbers.items() if name in facts}
    for name, number in space.absences.items():
        found[number] = Fraction(name not in facts)
    return found


def _value(metric: m.Metric, values: Mapping[int, Fraction]) -> Fraction | None:
    """The value of a measure; None where it has none."""
    if any(v not in values for v in metric.variables):
        return None
    top, bottom = (a.constant + sum(c * values[v] for v, c in a.terms) for a in (metric.top, metric.bottom))
    return top / bottom if bottom > 0 else None


def _holds(branch: Branch, values: Mapping[int, Fraction]) -> bool:
    for metric, interval in branch.conditions.items():
        value = _value(metric, values)
        if value is None or value not in interval:
            return False
    return True


def _gives(branch: Branch, values: Mapping[int, Fraction], score: Fraction) -> bool:
    found = branch.value
    if isinstance(found, Unknown):
        return score in found.bounds
    assert isinstance(found, m.Term)
    total = found.constant
    for chain in found.chains:
        value = _value(chain.metric, values)
        if value is None:
            return False
        for op in chain.ops:
            value, side = op.at((value, 0))
            assert value is not None and side == 0
        total += value
    return total == score


def _agree(study: Study, rubric: Rubric, given: Mapping[str, Any]) -> None:
    """Every branch that holds for a fact set gives its score, one does, and ranges hold it."""
    facts = coded(study.program, rubric.read(given).values)
    try:
        result = rubric.score(given)
    except DataError:
        return
    if result.status != SCORED or not result.has_total:
        return
    values = _numbers(study, facts)
    run = study.evaluator.run(facts)
    total, grade = study.evaluator.total(run)
    assert total == result.low
    graded = not (study.program.total.grade_index or study.program.total.grade_cases)
    assert grade == result.grade or result.low != result.high or not graded
    found = findings.monotone.ranges if (findings := Findings(study)) else None
    assert found is not None
    unscored = {name for name, _ in study.program.unscored}
    for name, node in zip(study.program.headings, result.nodes, strict=True):
        if name in unscored:
            continue
        assert study.evaluator.score(run, name) == node.score
        assert node.score in found.of(name), name
        if isinstance(study.nodes[name], ir.Leaf):
            held = [b for b in study.space.paths.score(name) if _holds(b, values)]
            assert held, f"{name}: no way for {given}"
            exact = [b for b in held if b.exact]
            assert len(exact) <= 1 or all(_gives(b, values, node.score) for b in exact)
            assert all(_gives(b, values, node.score) for b in exact), (name, node.score, exact)
            assert any(_gives(b, values, node.score) for b in held), (name, node.score, held)
    assert result.low in found.of(TOTAL)


def _attack(study: Study, found: Findings, node: str, seed: int, trials: int) -> int:
    """Look for facts against every proved direction of a node; how many pairs were tried."""
    draws = Draws(study, node, seed)
    numbers = [v for v in sorted(study.reads(node)) if study.rises_meaningfully(v)]
    tried = 0
    for _ in range(trials):
        values = draws.draw()
        number = draws.random.choice(numbers)
        other = dict(values)
        edges = [e for e in draws.edges if number in e.metric.variables]
        if not edges or not draws.place(other, draws.random.choice(edges), number):
            step = study.space.grids.get(number) or Fraction(1, 100)
            other[number] = draws.inside(number, values[number] + step)
        low, high = sorted((values, other), key=lambda v: v[number])
        first, second = (study.score(node, study.facts(v)) for v in (low, high))
        if first is None or second is None or low[number] == high[number]:
            continue
        tried += 1
        for wanted in (1, -1):
            if (second - first) * wanted < 0:
                verdict = found.monotone.never(node, number, wanted)
                name = study.space.names[number]
                assert not isinstance(verdict, Proved), (node, name, wanted, study.facts(low), study.facts(high))
    return tried


@drawing(8)
@given(rubrics(), st.data())
def test_generated_rubrics(text: str, data: st.DataObject) -> None:
    rubric = perfrules.loads(text)
    study = study_of(rubric)
    known = edges(study.program)
    for _ in range(5):
        values = data.draw(fact_sets(study.program, known, flawed=False))
        _agree(study, rubric, supplied(rubric.model, values))


@drawing(6)
@given(rubrics(), st.integers(0, 10**6))
def test_directions_of_generated_rubrics(text: str, seed: int) -> None:
    found = findings_of(perfrules.loads(text))
    study = found.study
    found.monotone.trials = 50
    for node in (*study.leaves, TOTAL):
        if any(study.rises_meaningfully(v) for v in study.reads(node)):
            _attack(study, found, node, seed, 40)
    for verdict in found.monotone._found.values():
        if isinstance(verdict, Proved):
            assert check(verdict.certificate) == []


@pytest.fixture(scope="module")
def zizhou() -> Findings:
    return findings_of(perfrules.load("zizhou-2021"))


def test_the_shipped_rubric(zizhou: Findings) -> None:
    """Every leaf in every fact: certificates check, witnesses go the way they are said to, attacks find nothing."""
    study, monotone = zizhou.study, zizhou.monotone
    seen = set()
    for node in study.leaves:
        for direction in monotone.table(node):
            seen.add(direction.summary)
            for wanted, verdict in ((1, direction.never_falls), (-1, direction.never_rises)):
                if isinstance(verdict, Proved):
                    assert check(verdict.certificate) == []
                elif isinstance(verdict, Refuted):
                    first, second = verdict.witness.scores
                    assert (second - first) * wanted < 0
                    changed = verdict.witness.changed
                    a, b = verdict.witness.facts
                    assert [name for name in a if a[name] != b[name]] == [changed]
                    assert [study.score(node, facts) for facts in (a, b)] == [first, second]
        assert _attack(study, zizhou, node, 17, 10000 if LONG else 40) > 10
    assert seen == {"never-falls", "never-rises", "neither"}


def test_the_shipped_rubric_has_no_findings(zizhou: Findings) -> None:
    """But for what is true of the printed table: two of its indicators measure one thing where the books balance."""
    (note,) = zizhou.messages()
    assert (note.kind.name, note.severity.value) == ("measured-twice-if", "note")
    assert note.message("zh") == (
        "若「核对 累计结转结余 ＝ 上年累计结转结余 ＋ 预算收入合计 − 预算支出合计 容差 0.01万元」成立，"
        "「预算完成率」和「结转结余率」评的是同一个量"
    )
    assert all(isinstance(zizhou.verdict(item), Proved) for item in zizhou.declared)
    assert len(zizhou.declared) > 10


def test_what_is_missing_is_not_computed(zizhou: Findings) -> None:
    run = zizhou.study.evaluator.run({})
    with pytest.raises(NotComputed):
        zizhou.study.evaluator.total(run)


def test_a_rubric_of_results_has_no_total_to_replay() -> None:
    text = (
        "评价表 试\n结果等次 优 ＞ 良 ＞ 差\n数据\n  率 ：比率 [0%, 100%]\n一级指标 甲\n  木桶\n"
        "  二级指标 乙\n    评分 率\n      ≥ 90% ：优\n      ＜ 90% ：差\n  二级指标 丙\n    评分 率\n      ≥ 60% ：良\n      ＜ 60% ：差\n"
        "否决 当 「弄虚作假」 时 等级至多 差\n"
    )
    study = study_of(perfrules.loads(text))
    facts = {"率": Fraction(1), "总分·弄虚作假": False}
    assert study.replay(facts, TOTAL) is None
    assert study.replay(facts, "甲·乙") is not None


def test_what_stands_in_for_an_absent_fact_is_read() -> None:
    text = "评价表 试\n满分 10分\n舍入 无\n数据\n  率 ：比率 [0%, 100%] 可缺 按均值\n一级指标 甲 10分\n  得分 ＝ 率 × 满分\n"
    rubric = perfrules.loads(text)
    study = study_of(rubric)
    facts = coded(study.program, rubric.read({"补缺均值": "50%"}).values)
    assert study.score(TOTAL, facts) == rubric.score({"补缺均值": "50%"}).total == 5
    assert study.score(TOTAL, {}) is None
