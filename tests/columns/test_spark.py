"""Spark in local mode, where it is installed: equal to the local result. The cluster is `make spark-test`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import perfrules
from perfrules.columns import TableError
from perfrules.spark import score, scoring
from tests.columns.test_score_table import ROWS, TEXT


def test_what_is_sent_is_the_same_evaluator() -> None:
    """Without Spark: the function that goes to the executors, on batches as they come there."""
    rubric = perfrules.loads(TEXT)
    work = scoring(rubric, ["执行"], ["单位"], "collect", False, "numpy")
    columns = ROWS | {"支出": ["950", "?", "80"]}
    found = pa.Table.from_batches(work(iter(pa.table(columns).to_batches())))
    local = rubric.score_table(columns, ["执行"], keep=["单位"], errors="collect")
    assert found.to_pylist() == local.to_pylist()
    assert list(work(iter([]))) == []


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
