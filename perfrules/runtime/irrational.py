"""Roots and logarithms as whole numbers of steps, correctly rounded: halves away from 0, and no float takes part.

A figure is two whole numbers, `above` ÷ `below` with `below` > 0. Where it has no result nothing reads one, and 0 is
given: everything is computed, needed or not.
"""

from __future__ import annotations


def root(above: int, below: int, degree: int, scale: int) -> int:
    """The root of a figure in steps of 1 ÷ `scale`."""
    if above <= 0 or below <= 0:
        return 0
    # The whole part of twice the root in steps, found bit by bit; half of it, halves up, is the root rounded.
    power = (2 * scale) ** degree * above // below
    low, high = 0, 1 << -(-power.bit_length() // degree)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= power:
            low = middle
        else:
            high = middle - 1
    return (low + 1) // 2


def logarithm(above: int, below: int, scale: int) -> int:
    """The natural logarithm of a figure in steps of 1 ÷ `scale`.

    It lies between two figures, which come closer until both round alike.
    """
    if above <= 0 or below <= 0 or above == below:
        return 0
    from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
    from math import floor

    precision = len(str(scale)) + 20
    while True:
        # Each logarithm is correctly rounded, so it is off by less than a unit of its last place.
        near = Context(prec=precision, Emax=MAX_EMAX, Emin=MIN_EMIN)
        exact = Context(prec=min(4 * precision + 40, MAX_PREC), Emax=MAX_EMAX, Emin=MIN_EMIN)
        one, two = near.ln(Decimal(above)), near.ln(Decimal(below))
        off = exact.scaleb(exact.add(one, two), 1 - precision)
        middle = exact.subtract(one, two)
        ends = [
            floor(exact.add(exact.multiply(end, Decimal(scale)), Decimal("0.5")))
            for end in (exact.subtract(middle, off), exact.add(middle, off))
        ]
        if ends[0] == ends[1]:
            return ends[0]
        precision *= 2
