"""Rounding to decimals, the same wherever a figure is rounded."""

from __future__ import annotations

from fractions import Fraction


def rounded(value: Fraction, digits: int, mode: str) -> Fraction:
    """A value to a number of decimals: halves away from zero (half-up), cut (down) or raised (up)."""
    scaled = abs(value) * 10**digits
    whole, rest = divmod(scaled, 1)
    if rest and (mode == "up" or (mode == "half-up" and rest >= Fraction(1, 2))):
        whole += 1
    result = Fraction(whole, 10**digits)
    return -result if value < 0 else result


def to_grid(value: Fraction, grid: Fraction, mode: str) -> Fraction:
    """A value to a multiple of a grid: halves away from zero (half-up) or cut (down)."""
    steps, rest = divmod(abs(value), grid)
    if mode == "half-up" and rest * 2 >= grid:
        steps += 1
    return steps * grid if value >= 0 else -steps * grid
