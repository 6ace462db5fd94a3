"""The fact sets that a rubric admits: each fact in its range and on its grid, and the 约束 that can be relied on.

Facts are numbered; a flag counts as 0 or 1, a label by its code, and whether an optional fact is absent is a number of
its own. Questions about conditions are asked here: one measure at a time where that is enough, else by elimination.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.certificate import Contradiction, Impossible, Row
from perfrules.analysis.linear import System, TooLarge, row
from perfrules.analysis.paths import Conditions, Paths, lattice
from perfrules.ir import nodes as ir
from perfrules.types.interval import ANY, Interval, exactly

Renaming = Mapping[int, int]
PLAIN_DAYS = tuple(date(*day).toordinal() for day in ((2022, 12, 31), (2022, 6, 30), (2023, 1, 1), (2023, 12, 31)))
MOST_ALTERNATIVES = 12
"""Of constraints that say 或, taken together."""


@frozen
class Never:
    """Conditions that no fact set meets, with a proof for each alternative of the constraints."""

    proofs: tuple[Impossible, ...]


@frozen
class Met:
    """Values that meet conditions, in base units, by the numbers of the facts."""

    values: Mapping[int, Fraction]


@frozen
class Open:
    """Neither could be shown."""


Decision = Never | Met | Open


@frozen
class Rule:
    """A 约束: the ways in which it holds, and the facts it reads."""

    reads: frozenset[str]
    variables: frozenset[int]
    ways: tuple[Conditions, ...]
    source: ir.Constraint


@define
class Space:
    """All facts of one program. `units` gives how many base units the unit of a fact holds, for round numbers."""

    program: ir.Program
    units: Mapping[str, Fraction] = field(factory=dict)
    names: list[str] = field(factory=list)
    inputs: list[ir.Input | None] = field(factory=list)
    numbers: dict[str, int] = field(factory=dict)
    absences: dict[str, int] = field(factory=dict)
    known: dict[int, Interval] = field(factory=dict)
    grids: dict[int, Fraction] = field(factory=dict)
    rules: list[Rule] = field(factory=list)
    paths: Paths = field(init=False)
    _metrics: dict[int, m.Metric] = field(factory=dict)
    _bounds: dict[m.Metric, Interval] = field(factory=dict)
    _lattices: dict[m.Metric, Fraction | None] = field(factory=dict)
    _moves: dict[tuple[m.Metric, int], Interval] = field(factory=dict)
    _decided: dict[Any, Decision] = field(factory=dict)
    _plain: dict[int, Fraction] = field(factory=dict)
    _above: frozenset[int] = frozenset()
    _completed: dict[Any, Mapping[int, Fraction] | None] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for item in self.program.inputs:
            if item.kind == "text":
                # A text is never read, only asked for.
                self.absences[item.name] = self._number(f"{item.name}·缺", None, Interval(m.ZERO, m.ONE), m.ONE)
                continue
            bounds, grid = item.bounds, item.grid
            if item.kind == "rows":
                # Rows have no figure of their own; what is computed from them is left open.
                bounds, grid = exactly(m.ZERO), m.ONE
            if item.kind == "flag":
                bounds, grid = Interval(m.ZERO, m.ONE), m.ONE
            elif item.kind == "label":
                bounds, grid = Interval(m.ZERO, Fraction(len(item.labels) - 1)), m.ONE
            elif item.kind == "date":
                bounds, grid = bounds.meet(Interval(m.ONE, Fraction(3652059))), m.ONE
            self.numbers[item.name] = self._number(item.name, item, bounds, grid)
            if item.optional:
                absent = self._number(f"{item.name}·缺", None, Interval(m.ZERO, m.ONE), m.ONE)
                self.absences[item.name] = absent
        self.paths = Paths(self, self.program)
        flags = {item.name for item in self.program.inputs if item.kind == "flag"}
        read = {v for node in self.program.total.nodes() for v in self.paths.reads(node)}
        self._above = frozenset(v for v in read if self.names[v] in flags)
        for constraint in self.program.constraints:
            if constraint.fatal:
                branches = self.paths.of(constraint.holds)
                ways = tuple(b.conditions for b in branches if b.value is True)
                if all(b.exact for b in branches):
                    reads = frozenset(constraint.reads)
                    self.rules.append(Rule(reads, self.paths.reads(constraint.holds), ways, constraint))

    def _number(self, name: str, item: ir.Input | None, bounds: Interval, grid: Fraction | None) -> int:
        number = len(self.names)
        self.names.append(name)
        self.inputs.append(item)
        if grid is not None:
            self.grids[number] = grid
        self.known[number] = bounds
        self.known[number] = self.on_lattice(self.metric(number), bounds)
        return number

    # Measures

    def absence(self, name: str) -> int:
        """The number that tells whether an optional fact is absent."""
        if name not in self.absences:
            self.absences[name] = self._number(f"{name}·缺", None, exactly(m.ZERO), m.ONE)
        return self.absences[name]

    def metric(self, number: int) -> m.Metric:
        """A fact as a measure."""
        if number not in self._metrics:
            self._metrics[number] = m.metric_of(m.Affine(((number, m.ONE),)))
        return self._metrics[number]

    def bounds(self, metric: m.Metric) -> Interval:
        """What a measure can be, each of its facts taken alone."""
        found = self._bounds.get(metric)
        if found is None:
            found = m.bounds(metric.top, self.known)
            if not metric.plain:
                bottom = m.bounds(metric.bottom, self.known).meet(Interval(m.ZERO, None, True))
                found = found / bottom
            found = self._bounds[metric] = self.on_lattice(metric, found)
        return found

    def on_lattice(self, metric: m.Metric, interval: Interval) -> Interval:
        """An interval without what no facts on their grids reach at its ends."""
        if interval.low is None and interval.high is None:
            return interval
        step = self.step(metric)
        if step is None:
            return interval
        low, high = interval.low, interval.high
        if low is not None:
            low = _on_grid(low, step, 1, interval.low_open)
        if high is not None:
            high = _on_grid(high, step, -1, interval.high_open)
        if low is interval.low and high is interval.high:
            return interval
        return Interval(low, high)

    def step(self, metric: m.Metric) -> Fraction | None:
        """The step whose multiples a measure can take; None where there is none."""
        if metric not in self._lattices:
            self._lattices[metric] = lattice(metric, self.grids)
        return self._lattices[metric]

    def slope(self, metric: m.Metric, variable: int, conditions: Conditions) -> Interval:
        """What the slope of a measure in a fact can be (only its sign means something)."""
        key = (metric, variable)
        found = self._moves.get(key)
        if found is None:
            found = self._moves[key] = m.bounds(metric.slope(variable), self.known)
        if found.low is not None and found.low >= 0 and found.low_open + (found.low > 0):
            return found
        if found.high is not None and found.high <= 0 and found.high_open + (found.high < 0):
            return found
        narrower = {
            t.top.terms[0][0]: interval.meet(self.known[t.top.terms[0][0]])
            for t, interval in conditions.items()
            if t.single and t.top.terms[0][0] in self.known
        }
        return m.bounds(metric.slope(variable), {**self.known, **narrower}) if narrower else found

    def moves(self, metric: m.Metric, variable: int, conditions: Conditions) -> int | None:
        """How a measure goes as a fact rises: 1, 0, -1; None where that depends."""
        found = self.slope(metric, variable, conditions)
        if found.low == 0 and found.high == 0:
            return 0
        if found.low is not None and found.low >= 0:
            return 1
        if found.high is not None and found.high <= 0:
            return -1
        return None

    def reliable(self, required: frozenset[str]) -> tuple[Rule, ...]:
        """The 约束 that have been checked wherever these facts are there."""
        return tuple(rule for rule in self.rules if rule.reads <= required)

    # Decisions

    def feasible(self, conditions: Conditions, rules: Sequence[Rule] = ()) -> Decision:
        """Whether conditions can hold together."""
        if any(interval.empty for interval in conditions.values()):
            return Never(())
        return self.decide([(conditions, {})], rules)

    def decide(
        self,
        parts: Sequence[tuple[Conditions, Renaming]],
        rules: Sequence[Rule] = (),
        rows: Sequence[Row] = (),
        first: Sequence[int] = (),
    ) -> Decision:
        """Whether conditions can hold together, each under a renaming of facts; `first` are chosen first."""
        key = (
            tuple((frozenset(conditions.items()), tuple(sorted(names.items()))) for conditions, names in parts),
            tuple(id(rule) for rule in rules),
            tuple(rows),
            tuple(first),
        )
        if key not in self._decided:
            self._decided[key] = self._decide(parts, rules, rows, first)
        return self._decided[key]

    def _decide(
        self,
        parts: Sequence[tuple[Conditions, Renaming]],
        rules: Sequence[Rule],
        rows: Sequence[Row],
        first: Sequence[int],
    ) -> Decision:
        base = list(rows)
        for conditions, names in parts:
            for metric, interval in conditions.items():
                base += self.rows(metric, interval, names)
        variables = {v for r in base for v, _ in r.terms}
        ways: list[tuple[list[Row], ...]] = []
        left = [(rule, names) for rule in rules for names in dict.fromkeys(tuple(sorted(n.items())) for _, n in parts)]
        grown = True
        while grown:
            grown = False
            for item in list(left):
                rule, pairs = item
                names = dict(pairs)
                own = {names.get(v, v) for v in rule.variables}
                if own & variables:
                    left.remove(item)
                    options = []
                    for way in rule.ways:
                        options.append([r for metric, i in way.items() for r in self.rows(metric, i, names)])
                    ways.append(tuple(options))
                    variables |= own
                    grown = True
        if math.prod(len(options) for options in ways) > MOST_ALTERNATIVES:
            ways = [options for options in ways if len(options) == 1]
        for v in sorted(variables):
            base += self._ends(v)
        proofs: list[Impossible] = []
        open_ = False
        for choice in product(*ways):
            reals = frozenset(v for v in variables if self._origin(v) not in self.grids)
            system = System(reals)
            try:
                found = system.decide([*base, *(r for option in choice for r in option)], first)
            except TooLarge:
                open_ = True
                continue
            if isinstance(found, Contradiction):
                proofs.append(Impossible(found, reals))
                continue
            point = found.point(self._pick)
            if point is None:
                open_ = True
                continue
            return Met({v: k * self.grids.get(self._origin(v), m.ONE) for v, k in point.items()})
        return Open() if open_ else Never(tuple(proofs))

    def twin(self, variable: int) -> int:
        """The number of a fact's second value, where two fact sets are looked at side by side."""
        return -1 - variable

    def _origin(self, variable: int) -> int:
        return variable if variable >= 0 else -1 - variable

    def rises(self, variable: int, step: Fraction | None = None) -> tuple[Row, ...]:
        """The twin of a fact is above it; by just one step, where that is given."""
        grid = self.grids.get(variable, m.ONE)
        reals = frozenset() if variable in self.grids else frozenset((variable, self.twin(variable)))
        up = {self.twin(variable): m.ONE, variable: -m.ONE}
        found = [row(up, m.ZERO, True, reals)]
        if step is not None:
            found.append(row({v: -c for v, c in up.items()}, -step / grid, False, reals))
        return tuple(found)

    def _ends(self, variable: int) -> list[Row]:
        known = self.known[self._origin(variable)]
        grid = self.grids.get(self._origin(variable))
        reals = frozenset((variable,)) if grid is None else frozenset()
        found = []
        if known.low is not None:
            found.append(row({variable: m.ONE}, known.low / (grid or 1), known.low_open, reals))
        if known.high is not None:
            found.append(row({variable: -m.ONE}, -known.high / (grid or 1), known.high_open, reals))
        return found

    def rows(self, metric: m.Metric, interval: Interval, names: Renaming = {}) -> list[Row]:  # noqa: B006
        """A condition on a measure as rows over the facts, counted in steps of their grids."""
        found = []
        if interval.low is not None:
            found.append(self._row(metric.top - metric.bottom.times(interval.low), interval.low_open, names))
        if interval.high is not None:
            found.append(self._row(metric.bottom.times(interval.high) - metric.top, interval.high_open, names))
        if not metric.plain:
            bottom = m.bounds(metric.bottom, self.known)
            if bottom.low is None or bottom.low < 0 or (bottom.low == 0 and not bottom.low_open):
                found.append(self._row(metric.bottom, True, names))
        return found

    def _row(self, affine: m.Affine, strict: bool, names: Renaming) -> Row:
        """affine ≥ 0, or > 0."""
        terms = {names.get(v, v): c * self.grids.get(v, m.ONE) for v, c in affine.terms}
        reals = frozenset(v for v in terms if self._origin(v) not in self.grids)
        return row(terms, -affine.constant, strict, reals)

    # Round numbers

    def _pick(
        self, variable: int, low: Fraction | None, low_open: bool, high: Fraction | None, high_open: bool
    ) -> list[Fraction]:
        """Steps of a fact between two ends, those first that read well."""
        number = self._origin(variable)
        grid = self.grids.get(number)
        item = self.inputs[number]
        inside = Interval(low, high, low_open, high_open)
        unit = Fraction(1) if item is None else self.units.get(item.name, m.ONE) / (grid or m.ONE)
        if grid is None:
            unit = Fraction(1)
        plain = (100, 10, 1, 1000, 10000, 100000) if item is None or item.kind != "date" else PLAIN_DAYS
        found = []
        for figure in plain:
            k = unit * figure
            if k in inside and (grid is None or k.denominator == 1):
                found.append(k)
                if len(found) == 2:
                    break
        found += round_figures(inside, grid is not None)
        return list(dict.fromkeys(found))[:5]

    def plain_value(self, number: int) -> Fraction:
        """A value of a fact that reads well, in base units, where nothing else is asked of it."""
        if number not in self._plain:
            known = self.known[number]
            scale = self.grids.get(number) or m.ONE
            low = None if known.low is None else known.low / scale
            high = None if known.high is None else known.high / scale
            picked = self._pick(number, low, known.low_open, high, known.high_open)[0] * scale
            # What bears on the total alone (不参评, 否决) is no until it is asked for.
            self._plain[number] = m.ZERO if number in self._above and m.ZERO in known else picked
        return self._plain[number]

    def complete(self, given: Mapping[int, Fraction], rules: Sequence[Rule]) -> dict[int, Fraction] | None:
        """Values for every fact, those given kept, that break no 约束; None where that cannot be done."""
        found = dict(given)
        absences = set(self.absences.values())
        bound = {v for rule in rules for v in rule.variables}
        for number in range(len(self.names)):
            if number not in found and number in absences:
                found[number] = m.ZERO
            if number not in found and number not in bound:
                found[number] = self.plain_value(number)
        for number in sorted(bound):
            if number in found:
                continue
            linked = self._linked({number}, rules)
            fixed: dict[m.Metric, Interval] = {self.metric(v): exactly(found[v]) for v in linked if v in found}
            key = (number, tuple(fixed.items()))
            if key not in self._completed:
                met = self.decide([({**fixed, self.metric(number): ANY}, {})], rules)
                self._completed[key] = met.values if isinstance(met, Met) else None
            values = self._completed[key]
            if values is None:
                return None
            found.update({v: value for v, value in values.items() if v not in found})
            found.setdefault(number, self.plain_value(number))
        return found

    def _linked(self, start: set[int], rules: Sequence[Rule]) -> set[int]:
        found = set(start)
        grown = True
        while grown:
            grown = False
            for rule in rules:
                if rule.variables & found and not rule.variables <= found:
                    found |= rule.variables
                    grown = True
        return found


