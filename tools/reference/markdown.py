"""Pieces of Markdown that every page is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfrules.source import Words

WRITTEN_BY = "<!-- Written by `make reference` from the declarations; not to be edited by hand. -->\n"


def both(words: Words) -> str:
    """A text in both languages."""
    return words.zh if words.zh == words.en else f"{words.zh} · {words.en}"


def code(text: str) -> str:
    """A text as it is typed, in a line."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def cell(text: str) -> str:
    """A text that may stand in a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell(text) for text in line)} |\n" for line in lines)


def block(text: str, info: str = "") -> str:
    """Some lines as they are typed."""
    return f"```{info}\n{text.rstrip()}\n```\n"
