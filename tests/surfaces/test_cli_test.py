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
