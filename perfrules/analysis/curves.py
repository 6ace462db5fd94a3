"""A score as a function of one measure: in straight stretches, each end in its place and marked open or closed.

For what a rule makes of a measure alone; what overrides say before it is told beside the curve, not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from perfrules.analysis import measures as m
from perfrules.analysis.leaves import Group, LeafView
from perfrules.analysis.space import Space
from perfrules.types.interval import Interval, exactly

MOST_STEPS = 120


@frozen
class Stretch:
    """Where the measure lies in `domain` the score is slope × measure + addend."""

    domain: Interval
    slope: Fraction
    addend: Fraction

    def at(self, value: Fraction) -> Fraction:
        """The score there; at an open end the limit."""
        return self.slope * value + self.addend


@frozen
class Curve:
    """What a leaf, or one part of its rule, gives over a measure, from its least value to its greatest."""

    leaf: str
    metric: m.Metric
    stretches: tuple[Stretch, ...]
    whole: bool
    """Whether it is the score of the leaf, before it is rounded; else what these clauses add or take."""

    @property
    def edges(self) -> tuple[Fraction, ...]:
        """Where one stretch goes over into another."""
        ends = {end for s in self.stretches for end in (s.domain.low, s.domain.high) if end is not None}
        return tuple(sorted(ends))

    @property
    def jumps(self) -> tuple[tuple[Fraction, Fraction, Fraction], ...]:
        """Edges at which the score leaps, with the score just below and just above."""
        found = []
        for edge in self.edges:
            below = next((s for s in self.stretches if s.domain.high == edge and s.domain.low != edge), None)
            above = next((s for s in self.stretches if s.domain.low == edge and s.domain.high != edge), None)
            if below is not None and above is not None and below.at(edge) != above.at(edge):
                found.append((edge, below.at(edge), above.at(edge)))
        return tuple(found)


def curves(view: LeafView) -> Iterator[Curve]:
    """The curves of a leaf: one for each part of its rule that depends on one measure alone."""
    for group in view.groups:
        found = _curve(view, group)
        if found is not None:
            yield found


def _curve(view: LeafView, group: Group) -> Curve | None:
    space = view.space
    metrics = {metric for b in group.branches for metric, i in b.conditions.items() if not _plain(space, metric, i)}
    for b in group.branches:
        if not isinstance(b.value, m.Term) or not b.exact:
            return None  # more than its conditions may decide
        metrics |= {chain.metric for chain in b.value.chains}
    if len(metrics) != 1:
        return None
    (metric,) = metrics
    if metric.single and _discrete(space, metric):
        return None
    whole = len(view.groups) == 1
    found: list[Stretch] = []
    for b in group.branches:
        assert isinstance(b.value, m.Term)
        known = b.conditions.get(metric)
        term = b.value + m.Term(view.constant) if whole else b.value
        if whole and term.chains:
            cut = m.Cut(view.leaf.clip.low, view.leaf.clip.high)
            chain = term.whole()
            term = term if chain is None else m.of_chain(chain.then(cut))
        elif whole:
            low, high = view.leaf.clip.low, view.leaf.clip.high
            term = m.Term(m.image((m.Cut(low, high),), exactly(term.constant)).low or m.ZERO)
        domain = space.bounds(metric) if known is None else known
        found += _stretches(term, domain)
    if not found or len(found) > MOST_STEPS:
        return None
    found.sort(key=lambda s: (s.domain.low is not None, s.domain.low or m.ZERO, s.domain.high or m.ZERO))
    return Curve(view.leaf.name, metric, tuple(_joined(found)), whole)


def _plain(space: Space, metric: m.Metric, interval: Interval) -> bool:
    """Whether a condition says no more than that a divisor is above 0."""
    above = space.bounds(metric).meet(Interval(m.ZERO, None, True))
    return space.on_lattice(metric, above).inside(interval)


def _discrete(space: Space, metric: m.Metric) -> bool:
    """Whether it is a yes or no, or a label."""
    item = space.inputs[metric.top.terms[0][0]]
    return item is None or item.kind in ("flag", "label", "date")


def _stretches(term: m.Term, domain: Interval) -> Iterator[Stretch]:
    """A sum of chains over one measure, part by part straight."""
    for k, chain in enumerate(term.chains):
        if chain.straight is not None:
            continue
        rest = m.Term(term.constant, (*term.chains[:k], *term.chains[k + 1 :]))
        # A cut first: between its ends there are only so many steps.
        if any(isinstance(op, m.Cut) for op in chain.ops):
            for stretch, straight in m.straight(chain, domain):
                yield from _stretches(rest + straight, stretch)
        else:
            for stretch in m.levels(chain, domain, MOST_STEPS) or ():
                level = chain.image(stretch).low
                yield from _stretches(rest + m.Term(level or m.ZERO), stretch)
        return
    slope, addend = m.ZERO, term.constant
    for chain in term.chains:
        scale = chain.straight
        assert scale is not None
        slope, addend = slope + scale.factor, addend + scale.addend
    yield Stretch(domain, slope, addend)


def _joined(stretches: list[Stretch]) -> Iterator[Stretch]:
    """Stretches of one straight line that meet, as one."""
    last: Stretch | None = None
    for one in stretches:
        if last is not None and (last.slope, last.addend) == (one.slope, one.addend) and _meet(last.domain, one.domain):
            last = Stretch(last.domain.hull(one.domain), last.slope, last.addend)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _meet(a: Interval, b: Interval) -> bool:
    return a.high is not None and b.low is not None and a.high == b.low and not (a.high_open and b.low_open)
