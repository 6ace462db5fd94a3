"""zizhou-2021 as one writes it by hand for whole columns in float64: once, for numpy, polars and SQL alike.

Natural formulas, divisions and all. As in plain_float.py only what can lie off the grid of one decimal is rounded.
Flags are 0 and 1, labels their places among the labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class Numpy:
    """On numpy arrays, a whole column at a time."""

    def points(self, when: Any, points: float) -> Any:
        """So many points where something holds, else none."""
        return points * when

    def either(self, when: Any, then: Any, last: Any) -> Any:
        return np.where(when, then, last)

    def above(self, item: Any, low: float) -> Any:
        """At least so much."""
        return np.maximum(low, item)

    def below(self, item: Any, high: float) -> Any:
        """At most so much."""
        return np.minimum(high, item)

    def floor(self, item: Any) -> Any:
        return np.floor(item)

    def size(self, item: Any) -> Any:
        """Without its sign."""
        return np.abs(item)

    def grade(self, total: Any) -> Any:
        """The place of the grade among the grades."""
        return (total < 90).astype(np.int8) + (total < 80) + (total < 70)


class Polars(Numpy):
    """As expressions of polars."""

    def points(self, when: Any, points: float) -> Any:
        return self.either(when, points, 0.0)

    def either(self, when: Any, then: Any, last: Any) -> Any:
        import polars as pl

        return pl.when(when).then(then).otherwise(last)

    def above(self, item: Any, low: float) -> Any:
        return item.clip(lower_bound=low)

    def below(self, item: Any, high: float) -> Any:
        return item.clip(upper_bound=high)

    def floor(self, item: Any) -> Any:
        return item.floor()

    def size(self, item: Any) -> Any:
        return item.abs()

    def grade(self, total: Any) -> Any:
        return self.either(total >= 90, 0, self.either(total >= 80, 1, self.either(total >= 70, 2, 3)))


class Text:
    """An expression of SQL."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _pair(self, op: str, other: Any, turned: bool = False) -> Text:
        own, other = self.text, _text(other)
        return Text(f"({other} {op} {own})" if turned else f"({own} {op} {other})")

    def __add__(self, other: Any) -> Text:
        return self._pair("+", other)

    def __sub__(self, other: Any) -> Text:
        return self._pair("-", other)

    def __rsub__(self, other: Any) -> Text:
        return self._pair("-", other, turned=True)

    def __mul__(self, other: Any) -> Text:
        return self._pair("*", other)

    def __rmul__(self, other: Any) -> Text:
        return self._pair("*", other, turned=True)

    def __truediv__(self, other: Any) -> Text:
        return self._pair("/", other)

    def __le__(self, other: Any) -> Text:
        return self._pair("<=", other)

    def __ge__(self, other: Any) -> Text:
        return self._pair(">=", other)

    def __gt__(self, other: Any) -> Text:
        return self._pair(">", other)

    def __eq__(self, other: object) -> Text:  # type: ignore[override]
        return self._pair("=", other)

    def __hash__(self) -> int:
        return hash(self.text)


def _text(item: Any) -> str:
    """As SQL has it: 0.1 alone would be a decimal there."""
    return item.text if isinstance(item, Text) else f"{item!r}e0" if isinstance(item, float) else repr(item)


class Sql(Polars):
    """As text for DuckDB."""

    def either(self, when: Any, then: Any, last: Any) -> Any:
        return Text(f"CASE WHEN {_text(when)} THEN {_text(then)} ELSE {_text(last)} END")

    def above(self, item: Any, low: float) -> Any:
        return Text(f"greatest({_text(item)}, {_text(low)})")

    def below(self, item: Any, high: float) -> Any:
        return Text(f"least({_text(item)}, {_text(high)})")

    def floor(self, item: Any) -> Any:
        return Text(f"floor({_text(item)})")

    def size(self, item: Any) -> Any:
        return Text(f"abs({_text(item)})")


