"""Whole numbers made of cells, and exact ratios of them: what a figure is before it is written as a formula.

A spreadsheet computes in binary floats, which hold whole numbers exactly up to 15 digits and shown as such. So every
figure is kept as a whole number of cells over a whole number above 0; ratios are compared and rounded by multiplying
out, and nothing is divided before the last step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce

from attrs import frozen

LIMIT = 10**15
"""Whole numbers below it are exact in a spreadsheet: doubles hold 53 bits, and its comparisons look at 15 digits."""


@frozen
class Whole:
    """A sum of products of cells: each product by the numbers of its cells, with its coefficient, none of them 0."""

    terms: tuple[tuple[tuple[int, ...], int], ...] = ()

    @property
    def fixed(self) -> int | None:
        """Its value, where it has no cells."""
        if not self.terms:
            return 0
        (cells, factor), *rest = self.terms
        return factor if not rest and not cells else None

    @property
    def cell(self) -> int | None:
        """The cell that it is, where it is just one."""
        if len(self.terms) == 1:
            (cells, factor) = self.terms[0]
            if factor == 1 and len(cells) == 1:
                return cells[0]
        return None

    @property
    def content(self) -> int:
        """The greatest whole number that divides every coefficient; 1 for nothing."""
        return math.gcd(*(factor for _, factor in self.terms)) or 1

    def __add__(self, other: Whole) -> Whole:
        return _made([*self.terms, *other.terms])

    def __sub__(self, other: Whole) -> Whole:
        return self + other.times(-1)

    def __mul__(self, other: Whole) -> Whole:
        return _made(
            (tuple(sorted(cells + more)), factor * by) for cells, factor in self.terms for more, by in other.terms
        )

    def times(self, factor: int) -> Whole:
        """The same, that many times."""
        return _made((cells, by * factor) for cells, by in self.terms)

    def over(self, divisor: int) -> Whole:
        """The same, divided by a whole number that divides every coefficient."""
        return Whole(tuple((cells, factor // divisor) for cells, factor in self.terms))

    def without(self, cell: int) -> Whole:
        """The same without one factor, a cell that every product has."""
        found = []
        for cells, factor in self.terms:
            rest = list(cells)
            rest.remove(cell)
            found.append((tuple(rest), factor))
        return _made(found)

    def cells(self) -> Iterator[int]:
        """Every cell it is made of."""
        yield from dict.fromkeys(cell for cells, _ in self.terms for cell in cells)


def _made(terms: Iterable[tuple[tuple[int, ...], int]]) -> Whole:
    found: dict[tuple[int, ...], int] = {}
    for cells, factor in terms:
        found[cells] = found.get(cells, 0) + factor
    return Whole(tuple(sorted((cells, factor) for cells, factor in found.items() if factor)))


def number(value: int) -> Whole:
    """A fixed whole number."""
    return _made([((), value)])


def one(cell: int) -> Whole:
    """What a cell holds."""
    return Whole((((cell,), 1),))


ONE = number(1)

Bounds = Mapping[int, tuple[int, int]]
"""The least and the greatest that each cell can hold."""


def span(whole: Whole, bounds: Bounds) -> tuple[int, int]:
    """Between what a whole number lies, product by product."""
    low = high = 0
    for cells, factor in whole.terms:
        ends = (factor, factor)
        for cell, power in _powers(cells):
            least, most = bounds[cell]
            corners = [least**power, most**power] + ([0] if least < 0 < most else [])
            found = [end * corner for end in ends for corner in corners]
            ends = (min(found), max(found))
        low, high = low + ends[0], high + ends[1]
    return low, high


def _powers(cells: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    for cell in dict.fromkeys(cells):
        yield cell, cells.count(cell)


def largest(whole: Whole, bounds: Bounds) -> int:
    """What no step of adding it up exceeds in size."""
    total = 0
    for cells, factor in whole.terms:
        size = abs(factor)
        for cell in cells:
            size *= max(abs(end) for end in bounds[cell])
        total += size
    return total


@frozen
class Ratio:
    """A whole number over another, which is above 0 wherever the ratio is asked for."""

    top: Whole
    bottom: Whole = ONE

    @property
    def fixed(self) -> Fraction | None:
        """Its value, where it has no cells."""
        top, bottom = self.top.fixed, self.bottom.fixed
        return None if top is None or not bottom else Fraction(top, bottom)

    def __add__(self, other: Ratio) -> Ratio:
        bottom, mine, its = _common(self.bottom, other.bottom)
        return ratio(self.top * mine + other.top * its, bottom)

    def __sub__(self, other: Ratio) -> Ratio:
        return self + other * exactly(-1)

    def __mul__(self, other: Ratio) -> Ratio:
        return ratio(self.top * other.top, self.bottom * other.bottom)


def exactly(value: Fraction | int) -> Ratio:
    """A fixed figure."""
    found = Fraction(value)
    return Ratio(number(found.numerator), number(found.denominator))


def ratio(top: Whole, bottom: Whole) -> Ratio:
    """A ratio in lowest terms as far as common factors show."""
    if not top.terms:
        return Ratio(top)
    common = math.gcd(top.content, bottom.content)
    top, bottom = top.over(common), bottom.over(common)
    for cell in bottom.cells():
        while _divides(cell, top) and _divides(cell, bottom):
            top, bottom = top.without(cell), bottom.without(cell)
    return Ratio(top, bottom)


def _divides(cell: int, whole: Whole) -> bool:
    return bool(whole.terms) and all(cell in cells for cells, _ in whole.terms)


def _common(first: Whole, second: Whole) -> tuple[Whole, Whole, Whole]:
    """A common multiple of two divisors, and what each is to be multiplied by."""
    a, b = first.content, second.content
    rest, other = first.over(a), second.over(b)
    both = math.lcm(a, b)
    if rest == other:
        return rest.times(both), number(both // a), number(both // b)
    if other.fixed == 1:
        return rest.times(both), number(both // a), rest.times(both // b)
    if rest.fixed == 1:
        return other.times(both), other.times(both // a), number(both // b)
    return (rest * other).times(both), other.times(both // a), rest.times(both // b)


def multiple(values: Iterable[int]) -> int:
    """The least common multiple."""
    return reduce(math.lcm, values, 1)
