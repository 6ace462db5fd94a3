"""折线: the score runs in straight lines through given points.

Between two neighbouring points it is on the line that joins them; at a point it is that point's score. 两端封顶
gives what lies beyond the first and the last point their scores; without it the measure has to lie between them.

    评分 得分率 折线 0%：0分，60%：2分，100%：满分 两端封顶        # 满分 10分: 30% → 1分, 80% → 6分, 110% → 10分
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Fix, Kind
from perfrules.idioms.bands import NO_SUBJECT, show_interval, subject_fixes, subject_name, subject_of, table_of
from perfrules.idioms.declare import Idiom
from perfrules.idioms.linear import lower_line, tell
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table, must_be_quantity
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval, at_least, at_most, exactly
from perfrules.types.types import POINTS_TYPE


@frozen(eq=False, repr=False)
class Breakpoint(n.Node):
    """A value of the measure and the score there."""

    at: n.Expr
    score: n.Expr


@frozen(eq=False, repr=False)
class Polyline(n.Node):
    """评分 … 折线. `subject` is the measure as written, None for the heading's own; `flat` says 两端封顶."""

    subject: n.Expr | None
    points: tuple[Breakpoint, ...]
    flat: bool
    notes: tuple[n.Note, ...] = ()


TOO_FEW = Kind(
    "PR422",
    "polyline-needs-two-points",
    "「折线」至少要两个点",
    "a line has two points at least",
    "写成「折线 0%：0分，100%：满分」的样子",
    "write it like `on a line through 0%: 0 points, 100%: full marks`",
    about="A line needs two points.",
)
NOT_IN_ORDER = Kind(
    "PR423",
    "polyline-out-of-order",
    "「{at}」没有接着「{before}」往同一个方向走",
    "`{at}` does not go on from `{before}` in the same direction",
    "各点从小到大写，或从大到小写，同一个值只写一次",
    "write the points from the least up or from the greatest down, each value once",
    about="The points of a line follow each other, and the measure has one score at each value.",
)
BEYOND = Kind(
    "PR424",
    "polyline-beyond-unsaid",
    "「{name}」可以是 {beyond}，那里得几分没有写",
    "`{name}` can be {beyond}, and nothing says what it scores there",
    "写「两端封顶」，或加一个点",
    "write `flat beyond both ends`, or add a point",
    about="Between its points a line is plain; what lies beyond the first and the last is said.",
)

AT = ReasonKind("polyline-point", "{name}为{value}，得{score}", "{name} is {value}: {score}")
PAST = ReasonKind(
    "polyline-past",
    "{name}为{value}，在{end}之外，按{end}得{score}",
    "{name} is {value}, beyond {end}: {score} as at {end}",
)
ON = ReasonKind(
    "polyline-between",
    "{name}为{value}，在{low}与{high}之间",
    "{name} is {value}, between {low} and {high}",
)


def check(node: Polyline, check: Check) -> None:
    subject = subject_of(node.subject, check.leaf)
    table = table_of(node, subject, (), check)
    if table.subject is None or table.type is None:
        check.report(NO_SUBJECT, node.span, fixes=subject_fixes(node, check))
        return
    quantity = must_be_quantity(check, table.subject, table.type)
    if quantity is None:
        return
    found = []
    for point in node.points:
        at, score = check.figure(point.at, quantity), check.figure(point.score, POINTS_TYPE)
        if score is not None:
            check.score_fits(score, point.score.span)
        found.append(at)
    values = [value for value in found if value is not None]
    if len(values) < len(found):
        return
    if len(values) < 2:
        check.report(TOO_FEW, node.span)
        return
    for i, (before, at) in enumerate(pairwise(values), 1):
        if before == at or (at > before) != (values[1] > values[0]):
            point = node.points[i]
            check.report(NOT_IN_ORDER, point.at.span, at=_text(point), before=_text(node.points[i - 1]))
            return
    if not node.flat:
        _check_beyond(node, table, Interval(min(values), max(values)), check)


def _check_beyond(node: Polyline, table: Table, inside: Interval, check: Check) -> None:
    assert table.subject is not None
    outside = check.bounds(table.subject).minus(inside)
    if outside:
        name = subject_name(check, table.subject)
        last = node.points[-1].score.span
        flat = " 两端封顶" if check.typing.lang == "zh" else ", flat beyond both ends"
        fix = Fix(Words("两端之外按端点的得分", "beyond them score as at the ends"), ((last.tail(), flat),))
        parts = [show_interval(part, table.type) for part in outside]
        beyond = Words("、".join(part.zh for part in parts), " and ".join(part.en for part in parts))
        check.report(BEYOND, node.span, fixes=(fix,), name=name, beyond=beyond)


