"""Results → Parquet, CSV and Arrow files, batch by batch; a file gets its name when it is whole, and not before."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

KINDS = (".parquet", ".csv", ".arrow", ".feather", ".ipc")
"""By their endings, what can be written."""


class Sink(Protocol):
    """What takes batches of one schema."""

    def write_batch(self, batch: pa.RecordBatch) -> None: ...
    def close(self) -> None: ...


class Aside:
    """A file that is written beside its place under a hidden name, and takes its place when it is whole.

    Whatever keeps it from being whole (a full disk, a signal, the end of the process) leaves nothing under its name.
    Use it in a `with`: what was not `finish`ed is removed.
    """

    def __init__(self, path: str) -> None:
        self.path = os.path.realpath(path)
        folder = os.path.dirname(self.path)
        handle, self.aside = tempfile.mkstemp(prefix=".perfrules-", suffix=".tmp", dir=folder or ".")
        self._file = os.fdopen(handle, "wb")
        self._sink: Sink | None = None
        self.rows = 0

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, *_: object) -> None:
        if self.aside:
            try:
                self._file.close()
            except OSError:
                pass  # a full disk: what was not written is not wanted any more
            finally:
                os.unlink(self.aside)
                self.aside = ""

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows."""
        if os.path.splitext(self.path)[1].lower() == ".csv":
            batch = _as_text(batch)
        if self._sink is None:
            self._sink = _sink(self._file, self.path, batch.schema)
        self._sink.write_batch(batch)
        self.rows += batch.num_rows

    def finish(self) -> None:
        """Give the file its name; everything is on the disk before."""
        if self._sink is not None:
            self._sink.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.chmod(self.aside, _mode(self.path))
        os.replace(self.aside, self.path)
        self.aside = ""


def _sink(file: Any, path: str, schema: pa.Schema) -> Sink:
    match os.path.splitext(path)[1].lower():
        case ".parquet":
            from pyarrow import parquet

            found: Any = parquet.ParquetWriter(file, schema)
        case ".csv":
            from pyarrow import csv

            found = csv.CSVWriter(file, schema)
        case _:
            found = pa.ipc.new_file(file, schema)
    return found  # type: ignore[no-any-return]


def _as_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Columns that a CSV writer does not know, as text."""
    columns = []
    for column in batch.columns:
        if pa.types.is_dictionary(column.type):
            column = pc.cast(column, column.type.value_type)
        columns.append(pc.cast(column, pa.string()) if pa.types.is_decimal(column.type) else column)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _mode(path: str) -> int:
    """The rights of the file that is replaced, or those that a new file gets."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
