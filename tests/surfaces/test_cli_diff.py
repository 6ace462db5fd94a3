"""diff: how two rubrics differ, who changes grade, and what the exit code says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

RUBRIC = """评价表 完成率 {year}
  代码 wan-cheng-{year}
  满分 10分
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
一级指标 完成率 10分
  公式 完成率 ＝ 支出 ÷ 收入
  评分 完成率
    ≥ 95%        ：满分
    ({none}, 95%) ：线性 0分 至 满分
    ≤ {none}      ：0分
等级
  好 ：≥ 8
  差 ：＜ 8
"""
SUBJECTS = "单位,支出,收入\n甲局,90,100\n乙局,94,100\n丙局,50,100\n丁局,,100\n"


def _write(folder: Path) -> None:
    for year, none in (("2022", "85%"), ("2023", "65%")):
        (folder / f"{year}.rubric").write_text(RUBRIC.format(year=year, none=none), encoding="utf-8")
    (folder / "all.csv").write_text(SUBJECTS, encoding="utf-8")


def test_where_they_differ(perfrules: Run, folder: Path) -> None:
    _write(folder)
    found = perfrules("diff", "2022.rubric", "2023.rubric")
    assert (found.code, found.err) == (1, "")
    assert "完成率：不低于前一份" in found.out
    assert "最多高6.6667分。在：完成率在 (65%, 95%)" in found.out
    assert "：0分 → 6.6667分" in found.out
    assert "总分：不低于前一份" in found.out
    back = perfrules("--lang", "en", "diff", "2023.rubric", "2022.rubric")
    assert "完成率：never higher" in back.out and "lower: by 6.6667 points at most" in back.out


def test_the_same(perfrules: Run, folder: Path) -> None:
    _write(folder)
    found = perfrules("diff", "2022.rubric", "2022.rubric")
    assert found.code == 0
    assert "两份评价表的得分处处相同" in found.out


def test_who_changes_grade(perfrules: Run, folder: Path) -> None:
    _write(folder)
    found = perfrules("diff", "2022.rubric", "2023.rubric", "--facts", "all.csv", "--facts", "all.csv")
    assert "8个对象：2个等级变了，4个总分或等级变了，2个没有算。" in found.out
    assert "甲局：5 差 → 8.3333 好" in found.out
    assert "乙局：9 好 → 9.6667 好" in found.out
    assert "丙局" not in found.out
    assert "丁局：缺数据「支出」" in found.out


@pytest.mark.parametrize("head", ["单位", "单位名称", "部门", "评价对象", "对象", "项目名称", "名称", "name"])
def test_what_the_column_of_subjects_is_called(perfrules: Run, folder: Path, head: str) -> None:
    _write(folder)
    (folder / "all.csv").write_text(SUBJECTS.replace("单位", head), encoding="utf-8")
    found = perfrules("diff", "2022.rubric", "2023.rubric", "--facts", "all.csv")
    assert "甲局：5 差 → 8.3333 好" in found.out


def test_as_data(perfrules: Run, folder: Path) -> None:
    _write(folder)
    data = perfrules("diff", "2022.rubric", "2023.rubric", "--facts", "all.csv", "--format", "json").json
    leaf, total = data["nodes"]
    assert (leaf["first"], leaf["status"], total["total"]) == ("完成率", "never-lower", True)
    assert leaf["higher"]["points"] == "20/3" and leaf["higher"]["greatest"] is True
    assert leaf["higher"]["scores"] == ["0", "20/3"]
    assert leaf["lower"] is None
    assert [one["changed"] for one in data["subjects"]] == [True, True, False, False]
    assert data["subjects"][0]["totals"] == ["5", "25/3"]


def test_a_rubric_that_cannot_be_read(perfrules: Run, folder: Path) -> None:
    _write(folder)
    assert perfrules("diff", "2022.rubric", "nobody.rubric").code == 2
    assert perfrules("diff", "2022.rubric", "2023.rubric", "--facts", "nobody.csv").code == 2
