"""否决: where it holds the total is what it says, whatever was scored; the least of several counts.

It stands behind everything else but rounding and reads facts and scores, never the total.

    否决 当 「存在重大违纪违法问题」 时 总分 ＝ 0分        # 92.5分 → 0分
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.idioms.declare import Idiom, Spot, Units, flag_spots
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.types import FLAG


@frozen(eq=False, repr=False)
class Veto(n.Node):
    """否决 … 总分 ＝ v."""

    condition: n.Expr
    score: n.ScoreExpr
    notes: tuple[n.Note, ...] = ()


HOLDS = ReasonKind("veto", "否决：{condition}，总分按{score}", "veto: {condition}, so the total is {score}")


def check(node: Veto, check: Check) -> None:
    check.type(node.condition, FLAG)
    check.idiom_of(node.score).check(node.score, check)


def evaluate(node: Veto, ev: Evaluation) -> Fraction | None:
    if not ev.truth(node.condition):
        return None
    score = ev.value(node.score.expression)
    ev.say(HOLDS, None, node.notes, condition=node.condition.span.text.strip(), score=ev.points(score))
    return score


def lower(node: Veto, ctx: Lowering) -> ir.Guard:
    return ir.Guard(ctx.value(node.condition), ctx.value(node.score.expression), "veto")


def describe(node: Veto) -> Words:
    condition, score = node.condition.span.text.strip(), node.score.span.text.strip()
    return Words(f"否决：{condition}的，总分按{score}", f"veto: the total is {score} when {condition}")


def _spots(node: Veto, units: Units) -> Any:
    found: list[Spot] = list(flag_spots(node.condition))
    return iter(found)


def write(node: Veto, w: Writer) -> str:
    condition, value = w.expr(node.condition), w.expr(node.score.expression, level=5)
    return w.pick(f"否决 当 {condition} 时 总分 ＝ {value}", f"veto when {condition}: the total = {value}")


def _build(items: list[Any], span: Span) -> Veto:
    condition, value = build.expressions(items)
    return Veto(condition, n.ScoreExpr(value, span=value.span), build.notes(items), span=span)


IDIOM = Idiom(
    name="veto",
    role="veto",
    node=Veto,
    title=Words("否决总分", "veto"),
    about=Words("出现某种情况，总分直接定为一个值", "where a condition holds, the total is a given value"),
    wordings=("发生重大违纪违法问题的，总分为0分", "一票否决"),
    build={"veto": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    spots=_spots,
    shapes={
        "VETO": Words(
            "否决 当 条件 时 总分 ＝ 0分｜否决 当 条件 时 等级至多 良",
            "veto when condition: the total = 0 points｜veto when condition: grade at most fair",
        ),
    },
    reasons=(HOLDS,),
)
