"""Every divisor is kept from 0, at every use.

A divisor is safe where its range or a 约束 excludes 0, or where something tried before it tests that very divisor: the
formula's own guards, the 特例 and 不适用 of the leaf that reads it, earlier rows of a 按序 table. 且 and 或 do not
protect: both sides of a condition count as evaluated. What cannot be seen to be safe is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from attrs import define, field

from perfrules.diagnostics import Fix
from perfrules.model import errors
from perfrules.model.infer import Typing
from perfrules.model.model import Constraint, Conventions, Formula, Indicator
from perfrules.model.reads import reads
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.types import Broken


@define
class Known:
    """Conditions known not to hold (`no`) and known to hold (`yes`) where an expression is evaluated."""

    no: tuple[n.Expr, ...] = ()
    yes: tuple[n.Expr, ...] = ()

    def without(self, condition: n.Expr) -> Known:
        return Known((*self.no, condition), self.yes)

    def given(self, condition: n.Expr) -> Known:
        return Known(self.no, (*self.yes, condition))


@define
class Divisors:
    """Checks one leaf: the overrides in order, then the rest under what they exclude."""

    typing: Typing
    conventions: Conventions
    leaf: Indicator
    reported: set[int]
    constraints: Sequence[Constraint] = ()
    """The 约束 lines over required facts: each holds wherever all its facts are there."""
    convention: bool = True
    """Whether 约定 零除零 speaks here: in rules, not in 特例 and constraints."""
    by_convention: bool = False
    """Whether 约定 零除零 gave the score of a divisor that can be 0."""
    _open: list[Formula] = field(factory=list)

    def override(self, condition: n.Expr, score: n.Node, known: Known | None = None) -> Known:
        """Check an override; returns what is known where it did not hold."""
        known = known or Known()
        self.convention = False
        self.visit(condition, known)
        self.visit(score, known.given(condition))
        self.convention = True
        return known.without(condition)

    def visit(self, node: n.Node, known: Known) -> None:
        """Check every divisor that evaluating a node reaches."""
        rows = getattr(node, "rows", ())
        if rows or id(node) in self.typing.tables:
            self._rows(node, rows, known)
            return
        if isinstance(node, n.Expr):
            self._expr(node, known)
            return
        for child in n.children(node):
            self.visit(child, known)

    def _rows(self, node: n.Node, rows: tuple[n.Node, ...], known: Known) -> None:
        table = self.typing.tables.get(id(node))
        subject = table.subject if table is not None else None
        if subject is not None:
            self.visit(subject, known)
        in_order = bool(table is not None and table.in_order)
        for row in rows:
            if not isinstance(row, n.Row):
                continue
            condition = getattr(row.head, "condition", None)
            if condition is None:
                self.visit(row.score, known)
                continue
            self.visit(condition, known)
            self.visit(row.score, known.given(condition))
            if in_order:
                known = known.without(condition)

    def _expr(self, expr: n.Expr, known: Known) -> None:
        if isinstance(expr, n.Arithmetic) and expr.op == "÷":
            self._divisor(expr, known)
        if isinstance(expr, n.Name):
            target = self.typing.refs.get(expr.id)
            if isinstance(target, Indicator):
                measure = target.measure
                if isinstance(measure, n.Expr):
                    self._expr(measure, known)
                    return
                target = measure
            if isinstance(target, Formula):
                self.formula(target, known)
            return
        if isinstance(expr, n.ScoreOf):
            return
        for child in n.children(expr):
            self.visit(child, known)

    def formula(self, formula: Formula, known: Known) -> None:
        """Check a formula where it is read: its guards protect it beside what is known there."""
        if formula in self._open:
            return
        self._open.append(formula)
        for guard in formula.guards:
            self._expr(guard.condition, known)
            self._expr(guard.value, known.given(guard.condition))
            known = known.without(guard.condition)
        self._expr(formula.expression, known)
        self._open.pop()

    def _divisor(self, expr: n.Arithmetic, known: Known) -> None:
        divisor = expr.right
        # What is already reported as broken is not told a second time.
        broken = isinstance(self.typing.types.get(divisor.id), Broken)
        if broken or expr.id in self.reported or self._safe(divisor, known):
            return
        self.reported.add(expr.id)
        text = divisor.span.text.strip()
        fixes: tuple[Fix, ...] = ()
        target = self.typing.refs.get(divisor.id)
        span = getattr(target, "span", None)
        if span is not None and not isinstance(target, (Formula, Indicator)) and getattr(target, "owner", None) is None:
            fixes = (Fix(Words("声明它大于 0", "declare it above 0"), ((_behind_kind(span), " ＞0"),)),)
        self.typing.diagnostics.report(errors.MAY_DIVIDE_BY_ZERO, divisor.span, fixes=fixes, divisor=text)

    def _safe(self, divisor: n.Expr, known: Known) -> bool:
        if Fraction(0) not in self.typing.bounds(divisor):
            return True
        form = self.typing.form(divisor)
        if any(self._at_zero(c, form) is True for c in known.no):
            return True
        if any(self._at_zero(c, form) is False for c in (*known.yes, *self._kept(divisor))):
            return True
        both = self.conventions.zero_by_zero is not None and self.conventions.nonzero_by_zero is not None
        if both and self.convention and not self._open_elsewhere():
            self.by_convention = True
            return True
        return False

    def _kept(self, divisor: n.Expr) -> list[n.Expr]:
        """The 约束 that are sure to have been checked where a divisor is evaluated: those over its own facts."""
        read = {id(fact) for fact in reads(self.typing, divisor)}
        return [c.condition for c in self.constraints if read.issuperset(id(fact) for fact in c.facts)]

    def _open_elsewhere(self) -> bool:
        """约定 gives scores, so it reaches the formulas of the leaf itself, not those read from other leaves."""
        return any(self.leaf.path[: len(formula.owner.path)] != formula.owner.path for formula in self._open)

    def _at_zero(self, condition: n.Expr, form: Any) -> bool | None:
        """Whether a condition holds where the divisor is 0; None where that is not plain."""
        match condition:
            case n.Compare(op=op, left=left, right=right):
                value = self.typing.constant(right)
                if value is not None and self.typing.form(left) == form:
                    return _compare(Fraction(0), op, value)
                value = self.typing.constant(left)
                if value is not None and self.typing.form(right) == form:
                    return _compare(value, op, Fraction(0))
                a, b = self.typing.form(left), self.typing.form(right)
                if form in (("-", a, b), ("-", b, a)):
                    return _compare(Fraction(0), op, Fraction(0))
            case n.Logic(op=op, items=items):
                found = [self._at_zero(item, form) for item in items]
                deciding = op == "或"
                if deciding in found:
                    return deciding
                return None if None in found else not deciding
            case n.Not(operand=operand):
                inner = self._at_zero(operand, form)
                return None if inner is None else not inner
        return None


def _behind_kind(span: Any) -> Any:
    """Where a range goes in a fact's line: behind its last word before a remark."""
    text = span.text
    cut = min((i for i in (text.find(q) for q in '"“#') if i >= 0), default=len(text))
    end = span.start + len(text[:cut].rstrip())
    return type(span)(span.source, end, end)


def _compare(a: Fraction, op: str, b: Fraction) -> bool:
    return {"=": a == b, "≠": a != b, "≥": a >= b, "≤": a <= b, ">": a > b, "<": a < b}[op]
