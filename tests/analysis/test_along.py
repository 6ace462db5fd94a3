"""性质 in a formula of headings and the total: no facts are against what is proved, and a witness is scored by production."""

from __future__ import annotations

from fractions import Fraction

import pytest

import perfrules
from perfrules.analysis.along import _value
from perfrules.analysis.certificate import check
from perfrules.analysis.findings import Declared, Findings
from perfrules.analysis.search import Draws
from perfrules.analysis.smt import Solver
from perfrules.analysis.verdicts import Proved, Refuted, Undecided
from perfrules.ir import nodes as ir
from perfrules.proving import findings_of
from tests.support.settings import LONG

HEAD = """评价表 试
满分 18分
舍入 各项得分 1位小数
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
  上年 ：金额 万元 ＞0
  结余 ：金额 万元
"""
RATE = """一级指标 执行 12分
  二级指标 完成率 6分
    公式 完成率 ＝ 支出 ÷ 收入
    评分 完成率
      ≥ 95%      ：满分
      (85%, 95%) ：线性 0分 至 满分
      ≤ 85%      ：0分
  二级指标 超支 6分
    扣分 完成率 低于 100% 每10个百分点 扣1分 零头不计
"""
APART = "一级指标 结余 6分\n  扣分 结余 每100万元 扣1分 零头不计\n"
AGAINST = "一级指标 增长 6分\n  评分 支出 ÷ 上年\n    ≤ 105% ：满分\n    ＞ 105% ：0分\n"
PROVED = {
    "a leaf": HEAD + RATE + APART + "性质 完成率 随 完成率 不减\n",
    "a heading": HEAD + RATE + "  性质 得分 随 完成率 不减\n" + APART,
    "the total": HEAD + RATE + APART + "性质 总分 随 完成率 不减\n",
}


def _findings(text: str) -> tuple[Findings, Declared]:
    found = findings_of(perfrules.loads(text))
    return found, found.declared[-1]


def _attack(found: Findings, item: Declared, trials: int) -> int:
    """Pairs that differ in the formula's facts only, compared; how many had two values and two scores."""
    study = found.study
    assert item.value is not None
    moving = study.space.paths.reads(ir.Ref(item.value))
    draws = Draws(study, item.node, 29)
    own = [edge for edge in draws.edges if set(edge.metric.variables) & moving]
    tried = 0
    for _ in range(trials * 4):
        first = draws.draw()
        second = dict(first)
        for number in moving:
            if draws.random.random() < 0.7:
                draws.place(second, draws.random.choice(own), number)
        values = [_value(study, item.value, facts) for facts in (first, second)]
        scores = [study.score(item.node, study.facts(facts)) for facts in (first, second)]
        if None in (*values, *scores) or values[0] == values[1]:
            continue
        tried += 1
        assert values[0] is not None and values[1] is not None and scores[0] is not None and scores[1] is not None
        assert (scores[1] - scores[0]) * (values[1] - values[0]) * item.wanted >= 0, (first, second)
        if tried >= trials:
            break
    return tried


@pytest.mark.parametrize("name", ["a leaf", "a heading", "the total"])
def test_what_is_proved_holds(name: str) -> None:
    found, item = _findings(PROVED[name])
    verdict = found.verdict(item)
    assert isinstance(verdict, Proved) and verdict.certificate and check(verdict.certificate) == []
    assert _attack(found, item, 10_000 if LONG else 60) >= 50


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        (RATE + APART, "性质 总分 随 完成率 不增"),
        (RATE + APART, "性质 执行 随 完成率 不增"),
        (RATE + AGAINST, "性质 总分 随 完成率 不减"),
    ],
)
def test_a_witness_shows_it(rules: str, line: str) -> None:
    found, item = _findings(HEAD + rules + line + "\n")
    verdict = found.verdict(item)
    assert isinstance(verdict, Refuted) and item.value is not None
    first, second = verdict.witness.facts
    low, high = (found.study.evaluator.value(found.study.evaluator.run(f), ir.Ref(item.value)) for f in (first, second))
    assert low < high
    outcomes = [found.study.replay(facts, item.node) for facts in (first, second)]
    assert [o.scores[item.node] for o in outcomes if o is not None] == list(verdict.witness.scores)
    assert (verdict.witness.scores[1] - verdict.witness.scores[0]) * item.wanted < 0
    assert {name for name in first if first[name] != second[name]} <= {"支出", "收入"}


OPEN = """评价表 试
满分 6分
数据
  本年 ：金额 万元
  上年 ：金额 万元 ＞0
一级指标 增长 6分
  特例 当 本年 ＝ 0 时 1分
  公式 增长率 ＝ 本年 ÷ 上年
  评分 增长率
    ≥ 100% ：满分
    ＜ 100% ：1分
性质 总分 随 增长率 不减
"""


def test_the_solver_is_asked_of_what_is_open() -> None:
    found, item = _findings(OPEN)
    assert isinstance(found.verdict(item), Undecided)
    found.monotone.solver = Solver(found.study, 20)
    verdict = found.verdict(item)
    assert isinstance(verdict, Proved) and verdict.solver
    assert _attack(found, item, 60) >= 50


def test_leaves_that_pull_both_ways_are_shown_where_the_others_stand_still() -> None:
    """The total falls only where the rate is past its last edge, which the pair of the other leaf alone does not say."""
    found, _ = _findings(HEAD + RATE + AGAINST + "性质 总分 随 支出 不减\n")
    verdict = found.monotone.never("", found.study.space.numbers["支出"], 1)
    assert isinstance(verdict, Refuted)
    assert verdict.witness.scores[1] < verdict.witness.scores[0]
    assert Fraction(0) < verdict.witness.scores[0]
