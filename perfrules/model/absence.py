"""Every use of a fact whose absence is left to the rules stands behind what says what then.

That is a 特例 or 不适用 tried before, which asks whether it is 缺失, or a row 缺失 in the table that goes by it. Of the
cells of a 明细 only its own rule can ask: what is read over the rows has no such row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from attrs import define, frozen

from perfrules.model import errors
from perfrules.model.infer import Typing
from perfrules.model.model import Fact, Formula, Indicator
from perfrules.source import Words
from perfrules.syntax import nodes as n

_FREE, _MEASURED, _CAUGHT = "free", "measured", "caught"
"""Where an expression stands: outside measures, in that of a table, in that of a table with a row 缺失."""
_OVERRIDE = Words("特例", "override")


@frozen
class _Use:
    """`name` is where the fact is read, or what is read through formulas; `wanted` is how many values must be there.

    `by_row` tells whether a row 缺失 in the table that goes by it would see to its absence.
    """

    name: n.Name
    fact: Fact
    wanted: float
    by_row: bool


@define
class Absences:
    """Looks for the uses whose absence nothing sees to. `role_of` tells what a clause is."""

    typing: Typing
    role_of: Callable[[n.Node], str]

    def check(self, guards: Sequence[n.Node], rest: Sequence[n.Node], *, of_total: bool) -> None:
        """Report them in the clauses of a heading, `guards` being those that are tried first, in their order."""
        seen_to: dict[int, float] = {}
        for clause in guards:
            not_applicable = self.role_of(clause) == "applicability"
            self._check(clause, seen_to, Words("不适用", "not applicable") if not_applicable else _OVERRIDE)
            for key, there in self._asked(clause.condition):  # type: ignore[attr-defined]
                seen_to[key] = max(seen_to.get(key, 0), there)
        for clause in rest:
            self._check(clause, seen_to, None if of_total else _OVERRIDE)

    def _check(self, clause: n.Node, seen_to: dict[int, float], before: Words | None) -> None:
        """Report the uses that a clause reaches, and those of the tables inside its rows.

        `before` is the word of the statement that could be tried before.
        """
        table = self.typing.tables.get(id(clause))
        has_row = table is not None and any(isinstance(row.head, n.MissingHead) for row in table.rows)
        # A row 缺失 sees to what its measure reads, for the whole table.
        subject = table.subject if table is not None and has_row else None
        in_row = set[int]() if subject is None else _by_row(self._uses(subject, _MEASURED))
        uses = list(self._uses(clause))
        by_row = _by_row(uses)
        for use in uses:
            fact = use.fact
            if seen_to.get(id(fact), 0) < use.wanted and id(fact) not in in_row:
                ways = _ways(fact, before, id(fact) in by_row)
                self.typing.report(errors.NO_PROTECTION, use.name.span, name=fact.name, ways=ways)
        for row in table.rows if table is not None else ():
            if getattr(row.score, "apart", False):
                self._check(row.score, seen_to, before)

    def _uses(self, clause: n.Node, place: str = _FREE) -> Iterator[_Use]:
        """The uses that evaluating a clause reaches, through formulas too."""
        seen: set[tuple[int, bool]] = set()
        stack: list[tuple[n.Node, n.Name | None, str, bool]] = [(clause, None, place, False)]
        counted: dict[int, float] = {}
        while stack:
            node, through, place, over_rows = stack.pop()
            if isinstance(node, (n.IsMissing, n.FewerThan, n.ScoreOf)):
                continue
            if node is not clause and getattr(node, "apart", False):
                continue
            over_rows = over_rows or (isinstance(node, n.Expr) and node.id in self.typing.rows_over)
            if isinstance(node, n.AtLeast) and len(node.items) == 1:
                read = [x for x in n.walk(node.items[0]) if isinstance(x, n.Name) and self._is_list(x)]
                if len({id(self.typing.refs[x.id]) for x in read}) == 1:
                    counted |= {x.id: float(node.least.value) for x in read}
            if isinstance(node, n.Name):
                target: Any = self.typing.refs.get(node.id)
                if isinstance(target, Indicator):
                    target = target.measure
                shown, key = through or node, (id(target), place == _CAUGHT)
                if isinstance(target, Fact):
                    if target.left_to_rules and (place != _CAUGHT or over_rows):
                        yield _Use(shown, target, counted.get(node.id, math.inf), place == _MEASURED and not over_rows)
                elif isinstance(target, Formula) and key not in seen:
                    seen.add(key)
                    stack += [(part, shown, place, over_rows) for part in (target.expression, *target.guards)]
                elif isinstance(target, n.Expr) and key not in seen:
                    seen.add(key)
                    stack.append((target, through, place, over_rows))
            subject, within = self._measure(node, clause, place)
            parts = [part for part in n.children(node) if part is not subject]
            stack.extend((part, through, place, over_rows) for part in reversed(parts))
            if subject is not None:
                stack.append((subject, through, within, over_rows))

    def _measure(self, node: n.Node, clause: n.Node, place: str) -> tuple[n.Expr | None, str]:
        """The measure of a node that is a table, and where what it reads stands."""
        table = self.typing.tables.get(id(node)) if not isinstance(node, n.Decision) else None
        subject = getattr(node, "subject", None) if table is None else table.subject
        if subject is None or not hasattr(node, "rows"):
            return subject, place
        rows = node.rows if node is not clause else ()
        caught = any(isinstance(row, n.Row) and isinstance(row.head, n.MissingHead) for row in rows)
        return subject, _CAUGHT if caught or place == _CAUGHT else _MEASURED

    def _is_list(self, name: n.Name) -> bool:
        target = self.typing.refs.get(name.id)
        return isinstance(target, Fact) and bool(target.items) and target.left_to_rules

    def _asked(self, condition: n.Expr) -> Iterator[tuple[int, float]]:
        """The facts whose absence makes a condition hold, each with how many of its values are there otherwise."""
        if isinstance(condition, n.IsMissing):
            yield id(self.typing.refs.get(condition.operand.id)), math.inf
        elif isinstance(condition, n.FewerThan):
            yield id(self.typing.refs.get(condition.operand.id)), float(condition.least.value)
        elif (isinstance(condition, n.Logic) and condition.op == "或") or (
            isinstance(condition, n.AtLeast) and condition.least.value == 1
        ):
            for item in condition.items:
                yield from self._asked(item)


def _by_row(uses: Iterable[_Use]) -> set[int]:
    """The facts that the measure of a table reads."""
    return {id(use.fact) for use in uses if use.by_row}


def _ways(fact: Fact, before: Words | None, by_row: bool) -> Words:
    """What else than a word behind 可缺 could be written."""
    zh, en = "", ""
    if before is not None and fact.rows is None:
        zh = f"，或先写「{before.zh} 当 {fact.name} 缺失 时 …」"
        en = f", or catch it first with `{before.en} when {fact.name} is missing: …`"
    if by_row:
        zh += "，或在按它评的表里加一行「缺失 ：…」"
        en += ", or add a row `missing: …` to the table that goes by it"
    return Words(zh, en)
