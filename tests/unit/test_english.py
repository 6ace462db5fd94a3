"""Who writes in English keywords meets no Chinese that the engine itself adds."""

from __future__ import annotations

import re

import pytest

from perfrules.catalogue import catalogue
from perfrules.diagnostics.diagnostic import Kind
from perfrules.language import LANGUAGE
from perfrules.source import Words
from perfrules.syntax import edits, shapes
from perfrules.syntax.grammar import parser

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
NO_ENGLISH = {
    "元": "units of money are written so in either language",
}
"""The words of the language that have no English, each with the reason."""
SHAPES = {**shapes.STATEMENTS, **shapes.STARTS, **edits.SHAPES, **LANGUAGE.shapes}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_how_a_statement_is_written_is_said_in_english(shape: Words) -> None:
    assert set(CHINESE.findall(shape.en)) <= set(NO_ENGLISH)


@pytest.mark.parametrize("kind", catalogue().values(), ids=catalogue())
def test_a_message_in_english_names_no_chinese_keyword(kind: Kind) -> None:
    said = f"{kind.en}\n{kind.help_en}\n{kind.about}"
    assert set(CHINESE.findall(said)) <= set(NO_ENGLISH)


@pytest.mark.parametrize("start", ["clause", "total_line", "head_line"])
def test_every_statement_says_how_it_is_written(start: str) -> None:
    stated = parser(LANGUAGE.fragments)[0].expected(start, [])
    assert sorted(stated - set(SHAPES)) == []
