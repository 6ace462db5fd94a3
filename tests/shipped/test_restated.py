"""The reference evaluator against each shipped rubric restated in plain Python: on every edge, and on facts drawn there.

A plain run draws a few; PERFRULES_EXAMPLES=10000 draws ten thousand.
"""

from __future__ import annotations

import importlib
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.analysis.edges import beside
from perfrules.api import DataError
from perfrules.testing.factsets import fact_sets
from perfrules.testing.supplied import supplied
from tests.support.agreement import Agreement
from tests.support.published import published_facts
from tests.support.settings import LONG, drawing

RESTATED = (
    "zizhou-2021",
    "baojing-2019",
    "hunan-overall-spending",
    "hengyang-2023",
    "heshui-2024",
    "chengjiang-2019",
    "project-self-evaluation-2020",
)


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Nothing in these tables is scored below 0."""
    return Fraction(floor(value * 10**decimals + Fraction(1, 2)), 10**decimals)


@pytest.fixture(scope="module", params=RESTATED)
def known(request: pytest.FixtureRequest) -> tuple[Agreement, Any, dict[str, Any]]:
    """A rubric, its restatement, and the facts of its published case."""
    rubric = perfrules.load(request.param)
    restated = importlib.import_module(f"tests.shipped.restated.{request.param.replace('-', '_')}")
    return Agreement(rubric), restated, published_facts(rubric)


@drawing(40)
@given(st.data())
def test_the_same_scores(known: tuple[Agreement, Any, dict[str, Any]], data: st.DataObject) -> None:
    agreement, restated, published = known
    drawn = data.draw(fact_sets(agreement.program, agreement.edges, flawed=False, whole=True))
    # Rows are as published where what they share is judged.
    rows = {name: value for name, value in published.items() if isinstance(value, (list, tuple))}
    if hasattr(restated, "rows"):
        rows = data.draw(restated.rows())
    same(agreement.rubric, restated, {**published, **drawn, **rows})


def test_on_every_edge(known: tuple[Agreement, Any, dict[str, Any]]) -> None:
    agreement, restated, published = known
    for edge in agreement.edges:
        for values in beside(agreement.program, edge, published, most=9 if LONG else 1):
            same(agreement.rubric, restated, values)


def same(rubric: perfrules.Rubric, restated: Any, values: dict[str, Any]) -> None:
    """Both say the same of facts that are all there and each within its range."""

    def fact(name: str) -> Any:
        return values[name if name in values else unique(values, name)]

    if not restated.allowed(fact):
        with pytest.raises(DataError):
            rubric.score(supplied(rubric.model, values))
        return
    result = rubric.score(supplied(rubric.model, values))
    leaves = {"·".join(leaf.path): leaf for leaf in result.leaves() if leaf.status != "unpublished"}
    expected = {path: Fraction(points) for path, points in restated.leaves(fact).items()}
    assert {path: leaf.unrounded for path, leaf in leaves.items()} == expected
    total = sum(half_up(points, restated.DECIMALS) for points in expected.values())
    if hasattr(restated, "total"):  # it is judged
        total = restated.total(fact)
    assert (result.total, result.grade) == (total, restated.graded(total))


def unique(values: dict[str, Any], name: str) -> str:
    """The one path that ends with a name."""
    (found,) = (path for path in values if path.endswith("·" + name))
    return found
