"""评议 0分至8分 须说明: a score given by a person, inside bounds, with a reason where one is asked for.

Without 「…」 it declares a fact with the heading's path.

    评议 0分至8分 步长 0.5分 须说明
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms.counted import ZERO_STEP
from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.ir import nodes as ir
from perfrules.model import errors
from perfrules.model.model import Fact
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval
from perfrules.types.show import points
from perfrules.types.types import POINTS_TYPE, Domain


@frozen(eq=False, repr=False)
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


STEP_MISFIT = Kind(
    "PR470",
    "judged-step-misfit",
    "步长 {step} 走不到 {end}",
    "steps of {step} do not reach {end}",
    "改步长，或改评议的范围",
    "change the step or the range",
    about="The ends of a judged score are multiples of its step, so that both can be given.",
)
WIDER_FACT = Kind(
    "PR471",
    "judged-fact-wider",
    "「{name}」在「数据」里是 {range}，与这里评议的范围、步长或「须说明」不合",
    "`{name}` is declared as {range}, which allows more than this `judged`",
    "在「数据」里写明同样的范围、步长和「须说明」",
    "declare it with the range, step and `reason required` of this line",
    about="A judged score of a declared fact can only be given what the fact can be; the fact may not be more.",
)


def _figure(expr: n.Expr | None) -> Fraction | None:
    sign = 1
    if isinstance(expr, n.Negative):
        expr, sign = expr.operand, -1
    return Fraction(sign) * expr.value if isinstance(expr, n.Number) else None


def _spots(node: Judged, units: Units) -> Iterator[Spot]:
    low, high = _figure(node.low), _figure(node.high)
    bounds = Interval(low, high) if low is not None and high is not None and low <= high else Interval()
    domain = Domain(bounds, _figure(node.step) or None)
    name = node.name.text if node.name else ""
    yield name, node.name.span if node.name else node.span, POINTS_TYPE, domain, node.needs_reason


def check(node: Judged, check: Check) -> None:
    if node.name is not None:
        check.type(node.name, POINTS_TYPE)
    ends = []
    for end in (node.low, node.high):
        value = check.figure(end, POINTS_TYPE)
        if value is not None:
            check.score_fits(value, end.span)
            ends.append(value)
    if len(ends) < 2:
        return
    if ends[0] > ends[1]:
        interval = f"{node.low.span.text.strip()}至{node.high.span.text.strip()}"
        check.report(errors.EMPTY_INTERVAL, node.low.span.to(node.high.span), interval=interval)
        return
    step = check.figure(node.step, POINTS_TYPE) if node.step is not None else None
    if node.step is not None and step is not None:
        if step <= 0:
            check.report(ZERO_STEP, node.step.span)
            return
        for value, end in zip(ends, (node.low, node.high), strict=True):
            if (value / step).denominator != 1:
                args: dict[str, Any] = {"step": node.step.span.text.strip(), "end": end.span.text.strip()}
                check.report(STEP_MISFIT, node.step.span, **args)
    fact = check.typing.refs.get(node.name.id) if node.name is not None else None
    if isinstance(fact, Fact) and fact.owner is None:
        grid = fact.domain.grid
        fits = step is None or (grid is not None and (grid / step).denominator == 1)
        fits = fits and (fact.needs_reason or not node.needs_reason)
        if not (fits and fact.domain.bounds.inside(Interval(ends[0], ends[1]))):
            check.report(WIDER_FACT, node.span, name=fact.name, range=show_range(fact.domain.bounds))


def show_range(bounds: Interval) -> Words:
    """The points that a fact can be, as an author would write them."""
    low, high = (None if end is None else points(end) for end in (bounds.low, bounds.high))
    if low is None and high is None:
        return Words("任意分值", "any points")
    zh = f"{low.zh if low else '任意'}至{high.zh if high else '任意'}"
    return Words(zh, f"{low.en if low else 'any points'} to {high.en if high else 'any points'}")


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


def lower(node: Judged, ctx: Lowering) -> ir.Node:
    return ctx.judged(node)


def describe(node: Judged) -> Words:
    low, high = node.low.span.text.strip(), node.high.span.text.strip()
    named = judged_name(node.name)
    return with_terms(Words(f"{named.zh}，{low}至{high}", f"{named.en}, {low} to {high}"), node.step, node.needs_reason)


def judged_name(name: n.Name | None) -> Words:
    """评议, with the name of the fact that it declares or reads where that is not the heading's."""
    return Words("评议", "judged") if name is None else Words(f"评议「{name.text}」", f"`{name.text}` judged")


def with_terms(text: Words, step: n.Expr | None, needs_reason: bool) -> Words:
    """A judgement as the printed table has it, with its step and whether it needs a reason."""
    zh, en = text.zh, text.en
    if step is not None:
        by = step.span.text.strip()
        zh, en = f"{zh}，步长{by}", f"{en} in steps of {by}"
    return Words(f"{zh}，须说明理由", f"{en}, with a reason") if needs_reason else Words(zh, en)


def write(node: Judged, w: Writer) -> str:
    named = f" {w.name(node.name)}" if node.name is not None else ""
    text = w.pick("评议", "judged") + named + " " + w.range(node.low, node.high)
    if node.step is not None:
        text += w.pick(" 步长 ", " in steps of ") + w.expr(node.step)
    return text + w.pick(" 须说明", ", reason required") if node.needs_reason else text


def build_rule(items: list[Any], span: Span) -> Judged:
    """A 评议 of what stands in a statement."""
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
    build={"judged": build_rule},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "JUDGED": Words(
            "评议 0分至8分 [步长 0.5分] [须说明]", "judged 0 to 8 points [in steps of 0.5 points] [, reason required]"
        ),
    },
    write=write,
    extent=lambda node, check: check.bounds(node.low).hull(check.bounds(node.high)),
    spots=_spots,
    kinds=(STEP_MISFIT, WIDER_FACT),
    reasons=(GIVEN, GIVEN_WHY),
)
