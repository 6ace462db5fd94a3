"""附件1-2 of the 衡阳 report: the execution rate, two pools and the satisfaction judged."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

Facts = Callable[[str], Any]
DECIMALS = 1


def leaves(fact: Facts) -> dict[str, Fraction]:
    rate = fact("全年执行数") / fact("全年预算数")
    judged = {name: fact(name) for name in ("产出指标", "效益指标", "满意度指标")}
    return {"部门资金": 10 * min(Fraction(1), rate), **judged}


def allowed(fact: Facts) -> bool:
    return True


def graded(total: Fraction) -> str:
    return "优秀" if total >= 90 else "良好" if total >= 80 else "较差" if total >= 60 else "差"
