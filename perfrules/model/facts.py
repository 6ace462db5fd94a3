"""数据 lines → facts: kind, unit, grid and range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from operator import attrgetter
from typing import Any, cast

from attrs import define, evolve

from perfrules.diagnostics import Diagnostics, Fix
from perfrules.model import errors, errors_above
from perfrules.model.infer import Typing, is_counter
from perfrules.model.model import Fact
from perfrules.model.population import stand_in
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.interval import Interval, at_least, at_most
from perfrules.types.types import (
    BROKEN,
    DATE,
    FLAG,
    MONEY,
    PLAIN,
    POINTS_TYPE,
    RATIO,
    TEXT,
    Broken,
    Choice,
    Domain,
    Quantity,
    Type,
    Unit,
    Value,
)

LEAST_ITEMS, MOST_ITEMS = 2, 100
"""How many values a 列 can have."""
MONEY_GRID = Fraction(1, 100)
MONEY_LIMIT = Fraction(10**11)
"""元: |x| < 10¹³ 分 unless a range or grid says otherwise."""


_POLICIES = ("missing-value", "missing-fails", "missing-mean")
_ANY_KIND = ("optional", "needs-reason", *_POLICIES)
_ONE_OF = (_POLICIES, ("grid", "round-first", "cut-first"), ("optional",), ("signed",), ("whole",), ("needs-reason",))
_SAID = {"optional": "可缺", "signed": "可负", "whole": "整数", "needs-reason": "须说明"}


@define
class FactReader:
    """Makes facts of the lines under 数据."""

    typing: Typing
    diagnostics: Diagnostics
    money_unit: Unit | None
    year: int | None = None
    """The 年度 of the rubric, where it states one."""

    def fact(self, decl: n.FactDecl) -> Fact:
        """The fact that a line declares, a 列 with its items; what is wrong is reported."""
        found = self._single(decl)
        size = decl.kind.size
        if size is None:
            return self._with_means(found)
        if not LEAST_ITEMS <= size <= MOST_ITEMS:
            args: dict[str, Any] = {"name": decl.name, "size": str(size), "least": str(LEAST_ITEMS)}
            self.diagnostics.report(errors.BAD_SIZE, decl.kind.span, most=str(MOST_ITEMS), **args)
            return evolve(found, type=BROKEN)
        first = self.year - size + 1 if decl.kind.yearly and self.year is not None else 1
        return self._with_means(listed(found, [str(number) for number in range(first, first + size)]))

    def column(self, decl: n.FactDecl) -> Fact:
        """A column of a 明细, which has one value in each row."""
        if decl.kind.size is not None:
            self.diagnostics.report(errors.LIST_IN_ROWS, decl.kind.span, name=decl.name)
        for modifier in decl.modifiers:
            if modifier.word == "missing-mean":
                why = Words("它是明细的一列，每行各有各的", "which is a column, so each row has its own")
                args: dict[str, Any] = {"name": decl.name, "word": modifier.span.text.strip(), "why": why}
                self.diagnostics.report(errors.MODIFIER_MISFIT, modifier.span, **args)
        return evolve(self._single(decl), stand_in=None)

    def row(self, decl: n.FactDecl, grid: Fact, columns: Sequence[str]) -> Fact:
        """A row of a 数据表: a fact with a value in every column."""
        if decl.kind.size is not None:
            self.diagnostics.report(errors.LIST_IN_ROWS, decl.kind.span, name=decl.name)
        return self._with_means(listed(evolve(self._single(decl), path=f"{grid.path}·{decl.name}"), columns))

    def _with_means(self, fact: Fact) -> Fact:
        """The fact; the means of all subjects that stand for its absent values (可缺 按均值) are declared."""
        for item in fact.items or (fact,):
            if item.stand_in is not None:
                self.typing.population[item.stand_in.path] = item.stand_in
                self.typing.read.add(id(item.stand_in))
        return fact

    def _single(self, decl: n.FactDecl) -> Fact:
        type_ = self._type(decl)
        words = {modifier.word for modifier in decl.modifiers}
        self._misfits(decl, type_)
        unit = type_.unit if isinstance(type_, Quantity) else None
        domain = self._domain(decl, type_, words) if isinstance(type_, Quantity) else Domain()
        if domain.empty:
            self.diagnostics.report(errors.BAD_RANGE, decl.span, name=decl.name)
            domain = Domain()
        remark = next((note.text for note in decl.notes if note.kind == "remark"), "")
        first = next((m for m in decl.modifiers if m.word in ("round-first", "cut-first")), None)
        missing = self._missing(decl, type_, domain)
        mean = next((m for m in decl.modifiers if m.word == "missing-mean"), None)
        if mean is not None and not isinstance(type_, (Quantity, Broken)):
            self.diagnostics.report(errors_above.MEAN_OF_NO_QUANTITY, mean.span, name=decl.name)
            mean = None
        found = Fact(
            decl.name,
            decl.name,
            type_,
            unit,
            domain,
            optional="optional" in words,
            missing_value=missing,
            # A broken value is reported where it stands; it counts as a policy all the same.
            missing_fails=bool(words & set(_POLICIES)) and missing is None,
            needs_reason="needs-reason" in words,
            first=None if first is None else "half-up" if first.word == "round-first" else "down",
            remark=remark,
            span=decl.span,
            full=self._full(decl, type_),
        )
        if mean is None or not isinstance(type_, Quantity):
            return found
        return evolve(found, stand_in=stand_in(found))

    def _full(self, decl: n.FactDecl, type_: Type) -> Fraction:
        """The points that points awarded elsewhere are out of; 0 where that is not said."""
        for modifier in decl.modifiers:
            if modifier.word == "out-of" and isinstance(type_, Quantity) and type_.is_points:
                value = self.typing.constant(modifier.arguments[0])
                if value is not None and value > 0:
                    return value
                self.diagnostics.report(errors.BAD_RANGE, modifier.span, name=decl.name)
        return Fraction(0)

    def _misfits(self, decl: n.FactDecl, type_: Type) -> None:
        """Words that are given twice, contradict each other, or say nothing of a fact of this kind."""
        seen: dict[str, str] = {}
        for modifier in decl.modifiers:
            word = modifier.word
            why = None
            other = next((seen[w] for group in _ONE_OF if word in group for w in group if w in seen), None)
            if other is not None:
                why = Words(f"前面已有「{other}」", f"after `{other}`")
            elif word in _POLICIES and "optional" not in seen:
                why = Words("却没有写「可缺」", "but not `may be missing`")
            elif word not in _ANY_KIND and not isinstance(type_, (Quantity, Broken)):
                why = Words("它不是一个量", "and it is no quantity")
            elif word == "out-of" and isinstance(type_, Quantity) and not type_.is_points:
                why = Words("它不是分", "and it is no points")
            seen.setdefault(word, _SAID.get(word) or modifier.span.text.strip())
            if why is not None:
                self.diagnostics.report(
                    errors.MODIFIER_MISFIT, modifier.span, name=decl.name, word=modifier.span.text.strip(), why=why
                )

    def _type(self, decl: n.FactDecl) -> Type:
        kind = decl.kind
        unit = self.typing.unit(kind.unit, kind.span) if kind.unit else None
        if kind.unit and unit is None:
            return BROKEN
        match kind.word:
            case "money":
                unit = unit or self.money_unit or self.typing.units["元"]
                return self._of(decl, Quantity(unit.dimension, unit=unit), ("元", 1) in unit.dimension)
            case "count":
                assert unit is not None
                return self._of(decl, Quantity(unit.dimension, True, unit=unit), is_counter(unit))
            case "measure":
                assert unit is not None
                known = bool(unit.dimension) and unit.dimension != MONEY and not is_counter(unit)
                return self._of(decl, Quantity(unit.dimension, unit=unit), known)
            case "ratio":
                return RATIO
            case "number":
                return PLAIN
            case "points":
                return POINTS_TYPE
            case "flag":
                return FLAG
            case "choice":
                return self._choice(decl)
            case "date":
                return DATE
        return TEXT

    def _of(self, decl: n.FactDecl, type_: Quantity, fits: bool) -> Type:
        if fits:
            return type_
        words = {
            "money": Words("金额", "money"),
            "count": Words("计数", "a count"),
            "measure": Words("计量", "a measure"),
        }
        args: dict[str, Any] = {"unit": decl.kind.unit, "meant": words[decl.kind.word]}
        self.diagnostics.report(errors.WRONG_UNIT, decl.kind.span, **args)
        return BROKEN

    def _choice(self, decl: n.FactDecl) -> Type:
        labels = decl.kind.labels
        keys = [name_key(text) for text in (*labels, *(spelling for spelling, _ in decl.kind.synonyms))]
        doubled = {key for key in keys if keys.count(key) > 1}
        if doubled:
            self.diagnostics.report(errors.DUPLICATE_NAME, decl.kind.span, name="、".join(sorted(doubled)))
        return Choice(labels, decl.kind.ordered, decl.kind.synonyms)

    def _figure(self, expr: n.Expr, type_: Quantity) -> Fraction | None:
        if isinstance(self.typing.infer(expr, None, type_), Broken):
            return None
        value = self.typing.constant(expr)
        if value is None:
            self.diagnostics.report(errors.NOT_CONSTANT, expr.span)
        return value

    def _domain(self, decl: n.FactDecl, type_: Quantity, words: set[str]) -> Domain:
        money = type_.dimension == MONEY
        natural = money or type_.is_count or (bool(type_.dimension) and not type_.is_points)
        bounds = Interval() if "signed" in words or not natural else at_least(Fraction(0))
        grid = Fraction(1) if type_.whole or "whole" in words else MONEY_GRID if money else None
        if type_.whole and type_.unit is not None:
            grid = Fraction(1)
        stated = False
        for modifier in decl.modifiers:
            values = [self._figure(expr, type_) for expr in modifier.arguments]
            if not values or None in values:
                continue
            found: list[Any] = values
            if natural and "signed" not in words and modifier.word in ("bound", "bounds") and min(found) < 0:
                self._unsigned(decl, modifier)
                continue
            if modifier.word == "bound":
                bounds = bounds.meet(_bound(modifier.op, found[0]))
                stated = stated or modifier.op in "<≤"
            elif modifier.word == "bounds":
                low, high = found
                bounds = bounds.meet(Interval(low, high, modifier.op[0] == "(", modifier.op[1] == ")"))
                stated = True
            elif modifier.word == "out-of":
                bounds = bounds.meet(Interval(Fraction(0), found[0]))
                stated = True
            elif modifier.word in ("grid", "round-first", "cut-first"):
                if found[0] <= 0:
                    self.diagnostics.report(errors.BAD_RANGE, modifier.span, name=decl.name)
                else:
                    grid = found[0]
        if money and not stated:
            bounds = bounds.meet(Interval(-MONEY_LIMIT, MONEY_LIMIT, True, True))
        return Domain(bounds, grid)

    def _unsigned(self, decl: n.FactDecl, modifier: n.Modifier) -> None:
        """Report figures below 0 in the range of what cannot be negative."""
        at = modifier.span
        word = "may be negative " if self.typing.lang == "en" else "可负 "
        says = Fix(Words("写上「可负」", "say that it may be negative"), ((Span(at.source, at.start, at.start), word),))
        self.diagnostics.report(errors.UNSIGNED_BELOW_0, at, fixes=(says,), name=decl.name)

    def _missing(self, decl: n.FactDecl, type_: Type, domain: Domain) -> Value | None:
        for modifier in decl.modifiers:
            if modifier.word == "missing-value":
                expr = modifier.arguments[0]
                if isinstance(type_, Choice) and isinstance(expr, n.Name) and not self.typing.label(expr, type_):
                    args: dict[str, Any] = {"label": expr.text, "name": decl.name, "choices": list(type_.labels)}
                    self.diagnostics.report(errors.UNKNOWN_LABEL, expr.span, **args)
                    return None
                if isinstance(self.typing.infer(expr, None, type_), Broken):
                    return None
                if not isinstance(type_, Quantity):
                    return self.typing.constants.get(expr.id)
                value = self.typing.constant(expr)
                if value is not None and not (value in domain.bounds and _on_grid(value, domain.grid)):
                    text = expr.span.text.strip()
                    self.diagnostics.report(errors.MISSING_VALUE_OUTSIDE, expr.span, name=decl.name, value=text)
                    return None
                return value
        return None


def listed(fact: Fact, labels: Sequence[str]) -> Fact:
    """A 列 of values like a fact, one for each label."""
    paths = [f"{fact.path}·{label}" for label in labels]
    items = tuple(evolve(fact, name=path, path=path, is_item=True) for path in paths)
    if fact.stand_in is not None:
        items = tuple(evolve(item, stand_in=stand_in(item)) for item in items)
    return evolve(fact, items=items, labels=tuple(labels))


def grid_columns(grid: Fact) -> Iterator[Fact]:
    """The columns of a 数据表 as 列; one whose cells are not alike is BROKEN, so that reading it can be told."""
    first, *others = grid.cells
    for at, label in enumerate(first.labels):
        alike = all(
            type(row.type) is type(first.type)
            and (not isinstance(row.type, Quantity) or row.type.dimension == cast(Quantity, first.type).dimension)
            and (not isinstance(row.type, Choice) or row.type == first.type)
            and _when_absent(row) == _when_absent(first)
            for row in others
        )
        if not alike:
            items = tuple(row.items[at] for row in grid.cells)
            path = f"{grid.path}·{label}"
            yield Fact(label, path, BROKEN, None, Domain(), span=grid.span, items=items, labels=first.labels)
            continue
        bounds = reduce(Interval.hull, (row.domain.bounds for row in grid.cells))
        type_ = first.type
        if isinstance(type_, Quantity):
            type_ = evolve(type_, whole=all(cast(Quantity, row.type).whole for row in grid.cells))
        yield evolve(
            first,
            name=label,
            path=f"{grid.path}·{label}",
            type=type_,
            domain=Domain(bounds, first.domain.grid),
            items=tuple(row.items[at] for row in grid.cells),
            labels=tuple(row.name for row in grid.cells),
        )


_when_absent = attrgetter("optional", "missing_value", "missing_fails")


def _on_grid(value: Fraction, grid: Fraction | None) -> bool:
    return grid is None or (value / grid).denominator == 1


def _bound(op: str, value: Fraction) -> Interval:
    match op:
        case "≥" | ">":
            return at_least(value, strict=op == ">")
        case "≤" | "<":
            return at_most(value, strict=op == "<")
        case "=":
            return Interval(value, value)
    return Interval()
