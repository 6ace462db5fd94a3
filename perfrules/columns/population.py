"""Figures of all subjects (全体均值, 名次, 同组均分, 可缺 按均值) worked out from the table itself, exactly.

The rows are read once for each level of figures (one that is of scores or formulas comes after those that these need):
what is plain on columns, each other row by the reference evaluator; then they are scored with the figures as though
these had been published. A row
takes part if it gets a score at all (it is eligible), if nothing is wrong with its facts as far as that can be told by
the figures that this one is made of, and if it has a value of what it is of. Of a sum and of what is greatest or least
nothing is kept but the figure; of a rank the values of all rows, 16 bytes each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from perfrules.backends.columnar.from_ir import Slot
from perfrules.columns import TableError
from perfrules.columns.cells import Block, Cells
from perfrules.columns.figures import Figures
from perfrules.columns.layout import Place, layout
from perfrules.columns.scorer import TableScorer
from perfrules.columns.shares import Column, Level
from perfrules.columns.sources import Batch, Shared, again
from perfrules.diagnostics import Diagnostic
from perfrules.facts import errors_tables as errors
from perfrules.facts.plain import cut, is_empty
from perfrules.ir import nodes as ir
from perfrules.model.model import Fact, Population
from perfrules.source import NOWHERE
from perfrules.types.rounding import to_grid
from perfrules.types.show import exact, shown_unit
from perfrules.types.types import Quantity

Array = NDArray[Any]
_NEAR = 2.0**-49
"""Quotients of 64-bit numbers in float64 that differ by more than this share are in the right order."""
_TOLD = 256
"""After so many rows it is told how far a reading is."""
_DIGITS = 40
"""Figures of more digits are shown shortened; no fact may have more."""


Told = Callable[[int, int, int], None]
"""What is told as a reading goes on: its number, how many there are, how many rows it has read."""


def scored(
    scorer: TableScorer, source: Any, group: str | None = None, told: Told | None = None
) -> Iterator[pa.RecordBatch]:
    """The results of each batch of a table, figures of all subjects worked out where the table has no column for them.

    同组均分 is taken among the rows that are alike in the column `group`, without one among all. Raises TableError,
    DataError.
    """
    figures = [fact for fact in scorer.rubric.model.facts if fact.population is not None]
    grouped = any(fact.population is not None and fact.population.kind == "group-mean" for fact in figures)
    if group is not None and not grouped:
        raise TableError((Diagnostic(errors.NO_GROUPS, NOWHERE, {"name": cut(group)}),), scorer.rubric.lang)
    if not figures:
        yield from scorer.run(source)
        return
    with again(source) as read:
        yield from scorer.scored(_Passes(scorer, read, group, told).batches(figures))


@define(eq=False)
class _Passes:
    """The passes over one table. `known` holds the figures so far, by the paths of their facts."""

    scorer: TableScorer
    read: Callable[[], Iterator[Batch]]
    group: str | None
    told: Told | None = None
    known: dict[str, _Figure] = field(factory=dict)
    groups: dict[Any, int] = field(factory=dict)
    """The groups by the cells of their column; none for an empty cell."""

    def batches(self, figures: Sequence[Fact]) -> Iterator[Batch]:
        """The batches of the table with the figures that it has no column for."""
        given = self._given(figures)
        figures = [fact for fact in figures if fact.path not in given]
        levels = list(_levels(self.scorer, figures))
        for number, level in enumerate(levels, 1):
            self._count(level, {fact.path for fact in figures}, partial(self._tell, number, len(levels)))
        yield from self._with_known()

    def _given(self, figures: Sequence[Fact]) -> set[str]:
        """The figures that the table has a column for."""
        for batch in self.read():
            places = self._places(batch)
            if self.group is not None and self.group not in batch.columns:
                args = {"name": cut(self.group)}
                raise TableError((Diagnostic(errors.NO_SUCH_COLUMN, NOWHERE, args),), self.scorer.rubric.lang)
            return {fact.path for fact in figures if fact.path in places}
        return set()

    def _places(self, batch: Batch) -> Mapping[str, Place]:
        rubric = self.scorer.rubric
        return layout(tuple(batch.columns), self.scorer.keep, rubric.index, rubric.model.units)

    def _with_known(self) -> Iterator[Batch]:
        first = 0
        for batch in self.read():
            groups = self._groups(batch)
            shared = {path: figure.of(first, batch.rows, groups) for path, figure in self.known.items()}
            yield evolve(batch, figures=shared)
            first += batch.rows

    def _tell(self, number: int, levels: int, rows: int) -> None:
        if self.told is not None:
            self.told(number, levels, rows)

    def _count(
        self,
        level: Mapping[frozenset[str], Sequence[Fact]],
        figures: Collection[str],
        tell: Callable[[int], None],
    ) -> None:
        """Work out some figures in one reading, by the figures that they are made of."""
        counts = {fact.path: _gathered(fact) for facts in level.values() for fact in facts}
        parts = [Level(self.scorer, wanted, made_of, figures) for made_of, wanted in level.items()]
        names: tuple[str, ...] | None = None
        places: Mapping[str, Place] = {}
        done = 0
        for batch in self._with_known():
            if names != tuple(batch.columns):
                names, places = tuple(batch.columns), self._places(batch)
            groups = self._groups(batch)
            tell(done)
            for part in parts:
                for path, column in part.columns(batch, places, partial(self._row, tell, done)).items():
                    counts[path].add(column, groups)
            done += batch.rows
        self.known |= {path: count.figure() for path, count in counts.items()}

    def _row(self, tell: Callable[[int], None], done: int, row: int) -> None:
        if row % _TOLD == 0:
            tell(done + row)

    def _groups(self, batch: Batch) -> Array:
        """By number the group of each row, −1 for none."""
        if self.group is None:
            return np.zeros(batch.rows, np.int64)
        column = batch.columns[self.group]
        if isinstance(column, np.ndarray) and column.dtype == np.object_:
            return np.array([self._number(cell) for cell in column], np.int64)
        column = column if isinstance(column, pa.Array) else pa.array(column)
        if pa.types.is_nested(column.type):
            return np.array([self._number(cell.as_py()) for cell in column], np.int64)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        numbers = np.array([*map(self._number, column.dictionary.to_pylist()), -1], np.int64)
        found: Array = numbers[pc.fill_null(column.indices.cast(pa.int64()), -1).to_numpy()]
        return found

    def _number(self, cell: Any) -> int:
        return -1 if is_empty(cell) else self.groups.setdefault(cell, len(self.groups))


# Counting


class _Count:
    """What is gathered of a figure, batch by batch."""

    def __init__(self, fact: Fact) -> None:
        assert fact.population is not None
        self.fact = fact
        self.kind: Population = fact.population

    def add(self, column: Column, groups: Array) -> None:
        """What the next rows add, and the number of the group of each."""
        raise NotImplementedError

    def figure(self) -> _Figure:
        """What came of it."""
        raise NotImplementedError


class _Mean(_Count):
    """The mean of all, or of each group: sums by their divisors, so that nothing is brought to one before the end."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(fact)
        self.by_group = self.kind.kind == "group-mean"
        self.sums: dict[int, dict[int, int]] = {}
        self.rows: dict[int, int] = {}

    def add(self, column: Column, groups: Array) -> None:
        groups = groups if self.by_group else np.zeros(len(groups), np.int64)
        taking = np.flatnonzero((column.below != 0) & (groups >= 0))
        own, above, below = groups[taking], column.above[taking], column.below[taking]
        order = np.lexsort((below, own))
        own, above, below = own[order], above[order], below[order]
        starts = np.flatnonzero(np.diff(own, prepend=-1) | np.diff(below, prepend=0))
        if len(starts):
            # Two halves of 32 bits each: the sum of neither leaves 64.
            high, low = np.add.reduceat(above >> 32, starts), np.add.reduceat(above & (2**32 - 1), starts)
            counts = np.diff(starts, append=len(own))
            for group, divisor, one, two, count in zip(
                *(part.tolist() for part in (own[starts], below[starts], high, low, counts)), strict=True
            ):
                self._count(group, divisor, (one << 32) + two, count)
        for row, value in column.large.items():
            if groups[row] >= 0:
                self._count(int(groups[row]), value.denominator, value.numerator, 1)

    def _count(self, group: int, divisor: int, above: int, count: int) -> None:
        sums = self.sums.setdefault(group, {})
        sums[divisor] = sums.get(divisor, 0) + above
        self.rows[group] = self.rows.get(group, 0) + count

    def figure(self) -> _Figure:
        found = {group: _added(sums) / self.rows[group] for group, sums in self.sums.items()}
        grid = self.fact.domain.grid
        if self.fact.first is not None and grid is not None:
            found = {group: to_grid(mean, grid, self.fact.first) for group, mean in found.items()}
        return _Fixed(self.fact, found, self.by_group)


