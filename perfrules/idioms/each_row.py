"""每行: how each of the rows is scored, out of its own points.

目标 … 对 … sets what was achieved against the target of the row, which brings its own sign and unit: met is full marks,
and what a missed one scores is said for each kind of sign. 评分 scores a measure made of the cells of the row. 按 takes
the points that a person gave the row. 文字目标 speaks of the rows whose target is words.

    每行 目标 完成值 对 要求 未达 按完成比例、不得分     # ≥880000人, 836000人, 8分 → 7.6分
    每行 文字目标 按 评定
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms import bands, overshoot
from perfrules.idioms.declare import Idiom
from perfrules.idioms.overshoot import Beyond
from perfrules.ir import nodes as ir
from perfrules.model.model import Detail
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.syntax.writer import Writer
from perfrules.types.show import show, told
from perfrules.types.types import RATIO, TARGET_SIGNS, Choice


@frozen(eq=False, repr=False)
class EachRow(n.Node):
    """每行. `how` is target, by or table; `words` where it speaks of targets in words only.

    `missed` are policies in the order written, each for the signs that it fits; `beyond` is of targets with ≥ that are
    above 0; `rows` are those of a table.
    """

    how: str
    words: bool = False
    achieved: n.Name | None = None
    target: n.Name | None = None
    missed: tuple[str, ...] = ()
    column: n.Name | None = None
    subject: n.Expr | None = None
    policy: str | None = None
    beyond: Beyond | None = None
    rows: tuple[n.Node, ...] = ()
    notes: tuple[n.Note, ...] = ()

    of_rows = True


POLICIES = {
    "none": (Words("不得分", "no points"), ("≥", "≤", "=", "降至")),
    "done": (Words("按完成比例", "in proportion to what was done"), ("≥", "≤")),
    "off": (Words("按偏离", "in proportion to how near it came"), ("=",)),
    "dropped": (Words("按降幅", "in proportion to the fall"), ("降至",)),
}
"""What a missed target of a row scores, and the signs that it fits."""

ALONE = Kind(
    "PR451",
    "row-rule-without-rows",
    "「每行」要写在「明细」下面",
    "`each row` stands under `rows`",
    "移到「明细 名称 …」和它的各列下面",
    "move it below a line `rows name …` and its columns",
    about="`each row` says how each of the `rows` above it, under the same heading, is scored.",
)
FIXED_POINTS = Kind(
    "PR452",
    "fixed-points-in-row",
    "每行的分值不一样，这里不能写「{points}」",
    "rows have different points, so `{points}` cannot stand here",
    "写成满分的一部分，如「满分 × 50%」；这里的满分就是这一行的分值",
    "write a part of the full marks, such as full marks × 50%; full marks means the points of the row here",
    about="A rule for each row gives parts of the row's own points.",
)
NO_POLICY = Kind(
    "PR453",
    "row-target-unsaid",
    "没有写未达目标怎么得分",
    "what a missed target scores is not said",
    "写「未达 按完成比例」或「未达 不得分」；＝ 的用「按偏离」，降至的用「按降幅」，几种之间用「、」",
    "write `if missed in proportion to what was done` or `if missed no points`; `in proportion to "
    "how near it came` fits =, `in proportion to the fall` fits `falls to`, and several are parted "
    "by `or`",
    about="A target that is missed may score nothing or a part; only the document can say which.",
)
ROWS_UNUSED = Kind(
    "PR454",
    "lines-under-row-rule",
    "「每行」这样写时下面没有别的行",
    "no lines belong under this `each row`",
    "列写在「每行」的前面；要分档写「每行 评分 …」",
    "columns stand above `each row`; bands are written under `each row score by …`",
    about="Only `each row score by` has rows of its own; the columns come before it.",
)
NOT_FOR_ROWS = Kind(
    "PR455",
    "row-column-misfit",
    "「{name}」不是{expected}的列",
    "`{name}` is no column of {expected}",
    "在「明细」下面写一列：{shape}",
    "declare it under `rows`: {shape}",
    about="A rule for each row names the columns that it needs, each of the right kind.",
)

MET = ReasonKind(
    "row-target-met",
    "{row}：完成{value}，达到目标（{goal}），得{score}",
    "{row}: {value} achieved, target met ({goal}): {score}",
)
MISSED = ReasonKind(
    "row-target-missed",
    "{row}：完成{value}，未达目标（{goal}），不得分",
    "{row}: {value} achieved, target missed ({goal}): 0",
)
PART = ReasonKind(
    "row-target-part",
    "{row}：完成{value}，未达目标（{goal}），{policy}{part}，得分＝{part}×{full}＝{score}",
    "{row}: {value} achieved, target missed ({goal}), {policy} {part}: score = {part} × {full} = {score}",
)
OVERSHOT = ReasonKind(
    "row-target-overshot",
    "{row}：完成{value}，超过目标（{goal}）{share}及以上，扣{taken}，得{score}",
    "{row}: {value} achieved, target ({goal}) overshot by {share} or more: −{taken}: {score}",
)
GIVEN = ReasonKind("row-judged", "{row}：评定得{score}（{full}）", "{row}: judged {score} of {full}")
GIVEN_WHY = ReasonKind(
    "row-judged-with-reason",
    "{row}：评定得{score}（{full}），{reason}",
    "{row}: judged {score} of {full}, {reason}",
)
GRADED = ReasonKind(
    "row-graded",
    "{row}：评定为{grade}，得{score}（{full}）{reason}",
    "{row}: judged {grade}, {score} of {full}{reason}",
)
BY_RULE = ReasonKind("row-by-rule", "{row}（{full}）：{said}", "{row} ({full}): {said}")

_PARTS = {
    "done": Words("完成比例", "part done"),
    "off": Words("扣除偏离后", "less the part off"),
    "dropped": Words("完成降幅", "part of the fall"),
}


def policy_for(sign: str, policies: tuple[str, ...]) -> str | None:
    """The policy for missed targets of a sign: the first that fits it."""
    return next((policy for policy in policies if sign in POLICIES[policy][1]), None)


def check_alone(node: EachRow, check: Check) -> None:
    check.report(ALONE, node.span)


def check(node: EachRow, detail: Detail, check: Check) -> None:
    """The rule of a 明细; `check` is that of a row, whose names are the columns."""
    if node.how != "table" and node.rows:
        check.report(ROWS_UNUSED, node.rows[0].span)
    if node.how == "target":
        pairs = (
            (
                *(node.target, detail.target, Words("目标", "targets")),
                Words("要求 ：目标 默认 ≥", "`required: target, ≥ by default`"),
            ),
            (
                *(node.achieved, detail.achieved, Words("完成值", "what was achieved")),
                Words("完成值 ：同 要求", "`achieved: same as required`"),
            ),
        )
        for name, known, expected, shape in pairs:
            assert name is not None
            if known is None or name_key(known.name) != name_key(name.text):
                check.report(NOT_FOR_ROWS, name.span, name=name.text, expected=expected, shape=shape)
        if not node.missed:
            check.report(NO_POLICY, node.span)
    elif node.how == "by":
        assert node.column is not None
        if not any(name_key(name) == name_key(node.column.text) for name in detail.judged):
            expected = Words("评议", "judged points")
            shape = Words("评定 ：评议 须说明", "`judged: judged, reason required`")
            check.report(NOT_FOR_ROWS, node.column.span, name=node.column.text, expected=expected, shape=shape)
    else:
        for inner in n.walk(node):
            if isinstance(inner, n.Number) and inner.unit == "分" and inner.value:
                check.report(FIXED_POINTS, inner.span, points=inner.span.text.strip())
                return
        bands.check_rows(node, node.subject, check)


def evaluate(node: EachRow, ev: Evaluation, detail: Detail) -> Fraction:
    """The part of its points that the row at hand gets; `ev` speaks of that row."""
    if node.how == "target":
        return _evaluate_target(node, ev, detail)
    if node.how == "by":
        return _evaluate_judged(node, ev, detail)
    part = bands.evaluate(node, ev, ev.table(node))
    part = min(max(part, Fraction(0)), Fraction(1))
    said = ev.said()
    ev.say(BY_RULE, part, node.notes, said=said, full=ev.points(Fraction(1)), row=ev.row_name())
    return part


def _evaluate_target(node: EachRow, ev: Evaluation, detail: Detail) -> Fraction:
    assert detail.target is not None and detail.achieved is not None
    sign, goal = ev.cell(f"{detail.target.name}·比较"), ev.cell(detail.target.name)
    value = ev.cell(detail.achieved.name)
    met = value == goal if sign == "=" else value >= goal if sign == "≥" else value <= goal
    args: dict[str, Any] = {
        "row": ev.row_name(),
        "value": ev.cell(f"{detail.achieved.name}·原文"),
        "goal": ev.cell(f"{detail.target.name}·原文"),
    }
    if met and node.beyond is not None and _overshoots(node.beyond, sign, value, goal, ev):
        points = ev.row_points()
        taken = min(ev.value(node.beyond.points), points)
        part = (points - taken) / points if points else Fraction(1)
        args |= {"share": node.beyond.share.span.text.strip(), "taken": ev.points(1 - part), "score": ev.points(part)}
        ev.say(OVERSHOT, part, node.notes, **args)
        return part
    if met:
        ev.say(MET, Fraction(1), node.notes, score=ev.points(Fraction(1)), **args)
        return Fraction(1)
    policy = policy_for(sign, node.missed)
    part = Fraction(0)
    if policy == "done":
        # A missed ≥ leaves x below a goal above 0, a missed ≤ leaves it above a goal of 0 or more.
        part = value / goal if sign == "≥" else goal / value
    elif policy == "off":
        part = max(part, 1 - abs(value - goal) / abs(goal))
    elif policy == "dropped":
        part = part if value >= 0 else value / goal
    if policy == "none":
        ev.say(MISSED, part, node.notes, **args)
        return part
    shown = told(part, RATIO, None, lambda figure: (figure > 0, figure < 1) == (part > 0, part < 1))
    args |= {"policy": _PARTS[policy or "done"], "part": shown, "full": ev.points(Fraction(1))}
    ev.say(PART, part, node.notes, score=ev.points(part), **args)
    return part


def _overshoots(beyond: Beyond, sign: str, value: Fraction, goal: Fraction, ev: Evaluation) -> bool:
    return sign == "≥" and goal > 0 and value >= goal * (1 + ev.value(beyond.share))


def _evaluate_judged(node: EachRow, ev: Evaluation, detail: Detail) -> Fraction:
    assert node.column is not None
    column = ev.column(node.column.text)
    # A row that weighs nothing has no points to be judged out of.
    part: Fraction = ev.cell(column) / ev.row_points() if ev.row_points() else Fraction(0)
    args: dict[str, Any] = {"row": ev.row_name(), "score": ev.points(part), "full": ev.points(Fraction(1))}
    reason, scale = ev.cell(f"{column}·理由", ""), detail.judged[column].scale
    if scale is not None:
        grade = f"{scale.grade_of(part)} {show(part, RATIO)}"
        why = Words(f"：{reason}", f": {reason}") if reason else ""
        ev.say(GRADED, part, node.notes, grade=grade, reason=why, **args)
    elif reason:
        ev.say(GIVEN_WHY, part, node.notes, reason=reason, **args)
    else:
        ev.say(GIVEN, part, node.notes, **args)
    return part


def lower(node: EachRow, ctx: Lowering, detail: Detail, points: ir.Node) -> ir.Node:
    """The points of the row at hand, which has `points` in all."""
    if node.how == "by":
        assert node.column is not None
        name = next(name for name in detail.judged if name_key(name) == name_key(node.column.text))
        return ir.Min((ir.Cell(name), points))
    if node.how == "table":
        part: ir.Node = bands.lower(node, ctx, ctx.table(node))
    else:
        part = _lower_target(node, detail)
    score = ir.Arith("×", ir.Clamp(part, Fraction(0), Fraction(1)), points)
    return score if node.beyond is None else _lower_beyond(node.beyond, ctx, detail, score)


def _lower_beyond(beyond: Beyond, ctx: Lowering, detail: Detail, score: ir.Node) -> ir.Node:
    assert detail.target is not None and detail.achieved is not None
    goal, value = ir.Cell(detail.target.name), ir.Cell(detail.achieved.name)
    above = ir.Compare(">", goal, ir.Literal(Fraction(0)))
    much = ir.Compare("≥", value, overshoot.least(goal, ctx.value(beyond.share)))
    overshot = ir.Logic("and", (is_sign(detail, "≥"), above, much))
    return ir.Select((ir.Case(overshot, overshoot.less(score, ctx.value(beyond.points))),), score)


_SIGN_CHOICE = Choice(TARGET_SIGNS)


def _lower_target(node: EachRow, detail: Detail) -> ir.Node:
    assert detail.target is not None and detail.achieved is not None
    goal, value = ir.Cell(detail.target.name), ir.Cell(detail.achieved.name)
    one, nothing = ir.Literal(Fraction(1)), ir.Literal(Fraction(0))
    cases = []
    for sign in ("≥", "≤", "=", "降至"):
        policy = policy_for(sign, node.missed)
        if policy is None:
            continue  # such a target is a data error
        met = ir.Compare("≤" if sign == "降至" else sign, value, goal)
        missed: ir.Node = nothing
        if policy == "done":
            missed = ir.Arith("÷", value, goal) if sign == "≥" else ir.Arith("÷", goal, value)
        elif policy == "off":
            away = ir.Arith("÷", ir.Abs(ir.Arith("-", value, goal)), ir.Abs(goal))
            missed = ir.Clamp(ir.Arith("-", one, away), Fraction(0), None)
        elif policy == "dropped":
            missed = ir.Select((ir.Case(ir.Compare("≥", value, nothing), nothing),), ir.Arith("÷", value, goal))
        cases.append(ir.Case(is_sign(detail, sign), ir.Select((ir.Case(met, one),), missed)))
    return ir.Select(tuple(cases), nothing)


def is_sign(detail: Detail, sign: str) -> ir.Node:
    """Whether the target of the row at hand has a sign; WORDS_SIGN is that of words."""
    assert detail.target is not None
    code = TARGET_SIGNS[::-1].index(sign)
    return ir.Compare("=", ir.Cell(f"{detail.target.name}·比较"), ir.Label(code, sign))


def describe(node: EachRow) -> Words:
    zh, en = ("目标是文字的，", "a target in words: ") if node.words else ("", "")
    if node.how == "by":
        assert node.column is not None
        return Words(f"{zh}按「{node.column.text}」评定", f"{en}judged by `{node.column.text}`")
    if node.how == "table":
        subject = node.subject.span.text.strip() if node.subject is not None else ""
        order = bands.describe_order(node.policy)
        return Words(f"{zh}每行按{subject}评分{order.zh}", f"{en}each row scored by {subject}{order.en}")
    assert node.achieved is not None and node.target is not None
    policies = [POLICIES[policy][0] for policy in node.missed]
    missed_zh, missed_en = "、".join(p.zh for p in policies), " or ".join(p.en for p in policies)
    zh += f"每行{node.achieved.text}达到{node.target.text}的得满分，未达的{missed_zh}"
    en += f"each row: {node.achieved.text} meeting {node.target.text}: full marks, missed: {missed_en}"
    if node.beyond is not None:
        more = overshoot.describe(node.beyond)
        zh, en = f"{zh}，{more.zh}", f"{en}, {more.en}"
    return Words(zh, en)


def write(node: EachRow, w: Writer) -> str:
    text = w.pick("每行 ", "each row ") + (w.pick("文字目标 ", "with a target in words, ") if node.words else "")
    if node.how == "by":
        assert node.column is not None
        return text + w.pick("按 ", "by ") + _word(node.column, w)
    if node.how == "table":
        text += w.pick("评分 ", "score by ") + w.expr(node.subject, level=5)
        if node.policy == "IN_ORDER":
            return text + w.pick(" 按序", ", in order")
        return text + w.pick(" 唯一", ", exactly one") if node.policy and not w.plain else text
    assert node.achieved is not None and node.target is not None
    text += w.pick("目标 ", "target ") + _word(node.achieved, w) + w.pick(" 对 ", " against ") + _word(node.target, w)
    if node.missed:
        policies = w.pick("、", " or ").join(POLICIES[policy][0][w.lang] for policy in node.missed)
        text += w.pick(" 未达 ", ", if missed ") + policies
    return text + overshoot.write(node.beyond, w)


def _word(name: n.Name, w: Writer) -> str:
    return w.name(name) if name.spot else w.word(name.text)


_POLICY_OF = {"ZERO_SCORE": "none", "AS_DONE": "done", "AS_OFF": "off", "AS_DROPPED": "dropped"}


def words_of(items: list[Any], span: Span) -> list[n.Name]:
    """The names among a rule's words."""
    return [
        n.Name((str(i),), spot=i.type == "QUOTED", span=build.token_span(span.source, i))
        for i in items
        if getattr(i, "type", "") in ("NAME", "QUOTED")
    ]


