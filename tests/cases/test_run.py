"""A case as a whole: what is published of it, and what its author reads."""

from __future__ import annotations

from pathlib import Path

import pytest

import perfrules
from perfrules.cases.report import CaseReport
from perfrules.cases.run import run_case

RUBRIC = """
评价表 试
舍入 各项得分 1位小数
满分 20分
数据
  支出 ：金额 万元
  收入 ：金额 万元
  补助 ：金额 万元
  等次 ：选项 优 ＞ 良
  核对 支出 ＝ 收入 容差 1万元
一级指标 投入 12分
  二级指标 完成率 10分
    特例 当 收入 ＝ 0 时 0分
    公式 ＝ 支出 ÷ 收入
    评分
      ≥ 95% ：满分
      (85%, 95%) ：线性 0分 至 满分
      ≤ 85% ：0分
  二级指标 合计 2分
    公式 总额 ＝ 支出 ＋ 收入 ＋ 补助
    满足 总额 ＞ 0元 得1分
    满足 「账实相符」 得1分
一级指标 结果 8分
  评分 等次
    优 ：8分
    良 ：5分
等级
  高 ：≥ 10
  低 ：＜ 10
"""
FACTS = "  支出 ＝ 3296.75万元\n  收入 ＝ 3642.94万元\n  补助 ＝ 0.06万元\n  等次 ＝ 优\n  账实相符 ＝ 是\n"


def report(lines: str, facts: str = FACTS, rubric: str = RUBRIC) -> CaseReport:
    case = f"案例 甲局\n{facts}" + "".join(f"  {line}\n" for line in lines.splitlines() if line.strip())
    loaded = perfrules.loads(rubric + case)
    return run_case(loaded, loaded.cases[0])


def verdict(line: str, facts: str = FACTS) -> str:
    """The verdict of one line, with ! where it fails; the names of its problems where it cannot be compared."""
    found = report(line, facts)
    if found.problems:
        assert not found.passed
        return " ".join(item.kind.name for item in found.problems)
    (only,) = found.lines
    assert found.passed is not only.fails
    return only.verdict.value + ("!" if only.fails else "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # values: a heading's 指标值, a formula by name, a label
        ("公布 完成率 90.5%", "agrees"),
        ("公布 投入·完成率 90.50%", "agrees"),
        ("公布 完成率 90.4%", "truncated"),
        ("公布 完成率 91.5%", "differs!"),
        ("公布 完成率 0.905", "agrees"),
        ("公布 完成率 90.5", "differs!"),
        ("公布 完成率 ≥85%", "text"),
        ("公布 完成率 小于100%", "text"),
        ("公布 总额 6939.75万元", "agrees"),
        ("公布 总额 6939.77万元", "rounded-sum"),
        ("公布 总额 6939.78万元", "differs!"),
        ("公布 总额 6939.75", "agrees"),
        ("公布 总额 0.69亿元", "agrees"),
        ("公布 合计 6939.75万元", "agrees"),
        ("公布 结果 优", "agrees"),
        ("公布 结果 良", "differs!"),
        # scores, subtotals, the total, the grade
        ("公布 完成率 得分 5.5", "agrees"),
        ("公布 完成率 得分 5.5分", "agrees"),
        ("公布 完成率 得分 5.4", "differs!"),
        ("公布 投入 得分 7.5", "agrees"),
        ("公布 投入 得分 7.4", "differs!"),
        ("公布 投入 小计 7.4", "rounded-sum"),
        ("公布 投入 小计 7.3", "differs!"),
        ("公布 总分 15.5", "agrees"),
        ("公布 总分 15.4", "differs!"),
        ("公布 等级 高", "agrees"),
        ("公布 等级 低", "differs!"),
        # known discrepancies
        ('公布 完成率 91.5% 不符 "笔误"', "differs"),
        ('公布 完成率 90.5% 不符 "笔误"', "agrees!"),
        ('公布 完成率 90.4% 不符 "笔误"', "truncated!"),
        ('公布 总分 15.4 不符 "笔误"', "differs"),
        ('公布 总分 15.5 不符 "笔误"', "agrees!"),
        ('公布 完成率 ≥85% 不符 "笔误"', "text"),
        # what names nothing, or nothing of that kind
        ("公布 完成度 90.5%", "unknown-published"),
        ("公布 完成度 得分 5", "unknown-published"),
        ("公布 投入 90.5%", "nothing-to-compare"),
        ("公布 支出 3296.75万元", "published-fact"),
        ("公布 完成率 九成", "published-not-a-figure"),
        ("公布 完成率 3万元", "wrong-fact-unit"),
        ("公布 完成率 得分 50%", "wrong-fact-unit"),
        ("公布 结果 中", "unknown-choice"),
    ],
)
def test_each_line_gets_its_verdict(line: str, expected: str) -> None:
    assert verdict(line) == expected


