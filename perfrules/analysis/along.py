"""A 性质 in a formula: how a leaf's score goes as the formula rises, whatever facts make it rise.

It speaks of two fact sets that differ only in the facts of the formula. Where the part of the rule that reads them
depends on the formula alone, its curve tells: no stretch and no leap may go the other way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from perfrules.analysis import measures as m
from perfrules.analysis.certificate import Claim, Ordered, Same
from perfrules.analysis.curves import Curve, Stretch, curves
from perfrules.analysis.paths import ABOVE
from perfrules.analysis.space import Met, Never
from perfrules.analysis.study import Study
from perfrules.analysis.verdicts import Proved, Refuted, Undecided, Verdict
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import Interval, exactly

ALONG = Words("沿这个量逐段比较", "stretch by stretch along the formula")
NOT_ALONE = Words("得分不只随这个公式变", "the score depends on more than this formula")
OVERRIDDEN = Words("特例也读这些数据", "an override reads these facts too")
MOST_TRIED = 40


def never_along(study: Study, node: str, value: str, wanted: int) -> Verdict:
    """Whether the score of a leaf never goes against `wanted` as a named value rises."""
    view = study.leaves.get(node)
    chain = _chain(study, value)
    if view is None or chain is None:
        return Undecided(NOT_ALONE)
    curve = next((c for c in curves(view) if c.metric == chain.metric), None)
    others = [g for g in view.groups if set(chain.metric.variables) & g.variables]
    if curve is None or len(others) != 1:
        return Undecided(NOT_ALONE)
    for guard in view.leaf.guards:
        if guard.score is not None and _speaks(study, guard, chain.metric):
            return Undecided(OVERRIDDEN)
    way = wanted * chain.direction
    claims: list[Claim] = []
    for k, stretch in enumerate(curve.stretches):
        sign = (stretch.slope > 0) - (stretch.slope < 0)
        if sign * way < 0:
            return _refuted(study, node, curve, [(stretch, stretch)], way)
        claims.append(Same(sign, 1, way))
        for later in curve.stretches[k + 1 :]:
            ends = _image(stretch), _image(later)
            first, second = ends if way > 0 else ends[::-1]
            if first.high is not None and second.low is not None and first.high > second.low:
                return _refuted(study, node, curve, [(stretch, later)], way)
            claims.append(Ordered(first, second))
    return Proved(ALONG, (), tuple(dict.fromkeys(claims)))


def _chain(study: Study, value: str) -> m.Chain | None:
    """What a named value makes of one measure, straight."""
    body = next((v.body for v in study.program.values() if v.name == value), None)
    if body is None:
        return None
    found = [b.value.whole() for b in study.space.paths.of(body) if isinstance(b.value, m.Term)]
    if len(found) != 1 or found[0] is None or found[0].straight is None:
        return None
    return found[0]


def _speaks(study: Study, guard: ir.Guard, metric: m.Metric) -> bool:
    """Whether a guard that reads the facts of a measure can hold where the measure has a value."""
    paths = study.space.paths
    reads = paths.reads(guard.when) if guard.score is None else paths.reads(guard.when) | paths.reads(guard.score)
    if not reads & set(metric.variables):
        return False
    bottom = m.of(metric.bottom).whole()
    known = {} if bottom is None else {bottom.metric: bottom.before(ABOVE)}
    for branch in paths.of(guard.when):
        met = None if branch.value is False else paths.meet(branch.conditions, known)
        if met is not None and not isinstance(study.space.feasible(met, study.rules), Never):
            return True
    return False


def _image(stretch: Stretch) -> Interval:
    chain = m.Chain(m.Metric(m.Affine()), (m.Scale(stretch.slope, stretch.addend),)) if stretch.slope else None
    return exactly(stretch.addend) if chain is None else chain.image(stretch.domain)


def _refuted(study: Study, node: str, curve: Curve, pairs: list[tuple[Stretch, Stretch]], way: int) -> Verdict:
    """Two fact sets that differ in the facts of the measure only, scored in production."""
    tried = 0
    for first, second in pairs:
        for a in _figures(first.domain):
            for b in _figures(second.domain):
                tried += 1
                if a >= b or tried > MOST_TRIED or (second.at(b) - first.at(a)) * way >= 0:
                    continue
                facts = [_facts(study, curve.metric, value) for value in (a, b)]
                if facts[0] is None or facts[1] is None:
                    continue
                found = _shown(study, node, facts[0], facts[1], way)
                if found is not None:
                    return found
    return Undecided(NOT_ALONE)


def _shown(
    study: Study, node: str, first: Mapping[int, Fraction], second: Mapping[int, Fraction], way: int
) -> Refuted | None:
    """Both with the same other facts; several values of these are tried, so that the rest of the score varies."""
    for given in study.fillings(study.leaves[node], first):
        base = study.fill(given)
        if base is None:
            continue
        found = study.replayed(node, (study.facts(base), study.facts({**base, **second})))
        if found is not None and (found.scores[1] - found.scores[0]) * way < 0:
            return Refuted(found)
    return None


def _facts(study: Study, metric: m.Metric, value: Fraction) -> dict[int, Fraction] | None:
    divisors = [v for v, _ in metric.bottom.terms]
    met = study.space.decide([({metric: exactly(value)}, {})], study.rules, (), divisors)
    return {v: met.values[v] for v in metric.variables if v in met.values} if isinstance(met, Met) else None


def _figures(domain: Interval) -> Iterator[Fraction]:
    """Figures of a stretch: its ends, what is beside them, its middle."""
    low, high = domain.low, domain.high
    found = [low, high]
    if low is not None:
        found += [low + n for n in (Fraction(1, 100), Fraction(1, 10), Fraction(1))]
    if high is not None:
        found += [high - n for n in (Fraction(1, 100), Fraction(1, 10), Fraction(1))]
    if low is not None and high is not None:
        found.append((low + high) / 2)
    yield from dict.fromkeys(value for value in found if value is not None and value in domain and abs(value) < 10**9)
