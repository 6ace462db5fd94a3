"""The 保靖 rubric against the report it was read from: every score as printed, and the audit of what the report got wrong."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import perfrules

CASE = Path(__file__).parents[2] / "rubric_defs" / "baojing-2019" / "baojing-yibaoju-2019.case"

# 三 of the report, in its order: 三级指标, 分值, 得分 as printed.
SCORES = """
绩效目标合理性              3  3
绩效指标明确性              3  3
在职人员控制率              3  3
“三公经费”变动率            4  0
预算完成率                  5  5
预算控制率                  5  4
新建楼堂馆所面积控制率      5  5
新建楼堂馆所投资概算控制率  5  5
公用经费控制率              8  8
“三公经费”控制率            8  8
政府采购执行率              6  6
管理制度健全性              8  8
资金使用合规性              6  6
预决算信息公开性            5  5
重点工作完成率              8  7
经济效益和社会效益          6  6
行政效能                    6  6
社会公众或服务对象满意度    6  6
"""


@pytest.fixture(scope="module")
def rubric() -> perfrules.Rubric:
    return perfrules.load("baojing-2019")


@pytest.fixture(scope="module")
def result(rubric: perfrules.Rubric) -> perfrules.Result:
    (case,) = perfrules.read_cases(CASE)
    return rubric.score(case)


def test_it_checks_clean_and_every_rule_says_where_it_comes_from(rubric: perfrules.Rubric) -> None:
    assert rubric.diagnostics == ()
    kinds = [{note.kind for note in leaf.notes} for leaf in rubric.model.leaves()]
    assert all("basis" in found for found in kinds)
    assert sum(1 for leaf in rubric.model.leaves() for _ in leaf.assumptions()) >= 20


@pytest.mark.parametrize("line", SCORES.split("\n")[1:-1])
def test_each_score_as_printed(result: perfrules.Result, line: str) -> None:
    name, points, score = line.split()
    assert (result[name].points, result[name].score) == (Fraction(points), Fraction(score))


def test_the_items_are_the_whole_table_and_come_to_94(result: perfrules.Result) -> None:
    assert [leaf.name for leaf in result.leaves()] == [line.split()[0] for line in SCORES.split("\n")[1:-1]]
    assert (result.points, result.total, result.grade) == (100, 94, "优")
    assert {name: result[name].score for name in ("投入", "过程", "产出及效率")} == {
        "投入": 9,
        "过程": 60,
        "产出及效率": 25,
    }


def test_the_values(result: perfrules.Result) -> None:
    assert result["“三公经费”变动率"].value == Fraction(4, 3)
    assert result["预算完成率"].value == 1
    assert result["预算控制率"].value == Fraction(84253, 564784)
    assert result["社会公众或服务对象满意度"].value == Fraction(96, 100)
    assert result["政府采购执行率"].value is None


def test_the_audit_finds_what_the_report_got_wrong(rubric: perfrules.Rubric) -> None:
    (case,) = perfrules.read_cases(CASE)
    audit = rubric.audit(case)
    assert audit.problems == ()
    assert (audit.printed, audit.recomputed, audit.agree) == (53, 52, 45)
    wrong = {figure.line.title("zh"): [cause.name for cause in figure.causes] for figure in audit.disagreements}
    assert wrong == {
        "过程 得分": ["sum-of-maxima", "part-at-full-marks"],
        "总分": ["parts-as-printed", "part-at-full-marks"],
        "预算完成率照印出的式子": ["term-left-out", "other-figure"],
        "一般商品和服务支出": [],
        "“三公经费”控制率按0.61万元": ["other-figure"],
        "城乡居民补偿人次": [],
        "城乡居民补偿支出": [],
    }
    assert {figure.line.title("zh") for figure in audit.changes_score} == {"过程 得分", "总分"}
    assert audit.changes_grade == ()


def test_the_formula_as_printed_gives_100_percent_without_the_reduction_only(rubric: perfrules.Rubric) -> None:
    (case,) = perfrules.read_cases(CASE)
    figures = {figure.line.name: figure for figure in rubric.audit(case).figures}
    as_printed = figures["预算完成率照印出的式子"]
    assert as_printed.line.exact == Fraction(649037, 564784)
    told = as_printed.causes[0].words.zh
    assert told == "漏了一项：(0万元＋5647.84万元－0万元)÷(0万元＋5647.84万元＋0万元)＝100%"
