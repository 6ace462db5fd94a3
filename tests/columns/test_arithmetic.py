"""The arithmetic on columns is that of numbers without an end, wherever its figures fit, up to the ends of each carrier."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from attrs import define, field

import perfrules
from perfrules.backends.columnar.from_ir import Slot
from perfrules.backends.columnar.graph import MOST, Graph, Op, TooLarge
from perfrules.backends.columnar.kernel import Kernel, carrier, results
from perfrules.backends.columnar.quantity import Algebra, Quantity, fixed
from perfrules.ir import nodes as ir
from perfrules.types.interval import ANY, Interval

ENDS = sorted(
    sign * (end + by)
    for sign in (1, -1)
    for end in (0, 1, 7, 100, 2**7, 2**15, 2**31, 10**13, 2**52, 2**53, 2**61, 2**62 - 3)
    for by in (-1, 0, 1)
)
"""What figures lie between: the ends of whatever holds whole numbers, and one beside."""
ROWS = 40

Exact = list[Any]
"""What comes of each row, on numbers without an end; None where it is not read."""


@define
class Drawn:
    """Columns drawn by chance, and what is made of them."""

    random: Random
    graph: Graph = field(factory=Graph)
    columns: list[list[int]] = field(factory=list)
    met: list[Exact] = field(factory=list)
    """Every result on the way."""

    def figure(self, ends: Sequence[int] = ENDS) -> tuple[Any, Exact]:
        """A column between two ends, with both of them in it."""
        low, high = sorted(self.random.sample(range(len(ends)), 2))
        least, most = max(ends[low], -MOST), min(ends[high], MOST)
        values = [least, most, *(min(max(self.random.choice(ends), least), most) for _ in range(ROWS // 2))]
        values += [self.random.randint(least, most) for _ in range(ROWS - len(values))]
        self.random.shuffle(values)
        self.columns.append(values)
        return self.graph.figure(len(self.columns) - 1, least, most), self.keep(values)

    def flag(self) -> tuple[Any, Exact]:
        values = [self.random.randrange(2) for _ in range(ROWS)]
        self.columns.append(values)
        return self.graph.flag(len(self.columns) - 1), [bool(value) for value in values]

    def keep(self, values: Exact) -> Exact:
        self.met.append(values)
        return values

    def run(self, *wanted: Any) -> tuple[list[bool], list[list[Any]]]:
        """Which rows do not fit, and the results of each of the others."""
        slots = tuple(Slot(ir.Input(str(n), "quantity"), Fraction(1), 0, 1, 0) for n in range(len(self.columns)))
        kernel = Kernel(slots, self.graph, results(self.graph, False, wanted))
        figures = {op.args[0]: carrier(op.low, op.high) for op in self.graph.ops if op.name == "figure"}
        blocks = [
            SimpleNamespace(values=np.array(values, figures.get(n, np.bool_)), loose=False)
            for n, values in enumerate(self.columns)
        ]
        found: list[Any] = [np.zeros(ROWS, np.bool_)]  # which rows are to be looked at apart is added to it
        for result, dtype in kernel.outputs[1:]:
            found.append(result if isinstance(result, (int, bool)) else np.empty(ROWS, dtype))
        into = [part if isinstance(part, np.ndarray) else None for part in found]
        kernel.buffers(ROWS).run(blocks, ROWS, lambda number: np.ones(ROWS, np.bool_), into)
        rows = [[int(part[at]) if isinstance(part, np.ndarray) else part for at in range(ROWS)] for part in found]
        return [bool(apart) for apart in rows[0]], rows[1:]

    def plain(self, at: int) -> bool:
        """Whether nothing on the way to a row is large or not read."""
        return all(values[at] is not None and abs(values[at]) < 2**59 for values in self.met)


def each(of: Callable[..., Any], *columns: Exact) -> Exact:
    """A function row by row; what reads something that is not read is not read."""
    return [None if None in row else of(*row) for row in zip(*columns, strict=True)]


def chosen(when: Exact, then: Exact, last: Exact) -> Exact:
    return [None if w is None else t if w else e for w, t, e in zip(when, then, last, strict=True)]


def numbers(drawn: Drawn, depth: int) -> tuple[Any, Exact]:
    """A column of whole numbers."""
    graph, random = drawn.graph, drawn.random
    if depth == 0 or random.random() < 0.1:
        if random.random() < 0.3:
            value = random.choice([0, 1, -1, 2, 3, -7, 100, random.choice(ENDS)])
            return value, [value] * ROWS
        return drawn.figure()
    a, x = numbers(drawn, depth - 1)
    kind = random.choice(("add", "sub", "mul", "div", "half", "max", "min", "neg", "abs", "where", "within"))
    if kind in ("neg", "abs"):
        return getattr(graph, kind)(a), drawn.keep(each(abs if kind == "abs" else lambda v: -v, x))
    if kind == "within":
        least, most = sorted((random.choice(ENDS), random.choice(ENDS)))
        inside = drawn.keep([v if v is not None and least <= v <= most else None for v in x])
        return graph.within(a, least, random.choice((most, None))) if any(v is not None for v in inside) else a, inside
    if random.random() < 0.15:  # of itself
        b, y = a, x
    else:
        b, y = numbers(drawn, depth - 1)
    if kind == "where":
        when, holds = truths(drawn, depth - 1)
        return graph.where(when, a, b), drawn.keep(chosen(holds, x, y))
    of: dict[str, Callable[[int, int], int | None]] = {
        "add": lambda v, w: v + w,
        "sub": lambda v, w: v - w,
        "mul": lambda v, w: v * w,
        "div": lambda v, w: v // w if w > 0 else None,
        "half": lambda v, w: (2 * v + w) // (2 * w) if w > 0 else None,
        "max": max,
        "min": min,
    }
    return getattr(graph, kind)(a, b), drawn.keep(each(of[kind], x, y))


def truths(drawn: Drawn, depth: int) -> tuple[Any, Exact]:
    """A column of truth values."""
    graph, random = drawn.graph, drawn.random
    if depth <= 0:
        if random.random() < 0.2:
            value = random.random() < 0.5
            return value, [value] * ROWS
        return drawn.flag()
    kind = random.choice(("lt", "le", "eq", "same", "no", "all", "any"))
    if kind in ("lt", "le", "eq"):
        (a, x), (b, y) = numbers(drawn, depth - 1), numbers(drawn, depth - 1)
        of: Callable[..., Any] = {"lt": int.__lt__, "le": int.__le__, "eq": int.__eq__}[kind]
        return getattr(graph, kind)(a, b), each(of, x, y)
    a, x = truths(drawn, depth - 1)
    if kind == "no":
        return graph.no(a), each(lambda v: not v, x)
    b, y = truths(drawn, depth - 1)
    if kind == "same":
        return graph.same(a, b), each(lambda v, w: v == w, x, y)
    of = (lambda v, w: v and w) if kind == "all" else (lambda v, w: v or w)
    return getattr(graph, kind)((a, b)), each(of, x, y)


@pytest.mark.parametrize("seed", range(12))
def test_whole_numbers_and_truth_values(seed: int) -> None:
    random = Random(seed)
    looked = 0
    for _ in range(40):
        drawn = Drawn(random)
        try:
            term, exact = numbers(drawn, 3) if random.random() < 0.7 else truths(drawn, 3)
        except TooLarge:
            continue
        apart, (found,) = drawn.run(term)
        for at, (is_apart, value, expected) in enumerate(zip(apart, found, exact, strict=True)):
            assert not (is_apart and drawn.plain(at)), "set apart, though it fits"
            if not is_apart and expected is not None:
                looked += 1
                assert value == expected, (drawn.graph.ops, at)
                if isinstance(term, Op) and not term.is_truth:
                    assert term.low <= expected <= term.high
    assert looked > 400


FACTORS = [Fraction(n) for n in ("1", "100", "-1", "1/100", "-2/7", "3/2", "10000", "1/3")]
STEPS = [Fraction(n) for n in ("1", "1/10", "1/100", "5", "1/3")]
SMALL = [end for end in ENDS if abs(end) < 2**32]


def quantities(drawn: Drawn, depth: int) -> tuple[Quantity, Exact]:
    """A quantity, and its exact value in each row."""
    algebra, random = Algebra(drawn.graph), drawn.random
    if depth == 0:
        if random.random() < 0.2:
            figure = random.choice([Fraction(0), Fraction(1), Fraction(5, 2), Fraction(-1, 3), random.choice(FACTORS)])
            return fixed(figure), [figure] * ROWS
        factor = random.choice(FACTORS)
        term, values = drawn.figure(SMALL)
        ends = sorted(factor * end for end in (min(values), max(values)))
        bounds = Interval(*ends) if random.random() < 0.8 else ANY
        return Quantity(factor, term, 1, bounds), [factor * value for value in values]
    a, x = quantities(drawn, depth - 1)
    kinds = (
        "times",
        "plus",
        "minus",
        "divided",
        "choose",
        "better",
        "opposite",
        "absolute",
        "clamped",
        "whole",
        "rounded",
    )
    match random.choice(kinds):
        case "opposite":
            return algebra.opposite(a), each(lambda v: -v, x)
        case "absolute":
            return algebra.absolute(a), each(abs, x)
        case "clamped":
            ends = sorted(random.choice(STEPS) * random.choice(SMALL) for _ in range(2))
            low, high = random.choice([(ends[0], ends[1]), (ends[0], None), (None, ends[1])])
            cut = each(lambda v: v if high is None else min(v, high), x)
            return algebra.clamped(a, Interval(low, high)), each(lambda v: v if low is None else max(v, low), cut)
        case "whole":
            up = random.random() < 0.5
            return algebra.whole(a, up), each(lambda v: Fraction(math.ceil(v) if up else math.floor(v)), x)
        case "rounded":
            step, mode = random.choice(STEPS), random.choice(ir.MODES)
            return algebra.rounded(a, step, mode), each(lambda v: rounded(v, step, mode), x)
        case "choose":
            (b, y), (when, holds) = quantities(drawn, depth - 1), drawn.flag()
            return algebra.choose(when, a, b), chosen(holds, x, y)
        case "better":
            b, y = quantities(drawn, depth - 1)
            sign = random.choice("<>")
            return algebra.better(sign, a, b), each(max if sign == ">" else min, x, y)
        case "divided":
            b, y = quantities(drawn, depth - 1)
            return algebra.divided(a, b), each(lambda v, w: v / w if w else None, x, y)
        case kind:
            b, y = (a, x) if random.random() < 0.2 else quantities(drawn, depth - 1)
            of = {"times": lambda v, w: v * w, "plus": lambda v, w: v + w, "minus": lambda v, w: v - w}[kind]
            return getattr(algebra, kind)(a, b), each(of, x, y)


def rounded(value: Fraction, step: Fraction, mode: str) -> Fraction:
    """To a multiple of a step, as the language says it."""
    count = abs(value) / step
    count = Fraction(
        {"half-up": math.floor(count + Fraction(1, 2)), "down": math.floor(count), "up": math.ceil(count)}[mode]
    )
    return count * step if value >= 0 else -count * step


@pytest.mark.parametrize("seed", range(12))
def test_quantities(seed: int) -> None:
    random = Random(seed)
    looked = 0
    for _ in range(40):
        drawn = Drawn(random)
        algebra = Algebra(drawn.graph)
        try:
            a, x = quantities(drawn, random.choice((1, 2, 2)))
            b, y = quantities(drawn, 1)
            op = random.choice("=≠<≤>≥")
            held = algebra.compare(a, op, b)
            ends = sorted(random.choice(STEPS) * random.choice(SMALL) for _ in range(2))
            apart_ = ends[0] < ends[1]
            interval = Interval(*ends, apart_ and random.random() < 0.5, apart_ and random.random() < 0.5)
            inside = algebra.inside(a, interval)
        except TooLarge:
            continue
        apart, (above, below, held_, inside_) = drawn.run(a.above, a.below, held, inside)
        for at, (value, other) in enumerate(zip(x, y, strict=True)):
            if apart[at] or value is None:
                continue
            looked += 1
            assert a.factor * above[at] / below[at] == value
            assert value in a.bounds
            assert bool(inside_[at]) is (value in interval)
            if other is not None:
                compared = {"=": value == other, "≠": value != other, "<": value < other, "≤": value <= other}
                compared |= {">": value > other, "≥": value >= other}
                assert bool(held_[at]) is compared[op]
    assert looked > 400


SETTLED: list[tuple[str, Callable[[Graph, Any, Any], tuple[Any, Any]]]] = [
    ("0 or more is not below 0", lambda g, a, b: (g.lt(a, 0), False)),
    ("0 or more is 0 or more", lambda g, a, b: (g.le(0, a), True)),
    ("at most 100 is not above 100", lambda g, a, b: (g.lt(100, a), False)),
    ("at most 100 is at most 100", lambda g, a, b: (g.le(a, 100), True)),
    ("one column ends where another begins", lambda g, a, b: (g.le(a, b), True)),
    ("it is not above it", lambda g, a, b: (g.lt(b, a), False)),
    ("a figure is itself", lambda g, a, b: (g.eq(a, a), True)),
    ("what lies apart is not equal", lambda g, a, b: (g.eq(a, 101), False)),
    ("the greater of a figure and its least", lambda g, a, b: (g.max(a, 0), a)),
    ("the lesser of a figure and its greatest", lambda g, a, b: (g.min(a, 100), a)),
    ("the greater of two that meet", lambda g, a, b: (g.max(a, b), b)),
    ("the lesser of two that meet", lambda g, a, b: (g.min(a, b), a)),
    ("nothing is added", lambda g, a, b: (g.add(a, 0), a)),
    ("nothing is taken", lambda g, a, b: (g.sub(a, 0), a)),
    ("all of it is taken", lambda g, a, b: (g.sub(a, a), 0)),
    ("times 1", lambda g, a, b: (g.mul(1, a), a)),
    ("times 0", lambda g, a, b: (g.mul(a, 0), 0)),
    ("by 1", lambda g, a, b: (g.div(a, 1), a)),
    ("0 by something", lambda g, a, b: (g.div(0, a), 0)),
    ("the size of what is not below 0", lambda g, a, b: (g.abs(a), a)),
    ("twice the opposite", lambda g, a, b: (g.neg(g.neg(a)), a)),
    ("what was added is taken off", lambda g, a, b: (g.sub(a, g.sub(a, b)), b)),
    ("either way the same", lambda g, a, b: (g.where(g.flag(2), a, a), a)),
    ("either way the same figure", lambda g, a, b: (g.where(g.flag(2), 7, 7), 7)),
    ("not not", lambda g, a, b: (g.no(g.no(g.flag(2))), g.flag(2))),
    ("all of one", lambda g, a, b: (g.all((True, g.flag(2), True)), g.flag(2))),
    ("all with one that fails", lambda g, a, b: (g.all((g.flag(2), False)), False)),
    ("any of one", lambda g, a, b: (g.any((False, g.flag(2))), g.flag(2))),
    ("any with one that holds", lambda g, a, b: (g.any((g.flag(2), True)), True)),
    ("the same thing twice", lambda g, a, b: (g.all((g.flag(2), g.flag(2))), g.flag(2))),
    ("as it is", lambda g, a, b: (g.same(g.flag(2), True), g.flag(2))),
    ("one sum, whichever comes first", lambda g, a, b: (g.add(b, a), g.add(a, b))),
    ("one product, whichever comes first", lambda g, a, b: (g.mul(b, a), g.mul(a, b))),
    ("one comparison, whichever comes first", lambda g, a, b: (g.eq(b, a), g.eq(a, b))),
    ("a fixed figure comes in as it is", lambda g, a, b: (g.figure(3, 5, 5), 5)),
]


@pytest.mark.parametrize(("what", "of"), SETTLED, ids=[what for what, _ in SETTLED])
def test_what_ranges_settle_is_not_computed(what: str, of: Callable[[Graph, Any, Any], tuple[Any, Any]]) -> None:
    graph = Graph()
    found, expected = of(graph, graph.figure(0, 0, 100), graph.figure(1, 100, 200))
    assert found is expected or (isinstance(found, (int, bool)) and found == expected and type(found) is type(expected))


@pytest.mark.parametrize(
    ("least", "most", "held"),
    [
        (-(2**7), 2**7 - 1, np.int8),
        (-(2**7) - 1, 0, np.int16),
        (0, 2**7, np.int16),
        (-(2**15), 2**15 - 1, np.int16),
        (0, 2**15, np.int32),
        (-(2**31), 2**31 - 1, np.int32),
        (0, 2**31, np.float64),
        (-(2**53) + 1, 2**53 - 1, np.float64),
        (0, 2**53, np.int64),
        (-(2**53), 0, np.int64),
    ],
)
def test_what_holds_whole_numbers(least: int, most: int, held: Any) -> None:
    assert carrier(least, most) == np.dtype(held)


def test_a_figure_that_no_column_holds() -> None:
    rubric = perfrules.loads(
        """评价表 大
满分 10分
舍入 无
数据
  率 ：比率 [0, 1]
  款 ：金额 元
一级指标 甲 10分
  判定 限 按 率
    ≥ 50% ：1000000000000亿元
    ＜ 50% ：款
  评分
    当 限 ≥ 款 ＋ 1元 ：满分
    否则 ：0分
"""
    )
    found = rubric.score_table({"率": ["0.6", "0.4"], "款": ["5", "5"]}, backend="numpy")
    assert [Fraction(total) for total in found["total"].to_pylist()] == [10, 0]
