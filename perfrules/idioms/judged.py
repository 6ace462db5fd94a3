"""评议 0分至8分 须说明: a score given by a person, inside bounds, with a reason where one is asked for.

Without 「…」 it declares a fact with the heading's path.

    评议 0分至8分 步长 0.5分 须说明
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.model.protocols import Check, Evaluation, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.types.interval import Interval
from perfrules.types.types import POINTS_TYPE, Domain


@frozen
class Judged(n.Node):
    """评议: the name of its fact (None: the heading's), its bounds, step, and whether it needs a reason."""

    name: n.Name | None
    low: n.Expr
    high: n.Expr
    step: n.Expr | None = None
    needs_reason: bool = False
    notes: tuple[n.Note, ...] = ()


GIVEN = ReasonKind("judged", "评议得{score}（{low}至{high}）", "judged {score} ({low} to {high})")
GIVEN_WHY = ReasonKind(
    "judged-with-reason",
    "评议得{score}（{low}至{high}）：{reason}",
    "judged {score} ({low} to {high}): {reason}",
)


def _figure(expr: n.Expr | None) -> Fraction | None:
    sign = 1
    if isinstance(expr, n.Negative):
        expr, sign = expr.operand, -1
    return Fraction(sign) * expr.value if isinstance(expr, n.Number) else None


def _spots(node: Judged, units: Units) -> Iterator[Spot]:
    low, high = _figure(node.low), _figure(node.high)
    bounds = Interval(low, high) if low is not None and high is not None and low <= high else Interval()
    domain = Domain(bounds, _figure(node.step))
    name = node.name.text if node.name else ""
    yield name, node.name.span if node.name else node.span, POINTS_TYPE, domain, node.needs_reason


def check(node: Judged, check: Check) -> None:
    if node.name is not None:
        check.type(node.name, POINTS_TYPE)
    for end in (node.low, node.high):
        value = check.figure(end, POINTS_TYPE)
        if value is not None:
            check.score_fits(value, end.span)
    if node.step is not None:
        check.figure(node.step, POINTS_TYPE)


def evaluate(node: Judged, ev: Evaluation) -> Fraction:
    fact = ev.judged(node)
    score = ev.value_of(fact)
    args: dict[str, Any] = {
        "score": ev.points(score),
        "low": ev.points(ev.value(node.low)),
        "high": ev.points(ev.value(node.high)),
    }
    reason = ev.reason_of(fact)
    if reason:
        ev.say(GIVEN_WHY, score, node.notes, reason=reason, **args)
    else:
        ev.say(GIVEN, score, node.notes, **args)
    return score


def describe(node: Judged) -> Words:
    low, high = node.low.span.text.strip(), node.high.span.text.strip()
    return Words(f"评议，{low}至{high}", f"judged, {low} to {high}")


def _build(items: list[Any], span: Span) -> Judged:
    name = next(
        (
            n.Name((str(i),), spot=True, span=build.token_span(span.source, i))
            for i in items
            if getattr(i, "type", "") == "QUOTED"
        ),
        None,
    )
    low, high, *step = build.expressions(items)
    low, high = build.share_unit(low, high)
    reason = "NEED_REASON" in build.types(items)
    return Judged(name, low, high, step[0] if step else None, reason, build.notes(items), span=span)


IDIOM = Idiom(
    name="judged",
    role="base",
    node=Judged,
    title=Words("评议", "judged"),
    about=Words("由人评定，在范围之内，要求时写明理由", "given by a person within bounds, with a reason where asked"),
    wordings=("根据实际情况酌情评分",),
    build={"judged": _build},
    check=check,
    evaluate=evaluate,
    describe=describe,
    spots=_spots,
    reasons=(GIVEN, GIVEN_WHY),
)
