"""The generator of rubrics writes everything that the language has; what it never writes is never compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.compiler import compile_source
from perfrules.functions.population import POPULATION
from perfrules.language import LANGUAGE
from perfrules.model.model import Rubric
from perfrules.proving import findings_of
from perfrules.source import Source
from perfrules.syntax import nodes as n
from perfrules.syntax.grammar import parser
from perfrules.testing.expressions import FUNCTIONS
from perfrules.testing.rubric_texts import FOCUSES, rubrics
from tests.support.settings import drawing

NOT_DRAWN = {
    **dict.fromkeys(("CASE", "TRIAL", "ONLY_PUBLISHED"), "cases are no part of a rubric's meaning"),
    **dict.fromkeys(("EXPECT", "RECOMPUTE", "SOURCE", "SUBTOTAL", "EVIDENCE", "REASON"), "lines of cases"),
    **dict.fromkeys(("EXTENDS", "PIN", "RENAME", "REMOVE", "REVISE", "INSERT", "PARENTS_FOLLOW"), "tests/reuse"),
}
"""Words of the language that no generated rubric has, and why."""


def _texts(most: int, texts: st.SearchStrategy[str]) -> list[str]:
    found: list[str] = []

    @drawing(most, shrink=False)
    @given(texts)
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    """Rubrics left to chance, and some for each that can be asked for."""
    found = _texts(100, rubrics())
    for focus in FOCUSES:
        found += _texts(6 if focus in FUNCTIONS else 12, rubrics(focus))
    return found


def test_no_property_that_is_drawn_is_refuted(drawn: list[str]) -> None:
    stated = [text for text in drawn if "性质" in text][:12]
    assert len(stated) == 12
    for text in stated:
        said = {message.kind.name for message in findings_of(perfrules.loads(text)).messages()}
        assert "property-refuted" not in said, text


def _idioms(rubric: Rubric) -> set[str]:
    headings = (*rubric.walk(), rubric.top)
    clauses = [clause for heading in headings for clause in heading.clauses]
    clauses += [formula.expression for heading in headings for formula in heading.formulas]
    nodes = [node for clause in clauses for node in n.walk(clause) if LANGUAGE.is_idiom(node)]
    return {LANGUAGE.idiom_of(node).name for node in nodes}


def test_every_idiom_is_generated(drawn: list[str]) -> None:
    found: set[str] = set()
    for text in drawn:
        if len(found) < len(LANGUAGE.idioms):
            compiled = compile_source(Source("生成的表", text))
            assert compiled.rubric is not None and not compiled.failed
            found.update(_idioms(compiled.rubric))
    assert {idiom.name for idiom in LANGUAGE.idioms} - found == set()


def test_every_function_is_generated(drawn: list[str]) -> None:
    names = {function.names[0] for function in LANGUAGE.functions} | set(POPULATION)
    assert names == set(FUNCTIONS)
    assert [name for name in sorted(names) if not any(f"{name}(" in text for text in drawn)] == []


def test_every_word_is_generated(drawn: list[str]) -> None:
    everything = "\n".join(drawn)
    _, vocabulary = parser(LANGUAGE.fragments)
    spellings: dict[str, list[str]] = {}
    for word, terminal in vocabulary.keywords.items():
        if not word.isascii():
            spellings.setdefault(terminal, []).append(word)
    absent = {terminal for terminal, words in spellings.items() if not any(word in everything for word in words)}
    assert absent == set(NOT_DRAWN)
