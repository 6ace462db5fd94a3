"""How a score goes as one fact rises, everything else staying as it is: never falls, never rises, neither, not at all.

Along one fact every measure N ÷ D goes one way, since the sign of its change does not depend on that fact. So two fact
sets that differ in it lie in two pieces of the score (or twice in one), and for each such pair one of these holds: the
pieces are apart for that step; their scores are in order; the score is one function going the right way in both; or
the conditions of both together are impossible. A pair of which none holds gives facts that show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.certificate import Apart, Claim, Ordered, Same
from perfrules.analysis.leaves import LeafView, Piece
from perfrules.analysis.paths import ABOVE, AT, BELOW, Conditions, Result, Unknown
from perfrules.analysis.space import Met, Never, Space
from perfrules.types.interval import Interval

MOST_PAIRS = 4000
MOST_CASES = 9


@frozen
class Pair:
    """Two fact sets that differ in one fact: before and after it rises."""

    before: Mapping[int, Fraction]
    after: Mapping[int, Fraction]

    @property
    def changed(self) -> int:
        """The fact that rises."""
        return next(v for v in self.before if self.before[v] != self.after[v])


Way = tuple[int, bool]
"""1, 0 or -1, and whether strictly."""


@define
class Question:
    """Whether a score never goes against `wanted` (1: it never falls, -1: it never rises) as a fact rises.

    `claims` grow as pairs of pieces are settled; `open` tells whether one could not be.
    """

    space: Space
    pieces: Sequence[Piece]
    variable: int
    wanted: int
    claims: dict[Claim, None] = field(factory=dict)
    open: bool = False
    _left: list[tuple[Piece, Piece, Conditions]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        if len(self.pieces) ** 2 > MOST_PAIRS:
            self.open = True
            return
        for case, ways in self._cases(self.pieces, self.variable):
            for p in self.pieces:
                for q in self.pieces:
                    apart_ = self._apart(p, q, ways)
                    found = (apart_,) if apart_ is not None else self._in_order(p, q, self.variable, self.wanted, ways)
                    if found is None:
                        self._left.append((p, q, case))
                    else:
                        self.claims.update(dict.fromkeys(found))

    @property
    def plain(self) -> bool:
        """Whether it was settled without elimination."""
        return not self._left and not self.open

    def suspects(self) -> Iterator[Pair]:
        """Facts that may show the opposite, pair by pair of pieces; then the question is settled or open."""
        for p, q, case in self._left:
            found = self._pair(p, q, self.variable, self.wanted, case)
            if isinstance(found, Pair):
                yield found
            elif found is None:
                self.open = True
            else:
                self.claims.update(dict.fromkeys(found))

    def _cases(self, pieces: Sequence[Piece], variable: int) -> Iterator[tuple[Conditions, dict[m.Metric, Way]]]:
        """How every measure goes; where that depends on other facts, each way under its condition on them."""
        ways: dict[m.Metric, Way] = {}
        mixed: dict[m.Chain, list[m.Metric]] = {}
        for metric in _measures(pieces):
            if variable not in metric.variables:
                ways[metric] = (0, True)
                continue
            way = sign(self.space.slope(metric, variable, {}))
            if way is not None:
                ways[metric] = way
                continue
            chain = m.of(metric.slope(variable)).whole()
            assert chain is not None
            mixed.setdefault(chain, []).append(metric)
        if 3 ** len(mixed) > MOST_CASES:
            yield {}, ways
            return
        cases: list[tuple[Conditions, dict[m.Metric, Way]]] = [({}, ways)]
        for chain, metrics in mixed.items():
            split = []
            for conditions, known in cases:
                for direction, part in ((1, ABOVE), (0, AT), (-1, BELOW)):
                    met = self.space.paths.meet(conditions, {chain.metric: chain.before(part)})
                    if met is not None:
                        split.append((met, {**known, **dict.fromkeys(metrics, (direction, True))}))
            cases = split
        yield from cases

    def _pair(
        self, p: Piece, q: Piece, variable: int, wanted: int, case: Conditions
    ) -> tuple[Claim, ...] | Pair | None:
        """Claims that keep a pair in order; else facts that may not, or None where it is left open."""
        rules = self.space.reliable(p.required | q.required)
        names = {variable: self.space.twin(variable)}
        rows = self.space.rises(variable)
        alone = self.space.decide([(p.conditions, {}), (q.conditions, names), (case, {})], rules, rows)
        if isinstance(alone, Never):
            return alone.proofs
        settled = self._beyond(p, q, variable, wanted, case)
        if settled is not None:
            return settled
        for first, second in self._worse(p, q, wanted):
            before = self.space.paths.meet(p.conditions, first)
            after = self.space.paths.meet(q.conditions, second)
            if before is None or after is None:
                continue
            met = self.space.decide([(before, {}), (after, names), (case, {})], rules, rows)
            if isinstance(met, Met):
                return self._facts(met, variable)
        return None

    def _beyond(self, p: Piece, q: Piece, variable: int, wanted: int, case: Conditions) -> tuple[Claim, ...] | None:
        """Whether the scores cannot cross: neither piece reaches beyond the other's ends the wrong way."""
        if p.final is not q.final or isinstance(p.value, bool) or isinstance(q.value, bool):
            return None
        a, b = self._range(p.value, p), self._range(q.value, q)
        if wanted > 0:
            first, second = Interval(b.low, None, True), Interval(None, a.high, False, True)
        else:
            first, second = Interval(None, b.high, False, True), Interval(a.low, None, True)
        left, right = self._before(p.value, first), self._before(q.value, second)
        if left is None or right is None:
            return None
        before, after = self.space.paths.meet(p.conditions, left), self.space.paths.meet(q.conditions, right)
        if before is None or after is None:
            return (Ordered(a, b) if wanted > 0 else Ordered(b, a),) if _touch(a, b, wanted) else None
        names = {variable: self.space.twin(variable)}
        rules = self.space.reliable(p.required | q.required)
        found = self.space.decide([(before, {}), (after, names), (case, {})], rules, self.space.rises(variable))
        return found.proofs if isinstance(found, Never) else None

    def _facts(self, met: Met, variable: int) -> Pair:
        twin = self.space.twin(variable)
        before = {v: value for v, value in met.values.items() if v != twin}
        after = {**before, variable: met.values[twin]}
        return Pair(before, after)

    def _apart(self, p: Piece, q: Piece, ways: Mapping[m.Metric, Way]) -> Apart | None:
        for metric in dict.fromkeys((*p.conditions, *q.conditions)):
            way = ways.get(metric)
            if way is None:
                continue
            a = p.conditions.get(metric)
            b = q.conditions.get(metric)
            a = self.space.bounds(metric) if a is None else a
            b = self.space.bounds(metric) if b is None else b
            if apart(a, b, way):
                return Apart(a, b, way[0], way[1])
        return None

    def _in_order(
        self, p: Piece, q: Piece, variable: int, wanted: int, ways: Mapping[m.Metric, Way]
    ) -> tuple[Claim, ...] | None:
        if p.final is not q.final:
            return self._ordered(self._score(p), self._score(q), wanted)
        x, y = p.value, q.value
        if isinstance(x, Unknown) and x is y:
            way = 1 if variable in x.rises else -1 if variable in x.falls else 0 if variable not in x.reads else None
            return (Same(1, way, wanted),) if way is not None and way * wanted >= 0 else None
        if isinstance(x, m.Term) and isinstance(y, m.Term):
            claims: list[Claim] = []
            left, right = list(x.chains), list(y.chains)
            for chain in x.chains:
                known = ways.get(chain.metric)
                if chain in right and known is not None and known[0] * chain.direction * wanted >= 0:
                    left.remove(chain)
                    right.remove(chain)
                    claims.append(Same(chain.direction, known[0], wanted))
            a = self._range(m.Term(x.constant, tuple(left)), p)
            b = self._range(m.Term(y.constant, tuple(right)), q)
            if not left and not right and x.constant == y.constant:
                return tuple(claims) or (Ordered(a, b),)
            ordered = self._ordered(a, b, wanted)
            return None if ordered is None else (*claims, *ordered)
        return self._ordered(self._range(x, p), self._range(y, q), wanted)

    def _ordered(self, a: Interval, b: Interval, wanted: int) -> tuple[Claim, ...] | None:
        first, second = (a, b) if wanted > 0 else (b, a)
        fits = first.high is not None and second.low is not None and first.high <= second.low
        return (Ordered(first, second),) if fits else None

    def _range(self, value: Result, piece: Piece) -> Interval:
        return self.space.paths.range_of(value, piece.conditions)

    def _score(self, piece: Piece) -> Interval:
        """What a piece gives as a score; what a group gives is only part of one."""
        value = self._range(piece.value, piece)
        return value if piece.final or piece.view is None else piece.view.tail(value + piece.rest)

    def _worse(self, p: Piece, q: Piece, wanted: int) -> Iterator[tuple[Conditions, Conditions]]:
        """Conditions under which the score surely goes the other way from one piece to the other."""
        a, b = self._range(p.value, p), self._range(q.value, q)
        if a.constant is not None and b.constant is not None:
            if (p.final is q.final and (a.constant - b.constant) * wanted > 0) or p.final is not q.final:
                yield {}, {}
            return
        if isinstance(p.value, bool) or isinstance(q.value, bool):
            return
        for figure in _between(a, b, wanted):
            first = Interval(figure, None, True) if wanted > 0 else Interval(None, figure, False, True)
            second = Interval(None, figure) if wanted > 0 else Interval(figure, None)
            left, right = self._before(p.value, first), self._before(q.value, second)
            if left is not None and right is not None:
                yield left, right
        yield {}, {}

    def _before(self, value: Result, wanted: Interval) -> Conditions | None:
        if not isinstance(value, m.Term):
            return None
        if value.fixed is not None:
            return {} if value.fixed in wanted else None
        chain = value.whole()
        return None if chain is None else {chain.metric: chain.before(wanted)}


