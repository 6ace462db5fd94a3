"""Functions of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, cast

from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.calendar import Calendar
from perfrules.types.function import Function
from perfrules.types.interval import ANY, Interval
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


_WORKING_DAY = Unit("工作日", (("工作日", 1),), Fraction(1))


def _working_days_type(types: Sequence[Type]) -> Type | None:
    days = _days_type(types)
    return Quantity(_WORKING_DAY.dimension, True, unit=_WORKING_DAY) if isinstance(days, Quantity) else days


def _working_days(values: Sequence[Any]) -> Value:
    first, second, calendar = values
    return Fraction(calendar.between(first, second))


def _lower_working_days(nodes: Sequence[Any]) -> ir.Node:
    first, second, calendar = nodes
    return ir.Arith("-", _worked_by(second, calendar), _worked_by(first, calendar))


def _worked_by(day: ir.Node, calendar: Calendar) -> ir.Node:
    """The working days from the Monday before the calendar begins up to a day."""
    monday = calendar.first.toordinal() - calendar.first.weekday()
    days = ir.Arith("-", day, ir.Day(Fraction(monday - 1)))
    weeks = ir.Floor(ir.Arith("÷", days, _figure(7)))
    begun = ir.Min((ir.Arith("-", days, ir.Arith("×", weeks, _figure(7))), _figure(5)))
    bands: list[ir.Band] = []
    start, more = None, 0
    for listed, differs in calendar.exceptions():
        end = Fraction(listed.toordinal() - monday + 1)
        bands.append(ir.Band(Interval(start, end, False, True), _figure(more)))
        start, more = end, more + differs
    bands.append(ir.Band(Interval(start, None), _figure(more)))
    return ir.Sum((ir.Arith("×", weeks, _figure(5)), begun, ir.Piecewise(days, tuple(bands), None)))


def _figure(number: int) -> ir.Literal:
    return ir.Literal(Fraction(number))


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
        trend=(-1, 1),
    ),
    Function(
        ("工作日数", "working_days"),
        2,
        2,
        Words(
            "第一个日期以后，到第二个日期为止（含）的工作日数，早于为负；要有「工作日历」",
            "working days after the first date, up to and with the second, negative if earlier; needs a work calendar",
        ),
        _working_days_type,
        lambda intervals: ANY,
        _working_days,
        (
            ("工作日数(2022-09-30, 2022-10-09)", "2个工作日"),
            ("工作日数(2022-06-17, 2022-06-20)", "1个工作日"),
            ("工作日数(2022-06-20, 2022-06-17)", "−1个工作日"),
        ),
        lower=_lower_working_days,
        grid=Fraction(1),
        trend=(-1, 1),
        calendar=True,
    ),
)
