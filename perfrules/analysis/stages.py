"""Where the stage of rounding changes a grade: one fact set, two readings of 舍入, two grades.

A rubric whose scores are rounded before they are added up is set beside itself with only the total rounded; one that
rounds the total only, beside itself graded before that rounding. Both are programs of their own, made and scored as any
rubric is. A search builds facts from the edges of the grades inwards: each part of the total offers fact sets whose
scores lie where rounding gives or takes most, and the sums of one of each are followed until one lies across an edge.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import define, evolve, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.evaluate import Evaluator, NotComputed, clip, rounded
from perfrules.analysis.leaves import LeafView, Piece
from perfrules.analysis.paths import Branch, Conditions
from perfrules.analysis.search import Draws
from perfrules.analysis.space import Met, components
from perfrules.analysis.study import TOTAL, Outcome, Study
from perfrules.analysis.verdicts import Facts, NotApplicable, Proved, Refuted, Searched, Undecided, Verdict, Witness
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import Interval

BEFORE_THE_SUM, BEFORE_THE_GRADE, BEHIND_THE_GRADE = "scores", "total", "grade"
"""What 舍入 speaks of: each score, before the sum; the total, before its grade; the total, behind its grade."""

NO_GRADES = Words("没有按总分划的等级", "no grade hangs on the total")
NOT_ROUNDED = Words("没有舍入", "nothing is rounded")
ON_GRID = Words("舍入以前就没有多余的小数", "every score has no more decimals than are kept, before any rounding")
ONE_ONLY = Words(
    "至多一项得分有多余的小数，先舍入后舍入一样", "one score at most is rounded at all, which then comes to the same"
)
ONE_GRADE = Words("总分都在一个等级里", "all totals have one grade")
NOT_FOUND = Words("没有找到总分跨过等级界限的数据", "no facts were found whose totals lie across an edge of the grades")
ROWS = Words(
    "没有找到总分跨过等级界限的数据；明细只试了有代表的几份",
    "no facts were found whose totals lie across an edge of the grades; of rows a few tables were tried",
)

MOST_OFFERS = 14
"""Fact sets that one part of the total offers."""
MOST_PLACES = 5
"""Places between two rounded scores that are looked at in one piece of a leaf."""
MOST_TRIED = 30
"""Sums across an edge whose facts are scored before the search gives up."""
CLOSE = Fraction(1, 25)
"""How near to where rounding turns, in its steps."""
FINE = 10**9
"""Parts of a point that sums are followed in; what is found is worked out exactly."""
MOST_SOLVED = 4
"""Parts that are solved for."""
TRIALS, SEED = 1000, 17


@frozen
class Stages:
    """The answer: `declared` is the stage at which the rubric rounds, `instead` the one it was compared with.

    Where facts were found the witness has them once, with the total and the grade that are declared; `other` is what
    production makes of them at the other stage. `read` are the figures that the two grades are read from, and `moved`
    the scores that rounding changes before they are added up, without it and with it.
    """

    declared: str
    instead: str
    verdict: Verdict
    other: Outcome | None = None
    read: tuple[Fraction, ...] = ()
    moved: tuple[tuple[str, Fraction, Fraction], ...] = ()


@frozen
class _Offer:
    """Values of the facts of one part of the total, and what its leaves then come to at both stages."""

    values: Mapping[int, Fraction]
    mine: Fraction
    theirs: Fraction


def stages(study: Study, other: Study | None, declared: str, instead: str) -> Stages:
    """Whether some facts have another grade at another stage of rounding; `other` is None where nothing is rounded."""
    total = study.program.total
    if not total.grades or total.grade_index or total.grade_cases or study.program.results:
        return Stages(declared, instead, NotApplicable(NO_GRADES))
    if other is None:
        return Stages(declared, instead, NotApplicable(NOT_ROUNDED))
    return _Comparison(study, other, declared, instead).answer()


@define(slots=False)
class _Comparison:
    """One rubric at two stages; facts have the same numbers in both."""

    study: Study
    other: Study
    declared: str
    instead: str
    tried: int = 0
    asked: int = 0

    def answer(self) -> Stages:
        """Proved, refuted by facts, or left open."""
        method = self._never()
        if method is not None:
            return Stages(self.declared, self.instead, Proved(method))
        for facts in self._facts():
            self.tried += 1
            found = self._replayed(facts)
            if found is not None:
                return found
        reason = ROWS if any(item.kind == "rows" for item in self.study.program.inputs) else NOT_FOUND
        return Stages(self.declared, self.instead, Undecided(reason, Searched(self.tried, self._told(), SEED)))

    def _told(self) -> tuple[Words, ...]:
        return tuple(Words(f"总分{edge}分", f"a total of {edge}") for edge in sorted(map(str, self._edges)))

    @cached_property
    def _edges(self) -> tuple[Fraction, ...]:
        ends = (end for g in self.study.program.total.grades for end in (g.interval.low, g.interval.high))
        return tuple(dict.fromkeys(end for end in ends if end is not None))

    # Where it cannot be

    def _never(self) -> Words | None:
        """Why no facts can have two grades; None where that is not plain."""
        from perfrules.analysis.monotone import Ranges

        ranges = [Ranges(one).total for one in (self.study, self.other)]
        if not any(found.empty for found in ranges) and not self._reads_scores:
            for grade in self.study.program.total.grades:
                if all(found.meet(grade.interval) == found for found in ranges):
                    return ONE_GRADE
        if not self._plain:
            return None
        off = [leaf for leaf in self._leaves if not self._on_grid(self.other.leaves[leaf])]
        if not off:
            return ON_GRID
        low = self.other.leaves[off[0]].range.low
        alike = len({(r.step, r.mode) for r in self._roundings}) == 1
        if len(off) == 1 and alike and self.declared == BEFORE_THE_SUM and low is not None and low >= 0:
            return ONE_ONLY
        return None

    @cached_property
    def _plain(self) -> bool:
        """Whether the total is the sum of its leaves, but for limits that are fixed figures on the grid."""
        guards = (*self.study.program.total.caps, *self.study.program.total.vetoes)
        fixed = all(isinstance(g.score, ir.Literal) and self._fits(Fraction(g.score.value)) for g in guards)
        positive = self.study.program.total.adjustments is None
        return self._sums and fixed and positive and not self._reads_scores

    @cached_property
    def _reads_scores(self) -> bool:
        """Whether a rule, a limit of the total or a veto of its grade reads a score, which rounding changes."""
        program = self.study.program
        nodes = [*program.total.nodes()]
        nodes += [n for d in program.definitions if not isinstance(d, ir.Heading) for n in ir.children(d)]
        return any(isinstance(part, (ir.ScoreOf, ir.Applies)) for node in nodes for part in ir.walk(node))

    @cached_property
    def _roundings(self) -> tuple[ir.Rounding, ...]:
        """Every rounding of both programs."""
        found = []
        for program in (self.study.program, self.other.program):
            found += [leaf.rounding for leaf in program.leaves()]
            found += [program.total.rounding, program.total.cap_rounding]
        return tuple(dict.fromkeys(one for one in found if one is not None))

    @cached_property
    def _step(self) -> Fraction:
        """The finest step that anything is rounded to."""
        return min(rounding.step for rounding in self._roundings)

    @cached_property
    def _coarse(self) -> Fraction:
        return max(rounding.step for rounding in self._roundings)

    @cached_property
    def _leaves(self) -> list[str]:
        return self.study.leaves_of(TOTAL)

    def _fits(self, value: Fraction) -> bool:
        return (value / self._coarse).denominator == 1

    def _on_grid(self, view: LeafView) -> bool:
        """Whether a leaf that is not rounded has no more decimals than the coarsest rounding keeps."""
        ends = (view.leaf.clip.low, view.leaf.clip.high, view.constant)
        if view.leaf.unrecorded or not all(end is None or self._fits(end) for end in ends):
            return False
        pieces = [Branch(p.conditions, p.value) for p in view.guards[0]]
        return all(self._steps(b) for b in (*pieces, *(b for g in view.groups for b in g.branches)))

    def _steps(self, branch: Branch) -> bool:
        """Whether what a way leads to lies on the grid, each of its chains by itself."""
        if not isinstance(branch.value, m.Term) or not self._fits(branch.value.constant):
            return False
        return all(self._chain_steps(chain) for chain in branch.value.chains)

    def _chain_steps(self, chain: m.Chain) -> bool:
        step = self.study.space.step(chain.metric)
        on = m.ZERO
        for op in chain.ops:
            if isinstance(op, m.Steps):
                step = op.step if step is None else step
                step, on = (op.step, m.ZERO) if not _multiple(step, op.step) or on else (step, on)
            elif isinstance(op, m.Scale):
                step, on = (None if step is None else step * abs(op.factor)), on * op.factor + op.addend
            elif not all(end is None or self._fits(end) for end in (op.low, op.high)):
                return False
        return step is not None and self._fits(step) and self._fits(on)

    # Facts that may show it

    def _facts(self) -> Iterator[Facts]:
        """Fact sets that the analyser's evaluator grades in two ways."""
        found = self._summed() if self._sums else self._judged()
        for values in found:
            facts = self._differs(values)
            if facts is not None:
                yield facts
        draws = Draws(self.study, TOTAL, SEED)
        for _ in range(TRIALS):
            self.tried += 1
            facts = self._differs(draws.draw())
            if facts is not None:
                yield facts

    def _judged(self) -> Iterator[Mapping[int, Fraction]]:
        """Facts of a total that is judged as a whole, where it comes to an edge of the grades or just below one."""
        judged, paths = self.study.program.total.judged, self.study.space.paths
        for branch in () if judged is None else paths.of(judged):
            chain = branch.value.whole() if isinstance(branch.value, m.Term) else None
            for edge in self._edges:
                if chain is None:
                    continue
                near = chain.before(Interval(edge - self._coarse / 2, edge, False, True))
                met = paths.meet(branch.conditions, {chain.metric: near})
                found = None if met is None else self.study.space.feasible(met, self.study.rules)
                if isinstance(found, Met):
                    yield found.values

    @property
    def _sums(self) -> bool:
        """Whether the total is the sum of its leaves, but for its limits and how it is cut and rounded."""
        total = self.study.program.total
        plain = total.scale is None and total.judged is None
        return plain and all(study.adds(part) for study in (self.study, self.other) for part in study.top)

    def _differs(self, values: Mapping[int, Fraction]) -> Facts | None:
        whole = self.study.fill(values)
        if whole is None:
            return None
        facts = self.study.facts(whole)
        grades = [self._graded(one, facts) for one in (self.study, self.other)]
        return facts if None not in grades and grades[0] != grades[1] else None

    def _graded(self, study: Study, facts: Facts) -> tuple[str | None] | None:
        run = study.evaluator.run(facts)
        try:
            return (study.evaluator.total(run)[1],) if study.evaluator.admits(run) else None
        except NotComputed:
            return None

    def _summed(self) -> Iterator[Mapping[int, Fraction]]:
        """One offer of each part, put together so that the two sums have two grades; those first that are easy to read.

        First one leaf is solved for, where the offers of the others leave a distance that it can make good.
        """
        parts = self._parts
        # Those that rounding changes most come first; a few of them tell more than many.
        order = sorted(parts, key=lambda part: max((abs(o.mine - o.theirs) for o in part.offers), default=m.ZERO))[::-1]
        for k, part in enumerate(order[:MOST_SOLVED]):
            rest = [*order[:k], *order[k + 1 :]]
            for way in self._ways([one.some(n < 2) for n, one in enumerate(rest)]):
                yield from self._solved(part, way)
        for few in dict.fromkeys((2, 3, 5, len(order))):
            ways = self._ways([one.some(n < few) for n, one in enumerate(order)])
            across = [w for w in ways if self._across(Fraction(w.mine, FINE), Fraction(w.theirs, FINE))]
            for way in across[:MOST_TRIED]:
                yield _values(self._calmed(way.offers(), order))

    def _ways(self, parts: Sequence[Sequence[_Offer]]) -> list[_Way]:
        """Sums of one offer of each part: for every sum, in units, the two that differ most either way."""
        unit = int(FINE * (self._step if self.declared == BEFORE_THE_SUM else self._step / 10))
        reached: dict[int, tuple[_Way, _Way]] = {0: (_Way(0, 0, None, None),) * 2}
        for offers in parts:
            grown: dict[int, tuple[_Way, _Way]] = {}
            sizes = [(round(FINE * o.mine), round(FINE * o.theirs), o) for o in offers]
            for way in dict.fromkeys(way for both in reached.values() for way in both):
                for mine, theirs, offer in sizes:
                    sum_, by = way.mine + mine, way.by + mine - theirs
                    known = grown.get(sum_ // unit)
                    if known is not None and known[0].by <= by <= known[1].by:
                        continue
                    new = _Way(sum_, by, offer, way)
                    low, high = known or (new, new)
                    grown[sum_ // unit] = (new if by < low.by else low, new if by > high.by else high)
            reached = grown
        found = dict.fromkeys(way for both in reached.values() for way in both)
        return sorted(found, key=lambda way: abs(way.by), reverse=True)

    def _solved(self, part: _Part, way: _Way) -> Iterator[Mapping[int, Fraction]]:
        """Facts of one leaf that bring the sum of the others to an edge at one stage, and not at the other."""
        if way.by == 0 and self.declared == BEFORE_THE_SUM:
            return
        chosen = way.offers()
        mine, theirs = (sum((f(o) for o in chosen), m.ZERO) for f in (_mine, _theirs))
        for edge in self._edges:
            ends = sorted((edge - mine - self._before(self.study), edge - theirs - self._before(self.other)))
            if ends[0] == ends[1]:
                continue
            up = any(rounding.mode == "up" for rounding in self._roundings)  # then the lower end stays below
            wanted = Interval(ends[0], ends[1], up, not up)
            for piece, chain in part.slopes:
                met = self.study.space.paths.meet(piece.conditions, {chain.metric: chain.before(wanted)})
                found = None if met is None else self.study.space.feasible(met, self.study.rules)
                if isinstance(found, Met):
                    self.asked += 1
                    yield {**_values(chosen), **found.values}
                    if self.asked > MOST_TRIED:
                        return

    def _before(self, study: Study) -> Fraction:
        """How far below an edge a score may be that rounding still brings up to it."""
        total = study.program.total
        found = [leaf.rounding for leaf in study.program.leaves() if leaf.rounding is not None][:1]
        if total.rounding is not None and not total.grade_unrounded:
            found.append(total.rounding)
        return sum((rounding.step * _UP[rounding.mode] for rounding in found), m.ZERO)

    def _across(self, mine: Fraction, theirs: Fraction) -> bool:
        return self._grade(self.study, mine) != self._grade(self.other, theirs)

    def _grade(self, study: Study, total: Fraction) -> str | None:
        """The grade of a sum without caps and vetoes."""
        stated = study.program.total
        total = clip(total, stated.clip)
        final = total if stated.rounding is None else rounded(total, stated.rounding.step, stated.rounding.mode)
        graded = total if stated.grade_unrounded else final
        return next((g.label for g in stated.grades if graded in g.interval), None)

    def _calmed(self, chosen: list[_Offer], parts: Sequence[_Part]) -> list[_Offer]:
        """The same sum with as few scores that rounding changes as it takes, so that it can be read."""
        for k, part in enumerate(parts):
            quiet = next((o for o in part.offers if o.mine == o.theirs == chosen[k].mine), None)
            if chosen[k].mine != chosen[k].theirs and quiet is not None:
                instead = [*chosen[:k], quiet, *chosen[k + 1 :]]
                if self._across(*(sum((part(o) for o in instead), m.ZERO) for part in (_mine, _theirs))):
                    chosen = instead
        return chosen

    @cached_property
    def _parts(self) -> list[_Part]:
        """The groups of leaves that share facts."""
        study = self.study
        reads = {leaf: study.reads(leaf) for leaf in self._leaves}
        linked = [rule.variables for rule in study.space.rules]
        groups = [
            (shared, [n for n in self._leaves if reads[n] & shared])
            for shared in components([*reads.values(), *linked])
        ]
        groups.append((frozenset(), [leaf for leaf in self._leaves if not reads[leaf]]))
        found = []
        for shared, leaves in groups:
            if leaves:
                views = [self.other.leaves[leaf] for leaf in leaves]
                slopes = [(p, c) for view in views for p in _pieces(view) if p.final and (c := _sloped(p)) is not None]
                found.append(_Part(self._offers(leaves, shared), slopes))
        return found

    def _offers(self, leaves: Sequence[str], shared: frozenset[int]) -> list[_Offer]:
        found: dict[tuple[Fraction, Fraction], _Offer] = {}
        for leaf in leaves:
            for values in self._values(self.other.leaves[leaf]):
                offer = self._offer(leaves, values, shared)
                if offer is not None:
                    found.setdefault((offer.mine, offer.theirs), offer)
        # The greatest differences either way; for the rest what is spread over all that the part can come to.
        by_turn = sorted((o for o in found.values() if o.mine != o.theirs), key=lambda o: o.mine - o.theirs)
        still = sorted((o for o in found.values() if o.mine == o.theirs), key=lambda o: o.mine, reverse=True)
        turning = [*by_turn[:3], *by_turn[3:][-4:]]
        every = max(1, -(-len(still) // (MOST_OFFERS - len(turning))))
        return [*still[::every], *turning]

    def _offer(self, leaves: Sequence[str], values: Mapping[int, Fraction], shared: frozenset[int]) -> _Offer | None:
        whole = self.study.fill(values)
        if whole is None:
            return None
        facts = self.study.facts(whole)
        sums = []
        for study in (self.study, self.other):
            run = study.evaluator.run(facts)
            try:
                sums.append(sum((study.evaluator.score(run, leaf) for leaf in leaves), m.ZERO))
            except NotComputed:
                return None
        return _Offer({v: value for v, value in whole.items() if v in shared}, sums[0], sums[1])

    def _values(self, view: LeafView) -> Iterator[Mapping[int, Fraction]]:
        """Facts of one leaf: in each of its pieces where rounding turns, and spread over what it gives."""
        study, paths = self.study, self.study.space.paths
        yield {}
        for number in study.rows_of(view.leaf.name):
            yield from ({number: Fraction(k)} for k in range(1, len(study.tables(study.space.names[number]))))
        for piece in _pieces(view):
            chain = _sloped(piece)
            wanted: list[Conditions] = [c for c, _ in study.spread(piece.conditions, piece.value)]
            for interval in () if chain is None else self._turns(paths.range_of(piece.value, piece.conditions)):
                near = {} if chain is None else {chain.metric: chain.before(interval)}
                met = paths.meet(piece.conditions, near)
                wanted += [] if met is None else [met]
            for conditions in wanted:
                met_ = study.space.feasible(conditions, study.rules)
                if isinstance(met_, Met):
                    yield met_.values

    def _turns(self, image: Interval) -> Iterator[Interval]:
        """Stretches just above and just below where rounding turns, spread over what a piece gives."""
        low = image.low if image.low is not None else (image.high or m.ZERO) - 10
        high = image.high if image.high is not None else low + 10
        step = self._roundings[0].step if len(self._roundings) == 1 else self._step
        mode = self._roundings[0].mode
        first, last = math.floor(low / step), math.ceil(high / step)
        every = max(1, (last - first) // MOST_PLACES)
        for n in range(first, last + 1, every):
            turn = n * step + (step / 2 if mode == "half-up" else 0)
            yield Interval(turn, turn + step * CLOSE).meet(image)
            yield Interval(turn - step * CLOSE, turn, False, True).meet(image)

    # Scored in production

    def _replayed(self, facts: Facts) -> Stages | None:
        mine, theirs = self.study.replay(facts, TOTAL), self.other.replay(facts, TOTAL)
        if mine is None or theirs is None or mine.grade == theirs.grade:
            return None
        before = self.other.evaluator.run(facts)
        moved = []
        for leaf in self._leaves:
            score = self.other.evaluator.score(before, leaf)
            if score != mine.scores[leaf]:
                moved.append((leaf, score, mine.scores[leaf]))
        relevant = tuple(sorted({name for leaf, _, _ in moved for name in self.study.read_names(leaf)}))
        witness = Witness((facts,), (mine.scores[TOTAL],), relevant, None, (mine.grade,))
        read = self._read(self.study, facts), self._read(self.other, facts)
        return Stages(self.declared, self.instead, Refuted(witness), theirs, read, tuple(moved))

    def _read(self, study: Study, facts: Facts) -> Fraction:
        """What a grade is read from: the total, or what it is before it is rounded."""
        total = study.program.total
        if total.grade_unrounded:
            study = evolve(study, program=evolve(study.program, total=evolve(total, rounding=None)))
        evaluator = Evaluator(study.program, study.functions)
        return evaluator.total(evaluator.run(facts))[0]


@frozen(eq=False)
class _Way:
    """A sum of offers at the declared stage, how far it is above the other, the last offer and the way before it."""

    mine: int
    by: int
    last: _Offer | None
    before: _Way | None

    @property
    def theirs(self) -> int:
        """The sum at the other stage."""
        return self.mine - self.by

    def offers(self) -> list[_Offer]:
        """One of each part, in order."""
        found: list[_Offer] = []
        way: _Way | None = self
        while way is not None and way.last is not None:
            found.append(way.last)
            way = way.before
        return found[::-1]


@frozen
class _Part:
    """Leaves that share facts: fact sets that they offer, and the pieces in which one of them rises or falls."""

    offers: Sequence[_Offer]
    slopes: Sequence[tuple[Piece, m.Chain]]

    def some(self, all_: bool) -> Sequence[_Offer]:
        """Its offers; not all of them: those that rounding leaves alone, where there are such."""
        return self.offers if all_ else [o for o in self.offers if o.mine == o.theirs] or self.offers


def _pieces(view: LeafView) -> Iterator[Piece]:
    """The pieces of a leaf, as each group of its facts moves."""
    for group in view.groups:
        yield from view.pieces(next(iter(group.variables), None))


def _sloped(piece: Piece) -> m.Chain | None:
    """What a piece does to its one measure."""
    return piece.value.whole() if isinstance(piece.value, m.Term) else None


def _values(offers: Sequence[_Offer]) -> dict[int, Fraction]:
    return {v: value for offer in offers for v, value in offer.values.items()}


_UP = {"half-up": Fraction(1, 2), "down": Fraction(0), "up": Fraction(1)}


def _mine(offer: _Offer) -> Fraction:
    return offer.mine


def _theirs(offer: _Offer) -> Fraction:
    return offer.theirs


def _multiple(step: Fraction | None, of: Fraction) -> bool:
    return step is not None and (step / of).denominator == 1
