"""test: cases against what was published, and what the exit code says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def write_cases(folder: Path, published: str) -> None:
    """A case of the small rubric: 3分 and 4分, 7分 in all."""
    facts = "  支出 ＝ 90万元\n  收入 ＝ 100万元\n  账目错误 ＝ 0处\n"
    (folder / "town.case").write_text(f"评价表 small\n案例 甲局\n{facts}{published}", encoding="utf-8")


def test_the_shipped_case_passes_by_id_by_file_and_by_folder(perfrules: Run, case: Path) -> None:
    for path in ("zizhou-2021", case, case.parent):
        found = perfrules("test", path)
        assert (found.code, found.err) == (0, "")
        assert found.out.startswith("通过  子洲县医疗保障局2021：总分 85.1分 良好")
        assert found.out.rstrip().endswith("1个案例，全部通过。")


def test_a_figure_that_differs_fails(perfrules: Run, folder: Path) -> None:
    write_cases(folder, "  公布 执行 得分 3\n  公布 总分 7.5\n")
    found = perfrules("test", "town.case")
    assert found.code == 1
    assert "town.case:7" in found.out
    assert "1个案例，1个没有通过。" in found.out
    data = perfrules("test", "town.case", "--format", "json").json
    assert data["failed"] == 1
    (report,) = data["cases"]
    assert (report["name"], report["passed"], report["total"]) == ("甲局", False, "7")
    assert [(line["printed"], line["fails"]) for line in report["lines"]] == [("3", False), ("7.5", True)]


def test_verbose_lists_what_agrees(perfrules: Run, folder: Path) -> None:
    write_cases(folder, "  公布 执行 得分 3\n")
    assert "公布 3" not in perfrules("test", "town.case").out
    assert "公布 3" in perfrules("test", "town.case", "--verbose").out


@pytest.mark.parametrize("name", ["nosuch.case", "broken.rubric", "orphan.case"])
def test_what_cannot_be_run_is_bad_input(perfrules: Run, folder: Path, name: str) -> None:
    (folder / "broken.rubric").write_text("评价表 坏\n一级指标 甲 10分\n", encoding="utf-8")
    (folder / "orphan.case").write_text("评价表 别处的\n案例 甲局\n  支出 ＝ 1万元\n", encoding="utf-8")
    found = perfrules("test", name)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("错误 PR")
    data = perfrules("test", name, "--format", "json")
    assert data.code == 2
    assert data.json["diagnostics"]


def test_trials_are_run_and_counted(perfrules: Run, folder: Path) -> None:
    trial = "试算 执行\n  执行率 | 得分\n  95%  | 6\n  90%  | {}\n"
    (folder / "town.case").write_text("评价表 small\n" + trial.format(3), encoding="utf-8")
    found = perfrules("test", "town.case")
    assert (found.code, found.err) == (0, "")
    assert found.out.splitlines() == ["通过  试算 执行：2 行全部一致", "", "1个试算，全部通过。"]
    assert "一致  90%  得分  期望 3  计算 3分" in perfrules("test", "town.case", "--verbose").out
    write_cases(folder, "  公布 总分 7\n" + trial.format(2))
    found = perfrules("test", "town.case")
    assert found.code == 1
    assert "不通过  试算 执行：2 行，1 行不符" in found.out
    assert "不符  90%  得分  期望 2  计算 3分" in found.out
    assert "town.case:10:10" in found.out
    assert found.out.rstrip().endswith("1个案例、1个试算，1个没有通过。")
    data = perfrules("test", "town.case", "--format", "json").json
    assert (data["failed"], data["cases"][0]["passed"], data["trials"][0]["passed"]) == (1, True, False)
    assert [[cell["agrees"] for cell in row] for row in data["trials"][0]["rows"]] == [[True], [False]]


def test_a_trial_with_an_unknown_column_is_told_by_check_too(perfrules: Run, folder: Path) -> None:
    text = "评价表 small\n试算 执行\n  完成率 | 得分\n  95%  | 6\n"
    (folder / "town.case").write_text(text, encoding="utf-8")
    for command in ("test", "check"):
        found = perfrules(command, "town.case")
        assert found.code == 1
        assert "评价表里没有数据或公式「完成率」" in found.out
