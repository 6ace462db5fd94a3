"""A whole table of zizhou-2021: columns against exact C by hand, float64 by hand in several engines, and the memory."""

from __future__ import annotations

import ctypes
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
from attrs import frozen

from benchmarks import float_columns
from benchmarks.measure import Differing, Entry, Group
from benchmarks.plain_float import A, B, C
from benchmarks.rows import Row
from benchmarks.scalar import Table
from perfrules.backends.columnar import native
from perfrules.backends.columnar.c_code import FLAGS

COLUMNS: tuple[str, ...] = (
    *(A + "部门预算的完整性·编报数据不齐全或有错误", A + "部门预算的及时性·报送超时"),
    *(B + "部门决算的完整性·编报数据不齐全或有错误", B + "部门决算的及时性·报送超时"),
    *(A + "部门预算的准确性·三项以外的错误", B + "部门决算的准确性·三项以外的错误"),
    *("投入·预算编制·绩效目标·绩效目标不明确未量化", "过程·预算管理·绩效目标的实现·未实现的目标"),
    C + "整体自评质量·整体自评指标标准不合理",
    *("实有人数", "机构改革超编人数", "编制数", "过程·预算执行·政府采购预算执行率·未按规定办理政府采购手续"),
    *("绩效自评项目个数", "应自评项目总个数", "", "", "", "", "", "", "", "", "", "", ""),
    "过程·预算执行·政府采购预算执行率·存在无预算采购",
    *(A + f"部门预算的准确性·{name}" for name in ("编报数据上下年度一致", "编报数据前后一致", "报表格式准确")),
    *(B + f"部门决算的准确性·{name}" for name in ("编报数据上下年度一致", "编报数据前后一致", "报表格式准确")),
    *(
        f"投入·预算编制·绩效目标·{name}"
        for name in ("未有专项资金", "编制整体绩效目标", "编制项目绩效目标", "绩效目标资金填报准确")
    ),
    *("过程·预算管理·绩效目标的实现·未公开绩效目标", C + "整体自评质量·报告内容完整"),
    "过程·预算管理·财政供养人员·人员变动超过三个月不办理工资手续",
    *(f"过程·预算管理·制度建设·{name}" for name in ("有内控制度和财务制度", "制度合规并且更新", "按制度规定运行")),
    *(C + f"部门评价开展情况·{name}" for name in ("开展部门评价", "部门评价在县政府门户网站公开")),
    *(C + f"部门评价开展情况·{name}" for name in ("部门评价按时报送财政部门", "部门评价档案完整齐全")),
    *(C + f"项目自评质量·{name}" for name in ("项目自评目标与预算绩效目标一致", "项目指标标准合理", "报告内容完整")),
    *("县委目标责任考核结果", "过程·资产管理·准确性·账面数与实际相符"),
    *(A + f"部门预算细化性·{name}" for name in ("按经济科目分类精准预算", "按功能科目分类精准预算")),
    *(B + f"部门决算细化性·{name}" for name in ("按经济科目分类精准编报", "按功能科目分类精准编报")),
    *("预算其他科目金额", "部门预算总额", "决算其他科目金额", "部门决算总额", "财政拨款预算数", "财政拨款决算数"),
    *("预算支出合计", "预算收入合计", "累计结转结余", "上年累计结转结余"),
    *(
        "公用经费决算数",
        "公用经费预算数",
        "上年公用经费决算数",
        "三公经费预算数",
        "上年三公经费预算数",
        "三公经费支出数",
    ),
    *("实际政府采购金额", "政府采购预算数", "已开展整体资金数", "应开展整体资金数", "账面净资产总额", "不用资产"),
    *("年末债权余额", "年初债权余额", "年末债务余额", "年初债务余额", "固定资产账面数", "资产年报固定资产数"),
)
"""The columns of exact.c in their order; an empty name is a place that it does not read."""

Outcome = tuple[Any, Any]
"""Totals in hundredths of a point and the places of grades, a row each."""


@frozen
class Columns:
    """Columns as they stand in memory, and their right outcome.

    Money is in 分, counts are of 32 bits, flags and labels of one byte.
    Every row is one of the few of `known`, all of which the reference evaluator scored.
    """

    known: Table
    given: Mapping[str, Any]
    places: Any

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.places)

    def first(self, count: int) -> Columns:
        """Some of them."""
        return Columns(self.known, {name: column[:count] for name, column in self.given.items()}, self.places[:count])

    def plain(self) -> dict[str, Any]:
        """The columns as arrays: flags as 0 and 1, labels as codes."""
        found = {}
        for name, column in self.given.items():
            array = column.indices.to_numpy() if isinstance(column, pa.DictionaryArray) else column
            found[name] = array.view(np.int8) if array.dtype == np.bool_ else array
        return found

    def differ(self, found: Outcome) -> Differing:
        """How many rows have another total or grade than by the reference."""
        truth = self.known.truth
        totals = np.array([round(100 * total) for total, _ in truth])[self.places]
        grades = np.array([self.known.module.GRADES.index(grade) for _, grade in truth], np.int8)[self.places]
        # A sum of floats that is off by a last bit is not held against it.
        wrong = (np.abs(found[0] - totals) > 1e-6) | (found[1] != grades)
        return int(np.count_nonzero(wrong)), len(totals)


