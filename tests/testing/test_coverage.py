"""What cases cover of a rubric: counted in rows, edges and paths, with facts for what is not covered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

import perfrules as package
from perfrules.compiler import format_source
from perfrules.source import Source
from perfrules.testing.coverage.report import Coverage
from perfrules.testing.rubric_texts import rubrics
from tests.support.settings import drawing
from tests.surfaces.conftest import Outcome

Run = Callable[..., Outcome]

RUBRIC = """评价表 小表
  代码 small
  满分 20分
  舍入 各项得分 1位小数

数据
  支出 ：金额 万元 精确到 0.01万元
  收入 ：金额 万元 ＞0 精确到 0.01万元
  等次 ：选项 优 ＞ 差 可缺

一级指标 执行 8分
  公式 执行率 ＝ 支出 ÷ 收入
  特例 当 「无预算」 时 满分
  评分 执行率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
一级指标 管理 6分
  扣分 支出 超过 5万元 每2万元 扣1分 零头不计
一级指标 效果 6分
  评分 等次
    优   ：6分
    差   ：0分
    缺失 ：1分
等级
  优 ：≥ 15
  差 ：＜ 15
否决 当 「弄虚作假」 时 等级至多 差
"""
CASE = """评价表 small
案例 甲局
  支出 ＝ 9万元
  收入 ＝ 10万元
  无预算 ＝ 否
  等次 ＝ 优
  弄虚作假 ＝ 否
  公布 总分 14
试算 执行
  执行率 | 得分
  85%    | 0
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.rubric").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "town.case").write_text(CASE, encoding="utf-8")
    return tmp_path


def _goals(found: Any) -> dict[tuple[str, str, str], list[str]]:
    return {(g["kind"], g["about"], g["text"]): g["covered_by"] for g in found["goals"]}


def test_rows_edges_and_paths_are_counted_and_told_by_which_case(perfrules: Run, project: Path) -> None:
    (found,) = perfrules("test", "town.case", "--coverage", "--format", "json").json["coverage"]
    goals = _goals(found)
    band = "(85%, 95%) ：线性 0分 至 满分"
    assert goals["row", "", band] == ["甲局"]
    assert goals["row", "", "≤ 85% ：0分"] == ["试算 执行 1"]
    assert goals["edge", "恰在执行率 85%", "评分 执行率"] == ["试算 执行 1"]
    assert goals["row", "", "≥ 95% ：满分"] == []
    assert goals["override", "成立", "特例 当 「无预算」 时 满分"] == []
    assert goals["missing", "等次缺失", "缺失 ：1分"] == []
    steps = "扣分 支出 超过 5万元 每2万元 扣1分 零头不计"
    assert goals["leftover", "没有零头", steps] == ["甲局"]
    assert goals["leftover", "有零头", steps] == []
    assert goals["floor", "得分低到下限以下，被截住", "一级指标 管理 6分"] == []
    assert goals["grade", "", "差 ：＜ 15"] == ["甲局"]
    assert goals["limit", "成立", "否决 当 「弄虚作假」 时 等级至多 差"] == []
    assert found["covered"] == sum(1 for by in goals.values() if by)
    counted = {
        "row": 5,
        "edge": 4,
        "override": 1,
        "rule": 1,
        "floor": 2,
        "leftover": 2,
        "missing": 1,
        "limit": 1,
        "grade": 2,
    }
    assert Counter(kind for kind, _, _ in goals) == counted
    assert found["total"] == len(goals) == 19
    # 管理 cannot go above its points, and 执行 not below 0.
    assert sum(kind == "floor" for kind, _, _ in goals) == 2


def test_the_facts_that_are_told_cover_everything(perfrules: Run, project: Path) -> None:
    (found,) = perfrules("test", "town.case", "--coverage", "--format", "json").json["coverage"]
    text = CASE
    for number, goal in enumerate(found["goals"]):
        if not goal["covered_by"]:
            text += "\n".join(["", f"案例 补{number}", *(f"  {line}" for line in goal["facts"])]) + "\n"
    (project / "town.case").write_text(text, encoding="utf-8")
    done = perfrules("test", "town.case", "--threshold", "100")
    assert done.code == 0, done.out
    assert "覆盖 小表：19/19 100%" in done.out


def test_too_little_fails(perfrules: Run, project: Path) -> None:
    done = perfrules("test", "town.case", "--threshold", "60")
    assert done.code == 1
    assert done.out.rstrip().endswith("低于60%。")
    assert perfrules("test", "town.case", "--threshold", "10").code == 0
    for wrong in ("200", "x"):
        done = perfrules("test", "town.case", "--threshold", wrong)
        assert (done.code, "要写 0 至 100 的数" in done.err) == (2, True)


def test_the_text_tells_what_is_not_covered_with_facts(perfrules: Run, project: Path) -> None:
    lines = perfrules("test", "town.case", "--coverage").out.splitlines()
    at = lines.index("  未覆盖  行  ≥ 95% ：满分")
    assert lines[at + 1 : at + 5] == [
        "      --> small.rubric:15:5",
        "      支出 ＝ 100万元",
        "      收入 ＝ 100万元",
        "      无预算 ＝ 否",
    ]
    assert "      （不给 等次）" in lines
    assert any(line.startswith("  甲局 ") and "项，其中" in line for line in lines)
    verbose = perfrules("test", "town.case", "--coverage", "--verbose", env={"PERFRULES_LANG": "en"}).out
    assert "  covered  row  ≤ 85% ：0分" in verbose
    assert "      试算 执行 1" in verbose


def test_junit_has_a_testcase_for_each_case(perfrules: Run, project: Path) -> None:
    (project / "town.case").write_text(CASE.replace("总分 14", "总分 15"), encoding="utf-8")
    (project / "orphan.case").write_text("评价表 别处的\n案例 乙局\n  支出 ＝ 1万元\n", encoding="utf-8")
    done = perfrules("test", "town.case", "orphan.case", "--format", "junit", "--coverage")
    assert done.code == 2
    (suite,) = ET.fromstring(done.out)
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    names = [case.get("name") for case in suite.iter("testcase")]
    assert names[:2] == ["甲局", "执行"]
    (failure,) = suite.iter("failure")
    assert failure.text is not None and "公布 15" in failure.text
    (coverage,) = suite.iter("property")
    assert coverage.get("name") == "coverage small"


def test_layout_and_language_do_not_change_the_figure() -> None:
    counts = set()
    for text in (RUBRIC, RUBRIC.replace("\n    ", "\n").replace(" ：", "："), _english(RUBRIC)):
        coverage = Coverage(package.loads(text), ())
        counts.add((len(coverage.goals), tuple(goal.kind for goal in coverage.goals)))
    assert len(counts) == 1


def _english(text: str) -> str:
    found = format_source(Source("small", text), "en")
    assert isinstance(found, str)
    return found


@drawing(4)
@given(rubrics())
def test_what_is_told_of_generated_rubrics_covers_them(text: str) -> None:
    coverage = Coverage(package.loads(text), ())
    for item in coverage.covered:
        if item.facts is not None:
            facts = coverage.rubric.read(item.facts)
            assert not facts.problems
            assert item.goal in coverage._tracer.trace(coverage.subject.coded(facts.values))
