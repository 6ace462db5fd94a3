"""取第2 and 取倒数第2: the second best (or second worst) of the parts counts; each has the points of the heading.

Of equal scores the one listed first has the better place. Where fewer parts apply, the last of them counts.

    一级指标 专家评分 10分
      取第2
      二级指标 专家甲 10分      # 8分
      二级指标 专家乙 10分      # 9分
      二级指标 专家丙 10分      # 6分 → 专家评分 8分
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms.best import check_points
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Aggregation, Check, LoweringAbove, ReasonKind, never_before, scores_that_count
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.show import exact


@frozen(eq=False, repr=False)
class KthOf(n.Node):
    """取第k; `from_worst` is 取倒数第k."""

    k: Fraction
    from_worst: bool
    notes: tuple[n.Note, ...] = ()


NO_SUCH_PLACE = Kind(
    "PR481",
    "no-such-place",
    "下级有 {count} 项，没有第 {k} 项",
    "of {count:part} none is in place {k}",
    "改成 1 到 {count} 的整数",
    "write a whole number from 1 to {count}",
    about="`take place` names a place that the parts of the heading can have.",
)

KTH = ReasonKind(
    "kth", "{scores}，{place}是「{winner}」，得{score}", "{place} of {scores}: `{winner}`, scoring {score}"
)


TOO_FEW = ReasonKind(
    "kth-of-fewer",
    "{scores}，不足{k}项，取「{winner}」，得{score}",
    "{scores}, fewer than {k}: `{winner}`, scoring {score}",
)


def check(node: KthOf, check: Check) -> None:
    count = len(check.leaf.parts)
    if node.k.denominator != 1 or not 1 <= node.k <= count:
        args: dict[str, Any] = {"count": str(count), "k": str(node.k)}
        check.report(NO_SUCH_PLACE, node.span, **args)
    check_points(check)


def evaluate(node: KthOf, ev: Aggregation) -> Fraction:
    sign = 1 if node.from_worst != ev.lower_is_better else -1
    ranked = sorted(ev.members, key=lambda member: sign * member.score)
    winner = ranked[min(int(node.k), len(ranked)) - 1]
    ev.choose(winner)
    args: dict[str, Any] = {"scores": ev.listed(), "winner": winner.name, "score": ev.points(winner.score)}
    if len(ranked) < node.k:
        ev.say(TOO_FEW, winner.score, node.notes, k=str(node.k), **args)
    else:
        ev.say(KTH, winner.score, node.notes, place=_place(node), **args)
    return winner.score


def lower(node: KthOf, ctx: LoweringAbove) -> ir.Node:
    """The best score that k parts reach: as each is one of the parts, that is the score in place k."""
    members, from_least = ctx.members, node.from_worst != ctx.lower_is_better
    one, none = ir.Literal(Fraction(1)), ir.Literal(Fraction(0))
    scores, worst = scores_that_count(ctx, from_least), never_before(ctx, from_least)
    if worst is None:
        others = scores_that_count(ctx, not from_least)
        worst = ir.Max(others) if from_least else ir.Min(others)
    count: ir.Node = ir.Literal(node.k)
    if any(member.applies is not None for member in members):
        count = ir.Min((count, ir.Sum(tuple(member.counted(Fraction(1)) for member in members))))
    found: list[ir.Node] = []
    for score in scores:
        reach: list[ir.Node] = []
        for member, other in zip(members, scores, strict=True):
            reaches: ir.Node = ir.Compare("≤" if from_least else "≥", other, score)
            if member.applies is not None:
                reaches = ir.Logic("and", (member.applies, reaches))
            reach.append(ir.Select((ir.Case(reaches, one),), none))
        enough = ir.Compare("≥", ir.Sum(tuple(reach)), count)
        found.append(ir.Select((ir.Case(enough, score),), worst))
    return ir.Min(tuple(found)) if from_least else ir.Max(tuple(found))


def _place(node: KthOf) -> Words:
    if node.from_worst:
        return Words(f"倒数第{node.k}", f"place {node.k} from the worst")
    return Words(f"第{node.k}", f"place {node.k}")


def describe(node: KthOf) -> Words:
    place = _place(node)
    return Words(f"下列各项按得分排列，取{place.zh}的一项", f"of these the one in {place.en}")


def _build(items: list[Any], span: Span) -> KthOf:
    number = next(item for item in items if getattr(item, "type", "") == "NUMBER")
    from_worst = bool({"KTH_LAST", "FROM_BOTTOM"} & {*build.types(items)})
    return KthOf(Fraction(str(number)), from_worst, build.notes(items), span=span)


def write(node: KthOf, w: Writer) -> str:
    place = exact(node.k)
    if w.english:
        return f"take place {place}{' from the bottom' if node.from_worst else ''}"
    return f"{'取倒数第' if node.from_worst else '取第'}{place}"


IDIOM = Idiom(
    name="kth",
    role="aggregate",
    node=KthOf,
    title=Words("取第k", "place k of"),
    about=Words("取得分居第k位的一项", "the part in a given place counts"),
    wordings=("取第二高的得分",),
    build={"kth": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "KTH": Words("取第2", "take place 2 [from the bottom]"),
        "KTH_LAST": Words("取倒数第2", "take place 2 from the bottom"),
    },
    write=write,
    kinds=(NO_SUCH_PLACE,),
    reasons=(KTH, TOO_FEW),
)
