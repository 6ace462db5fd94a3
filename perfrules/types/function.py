"""What a builtin function is: one declaration carries its signature, its page, its examples and its meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.source import Words
from perfrules.types.interval import Interval
from perfrules.types.types import Type, Value


@frozen
class Function:
    """A function of expressions.

    `names` are its spellings, the first the canonical one; `least` and `most` the number of arguments (None: any);
    `result` gives the type of the result, or None where the arguments do not fit; `bounds` encloses the results;
    `evaluate` is the meaning, on exact values; `examples` are (text, result) pairs that the tests run. `lower` gives
    the same as an IR node of the arguments' nodes; without it, or where it gives None, the IR calls the function.
    `grid` is what every result is a multiple of, where there is such a figure.

    `decimals` says that the last argument may be a number of decimals, a fixed figure; with `stated` it must be one,
    and be written as such (2位小数), since the result has no end of its own. `refuses` gives the reason why arguments
    within those bounds have no result, None where they always have one. `trend` tells of each argument (the last entry
    of all that follow) whether the result never falls (1) or never rises (-1) as it rises; 0 is neither. With
    `calendar`, `evaluate` and `lower` are handed the 工作日历 of the rubric behind the arguments.
    """

    names: tuple[str, ...]
    least: int
    most: int | None
    about: Words
    result: Callable[[Sequence[Type]], Type | None]
    bounds: Callable[[Sequence[Interval]], Interval]
    evaluate: Callable[[Sequence[Any]], Value]
    examples: tuple[tuple[str, str], ...] = ()
    lower: Callable[[Sequence[Any]], Any] | None = None
    grid: Fraction | None = None
    decimals: bool = False
    over_lists: bool = False
    """Whether it takes any number of values, of which a 列 gives each of its own."""
    over_rows: str | None = None
    """What it makes of the rows of a 明细: sum, mean, max, min or count; None where it does not go over rows."""
    trims: bool = False
    """Whether it drops the greatest and least values, as many as the second of two arguments says where that is a bare
    figure; `evaluate` and `lower` are given that number last, 1 where nothing is said."""
    stated: bool = False
    refuses: Callable[[Sequence[Interval]], Words | None] | None = None
    trend: tuple[int, ...] = ()
    calendar: bool = False
