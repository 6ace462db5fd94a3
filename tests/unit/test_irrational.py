"""Roots, powers and logarithms are rounded from their exact values: a half more or less would cross them."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.types.irrational import logarithm, power, root, whole_root
from tests.support.settings import drawing

FIGURES = st.fractions(min_value=0, max_value=10**13, max_denominator=10**6)
DIGITS = st.integers(0, 12)
DEGREES = st.integers(2, 12)


@drawing(150)
@given(st.integers(0, 10**60), DEGREES)
def test_whole_root(value: int, degree: int) -> None:
    found = whole_root(value, degree)
    assert found**degree <= value < (found + 1) ** degree


@drawing(150)
@given(FIGURES, DEGREES, DIGITS)
def test_root_lies_within_half_of_its_last_place(value: Fraction, degree: int, digits: int) -> None:
    half = Fraction(1, 2 * 10**digits)
    found = root(value, degree, digits)
    assert max(found - half, Fraction(0)) ** degree <= value < (found + half) ** degree


@drawing(150)
@given(st.integers(0, 10**6), DEGREES, st.integers(0, 4))
def test_a_tie_goes_away_from_zero(steps: int, degree: int, digits: int) -> None:
    middle = Fraction(2 * steps + 1, 2 * 10**digits)
    above = Fraction(steps + 1, 10**digits)
    assert root(middle**degree, degree, digits) == above
    assert root(middle**degree - Fraction(1, 10**90), degree, digits) == above - Fraction(1, 10**digits)


@drawing(150)
@given(FIGURES, st.integers(1, 12), DEGREES, DIGITS)
def test_power_is_the_root_of_the_power(value: Fraction, above: int, below: int, digits: int) -> None:
    exponent = Fraction(above, below)
    half = Fraction(1, 2 * 10**digits)
    found = power(value, exponent, digits)
    if exponent.denominator == 1:
        assert abs(found - value**exponent.numerator) <= half
        return
    exact = value**exponent.numerator
    assert max(found - half, Fraction(0)) ** exponent.denominator <= exact
    assert exact < (found + half) ** exponent.denominator


@drawing(150)
@given(st.fractions(min_value=Fraction(1, 10**6), max_value=10**13, max_denominator=10**6), DIGITS)
def test_logarithm_lies_within_half_of_its_last_place(value: Fraction, digits: int) -> None:
    context = decimal.Context(prec=120)
    exact = Fraction(context.ln(decimal.Decimal(value.numerator))) - Fraction(
        context.ln(decimal.Decimal(value.denominator))
    )
    assert abs(logarithm(value, digits) - exact) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(
    ("value", "digits", "found"),
    [
        ("2", 30, "0.693147180559945309417232121458"),
        ("10", 12, "2.302585092994"),
        ("0.1", 4, "-2.3026"),
        ("1", 12, "0"),
        # √e lies between these two, so that the logarithm crosses a half.
        ("1.6487212707001281468486507878141635716", 0, "0"),
        ("1.6487212707001281468486507878141635717", 0, "1"),
        ("1.0000000000000000000000000000000000000001", 12, "0"),
    ],
)
def test_logarithm(value: str, digits: int, found: str) -> None:
    assert logarithm(Fraction(value), digits) == Fraction(found)
