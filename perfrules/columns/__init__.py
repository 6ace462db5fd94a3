"""Whole tables of subjects: scored as columns, and row by row wherever that is the only exact way."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from perfrules.diagnostics import Diagnostic
from perfrules.facts import errors_tables as errors
from perfrules.scoring import PerfrulesError
from perfrules.source import NOWHERE, Words

if TYPE_CHECKING:
    import pyarrow

    from perfrules.api import Rubric
    from perfrules.columns.scorer import TableScorer


class TableError(PerfrulesError):
    """A table that cannot be scored at all: no table, a column that is no fact, a file that cannot be read."""


class NumpyInstead(UserWarning):
    """C was asked for and could not be had; numpy computed the same."""


class UnendedTable(UserWarning):
    """A CSV file whose last line has no line break: a figure there may have been cut short, and nobody can tell."""


class RowByRow(UserWarning):
    """Many rows are scored one by one, each a thousand times as long as on columns; the text says why."""


def table_scorer(
    rubric: Rubric,
    nodes: Sequence[str],
    keep: Sequence[str],
    collect: bool,
    on_grid: bool,
    backend: str,
    threads: int,
) -> TableScorer:
    """What scores tables by a rubric. Raises TableError where numpy or pyarrow is not there."""
    try:
        import numpy
        import pyarrow
    except ImportError:
        raise TableError((Diagnostic(errors.COLUMNS_NOT_INSTALLED, NOWHERE),), rubric.lang) from None
    del numpy, pyarrow
    from perfrules.columns.scorer import TableScorer

    return TableScorer(rubric, tuple(nodes), tuple(keep), collect, on_grid, threads, backend)


def scored(
    scorer: TableScorer, table: Any, group: str | None = None, told: Callable[[int, int, int], None] | None = None
) -> Iterator[pyarrow.RecordBatch]:
    """The results of a whole table, batch by batch, with the figures of all its subjects.

    Where these take readings of the table before, `told` is called as each goes on: with the number of the reading,
    how many there are, and how many rows it has read.
    """
    from perfrules.columns import population
    from perfrules.columns.sources import is_unended

    if is_unended(table):
        words = Words(
            f"{table} 的最后一行没有换行，也许少了后面的字；核对是完整的，就在末尾加一个换行",
            f"the last line of {table} does not end, so that digits may be missing; if it is whole, add a line break",
        )
        warnings.warn(words[scorer.rubric.lang], UnendedTable, stacklevel=3)
    return population.scored(scorer, table, group, told)
