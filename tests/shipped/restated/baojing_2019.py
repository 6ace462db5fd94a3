"""三 of the 保靖 report as its README lists it, worked out on paper: the form behind it, but for two indicators."""

from __future__ import annotations

from fractions import Fraction

from tests.shipped.restated.hunan_overall_spending import DECIMALS, Facts, allowed, bought, graded, indicators

__all__ = ["DECIMALS", "allowed", "graded", "leaves"]


def leaves(fact: Facts) -> dict[str, Fraction]:
    """The points of the 18 indicators, before they are rounded."""
    central = Fraction(6 if fact("按规定集中采购") else 0)
    purchases = central if fact("政府采购预算未下达") else bought(fact)
    return indicators(fact, abs(fact("本年追加预算")), purchases)
