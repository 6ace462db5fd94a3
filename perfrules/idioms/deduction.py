"""扣分: points taken for each occurrence, for each step of excess or shortfall, or for a thing that is so.

Three shapes:

    扣分 「报表不全或有错误」 每1处 扣0.5分                 # 3处 → 1.5分 off
    扣分 实有人数 超过 编制数 每1人 扣0.5分                 # max(0, 实有 − 编制)
    扣分 自评率 低于 100% 每10个百分点 扣0.5分 零头不计      # 85% → one whole step → 0.5分
    扣分 「未办理工资手续」 扣1分

The number of steps is whole (零头不计), counts a started one (零头进位), or is exact (零头按比例); the word is
required unless the amount is by its type a whole number of steps. 至多 cuts one clause; the leaf is cut at 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Fix, Kind
from perfrules.idioms.bands import grid_of
from perfrules.idioms.declare import Idiom, Spot, Units, flag_spots
from perfrules.ir import nodes as ir
from perfrules.model import errors
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, must_be_quantity
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.types.interval import at_least
from perfrules.types.show import decimal, told
from perfrules.types.types import BROKEN, FLAG, POINTS_TYPE, RATIO, Broken, Domain, Form, Quantity


@frozen(eq=False, repr=False)
class Deduction(n.Node):
    """扣分. `relation` is over, under or off, with its `base`; a `step` of None takes the points at once."""

    amount: n.Expr
    points: n.Expr
    relation: str | None = None
    base: n.Expr | None = None
    step: n.Number | None = None
    leftover: str | None = None
    at_most: n.Expr | None = None
    exempt: n.Name | None = None
    exempt_reason: bool = False
    notes: tuple[n.Note, ...] = ()


LEFTOVER_NEEDED = Kind(
    "PR460",
    "leftover-undefined",
    "不足一个「{step}」的零头怎么算，没有写",
    "what a part of a `{step}` counts is not said",
    "写「零头不计」「零头进位」或「零头按比例」",
    "write 零头不计, 零头进位 or 零头按比例",
    about="A shortfall of 7 points with 每10个百分点 is no step, one step, or seven tenths of one.",
)
STEP_NEEDED = Kind(
    "PR461",
    "step-missing",
    "「{relation}」后面没有写「每 多少」",
    "nothing says 每 how much behind `{relation}`",
    "写「每1人」「每1个百分点」等；一次性扣分写成条件，如「扣分 甲 ＞ 乙 扣1分」",
    "write 每1人, 每1个百分点 …; to take points once write a condition, `扣分 甲 ＞ 乙 扣1分`",
    about="超过, 低于 and 偏离 measure a distance, so the deduction is per step of it.",
)
MAY_BE_NEGATIVE = Kind(
    "PR462",
    "deduction-may-be-negative",
    "「{amount}」可能小于 0，扣分会变成加分",
    "`{amount}` can be below 0, and the deduction would add points",
    "写「{amount} 超过 0」，或在「数据」里写明「≥0」",
    "write `{amount} 超过 0`, or declare it ≥0",
    about="The amount that is counted in steps is never negative.",
)
ZERO_STEP = Kind(
    "PR463",
    "step-not-positive",
    "步长要大于 0",
    "the step must be above 0",
    about="A step of nothing can be taken any number of times.",
)

COUNTED = ReasonKind(
    "deduction-counted",
    "{item}{amount}，每{step}扣{each}，扣{taken}",
    "{item} {amount}, {each} per {step}: −{taken}",
)
DISTANCE = ReasonKind(
    "deduction-distance",
    "{item}{value}{relation}{base}，相差{amount}，每{step}扣{each}，扣{taken}",
    "{item} {value} {relation} {base} by {amount}, {each} per {step}: −{taken}",
)
NONE_COUNTED = ReasonKind("deduction-none", "{item}{amount}，不扣分", "{item} {amount}, nothing taken")
WITHIN = ReasonKind(
    "deduction-within",
    "{item}{value}，没有{relation}{base}，不扣分",
    "{item} {value}, not {relation} {base}, nothing taken",
)
HAPPENED = ReasonKind("deduction-happened", "{item}，扣{taken}", "{item}: −{taken}")
NOT_SO = ReasonKind("deduction-not-so", "{item}：否，不扣分", "{item}: no, nothing taken")
EXEMPTED = ReasonKind("deduction-exempt", "{item}：因「{exempt}」不扣", "{item}: exempt, {exempt}")

_RELATIONS = {
    "over": Words("超过", "above"),
    "under": Words("低于", "below"),
    "off": Words("偏离", "off"),
}


def _spots(node: Deduction, units: Units) -> Iterator[Spot]:
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
    if node.exempt is not None:
        yield node.exempt.text, node.exempt.span, FLAG, Domain(), node.exempt_reason


def check(node: Deduction, check: Check) -> None:
    each = check.figure(node.points, POINTS_TYPE)
    if each is not None:
        check.score_fits(each, node.points.span)
    if node.at_most is not None:
        most = check.figure(node.at_most, POINTS_TYPE)
        if most is not None:
            check.score_fits(most, node.at_most.span)
    if node.exempt is not None:
        check.type(node.exempt, FLAG)
    if node.step is None:
        if node.relation is not None:
            check.report(STEP_NEEDED, node.span, relation=_RELATIONS[node.relation])
        else:
            check.type(node.amount, FLAG)
        return
    found = check.type(node.amount)
    amount = must_be_quantity(check, node.amount, found)
    if amount is None:
        return
    if node.base is not None and isinstance(check.type(node.base, amount), Broken):
        return
    _check_step(node, amount, check)
    if node.base is None:
        bounds = check.bounds(node.amount)
        if bounds.low is None or bounds.low < 0:
            check.report(MAY_BE_NEGATIVE, node.amount.span, amount=node.amount.span.text.strip())


def _check_step(node: Deduction, amount: Quantity, check: Check) -> None:
    assert node.step is not None
    found = check.type(node.step)
    if isinstance(found, Broken) or not isinstance(found, Quantity):
        return
    if node.step.value <= 0:
        check.report(ZERO_STEP, node.step.span)
        return
    if found.dimension != amount.dimension:
        check.type(node.step, amount)
        return
    if found.form is Form.PERCENT and node.step.unit == "%":
        fix = Fix(
            Words("改为百分点", "make it percentage points"),
            ((node.step.span, f"{decimal(node.step.value)}个百分点"),),
        )
        check.report(errors.PERCENT_STEP, node.step.span, fixes=(fix,), points=decimal(node.step.value))
        return
    step = check.constant(node.step)
    whole = step is not None and all(_in_steps(x, step, check) for x in (node.amount, node.base) if x is not None)
    if not whole and node.leftover is None and check.conventions.leftover is None:
        fixes = tuple(
            Fix(Words(word, word), ((node.points.span.tail(), f" {word}"),))
            for word in ("零头不计", "零头进位", "零头按比例")
        )
        check.report(LEFTOVER_NEEDED, node.step.span, fixes=fixes, step=node.step.span.text.strip())


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


def evaluate(node: Deduction, ev: Evaluation) -> Fraction:
    item = node.amount.span.text.strip().strip("「」『』")
    each = ev.value(node.points)
    nothing = Fraction(0)
    if node.exempt is not None and ev.truth(node.exempt):
        ev.say(EXEMPTED, nothing, node.notes, item=item, exempt=node.exempt.text)
        return nothing
    if node.step is None:
        if not ev.truth(node.amount):
            ev.say(NOT_SO, nothing, node.notes, item=item)
            return nothing
        taken = _cut(node, each, ev)
        shown = item if isinstance(node.amount, n.Name) else f"{item}（{ev.worked(node.amount)}）"
        ev.say(HAPPENED, -taken, node.notes, item=shown, taken=ev.points(taken))
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
    _say(node, ev, item, distance, taken, each)
    return taken


def _cut(node: Deduction, taken: Fraction, ev: Evaluation) -> Fraction:
    return taken if node.at_most is None else min(taken, ev.value(node.at_most))


def _say(node: Deduction, ev: Evaluation, item: str, distance: Fraction, taken: Fraction, each: Fraction) -> None:
    assert node.step is not None
    type_ = ev.type(node.amount)
    points = isinstance(type_, Quantity) and type_.is_number and ev.is_points(node.step)
    amount = told(distance, type_, None, lambda shown: bool(shown) == bool(distance))
    if points:
        amount = told(distance, RATIO, None, lambda shown: bool(shown) == bool(distance))[:-1] + "个百分点"
    args: dict[str, Any] = {
        "item": ev.name(node.amount) if node.base is not None else item,
        "amount": amount,
        "step": node.step.span.text.strip(),
        "each": ev.points(each),
        "taken": ev.points(taken),
    }
    if node.base is None:
        ev.say(COUNTED if distance else NONE_COUNTED, -taken, node.notes, **args)
        return
    relation = _RELATIONS[node.relation or "off"]
    base = ev.value(node.base)
    side = _side(ev.value(node.amount), base)
    args |= {"value": ev.show(node.amount, lambda shown: _side(shown, base) == side), "base": ev.show(node.base)}
    ev.say(DISTANCE if distance else WITHIN, -taken, node.notes, relation=relation, **args)


def lower(node: Deduction, ctx: Lowering) -> ir.Node:
    nothing = ir.Literal(Fraction(0))
    each = ctx.value(node.points)
    if node.step is None:
        taken: ir.Node = ir.Select((ir.Case(ctx.value(node.amount), _lower_cut(node, each, ctx)),), nothing)
    else:
        exact = ir.Arith("÷", _lower_distance(node, ctx), ctx.value(node.step))
        leftover = node.leftover or ctx.leftover() or "whole"
        counted = exact if leftover == "pro-rata" else ir.Ceil(exact) if leftover == "started" else ir.Floor(exact)
        taken = _lower_cut(node, ir.Arith("×", counted, each), ctx)
    if node.exempt is not None:
        return ir.Select((ir.Case(ctx.value(node.exempt), nothing),), taken)
    return taken


def _lower_distance(node: Deduction, ctx: Lowering) -> ir.Node:
    value = ctx.value(node.amount)
    if node.base is None:
        return value
    base = ctx.value(node.base)
    if node.relation == "over":
        return ir.Clamp(ir.Arith("-", value, base), Fraction(0), None)
    if node.relation == "under":
        return ir.Clamp(ir.Arith("-", base, value), Fraction(0), None)
    return ir.Abs(ir.Arith("-", value, base))


def _lower_cut(node: Deduction, taken: ir.Node, ctx: Lowering) -> ir.Node:
    return taken if node.at_most is None else ir.Min((taken, ctx.value(node.at_most)))


def _side(value: Fraction, base: Fraction) -> int:
    return (value > base) - (value < base)


def describe(node: Deduction) -> Words:
    item = node.amount.span.text.strip().strip("「」『』")
    each = node.points.span.text.strip()
    if node.base is not None and node.relation is not None:
        relation, base = _RELATIONS[node.relation], node.base.span.text.strip()
        item_zh, item_en = f"{item}{relation.zh}{base}", f"{item} {relation.en} {base}"
    else:
        item_zh = item_en = item
    if not isinstance(node.amount, n.Name) or node.base is not None:
        item_zh += "的"
    rest_zh = rest_en = ""
    if node.leftover is not None:
        rest_zh, rest_en = _LEFTOVERS[node.leftover].zh, _LEFTOVERS[node.leftover].en
    if node.at_most is not None:
        most = node.at_most.span.text.strip()
        rest_zh, rest_en = f"{rest_zh}，至多扣{most}", f"{rest_en}, at most {most}"
    elif node.step is not None:
        rest_zh, rest_en = f"{rest_zh}，扣完为止", f"{rest_en}, down to 0"
    if node.exempt is not None:
        rest_zh, rest_en = f"{rest_zh}（{node.exempt.text}的不扣）", f"{rest_en} (not if {node.exempt.text})"
    if node.step is None:
        return Words(f"{item_zh}，扣{each}{rest_zh}", f"{item_en}: −{each}{rest_en}")
    step = node.step.span.text.strip()
    return Words(f"{item_zh}，每{step}扣{each}{rest_zh}", f"{item_en}: −{each} per {step}{rest_en}")


_LEFTOVERS = {
    "whole": Words("，零头不计", ", part steps ignored"),
    "started": Words("，零头进位", ", part steps counted whole"),
    "pro-rata": Words("，零头按比例", ", part steps in proportion"),
}


_RELATION_OF = {"MORE_THAN": "over", "UNDER": "under", "OFF": "off"}


def _base(items: list[Any], span: Span) -> tuple[str, n.Expr]:
    return _RELATION_OF[items[0].type], build.expressions(items)[0]


def _build(items: list[Any], span: Span) -> Deduction:
    options: dict[str, Any] = {}
    for item in items:
        if isinstance(item, dict):
            options |= item
        elif isinstance(item, tuple):
            options["relation"], options["base"] = item
    kinds = build.types(items)
    found = build.expressions(items)
    amount, points = found[0], found[-1]
    if "PER" in kinds:
        options["step"] = found[1]
    return Deduction(amount, points, notes=build.notes(items), span=span, **options)


IDIOM = Idiom(
    name="deduction",
    role="deduction",
    node=Deduction,
    title=Words("扣分", "deduction"),
    about=Words(
        "每发生一处、每超过一步、出现某种情况就扣",
        "points taken per occurrence, per step, or for a condition",
    ),
    wordings=(
        "发现1处，扣0.5分，扣完为止",
        "每超1个工作日，扣1分",
        "不足100%的，每低10个百分点扣0.5分",
        "超编1人扣0.5分",
    ),
    build={
        "deduction": _build,
        "deduction_base": _base,
        "at_most": lambda items, span: {"at_most": build.expressions(items)[0]},
        "leftover": lambda items, span: {"leftover": build.leftover(items)},
        "until_gone": lambda items, span: {},
        "exempt": lambda items, span: {
            "exempt": n.Name((str(items[1]),), spot=True, span=build.token_span(span.source, items[1])),
            "exempt_reason": "NEED_REASON" in build.types(items),
        },
    },
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    spots=_spots,
    kinds=(LEFTOVER_NEEDED, STEP_NEEDED, MAY_BE_NEGATIVE, ZERO_STEP),
    reasons=(COUNTED, DISTANCE, NONE_COUNTED, WITHIN, HAPPENED, NOT_SO, EXEMPTED),
)
