"""Whole numbers and truth values of all rows at once: a graph of few operations, each with the range of its results.

A range is proven from the ranges of what comes in. Where it leaves the carrier (64 bits), the operation has a test
beside it that tells the rows whose figures do not fit: those are scored one by one on numbers without an end. So no
operation ever wraps around in a row that is read. Equal operations are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from attrs import define, field

MOST = 2**62 - 1
"""The greatest figure of a carrier. Of two such figures the sum still fits into 64 bits, so it can be looked at."""


EXACT = 2**53
"""Below it float64 holds every whole number."""


@define(eq=False, slots=True)
class Op:
    """One operation on columns; `low` and `high` enclose its results in every row that fits.

    `name` is one of
    - figure, given (a slot of what comes in: whole steps of its grid, whether it was given),
    - add, sub, mul, abs, max, min,
    - div (a quotient, down to a whole number), half (to the nearest one, halves up): where the divisor is not above 0,
      or the quotient lies outside `low` and `high`, the row is not read, and the result is anything between these,
    - where (a condition, what it gives, what else), int (1 or 0 of a truth value),
    - lt, le, eq, and, or, not: truth values,
    - wide: whether a product of two figures leaves the carrier; beyond: whether a figure does.
    """

    number: int
    name: str
    args: tuple[Term, ...]
    low: int
    high: int
    section: int

    @property
    def is_truth(self) -> bool:
        """Whether its results are truth values."""
        return self.name in _TRUTHS


_TRUTHS = frozenset(("flag", "given", "lt", "le", "eq", "and", "or", "not", "wide", "beyond"))


class TooLarge(Exception):
    """A fixed figure that no carrier holds."""


Term = Op | int
"""A column of whole numbers, or the same number in every row."""
Truth = Op | bool
"""A column of truth values, or the same in every row."""


def low(term: Term) -> int:
    """The least value."""
    return term.low if isinstance(term, Op) else term


def high(term: Term) -> int:
    """The greatest value."""
    return term.high if isinstance(term, Op) else term


def _held(*terms: Term) -> None:
    """TooLarge where a fixed figure is beyond all carriers."""
    if any(isinstance(term, int) and abs(term) > MOST for term in terms):
        raise TooLarge


def quotients(name: str, a: Term, b: Term) -> tuple[int, int]:
    """The least and greatest quotient, as `div` or `half` makes it, by what is above 0."""
    pairs = product((low(a), high(a)), (max(low(b), 1), max(high(b), 1)))
    ends = [x // y if name == "div" else (2 * x + y) // (2 * y) for x, y in pairs]
    return min(ends), max(ends)


def is_cut(op: Op) -> bool:
    """Whether a quotient that is not read may lie outside the ends of its operation."""
    a, b = op.args
    least, most = quotients(op.name, a, b)
    return low(b) < 1 or least < op.low or most > op.high


@define
class Graph:
    """The operations in the order in which they can be carried out."""

    ops: list[Op] = field(factory=list)
    tests: dict[int, Op] = field(factory=dict)
    """By the number of an operation: the rows where its result does not fit."""
    section: int = 0
    """Which part of the table is being worked on: what stands together is computed together."""
    _known: dict[tuple[object, ...], Op] = field(factory=dict)

    def _op(self, name: str, args: tuple[Term, ...], least: int = 0, most: int = 1) -> Op:
        key = (name, *(arg.number if isinstance(arg, Op) else (arg,) for arg in args), least, most)
        if key not in self._known:
            found = Op(len(self.ops), name, args, least, most, self.section)
            self.ops.append(found)
            self._known[key] = found
        return self._known[key]

    def figure(self, slot: int, least: int, most: int) -> Term:
        """A figure that comes in."""
        return least if least == most else self._op("figure", (slot,), least, most)

    def flag(self, slot: int) -> Truth:
        """A truth value that comes in."""
        return self._op("flag", (slot,))

    def given(self, slot: int) -> Truth:
        """Whether what comes in was given."""
        return self._op("given", (slot,))

    # Whole numbers

    def _ranged(self, name: str, a: Term, b: Term, ends: Sequence[int]) -> Op:
        """An operation whose result may leave the carrier."""
        least, most = min(ends), max(ends)
        _held(a, b)
        fits = least >= -MOST and most <= MOST
        found = self._op(name, (a, b), min(max(least, -MOST), MOST), max(min(most, MOST), -MOST))
        if not fits and found.number not in self.tests:
            test = self._op("wide", (a, b)) if name == "mul" else self._op("beyond", (found,))
            self.tests[found.number] = test
        return found

    def add(self, a: Term, b: Term) -> Term:
        """The sum."""
        if isinstance(a, int) and isinstance(b, int):
            return a + b
        if isinstance(a, int):
            a, b = b, a
        if b == 0:
            return a
        if isinstance(b, int):
            if isinstance(a, Op) and a.name == "sub" and isinstance(a.args[0], int):
                return self.sub(a.args[0] + b, a.args[1])
            if b < 0:
                return self._ranged("sub", a, -b, (low(a) + b, high(a) + b))
        for one, two in ((a, b), (b, a)):
            if isinstance(two, Op) and two.name == "sub":
                first, second = two.args
                if first == 0:
                    return self.sub(one, second)
                if second is one:
                    return first
                if isinstance(one, Op) and one.name == "mul" and one.args[0] is first and isinstance(one.args[1], int):
                    return self.sub(self.mul(first, one.args[1] + 1), second)
            if isinstance(two, Op) and two.name == "mul" and isinstance(two.args[1], int) and two.args[1] < 0:
                return self.sub(one, self.mul(two.args[0], -two.args[1]))
        if isinstance(b, Op) and isinstance(a, Op) and a.number > b.number:
            a, b = b, a
        return self._ranged("add", a, b, (low(a) + low(b), high(a) + high(b)))

    def sub(self, a: Term, b: Term) -> Term:
        """The difference."""
        if isinstance(a, int) and isinstance(b, int):
            return a - b
        if b == 0:
            return a
        if a is b:
            return 0
        if isinstance(b, int) and b < 0:
            return self.add(a, -b)
        if isinstance(b, Op) and b.name == "sub" and b.args[0] is a and isinstance(a, Op):
            return b.args[1]
        return self._ranged("sub", a, b, (low(a) - high(b), high(a) - low(b)))

    def neg(self, a: Term) -> Term:
        """The opposite."""
        if isinstance(a, Op) and a.name == "sub" and a.number not in self.tests:
            return self.sub(a.args[1], a.args[0])
        return self.sub(0, a)

    def mul(self, a: Term, b: Term) -> Term:
        """The product."""
        if isinstance(a, int) and isinstance(b, int):
            return a * b
        if isinstance(a, int):
            a, b = b, a
        if b == 0:
            return 0
        if b == 1:
            return a
        if isinstance(b, int) and isinstance(a, Op) and a.number not in self.tests:
            if b == -1:
                return self.neg(a)
            if a.name == "mul" and isinstance(a.args[1], int):
                return self.mul(a.args[0], a.args[1] * b)
        if isinstance(a, Op) and isinstance(b, Op) and a.number > b.number:
            a, b = b, a
        return self._ranged("mul", a, b, [x * y for x, y in product((low(a), high(a)), (low(b), high(b)))])

    def div(self, a: Term, b: Term) -> Term:
        """The quotient, down to a whole number; a divisor of 0 or less stands for a value that is not read."""
        if isinstance(b, int):
            b = max(b, 1)
            if isinstance(a, int):
                return a // b
            if b == 1:
                return a
        if a == 0:
            return 0
        _held(a, b)
        return self._op("div", (a, b), *quotients("div", a, b))

    def half(self, a: Term, b: Term) -> Term:
        """The whole number nearest to the quotient, halves up."""
        if isinstance(b, int) and b % 2 == 0:
            return self.div(self.add(a, b // 2), b)
        if isinstance(b, int) or 4 * max(abs(low(a)), abs(high(a))) + high(b) >= EXACT:
            return self.div(self.add(self.mul(a, 2), b), self.mul(b, 2))
        if a == 0:
            return 0
        return self._op("half", (a, b), *quotients("half", a, b))

    def within(self, a: Term, least: int | None, most: int | None) -> Term:
        """A column that is known to lie between two ends wherever it is read, made to do so everywhere.

        What comes behind is then as small as what is read.
        """
        least = low(a) if least is None else max(least, low(a))
        most = high(a) if most is None else min(most, high(a))
        if isinstance(a, Op) and a.name in ("div", "half") and least < most:
            return self._op(a.name, a.args, least, most)
        return self.min(self.max(a, least), most)

    def abs(self, a: Term) -> Term:
        """The absolute value."""
        if low(a) >= 0:
            return a
        if high(a) <= 0:
            return self.neg(a)
        return abs(a) if isinstance(a, int) else self._op("abs", (a,), 0, max(-a.low, a.high))

    def max(self, a: Term, b: Term) -> Term:
        """The greater one."""
        if low(a) >= high(b):
            return a
        if low(b) >= high(a):
            return b
        if isinstance(a, int):
            a, b = b, a
        return self._op("max", (a, b), max(low(a), low(b)), max(high(a), high(b)))

    def min(self, a: Term, b: Term) -> Term:
        """The lesser one."""
        if high(a) <= low(b):
            return a
        if high(b) <= low(a):
            return b
        if isinstance(a, int):
            a, b = b, a
        return self._op("min", (a, b), min(low(a), low(b)), min(high(a), high(b)))

    def where(self, when: Truth, then: Term, last: Term) -> Term:
        """`then` where a condition holds, else `last`."""
        if isinstance(when, bool):
            return then if when else last
        if then is last or (isinstance(then, int) and then == last):
            return then
        if when.name == "not":
            condition = when.args[0]
            assert isinstance(condition, Op)
            return self.where(condition, last, then)
        if isinstance(then, int) and isinstance(last, int):
            one = self._op("int", (when,), 0, 1)
            return self.add(self.mul(one, then - last), last)
        zero = when.args[0] if when.name == "eq" and when.args[1] == 0 else None
        if zero is not None and zero is last and then == 1 and low(zero) >= 0:
            return self.max(zero, 1)
        _held(then, last)
        return self._op("where", (when, then, last), min(low(then), low(last)), max(high(then), high(last)))

    # Truth values

    def lt(self, a: Term, b: Term) -> Truth:
        """Whether a < b."""
        if high(a) < low(b):
            return True
        if low(a) >= high(b):
            return False
        return self._op("lt", (a, b))

    def le(self, a: Term, b: Term) -> Truth:
        """Whether a ≤ b."""
        if high(a) <= low(b):
            return True
        if low(a) > high(b):
            return False
        return self._op("le", (a, b))

    def eq(self, a: Term, b: Term) -> Truth:
        """Whether a = b."""
        if a is b:
            return True
        if high(a) < low(b) or high(b) < low(a):
            return False
        if isinstance(a, int) and isinstance(b, int):
            return a == b
        if isinstance(a, int) or (isinstance(b, Op) and a.number > b.number):
            a, b = b, a
        return self._op("eq", (a, b))

    def same(self, a: Truth, b: Truth) -> Truth:
        """Whether both hold or neither does."""
        if isinstance(a, bool):
            a, b = b, a
        if isinstance(b, bool):
            return a if b else self.no(a)
        return self.eq(self.where(a, 1, 0), self.where(b, 1, 0))

    def no(self, a: Truth) -> Truth:
        """Whether it does not hold."""
        if isinstance(a, bool):
            return not a
        if a.name == "not":
            return a.args[0]  # type: ignore[return-value]
        if a.name in ("lt", "le"):
            return self._op("le" if a.name == "lt" else "lt", (a.args[1], a.args[0]))
        return self._op("not", (a,))

    def all(self, parts: Iterable[Truth]) -> Truth:
        """Whether all of them hold."""
        found: Truth = True
        for part in parts:
            if part is False:
                return False
            if part is not True and part is not found:
                found = part if found is True else self._both("and", found, part)
        return found

    def any(self, parts: Iterable[Truth]) -> Truth:
        """Whether one of them holds."""
        found: Truth = False
        for part in parts:
            if part is True:
                return True
            if part is not False and part is not found:
                found = part if found is False else self._both("or", found, part)
        return found

    def _both(self, name: str, a: Truth, b: Truth) -> Op:
        assert isinstance(a, Op) and isinstance(b, Op)
        return self._op(name, (a, b) if a.number < b.number else (b, a))

    # What is needed

    def needed(self, results: Iterable[Term | Truth]) -> tuple[list[Op], list[Op]]:
        """The operations that results come from, in order, and the tests of those that may not fit."""
        wanted: set[int] = set()
        tests: set[int] = set()
        stack = [item for item in results if isinstance(item, Op)]
        while stack:
            op = stack.pop()
            if op.number in wanted:
                continue
            wanted.add(op.number)
            stack += [arg for arg in op.args if isinstance(arg, Op)]
            test = self.tests.get(op.number)
            if test is not None:
                tests.add(test.number)
                stack.append(test)
        return [op for op in self.ops if op.number in wanted], [op for op in self.ops if op.number in tests]
