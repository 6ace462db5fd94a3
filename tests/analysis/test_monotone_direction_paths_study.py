"""Directions of small rubrics, each thought through by hand: what is proved, what is refuted, what is left open.

Where it matters the counterexamples are such that trials do not come upon them: a 约束 asks for a sum to the cent.
"""

from __future__ import annotations

import pytest

import perfrules
from perfrules.analysis.analysis import Analysis
from perfrules.analysis.certificate import check
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Proved, Refuted, Undecided

HEAD = "评价表 试\n满分 10分\n舍入 无\n"
LEAF = "一级指标 甲 10分\n"

STEEP = f"""{HEAD}数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
{LEAF}  公式 率 ＝ 支出 ÷ 收入
  评分 率
    [0%, 40%)   ：线性 9分 至 5分
    [40%, 60%]  ：4.5分
    (60%, 100%] ：线性 4分 至 0分
    ＞ 100%     ：0分
"""
"""It falls: 9 → 5, 4.5, 4 → 0. Without the part of the rate that both ramps have, the third row has more than the first."""

DIP = f"""{HEAD}数据
  支出 ：金额 元
  基本 ：金额 元 ＞0
  项目 ：金额 元 ＞0
  约束 基本 ＋ 项目 ＝ 98765.43元
{LEAF}  公式 率 ＝ 支出 ÷ (基本 ＋ 项目)
  评分 率
    [0%, 40%) ：线性 9分 至 5分
    ≥ 40%     ：5.5分
"""
"""It rises where the rate goes from above 35% over 40%, and falls else."""

MIXED = f"""{HEAD}数据
  甲 ：金额 元
  乙 ：金额 元 ＞0
  丙 ：金额 元 ＞0
  丁 ：金额 元 ＞0
  戊 ：金额 元 ＞0
  己 ：金额 元 ＞0
  庚 ：金额 元 ＞0
  辛 ：金额 元 ＞0
  壬 ：金额 元 ＞0
{LEAF}  得分 ＝ (最小(甲 ÷ 辛, 1) ＋ 最小(甲 ÷ 壬, 1)) × 2分 ＋ 6分
  扣分 (甲 ＋ 乙) ÷ (甲 ＋ 丙) ＜ 50% 扣1分
  扣分 (甲 ＋ 丁) ÷ (甲 ＋ 戊) ＜ 50% 扣1分
  扣分 (甲 ＋ 己) ÷ (甲 ＋ 庚) ＜ 50% 扣1分
"""
"""Whether the three rates rise with 甲 depends on the other facts; that one of them comes back below a half does not."""

OR = f"""{HEAD}数据
  甲 ：金额 元
  乙 ：金额 元
  丙 ：金额 元
  丁 ：金额 元
  戊 ：金额 元
  己 ：金额 元
  庚 ：金额 元
  约束 甲 ＝ 0元 或 甲 ≥ 乙
  约束 丙 ＝ 0元 或 丁 ＝ 0元
  约束 丁 ＝ 0元 或 戊 ＝ 0元
  约束 戊 ＝ 0元 或 己 ＝ 0元
  约束 己 ＝ 0元 或 庚 ＝ 0元
一级指标 甲 5分
  特例 当 甲 ＝ 0元 时 5分
  评分
    当 甲 ≥ 乙 ：4分
    当 甲 ＜ 乙 ：3分
一级指标 乙 5分
  扣分 丙 ＋ 丁 ＋ 戊 ＋ 己 ＋ 庚 ＞ 100元 扣1分
"""
"""0元 gives 5, and by the first 约束 every other amount 4: of the others, in four chains, nothing is needed for that."""

MANY = f"""{HEAD}数据
  错 ：计数 处 [0处, 40处]
  漏 ：计数 处 [0处, 9处]
  率 ：比率 [0%, 100%]
{LEAF}  评分 错
    [0处, 10处] ：线性 10分 至 8分
    ＞ 10处     ：8分
  扣分 率 低于 100% 每10个百分点 扣0.1分 零头不计
""" + "".join(f"  扣分 错 ＋ {n} × 漏 ＞ {30 + n}处 扣0.25分\n" for n in range(2, 10))
"""Eight clauses and a table over two facts: in more ways than are told apart.

The clauses take 2 points in all, the table 2, the rate 1.
"""

