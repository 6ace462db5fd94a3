"""How much memory scoring a table takes beyond the table itself, in a process of its own that does nothing else.

The process scores a thousand rows first, so that what is loaded and made once is there; then the peak of its memory
while all rows are scored is compared with what it held before. The result is part of it. Linux only: the peak is reset.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Entry, Group

_MB = 1_000_000


def groups(rows: int) -> Iterator[Group]:
    """The backends in one thread and two, and a table that comes in batches and is not kept."""
    ways = (
        ("columns, native", ("native", 1, "table"), True),
        ("columns, numpy", ("numpy", 1, "table"), True),
        ("columns, native, two threads", ("native", 2, "table"), False),
        ("columns, numpy, two threads", ("numpy", 2, "table"), False),
        ("columns, native, each batch dropped", ("native", 1, "batches"), False),
        ("columns, native, each batch dropped, ten times the rows", ("native", 1, "ten"), False),
    )
    entries = []
    for name, how, bound in ways:
        bounds = {"must": 40.0, "aim": 20.0} if bound else {}
        entries.append(Entry(name, partial(_in_a_process, how, rows), **bounds))
    yield Group(f"memory: peak beyond the table, {rows:,} rows", entries, "MB", "itself", clock=None, rounds=3)


def _in_a_process(how: tuple[str, int, str], rows: int, _: Any) -> float:
    command = [sys.executable, "-m", __name__, *map(str, how), str(rows)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _peak(call: Callable[[], Any]) -> float:
    """Of one call, in MB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _held("VmRSS")
    found = call()
    after = _held("VmHWM")
    del found
    return (after - before) * 1024 / _MB


def _held(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise OSError(f"/proc/self/status has no {name}")


def main(backend: str, threads: str, how: str, rows: str) -> None:
    """What one process measures."""
    import types

    import numpy as np
    import pyarrow as pa

    import perfrules
    from benchmarks.columns import given
    from benchmarks.rows import rows as drawn
    from perfrules.building import build

    rubric = perfrules.load("zizhou-2021")
    module: Any = types.ModuleType("built")
    exec(compile(build(rubric.model).text, "built", "exec"), module.__dict__)
    fields = module._reader.fields
    few = [row for row in drawn(fields, 1000) if module._total(module._reader.on_grid(row)) is not None]
    columns = given(fields, few, np.random.default_rng(1).integers(0, len(few), int(rows)))
    scorer = rubric._table_scorer((), (), "raise", True, backend, int(threads))

    def whole() -> Any:
        return scorer.table(columns)

    def dropped(times: int) -> int:
        batch = pa.RecordBatch.from_pydict(columns)
        parts = (batch.slice(start, 65_536) for _ in range(times) for start in range(0, batch.num_rows, 65_536))
        return sum(found.num_rows for found in scorer.run(parts))

    scorer.table({name: column[:1000] for name, column in columns.items()})
    call = whole if how == "table" else partial(dropped, 1 if how == "batches" else 10)
    print(_peak(call))


if __name__ == "__main__":
    main(*sys.argv[1:])
