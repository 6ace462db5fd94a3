"""A text put together from pieces of several files: it reads as one, and its places are those of the files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from attrs import define, field, frozen

from perfrules.source import Source, Span


@frozen
class Piece:
    """Some text and where it was typed. Where `text` is not what stands there, all of it means the whole place."""

    text: str
    origin: Span

    @staticmethod
    def of(span: Span) -> Piece:
        """What stands at a place, as typed."""
        return Piece(span.text, span.origin)

    @property
    def verbatim(self) -> bool:
        """Whether its characters are those of its place, one for one."""
        return self.text == self.origin.text


Pieces = tuple[Piece, ...]


@define(eq=False, slots=False)
class DerivedSource(Source):
    """A text of pieces, one line for each group of them."""

    pieces: list[Piece] = field(factory=list)
    starts: list[int] = field(factory=list)

    @staticmethod
    def of(name: str, lines: Iterable[Pieces]) -> DerivedSource:
        """The text whose lines are made of those pieces."""
        made = DerivedSource(name, "")
        texts: list[str] = []
        at = 0
        for line in lines:
            for piece in line:
                made.pieces.append(piece)
                made.starts.append(at)
                texts.append(piece.text)
                at += len(piece.text)
            texts.append("\n")
            at += 1
        made.text = "".join(texts)
        return made

    def original(self, span: Span) -> Span:
        """Where a part of it was typed; of what runs over several pieces, the place of the first."""
        if not self.pieces:
            return span
        number = max(bisect_right(self.starts, span.start) - 1, 0)
        piece, start = self.pieces[number], self.starts[number]
        origin = piece.origin
        if not piece.verbatim:
            return origin
        first = origin.start + min(span.start - start, len(piece.text))
        last = origin.start + min(span.end - start, len(piece.text))
        return Span(origin.source, first, max(first, last))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file where it was typed."""
        return self.original(Span(self, offset, offset)).position

    def split(self, span: Span) -> Pieces:
        """A part of it as pieces."""
        found: list[Piece] = []
        number = max(bisect_right(self.starts, span.start) - 1, 0)
        for piece, start in zip(self.pieces[number:], self.starts[number:], strict=False):
            if start >= span.end:
                break
            first, last = max(span.start - start, 0), min(span.end - start, len(piece.text))
            if first >= last:
                continue
            origin = piece.origin
            if piece.verbatim:
                origin = Span(origin.source, origin.start + first, origin.start + last)
            found.append(Piece(piece.text[first:last], origin))
        return tuple(found)


def pieces_of(span: Span) -> Pieces:
    """What stands at a place of any text, as pieces."""
    if span.start >= span.end:
        return ()
    if isinstance(span.source, DerivedSource):
        return span.source.split(span)
    return (Piece(span.text, span),)
