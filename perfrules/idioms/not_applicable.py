"""不适用 当 条件 时 满分: like 特例, but tried before every 特例, and the result says that the leaf did not apply.

不适用 当 账面净资产总额 ＝ 0 时 满分
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
class NotApplicable(n.Node):
    """不适用: its condition and the score given instead."""

    condition: n.Expr
    score: n.Node
    notes: tuple[n.Note, ...] = ()


HOLDS = ReasonKind("not-applicable", "不适用：{condition}", "not applicable: {condition}")


def check(node: NotApplicable, check: Check) -> None:
    check.type(node.condition, FLAG)
    check.idiom_of(node.score).check(node.score, check)


def evaluate(node: NotApplicable, ev: Evaluation) -> Fraction | None:
    if not ev.truth(node.condition):
        return None
    ev.say(HOLDS, None, node.notes, condition=node.condition.span.text.strip())
    ev.not_applicable()
    return ev.score(node.score, None, None)


def lower(node: NotApplicable, ctx: Lowering) -> ir.Guard:
    status = "not-applicable"
    if isinstance(node.score, n.LeftOut):
        status = "shared-out" if node.score.shared else "left-out"
    return ir.Guard(ctx.value(node.condition), ctx.score(node.score, None, None), status)


def describe(node: NotApplicable) -> Words:
    text = node.condition.span.text.strip()
    if isinstance(node.condition, n.Name):
        text = node.condition.text
    return Words(f"不适用：{text}的", f"not applicable when {text}")


def _spots(node: NotApplicable, units: Units) -> Any:
    found: list[Spot] = list(flag_spots(node.condition))
    return iter(found)


def write(node: NotApplicable, w: Writer) -> str:
    condition, score = w.expr(node.condition), w.node(node.score)
    return f"not applicable when {condition}: {score}" if w.english else f"不适用 当 {condition} 时 {score}"


def _build(items: list[Any], span: Span) -> NotApplicable:
    condition = build.expressions(items)[0]
    score = next(item for item in items if isinstance(item, n.Node) and not isinstance(item, (n.Note, n.Expr)))
    return NotApplicable(condition, score, build.notes(items), span=span)


IDIOM = Idiom(
    name="not_applicable",
    role="applicability",
    node=NotApplicable,
    title=Words("不适用", "not applicable"),
    about=Words("没有这一事项时怎么给分", "what a subject gets that the leaf does not apply to"),
    wordings=("未有专项资金的，得满分", "无此项得满分"),
    build={"not_applicable": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "NOT_APPLICABLE": Words(
            "不适用 当 条件 时 满分｜不适用 当 条件 时 不计入 [由同级分担]",
            "not applicable when condition: full marks｜"
            "not applicable when condition: left out [, shared by the parts beside it]",
        ),
    },
    write=write,
    spots=_spots,
    reasons=(HOLDS,),
)
