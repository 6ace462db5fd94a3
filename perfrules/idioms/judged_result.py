"""评议, in a rubric with 结果等次: a person gives one of the results, with a reason where one is asked for.

结果等次 优 ＞ 良 ＞ 差
二级指标 制度
  评议 须说明        # 制度 ＝ 良 理由 "…"
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.idioms.judged import judged_name, with_terms
from perfrules.ir import nodes as ir
from perfrules.model.errors_above import NEEDS_RESULTS
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.types import Choice, Domain

GIVEN = ReasonKind("judged-result", "评议得{score}", "judged {score}")
GIVEN_WHY = ReasonKind("judged-result-with-reason", "评议得{score}：{reason}", "judged {score}: {reason}")


def _spots(node: n.JudgedResult, units: Units) -> Iterator[Spot]:
    """Its labels are the results of the rubric, which the model fills in."""
    name = node.name.text if node.name else ""
    yield name, node.name.span if node.name else node.span, Choice(()), Domain(), node.needs_reason


def check(node: n.JudgedResult, check: Check) -> None:
    if not check.typing.results:
        check.report(NEEDS_RESULTS, node.span, word=Words("评议", "judged"))
    elif node.name is not None:
        check.type(node.name, Choice(check.typing.results, True))


def evaluate(node: n.JudgedResult, ev: Evaluation) -> Fraction:
    fact = ev.judged(node)
    assert isinstance(fact.type, Choice)
    score = Fraction(len(fact.type.labels) - 1 - fact.type.labels.index(ev.label_of(fact)))
    reason = ev.reason_of(fact)
    if reason:
        ev.say(GIVEN_WHY, score, node.notes, score=ev.points(score), reason=reason)
    else:
        ev.say(GIVEN, score, node.notes, score=ev.points(score))
    return score


def lower(node: n.JudgedResult, ctx: Lowering) -> ir.Node:
    """A result counts by its place, as its code does."""
    given = ctx.judged(node)
    assert isinstance(given, ir.Input)
    codes = range(len(given.labels))
    cases = tuple(
        ir.Case(ir.Compare("=", given, ir.Label(code, given.labels[code])), ir.Literal(Fraction(code)))
        for code in codes[1:]
    )
    return ir.Select(cases, ir.Literal(Fraction(0)))


def describe(node: n.JudgedResult) -> Words:
    return with_terms(judged_name(node.name), None, node.needs_reason)


def write(node: n.JudgedResult, w: Writer) -> str:
    named = f" {w.name(node.name)}" if node.name is not None else ""
    text = w.pick("评议", "judged") + named
    return text + w.pick(" 须说明", ", reason required") if node.needs_reason else text


def _build(items: list[Any], span: Span) -> n.JudgedResult:
    quoted = next((item for item in items if getattr(item, "type", "") == "QUOTED"), None)
    name = None
    if quoted is not None:
        name = n.Name((str(quoted),), spot=True, span=build.token_span(span.source, quoted))
    return n.JudgedResult(name, "NEED_REASON" in build.types(items), build.notes(items), span=span)


IDIOM = Idiom(
    name="judged_result",
    role="base",
    node=n.JudgedResult,
    title=Words("评议等次", "judged result"),
    about=Words("由人评定一个等次", "a person gives one of the results"),
    wordings=("根据实际情况评定等次",),
    build={"judged_result": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    spots=_spots,
    write=write,
    reasons=(GIVEN, GIVEN_WHY),
)
