"""Results in Python: every point lost has its reason, and a result shows itself as text and HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import perfrules
from perfrules import Result
from perfrules.compiler import compile_source
from perfrules.diagnostics import Diagnostic
from perfrules.files import read_source
from perfrules.result.explain import chinese, explain
from perfrules.result.table import score_table
from perfrules.source import cell_width


@pytest.fixture(scope="module")
def published() -> Result:
    """The result of the published case."""
    path = Path(__file__).resolve().parents[2] / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"
    source = read_source(path)
    assert not isinstance(source, Diagnostic)
    document = compile_source(source).document
    assert document is not None
    return perfrules.load("zizhou-2021").score(document.cases[0])


def scored(clauses: str, points: str, facts: Mapping[str, Any], head: str = "") -> Result:
    """The result of a rubric with one leaf."""
    lines = "\n".join(f"  {line}" for line in clauses.strip().splitlines())
    text = f"评价表 试\n  满分 {points}\n  舍入 各项得分 1位小数\n{head}一级指标 项 {points}\n{lines}\n"
    return perfrules.loads(text).score(facts)


def test_every_point_lost_has_its_step(published: Result) -> None:
    for node in published.leaves():
        assert sum((reason.lost for reason in node.reasons), Fraction(0)) == node.lost, node.name


@pytest.mark.parametrize(
    ("clauses", "points", "facts", "lost"),
    [
        ("扣分 「错」 每1处 扣1.5分", "4分", {"错": 1}, ["1.5"]),
        # Cut at 0: what is beyond is given back by the step that says so.
        ("扣分 「错」 每1处 扣1.5分", "4分", {"错": 9}, ["13.5", "-9.5"]),
        ("满足 「甲」 得1分\n满足 「乙」 得3分 部分得1分", "4分", {"甲": False, "乙": "部分满足"}, ["1", "2"]),
        ("特例 当 「未公开」 时 0分\n扣分 「错」 每1处 扣1分", "4分", {"未公开": True}, ["4"]),
        ("评议 0分至4分", "4分", {"项": "2.5分"}, ["1.5"]),
        # Rounded to one decimal: the step takes what rounding took.
        ("扣分 「慢」 每3天 扣0.5分 零头按比例", "4分", {"慢": 1}, ["0.2"]),
        ("基础分 1分\n扣分 「错」 每1处 扣0.5分 至多1分\n满足 「全」 得3分", "4分", {"错": 3, "全": True}, ["1"]),
    ],
)
def test_steps_of_each_idiom_add_up(clauses: str, points: str, facts: dict[str, Any], lost: list[str]) -> None:
    (node,) = scored(clauses, points, facts).leaves()
    found = [reason.lost for reason in node.reasons if reason.lost]
    assert found == [Fraction(value) for value in lost]
    assert sum(found) == node.lost


@pytest.mark.parametrize(
    ("clauses", "facts", "lost"),
    [
        # An award beside a rule gives points back; not to get it is no loss.
        ("评议 0分至4分\n满足 「甲」 得2分", {"项": 3, "甲": "否"}, ["1"]),
        ("评议 0分至4分\n满足 「甲」 得2分", {"项": 1, "甲": "是"}, ["3", "-2"]),
        ("评议 0分至4分\n满足 「甲」 得2分", {"项": 3, "甲": "是"}, ["1", "-2", "1"]),
        # Where awards come to more than the full marks, or to less, a step says so.
        ("范围 [0分, 6分]\n满足 「甲」 得2分\n满足 「乙」 得4分", {"甲": "是", "乙": "是"}, ["-2"]),
        ("范围 [0分, 6分]\n满足 「甲」 得2分\n满足 「乙」 得4分", {"甲": "否", "乙": "是"}, ["-2", "2"]),
        ("范围 [−1分, 3分]\n满足 「甲」 得3分\n扣分 「错」 扣1分", {"甲": "是", "错": "是"}, ["1", "1"]),
        ("范围 [0分, 6分]\n评议 0分至6分", {"项": 6}, ["-2"]),
    ],
)
def test_steps_add_up_beyond_the_full_marks(clauses: str, facts: dict[str, Any], lost: list[str]) -> None:
    (node,) = scored(clauses, "4分", facts).leaves()
    assert [reason.lost for reason in node.reasons if reason.lost] == [Fraction(value) for value in lost]
    assert node.lost == sum(Fraction(value) for value in lost)


@pytest.mark.parametrize(
    ("clauses", "facts", "lost"),
    [
        ("评议 0分至4分", {"项": 3}, ["3"]),
        ("扣分 「查实」 每1项 扣1分", {"查实": 3}, ["4", "-3"]),
        ("加分 「问题」 每1个 加1分 至多4分", {"问题": 9}, ["4"]),
        ("特例 当 「停」 时 3分\n评议 0分至4分", {"停": "是"}, ["3"]),
        (
            "基础分 1分\n加分 「问题」 每1个 加1分 至多3分\n扣分 「查实」 每1项 扣1分",
            {"问题": 1, "查实": 5},
            ["1", "1", "-5", "3"],
        ),
    ],
)
def test_where_lower_is_better_a_step_loses_what_it_scores(
    clauses: str, facts: dict[str, Any], lost: list[str]
) -> None:
    lines = "\n".join(f"  {line}" for line in clauses.splitlines())
    rubric = perfrules.loads(f"评价表 试\n满分 4分 分低为优\n舍入 无\n一级指标 项 4分\n{lines}\n")
    (node,) = rubric.score(facts).leaves()
    assert [reason.lost for reason in node.reasons if reason.lost] == [Fraction(value) for value in lost]
    assert node.lost == node.score == sum(Fraction(value) for value in lost)


def test_adjustments_give_points_back() -> None:
    text = """评价表 试
