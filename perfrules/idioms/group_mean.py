"""同组均分, behind 不适用: a leaf that does not apply scores what the others of its group scored on average.

For one subject the mean is a published figure, given as a fact of the leaf: 专项管理·同组均分.

    不适用 当 「没有专项资金」 时 同组均分        # 专项管理·同组均分 ＝ 17.5分 → 17.5分
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.types import POINTS_TYPE, Domain

NAME = "同组均分"
GIVEN = ReasonKind("group-mean", "按同组均分得{score}", "the mean of the group, {score}")


def check(node: n.GroupMean, check: Check, table: Table | None = None, row: Any = None) -> None:
    """Its fact lies within the points of the leaf."""


def evaluate(node: n.GroupMean, ev: Evaluation, table: Table | None = None, row: n.Row | None = None) -> Fraction:
    score = ev.value_of(ev.judged(node))
    ev.say(GIVEN, score, score=ev.points(score))
    return score


def lower(node: n.GroupMean, ctx: Lowering, table: Table | None = None, row: n.Row | None = None) -> ir.Node:
    return ctx.judged(node)


def describe(node: n.GroupMean) -> Words:
    return Words("按同组均分", "the mean score of the group")


def _spots(node: n.GroupMean, units: Units) -> Iterator[Spot]:
    """Its range is that of the leaf's points, which the model fills in."""
    yield NAME, node.span, POINTS_TYPE, Domain(), False


def write(node: n.GroupMean, w: Writer) -> str:
    return w.pick("同组均分", "the mean score of the group")


def _build(items: list[Any], span: Span) -> n.GroupMean:
    return n.GroupMean(span=span)


IDIOM = Idiom(
    name="group_mean",
    role="score",
    node=n.GroupMean,
    title=Words("同组均分", "group mean"),
    about=Words("不适用的一项得同组其他对象的平均分", "a leaf that does not apply scores the mean of its group"),
    wordings=("不涉及的指标，按同组单位平均分计",),
    build={"group_mean": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    spots=_spots,
    write=write,
    reasons=(GIVEN,),
)
