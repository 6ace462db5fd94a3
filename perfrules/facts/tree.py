"""Names with values, nested under headings: what a Python mapping or a JSON, YAML or TOML file supplies.

A value stands plain, or as {"值": …, "理由": …, "佐证": …}. A mapping inside stands for a heading:
{"部门预算": {"完整性": …}} is 部门预算·完整性.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.given import Given, place
from perfrules.facts.plain import shape_of, shown
from perfrules.source import Span, Words
from perfrules.syntax.folding import name_key

MOST_DEPTH = 16
MOST_FACTS = 10_000

_KEYS = {"值": "value", "理由": "reason", "佐证": "evidence", "档": "grade"}
_KEYS |= {key: key for key in ("value", "reason", "evidence", "grade")}
_WHOLE = Words("整个文件", "the file")


@frozen
class Pairs:
    """A mapping as a file writes it: names and values in order, doubled ones included, each with its line if known."""

    items: tuple[tuple[Any, Any, int], ...]


@define
class _Walk:
    where: str
    found: list[Given] = field(factory=list)
    problems: list[Diagnostic] = field(factory=list)

    def place(self, name: str, line: int) -> Span:
        if not self.where:
            return place("")
        return place(f"{self.where}:{line}" if line else f"{self.where} {_short(name)}")

    def walk(self, tree: Any, prefix: str, depth: int) -> None:
        seen: set[str] = set()
        for key, value, line in _items(tree):
            if not isinstance(key, str) or not key.strip():
                span = self.place(prefix, line)
                self.problems.append(Diagnostic(errors.NAME_NOT_TEXT, span, {"given": _shown(key)}))
                continue
            name = f"{prefix}·{key}" if prefix else key
            if len(self.found) >= MOST_FACTS:
                most = Words(f"至多 {MOST_FACTS} 项数据", f"at most {MOST_FACTS} facts")
                self.misshapen(place(self.where), _WHOLE, most)
                return
            folded = name_key(key)
            if folded in seen:
                self.problems.append(Diagnostic(errors.DOUBLED_FACT, self.place(name, line), {"name": _short(name)}))
                continue
            seen.add(folded)
            self.one(name, value, line, depth)

    def one(self, name: str, value: Any, line: int, depth: int) -> None:
        span = self.place(name, line)
        if not isinstance(value, (Mapping, Pairs)):
            self.found.append(Given(name, value, span=span, value_span=span))
            return
        said: dict[str, Any] = {}
        others: list[Any] = []
        for key, item, _ in _items(value):
            word = _KEYS.get(key) if isinstance(key, str) else None
            if word is None or word in said:
                others.append(key)
            else:
                said[word] = item
        if "value" in said or (said and not others):
            self.said(name, said, others, span)
        elif depth >= MOST_DEPTH:
            expected = Words(f"一个值（至多 {MOST_DEPTH} 层上级）", f"one value, at most {MOST_DEPTH} levels deep")
            self.misshapen(span, Words(f"「{_short(name)}」", f"`{_short(name)}`"), expected)
        else:
            self.walk(value, name, depth + 1)

    def said(self, name: str, said: dict[str, Any], others: list[Any], span: Span) -> None:
        """A value with its reason and evidence."""
        short = _short(name)
        if others:
            other = _shown(others[0])
            where = Words(f"「{short}」里的「{other}」", f"`{other}` in `{short}`")
            expected = Words("值、理由、佐证、档，各至多一次", "value, reason, evidence or grade, each at most once")
            self.misshapen(span, where, expected)
            return
        texts: dict[str, str] = {}
        for word, zh in (("reason", "理由"), ("evidence", "佐证"), ("grade", "档")):
            text = said.get(word)
            if isinstance(text, (Mapping, Pairs, list, tuple, bool)):
                where = Words(f"「{short}」的{zh}", f"the {word} of `{short}`")
                self.misshapen(span, where, Words("一段文字", "a text"))
            texts[word] = "" if text is None else str(text).strip()
        value, reason, evidence, grade = said.get("value"), texts["reason"], texts["evidence"], texts["grade"]
        self.found.append(Given(name, value, reason, evidence, span, span, grade=grade))

    def misshapen(self, span: Span, where: Words, expected: Words) -> None:
        self.problems.append(Diagnostic(errors.WRONG_SHAPE, span, {"where": where, "expected": expected}))


def _items(tree: Mapping[Any, Any] | Pairs) -> Iterator[tuple[Any, Any, int]]:
    if isinstance(tree, Pairs):
        yield from tree.items
    else:
        yield from ((key, value, 0) for key, value in tree.items())


def _shown(key: Any) -> str:
    text = shown(key)
    return text if isinstance(text, str) else text.zh


def _short(name: str) -> str:
    return name if len(name) <= 80 else name[:79] + "…"


def from_tree(tree: Any, where: str = "") -> tuple[list[Given], list[Diagnostic]]:
    """The facts that a tree of names and values supplies, and what is wrong with its shape."""
    work = _Walk(where)
    if not isinstance(tree, (Mapping, Pairs)):
        shape = shape_of(tree)
        expected = Words(f"「名称：值」的对照，给的是{shape.zh}", f"a mapping of names to values, not {shape.en}")
        work.misshapen(place(where), _WHOLE, expected)
        return [], work.problems
    work.walk(tree, "", 1)
    return work.found, work.problems
