"""A row's score in points: 满分, 不得分, 6.6分, or a formula such as 率 ÷ 95% × 满分.

A formula must stay between 0 and the full marks over its row, or say 封顶 (cut at the top) or 保底 (at the bottom).

    ≥ 95% ：满分
    ＜ 95% ：到位率 ÷ 95% × 满分        # 到位率 ＝ 76%, 满分 8分 → 6.4分
"""

from __future__ import annotations

from fractions import Fraction

from perfrules.diagnostics.diagnostic import Doubt, Fix, Kind
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval, exactly
from perfrules.types.show import decimal
from perfrules.types.types import POINTS_TYPE, Broken

MAY_LEAVE = Kind(
    "PR419",
    "score-may-leave-range",
    "这个算式可能{which}（满分 {points}分），没有写怎么办",
    "this formula can go {which} (full marks {points:point}), and nothing says what then",
    "在后面写「封顶」或「保底」",
    "write `capped at full marks` or `never below 0` behind it",
    about="A score formula stays within 0 and the full marks, or says that it is cut.",
)

GIVEN = ReasonKind("score", "得{score}", "scores {score}")
WORKED = ReasonKind("worked-score", "得分＝{worked}＝{score}", "score = {worked} = {score}")

_CAP, _FLOOR = Words("封顶", "capped at full marks"), Words("保底", "never below 0")


def check_range(node: n.ScoreExpr, expr: n.Expr, check: Check) -> None:
    """Report a score formula that can leave 0 to full marks without saying what then."""
    bounds = check.bounds(expr)
    full = check.leaf.ceiling
    low = bounds.low is None or bounds.low < check.leaf.least
    high = bounds.high is None or bounds.high > full
    lang = check.typing.lang
    between = " " if lang == "zh" else ", "
    above, below = Words("高于满分", "above the full marks"), Words("低于 0", "below 0")
    for leaves, said, word, which in ((high, node.cap, _CAP, above), (low, node.floor, _FLOOR, below)):
        if leaves and not said and not check.leaf.broken:
            fix = Fix(Words(f"写「{word.zh}」", f"write {word.en}"), ((expr.span.tail(), f"{between}{word[lang]}"),))
            kept = Interval(None, full) if which is above else Interval(Fraction(0))
            doubt = Doubt("range", expr.span, kept)
            check.report(MAY_LEAVE, expr.span, fixes=(fix,), doubt=doubt, which=which, points=decimal(full))


def check(node: n.ScoreExpr, check: Check, table: Table | None = None, row: Interval | None = None) -> None:
    if isinstance(check.type(node.expression, POINTS_TYPE), Broken):
        return
    constant = check.constant(node.expression)
    if constant is not None:
        check.score_fits(constant, node.span)
        return
    if table is not None and table.subject is not None and row is not None:
        check.typing.narrowed.append((check.typing.form(table.subject), row))
        check_range(node, node.expression, check)
        check.typing.narrowed.pop()
    else:
        check_range(node, node.expression, check)


def score_at(node: n.ScoreExpr, check: Check, table: Table, band: Interval, point: Fraction | None) -> Fraction | None:
    """Its score at a value; a fixed one everywhere."""
    constant = check.constant(node.expression)
    if constant is not None or point is None or table.subject is None:
        return constant
    return check.typing.value_at(node.expression, check.typing.form(table.subject), point)


def extent(node: n.ScoreExpr, check: Check) -> Interval:
    """The points that it can give; a formula that does not say that it is cut is seen to stay within the leaf's."""
    constant = check.constant(node.expression)
    if constant is not None:
        return exactly(constant)
    leaf = check.leaf
    low = max(leaf.least, Fraction(0)) if node.floor else leaf.least
    high = min(leaf.ceiling, leaf.points) if node.cap else leaf.ceiling
    return check.bounds(node.expression).meet(Interval(low, high))


def clipped(node: n.ScoreExpr, value: Fraction, full: Fraction) -> Fraction:
    """The value after 封顶 and 保底."""
    if node.cap:
        value = min(value, full)
    return max(value, Fraction(0)) if node.floor else value


def evaluate(node: n.ScoreExpr, ev: Evaluation, table: Table | None = None, row: n.Row | None = None) -> Fraction:
    score = clipped(node, ev.value(node.expression), ev.full)
    notes = row.notes if row else ()
    plain = isinstance(node.expression, (n.FullMarks, n.Number)) or ev.is_result(node.expression)
    if plain:
        ev.say(GIVEN, score, notes, score=ev.points(score))
    else:
        ev.say(WORKED, score, notes, worked=ev.worked(node.expression), score=ev.points(score))
    return score


def lower(node: n.ScoreExpr, ctx: Lowering, table: Table | None = None, row: n.Row | None = None) -> ir.Node:
    value = ctx.value(node.expression)
    if not node.cap and not node.floor:
        return value
    return ir.Clamp(value, Fraction(0) if node.floor else None, ctx.full if node.cap else None)


def describe(node: n.ScoreExpr) -> Words:
    if isinstance(node.expression, n.FullMarks):
        return Words("得满分", "full marks")
    text = node.expression.span.text.strip()
    if isinstance(node.expression, n.Number):
        figure = decimal(node.expression.value)
        return Words(f"得{figure}分", f"{figure} point{'' if figure == '1' else 's'}")
    cap_zh, cap_en = ("，不超过满分", ", at most the full marks") if node.cap else ("", "")
    floor_zh, floor_en = ("，不低于0分", ", at least 0") if node.floor else ("", "")
    return Words(f"得分＝{text}{cap_zh}{floor_zh}", f"score = {text}{cap_en}{floor_en}")


def write(node: n.ScoreExpr, w: Writer) -> str:
    if node.word and not w.plain:
        return w.pick("不得分", "no points")
    text = w.expr(node.expression)
    if node.cap:
        text += w.pick(" 封顶", ", capped at full marks")
    return text + w.pick(" 保底", ", never below 0") if node.floor else text


IDIOM = Idiom(
    name="points",
    role="score",
    node=n.ScoreExpr,
    title=Words("分值", "points"),
    about=Words(
        "一行的得分：满分、不得分、若干分，或一个算式",
        "the score of a row: full marks, none, points, or a formula",
    ),
    wordings=("得满分", "不得分", "得8分", "到位率÷95%×分值"),
    build={},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    score_at=score_at,
    extent=extent,
    write=write,
    fragment=False,
    kinds=(MAY_LEAVE,),
    reasons=(GIVEN, WORKED),
)
