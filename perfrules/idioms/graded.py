"""评议 按 三档: a score given by a person as one of the 档 of a 评议尺度, with a rate or points, and a reason.

The 评议尺度 is declared once for the file. What is given is `部分达成 65%`, `部分达成 6.5分`, or points or a rate
alone: no two 档 share a rate, so the level follows.

    评议尺度 三档
      达成预期 ：[80%, 100%]
      部分达成 ：[60%, 80%)
      未达成   ：[0%, 60%)

    评议 按 三档 须说明          # 满分 10分, 部分达成 65% → 6.5分
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms.counted import ZERO_STEP
from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.idioms.judged import judged_name, with_terms
from perfrules.ir import nodes as ir
from perfrules.model.model import Fact
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval
from perfrules.types.show import show
from perfrules.types.types import POINTS_TYPE, RATIO, Domain


@frozen(eq=False, repr=False)
class Graded(n.Node):
    """评议 按: the name of its fact (None: the heading's), its 评议尺度, step, and whether it needs a reason."""

    name: n.Name | None
    scale: n.Name
    step: n.Expr | None = None
    needs_reason: bool = False
    notes: tuple[n.Note, ...] = ()


GIVEN = ReasonKind("graded", "评议为{grade}（{rate}），得{score}", "judged {grade} ({rate}): {score}")
GIVEN_WHY = ReasonKind(
    "graded-with-reason",
    "评议为{grade}（{rate}），得{score}：{reason}",
    "judged {grade} ({rate}), {score}: {reason}",
)

DECLARED = Kind(
    "PR478",
    "scale-of-declared-fact",
    "「数据」里已经有「{name}」，不能再按评议尺度评",
    "`{name}` is declared as a fact, and cannot be judged by a scale",
    "删去「数据」里的那一行：按尺度评的分，写在这里就是一项数据",
    "take it out of `facts`: what is judged by a scale is declared by this line",
    about="A score judged by a judging scale is given as a level with a rate; a declared fact is a plain figure.",
)


def _spots(node: Graded, units: Units) -> Iterator[Spot]:
    step = node.step.value if isinstance(node.step, n.Number) and node.step.value > 0 else None
    name = node.name.text if node.name else ""
    span = node.name.span if node.name else node.span
    yield name, span, POINTS_TYPE, Domain(Interval(), step), node.needs_reason


def check(node: Graded, check: Check) -> None:
    if node.name is not None:
        check.type(node.name, POINTS_TYPE)
        fact = check.typing.refs.get(node.name.id)
        if isinstance(fact, Fact) and fact.owner is None:
            check.report(DECLARED, node.name.span, name=fact.name)
    step = check.figure(node.step, POINTS_TYPE) if node.step is not None else None
    if node.step is not None and step is not None:
        if step <= 0:
            check.report(ZERO_STEP, node.step.span)
        else:
            check.score_fits(step, node.step.span)


def evaluate(node: Graded, ev: Evaluation) -> Fraction:
    fact = ev.judged(node)
    score = ev.value_of(fact)
    assert fact.scale is not None
    rate = score / fact.full
    args: dict[str, Any] = {"grade": fact.scale.grade_of(rate), "rate": show(rate, RATIO), "score": ev.points(score)}
    reason = ev.reason_of(fact)
    if reason:
        ev.say(GIVEN_WHY, score, node.notes, reason=reason, **args)
    else:
        ev.say(GIVEN, score, node.notes, **args)
    return score


def lower(node: Graded, ctx: Lowering) -> ir.Node:
    return ctx.judged(node)


def describe(node: Graded) -> Words:
    named = judged_name(node.name)
    words = Words(f"{named.zh}，按{node.scale.text}", f"{named.en} by {node.scale.text}")
    return with_terms(words, node.step, node.needs_reason)


def write(node: Graded, w: Writer) -> str:
    named = f" {w.name(node.name)}" if node.name is not None else ""
    text = f"{w.pick('评议', 'judged')}{named} {w.pick('按', 'by')} {w.name(node.scale)}"
    if node.step is not None:
        text += w.pick(" 步长 ", ", in steps of ") + w.expr(node.step)
    return text + w.pick(" 须说明", ", reason required") if node.needs_reason else text


def _build(items: list[Any], span: Span) -> Graded:
    tokens = [item for item in items if getattr(item, "type", "") == "QUOTED"]
    name = n.Name((str(tokens[0]),), spot=True, span=build.token_span(span.source, tokens[0])) if tokens else None
    scale, *step = build.expressions(items)
    assert isinstance(scale, n.Name)
    reason = "NEED_REASON" in build.types(items)
    return Graded(name, scale, step[0] if step else None, reason, build.notes(items), span=span)


IDIOM = Idiom(
    name="graded",
    role="base",
    node=Graded,
    title=Words("按尺度评议", "judged by a scale"),
    about=Words("由人评定为几档之一，各档有得分率的范围", "given by a person as a level, each with its rates"),
    wordings=("分为达成预期、部分达成、未达成三档，分别按100%-80%（含）、80%-60%（含）、60%-0%合理确定分值",),
    build={"judged_by": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    spots=_spots,
    kinds=(DECLARED,),
    reasons=(GIVEN, GIVEN_WHY),
)
