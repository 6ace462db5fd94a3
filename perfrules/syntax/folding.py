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


_KINDS = (
    r"金额|计数|面积|时长|长度|体积|重量|用电量|比率|数值|分(?![^\W\d])|分值|是否|选项|日期|文本|近|一组"
    r"|[Mm]oney|[Cc]ount|[Aa]rea|[Dd]uration|[Ll]ength|[Vv]olume|[Ww]eight|[Ee]lectricity|[Rr]atio|[Nn]umber|[Pp]oints"
    r"|[Yy]es/no|[Cc]hoice|[Dd]ate|[Tt]ext|[Aa] list of|[Ee]ach of the last"
)
"""What begins the right side of a line that declares a fact, whatever word stands before its colon."""
_SCORE = r"得?满分|不得分|得?\d|线性|[Ff]ull +marks|[Ll]inear"
"""What begins the right side of a row."""
_ROW = rf"[^\n]*\n *(?:[≥≤<>=\[(\d]|当|超过|不足|不满|低于|高于|大于|小于|[^\n:]*: *(?:{_SCORE}))"
_BEHIND_WORD = {
    r"[一二三]级指标|评分点|[Ll]evel +[123] +indicator|[Cc]riterion": r"[^\n]*(?:分|[Pp]oint|空|公布)[^\n]*$",
    "数据|等级|[Ff]acts|[Gg]rades": r"(?:#[^\n]*)?$",
    "案例|[Cc]ase": r"[^\s\d]",
    "公式|[Ff]ormula": r"[^\n=]+=",
    "扣分|加分": r"[^\n]*[扣加] *\d",
    "特例": "当",
    "约束|核对|[Cc]onstraint": r"[^\n]*[≤≥<>=]",
    "性质|[Pp]roperty": r"[^\n]*(?:随|\bas\b)",
    "舍入": r"(?:各项|总分|得分|无)",
    "评分": _ROW,
}
"""The words that begin a line, and what must follow for a colon behind one to be of no meaning.

Else the line declares a fact, gives it a value in a case, or is a row: the word is a name there.
"""
_COLON_BEHIND_WORD = re.compile(
    r"(?:\A\s*(?:评价表|[Rr]ubric)|^ *(?:"
    + "|".join(rf"(?:{word})(?= *: *{rest})" for word, rest in _BEHIND_WORD.items())
    + rf")) *:(?! *(?:{_KINDS}|{_SCORE}))",
    re.MULTILINE,
)
"""评分：预算执行率, 一级指标：投入（20分）: tables print a colon behind the word that says what a line is."""
_UNIT_IN_BRACKETS = re.compile(
    r"(?P<kind>: *(?:金额|计数|面积|时长|长度|体积|重量|用电量)) *\((?P<unit> *[^\W\d_]+ *)\)"
)
"""金额（万元）, as heads of columns print it."""
_BACKTICKS = re.compile(r"`([^`\r\n「」]*)`")


def fold(source: Source) -> Folded:
    """The text of a source, folded. A name in backticks is a name in 「」."""
    text = source.text.translate(_TABLE)
    if "`" in text:
        text = _BACKTICKS.sub(r"「\1」", text)
    text = _COLON_BEHIND_WORD.sub(_without_colon, text)
    text = _UNIT_IN_BRACKETS.sub(_without_brackets, text)
    if _VANISH.search(text):
        kept = [(i, c) for i, c in enumerate(text) if not _VANISH.match(c)]
        return Folded(source, "".join(c for _, c in kept), array("q", (i for i, _ in kept)))
    return Folded(source, text, array("q", range(len(text))))


def _without_colon(match: re.Match[str]) -> str:
    return f"{match.group()[:-1]} "


def _without_brackets(match: re.Match[str]) -> str:
    between = match.start("unit") - match.end("kind")
    return f"{match['kind']}{' ' * between}{match['unit']} "


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
