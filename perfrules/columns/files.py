"""Results → Parquet, CSV and Arrow files, batch by batch; a file gets its name when it is whole, and not before."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from perfrules.aside import Aside

KINDS = (".parquet", ".csv", ".arrow", ".feather", ".ipc")
"""By their endings, what can be written."""


class Sink(Protocol):
    """What takes batches of one schema."""

    def write_batch(self, batch: pa.RecordBatch) -> None: ...
    def close(self) -> None: ...


class Rows(Aside):
    """A file of rows, written batch by batch."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._sink: Sink | None = None
        self.rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows."""
        if os.path.splitext(self.path)[1].lower() == ".csv":
            batch = _as_text(batch)
        if self._sink is None:
            self._sink = _sink(self.file, self.path, batch.schema)
        self._sink.write_batch(batch)
        self.rows += batch.num_rows

    def whole(self) -> None:
        """Bring every row to the disk."""
        if self._sink is not None:
            self._sink.close()
            self._sink = None
        super().whole()

    def __exit__(self, *raised: object) -> None:
        try:
            if self._sink is not None:
                with suppress(Exception):  # what is thrown away need not be whole
                    self._sink.close()
        finally:
            super().__exit__(*raised)


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
