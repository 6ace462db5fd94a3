"""Columns score by themselves, to the same result, what stands at the edges of the forms that they know."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest

import perfrules
from perfrules.columns.scorer import TableScorer

HEAD = """评价表 式
满分 10分
舍入 无
数据
"""


def _agree(text: str, *totals: tuple[dict[str, Any], int | str | None]) -> None:
    """Each row comes to its total, as the reference has it, and none was scored by itself but where None stands."""
    rubric = perfrules.loads(text if text.startswith("评价表") else HEAD + text)
    assert rubric.row_by_row == {}
    scorer = TableScorer(rubric, backend="numpy", collect=True)
    names = dict.fromkeys(name for facts, _ in totals for name in facts)
    found = scorer.table({name: [facts.get(name) for facts, _ in totals] for name in names}).to_pylist()
    for row, (facts, total) in zip(found, totals, strict=True):
        if total is None:
            with pytest.raises(perfrules.DataError) as told:
                rubric.score(facts, evaluator="reference")
            assert [problem["code"] for problem in row["errors"]] == [d.kind.code for d in told.value.diagnostics]
            continue
        known = rubric.score({k: v for k, v in facts.items() if v is not None}, evaluator="reference")
        assert row["errors"] == [] and Fraction(row["total"]) == known.total == Fraction(total), facts
        assert row.get("grade") == known.grade
    assert scorer.alone == sum(total is None for _, total in totals)


def test_an_absent_flag_that_counts_as_yes() -> None:
    text = """  旗 ：是否 可缺 按 是
  另 ：是否 可缺 按 否
一级指标 一 10分
  扣分 旗 扣1分
  扣分 另 扣2分
"""
    cells = ((None, None, 9), ("是", "是", 7), ("否", None, 10), (None, "是", 7), ("否", "否", 10))
    _agree(text, *(({"旗": one, "另": two}, total) for one, two, total in cells))


@pytest.mark.parametrize(("low", "high"), [("1", "3"), ("−2", "3"), ("−3", "−1"), ("0", "2")])
def test_ends_of_ranges(low: str, high: str) -> None:
    text = f"""  数 ：数值 [{low}, {high}] 步长 0.5
一级指标 一 10分
  扣分 数 ＞ 1 扣1分
"""
    ends = [Fraction(end.replace("−", "-")) for end in (low, high)]
    inside = [ends[0], ends[0] + Fraction(1, 2), ends[1]]
    outside = [ends[0] - Fraction(1, 2), ends[0] - 4, ends[1] + Fraction(1, 2)]
    rows = [({"数": str(float(x))}, 9 if x > 1 else 10) for x in inside]
    _agree(text, *rows, *(({"数": str(float(x))}, None) for x in outside))


def test_every_kind_of_choice() -> None:
    """Figures, flags and labels by conditions, by bands and by labels; rounding inside a formula."""
    text = """  收入 ：数值 [0, 9] 可缺
  数 ：数值 [0, 9]
  等 ：选项 上 ＞ 下
一级指标 一 6分
  判定 大户 按 收入
    ≥ 5 ：是
    ＜ 5 ：否
    缺失 ：是
  判定 规模 按 数
    ≥ 5 ：上
    ＜ 5 ：下
  扣分 大户 扣1分
  扣分 等 ＝ 上 扣2分
  扣分 规模 ＝ 等 扣3分
一级指标 二 4分
  判定 每户 按序
    当 等 ＝ 上 ：四舍五入(数 ÷ 3, 1位小数)
    当 数 ＞ 5 ：3
    否则 ：数
  得分 ＝ 每户 × 1分 封顶
"""
    _agree(
        text,
        ({"收入": None, "数": 4, "等": "上"}, "4.3"),
        ({"收入": 6, "数": 5, "等": "上"}, "1.7"),
        ({"收入": 4, "数": 6, "等": "下"}, 9),
        ({"收入": 5, "数": 3, "等": "下"}, 5),
    )


def test_what_is_taken_and_divided_again() -> None:
    text = """  甲 ：数值 [1, 9] 整数
  乙 ：数值 [1, 9] 整数
一级指标 一 10分
  公式 比 ＝ 乙 ÷ 甲
  得分 ＝ 甲 × 比 × 1分 封顶
  扣分 比 ＞ 2 扣1分
"""
    _agree(text, ({"甲": 2, "乙": 3}, 3), ({"甲": 1, "乙": 9}, 8), ({"甲": 9, "乙": 9}, 9))


def test_a_ceiling_is_rounded_as_scores_are() -> None:
    text = """评价表 顶
满分 10分
舍入 各项得分 0位小数 进位
数据
  数 ：数值 [0, 10]
一级指标 一 10分
  得分 ＝ 数 × 1分
总分封顶 数 × 0.7分 当 数 ＞ 3 时
"""
    for mode, totals in (("进位", (3, 4, 5)), ("舍去", (3, 3, 4)), ("", (3, 3, 5))):
        _agree(text.replace("进位", mode), *(({"数": n}, t) for n, t in zip(("3", "4.3", "6.9"), totals, strict=True)))


def test_vetoes_that_lie_above_the_total() -> None:
    """The first that holds counts whatever the total is, each further one where it is lower."""
    text = """  数 ：数值 [0, 10]
  违纪 ：是否
  严重 ：是否
一级指标 一 10分
  得分 ＝ 数 × 1分
否决 当 违纪 时 总分 ＝ 5分
否决 当 严重 时 总分 ＝ 3分
"""
    rows = [(2, "否", "否", 2), (2, "是", "否", 5), (2, "否", "是", 3), (2, "是", "是", 3), (7, "是", "否", 5)]
    _agree(text, *(({"数": n, "违纪": one, "严重": two}, total) for n, one, two, total in rows))


def test_more_rows_than_are_worked_on_at_once() -> None:
    text = """  数 ：计数 处 [0处, 9处]
  旗 ：是否
一级指标 一 10分
  扣分 数 每1处 扣1分
  扣分 旗 扣0.5分
"""
    rubric = perfrules.loads(HEAD + text)
    for rows in (16_384, 16_391, 40_000):
        counts = [n % 10 for n in range(rows)]
        flags = [n % 3 == 0 for n in range(rows)]
        found = rubric.score_table({"数": pa.array(counts), "旗": pa.array(flags)}, backend="numpy")["total"]
        expected = [max(10 - count - (0.5 if flag else 0), 0) for count, flag in zip(counts, flags, strict=True)]
        assert [float(total) for total in found.to_pylist()] == expected


def test_a_fact_that_columns_hold_no_figure_of_is_named() -> None:
    """Its figures are finer than columns hold those without a grid."""
    text = f"{HEAD}  数 ：数值 [0.00000011, 0.0000002]\n一级指标 一 10分\n  扣分 数 ＞ 0.00000015 扣1分\n"
    rubric = perfrules.loads(text)
    assert rubric.row_by_row == {"一": "数据 数 的范围或缺省值"}
    found = rubric.score_table({"数": ["0.00000012", "0.0000002"]}, backend="numpy")
    assert [Fraction(total) for total in found["total"].to_pylist()] == [10, 9]
