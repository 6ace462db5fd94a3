"""Exact quantities as Python code: a fixed factor, and two integers whose quotient it multiplies.

The factor takes up every unit and grid, so that the integers stay as small as the facts are, and a comparison with a
band's end is one multiplication on either side.
"""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import evolve, frozen

from perfrules.types.interval import ANY, Interval, exactly
from perfrules.types.step import common_step

SUM, PRODUCT, ATOM, CHOICE = 1, 2, 3, 0
"""How tightly the parts of a piece of code hold together."""


@frozen
class Code:
    """A piece of Python that gives an integer or a truth value, without side effects."""

    text: str
    level: int = ATOM

    def within(self, level: int) -> str:
        """The text where something of a level surrounds it."""
        return self.text if self.level >= level else f"({self.text})"


Term = int | Code


def code(term: Term) -> Code:
    """A term as code."""
    if isinstance(term, Code):
        return term
    return Code(str(term), ATOM if term >= 0 else PRODUCT)


_LED = re.compile(r"(-?\d+) \* (.+)", re.DOTALL)
"""A product that begins with a figure."""


def mul(a: Term, b: Term) -> Term:
    """The product."""
    if isinstance(a, int) and isinstance(b, int):
        return a * b
    if isinstance(b, int):
        a, b = b, a
    if isinstance(a, int):
        if a == 0:
            return 0
        if a == 1:
            return b
        if a == -1:
            return neg(b)
        led = _LED.match(code(b).text) if isinstance(b, Code) and b.level == PRODUCT and "//" not in b.text else None
        if led is not None:
            return mul(a * int(led[1]), Code(led[2], PRODUCT))
    return Code(f"{code(a).within(PRODUCT)} * {code(b).within(ATOM)}", PRODUCT)


def neg(a: Term) -> Term:
    """The opposite."""
    return -a if isinstance(a, int) else Code(f"-{a.within(ATOM)}", PRODUCT)


def add(a: Term, b: Term) -> Term:
    """The sum."""
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    if a == 0:
        return b
    if b == 0:
        return a
    if isinstance(b, int) and b < 0:
        return Code(f"{code(a).within(SUM)} - {-b}", SUM)
    if isinstance(b, Code) and b.level == PRODUCT and b.text.startswith("-"):
        return Code(f"{code(a).within(SUM)} - {b.text[1:]}", SUM)
    return Code(f"{code(a).within(SUM)} + {code(b).within(PRODUCT)}", SUM)


@frozen
class Quantity:
    """`factor` × `above` ÷ `below`. `below` is never negative; `sure` tells that it cannot be 0 either.

    Where it is 0 nothing reads the value: the rubric's guards see to that, as they do everywhere.
    `bounds` encloses the values.
    """

    factor: Fraction
    above: Term = 1
    below: Term = 1
    bounds: Interval = ANY
    sure: bool = True

    @property
    def constant(self) -> Fraction | None:
        """The value, where it is fixed."""
        if self.factor == 0:
            return Fraction(0)
        if isinstance(self.above, int) and isinstance(self.below, int) and self.below:
            return self.factor * self.above / self.below
        return None

    def within(self, bounds: Interval) -> Quantity:
        """The same where it is known to lie inside bounds."""
        return evolve(self, bounds=self.bounds.meet(bounds))


def fixed(value: Fraction) -> Quantity:
    """A figure."""
    return Quantity(value, 1, 1, exactly(value))


def steps(quantity: Quantity, factor: Fraction) -> Term:
    """What stands above, once the quantity is written with another factor that divides its own."""
    count = quantity.factor / factor
    assert count.denominator == 1
    return mul(int(count), quantity.above)


def times(a: Quantity, b: Quantity) -> Quantity:
    """The product."""
    bounds = a.bounds * b.bounds
    if a.factor == 0 or b.factor == 0:
        return fixed(Fraction(0))
    above, below = _cancel(mul(a.above, b.above), mul(a.below, b.below), a, b)
    return Quantity(a.factor * b.factor, above, below, bounds, a.sure and b.sure)


def _cancel(above: Term, below: Term, a: Quantity, b: Quantity) -> tuple[Term, Term]:
    """One of two factors that undo each other is left out: where it is 0 the value is not read."""
    if isinstance(a.below, Code) and a.below == b.above:
        return a.above, b.below
    if isinstance(b.below, Code) and b.below == a.above:
        return b.above, a.below
    return above, below


def plus(a: Quantity, b: Quantity) -> Quantity:
    """The sum."""
    bounds = a.bounds + b.bounds
    if a.factor == 0 or b.factor == 0:
        return b if a.factor == 0 else a
    factor = common_step((a.factor, b.factor))
    one, two = steps(a, factor), steps(b, factor)
    if a.below == b.below:
        return Quantity(factor, add(one, two), a.below, bounds, a.sure and b.sure)
    above = add(mul(one, b.below), mul(two, a.below))
    return Quantity(factor, above, mul(a.below, b.below), bounds, a.sure and b.sure)


def opposite(a: Quantity) -> Quantity:
    """The opposite."""
    return evolve(a, factor=-a.factor, bounds=-a.bounds)


def minus(a: Quantity, b: Quantity) -> Quantity:
    """The difference."""
    return plus(a, opposite(b))


_FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "=": "=", "≠": "≠"}
SIGNS = {"=": "==", "≠": "!=", "<": "<", "≤": "<=", ">": ">", "≥": ">="}


def compare(a: Quantity, op: str, b: Quantity) -> Code | bool:
    """Whether a comparison holds: each side times what stands below the other."""
    x, y = a.constant, b.constant
    if x is not None and y is not None:
        return {"=": x == y, "≠": x != y, "<": x < y, "≤": x <= y, ">": x > y, "≥": x >= y}[op]
    factor = common_step((a.factor, b.factor))
    left: Term = mul(steps(a, factor), b.below) if a.factor else 0
    right: Term = mul(steps(b, factor), a.below) if b.factor else 0
    if a.below == b.below:
        left, right = (steps(a, factor) if a.factor else 0), (steps(b, factor) if b.factor else 0)
    if isinstance(left, int) or (left.text.startswith("-") and right == 0):
        left, right, op = (right, left, _FLIPPED[op]) if isinstance(left, int) else (neg_of(left), 0, _FLIPPED[op])
    return Code(f"{code(left).within(SUM)} {SIGNS[op]} {code(right).within(SUM)}", CHOICE)


def neg_of(term: Code) -> Term:
    """The opposite of a term that begins with its sign."""
    rest = term.text[1:]
    return Code(rest, term.level) if term.level == PRODUCT else neg(term)
