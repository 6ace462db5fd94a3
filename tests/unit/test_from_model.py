"""What a compiled program says of its rubric, as `dump` and a built module show it."""

from __future__ import annotations

import types

import pytest

import perfrules
from perfrules.building import build
from perfrules.ir.from_model import lower
from perfrules.ir.printer import print_ir
from perfrules.result import NoTotal

NAMESAKES = """评价表 试表
满分 20分
数据
  支出 ：金额 万元
  预算 ：金额 万元 ＞0
一级指标 过程 20分
  公式 执行 ＝ 支出 ÷ 预算
  二级指标 执行 20分
    三级指标 进度 10分
      得分 ＝ 执行 × 满分 封顶
    三级指标 质量 10分
      评议 0分至10分
"""

RESULTS = """评价表 试表
结果等次 优 ＞ 良 ＞ 差
一级指标 总评
  评议
"""


def test_a_heading_and_a_formula_that_share_a_name_both_keep_it() -> None:
    rubric = perfrules.loads(NAMESAKES)
    printed = print_ir(lower(rubric.model, rubric.language)).splitlines()
    assert "value 过程·执行：quantity" in printed
    assert "sum 过程·执行 20" in printed


def test_a_module_of_results_has_no_total() -> None:
    rubric = perfrules.loads(RESULTS)
    module = types.ModuleType("built")
    exec(compile(build(rubric.model).text, "built", "exec"), module.__dict__)
    score = module.score({"总评": "良"})
    assert score.grade == "良"
    with pytest.raises(NoTotal):
        _ = score.total
