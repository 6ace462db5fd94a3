"""Which facts a rule reads: what makes a fact required, and what an explanation can speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol

from perfrules.model.model import Fact, Formula, Indicator, Ref
from perfrules.syntax import nodes as n


class KnownLike(Protocol):
    """What must be known: what names mean, what tables score, what clauses declare; a rubric, or one being built."""

    @property
    def refs(self) -> Mapping[int, Ref]: ...
    @property
    def tables(self) -> Mapping[int, Any]: ...
    @property
    def declared(self) -> Mapping[int, tuple[Fact, ...]]: ...


def reads(known: KnownLike, node: n.Node, given: Collection[int] = (), *, inside: bool = True) -> Iterator[Fact]:
    """Every fact that evaluating a node can read, through formulas and measures, each once, as the text reads.

    Asking whether a fact is 缺失 is not reading it; the 得分 of a heading is that heading's business. `given` holds
    the identities of formulas whose value is at hand: nothing is read for them. Without `inside`, what only a part
    that stands apart (a table inside a row) reads is left out.
    """
    return (found for found in _reached(known, node, given, inside) if isinstance(found, Fact))


def columns(known: KnownLike, node: n.Node) -> Iterator[tuple[n.Name, Fact]]:
    """The columns whose cells in the row at hand a node reads, each with its name there."""
    names = (name for name in n.walk(node) if isinstance(name, n.Name))
    found = ((name, known.refs.get(name.id)) for name in names)
    return ((name, target) for name, target in found if isinstance(target, Fact) and target.rows is not None)


def reads_scores(known: KnownLike, node: n.Node) -> bool:
    """Whether evaluating a node can ask for the 得分 of a heading, through formulas and measures."""
    return any(isinstance(found, n.ScoreOf) for found in _reached(known, node, (), True))


def _reached(known: KnownLike, node: n.Node, given: Collection[int], inside: bool) -> Iterator[Fact | n.ScoreOf]:
    seen: set[int] = set(given)
    stack: list[n.Node] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, n.ScoreOf):
            yield current
            continue
        if isinstance(current, (n.IsMissing, n.FewerThan)):
            continue
        if not inside and current is not node and getattr(current, "apart", False):
            continue
        for fact in known.declared.get(id(current), ()):
            if id(fact) not in seen:
                seen.add(id(fact))
                yield fact
        if isinstance(current, n.Call) and isinstance(figure := known.refs.get(current.id), Fact):
            if id(figure) not in seen:
                seen.add(id(figure))
                yield figure
            continue  # a figure of all subjects: its operand is theirs
        table = known.tables.get(id(current))
        if table is not None and table.subject is not None:
            stack.append(table.subject)
        stack.extend(reversed(list(n.children(current))))
        if not isinstance(current, n.Name):
            continue
        target = known.refs.get(current.id)
        measure = target.measure if isinstance(target, Indicator) else target
        if isinstance(measure, n.Expr):
            stack.append(measure)
        elif isinstance(measure, Formula) and id(measure) not in seen:
            seen.add(id(measure))
            stack += [*reversed(measure.guards), measure.expression]
        elif isinstance(measure, Fact) and id(measure.rows or measure) not in seen:
            measure = measure.rows or measure
            seen.add(id(measure))
            yield from measure.items or (measure,)
