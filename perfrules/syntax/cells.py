"""The cells of a row of data, as pasted: parted by | or by tabs, each with its place in the file as typed.

A tab parts cells only in sections whose rows are data; anywhere else it is a space.
"""

from __future__ import annotations

import re

from perfrules.source import Source, Span

_BARS = re.compile("[|｜]")
_RULE = re.compile(r"[\s|｜:：+—-]*-[\s|｜:：+—-]*")


def parted(text: str) -> bool:
    """Whether a line as typed has more than one cell."""
    return bool(_BARS.search(text)) or "\t" in text.strip()


def is_rule(text: str) -> bool:
    """Whether a line is the |---|---| under the head of a table: no row."""
    return bool(_BARS.search(text)) and bool(_RULE.fullmatch(text))


def cells(source: Source, start: int, end: int, width: int | None = None) -> list[Span]:
    """The cells of the characters start to end of a source, blanks around them dropped; an empty cell has no length.

    Bars at both ends are a frame, a tab in front is indentation, unless the row has only `width` cells with them.
    """
    text = source.text[start:end]
    bars = bool(_BARS.search(text))
    edges = [match.start() for match in (_BARS if bars else re.compile("\t")).finditer(text)]
    bounds = list(zip([-1, *edges], [*edges, len(text)], strict=True))
    found = [_trimmed(source, start + left + 1, start + right) for left, right in bounds]
    if len(found) != width and len(found) > 1 and not found[0].text and (bars or width is not None):
        found = found[1:]
    if len(found) != width and len(found) > 1 and not found[-1].text and bars:
        found = found[:-1]
    return found


def _trimmed(source: Source, start: int, end: int) -> Span:
    while start < end and source.text[start].isspace():
        start += 1
    while end > start and source.text[end - 1].isspace():
        end -= 1
    return Span(source, start, end)
