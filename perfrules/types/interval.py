"""Sets of numbers between two ends: the bands of a rule and the values a quantity can take.

Exact interval arithmetic over the rationals; an end of None is infinite. An interval that holds nothing is
`EMPTY`. The operations are the usual outer enclosures: the result holds every value that the operands can give.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from attrs import frozen


@frozen
class Interval:
    """From `low` to `high`, each end belonging to it unless marked open; None is no bound."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def __contains__(self, value: Fraction) -> bool:
        if self.low is not None and (value < self.low or (value == self.low and self.low_open)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.high_open)

    @property
    def constant(self) -> Fraction | None:
        """The only value, if there is one only."""
        return self.low if self.low is not None and self.low == self.high else None

    def meet(self, other: Interval) -> Interval:
        """What belongs to both."""
        low, low_open = _tighter(self.low, self.low_open, other.low, other.low_open, 1)
        high, high_open = _tighter(self.high, self.high_open, other.high, other.high_open, -1)
        return Interval(low, high, low_open, high_open)

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        if self.empty or other.empty:
            return other if self.empty else self
        low, low_open = _looser(self.low, self.low_open, other.low, other.low_open, 1)
        high, high_open = _looser(self.high, self.high_open, other.high, other.high_open, -1)
        return Interval(low, high, low_open, high_open)

    def minus(self, other: Interval) -> tuple[Interval, ...]:
        """What of this the other does not hold: nothing, one interval, or one on either side of it."""
        if other.empty:
            return () if self.empty else (self,)
        below = Interval(None, other.low, False, not other.low_open) if other.low is not None else EMPTY
        above = Interval(other.high, None, not other.high_open) if other.high is not None else EMPTY
        return tuple(part for part in (self.meet(below), self.meet(above)) if not part.empty)

    def touches(self, other: Interval) -> bool:
        """Whether the other goes on where this ends: no value lies between them, and none in both."""
        return self.high is not None and self.high == other.low and self.high_open is not other.low_open

    def inside(self, other: Interval) -> bool:
        """Whether every value of this belongs to the other."""
        return self.empty or self.meet(other) == self

    def __neg__(self) -> Interval:
        return Interval(_neg(self.high), _neg(self.low), self.high_open, self.low_open)

    def __add__(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(
            low,
            high,
            low is not None and (self.low_open or other.low_open),
            high is not None and (self.high_open or other.high_open),
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [_times(a, b) for a, b in product(_ends(self), _ends(other))]
        return _from_ends(ends)

    def __truediv__(self, other: Interval) -> Interval:
        """The quotients; everything when the divisor may be 0 from both sides or is 0."""
        if other.low is not None and other.low >= 0:
            if other.high == 0:
                return ANY
            inverse = Interval(
                Fraction(0) if other.high is None else 1 / other.high,
                None if other.low == 0 else 1 / other.low,
                other.high is None or other.high_open,
                other.low != 0 and other.low_open,
            )
            return self * inverse
        if other.high is not None and other.high <= 0:
            return -(self / -other)
        return ANY

    def abs(self) -> Interval:
        """The absolute values."""
        if self.low is not None and self.low >= 0:
            return self
        if self.high is not None and self.high <= 0:
            return -self
        top = (-self).hull(self)
        return Interval(Fraction(0), top.high, False, top.high_open)


def _neg(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


def _tighter(
    a: Fraction | None, a_open: bool, b: Fraction | None, b_open: bool, sign: int
) -> tuple[Fraction | None, bool]:
    if a is None:
        return b, b_open
    if b is None:
        return a, a_open
    if a == b:
        return a, a_open or b_open
    return (a, a_open) if (a > b) == (sign > 0) else (b, b_open)


def _looser(
    a: Fraction | None, a_open: bool, b: Fraction | None, b_open: bool, sign: int
) -> tuple[Fraction | None, bool]:
    if a is None or b is None:
        return None, False
    if a == b:
        return a, a_open and b_open
    return (a, a_open) if (a < b) == (sign > 0) else (b, b_open)


# An end for multiplication: its value (or the sign of an infinite one) and whether it is open.
_End = tuple[Fraction | None, int, bool]


def _ends(interval: Interval) -> list[_End]:
    low = (interval.low, -1, interval.low_open or interval.low is None)
    high = (interval.high, 1, interval.high_open or interval.high is None)
    return [low, high]


def _times(a: _End, b: _End) -> _End:
    (x, x_sign, x_open), (y, y_sign, y_open) = a, b
    # A closed 0 times anything is a closed 0; an infinite end only approaches its bound.
    if x == 0 or y == 0:
        return Fraction(0), 0, not ((x == 0 and not x_open) or (y == 0 and not y_open))
    if x is not None and y is not None:
        return x * y, 0, x_open or y_open
    sign = (x_sign if x is None else (1 if x > 0 else -1)) * (y_sign if y is None else (1 if y > 0 else -1))
    return None, sign, True


def _from_ends(ends: list[_End]) -> Interval:
    low: Fraction | None = None
    high: Fraction | None = None
    low_open = high_open = False
    finite = [(value, is_open) for value, _, is_open in ends if value is not None]
    if not any(value is None and sign < 0 for value, sign, _ in ends):
        low = min(value for value, _ in finite)
        low_open = all(is_open for value, is_open in finite if value == low)
    if not any(value is None and sign > 0 for value, sign, _ in ends):
        high = max(value for value, _ in finite)
        high_open = all(is_open for value, is_open in finite if value == high)
    return Interval(low, high, low_open, high_open)


ANY = Interval()
EMPTY = Interval(Fraction(1), Fraction(0))


def exactly(value: Fraction) -> Interval:
    """The interval that holds one value."""
    return Interval(value, value)


def at_least(value: Fraction, strict: bool = False) -> Interval:
    """From a value up, without it if strict."""
    return Interval(value, None, low_open=strict)


def at_most(value: Fraction, strict: bool = False) -> Interval:
    """Up to a value, without it if strict."""
    return Interval(None, value, high_open=strict)
