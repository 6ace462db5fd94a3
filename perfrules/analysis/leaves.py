"""A leaf as a function of facts: in pieces, each under its conditions, and in groups of clauses that share no fact.

Clauses that read different facts add up independently, so four yes-or-no items are four small questions and not sixteen
cases. What is done to their sum (cut at 0 and 满分, rounded) never turns back.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.paths import Branch, Conditions, Result, Unknown
from perfrules.analysis.space import Never, Space, components
from perfrules.ir import nodes as ir
from perfrules.types.interval import EMPTY, Interval, exactly

MOST_ASKED = 100
"""How often elimination is asked about the pieces of one leaf."""
MOST_WAYS = 60
"""Past the guards of one leaf."""
NOTHING = exactly(m.ZERO)


@frozen
class Piece:
    """A part of a function: under its conditions, with these facts required, it gives a value.

    `final` where the value is the score itself; else it is what one group gives, `rest` what the others add.
    `origin` is the band, guard or clause that it comes from.
    """

    conditions: Conditions
    value: Result
    required: frozenset[str]
    exact: bool
    final: bool
    rest: Interval = NOTHING
    guard: ir.Guard | None = None
    view: LeafView | None = None


@frozen
class Group:
    """Clauses that share facts, as one sum."""

    variables: frozenset[int]
    branches: tuple[Branch, ...]


@define(slots=False)
class LeafView:
    """One leaf, taken apart."""

    space: Space
    leaf: ir.Leaf
    always: frozenset[str] = frozenset()
    """Facts that every fact set without errors has."""
    constant: Fraction = m.ZERO
    groups: list[Group] = field(factory=list)
    asked: int = 0

    def __attrs_post_init__(self) -> None:
        leaf, paths = self.leaf, self.space.paths
        if leaf.unrecorded:
            self.groups.append(Group(frozenset(), (Branch({}, paths.unrecorded(leaf), False),)))
            return
        parts = [(leaf.base, 1), *((a, 1) for a in leaf.awards), *((d, -1) for d in leaf.deductions)]
        signed: list[list[Branch]] = []
        reads: list[frozenset[int]] = []
        for node, sign in parts:
            branches = paths.of(node)
            if len(branches) == 1 and isinstance(branches[0].value, m.Term) and branches[0].value.fixed is not None:
                self.constant += sign * branches[0].value.constant
                continue
            signed.append([Branch(b.conditions, _signed(b.value, sign), b.exact) for b in branches])
            # All that the clause reads: a condition without a normal form is in none of its branches.
            reads.append(paths.reads(node))
        linked = [rule.variables for rule in self.space.rules]
        for together in components([*reads, *linked]):
            own = [k for k, read in enumerate(reads) if read & together]
            if own:
                read = frozenset().union(*(reads[k] for k in own))
                self.groups.append(Group(together, tuple(paths.total([signed[k] for k in own], read))))
        for branches, read in zip(signed, reads, strict=True):
            if not read:  # an unknown that reads nothing known
                self.groups.append(Group(frozenset(), tuple(branches)))

    @cached_property
    def reads(self) -> frozenset[int]:
        """The facts that the score can depend on."""
        return self.space.paths.reads(ir.ScoreOf(self.leaf.name))

    def tail(self, value: Interval) -> Interval:
        """What becomes of a sum: cut and rounded."""
        if value.empty:
            return value
        return m.image((m.Cut(self.leaf.clip.low, self.leaf.clip.high), *self.rounding), value)

    @cached_property
    def rounding(self) -> tuple[m.Steps, ...]:
        """How the score is rounded."""
        found = self.leaf.rounding
        return () if found is None else (m.Steps(found.step, found.mode),)

    @cached_property
    def guards(self) -> tuple[tuple[Piece, ...], tuple[tuple[Conditions, bool], ...], frozenset[str]]:
        """The pieces of the guards; under which conditions none holds, and whether exactly so; the facts required."""
        paths = self.space.paths
        pending: list[tuple[Conditions, bool]] = [({}, True)]
        required = self.always
        pieces = []
        for guard in self.leaf.guards:
            required = required | frozenset(guard.requires)
            if guard.score is None:
                continue  # it settles nothing, it only asks for more facts where it holds
            tests, scores = paths.of(guard.when), paths.of(guard.score)
            going = []
            for conditions, exact in pending:
                for t in tests:
                    met = paths.meet(conditions, t.conditions)
                    if met is None:
                        continue
                    if t.value is False:
                        going.append((met, exact and t.exact))
                        continue
                    for s in scores:
                        both = paths.meet(met, s.conditions)
                        if both is None:
                            continue
                        for op_conditions, value, op_exact in self._rounded(s.value, both):
                            whole = paths.meet(both, op_conditions)
                            if whole is not None:
                                pieces.append(
                                    Piece(
                                        whole,
                                        value,
                                        required | frozenset(guard.then_requires),
                                        exact and t.exact and s.exact and op_exact,
                                        True,
                                        guard=guard,
                                    )
                                )
            # Too many ways past the guards are taken together: then all facts may be there.
            pending = going if len(going) <= MOST_WAYS else [({}, False)]
        return tuple(pieces), tuple(pending), required | frozenset(self.leaf.requires)

    def _rounded(self, value: Result, conditions: Conditions) -> list[tuple[Conditions, Result, bool]]:
        found: list[tuple[Conditions, Result, bool]] = [({}, value, True)]
        for op in self.rounding:
            found = [
                ({**c, **more}, changed, exact and e)
                for c, v, exact in found
                for more, changed, e in self.space.paths.then(v, op, conditions)
            ]
        return found

    def pieces(self, variable: int | None = None) -> tuple[Piece, ...]:
        """The function in pieces, as one fact moves: the group that reads it, the others as what they add."""
        return self._pieces.setdefault(self._moving(variable), self._build(variable))

    @cached_property
    def _pieces(self) -> dict[frozenset[int], tuple[Piece, ...]]:
        return {}

    def _moving(self, variable: int | None) -> frozenset[int]:
        return next((g.variables for g in self.groups if variable in g.variables), frozenset())

    def _build(self, variable: int | None) -> tuple[Piece, ...]:
        key = self._moving(variable)
        if key in self._pieces:
            return self._pieces[key]
        moving = next((g for g in self.groups if g.variables == key and g.variables), None)
        guards, passed, required = self.guards
        others = [g for g in self.groups if g is not moving]
        found = list(guards)
        paths = self.space.paths
        for conditions, exact in passed:
            rest = exactly(self.constant)
            for g in others:
                rest = rest + self.range_of(g, conditions, required)
            own = moving.branches if moving is not None else (Branch({}, m.Term()),)
            for b in own:
                met = paths.meet(conditions, b.conditions)
                if met is None:
                    continue
                if rest.constant is None:
                    found.append(Piece(met, b.value, required, exact and b.exact, False, rest, view=self))
                    continue
                whole = paths._arith("+", b.value, m.Term(rest.constant), met)[0][1]
                cut = paths.then(whole, m.Cut(self.leaf.clip.low, self.leaf.clip.high), met)
                for c1, v1, e1 in cut:
                    for c2, v2, e2 in self._rounded(v1, met):
                        both = paths.meet(met, {**c1, **c2})
                        if both is not None:
                            found.append(Piece(both, v2, required, exact and b.exact and e1 and e2, True))
        kept = [p for p in found if not isinstance(self.possible(p.conditions, p.required), Never)]
        return tuple(kept)

    def possible(self, conditions: Conditions, required: frozenset[str]) -> object:
        """Whether conditions can hold together; asked of elimination only where measures or constraints meet."""
        rules = self.space.reliable(required)
        shared = [set(t.variables) for t in conditions]
        touched = set().union(*shared) if shared else set()
        meets = sum(len(s) for s in shared) > len(touched) or any(len(t.bottom.terms) > 1 for t in conditions)
        constrained = any(rule.variables & touched for rule in rules)
        if not meets and not constrained:
            return None
        self.asked += 1
        if self.asked > MOST_ASKED:
            return None  # taken as possible: nothing is then proved that would need it
        return self.space.feasible(conditions, rules)

    def range_of(self, group: Group, conditions: Conditions, required: frozenset[str]) -> Interval:
        """What a group can add where conditions hold."""
        paths = self.space.paths
        found = EMPTY
        for b in group.branches:
            met = paths.meet(conditions, b.conditions)
            if met is not None and not isinstance(self.possible(met, required), Never):
                found = found.hull(paths.range_of(b.value, met))
        return found

    def score_of(self, piece: Piece) -> Interval:
        """The scores that a piece can give."""
        value = self.space.paths.range_of(piece.value, piece.conditions)
        return value if piece.final else self.tail(value + piece.rest)

    @cached_property
    def range(self) -> Interval:
        """The scores that the leaf can have."""
        if not self.groups:
            found = EMPTY
            for piece in self.pieces():
                found = found.hull(self.score_of(piece))
            return found
        first = max(self.groups, key=lambda g: len(g.branches))
        found = EMPTY
        for piece in self.pieces(next(iter(first.variables), None)):
            found = found.hull(self.score_of(piece))
        return found

    def all_pieces(self, most: int) -> tuple[Piece, ...] | None:
        """Every piece of the whole function, all groups multiplied out; None where they are too many."""
        size = 1
        for g in self.groups:
            size *= len(g.branches)
        if size > most:
            return None
        guards, passed, required = self.guards
        found = list(guards)
        paths = self.space.paths
        for conditions, exact in passed:
            for combination in product(*(g.branches for g in self.groups)):
                met: Conditions | None = conditions
                total: Result = m.Term(self.constant)
                whole = exact
                for b in combination:
                    met = None if met is None else paths.meet(met, b.conditions)
                    if met is None:
                        break
                    total = paths._arith("+", total, b.value, met)[0][1]
                    whole = whole and b.exact
                if met is None:
                    continue
                for c1, v1, e1 in paths.then(total, m.Cut(self.leaf.clip.low, self.leaf.clip.high), met):
                    for c2, v2, e2 in self._rounded(v1, met):
                        both = paths.meet(met, {**c1, **c2})
                        if both is not None:
                            found.append(Piece(both, v2, required, whole and e1 and e2, True))
        return tuple(p for p in found if not isinstance(self.possible(p.conditions, p.required), Never))


def _signed(value: Result, sign: int) -> Result:
    assert not isinstance(value, bool)
    if sign == 1:
        return value
    if isinstance(value, m.Term):
        return value.scaled(-m.ONE)
    return Unknown(-value.bounds, value.reads, value.reason, value.falls, value.rises)


def always_required(program: ir.Program) -> frozenset[str]:
    """The facts without which no fact set is free of errors."""
    found: set[str] = set()
    for leaf in program.leaves():
        found.update(leaf.guards[0].requires if leaf.guards else leaf.requires)
    for guard in (*program.total.caps, *program.total.vetoes):
        found.update(guard.requires)
    found.update(program.total.judged_requires)
    for veto in program.total.grade_vetoes:
        found.update(veto.requires)
    return frozenset(found)


def unreached(view: LeafView, pieces: Sequence[Piece]) -> list[ir.Guard]:
    """Guards that no admissible facts reach."""
    reached = {id(piece.guard) for piece in pieces if piece.guard is not None}
    return [guard for guard in view.leaf.guards if guard.score is not None and id(guard) not in reached]
