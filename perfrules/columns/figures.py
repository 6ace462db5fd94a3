"""Figures as columns of Arrow: decimals where all of them end, else exact fractions as text."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from perfrules.types.show import exact
from perfrules.types.step import common_step

Array = NDArray[Any]
_SHORT, _LONG = 18, 38
_AT_ONCE = 8192
_FIRST_DAY = 719_163
"""1970-01-01, counted from 0001-01-01, the first."""


@frozen
class Figures:
    """How multiples of a step are written: as decimals of `scale`, or as text where it is None."""

    scale: int | None

    @staticmethod
    def of(step: Fraction | None) -> Figures:
        """Of the multiples of a step; of anything at all where there is none."""
        if step is not None:
            for scale in range(_SHORT + 1):
                if 10**scale % step.denominator == 0:
                    return Figures(scale)
        return Figures(None)

    @property
    def type(self) -> pa.DataType:
        """The type of their column."""
        if self.scale is None:
            return pa.string()
        return pa.decimal128(_SHORT if self.scale <= _SHORT // 2 else _LONG, self.scale)

    def column(
        self, above: Array, below: Array | int, factor: Fraction, single: dict[int, Fraction], known: Array
    ) -> pa.Array:
        """factor × above ÷ below in the rows that are `known`, but for those that were scored by themselves."""
        if self.scale is None:
            texts = _texts(above, below, factor, known)
            for row, value in single.items():
                texts[row] = exact(value)
            return pa.array(texts, pa.string())
        words = self._words(above, below, factor)
        for row, value in single.items():
            whole = value * 10**self.scale
            assert whole.denominator == 1, "a figure is off the grid of its column"
            words[row] = np.frombuffer(int(whole).to_bytes(16, sys.byteorder, signed=True), np.int64)
        return pa.Array.from_buffers(self.type, len(words), [_validity(known), pa.py_buffer(words)])

    def _words(self, above: Array, below: Array | int, factor: Fraction) -> Array:
        """Each figure as the two words of a decimal."""
        assert self.scale is not None and isinstance(below, int)
        times = factor * 10**self.scale / below
        assert times.denominator == 1, "figures are off the grid of their column"
        # Memory that the system has to clear first costs more than all that is done here.
        words = np.empty((len(above), 2), np.int64)
        # The words of some rows stay in the cache until both are there.
        for start in range(0, len(above), _AT_ONCE):
            part = words[start : start + _AT_ONCE]
            part[:, 0] = above[start : start + _AT_ONCE]
            if times != 1:
                part[:, 0] *= int(times)
            part[:, 1] = part[:, 0] >> 63 if part[:, 0].min() < 0 else 0
        return words


def _texts(above: Array, below: Array | int, factor: Fraction, known: Array) -> list[Any]:
    divisors = below.tolist() if isinstance(below, np.ndarray) else [below] * len(above)
    texts: dict[tuple[int, int], str] = {}
    found: list[Any] = []
    for one, two, is_known in zip(above.tolist(), divisors, known.tolist(), strict=True):
        key = (int(one), int(two))
        if is_known and key not in texts:
            texts[key] = exact(factor * key[0] / key[1])
        found.append(texts[key] if is_known else None)
    return found


def ratios(above: Array, below: Array | int, factor: Fraction) -> Array:
    """factor × above ÷ below as floats, for reading only: right to some units of the last place."""
    with np.errstate(all="ignore"):
        found = above.astype(np.float64) * factor.numerator / (factor.denominator * np.asarray(below, np.float64))
    return np.asarray(found, np.float64)


def numbers(column: Array, known: Array) -> pa.Array:
    """A column of floats."""
    return pa.Array.from_buffers(pa.float64(), len(column), [_validity(known), pa.py_buffer(column)])


def labels(codes: Array, texts: Sequence[str], known: Array | None) -> pa.Array:
    """A column of texts by their codes."""
    small = np.ascontiguousarray(codes, np.int8 if len(texts) < 128 else np.int32)
    type_ = pa.int8() if small.dtype == np.int8 else pa.int32()
    places = pa.Array.from_buffers(type_, len(small), [_validity(known), pa.py_buffer(small)])
    # The codes are our own: they need not be looked at again.
    return pa.DictionaryArray.from_arrays(places, pa.array(texts, pa.string()), safe=False)


def flags(column: Array, known: Array) -> pa.Array:
    """A column of truth values."""
    return pa.array(column.astype(np.bool_), mask=~known)


def days(column: Array, known: Array) -> pa.Array:
    """A column of dates by their numbers."""
    found = (column.astype(np.int64) - _FIRST_DAY).astype(np.int32)
    return pa.Array.from_buffers(pa.date32(), len(column), [_validity(known), pa.py_buffer(found)])


def _validity(known: Array | None) -> pa.Buffer | None:
    if known is None or known.all():
        return None
    return pa.py_buffer(np.packbits(known, bitorder="little"))


def step_of(*steps: Fraction | None) -> Fraction | None:
    """The greatest step that the multiples of several are multiples of."""
    if any(step is None for step in steps):
        return None
    return common_step(step for step in steps if step is not None)
