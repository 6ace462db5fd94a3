"""What the exact analysis leaves open, asked of an SMT solver (z3, the extra `smt`), one component of facts at a time.

A question is put over facts counted in steps of their grids, with floors and halves as they are. What the solver says
to be impossible is told as the solver's word, with its version; what it finds is told only once the ordinary evaluator
has scored it. A question that it does not settle within its time stays open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.evaluate import LOSES_POINTS
from perfrules.analysis.paths import OF_ROWS, UNRECORDED, form
from perfrules.analysis.study import TOTAL, Study
from perfrules.analysis.verdicts import Proved, Refuted, Verdict
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.types.interval import Interval

SECONDS = 10
"""For one question."""
MOST_STEPS = 12
"""How often a smaller change is asked for."""

WHOLE = Words("总分的算法", "how the total is made")
VETO = Words("否决", "a veto")


class NoSolver(ImportError):
    """z3 is not installed."""


class NotPut(Exception):
    """A form that is not put to the solver, and what it is called."""

    def __init__(self, what: Words) -> None:
        super().__init__(what.en)
        self.what = what

    @property
    def told(self) -> Words:
        """That it is not put."""
        return Words(f"{self.what.zh}没有交给求解器", f"{self.what.en} is not put to the solver")


def load() -> Any:
    """The z3 module; NoSolver where the extra `smt` is not installed."""
    try:
        import z3
    except ImportError:
        raise NoSolver from None
    return z3


@define(slots=False)
class Copy:
    """A fact set as unknowns of the solver, and what the nodes of the program come to on it."""

    z3: Any
    study: Study
    tag: str
    fixed: Mapping[int, Fraction] = field(factory=dict)
    shared: Copy | None = None
    moving: frozenset[int] = frozenset()
    """The facts that this set has of its own, where it shares all others with another."""
    limits: list[Any] = field(factory=list)
    unknowns: dict[int, Any] = field(factory=dict)
    _values: dict[str, Any] = field(factory=dict)
    _scores: dict[str, Any] = field(factory=dict)
    _bodies: dict[str, ir.Node] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._bodies = {value.name: value.body for value in self.study.program.values()}

    def real(self, value: Fraction) -> Any:
        """A figure."""
        return self.z3.RealVal(f"{value.numerator}/{value.denominator}")

    def fact(self, number: int) -> Any:
        """A fact in base units, as a real of the solver."""
        if number in self.fixed:
            return self.real(self.fixed[number])
        if self.shared is not None and number not in self.moving:
            return self.shared.fact(number)
        if number not in self.unknowns:
            space, z = self.study.space, self.z3
            grid = space.grids.get(number)
            known = space.known[number]
            name = f"{self.tag}{number}"
            if grid is None:
                found = z.Real(name)
                self._limit(found, known)
                self.unknowns[number] = found
            else:
                steps = z.Int(name)
                low = None if known.low is None else known.low / grid
                high = None if known.high is None else known.high / grid
                self._limit(steps, Interval(low, high, known.low_open, known.high_open))
                self.unknowns[number] = z.ToReal(steps) * self.real(grid)
        return self.unknowns[number]

    def _limit(self, found: Any, known: Interval) -> None:
        for end, open_, low in ((known.low, known.low_open, True), (known.high, known.high_open, False)):
            if end is not None:
                figure = self.real(end)
                if low:
                    self.limits.append(found > figure if open_ else found >= figure)
                else:
                    self.limits.append(found < figure if open_ else found <= figure)

    def absent(self, name: str) -> Any:
        """Whether a fact is absent."""
        return self.fact(self.study.space.absence(name)) == 1

    # Nodes

    def of(self, node: ir.Node) -> Any:
        """A node as a real or a boolean of the solver."""
        z = self.z3
        match node:
            case ir.Literal(value=bool() as flag):
                return z.BoolVal(flag)
            case ir.Literal(value=Fraction() as value):
                return self.real(value)
            case ir.Day(number=number):
                return self.real(number)
            case ir.Label(code=code):
                return self.real(Fraction(code))
            case ir.Input():
                return self._input(node)
            case ir.IsMissing(input=name):
                return self.absent(name)
            case ir.Ref(name=name):
                if name not in self._values:
                    self._values[name] = self.of(self._bodies[name])
                return self._values[name]
            case ir.ScoreOf(name=name):
                return self.score(name)
            case ir.Applies(name=name):
                return self._applies(name)
            case ir.Arith(op=op, left=left, right=right):
                return _ARITH[op](self.of(left), self.of(right))
            case ir.Compare(op=op, left=left, right=right):
                return _COMPARE[op](self.of(left), self.of(right))
            case ir.Logic(op=op, items=items):
                parts = [self.of(item) for item in items]
                return z.And(*parts) if op == "and" else z.Or(*parts)
            case ir.Not(operand=operand):
                return z.Not(self.of(operand))
            case ir.Sum(items=items):
                return z.Sum([self.of(item) for item in items]) if items else self.real(m.ZERO)
            case ir.Max(items=items) | ir.Min(items=items):
                found, *rest = (self.of(item) for item in items)
                top = isinstance(node, ir.Max)
                for part in rest:
                    found = z.If((found >= part) if top else (found <= part), found, part)
                return found
            case ir.Abs(operand=operand):
                inner = self.of(operand)
                return z.If(inner >= 0, inner, -inner)
            case ir.Clamp(value=value, low=low, high=high):
                return self.cut(self.of(value), low, high)
            case ir.Floor(operand=operand):
                return self.floor(self.of(operand))
            case ir.Ceil(operand=operand):
                return -self.floor(-self.of(operand))
            case ir.Round(value=value, step=step, mode=mode):
                return self.rounded(self.of(value), step, mode)
            case ir.Select(cases=cases, otherwise=otherwise):
                return self._choice([(self.of(c.when), self.of(c.then)) for c in cases], otherwise)
            case ir.Piecewise(subject=subject, bands=bands, otherwise=otherwise):
                measure = self.of(subject)
                return self._choice([(self.inside(measure, b.interval), self.of(b.value)) for b in bands], otherwise)
            case _:
                raise NotPut(form(node))

    def _choice(self, cases: Sequence[tuple[Any, Any]], otherwise: ir.Node | None) -> Any:
        """The first case that holds; where one always does, the last needs no condition."""
        found = cases[-1][1] if otherwise is None else self.of(otherwise)
        for when, then in reversed(cases[:-1] if otherwise is None else cases):
            found = self.z3.If(when, then, found)
        return found

    def _input(self, node: ir.Input) -> Any:
        number = self.study.space.numbers.get(node.name)
        if number is None or node.kind in ("rows", "text"):
            raise NotPut(OF_ROWS)
        value = self.fact(number)
        if node.kind == "flag":
            value = value == 1
        if not node.optional or node.default is None:
            return value
        default = node.default
        figure = self.z3.BoolVal(default) if isinstance(default, bool) else self.real(Fraction(default))
        return self.z3.If(self.absent(node.name), figure, value)

    def inside(self, value: Any, interval: Interval) -> Any:
        """That a value lies in an interval."""
        parts = []
        if interval.low is not None:
            low = self.real(interval.low)
            parts.append(value > low if interval.low_open else value >= low)
        if interval.high is not None:
            high = self.real(interval.high)
            parts.append(value < high if interval.high_open else value <= high)
        return self.z3.And(*parts) if parts else self.z3.BoolVal(True)

    def cut(self, value: Any, low: Fraction | None, high: Fraction | None) -> Any:
        """The value inside two ends."""
        z = self.z3
        if high is not None:
            value = z.If(value > self.real(high), self.real(high), value)
        return value if low is None else z.If(value < self.real(low), self.real(low), value)

    def floor(self, value: Any) -> Any:
        """The greatest whole number that is not above it."""
        return self.z3.ToReal(self.z3.ToInt(value))

    def rounded(self, value: Any, step: Fraction, mode: str) -> Any:
        """To a multiple of a step."""
        scaled = value / self.real(step)
        if mode == "half-up":
            half = self.real(Fraction(1, 2))
            up, down = self.floor(scaled + half), -self.floor(half - scaled)
        elif mode == "down":
            up, down = self.floor(scaled), -self.floor(-scaled)
        else:
            up, down = -self.floor(-scaled), self.floor(scaled)
        return self.z3.If(scaled >= 0, up, down) * self.real(step)

    # Scores

    def score(self, name: str) -> Any:
        """The score of a leaf or heading; of the total for TOTAL."""
        if name not in self._scores:
            self._scores[name] = self._total() if name == TOTAL else self._score(self.study.nodes[name])
        return self._scores[name]

    def _score(self, item: ir.Leaf | ir.Heading) -> Any:
        if isinstance(item, ir.Heading):
            if item.score is not None:
                return self.of(item.score)
            return self.z3.Sum([self.score(part) for part in item.parts])
        if item.unrecorded:
            raise NotPut(UNRECORDED)
        found = self.of(item.base)
        for award in item.awards:
            found = found + self.of(award)
        for deduction in item.deductions:
            found = found - self.of(deduction)
        found = self.cut(found, item.clip.low, item.clip.high)
        for guard in reversed([g for g in item.guards if g.score is not None]):
            assert guard.score is not None
            found = self.z3.If(self.of(guard.when), self.of(guard.score), found)
        return found if item.rounding is None else self.rounded(found, item.rounding.step, item.rounding.mode)

    def _applies(self, name: str) -> Any:
        item = self.study.nodes[name]
        if isinstance(item, ir.Heading):
            return self.real(item.points) if item.applies is None else self.of(item.applies)
        found = self.real(item.points)
        for guard in reversed([g for g in item.guards if g.score is not None]):
            lost = guard.status in LOSES_POINTS
            found = self.z3.If(self.of(guard.when), self.real(m.ZERO if lost else item.points), found)
        return found

    def _total(self) -> Any:
        total = self.study.program.total
        if total.refusals or total.judged is not None or not total.parts:
            raise NotPut(WHOLE)
        found = self.z3.Sum([self.score(part) for part in total.parts])
        if total.scale is not None:
            applies = self.z3.Sum([self._applies(part) for part in total.parts])
            points = self.real(total.scale.points)
            self.limits.append(applies > 0)
            scaled = found * points / applies
            if total.scale.rounding is not None:
                scaled = self.rounded(scaled, total.scale.rounding.step, total.scale.rounding.mode)
            found = self.z3.If(applies == points, found, scaled)
        if total.adjustments is not None:
            found = found + self.score(total.adjustments)
        found = self.cut(found, total.clip.low, total.clip.high)
        for guards, round_ in ((total.caps, total.cap_rounding), (total.vetoes, None)):
            for guard in guards:
                if guard.score is None:
                    continue
                value = self.of(guard.score)
                if round_ is not None:
                    value = self.rounded(value, round_.step, round_.mode)
                if guards is total.vetoes:
                    raise NotPut(VETO)
                found = self.z3.If(self.z3.And(self.of(guard.when), value < found), value, found)
        return found if total.rounding is None else self.rounded(found, total.rounding.step, total.rounding.mode)

    def rules(self, required: frozenset[str] | None) -> list[Any]:
        """The 约束; only those that are sure to have been checked, where the facts that are required are named."""
        chosen = self.study.space.rules if required is None else self.study.space.reliable(required)
        return [self.of(rule.source.holds) for rule in chosen]

    def values(self, model: Any) -> dict[int, Fraction]:
        """The facts of a model."""
        found = dict(self.fixed)
        for number, unknown in self.unknowns.items():
            value = model.eval(unknown, model_completion=True)
            if self.z3.is_algebraic_value(value):
                value = value.approx(20)
            found[number] = Fraction(value.numerator_as_long(), value.denominator_as_long())
        return found


_ARITH: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "×": lambda a, b: a * b,
    "÷": lambda a, b: a / b,
}
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "≠": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "≤": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "≥": lambda a, b: a >= b,
}


@define(slots=False)
class Solver:
    """Asks z3 about one program. `seconds` is the time for one question."""

    study: Study
    seconds: float = SECONDS
    z3: Any = field(factory=load)

    def never(self, node: str, number: int, wanted: int) -> Verdict | Words:
        """Whether a score never goes against `wanted` as a fact rises; why not, where it stays open."""
        moving = frozenset((number,))
        return self._never(node, moving, wanted, lambda copy: copy.fact(number), self.study.space.names[number])

    def never_along(self, node: str, value: str, moving: frozenset[int], wanted: int) -> Verdict | Words:
        """The same as a named value rises, by whichever of its facts."""
        return self._never(node, moving, wanted, lambda copy: copy.of(ir.Ref(value)), None)

    def _never(
        self, node: str, moving: frozenset[int], wanted: int, rising: Callable[[Copy], Any], changed: str | None
    ) -> Verdict | Words:
        parts = [name for name in self.study.leaves_of(node) if moving & self.study.reads(name)]
        adds = node not in self.study.leaves and self.study.adds(node)
        # What is cut or rounded above a sum never turns back, so that a proof for the sum of the leaves is one for it.
        first = Copy(self.z3, self.study, "a")
        second = Copy(self.z3, self.study, "b", shared=first, moving=moving)
        try:
            before, after = (self._sum(c, parts) if adds else c.score(node) for c in (first, second))
            worse = after < before if wanted > 0 else after > before
            asked = [rising(second) > rising(first), worse]
            sure = [*first.rules(self._relied(parts)), *second.rules(self._relied(parts))]
            every = [*first.rules(None), *second.rules(None)]
        except NotPut as why:
            return why.told
        solver, answer = self._ask([*first.limits, *second.limits, *asked, *sure])
        if answer == self.z3.unsat:
            digest = hashlib.sha256(solver.sexpr().encode()).hexdigest()[:12]
            touched = frozenset((*first.unknowns, *second.unknowns))
            return Proved(self._method(digest), self.study.assumptions(touched, self._relied(parts)), solver=True)
        if answer == self.z3.sat and every != sure:
            solver, answer = self._ask([*first.limits, *second.limits, *asked, *every])
        if answer == self.z3.sat:
            model = solver.model()
            found = self._shown(node, wanted, first.values(model), second.values(model), changed)
            if found is not None:
                return found
            return Words(
                "求解器找到的数据，正式计分没有证实", "facts that the solver found were not confirmed by scoring"
            )
        return self.gave_up

    def _relied(self, parts: Sequence[str]) -> frozenset[str]:
        """Facts that are there wherever all these leaves are scored."""
        found = self.study.always
        for name in parts:
            leaf = self.study.leaves[name].leaf
            # Where an override holds the facts of the rule may be absent.
            if not any(guard.score is not None for guard in leaf.guards):
                found |= frozenset(leaf.requires)
        return found

    @property
    def gave_up(self) -> Words:
        """That the time was not enough."""
        return Words(
            f"求解器在{self.seconds:g}秒内没有结论（{self._version}）",
            f"the solver gave no answer within {self.seconds:g} s ({self._version})",
        )

    @property
    def _version(self) -> str:
        return f"z3 {self.z3.get_version_string()}"

    def _method(self, digest: str) -> Words:
        return Words(
            f"求解器判定没有反例（{self._version}，问题 {digest}）",
            f"the solver says that there is no counterexample ({self._version}, question {digest})",
        )

    def _sum(self, copy: Copy, parts: Sequence[str]) -> Any:
        return self.z3.Sum([copy.score(name) for name in parts])

    def _ask(self, asked: Sequence[Any]) -> tuple[Any, Any]:
        solver = self.z3.Solver()
        solver.set("timeout", max(1, round(self.seconds * 1000)))
        solver.add(*asked)
        try:
            return solver, solver.check()
        except self.z3.Z3Exception:
            return solver, self.z3.unknown

    def _shown(
        self, node: str, wanted: int, low: Mapping[int, Fraction], high: Mapping[int, Fraction], changed: str | None
    ) -> Refuted | None:
        """Two fact sets of the solver, scored in production."""
        study = self.study
        whole = study.fill(low)
        if whole is None:
            return None
        facts = study.facts(whole), study.facts({**whole, **high})
        found = study.replayed(node, facts, changed)
        if found is None or (found.scores[1] - found.scores[0]) * wanted >= 0:
            return None
        return Refuted(found)

    # Several facts at once

    def reach(
        self, given: Mapping[int, Fraction], moving: Sequence[int], totals: Interval, units: Mapping[int, Fraction]
    ) -> Reached:
        """Values of several facts with which the total comes to lie in an interval, with as little change as was found.

        The change is the sum of what each fact changes by, counted in its unit.
        """
        fixed = {number: value for number, value in given.items() if number not in moving}
        copy = Copy(self.z3, self.study, "x", fixed)
        try:
            total = copy.score(TOTAL)
            asked = [copy.inside(total, totals), *copy.rules(None)]
            moved = []
            for number in moving:
                off = copy.fact(number) - copy.real(given[number])
                moved.append(self.z3.If(off >= 0, off, -off) / copy.real(units[number]))
            cost = self.z3.Sum(moved)
        except NotPut as why:
            return Reached(None, None, False, why.told)
        best: Mapping[int, Fraction] | None = None
        least: Fraction | None = None
        for _ in range(MOST_STEPS):
            below = [] if least is None else [cost < copy.real(least)]
            solver, answer = self._ask([*copy.limits, *asked, *below])
            if answer == self.z3.unsat:
                return Reached(best, least, True, None)
            if answer != self.z3.sat:
                break
            values = copy.values(solver.model())
            best = {number: values[number] for number in moving}
            least = sum((abs(best[n] - given[n]) / units[n] for n in moving), m.ZERO)
            better = self._lower(copy, asked, cost, least)
            if better is not None:
                best = {number: better[number] for number in moving}
                least = sum((abs(best[n] - given[n]) / units[n] for n in moving), m.ZERO)
        return Reached(best, least, False, self.gave_up if best is None else None)

    def _lower(self, copy: Copy, asked: Sequence[Any], cost: Any, least: Fraction) -> Mapping[int, Fraction] | None:
        """A change that the optimiser finds; it promises nothing where a product or quotient is in the way."""
        optimize = self.z3.Optimize()
        optimize.set("timeout", max(1, round(self.seconds * 1000)))
        optimize.add(*copy.limits, *asked, cost < copy.real(least))
        optimize.minimize(cost)
        try:
            if optimize.check() != self.z3.sat:
                return None
            return copy.values(optimize.model())
        except self.z3.Z3Exception:
            return None


@frozen
class Reached:
    """What a solver found: new values by number and their change; whether none is less; why nothing was found."""

    values: Mapping[int, Fraction] | None
    change: Fraction | None
    least: bool
    reason: Words | None
