"""compare: two evaluations side by side, what each difference comes from, and whether one rubric was used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
OWN = "案例 自评\n  支出 ＝ 95万元\n  收入 ＝ 100万元\n  账目错误 ＝ 0处\n"
REVIEW = "案例 复评 沿用 案例 自评\n  支出 ＝ 90万元\n  账目错误 ＝ 1处\n"


def write(folder: Path, name: str, text: str, title: str = "small") -> None:
    (folder / name).write_text(f"评价表 {title}\n{text}", encoding="utf-8")


def test_scores_differences_and_what_they_come_from(perfrules: Run, folder: Path) -> None:
    write(folder, "town.case", OWN + REVIEW)
    found = perfrules("compare", "small.rubric", "town.case", "town.case")
    assert (found.code, found.err) == (0, "")
    lines = [line.split() for line in found.out.splitlines()]
    assert ["执行", "6", "6", "3", "-3"] in lines
    assert ["管理", "4", "4", "2.5", "-1.5"] in lines
    assert ["总分", "10", "5.5", "-4.5"] in lines
    assert "「支出」95万元 → 90万元" in found.out
    assert "「账目错误」0处 → 1处" in found.out
    assert "复评：账目错误1处，每1处扣1.5分，扣1.5分" in found.out
    assert "两边都有得分的 2 项中，2 项不同。" in found.out
    english = perfrules("compare", "small.rubric", "town.case", "town.case", "--lang", "en")
    assert "Of 2 items scored in both, 2 differ." in english.out


def test_the_cases_are_chosen_by_name(perfrules: Run, folder: Path) -> None:
    write(folder, "town.case", OWN + REVIEW + "案例 再评 沿用 案例 自评\n  支出 ＝ 80万元\n")
    found = perfrules("compare", "small.rubric", "town.case", "town.case")
    assert found.code == 2
    assert "自评、复评、再评" in found.err
    chosen = perfrules("compare", "small.rubric", "town.case", "town.case", "--case", "再评", "--case", "自评")
    assert chosen.out.startswith("再评 ↔ 自评\n")


def test_printed_scores_stand_beside_computed_ones(perfrules: Run, folder: Path) -> None:
    write(folder, "own.case", "案例 自评 仅公布\n  公布 执行 得分 6\n  公布 总分 9.5\n")
    write(folder, "review.case", REVIEW.replace(" 沿用 案例 自评", "") + "  收入 ＝ 100万元\n")
    data = perfrules("compare", "small.rubric", "own.case", "review.case", "--format", "json").json
    assert (data["first"]["total"], data["second"]["total"], data["difference"]) == ("9.5", "5.5", "-4")
    assert (data["first"]["computed"], data["second"]["computed"], data["one_rubric"]) == (False, True, True)
    rows = {row["name"]: (row["first"], row["second"], row["difference"]) for row in data["rows"]}
    assert rows == {"执行": ("6", "3", "-3"), "管理": (None, "2.5", None)}


def test_two_rubrics_are_told_and_each_case_is_scored_by_its_own(perfrules: Run, folder: Path) -> None:
    text = (folder / "small.rubric").read_text(encoding="utf-8")
    other = (
        text.replace("代码 small", "代码 other")
        .replace("评价表 小表", "评价表 旧表")
        .replace("一级指标 管理", "一级指标 账目")
    )
    (folder / "other.rubric").write_text(other, encoding="utf-8")
    write(folder, "own.case", OWN, title="other")
    write(folder, "review.case", OWN.replace("自评", "复评"))
    found = perfrules("compare", "small.rubric", "own.case", "review.case")
    assert found.code == 0
    assert "两次评价用的不是同一份评价表" in found.out
    assert "自评：旧表 (other," in found.out
    assert "复评：小表 (small," in found.out
    lines = [line.split() for line in found.out.splitlines()]
    assert ["执行", "6", "6", "6", "0"] in lines
    assert ["管理", "4", "4"] in lines
    assert ["账目", "4", "4"] in lines


@pytest.mark.parametrize("second", ["nosuch.case", "broken.case"])
def test_what_cannot_be_used_is_bad_input(perfrules: Run, folder: Path, second: str) -> None:
    write(folder, "own.case", OWN)
    write(folder, "broken.case", "案例 复评\n  支出 ＝ 95万元\n")
    found = perfrules("compare", "small.rubric", "own.case", second)
    assert (found.code, found.out) == (2, "")
    assert found.err


def test_from_python(folder: Path) -> None:
    import perfrules

    write(folder, "town.case", OWN + REVIEW)
    rubric = perfrules.load(folder / "small.rubric")
    own, review = perfrules.read_cases(folder / "town.case")
    comparison = rubric.compare(own, review)
    assert comparison.one_rubric
    assert comparison.difference is not None
    assert float(comparison.difference) == -4.5
    assert [row.name for row in comparison.changed] == ["执行", "管理"]


ROWS = """评价表 明细
  代码 rows
  满分 10分
一级指标 产出 10分
  明细 指标 按 权重
    指标 ：名称
    权重 ：比率 ≥0
    评定 ：评议
    每行 按 评定
"""


def test_supplied_rows_are_compared_cell_by_cell(perfrules: Run, folder: Path) -> None:
    (folder / "rows.rubric").write_text(ROWS, encoding="utf-8")
    head = "  指标 ＝\n  | 指标 | 权重 | 评定 |\n"
    own = f"案例 自评\n{head}  | 甲 | 60% | 5分 |\n  | 乙 | 40% | 4分 |\n"
    review = f"案例 复评\n{head}  | 甲 | 60% | 3分 |\n  | 丙 | 40% | 4分 |\n"
    write(folder, "rows.case", own + review, title="rows")
    found = perfrules("compare", "rows.rubric", "rows.case", "rows.case")
    assert (found.code, found.err) == (0, "")
    assert "「甲·评定」5分 → 3分" in found.out
    assert "「指标」多了一行：丙" in found.out
    assert "「指标」少了一行：乙" in found.out
