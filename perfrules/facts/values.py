"""One supplied figure → a value of its fact: text with units, full-width digits and separators, or a Python value.

Figures are exact: text is read digit by digit, and a float only by its shortest decimal text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import define

from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Diagnostic, Kind
from perfrules.facts import errors
from perfrules.model.infer import match_label
from perfrules.model.model import Fact
from perfrules.source import Span, Words
from perfrules.syntax.folding import name_key
from perfrules.types.interval import Interval
from perfrules.types.show import show, shown_unit
from perfrules.types.types import (
    BROKEN,
    Choice,
    DateType,
    Flag,
    Quantity,
    Text,
    Unit,
    Value,
    describe,
    times,
)
from perfrules.types.units import PERCENT

MOST_DIGITS = 40

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(?:[eE]([+-]?\d{1,3}))?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_TRUE = frozenset(("是", "yes", "true", "y"))
_FALSE = frozenset(("否", "no", "false", "n"))
NEAR = Fraction(1, 10**9)
"""How far, relative to its size, a spreadsheet's float may lie from a value on the grid to be read as that value."""


@define
class BadValue(Exception):
    """A supplied figure that cannot be the fact's value."""

    diagnostic: Diagnostic


@define
class ValueReader:
    """Reads supplied values of one rubric's facts. `spreadsheet` allows for binary floats of cells."""

    units: Mapping[str, Unit]
    spreadsheet: bool = False

    def read(self, raw: Any, fact: Fact, span: Span) -> tuple[Value, str]:
        """The value, and a note for the reader where it was read with a grain of salt; BadValue otherwise."""
        type_ = fact.type
        match type_:
            case Flag():
                return self._flag(raw, fact, span), ""
            case Choice():
                return self._choice(raw, fact, type_, span), ""
            case DateType():
                return self._date(raw, fact, span), ""
            case Text():
                return str(raw), ""
            case Quantity():
                return self._quantity(raw, fact, type_, span)
        raise AssertionError(f"a fact of a broken type: {type_ is BROKEN}")

    def _fail(self, kind: Kind, fact: Fact, span: Span, suggestions: tuple[str, ...] = (), **args: Any) -> BadValue:
        args["name"] = fact.path
        return BadValue(Diagnostic(kind, span, args, suggestions=suggestions))

    def _flag(self, raw: Any, fact: Fact, span: Span) -> bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str):
            key = name_key(raw).lower()
            if key in _TRUE or key in _FALSE:
                return key in _TRUE
        raise self._fail(errors.NOT_A_FLAG, fact, span, given=str(raw))

    def _choice(self, raw: Any, fact: Fact, type_: Choice, span: Span) -> str:
        text = ("是" if raw else "否") if isinstance(raw, bool) else str(raw)
        label = match_label(text, type_)
        if label is None:
            near = suggest(text, type_.labels)
            raise self._fail(errors.UNKNOWN_CHOICE, fact, span, near, given=text, labels=list(type_.labels))
        return label

    def _date(self, raw: Any, fact: Fact, span: Span) -> date:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        match = _DATE.match(name_key(raw)) if isinstance(raw, str) else None
        if match:
            try:
                return date(*(int(part) for part in match.groups()))
            except ValueError:
                pass
        raise self._fail(errors.NOT_A_DATE, fact, span, given=str(raw))

    # Figures

    def _quantity(self, raw: Any, fact: Fact, type_: Quantity, span: Span) -> tuple[Fraction, str]:
        number, unit, from_float = self._number(raw, fact, type_, span)
        if unit is None:
            unit = fact.unit or shown_unit(type_)
            factor = unit.factor if unit is not None else Fraction(1)
        else:
            factor = unit.factor
        value, note = number * factor, ""
        grid = fact.domain.grid
        if grid is not None and (value / grid).denominator != 1:
            near = _on_grid(value, grid, "half-up")
            if fact.first is not None:
                value = _on_grid(value, grid, fact.first)
            elif from_float and self.spreadsheet and abs(value - near) <= NEAR * max(abs(value), grid):
                value = near
                note = f"{fact.path}: {raw!r} → {show(near, type_, fact.unit)}"
            else:
                args: dict[str, Any] = {"grid": show(grid, type_, fact.unit), "given": str(raw)}
                raise self._fail(errors.OFF_FACT_GRID, fact, span, **args)
        if value not in fact.domain.bounds:
            expected = show_bounds(fact.domain.bounds, type_, fact.unit)
            raise self._fail(errors.OUT_OF_RANGE, fact, span, expected=expected, given=str(raw))
        return value, note

    def _number(self, raw: Any, fact: Fact, type_: Quantity, span: Span) -> tuple[Fraction, Unit | None, bool]:
        """The figure, its unit where it names one, and whether it came as a binary float."""
        if isinstance(raw, bool) or raw is None:
            raise self._fail(errors.NOT_A_NUMBER, fact, span, given=str(raw), example=example(fact))
        if isinstance(raw, float):
            if not math.isfinite(raw):
                raise self._fail(errors.NOT_FINITE, fact, span, given=repr(raw))
            return Fraction(repr(raw)), None, True
        if isinstance(raw, (int, Fraction)):
            if abs(raw) >= 10**MOST_DIGITS:
                raise self._fail(errors.TOO_LARGE, fact, span, given=str(raw)[:20] + "…")
            return Fraction(raw), None, False
        if isinstance(raw, Decimal):
            if not raw.is_finite():
                raise self._fail(errors.NOT_FINITE, fact, span, given=str(raw))
            if raw and (abs(raw.adjusted()) > MOST_DIGITS or len(raw.as_tuple().digits) > MOST_DIGITS):
                raise self._fail(errors.TOO_LARGE, fact, span, given=str(raw)[:20] + "…")
            return Fraction(raw), None, False
        if hasattr(raw, "magnitude") and hasattr(raw, "units"):
            return self._pint(raw, fact, type_, span)
        if isinstance(raw, str):
            return self._text(raw, fact, type_, span)
        raise self._fail(errors.NOT_A_NUMBER, fact, span, given=str(raw)[:40], example=example(fact))

    def _pint(self, raw: Any, fact: Fact, type_: Quantity, span: Span) -> tuple[Fraction, Unit | None, bool]:
        """A pint quantity, by the names of its units; it need not come from our registry."""
        number, _, from_float = self._number(raw.magnitude, fact, type_, span)
        total = Unit("", (), Fraction(1))
        for name, power in raw.units._units.items():
            unit = self.units.get(str(name))
            if unit is None or power not in (1, -1):
                raise self._wrong_unit(fact, type_, str(raw), span)
            sign = 1 if power > 0 else -1
            factor = total.factor * unit.factor if sign > 0 else total.factor / unit.factor
            total = Unit(str(raw.units), times(total.dimension, unit.dimension, sign), factor)
        if total.dimension != type_.dimension:
            raise self._wrong_unit(fact, type_, str(raw), span)
        return number, total, from_float

    def _text(self, raw: str, fact: Fact, type_: Quantity, span: Span) -> tuple[Fraction, Unit | None, bool]:
        text = name_key(raw).replace("、", "")
        if len(text) > 10 * MOST_DIGITS:
            raise self._fail(errors.TOO_LARGE, fact, span, given=text[:20] + "…")
        match = _NUMBER.match(text)
        assert match is not None
        sign, whole, decimals, exponent = match.groups()
        if whole is None and decimals is None:
            near = ("是", "否") if text in ("√", "×") else ()
            raise self._fail(errors.NOT_A_NUMBER, fact, span, near, given=raw.strip()[:40], example=example(fact))
        digits = (whole or "0").replace(",", "") + (decimals or "")
        if len(digits) > MOST_DIGITS or (exponent and abs(int(exponent)) > MOST_DIGITS):
            raise self._fail(errors.TOO_LARGE, fact, span, given=text[:20] + "…")
        number = Fraction(sign + digits + (f"e{exponent}" if exponent else ""))
        rest = text[match.end() :]
        if not rest:
            return number, None, False
        unit = self._unit(rest)
        if unit is None:
            kind = errors.NOT_A_NUMBER if not rest.isalpha() else errors.WRONG_FACT_UNIT
            if kind is errors.WRONG_FACT_UNIT:
                raise self._wrong_unit(fact, type_, raw.strip(), span)
            raise self._fail(kind, fact, span, given=raw.strip()[:40], example=example(fact))
        if unit.dimension != type_.dimension:
            raise self._wrong_unit(fact, type_, raw.strip(), span)
        return number, unit, False

    def _wrong_unit(self, fact: Fact, type_: Quantity, given: str, span: Span) -> BadValue:
        unit = fact.unit or shown_unit(type_)
        expected = Words(unit.name, unit.name) if unit is not None else describe(type_)
        return self._fail(errors.WRONG_FACT_UNIT, fact, span, expected=expected, given=given[:40])

    def _unit(self, text: str) -> Unit | None:
        if text == "%":
            return PERCENT
        if text.startswith("个") and text[1:] in self.units:
            text = text[1:]
        above, _, below = text.partition("/")
        first, second = self.units.get(above), self.units.get(below) if below else None
        if first is None or (below and second is None):
            return None
        if second is None:
            return first
        return Unit(text, times(first.dimension, second.dimension, -1), first.factor / second.factor)


def _on_grid(value: Fraction, grid: Fraction, mode: str) -> Fraction:
    steps, rest = divmod(abs(value), grid)
    if mode == "half-up" and rest * 2 >= grid:
        steps += 1
    return steps * grid if value >= 0 else -steps * grid


def example(fact: Fact) -> str:
    """A figure that the fact could have, as one writes it."""
    unit = fact.unit.name if fact.unit is not None else ""
    if isinstance(fact.type, Quantity):
        return f"{'3' if fact.type.whole else '12.5'}{unit}" if fact.type.dimension else "90.5%"
    return ""


def show_bounds(bounds: Interval, type_: Quantity, unit: Unit | None) -> str:
    """A range as a reader would say it."""
    low = None if bounds.low is None else show(bounds.low, type_, unit)
    high = None if bounds.high is None else show(bounds.high, type_, unit)
    if low is None and high is None:
        return "任何数"
    if high is None:
        return f"{'＞' if bounds.low_open else '≥'} {low}"
    if low is None:
        return f"{'＜' if bounds.high_open else '≤'} {high}"
    return f"{'(' if bounds.low_open else '['}{low}, {high}{')' if bounds.high_open else ']'}"
