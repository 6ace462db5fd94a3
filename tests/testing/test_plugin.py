"""Rubrics and files of cases as tests of pytest: what is collected, what a failure shows, what the options do."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import perfrules.testing.items

pytest_plugins = "pytester"

RUBRIC = """评价表 小表
  代码 small
  满分 12分
  舍入 各项得分 1位小数

数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0

一级指标 执行 6分
  公式 执行率 ＝ 支出 ÷ 收入
  评分 执行率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
  性质 得分 随 支出 不减
一级指标 管理 6分
  扣分 「账目错误」 每1处 扣1.5分
"""
CASES = """评价表 small
案例 甲局
  支出 ＝ 90万元
  收入 ＝ 100万元
  账目错误 ＝ 1处
  公布 总分 7.5

试算 执行
  执行率 | 得分
  95%    | 6
  90%    | 3
"""
OPEN = """评价表 开
  满分 10分
  舍入 无
数据
  甲 ：比率 [0%, 100%]
  乙 ：比率 [0%, 100%]
  丙 ：比率 [0%, 100%]
一级指标 一 10分
  公式 值 ＝ 甲 × 乙 − 甲 × 乙 × 丙
  得分 ＝ 值 × 满分 封顶 保底
  性质 得分 随 甲 不减
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\nperfrules_collect = true\n")
    (pytester.path / "small.rubric").write_text(RUBRIC, encoding="utf-8")
    (pytester.path / "town.case").write_text(CASES, encoding="utf-8")
    return pytester


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    # What is loaded before an inner run stays loaded behind it: the parser is built once, not once a run.
    assert perfrules.testing.items
    perfrules.loads(RUBRIC)


def _run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", *options)


def test_one_item_for_each_thing_that_can_fail(project: pytest.Pytester) -> None:
    found = _run(project, "-v")
    found.assert_outcomes(passed=7)
    names = [line.split(" PASSED")[0] for line in found.outlines if " PASSED" in line]
    assert names == [
        "small.rubric::check",
        "small.rubric::性质 得分 随 支出 不减",
        "small.rubric::界限 执行",
        "small.rubric::界限 管理",
        "town.case::甲局",
        "town.case::试算 执行 95% | 6",
        "town.case::试算 执行 90% | 3",
    ]


def test_a_failure_shows_the_line_and_no_traceback(project: pytest.Pytester) -> None:
    rubric = project.path / "small.rubric"
    rubric.write_text(RUBRIC.replace("随 支出 不减", "随 收入 不减"), encoding="utf-8")
    cases = project.path / "town.case"
    cases.write_text(CASES.replace("总分 7.5", "总分 8.5").replace("    | 3", "    | 2"), encoding="utf-8")
    (project.path / "broken.rubric").write_text("评价表 坏\n一级指标 甲 10分\n", encoding="utf-8")
    found = _run(project)
    found.assert_outcomes(passed=4, failed=4)
    text = found.stdout.str()
    for line in (
        "不成立：性质 得分 随 收入 不减",
        f"  --> {rubric}:16:3",
        " 16 |   性质 得分 随 收入 不减",
        "  不符  总分  公布 8.5  计算 7.5分",
        f"  --> {cases}:6:9",
        "得分：期望 2，计算 3分",
        f"  --> {cases}:11:12",
        "错误 PR402 leaf-without-rule: 「甲」没有下级，也没有评分办法",
    ):
        assert line in text
    assert "Traceback" not in text
    assert ".py" not in text.replace("pytest", "")


def test_what_is_left_open_passes_under_a_letter_of_its_own(project: pytest.Pytester) -> None:
    (project.path / "open.rubric").write_text(OPEN, encoding="utf-8")
    options = ("open.rubric", "-k", "性质", "--perfrules-trials", "40", "--perfrules-seed", "5")
    found = _run(project, *options)
    assert found.ret == 0
    text = found.stdout.str()
    assert "1 undecided" in text
    assert "undecided properties" in text
    assert re.search("试了[1-4]?[0-9]组数据（种子 5），没有找到反例。这不是证明。", text)
    found = _run(project, *options, "--perfrules-require-proof")
    found.assert_outcomes(failed=1)
    assert "没有证明：性质 得分 随 甲 不减" in found.stdout.str()


def test_a_file_of_cases_without_its_rubric_fails_by_itself(project: pytest.Pytester) -> None:
    (project.path / "orphan.case").write_text("评价表 别处的\n案例 甲局\n  支出 ＝ 1万元\n", encoding="utf-8")
    found = _run(project, "orphan.case")
    found.assert_outcomes(failed=1)
    assert "别处的" in found.stdout.str()


def test_a_project_that_did_not_ask_is_left_alone(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\n")
    (project.path / "other.rubric").write_bytes(b"\x00\xff not ours")
    project.makepyfile(test_own="def test_own():\n    pass\n")
    found = _run(project)
    found.assert_outcomes(passed=1)
    assert "perfrules:" not in found.stdout.str()
    (project.path / "test_own.py").unlink()
    found = _run(project)
    assert "perfrules: 3 rubric or case files were not collected; say --perfrules" in found.stdout.str()
    # What is named is asked for.
    _run(project, "town.case").assert_outcomes(passed=3)
    _run(project, "town.case", "--perfrules").assert_outcomes(passed=3)


def test_the_plugin_costs_a_run_nothing(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\n")
    project.makepyfile(
        test_own=(
            "import sys\n"
            "def test_own():\n"
            "    heavy = {'lark', 'attrs', 'pint', 'perfrules.api', 'perfrules.testing.items'} & set(sys.modules)\n"
            "    assert not heavy, heavy\n"
        )
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:hypothesispytest", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=project.path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout
    check = "import sys, perfrules.testing.plugin; assert 'hypothesis' not in sys.modules and 'lark' not in sys.modules"
    subprocess.run([sys.executable, "-c", check], check=True)
