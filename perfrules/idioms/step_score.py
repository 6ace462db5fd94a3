"""满分 起 每高1个百分点 扣0.5分: from a band's own end the score goes on in steps.

每高 measures from the lower end of the band, 每低 from its upper end; 扣 goes down and 加 goes up from the score that
the row starts with. The row may go beyond 0 and the full marks: only the leaf is cut there.

    ＞ 100% ：满分 起 每高1个百分点 扣0.5分 零头不计        # 满分 4分: 102.5% → two whole steps → 3分
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms.counted import LEFTOVERS, LEFTOVERS_WRITTEN, check_step, lower_steps, show_distance, steps
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import ANY, Interval
from perfrules.types.show import show
from perfrules.types.types import POINTS_TYPE, Quantity


@frozen(eq=False, repr=False)
class StepScore(n.Node):
    """`start` points at the band's end; `points` for each `step` away from it, taken or added."""

    start: n.Expr
    higher: bool
    step: n.Number
    takes: bool
    points: n.Expr
    leftover: str | None = None


NEEDS_END = Kind(
    "PR425",
    "steps-need-end",
    "「{word}」要从区间的{end}量起，这一行没有",
    "`{word}` is measured from the {end} of a band, and this row has none",
    "把区间写成「＞ 100%」（每高）或「＜ 100%」（每低）的样子",
    "write the band like `> 100%` (for every … higher) or `< 100%` (for every … lower)",
    about="The steps of a row are counted from its own end.",
)

STEPPED = ReasonKind(
    "stepped",
    "{value}比{end}{way}{amount}，每{step}{verb}{each}：得分＝{start}{sign}{moved}＝{score}",
    "{value} is {amount} {way} {end}, {each} per {step}: score = {start} {sign} {moved} = {score}",
)
AT_END = ReasonKind("stepped-at-end", "{value}正在这一端，得{score}", "{value} is at that end: {score}")

_SIDES = {True: Words("下端", "lower end"), False: Words("上端", "upper end")}
_EACH = {True: Words("每高", "for every … higher"), False: Words("每低", "for every … lower")}
_WAYS = {True: Words("高", "above"), False: Words("低", "below")}


def check(node: StepScore, check: Check, table: Table | None = None, row: Interval | None = None) -> None:
    for figure in (node.start, node.points):
        value = check.figure(figure, POINTS_TYPE)
        if value is not None:
            check.score_fits(value, figure.span)
    end = None if row is None else row.low if node.higher else row.high
    if table is None or end is None:
        check.report(NEEDS_END, node.span, word=_EACH[node.higher], end=_SIDES[node.higher])
    elif table.subject is not None and isinstance(table.type, Quantity):
        measured = [table.subject, *_ends(table, row, check)]
        check_step(node.step, table.type, measured, node.leftover, node.points, check)


def _ends(table: Table, row: Interval | None, check: Check) -> list[n.Expr]:
    """The ends of the row's head as written: with the measure they tell whether a distance is whole."""
    heads = [item.head for item in table.rows if isinstance(item.head, n.IntervalNode)]
    found = [head for head in heads if check.typing.intervals.get(head.id) is row]
    return [end.value for head in found for end in (head.low, head.high) if end is not None]


def _distance(node: StepScore, value: Fraction, band: Interval) -> Fraction:
    end = band.low if node.higher else band.high
    assert end is not None
    return value - end if node.higher else end - value


def score_at(node: StepScore, check: Check, table: Table, band: Interval, point: Fraction | None) -> Fraction | None:
    """Its score at the band's end, where no step is taken yet."""
    end = band.low if node.higher else band.high
    return check.constant(node.start) if point is not None and point == end else None