def test_the_value_of_a_formula_that_nothing_needed_is_the_documents_convention() -> None:
    facts = FACTS.replace("收入 ＝ 3642.94万元", "收入 ＝ 0万元")
    assert verdict("公布 完成率 0", facts) == "convention"
    assert verdict('公布 完成率 0 不符 "未列"', facts) == "convention"
    assert verdict("公布 完成率 得分 0", facts) == "agrees"


def test_total_and_grade_in_one_line_are_two_figures() -> None:
    found = report("公布 总分 15.5 等级 低")
    assert [(line.what, line.verdict.value) for line in found.lines] == [("total", "agrees"), ("grade", "differs")]
    assert not found.passed


def test_two_prints_of_one_figure_are_told_apart_by_their_source() -> None:
    found = report('公布 完成率 得分 5.5 来源 "附件"\n公布 完成率 得分 5 来源 "正文" 不符 "漏了小数"')
    assert found.passed
    assert [(line.source, line.verdict.value) for line in found.lines] == [("附件", "agrees"), ("正文", "differs")]


def test_a_name_that_fits_two_headings_is_told_with_both_paths() -> None:
    rubric = """
评价表 试
满分 2分
一级指标 预算 1分
  二级指标 完整性 1分
    满足 「甲」 得1分
一级指标 决算 1分
  二级指标 完整性 1分
    满足 「乙」 得1分
"""
    found = report("公布 完整性 得分 1\n公布 决算·完整性 得分 1", "  甲 ＝ 是\n  乙 ＝ 是\n", rubric)
    assert [item.kind.name for item in found.problems] == ["ambiguous-published"]
    assert "预算·完整性" in found.problems[0].message("zh")
    assert [line.verdict.value for line in found.lines] == ["agrees"]


def test_a_heading_and_its_part_of_one_name() -> None:
    rubric = """
评价表 试
满分 2分
数据
  率 ：比率
一级指标 控制率 2分
  二级指标 控制率 1分
    公式 ＝ 率 × 2
    评分
      ≥ 1 ：1分
      ＜ 1 ：0分
  二级指标 其他 1分
    满足 「乙」 得1分
"""
    lines = "公布 控制率 100%\n公布 控制率·控制率 得分 1\n公布 控制率 小计 2"
    found = report(lines, "  率 ＝ 50%\n  乙 ＝ 是\n", rubric)
    assert not found.problems
    assert [line.verdict.value for line in found.lines] == ["agrees"] * 3


LEFT_OUT = """
评价表 试
舍入 各项得分 1位小数
满分 30分
一级指标 管理 20分
  二级指标 日常 10分
    评议 0分至10分
  二级指标 专项 10分
    不适用 当 「没有专项」 时 不计入
    评议 0分至10分
一级指标 满意 10分
  择优
  二级指标 问卷 10分
    评议 0分至10分
  二级指标 测评 10分
    评议 0分至10分
"""


def test_what_is_left_out_has_no_score_to_agree_with() -> None:
    facts = "  没有专项 ＝ 是\n  日常 ＝ 8分\n  问卷 ＝ 7分\n  测评 ＝ 6分\n"
    lines = "公布 专项 得分 —\n公布 专项 得分 0\n公布 总分 22.5"
    found = report(lines, facts, LEFT_OUT)
    assert [line.verdict.value for line in found.lines] == ["text", "differs", "agrees"]
    assert found.lines[1].computed.zh == "不计入"


def test_a_best_of_is_no_sum_that_rounding_could_be_off_in() -> None:
    facts = "  没有专项 ＝ 是\n  日常 ＝ 8分\n  问卷 ＝ 7分\n  测评 ＝ 6分\n"
    found = report("公布 管理 小计 8.1\n公布 满意 小计 7.1\n公布 满意 得分 7", facts, LEFT_OUT)
    assert [line.verdict.value for line in found.lines] == ["rounded-sum", "differs", "agrees"]


def test_a_grade_without_a_scale_is_an_error() -> None:
    rubric = "评价表 试\n满分 1分\n一级指标 甲 1分\n  满足 「好」 得1分\n"
    assert [item.kind.name for item in report("公布 等级 高", "  好 ＝ 是\n", rubric).problems] == ["no-grades"]


def test_bad_facts_fail_the_case_and_wrong_names_still_show() -> None:
    found = report(
        "公布 完成率 90.5%\n公布 完成度 90.5%\n公布 总分 九", FACTS.replace("支出 ＝ 3296.75万元", "支出 ＝ x")
    )
    assert not found.passed
    assert found.result is None
    assert [item.kind.name for item in found.problems] == ["not-a-number", "unknown-published"]
    assert found.problems[1].suggestions == ("完成率",)
    assert found.problems[1].span.text.startswith("公布 完成度")


