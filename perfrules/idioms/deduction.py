"""扣分: points taken for each occurrence, for each step of excess or shortfall, or for a thing that is so.

Three shapes:

    扣分 「报表不全或有错误」 每1处 扣0.5分                 # 3处 → 1.5分 off
    扣分 实有人数 超过 编制数 每1人 扣0.5分                 # max(0, 实有 − 编制)
    扣分 自评率 低于 100% 每10个百分点 扣0.5分 零头不计      # 85% → one whole step → 0.5分
    扣分 「未办理工资手续」 扣1分

How steps are counted is in counted.py. 至多 cuts one clause; the leaf is cut at 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms import counted
from perfrules.idioms.counted import Counted, Direction
from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.types import FLAG, Domain


@frozen(eq=False, repr=False)
class Deduction(Counted):
    """扣分. Where `exempt` holds nothing is taken."""

    exempt: n.Name | None = None
    exempt_reason: bool = False
    until_gone: bool = field(default=False, eq=False)
    """扣完为止 is written; the leaf is cut at 0 without it too."""


MAY_BE_NEGATIVE = Kind(
    "PR462",
    "deduction-may-be-negative",
    "「{amount}」可能小于 0，扣分会变成加分",
    "`{amount}` can be below 0, and the deduction would add points",
    "写「{amount} 超过 0」，或在「数据」里写明「≥0」",
    "write `that {amount} exceeds 0`, or declare it ≥ 0",
    about="The amount that is counted in steps is never negative.",
)

DOWN = Direction("deduction", "扣", -1, MAY_BE_NEGATIVE)
EXEMPTED = ReasonKind("deduction-exempt", "{item}：因「{exempt}」不扣", "{item}: exempt, {exempt}")


def _spots(node: Deduction, units: Units) -> Iterator[Spot]:
    yield from counted.spots(node, units)
    if node.exempt is not None:
        yield node.exempt.text, node.exempt.span, FLAG, Domain(), node.exempt_reason


def check(node: Deduction, check: Check) -> None:
    if node.exempt is not None:
        check.type(node.exempt, FLAG)
    counted.check(node, DOWN, check)


def evaluate(node: Deduction, ev: Evaluation) -> Fraction:
    if node.exempt is not None and ev.truth(node.exempt):
        nothing = Fraction(0)
        ev.say(EXEMPTED, nothing, node.notes, item=counted.item(node), exempt=node.exempt.text)
        return nothing
    return counted.evaluate(node, DOWN, ev)


def lower(node: Deduction, ctx: Lowering) -> ir.Node:
    taken = counted.lower(node, ctx)
    if node.exempt is None:
        return taken
    return ir.Select((ir.Case(ctx.value(node.exempt), ir.Literal(Fraction(0))),), taken)


def describe(node: Deduction) -> Words:
    words = counted.describe(node, DOWN, Words("，扣完为止", ", down to 0"))
    if node.exempt is None:
        return words
    return Words(f"{words.zh}（{node.exempt.text}的不扣）", f"{words.en} (not if {node.exempt.text})")


def write(node: Deduction, w: Writer) -> str:
    parts = counted.write(node, w, ("扣分", "扣"), "deduct")
    if node.until_gone and not w.plain:
        parts.append(w.pick("扣完为止", "until none are left"))
    if node.exempt is not None:
        name = w.name(node.exempt)
        zh = f"但 {name} 的不扣{' 须说明' if node.exempt_reason else ''}"
        parts.append(w.pick(zh, f"except if {name}{' with a reason' if node.exempt_reason else ''}"))
    return w.pick(" ", ", ").join(parts)


def _exempt(items: list[Any], span: Span) -> dict[str, Any]:
    name = n.Name((str(items[1]),), spot=True, span=build.token_span(span.source, items[1]))
    return {"exempt": name, "exempt_reason": bool({"NEED_REASON", "WITH_REASON"} & {*build.types(items)})}


_SHAPE = Words(
    "扣分 「事项」 每1处 扣0.5分 [至多2分]｜扣分 「情况」 扣1分｜扣分 甲 超过 乙 每1人 扣0.5分",
    "deduct 0.5 points per 1 item of matters [, at most 2 points]｜deduct 1 point if 「condition」｜"
    "deduct 0.5 points per 1 person that a exceeds b",
)

IDIOM = Idiom(
    name="deduction",
    role="deduction",
    node=Deduction,
    title=Words("扣分", "deduction"),
    about=Words(
        "每发生一处、每超过一步、出现某种情况就扣",
        "points taken per occurrence, per step, or for a condition",
    ),
    wordings=(
        "发现1处，扣0.5分，扣完为止",
        "每超1个工作日，扣1分",
        "不足100%的，每低10个百分点扣0.5分",
        "超编1人扣0.5分",
    ),
    build={
        **counted.BUILD,
        "deduction": lambda items, span: Deduction(**counted.parts(items, span)),
        "deduct": lambda items, span: Deduction(**counted.english_parts(items, span)),
        "until_gone": lambda items, span: {"until_gone": True},
        "exempt": _exempt,
    },
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    shapes={
        "DEDUCT": _SHAPE,
        "DEDUCT_POINTS": _SHAPE,
    },
    spots=_spots,
    award=counted.most,
    kinds=(*counted.KINDS, MAY_BE_NEGATIVE),
    reasons=(*DOWN.reasons, EXEMPTED),
)
