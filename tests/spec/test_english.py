"""Every chapter read in English: what is told of it has no Chinese but the author's own names and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import perfrules
from perfrules.api import DataError, Rubric, from_compiled
from perfrules.compiler import compile_source, flat_text, format_source
from perfrules.diagnostics import Severity
from perfrules.facts.template import template_lines
from perfrules.language import LANGUAGE
from perfrules.source import Source
from tests.spec.conftest import Block, CaseBlock, Row, chapter

CHAPTERS = sorted(Path(__file__).parent.rglob("*.md"))
ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u3400-\u9fff，：；（）、＝＞＜＋－]+")
POINTS = re.compile(r"\d分(?!\w)")
MOST_ROWS = 3
"""Of the rows below one block so many are told."""


def foreign(told: str, own: str) -> list[str]:
    """The Chinese words and signs of a text that its author did not write."""
    own = re.sub(r"\s", "", own)
    found = [run for run in CHINESE.findall(told) if run not in own]
    return found + [match for match in POINTS.findall(told) if match not in own]


def in_english(block: Block) -> tuple[Rubric, str] | None:
    """A block as an English reader sees it; None where it is broken, or has a base in another file."""
    if block.derived or isinstance(block, CaseBlock) or block.compiled.failed:
        return None
    text = format_source(block.source, "en")
    assert isinstance(text, str)
    compiled = compile_source(Source(block.name, text))
    assert not compiled.failed, f"{block.line}: {[item.message('en') for item in compiled.diagnostics]}"
    return from_compiled(compiled), text


def given(row: Row) -> dict[str, Any]:
    """The facts of a row."""
    facts: dict[str, Any] = dict(row.rows)
    for column, cell in row.cells:
        name, _, part = column.rpartition("·")
        if part in ("理由", "佐证", "档"):
            held = facts.get(name)
            facts[name] = {**(held if isinstance(held, dict) else {"值": held}), part: cell}
        elif cell and not column.startswith("→"):
            facts[column] = cell
    return facts


def told(rubric: Rubric, facts: dict[str, Any]) -> Iterator[str]:
    """All that is told of one fact set."""
    try:
        result = rubric.score(facts)
    except DataError as error:
        yield from (item.message("en") for item in error.diagnostics)
        return
    yield result.explain("en")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_chapter(path: Path) -> None:
    wrong: list[str] = []
    seen: dict[int, tuple[Rubric, str] | None] = {}
    rows: dict[int, int] = {}
    for part in chapter(path.read_text(encoding="utf-8")):
        block = part if isinstance(part, Block) else part.block
        if id(block) not in seen:
            seen[id(block)] = in_english(block)
        english = seen[id(block)]
        if english is None:
            continue
        rubric, text = english
        if isinstance(part, Block):
            texts = [item.message("en") for item in rubric.diagnostics if item.severity is not Severity.NOTE]
            own = text
        else:
            rows[id(block)] = rows.get(id(block), 0) + 1
            if rows[id(block)] > MOST_ROWS:
                continue
            texts, own = list(told(rubric, given(part))), f"{text}{part.cells}{part.rows}"
        wrong += [f"{part.line}: {found} in {one[:300]}" for one in texts for found in foreign(one, own)]
    assert not wrong


@pytest.mark.parametrize("path", sorted((ROOT / "rubric_defs").glob("*/*.rubric")), ids=lambda path: path.stem)
def test_a_shipped_rubric(path: Path) -> None:
    compiled = compile_source(Source(str(path), path.read_text(encoding="utf-8")))
    text = format_source(Source(path.stem, flat_text(compiled)), "en")
    assert isinstance(text, str)
    english = perfrules.loads(text)
    assert [line.name for line in template_lines(english.model, LANGUAGE, "en") if foreign(line.name, text)] == []
    for file in path.parent.glob("*.case"):
        for case in perfrules.read_cases(file):
            if not case.only_published:
                assert foreign(english.score(case).explain("en"), text + file.read_text(encoding="utf-8")) == []
