"""A printed criterion pasted below its heading: check offers the rule that it seems to state, to be looked at."""

from __future__ import annotations

import pytest

from perfrules.compiler import compile_source
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
    ],
)
def test_the_rule_is_offered_and_checks_clean(printed: str, rule: str, facts: str, doubt: str) -> None:
    text = TABLE.format(printed)
    compiled = compile_source(Source("甲.rubric", text))
    [message] = [item for item in with_rules(compiled) if item.kind.name == "unknown-statement"]
    [fix] = message.fixes
    assert fix.apply(text) == TABLE.format(rule).replace("\n数据", f"\n数据{facts}")
    assert "请核对" in fix.title.zh
    assert doubt in fix.title.zh
    assert not compile_source(Source("甲.rubric", fix.apply(text))).failed


@pytest.mark.parametrize("printed", ["由评审组酌情打分", "详见附件三", "扣2分"])
def test_what_is_not_understood_is_not_guessed(printed: str) -> None:
    compiled = compile_source(Source("甲.rubric", TABLE.format(printed)))
    assert compiled.failed
    titles = [fix.title.zh for item in with_rules(compiled) for fix in item.fixes]
    assert not any("请核对" in title for title in titles)


def test_other_messages_stay_as_they_are() -> None:
    compiled = compile_source(
        Source("甲.rubric", TABLE.format("评议 0分至20分").replace("20分\n  舍入", "30分\n  舍入"))
    )
    assert tuple(with_rules(compiled)) == compiled.diagnostics != ()
