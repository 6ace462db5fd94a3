"""A doubt about one table is settled by that table, whatever stands before it and around it."""

from __future__ import annotations

import pytest

from perfrules.compiler import compile_source
from perfrules.diagnostics import Severity
from perfrules.source import Source

AROUND = """评价表 试
满分 10分
数据
  人数 ：计数 人 ＞0人
  支出 ：金额 元
  收入 ：金额 元 ＞0
一级指标 甲 10分
  判定 规模 按 人数
    ≥ 10人 ：大型
    ＜ 10人 ：小型
  评分
    当 规模 ＝ 大型 时 按 支出 ÷ 收入 评分
      {0} ：满分
      {1} ：0分
    当 规模 ＝ 小型 时 按 支出 ÷ 收入 评分
      ≥ 50% ：8分
      ＜ 50% ：0分
"""
BEFORE = """评价表 试
满分 20分
数据
  率   ：比率
  支出 ：金额 元
  收入 ：金额 元 ＞0
  约束 支出 ≤ 收入
一级指标 甲 10分
  评分 率
    ≥ 50% ：满分
    ＜ 50% ：0分
一级指标 乙 10分
  评分 支出 ÷ 收入
    {0} ：满分
    {1} ：0分
"""


@pytest.mark.parametrize(
    ("text", "first", "second", "told"),
    [
        (AROUND, "≥ 95%", "＜ 95%", []),
        (AROUND, "≥ 95%", "＜ 90%", ["band-gap"]),
        (AROUND, "≥ 90%", "＜ 95%", ["band-overlap"]),
        (AROUND, "[95%, 100%]", "＜ 95%", ["band-gap"]),
        # By the 约束 no rate is above 100%; that the rate of the table before may be is no matter.
        (BEFORE, "[95%, 100%]", "＜ 95%", []),
        (BEFORE, "[95%, 100%)", "＜ 95%", ["band-gap"]),
    ],
)
def test_rows_that_leave_a_gap_or_meet(text: str, first: str, second: str, told: list[str]) -> None:
    found = compile_source(Source("x", text.format(first, second))).diagnostics
    assert [d.kind.name for d in found if d.severity is Severity.ERROR] == told