def evaluate(node: StepScore, ev: Evaluation, table: Table | None = None, row: n.Row | None = None) -> Fraction:
    assert table is not None and table.subject is not None and row is not None
    assert isinstance(row.head, n.IntervalNode)
    band = ev.interval(row.head)
    distance = _distance(node, ev.value(table.subject), band)
    each = ev.value(node.points)
    moved = steps(distance, ev.value(node.step), node.leftover or ev.leftover() or "whole") * each
    start = ev.value(node.start)
    score = start - moved if node.takes else start + moved
    value = ev.show(table.subject, lambda shown: shown in band)
    if distance == 0:
        ev.say(AT_END, score, row.notes, value=value, score=ev.points(score))
        return score
    type_ = ev.type(table.subject)
    unit = type_.unit if isinstance(type_, Quantity) else None
    end = band.low if node.higher else band.high
    assert end is not None
    args: dict[str, Any] = {
        "value": value,
        "end": show(end, type_, unit),
        "way": _WAYS[node.higher],
        "amount": show_distance(distance, table.subject, node.step, ev),
        "step": node.step.span.text.strip(),
        "verb": "扣" if node.takes else "加",
        "each": ev.points(each),
        "start": ev.points(start),
        "sign": Words("－", "−") if node.takes else Words("＋", "+"),
        "moved": ev.points(moved),
        "score": ev.points(score),
    }
    ev.say(STEPPED, score, row.notes, **args)
    return score


def lower(node: StepScore, ctx: Lowering, table: Table, row: n.Row) -> ir.Node:
    assert table.subject is not None and isinstance(row.head, n.IntervalNode)
    band = ctx.interval(row.head)
    end = band.low if node.higher else band.high
    assert end is not None
    value = ctx.value(table.subject)
    distance = ir.Arith("-", value, ir.Literal(end)) if node.higher else ir.Arith("-", ir.Literal(end), value)
    counted = lower_steps(distance, ctx.value(node.step), node.leftover, ctx)
    moved = ir.Arith("×", counted, ctx.value(node.points))
    return ir.Arith("-" if node.takes else "+", ctx.value(node.start), moved)


def describe(node: StepScore) -> Words:
    start, step, each = (part.span.text.strip() for part in (node.start, node.step, node.points))
    verb, sign, way = "扣" if node.takes else "加", "−" if node.takes else "+", _WAYS[node.higher]
    rest = LEFTOVERS[node.leftover] if node.leftover is not None else Words("", "")
    return Words(
        f"从{start}起，每{way.zh}{step}{verb}{each}{rest.zh}",
        f"from {start}, {sign}{each} for each {step} {way.en} the end of the band{rest.en}",
    )


def write(node: StepScore, w: Writer) -> str:
    start, step, points = w.expr(node.start), w.expr(node.step), w.expr(node.points)
    rest = LEFTOVERS_WRITTEN[node.leftover][w.lang] if node.leftover is not None else ""
    if w.english:
        text = f"{start}, {'less' if node.takes else 'plus'} {points} for every {step}"
        return f"{text} {'higher' if node.higher else 'lower'}{f', {rest}' if rest else ''}"
    text = f"{start} 起 每{'高' if node.higher else '低'}{step} {'扣' if node.takes else '加'}{points}"
    return f"{text} {rest}".rstrip()


def _build(items: list[Any], span: Span) -> StepScore:
    *first, step, points = build.expressions(items)
    start = first[0] if first else n.Number(Fraction(0), "分", span=build.token_span(span.source, items[0]))
    assert isinstance(step, n.Number)
    kinds = build.types(items)
    leftover = next((item["leftover"] for item in items if isinstance(item, dict)), None)
    return StepScore(start, "EACH_HIGHER" in kinds, step, "TAKE" in kinds, points, leftover, span=span)


def _build_english(items: list[Any], span: Span) -> StepScore:
    """The points before the step, as English says it."""
    *first, points, step = build.expressions(items)
    start = first[0] if first else n.Number(Fraction(0), "分", span=build.token_span(span.source, items[0]))
    assert isinstance(step, n.Number)
    kinds = build.types(items)
    leftover = next((item["leftover"] for item in items if isinstance(item, dict)), None)
    return StepScore(start, "HIGHER" in kinds, step, "LESS" in kinds, points, leftover, span=span)


IDIOM = Idiom(
    name="step_score",
    role="score",
    node=StepScore,
    title=Words("逐步增减", "steps in a band"),
    about=Words("从区间的一端起，每高或每低一步扣分或加分", "from the end of a band, points per step away"),
    wordings=("超过100%的，每超过1个百分点扣0.5分", "低于90%的，在满分基础上每低1个百分点扣0.5分"),
    build={"step_score": _build, "steps_on": _build_english},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    extent=lambda node, check: ANY,  # only the leaf cuts its steps
    score_at=score_at,
    kinds=(NEEDS_END,),
    reasons=(STEPPED, AT_END),
)
