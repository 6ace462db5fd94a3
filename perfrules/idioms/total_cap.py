"""总分封顶: the total is not above a value, always or when a condition holds; the least of several counts.

总分封顶 85分 当 「未按期报送自评报告」 时        # 92.5分 → 85分
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
class TotalCap(n.Node):
    """总分封顶: its value, and the condition under which it holds (None: always)."""

    score: n.ScoreExpr
    condition: n.Expr | None = None
    notes: tuple[n.Note, ...] = ()


CAPPED = ReasonKind("total-cap", "总分封顶{score}", "the total is at most {score}")
CAPPED_WHEN = ReasonKind("total-cap-when", "{condition}，总分封顶{score}", "{condition}: the total is at most {score}")


def check(node: TotalCap, check: Check) -> None:
    if node.condition is not None:
        check.type(node.condition, FLAG)
    check.idiom_of(node.score).check(node.score, check)


def evaluate(node: TotalCap, ev: Evaluation) -> Fraction | None:
    if node.condition is not None and not ev.truth(node.condition):
        return None
    score = ev.value(node.score.expression)
    if node.condition is None:
        ev.say(CAPPED, None, node.notes, score=ev.points(score))
    else:
        ev.say(CAPPED_WHEN, None, node.notes, condition=node.condition.span.text.strip(), score=ev.points(score))
    return score


def lower(node: TotalCap, ctx: Lowering) -> ir.Guard:
    when = ir.Literal(True) if node.condition is None else ctx.value(node.condition)
    return ir.Guard(when, ctx.value(node.score.expression), "total-cap")


def describe(node: TotalCap) -> Words:
    score = node.score.span.text.strip()
    if node.condition is None:
        return Words(f"总分封顶{score}", f"the total is at most {score}")
    condition = node.condition.span.text.strip()
    return Words(f"{condition}的，总分封顶{score}", f"the total is at most {score} when {condition}")


def _spots(node: TotalCap, units: Units) -> Any:
    found: list[Spot] = list(flag_spots(node.condition)) if node.condition is not None else []
    return iter(found)


def write(node: TotalCap, w: Writer) -> str:
    text = f"{w.pick('总分封顶', 'cap the total at')} {w.expr(node.score.expression, level=5)}"
    if node.condition is None:
        return text
    condition = w.expr(node.condition)
    return text + w.pick(f" 当 {condition} 时", f" when {condition}")


def _build(items: list[Any], span: Span) -> TotalCap:
    value, *condition = build.expressions(items)
    score = n.ScoreExpr(value, span=value.span)
    return TotalCap(score, condition[0] if condition else None, build.notes(items), span=span)


IDIOM = Idiom(
    name="total_cap",
    role="total-cap",
    node=TotalCap,
    title=Words("总分封顶", "total cap"),
    about=Words("总分不超过一个值", "the total is not above a value"),
    wordings=("总分最高不超过85分", "未报送自评报告的，总分不超过60分"),
    build={"total_cap": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    spots=_spots,
    fragment=False,
    shapes={
        "TOTAL_CAP": Words("总分封顶 85分 [当 条件 时]", "cap the total at 85 points [when condition]"),
    },
    reasons=(CAPPED, CAPPED_WHEN),
)
