"""Source text and places in it: what every diagnostic and every reason points at."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property

from attrs import define, field, frozen


@define(eq=False, slots=False)
class Source:
    """A rubric or case file as its author typed it.

    `name` is what messages call it (a path or a title), `text` the raw text. Lines end at LF, CRLF or CR;
    lines and columns count from 1, columns in characters.
    """

    name: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        starts = [0]
        text = self.text
        for i, char in enumerate(text):
            if char == "\n" or (char == "\r" and text[i + 1 : i + 2] != "\n"):
                starts.append(i + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """The (line, column) of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def original(self, span: Span) -> Span:
        """The place where an author typed what stands at a place of this text."""
        return span


@frozen
class Span:
    """Characters `start` (included) to `end` (excluded) of a source."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The author's own words."""
        return self.source.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it on its line."""
        return self.source.text[self.source.text.rfind("\n", 0, self.start) + 1 : self.start]

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the first character, both from 1."""
        return self.source.position(self.start)

    @property
    def origin(self) -> Span:
        """The same place in the file that its author typed: of what is inherited, in the file of the base."""
        return self.source.original(self)

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of the other."""
        return Span(self.source, self.start, max(self.end, other.end))

    def head(self) -> Span:
        """The empty span at its start."""
        return Span(self.source, self.start, self.start)

    def tail(self) -> Span:
        """The empty span at its end."""
        return Span(self.source, self.end, self.end)


@frozen
class Words:
    """One text in the two languages of the project."""

    zh: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


def many(count: int | str, noun: str) -> str:
    """A count with its noun in English: 1 error, 3 errors."""
    return f"{count} {noun}{'' if str(count) == '1' else 's'}"


def writable(text: str) -> str:
    """The text with halves of characters, which no encoding can write, replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def cell_width(text: str) -> int:
    """The width of a text in terminal cells: full-width characters take two, combining and zero-width ones none."""
    width = 0
    for char in text:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
            continue
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled with spaces to a width in cells."""
    spaces = " " * max(0, width - cell_width(text))
    return spaces + text if right else text + spaces


_OPENING = "（「『《〈“‘【〔([{＜＞≥≤＝"
_CLOSING = "）」』》〉”’】〕)]}，。；：、！？％%,.;:!?…`"
_PIECE = re.compile(r"`[^`]{1,24}`|[-−]?[A-Za-z0-9_.]+(?:-[A-Za-z0-9_.]+)*(?:[万亿]?元|[分处人个项])?|\s+|.", re.S)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken as Chinese print is.

    A word, or a figure with its unit, stays whole while it fits a line; no line begins with a closing mark or ends
    with an opening one.
    """
    return [line for paragraph in text.splitlines() or [""] for line in _wrap(paragraph, max(width, 2))]


def _wrap(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and cell_width(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line, piece = "", piece.lstrip()
        line += piece
        while cell_width(line.rstrip()) > width:
            cut = _cut(line, width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """What a line is made of: words and characters, each with the marks that stick to it."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        last = found[-1].rstrip() if found else ""
        if last and (piece in _CLOSING or last[-1] in _OPENING):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _cut(line: str, width: int) -> int:
    """How many characters of a line fit a width; at least one."""
    used = 0
    for i, char in enumerate(line):
        used += cell_width(char)
        if used > width:
            return max(i, 1)
    return len(line)


NOWHERE = Span(Source("", ""), 0, 0)
"""The span of what no text declares: built-in defaults and tests."""


def span_field() -> Span:
    """The place of a node: keyword-only and outside equality, so that two nodes with the same meaning are equal."""
    return field(default=NOWHERE, eq=False, repr=False, kw_only=True)
