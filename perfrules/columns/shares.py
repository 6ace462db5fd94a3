"""What rows add to figures of all subjects: on columns where it is plain beyond doubt, all other rows one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from perfrules.backends.columnar.from_ir import NotLowered, shares
from perfrules.backends.columnar.kernel import Kernel, results
from perfrules.backends.columnar.quantity import Quantity
from perfrules.columns.cells import ColumnReader
from perfrules.columns.layout import Place
from perfrules.columns.scorer import TableScorer, Variant
from perfrules.columns.sources import Batch
from perfrules.model.model import Fact

Array = NDArray[Any]
LARGE = 2**63


@frozen(eq=False)
class Column:
    """What each row of a batch adds to a figure: `above` ÷ `below` in lowest terms, nothing where `below` is 0.

    Values that do not fit into 64 bits stand in `large`, by row.
    """

    above: Array
    below: Array
    large: dict[int, Fraction] = field(factory=dict)

    @staticmethod
    def empty(rows: int) -> Column:
        """Of rows that add nothing."""
        return Column(np.zeros(rows, np.int64), np.zeros(rows, np.int64))

    def put(self, row: int, value: Fraction) -> None:
        """Put the value of one row."""
        above, below = value.as_integer_ratio()
        if -LARGE <= above < LARGE and below < LARGE:
            self.above[row], self.below[row] = above, below
        else:
            self.large[row] = value


@define(eq=False)
class Level:
    """What is worked out in one reading of a table: some figures, all made of the same others.

    `made_of` names the figures that they are made of, `figures` all that are worked out from the table.
    """

    scorer: TableScorer
    wanted: Sequence[Fact]
    made_of: Collection[str]
    figures: Collection[str]
    _variants: dict[bool, Variant | None] = field(init=False, factory=dict)
    _values: dict[bool, Mapping[str, Quantity]] = field(init=False, factory=dict)

    def columns(self, batch: Batch, places: Mapping[str, Place], tell: Callable[[int], None]) -> Mapping[str, Column]:
        """What the rows of a batch add to each figure, by path. Each row that is read by itself is told."""
        known = {path: figure for path, figure in batch.figures.items() if path in self.made_of}
        batch = evolve(batch, figures=known)
        found = {fact.path: Column.empty(batch.rows) for fact in self.wanted}
        rest: Sequence[int] = range(batch.rows)
        variant = self._variant(self._is_complete(batch, places))
        if variant is not None:
            rest = self._computed(batch, places, variant, found).tolist()
        for row in rest:
            tell(row)
            for path, value in self._single(batch, places, row).items():
                found[path].put(row, value)
        return found

    def _single(self, batch: Batch, places: Mapping[str, Place], row: int) -> Mapping[str, Fraction]:
        rubric = self.scorer.rubric
        facts = rubric.read(self.scorer.facts(batch, places, row))
        return rubric.shares(facts, self.wanted, self.figures)

    def _is_complete(self, batch: Batch, places: Mapping[str, Place]) -> bool:
        """Whether every fact that is not optional is given in every row, but for figures that are not known."""
        unknown = set(self.figures) - set(self.made_of)
        return self.scorer.is_complete(batch, places, unknown)

    def _variant(self, complete: bool) -> Variant | None:
        """What computes it; None where columns cannot."""
        if complete not in self._variants:
            self._variants[complete] = self._lowered(complete)
        return self._variants[complete]

    def _lowered(self, complete: bool) -> Variant | None:
        scorer, unknown = self.scorer, set(self.figures) - set(self.made_of)
        inputs = (evolve(item, optional=True) if item.name in unknown else item for item in scorer.program.inputs)
        program = evolve(scorer.program, inputs=tuple(inputs))
        model = scorer.rubric.model
        headings = dict(zip(map(id, model.walk()), program.headings, strict=True))
        wanted = {}
        for fact in self.wanted:
            assert fact.population is not None
            wanted[fact.path] = headings.get(id(fact.population.target), "")
        try:
            plan = shares(program, complete, unknown, wanted)
        except NotLowered:
            return None
        terms: list[Any] = [plan.part]
        for quantity, has in plan.values.values():
            terms += [has, quantity.above, quantity.below]
        kernel = Kernel(plan.slots, plan.graph, results(plan.graph, plan.apart, terms))
        facts = {fact.path: fact for fact in model.facts}
        readers = tuple(
            ColumnReader(slot, facts[slot.input.name], scorer.reader, scorer.on_grid) for slot in plan.slots
        )
        self._values[complete] = {path: quantity for path, (quantity, _) in plan.values.items()}
        return Variant(None, kernel, kernel, complete, readers, {})

    def _computed(
        self, batch: Batch, places: Mapping[str, Place], variant: Variant, found: Mapping[str, Column]
    ) -> Array:
        """Put what is plain; the rows that are to be looked at one by one."""
        apart, part, *rest = self.scorer.computed(batch, places, variant)
        for number, (path, quantity) in enumerate(self._values[variant.complete].items()):
            has, above, below = rest[3 * number : 3 * number + 3]
            above, below, fits = _scaled(_full(above, batch.rows), _full(below, batch.rows), quantity.factor)
            takes = part & has & ~apart
            apart = apart | (takes & ~fits)
            takes &= fits
            found[path].above[takes], found[path].below[takes] = above[takes], below[takes]
        for column in found.values():
            column.below[apart] = 0
        return np.flatnonzero(apart)


def _full(found: Any, rows: int) -> Array:
    """A result of a kernel as whole numbers of 64 bits."""
    return found.astype(np.int64) if isinstance(found, np.ndarray) else np.full(rows, found, np.int64)


def _scaled(above: Array, below: Array, factor: Fraction) -> tuple[Array, Array, Array]:
    """factor × above ÷ below in lowest terms, and in which rows that fits into 64 bits."""
    below = np.maximum(below, 1)  # what is below that is not read
    common = np.maximum(np.gcd(above, below), 1)
    above, below = above // common, below // common
    most_above = (LARGE - 1) // max(abs(factor.numerator), 1)
    most_below = (LARGE - 1) // factor.denominator
    fits = (above <= most_above) & (above >= -most_above) & (below <= most_below)
    above, below = np.where(fits, above, 0) * factor.numerator, np.where(fits, below, 1) * factor.denominator
    common = np.gcd(above, below)
    return above // common, below // common, fits


__all__ = ["Column", "Level"]
