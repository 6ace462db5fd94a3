"""不计入, behind 不适用: the leaf has no score, and its points count nowhere.

The total is what was scored, by the points that apply, of the full marks: scaled once, at the total. With 由同级分担
the parts beside it share its points instead, and what is above them is left alone.

    不适用 当 非 有专项资金 时 不计入        # 得 72分, 适用 80分, 满分 100分 → 总分 72÷80×100＝90分
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from perfrules.diagnostics.diagnostic import Kind, Label
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer

MIXED = Kind(
    "PR490",
    "left-out-in-two-ways",
    "「{name}」的不计入，有的写了「由同级分担」，有的没有写",
    "one `left out` of `{name}` says `shared by the parts beside it` and another does not",
    "一项里都写，或都不写",
    "let all of them say it, or none",
    about="The points of a leaf that is left out go one way, whatever the condition.",
)
NOTHING_TO_SHARE = Kind(
    "PR491",
    "shared-where-nothing-is-added-up",
    "「{above}」不是各项相加，没有分值可由同级分担",
    "the parts of `{above}` are not added up, so no points can be shared",
    "去掉「由同级分担」：这里不计入的一项只是不参加",
    "take `shared by the parts beside it` out: a part that is left out here just takes no part",
    about="Where the best, the worst, the mean, a place or weights decide, a part that does not apply is no member.",
)

NO_POINTS_HERE = Kind(
    "PR492",
    "left-out-without-points",
    "「加减分」下面没有分值，不用写「不计入」",
    "below `adjustments` there are no points to leave out",
    "写「不适用 当 … 时 0分」，或去掉这一行",
    "write `not applicable when …: 0 points`, or take this line out",
    about="`left out` takes points out of the total; what is added or taken on top has none.",
)

OUT = ReasonKind("left-out", "不计入", "left out")
SHARED = ReasonKind("left-out-shared", "不计入，分值由同级分担", "left out, its points shared by the parts beside it")


def check(node: n.LeftOut, check: Check, table: Table | None = None, row: Any = None) -> None:
    leaf = check.leaf
    if leaf.adjusts:
        check.report(NO_POINTS_HERE, node.span)
    found = [x for clause in leaf.clauses for x in n.walk(clause) if isinstance(x, n.LeftOut)]
    first = next(iter(found), node)
    if node is not first and node.shared != first.shared:
        label = Label(first.span, Words("先写的", "the first"))
        check.report(MIXED, node.span, labels=(label,), name=leaf.name)
    if node.shared and leaf.parent is not None and leaf.parent.aggregate is not None:
        check.report(NOTHING_TO_SHARE, node.span, above=leaf.parent.name)


def evaluate(node: n.LeftOut, ev: Evaluation, table: Table | None = None, row: n.Row | None = None) -> Fraction:
    ev.say(SHARED if node.shared else OUT)
    ev.leave_out(node.shared)
    return Fraction(0)


def lower(node: n.LeftOut, ctx: Lowering, table: Table | None = None, row: n.Row | None = None) -> ir.Node:
    return ir.Literal(Fraction(0))


def describe(node: n.LeftOut) -> Words:
    if node.shared:
        return Words("不计入，分值由同级分担", "left out, its points shared by the parts beside it")
    return Words("不计入总分", "left out of the total")


def write(node: n.LeftOut, w: Writer) -> str:
    text = w.pick("不计入", "left out")
    return text + w.pick(" 由同级分担", ", shared by the parts beside it") if node.shared else text


def _build(items: list[Any], span: Span) -> n.LeftOut:
    return n.LeftOut("SHARED" in build.types(items), span=span)


IDIOM = Idiom(
    name="left_out",
    role="score",
    node=n.LeftOut,
    title=Words("不计入", "left out"),
    about=Words(
        "不适用的一项不给分，它的分值也不算", "a leaf that does not apply has no score, and its points do not count"
    ),
    wordings=("未涉及的指标不计分，按比例折算", "无此项的，权重由其他指标分摊"),
    build={"left_out": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    kinds=(MIXED, NOTHING_TO_SHARE, NO_POINTS_HERE),
    reasons=(OUT, SHARED),
)
