"""Every rule of verify finds the program that breaks it, and a sound program breaks none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from perfrules.ir import nodes as ir
from perfrules.ir.verify import RULES, Violation, verify
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


AT = "甲"
"""Where most of them are broken: in the leaf."""
LATE = ir.Ref("后", origin=HERE)
NONE = ir.Literal(Fraction(0), origin=HERE)
LABEL = ir.Input("档", "label", labels=("差", "好"), origin=HERE)
DAY = ir.Day(Fraction(1), origin=HERE)
BELOW = evolve(LEAF, name="乙", guards=(), base=ONE, requires=())
BOTH = evolve(SOUND, definitions=(LEAF, BELOW), headings=("甲", "乙"), total=evolve(TOTAL, parts=("甲", "乙")))
GRADES = (ir.Grade("好", at_least(Fraction(1))), ir.Grade("差", at_most(Fraction(1), strict=True)))
GRADED = evolve(TOTAL, grades=GRADES, ranks=("好", "差"))


def inputs(*items: ir.Input) -> ir.Program:
    return evolve(SOUND, inputs=(RATE, FLAG, *items))


def total(node: ir.Total = TOTAL, /, **changes: object) -> ir.Program:
    return evolve(SOUND, total=evolve(node, **changes))


def compare(op: str, left: ir.Node, right: ir.Node) -> ir.Node:
    return ir.Compare(op, left, right, origin=HERE)


def guard(status: str, when: ir.Node = FLAG, score: ir.Node | None = ONE, needs: tuple[str, ...] = ("有",)) -> ir.Guard:
    return ir.Guard(when, score, status, needs, origin=HERE)


def heading(**changes: object) -> ir.Program:
    """A heading of both leaves, which alone counts at the top."""
    own = evolve(ir.Heading("上", Fraction(2), ("甲", "乙"), origin=HERE), **changes)
    return evolve(BOTH, definitions=(LEAF, BELOW, own), headings=("上", "甲", "乙"), total=evolve(TOTAL, parts=("上",)))


def case(label: str, when: ir.Node | None, needs: tuple[str, ...] = ("有",)) -> ir.GradeCase:
    return ir.GradeCase(label, when, needs, origin=HERE)


def constraint(holds: ir.Node, reads: tuple[str, ...] = ("有",), **changes: object) -> ir.Program:
    return evolve(SOUND, constraints=(evolve(ir.Constraint(holds, reads, True, origin=HERE), **changes),))


def rank(kind: str, ties: str = "", of: ir.Node | None = RATE) -> ir.Input:
    return ir.Input("名次", "quantity", population=ir.Population(kind, of, ties=ties), origin=HERE)


ORDER = "not just the leaves and headings, and what is not scored"
MADE = "is made of parts, or judged: one of the two"
BROKEN: dict[str, list[tuple[ir.Program, str, str]]] = {
    "names-are-unique": [
        (evolve(SOUND, inputs=(RATE, FLAG, RATE)), "率", "two of this name"),
        (evolve(SOUND, definitions=(LEAF, LEAF)), AT, "two of this name"),
        (
            evolve(SOUND, definitions=(*2 * (ir.Value("值", "quantity", ONE, (), origin=HERE),), LEAF)),
            "值",
            "two of this name",
        ),
        (total(GRADED, ranks=("好", "差", "差")), "差", "two of this name"),
    ],
    "names-come-first": [
        (with_base(LATE), AT, "reads the value 后, which is not defined above"),
        (with_base(ir.ScoreOf("甲", origin=HERE)), AT, "reads the score of 甲, which is not defined above"),
        (with_base(ir.Applies("乙", origin=HERE)), AT, "reads the score of 乙, which is not defined above"),
        (evolve(heading(), definitions=heading().definitions[::-1]), "上", "sums 甲, which is not defined above"),
        (total(judged=LATE, parts=()), "total", "reads the value 后, which is not defined"),
        (total(judged=ir.ScoreOf("丙", origin=HERE)), "total", "reads the score of 丙, which is not defined"),
        (total(judged=ir.Applies("丙", origin=HERE)), "total", "reads the score of 丙, which is not defined"),
        (evolve(SOUND, inputs=(FLAG,)), AT, "reads 率, which is not among the inputs"),
        (evolve(SOUND, inputs=(FLAG, evolve(RATE, grid=Fraction(1)))), AT, "reads 率, which is not among the inputs"),
        (
            with_base(ir.Select((ir.Case(ir.IsMissing("无", origin=HERE), ONE),), ONE, origin=HERE)),
            AT,
            "asks for 无, which is not among the inputs",
        ),
        (with_base(cell("数")), AT, "reads the cell 数 outside rows"),
        (
            constraint(
                compare("=", ir.Select((ir.Case(ir.CellMissing("数", origin=HERE), ONE),), ONE, origin=HERE), ONE)
            ),
            "constraint 1",
            "reads the cell 数 outside rows",
        ),
        (over_rows(cell("无")), AT, "reads the cell 无, which is not among the columns of 表"),
        (inputs(rank("mean", of=LATE)), "名次", "is of 后, which is not defined"),
        (inputs(rank("mean", of=ir.ScoreOf("丙"))), "名次", "is of 丙, which is not defined"),
        (
            inputs(ir.Input("补", "quantity", stand_in="无", origin=HERE)),
            "补",
            "has 无 to stand for it, which is not among the inputs",
        ),
    ],
    "parts-make-a-tree": [
        (total(parts=()), AT, "part of 0 headings"),
        (total(parts=()), "total", MADE),
        (total(parts=("甲", "甲")), AT, "part of 2 headings"),
        (total(adjustments="甲"), AT, "part of 2 headings"),
        (total(judged=ONE), "total", MADE),
        (evolve(SOUND, headings=()), "headings", ORDER),
        (evolve(SOUND, unscored=(("甲", "unused"),)), AT, "is not scored, and counts"),
        (evolve(SOUND, unscored=(("甲", "unused"),)), "headings", ORDER),
        (
            evolve(BOTH, unscored=(("丙", "unused"),), total=evolve(BOTH.total, adjustments="丙")),
            "丙",
            "is not scored, and counts",
        ),
        (heading(points=Fraction(3)), "上", "parts of 2 points in 3"),
        (heading(parts=("甲",)), "乙", "part of 0 headings"),
        (evolve(heading(), total=evolve(TOTAL, parts=("上", "甲"))), AT, "part of 2 headings"),
    ],
    "kinds-fit": [
        (with_base(FLAG, requires=("有",)), AT, "Input is of kind flag, and quantity is needed"),
        (with_base(compare("<", FLAG, FLAG), requires=("有",)), AT, "flags have no order <"),
        (with_base(compare("=", RATE, DAY)), AT, "Day is of kind date, and quantity is needed"),
        (
            with_base(compare("=", ir.Arith("+", FLAG, RATE, origin=HERE), RATE)),
            AT,
            "Input is of kind flag, and quantity is needed",
        ),
        (with_base(ir.Arith("+", RATE, DAY, origin=HERE)), AT, "Day is of kind date, and quantity is needed"),
        (with_base(ir.Arith("-", DAY, RATE, origin=HERE)), AT, "Input is of kind quantity, and date is needed"),
        (with_base(LATE), AT, "Ref is of kind unknown, and quantity is needed"),
        (with_base(ir.Label(1, "好", origin=HERE)), AT, "Label is of kind label, and quantity is needed"),
        (
            with_base(ir.Select((ir.Case(RATE, ONE),), ONE, origin=HERE)),
            AT,
            "Input is of kind quantity, and flag is needed",
        ),
        (
            with_base(ir.Select((ir.Case(FLAG, ONE),), FLAG, origin=HERE)),
            AT,
            "Input is of kind flag, and quantity is needed",
        ),
        (
            with_base(ir.Select((ir.Case(FLAG, ONE), ir.Case(FLAG, DAY)), ONE, origin=HERE)),
            AT,
            "Day is of kind date, and quantity is needed",
        ),
        (
            with_base(evolve(bands(at_least(Fraction(1))), subject=FLAG)),
            AT,
            "Input is of kind flag, and quantity is needed",
        ),
        (
            with_base(evolve(bands(at_least(Fraction(1))), otherwise=DAY)),
            AT,
            "Day is of kind date, and quantity is needed",
        ),
        (
            with_base(
                ir.Piecewise(
                    RATE, (ir.Band(at_least(Fraction(1)), ONE), ir.Band(at_most(Fraction(0)), DAY)), None, origin=HERE
                )
            ),
            AT,
            "Day is of kind date, and quantity is needed",
        ),
        (constraint(ir.Not(RATE, origin=HERE)), "constraint", "Input is of kind quantity, and flag is needed"),
        (
            constraint(ir.Logic("and", (FLAG, RATE), origin=HERE)),
            "constraint",
            "Input is of kind quantity, and flag is needed",
        ),
        (constraint(RATE, ("率",)), "constraint", "Input is of kind quantity, and flag is needed"),
        (
            with_base(ir.Call("天数", (ir.Sum((DAY,), origin=HERE),), origin=HERE)),
            AT,
            "Day is of kind date, and quantity is needed",
        ),
        (over_rows(cell("好")), AT, "Cell is of kind flag, and quantity is needed"),
        (
            over_rows(ir.Select((ir.Case(cell("数"), ONE),), ONE, origin=HERE)),
            AT,
            "Cell is of kind quantity, and flag is needed",
        ),
        (with_base(ir.OverRows("sum", RATE, ONE, origin=HERE)), AT, "Input is of kind quantity, and rows is needed"),
        (with_base(ir.Sum((FLAG,), origin=HERE)), AT, "Input is of kind flag, and quantity is needed"),
        (with_base(RATE, measure=ir.Sum((FLAG,), origin=HERE)), AT, "Input is of kind flag, and quantity is needed"),
        (with_base(RATE, awards=(FLAG,)), AT, "Input is of kind flag, and quantity is needed"),
        (with_base(RATE, deductions=(FLAG,)), AT, "Input is of kind flag, and quantity is needed"),
        (with_base(RATE, guards=(guard("override", when=RATE),)), AT, "Input is of kind quantity, and flag is needed"),
        (with_base(RATE, guards=(guard("override", score=FLAG),)), AT, "Input is of kind flag, and quantity is needed"),
        (
            with_base(RATE, guards=(guard("override", score=None),)),
            AT,
            "a guard of status override with the score None",
        ),
        (with_base(RATE, guards=(guard("reached"),)), AT, f"a guard of status reached with the score {ONE}"),
        (
            evolve(SOUND, definitions=(ir.Value("值", "flag", RATE, ("率",), origin=HERE), LEAF)),
            "值",
            "Input is of kind quantity, and flag is needed",
        ),
        (heading(score=FLAG), "上", "Input is of kind flag, and quantity is needed"),
        (heading(applies=FLAG), "上", "Input is of kind flag, and quantity is needed"),
        (total(judged=FLAG, parts=()), "total", "Input is of kind flag, and quantity is needed"),
        (total(caps=(guard("total-cap", when=RATE),)), "total", "Input is of kind quantity, and flag is needed"),
        (total(vetoes=(guard("veto", score=FLAG),)), "total", "Input is of kind flag, and quantity is needed"),
        (total(refusals=(guard("not-rated", RATE, None),)), "total", "Input is of kind quantity, and flag is needed"),
        (total(refusals=(guard("veto", FLAG, None),)), "total", "a refusal of status veto with the score None"),
        (total(refusals=(guard("not-eligible"),)), "total", f"a refusal of status not-eligible with the score {ONE}"),
        (
            total(index=ir.Index("数", FLAG, ("有",), origin=HERE)),
            "total",
            "Input is of kind flag, and quantity is needed",
        ),
        (
            total(grade_cases=(case("好", RATE),), ranks=("好",)),
            "total",
            "Input is of kind quantity, and flag is needed",
        ),
        (
            total(GRADED, grade_vetoes=(ir.GradeVeto(RATE, "差", ("率",), origin=HERE),)),
            "total",
            "Input is of kind quantity, and flag is needed",
        ),
        (total(GRADED, grade_vetoes=(ir.GradeVeto(FLAG, "无", ("有",), origin=HERE),)), "total", "no grade 无"),
    ],
    "needs-are-complete": [
        (with_base(RATE, requires=()), AT, "reads 率, which it does not need"),
        (with_base(ONE, awards=(RATE,), requires=()), AT, "reads 率, which it does not need"),
        (with_base(ONE, deductions=(RATE,), requires=()), AT, "reads 率, which it does not need"),
        (with_base(ONE, requires=("无",)), AT, "needs 无, which is not among the inputs"),
        (with_base(RATE, guards=(guard("override", needs=()),)), AT, "reads 有, which it does not need"),
        (with_base(RATE, guards=(guard("override", score=RATE),)), AT, "reads 率, which it does not need"),
        (
            evolve(SOUND, definitions=(ir.Value("值", "quantity", RATE, (), origin=HERE), LEAF)),
            "值",
            "reads 率, which is not in its list",
        ),
        (constraint(FLAG, ()), "constraint", "reads 有, which is not in its list"),
        (total(judged=RATE, parts=()), "total", "reads 率, which it does not need"),
        (total(caps=(guard("total-cap", needs=()),)), "total", "reads 有, which it does not need"),
        (total(caps=(guard("total-cap", score=RATE),)), "total", "reads 率, which it does not need"),
        (total(vetoes=(guard("veto", needs=()),)), "total", "reads 有, which it does not need"),
        (total(refusals=(guard("not-rated", FLAG, None, ()),)), "total", "reads 有, which it does not need"),
        (total(index=ir.Index("数", RATE, (), origin=HERE)), "total", "reads 率, which it does not need"),
        (total(grade_cases=(case("好", FLAG, ()),), ranks=("好",)), "total", "reads 有, which it does not need"),
        (
            total(GRADED, grade_vetoes=(ir.GradeVeto(FLAG, "差", (), origin=HERE),)),
            "total",
            "reads 有, which it does not need",
        ),
    ],
    "optional-inputs-are-never-needed": [
        (
            evolve(with_base(evolve(RATE, optional=True)), inputs=(evolve(RATE, optional=True), FLAG)),
            AT,
            "needs 率, which may be absent",
        ),
        (evolve(SOUND, inputs=(RATE, evolve(FLAG, optional=True))), AT, "needs 有, which may be absent"),
        (
            evolve(
                with_base(ONE, requires=(), guards=(evolve(LEAF.guards[0], requires=(), then_requires=("有",)),)),
                inputs=(RATE, evolve(FLAG, optional=True)),
            ),
            AT,
            "needs 有, which may be absent",
        ),
    ],
    "bands-are-disjoint-and-ascending": [
        (with_base(bands(at_most(Fraction(1)), at_least(Fraction(1)))), AT, "(−∞, 1] is not below [1, ∞)"),
        (with_base(bands(at_least(Fraction(1)), at_most(Fraction(1), strict=True))), AT, "[1, ∞) is not below (−∞, 1)"),
        (
            with_base(bands(Interval(Fraction(0), Fraction(2)), Interval(Fraction(1), Fraction(3)))),
            AT,
            "[0, 2] is not below [1, 3]",
        ),
        (with_base(bands(Interval(Fraction(1), Fraction(0)))), AT, "an empty band: [1, 0]"),
        (with_base(bands()), AT, "a piecewise function without bands"),
        (total(GRADED, ranks=("好",)), "grades", "not just those that are ranked"),
        (total(grade_cases=(case("好", FLAG),)), "grades", "not just those that are ranked"),
        (
            total(grade_cases=(case("好", None, ()), case("差", None, ())), ranks=("好", "差")),
            "grades",
            "nothing comes behind 好",
        ),
        (total(GRADED, grade_index=True), "grades", "about an index that is not there"),
        (
            total(GRADED, grades=(GRADES[0], ir.Grade("差", at_most(Fraction(1))))),
            "grades",
            "(−∞, 1] and [1, ∞) share values",
        ),
    ],
    "figures-are-exact": [
        (with_base(ir.Literal(0.5, origin=HERE)), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(ir.Day(0.5, origin=HERE)), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(ir.Clamp(RATE, Fraction(1), Fraction(0), origin=HERE)), AT, "nothing lies between 1 and 0"),
        (with_base(ir.Clamp(RATE, 0.5, None, origin=HERE)), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(ir.Clamp(RATE, None, 0.5, origin=HERE)), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(ir.Round(RATE, 0.5, "up", origin=HERE)), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(evolve(RATE, grid=0.5)), AT, "0.5 is no exact figure"),
        (with_base(evolve(RATE, default=0.5)), AT, "0.5 is no exact figure"),
        (with_base(evolve(RATE, bounds=Interval(0.5, None))), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(evolve(RATE, bounds=Interval(None, 0.5))), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(bands(Interval(0.5, None))), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(bands(Interval(None, 0.5))), AT, "0.5 is no exact figure"),  # type: ignore[arg-type]
        (with_base(evolve(LABEL, default=2)), AT, "2 is no code of 档"),
    ],
    "what-is-not-known-is-not-read": [
        (with_base(ONE, unrecorded=True), AT, "is not transcribed, and has a rule"),
        (with_base(NONE, unrecorded=True, awards=(ONE,)), AT, "is not transcribed, and has a rule"),
        (with_base(NONE, unrecorded=True, deductions=(ONE,)), AT, "is not transcribed, and has a rule"),
        (
            evolve(
                BOTH,
                definitions=(
                    evolve(LEAF, base=NONE, unrecorded=True),
                    evolve(BELOW, base=ir.ScoreOf("甲", origin=HERE)),
                ),
            ),
            "乙",
            "reads the score of 甲, which is not known",
        ),
        (
            evolve(
                heading(),
                definitions=(evolve(LEAF, base=NONE, unrecorded=True), BELOW, heading().definitions[-1]),
                total=evolve(TOTAL, parts=("上",), caps=(guard("total-cap", score=ir.ScoreOf("上", origin=HERE)),)),
            ),
            "total",
            "reads the score of 上, which is not known",
        ),
    ],
    "operators-are-known": [
        (with_base(ir.Arith("^", RATE, ONE, origin=HERE)), AT, "arithmetic ^"),
        (with_base(ir.Arith("÷", RATE, NONE, origin=HERE)), AT, "a division by the figure 0"),
        (with_base(compare("==", RATE, ONE)), AT, "comparison =="),
        (with_base(ir.Logic("xor", (FLAG, FLAG), origin=HERE)), AT, "logic xor over 2"),
        (with_base(ir.Logic("and", (FLAG,), origin=HERE)), AT, "logic and over 1"),
        (with_base(ir.Round(RATE, Fraction(0), "half-up", origin=HERE)), AT, "rounding 0 half-up"),
        (with_base(ir.Round(RATE, Fraction(1), "half-even", origin=HERE)), AT, "rounding 1 half-even"),
        (with_base(RATE, rounding=ir.Rounding(Fraction(1), "half-even")), AT, "rounding 1 half-even"),
        (with_base(RATE, rounding=ir.Rounding(Fraction(0), "up")), AT, "rounding 0 up"),
        (total(rounding=ir.Rounding(Fraction(-1), "down")), "total", "rounding -1 down"),
        (with_base(RATE, guards=(guard("sum"),)), AT, "status sum"),
        (with_base(ir.Sum((), origin=HERE)), AT, "Sum of nothing"),
        (with_base(ir.Max((), origin=HERE)), AT, "Max of nothing"),
        (with_base(ir.Select((), ONE, origin=HERE)), AT, "Select of nothing"),
        (with_base(ir.Min((), origin=HERE)), AT, "Min of nothing"),
        (with_base(ir.Trimmed((RATE, RATE), 1, 1, origin=HERE)), AT, "2 items without 2"),
        (with_base(ir.Trimmed((RATE, RATE), -1, 1, origin=HERE)), AT, "2 items without 0"),
        (with_base(ir.Trimmed((RATE, RATE), 1, -1, origin=HERE)), AT, "2 items without 0"),
        (over_rows(cell("数"), op="mean"), AT, "mean over rows"),
        (over_rows(ONE, columns=()), "表", "rows and columns go together"),
        (inputs(evolve(LABEL, columns=ROWS.columns)), "档", "rows and columns go together"),
        (over_rows(ONE, columns=(ir.Column("内", "rows"),)), "表", "a column of kind rows"),
        (over_rows(ONE, columns=(ir.Column("内", "float"),)), "表", "a column of kind float"),
        (inputs(ir.Input("数", "float", origin=HERE)), "数", "kind float"),
        (inputs(rank("median")), "名次", "a median of all"),
        (inputs(rank("rank")), "名次", "a rank of all with ties ''"),
        (inputs(rank("mean", "skip")), "名次", "a mean of all with ties 'skip'"),
    ],
    "everything-has-a-place": [
        (with_base(ir.Abs(RATE)), AT, "Abs has no place"),
        (evolve(SOUND, inputs=(evolve(RATE, origin=ir.UNKNOWN), FLAG)), "率", "has no place"),
        (evolve(SOUND, definitions=(evolve(LEAF, origin=ir.UNKNOWN),)), AT, "has no place"),
        (constraint(FLAG, origin=ir.UNKNOWN), "constraint", "has no place"),
        (constraint(ir.Not(FLAG)), "constraint 1", "Not has no place"),
    ],
}


def test_a_sound_program() -> None:
    assert verify(SOUND) == []
    assert verify(over_rows(ir.Select((ir.Case(cell("好"), cell("数")),), ONE, origin=HERE))) == []


@pytest.mark.parametrize(
    ("rule", "program", "where", "what"), [(rule, *one) for rule, found in BROKEN.items() for one in found]
)
def test_a_broken_program(rule: str, program: ir.Program, where: str, what: str) -> None:
    assert Violation(rule, where, what) in verify(program)


SOUND_TOO: dict[str, ir.Program] = {
    "two leaves": BOTH,
    "a heading": heading(),
    "a heading that takes one of its parts": heading(
        points=Fraction(1), aggregated=True, score=ir.ScoreOf("甲", origin=HERE)
    ),
    "bands that meet": with_base(bands(at_most(Fraction(1), strict=True), at_least(Fraction(1)))),
    "bands apart": with_base(bands(at_most(Fraction(1)), at_least(Fraction(2)))),
    "the days between": with_base(ir.Arith("-", DAY, DAY, origin=HERE)),
    "flags that are alike": constraint(compare("=", FLAG, FLAG)),
    "grades": total(GRADED, grade_vetoes=(ir.GradeVeto(FLAG, "差", ("有",), origin=HERE),)),
    "grades by condition": total(grade_cases=(case("好", FLAG), case("差", None, ())), ranks=("好", "差")),
    "what is reached": with_base(
        RATE, guards=(ir.Guard(FLAG, None, "reached", ("有",), ("率",), origin=HERE),), requires=()
    ),
    "not transcribed": with_base(NONE, unrecorded=True),
    "only an index": evolve(
        evolve(SOUND, definitions=(), headings=()),
        total=evolve(TOTAL, parts=(), index=ir.Index("数", RATE, ("率",), origin=HERE)),
    ),
    "never rated": evolve(
        SOUND,
        definitions=(),
        headings=(),
        total=evolve(TOTAL, parts=(), refusals=(guard("not-rated", ir.Literal(True, origin=HERE), None, ()),)),
    ),
    "a figure of all": inputs(rank("rank", "skip"), evolve(rank("mean", of=ir.ScoreOf("甲")), name="均")),
    "a label that may be absent": inputs(evolve(LABEL, optional=True, default=1)),
    "one of three is trimmed": with_base(ir.Trimmed((RATE, RATE, RATE), 1, 1, origin=HERE)),
}


@pytest.mark.parametrize("name", SOUND_TOO)
def test_another_sound_program(name: str) -> None:
    assert verify(SOUND_TOO[name]) == []


def test_every_rule_is_broken_once() -> None:
    assert {rule.__name__.strip("_").replace("_", "-") for rule in RULES} == set(BROKEN)
