"""Finds the grammar files and builds the parser from them, the idioms' fragments last."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from perfrules import cache
from perfrules.data import data_folder
from perfrules.syntax.tokens import Token
from perfrules.syntax.vocabulary import Vocabulary

if TYPE_CHECKING:
    # Loaded where a text is parsed: what only scores has no use for it.
    import lark

STARTS = (
    "title",
    "facts",
    "grades",
    "calendar",
    "fact_grid",
    "scale",
    "scale_line",
    "case",
    "trial",
    "heading",
    "free_heading",
    "unscored_heading",
    "unrecorded",
    "adjustments",
    "head_line",
    "fact_line",
    "clause",
    "total_line",
    "row",
    "column",
    "grade_line",
    "grade_case",
    "calendar_line",
    "case_line",
    "edit_line",
)
"""What a line can be; each is a start symbol, so that one bad line spoils no other."""

Build = Callable[[str, list[Any], int, int], Any]
"""Makes the value of a rule: its name, its children, where it starts and ends in the source."""


@frozen
class Stop:
    """Where a statement cannot go on: the index of the word, their number at the end."""

    at: int


@frozen(eq=False)
class Grammar:
    """lark's parser at work on the words of one statement."""

    lark: lark.Lark

    def parse(self, start: str, tokens: Sequence[Token], build: Build) -> Any:
        """The value of a statement, or a Stop."""
        from lark import UnexpectedToken

        interactive = self.lark.parse_interactive(None, start=start)
        at = 0
        try:
            for at, token in enumerate(tokens):  # noqa: B007
                interactive.feed_token(token)  # type: ignore[arg-type]
            at = len(tokens)
            tree = interactive.feed_eof()  # type: ignore[no-untyped-call]
        except UnexpectedToken:
            return Stop(at)
        return _value(tree, build)

    def expected(self, start: str, tokens: Sequence[Token]) -> frozenset[str]:
        """The terminals that can stand behind the words of an unfinished statement."""
        interactive = self.lark.parse_interactive(None, start=start)
        for token in tokens:
            interactive.feed_token(token)  # type: ignore[arg-type]
        return frozenset(interactive.accepts())  # type: ignore[no-untyped-call]

    def first(self, start: str) -> frozenset[str]:
        """The terminals that a kind of line can begin with."""
        return self.expected(start, ())


def _value(tree: Any, build: Build) -> Any:
    """The value of a parse tree. Every word is kept in the tree, so the first and last one bound its place.

    The tree may be as deep as a statement is long, so it is walked with a stack of its own: first down, each part
    before those it holds, then up, each part behind them.
    """
    from lark import Tree

    down, up = [tree], []
    while down:
        part = down.pop()
        up.append(part)
        if isinstance(part, Tree):
            down.extend(part.children)
    values: list[tuple[Any, int, int]] = []
    while up:
        part = up.pop()
        if not isinstance(part, Tree):
            values.append((part, part.start_pos, part.end_pos))
            continue
        count = len(part.children)
        parts = values[-count:]
        del values[-count:]
        start, end = parts[0][1], parts[-1][2]
        values.append((build(str(part.data), [value for value, _, _ in parts], start, end), start, end))
    return values[0][0]


def grammar_text(fragments: Sequence[str]) -> str:
    """The whole grammar: the core, then each idiom's fragment."""
    folder = data_folder("grammars")
    core = ["rubric.lark", "expressions.lark", "terminals.lark"]
    files = [folder / name for name in core] + [folder / "idioms" / f"{name}.lark" for name in fragments]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@lru_cache(maxsize=8)
def parser(fragments: tuple[str, ...]) -> tuple[Grammar, Vocabulary]:
    """The parser of a language and its words; built once a process, its tables kept between processes."""
    import lark

    text = grammar_text(fragments)
    key = hashlib.sha256("\0".join((lark.__version__, *STARTS, text)).encode()).hexdigest()
    name = f"grammar-{key[:16]}.lark"
    built = _load(cache.read(name))
    if built is None:
        # The scanner is ours (words are told apart by the names a rubric declares); lark's stays unused.
        built = lark.Lark(text, parser="lalr", lexer="basic", start=list(STARTS), maybe_placeholders=False)
        buffer = io.BytesIO()
        built.save(buffer)
        cache.write(name, buffer.getvalue())
    return Grammar(built), Vocabulary.of(_words(built.terminals))


def _load(data: bytes | None) -> lark.Lark | None:
    if data is None:
        return None
    try:
        from lark import Lark

        return Lark.load(io.BytesIO(data))
    except Exception:  # whatever a damaged cache raises, the grammar itself is at hand
        return None


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
