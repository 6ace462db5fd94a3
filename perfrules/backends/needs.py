"""When each fact is needed: by which leaves, always or only where their guards do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from attrs import frozen

from perfrules.model.model import Indicator, Rubric
from perfrules.model.reads import reads
from perfrules.source import Words
from perfrules.syntax import nodes as n


class LanguageLike(Protocol):
    """What is asked of a language."""

    def guards_and_rest(self, clauses: Iterable[n.Node]) -> tuple[list[n.Node], list[n.Node]]: ...


@frozen
class Need:
    """A leaf that reads a fact.

    `unless` holds the conditions tried before: where one holds, the fact is not needed. `only` holds the rows whose
    inner tables alone read it: where none of them gives the score, it is not needed either; without any it always is.
    """

    leaf: Indicator
    unless: tuple[n.Expr, ...]
    only: tuple[n.Row, ...] = ()

    def words(self) -> Words:
        """The need in one phrase."""
        zh, en = [], []
        if self.only:
            heads = [row.head.span.text.strip() for row in self.only]
            zh.append(f"当「{'」或「'.join(heads)}」")
            en.append(f"where `{'` or `'.join(heads)}`")
        if self.unless:
            tests = [condition.span.text.strip() for condition in self.unless]
            zh.append(f"除非「{'」「'.join(tests)}」")
            en.append(f"unless `{'`, `'.join(tests)}`")
        return Words(f"{self.leaf.name}：{'，'.join(zh) or '总要'}", f"{self.leaf.name}: {', '.join(en) or 'always'}")


def needs(rubric: Rubric, language: LanguageLike) -> Mapping[str, tuple[Need, ...]]:
    """Every fact by path, with the leaves that need it; an optional fact is listed where it is read."""
    found: dict[str, list[Need]] = {fact.path: [] for fact in rubric.facts}
    for leaf in (*rubric.walk(), rubric.top):
        guards, rest = language.guards_and_rest(leaf.clauses)
        conditions: list[n.Expr] = [guard.condition for guard in guards]  # type: ignore[attr-defined]
        steps: list[tuple[n.Node, list[n.Expr]]] = []
        for i, guard in enumerate(guards):
            steps += [(guard.condition, conditions[:i]), (guard.score, conditions[:i])]  # type: ignore[attr-defined]
        steps += [(clause, conditions) for clause in rest]
        if leaf is rubric.top:
            steps += [(node, []) for node in (*rubric.top.conditions, *_index(rubric))]
        seen: set[str] = set()
        for node, tried in steps:
            for fact in reads(rubric, node, inside=False):
                if fact.path not in seen:
                    seen.add(fact.path)
                    found[fact.path].append(Need(leaf, tuple(tried)))
        only: dict[str, list[n.Row]] = {}
        for row in (x for clause in rest for x in n.walk(clause) if isinstance(x, n.Row)):
            if getattr(row.score, "apart", False):
                for fact in reads(rubric, row.score):
                    if fact.path not in seen:
                        only.setdefault(fact.path, []).append(row)
        for path, rows in only.items():
            found[path].append(Need(leaf, tuple(conditions), tuple(rows)))
    return {path: tuple(items) for path, items in found.items()}


def _index(rubric: Rubric) -> tuple[n.Node, ...]:
    """What 结果为 reads."""
    return () if rubric.index is None else (rubric.index.expression, *rubric.index.guards)