def _touch(a: Interval, b: Interval, wanted: int) -> bool:
    first, second = (a, b) if wanted > 0 else (b, a)
    return first.high is not None and second.low is not None and first.high <= second.low


def _between(a: Interval, b: Interval, wanted: int) -> list[Fraction]:
    """Figures that part two ranges the wrong way: some of the first beyond it, some of the second not."""
    top, bottom = (a.high, b.low) if wanted > 0 else (b.high, a.low)
    if top is None and bottom is None:
        return [m.ZERO]
    if top is None or bottom is None:
        end = bottom if top is None else top
        assert end is not None
        sign_ = 1 if top is None else -1
        return [end, end + sign_, end + 10 * sign_]
    if top <= bottom:
        return []
    middle = (top + bottom) / 2
    span = top - bottom
    ends = [bottom if wanted > 0 else top, *(end for n in (10, 100) for end in (bottom + span / n, top - span / n))]
    return [middle, *ends]


def _measures(pieces: Sequence[Piece]) -> list[m.Metric]:
    found: dict[m.Metric, None] = {}
    for piece in pieces:
        found.update(dict.fromkeys(piece.conditions))
        if isinstance(piece.value, m.Term):
            found.update(dict.fromkeys(chain.metric for chain in piece.value.chains))
    return list(found)


