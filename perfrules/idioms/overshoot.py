"""超额 30%及以上 扣2分: points that are taken where a target above 0 is overshot by so much (目标, 每行)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.types import POINTS_TYPE, RATIO


@frozen(eq=False, repr=False)
class Beyond(n.Node):
    """超额: the part by which a target is overshot, and the points that are taken then."""

    share: n.Expr
    points: n.Expr


BEYOND_SHARE = Kind(
    "PR477",
    "overshoot-not-positive",
    "「超额 {share}」要大于 0",
    "`if overshot by {share}` is not above 0",
    "写成「超额 30%」这样",
    "write it like `if overshot by 30%`",
    about="A target that is just met is not overshot.",
)


def check(beyond: Beyond, check: Check) -> None:
    share = check.figure(beyond.share, RATIO)
    if share is not None and share <= 0:
        check.report(BEYOND_SHARE, beyond.share.span, share=beyond.share.span.text.strip())
    taken = check.figure(beyond.points, POINTS_TYPE)
    if taken is not None:
        check.score_fits(taken, beyond.points.span)


def least(goal: ir.Node, share: ir.Node) -> ir.Node:
    """The value from which on a target is overshot."""
    return ir.Arith("×", goal, ir.Arith("+", ir.Literal(Fraction(1)), share))


def less(score: ir.Node, points: ir.Node) -> ir.Node:
    """A score without the points that are taken, never below 0."""
    return ir.Clamp(ir.Arith("-", score, points), Fraction(0), None)


def describe(beyond: Beyond) -> Words:
    share, taken = beyond.share.span.text.strip(), beyond.points.span.text.strip()
    return Words(f"超额{share}及以上扣{taken}", f"−{taken} where it is overshot by {share} or more")


def write(beyond: Beyond | None, w: Writer) -> str:
    if beyond is None:
        return ""
    share, points = w.expr(beyond.share), w.expr(beyond.points)
    return w.pick(f" 超额 {share}及以上 扣{points}", f", deduct {points} if overshot by {share} or more")


def _overshot(items: list[Any], span: Span) -> Beyond:
    points, share = build.expressions(items)
    return Beyond(share, points, span=span)


BUILDERS: dict[str, build.Builder] = {
    "overshot": _overshot,
    "beyond_target": lambda items, span: Beyond(*build.expressions(items), span=span),
}
"""What the rules of the grammar build; English says the points first."""