满分 4分
舍入 无
一级指标 项 4分
  评议 0分至4分
加减分 至多加3分
  加分 「奖」 每1次 加2分 至多4分
  扣分 「罚」 每1次 扣1分 至多2分
"""
    node = list(perfrules.loads(text).score({"项": 1, "奖": 5, "罚": 0}).leaves())[-1]
    assert [reason.lost for reason in node.reasons if reason.lost] == [-4, 1]
    assert node.lost == -3


def test_an_explanation_carries_the_remarks_of_what_was_used() -> None:
    text = """评价表 试
满分 20分
舍入 无
数据
  停 ：是否
  率 ：比率 [0%, 200%]
一级指标 甲 10分
  特例 当 停 时 满分 "没有业务"
  评分 率 "按支出" 假定 "表上没有写"
    ≤ 100% ：满分
    ＞ 100% ：0分 "超支"
一级指标 乙 10分
  扣分 「错」 每1处 扣1分
否决 当 「违法」 时 总分 ＝ 0分 "从严"
"""
    rubric = perfrules.loads(text)
    facts = {"停": "否", "率": "120%", "错": 0, "违法": "是"}
    lines = [line.strip() for line in rubric.score(facts).explain().splitlines()]
    assert [line for line in lines if line.startswith(("备注", "假定"))] == [
        "备注：按支出",
        "备注：超支",
        "假定：表上没有写",
    ]
    assert lines[2].endswith("（否决：「违法」，总分按0分，从严）。")
    assert "Note: 没有业务" in rubric.score(facts | {"停": "是"}).explain("en")


def test_an_explanation_carries_what_is_said_of_results_and_of_what_counts_nowhere() -> None:
    """The basis where it is not the best of the results, as it is where points are lost."""
    text = """评价表 试
结果等次 优 ＞ 良 ＞ 差
数据
  率 ：比率 ≥0
一级指标 综合评价 "看最差的"
  木桶
  二级指标 制度 "看是否齐全"
    依据 "第2条"
    评议
  二级指标 执行
    依据 "第3条"
    假定 "分段含下界"
    评分 率
      ≥ 95% ：优
      [85%, 95%) ：良 "还行"
      ＜ 85% ：差
"""
    said = [line.strip() for line in perfrules.loads(text).score({"制度": "优", "率": "90%"}).explain().splitlines()]
    assert [line for line in said if line.startswith(("备注", "假定", "依据"))] == [
        *("备注：看最差的", "备注：看是否齐全", "备注：还行", "假定：分段含下界", "依据：第3条"),
    ]
    text = """评价表 试