ARITHMETIC = (
    HEAD.replace("10", "6")
    + """数据
  甲 ：金额 元 [0元, 9元]
  乙 ：金额 元 [1元, 9元]
一级指标 占比 2分
  得分 ＝ 1 ÷ (甲 ÷ 乙 ＋ 1) × 满分
一级指标 和 2分
  得分 ＝ (甲 ÷ 乙 ＋ 1) × (乙 ÷ 18元) × 满分
一级指标 至少 2分
  得分 ＝ 最大(50%, 甲 ÷ 9元) × 满分
"""
)

SUM = (
    HEAD.replace("10", "7")
    + """数据
  甲 ：数值 整数 [0, 2]
  乙 ：数值 整数 [0, 2]
  丙 ：数值 整数 [0, 3]
一级指标 甲 7分
  公式 数 ＝ 合计(甲 × 乙, 丙)
  得分 ＝ 数 × 1分
"""
)
CHOICE = (
    HEAD
    + """数据
  考核 ：选项 优 ＞ 良 ＞ 差
  公开 ：是否
一级指标 甲 10分
  评分 考核
    优 ：4分
    良 ：9分
    差 ：0分
  加分 公开 加1分
"""
)


def _analysis(text: str) -> Analysis:
    return perfrules.loads(text).analyse()


@pytest.mark.parametrize(
    ("text", "node", "directions"),
    [
        (STEEP, "甲", {"支出": "never-rises", "收入": "never-falls"}),
        (DIP, "甲", {"支出": "neither"}),
        (MIXED, "甲", {"甲": "never-falls", "乙": "never-falls", "丙": "never-rises", "辛": "never-rises"}),
        (OR, "甲", {"甲": "never-rises"}),
        (SUM, "甲", {"甲": "never-falls", "丙": "never-falls"}),
        (CHOICE, "甲", {"考核": "neither", "公开": "never-falls"}),
        (ARITHMETIC, "占比", {"甲": "never-rises", "乙": "never-falls"}),
        (ARITHMETIC, "和", {"甲": "never-falls", "乙": "never-falls"}),
        (ARITHMETIC, "至少", {"甲": "never-falls"}),
    ],
)
def test_what_a_leaf_does(text: str, node: str, directions: dict[str, str]) -> None:
    analysis = _analysis(text)
    found = {fact: analysis.direction(node, fact) for fact in directions}
    assert {fact: direction.summary for fact, direction in found.items()} == directions
    for direction in found.values():
        for verdict in (direction.never_falls, direction.never_rises):
            assert not isinstance(verdict, Proved) or (verdict.certificate and check(verdict.certificate) == [])


def test_a_sum_with_a_product_in_it() -> None:
    (found, _) = _analysis(SUM).ranges
    assert (found.scores.low, found.scores.high) == (0, 7)


def test_a_condition_of_more_ways_than_are_told_apart_may_hold_and_may_not() -> None:
    """A 判定 of a hundred rows, every other one a fact; where it is 否 the rate gives 0 to 10 points, else 3."""
    rows = "".join(f"    [{k}%, {k + 1}%) ：{'否' if k % 2 else '公开'}\n" for k in range(100))
    text = f"{HEAD}数据\n  率   ：比率 [0%, 100%]\n  公开 ：是否\n{LEAF}  判定 达标 按 率\n{rows}    ≥ 100% ：公开\n"
    analysis = _analysis(text + "  特例 当 达标 时 3分\n  得分 ＝ 率 × 满分\n")
    assert analysis.messages == ()
    (leaf, _) = analysis.ranges
    assert (leaf.scores.low, leaf.scores.high) == (0, 10)


