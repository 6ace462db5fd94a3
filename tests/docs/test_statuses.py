"""The table of docs/reference/statuses.md is what comes of running a rubric for each of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import perfrules
from perfrules.result import NodeResult, Result
from perfrules.result.wording import UNSCORED, unused

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "statuses.md"
HEAD = "评价表 试\n满分 {full}分\n一级指标 上级 {full}分\n"
LEAF = "  二级指标 甲 6分\n    评议 0分至6分\n"
OTHER = "  二级指标 乙 4分\n    {rule}\n    评议 0分至4分\n"
CHOICE = "  只可择其一\n  二级指标 甲 6分\n    评议 0分至6分\n  二级指标 乙 6分\n    评议 0分至6分\n"

ROWS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "空": (HEAD.format(full=6) + LEAF + "  二级指标 乙 空\n", {"甲": 3}),
    "分值 未公布": (HEAD.format(full=6) + LEAF + "  二级指标 乙 分值 未公布\n", {"甲": 3}),
    "未录": (HEAD.format(full=10) + LEAF + '  二级指标 乙 未录 4分 "原表没有附上"\n', {"甲": 3}),
    "不计分": (HEAD.format(full=6) + LEAF + "  二级指标 乙 4分 不计分\n    评议 0分至4分\n", {"甲": 3, "乙": 2}),
    "不计入": (
        HEAD.format(full=10) + LEAF + OTHER.format(rule="不适用 当 「没有这一项」 时 不计入"),
        {"甲": 3, "没有这一项": True},
    ),
    "由同级分担": (
        HEAD.format(full=10) + LEAF + OTHER.format(rule="不适用 当 「没有这一项」 时 不计入 由同级分担"),
        {"甲": 3, "没有这一项": True},
    ),
    "未选": (HEAD.format(full=6) + CHOICE, {"上级": "甲", "甲": 3}),
    "不适用": (
        HEAD.format(full=10) + LEAF + OTHER.format(rule="不适用 当 「没有这一项」 时 满分"),
        {"甲": 3, "没有这一项": True},
    ),
    "不予评分": (
        HEAD.format(full=10) + LEAF + OTHER.format(rule="") + '不予评分 当 「拒不提供资料」 时 "原因"\n',
        {"拒不提供资料": True},
    ),
    "不参评": (
        HEAD.format(full=10) + LEAF + OTHER.format(rule="") + '参评 当 「纳入范围」 "原因"\n',
        {"纳入范围": False},
    ),
    "未计算": (
        HEAD.format(full=10) + LEAF + OTHER.format(rule="") + '不予评分 当 「拒不提供资料」 时 "原因"\n',
        {"拒不提供资料": True},
    ),
}
"""A rubric in which 乙 is what the row speaks of, and the facts of one subject."""


def _rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _in_total(result: Result, node: NodeResult) -> str:
    if not result.has_total:
        return "没有总分"
    if not result.is_known:
        return "不定"
    return "算" if node.counted and node.has_score and node.applicable else "不算"


def _called(word: str, result: Result, node: NodeResult) -> tuple[str, str]:
    if word in ("不予评分", "不参评"):
        return result.why.zh.partition("：")[0], result.status
    if node.apart:
        return unused(node, "zh").strip("（）"), node.status
    if node.status in UNSCORED:
        return UNSCORED[node.status].zh, node.status
    return node.reason().partition("：")[0], node.status


def test_every_word_has_a_rubric() -> None:
    assert [row[0] for row in _rows()] == list(ROWS)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_a_row_is_what_comes_of_running_it(row: list[str]) -> None:
    word, _, listed, closing, in_total, called, status = row
    text, facts = ROWS[word]
    result = perfrules.loads(text).score(facts)
    found = [node for node in result.nodes if node.name == "乙"]
    assert listed == ("列出" if found and "乙" in result.explain() else "不列")
    assert closing == ("算" if found[0].points and not found[0].apart else "不算")
    assert in_total == _in_total(result, found[0])
    assert (called, status) == _called(word, result, found[0])