def _build_target(items: list[Any], span: Span) -> EachRow:
    achieved, target = words_of(items, span)
    missed = next((item for item in items if isinstance(item, tuple)), ())
    beyond = next(iter(build.only(items, Beyond)), None)
    words = "words" in items
    return EachRow("target", words, achieved, target, missed, beyond=beyond, notes=build.notes(items), span=span)


def _build_by(items: list[Any], span: Span) -> EachRow:
    return EachRow("by", "words" in items, column=words_of(items, span)[0], notes=build.notes(items), span=span)


def _build_table(items: list[Any], span: Span) -> EachRow:
    policy = next((item for item in items if isinstance(item, str) and item in ("EXACTLY_ONE", "IN_ORDER")), None)
    subject = build.expressions(items)[0]
    words = "words" in items
    return EachRow("table", words, subject=subject, policy=policy, notes=build.notes(items), span=span)


def _never(node: EachRow, *_: Any) -> Any:
    raise AssertionError("每行 stands under 明细 in a rubric that checks clean")


IDIOM = Idiom(
    name="each_row",
    role="base",
    node=EachRow,
    title=Words("每行", "each row"),
    about=Words("明细的每一行怎么评分", "how each of the rows is scored"),
    wordings=("定量指标按完成比例得分，定性指标分三档评定",),
    build={
        "row_target": _build_target,
        "row_by": _build_by,
        "row_table": _build_table,
        "in_words": lambda items, span: "words",
        "row_missed": lambda items, span: tuple(_POLICY_OF[t] for t in build.types(items) if t in _POLICY_OF),
    },
    check=check_alone,
    evaluate=_never,
    lower=_never,
    describe=describe,
    write=write,
    shapes={
        "EACH_ROW": Words(
            "每行 目标 完成值 对 要求 未达 按完成比例 [超额 30%及以上 扣2分]｜每行 按 评定｜每行 评分 指标值"
            "｜每行 文字目标 按 评定",
            "each row target achieved against required, if missed in proportion to what was done "
            "[, deduct 2 points if overshot by 30% or above]｜each row by judged"
            "｜each row score by value｜each row with a target in words, by judged",
        ),
    },
    kinds=(ALONE, FIXED_POINTS, NO_POLICY, ROWS_UNUSED, NOT_FOR_ROWS),
    reasons=(MET, MISSED, PART, OVERSHOT, GIVEN, GIVEN_WHY, GRADED, BY_RULE),
)
