"""Facts around the edges of a rubric: the finite suite, the neighbours of a fact set, and what hypothesis draws."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import perfrules
from perfrules import testing
from tests.support.settings import drawing
from tests.testing.test_assertions import RUBRIC

OPTIONAL = """评价表 选
  满分 10分
  舍入 各项得分 1位小数
数据
  上年 ：金额 万元
  本年 ：金额 万元
  结余 ：金额 万元 可负
  评价 ：选项 好 ＞ 差 可缺
  约束 本年 ≤ 上年
一级指标 变动 6分
  特例 当 上年 ＝ 0 时 满分
  扣分 本年 ÷ 上年 超过 80% 每5个百分点 扣1分 零头进位
  扣分 结余 ＜ 0 扣2分
一级指标 评价 4分
  评分 评价
    好 ：4分
    差 ：0分
    缺失 ：1分
"""
SHIPPED = ("baojing-2019", "heshui-2024", "hengyang-2023", "chengjiang-2019", "project-self-evaluation-2020")


@pytest.fixture(scope="module")
def small() -> perfrules.Rubric:
    return perfrules.loads(RUBRIC)


def test_every_edge_is_met_from_both_sides(small: perfrules.Rubric) -> None:
    rates = set()
    for case in testing.edge_cases(small, "执行"):
        result = small.score(case.facts)
        rates.add(str(result["执行"].value))
        assert case.heading == "执行"
    for edge in ("17/20", "19/20"):
        assert edge in rates
    assert {str(case) for case in testing.edge_cases(small, "等次")} >= {"效果：等次 差", "效果：等次 优"}
    assert any(case.about.en == "支出 95万元 (on the edge)" for case in testing.edge_cases(small))
    assert testing.edge_cases(small) == testing.edge_cases(small)
    with pytest.raises(ValueError, match="支出"):
        testing.edge_cases(small, "没有")


@pytest.mark.parametrize("rubric", SHIPPED)
def test_the_suite_of_a_shipped_rubric_is_sound(rubric: str) -> None:
    loaded = perfrules.load(rubric)
    cases = testing.edge_cases(rubric)
    assert cases
    for case in cases[::3]:
        loaded.score(case.facts)


def test_zeros_absences_equals_and_what_is_below_zero_are_in_the_suite() -> None:
    rubric = perfrules.loads(OPTIONAL)
    cases = testing.edge_cases(rubric)
    facts = [case.facts for case in cases]
    assert any("评价" not in each for each in facts)
    assert any(each["本年"] == each["上年"] == "0万元" for each in facts)
    assert any(each["上年"] == "0万元" for each in facts)
    assert any(each["结余"].startswith("-") for each in facts)
    assert any(each["本年"] == each["上年"] != "0万元" for each in facts)
    statuses = {rubric.score(each)["变动"].status for each in facts}
    assert {"override", "scored"} <= statuses


def test_neighbours_are_one_step_away(small: perfrules.Rubric) -> None:
    facts = {"支出": "95万元", "收入": 100, "账目错误": 0, "等次": "良"}
    below, above = testing.neighbours(small, facts, "支出")
    assert (below["支出"], above["支出"]) == ("94.99万元", "95.01万元")
    assert [small.score(each)["执行"].score for each in (below, above)] == [8, 8]
    assert [each["等次"] for each in testing.neighbours(small, facts, "等次")] == ["差", "优"]
    (only,) = testing.neighbours(small, facts, "账目错误")
    assert only["账目错误"] == "1处"
    with pytest.raises(ValueError, match="结余"):
        testing.neighbours(small, facts, "结余")


@drawing(25)
@given(data=st.data())
def test_drawn_facts_are_sound(data: st.DataObject) -> None:
    for rubric, strategy in _STRATEGIES:
        rubric.score(data.draw(strategy))


_STRATEGIES = [
    (rubric, testing.facts_for(rubric, around=around))
    for rubric in (perfrules.loads(RUBRIC), perfrules.loads(OPTIONAL), perfrules.load("project-self-evaluation-2020"))
    for around in ("edges", "any")
]


@drawing(8)
@given(testing.rubrics(), st.data())
def test_facts_of_generated_rubrics_are_sound(text: str, data: st.DataObject) -> None:
    rubric = perfrules.loads(text)
    for _ in range(2):
        rubric.score(data.draw(testing.facts_for(rubric)))


def test_what_fails_shrinks_to_figures_to_read(small: perfrules.Rubric) -> None:
    plain = settings(max_examples=400, database=None, derandomize=True, phases=[Phase.generate, Phase.shrink])

    def loses(facts: dict[str, Any]) -> bool:
        return small.score(facts)["执行"].score < 8

    found = find(
        testing.facts_for(small, focus="执行"), loses, settings=settings(plain, suppress_health_check=list(HealthCheck))
    )
    assert found["收入"] == "100万元"
    assert len(found["支出"]) <= len("94.99万元")


def test_a_focus_keeps_the_rest_still(small: perfrules.Rubric) -> None:
    seen = set()

    @settings(max_examples=40, database=None, derandomize=True)
    @given(testing.facts_for(small, focus="执行"))
    def collect(facts: dict[str, Any]) -> None:
        seen.add((facts["账目错误"], facts["等次"]))

    collect()
    assert len(seen) == 1
    with pytest.raises(ValueError, match="edges, any"):
        testing.facts_for(small, around="corners")


def test_importing_the_testing_package_loads_neither_hypothesis_nor_the_parser() -> None:
    code = (
        "import sys, perfrules.testing\n"
        "heavy = {'hypothesis', 'lark', 'attrs', 'pint'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "from perfrules.testing import edge_cases, assert_monotone\n"
        "assert 'hypothesis' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
