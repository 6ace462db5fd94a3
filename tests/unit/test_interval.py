"""Interval arithmetic encloses: for points inside the operands, the result of the operation is inside the result."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from perfrules.types.interval import Interval

ENDS = st.one_of(st.none(), st.integers(-4, 4).map(Fraction))


@st.composite
def interval_and_point(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    point = draw(st.fractions(-4, 4, max_denominator=4))
    low, high = draw(ENDS), draw(ENDS)
    low = None if low is None else min(low, point)
    high = None if high is None else max(high, point)
    interval = Interval(low, high, draw(st.booleans()) and low != point, draw(st.booleans()) and high != point)
    return interval, point


@given(interval_and_point(), interval_and_point())
def test_operations_enclose(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    (first, x), (second, y) = a, b
    assert x + y in first + second
    assert x - y in first - second
    assert x * y in first * second
    assert abs(x) in first.abs()
    assert -x in -first
    if y != 0:
        assert x / y in first / second
    assert x in first.hull(second)
    assert (x in first.meet(second)) == (x in second)
