"""取均值: a heading scores the mean of its parts, each of which has the points of the heading.

一级指标 专家评分 10分
  取均值
  二级指标 专家甲 10分      # 8分
  二级指标 专家乙 10分      # 9分 → 专家评分 8.5分
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.idioms.best import check_points
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Aggregation, Check, LoweringAbove, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer


@frozen(eq=False, repr=False)
class MeanOf(n.Node):
    """取均值."""

    notes: tuple[n.Note, ...] = ()


MEAN = ReasonKind("mean", "均值：{scores}，平均{score}", "the mean of {scores}: {score}")


def check(node: MeanOf, check: Check) -> None:
    check_points(check)


def evaluate(node: MeanOf, ev: Aggregation) -> Fraction:
    score = sum((member.score for member in ev.members), Fraction(0)) / len(ev.members)
    ev.say(MEAN, score, node.notes, scores=ev.listed(), score=ev.points(score))
    return score


def lower(node: MeanOf, ctx: LoweringAbove) -> ir.Node:
    total = ir.Sum(tuple(member.score for member in ctx.members))
    return ctx.ratio(total, ir.Sum(tuple(member.counted(Fraction(1)) for member in ctx.members)))


def describe(node: MeanOf) -> Words:
    return Words("下列各项得分的平均", "the mean of these")


def _build(items: list[Any], span: Span) -> MeanOf:
    return MeanOf(build.notes(items), span=span)


def write(node: MeanOf, w: Writer) -> str:
    return w.pick("取均值", "mean of the parts")


IDIOM = Idiom(
    name="mean",
    role="aggregate",
    node=MeanOf,
    title=Words("取均值", "mean of"),
    about=Words("得分是各项得分的平均", "the mean of the parts"),
    wordings=("取各专家评分的平均值", "按平均分计"),
    build={"mean_of": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "MEAN_OF": Words("取均值", "mean of the parts"),
    },
    write=write,
    rounds=True,
    reasons=(MEAN,),
)
