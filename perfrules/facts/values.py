"""One supplied value → a value of its fact, by the fact's kind, unit, grid and range.

Nothing is guessed and nothing is lost: figures are exact, a float is read by its shortest decimal text, and what
could be meant two ways is an error that says both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import define

from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Diagnostic, Kind
from perfrules.facts import errors
from perfrules.facts.figures import MOST_DIGITS, Figure, Why, find_unit, is_blank, near_figures, read_figure, units_like
from perfrules.facts.given import Flaw
from perfrules.facts.plain import cut, is_quantity, is_single, plain_value, shape_of, shown
from perfrules.model.infer import match_label
from perfrules.model.model import Fact
from perfrules.source import NOWHERE, Span, Words
from perfrules.syntax.folding import name_key
from perfrules.types.interval import Interval
from perfrules.types.rounding import to_grid
from perfrules.types.show import in_both, show, shown_unit
from perfrules.types.types import (
    BROKEN,
    PARTIAL,
    Choice,
    DateType,
    Flag,
    Form,
    Quantity,
    Text,
    Unit,
    Value,
    describe,
    times,
)
from perfrules.types.units import PERCENT, PERCENTAGE_POINT

NEAR = Fraction(1, 10**9)
"""How far, relative to its size, a spreadsheet's float may lie from a value on the grid to be read as that value."""
SLIGHT = Fraction(1, 10**6)
"""Nearer than this to a value on the grid, that value is offered: the rest is noise of a calculation."""
LARGE_RATIO = 10
"""A bare ratio from here on (1000%) is told back to the reader in percent: 90.5 is seldom meant as 9050%."""

LIKELY_PERCENT = 5
"""A bare ratio from here on (500%) that is out of range is offered in percent."""
UNTOLD = 10**10
"""An upper end from here on is one that every amount has: of a figure that is too small it is not told."""

_TRUE = frozenset(("是", "yes", "true", "y"))
_FALSE = frozenset(("否", "no", "false", "n"))
_LIKE_TRUE = frozenset(("√", "✓", "✔", "☑", "对", "有", "1", "1.0", "on", "满足", "t"))
_LIKE_FALSE = frozenset(("×", "x", "✗", "✘", "☒", "错", "无", "没有", "0", "0.0", "off", "不满足", "f"))

_DATE = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})(日?)(?:[T ]?00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DIGITS_DATE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)


@define
class BadValue(Exception):
    """A supplied value that cannot be the fact's."""

    diagnostic: Diagnostic


@define
class ValueReader:
    """Reads supplied values of one rubric's facts. `spreadsheet` allows for binary floats of cells."""

    units: Mapping[str, Unit]
    spreadsheet: bool = False

    def read(self, raw: Any, fact: Fact, span: Span = NOWHERE, unit: str = "") -> tuple[Value, Diagnostic | None]:
        """The value, and a note where it was read with a grain of salt; BadValue where it cannot be read.

        `unit` is the unit that a table prints apart from the figure, in a column or in the heading of one.
        """
        return _Read(self.units, self.spreadsheet, plain_value(raw), fact, span, unit).value()


