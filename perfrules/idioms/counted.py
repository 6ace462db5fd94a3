"""Points in steps: what 扣分 and 加分 share, told apart by the words that each hands in.

    甲 每1处 k分                     as many steps as there are of it
    甲 超过｜低于｜偏离 乙 每1人 k分    as many steps as the distance has: max(0, 甲−乙), max(0, 乙−甲), |甲−乙|
    条件 k分                         the points at once

The number of steps is whole (零头不计), counts a started one (零头进位), or is exact (零头按比例); the word is
required unless the amount is by its type a whole number of steps. 至多 cuts one clause.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from perfrules.diagnostics.diagnostic import Fix, Kind
from perfrules.idioms.bands import grid_of
from perfrules.idioms.declare import Spot, Units, flag_spots
from perfrules.ir import nodes as ir
from perfrules.model import doubtful, errors
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, must_be_quantity
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import at_least
from perfrules.types.show import decimal, told
from perfrules.types.types import BROKEN, FLAG, POINTS_TYPE, RATIO, Broken, Domain, Form, Quantity


@frozen(eq=False, repr=False)
class Counted(n.Node):
    """Points for an amount. `relation` is over, under or off, with its `base`; a `step` of None gives them at once."""

    amount: n.Expr
    points: n.Expr
    relation: str | None = None
    base: n.Expr | None = None
    step: n.Number | None = None
    leftover: str | None = None
    at_most: n.Expr | None = None
    notes: tuple[n.Note, ...] = ()


LEFTOVER_NEEDED = Kind(
    "PR460",
    "leftover-undefined",
    "不足一个「{step}」的零头怎么算，没有写",
    "what a part of a `{step}` counts is not said",
    "写「零头不计」「零头进位」或「零头按比例」",
    "write `part steps ignored`, `part steps counted whole` or `part steps in proportion`",
    about="A shortfall of 7 points, counted per 10 percentage points, is no step, one step, or seven tenths of one.",
)
STEP_NEEDED = Kind(
    "PR461",
    "step-missing",
    "「{relation}」后面没有写「每 多少」",
    "nothing says `per` how much behind `{relation}`",
    "写「每1人」「每1个百分点」等；一次性{verb}分写成条件，如「{verb}分 甲 ＞ 乙 {verb}1分」",
    "write per 1 person, per 1 percentage point …; for points at once write a condition, `{verb} 1 point if a > b`",
    about="`exceeds`, `is below` and `differs from` measure a distance, so the points are per step of it.",
)
ZERO_STEP = Kind(
    "PR463",
    "step-not-positive",
    "步长要大于 0",
    "the step must be above 0",
    "写成「每1处」「每5个百分点」这样",
    "write it like `per 1 error` or `per 5 percentage points`",
    about="A step of nothing can be taken any number of times.",
)

RELATIONS = {
    "over": Words("超过", "above"),
    "under": Words("低于", "below"),
    "off": Words("偏离", "off"),
}
_WRITTEN = {
    "over": Words("超过", "exceeds"),
    "under": Words("低于", "is below"),
    "off": Words("偏离", "differs from"),
}
"""The relations as they are written in a rule."""
_LEFTOVERS_WRITTEN = (
    Words("零头不计", "part steps ignored"),
    Words("零头进位", "part steps counted whole"),
    Words("零头按比例", "part steps in proportion"),
)
LEFTOVERS = {
    "whole": Words("，零头不计", ", part steps ignored"),
    "started": Words("，零头进位", ", part steps counted whole"),
    "pro-rata": Words("，零头按比例", ", part steps in proportion"),
}


@frozen
class Direction:
    """扣 or 加: the word, its sign, the message for an amount that can be below 0, and how steps are told."""

    name: str
    verb: str
    sign: int
    negative: Kind
    counted: ReasonKind = field(init=False)
    distance: ReasonKind = field(init=False)
    none: ReasonKind = field(init=False)
    within: ReasonKind = field(init=False)
    happened: ReasonKind = field(init=False)
    not_so: ReasonKind = field(init=False)

    @property
    def word(self) -> Words:
        """The verb in both languages."""
        return Words(self.verb, "add" if self.sign > 0 else "deduct")

    def _reason(self, name: str, zh: str, en: str) -> ReasonKind:
        sign = "+" if self.sign > 0 else "−"
        return ReasonKind(f"{self.name}-{name}", zh.replace("VERB", self.verb), en.replace("SIGN", sign))

    @counted.default
    def _counted(self) -> ReasonKind:
        zh, en = "{item}{amount}，每{step}VERB{each}，VERB{taken}", "{item} {amount}, {each} per {step}: SIGN{taken}"
        return self._reason("counted", zh, en)

    @distance.default
    def _distance(self) -> ReasonKind:
        zh = "{item}{value}{relation}{base}，相差{amount}，每{step}VERB{each}，VERB{taken}"
        en = "{item} {value} {relation} {base} by {amount}, {each} per {step}: SIGN{taken}"
        return self._reason("distance", zh, en)

    @none.default
    def _none(self) -> ReasonKind:
        return self._reason("none", "{item}{amount}，不VERB分", "{item} {amount}, SIGN0")

    @within.default
    def _within(self) -> ReasonKind:
        zh, en = "{item}{value}，没有{relation}{base}，不VERB分", "{item} {value}, not {relation} {base}, SIGN0"
        return self._reason("within", zh, en)

    @happened.default
    def _happened(self) -> ReasonKind:
        return self._reason("happened", "{item}，VERB{taken}", "{item}: SIGN{taken}")

    @not_so.default
    def _not_so(self) -> ReasonKind:
        return self._reason("not-so", "{item}：否，不VERB分", "{item}: no, SIGN0")

    @property
    def reasons(self) -> tuple[ReasonKind, ...]:
        return self.counted, self.distance, self.none, self.within, self.happened, self.not_so


def most(node: Counted, check: Check) -> Fraction | None:
    """The most that it gives or takes: its 至多, or what a condition gives at once."""
    limit = check.constant(node.at_most) if node.at_most is not None else None
    if node.step is not None:
        return limit
    points = check.constant(node.points)
    return points if limit is None or points is None else min(points, limit)


def spots(node: Counted, units: Units) -> Iterator[Spot]:
    """「…」 每1处 declares a count of 处; 「…」 at once a flag."""
    if isinstance(node.amount, n.Name) and node.amount.spot and node.step is not None:
        unit = units(node.step.unit, node.step.span) if node.step.unit else None
        if unit is None and node.step.unit:
            # The unknown unit is told by its own message.
            yield node.amount.text, node.amount.span, BROKEN, Domain(), False
        elif unit is not None and unit.dimension:
            whole = node.step.value.denominator == 1
            type_ = Quantity(unit.dimension, whole, unit=unit)
            grid = unit.factor if whole else None
            yield node.amount.text, node.amount.span, type_, Domain(at_least(Fraction(0)), grid), False
    elif node.step is None:
        yield from flag_spots(node.amount)


def check(node: Counted, direction: Direction, check: Check) -> None:
    """Types and rules of a clause."""
    for figure in (node.points, node.at_most):
        value = check.figure(figure, POINTS_TYPE) if figure is not None else None
        if figure is not None and value is not None:
            check.amount_fits(value, figure.span)
    if node.step is None:
        if node.relation is not None:
            check.report(STEP_NEEDED, node.span, relation=_WRITTEN[node.relation], verb=direction.word)
            check.type(node.amount)
        else:
            check.type(node.amount, FLAG)
        return
    amount = must_be_quantity(check, node.amount, check.type(node.amount))
    if amount is None:
        return
    if node.base is not None and isinstance(check.type(node.base, amount), Broken):
        return
    measured = [x for x in (node.amount, node.base) if x is not None]
    if amount.form in (Form.PERCENT, Form.DIFFERENCE):
        # 低于 100 每10个百分点: a hundred times, not 100%.
        doubtful.bare_ratio(node.base, node.span, check.typing.diagnostics)
        # 低于 100% 每1: the author speaks in percent.
        in_percent = isinstance(node.base, n.Number) and node.base.unit is not None
        least, unit = 1 if in_percent else 5, "个百分点" if check.typing.lang == "zh" else " percentage points"
        doubtful.bare_ratio(node.step, node.span, check.typing.diagnostics, least=least, unit=unit)
    check_step(node.step, amount, measured, node.leftover, node.points, check)
    if node.base is None:
        bounds = check.bounds(node.amount)
        if bounds.low is None or bounds.low < 0:
            check.report(direction.negative, node.amount.span, amount=node.amount.span.text.strip())


def check_step(
    step: n.Number, amount: Quantity, measured: list[n.Expr], leftover: str | None, points: n.Expr, check: Check
) -> None:
    """A step that fits what it is measured on, and a word for what is less than one; it would stand behind `points`."""
    found = check.type(step)
    if isinstance(found, Broken) or not isinstance(found, Quantity):
        return
    if step.value <= 0:
        check.report(ZERO_STEP, step.span)
        return
    if found.dimension != amount.dimension:
        check.type(step, amount)
        return
    if found.form is Form.PERCENT and step.unit == "%":
        many = decimal(step.value)
        points_of = Words(f"{many}个百分点", f"{many} percentage point{'' if step.value == 1 else 's'}")
        fix = Fix(Words("改为百分点", "make it percentage points"), ((step.span, points_of[check.typing.lang]),))
        check.report(errors.PERCENT_STEP, step.span, fixes=(fix,), points=decimal(step.value))
        return
    figure = check.constant(step)
    whole = figure is not None and all(_in_steps(x, figure, check) for x in measured)
    if not whole and leftover is None and check.conventions.leftover is None:
        # In English the points do not end the statement, so that nothing is put behind them.
        words = _LEFTOVERS_WRITTEN if check.typing.lang == "zh" else ()
        fixes = tuple(Fix(word, ((points.span.tail(), f" {word.zh}"),)) for word in words)
        check.report(LEFTOVER_NEEDED, step.span, fixes=fixes, step=step.span.text.strip())


def _in_steps(expr: n.Expr, step: Fraction, check: Check) -> bool:
    """Whether a quantity is a whole number of steps by its type or grid, so that no leftover can be."""
    value = check.constant(expr)
    if value is not None:
        return (value / step).denominator == 1
    if isinstance(expr, n.Arithmetic) and expr.op in "+-":
        return _in_steps(expr.left, step, check) and _in_steps(expr.right, step, check)
    grid = grid_of(check, expr, check.typing.types.get(expr.id))
    return grid is not None and (grid / step).denominator == 1


def steps(distance: Fraction, step: Fraction, leftover: str) -> Fraction:
    """How many steps a distance is: whole ones, started ones, or exactly."""
    exact = distance / step
    if leftover == "pro-rata":
        return exact
    return Fraction(math.ceil(exact) if leftover == "started" else math.floor(exact))


def item(node: Counted) -> str:
    """What the points are for."""
    return bare(node.amount)


def bare(expr: n.Expr) -> str:
    """The words of an expression without the corners around names."""
    return " ".join(expr.span.text.translate(_CORNERS).split())


_CORNERS = str.maketrans("", "", "「」『』")


def evaluate(node: Counted, direction: Direction, ev: Evaluation) -> Fraction:
    """The points, told as they come about; never below 0, whichever way they count."""
    each, nothing = ev.value(node.points), Fraction(0)
    if node.step is None:
        if not ev.truth(node.amount):
            ev.say(direction.not_so, nothing, node.notes, item=item(node))
            return nothing
        taken = _cut(node, each, ev)
        shown = Words(item(node), item(node))
        if not isinstance(node.amount, n.Name):
            worked = ev.worked(node.amount)
            shown = Words(f"{shown.zh}（{worked.zh}）", f"{shown.en} ({worked.en})")
        ev.say(direction.happened, direction.sign * taken, node.notes, item=shown, taken=ev.points(taken))
        return taken
    value = ev.value(node.amount)
    distance = value
    if node.base is not None:
        base = ev.value(node.base)
        distance = {
            "over": max(nothing, value - base),
            "under": max(nothing, base - value),
            "off": abs(value - base),
        }[node.relation or "off"]
    taken = _cut(node, steps(distance, ev.value(node.step), node.leftover or ev.leftover() or "whole") * each, ev)
    _say(node, direction, ev, distance, taken, each)
    return taken


def _cut(node: Counted, taken: Fraction, ev: Evaluation) -> Fraction:
    return taken if node.at_most is None else min(taken, ev.value(node.at_most))


def show_distance(distance: Fraction, amount: n.Expr, step: n.Expr, ev: Evaluation) -> Words:
    """A distance as it is counted: in percentage points where the step is, else as the amount is shown."""

    def alike(shown: Fraction) -> bool:
        return bool(shown) == bool(distance)

    type_ = ev.type(amount)
    if isinstance(type_, Quantity) and type_.is_number and ev.is_points(step):
        figure = told(distance, RATIO, None, alike)[:-1]
        return Words(f"{figure}个百分点", f"{figure} percentage point" + ("" if figure == "1" else "s"))
    text = told(distance, type_, None, alike)
    return Words(text, text)


def _say(
    node: Counted, direction: Direction, ev: Evaluation, distance: Fraction, taken: Fraction, each: Fraction
) -> None:
    assert node.step is not None
    args: dict[str, Any] = {
        "item": ev.name(node.amount) if node.base is not None else item(node),
        "amount": show_distance(distance, node.amount, node.step, ev),
        "step": node.step.span.text.strip(),
        "each": ev.points(each),
        "taken": ev.points(taken),
    }
    given = direction.sign * taken
    if node.base is None:
        ev.say(direction.counted if distance else direction.none, given, node.notes, **args)
        return
    base = ev.value(node.base)
    side = _side(ev.value(node.amount), base)
    args |= {
        "value": ev.show(node.amount, lambda shown: _side(shown, base) == side),
        "base": ev.show(node.base),
        "relation": RELATIONS[node.relation or "off"],
    }
    ev.say(direction.distance if distance else direction.within, given, node.notes, **args)


def _side(value: Fraction, base: Fraction) -> int:
    return (value > base) - (value < base)


def lower(node: Counted, ctx: Lowering) -> ir.Node:
    """The points, whichever way they count."""
    each = ctx.value(node.points)
    if node.step is None:
        return ir.Select((ir.Case(ctx.value(node.amount), _lower_cut(node, each, ctx)),), ir.Literal(Fraction(0)))
    counted = lower_steps(_lower_distance(node, ctx), ctx.value(node.step), node.leftover, ctx)
    return _lower_cut(node, ir.Arith("×", counted, each), ctx)


def lower_steps(distance: ir.Node, step: ir.Node, leftover: str | None, ctx: Lowering) -> ir.Node:
    """How many steps a distance is."""
    exact = ir.Arith("÷", distance, step)
    policy = leftover or ctx.leftover() or "whole"
    return exact if policy == "pro-rata" else ir.Ceil(exact) if policy == "started" else ir.Floor(exact)


def _lower_distance(node: Counted, ctx: Lowering) -> ir.Node:
    value = ctx.value(node.amount)
    if node.base is None:
        return value
    base = ctx.value(node.base)
    if node.relation == "over":
        return ir.Clamp(ir.Arith("-", value, base), Fraction(0), None)
    if node.relation == "under":
        return ir.Clamp(ir.Arith("-", base, value), Fraction(0), None)
    return ir.Abs(ir.Arith("-", value, base))


def _lower_cut(node: Counted, taken: ir.Node, ctx: Lowering) -> ir.Node:
    return taken if node.at_most is None else ir.Min((taken, ctx.value(node.at_most)))


def describe(node: Counted, direction: Direction, end: Words) -> Words:
    """The clause in words; `end` is what a stepped one without 至多 ends in."""
    text, each, sign = item(node), node.points.span.text.strip(), "+" if direction.sign > 0 else "−"
    zh = en = text
    if node.base is not None and node.relation is not None:
        relation, base = RELATIONS[node.relation], node.base.span.text.strip()
        zh, en = f"{text}{relation.zh}{base}", f"{text} {relation.en} {base}"
    if not isinstance(node.amount, n.Name) or node.base is not None:
        zh += "的"
    rest = LEFTOVERS[node.leftover] if node.leftover is not None else Words("", "")
    if node.at_most is not None:
        most = node.at_most.span.text.strip()
        rest = Words(f"{rest.zh}，至多{direction.verb}{most}", f"{rest.en}, at most {most}")
    elif node.step is not None:
        rest = Words(rest.zh + end.zh, rest.en + end.en)
    if node.step is None:
        return Words(f"{zh}，{direction.verb}{each}{rest.zh}", f"{en}: {sign}{each}{rest.en}")
    step = node.step.span.text.strip()
    return Words(f"{zh}，每{step}{direction.verb}{each}{rest.zh}", f"{en}: {sign}{each} per {step}{rest.en}")


_DISTANCES = {
    "over": Words("超过", "exceeds"),
    "under": Words("低于", "is below"),
    "off": Words("偏离", "differs from"),
}
LEFTOVERS_WRITTEN = {
    "whole": Words("零头不计", "part steps ignored"),
    "started": Words("零头进位", "part steps counted whole"),
    "pro-rata": Words("零头按比例", "part steps in proportion"),
}


def write(node: Counted, w: Writer, zh: tuple[str, str], en: str) -> list[str]:
    """The clause and its options; `zh` are the words before the amount and the points, `en` the English verb."""
    amount, points = w.expr(node.amount), w.expr(node.points)
    distance = f" {_DISTANCES[node.relation][w.lang]} {w.expr(node.base, level=5)}" if node.relation else ""
    step = w.expr(node.step) if node.step is not None else ""
    if w.english:
        per = f"per {step} {'that' if distance else 'of'}" if step else "if"
        found = [f"{en} {points} {per} {amount}{distance}"]
    else:
        found = [f"{zh[0]} {amount}{distance}{f' 每{step}' if step else ''} {zh[1]}{points}"]
    if node.leftover is not None:
        found.append(LEFTOVERS_WRITTEN[node.leftover][w.lang])
    if node.at_most is not None:
        found.append(w.pick("至多", "at most ") + w.expr(node.at_most))
    return found


_RELATION_OF = {"MORE_THAN": "over", "EXCEEDS": "over", "UNDER": "under", "OFF": "off"}


def parts(items: list[Any], span: Span) -> dict[str, Any]:
    """The fields of a clause from the children of its grammar rule."""
    found: dict[str, Any] = {"notes": build.notes(items), "span": span}
    for child in items:
        if isinstance(child, dict):
            found |= child
    expressions = build.expressions(items)
    found["amount"], found["points"] = expressions[0], expressions[-1]
    if "PER" in build.types(items):
        found["step"] = expressions[1]
    return found


def english_parts(items: list[Any], span: Span) -> dict[str, Any]:
    """The same of the English order: the points, the step, the amount."""
    found = parts(items, span)
    expressions = build.expressions(items)
    return found | {"amount": expressions[-1], "points": expressions[0]}


BUILD: dict[str, build.Builder] = {
    "steps_from": lambda items, span: {"relation": _RELATION_OF[items[0].type], "base": build.expressions(items)[0]},
    "at_most": lambda items, span: {"at_most": build.expressions(items)[0]},
    "leftover": lambda items, span: {"leftover": build.leftover(items)},
}
KINDS = (LEFTOVER_NEEDED, STEP_NEEDED, ZERO_STEP)
