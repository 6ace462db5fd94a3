"""The normal forms that scores are decided on: a quotient of two sums of facts, and what a rule makes of it.

A `Metric` is N ÷ D with N and D sums of facts and D above 0 wherever it is used; a plain sum has D = 1. Two measures
that differ by a factor and an addend are one metric, so (a − b) ÷ b and a ÷ b meet. A `Chain` is what a rule does to a
metric: scale, shift, cut, round: each step never turns back, so the whole goes one way. A `Term` adds chains up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from weakref import WeakValueDictionary

from attrs import define, field, frozen

from perfrules.types.interval import ANY, EMPTY, Interval, exactly

ZERO, ONE = Fraction(0), Fraction(1)


@frozen
class Affine:
    """Σ coefficient × fact + constant; the facts by their numbers, in order, no coefficient 0."""

    terms: tuple[tuple[int, Fraction], ...] = ()
    constant: Fraction = ZERO

    def __add__(self, other: Affine) -> Affine:
        found = dict(self.terms)
        for v, c in other.terms:
            found[v] = found.get(v, ZERO) + c
        return Affine(tuple(sorted((v, c) for v, c in found.items() if c)), self.constant + other.constant)

    def times(self, factor: Fraction) -> Affine:
        """Each figure of it times a factor."""
        if factor == 1:
            return self
        if factor == 0:
            return Affine()
        return Affine(tuple((v, c * factor) for v, c in self.terms), self.constant * factor)

    def __sub__(self, other: Affine) -> Affine:
        return self + other.times(Fraction(-1))

    def coefficient(self, variable: int) -> Fraction:
        """Of one fact."""
        return next((c for v, c in self.terms if v == variable), ZERO)


UNIT = Affine((), ONE)


@define(frozen=True, slots=False, eq=True)
class Metric:
    """N ÷ D in its one form: D above 0, N without the first fact of D, the first coefficients 1."""

    top: Affine
    bottom: Affine = UNIT
    _hash: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.top, self.bottom)))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def variables(self) -> tuple[int, ...]:
        """The facts that it reads."""
        return tuple(sorted({v for v, _ in (*self.top.terms, *self.bottom.terms)}))

    @property
    def plain(self) -> bool:
        """Whether it is a sum, not a quotient."""
        return not self.bottom.terms

    @property
    def single(self) -> bool:
        """Whether it is one fact."""
        return self.plain and len(self.top.terms) == 1

    def slope(self, variable: int) -> Affine:
        """What has the sign of its change as one fact rises: a·D − b·N, in which that fact no longer stands."""
        a, b = self.top.coefficient(variable), self.bottom.coefficient(variable)
        found = self.bottom.times(a) - self.top.times(b)
        return Affine(tuple((v, c) for v, c in found.terms if v != variable), found.constant)


_METRICS: WeakValueDictionary[tuple[Affine, Affine], Metric] = WeakValueDictionary()


def metric_of(top: Affine, bottom: Affine = UNIT) -> Metric:
    """The metric of two sums that are in their form; equal ones are one object while they live, so tables
    by metric find them without comparing figures."""
    found = _METRICS.get((top, bottom))
    if found is None:
        found = Metric(top, bottom)
        found = _METRICS.setdefault((top, bottom), found)
    return found


def quotient(top: Affine, bottom: Affine) -> tuple[Metric | None, Fraction, Fraction]:
    """N ÷ D (D above 0) as factor × metric + addend; no metric where it is one figure."""
    if not bottom.terms:
        top, bottom = top.times(1 / bottom.constant), UNIT
        addend = top.constant
        top = Affine(top.terms)
    else:
        first, lead = bottom.terms[0]
        scale = abs(lead)
        top, bottom = top.times(1 / scale), bottom.times(1 / scale)
        addend = top.coefficient(first) / bottom.terms[0][1]
        top = top - bottom.times(addend)
    factor = top.terms[0][1] if top.terms else top.constant
    if factor == 0:
        return None, ZERO, addend
    return metric_of(top.times(1 / factor), bottom), factor, addend


# What is done to a metric

Point = tuple[Fraction | None, int]
"""A figure approached: just below it (-1), at it (0), just above it (1); a value of None is infinite, by its side."""


@frozen
class Scale:
    """factor × value + addend; the factor is not 0."""

    factor: Fraction
    addend: Fraction = ZERO

    def at(self, point: Point) -> Point:
        value, side = point
        side = side if self.factor > 0 else -side
        return (None if value is None else self.factor * value + self.addend), side

    def before(self, wanted: Interval) -> Interval:
        """The values that come to lie in an interval."""
        low = None if wanted.low is None else (wanted.low - self.addend) / self.factor
        high = None if wanted.high is None else (wanted.high - self.addend) / self.factor
        if self.factor > 0:
            return Interval(low, high, wanted.low_open, wanted.high_open)
        return Interval(high, low, wanted.high_open, wanted.low_open)


@frozen
class Cut:
    """The value inside two ends; None does not cut."""

    low: Fraction | None
    high: Fraction | None

    def at(self, point: Point) -> Point:
        value, side = point
        if self.high is not None and _beyond(value, side, self.high, 1):
            value, side = self.high, 0
        if self.low is not None and _beyond(value, side, self.low, -1):
            value, side = self.low, 0
        return value, side

    def before(self, wanted: Interval) -> Interval:
        """The values that come to lie in an interval."""
        if wanted.empty:
            return EMPTY
        low, low_open, high, high_open = wanted.low, wanted.low_open, wanted.high, wanted.high_open
        if self.low is not None:
            if self.low in Interval(low, None, low_open):
                low, low_open = None, False
            if self.low not in Interval(None, high, False, high_open):
                return EMPTY
        if self.high is not None:
            if self.high in Interval(None, high, False, high_open):
                high, high_open = None, False
            if self.high not in Interval(wanted.low, None, wanted.low_open):
                return EMPTY
        return Interval(low, high, low_open, high_open)


def _beyond(value: Fraction | None, side: int, end: Fraction, way: int) -> bool:
    """Whether a point lies beyond an end, going up (1) or down (-1)."""
    if value is None:
        return side == way
    return value * way > end * way or (value == end and side == way)


@frozen
class Steps:
    """To a multiple of `step`: mode floor, ceil, half-up (halves away from 0), down (to 0) or up (away from it)."""

    step: Fraction
    mode: str

    def at(self, point: Point) -> Point:
        value, side = point
        if value is None:
            return point
        negative = value < 0 or (value == 0 and side < 0)
        mode = self.mode
        if mode in ("half-up", "down", "up") and negative:
            found, _ = self.at((-value, -side))
            assert found is not None
            return -found, 0
        scaled = value / self.step
        if mode == "half-up":
            scaled, mode = scaled + Fraction(1, 2), "floor"
        if mode in ("floor", "down"):
            whole = math.floor(scaled)
            if side < 0 and whole == scaled:
                whole -= 1
        else:
            whole = math.ceil(scaled)
            if side > 0 and whole == scaled:
                whole += 1
        return whole * self.step, 0

    def before(self, wanted: Interval) -> Interval:
        """The values that come to lie in an interval."""
        if wanted.empty:
            return EMPTY
        low, low_open = self._from(wanted.low, wanted.low_open)
        mirrored = Steps(self.step, {"floor": "ceil", "ceil": "floor"}.get(self.mode, self.mode))
        high, high_open = mirrored._from(None if wanted.high is None else -wanted.high, wanted.high_open)
        return Interval(low, None if high is None else -high, low_open, high_open)

    def _from(self, end: Fraction | None, is_open: bool) -> tuple[Fraction | None, bool]:
        """From which value on the step is at least an end (above it, where that is open)."""
        if end is None:
            return None, False
        scaled = end / self.step
        k = math.floor(scaled) + 1 if is_open else math.ceil(scaled)
        match self.mode:
            case "floor":
                return k * self.step, False
            case "ceil":
                return (k - 1) * self.step, True
            case "half-up":
                return (k - Fraction(1, 2)) * self.step, k <= 0
            case "down":
                return (k * self.step, False) if k > 0 else ((k - 1) * self.step, True)
        return ((k - 1) * self.step, True) if k > 0 else (k * self.step, False)


Op = Scale | Cut | Steps


def image(ops: Iterable[Op], domain: Interval) -> Interval:
    """What steps give over an interval."""
    if domain.empty:
        return EMPTY
    low: Point = (None, -1) if domain.low is None else (domain.low, 1 if domain.low_open else 0)
    high: Point = (None, 1) if domain.high is None else (domain.high, -1 if domain.high_open else 0)
    for op in ops:
        low, high = op.at(low), op.at(high)
        if isinstance(op, Scale) and op.factor < 0:
            low, high = high, low
    (a, a_side), (b, b_side) = low, high
    return Interval(a, b, a is not None and a_side != 0, b is not None and b_side != 0)


@define(frozen=True, slots=False, eq=True)
class Chain:
    """What a rule makes of a metric, step by step; the first is always a `Scale`."""

    metric: Metric
    ops: tuple[Op, ...]
    _hash: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.metric, self.ops)))

    def __hash__(self) -> int:
        return self._hash

    def then(self, op: Op) -> Chain:
        """One more step."""
        last = self.ops[-1]
        if isinstance(op, Scale):
            if op.factor == 1 and op.addend == 0:
                return self
            if isinstance(last, Scale):
                merged = Scale(last.factor * op.factor, last.addend * op.factor + op.addend)
                return Chain(self.metric, (*self.ops[:-1], merged))
        return Chain(self.metric, (*self.ops, op))

    @property
    def straight(self) -> Scale | None:
        """Its only step, where nothing is cut or rounded."""
        first = self.ops[0]
        return first if len(self.ops) == 1 and isinstance(first, Scale) else None

    @cached_property
    def direction(self) -> int:
        """Whether it goes up (1) or down (-1) with its metric."""
        sign = 1
        for op in self.ops:
            if isinstance(op, Scale) and op.factor < 0:
                sign = -sign
        return sign

    def image(self, domain: Interval) -> Interval:
        """What it gives over an interval of the metric."""
        return image(self.ops, domain)

    def before(self, wanted: Interval) -> Interval:
        """The values of the metric for which it lies in an interval."""
        for op in reversed(self.ops):
            if wanted.empty:
                return EMPTY
            wanted = op.before(wanted)
        return wanted


@frozen
class Term:
    """A constant plus chains; straight chains over one divisor are already one."""

    constant: Fraction = ZERO
    chains: tuple[Chain, ...] = ()

    @property
    def fixed(self) -> Fraction | None:
        """Its figure, where it reads nothing."""
        return None if self.chains else self.constant

    def scaled(self, factor: Fraction) -> Term:
        """It times a figure."""
        if factor == 0:
            return Term()
        return Term(self.constant * factor, tuple(chain.then(Scale(factor)) for chain in self.chains))

    def __add__(self, other: Term) -> Term:
        return collect(self.constant + other.constant, (*self.chains, *other.chains))

    def __sub__(self, other: Term) -> Term:
        return self + other.scaled(Fraction(-1))

    def whole(self) -> Chain | None:
        """It as one chain, constant and all; None where it is a figure or several."""
        if len(self.chains) != 1:
            return None
        return self.chains[0].then(Scale(ONE, self.constant)) if self.constant else self.chains[0]

    def affine(self) -> tuple[Affine, Affine] | None:
        """It as N ÷ D, where it is one straight chain or a figure."""
        if not self.chains:
            return Affine((), self.constant), UNIT
        chain = self.chains[0]
        scale = chain.straight
        if len(self.chains) > 1 or scale is None:
            return None
        addend = scale.addend + self.constant
        return chain.metric.top.times(scale.factor) + chain.metric.bottom.times(addend), chain.metric.bottom


def of(top: Affine, bottom: Affine = UNIT) -> Term:
    """N ÷ D, D above 0."""
    metric, factor, addend = quotient(top, bottom)
    if metric is None:
        return Term(addend)
    return Term(addend, (Chain(metric, (Scale(factor),)),))


def of_chain(chain: Chain) -> Term:
    """One chain, its constant put apart where it is straight."""
    scale = chain.straight
    if scale is not None and scale.addend:
        return Term(scale.addend, (Chain(chain.metric, (Scale(scale.factor),)),))
    return Term(ZERO, (chain,))


def collect(constant: Fraction, chains: Iterable[Chain]) -> Term:
    """A sum of chains: straight ones over one divisor are added up, equal ones counted."""
    straight: dict[Affine, Affine] = {}
    others: dict[Chain, int] = {}
    for chain in chains:
        scale = chain.straight
        if scale is None:
            last = chain.ops[-1]
            if isinstance(last, Scale) and last.addend:
                constant += last.addend
                chain = Chain(chain.metric, (*chain.ops[:-1], Scale(last.factor)))
                if last.factor == 1:
                    chain = Chain(chain.metric, chain.ops[:-1])
            others[chain] = others.get(chain, 0) + 1
            continue
        bottom = chain.metric.bottom
        constant += scale.addend
        straight[bottom] = straight.get(bottom, Affine()) + chain.metric.top.times(scale.factor)
    found = []
    for bottom, top in straight.items():
        metric, factor, addend = quotient(top, bottom)
        constant += addend
        if metric is not None:
            found.append(Chain(metric, (Scale(factor),)))
    found += [chain if n == 1 else chain.then(Scale(Fraction(n))) for chain, n in others.items()]
    return Term(constant, tuple(found))


def levels(chain: Chain, domain: Interval, most: int) -> list[Interval] | None:
    """The stretches of a measure on which a chain of steps keeps one figure; None where it has none, or too many."""
    last = max((k for k, op in enumerate(chain.ops) if isinstance(op, Steps)), default=None)
    if last is None:
        return None
    head = Chain(chain.metric, chain.ops[: last + 1])
    op = chain.ops[last]
    assert isinstance(op, Steps)
    image = head.image(domain)
    if image.low is None or image.high is None or (image.high - image.low) / op.step > most:
        return None
    found = []
    figure = image.low
    while figure <= image.high:
        stretch = head.before(exactly(figure)).meet(domain)
        if not stretch.empty:
            found.append(stretch)
        figure += op.step
    return found


def straight(chain: Chain, domain: Interval) -> Iterator[tuple[Interval, Term]]:
    """A chain without its first cut, stretch by stretch of a domain; as it is where it has none."""
    at = next((k for k, op in enumerate(chain.ops) if isinstance(op, Cut)), None)
    if at is None:
        yield domain, of_chain(chain)
        return
    head, cut = Chain(chain.metric, chain.ops[:at]), chain.ops[at]
    assert isinstance(cut, Cut)
    rest = chain.ops[at + 1 :]
    for end, beyond in ((cut.low, Interval(None, cut.low, False, True)), (cut.high, Interval(cut.high, None, True))):
        if end is not None and not (stretch := head.before(beyond).meet(domain)).empty:
            yield stretch, Term(image(rest, exactly(end)).low or ZERO)
    stretch = head.before(Interval(cut.low, cut.high)).meet(domain)
    if not stretch.empty:
        inner = head
        for op in rest:
            inner = inner.then(op)
        yield from straight(inner, stretch)


def bounds(affine: Affine, known: Mapping[int, Interval]) -> Interval:
    """What a sum can come to where each fact lies between its ends."""
    low: Fraction | None = affine.constant
    high: Fraction | None = affine.constant
    low_open = high_open = False
    for v, c in affine.terms:
        i = known.get(v, ANY)
        a, a_open, b, b_open = (i.low, i.low_open, i.high, i.high_open)
        if c < 0:
            a, a_open, b, b_open = b, b_open, a, a_open
        low = None if low is None or a is None else low + c * a
        high = None if high is None or b is None else high + c * b
        low_open, high_open = low_open or a_open, high_open or b_open
    return Interval(low, high, low is not None and low_open, high is not None and high_open)
