"""What is answered at the edges of the analysis: nothing of what contradicts itself, no more than was found, whole lists of facts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import perfrules
from perfrules.analysis.analysis import status
from perfrules.analysis.inverse import Change, Inverse, scored
from perfrules.analysis.smt import Solver
from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted
from perfrules.compiler import compile_source
from perfrules.proving import inverse_of, slips_beside_errors, study_of
from perfrules.source import Source, Words

HEAD = "评价表 试\n满分 10分\n舍入 无\n"


def test_of_constraints_that_contradict_each_other_nothing_is_said() -> None:
    text = (
        HEAD
        + "数据\n  甲 ：金额 元\n  约束 甲 ≥ 5元\n  约束 甲 ≤ 3元\n一级指标 甲 10分\n  得分 ＝ 甲 ÷ 9元 × 满分 封顶\n"
    )
    direction = perfrules.loads(text).analyse().direction("甲", "甲")
    for verdict in (direction.never_falls, direction.never_rises):
        assert isinstance(verdict, NotApplicable)
        assert status(verdict) == Words("不适用", "not applicable")
    assert direction.summary == "open"


MANY = (
    HEAD
    + """数据
  甲 ：金额 元 [0元, 10元]
  子 ：金额 元 [3元, 3元]
  丑 ：金额 元 [4元, 4元]
  寅 ：金额 元 [5元, 5元]
  卯 ：金额 元 [6元, 6元]
{}一级指标 甲 10分
  评分 甲 ÷ (子 ＋ 丑 ＋ 寅 ＋ 卯{})
    ≥ 20% ：0分
    ＜ 20% ：满分
  性质 得分 随 甲 不减
"""
)


@pytest.mark.parametrize(
    ("more", "plus", "tail_zh", "tail_en"), [("", "", "", ""), ("  辰 ：金额 元 [7元, 7元]\n", " ＋ 辰", "等", " …")]
)
def test_of_other_facts_four_are_named_and_that_there_are_more(
    more: str, plus: str, tail_zh: str, tail_en: str
) -> None:
    (told,) = perfrules.loads(MANY.format(more, plus)).analyse().messages
    assert told.kind.name == "property-refuted"
    assert told.message("zh").endswith(f"甲从10分到0分（丑＝4元、卯＝6元、子＝3元、寅＝5元{tail_zh}）")
    assert told.message("en").endswith(f"甲 from 10 to 0 points (丑 = 4元, 卯 = 6元, 子 = 3元, 寅 = 5元{tail_en})")


def test_beside_errors_nothing_is_said_of_grades() -> None:
    """甲 has 6 of 10 points at most, and 优 begins at 17 of 20; that waits until the rule of 乙 can be read."""
    text = """评价表 试
满分 20分
数据
  率 ：比率
一级指标 甲 10分
  评分 率
    ≥ 50% ：6分
    ＜ 50% ：0分
一级指标 乙 10分
  扣分 {} 每1处 扣1分
等级
  优 ：≥ 17
  差 ：＜ 17
"""
    whole = perfrules.loads(text.format("「错」")).analyse().messages
    assert [d.kind.name for d in whole] == ["full-marks-never-reached", "grade-out-of-reach"]
    beside = slips_beside_errors(compile_source(Source("x", text.format("错误数"))))
    assert [d.kind.name for d in beside] == ["full-marks-never-reached"]


def test_a_rubric_without_facts_comes_to_its_total_by_none() -> None:
    ranges = perfrules.loads(HEAD + "一级指标 甲 10分\n  得分 ＝ 1 ÷ 2 × 满分\n").analyse().ranges
    for found in ranges:
        assert (found.scores.low, found.scores.high) == (5, 5)
        for witness in (found.least, found.most):
            assert witness is not None and (witness.facts, witness.scores) == (({},), (5,))


def test_a_jump_is_not_called_the_greatest_where_a_clause_may_take_more() -> None:
    """At the edge of 甲数 1 point is lost; each 乙错 takes 3, by one clause without an edge."""
    text = (
        HEAD
        + """数据
  甲数 ：计数 个
  乙错 ：计数 处
一级指标 甲 10分
  评分 甲数
    ≥ 5个 ：满分
    ＜ 5个 ：9分
  扣分 乙错 每1处 扣3分
"""
    )
    (cliff,) = perfrules.loads(text).analyse().cliffs
    assert cliff.points < 3 and not cliff.greatest


def _inverse(text: str, facts: dict[str, Any], points: int) -> Inverse:
    rubric = perfrules.loads(text)
    return inverse_of(rubric, rubric.read(facts), scored(study_of(rubric).program, Fraction(points)))


def _change(text: str, facts: dict[str, Any], points: int) -> Change:
    (change,) = _inverse(text, facts, points).changes(["甲"])
    return change


WINDOW = (
    HEAD
    + """数据
  甲 ：{kind}
一级指标 甲 10分
  评分 甲
    ＜ {low}         ：0分
    [{low}, {high}]  ：满分
    ＞ {high}        ：1分
"""
)


def test_a_window_on_a_fine_grid_is_found_from_below() -> None:
    """Of amounts to the cent, from nothing at all: what lies on both sides of the window has less."""
    change = _change(WINDOW.format(kind="金额 元", low="40元", high="60元"), {"甲": 0}, 10)
    assert (change.value, change.least, change.step) == (40, True, Fraction(1, 100))


def test_of_a_fact_without_a_grid_the_least_change_is_not_claimed() -> None:
    change = _change(WINDOW.format(kind="比率", low="40%", high="60%"), {"甲": 0}, 10)
    assert (change.value, change.least, change.step) == (Fraction(2, 5), False, Fraction(1, 10000))


def test_what_a_proof_relies_on_is_told_in_the_words_of_the_rubric() -> None:
    text = (
        HEAD
        + """数据
  甲 ：金额 元
  乙 ：金额 元
  约束 甲 ＋ 乙 ≥ 1元
一级指标 甲 10分
  得分 ＝ 甲 ÷ (甲 ＋ 乙) × 满分
  性质 得分 随 甲 不减
"""
    )
    (answer,) = perfrules.loads(text).analyse().declared
    assert isinstance(answer.verdict, Proved)
    assert answer.verdict.assumptions == (Words("约束 甲 ＋ 乙 ≥ 1元", "约束 甲 ＋ 乙 ≥ 1元"),)


def test_a_reason_that_must_be_given_stands_in_no_counterexamples_way() -> None:
    text = (
        HEAD
        + """数据
  调整数 ：金额 元 须说明
一级指标 甲 10分
  评分 调整数
    ≥ 5元 ：1分
    ＜ 5元 ：满分
  性质 得分 随 调整数 不减
"""
    )
    (answer,) = perfrules.loads(text).analyse().declared
    assert isinstance(answer.verdict, Refuted)
    assert answer.verdict.witness.scores == (10, 1)


def test_a_total_that_may_be_refused_is_not_put_to_the_solver() -> None:
    text = HEAD + "数据\n  甲 ：计数 个 [0个, 9个]\n  乙 ：计数 个 [0个, 9个]\n"
    text += '一级指标 甲 10分\n  得分 ＝ (甲 ＋ 乙) ÷ 18个 × 满分\n不予评分 当 甲 ＝ 3个 时 "不评"\n'
    inverse = _inverse(text, {"甲": 0, "乙": 0}, 5)
    found = inverse.several(["甲", "乙"], Solver(inverse.study))
    assert (found.values, found.least, found.outcome) == ({}, False, None)
    assert found.reason == Words("总分的算法没有交给求解器", "how the total is made is not put to the solver")