满分 10分
数据
  数 ：计数 个
一级指标 甲 10分
  二级指标 丙 10分
    扣分 「错」 每1处 扣1分
  二级指标 乙 不计分 "只作参考"
    公式 倍 ＝ 数 × 2
"""
    said = [line.strip() for line in perfrules.loads(text).score({"错": 0, "数": 3}).explain().splitlines()]
    assert said[-1] == "备注：只作参考"


def test_a_result_is_told_in_the_language_of_its_rubric() -> None:
    text = """rubric Sample
  full marks 10 points
  no rounding
level 1 indicator Errors 10 points
  deduct 1 point per 1 error of 「found」
"""
    result = perfrules.loads(text).score({"found": 3})
    assert "<th>Points lost</th>" in result._repr_html_()
    assert "found 3 error, 1 point per 1 error: −3 points." in result.explain()
    assert result.explain("zh").splitlines()[1] == "总分7分（满分10分）。"
    assert result.to_dict()["nodes"][0]["reason"].startswith("found 3 error")


def test_steps_hold_the_evidence_of_the_facts_they_read(published: Result) -> None:
    steps = published["部门预算的准确性"].reasons
    assert steps[0].evidence == ("六（三）1.2；附件2：机关运行经费叙述上下年度对比不一致",)
    assert steps[3].evidence == ()


def test_a_value_is_not_said_twice_in_a_row(published: Result) -> None:
    assert published["公用经费动态变动率"].reason() == (
        "公用经费动态变动率＝(37.3－178.42)÷178.42×100%＝-79.09%；属于「＜ −15%」；得0分。"
    )
    assert published["年度目标"].reason() == "县委目标责任考核结果为良好；得8分。"


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        ("评分 率\n  ≥ 95% ：满分\n  ＜ 95% ：0分", "率为94.999%，属于「＜ 95%」"),
        ("满足 率 ＜ 95% 得4分", "率 ＜ 95%：94.999%＜95%，满足，得4分"),
        ("扣分 率 低于 95% 每1个百分点 扣1分 零头进位", "率94.999%低于95%，相差0.001个百分点"),
    ],
)
def test_no_figure_is_rounded_across_a_bound(clause: str, sentence: str) -> None:
    facts = "数据\n  甲 ：金额 万元\n  乙 ：金额 万元 ＞0\n"
    result = scored(f"公式 率 ＝ 甲 ÷ 乙\n{clause}", "4分", {"甲": "94.999万元", "乙": 100}, facts)
    assert sentence in result["项"].reason()


def test_explanations_name_basis_and_assumptions(published: Result) -> None:
    text = published.explain()
    node = published["使用率"]
    assert [note.text for note in node.assumptions()]
    for note in node.assumptions():
        assert f"假定：{note.text}" in text
    # The source of a rule is told where points were lost.
    assert f"依据：{published['预算完成率'].bases()[0].text}" in text
    assert f"依据：{node.bases()[0].text}" not in text


def test_an_explanation_is_wrapped_on_request_only(published: Result) -> None:
    wide, narrow = explain(published), explain(published, width=60)
    assert max(map(cell_width, wide.splitlines())) > 100
    assert max(map(cell_width, narrow.splitlines())) <= 60


def test_nothing_lost_is_said() -> None:
    result = scored("扣分 「错」 每1处 扣1分", "4分", {"错": 0})
    assert result.explain(lost_only=True).splitlines()[1] == "总分4分（满分4分）。没有扣分。"
    assert result.explain("en", lost_only=True).splitlines()[1] == "Total 4/4. No points were lost."


@pytest.mark.parametrize("width", [72, 100, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_keep_to_their_width(published: Result, width: int, lang: str) -> None:
    lines = score_table(published, lang, width).splitlines()
    assert max(map(cell_width, lines)) <= width


def test_long_names_are_wrapped() -> None:
    name = "部门整体支出绩效目标设定的科学性合理性及与部门职责年度工作任务相匹配的程度"
    rubric = perfrules.loads(f"评价表 试\n  满分 4分\n一级指标 {name} 4分\n  扣分 「错」 每1处 扣1分\n")
    lines = score_table(rubric.score({"错": 2})).splitlines()
    assert max(map(cell_width, lines)) <= 100
    assert not any(name in line for line in lines)


def test_findings_of_verification_are_shown(published: Result) -> None:
    for text in (score_table(published).replace("\n", ""), published.explain(), published._repr_html_()):
        assert "相差 -680.31万元" in text


def test_html_escapes_everything() -> None:
    rubric = perfrules.loads(
        '评价表 <i>试</i>\n  满分 4分\n一级指标 <b>项</b> 4分\n  假定 "<script>"\n  扣分 「<错>」 每1处 扣1分\n'
    )
    result = rubric.score({"<错>": 2})
    for page in (result._repr_html_(), rubric._repr_html_()):
        assert "&lt;b&gt;项" in page
        assert "&lt;错&gt;" in page
        for raw in ("<b>项", "<i>试", "<script>", "<错>"):
            assert raw not in page


def test_to_dict_is_json_with_exact_figures(published: Result) -> None:
    data = json.loads(json.dumps(published.to_dict(), ensure_ascii=False))
    assert data["subject"] == "子洲县医疗保障局2021"
    node = next(node for node in data["nodes"] if node["name"] == "项目自评质量")
    assert [step["lost"] for step in node["steps"]] == ["0.5", "0.5", "0"]
    assert [step["amount"] for step in node["steps"]] == ["0.5", "0.5", "1"]


def test_headings_are_numbered_as_reports_do() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 35, 100)] == ["一", "十", "十一", "二十", "三十五", "100"]


OPEN = """
评价表 试
满分 100分
一级指标 管理 60分
  评议 0分至60分
