"""Which values the rows of a table leave out, and which they cover twice.

Exact: the rows' edges cut the values that the measure can take into points and open stretches between them;
each such cell is inside a row or outside it. On a grid (whole counts, amounts of 0.01元) a stretch that holds no
grid value is no cell.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
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

    def held(part: Interval) -> range:
        """The numbers of the cells inside an interval between edges: edge k is 2k+1, the stretch before it is 2k."""
        first = 0 if part.low is None else 2 * bisect_left(ordered, part.low) + 1 + part.low_open
        last = len(found) - 1 if part.high is None else 2 * bisect_left(ordered, part.high) + 1 - part.high_open
        return range(first, last + 1)

    rows: dict[int, list[int]] = {k: [] for k in held(domain)}
    for i, row in enumerate(sets):
        for k in {k for part in row for k in held(part)} & rows.keys():
            rows[k].append(i)
    return [Cell(found[k], tuple(rows[k])) for k in rows if _holds_grid_value(found[k], grid)]


def overlaps(found: Sequence[Cell]) -> Iterator[tuple[int, int, list[Cell]]]:
    """The pairs of rows, in order, that hold cells in common, with those cells."""
    masks: dict[int, int] = {}
    for k, cell in enumerate(found):
        for row in cell.rows:
            masks[row] = masks.get(row, 0) | 1 << k
    ordered = sorted(masks)
    for i, a in enumerate(ordered):
        for b in ordered[i + 1 :]:
            if masks[a] & masks[b]:
                yield a, b, [cell for k, cell in enumerate(found) if (masks[a] & masks[b]) >> k & 1]


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
