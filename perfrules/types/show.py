"""Values as people read them. Showing never rounds anything that is used again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from perfrules.source import Words
from perfrules.types.types import Flag, Form, Quantity, Type, Unit, Value

EXACT_DECIMALS = 6
"""A figure that ends within this many decimals is shown whole."""
ROUNDED_DECIMALS = 4
PERCENT_DECIMALS = 2
MOST_EXTRA = 8
"""How many decimals more a figure is shown with where fewer would belie what is said of it."""


def decimal(value: Fraction, most: int = ROUNDED_DECIMALS, exact: int = EXACT_DECIMALS) -> str:
    """A decimal figure: whole where it ends within `exact` decimals, else rounded to `most`, no trailing zeros."""
    for digits in range(exact + 1):
        if (value * 10**digits).denominator == 1:
            return _fixed(value, digits)
    text = _fixed(value, most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fixed(value: Fraction, digits: int) -> str:
    scaled = abs(value) * 10**digits
    whole = int(scaled + Fraction(1, 2))
    text = str(whole).rjust(digits + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def exact(value: Fraction) -> str:
    """The exact figure as text for programs: a decimal where it ends, else a fraction like 2/3."""
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return _fixed(value, max(twos, fives)) if denominator == 1 else str(value)


def percent(value: Fraction, extra: int = 0) -> str:
    """A ratio in percent, at most two decimals (and `extra` more)."""
    return decimal(value * 100, PERCENT_DECIMALS + extra, PERCENT_DECIMALS + extra) + "%"


def shown_unit(type_: Quantity, unit: Unit | None = None) -> Unit | None:
    """The unit a quantity is shown in: the given one, the type's, or the base unit of a simple dimension."""
    unit = unit or type_.unit
    if unit is not None and unit.dimension == type_.dimension:
        return unit
    if len(type_.dimension) == 1 and type_.dimension[0][1] == 1:
        name = type_.dimension[0][0]
        return Unit(name, type_.dimension, Fraction(1))
    return None


def show(value: Value, type_: Type, unit: Unit | None = None, *, with_unit: bool = True, extra: int = 0) -> str:
    """A value as text, in its unit, with `extra` decimals more than usual."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if isinstance(type_, Flag):
        return "是" if value else "否"
    most = ROUNDED_DECIMALS + extra
    if isinstance(type_, Quantity):
        if not type_.dimension:
            return percent(value, extra) if type_.form in (Form.PERCENT, Form.DIFFERENCE) else decimal(value, most)
        chosen = shown_unit(type_, unit)
        if chosen is not None:
            # An English counter word stands apart: 3 items.
            apart = " " if chosen.name.isascii() and chosen.name.isalpha() else ""
            return decimal(value / chosen.factor, most) + (apart + chosen.shown if with_unit else "")
    return decimal(value, most)


def in_both(text: str) -> Words:
    """Figures and signs as each language writes them: in English ＞ is half-width, and 5分 is 5 points."""
    return Words(text, _POINTS.sub(lambda match: points(Fraction(match[1])).en, text.translate(_HALF_WIDTH)))


_POINTS = re.compile(r"(-?\d+(?:\.\d+)?)分(?!\w)")
_HALF_WIDTH = str.maketrans("＞＜＝＋－", "><=+−")


def shown(value: Value, type_: Type, unit: Unit | None = None) -> Words:
    """A value as text in both languages: 是 and 否 are words of the language, all else is the author's."""
    zh = show(value, type_, unit)
    if isinstance(type_, Quantity):
        return in_both(zh)
    flag = isinstance(value, bool) or isinstance(type_, Flag)
    return Words(zh, ("yes" if value else "no") if flag else zh)


def stated(value: Fraction, type_: Type, unit: Unit | None = None, extra: int = 0) -> Fraction:
    """The figure that `show` writes, which may be rounded, in base units."""
    text = show(value, type_, unit, with_unit=False, extra=extra)
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    chosen = shown_unit(type_, unit) if isinstance(type_, Quantity) and type_.dimension else None
    return Fraction(text) * (chosen.factor if chosen is not None else 1)


def told(value: Value, type_: Type, unit: Unit | None, holds: Callable[[Fraction], bool]) -> str:
    """A value with as many decimals as it takes for the figure shown to keep a condition that the value keeps.

    94.996% below 95% is not told as 95%.
    """
    if isinstance(value, Fraction):
        for extra in range(MOST_EXTRA):
            if holds(stated(value, type_, unit, extra)):
                return show(value, type_, unit, extra=extra)
    return show(value, type_, unit, extra=MOST_EXTRA)


def points(value: Fraction) -> Words:
    """Points with their unit, in both languages."""
    figure = decimal(value)
    return Words(f"{figure}分", f"{figure} point" if figure in ("1", "-1") else f"{figure} points")
