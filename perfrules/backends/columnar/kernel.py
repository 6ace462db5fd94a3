"""A graph as numpy calls on blocks of rows: exact, without an allocation for each operation.

Whole numbers below 2**15 are held in one or two bytes, others below 2**53 in float64, where sums and products of whole
numbers are exact as long as they stay below it (which their ranges prove), the rest in int64. A quotient of two whole
numbers that together stay below 2**53 is never rounded up to a whole number in float64: it lies further from it than
its last bit. So floor() of it is exact too, and no rounding ever decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from perfrules.backends.columnar.from_ir import Slot
from perfrules.backends.columnar.graph import MOST, Graph, Op, Term, Truth, high, low

BLOCK = 8192
"""Rows that are worked on at once: few enough to stay in the cache, enough to hide what a call costs."""

Array = NDArray[Any]
_EXACT = 2**53
_BOOL = np.dtype(np.bool_)
_FLOAT = np.dtype(np.float64)
_INT64 = np.dtype(np.int64)


def carrier(least: int, most: int) -> np.dtype[Any]:
    """What holds whole numbers between two ends."""
    for dtype, end in ((np.int8, 2**7), (np.int16, 2**15)):
        if -end <= least and most < end:
            return np.dtype(dtype)
    return _FLOAT if least > -_EXACT and most < _EXACT else _INT64


def _of(*terms: Term) -> np.dtype[Any]:
    """What holds all of several columns."""
    return carrier(min(map(low, terms)), max(map(high, terms)))


def _wider(*dtypes: np.dtype[Any]) -> np.dtype[Any]:
    order = [np.dtype(np.int8), np.dtype(np.int16), _FLOAT, _INT64]
    return max(dtypes, key=order.index)


@define
class _Register:
    """Where a result stands while a block is worked on; `view` is how an operation sees its bytes."""

    place: int
    view: np.dtype[Any]


Step = tuple[Callable[..., Any], tuple[Any, ...]]


@define
class Kernel:
    """What computes results from columns, block by block. It is shared between threads, its `buffers` are not.

    Columns come in by their slots: `figure`, `flag` or `given` with the slot's number. The results are arrays of the
    kernel's dtypes, in the order of `results`.
    """

    slots: tuple[Slot, ...]
    graph: Graph
    results: tuple[Term | Truth, ...]
    steps: list[Any] = field(factory=list)
    sizes: list[int] = field(factory=list)
    """The bytes of an element of each place."""
    inputs: dict[tuple[str, int], _Register] = field(factory=dict)
    constants: list[tuple[int, np.dtype[Any]]] = field(factory=list)
    outputs: list[tuple[Any, np.dtype[Any]]] = field(factory=list)
    _where: dict[tuple[int, np.dtype[Any]], _Register] = field(factory=dict)
    _free: dict[int, list[int]] = field(factory=dict)
    _last: dict[int, int] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        ops, _ = self.graph.needed(self.results)
        for op in ops:
            for arg in op.args:
                if isinstance(arg, Op):
                    self._last[arg.number] = op.number
        for result in self.results:
            if isinstance(result, Op):
                self._last[result.number] = len(self.graph.ops)
        for op in ops:
            self._emit(op)
            self._release(op)
        for result in self.results:
            if isinstance(result, Op):
                dtype = _BOOL if result.is_truth else carrier(result.low, result.high)
                self.outputs.append((self._read(result, dtype), dtype))
            else:
                dtype = _BOOL if isinstance(result, bool) else carrier(result, result)
                self.outputs.append((result, dtype))

    # Registers

    def _place(self, dtype: np.dtype[Any]) -> _Register:
        free = self._free.setdefault(dtype.itemsize, [])
        if free:
            return _Register(free.pop(), dtype)
        self.sizes.append(dtype.itemsize)
        return _Register(len(self.sizes) - 1, dtype)

    def _release(self, op: Op) -> None:
        """Places of what nothing reads any more."""
        for number in {op.number, *(arg.number for arg in op.args if isinstance(arg, Op))}:
            if self._last.get(number, number) <= op.number:
                for key in [key for key in self._where if key[0] == number]:
                    register = self._where.pop(key)
                    if register.place >= 0:
                        self._free[self.sizes[register.place]].append(register.place)

    def _result(self, op: Op, dtype: np.dtype[Any]) -> _Register:
        register = self._place(dtype)
        self._where[op.number, dtype] = register
        return register

    def _scratch(self, dtype: np.dtype[Any]) -> _Register:
        register = self._place(dtype)
        self._free[dtype.itemsize].append(register.place)
        return register

    def _scratches(self, *dtypes: np.dtype[Any]) -> list[_Register]:
        """Several places that are free again after the next steps."""
        found = [self._place(dtype) for dtype in dtypes]
        for register in found:
            self._free[register.view.itemsize].append(register.place)
        return found

    def _read(self, term: Term | Truth, dtype: np.dtype[Any]) -> Any:
        """A column as a dtype: where it stands so, or a copy of it; a fixed number as it is."""
        if not isinstance(term, Op):
            return term
        if (term.number, dtype) in self._where:
            return self._where[term.number, dtype]
        held = next(key[1] for key in self._where if key[0] == term.number)
        source = self._where[term.number, held]
        target = self._place(dtype)
        self._where[term.number, dtype] = target
        self._say(np.copyto, target, source, unsafe=True)
        return target

    def _say(self, call: Callable[..., Any], *args: Any, unsafe: bool = False) -> None:
        self.steps.append((call, args, unsafe))

    def _constant(self, value: int, dtype: np.dtype[Any]) -> Any:
        """A column that holds one number: numpy's max and min are slow with a single one."""
        key = (value, dtype)
        if key not in self.constants:
            self.constants.append(key)
        return ("constant", self.constants.index(key))

    # Operations

    def _emit(self, op: Op) -> None:
        match op.name:
            case "figure" | "flag" | "given":
                self._input(op)
            case "int":
                # The byte of a truth value is 1 or 0.
                source = self._read(op.args[0], _BOOL)
                place = self._result(op, np.dtype(np.int8))
                self._say(np.copyto, place, _Register(source.place, np.dtype(np.int8)))
            case "add" | "sub" | "mul":
                dtype = _wider(_of(op), _of(*op.args))
                a, b = (self._read(arg, dtype) for arg in op.args)
                call = {"add": np.add, "sub": np.subtract, "mul": np.multiply}[op.name]
                self._say(call, a, b, self._result(op, dtype))
            case "div" | "near":
                self._division(op)
            case "abs":
                dtype = _wider(_of(op), _of(op.args[0]))
                self._say(np.absolute, self._read(op.args[0], dtype), self._result(op, dtype))
            case "max" | "min":
                dtype = _wider(_of(op), _of(*op.args))
                a, b = (self._read(arg, dtype) for arg in op.args)
                b = self._constant(b, dtype) if isinstance(b, int) else b
                self._say(_maximum if op.name == "max" else _minimum, a, b, self._result(op, dtype))
            case "where":
                self._choice(op)
            case "lt" | "le" | "eq":
                dtype = _of(*op.args)
                a, b = (self._read(arg, dtype) for arg in op.args)
                call = {"lt": np.less, "le": np.less_equal, "eq": np.equal}[op.name]
                self._say(call, a, b, self._result(op, _BOOL))
            case "and" | "or":
                a, b = (self._read(arg, _BOOL) for arg in op.args)
                self._say(np.logical_and if op.name == "and" else np.logical_or, a, b, self._result(op, _BOOL))
            case "not":
                self._say(np.logical_not, self._read(op.args[0], _BOOL), self._result(op, _BOOL))
            case "wide":
                a, b = (self._read(arg, _FLOAT) for arg in op.args)
                product = self._scratch(_FLOAT)
                result = self._result(op, _BOOL)
                self._say(np.multiply, a, b, product)
                self._say(np.absolute, product, product)
                # The factors and the product are rounded by a few parts in 2**53 at most, far from a factor of 2.
                self._say(np.greater_equal, product, float(2**61), result)
            case "beyond":
                number = self._read(op.args[0], _INT64)
                result = self._result(op, _BOOL)
                above = self._scratch(_BOOL)
                self._say(np.greater, number, MOST, above)
                self._say(np.less, number, -MOST, result)
                self._say(np.logical_or, result, above, result)
            case _:
                raise AssertionError(op.name)

    def _input(self, op: Op) -> None:
        slot = op.args[0]
        assert isinstance(slot, int)
        dtype = carrier(op.low, op.high) if op.name == "figure" else _BOOL
        register = self._result(op, dtype)
        self.inputs[op.name, slot] = register
        self._say(_LOAD, (op.name, slot), register)

    def _division(self, op: Op) -> None:
        a, b = op.args
        size = max(abs(low(a)), abs(high(a))) + high(b)
        dtype = _wider(_of(op), _of(a, b))
        if dtype == _FLOAT and size < _EXACT:
            quotient = self._result(op, _FLOAT)
            self._say(np.divide, self._read(a, _FLOAT), self._read(b, _FLOAT), quotient)
            self._say(np.floor, quotient, quotient)
            return
        dtype = dtype if dtype.kind == "i" else _INT64
        self._say(np.floor_divide, self._read(a, dtype), self._read(b, dtype), self._result(op, dtype))

    def _choice(self, op: Op) -> None:
        """last + (then − last) where the condition holds: whole numbers wrap around twice, so that nothing is lost."""
        when, then, last = op.args
        dtype = _wider(_of(op), _of(then, last))
        if dtype == _FLOAT and max(abs(op.low), abs(op.high)) >= _EXACT // 2:
            dtype = _INT64
        condition = self._read(when, _BOOL)
        a, b = self._read(then, dtype), self._read(last, dtype)
        factor: Any = _Register(condition.place, np.dtype(np.int8))
        difference, truth = self._scratches(dtype, dtype)
        if dtype != np.dtype(np.int8):
            self._say(np.copyto, truth, factor, unsafe=True)
            factor = truth
        result = self._result(op, dtype)
        # The result may stand where the difference does: each is read before it is written over.
        self._say(np.subtract, a, b, difference)
        self._say(np.multiply, difference, factor, difference)
        self._say(np.add, difference, b, result)

    # Running

    @property
    def block(self) -> int:
        """How many rows are worked on at once."""
        return BLOCK

    def buffers(self, rows: int) -> Buffers:
        """The places of one thread."""
        return Buffers(self, rows)


