"""Types, units and references of expressions; and the values that an expression can take.

Every expression is visited once in its scope (the heading it stands under). What is found goes into the tables
of the model; what does not fit is reported where it stands, and the type of a broken part agrees with
everything, so that one slip gives one message.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import define, evolve, field

from perfrules.diagnostics import Diagnostics, Fix, Kind
from perfrules.diagnostics.diagnostic import MOST_ITEMS
from perfrules.model import errors, errors_above
from perfrules.model.model import Fact, Formula, Indicator, Label, Population, Ref
from perfrules.model.names import NameIndex, Target, shown_path
from perfrules.model.population import ENDS, KINDS, TIES, population_fact
from perfrules.model.reads import columns, reads
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.errors import BAD_DECIMALS
from perfrules.syntax.folding import name_key
from perfrules.syntax.tokens import MOST_DECIMALS
from perfrules.types.calendar import Calendar
from perfrules.types.function import Function
from perfrules.types.interval import ANY, EMPTY, Interval, at_least, exactly
from perfrules.types.show import exact, shown_unit
from perfrules.types.types import (
    BROKEN,
    DATE,
    FLAG,
    PLAIN,
    POINTS_TYPE,
    RATIO,
    TEXT,
    Broken,
    Choice,
    Flag,
    Form,
    Quantity,
    RowsType,
    Text,
    Type,
    Unit,
    Value,
    describe,
    times,
)
from perfrules.types.units import PERCENT

_DOING = {
    "+": Words("相加", "added"),
    "-": Words("相减", "subtracted"),
    "compare": Words("比较", "compared"),
}


@define
class Over:
    """What an expression that may go over lists goes over: the first list in it, None as long as there is none."""

    fact: Fact | None = None

    @property
    def size(self) -> int:
        """How many values the expression stands for; of rows there is no telling, so they count as one."""
        return len(self.fact.items) if self.fact is not None and self.fact.items else 1

    @property
    def rows(self) -> Fact | None:
        """The 明细 whose rows it goes over."""
        return self.fact if self.fact is not None and not self.fact.items else None


@define
class Typing:
    """The tables of one rubric, filled as its expressions are visited."""

    diagnostics: Diagnostics
    units: Mapping[str, Unit]
    functions: Mapping[str, Function]
    lang: str = "zh"
    """The language of the keywords of the file: what a fix writes into it is in that language."""
    calendar: Calendar | None = None
    """The 工作日历 of the rubric; None where it has none, or one that is reported as broken."""
    near_words: Callable[[str, Collection[str]], tuple[str, ...]] = lambda text, terminals: ()
    """The words of the language, of some terminals, that a text is one slip from."""
    has_calendar: bool = False
    index: NameIndex = field(factory=NameIndex)
    facts: dict[str, Fact] = field(factory=dict)
    spots: dict[int, dict[str, Fact]] = field(factory=dict)
    """On-the-spot facts by the identity of their leaf, then by folded text."""
    formulas: dict[tuple[int, str], Formula] = field(factory=dict)
    """The named formulas by the identity of their heading and their folded name."""
    types: dict[int, Type] = field(factory=dict)
    refs: dict[int, Ref] = field(factory=dict)
    constants: dict[int, Value] = field(factory=dict)
    intervals: dict[int, Interval] = field(factory=dict)
    """The numbers of every interval whose ends are fixed."""
    declared: dict[int, tuple[Fact, ...]] = field(factory=dict)
    """The facts that a clause names on the spot, by the identity of its node."""
    tables: dict[int, Any] = field(factory=dict)
    """What the rows of every 评分 share, by the identity of its node."""
    narrowed: list[tuple[Any, Interval]] = field(factory=list)
    """What is known of a value where an expression is looked at: its form and the band it is in."""
    read: set[int] = field(factory=set)
    """Identities of the facts and formulas that something reads."""
    spread: dict[int, int] = field(factory=dict)
    """How many values an expression stands for that goes over a 列, by its id."""
    rows_over: dict[int, Fact] = field(factory=dict)
    """The 明细 whose rows an expression goes over, by its id."""
    orders: set[tuple[Any, Any]] = field(factory=set)
    """The forms of (small, great) of every 约束 small ≤ great over required facts."""
    nameless: bool = False
    """Whether a fact whose line is broken has lost its name: any unknown name may be it."""
    unknown: set[str] = field(factory=set)
    """The keys of the names that were told to be unknown and are like no other."""
    decide: Callable[[n.Decision, Indicator], Type] | None = None
    """The type of a 判定, with its rows checked."""
    named: bool = False
    """Whether it is known what reads what, so that types of formulas may be asked for."""
    results: tuple[str, ...] = ()
    """The 结果等次, best first; empty where results are points. A result counts as its place from the worst, 0."""
    population: dict[str, Fact] = field(factory=dict)
    """The figures of all subjects that something reads, by their path."""
    _bounds_of: dict[tuple[int, Any], Interval] = field(factory=dict)
    _forms: dict[int, Any] = field(factory=dict)
    _open: list[Formula] = field(factory=list)
    _measured: list[Indicator] = field(factory=list)
    _over: list[Over | None] = field(factory=list)
    """Where lists may stand just now, the innermost last; None where they may not."""

    def report(self, kind: Kind, span: Span, **args: Any) -> Broken:
        self.diagnostics.report(kind, span, **args)
        return BROKEN

    # Types

    def infer(self, expr: n.Expr, scope: Indicator | None, want: Type | None = None) -> Type:
        """The type of an expression in a scope; with `want`, a mismatch is reported.

        A bare figure takes the unit of what is wanted; 0 fits everything.
        """
        if self.results and isinstance(expr, n.Name) and isinstance(want, Quantity) and want.is_points:
            place = self._one_of_results(expr)
            if place is not None:
                return POINTS_TYPE
        if want is not None and isinstance(expr, n.Name) and isinstance(want, Choice):
            label = self.label(expr, want)
            if label is not None:
                return want
        found = self._infer(expr, scope)
        self.types[expr.id] = found
        if want is None or isinstance(found, Broken) or isinstance(want, Broken):
            return found
        return self._fit(expr, found, want)

    def _one_of_results(self, expr: n.Name) -> Fraction | None:
        """The place of one of the 结果等次 that a name is, recorded."""
        keys = [name_key(label) for label in self.results]
        if len(expr.parts) != 1 or name_key(expr.parts[0]) not in keys:
            return None
        place = keys.index(name_key(expr.parts[0]))
        self.refs[expr.id] = Label(self.results[place])
        self.types[expr.id] = POINTS_TYPE
        self.constants[expr.id] = found = Fraction(len(keys) - 1 - place)
        return found

    def _fit(self, expr: n.Expr, found: Type, want: Type) -> Type:
        fits = type(found) is type(want)
        if isinstance(found, Quantity) and isinstance(want, Quantity):
            fits = found.dimension == want.dimension
            if not fits and self._is_zero(expr):
                self.types[expr.id] = want
                return want
            if not fits and isinstance(expr, n.Number) and expr.unit is None and (want.unit or want.is_points):
                return self._bare(expr, want)
        elif isinstance(found, Choice) and isinstance(want, Choice):
            fits = found.labels == want.labels
        if not fits and want == POINTS_TYPE and found == RATIO:
            fixes: tuple[Fix, ...] = ()
            last = expr.right if isinstance(expr, n.Arithmetic) and expr.op == "×" else None
            if isinstance(last, n.Number) and last.unit is None:
                unit = " points" if self.lang == "en" else "分"
                fixes = (Fix(Words("写上单位", "put the unit in"), ((last.span.tail(), unit),)),)
            self.diagnostics.report(errors.NOT_POINTS, expr.span, fixes=fixes)
            return BROKEN
        if not fits:
            return self.report(errors.WRONG_TYPE, expr.span, expected=describe(want), found=describe(found))
        return found

    def _bare(self, expr: n.Number, other: Quantity) -> Broken:
        unit = other.unit.name if other.unit else "分"
        shown = Words(unit, " points" if unit == "分" else unit)
        written = shown[self.lang]
        fix = Fix(Words("写上单位", "write the unit"), ((expr.span.tail(), written),))
        args: dict[str, Any] = {"number": expr.span.text, "unit": shown, "other": describe(other)}
        self.diagnostics.report(errors.BARE_NUMBER, expr.span, fixes=(fix,), **args)
        return BROKEN

    def _is_zero(self, expr: n.Expr) -> bool:
        return isinstance(expr, n.Number) and expr.value == 0 and expr.unit is None

    def _infer(self, expr: n.Expr, scope: Indicator | None) -> Type:
        match expr:
            case n.Number():
                return self._number(expr)
            case n.DateLiteral():
                return self._date(expr)
            case n.Yes():
                self.constants[expr.id] = expr.value
                return FLAG
            case n.Places():
                self.constants[expr.id] = Fraction(expr.digits + (2 if expr.percent else 0))
                return PLAIN
            case n.Name():
                return self._name(expr, scope)
            case n.FullMarks():
                if scope is not None and not scope.broken:
                    self.constants[expr.id] = scope.points
                return POINTS_TYPE
            case n.Total():
                return self.report(errors.TOTAL_MISUSED, expr.span)
            case n.ScoreOf():
                target = self.resolve(expr.node, scope, (Indicator,))
                if target is None:
                    return BROKEN
                self.refs[expr.id] = target
                return POINTS_TYPE
            case n.Negative():
                operand = self.infer(expr.operand, scope)
                return operand if isinstance(operand, (Quantity, Broken)) else self._not_a_number(expr.operand, operand)
            case n.Arithmetic():
                return self._arithmetic(expr, scope)
            case n.Compare():
                return self._compare(expr, scope)
            case n.Logic():
                for item in expr.items:
                    self.infer(item, scope, FLAG)
                return FLAG
            case n.Not():
                self.infer(expr.operand, scope, FLAG)
                return FLAG
            case n.Limited():
                return self._limited(expr, scope)
            case n.Rescaled():
                return self._rescaled(expr, scope)
            case n.AtLeast():
                return self._at_least(expr, scope)
            case n.IsMissing():
                target = self.resolve(expr.operand, scope, (Fact,))
                if target is not None:
                    self.refs[expr.operand.id] = target
                if isinstance(target, Fact) and target.rows is not None:
                    return self.report(errors.COLUMN_ABSENT, expr.span, name=expr.operand.text, rows=target.rows.name)
                if isinstance(target, Fact) and not target.optional and not isinstance(target.type, Broken):
                    self.report(errors.NEVER_MISSING, expr.span, name=target.name)
                return FLAG
            case n.FewerThan():
                return self._fewer(expr, scope)
            case n.Call():
                return self._call(expr, scope)
            case n.Decision() if self.decide is not None and scope is not None:
                return self.decide(expr, scope)
        return BROKEN

    def _limited(self, expr: n.Limited, scope: Indicator | None) -> Type:
        found = self.infer(expr.operand, scope)
        if isinstance(found, Broken):
            return found
        if not isinstance(found, Quantity):
            return self._not_a_number(expr.operand, found)
        ends = []
        for end in (expr.low, expr.high):
            if isinstance(self.infer(end, scope, found), Broken):
                return found
            value = self.constant(end)
            if value is None:
                self.report(errors.NOT_CONSTANT, end.span)
                return found
            self.constants[end.id] = value
            ends.append(value)
        if ends[0] > ends[1]:
            place = expr.low.span.to(expr.high.span)
            self.report(errors.EMPTY_INTERVAL, place, interval=place.text.strip())
        whole = found.whole and all(value.denominator == 1 for value in ends)
        return evolve(found, whole=whole)

    def _rescaled(self, expr: n.Rescaled, scope: Indicator | None) -> Type:
        found = self.infer(expr.operand, scope)
        target = self.refs.get(expr.operand.id)
        self.constants[expr.factor.id] = Fraction(1)
        if isinstance(found, Broken):
            return found
        if not isinstance(target, Fact) or not target.full or scope is None:
            return self.report(errors.NOT_OUT_OF, expr.span, name=expr.operand.text)
        self.constants[expr.factor.id] = scope.points / target.full
        return POINTS_TYPE

    def _at_least(self, expr: n.AtLeast, scope: Indicator | None) -> Type:
        least = expr.least
        self.constants[least.id] = least.value
        count = sum(self.over(item, scope, FLAG)[1].size for item in expr.items)
        known = least.unit in ("项", "年") and least.value.denominator == 1
        if any(item.id in self.rows_over for item in expr.items):
            count = max(count, math.ceil(least.value), 1)  # how many rows there are, only the data can tell
        if len(expr.items) == 1 and expr.items[0].id not in self.spread and expr.items[0].id not in self.rows_over:
            if not isinstance(self.types.get(expr.items[0].id), Broken):
                self.report(errors.NOT_A_LIST, expr.span, what=expr.span.text.strip())
        elif not known or not 1 <= least.value <= count:
            args: dict[str, Any] = {"least": least.span.text.strip(), "items": str(count)}
            self.report(errors.WRONG_AT_LEAST, least.span, **args)
        return FLAG

    def over(self, expr: n.Expr, scope: Indicator | None, want: Type | None = None) -> tuple[Type, Over]:
        """The type of an expression in which a 列 stands for each of its values, and what it goes over."""
        found = Over()
        self._over.append(found)
        type_ = self.infer(expr, scope, want)
        self._over.pop()
        if found.rows is not None:
            self.rows_over[expr.id] = found.rows
        elif found.fact is not None:
            self.spread[expr.id] = found.size
        return type_, found

    def _value_of_list(self, expr: n.Name, fact: Fact) -> Type:
        """A 列 in an expression: each of its values where there may be several."""
        over = self._over[-1] if self._over else None
        if isinstance(fact.type, Broken):
            if not any(isinstance(item.type, Broken) for item in fact.items):
                self.report(errors.GRID_MIXED, expr.span, name=fact.name)
            return BROKEN
        if over is None:
            args: dict[str, Any] = {"name": fact.name, "size": str(len(fact.items)), "first": fact.items[0].path}
            return self.report(errors.LIST_NOT_ONE, expr.span, **args)
        if over.fact is None:
            over.fact = fact
        if over.rows is not None:
            args = {"first": over.rows.name, "second": fact.name}
            return self.report(errors.ROWS_DIFFER, expr.span, **args)
        these, those = labels_of(over.fact), labels_of(fact)
        if these != those:
            args = {"first": over.fact.name, "second": fact.name, "these": these, "those": those}
            return self.report(errors.LISTS_DIFFER, expr.span, **args)
        return fact.type

    def _cell(self, expr: n.Name, column: Fact, rows: Fact, scope: Indicator | None) -> Type:
        """A column of a 明细: its cell in the row at hand."""
        if column.is_cell_of(scope):
            return column.type
        over = self._over[-1] if self._over else None
        if over is None:
            return self.report(errors.COLUMN_OUTSIDE, expr.span, name=expr.text, rows=rows.name)
        if over.fact is None:
            over.fact = rows
        if over.fact is not rows:
            args = {"first": over.fact.name, "second": rows.name}
            return self.report(errors.ROWS_DIFFER, expr.span, **args)
        return column.type

    def _fewer(self, expr: n.FewerThan, scope: Indicator | None) -> Type:
        target = self.resolve(expr.operand, scope, (Fact,)) if isinstance(expr.operand, n.Name) else None
        least = expr.least
        self.constants[least.id] = least.value
        if not isinstance(target, Fact):
            if not isinstance(expr.operand, n.Name):
                self.report(errors.NOT_A_LIST, expr.span, what=expr.span.text.strip())
            return FLAG
        self.refs[expr.operand.id] = target
        if isinstance(target.type, Broken):
            return FLAG
        if not target.items:
            self.report(errors.NOT_A_LIST, expr.span, what=expr.span.text.strip())
        elif not target.optional:
            self.report(errors.NEVER_MISSING, expr.span, name=target.name)
        elif least.unit != "个" or least.value.denominator != 1 or not 1 <= least.value <= len(target.items):
            args: dict[str, Any] = {"least": least.span.text.strip(), "size": str(len(target.items))}
            self.report(errors.WRONG_FEWER, least.span, **args)
        return FLAG

    def _not_a_number(self, expr: n.Expr, found: Type) -> Broken:
        return self.report(errors.WRONG_TYPE, expr.span, expected=Words("数量", "a quantity"), found=describe(found))

    def unit(self, name: str, span: Span) -> Unit | None:
        """A unit by name, also 元/人; reports an unknown one."""
        if name == "%":
            return PERCENT
        if name == "‰":
            return Unit("‰", (), Fraction(1, 1000))
        above, _, below = name.partition("/")
        known = [self.units.get(part) for part in (above, below) if part]
        if any(unit is None for unit in known):
            near = (
                self.diagnostics.near(name, self.units)
                or tuple(unit for unit in self.units if _nearly(name, unit))[:2]
                or self.slip_in(name, _BEHIND_FIGURE)[1]
            )
            self.diagnostics.report(errors.UNKNOWN_UNIT, span, suggestions=near, unit=name)
            return None
        first = known[0]
        assert first is not None
        if len(known) == 1:
            return first
        second = known[1]
        assert second is not None
        return Unit(name, times(first.dimension, second.dimension, -1), first.factor / second.factor)

    def _number(self, expr: n.Number) -> Type:
        whole = expr.value.denominator == 1
        if expr.unit is None:
            self.constants[expr.id] = expr.value
            return evolve(PLAIN, whole=whole)
        unit = self.unit(expr.unit, expr.span)
        if unit is None:
            return BROKEN
        self.constants[expr.id] = expr.value * unit.factor
        if unit.name == "百分点":
            return Quantity(form=Form.POINT, unit=unit)
        if not unit.dimension:
            return evolve(RATIO, unit=unit)
        return Quantity(unit.dimension, whole and is_counter(unit), unit=unit)

    def _date(self, expr: n.DateLiteral) -> Type:
        text = expr.text.replace("年", "-").replace("月", "-").rstrip("日")
        try:
            year, month, day = (int(part) for part in text.split("-"))
            self.constants[expr.id] = date(year, month, day)
        except ValueError:
            return self.report(errors.BAD_DATE, expr.span, text=expr.text)
        return DATE

    def _name(self, expr: n.Name, scope: Indicator | None) -> Type:
        target = self.resolve(expr, scope)
        if target is None:
            return BROKEN
        if isinstance(target, Fact) and target.items:
            return self._value_of_list(expr, target)
        if isinstance(target, Fact) and target.rows is not None:
            return self._cell(expr, target, target.rows, scope)
        if isinstance(target, Fact) and target.cells:
            first = target.cells[0]
            args: dict[str, Any] = {"name": target.name, "row": first.name, "column": first.labels[0]}
            return self.report(errors.GRID_NOT_VALUE, expr.span, **args)
        if isinstance(target, Fact) and isinstance(target.type, RowsType):
            return self.report(errors.ROWS_NOT_VALUE, expr.span, name=target.name)
        return self.type_of(target, expr.span)

    def type_of(self, target: Target, span: Span) -> Type:
        """The type of what a name means; a heading means its 指标值."""
        if isinstance(target, Fact):
            return target.type
        if isinstance(target, Formula):
            return self.formula(target)
        if isinstance(target.measure, Formula):
            self.read.add(id(target.measure))
            return self.formula(target.measure)
        if isinstance(target.measure, n.Expr):
            return self.types.get(target.measure.id) or self._measure(target, target.measure)
        if target.broken:
            return BROKEN
        return self.report(errors.NO_VALUE, span, name=target.name)

    def _measure(self, heading: Indicator, measure: n.Expr) -> Type:
        """The type of what a heading's 评分 reads; a heading that reads itself in the end is reported once."""
        if heading in self._measured:
            chain = [*self._measured[self._measured.index(heading) :], heading]
            text = " → ".join(item.name for item in chain)
            for item in chain:
                # Nothing that follows measures may go round for ever.
                item.measure, item.broken = None, True
            return self.report(errors.CYCLE, measure.span, chain=text)
        self._measured.append(heading)
        self._over.append(None)
        found = self.infer(measure, heading)
        self._over.pop()
        self._measured.pop()
        return found

    def formula(self, formula: Formula) -> Type:
        """The type of a formula, its expression and guards visited on first use; a cycle is reported once."""
        if formula.type is not None:
            return formula.type
        if formula in self._open:
            chain = [*self._open[self._open.index(formula) :], formula]
            text = " → ".join(item.title for item in chain)
            formula.type = BROKEN
            return self.report(errors.CYCLE, formula.span, chain=text)
        self._open.append(formula)
        self._over.append(None)
        found = self.infer(formula.expression, formula.owner)
        if isinstance(found, (Flag, Text)) and not isinstance(formula.expression, n.Decision):
            found = self._not_a_number(formula.expression, found)
        branches: list[tuple[Type, n.Keep | None]] = [(found, formula.keep)]
        for guard in formula.guards:
            self.infer(guard.condition, formula.owner, FLAG)
            branches.append((self.infer(guard.value, formula.owner, found), guard.keep or formula.keep))
        self._over.pop()
        self._open.pop()
        if isinstance(found, Quantity):
            whole = all(
                isinstance(type_, Quantity) and (type_.whole or (keep and kept_step(keep, found).denominator == 1))
                for type_, keep in branches
            )
            found = evolve(found, whole=whole)
            for _, keep in branches:
                if keep is not None and keep.percent and not found.is_number:
                    self.report(errors.WRONG_TYPE, keep.span, expected=describe(RATIO), found=describe(found))
        if formula.type is None:
            formula.type = found
        return formula.type

    # Names

    def visible(self, name: str, scope: Indicator | None) -> Target | None:
        """What a single name means in a scope before paths are tried: a fact, or a formula of a heading above."""
        key = name_key(name)
        if scope is not None and key in self.spots.get(id(scope), {}):
            return self.spots[id(scope)][key]
        if key in self.facts:
            return self.facts[key]
        node = scope
        while node is not None:
            formula = self.formulas.get((id(node), key))
            if formula is not None:
                return formula
            node = node.parent
        return None

    def targets(
        self,
        name: n.Name,
        scope: Indicator | None,
        kinds: tuple[type, ...] = (Fact, Formula, Indicator),
    ) -> list[Target]:
        """All that a name can mean: one if it is clear."""
        target = self.visible(name.parts[0], scope) if len(name.parts) == 1 else None
        if target is not None and isinstance(target, kinds):
            return [target]
        found = self.index.find(name.parts, kinds)
        # A 评议 shares its heading's path: its points are the heading's 得分, not its 指标值.
        headings = {id(item) for item in found if isinstance(item, Indicator)}
        if headings:
            found = [item for item in found if not (isinstance(item, Fact) and id(item.owner) in headings)]
        if len(name.parts) == 1 and scope is not None:
            # Below its own heading a formula was visible; under another its name alone does not mean it, unless it is
            # the name of its heading as well, whose 指标值 it is.
            found = [i for i in found if not isinstance(i, Formula) or name_key(i.title) == name_key(i.owner.name)]
        # A formula shares its heading's name: in an expression the name is the formula.
        if len(found) > 1 and any(isinstance(item, Formula) for item in found):
            found = [item for item in found if isinstance(item, Formula)]
        if len(found) > 1:
            found = [item for item in found if isinstance(item, Indicator) and item is scope] or found
        return found

    def resolve(
        self,
        name: n.Name,
        scope: Indicator | None,
        kinds: tuple[type, ...] = (Fact, Formula, Indicator),
    ) -> Target | None:
        """What a name means, recorded; unknown and ambiguous names are reported."""
        found = self.targets(name, scope, kinds)
        if len(found) > 1:
            paths = [shown_path(item) for item in found[: MOST_ITEMS + 1]]
            self.report(errors.AMBIGUOUS_NAME, name.span, name=name.text, candidates=paths, first=paths[0])
            return None
        if not found:
            if self.nameless:
                return None
            elsewhere = self.index.find(name.parts, Formula) if Formula in kinds else []
            if len(elsewhere) == 1 and isinstance(elsewhere[0], Formula):
                self._elsewhere(name, elsewhere[0])
                return None
            kind = errors.SPOT_NOT_HERE if name.spot else errors.UNKNOWN_NAME
            near = self.diagnostics.near(name.parts[-1], self.index.names(kinds))
            near = near or (() if name.spot else self.slip_in(name.text, _VALUES)[1])
            # A name that is like no other is one declaration missing, however often it is used.
            unlike = "" if near or name.spot else name_key(name.text)
            if unlike and unlike in self.unknown:
                return None
            self.unknown.add(unlike)
            self.diagnostics.report(kind, name.span, suggestions=near, name=name.text)
            return None
        target = found[0]
        self.refs[name.id] = target
        if not isinstance(target, Indicator):
            self.read.add(id(target))
        if isinstance(target, Fact):
            self.read |= {id(item) for item in target.items}
        return target

    def _elsewhere(self, name: n.Name, formula: Formula) -> None:
        """Report a formula of another heading that is called without its path."""
        owner = formula.owner.name
        # Whatever the heading's name holds, it reads as one name in 「」.
        path = f"{owner if owner.isalpha() else f'「{owner}」'}·{name.span.text.strip()}"
        fix = Fix(Words("写出路径", "write the path"), ((name.span, path),))
        self.diagnostics.report(
            errors.FORMULA_ELSEWHERE, name.span, fixes=(fix,), name=formula.title, owner=owner, path=path
        )
        self.read.add(id(formula))

    def slip_in(self, text: str, terminals: Collection[str]) -> tuple[str, tuple[str, ...]]:
        """What in a text is one slip from words of some terminals, and those words; empty where nothing is."""
        runs = [match.span() for match in _RUNS.finditer(text)]
        # An English word of the language may be several.
        windows = [text[a:b] for k, (a, _) in enumerate(runs) for _, b in reversed(runs[k : k + _MOST_RUNS])]
        for typed in (text, *windows):
            near = self.near_words(typed, terminals)
            if near:
                return typed, near[:_MOST_NEAR]
        return "", ()

    def label(self, expr: n.Expr, choice: Choice) -> str | None:
        """The label that a name in an expression means, recorded; None where it is none of the choice's."""
        if not isinstance(expr, n.Name) or len(expr.parts) != 1:
            return None
        found = match_label(expr.parts[0], choice)
        if found is not None:
            self.refs[expr.id] = Label(found)
            self.types[expr.id] = choice
            self.constants[expr.id] = found
        return found

    # Operators

    def _arithmetic(self, expr: n.Arithmetic, scope: Indicator | None) -> Type:
        left, right = self.infer(expr.left, scope), self.infer(expr.right, scope)
        if isinstance(left, Broken) or isinstance(right, Broken):
            return BROKEN
        if not isinstance(left, Quantity):
            return self._not_a_number(expr.left, left)
        if not isinstance(right, Quantity):
            return self._not_a_number(expr.right, right)
        if expr.op in "+-":
            return self._sum(expr, left, right)
        return self._product(expr, left, right)

    def _sum(self, expr: n.Arithmetic, left: Quantity, right: Quantity) -> Type:
        if left.dimension != right.dimension:
            if self._is_zero(expr.left):
                return right
            if self._is_zero(expr.right):
                return left
            for side, other in ((expr.left, right), (expr.right, left)):
                if isinstance(side, n.Number) and side.unit is None and other.unit:
                    return self._bare(side, other)
            args: dict[str, Any] = {
                "left": _shown(expr.left, left),
                "right": _shown(expr.right, right),
                "doing": _DOING[expr.op],
            }
            return self.report(errors.UNIT_MISMATCH, expr.span, **args)
        form = Form.PLAIN
        if left.is_number:
            forms = (left.form, right.form)
            if Form.POINT in forms and forms != (Form.POINT, Form.POINT):
                if Form.PLAIN in forms or (forms[0] is Form.POINT and expr.op == "-"):
                    return self.report(errors.POINT_MISUSE, expr.span)
                form = forms[0] if forms[1] is Form.POINT else forms[1]
            elif forms == (Form.POINT, Form.POINT):
                form = Form.POINT
            elif Form.PERCENT in forms or Form.DIFFERENCE in forms:
                form = Form.DIFFERENCE if expr.op == "-" and Form.PLAIN not in forms else Form.PERCENT
        whole = left.whole and right.whole
        return Quantity(left.dimension, whole, form, unit=left.unit or right.unit)

    def _product(self, expr: n.Arithmetic, left: Quantity, right: Quantity) -> Type:
        for side, other in ((expr.left, left), (expr.right, right)):
            if other.form is Form.POINT:
                return self.report(errors.POINT_MISUSE, side.span)
        sign = 1 if expr.op == "×" else -1
        if left.is_points or right.is_points:
            other = right if left.is_points else left
            if not other.is_number and not (left.is_points and right.is_points and sign < 0):
                return self.report(errors.POINTS_PRODUCT, expr.span)
            if right.is_points and not left.is_points and sign < 0:
                return self.report(errors.POINTS_PRODUCT, expr.span)
        dimension = times(left.dimension, right.dimension, sign)
        if dimension == left.dimension:
            unit = left.unit if left.dimension else None
        elif dimension == right.dimension and sign > 0:
            unit = right.unit
        else:
            unit = _joined(left.unit, right.unit, dimension) if sign < 0 else None
        whole = left.whole and right.whole and sign > 0
        form = Form.PLAIN
        if not dimension:
            percent = any(side.form in (Form.PERCENT, Form.DIFFERENCE) for side in (left, right))
            form = Form.PERCENT if percent or left.dimension else Form.PLAIN
        return Quantity(dimension, whole, form, unit=unit)

    def _compare(self, expr: n.Compare, scope: Indicator | None) -> Type:
        for name, other in ((expr.left, expr.right), (expr.right, expr.left)):
            # 管理 的得分 ≥ 良
            if self.results and isinstance(name, n.Name) and isinstance(other, n.ScoreOf):
                self._one_of_results(name)
                if name.id in self.constants:
                    self.infer(other, scope)
                    return FLAG
        sides = self.label_side(expr, scope)
        if sides is not None:
            return self._compare_label(expr, *sides, scope)
        left, right = self.infer(expr.left, scope), self.infer(expr.right, scope)
        if isinstance(left, Broken) or isinstance(right, Broken):
            return FLAG
        if isinstance(left, Quantity) and isinstance(right, Quantity):
            if left.dimension != right.dimension:
                for side, other_type in ((expr.left, right), (expr.right, left)):
                    if self._is_zero(side):
                        return FLAG
                    if isinstance(side, n.Number) and side.unit is None and other_type.unit:
                        self._bare(side, other_type)
                        return FLAG
                args: dict[str, Any] = {"left": _shown(expr.left, left), "right": _shown(expr.right, right)}
                self.report(errors.UNIT_MISMATCH, expr.span, doing=_DOING["compare"], **args)
            for side, this_type, other_type in ((expr.left, left, right), (expr.right, right, left)):
                if this_type.form is Form.POINT and other_type.form not in (Form.DIFFERENCE, Form.POINT):
                    self.report(errors.POINT_MISUSE, side.span)
            return FLAG
        unlike: dict[str, Any] = {
            "left": _shown(expr.left, left),
            "right": _shown(expr.right, right),
            "doing": _DOING["compare"],
        }
        ranked = expr.op not in "=≠"
        if type(left) is not type(right) or isinstance(left, Text) or (ranked and isinstance(left, Flag)):
            self.report(errors.UNIT_MISMATCH, expr.span, **unlike)
        elif isinstance(left, Choice) and isinstance(right, Choice):
            if left.labels != right.labels:
                self.report(errors.UNIT_MISMATCH, expr.span, **unlike)
            elif ranked and not left.ordered:
                self.report(errors.NOT_ORDERED, expr.span, name=expr.left.span.text)
        return FLAG

    def label_side(self, expr: n.Compare, scope: Indicator | None) -> tuple[n.Expr, n.Name, Choice] | None:
        """The choice, the name beside it that is to be one of its labels, and its type; None where there is no such."""
        # A label is known only beside its choice, so the other side is looked at first.
        for name, other in ((expr.left, expr.right), (expr.right, expr.left)):
            if not isinstance(name, n.Name) or len(name.parts) != 1 or self.visible(name.parts[0], scope):
                continue
            known = self._peek(other, scope)
            if isinstance(known, Choice):
                return other, name, known
        return None

    def _peek(self, expr: n.Expr, scope: Indicator | None) -> Type | None:
        """The type of a name without reporting."""
        if not isinstance(expr, n.Name):
            return None
        target: Target | None = self.visible(expr.parts[0], scope) if len(expr.parts) == 1 else None
        if target is None:
            found = self.index.find(expr.parts)
            target = found[0] if len(found) == 1 else None
        if isinstance(target, Indicator):
            target = target.measure if isinstance(target.measure, Formula) else None
        if self.named and isinstance(target, Formula) and isinstance(target.expression, n.Decision):
            return self.formula(target)
        return target.type if isinstance(target, Fact) else None

    def is_known(self, name: n.Name, scope: Indicator | None) -> bool:
        """Whether a name means a fact, a formula or a heading in a scope."""
        return bool(self.targets(name, scope))

    def _compare_label(
        self, expr: n.Compare, subject: n.Expr, label: n.Name, choice: Choice, scope: Indicator | None
    ) -> Type:
        self.infer(subject, scope)
        if self.label(label, choice) is None:
            near = self.diagnostics.near(label.text, choice.labels)
            args: dict[str, Any] = {
                "label": label.text,
                "name": subject.span.text,
                "choices": list(choice.labels),
            }
            self.diagnostics.report(errors.UNKNOWN_LABEL, label.span, suggestions=near, **args)
        elif expr.op not in "=≠" and not choice.ordered:
            self.report(errors.NOT_ORDERED, expr.span, name=subject.span.text)
        return FLAG

    def _call(self, expr: n.Call, scope: Indicator | None) -> Type:
        if expr.function in KINDS:
            return self._population(expr, scope)
        if expr.ranking:
            for argument in expr.arguments:
                self.infer(argument, scope)
            return self.report(errors_above.NOT_RANKED, expr.span, name=_written(expr))
        function = self.functions.get(expr.function)
        if function is not None and not self._places(expr, function):
            return BROKEN
        if function is not None and function.over_lists:
            return self._call_over(expr, function, scope)
        types = [self.infer(argument, scope) for argument in expr.arguments]
        if function is None:
            near = (
                self.diagnostics.near(expr.function, self.functions) or self.slip_in(expr.function, _BEFORE_BRACKET)[1]
            )
            self.diagnostics.report(errors.UNKNOWN_FUNCTION, expr.span, suggestions=near, name=_written(expr))
            return BROKEN
        if len(types) < function.least or (function.most is not None and len(types) > function.most):
            wanted = (
                str(function.least) if function.least == function.most else f"{function.least}–{function.most or '…'}"
            )
            return self.report(errors.ARGUMENTS, expr.span, name=_written(expr), expected=wanted, found=str(len(types)))
        if function.decimals and len(types) == function.most:
            last = expr.arguments[-1]
            places = self.constant(last)
            if places is None or places.denominator != 1 or not 0 <= places <= MOST_DECIMALS:
                text = last.span.text.strip()
                return self.report(BAD_DECIMALS, last.span, text=text, most=str(MOST_DECIMALS))
        return self._result(expr, function, types)

    def _places(self, expr: n.Call, function: Function) -> bool:
        """Whether a number of decimals stands last, where it may, and wherever it has to."""
        last = expr.arguments[-1] if expr.arguments else None
        for argument in expr.arguments:
            if isinstance(argument, n.Places) and not (function.decimals and argument is last):
                self.report(errors.PLACES_MISPLACED, argument.span, name=_written(expr))
                return False
        if function.stated and not isinstance(last, n.Places):
            behind = Span(expr.span.source, expr.span.end - 1, expr.span.end - 1)
            text = "，2位小数" if self.lang == "zh" else ", 2 decimals"
            fix = Fix(Words("写明保留几位", "state the decimals"), ((behind, text),))
            self.diagnostics.report(errors.DECIMALS_UNSTATED, expr.span, fixes=(fix,), name=_written(expr))
            return False
        return True

    def _result(self, expr: n.Call, function: Function, types: Sequence[Type]) -> Type:
        found = function.result(types)
        if found is None:
            shown = [describe(t) for t in types]
            wanted_type = Words(f"{expr.function} 的这一项", f"arguments that {expr.function} takes")
            return self.report(errors.WRONG_TYPE, expr.span, expected=wanted_type, found=shown)
        if isinstance(found, Broken):
            return found
        if function.calendar and not self.dated(expr):
            return BROKEN
        why = function.refuses(self._argument_bounds(expr, function)) if function.refuses else None
        if why is not None:
            call = expr.span.text.strip()
            return self.report(errors.FUNCTION_UNDEFINED, expr.span, call=call, why=why)
        return found

    def _population(self, expr: n.Call, scope: Indicator | None) -> Type:
        """A figure of all subjects: a fact of its own, named by what it is of."""
        types = [self.infer(argument, scope) for argument in expr.arguments]
        if any(isinstance(type_, Broken) for type_ in types):
            return BROKEN
        of = expr.arguments[0] if len(types) == 1 else None
        target = self.refs.get(of.id) if isinstance(of, (n.Name, n.ScoreOf)) else None
        score = isinstance(of, n.ScoreOf)
        measured = isinstance(target, (Fact, Formula)) or (isinstance(target, Indicator) and (score or target.measure))
        if not measured or not isinstance(types[0], Quantity):
            return self.report(errors_above.POPULATION_OF, expr.span, name=_written(expr))
        assert isinstance(target, (Fact, Formula, Indicator)) and of is not None
        kind = KINDS[expr.function]
        ends, ties = [r for r in expr.ranking if r in ENDS], [r for r in expr.ranking if r in TIES]
        if kind == "rank" and (len(ends), len(ties)) != (1, 1):
            return self.report(errors_above.RANK_RULES, expr.span)
        if kind != "rank" and expr.ranking:
            return self.report(errors_above.NOT_RANKED, expr.span, name=_written(expr))
        figure = Population(kind, target, score)
        if kind == "rank":
            figure.high_first, figure.ties = ends[0] == "HIGH_FIRST", TIES[ties[0]]
        fact = population_fact(expr.function, figure, types[0], self.bounds(of), expr.span)
        known = self.population.setdefault(fact.path, fact)
        if known.population is not None and (known.population.high_first, known.population.ties) != (
            figure.high_first,
            figure.ties,
        ):
            return self.report(errors_above.TWO_RANKS, expr.span, name=shown_path(target))
        self.refs[expr.id] = known
        self.read.add(id(known))
        return known.type

    def _call_over(self, expr: n.Call, function: Function, scope: Indicator | None) -> Type:
        """A function of any number of values, in which a 列 counts as each of its own."""
        dropping = function.trims and n.drops(expr.arguments)
        arguments = expr.arguments[:1] if dropping else expr.arguments
        types: list[Type] = []
        for argument in arguments:
            if function.over_rows == "count" and self._names_rows(argument, scope):
                types.append(TEXT)
                continue
            type_, over = self.over(argument, scope)
            types += [type_] * over.size
        if len(types) < function.least:
            args: dict[str, Any] = {
                "name": _written(expr),
                "expected": f"{function.least}–…",
                "found": str(len(types)),
            }
            return self.report(errors.ARGUMENTS, expr.span, **args)
        if any(argument.id in self.rows_over for argument in arguments) and (
            len(arguments) > 1 or function.over_rows is None
        ):
            return self.report(errors.ROWS_NOT_TOGETHER, expr.span, name=_written(expr))
        own = self._own_cell(arguments[0]) if function.over_rows is not None and len(arguments) == 1 else None
        if own is not None:
            name, column = own
            rows = column.rows.name if column.rows is not None else ""
            of = rows if column.type is TEXT else f"{rows}·{column.name}"
            args = {"name": name, "rows": rows, "of": of, "function": _written(expr)}
            return self.report(errors.OWN_ROWS, expr.span, **args)
        if function.trims and not any(isinstance(type_, Broken) for type_ in types):
            dropped = Fraction(1)
            if dropping:
                self.infer(expr.arguments[1], scope)
                dropped = self.constant(expr.arguments[1]) or Fraction(0)
            if dropped.denominator != 1 or not 1 <= dropped < Fraction(len(types), 2):
                return self.report(errors.BAD_TRIM, expr.span, size=str(len(types)), count=exact(dropped))
        return self._result(expr, function, types)

    def _own_cell(self, expr: n.Expr) -> tuple[str, Fact] | None:
        """A column of the row at hand that an expression which goes over nothing reads."""
        if expr.id in self.rows_over or expr.id in self.spread:
            return None
        return next(((name.text, column) for name, column in columns(self, expr)), None)

    def _names_rows(self, expr: n.Expr, scope: Indicator | None) -> bool:
        """Whether an expression is the name of a 明细: its rows can be counted without any of their columns."""
        found = self.targets(expr, scope) if isinstance(expr, n.Name) else []
        target = found[0] if len(found) == 1 else None
        if not isinstance(target, Fact) or not isinstance(target.type, RowsType):
            return False
        assert isinstance(expr, n.Name)
        self.resolve(expr, scope)
        self.types[expr.id] = TEXT
        self.rows_over[expr.id] = target
        return True

    def dated(self, call: n.Call) -> bool:
        """Whether the days that a call counts lie in the 工作日历; those of facts then have to."""
        if self.calendar is None:
            if not self.has_calendar:
                self.report(errors.NO_CALENDAR, call.span, name=_written(call))
            return False
        fits = True
        for fact in reads(self, call):
            if fact.type == DATE:
                fact.domain = evolve(fact.domain, bounds=self.calendar.bounds)
        for day in self._days(call):
            value = self.constants.get(day.id)
            if isinstance(value, date) and not self.calendar.covers(value):
                first, last = self.calendar.first.isoformat(), self.calendar.last.isoformat()
                self.report(errors.DAY_OUTSIDE, day.span, day=value.isoformat(), first=first, last=last)
                fits = False
        return fits

    def _days(self, expr: n.Node) -> Iterator[n.DateLiteral]:
        """The fixed days that an expression reads, through formulas too."""
        seen: set[int] = set()
        stack: list[n.Node] = [expr]
        while stack:
            node = stack.pop()
            if isinstance(node, n.DateLiteral):
                yield node
            target = self.refs.get(node.id) if isinstance(node, n.Name) else None
            if isinstance(target, Formula) and id(target) not in seen:
                seen.add(id(target))
                stack += [target.expression, *(guard.value for guard in target.guards)]
            stack.extend(n.children(node))

    # Values

    def bounds(self, expr: n.Expr) -> Interval:
        """An interval that holds every value the expression can take over the declared ranges."""
        constant = self.constants.get(expr.id)
        if isinstance(constant, Fraction):
            return exactly(constant)
        found = self._bounds(expr)
        for form, interval in self.narrowed:
            if self.form(expr) == form:
                found = found.meet(interval)
        return _short(found)

    def _bounds(self, expr: n.Expr) -> Interval:
        match expr:
            case n.Name() | n.ScoreOf():
                target = self.refs.get(expr.id)
                if isinstance(expr, n.ScoreOf):
                    return target.scores if isinstance(target, Indicator) else ANY
                return self.bounds_of(target)
            case n.Negative():
                return -self.bounds(expr.operand)
            case n.Arithmetic(op=op, left=left, right=right):
                a, b = self.bounds(left), self.bounds(right)
                if op == "+":
                    return a + b
                if op == "-":
                    found = a - b
                    if self.orders and (self.form(right), self.form(left)) in self.orders:
                        found = found.meet(at_least(Fraction(0)))
                    return found
                return a * b if op == "×" else a / b
            case n.Limited(operand=operand, low=low, high=high):
                inner, least, most = self.bounds(operand), self.constant(low), self.constant(high)
                if least is None or most is None or least > most:
                    return inner
                below = inner.low is None or inner.low < least
                above = inner.high is None or inner.high > most
                start = least if below or inner.low is None else min(inner.low, most)
                end = most if above or inner.high is None else max(inner.high, least)
                return Interval(start, end, not below and start == inner.low and inner.low_open)
            case n.Rescaled(operand=operand, factor=factor):
                return self.bounds(operand) * self.bounds(factor)
            case n.Decision():
                return self._decided(expr)
            case n.Call():
                figure = self.refs.get(expr.id)
                if isinstance(figure, Fact):
                    return figure.domain.bounds
                function = self.functions.get(expr.function)
                if function is None:
                    return ANY
                if expr.arguments and expr.arguments[0].id in self.rows_over:
                    return _of_rows(function.over_rows, self.bounds(expr.arguments[0]))
                return function.bounds(self._argument_bounds(expr, function))
        return ANY

    def _argument_bounds(self, expr: n.Call, function: Function) -> list[Interval]:
        """The values that each argument of a call can take, those of a 列 one by one."""
        dropping = function.trims and n.drops(expr.arguments)
        arguments = expr.arguments[:1] if dropping else expr.arguments
        each = [(self.bounds(a), self.spread.get(a.id, 1)) for a in arguments]
        return [bounds for bounds, count in each for _ in range(count)]

    def _decided(self, expr: n.Decision) -> Interval:
        """The values of the rows of a 判定, each where its interval holds."""
        found = EMPTY
        for row in expr.rows:
            if not isinstance(row, n.Row) or not isinstance(row.score, n.ScoreExpr):
                continue
            band = self.intervals.get(row.head.id) if isinstance(row.head, n.IntervalNode) else None
            if band is not None and expr.subject is not None:
                self.narrowed.append((self.form(expr.subject), band))
            found = found.hull(self.bounds(row.score.expression))
            if band is not None and expr.subject is not None:
                self.narrowed.pop()
        return ANY if found.empty else found

    def bounds_of(self, target: Ref | None) -> Interval:
        """The values that a fact, formula or heading can have."""
        if isinstance(target, Fact):
            bounds = target.domain.bounds
            if isinstance(target.missing_value, Fraction):
                bounds = bounds.hull(exactly(target.missing_value))
            return bounds
        if isinstance(target, Indicator):
            if isinstance(target.measure, Formula):
                return self.bounds_of(target.measure)
            return self.bounds(target.measure) if target.measure is not None else ANY
        if isinstance(target, Formula) and not isinstance(target.type, (Broken, type(None))):
            # A formula may be read along many ways, so its bounds are worked out once for what is known.
            key = (id(target), tuple(self.narrowed))
            if key not in self._bounds_of:
                found = self._kept(target.expression, target.keep, target.type)
                for guard in target.guards:
                    found = found.hull(self._kept(guard.value, guard.keep or target.keep, target.type))
                self._bounds_of[key] = found
            return self._bounds_of[key]
        return ANY

    def _kept(self, expr: n.Expr, keep: n.Keep | None, type_: Type) -> Interval:
        """The values of an expression after its rounding."""
        found = self.bounds(expr)
        if keep is None:
            return found
        step = kept_step(keep, type_)
        low = None if found.low is None else found.low // step * step
        high = None if found.high is None else -(-found.high // step) * step
        return Interval(low, high)

    def constant(self, expr: n.Expr, points: Fraction | None = None) -> Fraction | None:
        """The value of an expression that reads no fact, in base units; 满分 is `points`."""
        known = self.constants.get(expr.id)
        if isinstance(known, Fraction):
            return known
        match expr:
            case n.FullMarks():
                return points
            case n.Negative():
                value = self.constant(expr.operand, points)
                return None if value is None else -value
            case n.Arithmetic(op=op, left=left, right=right):
                a, b = self.constant(left, points), self.constant(right, points)
                if a is None or b is None or (op == "÷" and b == 0):
                    return None
                return {"+": a + b, "-": a - b, "×": a * b}[op] if op != "÷" else a / b
        return None

    def value_at(self, expr: n.Expr, subject: Any, value: Fraction) -> Fraction | None:
        """The value of an expression where the value of form `subject` is known and nothing else varies."""
        if self.form(expr) == subject:
            return value
        constant = self.constants.get(expr.id)
        if isinstance(constant, Fraction):
            return constant
        if isinstance(expr, n.Negative):
            inner = self.value_at(expr.operand, subject, value)
            return None if inner is None else -inner
        if isinstance(expr, n.Arithmetic):
            a, b = self.value_at(expr.left, subject, value), self.value_at(expr.right, subject, value)
            if a is None or b is None or (expr.op == "÷" and b == 0):
                return None
            return a / b if expr.op == "÷" else {"+": a + b, "-": a - b, "×": a * b}[expr.op]
        return None

    def same(self, a: n.Expr, b: n.Expr) -> bool:
        """Whether two expressions are the same formula of the same things."""
        return bool(self.form(a) == self.form(b))

    def form(self, expr: n.Expr) -> Any:
        """What two expressions that mean the same by their shape share: names as what they mean, figures as values."""
        if expr.id not in self.types:
            return self._form(expr)
        if expr.id not in self._forms:
            self._forms[expr.id] = self._form(expr)
        return self._forms[expr.id]

    def _form(self, expr: n.Expr) -> Any:
        if expr.id in self.constants:
            return ("value", self.constants[expr.id])
        match expr:
            case n.Name() | n.ScoreOf():
                target = self.refs.get(expr.id)
                if isinstance(target, Indicator) and isinstance(expr, n.Name) and target.measure is not None:
                    measure = target.measure
                    return ("ref", id(measure)) if isinstance(measure, Formula) else self.form(measure)
                return (type(expr).__name__, "ref" if target is None else id(target))
            case n.Arithmetic(op=op, left=left, right=right):
                a, b = self.form(left), self.form(right)
                if op in "+×" and repr(b) < repr(a):
                    a, b = b, a
                return (op, a, b)
            case n.Compare(op=op, left=left, right=right):
                if op in ">≥":
                    op, left, right = {">": "<", "≥": "≤"}[op], right, left
                return (op, self.form(left), self.form(right))
        return (
            type(expr).__name__,
            getattr(expr, "op", getattr(expr, "function", "")),
            tuple(self.form(child) for child in n.children(expr) if isinstance(child, n.Expr)),
        )


_RUNS = re.compile(r"[^\W\d]+")
_BEHIND_FIGURE = (
    *("OPTIONAL", "SIGNED", "WHOLE", "FAIL", "NEED_REASON", "FROM_AND_ABOVE", "UP_TO", "WITHIN", "BEYOND"),
    *("DECIMALS", "PERCENT_DIGITS"),
)
_VALUES = (
    *("FULL", "TOTAL", "SCORE", "ZERO_SCORE", "LEFT_OUT", "GROUP_MEAN", *ENDS, *TIES),
    *("HALF_UP", "CUT", "UP", "CAP", "FLOOR"),
)
_BEFORE_BRACKET = ("RESCALED", "AT_LEAST", "HALF_UP", "CUT", "UP", "COUNT", "ANY_OF")
"""What may be misspelled where a unit, a name or a function is unknown."""
_MOST_RUNS = 4
_MOST_NEAR = 4
"""How many words are offered for one that is misspelled."""


def _nearly(name: str, unit: str) -> bool:
    """Whether a unit of two characters or more has one of them wrong: 万员 for 万元."""
    return 1 < len(name) == len(unit) and sum(a != b for a, b in zip(name, unit, strict=True)) == 1


MOST_BOUND_BITS = 2_000
"""An end of bounds with more digits than this is as good as none."""


def _short(bounds: Interval) -> Interval:
    """The bounds, without ends of very many digits: they would grow with every product."""
    low, high = (None if end is not None and _long(end) else end for end in (bounds.low, bounds.high))
    if low is bounds.low and high is bounds.high:
        return bounds
    return Interval(low, high, bounds.low_open and low is not None, bounds.high_open and high is not None)


def _long(end: Fraction) -> bool:
    return max(end.numerator.bit_length(), end.denominator.bit_length()) > MOST_BOUND_BITS


def _written(call: n.Call) -> str:
    """The name of a function as the text has it, in its language."""
    return re.split("[(（]", call.span.text, maxsplit=1)[0].strip()


def _of_rows(what: str | None, bounds: Interval) -> Interval:
    """What a function can make of one row or more whose values have bounds."""
    if what == "count":
        return at_least(Fraction(1))
    if what != "sum":
        return bounds
    low = bounds.low if bounds.low is not None and bounds.low >= 0 else None
    high = bounds.high if bounds.high is not None and bounds.high <= 0 else None
    return Interval(low, high, bounds.low_open and low is not None, bounds.high_open and high is not None)


def labels_of(fact: Fact) -> list[str]:
    """What the values of a 列 are called: 2019, 2020, …"""
    return list(fact.labels)


def is_counter(unit: Unit) -> bool:
    """Whether a unit counts things: a dimension of its own that is neither money, points nor a measure."""
    names = [name for name, _ in unit.dimension]
    return len(names) == 1 and names[0] not in _MEASURES


_MEASURES = ("元", "分", "秒", "米", "平方米", "立方米", "千克", "千瓦时")


def kept_step(keep: n.Keep, type_: Type | None) -> Fraction:
    """What 保留 keeps whole multiples of, in base units: its digits are those of the unit that values are shown in."""
    unit = shown_unit(type_) if isinstance(type_, Quantity) and type_.dimension else None
    step = Fraction(1, 10 ** (keep.digits + (2 if keep.percent else 0)))
    return step if unit is None else step * unit.factor


def match_label(text: str, choice: Choice) -> str | None:
    """The label of a choice that a text spells, by folding or as a declared synonym."""
    key = name_key(text)
    for label in choice.labels:
        if name_key(label) == key:
            return label
    return next((label for spelling, label in choice.synonyms if name_key(spelling) == key), None)


def _joined(left: Unit | None, right: Unit | None, dimension: Any) -> Unit | None:
    if left is None or right is None or not dimension:
        return None
    return Unit(f"{left.name}/{right.name}", dimension, left.factor / right.factor)


def _shown(expr: n.Expr, type_: Type) -> Words:
    words = describe(type_)
    text = expr.span.text.strip()
    return Words(f"「{text}」（{words.zh}）", f"`{text}` ({words.en})")
