"""得分 ＝ 率 × 满分 封顶: the score as a formula, without a table.

得分 ＝ 到位率 × 满分 封顶        # 到位率 ＝ 120%, 满分 5分 → 5分
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.idioms import points
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer


@frozen(eq=False, repr=False)
class ScoreFormula(n.Node):
    """得分 ＝ and its formula."""

    score: n.ScoreExpr
    notes: tuple[n.Note, ...] = ()


def check(node: ScoreFormula, check: Check) -> None:
    points.check(node.score, check)


def evaluate(node: ScoreFormula, ev: Evaluation) -> Fraction:
    score = points.clipped(node.score, ev.value(node.score.expression), ev.full)
    ev.say(points.WORKED, score, node.notes, worked=ev.worked(node.score.expression), score=ev.points(score))
    return score


def lower(node: ScoreFormula, ctx: Lowering) -> ir.Node:
    return points.lower(node.score, ctx)


def describe(node: ScoreFormula) -> Words:
    return points.describe(node.score)


def write(node: ScoreFormula, w: Writer) -> str:
    return f"{w.pick('得分', 'score')} {w.sign('=')} {w.node(node.score)}"


def _build(items: list[Any], span: Span) -> ScoreFormula:
    expr = build.expressions(items)[0]
    return ScoreFormula(n.ScoreExpr(expr, **build.limits(items), span=expr.span), build.notes(items), span=span)


IDIOM = Idiom(
    name="score_formula",
    role="base",
    node=ScoreFormula,
    title=Words("得分 ＝", "score formula"),
    about=Words("得分是一个算式", "the score is a formula"),
    wordings=("得分＝到位率×分值",),
    build={"score_formula": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "SCORE": Words(
            "得分 ＝ 率 × 满分 [封顶] [保底]", "score = rate × full marks [, capped at full marks] [, never below 0]"
        ),
    },
    write=write,
    extent=lambda node, check: points.extent(node.score, check),
)
