"""The step that several grids have in common."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction


def common_step(steps: Iterable[Fraction]) -> Fraction:
    """The greatest step of which all are whole multiples, above 0. A step of 0 asks for nothing; of none it is 1."""
    known = [step for step in steps if step]
    if not known:
        return Fraction(1)
    below = math.lcm(*(step.denominator for step in known))
    return Fraction(math.gcd(*(int(step * below) for step in known)), below)
