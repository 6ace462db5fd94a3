"""Whether linear conditions over facts can hold together: exact elimination, with a proof or a point.

A row says Σ coefficient × variable ≥ bound (or > bound). Variables are counted in steps of their own grid and are then
whole numbers; a fact without a grid is a real variable. Elimination is Fourier's; a row over whole variables is divided
by what its coefficients share and its bound rounded up, which is what whole numbers allow (Gomory). Every row that is
derived remembers its parents, so that a contradiction is a proof that anybody can add up again (see certificate.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from perfrules.analysis.certificate import Contradiction, Row, Step, Terms

MOST_ROWS = 120
MOST_VARIABLES = 14
MOST_TRIES = 60
"""Beyond these the question is left open: elimination can grow with the square of its rows at every step."""


class TooLarge(Exception):
    """More than elimination can do."""


def tighten(terms: Mapping[int, int], bound: Fraction, strict: bool, reals: frozenset[int] | set[int]) -> Row:
    """The row in its one form: whole coefficients without a common factor, and a bound that whole numbers can meet."""
    kept = [(v, c) for v, c in sorted(terms.items()) if c]
    common = 0
    for _, c in kept:
        common = math.gcd(common, c)
    if common > 1:
        kept = [(v, c // common) for v, c in kept]
        bound = bound / common
    if kept and not (reals and any(v in reals for v, _ in kept)):
        whole = math.floor(bound) + 1 if strict else math.ceil(bound)
        return Row(tuple(kept), Fraction(whole), False)
    return Row(tuple(kept), bound, strict)


def row(terms: Mapping[int, Fraction], bound: Fraction, strict: bool, reals: frozenset[int] | set[int]) -> Row:
    """A row of fractions."""
    scale = math.lcm(*(c.denominator for c in terms.values())) if terms else 1
    return tighten({v: int(c * scale) for v, c in terms.items()}, bound * scale, strict, reals)


Pick = Callable[[int, Fraction | None, bool, Fraction | None, bool], Sequence[Fraction]]
"""Values to try for a variable between two ends (None: no end; and whether each is open), best first."""


@define
class System:
    """Conditions to be decided together. `reals` are the variables that need not be whole."""

    reals: frozenset[int] = frozenset()
    rows: list[Row] = field(factory=list)
    premises: int = 0
    steps: list[Step] = field(factory=list)

    def decide(self, rows: Iterable[Row], last: Sequence[int] = ()) -> Contradiction | _Solved:
        """A contradiction, or what is left to choose a point from; `last` are the variables to be chosen first."""
        self.rows = list(dict.fromkeys(rows))
        self.premises = len(self.rows)
        self.steps = []
        live: dict[Terms, int] = {}
        for i in range(len(self.rows)):
            if (impossible := self._keep(i, live)) is not None:
                return self._proof(impossible)
        variables = {v for r in self.rows for v, _ in r.terms}
        if len(variables) > MOST_VARIABLES:
            raise TooLarge
        order: list[tuple[int, list[Row]]] = []
        while variables:
            chosen = self._cheapest(variables, live, last)
            variables.discard(chosen)
            above: list[tuple[int, int]] = []
            below: list[tuple[int, int]] = []
            rest: dict[Terms, int] = {}
            for terms, i in live.items():
                c = next((c for v, c in terms if v == chosen), 0)
                if c > 0:
                    above.append((i, c))
                elif c < 0:
                    below.append((i, -c))
                else:
                    rest[terms] = i
            order.append((chosen, [self.rows[i] for i, _ in (*above, *below)]))
            live = rest
            for i, c in above:
                for j, d in below:
                    common = math.gcd(c, d)
                    new = self._combine(i, d // common, j, c // common)
                    if (impossible := self._keep(new, live)) is not None:
                        return self._proof(impossible)
            if len(live) > MOST_ROWS:
                raise TooLarge
        return _Solved(tuple(order), self.reals)

    def _cheapest(self, variables: set[int], live: Mapping[Terms, int], last: Sequence[int]) -> int:
        up = dict.fromkeys(variables, 0)
        down = dict.fromkeys(variables, 0)
        for terms in live:
            for v, c in terms:
                if c > 0:
                    up[v] += 1
                else:
                    down[v] += 1
        rank = {v: i for i, v in enumerate(reversed(last), 1)}
        return min(variables, key=lambda v: (rank.get(v, 0), up[v] * down[v] - up[v] - down[v], v))

    def _combine(self, i: int, times: int, j: int, by: int) -> int:
        a, b = self.rows[i], self.rows[j]
        terms = {v: c * times for v, c in a.terms}
        for v, c in b.terms:
            terms[v] = terms.get(v, 0) + c * by
        found = tighten(terms, a.bound * times + b.bound * by, a.strict or b.strict, self.reals)
        self.rows.append(found)
        self.steps.append(Step(i, times, j, by, found))
        return len(self.rows) - 1

    def _keep(self, i: int, live: dict[Terms, int]) -> int | None:
        """Take a row in where it says more than what is there; the number of an impossible row, if that makes one."""
        found = self.rows[i]
        if not found.terms:
            return i if found.bound > 0 or (found.bound == 0 and found.strict) else None
        known = live.get(found.terms)
        if known is not None and not _stronger(found, self.rows[known]):
            return None
        live[found.terms] = i
        opposite = live.get(tuple((v, -c) for v, c in found.terms))
        if opposite is not None:
            other = self.rows[opposite]
            total = found.bound + other.bound
            if total > 0 or (total == 0 and (found.strict or other.strict)):
                return self._combine(i, 1, opposite, 1)
        return None

    def _proof(self, last: int) -> Contradiction:
        """Only the steps that the impossible row rests on."""
        needed: set[int] = set()
        stack = [last]
        while stack:
            i = stack.pop()
            if i in needed:
                continue
            needed.add(i)
            if i >= self.premises:
                step = self.steps[i - self.premises]
                stack += [step.first, step.second]
        order = sorted(needed)
        number = {i: k for k, i in enumerate(order)}
        steps = []
        for i in order:
            if i >= self.premises:
                step = self.steps[i - self.premises]
                steps.append(Step(number[step.first], step.times, number[step.second], step.by, step.row))
        return Contradiction(tuple(self.rows[i] for i in order if i < self.premises), tuple(steps))


def _stronger(a: Row, b: Row) -> bool:
    return a.bound > b.bound or (a.bound == b.bound and a.strict and not b.strict)


@frozen
class _Solved:
    """Rows that do not contradict each other over the reals, by the variable that each of them was kept for."""

    order: tuple[tuple[int, list[Row]], ...]
    reals: frozenset[int]

    def point(self, pick: Pick) -> dict[int, Fraction] | None:
        """Values that keep every row, whole where they must be; None where none was found in a few tries."""
        tries = [MOST_TRIES]
        return self._choose(len(self.order) - 1, {}, pick, tries)

    def _choose(self, at: int, values: dict[int, Fraction], pick: Pick, tries: list[int]) -> dict[int, Fraction] | None:
        if at < 0:
            return dict(values)
        variable, rows = self.order[at]
        low: Fraction | None = None
        high: Fraction | None = None
        low_open = high_open = False
        for found in rows:
            own, rest = 0, found.bound
            for v, c in found.terms:
                if v == variable:
                    own = c
                else:
                    rest -= c * values[v]
            end = rest / own
            if own > 0 and (low is None or end > low or (end == low and found.strict)):
                low, low_open = end, found.strict
            if own < 0 and (high is None or end < high or (end == high and found.strict)):
                high, high_open = end, found.strict
        if variable not in self.reals:
            if low is not None:
                low, low_open = Fraction(math.floor(low) + 1 if low_open else math.ceil(low)), False
            if high is not None:
                high, high_open = Fraction(math.ceil(high) - 1 if high_open else math.floor(high)), False
        if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
            return None
        for value in pick(variable, low, low_open, high, high_open):
            if tries[0] <= 0:
                return None
            tries[0] -= 1
            values[variable] = value
            found_point = self._choose(at - 1, values, pick, tries)
            if found_point is not None:
                return found_point
        values.pop(variable, None)
        return None
