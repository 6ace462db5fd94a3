"""Scores of a Spark DataFrame: the evaluator of `Rubric.score_table` on every executor, through Arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from perfrules.api import Rubric, loads
from perfrules.compiler import flat_text

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

    from perfrules.columns.scorer import TableScorer


def score(
    df: DataFrame,
    rubric: Rubric,
    nodes: Sequence[str] = (),
    *,
    keep: Sequence[str] = (),
    errors: str = "raise",
    on_grid: bool = False,
    backend: str = "auto",
) -> DataFrame:
    """The scores of the subjects of a DataFrame, a row for each; arguments and columns are those of `score_table`.

    The text of the rubric goes along; every Python worker reads it once, and refuses to score where its perfrules reads
    another rubric out of it. With errors="raise" a bad row fails its task, and the job with it; with "collect" the
    column `errors` tells it. Rows come in the order of their partitions. Needs perfrules with the extra `spark` on
    every executor. Raises TableError for columns that are no facts, before anything runs.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    work = scoring(rubric, nodes, keep=keep, errors=errors, on_grid=on_grid, backend=backend)
    schema = next(iter(work([to_arrow_schema(df.schema).empty_table()]))).schema
    return df.mapInArrow(work, from_arrow_schema(schema))


def scoring(
    rubric: Rubric,
    nodes: Sequence[str] = (),
    *,
    keep: Sequence[str] = (),
    errors: str = "raise",
    on_grid: bool = False,
    backend: str = "auto",
) -> Callable[[Iterable[Any]], Iterator[pa.RecordBatch]]:
    """The function that `score` sends: batches of Arrow in, scored batches out; arguments as there.

    It needs no Spark and goes wherever batches are: it holds the text of the rubric and nothing that cannot be sent.
    Labels come out as texts.
    """
    text, name, hash_ = flat_text(rubric.compiled, rubric.language), rubric.compiled.source.name, rubric.hash
    named = (part if isinstance(part, str) else tuple(part) for part in (nodes, keep))
    options = (*named, errors, on_grid, backend)

    def work(batches: Iterable[Any]) -> Iterator[pa.RecordBatch]:
        for found in _scorer(text, name, hash_, *options).run(batches):
            yield _plain(found)

    return work


@lru_cache(maxsize=8)
def _scorer(
    text: str,
    name: str,
    hash_: str,
    nodes: Sequence[str],
    keep: Sequence[str],
    errors: str,
    on_grid: bool,
    backend: str,
) -> TableScorer:
    """The scorer of one process; made by the first task that needs it."""
    rubric = loads(text, name)
    if rubric.hash != hash_:
        raise RuntimeError(f"this perfrules reads another rubric out of {name}: the versions on the cluster differ")
    return rubric._table_scorer(nodes, keep, errors, on_grid, backend, 1)


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch whose labels are texts: Spark knows no dictionaries."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [
        pc.cast(column, column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
