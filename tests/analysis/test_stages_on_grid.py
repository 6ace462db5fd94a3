"""Whether the stage of rounding can change a grade: where what a limit or a step leaves lies on the grid of the rounding.

Of each what is expected was worked out by hand: proved with the reason, shown by facts, or not asked at all.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

import perfrules
from perfrules.analysis.stages import NO_GRADES, NOT_FOUND, ON_GRID, Stages
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import NotApplicable, Proved, Refuted, Undecided

LIMITED = """评价表 试
满分 20分
舍入 各项得分 1位小数
数据
  甲数 ：数值 整数 [0, 10]
  乙数 ：数值 整数 [0, 10]
一级指标 甲 10分
  得分 ＝ 最小(甲数, {most}) × 1分
一级指标 乙 10分
  得分 ＝ 最小(乙数, {most}) × 1分
等级
  好 ：≥ 15
  差 ：＜ 15
"""
WHOLE = """评价表 试
满分 20分
舍入 各项得分 0位小数
数据
  工时 ：时长 小时 步长 0.5小时
  差错 ：计数 处
一级指标 甲 10分
  扣分 工时 每1小时 扣1分 零头不计
一级指标 乙 10分
  扣分 差错 每1处 扣1分
等级
  好 ：≥ 15
  差 ：＜ 15
"""
INDEX = """评价表 试
满分 20分
舍入 各项得分 0位小数
结果为 指数 ＝ 甲 的得分 ÷ 10分 × 50% ＋ 乙 的得分 ÷ 10分 × 50%
数据
  甲率 ：比率 [0%, 100%]
  乙率 ：比率 [0%, 100%]
一级指标 甲 10分
  得分 ＝ 甲率 × 满分
一级指标 乙 10分
  得分 ＝ 乙率 × 满分
等级 按 指数
  好 ：≥ 80%
  差 ：＜ 80%
"""
NEVER = """评价表 试
满分 20分
舍入 各项得分 1位小数
数据
  甲率 ：比率 精确到 5% [0%, 100%]
  乙率 ：比率 精确到 5% [0%, 100%]
一级指标 甲 10分
  得分 ＝ 甲率 × 甲率 × 满分
一级指标 乙 10分
  得分 ＝ 乙率 × 满分 ÷ 3
等级
  好 ：≥ 13.3
  差 ：＜ 13.3
"""


def _stages(text: str) -> Stages:
    found = perfrules.loads(text).analyse().stages
    assert found is not None
    return found


@pytest.mark.parametrize("most", ["8", "7.5"])
def test_a_limit_on_the_grid(most: str) -> None:
    """Every score is whole, or the limit: no rounding to a tenth changes one."""
    verdict = _stages(LIMITED.format(most=most)).verdict
    assert isinstance(verdict, Proved) and verdict.method == ON_GRID


def test_a_limit_beside_the_grid() -> None:
    """7.45 and 7.45 come to 14.9, and to 15 where each is rounded to 7.5 first."""
    found = _stages(LIMITED.format(most="7.45"))
    assert isinstance(found.verdict, Refuted) and found.other is not None
    assert (found.verdict.witness.scores, found.verdict.witness.grades) == ((15,), ("好",))
    assert (found.other.scores[TOTAL], found.other.grade) == (Fraction("14.9"), "差")


def test_half_steps_of_which_only_whole_ones_count() -> None:
    verdict = _stages(WHOLE).verdict
    assert isinstance(verdict, Proved) and verdict.method == ON_GRID


def test_what_is_not_found_is_left_open() -> None:
    """Only full marks for both come to 13.3, rounded at either stage; the next total below is 13.2, at either stage too."""
    verdict = _stages(NEVER).verdict
    assert isinstance(verdict, Undecided) and verdict.reason == NOT_FOUND


def test_grades_by_an_index_do_not_hang_on_the_total() -> None:
    verdict = _stages(INDEX).verdict
    assert isinstance(verdict, NotApplicable) and verdict.because == NO_GRADES
