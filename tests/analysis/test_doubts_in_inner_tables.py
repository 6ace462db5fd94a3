"""A table inside another one: whether its rows leave a gap or meet is asked of the table itself, not of the one around it."""

from __future__ import annotations

import pytest

from perfrules.compiler import compile_source
from perfrules.diagnostics import Severity
from perfrules.source import Source

TEXT = """评价表 试
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
      {first} ：满分
      {second} ：0分
    当 规模 ＝ 小型 ：8分
"""


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("≥ 95%", "＜ 95%", []),
        ("≥ 95%", "＜ 90%", ["band-gap"]),
        ("≥ 90%", "＜ 95%", ["band-overlap"]),
        ("[95%, 100%]", "＜ 95%", ["band-gap"]),
    ],
)
def test_a_table_in_a_row(first: str, second: str, told: list[str]) -> None:
    found = compile_source(Source("x", TEXT.format(first=first, second=second))).diagnostics
    assert [d.kind.name for d in found if d.severity is Severity.ERROR] == told
