"""A module that stands alone: built, run and asked in this process, where nothing but the standard library can be imported."""

from __future__ import annotations

import builtins
import sys
import types
from typing import Any

import pytest

import perfrules
from perfrules.building import build
from perfrules.diagnostics import Kind
from perfrules.facts import errors

TEXT = """评价表 独立
满分 10分
数据
  支出 ：金额 万元
  预算 ：金额 万元 ＞0
  数   ：计数 处 可缺 按 0处
  率   ：比率 [0, 4]
一级指标 执行 6分
  得分 ＝ 支出 ÷ 预算 × 满分 封顶
一级指标 管理 4分
  扣分 数 每1处 扣1分 至多2分
  扣分 平方根(率, 1位小数) ＞ 1 扣0.5分
等级
  优 ：≥ 8
  差 ：＜ 8
"""
GIVEN: dict[str, Any] = {"支出": "90", "预算": 100, "数": 1, "率": "0.5"}
WRONG: tuple[Any, ...] = (
    *({}, {**GIVEN, "多": 1}, {**GIVEN, "支出": "许多"}, {**GIVEN, "支出": [1]}, {**GIVEN, "预算": 0}),
    *({**GIVEN, "支出": "5元/人", "率": "1,00"}, {**GIVEN, "率": 5}, []),
)


def _alone(text: str) -> Any:
    """The module of a text that may import nothing but the standard library."""

    def importing(name: str, *rest: Any) -> Any:
        assert name.partition(".")[0] in sys.stdlib_module_names, f"{name} is imported"
        return __import__(name, *rest)

    found = types.ModuleType("lonely")
    found.__dict__["__builtins__"] = {**vars(builtins), "__import__": importing}
    exec(compile(text, "lonely", "exec"), found.__dict__)
    return found


def _told(score: Any, error: Any, facts: Any) -> list[Any]:
    with pytest.raises(error) as told:
        score(facts)
    found = told.value
    return [str(found), [(d.kind.code, d.message("zh"), d.message("en")) for d in found.diagnostics]]


def test_it_says_all_that_the_library_says() -> None:
    rubric = perfrules.loads(TEXT)
    text = build(rubric.model, standalone=True).text
    assert "_runtime" not in text.replace("_runtime_", "") and "import perfrules" not in text
    alone = _alone(text)
    assert alone.GRADES == ("优", "差")
    for facts, total in ((GIVEN, "8.4"), ({**GIVEN, "数": 9, "率": 4}, "6.9"), ({**GIVEN, "预算": 50}, 9)):
        score, known = alone.score(facts), rubric.score(facts, evaluator="reference")
        assert (float(score.total), score.grade) == (float(total), known.grade)
        assert score.total == known.total
        for lang in ("zh", "en"):
            assert score.explain(lang) == known.explain(lang)
        assert score.result.to_dict("zh") == known.to_dict("zh")
        assert [node.reason("en") for node in score.result.nodes] == [node.reason("en") for node in known.nodes]
    for facts in WRONG:
        told = _told(alone.score, alone.DataError, facts)
        assert told == _told(rubric.score, perfrules.DataError, facts)


def test_it_brings_along_no_more_than_that() -> None:
    """Nothing of what is declared for reading a rubric or for the reference: only scores and their words."""
    texts = _alone(build(perfrules.loads(TEXT).model, standalone=True).text)._texts
    parts = {name.split(".")[1] for name in texts if "." in name}
    assert {"scoring", "result", "facts"} <= parts
    assert not {"analysis", "api", "building", "checks", "cli", "cases"} & parts
    whole = "".join(texts.values())
    assert "import lark" not in whole and '"""' not in whole
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, Kind) and kind.zh in whole]
    assert errors.MISSING_FACT in kinds and len(kinds) > 10
    assert not [kind.code for kind in kinds if kind.about in whole]
