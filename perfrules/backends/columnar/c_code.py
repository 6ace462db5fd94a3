"""A graph as C: a loop for each part of the table over a block of rows, which compilers turn into vector instructions.

Whole numbers are held as in the numpy kernel: small ones in 32 bits, others below 2**53 in double, the rest in 64 bits;
the same ranges prove the same operations. What crosses from one part to a later one is kept for the block.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen

from perfrules.backends.columnar.from_ir import Slot
from perfrules.backends.columnar.graph import EXACT, MOST, Graph, Op, Term, Truth, high, is_cut, low
from perfrules.backends.columnar.kernel import Kernel, carrier

ROWS = 1024
"""Rows of a block: what a part leaves for later ones stays in the nearest cache."""
STRIP, AHEAD = 64, 256
"""Rows that a loop does at once, and how far before them what it reads is asked of the memory."""
WIDE = ("-mprefer-vector-width=512",) if platform.machine() in ("x86_64", "AMD64") else ()
"""The widest vectors that the processor has: these loops are long, and wait for the memory."""
FLAGS = ("-O3", "-march=native", *WIDE, "-fwrapv", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off")
"""Nothing here changes a result: no operation is reordered, rounded away or assumed not to happen."""

_NEAR = 2**50
"""A quotient below it is known to within 2 from two figures rounded to 53 bits."""
_TYPES = {"int8": "int8_t", "int16": "int16_t", "int32": "int32_t", "int64": "int64_t", "float64": "double"}
_HEAD = """\
#include <stdint.h>
#include <math.h>

#define ROWS {rows}
#define STRIP {strip}

/* The next rows of a column are asked of the memory while these are worked on. */
#define FETCH(x) \\
    for (int64_t i = 0; i < STRIP; i += 64 / (int64_t)sizeof *x) __builtin_prefetch(x + strip + {ahead} + i)

/* Tell the rows whose values do not lie between two ends. */
#define OUTSIDE(T) \\
static void outside_##T(const T *restrict x, int64_t low, int64_t high, uint8_t *restrict apart) {{ \\
    for (int64_t i = 0; i < ROWS; i++) apart[i] |= (uint8_t)((x[i] < (T)low) | (x[i] > (T)high)); \\
}}
OUTSIDE(int8_t)
OUTSIDE(int16_t)
OUTSIDE(int32_t)
OUTSIDE(int64_t)

static inline int64_t down(int64_t a, int64_t b) {{
    b = b > 0 ? b : 1;
    int64_t q = a / b;
    return q - (a % b < 0);
}}

/* The same where the quotient is below 2**50: it is estimated to within 2, and put right by the exact remainder. */
static inline int64_t near(int64_t a, int64_t b) {{
    b = b > 0 ? b : 1;
    int64_t q = (int64_t)((double)a / (double)b);
    int64_t r = a - q * b;
    q = q + (r >= b) - (r < 0);
    r = a - q * b;
    return q + (r >= b) - (r < 0);
}}

