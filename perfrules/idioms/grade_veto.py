"""否决 … 等级至多: where it holds the grade is not better than the one named; the worst of several counts.

The total stays as it is.

    否决 当 「评价资料弄虚作假」 时 等级至多 中        # 92.5分, 优 → 92.5分, 中
"""

from __future__ import annotations

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
class GradeVeto(n.Node):
    """否决 … 等级至多 l."""

    condition: n.Expr
    label: str
    notes: tuple[n.Note, ...] = ()


HOLDS = ReasonKind("grade-veto", "{condition}，等级至多“{label}”", "{condition}: the grade is at most {label}")


def check(node: GradeVeto, check: Check) -> None:
    """That the grade is one of the scale is checked with the scale."""
    check.type(node.condition, FLAG)


def evaluate(node: GradeVeto, ev: Evaluation) -> str | None:
    if not ev.truth(node.condition):
        return None
    ev.say(HOLDS, None, node.notes, condition=node.condition.span.text.strip(), label=node.label)
    return node.label


def lower(node: GradeVeto, ctx: Lowering) -> ir.Node:
    """Whether it holds; the grades are no values of the IR."""
    return ctx.value(node.condition)


def describe(node: GradeVeto) -> Words:
    condition = node.condition.span.text.strip()
    return Words(f"{condition}的，等级至多“{node.label}”", f"the grade is at most {node.label} when {condition}")


def _spots(node: GradeVeto, units: Units) -> Any:
    found: list[Spot] = list(flag_spots(node.condition))
    return iter(found)


def write(node: GradeVeto, w: Writer) -> str:
    condition, label = w.expr(node.condition), w.word(node.label)
    return w.pick(f"否决 当 {condition} 时 等级至多 {label}", f"veto when {condition}: grade at most {label}")


def _build(items: list[Any], span: Span) -> GradeVeto:
    at = next(i for i, item in enumerate(items) if getattr(item, "type", "") == "GRADE_AT_MOST")
    return GradeVeto(build.expressions(items)[0], str(items[at + 1]), build.notes(items), span=span)


IDIOM = Idiom(
    name="grade_veto",
    role="grade-veto",
    node=GradeVeto,
    title=Words("等级封顶", "grade ceiling"),
    about=Words("出现某种情况，等级不高于某一档", "where a condition holds, the grade is not better than a given one"),
    wordings=("资料弄虚作假的，评价等级不得高于“中”", "不得评为优"),
    build={"grade_veto": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    spots=_spots,
    reasons=(HOLDS,),
)
