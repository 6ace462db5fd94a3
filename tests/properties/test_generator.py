"""The generator of rubrics writes everything that the language has; what it never writes is never compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from perfrules.compiler import compile_source
from perfrules.language import LANGUAGE
from perfrules.model.model import Rubric
from perfrules.source import Source
from perfrules.syntax import nodes as n
from perfrules.testing.rubric_texts import FOCUSES, rubrics
from tests.support.settings import drawing


def _idioms(rubric: Rubric) -> set[str]:
    headings = (*rubric.walk(), rubric.top)
    clauses = [clause for heading in headings for clause in heading.clauses]
    clauses += [formula.expression for heading in headings for formula in heading.formulas]
    nodes = [node for clause in clauses for node in n.walk(clause) if LANGUAGE.is_idiom(node)]
    return {LANGUAGE.idiom_of(node).name for node in nodes}


def _draw(most: int, texts: st.SearchStrategy[str], found: set[str]) -> None:
    """Add the idioms of so many rubrics, or of fewer where nothing is left to find."""

    @drawing(most, shrink=False)
    @given(texts)
    def collect(text: str) -> None:
        if len(found) < len(LANGUAGE.idioms):
            compiled = compile_source(Source("生成的表", text))
            assert compiled.rubric is not None and not compiled.failed
            found.update(_idioms(compiled.rubric))

    collect()


def test_every_idiom_is_generated() -> None:
    found: set[str] = set()
    _draw(100, rubrics(), found)
    for focus in FOCUSES:  # what chance seldom gives is asked for
        _draw(12, rubrics(focus), found)
    assert {idiom.name for idiom in LANGUAGE.idioms} - found == set()