/* What is not read, a quotient that is no number among it, brought between two ends. */
static inline double between(double x, double low, double high) {{
    x = x > low ? x : low;
    return x < high ? x : high;
}}
static inline int64_t whole_between(int64_t x, int64_t low, int64_t high) {{
    x = x > low ? x : low;
    return x < high ? x : high;
}}
"""


def column_type(slot: Slot) -> np.dtype[np.generic]:
    """What a column of figures comes in as."""
    for dtype in (np.int8, np.int16, np.int32):
        if np.iinfo(dtype).min <= slot.ends[0] and slot.ends[1] <= np.iinfo(dtype).max:
            return np.dtype(dtype)
    return np.dtype(np.int64)


@frozen
class Function:
    """The C of a kernel, under a name that tells its content.

    void name(int64_t rows, const void *const *columns, const uint8_t *loose, void *const *results)

    `rows` is a multiple of ROWS. `columns` has two places for each slot, its values and whether they are given
    (bytes). The values of `loose` slots are checked against their ends. The first of the `results` are the bytes that
    tell the rows to be looked at apart; it is added to.
    """

    name: str
    text: str


def function(kernel: Kernel) -> Function:
    """The C of a kernel."""
    lines = list(_Writer(kernel.slots, kernel.graph, kernel.results).lines())
    name = f"score_{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"
    arguments = "int64_t rows, const void *const *columns, const uint8_t *loose, void *const *results"
    return Function(name, "\n".join([f"void {name}({arguments}) {{", *lines, "}", ""]))


def source(functions: Sequence[Function]) -> str:
    """Functions as a file to be compiled."""
    return "\n".join([_HEAD.format(rows=ROWS, strip=STRIP, ahead=AHEAD), *(item.text for item in functions)])


class _Writer:
    """The function of one kernel."""

    def __init__(self, slots: Sequence[Slot], graph: Graph, results: Sequence[Term | Truth]) -> None:
        self.slots = slots
        self.graph = graph
        self.results = results
        self.ops, _ = graph.needed(results)
        self.last: dict[int, int] = {}
        """The last part that reads an operation."""
        for op in self.ops:
            for arg in op.args:
                if isinstance(arg, Op):
                    self.last[arg.number] = max(self.last.get(arg.number, 0), op.section)

    def kept(self, op: Op) -> bool:
        """Whether a later part reads it."""
        return not _loads(op) and self.last.get(op.number, op.section) > op.section

    def lines(self) -> Iterator[str]:
        """What stands in the function."""
        for op in self.ops:
            if self.kept(op):
                yield f"    {_stored(op)} k{op.number}[ROWS];"
        yield "    for (int64_t start = 0; start < rows; start += ROWS) {"
        yield "        uint8_t *restrict apart = (uint8_t *)results[0] + start;"
        checked: set[tuple[str, Term]] = set()
        for section in sorted({op.section for op in self.ops}):
            yield from self._part([op for op in self.ops if op.section == section], checked)
        rest = [
            number for number, slot in enumerate(self.slots) if slot.is_figure and ("figure", number) not in checked
        ]
        yield from self._rest(rest)
        yield from self._outcome()
        yield "    }"

    # Ranges

    def _unsigned(self, number: int) -> str:
        """The type in which the values of a column are looked at."""
        return "u" + _TYPES[column_type(self.slots[number]).name]

    def _watched(self, number: int) -> str:
        """A statement of a loop: what tells of all values whether one may lie outside its ends.

        Where the span is about a power of two, bits tell it; else the greatest of the values does. A value below the
        lower end becomes a large one.
        """
        slot, type_ = self.slots[number], self._unsigned(number)
        value = f"({type_})(({type_})figure{number}[i] - ({type_}){slot.low}LL)"
        span = slot.high - slot.low
        if (span + 2).bit_length() > span.bit_length():
            return f"m{number} |= {value};"
        return f"m{number} = {value} > m{number} ? {value} : m{number};"

    def _told(self, number: int) -> str:
        """The statement that looks at the rows of a block where one of them may lie outside."""
        slot, type_ = self.slots[number], _TYPES[column_type(self.slots[number]).name]
        outside = f"outside_{type_}(figure{number}, {slot.low}LL, {slot.high}LL, apart)"
        return f"if (loose[{number}] && m{number} > (u{type_}){slot.high - slot.low}LL) {outside};"

    def _rest(self, numbers: Sequence[int]) -> Iterator[str]:
        """The checks of columns that nothing reads."""
        for number in numbers:
            slot, type_ = self.slots[number], _TYPES[column_type(self.slots[number]).name]
            yield f"        if (loose[{number}]) {{"
            yield f"        const {type_} *restrict figure{number} = (const {type_} *)columns[{2 * number}] + start;"
            yield f"        outside_{type_}(figure{number}, {slot.low}LL, {slot.high}LL, apart);"
            yield "        }"

    def _columns(self, ops: Sequence[Op]) -> Iterator[str]:
        """The columns that operations read."""
        for key in sorted({(op.name, op.args[0]) for op in ops if _loads(op)}, key=str):
            name, number = key
            assert isinstance(number, int)
            type_, place = "uint8_t", 2 * number + (name == "given")
            if name == "figure":
                type_ = _TYPES[column_type(self.slots[number]).name]
            yield f"        const {type_} *restrict {name}{number} = (const {type_} *)columns[{place}] + start;"

    def _read_by(self, ops: Sequence[Op]) -> list[Op]:
        args = {arg.number: arg for op in ops for arg in op.args if isinstance(arg, Op)}
        return list(args.values())

    def _part(self, ops: list[Op], checked: set[tuple[str, Term]]) -> Iterator[str]:
        own = [op for op in ops if not _loads(op)]
        if not own:
            return
        read = self._read_by(own)
        yield "        {"
        yield from self._columns(read)
        stored = [(place, r) for place, r in enumerate(self.results) if isinstance(r, Op) and r in own]
        yield from (self._place(place, result) for place, result in stored)
        # A column is fetched and checked where it is first read, so that it comes from the memory once.
        loads = {(op.name, op.args[0]) for op in read if _loads(op) and op.name != "given"}
        fetched = sorted(loads - checked, key=str)
        checked.update(fetched)
        new = sorted(number for name, number in fetched if name == "figure" and isinstance(number, int))
        yield from (f"        {self._unsigned(number)} m{number} = 0;" for number in new)
        yield "        for (int64_t strip = 0; strip < ROWS; strip += STRIP) {"
        yield from (f"        FETCH({name}{number});" for name, number in fetched)
        yield "        #pragma GCC ivdep"
        yield "        for (int64_t i = strip; i < strip + STRIP; i++) {"
        yield from (f"            {self._watched(number)}" for number in new)
        for op in read:
            if _loads(op) or op.section != own[0].section:
                yield f"            {_local(op)} v{op.number} = {self._load(op)};"
        for op in own:
            yield f"            {_local(op)} v{op.number} = {self._code(op)};"
            if self.kept(op):
                yield f"            k{op.number}[i] = ({_stored(op)})v{op.number};"
        yield from (f"            {self._store(place, result)}" for place, result in stored)
        yield "        }"
        yield "        }"
        yield from (f"        {self._told(number)}" for number in new)
        yield "        }"

    def _load(self, op: Op) -> str:
        if _loads(op):
            return f"({_local(op)}){op.name}{op.args[0]}[i]"
        return f"({_local(op)})k{op.number}[i]"

    def _store(self, place: int, result: Op) -> str:
        if place == 0:
            return f"apart[i] |= (uint8_t)v{result.number};"
        return f"r{place}[i] = ({_stored(result)})v{result.number};"

    def _place(self, place: int, result: Op) -> str:
        """Where a result goes."""
        if place == 0:
            return ""
        return f"        {_stored(result)} *restrict r{place} = ({_stored(result)} *)results[{place}] + start;"

    def _outcome(self) -> Iterator[str]:
        late = [(p, r) for p, r in enumerate(self.results) if isinstance(r, Op) and _loads(r)]
        if not late:
            return
        yield "        {"
        yield from self._columns([op for _, op in late])
        yield from (self._place(place, op) for place, op in late)
        yield "        #pragma GCC ivdep"
        yield "        for (int64_t i = 0; i < ROWS; i++) {"
        for place, op in late:
            yield f"            {{ {_local(op)} v{op.number} = {self._load(op)}; {self._store(place, op)} }}"
        yield "        }"
        yield "        }"

    # Operations

    def _as(self, term: Term | Truth, type_: str) -> str:
        """A term as a type."""
        if isinstance(term, Op):
            return f"v{term.number}" if _local(term) == type_ else f"({type_})v{term.number}"
        return f"{int(term)}LL" if type_ == "int64_t" else f"{int(term)}.0" if type_ == "double" else str(int(term))

    def _code(self, op: Op) -> str:
        args = op.args
        match op.name:
            case "int":
                return self._as(args[0], "int32_t")
            case "add" | "sub" | "mul":
                type_ = _number(op, *args)
                sign = {"add": "+", "sub": "-", "mul": "*"}[op.name]
                return _cast(op, type_, f"{self._as(args[0], type_)} {sign} {self._as(args[1], type_)}")
            case "div" | "half":
                a, b = args
                if max(abs(low(a)), abs(high(a))) + high(b) < EXACT:
                    half = " + 0.5" if op.name == "half" else ""
                    quotient = f"floor({self._as(a, 'double')} / {self._as(b, 'double')}{half})"
                    if is_cut(op):
                        quotient = f"between({quotient}, {op.low}.0, {op.high}.0)"
                    return _cast(op, "double", quotient)
                call = "near" if max(abs(op.low), abs(op.high)) < _NEAR else "down"
                quotient = f"{call}({self._as(a, 'int64_t')}, {self._as(b, 'int64_t')})"
                if is_cut(op):
                    quotient = f"whole_between({quotient}, {op.low}LL, {op.high}LL)"
                return _cast(op, "int64_t", quotient)
            case "abs":
                type_ = _number(op, args[0])
                value = self._as(args[0], type_)
                return _cast(op, type_, f"{value} < 0 ? -{value} : {value}")
            case "max" | "min":
                type_ = _number(op, *args)
                one, two = (self._as(arg, type_) for arg in args)
                return _cast(op, type_, f"{one} {'>' if op.name == 'max' else '<'} {two} ? {one} : {two}")
            case "where":
                type_ = _number(op, *args[1:])
                one, two = (self._as(arg, type_) for arg in args[1:])
                when = f"v{_op(args[0]).number}"
                if type_ == "double":
                    return _cast(op, type_, f"{when} ? {one} : {two}")
                # Without a branch, which would keep the loop from being made of vectors.
                return _cast(op, type_, f"({two}) ^ ((({one}) ^ ({two})) & -({type_}){when})")
            case "lt" | "le" | "eq":
                type_ = _number(None, *args)
                sign = {"lt": "<", "le": "<=", "eq": "=="}[op.name]
                return f"{self._as(args[0], type_)} {sign} {self._as(args[1], type_)}"
            case "and" | "or":
                return f"v{_op(args[0]).number} {'&' if op.name == 'and' else '|'} v{_op(args[1]).number}"
            case "not":
                return f"v{_op(args[0]).number} ^ 1"
            case "wide":
                product = f"{self._as(args[0], 'double')} * {self._as(args[1], 'double')}"
                # The factors and the product are rounded by a few parts in 2**53 at most, far from a factor of 2.
                return f"fabs({product}) >= {2**61}.0"
            case "beyond":
                value = self._as(args[0], "int64_t")
                return f"({value} > {MOST}LL) | ({value} < -{MOST}LL)"
        raise AssertionError(op.name)


def _op(term: Term) -> Op:
    assert isinstance(term, Op)
    return term


def _loads(op: Op) -> bool:
    return op.name in ("figure", "flag", "given")


def _number(*terms: Term | Op | None) -> str:
    """The type in which numbers meet."""
    known = [term for term in terms if term is not None]
    least, most = min(map(low, known)), max(map(high, known))
    if least >= -(2**31) and most < 2**31:
        return "int32_t"
    return "double" if least > -EXACT and most < EXACT else "int64_t"


def _local(op: Op) -> str:
    """What holds an operation in a loop."""
    return "int32_t" if op.is_truth else _number(op)


def _stored(op: Op) -> str:
    """What holds it between two loops."""
    return "uint8_t" if op.is_truth else _TYPES[carrier(op.low, op.high).name]


def _cast(op: Op, type_: str, code: str) -> str:
    return code if _local(op) == type_ else f"({_local(op)})({code})"
