"""择优 and 择劣: the parts of a heading are alternatives, and the best (or worst) of them counts, once.

Each alternative has the points of the heading. Of equal scores the first counts.

    一级指标 满意度 10分
      择优
      二级指标 问卷调查 10分      # 8分
      二级指标 第三方测评 10分    # 9分 → 满意度 9分
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Aggregation, Check, LoweringAbove, ReasonKind, scores_that_count
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.show import decimal


@frozen(eq=False, repr=False)
class BestOf(n.Node):
    """择优; `worst` is 择劣."""

    worst: bool
    notes: tuple[n.Note, ...] = ()


UNEQUAL_PARTS = Kind(
    "PR480",
    "alternative-with-other-points",
    "「{name}」是 {points}分，「{above}」是 {wanted}分；这里每一项都与上级同分",
    "`{name}` has {points:point} and `{above}` {wanted}; here each part has the points of the heading",
    "把「{name}」改为 {wanted}分",
    "make `{name}` {wanted:point}",
    about=(
        "Where one part counts (the best, the worst, one place, the mean), each is scored out of the "
        "points of its heading, not of a share."
    ),
)

BEST = ReasonKind(
    "best", "择优：{scores}，取「{winner}」得{score}", "the best of {scores}: `{winner}`, scoring {score}"
)
WORST = ReasonKind(
    "worst", "择劣：{scores}，取「{winner}」得{score}", "the worst of {scores}: `{winner}`, scoring {score}"
)


def check_points(check: Check) -> None:
    """Each part has the points of the heading."""
    above = check.leaf
    for child in above.parts:
        if child.points != above.scale and not child.broken and not above.broken:
            args: dict[str, Any] = {"points": decimal(child.points), "wanted": decimal(above.scale)}
            check.report(UNEQUAL_PARTS, child.span, name=child.name, above=above.name, **args)


def check(node: BestOf, check: Check) -> None:
    check_points(check)


def evaluate(node: BestOf, ev: Aggregation) -> Fraction:
    scores = [member.score for member in ev.members]
    score = min(scores) if node.worst != ev.lower_is_better else max(scores)
    winner = ev.members[scores.index(score)]
    ev.choose(winner)
    args: dict[str, Any] = {"scores": ev.listed(), "winner": winner.name, "score": ev.points(score)}
    ev.say(WORST if node.worst else BEST, score, node.notes, **args)
    return score


def lower(node: BestOf, ctx: LoweringAbove) -> ir.Node:
    if node.worst == ctx.lower_is_better:
        return ir.Max(scores_that_count(ctx, least=False))
    return ir.Min(scores_that_count(ctx, least=True))


def describe(node: BestOf) -> Words:
    if node.worst:
        return Words("择劣：下列各项取得分最低的一项，并列取先列的", "the worst of these; of equals the first")
    return Words("择优：下列各项取得分最高的一项，并列取先列的", "the best of these; of equals the first")


def _build(worst: bool, items: list[Any], span: Span) -> BestOf:
    return BestOf(worst, build.notes(items), span=span)


def write(node: BestOf, w: Writer) -> str:
    return w.pick("择劣", "worst of the parts") if node.worst else w.pick("择优", "best of the parts")


IDIOM = Idiom(
    name="best",
    role="aggregate",
    node=BestOf,
    title=Words("择优、择劣", "best of, worst of"),
    about=Words(
        "各项是几种办法，取得分最高（最低）的一项", "the parts are alternatives: the best, or worst, of them counts"
    ),
    wordings=("以上各项就高不就低，不重复计分", "取最高分", "就低计分"),
    build={"best_of": partial(_build, False), "worst_of": partial(_build, True)},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "BEST_OF": Words("择优", "best of the parts"),
        "WORST_OF": Words("择劣", "worst of the parts"),
    },
    write=write,
    kinds=(UNEQUAL_PARTS,),
    reasons=(BEST, WORST),
)
