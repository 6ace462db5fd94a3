"""The edge suite of a rubric: a finite list of fact sets on every edge and one step beside it, the same in every run.

No library for random tests is needed. Each fact set is sound: in the ranges, on the grids, within the 约束.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import define, frozen

from perfrules.analysis.edges import FINE, Edge, Solver, edges_of, nodes_below, on_grid
from perfrules.analysis.space import Met
from perfrules.analysis.study import TOTAL
from perfrules.analysis.verdicts import Facts
from perfrules.api import Rubric
from perfrules.ir import nodes as ir
from perfrules.source import Words
from perfrules.testing.subject import Given, Subject


@frozen
class EdgeCase:
    """One fact set of the suite: the heading whose rule it bears on, where it lies, and the facts.

    `about` tells the figure and the side, in both languages; `facts` is what `Rubric.score` takes.
    """

    heading: str
    about: Words
    facts: Given

    def __str__(self) -> str:
        return f"{self.heading}：{self.about.zh}"


def edge_cases(rubric: Rubric | str | os.PathLike[str], focus: str | None = None) -> tuple[EdgeCase, ...]:
    """The edge suite of a rubric, or of the heading or fact named by `focus`.

    For each leaf: facts on each edge of its bands, comparisons and steps, and one step of a grid to either side; each
    fact at 0 and at the ends of its range, each pair of alike facts equal, each answer of a yes-or-no or choice, and
    each optional fact left out. Raises ValueError where `focus` is no heading or fact of the rubric.
    """
    subject = Subject.of(rubric)
    found: dict[tuple[str, str], EdgeCase] = {}
    for place in places(subject, focus):
        for about, facts in place.around():
            if not subject.applies(facts):
                continue
            given = subject.given(facts)
            key = (place.name, repr(sorted(given.items(), key=lambda pair: pair[0])))
            found.setdefault(key, EdgeCase(place.name or "总分", about, given))
    return tuple(found.values())


def neighbours(rubric: Rubric | str | os.PathLike[str], facts: Mapping[str, Any], fact: str) -> tuple[Given, ...]:
    """The fact sets that differ in one fact by one step: the one below and the one above, as far as it may go there.

    A step is that of the fact's grid (1/1000 where it has none), the next label of a choice, the next day, the other
    answer. `facts` is what `Rubric.score` takes; what is returned is written in full. Raises ValueError where `fact` is
    none of the rubric's or is not among `facts`.
    """
    subject = Subject.of(rubric)
    path = subject.fact(fact).path
    item = next((item for item in subject.program.inputs if item.name == path), None)
    values = dict(subject.coded(subject.rubric.read(facts).values))
    if item is None or item.kind in ("text", "rows") or path not in values:
        raise ValueError(f"{fact!r} has no value here that could go up or down")
    found = []
    for sign in (-1, 1):
        value = step(item, values[path], sign)
        if value is not None:
            found.append(subject.given({**values, path: value}))
    return tuple(found)


def step(item: ir.Input, value: Any, sign: int) -> Any:
    """The value one step beside another; None where the fact cannot be that."""
    if item.kind == "flag":
        return (sign > 0) if value is not (sign > 0) else None
    if item.kind == "label":
        return value + sign if 0 <= value + sign < len(item.labels) else None
    if item.kind == "date":
        return value + sign
    moved = value + sign * (item.grid or FINE)
    return moved if moved in item.bounds else None


def places(subject: Subject, focus: str | None = None) -> list[Place]:
    """What a focus means: the leaves of a heading, those that read a fact; and the total where nothing less is meant.

    Raises ValueError where it is no heading or fact of the rubric.
    """
    study = subject.study
    if focus is not None:
        try:
            node = subject.node(focus)
        except ValueError:
            number = subject.number(focus)
            return [Place(subject, name) for name in (*study.leaves, TOTAL) if number in study.reads(name)]
        if node != TOTAL:
            return [Place(subject, name) for name in _below(subject, node)]
    found = [Place(subject, name) for name in study.leaves]
    total = Place(subject, TOTAL)
    return [*found, total] if total.inputs or not found else found


def _below(subject: Subject, node: str) -> list[str]:
    item = subject.study.nodes.get(node)
    if isinstance(item, ir.Heading):
        return [leaf for part in item.parts for leaf in _below(subject, part)]
    return [] if item is None else [node]


@define(eq=False, slots=False)
class Place:
    """One leaf, or (TOTAL) what stands above all leaves: caps, vetoes, a total that is judged."""

    subject: Subject
    name: str

    @cached_property
    def nodes(self) -> tuple[ir.Node, ...]:
        """Its nodes, and those of the named values that it reads."""
        program = self.subject.program
        if self.name == TOTAL:
            return tuple(nodes_below(program, tuple(program.total.nodes())))
        return tuple(nodes_below(program, tuple(ir.children(self.subject.study.nodes[self.name]))))

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The figures at which its score changes."""
        return edges_of(self.nodes)

    @cached_property
    def inputs(self) -> tuple[ir.Input, ...]:
        """The facts that bear on it."""
        study = self.subject.study
        if self.name == TOTAL:
            own = {study.space.names[v] for node in study.program.total.nodes() for v in study.space.paths.reads(node)}
        else:
            own = {study.space.names[v] for v in study.reads(self.name)} | set(study.leaves[self.name].leaf.requires)
        return tuple(item for item in self.subject.program.inputs if item.name in own)

    @cached_property
    def bases(self) -> tuple[Facts, ...]:
        """Facts in its rule and in each of its guards, from which one at a time is moved."""
        study = self.subject.study
        found: dict[int, Facts] = {}
        pieces = study.leaves[self.name].pieces(None) if self.name != TOTAL else ()
        for piece in sorted(pieces, key=lambda p: p.guard is not None):
            if id(piece.guard) in found:
                continue
            met = study.space.feasible(piece.conditions, study.rules)
            whole = study.fill(met.values) if isinstance(met, Met) else None
            if whole is not None:
                found[id(piece.guard)] = self.subject.graded(study.facts(whole))
        if not found:
            whole = study.fill({})
            found = {} if whole is None else {0: self.subject.graded(study.facts(whole))}
        return tuple(found.values())

    def around(self) -> Iterator[tuple[Words, Facts]]:
        """Sound fact sets around each of its edges, and where they lie."""
        for base in self.bases:
            yield Words("各数居中", "in the middle"), base
        for base in self.bases[:1]:
            yield from self.moves(base)

    def moves(self, base: Facts) -> Iterator[tuple[Words, Facts]]:
        """Sound fact sets that differ from one in what bears on this place, around each of its edges."""
        for edge in self.edges:
            yield from self._at(base, edge)
        yield from self._plain(base)
        yield from self._zeros(base)

    def _at(self, base: Facts, edge: Edge) -> Iterator[tuple[Words, Facts]]:
        """On an edge and one step to either side of it, one fact moved."""
        solved = [
            (item, figure)
            for item in self.inputs
            if item.kind == "quantity"
            and (figure := Solver(self.subject.program, item.name, base).solve(edge)) is not None
        ]
        for item, figure in sorted(solved, key=lambda pair: not on_grid(*pair))[:2]:
            for (zh, en), value in sides(item, figure):
                yield from self._moved(base, item, value, zh, en)

    def _plain(self, base: Facts) -> Iterator[tuple[Words, Facts]]:
        """Every answer, 0, what is below 0, ends of ranges, equals and absences."""
        for item in self.inputs:
            if item.kind == "flag":
                for flag in (True, False):
                    yield from self._moved(base, item, flag)
            elif item.kind == "label":
                for code in range(len(item.labels)):
                    yield from self._moved(base, item, code)
            elif item.kind == "quantity":
                yield from self._moved(base, item, Fraction(0))
                yield from self._moved(base, item, -self.subject.study.units.get(item.name, Fraction(1)))
                for end, sign in ((item.bounds.low, 1), (item.bounds.high, -1)):
                    if end is not None:
                        value = end if end in item.bounds else end + sign * (item.grid or FINE)
                        yield from self._moved(base, item, value, "在允许范围的一端", "at an end of its range")
                for other in self.inputs:
                    same = base.get(other.name)
                    if other.kind == "quantity" and other.name < item.name and isinstance(same, Fraction):
                        name = self._name(other)
                        yield from self._moved(base, item, same, f"与{name}相等", f"equal to {name}")
            if item.optional and item.name in base:
                less = {name: value for name, value in base.items() if name != item.name}
                yield Words(f"{self._name(item)}缺失", f"{self._name(item)} is missing"), less

    def _zeros(self, base: Facts) -> Iterator[tuple[Words, Facts]]:
        """Every divisor at 0, with what is divided and without."""
        for node in self.nodes:
            if isinstance(node, ir.Arith) and node.op == "÷":
                above, below = (self._read(part) for part in (node.left, node.right))
                for zeros, zh, en in ((below, "除数为0", "0 to divide by"), (above | below, "0 除以 0", "0 by 0")):
                    if below:
                        yield from self._sound(base, dict.fromkeys(sorted(zeros), Fraction(0)), zh, en)

    def _read(self, node: ir.Node) -> set[str]:
        found = self.subject.study.space.paths.reads(node)
        own = {item.name for item in self.inputs if item.kind == "quantity"}
        return own & {self.subject.study.space.names[v] for v in found}

    def _name(self, item: ir.Input) -> str:
        return self.subject.words.fact(item.name)

    def _moved(
        self, base: Facts, item: ir.Input, value: Any, zh: str = "", en: str = ""
    ) -> Iterator[tuple[Words, Facts]]:
        name, at = self._name(item), self.subject.words.value(item.name, value)
        told = Words(f"{name} {at}（{zh}）" if zh else f"{name} {at}", f"{name} {at} ({en})" if en else f"{name} {at}")
        yield from self._sound(base, {item.name: value}, told.zh, told.en)

    def _sound(self, base: Facts, changes: Facts, zh: str, en: str) -> Iterator[tuple[Words, Facts]]:
        facts = sound(self.subject, base, changes)
        if facts is not None:
            yield Words(zh, en), facts


