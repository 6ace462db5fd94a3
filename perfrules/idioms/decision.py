"""判定 名 按 x: a table whose rows give a value instead of points: a label, a number, an amount, 是 or 否.

It is a named value like a formula, read wherever a formula may be: by 评分, in conditions, in other formulas. Labels
need no declaration: they are those of the rows, in their order. With 选项 甲 ＞ 乙 behind it they are ordered, and the
rows may give no others.

    判定 规模 按 收入
      ≥ 1亿元         ：大型
      [1000万元, 1亿元) ：中型
      ＜ 1000万元      ：小型
"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Kind
from perfrules.idioms import bands
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model import errors
from perfrules.model.protocols import Check, Evaluation, Lowering, ReasonKind, Table
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import Interval
from perfrules.types.types import BROKEN, Broken, Choice, Flag, Quantity, Type
from perfrules.types.types import describe as describe_type

NOT_A_VALUE = Kind(
    "PR442",
    "decision-row-without-value",
    "「判定」的一行写的是一个值，不是{found}",
    "a row of `decide` gives a value, not {found}",
    "写选项的名称、数、金额、是或否",
    "write a label, a number, an amount, yes or no",
    about="`decide` says what something is; points are given by `score by`.",
)
MIXED_VALUES = Kind(
    "PR443",
    "decision-of-two-kinds",
    "「{name}」的这一行是{found}，前面的行是{first}",
    "this row of `{name}` gives {found}, those before give {first}",
    "各行写同一种值；是名称的，看它有没有写错",
    "let all rows give one kind of value; a name may be misspelled",
    about="A named value is of one kind.",
)

DECIDED_BAND = ReasonKind(
    "decided-band",
    "{subject}为{value}，属于「{head}」，{name}{found}",
    "{subject} is {value}, in `{head}`, so {name} {found}",
)
DECIDED_IF = ReasonKind("decided-if", "符合「{head}」，{name}{found}", "`{head}` holds, so {name} {found}")
DECIDED_ELSE = ReasonKind(
    "decided-otherwise", "其余各行都不符合，{name}{found}", "no other row holds, so {name} {found}"
)
DECIDED_MISSING = ReasonKind(
    "decided-missing", "{subject}缺失，{name}{found}", "{subject} is missing, so {name} {found}"
)


def _labels(node: n.Decision, check: Check) -> Choice | None:
    """The labels that the rows give; None where they give something else."""
    if node.labels is not None:
        return Choice(node.labels, ordered=True)
    found: dict[str, None] = {}
    for row in node.rows:
        if isinstance(row, n.Row) and isinstance(row.score, n.ScoreExpr):
            name = row.score.expression
            if isinstance(name, n.Name) and len(name.parts) == 1 and not check.typing.is_known(name, check.leaf):
                found.setdefault(name.parts[0])
    return Choice(tuple(found)) if found else None


def check(node: n.Decision, check: Check) -> Type:
    """The type of the value; what is wrong with the rows is reported."""
    choice = _labels(node, check)
    found: list[Type] = []

    def value(score: n.Node, table: Table, band: Interval | None) -> None:
        found.append(_value(node, score, choice, found, check))

    before = len(check.typing.diagnostics.items)
    bands.check_rows(node, node.subject, check, value)
    if not found or any(isinstance(type_, Broken) for type_ in found):
        return BROKEN
    if len(check.typing.diagnostics.items) > before and check.typing.diagnostics.failed:
        return BROKEN
    first = found[0]
    if isinstance(first, Quantity):
        return evolve(first, whole=all(isinstance(type_, Quantity) and type_.whole for type_ in found))
    return first


def _value(node: n.Decision, score: n.Node, choice: Choice | None, before: list[Type], check: Check) -> Type:
    """The type of what a row gives."""
    if not isinstance(score, n.ScoreExpr) or score.cap or score.floor or score.word:
        shown = f"「{score.span.text.strip()}」", f"`{score.span.text.strip()}`"
        check.report(NOT_A_VALUE, score.span, found=Words(*shown))
        return BROKEN
    expr = score.expression
    if choice is not None and isinstance(expr, n.Name) and len(expr.parts) == 1:
        if check.typing.label(expr, choice) is not None:
            return _same(node, expr, choice, before, check)
        if node.labels is not None and not check.typing.is_known(expr, check.leaf):
            args: dict[str, Any] = {"label": expr.text, "name": node.name, "choices": list(choice.labels)}
            check.report(errors.UNKNOWN_LABEL, expr.span, suggestions=suggest(expr.text, choice.labels), **args)
            return BROKEN
    return _same(node, expr, check.type(expr), before, check)


def _same(node: n.Decision, expr: n.Expr, found: Type, before: list[Type], check: Check) -> Type:
    """The type, if it is that of the rows before."""
    if isinstance(found, Broken):
        return found
    plain = not isinstance(found, (Quantity, Choice, Flag))
    if plain or (isinstance(found, Quantity) and found.is_points):
        check.report(NOT_A_VALUE, expr.span, found=describe_type(found))
        return BROKEN
    first = next((type_ for type_ in before if not isinstance(type_, Broken)), None)
    if first is None:
        return found
    alike = type(found) is type(first)
    if isinstance(found, Quantity) and isinstance(first, Quantity):
        alike = found.dimension == first.dimension
    elif isinstance(found, Choice) and isinstance(first, Choice):
        alike = found.labels == first.labels
    if not alike:
        args: dict[str, Any] = {"name": node.name, "found": describe_type(found), "first": describe_type(first)}
        check.report(MIXED_VALUES, expr.span, **args)
        return BROKEN
    return found


def evaluate(node: n.Decision, ev: Evaluation, table: Table) -> Any:
    """The value of the row that fits."""
    score = bands.chosen(ev, table).score
    assert isinstance(score, n.ScoreExpr)
    type_ = ev.type(score.expression)
    if isinstance(type_, Flag):
        return ev.truth(score.expression)
    return ev.label(score.expression) if isinstance(type_, Choice) else ev.value(score.expression)


def explain(node: n.Decision, ev: Evaluation, table: Table, value: Words) -> None:
    """Say which row it was, and work out what it gives where that is reckoned."""
    row = bands.chosen(ev, table)
    found = Words(f"为{value.zh}", f"is {value.en}")
    given = row.score.expression if isinstance(row.score, n.ScoreExpr) else None
    if isinstance(given, (n.Arithmetic, n.Limited, n.Call)):
        worked = ev.worked(given)
        found = Words(f"＝{worked.zh}＝{value.zh}", f"= {worked.en} = {value.en}")
    args: dict[str, Any] = {"name": node.name, "found": found}
    if table.subject is not None:
        args["subject"] = ev.name(table.subject)
    if isinstance(row.head, n.ElseHead):
        ev.say(DECIDED_ELSE, None, node.notes, **args)
    elif isinstance(row.head, n.MissingHead):
        ev.say(DECIDED_MISSING, None, node.notes, **args)
    elif table.subject is None or hasattr(row.head, "condition"):
        ev.say(DECIDED_IF, None, node.notes, head=ev.head_words(row.head, table), **args)
    else:
        head, interval = ev.head_words(row.head, table), row.head
        band = ev.interval(interval) if isinstance(interval, n.IntervalNode) else None
        shown = ev.show(table.subject, lambda x: band is None or x in band)
        ev.say(DECIDED_BAND, None, node.notes, head=head, value=shown, **args)


def lower(node: n.Decision, ctx: Lowering, table: Table) -> ir.Node:
    return bands.lower(node, ctx, table)


def describe(node: n.Decision) -> Words:
    order = bands.describe_order(node.policy)
    if node.subject is None:
        return Words(f"判定{node.name}{order.zh}", f"{node.name} is decided{order.en}")
    subject = node.subject.span.text.strip()
    return Words(f"按{subject}判定{node.name}{order.zh}", f"{node.name} is decided by {subject}{order.en}")


def write(node: n.Decision, w: Writer) -> str:
    text = f"{w.pick('判定', 'decide')} {'·'.join(w.word(part) for part in node.name.split('·'))}"
    if node.subject is not None:
        text += f" {w.pick('按', 'by')} {w.expr(node.subject, level=5)}"
    if node.policy == "IN_ORDER":
        text += w.pick(" 按序", ", in order")
    elif node.policy and not w.plain:
        text += w.pick(" 唯一", ", exactly one")
    if node.labels is not None:
        text += w.pick(" 选项 ", ", choice ") + f" {w.sign('>')} ".join(map(w.word, node.labels))
    return text


def _build(items: list[Any], span: Span) -> n.Decision:
    name, *subject = build.expressions(items)
    assert isinstance(name, n.Name)
    words = [item for item in items if type(item) is str]
    policy = next((word for word in words if word in ("EXACTLY_ONE", "IN_ORDER")), None)
    labels = tuple(word for word in words if word != policy)
    found = subject[0] if subject else None
    return n.Decision(name.text, found, policy, labels or None, notes=build.notes(items), span=span)


IDIOM = Idiom(
    name="decision",
    role="value",
    node=n.Decision,
    title=Words("判定", "decision"),
    about=Words("按区间、条件或选项定出一个值：类别、系数、金额、是否", "a value by bands, conditions or labels"),
    wordings=("年收入1亿元以上的为大型单位", "规模系数：大型1.2，中型1，小型0.8"),
    build={"decision": _build},
    check=check,
    evaluate=evaluate,
    lower=lower,
    describe=describe,
    write=write,
    explain=explain,
    shapes={
        "DECIDE": Words(
            "判定 名称 按 指标值，下面每行「区间 ：值」",
            "decide name by value; each line below it is `interval: value`",
        ),
    },
    kinds=(NOT_A_VALUE, MIXED_VALUES),
    reasons=(DECIDED_BAND, DECIDED_IF, DECIDED_ELSE, DECIDED_MISSING),
)
