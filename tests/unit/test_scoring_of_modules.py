"""What the score of a built module tells of its parts, and of a total that hangs on parts that are not recorded."""

from __future__ import annotations

import types
from fractions import Fraction
from typing import Any

import pytest

import perfrules
from perfrules.building import build

TEXT = """评价表 分
满分 10分
数据
  数 ：计数 处
一级指标 产出 6分
  二级指标 质量 4分
    扣分 数 每1处 扣1分
  二级指标 数量 2分
    评分 数
      ≥ 1处 ：满分
      ＜ 1处 ：0分
一级指标 效益 4分
  二级指标 质量 4分
    扣分 数 每1处 扣0.5分
"""


def _built(text: str, headings: dict[str, str]) -> Any:
    found = types.ModuleType("built")
    exec(build(perfrules.loads(text).model, headings=headings).text, found.__dict__)
    return found


def test_a_score_is_found_by_its_path() -> None:
    """In whole, by its end while that is one heading's alone, or by its name in code."""
    built = _built(TEXT, {"产出·数量": "amount", "效益": "benefit"})
    score = built.score({"数": 3})
    assert list(score) == ["产出", "产出·质量", "产出·数量", "效益", "效益·质量"]
    found = {"产出": 3, "产出·质量": 1, "产出·数量": 2, "数量": 2, "amount": 2, "效益": Fraction(5, 2)}
    found |= {"benefit": Fraction(5, 2), "效益·质量": Fraction(5, 2)}
    assert {path: score[path] for path in found} == found
    for path, told in (
        ("质量", "质量: 产出·质量, 效益·质量"),
        ("量", "量"),
        ("出·质量", "出·质量"),
        ("amounts", "amounts"),
    ):
        with pytest.raises(KeyError) as error:
            _ = score[path]
        assert error.value.args == (told,)


PART = """评价表 缺页
满分 10分
数据
  数 ：计数 处 [0处, 9处]
一级指标 甲 6分
  扣分 数 每1处 扣1分
一级指标 乙 4分
  未录 4分
等级
  优 ：≥ 6
  差 ：＜ 6
"""


def test_parts_that_are_not_recorded() -> None:
    """The total lies between two ends; facts that are wrong are told, whatever it hangs on."""
    rubric, built = perfrules.loads(PART), _built(PART, {})
    for count, low, grade in ((0, 6, "优"), (1, 5, None), (6, 0, "差")):
        facts = {"数": count}
        score, values = built.score(facts), built._reader.read(facts)
        assert built._evaluator.found(values) == (low, low + 4, grade)
        assert (score.result.low, score.result.high, score.grade) == (low, low + 4, grade)
        assert (rubric.score(facts, evaluator="reference").low, score["甲"]) == (low, low)
        with pytest.raises(perfrules.UnknownTotal):
            _ = score.total
    assert built._evaluator.found(built._reader.read({"数": 10})) is None
    for score_of, facts in (
        (built.score, {"数": 10}),
        (built.score_on_grid, {"数": 10}),
        (built.score, {"数": "10处"}),
    ):
        with pytest.raises(perfrules.DataError, match="PR607"):
            score_of(facts)
