"""Whatever holds a table → batches of rows: Arrow of any library, numpy arrays, files, iterators of these."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pyarrow as pa
from attrs import field, frozen

from perfrules.columns import TableError
from perfrules.diagnostics import Diagnostic
from perfrules.facts import errors_tables as errors
from perfrules.source import NOWHERE, Words

if TYPE_CHECKING:
    from perfrules.backends.columnar.from_ir import Slot
    from perfrules.columns.cells import Cells

ROWS = 65_536
"""Rows of a batch that is read from a file."""
FEW = 8192
"""Batches of fewer rows are put together."""
_READ = 65_536
"""Bytes of a column that are read at once."""
_BLOCK = 1 << 20
"""Bytes of a CSV file that are read at once; Arrow reads some thirty times as many ahead."""
ENDINGS = (".parquet", ".csv", ".arrow", ".feather", ".ipc")


class Shared(Protocol):
    """A figure of all subjects for each of some rows."""

    @property
    def complete(self) -> bool:
        """Whether every row has one."""
        ...

    def value(self, row: int) -> Fraction | None:
        """That of a row, in base units; None where there is none."""
        ...

    def cells(self, slot: Slot) -> Cells:
        """What gives blocks of them as whole steps."""
        ...

    def column(self) -> pa.Array:
        """As a column of the result."""
        ...


@frozen(eq=False)
class Batch:
    """Some rows: columns by name, each an Arrow or numpy array of the same length."""

    columns: Mapping[str, Any]
    rows: int
    figures: Mapping[str, Shared] = field(factory=dict)
    """Figures of all subjects that were computed for the rows, by the paths of their facts."""

    def cell(self, name: str, row: int) -> Any:
        """A cell as a Python value."""
        found = self.columns[name][row]
        return python_of(found) if isinstance(found, pa.Scalar) else found


_NARROW = (np.float16, np.float32, np.longdouble)
"""Floats that Arrow makes other figures of, where they stand one by one: 0.1 of 32 bits is no 0.1 of 64."""


def python_of(cell: pa.Scalar) -> Any:
    """A cell as a Python value; a float of fewer bits as numpy's, whose shortest text is that of the cell."""
    found = cell.as_py()
    return _kept(found, cell.type) if _has_narrow(cell.type) else found


def python_list(cells: pa.Array) -> list[Any]:
    """The cells of a column as Python values."""
    return [*map(python_of, cells)] if _has_narrow(cells.type) else cells.to_pylist()


@lru_cache(256)
def _has_narrow(type_: pa.DataType) -> bool:
    """Whether a type is a float of fewer than 64 bits, or is made of such."""
    if pa.types.is_dictionary(type_):
        return _has_narrow(type_.value_type)
    inner = [type_.field(number).type for number in range(type_.num_fields)]
    return pa.types.is_float16(type_) or pa.types.is_float32(type_) or any(map(_has_narrow, inner))


def _kept(value: Any, type_: pa.DataType) -> Any:
    if pa.types.is_dictionary(type_):
        return _kept(value, type_.value_type)
    if isinstance(value, float):
        return np.float16(value) if pa.types.is_float16(type_) else np.float32(value)
    if isinstance(value, list) and hasattr(type_, "value_type"):
        return [_kept(item, type_.value_type) for item in value]
    if isinstance(value, dict):
        return {name: _kept(item, type_.field(name).type) for name, item in value.items()}
    return value


def batches(source: Any) -> Iterator[Batch]:
    """The rows of a table in their order. Raises TableError."""
    if isinstance(source, (str, os.PathLike)):
        yield from _of_file(os.fspath(source))
    elif isinstance(source, pa.RecordBatch):
        yield _of_arrow(source)
    elif isinstance(source, pa.Table):
        yield from _gathered(source.schema, source.to_batches())
    elif hasattr(source, "__arrow_c_stream__"):
        reader = pa.RecordBatchReader.from_stream(source)
        yield from _gathered(reader.schema, reader)
    elif hasattr(source, "__arrow_c_array__"):
        yield _of_arrow(pa.record_batch(source))
    elif isinstance(source, Mapping):
        yield _of_arrays(source)
    elif isinstance(source, Iterable) and not isinstance(source, (bytes, bytearray)):
        for part in source:
            if isinstance(part, (str, os.PathLike)) or not _is_table(part):
                raise TableError((Diagnostic(errors.NO_TABLE, NOWHERE, {"given": type(part).__name__}),))
            yield from batches(part)
    else:
        raise TableError((Diagnostic(errors.NO_TABLE, NOWHERE, {"given": type(source).__name__}),))


@contextmanager
def again(source: Any) -> Iterator[Callable[[], Iterator[Batch]]]:
    """What reads a table from its start as often as it is called; what can be read once only is put aside on the disk.

    Raises TableError where a file is no longer what it was.
    """
    if isinstance(source, (str, os.PathLike)):
        yield _unchanged(os.fspath(source))
    elif isinstance(source, (pa.RecordBatch, pa.Table, Mapping)):
        yield lambda: batches(source)
    else:
        # A file without a name: nobody else can have written what is read back.
        with TemporaryFile() as aside:
            count = 0
            for batch in batches(source):
                pickle.dump((dict(batch.columns), batch.rows), aside, protocol=pickle.HIGHEST_PROTOCOL)
                count += 1

            def read() -> Iterator[Batch]:
                aside.seek(0)
                for _ in range(count):
                    yield Batch(*pickle.load(aside))

            yield read


def _unchanged(path: str) -> Callable[[], Iterator[Batch]]:
    first: list[tuple[int, ...]] = []

    def read() -> Iterator[Batch]:
        yield from batches(path)
        found = os.stat(path)
        first.append((found.st_ino, found.st_size, found.st_mtime_ns))
        if first[-1] != first[0]:
            why = Words("两次读之间，文件变了", "it changed between two readings")
            raise TableError((Diagnostic(errors.TABLE_UNREADABLE, NOWHERE, {"file": path, "why": why}),))

    return read


