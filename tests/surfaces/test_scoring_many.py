"""Scoring many subjects with one rubric: by the built functions, with results that nobody can tell from the reference's."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import pytest

import perfrules

TEXT = """
评价表 许多
  满分 10分
  舍入 各项得分 1位小数
  等级
    优：[9分, 10分]
    良：[0分, 9分)
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
  加快 ：是否 须说明
一级指标 执行 7分
  特例 当 加快 时 满分
  评分 支出 ÷ 收入
    ≥ 95%      ：满分
    [0%, 95%)  ：线性 0分 至 满分
一级指标 管理 3分
  扣分 「错误」 每1处 扣0.5分
"""
FACTS: dict[str, Any] = {"支出": "500元", "收入": 1, "加快": False, "管理·错误": 3}


@pytest.fixture
def rubric() -> perfrules.Rubric:
    return perfrules.loads(TEXT)


def test_every_score_of_many_is_the_same(rubric: perfrules.Rubric) -> None:
    first = rubric.score(FACTS)
    for _ in range(20):
        again = rubric.score(FACTS)
        assert (again.total, again.grade) == (first.total, first.grade)
        assert again == first
        assert again.explain() == first.explain()


@pytest.mark.parametrize(
    "facts",
    [
        {"执行·支出": 95},
        {"支出": None, "收入": 0},
        {"支出": "许多", "错误": -1, "别的": 1},
        {"加快": True},
        {"加快": {"值": True, "理由": ""}},
        {"支出": [1], "收入": {"值": 3, "佐证": "表"}},
    ],
)
def test_what_is_wrong_is_told_alike(rubric: perfrules.Rubric, facts: dict[str, Any]) -> None:
    told = []
    for evaluator in ("built", "reference"):
        with pytest.raises(perfrules.DataError) as error:
            rubric.score({**FACTS, **facts}, evaluator=evaluator)  # type: ignore[arg-type]
        told.append((str(error.value), error.value.diagnostics))
    assert told[0] == told[1]


def test_a_result_is_of_the_facts_as_they_were(rubric: perfrules.Rubric) -> None:
    facts = {**FACTS, "支出": 1, "加快": {"值": True, "理由": "抢修"}}
    before = rubric.score(facts, evaluator="reference")
    result = rubric.score(facts, evaluator="built")
    facts["加快"]["理由"] = "没有这回事"
    facts["支出"] = 0
    assert result["执行"].score == 7
    assert result == before


def test_a_result_can_be_copied_pickled_and_read_by_threads(rubric: perfrules.Rubric) -> None:
    whole = rubric.score(FACTS, evaluator="reference")
    assert pickle.loads(pickle.dumps(rubric.score(FACTS, evaluator="built"))) == whole
    assert copy.deepcopy(rubric.score(FACTS, evaluator="built")) == whole
    shared = rubric.score(FACTS, evaluator="built")
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: shared["执行"].score, range(64))) == {Fraction("0.4")}
    with pytest.raises(AttributeError, match="totals"):
        _ = shared.totals  # type: ignore[attr-defined]


def test_an_evaluator_that_is_none(rubric: perfrules.Rubric) -> None:
    with pytest.raises(ValueError, match="fast"):
        rubric.score(FACTS, evaluator="fast")  # type: ignore[arg-type]


CASE = """
案例 甲
  执行·支出 ＝ 5万元   # 表二
  收入 ＝ 9万元
  管理·错误 ＝ 1处
"""
DERIVED = f"""评价表 又一张
  沿用 hunan-overall-spending 校验码 {perfrules.load("hunan-overall-spending").hash[:16]}
案例 乙 仅公布
  公布 总分 95分
案例 丙 仅公布
  公布 总分 61分   # 原文如此
"""


@pytest.mark.parametrize("text", [TEXT, TEXT + CASE, DERIVED])
def test_a_rubric_goes_to_other_processes_whole(text: str) -> None:
    rubric = perfrules.loads(text, "某处.rubric")
    twin = pickle.loads(pickle.dumps(rubric))
    assert (twin.hash, twin.id, twin.title, twin.lang) == (rubric.hash, rubric.id, rubric.title, rubric.lang)
    assert [case.name for case in twin.cases] == [case.name for case in rubric.cases]
    assert [case.given for case in twin.cases] == [case.given for case in rubric.cases]
    assert [case.published for case in twin.cases] == [case.published for case in rubric.cases]
    assert pickle.loads(pickle.dumps(rubric)) is twin  # read once in a process


def test_scores_and_errors_come_back_from_other_processes(rubric: perfrules.Rubric) -> None:
    bad = {**FACTS, "收入": "零"}
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(rubric.score, FACTS).result() == rubric.score(FACTS)
        with pytest.raises(perfrules.DataError) as there:
            pool.submit(rubric.score, bad).result()
    with pytest.raises(perfrules.DataError) as here:
        rubric.score(bad)
    assert str(there.value) == str(here.value)
    assert there.value.lang == here.value.lang
    assert [item.kind for item in there.value.diagnostics] == [item.kind for item in here.value.diagnostics]


@pytest.mark.parametrize("broken", ["评价表 乱\n  满分 10分\n一级指标 甲 9分\n  评分 乙\n    ≥ 1 ：满分\n", "乱", ""])
def test_the_errors_of_a_rubric_come_back_from_other_processes(broken: str) -> None:
    with pytest.raises(perfrules.RubricError) as error:
        perfrules.loads(broken)
    twin = pickle.loads(pickle.dumps(error.value))
    assert (type(twin), str(twin), twin.lang) == (type(error.value), str(error.value), error.value.lang)