def sign(slope: Interval) -> Way | None:
    """The way of a measure by what its slope can be."""
    if slope.low == 0 and slope.high == 0:
        return 0, True
    if slope.low is not None and slope.low >= 0:
        return 1, slope.low > 0 or slope.low_open
    if slope.high is not None and slope.high <= 0:
        return -1, slope.high < 0 or slope.high_open
    return None


def apart(a: Interval, b: Interval, way: Way) -> bool:
    """Whether a measure that goes a way cannot be in `a` before and in `b` after."""
    direction, strictly = way
    if direction == 0:
        return a.meet(b).empty
    low, high = (a, b) if direction > 0 else (b, a)
    if low.low is None or high.high is None:
        return False
    if low.low == high.high:
        return strictly or low.low_open or high.high_open
    return low.low > high.high


def merged(views: Sequence[LeafView], space: Space, most: int) -> tuple[Piece, ...] | None:
    """The sum of several leaves in pieces; None where they are too many."""
    found: list[Piece] = [Piece({}, m.Term(), frozenset(), True, True)]
    for view in views:
        pieces = view.all_pieces(most)
        if pieces is None:
            return None
        joined = []
        for a in found:
            for b in pieces:
                met = space.paths.meet(a.conditions, b.conditions)
                if met is None:
                    continue
                value = space.paths._arith("+", a.value, b.value, met)[0][1]
                required = a.required | b.required
                if isinstance(view.possible(met, required), Never):
                    continue
                joined.append(Piece(met, value, required, a.exact and b.exact, True))
            if len(joined) > most:
                return None
        found = joined
    return tuple(found)