def test_missing_facts_point_at_the_case() -> None:
    found = report("", FACTS.replace("  补助 ＝ 0.06万元\n", ""))
    assert [item.kind.name for item in found.problems] == ["missing-fact"]
    assert found.problems[0].span.text.startswith("案例")


def test_a_case_that_agrees_is_one_line() -> None:
    facts = FACTS.replace("3642.94", "3296.75")
    found = report("公布 完成率 100%\n公布 总分 20 等级 高", facts)
    assert found.passed
    assert found.render("zh") == "通过  甲局：总分 20分 高；公布的 3 个数全部一致"
    assert found.render("en") == "passed  甲局: total 20 高; all 3 published figures agree"
    assert len(found.render("zh", verbose=True).splitlines()) == 4


def test_what_does_not_agree_is_told_with_both_figures_and_its_place() -> None:
    text = report('公布 完成率 91.5%\n公布 总分 15.5\n公布 等级 低 不符 "误"').render("zh")
    assert text.startswith("不通过  甲局：总分 15.5分 高；公布的 3 个数：一致 1，不符 2")
    assert "不符  完成率  公布 91.5%  计算 90.497%" in text
    assert "--> rubric:" in text
    assert "已说明：误" in text
    assert "15.5分" not in text.splitlines()[1]


def test_a_percent_sign_left_out_is_offered() -> None:
    (line,) = report("公布 完成率 90.5").lines
    assert line.hint is not None
    assert "90.5%" in line.hint.zh


def test_verify_lines_are_shown_and_never_fail() -> None:
    found = report("公布 总分 15.5")
    assert found.passed
    assert "核对  支出 ＝ 收入：左边 3296.75万元，右边 3642.94万元，相差 -346.19万元" in found.render("zh")
    assert "verify" in found.render("en")


def test_columns_line_up_in_terminal_cells() -> None:
    from perfrules.source import cell_width

    text = report('公布 完成率 得分 5 来源 "a"\n公布 总分 9 来源 "b"\n公布 合计 1万元 来源 "c"').render("zh")
    rows = [row for row in text.splitlines() if row.startswith("  不符")]
    assert len({cell_width(row[: row.index("公布")]) for row in rows}) == 1
    assert len({cell_width(row[: row.index("计算")]) for row in rows}) == 1
    assert len({cell_width(row) for row in rows}) == 1


def test_a_report_is_written_in_characters_that_a_chinese_console_has() -> None:
    text = report('公布 完成率 91.5%\n公布 完成度 1\n公布 总分 15.5 不符 "误"').render("zh", verbose=True)
    text.encode("gbk")


def test_the_report_for_programs() -> None:
    data = report('公布 完成率 90.5% 来源 "附件"\n公布 总分 15 不符 "误"').to_dict("en")
    assert data["passed"] is True
    assert data["total"] == "15.5"
    assert data["grade"] == "高"
    assert data["counts"] == {"agrees": 1, "differs": 1}
    first, second = data["lines"]
    assert (first["name"], first["what"], first["printed"], first["verdict"]) == ("完成率", "value", "90.5%", "agrees")
    assert first["source"] == "附件"
    assert second["reason"] == "误"
    assert second["fails"] is False
    assert second["line"] > first["line"]
    assert [finding["text"] for finding in data["findings"]] == ["支出 ＝ 收入"]


SHIPPED = Path(__file__).parents[2] / "rubric_defs" / "zizhou-2021"


def test_the_published_zizhou_case_verdict_by_verdict() -> None:
    from perfrules.cases.collect import collect

    ((rubric, case),) = collect([SHIPPED / "zizhou-yibaoju-2021.case"])
    assert isinstance(rubric, perfrules.Rubric)
    assert case is not None
    found = run_case(rubric, case)
    assert found.passed
    others = {line.title("zh"): line.verdict.value for line in found.lines if line.verdict.value != "agrees"}
    assert others == {
        "三公经费动态变动率": "convention",  # printed as 0, 0 ÷ 0 in truth
        "部门三公经费控制率": "convention",
        "预算其他科目占比": "text",
        "决算其他科目占比": "text",
        "公用经费动态变动率": "text",  # above 100%, printed for another rate
        "部门决算的准确性 得分": "differs",  # the text's 2 points against the annex's 3
        "效果 得分率": "differs",  # 8 of 10 printed as 100%
        "年末累计结转结余": "differs",
        "职工特殊慢性病次均报销费用": "truncated",
        "居民住院次均报销费用": "truncated",
        "居民次均特殊慢性病门诊费用": "truncated",
    }
    assert len(found.lines) == 117
    annex = [line for line in found.lines if line.source.startswith("附件2")]
    assert len({line.name for line in annex if line.what == "score"}) == len(list(rubric.model.leaves())) == 30
    assert [f.difference for f in found.result.findings] == ["-680.31万元"] if found.result else False