def total(c: Sequence[Any], o: Numpy) -> Any:
    """The total of columns in the order of exact.c, by the operations of an engine."""

    def ramp(rate: Any, low: float, high: float, points: float) -> Any:
        return o.floor(points * o.below(o.above((rate - low) / (high - low), 0.0), 1.0) * 10 + 0.5) / 10

    def part(a: Any, b: Any, value: Any, both: float) -> Any:
        return o.either(b == 0, o.points(a == 0, both), value)

    s = o.above(2 - 0.5 * c[0], 0.0) + o.above(2 - 1.0 * c[1], 0.0) + o.above(2 - 0.5 * c[2], 0.0)
    s = s + o.above(2 - 1.0 * c[3], 0.0)
    s = s + o.above(c[27] * 1.0 + c[28] + c[29] - 0.5 * c[4], 0.0)
    s = s + o.above(c[30] * 1.0 + c[31] + c[32] - 0.5 * c[5], 0.0)
    s = s + o.either(c[33] == 1, 6.0, 2 - o.below(0.5 * c[6], 2.0) + c[34] + c[35] + 2.0 * c[36])
    s = s + o.either(c[37] == 1, 0.0, o.above(2 - 0.5 * c[7], 0.0)) + 1 - o.below(0.5 * c[8], 1.0) + c[38]
    s = s + o.above(2 - 0.5 * o.above(c[9] - c[10] - c[11], 0) - c[39], 0.0)
    s = s + c[40] * 1.0 + c[41] + c[42] + 0.5 * (c[43] * 1.0 + c[44] + c[45] + c[46])
    s = s + 0.5 * (c[47] * 1.0 + c[48] + c[49]) + c[51]
    s = s + o.points(c[50] == 3, 10.0) + o.points(c[50] == 2, 8.0) + o.points(c[50] == 1, 5.0)
    s = s + c[52] * 1.0 + c[53] + c[54] + c[55]
    s = s + o.points(c[56] / c[57] <= 0.1, 1.0) + o.points(c[58] / c[59] <= 0.1, 1.0)
    rate = c[60] / c[61]
    s = s + o.either(rate >= 0.95, 8.0, o.floor(rate / 0.95 * 80 + 0.5) / 10)
    grown = c[64] - c[65]
    s = s + ramp(c[62] / c[63], 0.85, 0.95, 12.0) + ramp(grown / c[63], 0.15, 0.05, 4.0)
    s = s + part(c[64], c[65], ramp(grown / c[65], 0.15, 0.05, 5.0), 5.0)
    s = s + part(c[66], c[67], o.points(c[66] / c[67] <= 1, 2.0), 2.0)
    s = s + part(c[66], c[68], o.points(o.size((c[66] - c[68]) / c[68]) <= 0.15, 2.0), 2.0)
    s = s + part(c[69], c[70], o.points((c[69] - c[70]) / c[70] <= 0, 1.5), 1.5)
    s = s + part(c[71], c[69], o.points(c[71] / c[69] <= 1, 1.5), 1.5)
    bought = 3 * o.below(o.above((c[72] / c[73] - 0.7) / (0.95 - 0.7), 0.0), 1.0)
    bought = o.floor(o.above(bought - c[12], 0.0) * 10 + 0.5) / 10
    s = s + o.either(c[26] == 1, 0.0, part(c[72], c[73], bought, 3.0))
    for done, due in ((c[74], c[75]), (c[13], c[14])):
        rate = o.either(due == 0, 1.0, done / due)
        s = s + 1 - o.below(0.5 * o.floor(o.above(1 - rate, 0.0) / 0.1), 1.0)
    rate = 1 - c[77] / c[76]
    s = s + o.either(c[76] == 0, 3.0, o.above(3 - 0.5 * o.floor((1 - rate) / 0.01), 0.0))
    change = o.size((c[78] - c[79]) / c[79])
    s = s + part(c[78], c[79], o.points(change <= 0.05, 1.0) + o.points(change <= 0.1, 1.0), 2.0)
    s = s + o.either(c[80] == 0, 2.0, o.either(c[80] > c[81], 0.0, 1.0))
    return s + o.points(c[82] == c[83], 1.0)
