"""目标: full marks where a target is met, and what is said where it is missed.

Met is tested first. 按完成比例 gives the part that was done (x ÷ t for ≥, t ÷ x for ≤, 0 for a missed target of 0),
按偏离 takes the part by which it is off (＝), 按降幅 gives the part of a fall (降至). 超额 takes points where a target
is overshot by so much.

    目标 「参保人数」 ≥ 880000人 未达 按完成比例        # 满分 10分: 836000人 → 95% → 9.5分
    目标 变动率 降至 −20% 未达 按降幅                    # −5% → a quarter of the fall → 2.5分
    目标 产量 ≥ 100吨 未达 不得分 超额 30%及以上 扣2分     # 130吨 → 8分
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from perfrules.diagnostics.diagnostic import Fix, Kind
from perfrules.idioms import overshoot
from perfrules.idioms.declare import Idiom, Spot, Units
from perfrules.idioms.overshoot import BEYOND_SHARE, Beyond
from perfrules.ir import nodes as ir
from perfrules.model.facts import MONEY_GRID, MONEY_LIMIT
from perfrules.model.infer import is_counter
from perfrules.model.model import Fact
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, must_be_quantity
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval
from perfrules.types.show import told
from perfrules.types.types import MONEY, PLAIN, RATIO, Broken, Domain, Quantity


@frozen(eq=False, repr=False)
class Target(n.Node):
    """目标. `sign` is ≥, ≤, = or 降至; `missed` a key of `POLICIES`, None where nothing is said.

    `off` is (x − t) ÷ t where the score needs it, so that its divisor is seen to like any other.
    """

    subject: n.Expr
    sign: str
    target: n.Expr
    missed: str | None
    beyond: Beyond | None = None
    off: n.Expr | None = None
    notes: tuple[n.Note, ...] = ()


POLICIES = {
    "none": (Words("不得分", "none"), "≥≤=降至"),
    "done": (Words("按完成比例", "in proportion to what was done"), "≥≤"),
    "off": (Words("按偏离", "less the part it is off"), "="),
    "dropped": (Words("按降幅", "in proportion to the fall"), "降至"),
}

UNSAID = Kind(
    "PR472",
    "missed-target-unsaid",
    "没有写未达目标怎么得分",
    "what a missed target scores is not said",
    "在目标后面写「未达 不得分」或「未达 {other}」",
    "write `if missed no points` or `if missed {other}` behind the target",
    about="A target that is missed may score nothing or a part; only the document can say which.",
)
WRONG_POLICY = Kind(
    "PR473",
    "target-policy-misfit",
    "「{sign}」的目标不能写「未达 {policy}」",
    "a target with `{sign}` cannot take `if missed {policy}`",
    "≥ 和 ≤ 用「按完成比例」，＝ 用「按偏离」，降至用「按降幅」，都可以用「不得分」",
    "≥ and ≤ take `in proportion to what was done`, = takes `in proportion to how near it came`, "
    "`falls to` takes `in proportion to the fall`, and each takes `no points`",
    about="What part of a target was reached depends on the way it points.",
)
MAY_BE_NEGATIVE = Kind(
    "PR474",
    "target-may-be-negative",
    "「{name}」可能小于 0，算不出完成比例",
    "`{name}` can be below 0, so no part of the target can be worked out",
    "在「数据」里写明「≥0」，或写「未达 不得分」",
    "declare it ≥ 0, or write `if missed no points`",
    about="A part of a target is between 0 and 1 only where both figures are 0 or more.",
)
DROP_NOT_NEGATIVE = Kind(
    "PR475",
    "drop-target-not-negative",
    "「降至 {target}」不是下降：目标要小于 0",
    "`falls to {target}` is no fall: the target is below 0",
    "下降 20% 写「降至 −20%」；降到某个数以下写「≤ {target}」",
    "write `falls to -20%` for a fall of 20%, or ≤ {target} for a figure to come down to",
    about="`falls to` is for rates of change: the target is a negative rate, and a rise scores nothing.",
)
BEYOND_MISFIT = Kind(
    "PR476",
    "overshoot-misfit",
    "「超额」只用在「≥」而且大于 0 的目标上",
    "`if overshot by` is for targets with ≥ that are above 0",
    "删去「超额」一段，或{instead}",
    "take it out, or {instead}",
    about="Overshooting by 30% has a meaning only beyond a positive target.",
)
MET = ReasonKind(
    "target-met", "{name}为{value}，达到目标（{goal}），得{score}", "{name} is {value}, target met ({goal}): {score}"
)
MISSED = ReasonKind(
    "target-missed", "{name}为{value}，未达目标（{goal}），不得分", "{name} is {value}, target missed ({goal}): 0"
)
PART = ReasonKind(
    "target-part",
    "{name}为{value}，未达目标（{goal}），{policy}为{part}，得分＝{part}×{full}＝{score}",
    "{name} is {value}, target missed ({goal}), {policy} {part}: score = {part} × {full} = {score}",
)
OVERSHOT = ReasonKind(
    "target-overshot", "超过目标{share}及以上，扣{taken}", "the target is overshot by {share} or more: −{taken}"
)

_PART_NAMES = {
    "done": Words("完成比例", "part done"),
    "off": Words("扣除偏离后", "less the part off"),
    "dropped": Words("完成降幅", "part of the fall"),
}


def _spots(node: Target, units: Units) -> Iterator[Spot]:
    if not isinstance(node.subject, n.Name) or not node.subject.spot:
        return
    figure = node.target.operand if isinstance(node.target, n.Negative) else node.target
    if not isinstance(figure, n.Number):
        return
    unit = units(figure.unit, figure.span) if figure.unit else None
    signed = node.sign == "降至" or figure is not node.target
    low = None if signed else Fraction(0)
    type_, domain = PLAIN, Domain(Interval(low if node.missed == "done" else None))
    if unit is not None and not unit.dimension:
        type_ = RATIO
    elif unit is not None:
        counter, money = is_counter(unit), unit.dimension == MONEY
        type_ = Quantity(unit.dimension, counter, unit=unit)
        limits = Interval(-MONEY_LIMIT, MONEY_LIMIT, True, True) if money else Interval()
        grid = Fraction(1) if counter else MONEY_GRID if money else None
        domain = Domain(limits.meet(Interval(low)), grid)
    yield node.subject.text, node.subject.span, type_, domain, False


def check(node: Target, check: Check) -> None:
    quantity = must_be_quantity(check, node.subject, check.type(node.subject))
    if quantity is None or isinstance(check.type(node.target, quantity), Broken):
        return
    if node.missed is None:
        _unsaid(node, check)
    elif node.sign not in _signs(node.missed):
        policy = _WRITTEN[node.missed]
        check.report(WRONG_POLICY, node.span, sign=_sign(node), policy=policy)
    elif node.missed == "done":
        for side in (node.subject, node.target):
            low = check.bounds(side).low
            if low is None or low < 0:
                check.report(MAY_BE_NEGATIVE, side.span, name=side.span.text.strip())
    elif node.off is not None:
        check.type(node.off)
    if node.sign == "降至":
        high = check.bounds(node.target)
        if high.high is None or high.high > 0 or Fraction(0) in high:
            check.report(DROP_NOT_NEGATIVE, node.target.span, target=node.target.span.text.strip())
    if node.beyond is not None:
        _check_beyond(node, node.beyond, check)


def _signs(missed: str) -> tuple[str, ...]:
    signs = POLICIES[missed][1]
    return (*signs.removesuffix("降至"), *(["降至"] if signs.endswith("降至") else []))


def _sign(node: Target) -> str:
    return "＝" if node.sign == "=" else node.sign


def _english_sign(node: Target) -> str:
    return "down to" if node.sign == "降至" else node.sign


def _unsaid(node: Target, check: Check) -> None:
    fitting = [_WRITTEN[key] for key in POLICIES if node.sign in _signs(key)]
    written = [Words(f" 未达 {word.zh}", f", if missed {word.en}") for word in fitting]
    fixes = tuple(
        Fix(Words(text.zh.strip(), text.en[2:]), ((node.target.span.tail(), text[check.typing.lang]),))
        for text in written
    )
    check.report(UNSAID, node.span, fixes=fixes, other=fitting[-1])


def _check_beyond(node: Target, beyond: Beyond, check: Check) -> None:
    goal = check.bounds(node.target)
    positive = goal.low is not None and goal.low >= 0 and Fraction(0) not in goal
    if node.sign != "≥" or not positive:
        instead = [] if node.sign == "≥" else [Words("把目标写成「≥」", "write the target with ≥")]
        if not positive and isinstance(check.typing.refs.get(node.target.id), Fact):
            name = node.target.span.text.strip()
            instead.append(Words(f"在「数据」里把「{name}」写成「＞0」", f"declare `{name}` > 0"))
        elif not positive:
            instead.append(Words("写一个大于 0 的目标", "let the target be above 0"))
        both = Words("，".join(word.zh for word in instead), " and ".join(word.en for word in instead))
        check.report(BEYOND_MISFIT, beyond.span, instead=both)
    overshoot.check(beyond, check)


def _meets(sign: str, value: Fraction, goal: Fraction) -> bool:
    if sign == "=":
        return value == goal
    return value >= goal if sign == "≥" else value <= goal


def evaluate(node: Target, ev: Evaluation) -> Fraction:
    value, goal = ev.value(node.subject), ev.value(node.target)
    met = _meets(node.sign, value, goal)
    goal_shown = ev.show(node.target)
    args: dict[str, Any] = {
        "name": ev.name(node.subject),
        "value": ev.show(node.subject, lambda shown: _meets(node.sign, shown, goal) == met),
        "goal": Words(f"{_sign(node)} {goal_shown.zh}", f"{_english_sign(node)} {goal_shown.en}"),
    }
    part = Fraction(1) if met else _part(node, ev, value, goal)
    score = part * ev.full
    if met:
        ev.say(MET, score, node.notes, score=ev.points(score), **args)
    elif node.missed == "none":
        ev.say(MISSED, score, node.notes, **args)
    else:
        shown = told(part, RATIO, None, lambda figure: (figure > 0, figure < 1) == (part > 0, part < 1))
        args |= {"policy": _PART_NAMES[node.missed or ""], "part": shown, "full": ev.points(ev.full)}
        ev.say(PART, score, node.notes, score=ev.points(score), **args)
    if node.beyond is not None and value >= goal * (1 + ev.value(node.beyond.share)):
        taken = min(score, ev.value(node.beyond.points))
        ev.say(OVERSHOT, -taken, (), share=node.beyond.share.span.text.strip(), taken=ev.points(taken))
        score -= taken
    return score


def _part(node: Target, ev: Evaluation, value: Fraction, goal: Fraction) -> Fraction:
    """The part of the full marks that a missed target gets."""
    nothing = Fraction(0)
    match node.missed:
        case "done":
            # A missed value is above 0 where the target is a most, and a missed target is above 0 where it is a least.
            return value / goal if node.sign == "≥" else goal / value
        case "off":
            assert node.off is not None
            return max(nothing, 1 - abs(ev.value(node.off)))
        case "dropped":
            return nothing if value >= 0 else value / goal
    return nothing


def lower(node: Target, ctx: Lowering) -> ir.Node:
    value, goal = ctx.value(node.subject), ctx.value(node.target)
    full = ir.Literal(ctx.full)
    met = ir.Compare("≤" if node.sign == "降至" else node.sign, value, goal)
    score: ir.Node = ir.Select((ir.Case(met, full),), ir.Arith("×", _lower_part(node, value, goal, ctx), full))
    if node.beyond is None:
        return score
    overshot = ir.Compare("≥", value, overshoot.least(goal, ctx.value(node.beyond.share)))
    return ir.Select((ir.Case(overshot, overshoot.less(score, ctx.value(node.beyond.points))),), score)


def _lower_part(node: Target, value: ir.Node, goal: ir.Node, ctx: Lowering) -> ir.Node:
    nothing = ir.Literal(Fraction(0))
    match node.missed:
        case "done":
            if node.sign == "≥" and isinstance(goal, ir.Literal) and goal.value == 0:
                return nothing  # what is never below 0 always meets it
            return ir.Arith("÷", value, goal) if node.sign == "≥" else ir.Arith("÷", goal, value)
        case "off":
            assert node.off is not None
            away = ir.Abs(ctx.value(node.off))
            return ir.Clamp(ir.Arith("-", ir.Literal(Fraction(1)), away), Fraction(0), None)
        case "dropped":
            return ir.Select((ir.Case(ir.Compare("≥", value, nothing), nothing),), ir.Arith("÷", value, goal))
    return nothing


_MISSED = {
    "none": Words("未达不得分", "nothing where it is missed"),
    "done": Words("未达按完成比例得分", "where it is missed, in proportion to what was done"),
    "off": Words("未达按偏离程度扣减", "where it is missed, less the part it is off"),
    "dropped": Words("未达按降幅的比例得分", "where it is missed, in proportion to the fall"),
}


def describe(node: Target) -> Words:
    subject = node.subject.span.text.strip().strip("「」『』")
    target = node.target.span.text.strip()
    missed = _MISSED[node.missed or "none"]
    en_sign = _english_sign(node)
    zh = f"{subject}{_sign(node)}{target}，得满分；{missed.zh}"
    en = f"{subject} {en_sign} {target}: full marks; {missed.en}"
    if node.beyond is not None:
        more = overshoot.describe(node.beyond)
        zh, en = f"{zh}；{more.zh}", f"{en}; {more.en}"
    return Words(zh, en)


_POLICY_OF = {"ZERO_SCORE": "none", "AS_DONE": "done", "AS_OFF": "off", "AS_DROPPED": "dropped"}
_SIGN_OF = {"GE": "≥", "LE": "≤", "EQ": "=", "DROP_TO": "降至"}


_WRITTEN = {
    "none": Words("不得分", "no points"),
    "done": Words("按完成比例", "in proportion to what was done"),
    "off": Words("按偏离", "in proportion to how near it came"),
    "dropped": Words("按降幅", "in proportion to the fall"),
}


def write(node: Target, w: Writer) -> str:
    sign = w.pick("降至", "falls to") if node.sign == "降至" else w.sign(node.sign)
    subject, target = w.expr(node.subject, level=5), w.expr(node.target, level=5)
    text = f"{w.pick('目标', 'target')} {subject} {sign} {target}"
    if node.missed is not None:
        text += w.pick(" 未达 ", ", if missed ") + _WRITTEN[node.missed][w.lang]
    return text + overshoot.write(node.beyond, w)


def _build(items: list[Any], span: Span) -> Target:
    subject, target = build.expressions(items)
    words = [item for item in items if isinstance(item, str)]
    sign = next(word for word in words if word in _SIGN_OF.values())
    missed = next((word for word in words if word in POLICIES), None)
    node = Target(
        subject, sign, target, missed, next(iter(build.only(items, Beyond)), None), notes=build.notes(items), span=span
    )
    if missed != "off":
        return node
    place = subject.span.to(target.span)
    return evolve(node, off=n.Arithmetic("÷", n.Arithmetic("-", subject, target, span=place), target, span=place))


IDIOM = Idiom(
    name="target",
    role="base",
    node=Target,
    title=Words("目标", "target"),
    about=Words("达到目标得满分，未达按所写的办法", "full marks for a target met, else as it says"),
    wordings=("≥880000人", "完成目标得满分，未完成按完成比例得分", "较上年下降20%", "超额完成30%及以上扣2分"),
    build={
        "target": _build,
        "target_words": lambda items, span: n.Note("target", str(items[1]), span=span),
        "target_sign": lambda items, span: _SIGN_OF[items[0].type],
        "missed": lambda items, span: _POLICY_OF[items[1].type],
        **overshoot.BUILDERS,
    },
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    spots=_spots,
    shapes={
        "TARGET": Words(
            "目标 甲 ≥ 100人 未达 不得分｜按完成比例 [超额 30%及以上 扣2分]｜目标 甲 降至 −20% 未达 按降幅",
            "target a ≥ 100 persons, if missed no points｜in proportion to what was done "
            "[, deduct 2 points if overshot by 30% or above]｜"
            "target a falls to -20%, if missed in proportion to the fall",
        ),
    },
    kinds=(UNSAID, WRONG_POLICY, MAY_BE_NEGATIVE, DROP_NOT_NEGATIVE, BEYOND_MISFIT, BEYOND_SHARE),
    reasons=(MET, MISSED, PART, OVERSHOT),
)
