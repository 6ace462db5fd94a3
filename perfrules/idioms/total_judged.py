"""总分 评议 0分至100分: the total of a rubric whose parts have no points, given by a person.

Its fact is called 总分. Every result says that the total was judged and not computed.

    总分 评议 0分至100分 须说明        # 总分 ＝ 96分 理由 "…"
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from perfrules.idioms import judged
from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer


def _rule(node: n.TotalJudged) -> judged.Judged:
    assert isinstance(node.rule, judged.Judged)
    return node.rule


def check(node: n.TotalJudged, check: Check) -> None:
    judged.check(_rule(node), check)


def evaluate(node: n.TotalJudged, ev: Evaluation) -> Fraction:
    return judged.evaluate(_rule(node), ev)


def lower(node: n.TotalJudged, ctx: Lowering) -> ir.Node:
    return judged.lower(_rule(node), ctx)


def describe(node: n.TotalJudged) -> Words:
    rule = judged.describe(_rule(node))
    return Words(f"总分{rule.zh}", f"the total is {rule.en}")


def _spots(node: n.TotalJudged, units: Units) -> Iterator[Spot]:
    """Its 评议 declares the fact."""
    return iter(())


def write(node: n.TotalJudged, w: Writer) -> str:
    return f"{w.pick('总分', 'the total')} {judged.write(_rule(node), w)}"


def _build(items: list[Any], span: Span) -> n.TotalJudged:
    rule = judged.build_rule(items[1:], span)
    return n.TotalJudged(rule, rule.notes, span=span)


IDIOM = Idiom(
    name="total_judged",
    role="total",
    node=n.TotalJudged,
    title=Words("总分评议", "judged total"),
    about=Words("各项没有分值，总分由人评定", "no part has points: the total is given by a person"),
    wordings=("综合评价得分96分", "总分由评价组评定"),
    build={"total_judged": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    spots=_spots,
    shapes={
        "TOTAL": Words(
            "总分 评议 0分至100分 [步长 1分] [须说明]",
            "the total judged 0 to 100 points [in steps of 1 point] [, reason required]",
        ),
    },
    write=write,
)
