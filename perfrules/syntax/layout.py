"""Where statements, comments and blank lines of a file stand: what formatting must keep.

Each line of the file is a statement, a comment of its own or blank. A comment behind a statement stays behind it;
comments inside a statement that ran over several lines move above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, frozen

from perfrules.source import Source, cell_width
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import fold
from perfrules.syntax.lines import comment_start


@frozen
class Blank:
    """One or more blank lines."""


@frozen
class Comment:
    """A comment on a line of its own; `column` is where it stood."""

    text: str
    column: int


@define
class Placed:
    """A statement, the comment behind it, and the column it stood in."""

    statement: n.Statement
    column: int
    comment: str = ""


Item = Blank | Comment | Placed


def layout(source: Source, statements: Sequence[n.Statement]) -> list[Item]:
    """The lines of a file in their order."""
    items: list[Item] = []
    waiting = list(reversed(statements))
    for start, end, column, comment in _lines(source):
        text = source.text[comment:end].rstrip() if comment >= 0 else ""
        if comment == start:
            _insert(items, Comment(text, column), start)
        elif start == end:
            if not (items and _covers(items[-1], start)):
                items.append(Blank())
        elif waiting and waiting[-1].span.start < (comment if comment >= 0 else end):
            items.append(Placed(waiting.pop(), column, text))
        else:
            placed = items[-1]
            assert isinstance(placed, Placed)
            if placed.comment:
                items.insert(len(items) - 1, Comment(placed.comment, placed.column))
            placed.comment = text
    return items


def _insert(items: list[Item], comment: Comment, at: int) -> None:
    """A comment in its place; above the statement it interrupts."""
    if items and _covers(items[-1], at):
        items.insert(len(items) - 1, comment)
    else:
        items.append(comment)


def _covers(item: Item, at: int) -> bool:
    return isinstance(item, Placed) and item.statement.span.end > at


def _lines(source: Source) -> Iterator[tuple[int, int, int, int]]:
    """Of each line as typed: where its text starts and ends, its column, where its comment starts (or -1)."""
    folded = fold(source)
    text, at = folded.text, 0
    while at < len(text):
        end = next((i for i in range(at, len(text)) if text[i] in "\r\n"), len(text))
        start, last = at, end
        while start < last and text[start] == " ":
            start += 1
        while last > start and text[last - 1] == " ":
            last -= 1
        comment = comment_start(text, start, last)
        column = cell_width(folded.span(at, start).text.expandtabs(4)) if start > at else 0
        first = folded.offset(start)
        stop = folded.offset(last - 1) + 1 if last > start else first
        yield first, stop, column, folded.offset(comment) if comment >= 0 else -1
        at = end + (2 if text[end : end + 2] == "\r\n" else 1)