@define
class _Read:
    """The reading of one value."""

    units: Mapping[str, Unit]
    spreadsheet: bool
    raw: Any
    fact: Fact
    span: Span
    unit: str = ""
    note: Diagnostic | None = None

    def value(self) -> tuple[Value, Diagnostic | None]:
        type_ = self.fact.type
        if isinstance(self.raw, Flaw):
            raise self.fail(errors.CELL_WITHOUT_VALUE, given=self.raw.why)
        if not is_single(self.raw):
            raise self.fail(errors.NOT_ONE_VALUE, given=shape_of(self.raw))
        found: Value
        match type_:
            case Flag():
                found = self.flag()
            case Choice():
                found = self.choice(type_)
            case DateType():
                found = self.in_calendar(self.date())
            case Text():
                found = self.text()
            case Quantity():
                found = self.quantity(type_)
            case _:
                raise AssertionError(f"a fact of a broken type: {type_ is BROKEN}")
        return found, self.note

    def fail(self, kind: Kind, near: tuple[str, ...] = (), **args: Any) -> BadValue:
        given = {"name": told_path(self.fact.path), "given": shown(self.raw), **args}
        return BadValue(Diagnostic(kind, self.span, given, suggestions=near))

    def blank(self, none: str) -> BadValue:
        """The error for a mark that may mean nothing happened, not known or not applicable."""
        return self.fail(errors.BLANK_MARK, none=none)

    def say(self, kind: Kind, **args: Any) -> None:
        self.note = Diagnostic(kind, self.span, {"name": told_path(self.fact.path), "given": shown(self.raw), **args})

    def words(self) -> str:
        """The raw value as a text: what labels, texts and yes/no are matched by."""
        raw = self.raw
        if isinstance(raw, bool):
            return "是" if raw else "否"
        if isinstance(raw, (float, Decimal)) and _finite(raw) and -(10**15) < raw < 10**15 and raw == int(raw):
            return str(int(raw))  # 3 comes out of a cell as 3.0
        told = shown(raw)
        return str(raw) if isinstance(raw, str) else told if isinstance(told, str) else told.zh

    # Yes and no, labels, days, texts

    def flag(self) -> bool:
        if isinstance(self.raw, bool):
            return self.raw
        key = name_key(self.words()).lower()
        if isinstance(self.raw, str) and key in _TRUE | _FALSE:
            return key in _TRUE
        if key not in _LIKE_FALSE and isinstance(self.raw, str) and is_blank(self.raw):
            raise self.blank("否")
        near = ("是",) if key in _LIKE_TRUE else ("否",) if key in _LIKE_FALSE else ()
        raise self.fail(errors.NOT_A_FLAG, near)

    def choice(self, type_: Choice) -> str:
        text = self.words()
        label = match_label(text, type_)
        if label is not None:
            return label
        near = suggest(cut(text), type_.labels)
        key = name_key(cut(text)).lower()
        if type_ == PARTIAL and key in _TRUE | _FALSE | _LIKE_TRUE | _LIKE_FALSE:
            near = ("满足",) if key in _TRUE | _LIKE_TRUE else ("不满足",)
        raise self.fail(errors.UNKNOWN_CHOICE, near, choices=list(type_.labels))

    def in_calendar(self, day: date) -> date:
        """The day, if the working days around it can be counted where its rubric does so."""
        bounds = self.fact.domain.bounds
        if bounds.low is None or bounds.high is None or Fraction(day.toordinal()) in bounds:
            return day
        first, last = (date.fromordinal(int(end)).isoformat() for end in (bounds.low, bounds.high))
        raise self.fail(errors.OUTSIDE_CALENDAR, first=first, last=last)

    def date(self) -> date:
        raw = self.raw
        if isinstance(raw, datetime):
            try:
                day, clock = raw.date(), raw.time()
            except ValueError:  # pandas' not-a-time is a datetime without a day
                raise self.fail(errors.NOT_A_DATE) from None
            if clock != time(0):
                self.say(errors.TIME_DROPPED, value=day.isoformat())
            return day
        if isinstance(raw, date):
            return raw
        text = self.words() if isinstance(raw, (str, int, float, Decimal)) and not isinstance(raw, bool) else ""
        key = name_key(text) if len(text) < 100 else ""
        match = _DATE.fullmatch(key)
        if match and isinstance(raw, str):
            year, first, month, second, day_, last = match.groups()
            # One style throughout: 2022年6-16 is a slip, not a date.
            if (first, second) in (("年", "月"), ("-", "-"), ("/", "/"), (".", ".")) and (last == "" or first == "年"):
                found = _day(int(year), int(month), int(day_))
                if found is not None:
                    return found
        if isinstance(raw, str) and is_blank(raw):
            raise self.blank("")
        raise self.fail(errors.NOT_A_DATE, _near_dates(key))

    def text(self) -> str:
        if isinstance(self.raw, bool) or not isinstance(self.raw, (str, int, float, Decimal, Fraction, date)):
            raise self.fail(errors.NOT_ONE_VALUE, given=shown(self.raw))
        return self.raw if isinstance(self.raw, str) else self.words()

    # Figures

    def quantity(self, type_: Quantity) -> Fraction:
        number, unit = self.number(type_)
        own = self.fact.unit or shown_unit(type_)
        if unit is None:
            unit = own
            bare_ratio = type_.is_number and type_.form is Form.PERCENT
        else:
            bare_ratio = False
            if unit.dimension != type_.dimension or unit is PERCENTAGE_POINT:
                raise self.wrong_unit(type_, unit.name, number)
        value = number * unit.factor if unit is not None else number
        value = self.on_grid(value, type_)
        if value not in self.fact.domain.bounds:
            bounds = self.fact.domain.bounds
            if bounds.low is not None and bounds.high is not None and value <= bounds.low and bounds.high >= UNTOLD:
                bounds = Interval(bounds.low, None, bounds.low_open)
            expected = show_bounds(bounds, type_, self.fact.unit)
            told = show(value, type_, self.fact.unit)
            near: tuple[str, ...] = ()
            # 1.86 is 186%, as a cell in percent holds it; 86 may be a lost percent sign.
            if bare_ratio and abs(value) >= LIKELY_PERCENT and value / 100 in self.fact.domain.bounds:
                near = (show(value / 100, type_),)
            raise self.fail(errors.OUT_OF_RANGE, near, expected=in_both(expected), given=self.as_read(told))
        if bare_ratio and abs(value) >= LARGE_RATIO:
            self.say(errors.LARGE_RATIO, value=show(value, type_), percent=show(value / 100, type_))
        return value

    def as_read(self, told: str) -> Words:
        """The value as given, and as it was read where that looks different."""
        given = shown(self.raw)
        zh, en = (given.zh, given.en) if isinstance(given, Words) else (given, given)
        if self.spreadsheet and isinstance(self.raw, float) and told.endswith("%"):
            return Words(f"{told}（单元格里的数是 {zh}）", f"{told} (the figure in the cell is {en})")
        return Words(zh, en) if zh == told else Words(f"{zh}（{told}）", f"{en} ({in_both(told).en})")

    def on_grid(self, value: Fraction, type_: Quantity) -> Fraction:
        """The value, brought to the fact's grid where the fact or the spreadsheet allows it."""
        grid = self.fact.domain.grid
        if grid is None or (value / grid).denominator == 1:
            return value
        if self.fact.first is not None:
            return to_grid(value, grid, self.fact.first)
        near = to_grid(value, grid, "half-up")
        told = show(near, type_, self.fact.unit)
        # Of a large amount a billionth is more than its grid: a tenth of a step is the most that noise can be.
        noise = min(NEAR * max(abs(value), grid), grid / 10)
        if self.spreadsheet and isinstance(self.raw, float) and abs(value - near) <= noise:
            self.say(errors.READ_NEAR, value=told)
            return near
        slight = abs(value - near) <= SLIGHT * max(abs(value), grid)
        raise self.fail(
            errors.OFF_FACT_GRID, (told,) if slight else (), grid=in_both(show(grid, type_, self.fact.unit))
        )

    def number(self, type_: Quantity) -> tuple[Fraction, Unit | None]:
        """The figure, and its unit where it names one."""
        raw = self.raw
        if isinstance(raw, (bool, date, time, timedelta)):
            raise self.not_a_number()
        if isinstance(raw, str):
            return self.written(raw, type_)
        if is_quantity(raw):
            return self.with_units(type_)
        number = self.exact(raw)
        if not self.unit or is_blank(self.unit):
            return number, None
        unit = find_unit(self.unit, self.units)
        if unit is None:
            raise self.wrong_unit(type_, self.unit, number)
        return number, unit

    def not_a_number(self, near: tuple[str, ...] = ()) -> BadValue:
        return self.fail(errors.NOT_A_NUMBER, near, example=example(self.fact))

    def exact(self, raw: Any) -> Fraction:
        """The exact value of a Python number, within the limits."""
        if isinstance(raw, (float, Decimal)):
            if not _finite(raw):
                raise self.fail(errors.NOT_FINITE)
            decimal = Decimal(repr(raw)) if isinstance(raw, float) else raw
            if not decimal:
                return Fraction(0)
            # A float such as 1e300 has few digits and still no place among figures of a table.
            if abs(decimal.adjusted()) > MOST_DIGITS or len(decimal.as_tuple().digits) > MOST_DIGITS:
                raise self.fail(errors.TOO_LARGE)
            return Fraction(decimal)
        if not isinstance(raw, (int, Fraction)):
            raise self.not_a_number()
        if max(abs(raw.numerator), raw.denominator) >= 10**MOST_DIGITS:
            raise self.fail(errors.TOO_LARGE)
        return Fraction(raw)

    def written(self, raw: str, type_: Quantity) -> tuple[Fraction, Unit | None]:
        text = raw
        if self.unit and not is_blank(self.unit) and isinstance(read_figure(raw, {}), Figure):
            text = f"{raw} {self.unit}"
        found = read_figure(text, self.units)
        match found:
            case Figure(number=number, unit=unit):
                return number, unit
            case Why.UNKNOWN_UNIT:
                figure, rest = _split_unit(text)
                raise self.wrong_unit(type_, rest, None, figure)
            case Why.TOO_LONG:
                raise self.fail(errors.TOO_LARGE)
            case Why.NOT_FINITE:
                raise self.fail(errors.NOT_FINITE)
            case Why.BLANK:
                raise self.blank("0")
        raise self.not_a_number(near_figures(raw, self.units))

    def with_units(self, type_: Quantity) -> tuple[Fraction, Unit]:
        """A pint quantity, by the names of its units: it need not come from our registry."""
        magnitude = plain_value(self.raw.magnitude)
        if isinstance(magnitude, (bool, str)):
            raise self.not_a_number()
        number = self.exact(magnitude)
        total = Unit("", (), Fraction(1))
        for name, power in self.raw.unit_items():
            unit = PERCENT if str(name) == "percent" else self.units.get(str(name))
            if unit is None or power not in (1, -1):
                raise self.wrong_unit(type_, str(name), number)
            factor = total.factor * unit.factor if power > 0 else total.factor / unit.factor
            total = Unit(str(name), times(total.dimension, unit.dimension, int(power)), factor)
        return number, total

    def wrong_unit(self, type_: Quantity, unit: str, number: Fraction | None, figure: str = "") -> BadValue:
        own = self.fact.unit or shown_unit(type_)
        expected = Words(own.name, own.name) if own is not None else describe(type_)
        if type_.is_number:
            expected = Words("百分比或不带单位的数", "percent or a bare number")
        if not figure and number is not None:
            figure = show(number, Quantity())
        near = tuple(f"{figure}{name}" for name in units_like(unit, type_.dimension, self.units))
        return self.fail(errors.WRONG_FACT_UNIT, near, expected=expected)


