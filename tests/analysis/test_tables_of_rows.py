"""Facts that are rows: a counterexample beside them is data that can be read, and the ends of what they score are shown."""

from __future__ import annotations

from fractions import Fraction

import pytest

import perfrules
from perfrules.analysis.verdicts import Refuted
from perfrules.proving import study_of

BESIDE = """评价表 试
满分 20分
舍入 无
数据
  率 ：比率
一级指标 项目 10分
  明细 项目表 平均分配
    项目   ：名称
    {column}
    每行 评分 {name}
      ≥ {edge} ：满分
      ＜ {edge} ：不得分
一级指标 质量 10分
  评分 率
    ≥ 50% ：2分
    ＜ 50% ：满分
性质 总分 随 率 不减
"""


@pytest.mark.parametrize(
    ("column", "name", "edge"),
    [
        ("预算数 ：金额 元 ＞0", "预算数", "9元"),
        ("人数   ：计数 人 [2人, 9人]", "人数", "5人"),
        ("人数   ：计数 人 [5人, 9人]", "人数", "7人"),
        ("余额   ：金额 元 可负", "余额", "7元"),
        ("比重   ：比率 (0%, 50%)", "比重", "7%"),
        ("工时   ：时长 小时 步长 0.4小时", "工时", "0.8小时"),
        ("缺口   ：金额 元 可负 ＜0元", "缺口", "−5元"),
    ],
)
def test_a_counterexample_of_the_total_has_rows_that_can_be_read(column: str, name: str, edge: str) -> None:
    rubric = perfrules.loads(BESIDE.format(column=column, name=name, edge=edge))
    (answer,) = rubric.analyse().declared
    assert isinstance(answer.verdict, Refuted)
    low, high = answer.verdict.witness.scores
    assert low - high == 8
    study = study_of(rubric)
    for facts in answer.verdict.witness.facts:
        rows = facts["项目·项目表"]
        assert isinstance(rows, tuple) and study.admits("项目·项目表", rows)


HEAVY = """评价表 试
满分 10分
舍入 无
一级指标 项目 10分
  明细 项目表 按 权重
    项目   ：名称
    权重   ：比率 [0%, {}]
    完成数 ：计数 处
    每行 评分 完成数
      ≥ 5处 ：满分
      ＜ 5处 ：不得分
"""


@pytest.mark.parametrize(("most", "count"), [("100%", 1), ("60%", 2), ("33%", 4)])
def test_rows_are_so_many_that_they_can_have_all_the_weight(most: str, count: int) -> None:
    rubric = perfrules.loads(HEAVY.format(most))
    study = study_of(rubric)
    (found, _) = rubric.analyse().ranges
    for witness, score in ((found.least, 0), (found.most, 10)):
        assert witness is not None and witness.scores == (score,)
        rows = witness.facts[0]["项目·项目表"]
        assert isinstance(rows, tuple) and len(rows) >= count and study.admits("项目·项目表", rows)


def test_rows_are_not_made_up_by_the_thousand() -> None:
    rubric = perfrules.loads(HEAVY.format("0.01%"))
    (rows,) = study_of(rubric).tables("项目·项目表")
    assert len(rows) == 1


LEVELS = """评价表 试
满分 10分
舍入 无
一级指标 项目 10分
  明细 项目表 平均分配
    项目   ：名称
    预算数 ：金额 元 ＞0
    支出数 ：金额 元
    每行 评分 支出数 ÷ 预算数
{rows}
"""


def test_the_ends_of_many_levels_are_shown() -> None:
    """Eight levels; the greatest score stands between two tenths and three, the least is from thirteen tenths on."""
    ends = [0, 10, 20, 30, 50, 80, 100, 130]
    rows = []
    for k, share in enumerate((50, 40, 100, 30, 60, 70, 20, 0)):
        head = f"[{ends[k]}%, {ends[k + 1]}%)" if k < 7 else f"≥ {ends[k]}%"
        rows.append(f"      {head} ：满分 × {share}%")
    (found, _) = perfrules.loads(LEVELS.format(rows="\n".join(rows))).analyse().ranges
    assert found.least is not None and found.most is not None
    assert (found.least.scores, found.most.scores) == ((0,), (10,))


@pytest.mark.parametrize("count", [11, 12, 14, 24])
def test_the_ends_of_more_levels_than_are_kept_are_shown(count: int) -> None:
    """A level each ten percent of what was spent, in no order; one gives nothing, one all."""
    parts = [Fraction(k * 5 % count, count - 1) for k in range(count)]
    rows = [
        f"      [{k * 10}%, {k * 10 + 10}%) ：满分 × {part.numerator} ÷ {part.denominator}"
        for k, part in enumerate(parts)
    ]
    rows[-1] = rows[-1].replace(rows[-1].partition("：")[0].strip(), f"≥ {count * 10 - 10}%")
    (found, _) = perfrules.loads(LEVELS.format(rows="\n".join(rows))).analyse().ranges
    assert found.least is not None and found.most is not None
    assert (found.least.scores, found.most.scores) == ((0,), (10,))
