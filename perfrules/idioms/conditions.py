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

from attrs import frozen

from perfrules.diagnostics.diagnostic import Fix
from perfrules.idioms.bands import UNDECIDED, grid_of, report_cells
from perfrules.idioms.declare import Idiom, Spot, Units, flag_spots
from perfrules.ir import nodes as ir
from perfrules.model.model import Fact, Formula, Indicator
from perfrules.model.names import shown_path
from perfrules.model.protocols import Check, Evaluation, Lowering, Table
from perfrules.source import Span, Words
from perfrules.syntax import build
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.interval import ANY, Interval, at_least, at_most, exactly
from perfrules.types.types import FLAG


@frozen(eq=False, repr=False)
class When(n.Node):
    """当 condition, the head of a row."""

    condition: n.Expr


def check_head(head: When, check: Check, table: Table) -> When:
    check.type(head.condition, FLAG)
    return head


def _coverage(heads: Sequence[n.Row], intervals: dict[int, Any], check: Check, table: Table) -> None:
    has_else = any(isinstance(row.head, n.ElseHead) for row in table.rows)
    if table.in_order and has_else:
        return
    axes = [_on_axis(row.head.condition, check) for row in heads if isinstance(row.head, When)]
    first = axes[0]
    if first is None or any(axis is None or axis[0] != first[0] for axis in axes):
        _undecided(table, check)
        return
    sets = [axis[2] for axis in axes if axis is not None]
    report_cells(heads, sets, check.bounds(first[1]), _grid(first[1], check), check, table, first[1])


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
    if not any(isinstance(row.head, n.ElseHead) for row in table.rows):
        tail = table.rows[-1].span.tail()
        edits.append((tail, "\n        否则 ：0分" if chinese else "\n        otherwise: 0 points"))
    fix = Fix(Words("按序，其余不得分", "in order, nothing for the rest"), tuple(edits))
    check.report(UNDECIDED, table.span, fixes=(fix,))


_Axis = tuple[Any, n.Expr, list[Interval]]


def _on_axis(condition: n.Expr, check: Check) -> _Axis | None:
    """A condition as a set of values of one quantity: (its form, the quantity, the set); None where it is not one.

    Two measures compared with each other are the quantity of their difference.
    """
    match condition:
        case n.Compare(op=op, left=left, right=right):
            value = check.constant(right)
            if value is not None:
                return check.typing.form(left), left, _values(op, value)
            value = check.constant(left)
            if value is not None:
                return check.typing.form(right), right, _values(_FLIP[op], value)
            if _rank(right, check) < _rank(left, check):
                left, right, op = right, left, _FLIP[op]
            difference = n.Arithmetic("-", left, right, span=condition.span)
            return ("-", check.typing.form(left), check.typing.form(right)), difference, _values(op, Fraction(0))
        case n.Logic(op="且", items=items):
            parts = [_on_axis(item, check) for item in items]
            first = parts[0]
            if first is None or any(part is None or part[0] != first[0] for part in parts):
                return None
            found = first[2]
            for part in parts[1:]:
                assert part is not None
                found = [m for a in found for b in part[2] if not (m := a.meet(b)).empty]
            return first[0], first[1], found
        case n.Logic(op="或", items=items) | n.AtLeast(least=n.Number(value=Fraction(numerator=1)), items=items):
            parts = [_on_axis(item, check) for item in items]
            first = parts[0]
            if first is None or any(part is None or part[0] != first[0] for part in parts):
                return None
            return first[0], first[1], [i for part in parts if part is not None for i in part[2]]
    return None


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
)
