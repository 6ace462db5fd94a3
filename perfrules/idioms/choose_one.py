"""只可择其一: one of the parts of a heading applies to a subject, and the facts say which; the others are not scored.

Without 「…」 the choice is a fact with the heading's path. Each part has the points of the heading.

    一级指标 满意度 10分
      只可择其一                     # 满意度 ＝ 问卷调查
      二级指标 问卷调查 10分         # 8分 → 满意度 8分
      二级指标 第三方测评 10分       # 未选
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from perfrules.idioms.best import check_points
from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.ir import nodes as ir
from perfrules.model.errors_above import NOT_THE_PARTS
from perfrules.model.protocols import Aggregation, Check, LoweringAbove, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.syntax.writer import Writer
from perfrules.types.types import Choice, Domain

CHOSEN = ReasonKind("chosen", "只可择其一：选「{winner}」，得{score}", "only one: `{winner}`, scoring {score}")


def _spots(node: n.ChooseOne, units: Units) -> Iterator[Spot]:
    """Its labels are the parts of the heading, which the model fills in."""
    name = node.name.text if node.name else ""
    yield name, node.name.span if node.name else node.span, Choice(()), Domain(), False


def check(node: n.ChooseOne, check: Check) -> None:
    check_points(check)
    if node.name is None:
        return
    found = check.type(node.name)
    parts = [part.name for part in check.leaf.parts]
    if not isinstance(found, Choice) or sorted(map(name_key, found.labels)) != sorted(map(name_key, parts)):
        choices = list(found.labels) if isinstance(found, Choice) else node.name.text
        args: dict[str, Any] = {"name": node.name.text, "choices": choices, "above": check.leaf.name}
        check.report(NOT_THE_PARTS, node.name.span, **args)


def evaluate(node: n.ChooseOne, ev: Aggregation) -> Fraction:
    """The only part that is left."""
    (winner,) = ev.members
    ev.say(CHOSEN, winner.score, node.notes, winner=winner.name, score=ev.points(winner.score))
    return winner.score


def lower(node: n.ChooseOne, ctx: LoweringAbove) -> ir.Node:
    """What was not chosen scores 0."""
    return ir.Sum(tuple(member.score for member in ctx.members))


def describe(node: n.ChooseOne) -> Words:
    return Words("下列各项只可择其一", "only one of these counts, as the facts say")


def write(node: n.ChooseOne, w: Writer) -> str:
    named = f" {w.name(node.name)}" if node.name is not None else ""
    return w.pick("只可择其一", "only one of the parts") + named


def _build(items: list[Any], span: Span) -> n.ChooseOne:
    quoted = next((item for item in items if getattr(item, "type", "") == "QUOTED"), None)
    name = None
    if quoted is not None:
        name = n.Name((str(quoted),), spot=True, span=build.token_span(span.source, quoted))
    return n.ChooseOne(name, build.notes(items), span=span)


IDIOM = Idiom(
    name="choose_one",
    role="aggregate",
    node=n.ChooseOne,
    title=Words("只可择其一", "only one of"),
    about=Words("各项中只有一项适用，由数据指明是哪一项", "one of the parts applies, and the facts say which"),
    wordings=("以下两项只可择其一", "按项目类型选择其中一项评价"),
    build={"choose_one": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    spots=_spots,
    shapes={
        "CHOOSE_ONE": Words("只可择其一 [「事项」]", "only one of the parts [「which」]"),
    },
    write=write,
    reasons=(CHOSEN,),
)
