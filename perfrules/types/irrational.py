"""Roots, powers and logarithms, correctly rounded: to so many decimals of the exact value, halves away from 0.

No float takes part. A root or power is compared through whole numbers alone, so ties and exact values decide
themselves. A logarithm is enclosed between two decimals, which come closer until both round alike; it is rational for
1 only, so that always happens.
"""

from __future__ import annotations

import decimal
from fractions import Fraction

from perfrules.types.rounding import rounded

MOST_POWER = 100
"""The largest numerator and denominator of an exponent, and the most figures of a geometric mean."""


def whole_root(value: int, degree: int) -> int:
    """The greatest whole number whose power of `degree` is not above a value ≥ 0."""
    if value < 2 or degree == 1:
        return value
    # Newton's steps from above fall until the root is met.
    guess = 1 << -(-value.bit_length() // degree)
    while True:
        nearer = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if nearer >= guess:
            return guess
        guess = nearer


def root(value: Fraction, degree: int, digits: int) -> Fraction:
    """The root of a value ≥ 0, to a number of decimals."""
    # ⌊2·10^d·√v⌋ is the whole root of ⌊(2·10^d)^n·v⌋; half of it, halves up, is the root rounded.
    scale = 2 * 10**digits
    doubled = whole_root(scale**degree * value.numerator // value.denominator, degree)
    return Fraction((doubled + 1) // 2, 10**digits)


def power(value: Fraction, exponent: Fraction, digits: int | None) -> Fraction:
    """A power: exact where the exponent is whole, else (of a value ≥ 0) to a number of decimals."""
    if exponent.denominator == 1:
        found = value**exponent.numerator
        return found if digits is None else rounded(found, digits, "half-up")
    assert digits is not None
    return root(value**exponent.numerator, exponent.denominator, digits)


def logarithm(value: Fraction, digits: int) -> Fraction:
    """The natural logarithm of a value > 0, to a number of decimals."""
    if value == 1:
        return Fraction(0)
    precision = digits + 20
    while True:
        low, high = _between(value, precision)
        nearest = rounded(low, digits, "half-up")
        if nearest == rounded(high, digits, "half-up"):
            return nearest
        precision *= 2


def _between(value: Fraction, precision: int) -> tuple[Fraction, Fraction]:
    """Two figures that have the logarithm between them."""
    # `ln` of the decimal module is correctly rounded: each logarithm is off by at most half of its last place.
    context = decimal.Context(prec=precision, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)
    above, below = (context.ln(decimal.Decimal(part)) for part in (value.numerator, value.denominator))
    middle = Fraction(above) - Fraction(below)
    off = (Fraction(above) + Fraction(below)) / 10 ** (precision - 1)
    return middle - off, middle + off
