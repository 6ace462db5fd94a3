"""The columns of a result: what the kernel computes for each, what a row scored by itself gives, how it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import field, frozen
from numpy.typing import NDArray

from perfrules.backends.columnar.from_ir import STATUSES, Node, Plan
from perfrules.backends.columnar.graph import Term, Truth, low
from perfrules.backends.columnar.quantity import Quantity
from perfrules.columns import figures as arrow
from perfrules.columns.figures import Figures, step_of
from perfrules.ir import nodes as ir
from perfrules.result import NodeResult, Result

Array = NDArray[Any]
_OUT = [STATUSES.index(status) for status in ("left-out", "shared-out", "not-chosen")]


@frozen(eq=False)
class Computed:
    """What the kernel gave for one result column, in the order of its terms, and what single rows gave."""

    arrays: Sequence[Any]
    """Arrays of all rows, or the one number that stands in each of them."""
    single: Mapping[int, Any]
    """By row, for the rows scored by themselves; None where there is nothing."""
    scored: Array
    """Which rows have a score."""

    def full(self, place: int, dtype: Any = None) -> Array:
        """A result as an array."""
        found = self.arrays[place]
        if not isinstance(found, np.ndarray):
            return np.full(len(self.scored), found, dtype or np.int64)
        return found

    def known(self, more: Array | None = None) -> tuple[Array, dict[int, Any]]:
        """The rows with a value, and the values of single rows."""
        known = self.scored.copy() if more is None else self.scored & more
        for row, value in self.single.items():
            known[row] = value is not None
        return known, {row: value for row, value in self.single.items() if value is not None}


@frozen(eq=False)
class Output:
    """One result column."""

    name: str

    @property
    def is_node(self) -> bool:
        """Whether it tells of a heading, and not of the whole."""
        return hasattr(self, "heading")

    def terms(self, plan: Plan) -> tuple[Term | Truth, ...]:
        """What is to be computed for it."""
        raise NotImplementedError

    def single(self, result: Result) -> Any:
        """What it is of a row scored by itself; None where there is nothing."""
        raise NotImplementedError

    def column(self, plan: Plan | None, found: Computed) -> pa.Array:
        """The column. Without a plan every row was scored by itself."""
        raise NotImplementedError


@frozen(eq=False)
class Figure(Output):
    """The total, the lowest and highest it can be, or the index."""

    figures: Figures

    def quantity(self, plan: Plan) -> Quantity:
        """The quantity in a plan."""
        found = plan.index if self.name == "index" else plan.total
        assert found is not None
        return found

    def terms(self, plan: Plan) -> tuple[Term | Truth, ...]:
        quantity = self.quantity(plan)
        return quantity.above, quantity.below

    def single(self, result: Result) -> Any:
        if self.name == "index":
            return None if result.index is None else result.index.value
        return getattr(result, self.name)

    def more(self, found: Computed) -> Array | None:
        """Which scored rows have the figure; None for all of them."""
        return None

    def column(self, plan: Plan | None, found: Computed) -> pa.Array:
        known, single = found.known(self.more(found))
        if plan is None:
            return self.figures.column(np.zeros(len(known), np.int8), 1, Fraction(1), single, known)
        above, below = found.full(0), found.arrays[1]
        return self.figures.column(above, below, self.quantity(plan).factor, single, known)


@frozen(eq=False)
class Score(Figure):
    """The score of a heading; none where its points do not count."""

    heading: str

    def node(self, plan: Plan) -> Node:
        """The heading in a plan."""
        return plan.nodes[self.heading]

    def quantity(self, plan: Plan) -> Quantity:
        return self.node(plan).score

    def terms(self, plan: Plan) -> tuple[Term | Truth, ...]:
        return (*super().terms(plan), self.node(plan).status)

    def single(self, result: Result) -> Any:
        node = of(result, self.heading)
        return node.score if node.has_score else None

    def more(self, found: Computed) -> Array | None:
        if not found.arrays or not isinstance(found.arrays[2], np.ndarray):
            return None
        return ~np.isin(found.arrays[2], _OUT)


@frozen(eq=False)
class Reason(Output):
    """How a heading came to its score."""

    heading: str

    def terms(self, plan: Plan) -> tuple[Term | Truth, ...]:
        return (plan.nodes[self.heading].status,)

    def single(self, result: Result) -> Any:
        return of(result, self.heading).status

    def column(self, plan: Plan | None, found: Computed) -> pa.Array:
        codes = found.full(0).astype(np.int8) if plan is not None else np.zeros(len(found.scored), np.int8)
        known, single = found.known()
        for row, status in single.items():
            codes[row] = STATUSES.index(status)
        return arrow.labels(codes, STATUSES, known)


@frozen(eq=False)
class Measure(Output):
    """The 指标值 of a leaf: a float in base units, a label, a flag or a day."""

    heading: str
    kind: str
    labels: tuple[str, ...] = ()

    def terms(self, plan: Plan) -> tuple[Term | Truth, ...]:
        node = plan.nodes[self.heading]
        if node.value is None:
            return ()
        if isinstance(node.value, Quantity):
            return node.has_value, node.value.above, node.value.below
        return node.has_value, node.value

    def single(self, result: Result) -> Any:
        node = of(result, self.heading)
        return node.value if node.status == "scored" else None

    def column(self, plan: Plan | None, found: Computed) -> pa.Array:
        known, single = found.known(found.full(0, np.bool_) if found.arrays else np.zeros(len(found.scored), np.bool_))
        computed = found.full(1) if found.arrays else np.zeros(len(known), np.int64)
        match self.kind:
            case "flag":
                return arrow.flags(_put(computed.astype(np.bool_), single), known)
            case "label":
                codes = {row: self.labels.index(value) for row, value in single.items()}
                return arrow.labels(_put(computed.astype(np.int32), codes), self.labels, known)
            case "date":
                numbers = {row: value.toordinal() for row, value in single.items() if isinstance(value, date)}
                return arrow.days(_put(computed.astype(np.int64), numbers), known)
        floats = np.zeros(len(known), np.float64)
        if found.arrays and plan is not None:
            value = plan.nodes[self.heading].value
            assert isinstance(value, Quantity)
            floats = arrow.ratios(computed, found.arrays[2], value.factor)
        return arrow.numbers(_put(floats, {row: float(value) for row, value in single.items()}), known)


@frozen(eq=False)
class Grade(Output):
    """The grade."""

    ranks: tuple[str, ...]

    def terms(self, plan: Plan) -> tuple[Term | Truth, ...]:
        return () if plan.grade is None else (plan.grade,)

    def single(self, result: Result) -> Any:
        return result.grade

    def column(self, plan: Plan | None, found: Computed) -> pa.Array:
        codes = found.full(0) if found.arrays else np.full(len(found.scored), -1, np.int16)
        may_lack = plan is None or plan.grade is None or low(plan.grade) < 0
        known, single = found.known(codes >= 0 if may_lack else None)
        codes = np.maximum(codes, 0) if may_lack else codes
        codes = _put(codes, {row: self.ranks.index(label) for row, label in single.items()})
        return arrow.labels(codes, self.ranks, known)


def _put(column: Array, single: Mapping[int, Any]) -> Array:
    for row, value in single.items():
        column[row] = value
    return column


def of(result: Result, heading: str) -> NodeResult:
    """A heading of a result by its full path."""
    return next(node for node in result.nodes if "·".join(node.path) == heading)


@frozen
class Steps:
    """Of what the scores of a program are multiples, as far as its roundings say."""

    program: ir.Program
    known: dict[str, Fraction | None] = field(factory=dict, eq=False)

    def of(self, name: str) -> Fraction | None:
        """Of what the score of a leaf or heading is a multiple; None where nothing is known."""
        if not self.known:
            for item in self.program.definitions:
                if isinstance(item, ir.Leaf):
                    self.known[item.name] = item.rounding.step if item.rounding is not None else None
                elif isinstance(item, ir.Heading):
                    self.known[item.name] = self._heading(item)
        return self.known.get(name)

    def _heading(self, item: ir.Heading) -> Fraction | None:
        match item.score:
            case None:
                return step_of(*(self.known[part] for part in item.parts))
            case ir.Round(step=step):
                return step
        return None

    def total(self) -> Fraction | None:
        """Of what the total is a multiple."""
        total = self.program.total
        if total.rounding is not None:
            return total.rounding.step
        parts = [self.of(part) for part in total.parts]
        if total.judged is not None or total.caps or total.vetoes:
            return None
        if total.adjustments is not None:
            parts.append(self.of(total.adjustments))
        if total.scale is not None:
            parts.append(total.scale.rounding.step if total.scale.rounding is not None else None)
        return step_of(*parts, *(end for end in (total.clip.low, total.clip.high) if end))


def quantity_step(quantity: Quantity | None) -> Fraction | None:
    """Of what a computed quantity is a multiple."""
    if quantity is None or not isinstance(quantity.below, int):
        return None
    return abs(quantity.factor) / quantity.below if quantity.factor else Fraction(1)


def measure_of(program: ir.Program, heading: str) -> tuple[str, tuple[str, ...]]:
    """The kind of the 指标值 of a heading and its labels by code; no kind where its rule does not always need one."""
    leaf = next((item for item in program.leaves() if item.name == heading), None)
    values = {item.name: item.body for item in program.values()}
    if leaf is None or leaf.measure is None:
        return "", ()
    rule = (leaf.base, *leaf.awards, *leaf.deductions)
    has_rule = rule != (ir.Literal(Fraction(0)),)
    if has_rule and all(node != leaf.measure for root in rule for node in _always(root, values)):
        return "", ()
    found = list(_kinds(leaf.measure, values))
    texts = {code: text for _, labels in found for code, text in labels.items()}
    return found[0][0], tuple(texts.get(code, "") for code in range(max(texts, default=-1) + 1))


def _always(node: ir.Node, values: Mapping[str, ir.Node]) -> Iterator[ir.Node]:
    """A node and what is worked out whenever it is."""
    yield node
    match node:
        case ir.Select(cases=cases):
            yield from _always(cases[0].when, values)
        case ir.Piecewise(subject=subject):
            yield from _always(subject, values)
        case ir.Ref(name=name):
            yield from _always(values[name], values)
        case _:
            for child in ir.children(node):
                yield from _always(child, values)


def _kinds(node: ir.Node, values: Mapping[str, ir.Node]) -> Iterator[tuple[str, dict[int, str]]]:
    """The kind of what a node may be, and the labels that it may be."""
    match node:
        case ir.Input(kind=kind, labels=labels):
            yield kind, dict(enumerate(labels))
        case ir.Ref(name=name):
            yield from _kinds(values[name], values)
        case ir.Literal(value=bool()) | ir.Compare() | ir.Logic() | ir.Not() | ir.IsMissing():
            yield "flag", {}
        case ir.Label(code=code, text=text):
            yield "label", {code: text}
        case ir.Day():
            yield "date", {}
        case ir.Select(cases=cases, otherwise=otherwise):
            for case in (*(case.then for case in cases), *((otherwise,) if otherwise is not None else ())):
                yield from _kinds(case, values)
        case ir.Piecewise(bands=bands, otherwise=otherwise):
            for case in (*(band.value for band in bands), *((otherwise,) if otherwise is not None else ())):
                yield from _kinds(case, values)
        case _:
            yield "quantity", {}
