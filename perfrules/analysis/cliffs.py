"""The largest jump of a leaf's score: between two fact sets that differ in one fact by one step of its grid.

Ramps rise by little at most steps; a cliff is where two pieces of the score meet and do not fit. Pairs of pieces are
tried from the greatest difference that their scores could have, until what was found is no less than what is left.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from attrs import evolve, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.direction import Pair
from perfrules.analysis.leaves import LeafView, Piece
from perfrules.analysis.paths import Conditions
from perfrules.analysis.space import Decision, Met, Never
from perfrules.analysis.study import Study
from perfrules.analysis.verdicts import Witness
from perfrules.types.interval import Interval

MOST_TRIED = 24


@frozen
class Cliff:
    """The greatest jump found and the step of a fact that causes it, scored in production.

    `greatest` tells that no step can cause a greater one; else it is only the greatest that was found.
    """

    node: str
    fact: str
    step: Fraction
    points: Fraction
    witness: Witness
    greatest: bool


def cliff(study: Study, view: LeafView) -> Cliff | None:
    """The largest jump of one leaf; None where none was found."""
    pairs: list[tuple[Fraction, int, Piece, Piece]] = []
    whole = True
    limit = m.ZERO
    # What may be found in one piece, or where pieces meet that were not settled.
    for number in sorted(view.reads):
        if number not in study.space.grids or not study.rises_meaningfully(number):
            whole = whole and not study.rises_meaningfully(number)
            continue
        pieces = view.pieces(number)
        for p, q in product(pieces, pieces):
            most = _most(study, view, p, q)
            whole = whole and most is not None
            if p is q:
                limit = max(limit, most or m.ZERO)
            elif most is not None and most > 0:
                pairs.append((most, number, p, q))
    pairs.sort(key=lambda pair: pair[0], reverse=True)
    best: Cliff | None = None
    for tried, (most, number, p, q) in enumerate(pairs):
        if best is not None and most <= best.points:
            break
        if tried >= MOST_TRIED:
            limit = max(limit, most)
            break
        if isinstance(_one_step(study, number, (p.conditions, q.conditions), p.required | q.required), Never):
            continue
        found = _jump(study, view, number, p, q)
        if found is not None and (best is None or found.points > best.points):
            best = found
        if found is None or found.points < most:
            limit = max(limit, most)
    return None if best is None else evolve(best, greatest=whole and best.points >= limit)


def _one_step(study: Study, number: int, places: tuple[Conditions, Conditions], required: frozenset[str]) -> Decision:
    """Whether one step of a fact can lead from conditions to others."""
    space = study.space
    parts = [(places[0], {}), (places[1], {number: space.twin(number)})]
    return space.decide(parts, space.reliable(required), space.rises(number, space.grids[number]))


def _most(study: Study, view: LeafView, p: Piece, q: Piece) -> Fraction | None:
    """The most that scores in two pieces, or at two places of one, can differ; None where that has no limit."""
    if p.final is not q.final:
        return _difference(view.score_of(p), view.score_of(q))
    found = _difference(_range(study, p), _range(study, q))
    # What the others add is the same in both; rounding the sums can set them one step further apart.
    return found if found is None or p.final else found + sum((op.step for op in view.rounding), m.ZERO)


def _range(study: Study, piece: Piece) -> Interval:
    return study.space.paths.range_of(piece.value, piece.conditions)


def _difference(a: Interval, b: Interval) -> Fraction | None:
    """The most that two scores can differ."""
    if None in (a.low, a.high, b.low, b.high):
        return None
    assert a.low is not None and a.high is not None and b.low is not None and b.high is not None
    return max(a.high - b.low, b.high - a.low)


def _jump(study: Study, view: LeafView, number: int, p: Piece, q: Piece) -> Cliff | None:
    """The greatest jump that is found between two pieces, from where their scores lie furthest apart."""
    space = study.space
    twin = space.twin(number)
    best: Cliff | None = None
    places = product(study.spread(p.conditions, p.value), study.spread(q.conditions, q.value))
    for (first, a), (second, b) in sorted(places, key=lambda two: abs(two[0][1] - two[1][1]), reverse=True):
        met = _one_step(study, number, (first, second), p.required | q.required)
        if not isinstance(met, Met) or (best is not None and best.points >= abs(a - b)):
            continue
        before = {v: value for v, value in met.values.items() if v != twin}
        pair = Pair(before, {**before, number: met.values[twin]})
        for facts, scores in study.scored_pairs(view.leaf.name, pair, view):
            jump = abs(scores[1] - scores[0])
            if jump > (m.ZERO if best is None else best.points):
                found = study.replayed(view.leaf.name, facts, space.names[number])
                if found is not None and abs(found.scores[1] - found.scores[0]) == jump:
                    best = Cliff(view.leaf.name, space.names[number], space.grids[number], jump, found, False)
    return best