def test_facts_have_the_values_of_their_kinds() -> None:
    """A choice is the number of its label, from the worst on, and yes or no a truth."""
    verdict = _analysis(CHOICE).direction("甲", "考核").never_falls
    assert isinstance(verdict, Refuted)
    assert [facts["考核"] for facts in verdict.witness.facts] == [1, 2]
    assert {name: type(value) for name, value in verdict.witness.facts[0].items()} == {"考核": int, "公开": bool}


def test_more_ways_than_are_told_apart() -> None:
    """The range is right all the same, nothing is proved of the facts in question, and what is apart from them is."""
    analysis = _analysis(MANY)
    (leaf, _) = analysis.ranges
    assert (leaf.scores.low, leaf.scores.high) == (5, 10)
    direction = analysis.direction("甲", "漏")
    assert isinstance(direction.never_falls, Refuted) and isinstance(direction.never_rises, Undecided)
    assert direction.never_rises.reason.zh == "情形太多"
    assert analysis.direction("甲", "率").summary == "never-falls"


WEIGHTED = (
    HEAD
    + """数据
  错 ：计数 处
  奖 ：计数 次
一级指标 甲 10分
  加权
    子 ：40%
    丑 ：60%
  二级指标 子 10分
    扣分 错 每1处 扣1分
  二级指标 丑 5分
    加分 奖 每1次 加1分 至多5分
"""
)
ADDED = (
    HEAD
    + """数据
  错 ：计数 处
  奖 ：计数 次
一级指标 甲 10分
  二级指标 子 5分
    扣分 错 每1处 扣1分
  二级指标 丑 5分
    加分 奖 每1次 加1分 至多5分
"""
)
JUDGED = """评价表 试
满分 100分
总分 评议 0分至100分
一级指标 甲 分值 未公布
"""
CAPPED = (
    HEAD
    + """数据
  奖 ：计数 次
一级指标 甲 10分
  基础分 2分
  加分 奖 每1次 加1分 至多8分
总分封顶 5分 当 奖 ＞ 10次 时
"""
)
WORST = (
    HEAD
    + """数据
  错 ：计数 处
  漏 ：计数 处
一级指标 甲 10分
  择劣
  二级指标 子 10分
    扣分 错 每1处 扣1分
  二级指标 丑 10分
    扣分 漏 每1处 扣3分
    扣分 错 ＞ 50处 扣1分
"""
)


@pytest.mark.parametrize(
    ("text", "node", "fact", "summary"),
    [
        (WEIGHTED, "甲", "错", "never-rises"),
        (WEIGHTED, "甲", "奖", "never-falls"),
        (WEIGHTED, TOTAL, "奖", "never-falls"),
        (ADDED, "甲", "错", "never-rises"),
        (ADDED, "甲", "奖", "never-falls"),
        (JUDGED, TOTAL, "总分", "never-falls"),
        (CAPPED, "甲", "奖", "never-falls"),
        # 10 points from 8 on, and 5 from 11 on.
        (CAPPED, TOTAL, "奖", "neither"),
        # Where the other way to score it gives nothing anyway, the facts of that are changed until it shows.
        (WORST, "甲", "错", "never-rises"),
    ],
)
def test_what_is_above_leaves(text: str, node: str, fact: str, summary: str) -> None:
    analysis = _analysis(text)
    direction = analysis.direction(node, fact)
    assert direction.summary == summary
    for verdict, way in ((direction.never_falls, 1), (direction.never_rises, -1)):
        if isinstance(verdict, Refuted):
            low, high = verdict.witness.scores
            assert (high - low) * way < 0


def test_the_best_of_two_that_are_never_full() -> None:
    text = HEAD + "数据\n  甲数 ：计数 次\n  乙数 ：计数 次\n一级指标 高的 10分\n  择优\n"
    for name, most in (("甲", 6), ("乙", 7)):
        text += f"  二级指标 {name} 10分\n    评分 {name}数\n      ≥ 1次 ：{most}分\n      ＜ 1次 ：0分\n"
    assert str(_analysis(text).ranges[-1].scores.high) == "7"
