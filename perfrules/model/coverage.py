"""Which values the rows of a table leave out, and which they cover twice.

Exact: the rows' edges cut the values that the measure can take into points and open stretches between them;
each such cell is inside a row or outside it. On a grid (whole counts, amounts of 0.01元) a stretch that holds no
grid value is no cell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from perfrules.types.interval import Interval, exactly


@frozen
class Cell:
    """A point or an open stretch of values, and the rows (by index) that hold it."""

    interval: Interval
    rows: tuple[int, ...]


def cells(sets: Sequence[Sequence[Interval]], domain: Interval, grid: Fraction | None) -> list[Cell]:
    """The cells of a domain. `sets` gives each row's values as a union of intervals."""
    edges = {edge for row in (*sets, (domain,)) for i in row for edge in (i.low, i.high) if edge is not None}
    ordered = sorted(edges)
    found: list[Interval] = []
    previous: Fraction | None = None
    for edge in ordered:
        found.append(Interval(previous, edge, previous is not None, True))
        found.append(exactly(edge))
        previous = edge
    found.append(Interval(previous, None, previous is not None))
    result = []
    for cell in found:
        if cell.inside(domain) and _holds_grid_value(cell, grid):
            rows = tuple(i for i, row in enumerate(sets) if any(cell.inside(part) for part in row))
            result.append(Cell(cell, rows))
    return result


def merge(parts: Sequence[Cell]) -> list[Interval]:
    """Neighbouring cells joined to the intervals a reader would name."""
    joined: list[Interval] = []
    for cell in parts:
        here = cell.interval
        if joined:
            last = joined[-1]
            touches = last.high is not None and last.high == here.low and not (last.high_open and here.low_open)
            if touches:
                joined[-1] = Interval(last.low, here.high, last.low_open, here.high_open)
                continue
        joined.append(here)
    return joined


def pick(cell: Interval, grid: Fraction | None) -> Fraction:
    """A value inside a cell, as round as can be found: an end, a small whole number, the middle."""
    if cell.low is not None and not cell.low_open:
        return cell.low
    if cell.high is not None and not cell.high_open:
        return cell.high
    if cell.low is None and cell.high is None:
        return Fraction(0)
    if cell.low is None or cell.high is None:
        edge = cell.low if cell.low is not None else cell.high
        assert edge is not None
        step = grid or max(Fraction(1), abs(edge))
        return edge + step if cell.low is not None else edge - step
    middle = (cell.low + cell.high) / 2
    if grid is not None:
        middle = Fraction(math.floor(middle / grid)) * grid
        return middle if middle in cell else middle + grid
    for digits in range(8):
        rounded = Fraction(round(middle * 10**digits), 10**digits)
        if rounded in cell:
            return rounded
    return middle


def _holds_grid_value(cell: Interval, grid: Fraction | None) -> bool:
    if grid is None or cell.low is None or cell.high is None:
        return True
    if cell.low == cell.high:
        return (cell.low / grid).denominator == 1
    return (Fraction(math.floor(cell.low / grid)) + 1) * grid < cell.high
