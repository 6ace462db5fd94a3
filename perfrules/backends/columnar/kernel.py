"""A graph as numpy calls on blocks of rows: exact, without an allocation for each operation.

Whole numbers below 2**31 are held in one, two or four bytes, others below 2**53 in float64, where sums and products of
whole numbers are exact as long as they stay below it (which their ranges prove), the rest in int64. A quotient a ÷ b
of whole numbers with |a| + b < 2**53 is never rounded up to a whole number in float64: it lies further from it than its
last bit. So floor() of it is exact; and with 4|a| + b < 2**53 so is floor() of it and a half, for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from attrs import define, evolve, field
from numpy.typing import NDArray

from perfrules.backends.columnar.from_ir import Slot
from perfrules.backends.columnar.graph import EXACT, MOST, Graph, Op, Term, Truth, high, is_cut, low

BLOCK = 16_384
"""Rows that are worked on at once: few enough to stay in the cache, enough to hide what a call costs."""

Array = NDArray[Any]
_BOOL = np.dtype(np.bool_)
_FLOAT = np.dtype(np.float64)
_INT64 = np.dtype(np.int64)
_INT8 = np.dtype(np.int8)
_ORDER = [_INT8, np.dtype(np.int16), np.dtype(np.int32), _FLOAT, _INT64]


def carrier(least: int, most: int) -> np.dtype[Any]:
    """What holds whole numbers between two ends."""
    for dtype, end in ((np.int8, 2**7), (np.int16, 2**15), (np.int32, 2**31)):
        if -end <= least and most < end:
            return np.dtype(dtype)
    return _FLOAT if least > -EXACT and most < EXACT else _INT64


def _of(*terms: Term) -> np.dtype[Any]:
    """What holds all of several columns."""
    return carrier(min(map(low, terms)), max(map(high, terms)))


def _wider(*dtypes: np.dtype[Any]) -> np.dtype[Any]:
    return max(dtypes, key=_ORDER.index)


@define
class _Register:
    """Where a result stands while a block is worked on; `view` is how an operation sees its bytes.

    What comes in is read where it stands, if it comes as it is read: `input` tells what it is.
    """

    place: int
    view: np.dtype[Any]
    input: tuple[str, int] | None = None


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
            self._release(op, (op, *op.args))
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

    def _release(self, op: Op, terms: Iterable[Term | Truth]) -> None:
        """Places of what nothing reads behind an operation."""
        for number in {term.number for term in terms if isinstance(term, Op)}:
            if self._last.get(number, number) <= op.number:
                left = {self._where.pop(key).place for key in [key for key in self._where if key[0] == number]}
                # A truth value and the number that it is share a place.
                for place in left - {register.place for register in self._where.values()}:
                    self._free[self.sizes[place]].append(place)

    def _over(self, op: Op, dtype: np.dtype[Any]) -> _Register:
        """The place of the result of a single call: over an argument that is not read any more."""
        self._release(op, op.args)
        return self._result(op, dtype)

    def _result(self, op: Op, dtype: np.dtype[Any]) -> _Register:
        register = self._place(dtype)
        self._where[op.number, dtype] = register
        return register

    def _scratch(self, dtype: np.dtype[Any]) -> _Register:
        """A place that is free again after the next steps."""
        register = self._place(dtype)
        self._free[dtype.itemsize].append(register.place)
        return register

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
                self._where[op.number, _INT8] = evolve(self._read(op.args[0], _BOOL), view=_INT8)
            case "add" | "sub" | "mul":
                dtype = _wider(_of(op), _of(*op.args))
                a, b = (self._read(arg, dtype) for arg in op.args)
                call = {"add": np.add, "sub": np.subtract, "mul": np.multiply}[op.name]
                self._say(call, a, b, self._over(op, dtype))
            case "div" | "half":
                self._division(op)
            case "abs":
                dtype = _wider(_of(op), _of(op.args[0]))
                a = self._read(op.args[0], dtype)
                self._say(np.absolute, a, self._over(op, dtype))
            case "max" | "min":
                dtype = _wider(_of(op), _of(*op.args))
                a, b = (self._read(arg, dtype) for arg in op.args)
                b = self._constant(b, dtype) if isinstance(b, int) else b
                self._say(_maximum if op.name == "max" else _minimum, a, b, self._over(op, dtype))
            case "where":
                self._choice(op)
            case "lt" | "le" | "eq":
                dtype = _of(*op.args)
                a, b = (self._read(arg, dtype) for arg in op.args)
                call = {"lt": np.less, "le": np.less_equal, "eq": np.equal}[op.name]
                self._say(call, a, b, self._over(op, _BOOL))
            case "and" | "or":
                a, b = (self._read(arg, _BOOL) for arg in op.args)
                self._say(np.logical_and if op.name == "and" else np.logical_or, a, b, self._over(op, _BOOL))
            case "not":
                a = self._read(op.args[0], _BOOL)
                self._say(np.logical_not, a, self._over(op, _BOOL))
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
        if dtype != _FLOAT:
            register.input = op.name, slot
        self._say(_LOAD, (op.name, slot), register)

    def _division(self, op: Op) -> None:
        """A quotient, and what of it is not read brought between its ends."""
        a, b = op.args
        size = max(abs(low(a)), abs(high(a))) + high(b)
        held = carrier(op.low, op.high)
        if (isinstance(b, int) and _of(a, b).kind == "i") or size >= EXACT:
            # numpy gives something for a divisor of 0, as for any other.
            dtype = _wider(held, _of(a, b))
            dtype = dtype if dtype.kind == "i" else _INT64
            result = self._result(op, dtype)
            self._say(np.floor_divide, self._read(a, dtype), self._read(b, dtype), result)
            self._between(result, op, dtype)
            return
        above, divisor = self._read(a, _FLOAT), self._read(b, _FLOAT)
        if held.kind != "i" and low(b) < 1:
            positive = self._scratch(_FLOAT)
            self._say(_maximum, divisor, self._constant(1, _FLOAT), positive)
            divisor = positive
        self._release(op, op.args)
        quotient = self._scratch(_FLOAT) if held.kind == "i" else self._result(op, _FLOAT)
        self._say(np.divide, above, divisor, quotient)
        if op.name == "half":
            self._say(np.add, quotient, 0.5, quotient)
        if op.low < 0 or held.kind != "i":
            self._say(np.floor, quotient, quotient)
        if held.kind != "i":
            self._between(quotient, op, _FLOAT)
            return
        # Of what is not below 0 a whole number is made as floor() makes it; what does not fit becomes anything.
        result = self._result(op, held)
        self._say(np.copyto, result, quotient, unsafe=True)
        self._between(result, op, held)

    def _between(self, register: _Register, op: Op, dtype: np.dtype[Any]) -> None:
        """Bring what is not read between the ends of an operation, where it may lie outside."""
        if not is_cut(op):
            return
        if op.low == 0 and dtype.kind == "i":
            # Seen without a sign, what is below 0 is above everything.
            dtype = np.dtype(f"u{dtype.itemsize}")
            view = evolve(register, view=dtype)
            self._say(_minimum, view, self._constant(op.high, dtype), view)
            return
        self._say(_maximum, register, self._constant(op.low, dtype), register)
        self._say(_minimum, register, self._constant(op.high, dtype), register)

    def _choice(self, op: Op) -> None:
        """last + (then − last) where the condition holds: whole numbers wrap around twice, so that nothing is lost."""
        when, then, last = op.args
        dtype = _wider(_of(op), _of(then, last))
        if dtype == _FLOAT and max(abs(op.low), abs(op.high)) >= EXACT // 2:
            dtype = _INT64
        condition = self._read(when, _BOOL)
        a, b = self._read(then, dtype), self._read(last, dtype)
        truth, opposite = self._place(dtype), self._place(_BOOL)
        if then is not last and then is not when:
            self._release(op, (then,))
        result = self._result(op, dtype)
        if then == 0:
            self._say(np.logical_not, condition, opposite)
            condition = opposite
        factor: Any = evolve(condition, view=_INT8)
        if dtype != _INT8:
            self._say(np.copyto, truth, factor, unsafe=True)
            factor = truth
        self._free[dtype.itemsize].append(truth.place)
        self._free[1].append(opposite.place)
        if then == 0 or last == 0:
            self._say(np.multiply, b if then == 0 else a, factor, result)
            return
        self._say(np.subtract, a, b, result)
        self._say(np.multiply, result, factor, result)
        self._say(np.add, result, b, result)

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
        self._bound: dict[int, tuple[list[Any], dict[tuple[str, int], list[_Read]]]] = {}

    def _steps(self, count: int) -> tuple[list[Any], dict[tuple[str, int], list[_Read]]]:
        """The steps on places cut to a number of rows, and what of them reads each input where it stands."""
        if count not in self._bound:
            if len(self._bound) > 2:
                self._bound.clear()
            reads: dict[tuple[str, int], list[_Read]] = {key: [] for key in self.kernel.inputs}
            self._bound[count] = [self._bind(step, count, reads) for step in self.kernel.steps], reads
        return self._bound[count]

    def _view(self, arg: Any, count: int) -> Any:
        if isinstance(arg, _Register):
            return self.places[arg.place].view(arg.view)[:count]
        if isinstance(arg, tuple) and arg[0] == "constant":
            return self.constants[arg[1]][:count]
        return arg

    def _bind(self, step: Any, count: int, reads: dict[tuple[str, int], list[_Read]]) -> Any:
        call, args, unsafe = step
        if call is _LOAD:
            return None, args[0], self._view(args[1], count)
        bound = [self._view(arg, count) for arg in args]
        for at, arg in enumerate(args):
            if isinstance(arg, _Register) and arg.input is not None:
                reads[arg.input].append((bound, at, arg.view))
        return _cast if unsafe else call, bound, None

    def run(self, blocks: Sequence[Any], count: int, given: Callable[[int], Array], into: Sequence[Any]) -> None:
        """Put the results for some rows, the blocks of whose columns are given, into arrays.

        A block has `values`, and `loose` where these are still to be checked; `given` tells which rows of a slot are
        given. To the first array, of the rows to be looked at apart, is added; for a fixed result there is none.
        """
        steps, reads = self._steps(count)
        slots = self.kernel.slots
        stands: dict[tuple[str, int], Array] = {}
        # Rows that are looked at apart may divide by 0 and overflow: what comes of it is not read.
        with np.errstate(all="ignore"):
            for call, args, target in steps:
                if call is not None:
                    call(*args)
                    continue
                name, slot = args
                if name == "given":
                    values = given(slot)
                else:
                    block = blocks[slot]
                    if block.loose:
                        block.check(slots[slot])
                    values = block.values
                reading = reads[args]
                if values.dtype != target.dtype or not reading:
                    np.copyto(target, values, casting="unsafe")
                    values = target
                stands[args] = values
                for bound, at, view in reading:
                    bound[at] = values.view(view)
            for slot, block in zip(slots, blocks, strict=True):
                if block.loose:
                    block.check(slot)
        found = [self._outcome(place, count, stands) for place, _ in self.kernel.outputs]
        np.logical_or(into[0], found[0], out=into[0])
        for target, values in zip(into[1:], found[1:], strict=True):
            if target is not None:
                target[:] = values

    def _outcome(self, place: Any, count: int, stands: dict[tuple[str, int], Array]) -> Any:
        if isinstance(place, _Register) and place.input is not None:
            return stands[place.input].view(place.view)
        return self._view(place, count)


_Read = tuple[list[Any], int, np.dtype[Any]]
"""The arguments of a step, the place of an input among them, and how it is seen."""


def _cast(target: Array, values: Array) -> None:
    np.copyto(target, values, casting="unsafe")


def results(graph: Graph, apart: Truth, wanted: Sequence[Term | Truth]) -> tuple[Term | Truth, ...]:
    """What a kernel is asked for: which rows are to be looked at apart, those whose figures do not fit among them."""
    _, tests = graph.needed((apart, *wanted))
    return graph.any((apart, *tests)), *wanted
