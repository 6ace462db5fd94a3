"""When each fact is needed, as `check --verbose` lists it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.surfaces.conftest import Run

TEXT = """评价表 试表
满分 10分
数据
  甲 ：金额 万元
  乙 ：金额 万元
  丙 ：金额 万元
三级指标 本项 10分
  特例 当 乙 ＝ 0 时 满分
  公式 率 ＝ 甲 ÷ 乙
  评分 率
    ≥ 90% ：满分
    ＜ 90% ：0分
  扣分 乙 ＞ 甲 扣1分
  扣分 丙 ＞ 1万元 扣1分
"""


def test_a_fact_that_a_leaf_reads_twice_is_listed_once(
    perfrules: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.rubric").write_text(TEXT, encoding="utf-8")
    (found,) = perfrules("check", "small.rubric", "--verbose", "--format", "json").json["needs"]
    assert found["facts"] == {"甲": ["本项：除非「乙 ＝ 0」"], "乙": ["本项：总要"], "丙": ["本项：除非「乙 ＝ 0」"]}
