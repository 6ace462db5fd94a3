"""Exact quantities as columns: a fixed factor, and two columns of whole numbers whose quotient it multiplies."""

from __future__ import annotations

import math
from fractions import Fraction

from attrs import evolve, frozen

from perfrules.backends.columnar.graph import Graph, Op, Term, Truth
from perfrules.types.interval import ANY, Interval, exactly
from perfrules.types.step import common_step


@frozen(eq=False)
class Quantity:
    """`factor` × `above` ÷ `below`, inside `bounds` wherever it is read. `below` is above 0 wherever it is read."""

    factor: Fraction
    above: Term = 1
    below: Term = 1
    bounds: Interval = ANY

    @property
    def constant(self) -> Fraction | None:
        """The value, where it is fixed."""
        if self.factor == 0 or (isinstance(self.above, int) and self.above == 0):
            return Fraction(0)
        if isinstance(self.above, int) and isinstance(self.below, int):
            return self.factor * self.above / self.below
        return None

    def within(self, bounds: Interval) -> Quantity:
        """The same where it is known to lie inside bounds."""
        return evolve(self, bounds=self.bounds.meet(bounds))


def fixed(value: Fraction) -> Quantity:
    """A figure."""
    return Quantity(value, 1, 1, exactly(value))


ZERO = fixed(Fraction(0))