def _added(sums: Mapping[int, int]) -> Fraction:
    """The sum of fractions by their divisors, two by two: adding one after the other is quadratic."""
    parts = [Fraction(above, below) for below, above in sorted(sums.items())]
    while len(parts) > 1:
        parts = [sum(parts[at : at + 2], Fraction(0)) for at in range(0, len(parts), 2)]
    return parts[0]


class _End(_Count):
    """The greatest or the least."""

    found: Fraction | None = None

    def add(self, column: Column, groups: Array) -> None:
        taking = np.flatnonzero(column.below)
        above, below = column.above[taking], column.below[taking]
        best = max if self.kind.kind == "max" else min
        found = list(column.large.values())
        if len(taking):
            near = above / below
            end = best(float(near.max()), float(near.min()))
            # Quotients that float64 does not tell from the last one; all different, for many may be the same.
            pairs = {
                *zip(*(part[np.abs(near - end) <= _NEAR * abs(end)].tolist() for part in (above, below)), strict=True)
            }
            found += [Fraction(*pair) for pair in pairs]
        if self.found is not None:
            found.append(self.found)
        self.found = best(found) if found else None

    def figure(self) -> _Figure:
        return _Fixed(self.fact, {} if self.found is None else {0: self.found}, False)


class _Rank(_Count):
    """The places of all rows. A value is kept as two whole numbers of 64 bits, or by itself where it does not fit."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(fact)
        self.above: list[Array] = []
        self.below: list[Array] = []
        self.rows = 0
        self.large: dict[int, Fraction] = {}

    def add(self, column: Column, groups: Array) -> None:
        self.above.append(column.above)
        self.below.append(column.below)
        self.large |= {self.rows + row: value for row, value in column.large.items()}
        self.rows += len(column.above)

    def figure(self) -> _Figure:
        none = np.zeros(0, np.int64)
        above, below = (np.concatenate([none, *parts]) for parts in (self.above, self.below))
        halves = np.zeros(len(above), np.int64)
        taking = np.union1d(np.flatnonzero(below), np.fromiter(self.large, np.int64, len(self.large)))
        if len(taking):
            halves[taking] = self._halves(taking, above, below)
        return _Places(self.fact, halves)

    def _halves(self, rows: Array, above: Array, below: Array) -> Array:
        """The place of each of some rows, in halves of a place."""
        order, levels = self._sorted(rows, above, below)
        counts = np.bincount(levels)
        upto = np.cumsum(counts)
        before = len(rows) - upto if self.kind.high_first else upto - counts
        match self.kind.ties:
            case "dense":
                numbers = np.arange(1, len(counts) + 1)
                places = 2 * (numbers[::-1] if self.kind.high_first else numbers)
            case "mean":
                places = 2 * before + counts + 1
            case _:
                places = 2 * (before + 1)
        found = np.empty(len(rows), np.int64)
        found[order] = places[levels]
        return found

    def _sorted(self, rows: Array, above: Array, below: Array) -> tuple[Array, Array]:
        """The order of some rows by their values, and in that order which of the different values each has."""
        one, two = above[rows], below[rows]
        large = {int(np.searchsorted(rows, row)): value for row, value in self.large.items()}
        for at in large:
            one[at], two[at] = 0, -1 - at  # like nothing else, until they are compared
        with np.errstate(all="ignore"):
            near = one / two
        for at, value in large.items():
            near[at] = _float(value)
        order = np.lexsort((one, two, near))
        sorted_near, sizes = near[order], np.abs(near[order])
        with np.errstate(all="ignore"):
            apart = ~(np.diff(sorted_near) <= _NEAR * np.maximum(sizes[1:], sizes[:-1]))
        apart &= np.diff(sorted_near) > 0
        same = (np.diff(one[order]) == 0) & (np.diff(two[order]) == 0)
        # Neighbours that are neither the same nor apart beyond doubt are put in order by their exact values.
        new = ~same
        starts = np.concatenate(([0], np.flatnonzero(apart) + 1, [len(rows)]))
        for run in np.flatnonzero(np.add.reduceat(np.concatenate((new & ~apart, [False])), starts[:-1])).tolist():
            start, stop = int(starts[run]), int(starts[run + 1])
            exactly = {
                int(row): large.get(int(row)) or Fraction(int(one[row]), int(two[row])) for row in order[start:stop]
            }
            order[start:stop] = sorted(exactly, key=lambda row: exactly[row])
            values = [exactly[int(row)] for row in order[start:stop]]
            new[start : stop - 1] = [a != b for a, b in pairwise(values)]
        return order, np.concatenate(([0], np.cumsum(new)))


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf


def _gathered(fact: Fact) -> _Count:
    assert fact.population is not None
    match fact.population.kind:
        case "rank":
            return _Rank(fact)
        case "max" | "min":
            return _End(fact)
    return _Mean(fact)


# What came of it, for some rows


class _Figure:
    """A figure of all subjects."""

    def of(self, first: int, rows: int, groups: Array) -> Shared:
        """That of some rows from one on, whose groups are told."""
        raise NotImplementedError


@frozen(eq=False)
class _Fixed(_Figure):
    """One figure for all rows, or one for each group."""

    fact: Fact
    values: Mapping[int, Fraction]
    by_group: bool

    def of(self, first: int, rows: int, groups: Array) -> Shared:
        numbers = list(self.values)
        # The last place is that of the rows without a group.
        places = np.full(max(int(groups.max(initial=0)), *numbers, 0) + 2, -1, np.int64)
        places[numbers] = np.arange(len(numbers))
        codes = places[groups] if self.by_group else np.full(rows, places[0], np.int64)
        return _Rows(self.fact, codes, [self.values[number] for number in numbers])


@frozen(eq=False)
class _Places(_Figure):
    """The place of every row in halves of a place, 0 for none."""

    fact: Fact
    halves: Array

    def of(self, first: int, rows: int, groups: Array) -> Shared:
        distinct, codes = np.unique(self.halves[first : first + rows], return_inverse=True)
        if len(distinct) and distinct[0] == 0:
            distinct, codes = distinct[1:], codes - 1
        return _Rows(self.fact, codes, [Fraction(half, 2) for half in distinct.tolist()])


@frozen(eq=False)
class _Rows:
    """A figure for each of some rows: the different ones, and which of them each row has, −1 for none."""

    fact: Fact
    codes: Array
    distinct: Sequence[Fraction]

    @property
    def complete(self) -> bool:
        """Whether every row has one."""
        return not (self.codes < 0).any()

    def value(self, row: int) -> Fraction | None:
        """That of a row, in base units; None where there is none."""
        code = int(self.codes[row])
        return self.distinct[code] if code >= 0 else None

    def cells(self, slot: Slot) -> Cells:
        """What gives blocks of them: whole steps, or what stands above or below. What does not fit is set apart."""
        steps = [value if slot.is_ratio else value / slot.grid for value in self.distinct]
        shown = [step.denominator if slot.below else step.numerator for step in steps]
        least, most = slot.ends if slot.is_ratio else (slot.low, slot.high)
        fits = [
            least <= number <= most and (slot.is_ratio or step.denominator == 1)
            for number, step in zip(shown, steps, strict=True)
        ]
        # The last place is that of the rows without one.
        numbers = [number if fit else slot.stand_in for number, fit in zip(shown, fits, strict=True)]
        whole = np.array([*numbers, slot.stand_in], np.int64)
        odd = np.array([not fit for fit in fits] + [False])
        given = self.codes >= 0

        def found(start: int, stop: int) -> Block:
            codes = self.codes[start:stop]
            return Block(whole[codes], odd[codes], given[start:stop])

        return found

    def column(self) -> pa.Array:
        """As a column of the result: a place as a decimal, any other figure as text in the unit of its fact."""
        assert self.fact.population is not None
        known = self.codes >= 0
        if self.fact.population.kind == "rank":
            step = Fraction(1, 2) if self.fact.population.ties == "mean" else Fraction(1)
            steps = np.array([*(int(value / step) for value in self.distinct), 0], np.int64)[self.codes]
            return Figures.of(step).column(steps, 1, step, {}, known)
        type_ = self.fact.type
        unit = self.fact.unit or (shown_unit(type_) if isinstance(type_, Quantity) else None)
        texts = [_text(value / (unit.factor if unit is not None else 1)) for value in self.distinct]
        return pa.array([texts[code] if code >= 0 else None for code in self.codes.tolist()], pa.string())


def _text(value: Fraction) -> str:
    """An exact figure; one of very many digits with the first of them, and a sign that says so."""
    if max(abs(value.numerator), value.denominator) < 10**_DIGITS:
        return exact(value)
    return f"≈{float(value):.15g}"


# In which order


def _levels(scorer: TableScorer, figures: Sequence[Fact]) -> Iterator[Mapping[frozenset[str], Sequence[Fact]]]:
    """Figures by all those that they are made of, those that can be worked out in one reading at a time."""
    program, by_path = scorer.program, {fact.path: fact for fact in figures}
    inputs = {item.name: item for item in program.inputs}
    leaves = dict(zip(map(id, scorer.rubric.model.walk()), program.headings, strict=True))
    reached = _Reached(program, inputs)
    made_of: dict[str, frozenset[str]] = {}

    def through(names: frozenset[str]) -> frozenset[str]:
        return names.union(*(every(name) for name in names))

    def every(path: str) -> frozenset[str]:
        if path not in made_of:
            figure, fact = inputs[path].population, by_path[path]
            assert figure is not None and fact.population is not None
            of = figure.of or ir.ScoreOf(leaves[id(fact.population.target)])
            made_of[path] = through((reached.by(of) & set(by_path)) - {path})
        return made_of[path]

    # What decides who is eligible is of all who may be; all else is of those who are.
    refusing = through(frozenset(x for guard in program.total.refusals for x in reached.by(guard)) & set(by_path))
    needs = {path: every(path) if path in refusing else every(path) | refusing for path in by_path}
    left = set(by_path)
    while left:
        level: dict[frozenset[str], list[Fact]] = {}
        for path in sorted(left, key=list(by_path).index):
            if not needs[path] & left:
                level.setdefault(needs[path], []).append(by_path[path])
        yield level
        left -= {fact.path for facts in level.values() for fact in facts}


@define(eq=False)
class _Reached:
    """Which inputs a part of a program reads, through values and scores."""

    program: ir.Program
    inputs: Mapping[str, ir.Input]
    known: dict[tuple[bool, str], frozenset[str]] = field(factory=dict)
    defined: dict[tuple[bool, str], ir.Definition] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.defined = {(isinstance(item, ir.Value), item.name): item for item in self.program.definitions}

    def by(self, part: ir.Located) -> frozenset[str]:
        """The inputs that a node, guard, value, leaf or heading reads."""
        found: set[str] = set()
        match part:
            case ir.Input(name=name):
                stand_in = self.inputs[name].stand_in if name in self.inputs else None
                found = {name} if stand_in is None else {name, stand_in}
            case ir.Ref(name=name):
                found |= self._named(True, name)
            case ir.ScoreOf(name=name) | ir.Applies(name=name):
                found |= self._named(False, name)
            case ir.Heading(parts=parts):
                for name in parts:
                    found |= self._named(False, name)
        for below in ir.children(part):
            found |= self.by(below)
        return frozenset(found)

    def _named(self, is_value: bool, name: str) -> frozenset[str]:
        key = (is_value, name)
        if key not in self.known:
            self.known[key] = self.by(self.defined[key])
        return self.known[key]
