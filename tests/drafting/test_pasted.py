"""A printed criterion pasted below its heading: check offers the rule that it seems to state, to be looked at."""

from __future__ import annotations

import pytest

from perfrules.compiler import compile_source
from perfrules.diagnostics import Severity
from perfrules.drafting.pasted import with_rules
from perfrules.source import Source

TABLE = """评价表 道路养护
  满分 20分
  舍入 无
数据
  支出 ：金额 万元
一级指标 执行率 20分
  {}
"""


@pytest.mark.parametrize(
    ("printed", "rule", "facts", "doubt"),
    [
        ("每发生1次投诉扣2分，扣完为止", "扣分 「投诉」 每1次 扣2分", "", ""),
        (
            "执行率≥95%得满分；每低1个百分点扣1分，扣完为止",
            "扣分 执行率 低于 95% 每1个百分点 扣1分 零头不计",
            "\n  执行率 ：比率",
            "零头怎么算没有印",
        ),
        ("由评审组酌情打分", "评议 0分至20分", "", "由评价组在0分到满分之间评定"),
        ("每发生1次投诉扣2分，最多扣10分", "扣分 「投诉」 每1次 扣2分 至多10分", "", ""),
        (
            "每发生1次投诉扣2分（机构改革期间的不算）",
            "扣分 「投诉」 每1次 扣2分",
            "",
            "没有写进规则：机构改革期间的不算",
        ),
    ],
)
def test_the_rule_is_offered_and_checks_clean(printed: str, rule: str, facts: str, doubt: str) -> None:
    text = TABLE.format(printed)
    compiled = compile_source(Source("甲.rubric", text))
    [message] = [item for item in with_rules(compiled) if item.severity is Severity.ERROR]
    [fix] = message.fixes
    assert fix.apply(text) == TABLE.format(rule).replace("\n数据", f"\n数据{facts}")
    assert "请核对" in fix.title.zh
    assert doubt in fix.title.zh
    assert not compile_source(Source("甲.rubric", fix.apply(text))).failed


def test_the_points_are_those_of_the_heading_not_a_figure_in_its_name() -> None:
    text = TABLE.format("有制度得10分，按制度执行得10分").replace("执行率 20分", "10分钟响应（20分）")
    [message] = [
        item for item in with_rules(compile_source(Source("甲.rubric", text))) if item.severity is Severity.ERROR
    ]
    [fix] = message.fixes
    assert fix.apply(text).endswith("  满足 「有制度」 得10分\n  满足 「按制度执行」 得10分\n")


@pytest.mark.parametrize("note", ['   假定 "按次数，不按人数，不扣"', '  依据 "附件1"', "  # 待核"])
def test_a_note_behind_the_printed_words_stays_behind_the_rule(note: str) -> None:
    text = TABLE.format(f"每发生1次投诉扣2分{note}")
    compiled = compile_source(Source("甲.rubric", text))
    [message] = [item for item in with_rules(compiled) if item.severity is Severity.ERROR]
    [fix] = message.fixes
    assert fix.apply(text) == TABLE.format(f"扣分 「投诉」 每1次 扣2分{note}")
    assert not compile_source(Source("甲.rubric", fix.apply(text))).failed


@pytest.mark.parametrize("printed", ["参照上级文件评分", "详见附件三", "扣2分"])
def test_what_is_not_understood_is_not_guessed(printed: str) -> None:
    compiled = compile_source(Source("甲.rubric", TABLE.format(printed)))
    assert compiled.failed
    titles = [fix.title.zh for item in with_rules(compiled) for fix in item.fixes]
    assert not any("请核对" in title for title in titles)


ROWS = """评价表 道路养护
  满分 8分
  舍入 无
数据
  支出 ：金额 万元
  预算 ：金额 万元 ＞0
一级指标 成本 8分
  公式 {measure} ＝ (预算 − 支出) ÷ 预算
  评分 {measure}
    {row}
    {others}
"""


@pytest.mark.parametrize(
    ("measure", "row", "others", "written"),
    [
        ("成本节约率", "超支10%以内（含）：3分", "≥ 0 ：满分", ["[−10%, 0) ：3分"]),
        ("变动率", "超支10%以内（含）：3分", "＞ 10% ：0分", ["(0%, 10%] ：3分", "[−10%, 0) ：3分"]),
        ("变动率", "达到95%以上：满分", "＜ 95% ：0分", ["≥ 95% ：满分"]),
        ("变动率", "低于95%的：0分", "≥ 95% ：满分", ["＜ 95% ：0分"]),
        ("变动率", "80%（含）到95%之间：3分", "≥ 95% ：满分", ["[80%, 95%) ：3分", "[80%, 95%] ：3分"]),
        ("变动率", "支出变动率达到95%以上：满分", "＜ 95% ：0分", ["≥ 95% ：满分"]),
        (
            "变动率",
            "(0, 5%) ：每少1个百分点扣1.6分",
            "≥ 5% ：满分",
            [f"(0, 5%) ：满分 起 每低1个百分点 扣1.6分 零头{part}" for part in ("不计", "按比例", "进位")],
        ),
        (
            "变动率",
            "超过100%：每超过2个百分点扣0.5分",
            "≤ 100% ：满分",
            [f"＞ 100% ：满分 起 每高2个百分点 扣0.5分 零头{part}" for part in ("不计", "按比例", "进位")],
        ),
    ],
)
def test_a_row_in_printed_words_is_offered_as_it_is_written(
    measure: str, row: str, others: str, written: list[str]
) -> None:
    text = ROWS.format(measure=measure, row=row, others=others)
    errors = [item for item in with_rules(compile_source(Source("甲.rubric", text))) if item.severity is Severity.ERROR]
    [message] = [item for item in errors if item.kind.name == "printed-wording"]
    assert message.span.text == row
    assert [fix.apply(text) for fix in message.fixes] == [
        ROWS.format(measure=measure, row=each, others=others) for each in written
    ]


def test_one_item_of_a_list_is_offered_though_the_others_are_not_written_yet() -> None:
    text = TABLE.format("满足 「有制度」 得10分\n  落实管护人员得5分")
    [message] = [
        item for item in with_rules(compile_source(Source("甲.rubric", text))) if item.kind.name == "printed-wording"
    ]
    [fix] = message.fixes
    assert fix.apply(text) == TABLE.format("满足 「有制度」 得10分\n  满足 「落实管护人员」 得5分")


def test_other_messages_stay_as_they_are() -> None:
    compiled = compile_source(
        Source("甲.rubric", TABLE.format("评议 0分至20分").replace("20分\n  舍入", "30分\n  舍入"))
    )
    assert tuple(with_rules(compiled)) == compiled.diagnostics != ()
