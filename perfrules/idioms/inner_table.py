"""当 条件 时 按 x 评分: a row of a 评分 without a measure that has rows of its own, over a measure of its own.

So a table is scored by kind of subject. The inner rows leave nothing out under their condition, and the facts that
only they read are needed only where it holds. They go on until the next 当, or until their 否则; what stands for all
rows of the outer table is 都不符合.

    评分
      当 单位类型 ＝ 行政 时 按 公用经费控制率 评分
        ≤ 100% ：满分
        ＞ 100% ：0分
      当 单位类型 ＝ 事业 时 按 收入完成率 评分
        ≥ 95% ：满分
        ＜ 95% ：收入完成率 ÷ 95% × 满分
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.idioms import bands
from perfrules.idioms.conditions import When
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, Table
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval


@frozen(eq=False, repr=False)
class InnerTable(n.Node):
    """按 x 评分 with its rows. `apart`: what it reads is needed only where it gives the score."""

    subject: n.Expr
    policy: str | None
    rows: tuple[n.Node, ...] = ()

    apart = True


def check(node: InnerTable, check: Check, table: Table, row: Interval | None) -> None:
    bands.check_rows(node, node.subject, check)


def evaluate(node: InnerTable, ev: Evaluation, table: Table, row: n.Row) -> Fraction:
    return bands.evaluate(node, ev, ev.table(node))


def lower(node: InnerTable, ctx: Lowering, table: Table, row: n.Row) -> ir.Node:
    return bands.lower(node, ctx, ctx.table(node))


def describe(node: InnerTable) -> Words:
    subject = node.subject.span.text.strip()
    order = bands.describe_order(node.policy)
    return Words(f"按{subject}评分{order.zh}", f"scored by {subject}{order.en}")


def write(node: InnerTable, w: Writer) -> str:
    subject = w.expr(node.subject, level=5)
    text = w.pick(f"按 {subject} 评分", f"score by {subject}")
    if node.policy == "IN_ORDER":
        return text + w.pick(" 按序", ", in order")
    return text + w.pick(" 唯一", ", exactly one") if node.policy and not w.plain else text


def _build(items: list[Any], span: Span) -> n.Row:
    *conditions, subject = build.expressions(items)
    policy = next((item for item in items if isinstance(item, str) and item in ("EXACTLY_ONE", "IN_ORDER")), None)
    head = When(conditions[0], span=conditions[0].span) if conditions else build.only(items, n.ElseHead)[0]
    return n.Row(head, InnerTable(subject, policy, span=span), build.notes(items), span=span)


IDIOM = Idiom(
    name="inner_table",
    role="score",
    node=InnerTable,
    title=Words("按类评分", "table inside a row"),
    about=Words("符合条件的，按另一个指标值评分", "where a condition holds, points by another measure"),
    wordings=("行政单位按公用经费控制率评分，事业单位按收入完成率评分",),
    build={
        "guarded": _build,
        "none_holds": lambda items, span: n.ElseHead(True, span=span),
        "row_rest": lambda items, span: n.ElseHead(items[0].type == "NONE_HOLDS", span=span),
    },
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    shapes={
        "WHEN": Words(
            "当 条件 时 按 指标值 评分，下面每行「区间 ：分值」",
            "when condition, score by value; each line below it is `interval: points`",
        ),
    },
    write=write,
    extent=bands.extent,
)
