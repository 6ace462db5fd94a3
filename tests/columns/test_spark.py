"""Spark in local mode, where it is installed: equal to the local result. The cluster is `make spark-test`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

import perfrules
from perfrules.columns import TableError
from perfrules.spark import score, scoring
from tests.columns.test_score_table import ROWS, TEXT


def test_what_is_sent_is_the_same_evaluator() -> None:
    """Without Spark: the function that goes to the executors, on batches as they come there."""
    rubric = perfrules.loads(TEXT)
    work = scoring(rubric, ["执行"], keep=["单位"], errors="collect", backend="numpy")
    columns = ROWS | {"支出": ["950", "?", "80"]}
    found = pa.Table.from_batches(work(iter(pa.table(columns).to_batches())))
    local = rubric.score_table(columns, ["执行"], keep=["单位"], errors="collect")
    assert found.to_pylist() == local.to_pylist()
    assert list(work(iter([]))) == []


def test_the_same_function_in_polars_and_duckdb() -> None:
    rubric = perfrules.loads(TEXT)
    work = scoring(rubric, ["执行"], keep=["单位"], errors="collect")
    table = pa.table(ROWS | {"支出": ["950", "?", "80"]})
    local = rubric.score_table(table, ["执行"], keep=["单位"], errors="collect")

    def scored(frame: pl.DataFrame) -> pl.DataFrame:
        return pl.DataFrame(pa.Table.from_batches(work([frame])))

    schema = scored(pl.DataFrame(table).head(0)).schema
    assert pl.LazyFrame(table).map_batches(scored, schema=schema).collect().to_dicts() == local.to_pylist()

    connection = duckdb.connect()
    relation = connection.from_arrow(table)
    first, *others = work(relation.to_arrow_reader(1000))
    reader = pa.RecordBatchReader.from_batches(first.schema, [first, *others])
    found = connection.from_arrow(reader).order("单位").to_arrow_table()
    assert found.to_pylist() == sorted(local.to_pylist(), key=lambda row: row["单位"])


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    found = (
        builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").getOrCreate()
    )
    yield found
    found.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_local_mode(session: Any) -> None:
    rubric = perfrules.loads(TEXT)
    table = pa.table({name: cells * 500 for name, cells in ROWS.items()})
    df = session.createDataFrame(table).repartition(5)
    found = score(df, rubric, ["执行"], keep=["单位"], errors="collect").toArrow()
    rows = sorted(map(str, found.to_pylist()))
    local = rubric.score_table(table, ["执行"], keep=["单位"], errors="collect")
    assert rows == sorted(map(str, local.to_pylist()))
    with pytest.raises(TableError):
        score(df, rubric)