def _is_table(part: Any) -> bool:
    speaks = any(hasattr(part, name) for name in ("__arrow_c_stream__", "__arrow_c_array__"))
    return speaks or isinstance(part, (pa.RecordBatch, pa.Table, Mapping))


def _gathered(schema: pa.Schema, found: Iterable[pa.RecordBatch]) -> Iterator[Batch]:
    """Batches, small ones put together; an empty one where there are none, for the names of the columns."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    some = False
    for batch in found:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= FEW:
            yield _of_arrow(_joined(waiting))
            some, rows, waiting = True, 0, []
    if rows or not some:
        yield _of_arrow(_joined(waiting) if rows else _empty(schema))


def _joined(found: list[pa.RecordBatch]) -> pa.RecordBatch:
    return found[0] if len(found) == 1 else pa.Table.from_batches(found).combine_chunks().to_batches()[0]


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _of_arrow(batch: pa.RecordBatch) -> Batch:
    names = batch.schema.names
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise TableError((Diagnostic(errors.COLUMN_TWICE, NOWHERE, {"name": twice}),))
    return Batch(dict(zip(names, batch.columns, strict=True)), batch.num_rows)


def _of_arrays(source: Mapping[Any, Any]) -> Batch:
    columns: dict[str, Any] = {}
    for name, given in source.items():
        is_column = hasattr(given, "__len__") and not isinstance(given, (str, bytes, Mapping))
        if not isinstance(name, str) or not is_column or getattr(given, "ndim", 1) != 1:
            raise TableError((Diagnostic(errors.NO_COLUMN, NOWHERE, {"name": str(name)}),))
        columns[name] = _array(given)
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        (first, one), (second, two) = sorted(lengths.items(), key=lambda item: item[1])[:: len(lengths) - 1]
        args = {"first": first, "one": str(one), "second": second, "two": str(two)}
        raise TableError((Diagnostic(errors.COLUMNS_DIFFER, NOWHERE, args),))
    return Batch(columns, next(iter(lengths.values()), 0))


def _array(given: Any) -> Any:
    """A column as an array: numbers of numpy as they are, what Arrow cannot hold (figures beside texts) as objects."""
    if isinstance(given, np.ma.MaskedArray):
        return pa.array(given.data, mask=np.ma.getmaskarray(given))
    if isinstance(given, np.ndarray) and given.dtype.kind in "biuf" and given.dtype != np.longdouble:
        return given
    if isinstance(given, pa.ChunkedArray):
        return given.combine_chunks()
    try:
        if isinstance(given, pa.Array):
            return given
        if getattr(given, "dtype", np.object_) != np.object_ or not any(isinstance(cell, _NARROW) for cell in given):
            return pa.array(given)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        pass
    found = np.empty(len(given), object)
    found[:] = list(given)
    return found


_NOT_THERE = Words("没有这个文件", "there is no such file")


def _of_file(path: str) -> Iterator[Batch]:
    """The rows of a file, a batch at a time; of a CSV every cell is text, so that no figure is rounded."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in ENDINGS:
        args = {"file": path, "kinds": list(ENDINGS)}
        raise TableError((Diagnostic(errors.TABLE_KIND, NOWHERE, args),))
    try:
        reader = {".parquet": _parquet, ".csv": _csv}.get(ending, _ipc)
        found = reader(path)
        yield from _gathered(next(found), found)
    except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
        there = not isinstance(error, FileNotFoundError)
        # What the reader of the format says is for its developers.
        why = Words("内容不全，或者不是这种文件", "it is cut short, or of another kind") if there else _NOT_THERE
        raise TableError((Diagnostic(errors.TABLE_UNREADABLE, NOWHERE, {"file": path, "why": why}),)) from None


def _parquet(path: str) -> Iterator[Any]:
    from pyarrow import parquet

    # Read ahead, all of the file stays in memory until its end, and without a buffer whole row groups of it.
    with parquet.ParquetFile(path, pre_buffer=False, buffer_size=_READ) as file:
        yield file.schema_arrow
        yield from file.iter_batches(batch_size=ROWS)


def _ipc(path: str) -> Iterator[Any]:
    with pa.memory_map(path) as source:
        if source.read(6) == b"ARROW1":
            source.seek(0)
            file = pa.ipc.open_file(source)
            yield file.schema
            for number in range(file.num_record_batches):
                yield file.get_batch(number)
        else:
            source.seek(0)
            stream = pa.ipc.open_stream(source)
            yield stream.schema
            yield from stream


def is_unended(source: Any) -> bool:
    """Whether a source is a CSV file without a line break at its end: what is cut off within a figure is a figure."""
    if not isinstance(source, (str, os.PathLike)) or os.path.splitext(source)[1].lower() != ".csv":
        return False
    try:
        with open(source, "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 2))
            end = file.read().rstrip(b"\0")
    except OSError:  # told where it is read
        return False
    return end != b"" and end[-1:] not in (b"\n", b"\r")


def _csv(path: str) -> Iterator[Any]:
    from pyarrow import csv

    with open(path, "rb") as file:
        head = file.read(4)
        file.seek(0)
        names = _head(file.readline().decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"))
    options = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
    )
    reading = csv.ReadOptions(block_size=_BLOCK, use_threads=False)
    with csv.open_csv(path, read_options=reading, convert_options=options) as reader:
        yield reader.schema
        yield from reader


def _head(line: str) -> list[str]:
    import csv

    return next(csv.reader([line.rstrip("\r\n")]), [])
