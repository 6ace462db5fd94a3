"""health: the page holds the findings, a curve for every measure and the directions, and nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

Run = Callable[..., Any]

RUBRIC = """评价表 <完成率> & 结转
  代码 wan
  满分 10分
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
  结转 ：金额 万元
一级指标 完成率 6分
  公式 完成率 ＝ 支出 ÷ 收入
  评分 完成率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
  性质 得分 随 支出 不减
一级指标 结转率 4分
  公式 结转率 ＝ 结转 ÷ 收入
  评分 结转率
    ≤ 5%      ：满分
    (5%, 15%) ：线性 {ramp}
    ≥ 15%     ：0分
  性质 得分 随 结转 不增
"""


def _page(perfrules: Run, folder: Path, ramp: str, *arguments: str) -> tuple[int, str]:
    (folder / "wan.rubric").write_text(RUBRIC.format(ramp=ramp), encoding="utf-8")
    found = perfrules(*arguments, "health", "wan.rubric", "-o", "page.html")
    assert found.err == ""
    return found.code, (folder / "page.html").read_text(encoding="utf-8")


def test_a_sound_rubric(perfrules: Run, folder: Path) -> None:
    code, page = _page(perfrules, folder, "满分 至 0分")
    assert code == 0
    assert page.startswith('<!doctype html><html lang="zh-CN">')
    assert "&lt;完成率&gt; &amp; 结转" in page and "<完成率>" not in page
    assert page.count("<b>已证明</b>") == 2
    assert "没有可说的" in page
    pictures = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    assert len(pictures) == 2
    labels = [text.text for text in pictures[0].iter("text")]
    assert {"85%", "95%", "6分", "0"} <= set(labels)
    # The ramp rises between its ends, in exact places: y of 0 and of 6 points.
    lines = [line.attrib for line in pictures[0].iter("line") if line.get("stroke-width") == "2"]
    assert len(lines) == 3 and lines[0]["y1"] == lines[0]["y2"] == lines[1]["y1"]
    assert lines[1]["y2"] == lines[2]["y1"] and float(lines[1]["y2"]) < float(lines[1]["y1"])


def test_what_is_wrong_is_told_first(perfrules: Run, folder: Path) -> None:
    code, page = _page(perfrules, folder, "0分 至 满分")
    assert code == 1
    found = page[page.index("发现") : page.index("得分曲线")]
    assert "不成立" in found and "两头多半写反了" in found
    assert found.index('class="error"') < found.index('class="warning"') < found.index('class="good"')
    assert "有升有降" in page and "stroke-dasharray" in page


def test_in_english(perfrules: Run, folder: Path) -> None:
    _, page = _page(perfrules, folder, "满分 至 0分", "--lang", "en")
    assert "Score curves" in page and '<html lang="en">' in page
    assert not re.findall(r"[发现得曲线方向提醒]{2}", page.split("<h2>", 1)[0].split("</h1>")[1])


def test_nothing_is_fetched_or_run(perfrules: Run, folder: Path) -> None:
    _, page = _page(perfrules, folder, "满分 至 0分")
    assert not re.search(r"<script|<link|<img|@import|url\(|https?:", page)


@pytest.mark.parametrize("arguments", [("health", "zizhou-2021"), ("health", "nobody", "-o", "x.html")])
def test_what_cannot_be_done(perfrules: Run, folder: Path, arguments: tuple[str, ...]) -> None:
    assert perfrules(*arguments).code == 2
