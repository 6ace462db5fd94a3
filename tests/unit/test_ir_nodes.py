"""Walking, changing and folding nodes; what a function without a form of its own becomes."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from perfrules.api import loads
from perfrules.functions import FUNCTIONS
from perfrules.ir import nodes as ir
from perfrules.ir.from_model import lower
from perfrules.ir.printer import print_ir
from perfrules.ir.simplify import node as folded
from perfrules.ir.verify import verify
from perfrules.language import LANGUAGE
from perfrules.types.interval import ANY, at_least, at_most
from tests.support.ir_interpreter import Interpreter, interpret

A, B = ir.Input("甲", "quantity"), ir.Input("乙", "flag")
TWO = ir.Literal(Fraction(2))


def test_children_look_through_cases_and_bands() -> None:
    select = ir.Select((ir.Case(B, A),), TWO)
    assert list(ir.children(select)) == [B, A, TWO]
    piecewise = ir.Piecewise(A, (ir.Band(at_most(Fraction(1)), TWO),), select)
    assert list(ir.children(piecewise)) == [A, TWO, select]
    assert list(ir.walk(piecewise)) == [piecewise, A, TWO, select, B, A, TWO]


def test_map_children_changes_what_is_right_below() -> None:
    select = ir.Select((ir.Case(B, A),), ir.Abs(A))
    assert ir.map_children(select, lambda child: TWO if child == A else child) == ir.Select(
        (ir.Case(B, TWO),), ir.Abs(A)
    )


def test_a_place_is_no_part_of_equality() -> None:
    assert evolve(A, origin=ir.Origin(("丙",))) == A


def test_rows_are_gone_over_in_a_scope_of_their_own() -> None:
    rows = ir.Input("表", "rows", columns=(ir.Column("数", "quantity"), ir.Column("注", "quantity", optional=True)))
    mine = ir.Select((ir.Case(ir.CellMissing("注"), ir.Cell("数")),), ir.Cell("注"))
    share = ir.Arith("÷", ir.Cell("数"), ir.OverRows("sum", rows, ir.Cell("数")))
    given = ({"数": Fraction(2)}, {"数": Fraction(6), "注": Fraction(1)})
    values = {
        ir.OverRows("sum", rows, mine): 3,
        ir.OverRows("max", rows, mine): 2,
        ir.OverRows("min", rows, share): Fraction(1, 4),
        ir.OverRows("sum", rows, ir.Literal(Fraction(1))): 2,
    }
    program = ir.Program("", "", "", Fraction(1), (rows,), (), (), ir.Total((), ANY, None, (), False), ())
    for node, value in values.items():
        assert Interpreter(program, {"表": given}, frozenset(), {}).value(node) == value
        assert next(iter(ir.children(node))) == rows
    assert print_ir(program).count("数：quantity") == 1


def test_a_trimmed_sum_drops_one_of_equal_items() -> None:
    items = tuple(ir.Literal(Fraction(n)) for n in (3, 1, 5, 5, 1))
    program = ir.Program("", "", "", Fraction(1), (), (), (), ir.Total((), ANY, None, (), False), ())
    interpreter = Interpreter(program, {}, frozenset(), {})
    assert interpreter.value(ir.Trimmed(items, 1, 1)) == 9
    assert interpreter.value(ir.Trimmed(items, 2, 2)) == 3
    assert interpreter.value(ir.Trimmed(items, 0, 4)) == 1


def test_folding_works_out_figures_and_keeps_what_reads() -> None:
    zero, one = ir.Literal(Fraction(0)), ir.Literal(Fraction(1))
    assert folded(ir.Arith("+", zero, ir.Arith("×", A, ir.Arith("÷", TWO, TWO)))) == A
    assert folded(ir.Arith("×", zero, A)) == ir.Arith("×", zero, A)
    assert folded(ir.Arith("÷", A, ir.Arith("-", one, one))) == ir.Arith("÷", A, zero)
    assert folded(ir.Floor(ir.Arith("÷", evolve(A, grid=Fraction(1)), one))) == evolve(A, grid=Fraction(1))
    assert folded(ir.Floor(A)) == ir.Floor(A)
    assert folded(ir.Min((A, TWO))) == ir.Clamp(A, None, Fraction(2))


def test_what_an_interval_leaves_of_another() -> None:
    band = at_least(Fraction(1)).meet(at_most(Fraction(3), strict=True))
    assert ANY.minus(band) == (at_most(Fraction(1), strict=True), at_least(Fraction(3)))
    assert band.minus(ANY) == ()
    assert band.minus(at_least(Fraction(3))) == (band,)


def test_a_function_without_a_form_of_its_own_is_called() -> None:
    double = evolve(
        next(f for f in FUNCTIONS if f.names[0] == "合计"),
        names=("加倍",),
        most=1,
        evaluate=lambda values: 2 * values[0],
        bounds=lambda intervals: intervals[0] + intervals[0],
        lower=None,
    )
    language = LANGUAGE.extend(functions=[double])
    text = "评价表 试\n满分 5分\n数据\n甲 ：数值 [0, 10]\n一级指标 乙 5分\n得分 ＝ 加倍(甲) × 1分 封顶\n"
    rubric = loads(text, language=language)
    program = lower(rubric.model, language)
    assert verify(program) == []
    call = ir.Call("加倍", (program.inputs[0],))
    assert call in [node for leaf in program.leaves() for node in ir.walk(leaf.base)]
    facts = {"甲": Fraction(2)}
    outcome = interpret(program, facts, frozenset(), {"加倍": double.evaluate})
    assert outcome.total == rubric.score(facts).total == 4
