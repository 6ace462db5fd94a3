"""The 子洲 table against 附件2 of the published report: every score as printed there, node by node."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import perfrules
from perfrules.compiler import compile_source
from perfrules.files import read_source
from perfrules.source import Source

CASE = Path(__file__).parents[2] / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"

# 附件2, in its order: 三级指标, 评分点 (— where the 三级指标 is scored itself), 分值, 得分 as printed.
ANNEX_2 = """
部门预算            部门预算的完整性      2    1.5
部门预算            部门预算的准确性      3    2
部门预算            部门预算细化性        3    3
部门预算            部门预算的及时性      2    2
绩效目标            —                     6    5
年初预算到位率      —                     8    8
预算完成率          —                     12   6.6
结转结余资金控制率  结转结余率            4    4
结转结余资金控制率  结转结余变动率        5    5
公用经费控制率      公用经费控制率        2    0
公用经费控制率      公用经费动态变动率    2    0
三公经费控制率      三公经费动态变动率    1.5  1.5
三公经费控制率      部门三公经费控制率    1.5  1.5
政府采购预算执行率  —                     3    3
部门决算            部门决算的完整性      2    2
部门决算            部门决算的准确性      3    3
部门决算            部门决算细化性        3    3
部门决算            部门决算的及时性      2    2
财政供养人员        —                     2    2
制度建设            —                     3    3
绩效目标的实现      —                     2    2
部门绩效评价        绩效自评率            2    2
部门绩效评价        整体自评质量          2    2
部门绩效评价        项目自评质量          3    2
部门绩效评价        部门评价开展情况      2    2
债权管理            —                     2    2
债务管理            —                     2    2
准确性              —                     2    2
使用率              —                     3    3
年度目标            —                     10   8
"""
# Sub-totals as printed in 六(三).
SUBTOTALS = {
    "投入": "21.5",
    "过程": "55.6",
    "过程·预算执行": "21.6",
    "过程·预算管理": "25",
    "过程·债权债务管理": "4",
    "过程·资产管理": "5",
    "效果": "8",
}


@pytest.fixture(scope="module")
def rubric() -> perfrules.Rubric:
    return perfrules.load("zizhou-2021")


@pytest.fixture(scope="module")
def result(rubric: perfrules.Rubric) -> perfrules.Result:
    source = read_source(CASE)
    assert isinstance(source, Source)
    document = compile_source(source).document
    assert document is not None
    return rubric.score(document.cases[0])


def test_total_and_grade(result: perfrules.Result) -> None:
    assert result.total == Fraction("85.1")
    assert result.grade == "良好"


@pytest.mark.parametrize("line", ANNEX_2.split("\n")[1:-1])
def test_annex_2(result: perfrules.Result, line: str) -> None:
    level3, item, points, score = line.split()
    node = result[level3 if item == "—" else f"{level3}·{item}"]
    assert node.is_leaf
    assert (node.points, node.score) == (Fraction(points), Fraction(score))


def test_annex_2_is_the_whole_table(result: perfrules.Result) -> None:
    lines = [line.split() for line in ANNEX_2.split("\n")[1:-1]]
    assert [leaf.name for leaf in result.leaves()] == [a if b == "—" else b for a, b, *_ in lines]


@pytest.mark.parametrize(("path", "score"), SUBTOTALS.items())
def test_subtotals(result: perfrules.Result, path: str, score: str) -> None:
    assert result[path].score == Fraction(Decimal(score))


def test_the_rate_is_exact_and_shown_as_printed(result: perfrules.Result) -> None:
    node = result["预算完成率"]
    assert node.value == Fraction(329675, 364294)
    assert node.shown_value == "90.5%"
    assert node.unrounded == (Fraction(329675, 364294) - Fraction(85, 100)) * 10 * 12
    assert "3296.75÷3642.94×100%＝90.5%" in node.reason()
    assert "(90.5%－85%)÷(95%－85%)×12分＝6.6分" in node.reason()


def test_it_checks_clean(rubric: perfrules.Rubric) -> None:
    assert rubric.diagnostics == ()


def test_every_rule_says_where_it_comes_from(rubric: perfrules.Rubric) -> None:
    silent = [
        leaf.name
        for leaf in rubric.model.leaves()
        if not any(note.kind in ("basis", "assumption") for note in leaf.notes)
    ]
    assert silent == []


def test_the_audit_of_the_report(rubric: perfrules.Rubric) -> None:
    (case,) = perfrules.read_cases(CASE)
    audit = rubric.audit(case)
    assert audit.problems == ()
    assert (audit.printed, audit.recomputed, audit.agree) == (117, 112, 109)
    wrong = {figure.line.title("zh"): [cause.name for cause in figure.causes] for figure in audit.disagreements}
    assert wrong == {
        "部门决算的准确性 得分": [],  # a sentence copied from the line above it
        "效果 得分率": ["rate-of-another-base"],  # 10 ÷ 10 instead of 8 ÷ 10
        "年末累计结转结余": [],
    }
    assert [figure.line.title("zh") for figure in audit.changes_score] == ["部门决算的准确性 得分"]
    assert audit.changes_grade == ()
