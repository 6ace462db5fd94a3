"""A rubric that scores tables: what is plain on columns, every other row by itself, with the same result.

A batch goes through in blocks. A row is set apart where one of its cells is not plain, where something that it needs
may be missing or contradict itself, or where its figures do not fit into 64 bits; it is then scored as `Rubric.score`
scores it, by the reading that makes every message. So columns decide nothing that a single row would decide otherwise.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from attrs import define, evolve, field, frozen
from numpy.typing import NDArray

from perfrules.backends.columnar import native
from perfrules.backends.columnar.c_code import function, source
from perfrules.backends.columnar.from_ir import STATUSES, NotLowered, Plan, lower, row_by_row, slots
from perfrules.backends.columnar.kernel import Kernel, results
from perfrules.backends.columnar.native import NativeKernel
from perfrules.columns import NumpyInstead, RowByRow, TableError
from perfrules.columns import figures as arrow
from perfrules.columns.cells import Block, Cells, ColumnReader, absent
from perfrules.columns.figures import Figures
from perfrules.columns.layout import Place, layout
from perfrules.columns.outputs import (
    Computed,
    Figure,
    Grade,
    Measure,
    Output,
    Reason,
    Score,
    Steps,
    measure_of,
    quantity_step,
)
from perfrules.columns.sources import Batch, batches
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.suggest import suggest
from perfrules.facts import errors_tables as errors
from perfrules.facts.factset import FactSet
from perfrules.facts.given import place
from perfrules.facts.plain import cut
from perfrules.facts.values import ValueReader
from perfrules.ir import nodes as ir
from perfrules.ir.from_model import lower as to_ir
from perfrules.ir.simplify import simplify
from perfrules.scoring import DataError
from perfrules.source import NOWHERE, Words

if TYPE_CHECKING:
    from perfrules.api import Rubric

Array = NDArray[Any]
_ERROR = STATUSES.index("error")
PARTS = ("score", "value", "reason")
CAP = 2**40 - 1
"""Steps (of 分: 109亿元) up to which figures are first taken to go: products of them fit into what is fast."""
FEW = 50
"""Of how many rows one may be set apart before larger figures are allowed for."""
MANY = 1000
"""So many rows scored by themselves are worth a word."""
WORTH = 10_000_000
"""Rows from which on compiling takes less time than it saves."""
PROBLEMS = pa.list_(pa.struct([("fact", pa.string()), ("code", pa.string()), ("reason", pa.string())]))
"""What is wrong with a row: the fact, the code of the message, the message itself."""


@frozen(eq=False)
class Variant:
    """A plan with its kernel: for batches in which every fact is there, or for any."""

    plan: Plan | None
    kernel: Kernel
    runner: Kernel | NativeKernel
    complete: bool
    readers: tuple[ColumnReader, ...]
    spans: Mapping[str, slice]
    """Where the terms of each output stand among the results of the kernel."""


@define(eq=False)
class TableScorer:
    """Scores tables by one rubric; made once for any number of them, also at the same time.

    `nodes` names the headings whose results are wanted beside total and grade: 预算完成率 for its score, value and
    reason, 预算完成率.score for one of them, "all" for every heading. `keep` names columns that are no facts and are
    carried along. With `collect`, rows whose facts are bad are told in a column of the result; else the first of them
    raises DataError. With `on_grid`, whole-number columns of figures hold steps of their facts' grids: money in 分.
    """

    rubric: Rubric
    nodes: Sequence[str] = ()
    keep: Sequence[str] = ()
    collect: bool = False
    on_grid: bool = False
    threads: int = 1
    backend: str = "auto"
    _seen: int = field(init=False, default=0)
    alone: int = field(init=False, default=0)
    """How many rows were scored by themselves so far."""
    why: Mapping[str, Words] = field(init=False, factory=dict)
    """What of the rubric columns cannot say, so that every row is scored by itself, by heading; empty if nothing."""
    _warned: bool = field(init=False, default=False)
    program: ir.Program = field(init=False)
    outputs: tuple[Output, ...] = field(init=False)
    reader: ValueReader = field(init=False)
    readers: dict[int | None, tuple[ColumnReader, ...]] = field(init=False)
    """What reads the columns, by the most steps that a figure may have."""
    fell_back: bool = field(init=False, default=False)
    """Whether numpy does what C was to do."""
    _cap: int | None = field(init=False, default=CAP)
    _first_cap: int | None = field(init=False, default=CAP)
    _variants: dict[tuple[bool, int | None], Variant] = field(init=False, factory=dict)
    _lock: threading.Lock = field(init=False, factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        model = self.rubric.model
        program = simplify(to_ir(model, self.rubric.language))
        # Where another fact stands in for an absent one, the row is looked at by itself.
        inputs = (evolve(item, optional=False) if item.stand_in is not None else item for item in program.inputs)
        self.program = evolve(program, inputs=tuple(inputs))
        facts = {fact.path: fact for fact in model.facts}
        self.reader = ValueReader(model.units)
        self.readers = {
            cap: tuple(
                ColumnReader(slot, facts[slot.input.name], self.reader, self.on_grid)
                for slot in slots(self.program, cap)
            )
            for cap in (CAP, None)
        }
        if any(reader.slot.low > reader.slot.high for reader in self.readers[CAP]):
            self._cap = self._first_cap = None
        self.outputs = tuple(self._outputs())

    # What is asked for

    def _outputs(self) -> Iterator[Output]:
        plan: Plan | None = None
        try:
            plan = lower(self.program, False)
        except NotLowered:
            self.why = row_by_row(self.program)
        total, steps = self.program.total, Steps(self.program)
        # A figure without a grid may be finer than columns take it to be; its row is then scored by itself.
        free = any(item.kind == "quantity" and item.grid is None for item in self.program.inputs)
        if (total.parts or total.judged is not None) and not self.program.results:
            unknown = any(leaf.unrecorded for leaf in self.program.leaves())
            step = steps.total() if plan is None or free else quantity_step(plan.total)
            for name in ("low", "high") if unknown else ("total",):
                yield Figure(name, Figures.of(step))
        if total.index is not None:
            yield Figure("index", Figures.of(None if plan is None or free else quantity_step(plan.index)))
        if total.ranks:
            yield Grade("grade", total.ranks)
        for heading, name, part in self._asked():
            match part:
                case "score":
                    step = steps.of(heading) if plan is None or free else quantity_step(plan.nodes[heading].score)
                    yield Score(name, Figures.of(step), heading)
                case "reason":
                    yield Reason(name, heading)
                case _:
                    kind, labels = measure_of(self.program, heading)
                    if kind:
                        yield Measure(name, heading, kind, labels)

    def _asked(self) -> Iterator[tuple[str, str, str]]:
        """Each heading that is asked for, the name of a column for it, and what that column holds."""
        unscored = {name for name, _ in self.program.unscored}
        known = [name for name in self.program.headings if name not in unscored]
        for asked in known if tuple(self.nodes) == ("all",) else self.nodes:
            head, _, part = asked.rpartition(".")
            path, parts = (head, (part,)) if part in PARTS and head else (asked, PARTS)
            names = [name for name in known if name == path] or [name for name in known if name.endswith(f"·{path}")]
            if len(names) == 2 and names[1].startswith(f"{names[0]}·"):
                names = names[1:]  # a heading and its only part share a name: the part holds the rule
            if len(names) != 1:
                near = tuple(names[:3]) or suggest(path.split("·")[-1], [name.split("·")[-1] for name in known])
                raise TableError((Diagnostic(errors.NO_SUCH_NODE, NOWHERE, {"name": cut(path)}, suggestions=near),))
            yield from ((names[0], f"{path}.{part}", part) for part in parts)

    def _variant(self, complete: bool, cap: int | None = None) -> Variant:
        with self._lock:
            if (complete, cap) not in self._variants:
                plan = lower(self.program, complete, cap)
                wanted: list[Any] = [plan.status]
                spans = {}
                for output in self.outputs:
                    terms = output.terms(plan)
                    spans[output.name] = slice(len(wanted) + 1, len(wanted) + 1 + len(terms))
                    wanted += terms
                kernel = Kernel(plan.slots, plan.graph, results(plan.graph, plan.apart, wanted))
                runner, readers = self._runner(kernel), self.readers[cap]
                self._variants[complete, cap] = Variant(plan, kernel, runner, complete, readers, spans)
            return self._variants[complete, cap]

    def _runner(self, kernel: Kernel) -> Kernel | NativeKernel:
        """What runs a kernel: numpy, or the library compiled of it."""
        if self.backend == "numpy":
            return kernel
        made = function(kernel)
        code = source([made])
        if self.backend == "auto" and self._seen < WORTH and native.kept(code) is None:
            return kernel
        try:
            is_file = self.backend not in ("auto", "native")
            path = Path(self.backend) if is_file else native.library(code)
            return NativeKernel(kernel, native.load(path, made.name))
        except native.NoNative as error:
            self._tell(str(error))
            return kernel

    def _tell(self, why: str) -> None:
        """Say that numpy does what C was to do; nobody asked for it where the choice is free."""
        if self.backend != "auto":
            self.fell_back = True
            told = Words(
                f"没有用上 C（{why}），改用 numpy，结果一样", f"no C ({why}); numpy does it, with the same result"
            )
            warnings.warn(told[self.rubric.lang], NumpyInstead, stacklevel=2)

    def _warn(self, alone: int) -> None:
        """Say once that many rows are scored one by one, and why."""
        self.alone += alone
        if self._warned or self.alone < MANY or self.alone * FEW < self._seen:
            return
        self._warned = True
        warnings.warn(self.said_of_rows(), RowByRow, stacklevel=2)

    def said_of_rows(self) -> str:
        """How many rows were scored by themselves, and why."""
        lang, alone, seen = self.rubric.lang, f"{self.alone:,}", f"{self._seen:,}"
        if self.why:
            names = [
                f"{name}（{what.zh}）" if lang == "zh" else f"{name} ({what.en})" for name, what in self.why.items()
            ]
            shown = ("、" if lang == "zh" else ", ").join(names[:3])
            rest = len(names) - 3
            more = Words(f"等 {len(names)} 项", f" and {rest} more")[lang] if rest > 0 else ""
            told = Words(
                f"每一行都单独评分，慢得多：{shown}{more} 不能按列计算",
                f"every row is scored by itself, which takes much longer: not computed on columns: {shown}{more}",
            )
        else:
            told = Words(
                f"{seen} 行里有 {alone} 行单独评分，慢得多：数据有问题、缺数据，或者数太大、小数太多",
                f"{alone} of {seen} rows were scored by themselves, which takes much longer: "
                "their facts are bad or missing, or have too many digits",
            )
        return told[lang]

    def c_source(self) -> str:
        """The C of both kernels: for batches in which every fact is there, and for any."""
        caps = dict.fromkeys((self._cap, None))
        return source([function(self._variant(complete, cap).kernel) for cap in caps for complete in (True, False)])

    # Batches

    def run(self, source: Any) -> Iterator[pa.RecordBatch]:
        """The results of each batch of a source, in order. Raises TableError, DataError."""
        return self.scored(batches(source))

    def scored(self, found: Iterable[Batch]) -> Iterator[pa.RecordBatch]:
        """The same of batches."""
        first, self._cap = 0, self._first_cap
        names: tuple[str, ...] | None = None
        for batch in found:
            if names != tuple(batch.columns):
                names = tuple(batch.columns)
                places = layout(names, self.keep, self.rubric.index, self.rubric.model.units)
            if self.backend == "auto" and self._seen < WORTH <= self._seen + batch.rows:
                self._variants.clear()
            self._seen += batch.rows
            yield self._batch(batch, places, first)
            first += batch.rows

    def table(self, source: Any) -> pa.Table:
        """The results of a whole source."""
        return pa.Table.from_batches(list(self.run(source)))

    def _batch(self, batch: Batch, places: Mapping[str, Place], first: int) -> pa.RecordBatch:
        variant = None if self.why else self._variant(self.is_complete(batch, places), self._cap)
        if variant is None:
            arrays: list[Any] = []
            apart, status = list(range(batch.rows)), np.zeros(batch.rows, np.int8)
        else:
            arrays = self.computed(batch, places, variant)
            if self._cap is not None and np.count_nonzero(arrays[0]) > batch.rows // FEW:
                # Figures are large here: from now on they may be.
                self._cap = None
                variant = self._variant(variant.complete)
                arrays = self.computed(batch, places, variant)
            found = arrays[1]
            status = found.astype(np.int8) if isinstance(found, np.ndarray) else np.full(batch.rows, found, np.int8)
            apart = np.flatnonzero(arrays[0]).tolist()
        self._warn(len(apart))
        problems: dict[int, list[dict[str, str]]] = {}
        single: dict[str, dict[int, Any]] = {output.name: {} for output in self.outputs}
        for row in apart:
            self._row(batch, places, row, first, status, single, problems)
        scored = status == 0
        columns = {name: _arrow(batch.columns[name]) for name in self.keep}
        for output in self.outputs:
            own = arrays[variant.spans[output.name]] if variant is not None else ()
            plan = variant.plan if variant is not None else None
            if output.is_node and "status" not in columns:
                columns["status"] = arrow.labels(status, STATUSES, None)
            columns[output.name] = output.column(plan, Computed(own, single[output.name], scored))
        columns.setdefault("status", arrow.labels(status, STATUSES, None))
        for path, figure in batch.figures.items():
            columns.setdefault(path, figure.column())
        if self.collect:
            columns["errors"] = pa.array([problems.get(row, []) for row in range(batch.rows)], PROBLEMS)
        return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))

    def is_complete(self, batch: Batch, places: Mapping[str, Place], but: Collection[str] = ()) -> bool:
        """Whether every fact that is not optional is given in every row, as far as that is seen at once."""
        for item in self.program.inputs:
            if item.name in but:
                continue
            figure = batch.figures.get(item.name)
            if figure is not None and not figure.complete:
                return False
            if not item.optional and figure is None:
                found = places.get(item.name)
                if found is None or getattr(batch.columns[found.column], "null_count", 0) != 0:
                    return False
        return True

    def computed(self, batch: Batch, places: Mapping[str, Place], variant: Variant) -> list[Any]:
        """The results of the kernel for every row, rows set apart for any reason first."""
        cells: list[Cells] = []
        for reader in variant.readers:
            name = reader.slot.input.name
            found = places.get(name)
            if reader.slot.below and name not in batch.figures:
                cells.append(partial(_steps_of_1, int(1 / reader.slot.grid)))
            elif name in batch.figures:
                cells.append(batch.figures[name].cells(reader.slot))
            elif found is None:
                cells.append(absent)
            else:
                cells.append(reader.cells(batch.columns[found.column], found.unit, found.reasons(batch)))
        kernel = variant.kernel
        arrays: list[Any] = [np.zeros(batch.rows, np.bool_)]
        for result, dtype in kernel.outputs[1:]:
            arrays.append(result if isinstance(result, (int, bool)) else np.empty(batch.rows, dtype))
        spans = _spans(batch.rows, self.threads, variant.runner.block)
        if len(spans) == 1:
            self._span(spans[0], cells, variant, arrays)
        else:
            with ThreadPoolExecutor(len(spans)) as pool:
                list(pool.map(lambda span: self._span(span, cells, variant, arrays), spans))
        return arrays

    def _span(self, rows: range, cells: Sequence[Cells], variant: Variant, arrays: list[Any]) -> None:
        """Compute some of the rows, in blocks."""
        block_rows = max(1, min(variant.runner.block, len(rows)))
        buffers = variant.runner.buffers(block_rows)
        every = np.ones(block_rows, np.bool_)
        for start in range(rows.start, rows.stop, block_rows):
            stop = min(start + block_rows, rows.stop)
            blocks = [read(start, stop) for read in cells]
            apart = arrays[0][start:stop]
            self._prepare(blocks, variant, apart)

            def given(number: int, blocks: list[Block] = blocks, count: int = stop - start) -> Array:
                there = blocks[number].given
                return every[:count] if there is None else there

            into = [array[start:stop] if isinstance(array, np.ndarray) else None for array in arrays]
            buffers.run(blocks, stop - start, given, into)
            for block in blocks:
                if block.apart is not None:
                    np.logical_or(apart, block.apart, out=apart)

    def _prepare(self, blocks: Sequence[Block], variant: Variant, apart: Array) -> None:
        """Put something in the place of what is absent; where nothing may be, set the row apart."""
        for reader, block in zip(variant.readers, blocks, strict=True):
            slot = reader.slot
            if block.given is not None:
                if variant.complete and not slot.input.optional:
                    apart |= ~block.given
                if block.values is not None:
                    if block.loose:
                        block.check(slot)
                    values = np.array(block.values, _wide_enough(block.values.dtype, slot.stand_in))
                    values[~block.given] = slot.stand_in
                    block.values = values

    def _row(
        self,
        batch: Batch,
        places: Mapping[str, Place],
        row: int,
        first: int,
        status: Array,
        single: Mapping[str, dict[int, Any]],
        problems: dict[int, list[dict[str, str]]],
    ) -> None:
        """Score one row by itself."""
        try:
            result = self.rubric.score(self.facts(batch, places, row))
        except DataError as error:
            # A row that is bad for its own part has no figure among all; that is not told as another problem of it.
            own = tuple(item for item in error.diagnostics if item.args.get("name") not in batch.figures)
            told = own or error.diagnostics
            if not self.collect:
                raise DataError(self._placed(told, first + row + 1), self.rubric.lang) from None
            status[row] = _ERROR
            problems[row] = [_problem(item, self.rubric.lang) for item in told]
            return
        status[row] = STATUSES.index(result.status)
        for output in self.outputs:
            single[output.name][row] = output.single(result) if result.status == "scored" else None

    def facts(self, batch: Batch, places: Mapping[str, Place], row: int) -> Mapping[str, Any] | FactSet:
        """What a row gives, as it is handed over for one subject."""
        given = {path: found.given(batch, row) for path, found in places.items()}
        if self.on_grid:
            given = {path: self._in_unit(path, value) for path, value in given.items()}
        if not batch.figures:
            return given
        figures = {path: figure.value(row) for path, figure in batch.figures.items()}
        found = self.rubric.read(given)
        return evolve(found, values={**found.values, **{p: value for p, value in figures.items() if value is not None}})

    def _in_unit(self, path: str, value: Any) -> Any:
        """A whole number of steps in the unit of its fact."""
        if type(value) is dict:
            return {key: self._in_unit(path, item) if key == "值" else item for key, item in value.items()}
        reader = next(reader for reader in self.readers[None] if reader.slot.input.name == path)
        is_steps = isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_))
        if not is_steps or reader.slot.input.kind != "quantity" or reader.slot.input.grid is None:
            return value
        return int(value) * reader.step(None)

    def _placed(self, found: Sequence[Diagnostic], number: int) -> tuple[Diagnostic, ...]:
        """Messages with the number of the row, counted from 1, as their place."""
        where = place(f"第 {number} 行" if self.rubric.lang == "zh" else f"row {number}")
        return tuple(evolve(item, span=where) if item.span is NOWHERE else item for item in found)


def _steps_of_1(steps: int, start: int, stop: int) -> Block:
    """What stands below a figure that was published."""
    return Block(np.full(stop - start, steps, np.int64))


def _wide_enough(dtype: np.dtype[Any], value: int) -> np.dtype[Any]:
    """The type of a column, or one that holds a value which that cannot."""
    fits = dtype.kind not in "iu" or np.iinfo(dtype).min <= value <= np.iinfo(dtype).max
    return dtype if fits else np.dtype(np.int64)


def _problem(item: Diagnostic, lang: str) -> dict[str, str]:
    return {"fact": str(item.args.get("name", "")), "code": item.kind.code, "reason": item.message(lang)}


def _arrow(column: Any) -> pa.Array:
    return column if isinstance(column, pa.Array) else pa.array(column)


def _spans(rows: int, threads: int, block: int) -> list[range]:
    """The rows for each of several threads."""
    size = max(1, -(-rows // max(1, threads)))
    if size > block:
        size = -(-size // block) * block
    return [range(start, min(start + size, rows)) for start in range(0, rows, size)] or [range(0)]
