"""Every divisor is kept from 0, at every use.

A divisor is safe where its range or a 约束 excludes 0, or where something tried before it tests that very divisor: the
formula's own guards, the 特例 and 不适用 of the leaf that reads it, earlier rows of a 按序 table. 且 and 或 do not
protect: both sides of a condition count as evaluated. What cannot be seen to be safe is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from perfrules.diagnostics import Doubt, Fix
from perfrules.diagnostics.diagnostic import Label
from perfrules.model import errors
from perfrules.model.infer import Typing
from perfrules.model.model import Constraint, Conventions, Fact, Formula, Indicator
from perfrules.model.reads import reads
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.types.types import Broken

Found = dict[tuple[int, bool], n.Arithmetic]
"""Divisions that are not safe by themselves, by their id and whether a formula of another leaf holds them."""


@frozen
class Known:
    """The divisors (by form) that cannot be 0 where an expression is evaluated."""

    safe: frozenset[Any] = frozenset()


@define
class Zeros:
    """What conditions say of divisors at 0, and what formulas ask for: shared by all leaves, each worked out once."""

    typing: Typing
    constraints: Sequence[Constraint] = ()
    """The 约束 lines over required facts: each holds wherever all its facts are there."""
    needs: dict[tuple[int, int], Found] = field(factory=dict)
    """The divisions of each formula and of all it reads that no guard in it protects."""
    reported: set[int] = field(factory=set)
    _truths: dict[int, dict[Any, bool]] = field(factory=dict)
    _safe: dict[int, bool] = field(factory=dict)
    _by_fact: dict[int, list[Constraint]] | None = None

    def truths(self, condition: n.Expr) -> dict[Any, bool]:
        """Whether a condition holds where a divisor is 0, by the divisor's form; no entry where that is not plain."""
        known = self._truths.get(condition.id)
        if known is None:
            known = self._truths[condition.id] = self._find(condition)
        return known

    def _find(self, condition: n.Expr) -> dict[Any, bool]:
        typing = self.typing
        match condition:
            case n.Compare(op=op, left=left, right=right):
                zero = Fraction(0)
                a, b = typing.form(left), typing.form(right)
                both = _compare(zero, op, zero)
                found = {("-", a, b): both, ("-", b, a): both}
                value = typing.constant(left)
                if value is not None:
                    found[b] = _compare(value, op, zero)
                value = typing.constant(right)
                if value is not None:
                    found[a] = _compare(zero, op, value)
                return found
            case n.Logic(op=op, items=items):
                parts = [self.truths(item) for item in items]
                deciding = op == "或"
                found = {}
                for form in {form for part in parts for form in part}:
                    said = [part.get(form) for part in parts]
                    if deciding in said:
                        found[form] = deciding
                    elif None not in said:
                        found[form] = not deciding
                return found
            case n.AtLeast(least=least, items=items):
                parts = [self.truths(item) for item in items]
                found = {}
                over_list = any(item.id in typing.spread or item.id in typing.rows_over for item in items)
                for form in {form for part in parts for form in part}:
                    said = [part.get(form) for part in parts]
                    if over_list:
                        # Of one value of a list only what 任一 says is known: the others may be anything.
                        if True in said and least.value == 1:
                            found[form] = True
                    elif said.count(True) >= least.value:
                        found[form] = True
                    elif len(said) - said.count(False) < least.value:
                        found[form] = False
                return found
            case n.Not(operand=operand):
                return {form: not truth for form, truth in self.truths(operand).items()}
        return {}

    def without(self, known: Known, condition: n.Expr) -> Known:
        """What is known where a condition does not hold."""
        return Known(known.safe.union(form for form, truth in self.truths(condition).items() if truth))

    def given(self, known: Known, condition: n.Expr) -> Known:
        """What is known where a condition holds."""
        return Known(known.safe.union(form for form, truth in self.truths(condition).items() if not truth))

    def safe(self, divisor: n.Expr) -> bool:
        """Whether a divisor is never 0, whatever is known; what is already reported as broken counts as safe."""
        if divisor.id not in self._safe:
            broken = isinstance(self.typing.types.get(divisor.id), Broken)
            bounded = Fraction(0) not in self.typing.bounds(divisor)
            self._safe[divisor.id] = broken or bounded or self._kept(divisor)
        return self._safe[divisor.id]

    def _kept(self, divisor: n.Expr) -> bool:
        """Whether a 约束 that is sure to have been checked excludes 0: one over the divisor's own facts."""
        if self._by_fact is None:
            self._by_fact = {}
            for constraint in self.constraints:
                self._by_fact.setdefault(id(constraint.facts[0]) if constraint.facts else 0, []).append(constraint)
        read = {id(fact) for fact in reads(self.typing, divisor)}
        form = self.typing.form(divisor)
        near = (constraint for key in (0, *read) for constraint in self._by_fact.get(key, ()))
        return any(
            self.truths(constraint.condition).get(form) is False
            for constraint in near
            if read.issuperset(id(fact) for fact in constraint.facts)
        )


