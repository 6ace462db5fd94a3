"""The tables of the grammar at work: the words of a statement → its node, in one pass and without recursion.

lark works the tables out; they are kept as plain lists, so that a process that finds them in the cache needs no
lark at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from perfrules.syntax.tokens import Token

END = "$END"
Build = Callable[[str, list[Any], int, int], Any]
"""Makes the value of a rule: its name, its children, where it starts and ends."""


@frozen(slots=True)
class Rule:
    """What the tables do when the right side of a rule is complete.

    `origin` is what it becomes, `name` what it is built as, `size` how many parts it takes; the parts at `spread`
    are lists of children; a `helper` is such a list itself; with `single` an only child stands for the rule.
    """

    origin: str
    name: str
    size: int
    spread: tuple[int, ...]
    helper: bool
    single: bool


@frozen(slots=True)
class Stop:
    """Where a statement cannot go on: the index of the word (their number at the end of the line), and the stack."""

    at: int
    states: tuple[int, ...]


@frozen(eq=False)
class Tables:
    """For each state what each terminal does (go to a state, or complete a rule), and where each rule leads.

    `starts` gives the first and the last state of each kind of line, `words` the spellings of each terminal.
    """

    actions: tuple[Mapping[str, int | Rule], ...]
    starts: Mapping[str, tuple[int, int]]
    words: tuple[tuple[str, tuple[str, ...]], ...]

    def parse(self, start: str, tokens: Sequence[Token], build: Build) -> Any:
        """The value of a statement, or a Stop."""
        state, last = self.starts[start]
        states, values = [state], list[Any]()
        starts, ends = list[int](), list[int]()
        actions = self.actions
        for at in range(len(tokens) + 1):
            token = tokens[at] if at < len(tokens) else None
            kind = END if token is None else token.type
            while True:
                action = actions[states[-1]].get(kind)
                if action is None:
                    return self._stop(start, tokens, at)
                if isinstance(action, int):
                    assert token is not None
                    states.append(action)
                    values.append(token)
                    starts.append(token.start_pos)
                    ends.append(token.end_pos)
                    break
                cut = len(values) - action.size
                begin, end = starts[cut], ends[-1]
                items = values[cut:]
                del states[cut + 1 :], values[cut:], starts[cut:], ends[cut:]
                for i in reversed(action.spread):
                    items[i : i + 1] = items[i]
                if action.helper:
                    value: Any = items
                elif action.single and len(items) == 1:
                    value = items[0]
                else:
                    value = build(action.name, items, begin, end)
                goto = actions[states[-1]][action.origin]
                if token is None and goto == last:
                    return value
                assert isinstance(goto, int)
                states.append(goto)
                values.append(value)
                starts.append(begin)
                ends.append(end)
        raise AssertionError("the end of the line completes a statement or stops it")

    def _stop(self, start: str, tokens: Sequence[Token], at: int) -> Stop:
        """The stack in front of a word that cannot stand there, before any rule was completed on its account."""
        states = self.ahead(start, [token.type for token in tokens[:at]])
        assert isinstance(states, tuple)
        return Stop(at, states)

    def ahead(self, start: str, terminals: Sequence[str]) -> tuple[int, ...] | int:
        """The stack behind some words, or the index of the first that cannot stand where it is."""
        states: tuple[int, ...] = (self.starts[start][0],)
        for i, terminal in enumerate(terminals):
            behind = self.after(states, terminal)
            if behind is None:
                return i
            states = behind
        return states

    def after(self, states: tuple[int, ...], terminal: str) -> tuple[int, ...] | None:
        """The stack behind one more word; None where the word cannot stand there."""
        stack = list(states)
        while True:
            action = self.actions[stack[-1]].get(terminal)
            if action is None:
                return None
            if isinstance(action, int):
                return (*stack, action)
            del stack[len(stack) - action.size :]
            goto = self.actions[stack[-1]][action.origin]
            assert isinstance(goto, int)
            if terminal == END and any(goto == last for _, last in self.starts.values()):
                return (*stack, goto)
            stack.append(goto)

    def expected(self, states: tuple[int, ...]) -> frozenset[str]:
        """The terminals that can stand next."""
        found = self.actions[states[-1]]
        return frozenset(name for name in found if not name[0].islower() and self._takes(states, name))

    def _takes(self, states: tuple[int, ...], name: str) -> bool:
        return not name.startswith("_") and self.after(states, name) is not None

    def first(self, start: str) -> frozenset[str]:
        """The terminals that a kind of line can begin with."""
        return self.expected((self.starts[start][0],))

    def dump(self) -> bytes:
        """The tables as JSON."""
        rules = {rule: i for i, rule in enumerate(dict.fromkeys(self._rules()))}
        rows = [{name: [rules[to]] if isinstance(to, Rule) else to for name, to in row.items()} for row in self.actions]
        shown = [[r.origin, r.name, r.size, r.spread, r.helper, r.single] for r in rules]
        return json.dumps([shown, rows, self.starts, self.words], ensure_ascii=False).encode()

    def _rules(self) -> list[Rule]:
        return [to for row in self.actions for to in row.values() if isinstance(to, Rule)]

    @staticmethod
    def load(data: bytes) -> Tables:
        """The tables of JSON; any of ValueError, TypeError, LookupError where it is no such thing."""
        shown, rows, starts, words = json.loads(data)
        rules = [
            Rule(origin, name, size, tuple(spread), helper, single)
            for origin, name, size, spread, helper, single in shown
        ]
        return Tables(
            tuple({name: to if isinstance(to, int) else rules[to[0]] for name, to in row.items()} for row in rows),
            {name: (first, last) for name, (first, last) in starts.items()},
            tuple((name, tuple(spellings)) for name, spellings in words),
        )
