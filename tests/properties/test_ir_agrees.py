"""The IR says what the reference evaluator says, of generated rubrics and of the shipped one.

PERFRULES_EXAMPLES sets how many rubrics are drawn; the default is a smoke run.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import perfrules
from tests.support.agreement import Agreement
from tests.support.factsets import fact_sets
from tests.support.rubrics import rubrics

EXAMPLES = int(os.environ.get("PERFRULES_EXAMPLES", "60"))
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


@pytest.fixture(scope="module")
def zizhou() -> Agreement:
    return Agreement(perfrules.load("zizhou-2021"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=_SLOW)
@given(st.data())
def test_the_shipped_rubric(zizhou: Agreement, data: st.DataObject) -> None:
    zizhou.check(data.draw(fact_sets(zizhou.program, zizhou.edges)))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=_SLOW)
@given(rubrics(), st.data())
def test_generated_rubrics(text: str, data: st.DataObject) -> None:
    agreement = Agreement(perfrules.loads(text))
    for _ in range(6):
        agreement.check(data.draw(fact_sets(agreement.program, agreement.edges)))
