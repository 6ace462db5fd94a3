"""三 of the 合水 report: four judged scores."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

Facts = Callable[[str], Any]
DECIMALS = 1


def leaves(fact: Facts) -> dict[str, Fraction]:
    return {name: fact(name) for name in ("决策", "管理", "履职", "效益")}


def allowed(fact: Facts) -> bool:
    return fact("实际支出资金") <= fact("实际到位资金")


def graded(total: Fraction) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"
