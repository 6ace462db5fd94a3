"""Exact quantities as columns: a fixed factor, and two columns of whole numbers whose quotient it multiplies."""

from __future__ import annotations

import math
from fractions import Fraction

from attrs import evolve, frozen

from perfrules.backends.columnar.graph import Graph, Op, Term, Truth, high, low
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
        one, two = (1 if q.constant == 0 else q.below for q in (then, last))
        return Quantity(factor, above, self.graph.where(when, one, two), then.bounds.hull(last.bounds))

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
        if a.below == 1:
            factor = common_step((a.factor, end.factor))
            one, two = self.steps(a, factor), self.steps(end, factor)
            above = self.graph.max(one, two) if sign == "<" else self.graph.min(one, two)
            return Quantity(factor, above, 1, a.bounds.hull(end.bounds))
        return self.choose(self.compare(a, sign, end), end, a)

    def better(self, sign: str, a: Quantity, b: Quantity) -> Quantity:
        """The greater or lesser of two."""
        if a.below == 1 and b.below == 1:
            factor = common_step((a.factor, b.factor))
            one, two = self.steps(a, factor), self.steps(b, factor)
            above = self.graph.max(one, two) if sign == ">" else self.graph.min(one, two)
            found = Quantity(factor, above, 1, a.bounds.hull(b.bounds))
        else:
            found = self.choose(self.compare(a, sign, b), a, b)
        lows = [q.bounds.low for q in (a, b) if q.bounds.low is not None]
        highs = [q.bounds.high for q in (a, b) if q.bounds.high is not None]
        if sign == ">":
            return found.within(Interval(max(lows), None)) if lows else found
        return found.within(Interval(None, min(highs))) if highs else found

    def whole(self, a: Quantity, up: bool) -> Quantity:
        """The whole number next to it: below, or above where `up`."""
        mul, neg = self.graph.mul, self.graph.neg
        above, below = mul(a.above, a.factor.numerator), mul(a.below, a.factor.denominator)
        found = neg(self.graph.div(neg(above), below)) if up else self.graph.div(above, below)
        least = None if a.bounds.low is None else Fraction(math.ceil(a.bounds.low) if up else math.floor(a.bounds.low))
        most = (
            None if a.bounds.high is None else Fraction(math.ceil(a.bounds.high) if up else math.floor(a.bounds.high))
        )
        return Quantity(Fraction(1), self._kept(found, least, most, Fraction(1)), 1, Interval(least, most))

    def rounded(self, a: Quantity, step: Fraction, mode: str) -> Quantity:
        """A quantity as a whole number of steps."""
        value = a.constant
        if value is not None:
            return fixed(_rounded(value, step, mode))
        share = a.factor / step
        above, below = self.graph.mul(a.above, share.numerator), self.graph.mul(a.below, share.denominator)
        if below == 1:
            return Quantity(step, above, 1, a.bounds)
        least, most = a.bounds.low, a.bounds.high
        neg = self.graph.neg
        if least is not None and least >= 0:
            found = self._up_from_0(above, below, mode)
        elif most is not None and most <= 0:
            found = neg(self._up_from_0(neg(above), below, mode))
        else:
            size = self._up_from_0(self.graph.abs(above), below, mode)
            found = self.graph.where(self.graph.lt(above, 0), neg(size), size)
        ends = [None if end is None else _rounded(end, step, mode) for end in (least, most)]
        return Quantity(step, self._kept(found, ends[0], ends[1], step), 1, Interval(ends[0], ends[1]))

    def _kept(self, found: Term, least: Fraction | None, most: Fraction | None, step: Fraction) -> Term:
        """A column that is known to lie between two ends wherever it is read, made to do so everywhere.

        What comes behind is then as small as what is read.
        """
        if least is not None and most is not None:
            found = self.graph.within(found, int(least / step), int(most / step))
        if least is not None and low(found) < least / step:
            found = self.graph.max(found, int(least / step))
        if most is not None and high(found) > most / step:
            found = self.graph.min(found, int(most / step))
        return found

    def _up_from_0(self, above: Term, below: Term, mode: str) -> Term:
        """A figure that is not below 0, in whole steps."""
        graph = self.graph
        if mode == "down":
            return graph.div(above, below)
        if mode == "up":
            return graph.neg(graph.div(graph.neg(above), below))
        if isinstance(below, int):
            if below % 2 == 0:
                return graph.div(graph.add(above, below // 2), below)
            return graph.div(graph.add(graph.mul(above, 2), below), 2 * below)
        return graph.div(graph.add(graph.mul(above, 2), below), graph.mul(below, 2))


def _below(a: Fraction | None, b: Fraction | None) -> bool:
    return a is not None and b is not None and a <= b


def _rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    count, rest = divmod(abs(value), step)
    if (mode == "up" and rest) or (mode == "half-up" and 2 * rest >= step):
        count += 1
    return count * step if value >= 0 else -count * step


__all__ = ["ZERO", "Algebra", "Quantity", "fixed", "high", "low"]
