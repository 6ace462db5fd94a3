"""What a rule does to a measure: images and origins of intervals say what single figures say."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.analysis import measures as m
from perfrules.analysis.evaluate import rounded
from perfrules.types.interval import Interval
from tests.support.settings import drawing

FIGURES = st.fractions(-3, 3, max_denominator=4)
OPS = st.one_of(
    st.builds(m.Scale, FIGURES.filter(bool), FIGURES),
    st.tuples(FIGURES, FIGURES).map(lambda ends: m.Cut(min(ends), max(ends))),
    st.builds(m.Cut, FIGURES, st.none()),
    st.builds(
        m.Steps,
        st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3)]),
        st.sampled_from(["floor", "ceil", "half-up", "down", "up"]),
    ),
)
CHAINS = st.lists(OPS, min_size=1, max_size=4)
INTERVALS = st.builds(
    lambda ends, low_open, high_open: Interval(min(ends), max(ends), low_open, high_open),
    st.tuples(FIGURES, FIGURES),
    st.booleans(),
    st.booleans(),
)


def _apply(op: m.Op, value: Fraction) -> Fraction:
    match op:
        case m.Scale(factor=factor, addend=addend):
            return factor * value + addend
        case m.Cut(low=low, high=high):
            value = value if high is None else min(value, high)
            return value if low is None else max(value, low)
        case m.Steps(step=step, mode="floor"):
            return math.floor(value / step) * step
        case m.Steps(step=step, mode="ceil"):
            return math.ceil(value / step) * step
        case m.Steps(step=step, mode=mode):
            return rounded(value, step, mode)


def _through(ops: list[m.Op], value: Fraction) -> Fraction:
    for op in ops:
        value = _apply(op, value)
    return value


@drawing(80)
@given(CHAINS, INTERVALS)
def test_images(ops: list[m.Op], domain: Interval) -> None:
    """The image holds what every figure of the interval gives, and its closed ends are given by some figure near an end."""
    if domain.empty:
        return
    found = m.image(ops, domain)
    assert domain.low is not None and domain.high is not None
    steps = [domain.low + (domain.high - domain.low) * Fraction(k, 24) for k in range(25)]
    given = [_through(ops, value) for value in steps if value in domain]
    assert all(value in found for value in given)
    tiny = (domain.high - domain.low) / 10**9
    ends = {
        _through(ops, value)
        for value in (domain.low + tiny, domain.high - tiny, domain.low, domain.high)
        if value in domain
    }
    if found.low is not None and not found.low_open:
        assert found.low in ends
    if found.high is not None and not found.high_open:
        assert found.high in ends
    near = 1000 * tiny + Fraction(1, 10**9)
    for end, is_open in ((found.low, found.low_open), (found.high, found.high_open)):
        if end is not None and is_open:
            assert end not in given and any(0 < abs(value - end) <= near for value in ends)


@drawing(80)
@given(CHAINS, INTERVALS, st.lists(st.fractions(-8, 8, max_denominator=12), min_size=8, max_size=8))
def test_origins(ops: list[m.Op], wanted: Interval, values: list[Fraction]) -> None:
    """A figure comes from the origin of an interval just where it comes to lie in it."""
    first = m.Scale(m.ONE)
    chain = m.Chain(m.Metric(m.Affine(((0, m.ONE),))), (first, *ops))
    origin = chain.before(wanted)
    for value in [*values, *(end for end in (origin.low, origin.high) if end is not None)]:
        assert (value in origin) is (_through(ops, value) in wanted), value


HALF = Fraction(1, 2)
TINY = Fraction(1, 10**6)
ENDS = (None, -m.ONE, -HALF, m.ZERO, HALF, m.ONE)
SHARP = [
    Interval(low, high, low is not None and low_open, high is not None and high_open)
    for low, high, low_open, high_open in product(ENDS, ENDS, (False, True), (False, True))
]
EACH_OP = [
    *(m.Steps(step, mode) for step in (m.ONE, HALF) for mode in ("floor", "ceil", "half-up", "down", "up")),
    *(m.Cut(low, high) for low, high in ((-HALF, HALF), (None, HALF), (-HALF, None), (m.ZERO, m.ZERO))),
    m.Scale(Fraction(2), HALF),
    m.Scale(-HALF, m.ONE),
]


@pytest.mark.parametrize("op", EACH_OP, ids=str)
def test_sharp_origins(op: m.Op) -> None:
    """Intervals that end where steps and cuts do, open and closed, and figures on each of these ends and between them."""
    for wanted in SHARP:
        origin = op.before(wanted)
        for eighths in range(-17, 18):
            value = Fraction(eighths, 8)
            assert (value in origin) is (_apply(op, value) in wanted), (wanted, value)


@pytest.mark.parametrize("op", EACH_OP, ids=str)
def test_sharp_images(op: m.Op) -> None:
    """The ends of an image are those of the figures given, and open just where no figure gives them."""
    for domain in SHARP:
        found = m.image([op], domain)
        places = [Fraction(k, 8) + n * TINY for k in range(-17, 18) for n in (-1, 0, 1)]
        given = [_apply(op, value) for value in places if value in domain]
        assert found.empty == (not given), domain
        assert all(value in found for value in given), domain
        for end, is_open, nearest in ((found.low, found.low_open, min), (found.high, found.high_open, max)):
            if given and end is not None:
                assert is_open == (end not in given) and abs(nearest(given) - end) <= 2 * TINY, domain
            if given and end is None:
                assert None in (domain.low, domain.high)


A, B, C = (m.Affine(((n, m.ONE),)) for n in range(3))


def test_one_metric_for_what_differs_by_a_figure() -> None:
    growth = m.of(A - B, B)
    rate = m.of(A, B)
    assert (growth - rate).fixed == -1
    assert growth.chains == rate.chains
    assert m.of(A.times(Fraction(3)), B.times(Fraction(2))).whole() == rate.scaled(Fraction(3, 2)).whole()
    assert m.of(B, B).fixed == 1


def test_the_slope_of_a_quotient_does_not_read_the_fact_itself() -> None:
    (chain,) = m.of(A - B, B + C).chains
    for fact in (0, 1, 2):
        assert fact not in dict(chain.metric.slope(fact).terms)
