"""Text → statements: which physical lines belong together, and where their comments and colons are.

A statement is a line. It goes on while a bracket is open, after an operator or comma at its end, and before a
next line that begins with an operator; a line with a colon of its own, or one that begins with a statement
word, always begins a new statement, so that an unclosed bracket spoils one line and not the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from attrs import define, frozen

from perfrules.syntax.cells import parted
from perfrules.syntax.folding import Folded

_CONTINUES = re.compile(r"(?:[+×÷*/,]|(?<![-\w])-|且|或|并且|或者|(?<!\w)(?:and|or))$")
_LAST = 4
"""How many characters at the end of a line tell whether it goes on."""
MOST_LINE = 20_000
"""A longer line is not looked into."""
MOST_UNCLOSED = 8
"""Behind this many quotes without partners in a line nothing more is told apart; the line is broken anyway."""
_JOINS = ("+", "×", "÷", "*", "/", "-")
_QUOTES = '"“”'


@frozen
class Line:
    """A statement: its characters in the folded text, its colon outside brackets and quotes (or -1)."""

    start: int
    end: int
    colon: int
    is_row: bool = False
    """Whether it is a row of cells, in a section that has such."""


@define
class _Physical:
    start: int
    end: int  # before a comment, trailing blanks dropped
    colon: int
    depth: int
    first: int = 0
    """Where the line begins, with the blanks in front."""


def quote_end(text: str, at: int, end: int) -> int:
    """Where the quotation that opens at `at` closes (the index of its last character), or -1.

    “…” nest; a straight quote ends at the next straight one; a closing quote typed for an opening one (Word
    does that) ends at the next quote of any form.
    """
    opener = text[at]
    if opener == '"':
        return text.find('"', at + 1, end)
    if opener == "“":
        return _partner(_CURLY, "“", text, at, end)
    match = _ANY_QUOTE.search(text, at + 1, end)
    return match.start() if match else -1


_CORNERS = re.compile("[「」]")
_CURLY = re.compile("[“”]")
_ANY_QUOTE = re.compile('["“”]')


def bracket_end(text: str, at: int, end: int) -> int:
    """Where the 「 at `at` closes, counting nested ones, or -1."""
    return _partner(_CORNERS, "「", text, at, end)


def _partner(pair: re.Pattern[str], opener: str, text: str, at: int, end: int) -> int:
    depth = 0
    for match in pair.finditer(text, at, end):
        depth += 1 if match.group() == opener else -1
        if depth == 0:
            return match.start()
    return -1


def lines(
    folded: Folded,
    begins_statement: Callable[[int], bool],
    is_connective: Callable[[int], bool],
    begins_rows: Callable[[int], bool] = lambda at: False,
) -> list[Line]:
    """The statements of a text.

    `begins_statement` tells whether a statement word stands at a place, `is_connective` whether 且 or 或 does,
    `begins_rows` whether a word does below which each line is a row of cells, up to the next statement word.
    """
    text = folded.text
    found: list[Line] = []
    depth = 0
    in_rows = False
    for physical in _physical_lines(text):
        is_row = in_rows and _is_row(folded, physical, begins_statement)
        in_rows = is_row or begins_rows(physical.start) or (in_rows and not begins_statement(physical.start))
        if is_row:
            found.append(Line(physical.start, physical.end, -1, True))
            depth = 0
        elif found and _goes_on(text, found[-1], physical, depth, begins_statement, is_connective):
            last = found[-1]
            found[-1] = Line(last.start, physical.end, last.colon)
            depth += physical.depth
        else:
            found.append(Line(physical.start, physical.end, physical.colon))
            depth = physical.depth
    return found


def _is_row(folded: Folded, physical: _Physical, begins_statement: Callable[[int], bool]) -> bool:
    """Whether a line has cells; a tab in front is an empty cell only where no statement follows it."""
    if parted(folded.span(physical.start, physical.end).text):
        return True
    return "\t" in folded.span(physical.first, physical.start).text and not begins_statement(physical.start)


def _goes_on(
    text: str,
    last: Line,
    physical: _Physical,
    depth: int,
    begins_statement: Callable[[int], bool],
    is_connective: Callable[[int], bool],
) -> bool:
    if physical.colon >= 0:
        return False
    if begins_statement(physical.start):
        return False
    if depth > 0 or _CONTINUES.search(text[max(last.start, last.end - _LAST) : last.end]):
        return True
    return text.startswith(_JOINS, physical.start) or is_connective(physical.start)


def _physical_lines(text: str) -> Iterator[_Physical]:
    for match in re.finditer(r"[^\r\n]+", text):
        start, end = match.span()
        while start < end and text[start] == " ":
            start += 1
        if start == end or text[start] == "#":
            continue
        physical = _physical(text, start, end)
        physical.first = match.start()
        yield physical


_NOTABLE = re.compile(r'["“”「#()\[\]:」]')


def comment_start(text: str, start: int, end: int) -> int:
    """Where the comment of a physical line starts, or -1."""
    if text.startswith("#", start):
        return start
    stop = _code_end(text, start, end)
    return stop if stop < end else -1


def _code_end(text: str, start: int, end: int) -> int:
    i, unclosed = start, 0
    while unclosed < MOST_UNCLOSED and (match := _NOTABLE.search(text, i, end)) is not None:
        i, char = match.start(), match.group()
        if char == "#":
            return i
        close = i
        if char in _QUOTES or char == "「":
            close = quote_end(text, i, end) if char in _QUOTES else bracket_end(text, i, end)
            unclosed += close < 0
        i = max(i, close) + 1
    return end


def _physical(text: str, start: int, end: int) -> _Physical:
    depth, colon, i, unclosed = 0, -1, start, 0
    if end - start > MOST_LINE:
        return _Physical(start, end, -1, 0)
    while unclosed < MOST_UNCLOSED:
        match = _NOTABLE.search(text, i, end)
        if match is None:
            break
        i = match.start()
        char = text[i]
        if char == "#":
            end = i
            break
        if char in _QUOTES or char == "「":
            close = quote_end(text, i, end) if char in _QUOTES else bracket_end(text, i, end)
            i = close + 1 if close >= 0 else i + 1
            unclosed += close < 0
            continue
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == ":" and colon < 0 and depth <= 0:
            colon = i
        i += 1
    while end > start and text[end - 1] in " 。;":
        end -= 1
    return _Physical(start, end, colon, depth)
