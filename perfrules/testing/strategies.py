"""Random fact sets around the edges of a rubric, for property tests. Needs hypothesis, of the extra `testing`.

Every fact set is made, none is thrown away: a leaf and an edge are chosen, all facts but one are drawn, the last is
solved for, and what a 约束 forbids gives way. The first choice everywhere is the plainest, so that what fails shrinks
to figures that an accountant reads: 100万元, one fact off the middle, one answer changed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from perfrules.analysis.edges import Edge, Solver, near
from perfrules.analysis.space import PLAIN_DAYS
from perfrules.analysis.tables import plain_row
from perfrules.analysis.verdicts import Facts, Row
from perfrules.api import Rubric
from perfrules.ir import nodes as ir
from perfrules.testing.subject import Given, Subject
from perfrules.testing.suite import Place, places, sides, sound

AROUND = ("edges", "any")
DAY = Fraction(PLAIN_DAYS[0])
_FIGURES = (100, 50, 10, 1, 0, 95, 105, 20, 5, 2, 1000, "0.5", 12345)


def facts_for(
    rubric: Rubric | str | os.PathLike[str], *, focus: str | None = None, around: str = "edges"
) -> st.SearchStrategy[Given]:
    """Sound fact sets of a rubric, as `Rubric.score` takes them.

    `focus` names a heading or fact: only what bears on it then varies. `around` is `edges` (more often than not on an
    edge or one step beside it) or `any` (round figures of any kind). Every fact stays in its range and on its grid, and
    every 约束 is kept; optional facts may be absent, facts that are wrong are not drawn. Raises ValueError where
    `focus` or `around` is none of these, RubricError where there is no such rubric or it has errors.
    """
    if around not in AROUND:
        raise ValueError(f"around is one of {', '.join(AROUND)}, not {around!r}")
    subject = Subject.of(rubric)
    leaves = [_leaf(place) for place in places(subject, focus)]
    return _fact_sets(subject, leaves, focus is None, around == "edges")


@frozen(eq=False, repr=False)
class _Leaf:
    """What is drawn from for one leaf."""

    inputs: tuple[ir.Input, ...]
    edges: tuple[Edge, ...]
    bases: tuple[Facts, ...]
    suite: tuple[Facts, ...]


def _leaf(place: Place) -> _Leaf:
    return _Leaf(place.inputs, place.edges, place.bases, tuple(facts for _, facts in place.around()))


@st.composite
def _fact_sets(draw: st.DrawFn, subject: Subject, leaves: Sequence[_Leaf], whole: bool, edges: bool) -> Given:
    leaf = draw(st.sampled_from(leaves))
    facts = draw(_of_leaf(subject, leaf, edges))
    if whole and len(leaves) > 1:
        # The other leaves vary too, each by a fact set of its own, where that breaks nothing.
        for other in leaves:
            if other is not leaf and other.suite and draw(st.integers(0, 3)) == 3:
                own = {item.name for item in other.inputs} - {item.name for item in leaf.inputs}
                chosen = draw(st.sampled_from(other.suite))
                moved = {name: value for name, value in chosen.items() if name in own}
                facts = sound(subject, facts, moved) or facts
    return subject.given(facts if subject.applies(facts) else leaf.bases[0])


@st.composite
def _of_leaf(draw: st.DrawFn, subject: Subject, leaf: _Leaf, edges: bool) -> Facts:
    base = draw(st.sampled_from(leaf.bases))
    changes: dict[str, Any] = {}
    for item in leaf.inputs:
        if draw(st.integers(0, 2)) == 2:
            changes[item.name] = draw(_value(subject, item, {**base, **changes}))
    facts = sound(subject, base, changes) or base
    quantities = [item for item in leaf.inputs if item.kind == "quantity"]
    if edges and leaf.edges and quantities:
        edge, item = draw(st.sampled_from(leaf.edges)), draw(st.sampled_from(quantities))
        figure = Solver(subject.program, item.name, facts).solve(edge)
        if figure is not None:
            value = draw(st.sampled_from([value for _, value in sides(item, figure)]))
            facts = sound(subject, facts, {item.name: value}) or facts
    for item in leaf.inputs:
        if item.optional and item.name in facts and draw(st.integers(0, 7)) == 7:
            facts = {name: value for name, value in facts.items() if name != item.name}
    return facts


def _value(subject: Subject, item: ir.Input, before: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    match item.kind:
        case "flag":
            return st.booleans()
        case "label":
            return st.integers(0, len(item.labels) - 1).map(lambda code: len(item.labels) - 1 - code)
        case "date":
            return st.integers(-400, 400).map(lambda days: max(Fraction(1), before.get(item.name, DAY) + days))
        case "text":
            return st.just(True)
        case "rows":
            return _rows(item)
    unit = subject.study.units.get(item.name, Fraction(1))
    same = [value for value in before.values() if isinstance(value, Fraction)]
    figures = [*(Fraction(figure) * unit for figure in _FIGURES), *(-Fraction(n) * unit for n in (1, 10)), *same]
    values = [near(item, figure)[0] for figure in figures]
    return st.sampled_from(list(dict.fromkeys(values)))


@st.composite
def _rows(draw: st.DrawFn, item: ir.Input) -> tuple[Row, ...]:
    """One row or more that are in order: each as plain as can be, their points shared out, some figures smaller."""
    count, sums = draw(st.integers(1, 3)), dict(item.sums)
    signed = {column.name.removesuffix("·比较") for column in item.columns if column.name.endswith("·比较")}
    rows = []
    for number in range(count):
        row = dict(plain_row(item))
        for column in item.columns:
            value = row[column.name]
            if column.name in sums:
                share = sums[column.name] // count
                row[column.name] = share if number else sums[column.name] - share * (count - 1)
            elif column.kind == "quantity" and column.grid is None and column.name not in signed:
                smaller = Fraction(value) * Fraction(draw(st.sampled_from(("1", "0.5", "0"))))
                row[column.name] = smaller if smaller in column.bounds else value
        rows.append(row)
    return tuple(rows)
