"""满足 条件 得k分: points for each thing that is as it should be.

With 部分得j分 the fact becomes a choice 满足 ＞ 部分满足 ＞ 不满足. Alone in a leaf the awards add up to its 满分.

    满足 「按经济科目分类精准预算」 得1分
    满足 「项目自评目标与预算绩效目标一致」 得1分 部分得0.5分
    满足 其他科目金额 ÷ 部门预算总额 ≤ 10% 得1分
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms.counted import bare
from perfrules.idioms.declare import Idiom, Spot, Units, flag_spots
from perfrules.ir import nodes as ir
from perfrules.model import errors
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.show import decimal
from perfrules.types.types import FLAG, PARTIAL, POINTS_TYPE, Broken, Choice, Domain
from perfrules.types.types import describe as describe_type


@frozen(eq=False, repr=False)
class Award(n.Node):
    """满足: its condition, its points, and the points for partly met."""

    condition: n.Expr
    points: n.Expr
    partial: n.Expr | None = None
    notes: tuple[n.Note, ...] = ()


PARTIAL_TOO_HIGH = Kind(
    "PR450",
    "partial-not-below-full",
    "部分得 {partial}分 应在 0 与 {points}分 之间",
    "the {partial:point} for partly met are not between 0 and {points}",
    "改成大于 0、小于 {points} 的分；不给部分分的，去掉「部分得」",
    "write points between the two; where nothing is given for part of it, take `partly` out",
    about="Partial credit is less than the whole.",
)

MET = ReasonKind("award-met", "{item}：满足，得{score}", "{item}: met, {score}")
PARTLY = ReasonKind("award-partly", "{item}：部分满足，得{score}", "{item}: partly met, {score}")
NOT_MET = ReasonKind("award-not-met", "{item}：不满足，不得分", "{item}: not met, no points")
MET_WORKED = ReasonKind("award-met-worked", "{item}：{worked}，满足，得{score}", "{item}: {worked}, met, {score}")
NOT_WORKED = ReasonKind("award-not-worked", "{item}：{worked}，不满足，不得分", "{item}: {worked}, not met, no points")


def _spots(node: Award, units: Units) -> Iterator[Spot]:
    if node.partial is not None and isinstance(node.condition, n.Name) and node.condition.spot:
        yield node.condition.text, node.condition.span, PARTIAL, Domain(), False
    else:
        yield from flag_spots(node.condition)


def check(node: Award, check: Check) -> None:
    if node.partial is None:
        check.type(node.condition, FLAG)
    else:
        found = check.type(node.condition)
        if not isinstance(found, Broken) and not (isinstance(found, Choice) and found.labels == PARTIAL.labels):
            check.report(
                errors.WRONG_TYPE,
                node.condition.span,
                expected=Words(
                    "「事项」（分满足、部分满足、不满足）", "「an item」 that is met, partly met or not met"
                ),
                found=describe_type(found),
            )
    points = check.figure(node.points, POINTS_TYPE)
    if points is not None:
        check.amount_fits(points, node.points.span)
    partial = check.figure(node.partial, POINTS_TYPE) if node.partial is not None else None
    if partial is not None and points is not None:
        check.amount_fits(partial, node.partial.span if node.partial else node.span)
        if not 0 <= partial < points:
            assert node.partial is not None
            check.report(PARTIAL_TOO_HIGH, node.partial.span, partial=decimal(partial), points=decimal(points))


def award(node: Award, check: Check) -> Fraction | None:
    """The most that it gives."""
    return check.constant(node.points)


def _item(node: Award) -> str:
    return bare(node.condition)


def evaluate(node: Award, ev: Evaluation) -> Fraction:
    points = ev.value(node.points)
    item = _item(node)
    if node.partial is not None:
        label = ev.label(node.condition)
        given = {"满足": points, "部分满足": ev.value(node.partial)}.get(label, Fraction(0))
        kind = {"满足": MET, "部分满足": PARTLY}.get(label, NOT_MET)
        ev.say(kind, given, node.notes, item=item, score=ev.points(given))
        return given
    met = ev.truth(node.condition)
    given = points if met else Fraction(0)
    if isinstance(node.condition, n.Name):
        ev.say(MET if met else NOT_MET, given, node.notes, item=item, score=ev.points(given))
    else:
        args: dict[str, Any] = {"item": item, "worked": ev.worked(node.condition), "score": ev.points(given)}
        ev.say(MET_WORKED if met else NOT_WORKED, given, node.notes, **args)
    return given


def lower(node: Award, ctx: Lowering) -> ir.Node:
    condition, points = ctx.value(node.condition), ctx.value(node.points)
    nothing = ir.Literal(Fraction(0))
    if node.partial is None:
        return ir.Select((ir.Case(condition, points),), nothing)
    met, partly, _ = (ctx.label(text, PARTIAL) for text in PARTIAL.labels)
    cases = (
        ir.Case(ir.Compare("=", condition, met), points),
        ir.Case(ir.Compare("=", condition, partly), ctx.value(node.partial)),
    )
    return ir.Select(cases, nothing)


def describe(node: Award) -> Words:
    points = node.points.span.text.strip()
    condition = "" if isinstance(node.condition, n.Name) else "的"
    zh, en = f"{_item(node)}{condition}，得{points}", f"{_item(node)}: {points}"
    if node.partial is not None:
        zh += f"，部分做到得{node.partial.span.text.strip()}"
        en += f", partly {node.partial.span.text.strip()}"
    return Words(zh, en)


def write(node: Award, w: Writer) -> str:
    condition, points = w.expr(node.condition), w.expr(node.points)
    partial = w.expr(node.partial) if node.partial is not None else ""
    if w.english:
        return f"award {points} if {condition}" + (f", {partial} if partly met" if partial else "")
    return f"满足 {condition} 得{points}" + (f" 部分得{partial}" if partial else "")


def _build(items: list[Any], span: Span) -> Award:
    condition, points, *partial = build.expressions(items)
    return Award(condition, points, partial[0] if partial else None, build.notes(items), span=span)


def _build_english(items: list[Any], span: Span) -> Award:
    points, condition, *partial = build.expressions(items)
    return Award(condition, points, partial[0] if partial else None, build.notes(items), span=span)


_SHAPE = Words(
    "满足 「条件」 得1分 [部分得0.5分]",
    "award 1 point if 「condition」 [, 0.5 points if partly met]",
)

IDIOM = Idiom(
    name="checklist",
    role="award",
    node=Award,
    title=Words("满足", "checklist"),
    about=Words("逐项满足逐项得分", "points item by item"),
    wordings=("有内控制度和财务制度得1分，制度合规并且更新得1分", "……得1分，否则不得分"),
    build={"checklist": _build, "award": _build_english},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "MEETS": _SHAPE,
        "AWARD": _SHAPE,
    },
    write=write,
    spots=_spots,
    award=award,
    kinds=(PARTIAL_TOO_HIGH,),
    reasons=(MET, PARTLY, NOT_MET, MET_WORKED, NOT_WORKED),
)
