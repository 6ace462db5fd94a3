"""Formatting keeps what a file means and every word that is its author's, in both languages and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from perfrules.compiler import compile_source, flat_text, format_source
from perfrules.diagnostics import Diagnostics
from perfrules.language import LANGUAGE
from perfrules.source import Source
from perfrules.syntax import from_text
from perfrules.syntax import nodes as n
from perfrules.syntax.layout import Comment, Placed, layout
from perfrules.testing.rubric_texts import rubrics
from tests.spec.conftest import Block, chapter

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "rubric_defs").glob("*/*.rubric")) + sorted((ROOT / "rubric_defs").glob("*/*.case"))


def _parse(text: str) -> tuple[n.Document, Diagnostics]:
    diagnostics = Diagnostics()
    source = Source("试", text)
    tree = from_text.parse(source, LANGUAGE.fragments, LANGUAGE.builders, LANGUAGE.shapes, (), diagnostics)
    return tree, diagnostics


def _format(text: str, lang: str | None) -> str:
    found = format_source(Source("试", text), lang)
    assert isinstance(found, str), [item.message("zh") for item in found.items]
    return found


def _keeps(text: str) -> None:
    tree, diagnostics = _parse(text)
    if diagnostics.failed:
        assert not isinstance(format_source(Source("试", text)), str)
        return
    zh, en = _format(text, "zh"), _format(text, "en")
    for formatted in (zh, en):
        assert _parse(formatted)[0] == tree
        assert sorted(_comments(formatted)) == sorted(_comments(text))
    assert _format(zh, "zh") == zh
    assert _format(en, "en") == en
    assert _format(en, "zh") == zh
    assert _format(zh, "en") == en
    hashes = {compile_source(Source("试", each)).document.canonical for each in (text, zh, en)}  # type: ignore[union-attr]
    assert len(hashes) == 1


def _comments(text: str) -> Iterator[str]:
    for item in layout(Source("试", text), _parse(text)[0].statements):
        if isinstance(item, Comment):
            yield item.text
        elif isinstance(item, Placed) and item.comment:
            yield item.comment


def _blocks() -> Iterator[tuple[str, Block]]:
    for path in sorted((ROOT / "tests" / "spec").rglob("*.md")):
        for part in chapter(path.read_text(encoding="utf-8")):
            if isinstance(part, Block):
                yield f"{path.stem}:{part.line}", part


CHAPTERS = dict(_blocks())
BLOCKS = {name: block.plain for name, block in CHAPTERS.items() if not block.derived}
DERIVED = {name: block for name, block in CHAPTERS.items() if block.derived and not block.compiled.failed}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_files(path: Path) -> None:
    _keeps(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [p for p in SHIPPED if p.suffix == ".rubric"], ids=lambda path: path.name)
def test_a_shipped_rubric_has_one_hash_in_both_languages(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = {compile_source(Source(str(path), each)).rubric.hash for each in (text, _format(text, "en"))}  # type: ignore[union-attr]
    assert len(found) == 1


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_files_are_formatted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert _format(text, "zh") == text


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_of_the_chapters(name: str) -> None:
    _keeps(BLOCKS[name])


@pytest.mark.parametrize("name", DERIVED)
def test_rubrics_with_a_base(name: str) -> None:
    source, compiled = DERIVED[name].source, DERIVED[name].compiled
    zh, en = (format_source(source, lang) for lang in ("zh", "en"))
    assert isinstance(zh, str) and isinstance(en, str)
    assert format_source(Source(source.name, en), "zh") == zh
    assert format_source(Source(source.name, zh), "zh") == zh
    # What it says with its base, as one text, is the same rubric.
    flat = flat_text(compiled)
    for text in (zh, en, flat):
        found = compile_source(Source(source.name, text))
        assert not found.failed
        assert found.rubric.hash == compiled.rubric.hash  # type: ignore[union-attr]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=rubrics())
def test_generated_rubrics(text: str) -> None:
    _keeps(text)


def test_every_idiom_writes_itself() -> None:
    assert [idiom.name for idiom in LANGUAGE.idioms if idiom.write is None] == []
