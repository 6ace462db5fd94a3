"""A 性质 in a formula: how a score goes as the formula rises, whatever facts make it rise.

It speaks of two fact sets that differ only in the facts of the formula. Where the part of a rule that reads them
depends on the formula alone, its curve tells: no stretch and no leap may go the other way. A heading or the total goes
where all leaves go that read them. What that leaves open is searched around the edges, and put to a solver where
there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from perfrules.analysis import measures as m
from perfrules.analysis.certificate import Claim, Ordered, Same
from perfrules.analysis.curves import Curve, Stretch, curves
from perfrules.analysis.evaluate import NotComputed
from perfrules.analysis.monotone import AGAINST, PARTS, SEED, UNTOUCHED, Monotone, Structure
from perfrules.analysis.paths import ABOVE
from perfrules.analysis.search import Draws, told
from perfrules.analysis.space import Met, Never
from perfrules.analysis.study import Study
from perfrules.analysis.verdicts import Proved, Refuted, Searched, Undecided, Verdict
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import Interval, exactly

ALONG = Words("沿这个量逐段比较", "stretch by stretch along the formula")
NOT_ALONE = Words("得分不只随这个公式变", "the score depends on more than this formula")
OVERRIDDEN = Words("特例也读这些数据", "an override reads these facts too")
MOST_TRIED = 40


def never_along(monotone: Monotone, node: str, value: str, wanted: int) -> Verdict:
    """Whether the score of a node never goes against `wanted` as a named value rises."""
    study = monotone.study
    moving = study.space.paths.reads(ir.Ref(value))
    leaves = study.leaves_of(node) if node not in study.leaves else [node]
    known = {name: _leaf(study, name, value, wanted) for name in leaves if study.reads(name) & moving}
    if node in study.leaves:
        verdict = known.get(node) or Proved(UNTOUCHED)
        if not isinstance(verdict, Undecided):
            return verdict
        return _searched(monotone, node, value, wanted, moving, verdict.reason)

    def goes(leaf: str, way: int) -> bool:
        if leaf not in known:
            return True
        return isinstance(known[leaf] if way == wanted else _leaf(study, leaf, value, way), Proved)

    if Structure(monotone, moving, wanted, goes).of(node):
        claims = dict.fromkeys(c for v in known.values() if isinstance(v, Proved) for c in v.certificate)
        return Proved(PARTS, (), tuple(claims))
    for part in known.values():
        if isinstance(part, Refuted):
            again = study.replayed(node, part.witness.facts)
            if again is not None and (again.scores[1] - again.scores[0]) * wanted < 0:
                return Refuted(again)
    reason = next((v.reason for v in known.values() if isinstance(v, Undecided)), AGAINST)
    return _searched(monotone, node, value, wanted, moving, reason)


def _searched(monotone: Monotone, node: str, value: str, wanted: int, moving: frozenset[int], reason: Words) -> Verdict:
    """Trials around the edges with the facts of the formula moved, then the solver."""
    study = monotone.study
    draws = Draws(study, node, SEED)
    own = [edge for edge in draws.edges if set(edge.metric.variables) & moving]
    numbers = [v for v in draws.numbers if v in moving]
    tried = 0
    for _ in range(monotone.trials if numbers else 0):
        first = draws.draw()
        second = dict(first)
        for number in draws.random.sample(numbers, draws.random.randint(1, len(numbers))):
            if not own or draws.random.random() < 0.3 or not draws.place(second, draws.random.choice(own), number):
                grid = study.space.grids.get(number) or Fraction(1, 1000)
                second[number] = draws.inside(number, first[number] + draws.random.choice((-10, -1, 1, 1000)) * grid)
        tried += 1
        found = _compared(study, node, value, first, second, wanted)
        if found is not None:
            return found
    searched = Searched(tried, told(study, own), SEED)
    if monotone.solver is not None:
        answer = monotone.solver.never_along(node, value, moving, wanted)
        if not isinstance(answer, Words):
            return answer
        reason = Words(f"{reason.zh}；{answer.zh}", f"{reason.en}; {answer.en}")
    return Undecided(reason, searched)


def _compared(
    study: Study, node: str, value: str, first: Mapping[int, Fraction], second: Mapping[int, Fraction], wanted: int
) -> Refuted | None:
    """Two fact sets, the one with the lower value first, as a witness where the scores go against `wanted`."""
    values = [_value(study, value, facts) for facts in (first, second)]
    if values[0] is None or values[1] is None or values[0] == values[1]:
        return None
    low, high = (first, second) if values[0] < values[1] else (second, first)
    scores = [study.score(node, study.facts(facts)) for facts in (low, high)]
    if scores[0] is None or scores[1] is None or (scores[1] - scores[0]) * wanted >= 0:
        return None
    whole = study.fill(low)
    if whole is None:
        return None
    found = study.replayed(node, (study.facts(whole), study.facts({**whole, **high})))
    return Refuted(found) if found is not None and (found.scores[1] - found.scores[0]) * wanted < 0 else None


def _value(study: Study, value: str, facts: Mapping[int, Fraction]) -> Fraction | None:
    try:
        found: Fraction = study.evaluator.value(study.evaluator.run(study.facts(facts)), ir.Ref(value))
        return found
    except NotComputed:
        return None


def _leaf(study: Study, node: str, value: str, wanted: int) -> Verdict:
    """The same of one leaf, by its curve."""
    view = study.leaves[node]
    chain = _chain(study, value)
    if chain is None:
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
            return _refuted(study, node, curve, (stretch, stretch), chain.direction, wanted)
        claims.append(Same(sign, 1, way))
        for later in curve.stretches[k + 1 :]:
            ends = _image(stretch), _image(later)
            first, second = ends if way > 0 else ends[::-1]
            if first.high is not None and second.low is not None and first.high > second.low:
                return _refuted(study, node, curve, (stretch, later), chain.direction, wanted)
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


def _refuted(
    study: Study, node: str, curve: Curve, places: tuple[Stretch, Stretch], direction: int, wanted: int
) -> Verdict:
    """Two fact sets that differ in the facts of the measure only, the one with the lower value of the formula first.

    The formula goes in a direction as the measure rises, from the first place to the second.
    """
    first, second = places
    tried = 0
    for a, b in product(_figures(first.domain), _figures(second.domain)):
        tried += 1
        if a >= b or tried > MOST_TRIED or (second.at(b) - first.at(a)) * direction * wanted >= 0:
            continue
        low, high = (_facts(study, curve.metric, value) for value in ((a, b) if direction > 0 else (b, a)))
        if low is None or high is None:
            continue
        found = _shown(study, node, low, high, wanted)
        if found is not None:
            return found
    return Undecided(NOT_ALONE)


def _shown(
    study: Study, node: str, first: Mapping[int, Fraction], second: Mapping[int, Fraction], wanted: int
) -> Refuted | None:
    """Both with the same other facts; several values of these are tried, so that the rest of the score varies."""
    for given in study.fillings(study.leaves[node], first):
        base = study.fill(given)
        if base is None:
            continue
        found = study.replayed(node, (study.facts(base), study.facts({**base, **second})))
        if found is not None and (found.scores[1] - found.scores[0]) * wanted < 0:
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
