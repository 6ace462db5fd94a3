"""The direction of every scored node and of the total in every fact: proved, or refuted by two fact sets.

Leaves are decided piece by piece. A heading that adds its parts up goes where all of them go; where they pull in
opposite directions, the leaves that read the fact are put together and decided as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.certificate import Claim
from perfrules.analysis.direction import Question, merged
from perfrules.analysis.leaves import LeafView, Piece
from perfrules.analysis.paths import Unknown
from perfrules.analysis.search import search
from perfrules.analysis.space import Space
from perfrules.analysis.study import TOTAL, Study
from perfrules.analysis.verdicts import Facts, Proved, Refuted, Undecided, Verdict, Witness
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import EMPTY, Interval, exactly

if TYPE_CHECKING:
    from perfrules.analysis.smt import Solver

PIECES = Words("逐段比较", "piece by piece")
PARTS = Words("各项方向一致", "all parts go one way")
UNTOUCHED = Words("与这项数据无关", "it does not read the fact")
MOST_TOGETHER = 60
MOST_SHOWN = 6
"""How many suspected pairs are scored again before the question is left open."""
TRIALS = 1000
SEED = 17

AGAINST = Words("各项方向相反，如何相抵没有看出来", "its parts pull in opposite directions; how they balance is open")
LEFT_OPEN = Words("分段太多，或含有没有范式的算法", "too many pieces, or a form without a normal form")


MOST_VARIED = 12
"""Fact sets of a leaf that are tried beside a pair of another one."""


@frozen
class Direction:
    """How the score of a node goes as a fact rises."""

    node: str
    fact: str
    never_falls: Verdict
    never_rises: Verdict

    @property
    def summary(self) -> str:
        """constant, never-falls, never-rises, neither, or open."""
        up, down = isinstance(self.never_falls, Proved), isinstance(self.never_rises, Proved)
        if up and down:
            return "constant"
        if up or down:
            return "never-falls" if up else "never-rises"
        both = isinstance(self.never_falls, Refuted) and isinstance(self.never_rises, Refuted)
        return "neither" if both else "open"


@define(slots=False)
class Monotone:
    """The table of directions, each worked out once."""

    study: Study
    trials: int = TRIALS
    solver: Solver | None = None
    """Asked about what is left open, where there is one."""
    _found: dict[tuple[str, int, int], Verdict] = field(factory=dict)

    def direction(self, node: str, fact: str) -> Direction:
        """Both ways of one question."""
        number = self.study.space.numbers[fact]
        return Direction(node, fact, self.never(node, number, 1), self.never(node, number, -1))

    def table(self, node: str) -> list[Direction]:
        """The directions of a node in every fact that it reads."""
        numbers = sorted(self.study.reads(node))
        names = [self.study.space.names[v] for v in numbers if self.study.rises_meaningfully(v)]
        return [self.direction(node, name) for name in names]

    def never(self, node: str, number: int, wanted: int) -> Verdict:
        """Whether the score of a node never goes against `wanted` (1: never falls, -1: never rises)."""
        key = (node, number, wanted)
        if key not in self._found:
            self._found[key] = self._never(node, number, wanted)
        return self._found[key]

    def _never(self, node: str, number: int, wanted: int) -> Verdict:
        if number not in self.study.reads(node):
            return Proved(UNTOUCHED)
        if node in self.study.leaves:
            return self._leaf(self.study.leaves[node], number, wanted)
        return self._above(node, number, wanted)

    def _leaf(self, view: LeafView, number: int, wanted: int) -> Verdict:
        return self._decide(view.leaf.name, view.pieces(number), number, wanted, view)

    def _decide(
        self,
        node: str,
        pieces: tuple[Piece, ...],
        number: int,
        wanted: int,
        view: LeafView | None,
        reason: Words = LEFT_OPEN,
    ) -> Verdict:
        question = Question(self.study.space, pieces, number, wanted)
        suspected = 0
        for suspected, pair in enumerate(question.suspects(), 1):
            found = self.study.show_pair(node, pair, wanted, view)
            if found is not None:
                return found
            if suspected >= MOST_SHOWN:
                break
        if not suspected and not question.open:
            required = frozenset().union(*(p.required for p in pieces))
            touched = frozenset(v for p in pieces for t in p.conditions for v in t.variables)
            assumptions = self.study.assumptions(touched, required)
            return Proved(PIECES, assumptions, tuple(question.claims))
        unknown = next((p.value.reason for p in pieces if isinstance(p.value, Unknown)), None)
        return self._search(node, number, wanted, reason if unknown is None else unknown)

    def _search(self, node: str, number: int, wanted: int, reason: Words) -> Verdict:
        found, searched = search(self.study, node, number, wanted, self.trials, SEED)
        if found is not None:
            return found
        if self.solver is not None:
            answer = self.solver.never(node, number, wanted)
            if not isinstance(answer, Words):
                return answer
            reason = Words(f"{reason.zh}；{answer.zh}", f"{reason.en}; {answer.en}")
        return Undecided(reason, searched)

    # Headings and the total

    def _above(self, node: str, number: int, wanted: int) -> Verdict:
        space = self.study.space
        leaves = [name for name in self.study.leaves_of(node) if number in self.study.reads(name)]
        agree = Structure(
            self, frozenset((number,)), wanted, lambda leaf, way: isinstance(self.never(leaf, number, way), Proved)
        )
        if agree.of(node):
            claims: dict[Claim, None] = {}
            assumptions: dict[Words, None] = {}
            for name in leaves:
                for way in (wanted, -wanted):
                    part = self._found.get((name, number, way))
                    if isinstance(part, Proved):
                        claims.update(dict.fromkeys(part.certificate))
                        assumptions.update(dict.fromkeys(part.assumptions))
            return Proved(PARTS, tuple(assumptions), tuple(claims))
        if self.study.adds(node):
            pieces = merged([self.study.leaves[name] for name in leaves], space, MOST_TOGETHER)
            if pieces is not None:
                found = self._decide(node, pieces, number, wanted, None, AGAINST)
                return found
        for name in leaves:
            part = self.never(name, number, wanted)
            if isinstance(part, Refuted):
                for before, after in self._varied(part.witness, [other for other in leaves if other != name]):
                    again = self.study.replayed(node, (before, after), part.witness.changed)
                    if again is not None and (again.scores[1] - again.scores[0]) * wanted < 0:
                        return Refuted(again)
        return self._search(node, number, wanted, AGAINST)

    def _varied(self, witness: Witness, others: Sequence[str]) -> Iterator[tuple[Facts, Facts]]:
        """A pair that goes one way in a leaf, with other facts of the leaves beside it: they may stand still there."""
        before, after = witness.facts
        yield before, after
        for name in others:
            own = self.study.read_names(name) - set(witness.relevant)
            for facts in list(self.study.candidates(name).values())[:MOST_VARIED]:
                moved = {fact: facts[fact] for fact in own if fact in facts}
                before, after = {**before, **moved}, {**after, **moved}
                yield before, after

    @cached_property
    def ranges(self) -> Ranges:
        return Ranges(self.study)


@define
class Structure:
    """Whether a node above leaves goes the wanted way as some facts move, because of what it is made of.

    `leaf` tells whether a leaf goes a way.
    """

    monotone: Monotone
    moving: frozenset[int]
    wanted: int
    leaf: Callable[[str, int], bool]

    def of(self, node: str) -> bool:
        study = self.monotone.study
        if node == TOTAL:
            return self._total()
        item = study.nodes[node]
        if isinstance(item, ir.Leaf):
            return self.leaf(node, self.wanted)
        if item.score is None:
            return all(self.of(part) for part in item.parts)
        return self._node(item.score)

    def _total(self) -> bool:
        study = self.monotone.study
        total = study.program.total
        read = {v for node in total.nodes() for v in study.space.paths.reads(node)}
        if total.judged is not None and not self._judged(total.judged):
            return False
        if total.scale is not None and any(not self._fixed(ir.Applies(part)) for part in total.parts):
            return False
        if not all(self.of(part) for part in study.top):
            return False
        if not self.moving & read:
            return True
        # A veto or cap that reads the fact: the total may only drop where the condition starts to hold.
        ranges = self.monotone.ranges
        for guard in (*total.caps, *total.vetoes):
            if guard.score is None or (self._fixed(guard.when) and self._fixed(guard.score)):
                continue
            value = ranges.of_node(guard.score)
            least = ranges.total.low
            starts = self._flag(guard.when)
            below = value.high is not None and least is not None and value.high <= least
            lowers = guard.status == "total-cap" or below
            if not (lowers and self._fixed(guard.score) and starts == -self.wanted):
                return False
        return True

    def _judged(self, node: ir.Node) -> bool:
        """Whether a total that is judged as a whole goes the wanted way."""
        space = self.monotone.study.space
        pieces = tuple(Piece(b.conditions, b.value, frozenset(), b.exact, True) for b in space.paths.of(node))
        return self._fixed(node) or self._plain(space, pieces, self.wanted)

    def _fixed(self, node: ir.Node) -> bool:
        return not self.moving & self.monotone.study.space.paths.reads(node)

    def _plain(self, space: Space, pieces: tuple[Piece, ...], wanted: int) -> bool:
        """Whether a function in pieces goes a way as the one fact moves; left open where several do."""
        if len(self.moving) != 1:
            return False
        (number,) = self.moving
        return Question(space, pieces, number, wanted).plain

    def _flag(self, condition: ir.Node) -> int | None:
        """Whether a condition, as the fact rises, can only start to hold (1) or only cease to (-1)."""
        space = self.monotone.study.space
        node = ir.Select((ir.Case(condition, ir.Literal(m.ONE)),), ir.Literal(m.ZERO))
        pieces = tuple(Piece(b.conditions, b.value, frozenset(), b.exact, True) for b in space.paths.of(node))
        for wanted in (1, -1):
            if self._plain(space, pieces, wanted):
                return wanted
        return None

    def _node(self, node: ir.Node) -> bool:
        """Whether what is made of parts goes the wanted way; left open for shapes that no aggregate has."""
        if self._fixed(node):
            return True
        match node:
            case ir.ScoreOf(name=name):
                return self.of(name)
            case ir.Sum(items=items) | ir.Max(items=items) | ir.Min(items=items):
                return all(self._node(item) for item in items)
            case ir.Clamp(value=inner) | ir.Round(value=inner):
                return self._node(inner)
            case ir.Arith(op="×" | "÷", left=left, right=ir.Literal(value=value)) if value >= 0:
                return self._node(left)
            case ir.Select(cases=cases, otherwise=otherwise):
                parts = [*(case.then for case in cases), *([] if otherwise is None else [otherwise])]
                return all(self._fixed(case.when) for case in cases) and all(self._node(part) for part in parts)
            case _:
                return False


@define(slots=False)
class Ranges:
    """What the scores of nodes can be: leaves piece by piece, headings by what they are made of."""

    study: Study
    _found: dict[str, Interval] = field(factory=dict)

    def of(self, name: str) -> Interval:
        """The scores that a node can have; an end may be out of reach, nothing beyond it is possible."""
        if name == TOTAL:
            return self.total
        if name not in self._found:
            item = self.study.nodes[name]
            if isinstance(item, ir.Leaf):
                found = self.study.leaves[name].range
            elif item.score is not None:
                found = self.of_node(item.score)
            else:
                found = exactly(m.ZERO)
                for part in item.parts:
                    found = found + self.of(part)
            self._found[name] = found
        return self._found[name]

    @cached_property
    def total(self) -> Interval:
        """The totals that there can be."""
        total = self.study.program.total
        found = exactly(m.ZERO)
        for part in total.parts:
            found = found + self.of(part)
        if total.judged is not None:
            found = found + self.of_node(total.judged)
        elif not total.parts:
            return EMPTY  # a rubric with an index and no total
        if total.scale is not None:
            # Fewer points are scaled up: the rate is what it was, so only full marks limit it.
            found = Interval(m.ZERO, total.scale.points)
        if total.adjustments is not None:
            found = found + self.of(total.adjustments)
        found = m.image((m.Cut(total.clip.low, total.clip.high),), found)
        for guard in total.caps:
            found = found.hull(_under(found, EMPTY if guard.score is None else self.of_node(guard.score)))
        for guard in total.vetoes:
            found = found.hull(EMPTY if guard.score is None else self.of_node(guard.score))
        return _steps(found, total.rounding)

    def of_node(self, node: ir.Node) -> Interval:
        """What a node above leaves can be, each of its parts taken alone."""
        match node:
            case ir.ScoreOf(name=name):
                return self.of(name)
            case ir.Literal(value=value):
                return exactly(Fraction(value))
            case ir.Sum(items=items):
                found = exactly(m.ZERO)
                for item in items:
                    found = found + self.of_node(item)
                return found
            case ir.Max(items=items):
                return _extreme([self.of_node(item) for item in items], True)
            case ir.Min(items=items):
                return _extreme([self.of_node(item) for item in items], False)
            case ir.Clamp(value=inner, low=low, high=high):
                return m.image((m.Cut(low, high),), self.of_node(inner))
            case ir.Round(value=inner, step=step, mode=mode):
                return m.image((m.Steps(step, mode),), self.of_node(inner))
            case ir.Arith(op="+", left=left, right=right):
                return self.of_node(left) + self.of_node(right)
            case ir.Arith(op="-", left=left, right=right):
                return self.of_node(left) - self.of_node(right)
            case ir.Arith(op="×", left=left, right=right):
                return self.of_node(left) * self.of_node(right)
            case ir.Arith(op="÷", left=left, right=right):
                return self.of_node(left) / self.of_node(right)
            case ir.Select(cases=cases, otherwise=otherwise):
                parts = [*(case.then for case in cases), *([] if otherwise is None else [otherwise])]
                found = self.of_node(parts[0])
                for part in parts[1:]:
                    found = found.hull(self.of_node(part))
                return found
            case ir.Applies(name=name):
                return Interval(m.ZERO, self.study.nodes[name].points)
            case _:
                found = EMPTY
                for b in self.study.space.paths.of(node):
                    found = found.hull(self.study.space.paths.range_of(b.value, b.conditions))
                return found


def _under(found: Interval, cap: Interval) -> Interval:
    return found if cap.empty else _extreme([found, cap], False)


def _extreme(parts: list[Interval], top: bool) -> Interval:
    lows, highs = [p.low for p in parts], [p.high for p in parts]
    if top:
        known = [x for x in lows if x is not None]
        return Interval(max(known, default=None), None if None in highs else max(x for x in highs if x is not None))
    known = [x for x in highs if x is not None]
    return Interval(None if None in lows else min(x for x in lows if x is not None), min(known, default=None))


def _steps(found: Interval, rounding: ir.Rounding | None) -> Interval:
    return found if rounding is None else m.image((m.Steps(rounding.step, rounding.mode),), found)
