"""The cells of one column → whole steps of their fact's grid, truth values or codes, block by block.

A cell is read here only where it is plain beyond doubt; any other row is marked and then read one by one, where every
message is made. So nothing here decides that a cell is wrong. A float is the value of its shortest decimal text: it is
checked to be the float next to a decimal of at most 15 digits, of which there is only one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field
from numpy.typing import NDArray

from perfrules.backends.columnar.from_ir import Slot
from perfrules.columns.sources import python_list
from perfrules.facts.plain import is_empty
from perfrules.facts.values import BadValue, ValueReader
from perfrules.model.model import Fact
from perfrules.types.show import shown_unit
from perfrules.types.types import Quantity, Unit

Array = NDArray[Any]
_KEPT = 20_000
"""Different cells of a column whose reading is remembered."""
_UNKNOWN = object()
_DIGITS = 15
"""Two decimals of so many digits are never next to the same float."""
_WORD = 18
"""So many digits fit into 64 bits."""
_SHORT_DIGITS = 6
"""The same of a float of 32 bits."""
_MOST_TENS = 15


@define
class Block:
    """The cells of some rows. `values` is None where the fact is only asked for; None stands for no such rows too."""

    values: Array | None
    apart: Array | None = None
    """Rows to be read one by one."""
    given: Array | None = None
    """Rows in which the fact is given; None where it is so in all of them."""
    loose: bool = False
    """Whether the values are whole steps that may yet lie outside the range of the fact."""

    def check(self, slot: Slot) -> None:
        """Set the rows apart whose values lie outside the range."""
        assert self.values is not None
        outside = _outside(self.values, slot.low, slot.high)
        if outside is not None:
            self.apart = _or(self.apart, _and(outside, self.given))
        self.loose = False


Valid = Callable[[int, int], Array] | None
"""What tells the rows that are given; None where all are."""
Cells = Callable[[int, int], Block]
"""What gives the cells of the rows from one to before another."""


@define
class Grid:
    """How figures become steps: a figure times 10**tens is a whole number of `share` parts of a step.

    `tens` is None where no power of ten makes every step of the grid whole in the unit of the column.
    """

    tens: int | None
    share: int

    @staticmethod
    def of(step: Fraction) -> Grid:
        """Of a grid whose step is so much in the unit of the column."""
        for tens in range(_MOST_TENS + 1):
            whole = step * 10**tens
            if whole.denominator == 1:
                return Grid(tens, int(whole))
        return Grid(None, 1)


def _no_rows(count: int) -> Array:
    return np.zeros(count, np.bool_)


def _or(a: Array | None, b: Array | None) -> Array | None:
    return b if a is None else a if b is None else a | b


@define
class ColumnReader:
    """Reads columns of one fact. `on_grid` says that whole numbers are steps already (money in 分)."""

    slot: Slot
    fact: Fact
    reader: ValueReader
    on_grid: bool = False
    known: dict[Any, Any] = field(factory=dict)
    """What different cells were read as: a value, None for nothing given, BadValue for something else."""

    def cells(
        self, column: pa.Array | Array, unit: Unit | None = None, reasons: pa.Array | Array | None = None
    ) -> Cells:
        """What reads a column; `unit` is what its heading states, `reasons` the 理由 beside it."""
        found = self._cells(column, unit)
        if self.fact.scale is not None:
            return self._all_apart(found)
        return self._with_reasons(found, reasons) if self.fact.needs_reason else found

    def _cells(self, column: pa.Array | Array, unit: Unit | None) -> Cells:
        kind = self.slot.input.kind
        if isinstance(column, np.ndarray):
            return self._of_numpy(column, unit)
        if isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        if pa.types.is_null(column.type):
            return absent
        if pa.types.is_string_view(column.type):
            column = pc.cast(column, pa.large_string())
        if pa.types.is_dictionary(column.type):
            return self._of_dictionary(column, unit)
        if kind == "flag" and pa.types.is_boolean(column.type):
            bits, valid = _bits(column, 1), _valid(column)
            return lambda start, stop: Block(bits(start, stop), None, valid(start, stop) if valid else None)
        if kind == "date" and pa.types.is_date32(column.type):
            days, valid = _buffer(column, np.int32), _valid(column)
            return self._whole(days, valid, 1, 1, date(1970, 1, 1).toordinal())
        if kind == "text":
            return self._text(column)
        if kind == "quantity":
            found = self._figures(column, unit)
            if found is not None:
                return found
        return self._one_by_one(column, unit)

    # Figures

    def step(self, unit: Unit | None) -> Fraction:
        """A step of the grid in the unit of the column, that of the fact where the column states none."""
        if unit is None and isinstance(self.fact.type, Quantity):
            unit = self.fact.unit or shown_unit(self.fact.type)
        return self.slot.grid / (Fraction(1) if unit is None else unit.factor)

    def grid(self, unit: Unit | None) -> Grid:
        """How figures of a column become steps."""
        return Grid.of(self.step(unit))

    def _of_numpy(self, column: Array, unit: Unit | None) -> Cells:
        if column.ndim == 1:
            if self.slot.input.kind == "flag" and column.dtype == np.bool_:
                return lambda start, stop: Block(column[start:stop])
            if self.slot.input.kind == "quantity":
                grid = self.grid(unit)
                if column.dtype.kind in "iu":
                    return self._integers(column, None, grid)
                if column.dtype in (np.float64, np.float32) and grid.tens is not None:
                    return self._floats(column, None, grid)
        if column.dtype == np.object_:
            values, places = self._read_each(list(column), unit), np.arange(len(column))
            return lambda start, stop: values(places[start:stop], None)
        return self._cells(pa.array(column), unit)

    def _figures(self, column: pa.Array, unit: Unit | None) -> Cells | None:
        grid, valid, type_ = self.grid(unit), _valid(column), column.type
        if pa.types.is_integer(type_):
            return self._integers(_buffer(column, np.dtype(type_.to_pandas_dtype())), valid, grid)
        if grid.tens is None:
            return None
        if pa.types.is_float64(type_) or pa.types.is_float32(type_):
            return self._floats(_buffer(column, np.dtype(type_.to_pandas_dtype())), valid, grid)
        if pa.types.is_decimal128(type_):
            words = _buffer(column, np.dtype(np.int64), 2).reshape(-1, 2)
            return self._decimals(words, valid, type_.scale, grid)
        if pa.types.is_string(type_) or pa.types.is_large_string(type_):
            return self._written(column, grid, unit)
        return None

    def _integers(self, column: Array, valid: Valid, grid: Grid) -> Cells:
        if self.on_grid and self.slot.input.grid is not None:
            return self._whole(column, valid, 1, 1, 0)
        return self._whole(column, valid, 10 ** (grid.tens or 0), grid.share, 0) if grid.tens is not None else every_one

    def _whole(self, column: Array, valid: Valid, times: int, parts: int, offset: int) -> Cells:
        """Whole numbers times something, in so many parts of a step each."""
        if times == parts == 1 and not offset:
            return lambda start, stop: Block(
                column[start:stop], None, valid(start, stop) if valid else None, loose=True
            )

        def found(start: int, stop: int) -> Block:
            return self._scaled(column[start:stop], times, parts, offset, None, valid(start, stop) if valid else None)

        return found

    def _scaled(
        self, figures: Array, times: int, parts: int, offset: int, apart: Array | None, given: Array | None
    ) -> Block:
        least = -(-(self.slot.low - offset) * parts // times) if times else 0
        most = (self.slot.high - offset) * parts // times
        outside = _outside(figures, least, most)
        numbers = figures.astype(np.int64, copy=True)
        if outside is not None:
            apart = _or(apart, outside)
            numbers[outside] = 0
        if times != 1:
            numbers *= times
        if parts != 1:
            numbers, rest = np.divmod(numbers, parts)
            if rest.any():
                apart = _or(apart, rest != 0)
        if offset:
            numbers += offset
        return Block(numbers, _and(apart, given), given)

    def _decimals(self, words: Array, valid: Valid, scale: int, grid: Grid) -> Cells:
        assert grid.tens is not None
        share = Fraction(10) ** (grid.tens - scale)  # a scale may be below 0

        def found(start: int, stop: int) -> Block:
            low, high = words[start:stop, 0], words[start:stop, 1]
            given = valid(start, stop) if valid else None
            # The upper word of what fits into 64 bits is nothing but its sign.
            large = high != (low >> 63)
            apart = large if large.any() else None
            return self._scaled(low, share.numerator, share.denominator * grid.share, 0, apart, given)

        return found

    def _floats(self, column: Array, valid: Valid, grid: Grid) -> Cells:
        assert grid.tens is not None
        tens = column.dtype.type(10**grid.tens)
        most = 10.0 ** (_DIGITS if column.dtype == np.float64 else _SHORT_DIGITS)
        if column.dtype == np.float32 and grid.tens > _SHORT_DIGITS:
            return every_one

        def found(start: int, stop: int) -> Block:
            cells = column[start:stop]
            given = valid(start, stop) if valid else None
            with np.errstate(all="ignore"):
                whole = np.rint(cells * tens)
                # Both are whole numbers without error, so the quotient is the float next to the decimal.
                plain = (whole / tens == cells) & (np.abs(whole) < most)
            apart = None if plain.all() else ~plain
            numbers = np.where(plain, whole, 0).astype(np.int64) if apart is not None else whole.astype(np.int64)
            return self._scaled(numbers, 1, grid.share, 0, apart, given)

        return found

    def _written(self, column: pa.Array, grid: Grid, unit: Unit | None) -> Cells:
        """Figures as text: digits with as many decimals as the grid has, and perhaps the unit behind them."""
        assert grid.tens is not None
        number = isinstance(self.fact.type, Quantity) and self.fact.type.is_number
        own = unit or self.fact.unit or (shown_unit(self.fact.type) if isinstance(self.fact.type, Quantity) else None)
        suffix = own.name if own is not None and not number else ""
        decimals = rf"(\.[0-9]{{1,{grid.tens}}})?" if grid.tens else ""
        behind = rf"({re.escape(suffix)})?" if suffix else ""
        plain = rf"^-?[0-9]{{1,{min(_DIGITS, _WORD - grid.tens)}}}{decimals}{behind}$"
        in_percent = ""
        if number and unit is None and grid.tens >= 2:
            decimals = rf"(\.[0-9]{{1,{grid.tens - 2}}})?" if grid.tens > 2 else ""
            in_percent = rf"^-?[0-9]{{1,{min(_DIGITS, _WORD - grid.tens + 2)}}}{decimals}%$"

        def found(start: int, stop: int) -> Block:
            cells = column.slice(start, stop - start)
            low, right = _as_text(cells, plain, suffix, grid.tens or 0)
            given = _truths(pc.is_valid(cells))
            if not right.all():
                low = np.where(right, low, 0)
                given &= ~_truths(pc.match_substring_regex(cells, r"^[ \t]*$"))
                if in_percent:
                    hundredths, written = _as_text(cells, in_percent, "%", (grid.tens or 0) - 2)
                    low[written] = hundredths[written]
                    right |= written
            apart = given & ~right
            every = bool(given.all())
            return self._scaled(low, 1, grid.share, 0, apart if apart.any() else None, None if every else given)

        return found

    # Flags, labels, days, and whatever is not plain

    def _of_dictionary(self, column: pa.DictionaryArray, unit: Unit | None) -> Cells:
        """Each of the different cells read once."""
        values = self._read_each(python_list(column.dictionary), unit)
        codes = pc.fill_null(column.indices, 0) if column.indices.null_count else column.indices
        numbers, valid = _buffer(codes, np.dtype(codes.type.to_pandas_dtype())), _valid(column)

        def found(start: int, stop: int) -> Block:
            given = valid(start, stop) if valid else None
            return values(numbers[start:stop], given)

        return found

    def _one_by_one(self, column: pa.Array, unit: Unit | None) -> Cells:
        nested = pa.types.is_nested(column.type) or pa.types.is_binary(column.type)
        if nested:
            return every_one

        def found(start: int, stop: int) -> Block:
            try:
                part = column.slice(start, stop - start).dictionary_encode()
            except pa.ArrowNotImplementedError:  # of a type that Arrow can do little with
                return every_one(start, stop)
            return self._of_dictionary(part, unit)(0, stop - start)

        return found

    def _read_each(self, cells: list[Any], unit: Unit | None) -> Callable[[Array, Array | None], Block]:
        """What gives blocks of cells by their places in a list of different ones."""
        found = [self._read(cell, unit) for cell in cells] or [None]
        steps = np.array([value if isinstance(value, int) else self.slot.stand_in for value in found], np.int64)
        wrong = np.array([isinstance(value, BadValue) for value in found], np.bool_)
        empty = np.array([value is None for value in found], np.bool_)
        truths = steps.astype(np.bool_)
        kind = self.slot.input.kind
        same = kind == "label" and not wrong.any() and not empty.any() and bool((steps == np.arange(len(steps))).all())

        def block(places: Array, given: Array | None) -> Block:
            if same:
                return Block(places, None, given)  # the codes of the column are those of the fact
            values = truths[places] if kind == "flag" else None if kind == "text" else steps[places]
            if cells and empty.any():
                there = ~empty[places]
                given = there if given is None else given & there
            apart = _and(wrong[places], given) if wrong.any() else None
            return Block(values, apart, given)

        return block

    def _read(self, cell: Any, unit: Unit | None) -> Any:
        """A cell as steps, a truth value or a code; None where it is empty; BadValue where it is not plain."""
        key = (type(cell), cell, unit and unit.name)
        try:
            found = self.known.get(key, _UNKNOWN)
        except TypeError:
            return BadValue(None)  # type: ignore[arg-type]
        if found is _UNKNOWN:
            if len(self.known) >= _KEPT:
                self.known.clear()  # other threads may be reading
            found = self.known[key] = self._read_new(cell, unit)
        return found

    def _read_new(self, cell: Any, unit: Unit | None) -> Any:
        if is_empty(cell):
            return None
        if self.on_grid and self.slot.input.kind == "quantity" and isinstance(cell, int):
            return BadValue(None)  # type: ignore[arg-type]
        try:
            value, _ = self.reader.read(cell, self.fact, unit=unit.name if unit is not None else "")
        except BadValue as error:
            return error
        match self.slot.input.kind:
            case "flag":
                return int(bool(value))
            case "label":
                return self.slot.input.labels.index(str(value))
            case "date":
                return value.toordinal() if isinstance(value, date) else BadValue(None)  # type: ignore[arg-type]
            case "text":
                return 1
        steps = Fraction(value) / self.slot.grid  # type: ignore[arg-type]
        if steps.denominator != 1 or not self.slot.low <= steps <= self.slot.high:
            return BadValue(None)  # type: ignore[arg-type]
        return int(steps)

    def _text(self, column: pa.Array) -> Cells:
        """Whether there is a text: one with a letter or digit beyond doubt is one."""
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            return self._one_by_one(column, None)

        def found(start: int, stop: int) -> Block:
            cells = column.slice(start, stop - start)
            written = _truths(pc.match_substring_regex(cells, r"[\p{L}\p{N}]"))
            given = _truths(pc.is_valid(cells))
            apart = given & ~written
            return Block(None, apart if apart.any() else None, None if given.all() else given)

        return found

    # Judged facts

    def _with_reasons(self, cells: Cells, reasons: pa.Array | Array | None) -> Cells:
        """A value that needs a reason is plain only beside one; no needs none."""

        def found(start: int, stop: int) -> Block:
            block = cells(start, stop)
            count = stop - start
            told = _no_rows(count)
            if isinstance(reasons, pa.Array):
                part = reasons.slice(start, count)
                if pa.types.is_string(part.type) or pa.types.is_large_string(part.type):
                    told = _truths(pc.match_substring_regex(part, r"[\p{L}\p{N}]"))
            if self.slot.input.kind == "flag" and block.values is not None:
                told = told | ~block.values.astype(np.bool_)
            block.apart = _or(block.apart, _and(~told, block.given))
            return block

        return found

    def _all_apart(self, cells: Cells) -> Cells:
        """Scores with levels are read one by one."""

        def found(start: int, stop: int) -> Block:
            block = cells(start, stop)
            values = np.full(stop - start, self.slot.stand_in, np.int64)
            return Block(values, np.ones(stop - start, np.bool_), block.given)

        return found


def absent(start: int, stop: int) -> Block:
    """The cells of a column that is not there."""
    count = stop - start
    return Block(np.zeros(count, np.int8), None, _no_rows(count))


def every_one(start: int, stop: int) -> Block:
    """Cells of which each is read by itself."""
    count = stop - start
    return Block(np.zeros(count, np.int8), np.ones(count, np.bool_))


def _and(apart: Array | None, given: Array | None) -> Array | None:
    """What is not there is not looked at."""
    return apart if apart is None or given is None else apart & given


def _outside(values: Array, least: int, most: int) -> Array | None:
    """The rows whose figures lie outside two ends; None where there are none."""
    if not len(values):
        return None
    if least >= 0:
        # All bits together are below 0 where a value is, and else not below any of them.
        bits = int(np.bitwise_or.reduce(values))
        inside = bits >= 0 and (bits <= most or int(np.maximum.reduce(values)) <= most)
        if inside and (least == 0 or int(np.minimum.reduce(values)) >= least):
            return None
    elif int(np.minimum.reduce(values)) >= least and int(np.maximum.reduce(values)) <= most:
        return None
    ends = np.iinfo(values.dtype)
    outside = _no_rows(len(values))
    if least > ends.min:
        outside |= values < least if least <= ends.max else True
    if most < ends.max:
        outside |= values > most if most >= ends.min else True
    return outside


def _buffer(column: pa.Array, dtype: Any, width: int = 1) -> Array:
    """The numbers of a column as they stand in memory; nothing is copied."""
    dtype = np.dtype(dtype)
    data = column.buffers()[1]
    if data is None:
        return np.zeros(len(column) * width, dtype)
    start = column.offset * width
    return np.frombuffer(data, dtype)[start : start + len(column) * width]


def _as_text(cells: pa.Array, plain: str, suffix: str, decimals: int) -> tuple[Array, Array]:
    """Texts as whole numbers of units of the last decimal, without what stands behind them, and which are plain."""
    matched = pc.match_substring_regex(cells, plain)
    bare = pc.replace_substring_regex(cells, rf"{re.escape(suffix)}$", "") if suffix else cells
    figures = pc.cast(pc.if_else(matched, bare, None), pa.decimal128(38, decimals))
    return _buffer(figures, np.dtype(np.int64), 2).reshape(-1, 2)[:, 0], _truths(matched)


def _bits(column: pa.Array, buffer: int) -> Callable[[int, int], Array]:
    """What gives truth values out of a buffer of bits."""
    data, offset = column.buffers()[buffer], column.offset
    packed = np.frombuffer(data, np.uint8)

    def found(start: int, stop: int) -> Array:
        first = offset + start
        byte = first // 8
        bits = np.unpackbits(packed[byte : (offset + stop + 7) // 8], bitorder="little")
        skipped = first - 8 * byte
        return bits[skipped : skipped + stop - start].view(np.bool_)

    return found


def _valid(column: pa.Array) -> Valid:
    """What tells the rows that are given; None where all are."""
    if column.null_count == 0 or column.buffers()[0] is None:
        return None
    return _bits(column, 0)


def _truths(column: Any) -> Array:
    """A column of truth values, nulls being none."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    found: Array = pc.fill_null(column, False).to_numpy(zero_copy_only=False)
    return found
