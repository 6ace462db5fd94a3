"""不予评分 and 参评: when a subject gets no score at all, which is not 0. They are tried before anything is scored.

不予评分 当 「拒不提供资料」 时 "按办法第九条不予评分"
参评 当 在职人数 ＞ 0            # 没有人员的单位不参评
"""

from __future__ import annotations

from functools import partial
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
class Refusal(n.Node):
    """不予评分 where its condition holds (None: always); 参评 (`eligibility`) where its condition does not."""

    condition: n.Expr | None
    eligibility: bool = False
    notes: tuple[n.Note, ...] = ()


NOT_RATED = ReasonKind("not-rated", "不予评分：{reason}", "not rated: {reason}")
NOT_ELIGIBLE = ReasonKind("not-eligible", "不参评：{reason}", "not eligible: {reason}")


def _text(node: Refusal) -> str:
    return "" if node.condition is None else " ".join(node.condition.span.text.split())


def _reason(node: Refusal) -> Words:
    """What the author says of it, else the condition."""
    said = next((note.text for note in node.notes if note.kind == "remark"), None)
    if said is not None:
        return Words(said, said)
    text = _text(node)
    quoted = text if text.startswith("「") and text.find("」") == len(text) - 1 else f"「{text}」"
    return Words(f"不符合{quoted}", f"not {text}") if node.eligibility else Words(text, text)


def why(node: Refusal) -> Words:
    """What is said to a subject that gets no score by this."""
    kind, reason = NOT_ELIGIBLE if node.eligibility else NOT_RATED, _reason(node)
    return Words(kind.zh.format(reason=reason.zh), kind.en.format(reason=reason.en))


def check(node: Refusal, check: Check) -> None:
    if node.condition is not None:
        check.type(node.condition, FLAG)


def evaluate(node: Refusal, ev: Evaluation) -> str | None:
    """The status of a subject that gets no score; None where this does not refuse it one."""
    holds = node.condition is None or ev.truth(node.condition)
    if holds is node.eligibility:
        return None
    ev.say(NOT_ELIGIBLE if node.eligibility else NOT_RATED, None, node.notes, reason=_reason(node))
    return "not-eligible" if node.eligibility else "not-rated"


def lower(node: Refusal, ctx: Lowering) -> ir.Guard:
    """A guard without a score."""
    when: ir.Node = ir.Literal(True) if node.condition is None else ctx.value(node.condition)
    if node.eligibility:
        return ir.Guard(ir.Not(when), None, "not-eligible")
    return ir.Guard(when, None, "not-rated")


def describe(node: Refusal) -> Words:
    text = _text(node)
    if node.eligibility:
        return Words(f"{text}的参评，其余不参评", f"eligible when {text}")
    return Words(f"{text}的，不予评分", f"not rated when {text}") if text else Words("不予评分", "not rated")


def _spots(node: Refusal, units: Units) -> Any:
    found: list[Spot] = list(flag_spots(node.condition)) if node.condition is not None else []
    return iter(found)


def write(node: Refusal, w: Writer) -> str:
    if node.condition is None:
        return w.pick("不予评分", "not rated")
    condition = w.expr(node.condition)
    if node.eligibility:
        return w.pick(f"参评 当 {condition}", f"eligible when {condition}")
    return w.pick(f"不予评分 当 {condition} 时", f"not rated when {condition}")


def _build(eligibility: bool, items: list[Any], span: Span) -> Refusal:
    condition = next(iter(build.expressions(items)), None)
    return Refusal(condition, eligibility, build.notes(items), span=span)


IDIOM = Idiom(
    name="refusal",
    role="refusal",
    node=Refusal,
    title=Words("不予评分、参评", "not rated, eligible"),
    about=Words("不给分的情况：不予评分，或不参加评价", "when a subject gets no score: not rated, or not eligible"),
    wordings=("拒不提供资料的，不予评分", "当年新设立的单位不参评"),
    build={"not_rated": partial(_build, False), "eligible": partial(_build, True)},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    spots=_spots,
    shapes={
        "NOT_RATED": Words('不予评分 [当 条件 时] "原因"', 'not rated [when condition] "why"'),
        "ELIGIBLE": Words('参评 当 条件 ["不参评的原因"]', 'eligible when condition ["why not"]'),
    },
    write=write,
    reasons=(NOT_RATED, NOT_ELIGIBLE),
)
