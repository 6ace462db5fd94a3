"""Tables for a fact that is rows (明细): so that a search varies what is computed from them.

What a row scores depends on its own cells, so rows are drawn with plain figures on and beside each other, and one is
kept for each score that is new; of many scores some, with the lowest and the highest. Tables are of one such row, which
then has all the points, and of two.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from perfrules.analysis.space import round_figures
from perfrules.analysis.verdicts import Facts, Row
from perfrules.ir import nodes as ir
from perfrules.types.interval import Interval

if TYPE_CHECKING:
    from perfrules.analysis.study import Study

Table = tuple[Row, ...]
Scores = tuple[Fraction | None, ...]

DRAWN = 240
MOST_ROWS = 10
"""How many rows with scores of their own are kept."""
MOST_SHARING = 100
"""How many rows may be made up to share what a column adds up to."""
SHARES = ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 3), Fraction(2, 3)), (Fraction(9, 10), Fraction(1, 10)))
"""How two rows share what a column adds up to, on its grid."""
FIGURES = (
    *map(Fraction, (0, 1, 2, 3, 7, 30, 50, 60, 80, 90, 95, 99, 100, 105, 130)),
    Fraction(125, 2),
    Fraction(1333, 20),
)


def plain_row(item: ir.Input) -> Row:
    """A row with a value in every column, as plain as can be; alone it makes up what its columns add up to."""
    found: dict[str, Fraction | bool | int] = {}
    sums = dict(item.sums)
    for column in item.columns:
        if column.name in sums:
            found[column.name] = sums[column.name]
            continue
        kinds: Row = {"flag": True, "label": len(column.labels) - 1, "text": True}
        found[column.name] = kinds.get(column.kind, _plain_figure(column))
    return found


def _plain_figure(column: ir.Column) -> Fraction:
    """1, or where the column may not hold that a figure near its ends that it may."""
    grid, bounds = column.grid or Fraction(1), column.bounds
    low, high = (None if end is None else end / grid for end in (bounds.low, bounds.high))
    steps = Interval(low, high, bounds.low_open, bounds.high_open)
    whole = column.grid is not None
    if 1 / grid in steps and not (whole and (1 / grid).denominator > 1):
        return Fraction(1)
    return next((figure * grid for figure in round_figures(steps, whole)), Fraction(1))


def table_of(item: ir.Input, row: Row) -> Table:
    """A table of one row; where a column may not hold all that it adds up to, of as few like it as can share that."""
    highs = {column.name: column.bounds.high for column in item.columns}
    most = [math.ceil(whole / high) for name, whole in item.sums if (high := highs[name]) is not None and high > 0]
    count = max(most, default=1)
    return tuple({**row, **_shares(item, count, k)} for k in range(count)) if count <= MOST_SHARING else (row,)


def _shares(item: ir.Input, count: int, k: int) -> Row:
    grids = {column.name: column.grid for column in item.columns}
    found: dict[str, Fraction | bool | int] = {}
    for name, whole in item.sums:
        grid = grids[name]
        part = whole / count if grid is None else math.floor(whole / count / grid) * grid
        found[name] = part if k else whole - part * (count - 1)
    return found


def tables(study: Study, item: ir.Input, base: Facts) -> tuple[Table, ...]:
    """Tables that the leaves which read the rows can score, each with scores of its own; the plainest first."""
    leaves = [name for name in study.leaves if item.name in study.read_names(name)]
    plain = table_of(item, plain_row(item))
    scored: dict[Scores, Table] = {}

    def scores(table: Table) -> Scores:
        return tuple(study.score(name, {**base, item.name: table}) for name in leaves)

    scored[scores(plain)] = plain
    for row in _rows(item, 17):
        table = table_of(item, row)
        scored.setdefault(scores(table), table)
    ordered = sorted(scored.items(), key=_order)
    sound = [(known, table) for known, table in ordered if None not in known and study.admits(item.name, table)]
    kept = _kept(sound)
    several = [
        t for k, one in enumerate(kept) for other in (plain, kept[k - 1]) for t in _joined(item, one[0], other[0])
    ]
    several = [table for table in several if study.admits(item.name, table)]
    return (plain, *(table for table in kept if table != plain), *several)


def _kept(ordered: list[tuple[Scores, Table]]) -> list[Table]:
    """Some of many, at like distances, with those that give each leaf its least and its most."""
    last = len(ordered) - 1
    chosen = {k * last // (MOST_ROWS - 1) for k in range(MOST_ROWS)} if last >= MOST_ROWS else set(range(last + 1))
    for of_leaf in zip(*(known for known, _ in ordered), strict=True):
        chosen |= {of_leaf.index(min(of_leaf)), of_leaf.index(max(of_leaf))}
    return [ordered[k][1] for k in sorted(chosen)]


def _order(entry: tuple[Scores, Table]) -> tuple[Fraction, ...]:
    return tuple(Fraction(0) if score is None else score for score in entry[0])


def _rows(item: ir.Input, seed: int) -> Iterator[Row]:
    draw = random.Random(seed)
    sums = dict(item.sums)
    for _ in range(DRAWN):
        row = dict(plain_row(item))
        near = draw.choice(FIGURES)
        for column in item.columns:
            if column.name in sums or column.kind == "text":
                continue
            if column.kind == "flag":
                row[column.name] = draw.random() < 0.5
            elif column.kind == "label":
                row[column.name] = draw.randrange(len(column.labels))
            elif draw.random() < 0.9:
                row[column.name] = _figure(column, near if draw.random() < 0.2 else draw.choice(FIGURES), draw)
        yield row


def _figure(column: ir.Column, value: Fraction, draw: random.Random) -> Fraction:
    """A figure that a column may hold: on its grid and within its bounds."""
    grid, bounds = column.grid, column.bounds
    if bounds.high is not None and value > bounds.high:
        value = bounds.high * value / max(FIGURES)
    if grid is not None:
        value = math.floor(value / grid) * grid + draw.choice((0, 0, 1)) * grid
    if value not in bounds:
        return bounds.low if bounds.low is not None and not bounds.low_open else Fraction(1)
    return value


def _joined(item: ir.Input, first: Row, second: Row) -> Iterator[Table]:
    """Two rows that share what the columns add up to."""
    grids = {column.name: column.grid for column in item.columns}
    for share in SHARES:
        one, other = dict(first), dict(second)
        for name, whole in item.sums:
            grid = grids[name] or min(Fraction(1, 2), whole / 20)
            part = math.floor(whole * share[0] / grid) * grid
            one[name], other[name] = part, whole - part
        yield (one, other)
