"""木桶: a heading has the worst result of its parts, one step higher if any part is higher. Needs 结果等次.

一级指标 管理
  木桶
  二级指标 制度      # 优
  二级指标 执行      # 差 → 管理 中 (of 优 ＞ 良 ＞ 中 ＞ 差)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.errors_above import NEEDS_RESULTS
from perfrules.model.protocols import Aggregation, Check, LoweringAbove, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer


@frozen(eq=False, repr=False)
class Barrel(n.Node):
    """木桶."""

    notes: tuple[n.Note, ...] = ()


RAISED = ReasonKind(
    "barrel-raised", "木桶：{scores}，最低的高一级，得{score}", "of {scores} the worst, one step higher: {score}"
)
ALIKE = ReasonKind("barrel-alike", "木桶：{scores}，都一样，得{score}", "{scores} are alike: {score}")

_SHAPE = Words("木桶", "worst of the parts raised by one step where any is higher")


def check(node: Barrel, check: Check) -> None:
    if not check.typing.results:
        check.report(NEEDS_RESULTS, node.span, word=_SHAPE)


def evaluate(node: Barrel, ev: Aggregation) -> Fraction:
    scores = [member.score for member in ev.members]
    worst = min(scores)
    score = worst + 1 if max(scores) > worst else worst
    args: dict[str, Any] = {"scores": ev.listed(), "score": ev.points(score)}
    ev.say(RAISED if score > worst else ALIKE, score, node.notes, **args)
    return score


def lower(node: Barrel, ctx: LoweringAbove) -> ir.Node:
    worst = ir.Min(tuple(member.score_or(ctx.full) for member in ctx.members))
    best = ir.Max(tuple(member.score for member in ctx.members))
    raised = ir.Arith("+", worst, ir.Literal(Fraction(1)))
    return ir.Select((ir.Case(ir.Compare(">", best, worst), raised),), worst)


def describe(node: Barrel) -> Words:
    return Words("下列各项取最低的结果，有更高的就高一级", "the worst of these, one step higher if any is higher")


def write(node: Barrel, w: Writer) -> str:
    return w.pick("木桶", "worst of the parts raised by one step where any is higher")


def _build(items: list[Any], span: Span) -> Barrel:
    return Barrel(build.notes(items), span=span)


IDIOM = Idiom(
    name="barrel",
    role="aggregate",
    node=Barrel,
    title=Words("木桶", "worst, raised"),
    about=Words("取各项最低的结果，有更高的就高一级", "the worst result, one step higher if any is higher"),
    wordings=("按最低一项确定等次，其他项较高的可上调一级",),
    build={"barrel": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={"BARREL": _SHAPE},
    write=write,
    reasons=(RAISED, ALIKE),
)
