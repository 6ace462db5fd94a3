"""prove: what is told of a rubric, what the exit code says, and cases that can be run again."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import perfrules as library
from perfrules.analysis.verdicts import Proved, Refuted

Run = Callable[..., Any]

RUBRIC = """评价表 完成率
  代码 wan-cheng
  满分 12分
  舍入 各项得分 1位小数
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
一级指标 完成率 12分
  公式 完成率 ＝ 支出 ÷ 收入
  评分 完成率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 {ramp}
    ≤ 85%      ：0分
  性质 得分 随 支出 不减
"""
OPEN = """评价表 乘积
  满分 10分
数据
  甲 ：比率 [0, 1]
一级指标 乘积 10分
  得分 ＝ (甲 ＋ (甲 − 甲 × 甲) ÷ 2) × 满分 封顶 保底
  性质 得分 随 甲 不减
"""


def _write(folder: Path, ramp: str) -> str:
    (folder / "wan-cheng.rubric").write_text(RUBRIC.format(ramp=ramp), encoding="utf-8")
    return "wan-cheng.rubric"


def test_what_holds(perfrules: Run, folder: Path) -> None:
    found = perfrules("prove", _write(folder, "0分 至 满分"))
    assert (found.code, found.err) == (0, "")
    assert "性质 得分 随 支出 不减：已证明" in found.out
    assert "完成率 · 支出：不减" in found.out
    assert "完成率 · 收入：不增" in found.out
    assert "总分 · 支出：不减" in found.out
    assert "0分 – 12分" in found.out
    # The edge at 95% is met by a ramp that is cut short: the jump is where the grid leaves no ramp.
    assert "一步之差的最大落差：" in found.out


def test_rows_alone_have_no_directions(perfrules: Run, folder: Path) -> None:
    text = """评价表 行
  满分 10分
一级指标 项 10分
  明细 项目 平均分配
    项目   ：名称
    完成率 ：比率 [0, 1] 可缺
    每行 评分 完成率
      ≥ 90% ：满分
      ＜ 90% ：满分 × 50%
      缺失   ：不得分
"""
    (folder / "rows.rubric").write_text(text, encoding="utf-8")
    found = perfrules("prove", "rows.rubric")
    assert found.code == 0 and "随每项数据变大" not in found.out
    assert found.out.endswith("没有要比较方向的数据：明细各行的数不比较。\n")
    assert perfrules("prove", "rows.rubric", "--lang", "en").out.endswith(
        "no fact to compare: figures in rows are not compared.\n"
    )


def test_what_does_not_hold(perfrules: Run, folder: Path) -> None:
    found = perfrules("prove", _write(folder, "满分 至 0分"), "--cases", "found.case")
    assert found.code == 1
    assert "不成立" in found.out
    assert "完成率 · 支出：有升有降" in found.out
    # The facts are cases that pass as they are, the scores with them.
    assert perfrules("test", "found.case").code == 0
    text = (folder / "found.case").read_text(encoding="utf-8")
    assert text.count("期望") == 2


def test_what_is_left_open(perfrules: Run, folder: Path) -> None:
    (folder / "open.rubric").write_text(OPEN, encoding="utf-8")
    found = perfrules("prove", "open.rubric")
    assert found.code == 3
    assert "未证明" in found.out
    assert "没有反例，这不是证明" in found.out
    assert "种子17" in found.out


def test_what_is_left_open_is_put_to_the_solver(perfrules: Run, folder: Path) -> None:
    (folder / "open.rubric").write_text(OPEN, encoding="utf-8")
    found = perfrules("prove", "open.rubric", "--smt")
    assert (found.code, found.err) == (0, "")
    assert "性质 得分 随 甲 不减：求解器证明" in found.out
    assert "求解器判定没有反例（z3 " in found.out
    (answer,) = perfrules("prove", "open.rubric", "--smt", "--format", "json").json["properties"]
    assert answer["verdict"] == "solver-proved" and answer["claims_checked"] is False


def test_a_solver_that_is_not_installed(perfrules: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "open.rubric").write_text(OPEN, encoding="utf-8")
    monkeypatch.setitem(sys.modules, "z3", None)
    found = perfrules("prove", "open.rubric", "--smt")
    assert found.code == 2 and "没有装求解器：pip install 'perfrules[smt]'" in found.err


def test_a_rubric_that_cannot_be_read(perfrules: Run, folder: Path) -> None:
    assert perfrules("prove", "nobody.rubric").code == 2


def test_as_data(perfrules: Run, folder: Path) -> None:
    found = perfrules("prove", _write(folder, "满分 至 0分"), "--format", "json")
    data = json.loads(found.out)
    (answer,) = data["properties"]
    assert answer["verdict"] == "refuted"
    low, high = answer["witness"]["scores"]
    assert float(low) > float(high)
    proved = [d["never_rises"] for d in data["directions"] if d["never_rises"]["verdict"] == "proved"]
    assert all(one["claims_checked"] for one in proved)
    assert data["ranges"][0] == {
        "node": "完成率",
        "points": "12",
        "least": "0",
        "greatest": "12",
        "least_reached": True,
        "greatest_reached": True,
    }


def test_in_python() -> None:
    analysis = library.load("zizhou-2021").analyse()
    assert all(isinstance(answer.verdict, Proved) for answer in analysis.declared)
    direction = analysis.direction("过程·债权债务管理·债权管理", "年末债权余额")
    assert direction.summary == "neither"
    assert isinstance(direction.never_falls, Refuted)
    most = {found.node: found.most for found in analysis.ranges}
    assert most["过程·预算执行·预算完成率"] is not None
