"""Scoring one fact set after another by the shipped zizhou-2021, against the same table in float Python by hand."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

import perfrules
from benchmarks import plain_float
from benchmarks.measure import Differing, Entry, Group, Outcome, differing
from benchmarks.rows import Row, in_units, rows
from perfrules.building import build
from perfrules.runtime.scoring import ratio


@frozen
class Table:
    """The rubric, its built module, and rows that keep every 约束 with what each comes to by the reference evaluator.

    `nodes` holds the scores of all headings of each row, in the order of the module.
    """

    rubric: perfrules.Rubric
    module: Any
    rows: Sequence[Row]
    truth: Sequence[Outcome]
    nodes: Sequence[Sequence[Fraction | None]]

    @property
    def fields(self) -> Any:
        """The facts as the module reads them."""
        return self.module._reader.fields


def table(count: int) -> Table:
    """The shipped table with so many rows, many of them exactly on a threshold."""
    rubric = perfrules.load("zizhou-2021")
    module: Any = types.ModuleType("built")
    exec(compile(build(rubric.model).text, "built", "exec"), module.__dict__)
    drawn = rows(module._reader.fields, count)
    found = [row for row in drawn if module._total(module._reader.on_grid(row)) is not None]
    results = [rubric.score(module._reader.in_units(row), evaluator="reference") for row in found]
    headings = [name for name, _ in module._headings]
    nodes = [[result[name].score for name in headings] for result in results]
    return Table(rubric, module, found, [(result.total, result.grade) for result in results], nodes)


def of_float(pair: Any) -> Outcome:
    """To the nearest tenth: a sum of floats that is off by a last bit is not held against it."""
    return Fraction(round(pair[0] * 10), 10), pair[1]


def entry(
    known: Table, name: str, call: Callable[[Any], Any], given: Sequence[Any], outcome: Any, **bounds: float
) -> Entry:
    """An entry that is called with one row after another."""

    def differ() -> Differing:
        return differing((outcome(call(row)) for row in given), known.truth)

    return Entry(name, call, given, differ=differ, **bounds)


def plain(known: Table) -> Entry:
    """Float Python by hand."""
    floats = [plain_float.shortened(in_units(known.fields, row, float)) for row in known.rows]
    return entry(known, "plain float Python, by hand", plain_float.total, floats, of_float)


def groups(known: Table) -> Iterator[Group]:
    """The ways that a built module, and the library, can be called."""
    module, fields = known.module, known.fields

    def of_score(score: Any) -> Outcome:
        return score.total, score.grade

    def of_pair(pair: Any) -> Outcome:
        above, below = module._evaluator.total_factor
        return Fraction(pair[0] * above, below), pair[1]

    def every_node(row: Row) -> Any:
        return module._nodes(module._reader.on_grid(row))

    def exact_nodes(row: Row) -> Any:
        return module.score_on_grid(row).scores

    def steps_differ() -> Differing:
        factors = [factor for _, factor in module._headings]
        told = (every_node(row)[2:] for row in known.rows)
        return differing((list(map(ratio, row, factors)) for row in told), known.nodes)

    def scores_differ() -> Differing:
        return differing((list(exact_nodes(row).values()) for row in known.rows), known.nodes)

    def by_library(row: Row) -> Any:
        return known.rubric.score(row, evaluator="built")

    values = [module._reader.on_grid(row) for row in known.rows]
    decimals = [in_units(fields, row, Decimal) for row in known.rows]
    texts = [in_units(fields, row, str) for row in known.rows]
    on_grid = "whole-number money on the grid (分), checked:"
    entries = (
        plain(known),
        entry(known, f"{on_grid} total and grade", module.score_on_grid, known.rows, of_score, must=1.3, aim=1.0),
        Entry(f"{on_grid} all node scores, in steps", every_node, known.rows, differ=steps_differ, must=1.6, aim=1.2),
        Entry(f"{on_grid} all node scores, as Fractions by path", exact_nodes, known.rows, differ=scores_differ),
        entry(known, "Decimal money in 万元, checked", module.score, decimals, of_score, must=2.5, aim=2.0),
        entry(known, "text money in 万元, checked", module.score, texts, of_score, must=2.5, aim=2.0),
        entry(known, "the inner function, inputs already checked", module._total, values, of_pair, must=0.9, aim=0.8),
        entry(known, "rubric.score, Decimal money", by_library, decimals, of_score),
    )
    yield Group("scalar: a built module, one subject", entries)
