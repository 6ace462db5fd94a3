"""Counterexamples of a 性质 that are hard to come by, and what is told where none was found."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import perfrules
from perfrules.analysis.verdicts import Proved, Refuted, Undecided, Verdict
from perfrules.api import Rubric

HEAD = "评价表 试\n满分 10分\n舍入 无\n数据\n"


def _rubric(text: str) -> Rubric:
    return perfrules.loads(HEAD + text)


def _verdict(text: str, **more: Any) -> Verdict:
    (answer,) = _rubric(text).analyse(**more).declared
    return answer.verdict


PRODUCT = """  甲 ：比率 [0%, 100%]
  乙 ：比率 [0%, 100%]
一级指标 乘积 10分
  公式 积 ＝ 甲 × 乙
  得分 ＝ 积 × 满分
  性质 得分 随 积 不减
"""


def test_every_trial_is_counted() -> None:
    """The score is the formula, yet a product has no form that could be proved of: a thousand pairs were tried."""
    (told,) = _rubric(PRODUCT).analyse().messages
    assert told.kind.name == "property-undecided"
    assert told.args["trials"] == "1000"


ROOT = """  甲 ：数值 [0, 100]
一级指标 甲 10分
  公式 量 ＝ 平方根(甲, 2位小数)
  得分 ＝ 量 × 1分
  性质 得分 随 量 不减
"""
LIST = """  打分 ：一组5个数值 [0, 10]
一级指标 甲 10分
  公式 量 ＝ 去掉最高最低(打分)
  得分 ＝ 量 × 1分
  性质 得分 随 量 不减
"""
TABLE = """一级指标 甲 4分
  明细 项目表 平均分配
    项目   ：名称
    完成数 ：计数 处
    每行 评分 完成数
      ≥ 5处 ：满分
      ＜ 5处 ：不得分
一级指标 乙 6分
  公式 量 ＝ 合计(项目表·完成数)
  评分 量
    ≥ 5处 ：满分
    ＜ 5处 ：0分
  性质 得分 随 量 不减
"""


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (ROOT, "「平方根」", "`平方根`"),
        (LIST, "去掉最高最低", "a mean without the highest and the lowest"),
        (TABLE, "明细各行的算法", "what is computed from rows"),
    ],
)
def test_why_nothing_is_proved_is_told_of_both_ways_that_were_tried(text: str, zh: str, en: str) -> None:
    verdict = _verdict(text, smt=True)
    assert isinstance(verdict, Undecided)
    assert verdict.reason.zh == f"得分不只随这个公式变；{zh}没有交给求解器"
    assert verdict.reason.en == f"the score depends on more than this formula; {en} is not put to the solver"


WAVE = "得分 ＝ (10 × 率 × 率 × 率 − 15 × 率 × 率 ＋ 6 × 率) × 10分 封顶 保底"
"""10x³ − 15x² + 6x goes from 0 to 1 between 0 and 1, but comes down from 0.72 at x = 0.28 to 0.28 at x = 0.72."""


@pytest.mark.parametrize(
    "text",
    [
        f"  率 ：比率 [0%, 100%]\n一级指标 甲 10分\n  {WAVE}\n  性质 得分 随 率 不减\n",
        f"  甲 ：比率 [0%, 100%]\n一级指标 甲 10分\n  公式 率 ＝ 甲\n  {WAVE}\n  性质 得分 随 率 不减\n",
        # It falls from 0.9% to 1%; of what a trial draws in hundredths only 1% is in the ranges, their ends are not.
        """  甲 ：比率 (0%, 2%)
  乙 ：比率 (0%, 2%)
  丙 ：比率 (0%, 2%)
一级指标 甲 10分
  公式 率 ＝ 甲
  得分 ＝ 甲 × (1% − 甲) × 乙 × 丙 × 1000000000 × 1分 封顶 保底
  性质 得分 随 率 不减
""",
    ],
)
def test_a_dip_between_ends_that_are_in_order(text: str) -> None:
    verdict = _verdict(text)
    assert isinstance(verdict, Refuted)
    low, high = verdict.witness.scores
    assert low > high


SQUARE = """  率 ：比率 [0%, 100%]
一级指标 甲 10分
  公式 量 ＝ 率
  评分 按序
    当 非 (率 × 率 ＜ 25%) ：率 × 2分
    否则 ：3分 ＋ 率 × 1分
  性质 得分 随 量 不减
"""


def test_a_condition_without_a_form_is_none_in_the_negative_either() -> None:
    """Each row rises, and below a half the second gives more than 3, from there on the first 1 to 2."""
    verdict = _verdict(SQUARE)
    assert isinstance(verdict, Refuted)
    low, high = verdict.witness.scores
    assert low > high


SIZE = """  支出 ：金额 元
  收入 ：金额 元 ＞0
一级指标 甲 10分
  公式 量 ＝ 绝对值(支出 ÷ 收入)
  评分 量
    ≥ 100%     ：满分
    [0%, 100%) ：线性 1分 至 8分
    ＜ 0%      ：0分
  性质 得分 随 量 不减
"""


def test_the_size_of_what_is_never_below_0_is_that_itself() -> None:
    assert isinstance(_verdict(SIZE), Proved)


BESIDE = """  净额 ：金额 元 {bounds}
  收入 ：金额 元 ＞0
一级指标 净率 10分
  公式 净率 ＝ 净额 ÷ 收入
  评分 净率
    {rows}
  性质 得分 随 净率 不减
"""


def test_a_counterexample_stands_beside_the_edge() -> None:
    """Of a row without a lower end a hundredth below its upper end, of one without an upper end its lower end."""
    verdict = _verdict(BESIDE.format(bounds="可负", rows="＜ 0% ：满分\n    ≥ 0% ：0分"))
    assert isinstance(verdict, Refuted)
    rates = [Fraction(facts["净额"]) / Fraction(facts["收入"]) for facts in verdict.witness.facts]  # type: ignore[arg-type]
    assert rates == [Fraction(-1, 100), Fraction(0)]


HIDDEN = """  支出 ：金额 元
  收入 ：金额 元 ＞0
  错   ：计数 处
一级指标 甲 10分
  公式 率 ＝ 支出 ÷ 收入
  评分 率
    [0%, 50%] ：线性 满分 至 4分
    ＞ 50%    ：4分
  扣分 错 每1处 扣1分
  性质 得分 随 率 不减
"""


def test_a_counterexample_is_one_where_the_rest_of_the_score_would_hide_it() -> None:
    """With a hundred slips both fact sets have 0 points."""
    verdict = _verdict(HIDDEN)
    assert isinstance(verdict, Refuted)
    low, high = verdict.witness.scores
    assert low > high
