"""Finds the grammar files and works out the tables from them, the idioms' fragments last."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from perfrules import cache
from perfrules.syntax.tables import Rule, Tables
from perfrules.syntax.vocabulary import Vocabulary

STARTS = (
    "title",
    "facts",
    "grades",
    "case",
    "heading",
    "head_line",
    "fact_line",
    "clause",
    "row",
    "grade_line",
    "case_line",
)
"""What a line can be; each is a start symbol, so that one bad line spoils no other."""
FORMAT = "1"
"""Changes with the shape of the kept tables, so that older ones are not read."""


def data_folder(name: str) -> Traversable:
    """`grammars` or `rubric_defs`: inside an installed package, beside it in a checkout."""
    inside = resources.files("perfrules") / "_data" / name
    if inside.is_dir():
        return inside
    return Path(__file__).resolve().parents[2] / name


def grammar_text(fragments: Sequence[str]) -> str:
    """The whole grammar: the core, then each idiom's fragment."""
    folder = data_folder("grammars")
    core = ["rubric.lark", "expressions.lark", "terminals.lark"]
    files = [folder / name for name in core] + [folder / "idioms" / f"{name}.lark" for name in fragments]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@lru_cache(maxsize=8)
def parser(fragments: tuple[str, ...]) -> tuple[Tables, Vocabulary]:
    """The tables of a language and its words; worked out once, kept between processes."""
    text = grammar_text(fragments)
    key = hashlib.sha256("\0".join((FORMAT, *STARTS, text)).encode()).hexdigest()
    name = f"grammar-{key[:16]}.json"
    tables = _load(cache.read(name))
    if tables is None:
        tables = _derive(text)
        cache.write(name, tables.dump())
    return tables, Vocabulary.of(tables.words)


def _load(data: bytes | None) -> Tables | None:
    if data is None:
        return None
    try:
        return Tables.load(data)
    except (ValueError, TypeError, LookupError, AttributeError):  # a damaged cache is worked out again
        return None


def _derive(text: str) -> Tables:
    import lark  # 0.07 s, so only where the tables are not kept

    # The scanner is ours (words are told apart by the names a rubric declares); lark's stays unused.
    built = lark.Lark(text, parser="lalr", lexer="basic", start=list(STARTS), maybe_placeholders=False)
    configurations = {start: built.parse_interactive(None, start=start).parser_state.parse_conf for start in STARTS}
    states = configurations[STARTS[0]].states
    numbers = {state: i for i, state in enumerate(states)}
    rules: dict[Any, Rule] = {}

    def target(argument: Any) -> int | Rule:
        if not hasattr(argument, "expansion"):
            return numbers[argument]
        if argument not in rules:
            rules[argument] = _rule(argument)
        return rules[argument]

    return Tables(
        tuple({str(name): target(argument) for name, (_, argument) in row.items()} for row in states.values()),
        {start: (numbers[c.start_state], numbers[c.end_state]) for start, c in configurations.items()},
        tuple(_words(built.terminals)),
    )


def _rule(rule: Any) -> Rule:
    origin = str(rule.origin.name)
    spread = tuple(i for i, part in enumerate(rule.expansion) if not part.is_term and part.name.startswith("_"))
    if not rule.expansion or any(part.is_term and part.filter_out for part in rule.expansion):
        raise ValueError(f"{origin}: a rule is never empty and every word of it has a name")
    return Rule(
        origin,
        str(rule.alias or origin),
        len(rule.expansion),
        spread,
        origin.startswith("_"),
        bool(rule.options.expand1 and not rule.alias),
    )


def _words(terminals: Iterable[Any]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The spellings of each terminal; a pattern that is not a list of plain texts is a grammar mistake."""
    for terminal in terminals:
        if terminal.pattern is None:
            continue
        pattern = terminal.pattern.value
        if pattern.startswith("(?:") and pattern.endswith(")"):
            pattern = pattern[3:-1]
        parts = re.split(r"(?<!\\)\|", pattern)
        yield terminal.name, tuple(re.sub(r"\\(.)", r"\1", part) for part in parts)
