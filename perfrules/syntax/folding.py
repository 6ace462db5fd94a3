"""Text as pasted from Word, WPS or Excel, read as if it had been typed plainly.

Full-width letters, digits and signs, typographic dashes and spaces become their plain twins one for one;
zero-width characters vanish. Every folded character remembers where it stood, so that messages and spans
speak of the file as typed.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache

from attrs import frozen

from perfrules.source import Source, Span

_TABLE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE |= dict.fromkeys((0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09), " ")
_TABLE |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xFE63), "-")
_TABLE |= dict.fromkeys((0x2015, 0x2E3A), "—")
_TABLE |= dict.fromkeys((0x301C, 0x223C), "~")
_TABLE |= dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_TABLE |= {
    ord("『"): "「",
    ord("』"): "」",
    ord("﹪"): "%",
    ord("﹙"): "(",
    ord("﹚"): ")",
    ord("・"): "·",
    ord("•"): "·",
    ord("∶"): ":",
    ord("︰"): ":",
    ord("﹤"): "<",
    ord("﹥"): ">",
    ord("﹦"): "=",
    ord("﹢"): "+",
    ord("∕"): "/",
    ord("✕"): "×",
    ord("∙"): "·",
    ord("〔"): "〔",
}
_VANISH = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")

CONFUSABLE = {"〇": "0", "Ｏ": "0", "O": "0", "o": "0", "l": "1", "І": "1", "○": "0"}
"""Characters typed for a digit; named in a warning where one touches a figure."""


@frozen
class Folded:
    """A folded text and, for each of its characters, the offset in the text as typed."""

    source: Source
    text: str
    offsets: array[int]

    def span(self, start: int, end: int) -> Span:
        """The typed text of folded characters start to end."""
        return Span(self.source, self.offset(start), self.offset(end - 1) + 1 if end > start else self.offset(start))

    def offset(self, index: int) -> int:
        """Where a folded character stands in the file."""
        return self.offsets[index] if index < len(self.offsets) else len(self.source.text)


_BACKTICKS = re.compile(r"`([^`\r\n「」]*)`")


def fold(source: Source) -> Folded:
    """The text of a source, folded. A name in backticks is a name in 「」."""
    text = source.text.translate(_TABLE)
    if "`" in text:
        text = _BACKTICKS.sub(r"「\1」", text)
    if _VANISH.search(text):
        kept = [(i, c) for i, c in enumerate(text) if not _VANISH.match(c)]
        return Folded(source, "".join(c for _, c in kept), array("q", (i for i, _ in kept)))
    return Folded(source, text, array("q", range(len(text))))


_SINGLE = re.compile("[‘’‚‛]")
_DOUBLE = re.compile("[“”„‟]")
_SPACES = re.compile(r"\s+")
_MOST_KEPT = 100


def name_key(text: str) -> str:
    """What two spellings of one name share: names and labels compare by this.

    NFKC, then the folding above, straight quotes for curly ones, and no spaces.
    """
    return _kept_key(text) if len(text) <= _MOST_KEPT else _key(text)


def _key(text: str) -> str:
    text = unicodedata.normalize("NFKC", _VANISH.sub("", text.translate(_TABLE)))
    return _SPACES.sub("", _DOUBLE.sub('"', _SINGLE.sub("'", text.translate(_TABLE))))


_kept_key = lru_cache(maxsize=1 << 14)(_key)
