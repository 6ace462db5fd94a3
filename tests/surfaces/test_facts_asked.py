"""What `rubric.facts` says of the facts is what `score` takes and refuses."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

import perfrules
from perfrules import FactInfo

TEXT = """评价表 各种数据
  满分 20分
数据
  支出     ：金额 万元 "决算数"
  增减     ：金额 元 可负 [−500元, 500元)
  覆盖率   ：比率 可缺 按90%
  完成     ：是否 须说明
  评定结果 ：选项 好、中、差
  报送     ：日期
  满意度   ：近3年逐年 比率
一级指标 执行 10分
  特例 当 完成 时 满分
  评分 覆盖率
    ≥ 90% ：满分
    ＜ 90% ：0分
  扣分 「差错」 每1处 扣1分
一级指标 其他 10分
  评分 评定结果
    好 ：满分
    中 ：5分
    差 ：0分
"""


@pytest.fixture(scope="module")
def rubric() -> perfrules.Rubric:
    return perfrules.loads(TEXT)


EACH = [
    {"name": "支出", "kind": "number", "unit": "万元", "low": "0", "high": "10000000", "high_open": True}
    | {"step": "1/1000000", "remark": "决算数"},
    {"name": "增减", "kind": "number", "unit": "元", "low": "-500", "high": "500", "high_open": True, "step": "1/100"},
    {"name": "覆盖率", "kind": "number", "optional": True, "default": "9/10", "headings": ["执行"]},
    {"name": "完成", "kind": "flag", "needs_reason": True, "headings": ["执行"]},
    {"name": "评定结果", "kind": "choice", "labels": ["好", "中", "差"], "headings": ["其他"]},
    {"name": "报送", "kind": "date"},
    {"name": "满意度", "kind": "list", "labels": ["1", "2", "3"]},
    {"name": "差错", "path": "执行·差错", "kind": "number", "unit": "处", "whole": True, "low": "0", "step": "1"}
    | {"headings": ["执行"]},
]


@pytest.mark.parametrize("number", range(len(EACH)), ids=[fact["name"] for fact in EACH])
def test_each_kind_of_fact(rubric: perfrules.Rubric, number: int) -> None:
    asked = rubric.facts[number].to_dict()
    assert asked == {"path": asked["name"]} | EACH[number]
    assert json.loads(json.dumps(asked)) == asked


def test_there_are_no_others(rubric: perfrules.Rubric) -> None:
    assert len(rubric.facts) == len(EACH)


def test_rows_have_their_columns() -> None:
    rows = [fact for fact in perfrules.load("project-self-evaluation-2020").facts if fact.kind == "rows"]
    assert [column.name for column in rows[0].columns] == ["三级指标", "分值", "年度指标值", "完成值", "评定"]
    assert [column.kind for column in rows[0].columns] == ["text", "number", "target", "target", "number"]


def _problems(rubric: perfrules.Rubric, fact: FactInfo, value: Any) -> set[str]:
    given = {"值": value, "理由": "如此"} if fact.needs_reason else value
    return {item.kind.name for item in rubric.read({fact.name: given}).problems} - {"missing-fact"}


@pytest.mark.parametrize("id_", sorted(perfrules.shipped()))
def test_limits_are_those_that_data_is_held_to(id_: str) -> None:
    rubric = perfrules.load(id_)
    for fact in rubric.facts:
        if fact.kind != "number":
            continue
        step = fact.step or Fraction(1, 1000)
        for limit, open_, outwards in ((fact.low, fact.low_open, -step), (fact.high, fact.high_open, step)):
            if limit is not None:
                assert _problems(rubric, fact, limit) == ({"out-of-range"} if open_ else set())
                assert _problems(rubric, fact, limit - outwards) == set()
                assert "out-of-range" in _problems(rubric, fact, limit + outwards)
        if fact.step is not None and fact.step < 1:
            assert _problems(rubric, fact, (fact.high or 2) - step / 2) == {"finer-than-grid"}