def columns(known: Table, count: int) -> Columns:
    """So many rows, drawn from those that are known."""
    places = np.random.default_rng(1).integers(0, len(known.rows), count)
    return Columns(known, given(known.fields, known.rows, places), places)


def given(fields: Any, drawn: Sequence[Row], places: Any) -> dict[str, Any]:
    """The columns of rows, taken in some order."""
    found: dict[str, Any] = {}
    for field in fields:
        cells = [row[field.name] for row in drawn]
        if field.kind == "label":
            codes = np.array([field.labels.index(cell) for cell in cells], np.int8)[places]
            found[field.name] = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(field.labels))
        else:
            dtype = np.bool_ if field.kind == "flag" else np.int32 if field.scale == 1 else np.int64
            found[field.name] = np.array(cells, dtype)[places]
    return found


@frozen
class ByHand:
    """Functions in C on columns, each in so many threads as are asked for."""

    library: Any
    arrays: Sequence[Any]
    rows: int

    @staticmethod
    def of(table: Columns, folder: Path) -> ByHand:
        """Compiled as our own C is."""
        command = native.compiler()
        assert command is not None, "the comparison needs a C compiler"
        library, here = folder / "by_hand.so", Path(__file__).parent
        sources = [str(here / "exact.c"), str(here / "bytes.c")]
        subprocess.run([*command, *FLAGS, "-shared", "-fPIC", "-o", str(library), *sources, "-lm"], check=True)
        plain = table.plain()
        arrays = [plain[name] if name else np.zeros(table.rows, np.int8) for name in COLUMNS]
        return ByHand(ctypes.CDLL(str(library)), arrays, table.rows)

    def exact(self, threads: int) -> Outcome:
        """The whole table, in exact C."""
        total, grade = np.empty(self.rows, np.int16), np.empty(self.rows, np.int8)

        def run(start: int, stop: int) -> None:
            pointers = [array[start:].ctypes.data for array in self.arrays]
            places = (ctypes.c_void_p * len(pointers))(*pointers)
            ends = (ctypes.c_void_p(array[start:].ctypes.data) for array in (total, grade))
            self.library.exact(ctypes.c_int64(stop - start), places, *ends)

        self._each(run, threads)
        return total, grade

    def read(self, threads: int) -> None:
        """Only reading the columns that exact C reads."""
        arrays = [array for name, array in zip(COLUMNS, self.arrays, strict=True) if name]

        def run(start: int, stop: int) -> None:
            places = (ctypes.c_void_p * len(arrays))(*(array[start:].ctypes.data for array in arrays))
            sizes = (ctypes.c_int64 * len(arrays))(*(array[start:stop].nbytes for array in arrays))
            self.library.read_bytes(ctypes.c_int64(len(arrays)), places, sizes)

        self._each(run, threads)

    def _each(self, run: Callable[[int, int], None], threads: int) -> None:
        ends = [self.rows * number // threads for number in range(threads + 1)]
        if threads == 1:
            run(0, self.rows)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(run, ends, ends[1:]))


def float_numpy(table: Columns) -> Callable[[], Outcome]:
    """float64 numpy by hand, a whole column at a time."""
    plain, own = table.plain(), float_columns.Numpy()
    cells = [plain[name] if name else None for name in COLUMNS]

    def run() -> Outcome:
        with np.errstate(all="ignore"):
            found = float_columns.total(cells, own)
            return found, own.grade(found)

    return run


def float_polars(table: Columns) -> Callable[[], Outcome]:
    """The same as expressions of polars."""
    import polars as pl

    own, names = float_columns.Polars(), {name: f"c{number}" for number, name in enumerate(COLUMNS) if name}
    frame = pl.DataFrame({names[name]: array for name, array in table.plain().items() if name in names})
    total = float_columns.total([pl.col(names[name]) if name else None for name in COLUMNS], own)
    # Two steps, so that the total is computed once.
    query = frame.lazy().select(total.alias("total")).with_columns(own.grade(pl.col("total")).alias("grade"))

    def run() -> Outcome:
        found = query.collect()
        return found["total"].to_numpy(), found["grade"].to_numpy()

    return run


def float_duckdb(table: Columns) -> Callable[[], Outcome]:
    """The same in SQL, on a table of DuckDB's own."""
    import duckdb

    own, names = float_columns.Sql(), {name: f"c{number}" for number, name in enumerate(COLUMNS) if name}
    arrays = {names[name]: pa.array(array) for name, array in table.plain().items() if name in names}
    total = float_columns.total([float_columns.Text(names[name]) if name else None for name in COLUMNS], own)
    connection = duckdb.connect(config={"threads": 1})
    connection.register("given", pa.table(arrays))
    connection.execute("CREATE TABLE t AS SELECT * FROM given")
    grade = own.grade(float_columns.Text("total"))
    query = f"SELECT total, {grade.text} AS grade FROM (SELECT {total.text} AS total FROM t)"

    def run() -> Outcome:
        found = connection.execute(query).fetchnumpy()
        return found["total"], found["grade"]

    return run


