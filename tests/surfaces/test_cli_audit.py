"""audit: every published figure recomputed, as text, Markdown and data, and what the exit code says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
FACTS = "  支出 ＝ 90万元\n  收入 ＝ 100万元\n  账目错误 ＝ 0处\n"


def write(folder: Path, lines: str, facts: str = FACTS, name: str = "甲局") -> None:
    """A case of the small rubric: 3分 and 4分, 7分 in all."""
    text = f'评价表 small\n案例 {name}\n  来源 "年度报告"\n{facts}{lines}'
    (folder / "town.case").write_text(text, encoding="utf-8")


def test_a_report_that_agrees(perfrules: Run, folder: Path) -> None:
    write(folder, "  公布 执行率 90%\n  公布 执行 得分 3\n  公布 总分 7\n  公布 管理 得分 ≥3\n")
    found = perfrules("audit", "small.rubric", "town.case")
    assert (found.code, found.err) == (0, "")
    assert "公布 4 个数，复算 3 个：相符 3，不符 0" in found.out
    assert "其中：一致 3，文字 1" in found.out
    assert "复算总分7分（满分10分）" in found.out
    english = perfrules("audit", "small.rubric", "town.case", "--lang", "en")
    assert "4 figures printed, 3 recomputed: 3 agree, 0 disagree" in english.out


def test_what_disagrees_comes_first_with_its_cause_and_what_hangs_on_it(perfrules: Run, folder: Path) -> None:
    lines = '  公布 执行 得分 3\n  公布 总分 10 来源 "第9页"\n  核算 结余 ＝ 收入 − 支出 公布 10元\n  公布 执行率 90% 来源 "第2页"\n'
    write(folder, lines)
    found = perfrules("audit", "small.rubric", "town.case")
    assert found.code == 1
    apart, rest = found.out.split("其余的数")
    assert "不符  总分" in apart and "第9页" in apart
    assert "影响：总分会是10分而不是7分" in apart
    assert "可能的原因：单位错了：相差一万倍，印得太小" in apart
    assert "影响：不影响得分" in apart
    assert "不符的数中，影响得分的 1 个，影响等级的 0 个" in apart
    assert "执行率" in rest and "第2页" in rest and "年度报告" in rest


def test_known_discrepancies_are_findings_of_the_report_all_the_same(perfrules: Run, folder: Path) -> None:
    write(folder, '  公布 总分 9 不符 "相加有误"\n')
    assert perfrules("test", "town.case").code == 0
    found = perfrules("audit", "small.rubric", "town.case")
    assert found.code == 1
    assert "案例已说明：相加有误" in found.out


def test_as_data(perfrules: Run, folder: Path) -> None:
    write(folder, "  公布 执行 得分 6\n  公布 总分 10\n  公布 执行率 90%\n")
    found = perfrules("audit", "small.rubric", "town.case", "--format", "json")
    assert found.code == 1
    (audit,) = found.json["audits"]
    assert (audit["subject"], audit["total"], audit["printed"], audit["recomputed"]) == ("甲局", "7", 3, 3)
    assert (audit["agree"], audit["disagree"], audit["changes_score"]) == (1, 2, 2)
    score, total, rate = audit["figures"]
    assert [cause["name"] for cause in score["causes"]] == ["sum-of-maxima"]
    assert [cause["name"] for cause in total["causes"]][:1] == ["sum-of-maxima"] or total["causes"]
    assert (score["exact"], score["printed"], score["verdict"]) == ("3", "6", "differs")
    assert score["effect"]["score"] is True
    assert rate["effect"] is None
    assert score["at"].startswith("town.case:7:")


def test_as_a_markdown_page(perfrules: Run, folder: Path) -> None:
    write(folder, "  公布 执行 得分 6\n  公布 执行率 90%\n")
    found = perfrules("audit", "small.rubric", "town.case", "--format", "md")
    assert found.code == 1
    assert found.out.startswith("# 甲局：公布数的核对\n")
    assert "| 执行 得分 | 6 | 3分 | 年度报告 | 印的是分值6分，不是得分 |" in found.out
    assert "| 一致 | 执行率 | 90% | 90% | 年度报告 |" in found.out


def test_facts_that_cannot_be_scored_are_bad_input_and_said(perfrules: Run, folder: Path) -> None:
    write(folder, "  公布 总分 7\n", facts="  支出 ＝ 90万元\n")
    found = perfrules("audit", "small.rubric", "town.case")
    assert found.code == 2
    assert "缺数据「收入」" in found.out
    missing = perfrules("audit", "small.rubric", "nosuch.case")
    assert (missing.code, missing.out) == (2, "")
    none = perfrules("audit", "small.rubric", "small.rubric")
    assert none.code == 2


def test_one_of_several_cases_is_chosen(perfrules: Run, folder: Path) -> None:
    write(folder, "  公布 总分 7\n案例 乙局 沿用 案例 甲局\n  账目错误 ＝ 1处\n  公布 总分 5.5\n")
    assert perfrules("audit", "small.rubric", "town.case").out.count("复算总分") == 2
    found = perfrules("audit", "small.rubric", "town.case", "--case", "乙局")
    assert (found.code, found.out.count("复算总分")) == (0, 1)
    assert "复算总分5.5分" in found.out
    assert perfrules("audit", "small.rubric", "town.case", "--case", "丙局").code == 2


def test_from_python(case: Path) -> None:
    import perfrules

    rubric = perfrules.load("zizhou-2021")
    (published,) = perfrules.read_cases(case)
    audit = rubric.audit(published)
    assert audit.result is not None
    assert audit.result.grade == "良好"
    assert audit.recomputed == audit.agree + len(audit.disagreements)
    assert audit.changes_grade == ()
