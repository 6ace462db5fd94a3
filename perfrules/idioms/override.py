"""特例 当 条件 时 score: tried before the rule, from the top; the first that holds gives the leaf's final score.

Nothing else in the leaf is computed then, so a 特例 also keeps a divisor from 0.

    特例 当 三公经费预算数 ＝ 0 且 上年三公经费预算数 ＝ 0 时 满分   "两年均无预算"
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
class Override(n.Node):
    """特例: its condition and the score it gives."""

    condition: n.Expr
    score: n.Node
    notes: tuple[n.Note, ...] = ()


HOLDS = ReasonKind("override", "特例：{condition}", "override: {condition}")


def check(node: Override, check: Check) -> None:
    check.type(node.condition, FLAG)
    check.idiom_of(node.score).check(node.score, check)


def evaluate(node: Override, ev: Evaluation) -> Fraction | None:
    if not ev.truth(node.condition):
        return None
    text = node.condition.span.text.strip()
    ev.say(HOLDS, None, node.notes, condition=text)
    return ev.score(node.score, None, None)


def lower(node: Override, ctx: Lowering) -> ir.Guard:
    return ir.Guard(ctx.value(node.condition), ctx.score(node.score, None, None), "override")


def describe(node: Override) -> Words:
    text = node.condition.span.text.strip()
    if isinstance(node.condition, n.Name):
        text = node.condition.text
    return Words(f"特例：{text}的", f"override when {text}")


def _spots(node: Override, units: Units) -> Any:
    found: list[Spot] = list(flag_spots(node.condition))
    return iter(found)


def write(node: Override, w: Writer) -> str:
    condition, score = w.expr(node.condition), w.node(node.score)
    return f"override when {condition}: {score}" if w.english else f"特例 当 {condition} 时 {score}"


def _build(items: list[Any], span: Span) -> Override:
    condition = build.expressions(items)[0]
    score = next(item for item in items if isinstance(item, n.Node) and not isinstance(item, (n.Note, n.Expr)))
    return Override(condition, score, build.notes(items), span=span)


IDIOM = Idiom(
    name="override",
    role="override",
    node=Override,
    title=Words("特例", "override"),
    about=Words("先于评分办法：符合就直接定分", "tried before the rule: where it holds, it gives the score"),
    wordings=("未公开绩效目标的，不得分", "无预算无采购的得满分"),
    build={"override": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "OVERRIDE": Words("特例 当 条件 时 满分｜0分", "override when condition: full marks｜0 points"),
    },
    write=write,
    spots=_spots,
    reasons=(HOLDS,),
)
