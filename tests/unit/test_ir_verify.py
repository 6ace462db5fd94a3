"""Every rule of verify finds the program that breaks it, and a sound program breaks none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from attrs import evolve

from perfrules.ir import nodes as ir
from perfrules.ir.verify import RULES, verify
from perfrules.source import Source, Span
from perfrules.types.interval import Interval, at_least, at_most

HERE = ir.Origin(("甲",), Span(Source("试", "甲"), 0, 1))
ONE = ir.Literal(Fraction(1), origin=HERE)
RATE = ir.Input("率", "quantity", at_least(Fraction(0)), origin=HERE)
FLAG = ir.Input("有", "flag", origin=HERE)
ROWS = ir.Input("表", "rows", columns=(ir.Column("数", "quantity"), ir.Column("好", "flag")), origin=HERE)
LEAF = ir.Leaf(
    "甲",
    Fraction(1),
    (ir.Guard(FLAG, ONE, "override", ("有",), origin=HERE),),
    RATE,
    (),
    (),
    Interval(Fraction(0), Fraction(1)),
    None,
    ("率",),
    origin=HERE,
)
TOTAL = ir.Total(("甲",), Interval(Fraction(0), Fraction(1)), None, (), False)
SOUND = ir.Program("试", "试", "", Fraction(1), (RATE, FLAG), (LEAF,), ("甲",), TOTAL, ())


def with_base(node: ir.Node, **changes: object) -> ir.Program:
    return evolve(SOUND, definitions=(evolve(LEAF, base=node, **changes),))


def over_rows(body: ir.Node, op: str = "sum", **changes: object) -> ir.Program:
    rule = ir.OverRows(op, evolve(ROWS, **changes), body, origin=HERE)
    return evolve(with_base(rule, requires=("表",)), inputs=(RATE, FLAG, evolve(ROWS, **changes)))


def cell(column: str) -> ir.Node:
    return ir.Cell(column, origin=HERE)


def bands(*intervals: Interval) -> ir.Node:
    return ir.Piecewise(RATE, tuple(ir.Band(i, ONE, origin=HERE) for i in intervals), None, origin=HERE)


BROKEN: dict[str, list[Callable[[], ir.Program]]] = {
    "names-are-unique": [
        lambda: evolve(SOUND, inputs=(RATE, FLAG, RATE)),
        lambda: evolve(SOUND, definitions=(LEAF, LEAF)),
    ],
    "names-come-first": [
        lambda: with_base(ir.Ref("后", origin=HERE)),
        lambda: with_base(ir.ScoreOf("甲", origin=HERE)),
        lambda: evolve(SOUND, inputs=(FLAG,)),
        lambda: with_base(ir.Select((ir.Case(ir.IsMissing("无", origin=HERE), ONE),), ONE, origin=HERE)),
        lambda: with_base(cell("数")),
        lambda: over_rows(cell("无")),
    ],
    "parts-make-a-tree": [
        lambda: evolve(SOUND, total=evolve(TOTAL, parts=())),
        lambda: evolve(SOUND, headings=()),
        lambda: evolve(SOUND, unscored=(("甲", "unused"),)),
        lambda: evolve(SOUND, total=evolve(TOTAL, judged=ONE)),
        lambda: evolve(SOUND, definitions=(LEAF, ir.Heading("乙", Fraction(2), ("甲",), origin=HERE))),
    ],
    "kinds-fit": [
        lambda: with_base(FLAG, requires=("有",)),
        lambda: with_base(ir.Compare("<", FLAG, FLAG, origin=HERE), requires=("有",)),
        lambda: with_base(ir.Arith("+", RATE, ir.Day(Fraction(1), origin=HERE), origin=HERE)),
        lambda: with_base(ir.Select((ir.Case(RATE, ONE),), ONE, origin=HERE)),
        lambda: over_rows(cell("好")),
        lambda: with_base(ir.OverRows("sum", RATE, ONE, origin=HERE)),
    ],
    "needs-are-complete": [
        lambda: with_base(RATE, requires=()),
        lambda: evolve(SOUND, definitions=(evolve(LEAF, guards=(evolve(LEAF.guards[0], requires=()),)),)),
        lambda: evolve(SOUND, definitions=(ir.Value("值", "quantity", RATE, (), origin=HERE), LEAF)),
        lambda: evolve(SOUND, constraints=(ir.Constraint(FLAG, (), True, origin=HERE),)),
    ],
    "optional-inputs-are-never-needed": [
        lambda: evolve(with_base(evolve(RATE, optional=True)), inputs=(evolve(RATE, optional=True), FLAG)),
    ],
    "bands-are-disjoint-and-ascending": [
        lambda: with_base(bands(at_most(Fraction(1)), at_least(Fraction(1)))),
        lambda: with_base(bands(at_least(Fraction(1)), at_most(Fraction(1), strict=True))),
        lambda: with_base(bands(Interval(Fraction(1), Fraction(0)))),
    ],
    "figures-are-exact": [
        lambda: with_base(ir.Literal(0.5, origin=HERE)),  # type: ignore[arg-type]
        lambda: with_base(ir.Clamp(RATE, Fraction(1), Fraction(0), origin=HERE)),
    ],
    "what-is-not-known-is-not-read": [
        lambda: with_base(ONE, unrecorded=True),
        lambda: evolve(
            SOUND,
            definitions=(
                evolve(LEAF, base=evolve(ONE, value=Fraction(0)), unrecorded=True),
                evolve(LEAF, name="乙", base=ir.ScoreOf("甲", origin=HERE)),
            ),
        ),
    ],
    "operators-are-known": [
        lambda: with_base(ir.Arith("^", RATE, ONE, origin=HERE)),
        lambda: with_base(ir.Arith("÷", RATE, ir.Literal(Fraction(0), origin=HERE), origin=HERE)),
        lambda: with_base(ir.Round(RATE, Fraction(0), "half-up", origin=HERE)),
        lambda: with_base(RATE, rounding=ir.Rounding(Fraction(1), "half-even")),
        lambda: evolve(SOUND, definitions=(evolve(LEAF, guards=(evolve(LEAF.guards[0], status="sum"),)),)),
        lambda: with_base(ir.Sum((), origin=HERE)),
        lambda: with_base(ir.Trimmed((RATE, RATE), 1, 1, origin=HERE)),
        lambda: over_rows(cell("数"), op="mean"),
        lambda: over_rows(ONE, columns=()),
        lambda: over_rows(ONE, columns=(ir.Column("内", "rows"),)),
    ],
    "everything-has-a-place": [lambda: with_base(ir.Abs(RATE))],
}


def test_a_sound_program() -> None:
    assert verify(SOUND) == []
    assert verify(over_rows(ir.Select((ir.Case(cell("好"), cell("数")),), ONE, origin=HERE))) == []


@pytest.mark.parametrize(("rule", "make"), [(rule, make) for rule, makes in BROKEN.items() for make in makes])
def test_a_broken_program(rule: str, make: Callable[[], ir.Program]) -> None:
    assert rule in {violation.rule for violation in verify(make())}


def test_every_rule_is_broken_once() -> None:
    assert {rule.__name__.strip("_").replace("_", "-") for rule in RULES} == set(BROKEN)