@frozen(eq=False)
class Algebra:
    """What is done with quantities; the columns that it takes are put into the graph."""

    graph: Graph

    def steps(self, a: Quantity, factor: Fraction) -> Term:
        """What stands above, once the quantity is written with another factor that divides its own."""
        count = a.factor / factor
        assert count.denominator == 1
        return self.graph.mul(a.above, int(count)) if count else 0

    def times(self, a: Quantity, b: Quantity) -> Quantity:
        """The product."""
        if a.factor == 0 or b.factor == 0:
            return ZERO
        mul, bounds = self.graph.mul, a.bounds * b.bounds
        # Of two factors that undo each other neither is written: where they are 0 the value is not read.
        if isinstance(a.below, Op) and a.below is b.above:
            return Quantity(a.factor * b.factor, a.above, b.below, bounds)
        if isinstance(b.below, Op) and b.below is a.above:
            return Quantity(a.factor * b.factor, b.above, a.below, bounds)
        return Quantity(a.factor * b.factor, mul(a.above, b.above), mul(a.below, b.below), bounds)

    def plus(self, a: Quantity, b: Quantity) -> Quantity:
        """The sum."""
        bounds = a.bounds + b.bounds
        if a.factor == 0 or b.factor == 0:
            return b if a.factor == 0 else a
        factor = common_step((a.factor, b.factor))
        one, two = self.steps(a, factor), self.steps(b, factor)
        if a.below is b.below or a.below == b.below:
            return Quantity(factor, self.graph.add(one, two), a.below, bounds)
        mul = self.graph.mul
        above = self.graph.add(mul(one, b.below), mul(two, a.below))
        return Quantity(factor, above, mul(a.below, b.below), bounds)

    def opposite(self, a: Quantity) -> Quantity:
        """The opposite."""
        return evolve(a, factor=-a.factor, bounds=-a.bounds)

    def minus(self, a: Quantity, b: Quantity) -> Quantity:
        """The difference."""
        return self.plus(a, self.opposite(b))

    def divided(self, a: Quantity, b: Quantity) -> Quantity:
        """The quotient; where the divisor is 0 it is not read."""
        divisor = b.constant
        if divisor is not None:
            return self.times(a, fixed(1 / divisor)) if divisor else ZERO
        bounds = a.bounds / b.bounds
        factor, above = (b.factor, b.above) if b.factor > 0 else (-b.factor, self.graph.neg(b.above))
        least, most = b.bounds.low, b.bounds.high
        if least is not None and least >= 0:
            inverse = Quantity(1 / factor, b.below, above)
        elif most is not None and most <= 0:
            inverse = Quantity(-1 / factor, b.below, self.graph.neg(above))
        else:
            # What stands below is kept positive, so that comparisons keep their direction.
            negative = self.graph.lt(above, 0)
            over = self.graph.where(negative, self.graph.neg(b.below), b.below)
            inverse = Quantity(1 / factor, over, self.graph.abs(above))
        return evolve(self.times(a, inverse), bounds=bounds)

    def compare(self, a: Quantity, op: str, b: Quantity) -> Truth:
        """Whether a comparison holds: each side times what stands below the other."""
        factor = common_step((a.factor, b.factor))
        one, two = self.steps(a, factor), self.steps(b, factor)
        if not (a.below is b.below or a.below == b.below):
            one, two = self.graph.mul(one, b.below), self.graph.mul(two, a.below)
        match op:
            case "=":
                return self.graph.eq(one, two)
            case "≠":
                return self.graph.no(self.graph.eq(one, two))
            case "<":
                return self.graph.lt(one, two)
            case "≤":
                return self.graph.le(one, two)
            case ">":
                return self.graph.lt(two, one)
        return self.graph.le(two, one)

    def inside(self, a: Quantity, interval: Interval) -> Truth:
        """Whether a quantity lies in an interval."""
        if interval.low is not None and interval.low == interval.high:
            return self.compare(a, "=", fixed(interval.low))
        parts: list[Truth] = []
        if interval.low is not None:
            parts.append(self.compare(a, ">" if interval.low_open else "≥", fixed(interval.low)))
        if interval.high is not None:
            parts.append(self.compare(a, "<" if interval.high_open else "≤", fixed(interval.high)))
        return self.graph.all(parts)

    def choose(self, when: Truth, then: Quantity, last: Quantity) -> Quantity:
        """`then` where a condition holds, else `last`."""
        if isinstance(when, bool):
            return then if when else last
        factor = common_step((then.factor, last.factor))
        above = self.graph.where(when, self.steps(then, factor), self.steps(last, factor))
        bounds = then.bounds.hull(last.bounds)
        for zero, other in ((then, last), (last, then)):
            if zero.constant == 0:
                return Quantity(factor, above, self.graph.max(other.below, 1), bounds)
        return Quantity(factor, above, self.graph.where(when, then.below, last.below), bounds)

    def absolute(self, a: Quantity) -> Quantity:
        """The absolute value."""
        least, most = a.bounds.low, a.bounds.high
        if least is not None and least >= 0:
            return a
        if most is not None and most <= 0:
            return self.opposite(a)
        return Quantity(abs(a.factor), self.graph.abs(a.above), a.below, a.bounds.abs())

    def clamped(self, a: Quantity, ends: Interval) -> Quantity:
        """A quantity not above the upper end, and then not below the lower one."""
        if ends.high is not None and not _below(a.bounds.high, ends.high):
            most = fixed(ends.high)
            a = self._cut(a, most, ">").within(Interval(None, ends.high))
        if ends.low is not None and not _below(ends.low, a.bounds.low):
            a = self._cut(a, fixed(ends.low), "<").within(Interval(ends.low, None))
        return a

    def _cut(self, a: Quantity, end: Quantity, sign: str) -> Quantity:
        """What stands below is above 0, so it is what stands above that is cut."""
        factor = common_step((a.factor, end.factor))
        one, two = self.steps(a, factor), self.graph.mul(self.steps(end, factor), a.below)
        above = self.graph.max(one, two) if sign == "<" else self.graph.min(one, two)
        return Quantity(factor, above, a.below, a.bounds.hull(end.bounds))

    def better(self, sign: str, a: Quantity, b: Quantity) -> Quantity:
        """The greater or lesser of two."""
        if a.below is b.below or a.below == b.below:
            factor = common_step((a.factor, b.factor))
            one, two = self.steps(a, factor), self.steps(b, factor)
            above = self.graph.max(one, two) if sign == ">" else self.graph.min(one, two)
            found = Quantity(factor, above, a.below, a.bounds.hull(b.bounds))
        else:
            found = self.choose(self.compare(a, sign, b), a, b)
        lows = [q.bounds.low for q in (a, b) if q.bounds.low is not None]
        highs = [q.bounds.high for q in (a, b) if q.bounds.high is not None]
        if sign == ">":
            return found.within(Interval(max(lows), None)) if lows else found
        return found.within(Interval(None, min(highs))) if highs else found

    def whole(self, a: Quantity, up: bool) -> Quantity:
        """The whole number next to it: below, or above where `up`."""
        found = self._steps(a, Fraction(1), "up" if up else "down")
        least, most = (None if end is None else Fraction((math.ceil if up else math.floor)(end)) for end in _ends(a))
        return Quantity(Fraction(1), found, 1, Interval(least, most))

    def rounded(self, a: Quantity, step: Fraction, mode: str) -> Quantity:
        """A quantity as a whole number of steps; `down` and `up` are towards 0 and away from it."""
        value = a.constant
        if value is not None:
            return fixed(_rounded(value, step, mode))
        share = a.factor / step
        if a.below == 1 and share.denominator == 1:
            return Quantity(step, self.graph.mul(a.above, share.numerator), 1, a.bounds)
        least, most = _ends(a)
        if least is not None and least >= 0:
            found = self._steps(a, step, mode)
        elif most is not None and most <= 0:
            found = self.graph.neg(self._steps(self.opposite(a), step, mode))
        else:
            size = self._steps(self.absolute(a), step, mode)
            found = self.graph.where(self.compare(a, "<", ZERO), self.graph.neg(size), size)
        least, most = (None if end is None else _rounded(end, step, mode) for end in (least, most))
        low, high = (None if end is None else int(end / step) for end in (least, most))
        return Quantity(step, self.graph.within(found, low, high), 1, Interval(least, most))

    def _steps(self, a: Quantity, step: Fraction, mode: str) -> Term:
        """How many whole steps a figure has: down, up, or to the nearest, halves up."""
        graph, share = self.graph, a.factor / step
        above, below = graph.mul(a.above, share.numerator), graph.mul(a.below, share.denominator)
        least, most = (None if end is None else end / step for end in _ends(a))
        if mode == "up":
            found = graph.div(graph.neg(above), below)
            low, high = (None if end is None else math.floor(-end) for end in (most, least))
            return graph.neg(graph.within(found, low, high))
        found = graph.div(above, below) if mode == "down" else graph.half(above, below)
        half = Fraction(0) if mode == "down" else Fraction(1, 2)
        low, high = (None if end is None else math.floor(end + half) for end in (least, most))
        return graph.within(found, low, high)


def _ends(a: Quantity) -> tuple[Fraction | None, Fraction | None]:
    return a.bounds.low, a.bounds.high


def _below(a: Fraction | None, b: Fraction | None) -> bool:
    return a is not None and b is not None and a <= b


def _rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    count, rest = divmod(abs(value), step)
    if (mode == "up" and rest) or (mode == "half-up" and 2 * rest >= step):
        count += 1
    return count * step if value >= 0 else -count * step
