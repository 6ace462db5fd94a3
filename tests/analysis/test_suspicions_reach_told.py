"""What a check tells of rules that are free of errors: whole lists, so that nothing is told twice and nothing of what is right."""

from __future__ import annotations

import pytest

import perfrules

HEAD = "评价表 试\n满分 {points}分\n舍入 无\n数据\n"
RATE = "  支出 ：金额 元\n  收入 ：金额 元 ＞0\n"

CASES = {
    "a row that only several facts together shut": (
        10,
        """  甲 ：金额 元 [0元, 9元]
  乙 ：金额 元 [1元, 4元]
一级指标 甲 10分
  评分 最小(甲, 乙)
    ≥ 5元      ：满分
    [2元, 5元) ：8分
    ＜ 2元     ：0分
""",
        [("row-never-reached", "≥ 5元      ：满分", ""), ("full-marks-never-reached", "一级指标 甲 10分", "最多得8分")],
    ),
    "a deduction that an override and a 约束 together shut": (
        10,
        """  甲 ：金额 元
  乙 ：金额 元
  丙 ：金额 元
  约束 丙 ≤ 乙
一级指标 甲 10分
  特例 当 甲 ≥ 乙 时 5分
  扣分 乙 ＞ 100元 扣1分
  扣分 甲 ＋ 丙 ＞ 2 × 乙 扣1分
""",
        [("clause-never-counts", "扣分 甲 ＋ 丙 ＞ 2 × 乙 扣1分", "")],
    ),
    "a deduction that the override before it shuts": (
        10,
        """  甲 ：比率
一级指标 甲 10分
  特例 当 甲 ＜ 50% 时 5分
  扣分 甲 ＜ 40% 扣2分
  扣分 甲 ＜ 80% 扣2分
""",
        [("clause-never-counts", "扣分 甲 ＜ 40% 扣2分", "")],
    ),
    "an override that changes nothing beside deductions": (
        10,
        """  错 ：计数 处
一级指标 甲 10分
  特例 当 错 ＝ 0处 时 满分
  扣分 错 每1处 扣1分
""",
        [("override-changes-nothing", "特例 当 错 ＝ 0处 时 满分", "它成立时，下面的评分总是10分")],
    ),
    "an override behind another one": (
        10,
        """  率 ：比率
一级指标 甲 10分
  特例 当 率 ＜ 10% 时 3分
  特例 当 率 ≥ 90% 时 满分
  评分 率
    ≥ 80% ：满分
    ＜ 80% ：0分
""",
        [("override-changes-nothing", "特例 当 率 ≥ 90% 时 满分", "它成立时，下面的评分总是10分")],
    ),
    "an override before a divisor that is never 0, being odd": (
        10,
        """  甲 ：计数 处
  乙 ：计数 处
一级指标 甲 10分
  特例 当 甲 ＝ 0处 且 乙 ＜ 9处 时 2分
  评分 甲 ÷ (2 × 乙 − 3处)
    ＞ 1 ：满分
    ≤ 1 ：2分
""",
        [("override-changes-nothing", "特例 当 甲 ＝ 0处 且 乙 ＜ 9处 时 2分", "它成立时，下面的评分总是2分")],
    ),
    "a fact that cancels out": (
        10,
        RATE
        + """  结余 ：金额 元
  甲错 ：是否
一级指标 甲 10分
  公式 率 ＝ (支出 ＋ 结余 − 结余) ÷ 收入
  得分 ＝ 率 × 满分 封顶
  扣分 甲错 扣1分
""",
        [("fact-cancels-out", "公式 率 ＝ (支出 ＋ 结余 − 结余) ÷ 收入", "「甲」的评分里写了「结余」")],
    ),
    "one thing counted twice, behind a clause of another kind": (
        10,
        """  甲 ：金额 元
  错 ：计数 处
一级指标 甲 10分
  扣分 错 每1处 扣0.1分
  扣分 甲 ＞ 100元 扣1分
  扣分 甲 − 100元 ＞ 0 扣1分
""",
        [("same-condition-twice", "扣分 甲 − 100元 ＞ 0 扣1分", "上面的「扣分 甲 ＞ 100元 扣1分」")],
    ),
    "one measure if a 核对 agrees: told once of the two": (
        10,
        """  总额 ：金额 元
  基本 ：金额 元
  项目 ：金额 元
  收入 ：金额 元 ＞0
  核对 总额 ＝ 基本 ＋ 项目
一级指标 甲 5分
  评分 总额 ÷ 收入
    ≥ 95% ：满分
    ＜ 95% ：0分
一级指标 乙 5分
  评分 (基本 ＋ 项目) ÷ 收入
    ≥ 90% ：满分
    ＜ 90% ：0分
""",
        [
            (
                "measured-twice-if",
                "评分 总额 ÷ 收入",
                "若「核对 总额 ＝ 基本 ＋ 项目」成立，「甲」和「乙」评的是同一个量",
            )
        ],
    ),
    "a 核对 of which is greater makes nothing one": (
        10,
        """  总额 ：金额 元
  基本 ：金额 元
  收入 ：金额 元 ＞0
  核对 基本 ≤ 总额
一级指标 甲 5分
  评分 总额 ÷ 收入
    ≥ 95% ：满分
    ＜ 95% ：0分
一级指标 乙 5分
  评分 基本 ÷ 收入
    ≥ 90% ：满分
    ＜ 90% ：0分
""",
        [],
    ),
    "a row scored by the measure of the heading above": (
        10,
        RATE
        + """  结余 ：金额 元
一级指标 执行 10分
  公式 完成率 ＝ 支出 ÷ 收入
  二级指标 结余率 10分
    公式 结余率 ＝ 结余 ÷ 收入
    评分 结余率
      ≤ 50% ：完成率 × 满分 封顶
      ＞ 50% ：0分
""",
        [],
    ),
    "a dip before a ramp without an upper end": (
        10,
        """  率 ：比率
一级指标 甲 10分
  评分 率
    ＜ 50%      ：5分
    [50%, 80%)  ：2分
    ≥ 80%       ：率 × 5分 封顶
""",
        [("score-dips", "[50%, 80%)  ：2分", "低到2分")],
    ),
    "a dip behind a ramp without a lower end": (
        10,
        """  率 ：比率 可负
一级指标 甲 10分
  评分 率
    ＜ 50%      ：(1 − 率) × 10分 封顶
    [50%, 80%)  ：2分
    ≥ 80%       ：5分
""",
        [("score-dips", "[50%, 80%)  ：2分", "低到2分")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_all_that_is_told(name: str) -> None:
    points, text, expected = CASES[name]
    rubric = perfrules.loads(HEAD.format(points=points) + text)
    lines = (HEAD.format(points=points) + text).split("\n")
    told = list(rubric.analyse().messages)
    assert [(d.kind.name, lines[d.span.position[0] - 1].strip()) for d in told] == [item[:2] for item in expected]
    for diagnostic, (_, _, words) in zip(told, expected, strict=True):
        assert words in diagnostic.message("zh")
