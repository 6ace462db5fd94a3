"""Scoring one fact set after another by the shipped zizhou-2021, against the same table in float Python by hand."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

import perfrules
from benchmarks import plain_float
from benchmarks.measure import Entry, Group, Outcome
from benchmarks.rows import Row, in_units, rows
from perfrules.building import build


@frozen
class Table:
    """The rubric, its built module, and rows that keep every 约束 with what each comes to."""

    rubric: perfrules.Rubric
    module: Any
    rows: Sequence[Row]
    truth: Sequence[Outcome]

    @property
    def fields(self) -> Any:
        """The facts as the module reads them."""
        return self.module._reader.fields


def table(count: int) -> Table:
    """The shipped table with so many rows, many of them exactly on a threshold."""
    rubric = perfrules.load("zizhou-2021")
    module = types.ModuleType("built")
    exec(compile(build(rubric.model).text, "built", "exec"), module.__dict__)
    drawn = rows(module._reader.fields, count)
    found = [row for row in drawn if module._total(module._reader.on_grid(row)) is not None]
    results = [rubric.score(module._reader.in_units(row), evaluator="reference") for row in found]
    return Table(rubric, module, found, [(result.total, result.grade) for result in results])


def of_float(pair: Any) -> Outcome:
    """To the nearest tenth: a sum of floats that is off by a last bit is not held against it."""
    return Fraction(round(pair[0] * 10), 10), pair[1]


def plain(known: Table) -> Entry:
    """Float Python by hand."""
    floats = [plain_float.shortened(in_units(known.fields, row, float)) for row in known.rows]
    return Entry("plain float Python, by hand", plain_float.total, floats, of_float)


def groups(known: Table) -> Iterator[Group]:
    """The ways that a built module, and the library, can be called."""
    module, fields = known.module, known.fields
    factor = module._evaluator.total_factor

    def of_score(score: Any) -> Outcome:
        return score.total, score.grade

    def of_pair(pair: Any) -> Outcome:
        return Fraction(pair[0] * factor[0], factor[1]), pair[1]

    def nodes(row: Row) -> Any:
        return module._nodes(module._reader.on_grid(row))

    def by_library(row: Row) -> Any:
        return known.rubric.score(row, evaluator="built")

    values = [module._reader.on_grid(row) for row in known.rows]
    decimals = [in_units(fields, row, Decimal) for row in known.rows]
    texts = [in_units(fields, row, str) for row in known.rows]
    entries = (
        plain(known),
        Entry("money in 分, checked: total and grade", module.score_on_grid, known.rows, of_score, "≤ 1.3"),
        Entry("money in 分, checked: every node", nodes, known.rows, of_pair, "≤ 1.6"),
        Entry("money as Decimal in 万元, checked", module.score, decimals, of_score, "≤ 2.5"),
        Entry("money as text in 万元, checked", module.score, texts, of_score, "≤ 2.5"),
        Entry("the inner function, inputs already checked", module._total, values, of_pair, "≤ 0.9"),
        Entry("rubric.score, money as Decimal", by_library, decimals, of_score),
    )
    yield Group("built module, one subject", entries, known.truth)
