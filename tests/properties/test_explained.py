"""An explanation re-adds to its score: the points lost at each step of a leaf are all that it lost, no more, no less."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.api import Rubric, shipped
from perfrules.testing.rubric_texts import rubrics
from perfrules.testing.strategies import facts_for
from perfrules.testing.suite import edge_cases
from tests.support.settings import drawing


def _re_adds(rubric: Rubric, facts: object) -> int:
    """How many leaves of a score were looked at."""
    result = rubric.score(facts)  # type: ignore[arg-type]
    looked = 0
    for leaf in result.leaves():
        if leaf.has_score and leaf.is_known and not leaf.label:
            found = sum((reason.lost for reason in leaf.reasons), Fraction(0))
            assert found == leaf.lost, (leaf.path, found, leaf.lost, leaf.reason())
            looked += 1
    return looked


@drawing(10)
@given(rubrics(), st.data())
def test_of_generated_rubrics(text: str, data: st.DataObject) -> None:
    rubric = perfrules.loads(text)
    for _ in range(2):
        _re_adds(rubric, data.draw(facts_for(rubric)))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_of_shipped_rubrics(name: str) -> None:
    rubric = perfrules.load(name)
    assert sum(_re_adds(rubric, case.facts) for case in edge_cases(rubric)[::7]) or not any(rubric.model.leaves())
