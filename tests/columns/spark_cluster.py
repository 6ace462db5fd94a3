"""A real cluster: a master and two workers on loopback, one of them killed in the middle; equal to the local result.

    python -m tests.columns.spark_cluster [rows]

Needs the extra `spark` and a Java. Everything that is started is ended by its number.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

import perfrules
from benchmarks.rows import rows
from perfrules import spark
from perfrules.building import build

PARTS = 24
KEEP = ["编号"]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rubric = perfrules.load("zizhou-2021")
    table = facts(rubric, count)
    local = rubric.score_table(table, ["预算完成率"], keep=KEEP, errors="collect")
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    # The workers read the checkout, as they would an installed package.
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(Path(perfrules.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    )
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as (master, workers):
        found, killed = scored(rubric, table, master, workers)
    assert killed, "the job was over before a worker could be killed: give it more rows"
    one, two = (sorted(result.to_pylist(), key=lambda row: row["编号"]) for result in (local, found))
    wrong = sum(a != b for a, b in zip(one, two, strict=True))
    bad = sum(row["status"] == "error" for row in one)
    print(f"{count} rows ({bad} of them bad) in {PARTS} parts, one worker of two killed: {wrong} rows differ")
    return 1 if wrong else 0


def facts(rubric: perfrules.Rubric, count: int) -> pa.Table:
    """Rows on and beside thresholds, one in fifty of them bad, as a table: money as decimals, the rest as it is."""
    module: dict[str, Any] = {}
    exec(build(rubric.model, rubric.language).text, module)
    fields = module["_reader"].fields
    drawn, draw = rows(fields, count), random.Random(3)
    for row in drawn:
        if draw.random() < 0.02:
            row["预算收入合计"] = 0
    columns: dict[str, pa.Array] = {"编号": pa.array(range(count))}
    for field in fields:
        cells = [row[field.name] for row in drawn]
        if field.is_steps and field.scale > 1:
            columns[field.name] = pa.array([Decimal(cell).scaleb(-6) for cell in cells], pa.decimal128(20, 6))
        else:
            columns[field.name] = pa.array(cells)
    return pa.table(columns)


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A master and two workers with one core each."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port = free_port()
    environment = {**os.environ, "SPARK_HOME": str(home)}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = (folder / f"{name}.log").open("wb")
        command = [str(home / "bin" / "spark-class"), *arguments]
        found = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        started.append(found)
        return found

    master = f"spark://127.0.0.1:{port}"
    try:
        where = ("--host", "127.0.0.1", "--webui-port", str(free_port()))
        start("master", "org.apache.spark.deploy.master.Master", *where, "--port", str(port))
        wait_for(port)
        workers = []
        for number in (1, 2):
            own = ("--cores", "1", "--memory", "1500m", "--work-dir", str(folder / f"work{number}"), master)
            where = ("--host", "127.0.0.1", "--webui-port", str(free_port()))
            workers.append(start(f"worker{number}", "org.apache.spark.deploy.worker.Worker", *where, *own))
        yield master, workers
    finally:
        for process in reversed(started):
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and the ones it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise AssertionError("the master does not answer")


def scored(
    rubric: perfrules.Rubric, table: pa.Table, master: str, workers: list[subprocess.Popen[bytes]]
) -> tuple[pa.Table, bool]:
    """The scores by the cluster, and whether a worker was killed while it worked."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    for key, value in {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "900m",
        "spark.executor.cores": "1",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    killed = threading.Event()

    def kill() -> None:
        tracker = session.sparkContext.statusTracker()
        while not killed.is_set():
            for stage in tracker.getActiveStageIds():
                info = tracker.getStageInfo(stage)
                if info is not None and info.numTasks == PARTS and 2 <= info.numCompletedTasks < PARTS - 4:
                    end(workers[1])
                    killed.set()
                    return
            time.sleep(0.05)

    try:
        df = session.createDataFrame(table).repartition(PARTS)
        watch = threading.Thread(target=kill, daemon=True)
        watch.start()
        found = spark.score(df, rubric, ["预算完成率"], keep=KEEP, errors="collect").toArrow()
        return found, killed.is_set()
    finally:
        killed.set()
        session.stop()


if __name__ == "__main__":
    sys.exit(main())
