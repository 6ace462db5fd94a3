"""Who writes in English keywords meets no Chinese that the engine itself adds."""

from __future__ import annotations

import re

import pytest

import perfrules
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


FIXES = """\
rubric sample
  full marks 40 points
  no rounding
facts
  a: count item
  r: ratio
level 3 indicator v 10 points
  target a ≥ 10 item
level 3 indicator w 10 points
  add 0.5 points per 1 item of a
level 3 indicator x 10 points
  score by r on a line through 0%: 0 points, 100%: full marks
level 3 indicator y 10 points
  award 5 points if 「b」
  deduct 1 point if 「c」
"""


def test_what_a_fix_writes_into_an_english_file_is_english() -> None:
    text = FIXES
    with pytest.raises(perfrules.RubricError) as raised:
        perfrules.loads(text)
    found = raised.value.diagnostics
    assert [each.kind.name for each in found if each.fixes] == [
        "missed-target-unsaid",
        "bonus-without-most",
        "polyline-beyond-unsaid",
        "base-points-needed",
    ]
    for each in reversed(found):
        if each.fixes:
            text = each.fixes[0].apply(text)
    assert not CHINESE.search(text)
    perfrules.loads(text)


SCORED = """\
rubric sample
  full marks 10 points
  no rounding
level 3 indicator x 10 points
  deduct 0.5 points per 1处 of 「slip」
  deduct 1 point if 「late」
"""


def test_points_in_english_reasons_are_points() -> None:
    result = perfrules.loads(SCORED).score({"slip": 3, "late": True})
    reasons = [reason.text("en") for reason in result["x"].reasons]
    assert reasons == ["slip 3处, 0.5 points per 1处: −1.5 points", "late: −1 point"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("each row score by spent / sum(projects·spent)", "so `sum` does not go over the rows"),
        ("each row score by spent / max(spent)", "so `max` does not go over the rows"),
        ("each row score by spent / avg(spent)", "`avg`"),
    ],
)
def test_functions_are_named_as_the_file_writes_them(rule: str, told: str) -> None:
    text = f"""rubric Rows
  full marks 10 points
level 1 indicator Item 10 points
  rows projects with equal points
    project: row name
    spent: number > 0
    {rule}
      ≥ 1: full marks
      < 1: no points
"""
    with pytest.raises(perfrules.RubricError) as error:
        perfrules.loads(text)
    messages = [diagnostic.message("en") for diagnostic in error.value.diagnostics]
    assert any(told in message for message in messages), messages
    assert not any(CHINESE.search(message) for message in messages)