def _on_grid(value: Fraction, step: Fraction, way: int, is_open: bool) -> Fraction:
    """The first multiple of a step from an end inwards, up (1) or down (-1); a closed end that is one stays."""
    steps, rest = divmod(value.numerator * step.denominator, value.denominator * step.numerator)
    if rest == 0:
        return value if not is_open else value + way * step
    return (steps + 1 if way > 0 else steps) * step


def round_figures(inside: Interval, whole: bool) -> list[Fraction]:
    """Figures of an interval with few digits first: multiples of the highest powers of ten that it holds."""
    scale = 1 if whole else 10**12
    low = None if inside.low is None else inside.low * scale
    high = None if inside.high is None else inside.high * scale
    least = None if low is None else math.floor(low) + 1 if inside.low_open else math.ceil(low)
    most = None if high is None else math.ceil(high) - 1 if inside.high_open else math.floor(high)
    if least is None and most is None:
        return [m.ZERO]
    if least is not None and most is not None and least > most:
        middle = [] if inside.empty or inside.low is None or inside.high is None else [(inside.low + inside.high) / 2]
        return [] if whole else middle
    found: list[int] = []
    for power in range(len(str(max(abs(least or 0), abs(most or 0)))), -1, -1):
        step = 10**power
        if least is not None and (end := -(-least // step) * step) <= (end if most is None else most):
            found.append(end)
        if most is not None and (end := most // step * step) >= (end if least is None else least):
            found.append(end)
        if len(found) > 3:
            break
    return [Fraction(end, scale) for end in dict.fromkeys(found)]


def components(groups: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    """Groups that share a fact, directly or through others, put together."""
    found: list[set[int]] = []
    for group in groups:
        joined = set(group)
        rest = []
        for known in found:
            if known & joined:
                joined |= known
            else:
                rest.append(known)
        found = [*rest, joined]
    return [frozenset(group) for group in found]
