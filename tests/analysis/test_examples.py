"""An error that facts can show comes with such facts, in round numbers on their grids, and they show it."""

from __future__ import annotations

import pytest

from perfrules.compiler import compile_source
from perfrules.proving import with_examples
from perfrules.source import Source

HEAD = """评价表 试
满分 2分
数据
  年初 ：金额 万元
  年末 ：金额 万元
  件数 ：计数 件
"""


def _examples(rules: str, head: str = HEAD) -> list[tuple[str, str]]:
    found = with_examples(compile_source(Source("x", head + rules)))
    return [(d.kind.name, label.words.zh) for d in found for label in d.labels if label.words.zh.startswith("例：")]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        # A debt that falls without being paid off is in no row.
        (
            "一级指标 债务 2分\n  评分\n    当 年末 ＝ 0 ：满分\n    当 年末 ＞ 0 且 年末 ≥ 年初 ：0分\n",
            [("rows-undecided", "例：年初＝1000万元、年末＝100万元，这时没有一行管")],
        ),
        # None at either end of the year is in two.
        (
            "一级指标 债务 2分\n  评分\n    当 年末 ＝ 0 ：满分\n    当 年末 ＝ 年初 ：1分\n    否则 ：0分\n",
            [("rows-undecided", "例：年初＝0万元、年末＝0万元，这时有两行都管，得分不同")],
        ),
        (
            "一级指标 率 2分\n  特例 当 年初 ＝ 0 时 0分\n  评分 年末 ÷ 年初\n    ＞ 95% ：满分\n    ＜ 95% ：0分\n",
            [("band-gap", "例：年初＝100万元、年末＝95万元，这时没有一行管")],
        ),
        (
            "一级指标 率 2分\n  评分 年末 ÷ 年初\n    ≥ 95% ：满分\n    ＜ 95% ：0分\n",
            [("possible-zero-divisor", "例：年初＝0万元、年末＝100万元，这时除数是 0")],
        ),
        (
            "一级指标 率 2分\n  得分 ＝ 年末 ÷ (年初 ＋ 1元) × 满分\n",
            [("score-may-leave-range", "例：年初＝100万元、年末＝1000万元，这时得分超出")],
        ),
    ],
)
def test_facts_that_show_it(rules: str, expected: list[tuple[str, str]]) -> None:
    assert _examples(rules) == expected


def test_with_another_error_nothing_is_lowered() -> None:
    """A text that means nothing yet has no facts to show anything with."""
    assert _examples("一级指标 率 2分\n  评分 年末 ÷ 年初\n    ≥ 95% ：满分\n    ＜ 95% ：没有\n") == []


def test_constraints_are_kept() -> None:
    head = HEAD + "  约束 年初 ≥ 5万元\n  约束 年末 ≤ 年初\n"
    rules = "一级指标 率 2分\n  评分 年末 ÷ 年初\n    ＞ 50% ：满分\n    ＜ 50% ：0分\n"
    assert _examples(rules, head) == [("band-gap", "例：年初＝100万元、年末＝50万元，这时没有一行管")]