@define
class Divisors:
    """Checks one leaf: the overrides in order, then the rest under what they exclude."""

    zeros: Zeros
    conventions: Conventions
    leaf: Indicator
    convention: bool = True
    """Whether 约定 零除零 speaks here: in rules, not in 特例 and constraints."""
    by_convention: bool = False
    """Whether 约定 零除零 gave the score of a divisor that can be 0."""
    _within: Found | None = None
    """Where the divisions of the formula go that is being looked into; None outside formulas."""

    @property
    def typing(self) -> Typing:
        return self.zeros.typing

    @property
    def _conventional(self) -> bool:
        return self.conventions.zero_by_zero is not None and self.conventions.nonzero_by_zero is not None

    def override(self, condition: n.Expr, score: n.Node, known: Known | None = None) -> Known:
        """Check an override; returns what is known where it did not hold."""
        known = known or Known()
        self.convention = False
        self.visit(condition, known)
        self.visit(score, self.zeros.given(known, condition))
        self.convention = True
        return self.zeros.without(known, condition)

    def visit(self, node: n.Node, known: Known) -> None:
        """Check every divisor that evaluating a node reaches."""
        for rule in getattr(node, "rules", ()):
            # What a row divides by has no other row, and no leaf, to fall back on.
            around, self.convention = self.convention, False
            self.visit(rule, Known())
            self.convention = around
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
        inside = any(isinstance(row, n.Row) and getattr(row.score, "apart", False) for row in rows)
        rest = known
        for row in rows:
            if not isinstance(row, n.Row):
                continue
            condition = getattr(row.head, "condition", None)
            if condition is None:
                self.visit(row.score, rest if isinstance(row.head, n.ElseHead) else known)
                continue
            # Which table inside a row is gone into must be known before a 约定 can speak.
            convention, self.convention = self.convention, self.convention and not inside
            self.visit(condition, known)
            self.convention = convention
            self.visit(row.score, self.zeros.given(known, condition))
            rest = self.zeros.without(rest, condition)
            if in_order:
                known = rest

    def _expr(self, expr: n.Expr, known: Known) -> None:
        if expr.id in self.typing.rows_over and self.convention:
            # As in a rule for each row, a 约定 does not reach into the rows.
            self.convention = False
            self._expr(expr, known)
            self.convention = True
            return
        if isinstance(expr, n.Arithmetic) and expr.op == "÷":
            self._divisor(expr, known, False)
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
        if isinstance(expr, n.Call) and isinstance(self.typing.refs.get(expr.id), Fact):
            # A figure of all subjects: nothing here protects what it is of for the others.
            known = Known()
        if isinstance(expr, n.Decision):
            self._rows(expr, expr.rows, known)
            return
        for child in n.children(expr):
            self.visit(child, known)

    def formula(self, formula: Formula, known: Known) -> None:
        """Check a formula where it is read: its guards protect it beside what is known there."""
        foreign = self.leaf.path[: len(formula.owner.path)] != formula.owner.path
        for (_, elsewhere), division in self._needs(formula).items():
            self._divisor(division, known, elsewhere or foreign)

    def _needs(self, formula: Formula) -> Found:
        # 约定 gives scores, so it reaches the formulas of the leaf itself and above, not those read from other leaves.
        key = (id(formula), id(self.leaf) if self._conventional else 0)
        if key in self.zeros.needs:
            return self.zeros.needs[key]
        if isinstance(formula.type, Broken):
            return {}
        outer, self._within = self._within, {}
        known = Known()
        for guard in formula.guards:
            self._expr(guard.condition, known)
            self._expr(guard.value, self.zeros.given(known, guard.condition))
            known = self.zeros.without(known, guard.condition)
        self._expr(formula.expression, known)
        self.zeros.needs[key], self._within = self._within, outer
        return self.zeros.needs[key]

    def _divisor(self, expr: n.Arithmetic, known: Known, foreign: bool) -> None:
        divisor = expr.right
        if divisor.id not in self.typing.types:
            return  # another error kept it from being understood
        if expr.id in self.zeros.reported or self.zeros.safe(divisor) or self.typing.form(divisor) in known.safe:
            return
        if self._within is not None:
            self._within[expr.id, foreign] = expr
            return
        if self._conventional and self.convention and not foreign:
            self.by_convention = True
            return
        self.zeros.reported.add(expr.id)
        text = divisor.span.text.strip()
        fixes: tuple[Fix, ...] = ()
        target = self.typing.refs.get(divisor.id)
        span = getattr(target, "span", None)
        if span is not None and not isinstance(target, (Formula, Indicator)) and getattr(target, "owner", None) is None:
            bound = " > 0" if self.typing.lang == "en" else " ＞0"
            fixes = (Fix(Words("写明它大于 0", "declare it above 0"), ((_behind_kind(span), bound),)),)
        if self.convention and not foreign:
            fixes = self._by_override(divisor, fixes)
        labels: tuple[Label, ...] = ()
        if foreign and self._conventional and self.convention:
            said = Words(
                "这里也用到它；约定不管从别处读来的公式", "read here too, where the convention does not reach it"
            )
            labels = (Label(self.leaf.span, said),)
        doubt = Doubt("divisor", expr.span)
        self.typing.diagnostics.report(
            errors.MAY_DIVIDE_BY_ZERO, divisor.span, fixes=fixes, labels=labels, doubt=doubt, divisor=text
        )

    def _by_override(self, divisor: n.Expr, fixes: tuple[Fix, ...]) -> tuple[Fix, ...]:
        """A 特例 for the divisor at 0; by itself where another one speaks of that already, which it may then be."""
        statements = sorted([*(f.span for f in self.leaf.formulas), *(c.span for c in self.leaf.clauses)], key=_start)
        guards = [c for c in self.leaf.clauses if isinstance(getattr(c, "condition", None), n.Expr)]
        guards = [c for c in guards if c.span.text.startswith(_GUARDS)]
        behind = max((c.span.end for c in guards), default=-1)
        place = next((span for span in statements if span.start > behind and not span.text.startswith(_GUARDS)), None)
        if place is None or self.leaf.least > 0 or place.source is not divisor.span.source:
            return fixes
        zh, text = self.typing.lang == "zh", divisor.span.text.strip()
        line = f"特例 当 {text} ＝ 0 时 0分" if zh else f"override when {text} = 0: 0 points"
        fix = Fix(Words("为 0 时不得分", "no points where it is 0"), ((place.head(), f"{line}\n{place.before}"),))
        form = self.typing.form(divisor)
        spoken_of = any(
            isinstance(part, n.Compare) and self.typing.form(part.left) == form
            for guard in guards
            for part in n.walk(guard.condition)  # type: ignore[attr-defined]
        )
        return (fix,) if spoken_of else (*fixes, fix)


_GUARDS = ("特例", "override", "不适用", "not applicable")


def _start(span: Span) -> int:
    return span.start


def _behind_kind(span: Any) -> Any:
    """Where a range goes in a fact's line: behind its last word before a remark."""
    text = span.text
    cut = min((i for i in (text.find(q) for q in '"“#') if i >= 0), default=len(text))
    end = span.start + len(text[:cut].rstrip())
    return type(span)(span.source, end, end)


def _compare(a: Fraction, op: str, b: Fraction) -> bool:
    return {"=": a == b, "≠": a != b, "≥": a >= b, "≤": a <= b, ">": a > b, "<": a < b}[op]