def _finite(raw: float | Decimal) -> bool:
    # Not math.isfinite for both: to a float, Decimal("1e999") is infinite.
    return raw.is_finite() if isinstance(raw, Decimal) else math.isfinite(raw)


def _split_unit(text: str) -> tuple[str, str]:
    """The figure and the unit of a text, apart."""
    match = re.match(r"\s*([^\W\d]|[^\w\s])?[\d,.，．０-９]+", text)
    end = match.end() if match else 0
    return text[:end].strip(), text[end:].strip()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near_dates(key: str) -> tuple[str, ...]:
    """The day that a text of digits could mean: 20220616, or the day number of a spreadsheet."""
    match = _DIGITS_DATE.fullmatch(key)
    if match:
        found = _day(*(int(part) for part in match.groups()))
        return (found.isoformat(),) if found else ()
    if key.isascii() and key.isdigit() and 20_000 < int(key[:9]) < 80_000:
        return ((date(1899, 12, 30) + timedelta(days=int(key))).isoformat(),)
    return ()


def example(fact: Fact) -> str:
    """A figure that the fact could have, as one writes it."""
    if not isinstance(fact.type, Quantity):
        return ""
    unit = fact.unit.shown if fact.unit is not None else ""
    if fact.type.dimension:
        return f"{'3' if fact.type.whole else '12.5'}{unit}"
    return "90.5%" if fact.type.form is Form.PERCENT else "12.5"


_ROW = re.compile(r"第(\d+)行(?:（(.*?)）)?(?=·|$)")


def told_path(path: str) -> Words | str:
    """The path of a fact as messages tell it: a row of a 明细 is called by its number."""
    if _ROW.search(path) is None:
        return path

    def row(match: re.Match[str]) -> str:
        return f"row {match[1]} ({match[2]})" if match[2] else f"row {match[1]}"

    return Words(path, _ROW.sub(row, path))


def show_bounds(bounds: Interval, type_: Quantity, unit: Unit | None) -> str:
    """A range as a reader would say it."""
    low = None if bounds.low is None else show(bounds.low, type_, unit)
    high = None if bounds.high is None else show(bounds.high, type_, unit)
    if high is None:
        return f"{'＞' if bounds.low_open else '≥'} {low}"
    if low is None:
        return f"{'＜' if bounds.high_open else '≤'} {high}"
    return f"{'(' if bounds.low_open else '['}{low}, {high}{')' if bounds.high_open else ']'}"
