"""Source text and places in it: what every diagnostic and every reason points at."""

from __future__ import annotations

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
    def position(self) -> tuple[int, int]:
        """Line and column of the first character, both from 1."""
        return self.source.position(self.start)

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


NOWHERE = Span(Source("", ""), 0, 0)
"""The span of what no text declares: built-in defaults and tests."""


def span_field() -> Span:
    """The place of a node: keyword-only and outside equality, so that two nodes with the same meaning are equal."""
    return field(default=NOWHERE, eq=False, repr=False, kw_only=True)