未录 40分   "效益部分没有附上"
一级指标 其他 空
等级
  优 ：≥ 90
  良 ：[60, 90)
  差 ：＜ 60
"""


def test_a_total_that_is_not_known() -> None:
    result = perfrules.loads(OPEN).score({"管理": 55})
    assert (result.low, result.high, result.is_known, result.grade) == (55, 95, False, None)
    assert result.grades == ("优", "良", "差")
    with pytest.raises(perfrules.UnknownTotal, match="55 – 95"):
        result.total  # noqa: B018
    found = result.to_dict()
    assert found["total"] == {"low": "55", "high": "95"}
    assert found["grades"] == ["优", "良", "差"]
    assert [node["score"] for node in found["nodes"]] == ["55", {"low": "0", "high": "40"}, None]
    text = result.explain()
    assert "总分55分至95分（满分100分），等级未定（优、良、差），有未录的部分" in text
    assert "未录：共40分，未录，效益部分没有附上" in text
    assert "0~40" in score_table(result) and "—" in score_table(result)
    assert "Total between 55 and 95, of 100, grade not known (优, 良, 差)" in result.explain("en")
    assert "0~40" in result._repr_html_()


def test_a_total_that_was_judged() -> None:
    rubric = perfrules.loads("评价表 试\n满分 100分\n一级指标 产出 分值 未公布\n总分 评议 0分至100分 须说明\n")
    result = rubric.score({"总分": {"值": "96分", "理由": "任务完成"}})
    assert (result.total, result.judged) == (96, True)
    assert result.to_dict()["judged"] is True
    assert "总分由评议得出，不是逐项计算" in result.explain()
    assert "the total judged and not computed" in score_table(result, "en")
    assert "评议得96分（0分至100分）：任务完成" in result.to_dict()["stages"][0]["why"]


def test_a_table_of_results_shows_no_points() -> None:
    text = "评价表 试\n结果等次 优 ＞ 良 ＞ 差\n一级指标 综合\n  木桶\n  二级指标 制度\n    评议\n  二级指标 执行\n    评议\n"
    rubric = perfrules.loads(text)
    result = rubric.score({"制度": "优", "执行": "差"})
    assert (result.grade, result["制度"].label, result.has_total) == ("良", "优", False)
    with pytest.raises(perfrules.NoTotal):
        result.total  # noqa: B018
    assert "结果“良”" in result.explain() and "分" not in result.explain()
    assert [node.get("result") for node in result.to_dict()["nodes"]] == ["良", "优", "差"]
    assert "结果等次 优 ＞ 良 ＞ 差" in rubric._repr_html_()
