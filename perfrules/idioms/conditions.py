"""当 条件 ：score: rows whose heads are conditions.

Under 唯一 the conditions are disjoint and leave nothing out; where that cannot be seen (several measures meet in
them), they are taken in order with a last 否则.

    评分 按序
      当 年末债务余额 ＝ 0 ：满分
      当 年末债务余额 ＝ 年初债务余额 ：1分
      否则 ：0分
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from perfrules.diagnostics.diagnostic import Doubt, Fix
from perfrules.idioms.bands import UNDECIDED, grid_of, labels_of, report_cells, rest_fixes
from perfrules.idioms.declare import Idiom, Spot, Units, flag_spots
from perfrules.ir import nodes as ir
from perfrules.model.model import Fact, Formula, Indicator
from perfrules.model.names import shown_path
from perfrules.model.protocols import Check, Evaluation, Lowering, Table
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import ANY, EMPTY, Interval, at_least, at_most, exactly
from perfrules.types.types import FLAG, Flag


@frozen(eq=False, repr=False)
class When(n.Node):
    """当 condition, the head of a row."""

    condition: n.Expr


def check_head(head: When, check: Check, table: Table) -> When:
    check.type(head.condition, FLAG)
    return head


def _coverage(heads: Sequence[n.Row], intervals: dict[int, Any], check: Check, table: Table) -> None:
    has_else = any(isinstance(row.head, n.ElseHead) for row in table.rows)
    if has_else and (table.in_order or len(heads) == 1):
        return
    axes = [_on_axis(row.head.condition, check) for row in heads if isinstance(row.head, When)]
    first = axes[0]
    if first is None or any(axis is None or axis.form != first.form for axis in axes):
        _undecided(table, check)
        return
    sets = [axis.sets for axis in axes if axis is not None]
    report_cells(heads, sets, first.domain(check), first.grid(check), check, table, first.subject)


def _narrows(head: When, check: Check, holds: bool) -> list[tuple[Any, Interval]]:
    """What is known of quantities where a condition holds, or does not."""
    condition = head.condition
    parts = condition.items if holds and isinstance(condition, n.Logic) and condition.op == "且" else (condition,)
    found = []
    for part in parts:
        axis = _on_axis(part, check)
        if axis is None or axis.labels:
            continue
        sets = axis.sets if holds else complement(axis.sets)
        hull = sets[0] if sets else EMPTY
        for one in sets[1:]:
            hull = hull.hull(one)
        found.append((axis.form, hull))
    return found


def _grid(expr: n.Expr, check: Check) -> Fraction | None:
    """The grid that a quantity lies on; that of a difference is the one its two sides share."""
    if isinstance(expr, n.Arithmetic) and expr.id not in check.typing.types:
        left, right = _grid(expr.left, check), _grid(expr.right, check)
        return left if left == right else None
    return grid_of(check, expr, check.typing.types.get(expr.id))


def _undecided(table: Table, check: Check) -> None:
    chinese = table.span.text.startswith("评分")
    start = table.span.start + len("评分" if chinese else "score as follows")
    edits = [] if table.in_order else [(Span(table.span.source, start, start), " 按序" if chinese else ", in order")]
    inside = getattr(table.rows[-1].score, "rows", ())
    meant = rest_fixes(table)
    if meant:
        edits += meant[0].edits
    elif not any(isinstance(row.head, n.ElseHead) for row in table.rows):
        tail = (inside or table.rows)[-1].span.tail()
        rest = Words("都不符合", "if none of these holds") if inside else Words("否则", "otherwise")
        edits.append((tail, f"\n        {rest.zh} ：0分" if chinese else f"\n        {rest.en}: 0 points"))
    fix = Fix(Words("按序，其余不得分", "in order, nothing for the rest"), tuple(edits))
    check.report(UNDECIDED, table.span, fixes=(fix,), doubt=None if table.in_order else Doubt("rows", table.span))


@frozen
class _Axis:
    """A condition as the values of one quantity, choice or flag: what it is, by its form, and the values."""

    form: Any
    subject: n.Expr
    sets: list[Interval]
    labels: int = 0
    """How many labels the choice has, each a whole number from −(labels − 1) for the last to 0 for the first."""

    def domain(self, check: Check) -> Interval:
        return Interval(Fraction(1 - self.labels), Fraction(0)) if self.labels else check.bounds(self.subject)

    def grid(self, check: Check) -> Fraction | None:
        return Fraction(1) if self.labels else _grid(self.subject, check)


def _on_axis(condition: n.Expr, check: Check) -> _Axis | None:
    """A condition as a set of values of one thing; None where it speaks of several.

    Two measures compared with each other are the quantity of their difference.
    """
    match condition:
        case n.Compare():
            return _label_axis(condition, check) or _quantity_axis(condition, check)
        case n.Name() | n.Yes() if isinstance(check.typing.types.get(condition.id), Flag):
            return _Axis(check.typing.form(condition), condition, [exactly(Fraction(0))], 2)
        case n.Not(operand=operand):
            inner = _on_axis(operand, check)
            return None if inner is None else evolve(inner, sets=complement(inner.sets))
        case n.Logic(op="且", items=items):
            parts = _parts(items, check)
            if not parts:
                return None
            found = parts[0].sets
            for part in parts[1:]:
                found = [m for a in found for b in part.sets if not (m := a.meet(b)).empty]
            return evolve(parts[0], sets=found)
        case n.Logic(op="或", items=items) | n.AtLeast(least=n.Number(value=Fraction(numerator=1)), items=items):
            parts = _parts(items, check)
            # Twice the complement parts what overlaps: a product of unions then has no more parts than they have ends.
            apart = complement(complement([i for part in parts for i in part.sets]))
            return evolve(parts[0], sets=apart) if parts else None
    return None


def _parts(items: Sequence[n.Expr], check: Check) -> list[_Axis]:
    """Conditions on one axis; none where they speak of several things."""
    found = [axis for item in items if (axis := _on_axis(item, check)) is not None]
    one = len(found) == len(items) and all(axis.form == found[0].form for axis in found)
    return found if one else []


def _quantity_axis(condition: n.Compare, check: Check) -> _Axis:
    op, left, right = condition.op, condition.left, condition.right
    typing = check.typing
    value = check.constant(right)
    if value is not None:
        return _Axis(typing.form(left), left, _values(op, value))
    value = check.constant(left)
    if value is not None:
        return _Axis(typing.form(right), right, _values(_FLIP[op], value))
    if _rank(right, check) < _rank(left, check):
        left, right, op = right, left, _FLIP[op]
    difference = n.Arithmetic("-", left, right, span=condition.span)
    return _Axis(("-", typing.form(left), typing.form(right)), difference, _values(op, Fraction(0)))


def _label_axis(condition: n.Compare, check: Check) -> _Axis | None:
    """类型 ＝ 甲, 公开 ＝ 是: the labels as whole numbers, the first the greatest, as ordered labels compare."""
    typing = check.typing
    sides = ((condition.left, condition.right, condition.op), (condition.right, condition.left, _FLIP[condition.op]))
    for subject, other, op in sides:
        type_, value = typing.types.get(subject.id), typing.constants.get(other.id)
        labels = labels_of(type_)
        if labels and isinstance(value, (str, bool)) and subject.id not in typing.constants:
            text = value if isinstance(value, str) else "是" if value else "否"
            if text in labels:
                sets = _values(op, Fraction(-labels.index(text)))
                return _Axis(typing.form(subject), subject, sets, len(labels))
    return None


def complement(sets: Sequence[Interval]) -> list[Interval]:
    """What none of the intervals holds."""
    rest = [ANY]
    for one in sets:
        rest = [part for whole in rest for part in whole.minus(one)]
    return rest


def _rank(expr: n.Expr, check: Check) -> str:
    """What decides which of two measures is taken from the other: the same whichever way a condition is written."""
    target = check.typing.refs.get(expr.id)
    if isinstance(target, (Fact, Formula, Indicator)):
        return shown_path(target)
    return "".join(expr.span.text.split())


_FLIP = {"=": "=", "≠": "≠", "≥": "≤", "≤": "≥", ">": "<", "<": ">"}


def _values(op: str, value: Fraction) -> list[Interval]:
    match op:
        case "=":
            return [exactly(value)]
        case "≥" | ">":
            return [at_least(value, strict=op == ">")]
        case "≤" | "<":
            return [at_most(value, strict=op == "<")]
        case "≠":
            return [at_most(value, strict=True), at_least(value, strict=True)]
    return [ANY]


def _holds(head: When, ev: Evaluation, table: Table) -> bool:
    return ev.truth(head.condition)


def _lower(head: When, ctx: Lowering, table: Table) -> ir.Node:
    return ctx.value(head.condition)


def _describe(head: When) -> Words:
    text = " ".join(head.condition.span.text.translate(_QUOTES).split())
    return Words(text, text)


_QUOTES = str.maketrans("", "", "「」『』")


def _spots(head: When, units: Units) -> Any:
    found: list[Spot] = list(flag_spots(head.condition))
    return iter(found)


def _write(head: When, w: Writer) -> str:
    return f"{w.pick('当', 'when')} {w.expr(head.condition)}"


IDIOM = Idiom(
    name="conditions",
    role="head",
    node=When,
    title=Words("条件行", "condition rows"),
    about=Words("行首是条件", "the head of a row is a condition"),
    wordings=("无债务余额得满分，年初与年末债务余额未变动得1分",),
    build={"when": lambda items, span: When(build.expressions(items)[0], span=span)},
    check=check_head,
    evaluate=_holds,
    lower=_lower,
    describe=_describe,
    write=_write,
    spots=_spots,
    coverage=_coverage,
    narrows=_narrows,
)
