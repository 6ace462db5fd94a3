"""Every shipped rubric on columns: rows on its edges and beside them, bad ones too, come out as they do one by one."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest

import perfrules
from perfrules.analysis.edges import beside, edges
from perfrules.api import Rubric
from perfrules.backends.columnar import native
from perfrules.ir.from_model import lower
from perfrules.testing.supplied import supplied
from tests.shipped.test_restated import RESTATED
from tests.support.published import published_facts
from tests.support.settings import LONG
from tests.support.tables import Tried, compare, score

MOST = 10_000 if LONG else 24
BACKENDS = [
    "numpy",
    pytest.param("native", marks=pytest.mark.skipif(native.compiler() is None, reason="no C compiler")),
]


def rows(rubric: Rubric) -> list[Tried]:
    """The published facts moved to edges and beside them, some with a fact that is missing or wrong."""
    program, draw = lower(rubric.model, rubric.language), Random(1)
    single = [item for item in program.inputs if item.kind != "rows"]
    published = published_facts(rubric)
    known = list(edges(program))
    found = [published, {**published, single[0].name: None}]
    for edge in draw.sample(known, min(len(known), MOST)):
        for values in beside(program, edge, published, most=9 if LONG else 1):
            found.append(values)
    for values in found[2::8]:
        found.append({**values, draw.choice(single).name: draw.choice(("说不清", "", -1, 10**30))})
    return [score(rubric, supplied(rubric.model, values)) for values in found]


@pytest.fixture(scope="module", params=RESTATED)
def tried(request: pytest.FixtureRequest) -> tuple[Rubric, list[Tried]]:
    rubric = perfrules.load(request.param)
    return rubric, rows(rubric)


@pytest.mark.parametrize("backend", BACKENDS)
def test_as_one_by_one(tried: tuple[Rubric, list[Tried]], backend: str) -> None:
    rubric, given = tried
    statuses = compare(rubric, given, backend=backend)["status"].to_pylist()
    assert len(statuses) > len(given) // 2, "most fact sets stand in the table"
    assert 0 < statuses.count("error") < len(statuses)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_figure_one_step_out_of_its_range(backend: str) -> None:
    """Each figure of a table is looked at, whatever reads it and whatever stands beside it."""
    rubric = perfrules.load("zizhou-2021")
    program = lower(rubric.model, rubric.language)
    figures = [
        item for item in program.inputs if item.kind == "quantity" and item.grid is not None and item.bounds.low == 0
    ]
    plain: dict[str, Any] = {item.name: 1000 for item in program.inputs if item.kind == "quantity"}
    plain |= {item.name: True for item in program.inputs if item.kind == "flag"}
    columns: dict[str, Any] = {name: np.full(len(figures) + 1, value) for name, value in plain.items()}
    columns |= {item.name: [item.labels[0]] * (len(figures) + 1) for item in program.inputs if item.kind == "label"}
    for row, item in enumerate(figures):
        columns[item.name][row] = -1
    found = rubric.score_table(columns, on_grid=True, errors="collect", backend=backend).to_pylist()
    assert len(figures) > 30
    for row, item in zip(found, figures, strict=False):
        assert item.name in [problem["fact"] for problem in row["errors"]]
    assert found[-1]["status"] == "scored"
