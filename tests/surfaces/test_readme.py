"""What the READMEs show is what one gets: the excerpt, the score lines, the message, the three lines of Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import perfrules as package
from perfrules.compiler import compile_source
from perfrules.diagnostics.render.text import render_text
from perfrules.proving import with_examples
from perfrules.source import Source

ROOT = Path(__file__).parents[2]
RUBRIC = ROOT / "rubric_defs" / "zizhou-2021" / "zizhou-2021.rubric"
CASE = ROOT / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"
READMES = {"zh": ROOT / "README.zh.md", "en": ROOT / "README.md"}


def _blocks(lang: str) -> list[str]:
    return re.findall(r"```\w*\n(.*?)```", READMES[lang].read_text(encoding="utf-8"), re.DOTALL)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("lang", READMES)
def test_the_rules_shown_are_the_shipped_ones(lang: str) -> None:
    excerpt = next(block for block in _blocks(lang) if block.startswith("三级指标 预算完成率"))
    shipped = [_squeeze(line) for line in RUBRIC.read_text(encoding="utf-8").splitlines()]
    for line in filter(None, map(_squeeze, excerpt.splitlines())):
        # The README leaves out 依据 lines and shortens one 假定.
        rule = line.split(" 假定 ")[0]
        assert any(known.split(" 假定 ")[0] == rule for known in shipped), line


def test_the_score_shown_is_the_score(perfrules: Callable[..., Any]) -> None:
    output = perfrules("--lang", "zh", "score", "zizhou-2021", CASE).out
    printed = [_squeeze(line) for line in output.splitlines()]
    for lang in READMES:
        table = next(block for block in _blocks(lang) if block.startswith("指标 "))
        assert [line for line in map(_squeeze, table.splitlines()) if line not in printed] == []


@pytest.mark.parametrize("lang", READMES)
def test_the_message_shown_is_the_message(lang: str) -> None:
    text = RUBRIC.read_text(encoding="utf-8")
    line = "        ≥ 95%      ：满分\n        (85%, 95%) ："
    slip = Source("slip.rubric", text.replace(line, line.replace("≥", "＞")))
    message = next(block for block in _blocks(lang) if "PR430" in block)
    assert render_text(with_examples(compile_source(slip)), lang) == message.rstrip("\n")


def test_three_lines_of_python() -> None:
    rubric = package.load("zizhou-2021")
    document = compile_source(Source("case", CASE.read_text(encoding="utf-8"))).document
    assert document is not None
    facts = {item.name: {"值": item.value, "理由": item.reason or ""} for item in document.cases[0].given}
    result = rubric.score(facts)
    assert (str(result.total), result.grade, str(result["预算完成率"].score)) == ("851/10", "良好", "33/5")