def evaluate(node: Polyline, ev: Evaluation, table: Table) -> Fraction:
    assert table.subject is not None
    subject = table.subject
    value = ev.value(subject)
    points = sorted(((ev.value(p.at), ev.value(p.score), p) for p in node.points), key=lambda point: point[0])
    args: dict[str, Any] = {"name": ev.name(subject)}
    for at, score, _ in points:
        if value == at:
            ev.say(AT, score, node.notes, value=ev.show(subject), score=ev.points(score), **args)
            return score
    if value < points[0][0]:
        at, score, point = points[0]
        return _past(node, ev, subject, at_most(at, strict=True), score, point)
    if value > points[-1][0]:
        at, score, point = points[-1]
        return _past(node, ev, subject, at_least(at, strict=True), score, point)
    low, high = next((a, b) for a, b in pairwise(points) if a[0] < value < b[0])
    stretch = Interval(low[0], high[0], low_open=True, high_open=True)
    args |= {"value": ev.show(subject, lambda figure: figure in stretch), "low": _text(low[2]), "high": _text(high[2])}
    ev.say(ON, None, (), **args)
    return tell(ev, subject, (low[0], high[0]), (low[1], high[1]), node.notes)


def _past(
    node: Polyline, ev: Evaluation, subject: n.Expr, side: Interval, score: Fraction, point: Breakpoint
) -> Fraction:
    """两端封顶: the score of the end that the measure lies beyond."""
    args = {"value": ev.show(subject, lambda figure: figure in side), "end": _text(point)}
    ev.say(PAST, score, node.notes, name=ev.name(subject), score=ev.points(score), **args)
    return score


def _text(point: Breakpoint) -> str:
    return point.at.span.text.strip()


def _gives(point: Breakpoint) -> bool:
    """Whether its points are written; at 不得分 there are none to show."""
    return point.score.span != point.span


def lower(node: Polyline, ctx: Lowering, table: Table) -> ir.Node:
    assert table.subject is not None
    subject = ctx.value(table.subject)
    points = sorted(((_figure(ctx.value(p.at)), ctx.value(p.score)) for p in node.points), key=lambda point: point[0])
    bands = [ir.Band(at_most(points[0][0], strict=True), points[0][1])] if node.flat else []
    for (low, start), (high, end) in pairwise(points):
        bands += [
            ir.Band(exactly(low), start),
            ir.Band(Interval(low, high, True, True), lower_line(subject, (low, high), (start, end))),
        ]
    bands.append(ir.Band(exactly(points[-1][0]), points[-1][1]))
    if node.flat:
        bands.append(ir.Band(at_least(points[-1][0], strict=True), points[-1][1]))
    return ir.Piecewise(subject, tuple(bands), None)


def _figure(node: ir.Node) -> Fraction:
    assert isinstance(node, ir.Literal)
    return Fraction(node.value)


def describe(node: Polyline) -> Words:
    zh = "，".join(f"{_text(p)}{'得' + p.score.span.text.strip() if _gives(p) else '不得分'}" for p in node.points)
    en = ", ".join(f"{_text(p)}: {p.score.span.text.strip() if _gives(p) else 'no points'}" for p in node.points)
    by_zh = by_en = ""
    if node.subject is not None:
        by_zh, by_en = f"按{node.subject.span.text.strip()}", f"{node.subject.span.text.strip()} "
    ends = Words("，两端之外按端点", ", beyond them as at the ends") if node.flat else Words("", "")
    return Words(f"{by_zh}评分：{zh}，各点之间按直线计算{ends.zh}", f"scored {by_en}in straight lines: {en}{ends.en}")


def _breakpoint(items: list[Any], span: Span) -> Breakpoint:
    at, *scores = build.expressions(items)
    if isinstance(at, n.Negative):
        assert isinstance(at.operand, n.Number)
        at = n.Number(-at.operand.value, at.operand.unit, span=at.span)
    return Breakpoint(at, scores[0] if scores else n.Number(Fraction(0), "分", span=span), span=span)


def write(node: Polyline, w: Writer) -> str:
    points = w.comma.join(w.colon(w.expr(p.at), w.expr(p.score)).replace(" ：", "：") for p in node.points)
    flat = w.pick(" 两端封顶", ", flat beyond both ends") if node.flat else ""
    if w.english:
        subject = "score as follows" if node.subject is None else f"score by {w.expr(node.subject, level=5)}"
        return f"{subject} on a line through {points}{flat}"
    subject = "评分" if node.subject is None else f"评分 {w.expr(node.subject, level=5)}"
    return f"{subject} 折线 {points}{flat}"


def _build(items: list[Any], span: Span) -> Polyline:
    subject = next(iter(build.expressions(items)), None)
    flat = "FLAT_ENDS" in build.types(items)
    return Polyline(subject, tuple(build.only(items, Breakpoint)), flat, build.notes(items), span=span)


def _extent(node: Polyline, check: Check) -> Interval:
    found = check.bounds(node.points[0].score)
    for point in node.points[1:]:
        found = found.hull(check.bounds(point.score))
    return found


IDIOM = Idiom(
    name="polyline",
    role="base",
    node=Polyline,
    title=Words("折线", "polyline"),
    about=Words("经过几个点的折线计分", "straight lines through given points"),
    wordings=("得分率0%得0分，60%得6分，100%得10分，中间按插值法计算",),
    build={"polyline": _build, "breakpoint": _breakpoint},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    extent=_extent,
    kinds=(TOO_FEW, NOT_IN_ORDER, BEYOND),
    reasons=(AT, PAST, ON),
)
