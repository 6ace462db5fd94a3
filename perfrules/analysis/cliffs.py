"""The largest jump of a leaf's score: between two fact sets that differ in one fact by one step of its grid.

Ramps rise by little at every step; a cliff is where two pieces of the score meet and do not fit. Pairs of pieces are
tried from the greatest difference that their scores could have, until what was found is no less than what is left.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from perfrules.analysis.direction import Pair
from perfrules.analysis.leaves import LeafView, Piece
from perfrules.analysis.space import Met
from perfrules.analysis.study import Study
from perfrules.analysis.verdicts import Witness
from perfrules.types.interval import Interval

MOST_TRIED = 24


@frozen
class Cliff:
    """The greatest jump found and the step of a fact that causes it, scored in production.

    `greatest` tells whether no step can cause a greater one; else it is only the greatest that was found.
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
    for number in sorted(view.reads):
        if number not in study.space.grids or not study.rises_meaningfully(number):
            whole = whole and not study.rises_meaningfully(number)
            continue
        pieces = view.pieces(number)
        for p in pieces:
            for q in pieces:
                if p is not q and p.final is q.final:
                    most = _difference(_range(study, p), _range(study, q))
                    if most is not None and most > 0:
                        pairs.append((most, number, p, q))
                    whole = whole and most is not None
    pairs.sort(key=lambda pair: pair[0], reverse=True)
    best: Cliff | None = None
    for tried, (most, number, p, q) in enumerate(pairs):
        if best is not None and most <= best.points:
            return _sure(best, whole)
        if tried >= MOST_TRIED:
            return best
        found = _jump(study, view, number, p, q)
        if found is not None and (best is None or found.points > best.points):
            best = found
    return None if best is None else _sure(best, whole)


def _sure(found: Cliff, whole: bool) -> Cliff:
    return Cliff(found.node, found.fact, found.step, found.points, found.witness, whole)


def _range(study: Study, piece: Piece) -> Interval:
    return study.space.paths.range_of(piece.value, piece.conditions)


def _difference(a: Interval, b: Interval) -> Fraction | None:
    """The most that two scores can differ."""
    if None in (a.low, a.high, b.low, b.high):
        return None
    assert a.low is not None and a.high is not None and b.low is not None and b.high is not None
    return max(a.high - b.low, b.high - a.low)


def _jump(study: Study, view: LeafView, number: int, p: Piece, q: Piece) -> Cliff | None:
    space = study.space
    step = space.grids[number]
    rows = space.rises(number, step)
    names = {number: space.twin(number)}
    rules = space.reliable(p.required | q.required)
    for first, _ in study.spread(p.conditions, p.value):
        for second, _ in study.spread(q.conditions, q.value):
            met = space.decide([(first, {}), (second, names)], rules, rows)
            if not isinstance(met, Met):
                continue
            twin = space.twin(number)
            before = {v: value for v, value in met.values.items() if v != twin}
            pair = Pair(before, {**before, number: met.values[twin]}, p, q)
            for wanted in (1, -1):
                refuted = study.show_pair(view.leaf.name, pair, wanted, view)
                if refuted is not None:
                    jump = abs(refuted.witness.scores[1] - refuted.witness.scores[0])
                    return Cliff(view.leaf.name, space.names[number], step, jump, refuted.witness, False)
    return None
