"""Two rubrics compared where it is not plain: many clauses, rows, formulas of several names, figures that no trial hits."""

from __future__ import annotations

from fractions import Fraction

import pytest

import perfrules
from perfrules.analysis.difference import INCOMPARABLE, NEVER_HIGHER, NEVER_LOWER, SAME, UNDECIDED, NodeDifference

HEAD = "评价表 试\n满分 10分\n舍入 无\n"
FLAGS = "".join(f"  扣分 「{name}」 扣0.5分\n" for name in "子丑寅卯辰巳午未")


def _leaf(first: str, second: str) -> NodeDifference:
    (node,) = perfrules.loads(HEAD + first).diff(perfrules.loads(HEAD + second)).nodes
    return node


def test_more_pieces_than_are_set_side_by_side() -> None:
    """Eight clauses, two ways each; the last takes half of what it took. Trials show that, and prove nothing."""
    text = "一级指标 甲 10分\n" + FLAGS
    node = _leaf(text, text.replace("「未」 扣0.5分", "「未」 扣0.25分"))
    assert (node.status, node.points, node.lower) == (UNDECIDED, (10, 10), None)
    assert node.higher is not None and node.higher.points == Fraction(1, 4)
    assert node.reason is not None and node.reason.zh == "分段太多，或含有没有范式的算法"


def test_trials_that_only_one_of_both_can_score() -> None:
    """Nothing of both is no data by the 约束; the share has then no value, while the table would give 5 points."""
    facts = "数据\n  甲 ：金额 元\n  乙 ：金额 元\n  约束 甲 ＋ 乙 ≥ 1元\n一级指标 甲 10分\n"
    table = "  评分 甲 ÷ 1元 ＋ 乙 ÷ 1元\n    ≥ 100 ：满分\n    ＜ 100 ：5分\n"
    node = _leaf(facts + table + FLAGS, facts + "  得分 ＝ 甲 ÷ (甲 ＋ 乙) × 满分\n" + FLAGS)
    assert node.status == INCOMPARABLE
    assert node.higher is not None and node.lower is not None
    assert 0 < node.higher.points <= 5 and -10 <= node.lower.points < 0


def test_two_formulas_of_which_the_second_differs() -> None:
    text = """数据
  甲 ：金额 元
  乙 ：金额 元
  丙 ：金额 元 ＞0
一级指标 甲 10分
  公式 甲率 ＝ 甲 ÷ 丙
  公式 乙率 ＝ {} ÷ 丙
  得分 ＝ (最小(甲率, 1) ＋ 最小(乙率, 1)) × 5分
"""
    assert _leaf(text.format("乙"), text.format("乙")).status == SAME
    node = _leaf(text.format("乙"), text.format("2 × 乙"))
    assert (node.status, node.lower) == (UNDECIDED, None)
    assert node.higher is not None and node.higher.scores[0] < node.higher.scores[1]


def test_a_constraint_that_reads_a_formula() -> None:
    """By it the rate is at most 1, so that above that the two tables need not agree."""
    text = """数据
  支出 ：金额 元
  收入 ：金额 元 ＞0
  约束 完成率 ≤ 100%
一级指标 甲 10分
  公式 完成率 ＝ 支出 ÷ 收入
  评分 完成率
    ≥ 90%  ：满分
    ＜ 90% ：0分
{}"""
    other = text.replace("    ≥ 90%  ：满分\n", "    [90%, 120%] ：满分\n    ＞ 120% ：0分\n")
    assert _leaf(text.format(""), other.format("")).status == SAME


ROWS = """一级指标 甲 10分
  明细 项目表 {}
{}    每行 {}
"""
RATES = "    项目   ：名称\n    预算数 ：金额 万元 ＞0\n    支出数 ：金额 万元\n"


def test_rows_that_differ_in_a_stretch_that_no_trial_hits() -> None:
    text = ROWS.format("平均分配", RATES, "评分 支出数 ÷ 预算数\n      ≥ {0} ：满分\n      ＜ {0} ：不得分")
    node = _leaf(text.format("43.21%"), text.format("43.22%"))
    assert (node.status, node.higher) == (NEVER_HIGHER, None)
    assert node.lower is not None and node.lower.scores == (10, 0)
    ((row,),) = (rows for rows in node.lower.facts.values() if isinstance(rows, tuple))
    assert Fraction("0.4321") <= Fraction(row["支出数"]) / Fraction(row["预算数"]) < Fraction("0.4322")


def test_rows_of_which_there_are_at_least_two() -> None:
    """A row has 60% of the weight at most, so that what differs is shown with two of them."""
    columns = "    项目   ：名称\n    权重   ：比率 [0%, 60%]\n    完成数 ：计数 处\n"
    text = ROWS.format("按 权重", columns, "评分 完成数\n      ≥ {0}处 ：满分\n      ＜ {0}处 ：不得分")
    node = _leaf(text.format(5), text.format(9))
    assert (node.status, node.higher) == (NEVER_HIGHER, None)
    assert node.lower is not None and node.lower.scores == (10, 0)


@pytest.mark.parametrize("turned", [False, True])
def test_rows_whose_difference_only_shows_beside_another_row(turned: bool) -> None:
    """10 and 9.6 are both rounded to 10; with a row of 7 beside it one has 8.5, which is 9, and the other 8.3, which is 8."""
    rows = "评分 完成数\n      ≥ 9处 ：满分 × {}\n      [5处, 9处) ：满分 × 70%\n      ＜ 5处 ：满分 × 44%"
    text = "舍入 各项得分 0位小数\n" + ROWS.format("平均分配", "    项目   ：名称\n    完成数 ：计数 处\n", rows)
    texts = ["评价表 试\n满分 10分\n" + text.format(share) for share in ("100%", "96%")][:: -1 if turned else 1]
    (node,) = perfrules.loads(texts[0]).diff(perfrules.loads(texts[1])).nodes
    assert node.status == (NEVER_LOWER if turned else NEVER_HIGHER)
    shift = node.higher if turned else node.lower
    assert shift is not None and sorted(shift.scores) == [8, 9]


@pytest.mark.parametrize(("second", "status"), [("按完成比例", NEVER_LOWER), ("不得分", SAME)])
def test_rows_that_a_person_scores_where_the_target_is_words(second: str, status: str) -> None:
    columns = (
        "    指标   ：名称\n    分值   ：分值\n    要求   ：目标 默认 ≥\n    完成值 ：同 要求\n    评定   ：评议\n"
    )
    text = ROWS.format("分值合计10分", columns, "目标 完成值 对 要求 未达 {}\n    每行 文字目标 按 评定")
    assert _leaf(text.format("不得分"), text.format(second)).status == status
