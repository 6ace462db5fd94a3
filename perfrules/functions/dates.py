"""Functions of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import cast

from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.function import Function
from perfrules.types.interval import ANY
from perfrules.types.types import BROKEN, Broken, DateType, Quantity, Type, Unit, Value

_DAY = Unit("天", (("秒", 1),), Fraction(86400))


def _days_type(types: Sequence[Type]) -> Type | None:
    if any(isinstance(t, Broken) for t in types):
        return BROKEN
    if not all(isinstance(t, DateType) for t in types):
        return None
    return Quantity(_DAY.dimension, unit=_DAY)


def _days(values: Sequence[Value]) -> Value:
    first, second = (cast(date, value) for value in values)
    return Fraction((second - first).days) * _DAY.factor


def _lower_days(nodes: Sequence[ir.Node]) -> ir.Node:
    first, second = nodes
    return ir.Arith("×", ir.Arith("-", second, first), ir.Literal(_DAY.factor))


FUNCTIONS = (
    Function(
        ("天数", "days"),
        2,
        2,
        Words(
            "从第一个日期到第二个日期的整天数，早于为负",
            "whole days from the first date to the second, negative if earlier",
        ),
        _days_type,
        lambda intervals: ANY,
        _days,
        (("天数(2022-06-15, 2022-06-16)", "1天"),),
        lower=_lower_days,
        grid=_DAY.factor,
    ),
)
