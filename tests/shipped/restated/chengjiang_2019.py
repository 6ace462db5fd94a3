"""The 澄江 report: no indicator has points, the total is judged."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

Facts = Callable[[str], Any]
DECIMALS = 0


def leaves(fact: Facts) -> dict[str, Fraction]:
    return {}


def total(fact: Facts) -> Fraction:
    return Fraction(floor(fact("总分") + Fraction(1, 2)))


def allowed(fact: Facts) -> bool:
    return True


def graded(total: Fraction) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"