def sides(item: ir.Input, figure: Fraction) -> Iterator[tuple[tuple[str, str], Fraction]]:
    """A fact just at a figure, where its grid holds that, and one step to either side."""
    grid = item.grid or FINE
    below = (figure // grid) * grid
    exact = figure == below
    yield ("低一步", "a step below"), below - grid if exact else below
    if exact:
        yield ("恰在界限", "on the edge"), figure
    yield ("高一步", "a step above"), below + grid


def sound(subject: Subject, base: Facts, changes: Facts) -> Facts | None:
    """Facts with some of them changed; others give way where a 约束 asks it. None where they may not be so."""
    study = subject.study
    inputs = {item.name: item for item in subject.program.inputs}
    for name, value in changes.items():
        if inputs[name].kind == "quantity" and not (
            isinstance(value, Fraction) and subject.may_be(inputs[name], value)
        ):
            return None
    numbers = study.space.numbers
    moved = {numbers[name]: Fraction(value) for name, value in changes.items() if not isinstance(value, tuple)}
    others = {numbers[o]: Fraction(v) for o, v in base.items() if not isinstance(v, tuple) and o in numbers}
    linked = {v for rule in study.rules if moved.keys() & rule.variables for v in rule.variables}
    for kept in (others, {v: x for v, x in others.items() if v not in linked}):
        whole = study.fill({**kept, **moved})
        if whole is not None:
            rows = {name: value for name, value in {**base, **changes}.items() if isinstance(value, tuple)}
            facts = {**subject.graded(study.facts(whole)), **rows}
            if study.evaluator.keeps(study.evaluator.run(facts)):
                return facts
    return None
