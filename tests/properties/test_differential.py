"""The comparison of all evaluators finds nothing in a short run, and does find an evaluator that is wrong."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import perfrules
from tests.properties.differential import Comparison, Count, compare
from tests.support.agreement import Agreement

TEXT = """评价表 小表
满分 10分
舍入 各项得分 1位小数
数据
  率 ：比率 精确到 0.1%
一级指标 甲 10分
  评分 率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
"""


def test_a_short_run_finds_nothing() -> None:
    count = compare(2000, shipped_facts=0, first=7)
    assert count.wrong == [], "\n".join(count.wrong[:2])
    assert count.all >= 2000
    names = {"reference", "IR", "IR folded", "built", "built by name", "built whole", "analyser", "columns"}
    assert names <= set(count.evaluations)
    assert count.edges and count.scored


def test_an_evaluator_that_is_wrong_on_an_edge_is_found() -> None:
    agreement = Agreement(perfrules.loads(TEXT))
    right = agreement.module["_total"]
    edge = agreement.module["_evaluator"].reader.base({"率": Fraction(17, 20)})

    def wrong(values: Any) -> Any:
        found = right(values)
        return (found[0] + 1, found[1]) if found is not None and values == edge else found

    agreement.module["_total"] = wrong
    count = Count()
    Comparison(agreement, "小表", Random(1), count).run([{"率": Fraction(1)}], 120)
    assert count.wrong
    assert all("Fraction(17, 20)" in text for text in count.wrong)
    assert "评分 率" in count.wrong[0]
