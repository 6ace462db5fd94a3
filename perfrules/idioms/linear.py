"""线性 A 至 B: between the two ends of a band the score runs in a straight line.

A belongs to the lower end and B to the upper one, whichever way the band is written; at an open end it is the
limit. A falling line is 线性 满分 至 0分.

    (85%, 95%) ：线性 0分 至 满分        # 90%, 满分 12分 → 6分
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval
from perfrules.types.show import show
from perfrules.types.types import Broken, Quantity


@frozen(eq=False, repr=False)
class Linear(n.Node):
    """`low` points at the band's lower end, `high` at its upper end."""

    low: n.Expr
    high: n.Expr


NEEDS_ENDS = Kind(
    "PR420",
    "linear-needs-two-ends",
    "「线性」要写在两端都有数的区间里",
    "`linear` needs a band with two finite ends",
    "把区间写成「(85%, 95%)」的样子",
    "write the band like `(85%, 95%)`",
    about="A straight line needs two points.",
)
RISING = ReasonKind(
    "linear-rising",
    "得分＝({value}－{low})÷({high}－{low})×{full}＝{score}",
    "score = ({value} − {low}) ÷ ({high} − {low}) × {full} = {score}",
)
FALLING = ReasonKind(
    "linear-falling",
    "得分＝({high}－{value})÷({high}－{low})×{full}＝{score}",
    "score = ({high} − {value}) ÷ ({high} − {low}) × {full} = {score}",
)
BETWEEN = ReasonKind(
    "linear-between",
    "得分＝{start}＋({value}－{low})÷({high}－{low})×({end}－{start})＝{score}",
    "score = {start} + ({value} − {low}) ÷ ({high} − {low}) × ({end} − {start}) = {score}",
)


def check(node: Linear, check: Check, table: Table | None = None, row: Interval | None = None) -> None:
    check.points(node.low)
    check.points(node.high)
    if table is not None and table.subject is not None and (table.type is None or isinstance(table.type, Broken)):
        return  # what is scored is not known, so neither are the ends of the band
    if row is None or row.low is None or row.high is None or row.low == row.high:
        check.report(NEEDS_ENDS, node.span)


def on_line(value: Fraction, low: Fraction, high: Fraction, start: Fraction, end: Fraction) -> Fraction:
    """The line through (low, start) and (high, end)."""
    return start + (value - low) / (high - low) * (end - start)


def score_at(node: Linear, check: Check, table: Table, band: Interval, point: Fraction | None) -> Fraction | None:
    """Its score at a value."""
    start, end = check.constant(node.low), check.constant(node.high)
    if None in (point, band.low, band.high, start, end) or band.low == band.high:
        return None
    assert point is not None and band.low is not None and band.high is not None
    assert start is not None and end is not None
    return on_line(point, band.low, band.high, start, end)


def evaluate(node: Linear, ev: Evaluation, table: Table | None = None, row: n.Row | None = None) -> Fraction:
    assert table is not None and table.subject is not None and row is not None
    assert isinstance(row.head, n.IntervalNode)
    band = ev.interval(row.head)
    assert band.low is not None and band.high is not None
    low, high = band.low, band.high
    start, end = ev.value(node.low), ev.value(node.high)
    return tell(ev, table.subject, (low, high), (start, end), row.notes)


def tell(
    ev: Evaluation,
    subject: n.Expr,
    ends: tuple[Fraction, Fraction],
    scores: tuple[Fraction, Fraction],
    notes: tuple[n.Note, ...],
) -> Fraction:
    """The score on the line between two ends and the scores there, with its formula told."""
    (low, high), (start, end) = ends, scores
    exact = ev.value(subject)
    score = on_line(exact, low, high, start, end)
    kind = RISING if start == 0 else FALLING if end == 0 else BETWEEN
    type_ = ev.type(subject)
    unit = type_.unit if isinstance(type_, Quantity) else None

    def text(value: Fraction) -> str:
        shown = show(value, type_, unit)
        return f"({shown})" if value < 0 else shown

    args: dict[str, Any] = {
        # 99.996% below the end of 100% is not told as 100%.
        "value": ev.show(subject, lambda figure: (figure > low, figure < high) == (exact > low, exact < high)),
        "low": text(low),
        "high": text(high),
        "start": ev.points(start),
        "end": ev.points(end),
        "full": ev.points(max(start, end)),
    }
    ev.say(kind, score, notes, score=ev.points(score), **args)
    return score


def lower(node: Linear, ctx: Lowering, table: Table, row: n.Row) -> ir.Node:
    assert table.subject is not None and isinstance(row.head, n.IntervalNode)
    band = ctx.interval(row.head)
    assert band.low is not None and band.high is not None
    start, end = ctx.value(node.low), ctx.value(node.high)
    return lower_line(ctx.value(table.subject), (band.low, band.high), (start, end))


def lower_line(value: ir.Node, ends: tuple[Fraction, Fraction], scores: tuple[ir.Node, ir.Node]) -> ir.Node:
    """The line between two ends and the scores there."""
    slope = ir.Arith("÷", ir.Arith("-", scores[1], scores[0]), ir.Literal(ends[1] - ends[0]))
    run = ir.Arith("-", value, ir.Literal(ends[0]))
    return ir.Arith("+", scores[0], ir.Arith("×", run, slope))


def describe(node: Linear) -> Words:
    low, high = node.low.span.text.strip(), node.high.span.text.strip()
    return Words(f"从{low}到{high}按直线计算得分", f"in a straight line from {low} to {high}")


def write(node: Linear, w: Writer) -> str:
    low, high = w.expr(node.low, level=5), w.expr(node.high, level=5)
    return w.pick(f"线性 {low} 至 {high}", f"linear {low} to {high}")


def _build(items: list[Any], span: Span) -> Linear:
    low, high = build.expressions(items)
    return Linear(low, high, span=span)


def _extent(node: Linear, check: Check) -> Interval:
    return check.bounds(node.low).hull(check.bounds(node.high))


IDIOM = Idiom(
    name="linear",
    role="score",
    node=Linear,
    title=Words("线性", "linear"),
    about=Words("在区间两端之间按直线计分", "a straight line between the ends of a band"),
    wordings=("(率−85%)÷(95%−85%)×分值", "在95%-85%之间的，按公式计算得分"),
    build={"linear": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    score_at=score_at,
    write=write,
    extent=_extent,
    kinds=(NEEDS_ENDS,),
    reasons=(RISING, FALLING, BETWEEN),
)