def _maximum(a: Array, b: Array, out: Array) -> None:
    np.maximum(a, b, out=out)


def _minimum(a: Array, b: Array, out: Array) -> None:
    np.minimum(a, b, out=out)


def _LOAD(*_: Any) -> None:
    raise AssertionError


class Buffers:
    """The places of a kernel for one thread, and its steps bound to them."""

    def __init__(self, kernel: Kernel, rows: int) -> None:
        self.kernel = kernel
        self.rows = rows
        self.places = [np.zeros(rows * size, np.uint8) for size in kernel.sizes]
        self.constants = [np.full(rows, value, dtype) for value, dtype in kernel.constants]
        self._bound: dict[int, list[Any]] = {}

    def _arrays(self, count: int) -> list[Any]:
        """The steps on places cut to a number of rows."""
        if count not in self._bound:
            if len(self._bound) > 2:
                self._bound.clear()
            self._bound[count] = [self._bind(step, count) for step in self.kernel.steps]
        return self._bound[count]

    def _view(self, arg: Any, count: int) -> Any:
        if isinstance(arg, _Register):
            return self.places[arg.place].view(arg.view)[:count]
        if isinstance(arg, tuple) and arg[0] == "constant":
            return self.constants[arg[1]][:count]
        return arg

    def _bind(self, step: Any, count: int) -> Any:
        call, args, unsafe = step
        if call is _LOAD:
            return None, args[0], self._view(args[1], count)
        bound = tuple(self._view(arg, count) for arg in args)
        return (_cast, bound[1], bound[0]) if unsafe or call is np.copyto else (call, bound, None)

    def run(self, blocks: Sequence[Any], count: int, given: Callable[[int], Array]) -> list[Any]:
        """The results for some rows, the blocks of whose columns are given; they are overwritten next time.

        A block has `values`, and `loose` where these are still to be checked; `given` tells which rows of a slot are
        given.
        """
        for slot, block in zip(self.kernel.slots, blocks, strict=True):
            if block.loose:
                block.check(slot)
        # Rows that are looked at apart may divide by 0 and overflow: what comes of it is not read.
        with np.errstate(all="ignore"):
            for call, args, target in self._arrays(count):
                if call is None:
                    name, slot = args
                    np.copyto(target, given(slot) if name == "given" else blocks[slot].values, casting="unsafe")
                elif call is _cast:
                    np.copyto(target, args, casting="unsafe")
                else:
                    call(*args)
        return [self._view(place, count) for place, _ in self.kernel.outputs]


def _cast(*_: Any) -> None:
    raise AssertionError


def results(graph: Graph, apart: Truth, wanted: Sequence[Term | Truth]) -> tuple[Term | Truth, ...]:
    """What a kernel is asked for: which rows are to be looked at apart, those whose figures do not fit among them."""
    _, tests = graph.needed((apart, *wanted))
    return graph.any((apart, *tests)), *wanted
