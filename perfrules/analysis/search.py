"""Trials where rules change their minds: on every edge, one step of the grid beside it, at 0, at equal figures.

What a search finds is scored again in production. What it does not find proves nothing, so its edges and its seed are
told with the result.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from perfrules.analysis import measures as m
from perfrules.analysis.study import Study
from perfrules.analysis.verdicts import Refuted, Searched
from perfrules.source import Words
from perfrules.types.interval import exactly
from perfrules.types.show import exact

_FIGURES = tuple(Fraction(n) for n in (0, 0, 1, 2, 3, 5, 10, 20, 95, 100, 105, 115, 1000, 12345))


@frozen
class Edge:
    """A figure of a measure at which something changes."""

    metric: m.Metric
    at: Fraction


def edges_of(study: Study, node: str) -> tuple[Edge, ...]:
    """Every edge of the leaves that a score is made of."""
    found: dict[Edge, None] = {}
    for name in study.leaves_of(node):
        view = study.leaves[name]
        branches = [b.conditions for g in view.groups for b in g.branches]
        pieces, passed, _ = view.guards
        for conditions in (*branches, *(p.conditions for p in pieces), *(c for c, _ in passed)):
            for metric, interval in conditions.items():
                for end in (interval.low, interval.high):
                    if end is not None and not (metric.single and abs(end) > 10**9):
                        found[Edge(metric, end)] = None
        for g in view.groups:
            for b in g.branches:
                if isinstance(b.value, m.Term):
                    for chain in b.value.chains:
                        for figure in (m.ZERO, m.ONE, view.leaf.points, view.leaf.points / 2):
                            end = chain.before(exactly(figure)).low
                            if end is not None:
                                found[Edge(chain.metric, end)] = None
    return tuple(found)


@define
class Draws:
    """Fact sets of the facts that a node reads, drawn around edges."""

    study: Study
    node: str
    seed: int
    edges: tuple[Edge, ...] = ()
    reads: frozenset[int] = frozenset()
    """The facts to draw; those that the node reads, if none are named."""
    random: random.Random = field(init=False)
    numbers: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.edges = self.edges or edges_of(self.study, self.node)
        reads = set(self.reads or self.study.reads(self.node))
        for rule in self.study.rules:
            if rule.variables & reads:
                reads |= rule.variables
        self.numbers = sorted(reads)

    def draw(self) -> dict[int, Fraction]:
        """One fact set; on an edge or beside it, more often than not."""
        found: dict[int, Fraction] = {}
        for number in self.numbers:
            found[number] = self._value(number, found)
        for _ in range(self.random.randint(0, 2)):
            if self.edges:
                self.place(found, self.random.choice(self.edges))
        return found

    def _value(self, number: int, before: Mapping[int, Fraction]) -> Fraction:
        space = self.study.space
        known = space.known[number]
        grid = space.grids.get(number)
        item = space.inputs[number]
        if item is not None and item.kind == "rows":
            return Fraction(self.random.randrange(len(self.study.tables(item.name))))
        if known.low is not None and known.high is not None and grid == 1 and known.high - known.low < 8:
            return Fraction(self.random.randint(int(known.low), int(known.high)))
        unit = m.ONE if item is None else self.study.units.get(item.name, m.ONE)
        if before and self.random.random() < 0.2:
            value = self.random.choice(list(before.values()))
        elif grid is None and self.random.random() < 0.5:
            value = Fraction(self.random.randint(0, 200), 100)
        else:
            value = self.random.choice(_FIGURES) * unit
        return self.inside(number, value + self.random.choice((0, 0, 0, 1, -1)) * (grid or m.ZERO))

    def inside(self, number: int, value: Fraction) -> Fraction:
        """The nearest value that the fact may take."""
        space = self.study.space
        known, grid = space.known[number], space.grids.get(number)
        if grid is not None:
            value = math.floor(value / grid) * grid
        step = grid or Fraction(1, 100)
        if known.low is not None and (value < known.low or (value == known.low and known.low_open)):
            value = known.low + step if known.low_open else known.low
        if known.high is not None and (value > known.high or (value == known.high and known.high_open)):
            value = known.high - step if known.high_open else known.high
        return value

    def place(self, values: dict[int, Fraction], edge: Edge, number: int | None = None) -> bool:
        """Change one fact so that a measure lies at an edge, or one step to either side."""
        choices = [v for v in edge.metric.variables if v in values] if number is None else [number]
        self.random.shuffle(choices)
        for v in choices:
            affine = edge.metric.top - edge.metric.bottom.times(edge.at)
            slope = affine.coefficient(v)
            if slope == 0:
                continue
            rest = affine.constant + sum((c * values.get(w, m.ZERO) for w, c in affine.terms if w != v), m.ZERO)
            step = self.study.space.grids.get(v) or Fraction(1, 1000)
            target = -rest / slope
            values[v] = self.inside(v, target + self.random.choice((0, 0, 1, -1, 1)) * step)
            return True
        return False


def search(
    study: Study, node: str, number: int, wanted: int, trials: int, seed: int
) -> tuple[Refuted | None, Searched]:
    """Look for two fact sets that differ in one fact and whose scores go against `wanted`."""
    draws = Draws(study, node, seed)
    edges = [e for e in draws.edges if number in e.metric.variables] or list(draws.edges)
    tried = 0
    for _ in range(trials):
        values = draws.draw()
        other = dict(values)
        if not edges or draws.random.random() < 0.4 or not draws.place(other, draws.random.choice(edges), number):
            grid = study.space.grids.get(number) or Fraction(1, 1000)
            other[number] = draws.inside(number, values[number] + draws.random.choice((1, 1, 2, 10, 1000)) * grid)
        low, high = sorted((values, other), key=lambda v: v[number])
        if low[number] == high[number]:
            continue
        tried += 1
        first, second = score(study, node, low), score(study, node, high)
        if first is None or second is None or (second - first) * wanted >= 0:
            continue
        whole = study.fill(low)
        if whole is None:
            continue
        facts = study.facts(whole), study.facts({**whole, number: high[number]})
        found = study.replayed(node, facts, study.space.names[number])
        if found is not None and (found.scores[1] - found.scores[0]) * wanted < 0:
            return Refuted(found), Searched(tried, (), seed)
    return None, Searched(tried, told(study, edges), seed)


def score(study: Study, node: str, values: Mapping[int, Fraction]) -> Fraction | None:
    """The score of a node by the analyser's own evaluator; None where there is none."""
    return study.score(node, study.facts(values))


def told(study: Study, edges: Sequence[Edge]) -> tuple[Words, ...]:
    """Edges in words, as they are searched around."""
    found = []
    for edge in edges[:20]:
        names = "、".join(study.space.names[v].rpartition("·")[2] for v in edge.metric.variables)
        found.append(Words(f"{names} 在 {exact(edge.at)}", f"{names} at {exact(edge.at)}"))
    return tuple(found)
