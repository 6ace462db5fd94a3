"""The IR says what the reference evaluator says: of generated rubrics, and of the shipped one on every edge it has."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.analysis.edges import beside
from perfrules.backends.columnar.native import compiler
from perfrules.compiler import compile_source
from perfrules.files import read_source
from perfrules.ir import nodes as ir
from perfrules.source import Source
from perfrules.testing.factsets import fact_sets
from perfrules.testing.rubric_texts import rubrics
from tests.support.agreement import Agreement
from tests.support.settings import LONG, drawing

CASE = Path(__file__).parents[2] / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"


@pytest.fixture(scope="module")
def zizhou() -> Iterator[Agreement]:
    agreement = Agreement(perfrules.load("zizhou-2021"))
    yield agreement
    # Whatever was tried one by one is then tried as one table.
    agreement.check_columns("numpy", *(["native"] if compiler() is not None else []))


@pytest.fixture(scope="module")
def published(zizhou: Agreement) -> dict[str, Any]:
    """The facts of the published case, in base units."""
    source = read_source(CASE)
    assert isinstance(source, Source)
    document = compile_source(source).document
    assert document is not None
    return dict(zizhou.rubric.read(document.cases[0]).values)


def test_on_every_edge(zizhou: Agreement, published: dict[str, Any]) -> None:
    tried = 0
    for edge in zizhou.edges:
        for values in beside(zizhou.program, edge, published, most=9 if LONG else 1):
            zizhou.check(values)
            tried += 1
    assert tried > 200


def test_on_every_zero_divisor(zizhou: Agreement, published: dict[str, Any]) -> None:
    divisions = [node for node in _nodes(zizhou.program) if isinstance(node, ir.Arith) and node.op == "÷"]
    tried = 0
    for division in divisions:
        below = [node.name for node in ir.walk(division.right) if isinstance(node, ir.Input)]
        above = [node.name for node in ir.walk(division.left) if isinstance(node, ir.Input)]
        for zeros in (below, above, below + above):
            zizhou.check(published | dict.fromkeys(zeros, 0))
            tried += 1
    assert tried > 30


def test_without_each_fact(zizhou: Agreement, published: dict[str, Any]) -> None:
    for name in published:
        zizhou.check({other: value for other, value in published.items() if other != name})


@drawing(25)
@given(st.data())
def test_the_shipped_rubric(zizhou: Agreement, data: st.DataObject) -> None:
    zizhou.check(data.draw(fact_sets(zizhou.program, zizhou.edges)))


@drawing(25)
@given(rubrics(), st.data())
def test_generated_rubrics(text: str, data: st.DataObject) -> None:
    agreement = Agreement(perfrules.loads(text))
    for _ in range(5):
        agreement.check(data.draw(fact_sets(agreement.program, agreement.edges)))
    agreement.check_columns("numpy", *(["native"] if LONG and compiler() is not None else []))


def _nodes(program: ir.Program) -> Iterator[ir.Node]:
    for item in program.definitions:
        for node in ir.children(item):
            yield from ir.walk(node)


def test_a_bare_figure_for_a_judgement_by_levels() -> None:
    text = "评价表 试\n满分 10分\n评议尺度 三档\n  好 ：[80%, 100%]\n  中 ：[60%, 70%]\n  差 ：0%\n三级指标 效益 10分\n  评议 按 三档\n"
    agreement = Agreement(perfrules.loads(text))
    for figure in ("10", "8", "7.5", "7", "0.1", "0"):
        agreement.check({"效益": Fraction(figure)})
