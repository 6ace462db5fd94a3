"""Small helpers of the analysis by their figures: what lies beside an edge, bounds of sums, rows that say more, rounding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

import perfrules
from perfrules.analysis import measures as m
from perfrules.analysis.certificate import Contradiction
from perfrules.analysis.edges import Edge, Solver, beside, edges_of
from perfrules.analysis.evaluate import rounded
from perfrules.analysis.linear import System, row
from perfrules.ir import nodes as ir
from perfrules.proving import study_of
from perfrules.types.interval import ANY, Interval

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("figure", "half_up", "down", "up"),
    [
        ("2.4", 2, 2, 3),
        ("2.5", 3, 2, 3),
        ("2.6", 3, 2, 3),
        ("3", 3, 3, 3),
        ("-2.4", -2, -2, -3),
        ("-2.5", -3, -2, -3),
        ("-2.6", -3, -2, -3),
        ("0", 0, 0, 0),
    ],
)
def test_roundings(figure: str, half_up: int, down: int, up: int) -> None:
    modes = {"half-up": half_up, "down": down, "up": up}
    for step in (Fraction(1), Fraction(1, 10), Fraction(5)):
        found = {mode: rounded(Fraction(figure) * step, step, mode) / step for mode in modes}
        assert found == modes


def test_a_mean_without_the_highest_and_the_lowest() -> None:
    text = "评价表 试\n满分 10分\n舍入 无\n数据\n  打分 ：一组5个数值 [0, 10]\n一级指标 甲 10分\n  得分 ＝ 去掉最高最低(打分) × 1分\n"
    study = study_of(perfrules.loads(text))
    for figures, mean in (
        ((9, 8, 7, 10, 6), 8),
        ((9, 9, 9, 5, 5), Fraction(23, 3)),
        ((10,) * 5, 10),
        ((0, 1, 1, 1, 10), 1),
    ):
        facts = dict(zip(study.inputs, map(Fraction, figures), strict=True))
        assert study.score("甲", facts) == mean


def test_a_formula_that_is_rounded() -> None:
    text = "评价表 试\n满分 10分\n舍入 无\n数据\n  率 ：比率 [0%, 100%]\n一级指标 甲 10分\n  公式 取整率 ＝ 率 保留1位小数\n  得分 ＝ 取整率 × 满分\n"
    study = study_of(perfrules.loads(text))
    assert {n: study.score("甲", {"率": Fraction(n, 100)}) for n in (4, 5, 14, 15, 96)} == {
        4: 0,
        5: 1,
        14: 1,
        15: 2,
        96: 10,
    }


@pytest.mark.parametrize(
    ("terms", "constant", "known", "expected"),
    [
        ({0: HALF}, 0, {0: Interval(Fraction(0), Fraction(10))}, Interval(Fraction(0), Fraction(5))),
        ({0: -HALF}, 1, {0: Interval(Fraction(0), Fraction(10))}, Interval(Fraction(-4), Fraction(1))),
        (
            {0: HALF, 1: -HALF},
            0,
            {0: Interval(Fraction(0), Fraction(4), True), 1: Interval(Fraction(2), Fraction(6))},
            Interval(Fraction(-3), Fraction(1), True),
        ),
        ({0: HALF}, 0, {0: Interval(Fraction(4), None)}, Interval(Fraction(2), None)),
        ({0: -HALF}, 0, {0: Interval(Fraction(4), None)}, Interval(None, Fraction(-2))),
        ({0: Fraction(1)}, 0, {}, ANY),
    ],
)
def test_bounds_of_a_sum(
    terms: Mapping[int, Fraction], constant: int, known: Mapping[int, Interval], expected: Interval
) -> None:
    assert m.bounds(m.Affine(tuple(terms.items()), Fraction(constant)), known) == expected


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1), (2, 1, 0)])
def test_of_two_conditions_the_stricter_one_counts(order: tuple[int, ...]) -> None:
    """x ≥ 0 and x > 0 leave nothing of x ≤ 0; x ≥ 0 and x ≥ 1 nothing of x ≤ 1/2, though x > 0 is strict and less."""
    reals = frozenset((0,))
    up, down = {0: Fraction(1)}, {0: Fraction(-1)}
    for rows in (
        [row(up, Fraction(0), False, reals), row(up, Fraction(0), True, reals), row(down, Fraction(0), False, reals)],
        [row(up, Fraction(1), False, reals), row(up, Fraction(0), True, reals), row(down, -HALF, False, reals)],
    ):
        assert isinstance(System(reals).decide([rows[k] for k in order]), Contradiction)


FACTS = "评价表 试\n满分 10分\n舍入 无\n数据\n  甲 ：计数 个 [0个, 20个]\n  乙 ：计数 个 [0个, 20个]\n  率 ：比率 [0%, 100%]\n一级指标 甲 10分\n"


def _program(clauses: str) -> ir.Program:
    return study_of(perfrules.loads(FACTS + clauses)).program


def _edges(program: ir.Program) -> list[Edge]:
    (leaf,) = program.leaves()
    return list(edges_of(node for top in ir.children(leaf) for node in ir.walk(top)))


def test_facts_on_an_edge_and_one_step_beside_it() -> None:
    """甲 + 乙 at 10 beside 乙 = 4, and 乙 beside 甲 = 3; 率 at a half, which has no grid, a thousandth beside it."""
    program = _program("  扣分 甲 ＋ 乙 ＞ 10个 扣1分\n  扣分 率 ＞ 50% 扣1分\n")
    given: dict[str, Any] = {"甲": Fraction(3), "乙": Fraction(4), "率": Fraction(0)}
    found = {name: set[Any]() for name in given}
    for edge in _edges(program):
        for facts in beside(program, edge, given, 2):
            ((name, value),) = (facts.items() - given.items()) or (("甲", given["甲"]),)
            found[name].add(value)
    assert found["甲"] >= {5, 6, 7} and found["乙"] >= {6, 7, 8}
    assert found["率"] >= {Fraction(499, 1000), HALF, Fraction(501, 1000)}


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ("+", 6),
        ("-", 14),
    ],
)
def test_what_a_fact_must_be_for_a_sum(node: str, value: int) -> None:
    program = _program("  扣分 甲 ＋ 乙 ＞ 10个 扣1分\n")
    inputs = {item.name: item for item in program.inputs}
    edge = Edge(ir.Arith(node, inputs["甲"], inputs["乙"]), Fraction(10))  # type: ignore[arg-type]
    assert Solver(program, "甲", {"乙": Fraction(4)}).solve(edge) == value


def test_where_a_rounded_formula_turns() -> None:
    """Rounded to a tenth a rate turns in the middle between two tenths: 15% is such a place."""
    program = _program("  公式 取整率 ＝ 率 保留1位小数\n  得分 ＝ 取整率 × 满分\n")
    (value,) = program.values()
    assert Fraction(15, 100) in {edge.at for edge in edges_of(ir.walk(value.body))}
