"""Functions of numbers: 绝对值, 最大, 最小, 合计, 均值, 个数 and the roundings by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import cast

from attrs import evolve

from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.function import Function
from perfrules.types.interval import Interval, exactly
from perfrules.types.rounding import rounded
from perfrules.types.types import BROKEN, PLAIN, Broken, Quantity, Type, Value


def _numbers(values: Sequence[Value]) -> list[Fraction]:
    return [cast(Fraction, value) for value in values]


def same_dimension(types: Sequence[Type]) -> Type | None:
    """The common type of quantities of one dimension."""
    known = [t for t in types if not isinstance(t, Broken)]
    if not known:
        return BROKEN
    first = known[0]
    if not isinstance(first, Quantity):
        return None
    if any(not isinstance(t, Quantity) or t.dimension != first.dimension for t in known):
        return None
    return evolve(first, whole=all(isinstance(t, Quantity) and t.whole for t in known))


def _mean_type(types: Sequence[Type]) -> Type | None:
    same = same_dimension(types)
    return evolve(same, whole=False) if isinstance(same, Quantity) else same


def bare_or_base(type_: Quantity) -> bool:
    """Whether the decimals of a quantity are plain; an amount in 万元 states them behind its formula: 保留2位小数."""
    return not type_.dimension or type_.is_points or (type_.unit is not None and type_.unit.factor == 1)


def _round_type(types: Sequence[Type]) -> Type | None:
    first = types[0]
    if isinstance(first, Broken):
        return first
    if not isinstance(first, Quantity):
        return None
    if not bare_or_base(first):
        return None
    if len(types) > 1 and not (isinstance(types[1], Quantity) and types[1].is_number):
        return None
    return evolve(first, whole=first.whole)


def _rounder(mode: str) -> Callable[[Sequence[Value]], Value]:
    def evaluate(values: Sequence[Value]) -> Value:
        number, *digits = _numbers(values)
        return rounded(number, int(digits[0]) if digits else 0, mode)

    return evaluate


def _rounded_bounds(intervals: Sequence[Interval]) -> Interval:
    # Rounding moves a value by less than one unit of its last place; ends are widened by a whole one.
    first = intervals[0]
    low = None if first.low is None else Fraction(math.floor(first.low))
    high = None if first.high is None else Fraction(math.ceil(first.high))
    return Interval(low, high)


def _extreme(pick: Callable[[Sequence[Fraction]], Fraction]) -> Callable[[Sequence[Value]], Value]:
    return lambda values: pick(_numbers(values))


def _max_bounds(intervals: Sequence[Interval]) -> Interval:
    lows = [i.low for i in intervals if i.low is not None]
    highs = [i.high for i in intervals]
    high = None if None in highs else max(h for h in highs if h is not None)
    return Interval(max(lows) if lows else None, high)


def _min_bounds(intervals: Sequence[Interval]) -> Interval:
    return -_max_bounds([-i for i in intervals])


def _sum_bounds(intervals: Sequence[Interval]) -> Interval:
    total = exactly(Fraction(0))
    for interval in intervals:
        total = total + interval
    return total


def _mean(values: Sequence[Value]) -> Value:
    numbers = _numbers(values)
    return sum(numbers, Fraction(0)) / len(numbers)


def _trimmed_mean(values: Sequence[Value]) -> Value:
    *numbers, dropped = _numbers(values)
    left = sorted(numbers)
    for _ in range(int(dropped)):
        left.remove(max(left))
        left.remove(min(left))
    return sum(left, Fraction(0)) / len(left)


def _trimmed_bounds(intervals: Sequence[Interval]) -> Interval:
    # A mean of some of the values lies between the least and the greatest of them.
    return reduce(Interval.hull, intervals)


def _lower_trimmed(nodes: Sequence[ir.Node]) -> ir.Node:
    *items, last = nodes
    assert isinstance(last, ir.Literal)
    dropped = int(last.value)
    return ir.Arith("÷", ir.Trimmed(tuple(items), dropped, dropped), ir.Literal(Fraction(len(items) - 2 * dropped)))


def _lower_mean(nodes: Sequence[ir.Node]) -> ir.Node:
    return ir.Arith("÷", ir.Sum(tuple(nodes)), ir.Literal(Fraction(len(nodes))))


def _lower_round(mode: str) -> Callable[[Sequence[ir.Node]], ir.Node | None]:
    def lower(nodes: Sequence[ir.Node]) -> ir.Node | None:
        number, *digits = nodes
        if not digits:
            return ir.Round(number, Fraction(1), mode)
        # Digits that are worked out, not written, leave no fixed grid.
        match digits[0]:
            case ir.Literal(value=Fraction() as count) if count >= 0:
                return ir.Round(number, Fraction(1, 10 ** int(count)), mode)
        return None

    return lower


FUNCTIONS = (
    Function(
        ("绝对值", "abs"),
        1,
        1,
        Words("不计正负的大小", "the size without the sign"),
        same_dimension,
        lambda intervals: intervals[0].abs(),
        lambda values: abs(_numbers(values)[0]),
        (("绝对值(3 − 5)", "2"), ("绝对值(−15%)", "15%")),
        lambda nodes: ir.Abs(nodes[0]),
        trend=(0,),
    ),
    Function(
        ("最大", "max"),
        1,
        None,
        Words("最大的一个", "the greatest"),
        same_dimension,
        _max_bounds,
        _extreme(max),
        (("最大(1, 3, 2)", "3"),),
        lambda nodes: ir.Max(tuple(nodes)),
        over_lists=True,
        over_rows="max",
        trend=(1,),
    ),
    Function(
        ("最小", "min"),
        1,
        None,
        Words("最小的一个", "the least"),
        same_dimension,
        _min_bounds,
        _extreme(min),
        (("最小(100%, 95%)", "95%"),),
        lambda nodes: ir.Min(tuple(nodes)),
        over_lists=True,
        over_rows="min",
        trend=(1,),
    ),
    Function(
        ("合计", "sum"),
        1,
        None,
        Words("各数之和", "the sum"),
        same_dimension,
        _sum_bounds,
        lambda values: sum(_numbers(values), Fraction(0)),
        (("合计(1, 2, 3)", "6"),),
        lambda nodes: ir.Sum(tuple(nodes)),
        over_lists=True,
        over_rows="sum",
        trend=(1,),
    ),
    Function(
        ("均值", "mean"),
        1,
        None,
        Words("各数的算术平均", "the arithmetic mean"),
        _mean_type,
        lambda intervals: _sum_bounds(intervals) * exactly(Fraction(1, len(intervals))),
        _mean,
        (("均值(1, 2)", "1.5"),),
        _lower_mean,
        over_lists=True,
        over_rows="mean",
    ),
    Function(
        ("去掉最高最低", "trimmed_mean"),
        1,
        None,
        Words(
            "去掉最高和最低的各一个以后的平均，并列的也只去掉一个；一列后面写一个数，就各去掉那么多个",
            "the mean without the greatest and the least value, one of each; a figure behind a list says how many",
        ),
        _mean_type,
        _trimmed_bounds,
        _trimmed_mean,
        (("去掉最高最低(3, 9, 7, 9, 2)", "19/3"),),
        lower=_lower_trimmed,
        over_lists=True,
        trims=True,
        trend=(1,),
    ),
    Function(
        ("个数", "count"),
        1,
        None,
        Words("有几个数", "how many"),
        lambda types: evolve(PLAIN, whole=True),
        lambda intervals: exactly(Fraction(len(intervals))),
        lambda values: Fraction(len(values)),
        (("个数(5, 5)", "2"),),
        over_lists=True,
        over_rows="count",
        trend=(0,),
    ),
    Function(
        ("四舍五入", "round"),
        1,
        2,
        Words(
            "四舍五入到括号里第二项所说的小数位，不写为整数；五一律进（绝对值）",
            "rounded to the second argument's decimals, halves away from zero",
        ),
        _round_type,
        _rounded_bounds,
        _rounder("half-up"),
        (("四舍五入(2.45, 1位小数)", "2.5"), ("四舍五入(90.25%, 1位百分数)", "90.3%"), ("四舍五入(−2.5)", "−3")),
        lower=_lower_round("half-up"),
        decimals=True,
        trend=(1, 0),
    ),
    Function(
        ("舍去", "truncate"),
        1,
        2,
        Words("去掉括号里第二项所说的小数位以后的部分", "cut to the second argument's decimals, towards zero"),
        _round_type,
        _rounded_bounds,
        _rounder("down"),
        (("舍去(2.49, 1位小数)", "2.4"), ("舍去(−2.49, 1)", "−2.4")),
        lower=_lower_round("down"),
        decimals=True,
        trend=(1, 0),
    ),
    Function(
        ("进位", "round_up"),
        1,
        2,
        Words("有零头就进一，到括号里第二项所说的小数位", "raised to the second argument's decimals, away from zero"),
        _round_type,
        _rounded_bounds,
        _rounder("up"),
        (("进位(2.41, 1位小数)", "2.5"), ("进位(2)", "2")),
        lower=_lower_round("up"),
        decimals=True,
        trend=(1, 0),
    ),
)
