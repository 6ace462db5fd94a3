"""Figures of all subjects come out the same whether rows are read as columns or one by one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import perfrules
from perfrules.analysis.edges import edges
from perfrules.backends.columnar import native
from perfrules.columns.shares import Level
from perfrules.ir.from_model import lower
from perfrules.testing.factsets import fact_sets
from perfrules.testing.rubric_texts import rubrics
from perfrules.testing.supplied import supplied
from tests.columns.test_population import MANY, drawn
from tests.support.settings import drawing
from tests.support.tables import holds, table


def both_ways(rubric: perfrules.Rubric, columns: Any, **how: Any) -> tuple[list[dict[str, Any]], int, int]:
    """The result, how many rows there are in all readings, and how many were read one by one."""
    single = Level._single
    count = {True: 0, False: 0}
    with pytest.MonkeyPatch.context() as patch:
        for columns_too in (True, False):

            def counted(self: Level, *args: Any, columns_too: bool = columns_too) -> Any:
                count[columns_too] += 1
                return single(self, *args)

            patch.setattr(Level, "_single", counted)
            if not columns_too:
                patch.setattr(Level, "_variant", lambda self, complete: None)
            found = rubric.score_table(columns, ["all"], errors="collect", **how).to_pylist()
            if columns_too:
                first = found
    assert first == found
    return first, count[False], count[True]


@pytest.mark.parametrize("seed", range(3))
def test_a_table(seed: int) -> None:
    rows = [row for part in range(10 * seed, 10 * seed + 10) for row in drawn(part + 1)]
    for row in rows:
        row["满意率"] = row["满意率"] if row["满意率"] is None else Decimal(int(row["满意率"] * 1000)).scaleb(-3)
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    _, whole, single = both_ways(perfrules.loads(MANY), columns, keep=["组"], group="组")
    # The others have no 预算, or none of the facts that have a mean instead.
    assert 0 < single < whole * 0.6


@drawing(6)
@given(rubrics(), st.data())
def test_generated_rubrics(text: str, data: st.DataObject) -> None:
    rubric = perfrules.loads(text)
    figures = {fact.path for fact in rubric.model.facts if fact.population is not None}
    assume(figures)
    program = lower(rubric.model, rubric.language)
    known = edges(program)
    drawn_sets = [supplied(rubric.model, data.draw(fact_sets(program, known))) for _ in range(5)]
    given_sets = [{name: cell for name, cell in row.items() if name not in figures} for row in drawn_sets]
    both_ways(rubric, table([row for row in given_sets if holds(row)] * 2, 1), keep=["序号"])


def whole() -> dict[str, list[Any]]:
    """Facts of a thousand subjects, each of them with all of its facts."""
    draw = Random(5)
    columns: dict[str, list[Any]] = {"参评": [], "没有专项": [], "组": []}
    numbers: dict[str, list[Any]] = {"投诉": [], "预算": [], "支出": [], "专项": [], "满意率": []}
    for _ in range(1200):
        columns["参评"].append(draw.random() < 0.9)
        columns["没有专项"].append(draw.random() < 0.3)
        columns["组"].append(draw.choice("甲乙丙"))
        for name, most in (("投诉", 50), ("预算", 10**6), ("支出", 10**6), ("专项", 10)):
            numbers[name].append(draw.randint(1, most))
        numbers["满意率"].append(Decimal(draw.randint(0, 1000)).scaleb(-3))
    return columns | numbers


@pytest.mark.parametrize(
    "backend",
    [
        "numpy",
        pytest.param("native", marks=pytest.mark.skipif(native.compiler() is None, reason="no C compiler")),
    ],
)
def test_ratios_of_all_subjects_are_figures_like_others(backend: str) -> None:
    """No warning says that rows were scored one by one; a few of them, scored so, come to the same."""
    rubric, columns = perfrules.loads(MANY), whole()
    found = rubric.score_table(columns, keep=["组"], group="组", errors="collect", backend=backend).to_pylist()
    figures = [fact.path for fact in rubric.model.facts if fact.population is not None]
    assert len({row["支出率·率·全体最大"] for row in found}) == 1
    for number in range(0, 1200, 60):
        row = found[number]
        facts = {name: cells[number] for name, cells in columns.items() if name != "组"}
        alone = rubric.score(facts | {path: Fraction(row[path]) for path in figures if row[path] is not None})
        assert row["status"] == alone.status
        assert row["total"] is None or Fraction(row["total"]) == alone.total
