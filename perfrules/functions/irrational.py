"""Functions whose results have no end: they exist to a stated number of decimals only, and are correctly rounded to it.

`平方根(2, 3位小数)` is 1.414: the exact root, rounded half away from 0. A power with a whole exponent is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from attrs import evolve

from perfrules.functions.arithmetic import bare_or_base, same_dimension
from perfrules.source import Words
from perfrules.types.function import Function
from perfrules.types.interval import ANY, Interval
from perfrules.types.irrational import MOST_POWER, logarithm, power, root
from perfrules.types.types import PLAIN, Broken, Quantity, Type

_MAY_BE_NEGATIVE = Words(
    "它可能小于 0；在「数据」里写明范围 ≥0，或先取 最大(…, 0)",
    "it may be below 0; declare its range as ≥ 0, or take max(…, 0) first",
)
_MAY_BE_ZERO = Words("它可能是 0；在「数据」里写明范围 ＞0", "it may be 0; declare its range as > 0")
_NOT_POSITIVE = Words("它可能不大于 0；在「数据」里写明范围 ＞0", "it may not be above 0; declare its range as > 0")
_EXPONENT = Words(
    f"指数要是一个确定的数，分子分母都不超过 {MOST_POWER}，如 2、0.5、1 ÷ 3",
    f"the exponent is a fixed figure with numerator and denominator up to {MOST_POWER}, as 2, 0.5 or 1 ÷ 3",
)
_UNSTATED = Words(
    "指数不是整数，要写保留几位，如 乘方(x, 1 ÷ 3, 4位小数)",
    "the exponent is not whole, so it says to how many decimals: power(x, 1 ÷ 3, 4 decimals)",
)
_TOO_MANY = Words(f"最多 {MOST_POWER} 个数", f"of at most {MOST_POWER} figures")


def _number(types: Sequence[Type]) -> Type | None:
    """A figure without a unit, of which a root or logarithm can be taken."""
    first = types[0]
    if isinstance(first, Broken):
        return first
    return evolve(first, whole=False) if isinstance(first, Quantity) and first.is_number else None


def _logarithm_type(types: Sequence[Type]) -> Type | None:
    found = _number(types)
    return PLAIN if isinstance(found, Quantity) else found


def _power_type(types: Sequence[Type]) -> Type | None:
    exponent = types[1]
    if isinstance(exponent, Broken):
        return exponent
    return _number(types) if isinstance(exponent, Quantity) and exponent.is_number else None


def _geometric_type(types: Sequence[Type]) -> Type | None:
    found = same_dimension(types[:-1])
    if not isinstance(found, Quantity):
        return found
    return evolve(found, whole=False) if bare_or_base(found) else None


def _at_ends(rises: Callable[[Fraction, int], Fraction]) -> Callable[[Sequence[Interval]], Interval]:
    """The bounds of a function that never falls, by its values at the ends."""

    def bounds(intervals: Sequence[Interval]) -> Interval:
        first, digits = intervals[0], int(intervals[-1].constant or 0)
        low = None if first.low is None or first.low <= 0 else rises(first.low, digits)
        high = None if first.high is None or first.high <= 0 else rises(first.high, digits)
        return Interval(low, high)

    return bounds


def _root_bounds(intervals: Sequence[Interval]) -> Interval:
    return _at_ends(lambda value, digits: root(value, 2, digits))(intervals).meet(Interval(Fraction(0), None))


def _power_bounds(intervals: Sequence[Interval]) -> Interval:
    base, exponent = intervals[0], intervals[1].constant
    digits = int(intervals[2].constant or 0) if len(intervals) > 2 else None
    if exponent is None or _power_refuses(intervals) is not None:
        return ANY
    even = exponent.numerator % 2 == 0
    if exponent.denominator == 1 and even and exponent > 0:
        base = base.abs()
    if exponent < 0 and not (base.low is not None and base.low > 0):
        return Interval(Fraction(0), None) if even or (base.low is not None and base.low >= 0) else ANY
    low, high = (None if end is None else power(end, exponent, digits) for end in (base.low, base.high))
    if exponent < 0:
        # It falls: towards 0 where the base has no upper end.
        return Interval(Fraction(0) if high is None else high, low)
    return Interval(low, high)


def _geometric_bounds(intervals: Sequence[Interval]) -> Interval:
    low = Fraction(0)
    highs = [interval.high for interval in intervals[:-1]]
    lows = [interval.low for interval in intervals[:-1]]
    digits = int(intervals[-1].constant or 0)
    if all(end is not None and end > 0 for end in lows):
        low = _geometric([*lows, Fraction(digits)])
    if None in highs or len(highs) > MOST_POWER:
        return Interval(low, None)
    high = _geometric([*(max(end or Fraction(0), Fraction(0)) for end in highs), Fraction(digits)])
    return Interval(low, high)


def _not_negative(intervals: Sequence[Interval]) -> Words | None:
    return None if all(_from_zero(interval) for interval in intervals[:-1]) else _MAY_BE_NEGATIVE


def _from_zero(interval: Interval) -> bool:
    return interval.low is not None and interval.low >= 0


def _root_refuses(intervals: Sequence[Interval]) -> Words | None:
    return None if _from_zero(intervals[0]) else _MAY_BE_NEGATIVE


def _power_refuses(intervals: Sequence[Interval]) -> Words | None:
    base, exponent = intervals[0], intervals[1].constant
    if exponent is None or abs(exponent.numerator) > MOST_POWER or exponent.denominator > MOST_POWER:
        return _EXPONENT
    if exponent.denominator != 1:
        if len(intervals) < 3:
            return _UNSTATED
        if not _from_zero(base):
            return _MAY_BE_NEGATIVE
    return _MAY_BE_ZERO if exponent <= 0 and Fraction(0) in base else None


def _geometric_refuses(intervals: Sequence[Interval]) -> Words | None:
    return _TOO_MANY if len(intervals) - 1 > MOST_POWER else _not_negative(intervals)


def _logarithm_refuses(intervals: Sequence[Interval]) -> Words | None:
    first = intervals[0]
    above = first.low is not None and (first.low > 0 or (first.low == 0 and first.low_open))
    return None if above else _NOT_POSITIVE


def _geometric(values: Sequence[Any]) -> Fraction:
    *figures, digits = values
    product = Fraction(1)
    for figure in figures:
        product *= figure
    return root(product, len(figures), int(digits))


FUNCTIONS = (
    Function(
        ("平方根", "sqrt"),
        2,
        2,
        Words("平方根，四舍五入到写明的小数位", "the square root, to the stated decimals"),
        _number,
        _root_bounds,
        lambda values: root(values[0], 2, int(values[1])),
        (("平方根(2, 3位小数)", "1.414"), ("平方根(6.25, 1位小数)", "2.5"), ("平方根(25%, 1位百分数)", "50%")),
        decimals=True,
        stated=True,
        refuses=_root_refuses,
        trend=(1, 0),
    ),
    Function(
        ("乘方", "power"),
        2,
        3,
        Words(
            "第一个数的第二个数次方；指数不是整数时四舍五入到写明的小数位",
            "the first figure to the power of the second; to the stated decimals where the exponent is not whole",
        ),
        _power_type,
        _power_bounds,
        lambda values: power(values[0], values[1], int(values[2]) if len(values) > 2 else None),
        (("乘方(1.1, 2)", "1.21"), ("乘方(2, −1)", "0.5"), ("乘方(2, 1 ÷ 3, 4位小数)", "1.2599")),
        decimals=True,
        refuses=_power_refuses,
    ),
    Function(
        ("几何均值", "geometric_mean"),
        2,
        None,
        Words("各数的几何平均，四舍五入到写明的小数位", "the geometric mean, to the stated decimals"),
        _geometric_type,
        _geometric_bounds,
        _geometric,
        (("几何均值(2, 8, 0位小数)", "4"), ("几何均值(105%, 110%, 103%, 2位百分数)", "105.96%")),
        decimals=True,
        stated=True,
        over_lists=True,
        refuses=_geometric_refuses,
        trend=(1,),
    ),
    Function(
        ("自然对数", "ln"),
        2,
        2,
        Words("自然对数，四舍五入到写明的小数位", "the natural logarithm, to the stated decimals"),
        _logarithm_type,
        _at_ends(logarithm),
        lambda values: logarithm(values[0], int(values[1])),
        (("自然对数(2, 4位小数)", "0.6931"), ("自然对数(1, 4位小数)", "0"), ("自然对数(0.5, 2位小数)", "−0.69")),
        decimals=True,
        stated=True,
        refuses=_logarithm_refuses,
        trend=(1, 0),
    ),
)
