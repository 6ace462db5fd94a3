"""How rows over stretches of one value are made to meet: the repairs that are offered for a gap and for an overlap.

Each changes the head of one row, or adds a row; none decides for the author, who takes the one that the table means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from perfrules.diagnostics.diagnostic import Fix
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.types.interval import Interval

Figure = Callable[[Fraction], str | None]
"""An end as the author would write it; None where it has no exact text."""


@frozen
class Head:
    """What tells one row: how it is written, and the values that it holds."""

    node: n.Node
    held: Interval
    lang: str = "zh"

    @property
    def text(self) -> str:
        """As typed."""
        return self.node.span.text.strip()

    def holding(self, values: Interval, figure: Figure) -> tuple[Span, str] | None:
        """The edit after which the row holds other values; None where its form cannot say them."""
        if isinstance(self.node, n.Compare):
            return self._compared(values)
        if not isinstance(self.node, n.IntervalNode):
            return None
        text = self.text
        ends = (self.held.low, self.held.high) == (values.low, values.high)
        written = _turned(text, self.held, values, self.lang) if ends else None
        written = written or written_interval(values, figure)
        return None if written is None else (self.node.span, self.node.span.text.replace(text, written))

    def _compared(self, values: Interval) -> tuple[Span, str] | None:
        """A comparison whose sign takes the figure in, or leaves it out."""
        assert isinstance(self.node, n.Compare)
        if (self.held.low, self.held.high) != (values.low, values.high):
            return None
        between = Span(self.node.span.source, self.node.left.span.end, self.node.right.span.start)
        sign = between.text.strip()
        turned = (_OPENED if values.inside(self.held) else _CLOSED).get(sign)
        return None if turned is None else (between, between.text.replace(sign, turned))


_CLOSED = {">": "≥", "＞": "≥", "<": "≤", "＜": "≤"}
_OPENED = {"≥": "＞", "≤": "＜"}
_BELOW = re.compile(r"(?P<value>.+?)\s*(?:及?以下|以内|or below)")
_ABOVE = re.compile(r"(?P<value>.+?)\s*(?:及?以上|or above|or more)")
_INCLUDED = re.compile(r"[（(]\s*含\s*[）)]")
_SEVERAL = re.compile(r"[-—～~至、，,\[(（]")


def _turned(text: str, before: Interval, after: Interval, lang: str) -> str | None:
    """An interval as typed with one end closed or opened; None where its form has no plain twin."""
    signs = _OPENED if after.inside(before) else _CLOSED
    opened = signs is _OPENED
    if text.startswith((">=", "<=")):
        return text[0] + text[2:] if opened else None
    if text[0] in signs:
        return signs[text[0]] + text[1:]
    if before.low_open != after.low_open and text[0] in ("[［" if opened else "(（"):
        return ("(" if opened else "[") + text[1:]
    if before.high_open != after.high_open and text[-1] in ("]］" if opened else ")）") and text[0] in "([（［":
        return text[:-1] + (")" if opened else "]")
    worded = (_ABOVE if before.low is not None else _BELOW).fullmatch(text) if opened else None
    if worded is None or _SEVERAL.search(value := _INCLUDED.sub("", worded["value"]).strip()):
        return None
    zh, en = ("超过", "more than ") if before.low is not None else ("不满", "less than ")
    return (zh if lang == "zh" else en) + value


def written_interval(values: Interval, figure: Figure) -> str | None:
    """An interval in signs; None where an end has no exact text, or it has no end."""
    low = None if values.low is None else figure(values.low)
    high = None if values.high is None else figure(values.high)
    inexact = (low is None) != (values.low is None) or (high is None) != (values.high is None)
    if inexact or (low is None and high is None):
        return None
    if low == high:
        return f"＝ {low}"
    if low is None:
        return f"{'＜' if values.high_open else '≤'} {high}"
    if high is None:
        return f"{'＞' if values.low_open else '≥'} {low}"
    return f"{'(' if values.low_open else '['}{low}, {high}{')' if values.high_open else ']'}"


def closing(
    gap: Interval, domain: Interval, heads: Sequence[Head], figure: Figure, may_grow: Callable[[int], bool]
) -> Iterator[Fix]:
    """The rows beside a gap that can take it in. A row grows over a stretch only where it `may`, by its number."""
    for k, head in enumerate(heads):
        if not beside(head.held, gap) or (gap.constant is None and not may_grow(k)):
            continue
        edit = head.holding(to_the_end(head.held.hull(gap), gap, domain), figure)
        if edit is not None:
            what = _what(gap)
            yield Fix(Words(f"把{what.zh}归入「{head.text}」", f"let `{head.text}` take {what.en}"), (edit,))


def beside(held: Interval, gap: Interval) -> bool:
    """Whether a row ends where a gap begins, or begins where it ends."""
    return held.touches(gap) or gap.touches(held)


def to_the_end(values: Interval, gap: Interval, domain: Interval) -> Interval:
    """Values without an end on the side on which they hold a gap that goes to the end of what can be."""
    low = None if values.low == gap.low == domain.low else values.low
    high = None if values.high == gap.high == domain.high else values.high
    return Interval(low, high, values.low_open and low is not None, values.high_open and high is not None)


def parting(first: Head, second: Head, figure: Figure) -> Iterator[Fix]:
    """Each of two rows that hold values in common, without them."""
    point = first.held.meet(second.held).constant is not None
    for mine, other in ((second, first), (first, second)):
        rest = mine.held.minus(other.held)
        edit = mine.holding(rest[0], figure) if len(rest) == 1 else None
        if edit is None:
            continue
        title = Words(f"这一段只归「{other.text}」", f"leave the stretch to `{other.text}`")
        if point:
            new = _edited(mine.node.span, edit)
            title = Words(f"「{mine.text}」不含这个值的，写「{new}」", f"`{new}` is `{mine.text}` without this value")
        yield Fix(title, (edit,))


def _edited(span: Span, edit: tuple[Span, str]) -> str:
    place, new = edit
    text = span.text
    return (text[: place.start - span.start] + new + text[place.end - span.start :]).strip()


def _what(values: Interval) -> Words:
    return Words("这一段", "the stretch") if values.constant is None else Words("这个值", "the value")