def _of_points(found: Outcome) -> Outcome:
    return found[0] * 100, found[1]


def _of_tenths(found: Outcome) -> Outcome:
    return found[0] * np.int64(10), found[1]


def of_table(found: pa.Table) -> Outcome:
    """The outcome of a result: decimals of 128 bits, of which the upper half is nothing but the sign."""
    words = [np.frombuffer(c.buffers()[1], np.int64)[2 * c.offset :][: 2 * len(c) : 2] for c in found["total"].chunks]
    totals = np.concatenate(words) * 10 ** (2 - found["total"].type.scale)
    return totals, np.concatenate([c.indices.to_numpy() for c in found["grade"].chunks])


def groups(table: Columns, folder: Path) -> Iterator[Group]:
    """One thread against exact C by hand; two against reading the bytes with two; how time grows with the rows."""
    hand = ByHand.of(table, folder)

    def entry(name: str, call: Callable[[], Any], outcome: Any = None, **bounds: float) -> Entry:
        return on_table(name, table, call, outcome, **bounds)

    def scored(backend: str, threads: int) -> Callable[[], Any]:
        scorer = table.known.rubric._table_scorer((), (), "raise", True, backend, threads)
        return lambda: scorer.table(table.given)

    size = sum(array.nbytes for name, array in zip(COLUMNS, hand.arrays, strict=True) if name) / table.rows
    one = (
        entry("exact C by hand", partial(hand.exact, 1), _of_tenths),
        entry("reading the bytes", partial(hand.read, 1)),
        entry("columns, native", scored("native", 1), of_table, must=1.5, aim=1.1),
        entry("columns, numpy", scored("numpy", 1), of_table, must=6, aim=4),
        entry(f"float64 numpy {np.__version__} by hand", float_numpy(table), _of_points),
        entry(f"float64 polars {version('polars')}, expressions by hand", float_polars(table), _of_points),
        entry(f"float64 DuckDB {version('duckdb')}, SQL by hand", float_duckdb(table), _of_points),
    )
    yield Group(f"columns: {table.rows:,} rows of {size:.0f} bytes, one thread", one, unit="ns", rounds=9)
    two = (
        entry("reading the bytes, two threads", partial(hand.read, 2)),
        entry("exact C by hand, two threads", partial(hand.exact, 2), _of_tenths),
        entry("columns, native, two threads", scored("native", 2), of_table, must=2.3, aim=1.8),
        entry("columns, numpy, two threads", scored("numpy", 2), of_table),
    )
    yield Group("columns: two threads, by the clock", two, unit="ns", clock=time.perf_counter, rounds=9)


def growth(table: Columns, folder: Path) -> Iterator[Group]:
    """How the time of a row changes with the number of rows, called as a user calls it."""
    rubric = table.known.rubric
    smaller = [size for size in (1000, 10_000, 100_000) if size < table.rows]
    for backend in ("native", "numpy"):
        entries = []
        for size in (table.rows, *smaller):
            some = table.first(size)
            call = partial(rubric.score_table, some.given, on_grid=True, backend=backend)
            entries.append(on_table(f"{size:,} rows", some, call, of_table))
        yield Group(f"growth with rows: score_table, {backend}", entries, "ns", rounds=5)
    path = folder / "table.parquet"
    parquet.write_table(pa.table(dict(table.given)), path)
    entries = []
    for times in (1, 10, 100):
        run = partial(_from_file, table, path, times)
        rows = times * table.rows
        entries.append(Entry(f"{rows:,} rows", partial(_called, run), size=rows, differ=run))
    title = f"growth with rows: score_batches, native, one Parquet file of {table.rows:,} rows read again and again"
    yield Group(title, entries, "ns", rounds=1)


def on_table(name: str, table: Columns, call: Callable[[], Any], outcome: Any = None, **bounds: float) -> Entry:
    """An entry that scores a whole table at once."""
    differ = None if outcome is None else lambda: table.differ(outcome(call()))
    return Entry(name, partial(_called, call), size=table.rows, differ=differ, **bounds)


def _called(call: Callable[[], Any], _: Any) -> Any:
    return call()


def _from_file(table: Columns, path: Path, count: int) -> Differing:
    """Score a file so many times over in one go, a batch at a time; every row is compared."""

    def read() -> Iterator[pa.RecordBatch]:
        for _ in range(count):
            yield from parquet.ParquetFile(path).iter_batches(65_536)

    wrong = rows = 0
    for batch in table.known.rubric.score_batches(read(), on_grid=True, backend="native"):
        start = rows % table.rows
        some = Columns(table.known, {}, table.places[start : start + batch.num_rows])
        wrong += some.differ(of_table(pa.Table.from_batches([batch])))[0]
        rows += batch.num_rows
    return wrong, rows
