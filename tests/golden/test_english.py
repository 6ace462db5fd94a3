"""The shipped rubric as an English reader sees it; read `zizhou-2021.en.rubric` aloud before taking a new one.

A new one is made with `perfrules fmt --lang en` on a copy of the shipped file.
"""

from __future__ import annotations

from pathlib import Path

from perfrules.compiler import compile_source, format_source
from perfrules.source import Source

SHIPPED = Path(__file__).parents[2] / "rubric_defs" / "zizhou-2021" / "zizhou-2021.rubric"
ENGLISH = Path(__file__).parent / "zizhou-2021.en.rubric"


def test_english_view() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert format_source(Source("zizhou-2021", text), "en") == ENGLISH.read_text(encoding="utf-8")


def test_it_is_the_same_rubric() -> None:
    chinese = compile_source(Source("zh", SHIPPED.read_text(encoding="utf-8")))
    english = compile_source(Source("en", ENGLISH.read_text(encoding="utf-8")))
    assert not english.failed
    assert chinese.rubric is not None and english.rubric is not None
    assert english.rubric.hash == chinese.rubric.hash
