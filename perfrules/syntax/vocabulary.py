"""The words of the language, read off the grammar: which spelling is which terminal, and what to call it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from perfrules.source import Words
from perfrules.syntax.near_words import FIXED, NearWords

_SIGN_NAMES = {
    "NAME": Words("名称", "a name"),
    "QUOTED": Words("「名称」", "「a name」"),
    "STRING": Words('"说明"', 'a "remark"'),
    "NUMBER": Words("数", "a figure"),
    "UNIT": Words("单位", "a unit"),
    "DATE": Words("日期", "a date"),
    "TEXT": Words("文字", "text"),
    "COLUMNS": Words("「列」", "`with columns`"),
    "VALUE": Words("数值或选项", "a value"),
    "RATE": Words("「得分率」", "`score rate`"),
    "$END": Words("行尾", "the end of the line"),
}
_GROUPS = (
    (("PLUS", "MINUS", "TIMES", "DIV"), Words("运算符（＋ − × ÷）", "an operator (+ − × ÷)")),
    (("EQ", "NE", "GE", "LE", "GT", "LT"), Words("比较号（≥ ≤ ＝ …）", "a comparison (≥ ≤ = …)")),
    (("AND", "OR"), Words("且、或", "`and` or `or`")),
)
_SIGNS_FIRST = ("GE", "LE", "GT", "LT")
"""Comparisons may be words (大于等于), but their plain spelling is the sign."""
_FULL_WIDTH = str.maketrans("=()[],:+", "＝（）[]，：＋")


@frozen(slots=False)
class Vocabulary:
    """The spellings of the terminals.

    `keywords` maps Chinese words to terminals, `phrases` English ones, `signs` signs (longest first); `first` and
    `english` give the plain word of a terminal in each language, where it has one. Chinese words may be glued to
    others; English ones, of one word or several, stand apart and may begin with a capital.
    """

    keywords: Mapping[str, str]
    phrases: Mapping[str, str]
    signs: tuple[tuple[str, str], ...]
    first: Mapping[str, str]
    english: Mapping[str, str]
    longest: int
    _phrase: re.Pattern[str]

    @staticmethod
    def of(spellings: Iterable[tuple[str, Sequence[str]]]) -> Vocabulary:
        """Sort the spellings of each terminal; one spelling of two terminals is a grammar mistake."""
        keywords: dict[str, str] = {}
        phrases: dict[str, str] = {}
        signs: dict[str, str] = {}
        first: dict[str, str] = {}
        english: dict[str, str] = {}
        for terminal, texts in spellings:
            for text in texts:
                table = signs if not text[0].isalpha() else phrases if text[0].isascii() else keywords
                if table is signs and text.isascii() and any(map(str.isalpha, text)):
                    english[terminal] = text  # (included)
                if table.setdefault(text, terminal) != terminal:
                    raise ValueError(f"{text!r} is both {table[text]} and {terminal}")
                # A keyword before a sign, the shorter spelling before the longer.
                signs_first = terminal in _SIGNS_FIRST
                rank = ((table is signs) != signs_first, len(text))
                plain = english if table is phrases else first
                known = plain.get(terminal)
                if known is None or rank < ((known in signs) != signs_first, len(known)):
                    plain[terminal] = text
        longest_first = tuple(sorted(signs.items(), key=lambda item: -len(item[0])))
        longest = max(map(len, keywords))
        return Vocabulary(keywords, phrases, longest_first, first, english, longest, _phrase_pattern(phrases))

    @cached_property
    def near(self) -> NearWords:
        """The words by what a slip makes of them; only broken lines ask for it."""
        return NearWords.of((*self.keywords, *self.phrases, *FIXED))

    def near_words(self, text: str, terminals: Collection[str]) -> tuple[str, ...]:
        """The words of some terminals that a text is one slip from."""
        found = ((word, self.keywords.get(word) or self.phrases.get(word)) for word in self.near.near(text))
        return tuple(word for word, terminal in found if terminal in terminals)

    def phrase(self, text: str, at: int) -> tuple[int, str] | None:
        """The longest English keyword that stands at a place of a text: where it ends, and its terminal."""
        if not text[at : at + 1].isascii():
            return None
        match = self._phrase.match(text, at)
        return (match.end(), self.phrases[_plain(match.group(), self.phrases)]) if match else None

    def name(self, terminal: str) -> Words:
        """What a message calls a terminal."""
        if terminal in _SIGN_NAMES:
            return _SIGN_NAMES[terminal]
        text = self.first.get(terminal) or self.english.get(terminal, terminal)
        shown = text if text in self.keywords or text in self.phrases else text.translate(_FULL_WIDTH)
        return Words(f"「{shown}」", f"`{self.english.get(terminal, text)}`")

    def spelled(self, terminal: str, lang: str) -> str:
        """The plain spelling of a terminal in a file of that language; "" where only the other language has one."""
        own, other = (self.first, self.english) if lang == "zh" else (self.english, self.first)
        text = own.get(terminal) or other.get(terminal, "")
        if text in self.keywords or text in self.phrases:
            return own.get(terminal, "")
        return text.translate(_FULL_WIDTH) if lang == "zh" else text

    def names(self, terminals: Iterable[str], most: int = 8, *, lang: str = "zh") -> tuple[Words, ...]:
        """What could stand there in a file of that language, operators grouped, the most telling first."""
        spelled, other = (self.first, self.english) if lang == "zh" else (self.english, self.first)
        # A word that exists for the order of the other language says nothing here; a sign is of both.
        spoken = {*self.keywords, *self.phrases}
        left = {t for t in terminals if t in spelled or t not in other or other[t] not in spoken}
        found: list[Words] = []
        grouped: list[Words] = []
        for members, words in _GROUPS:
            if left >= set(members[:2]):
                left -= set(members)
                grouped.append(words)
        if {"NAME", "QUOTED"} <= left:
            left.discard("QUOTED")
        for terminal in sorted(left, key=_order):
            words = self.name(terminal)
            if words not in found:
                found.append(words)
        return tuple((found + grouped)[:most])


def _phrase_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases, the longest first: spaces of any number, the first letter small or capital."""
    spelled = (
        f"[{text[0]}{text[0].upper()}]" + re.escape(text[1:]).replace(r"\ ", " +")
        for text in sorted(phrases, key=lambda text: -len(text))
    )
    return re.compile(f"(?:{'|'.join(spelled) or '(?!)'})(?!\\w)")


def _plain(spelled: str, phrases: Mapping[str, str]) -> str:
    """A phrase as the grammar spells it."""
    text = " ".join(spelled.split())
    return text if text in phrases else text[0].lower() + text[1:]


def _order(terminal: str) -> tuple[int, str]:
    if terminal in ("NAME", "NUMBER", "UNIT", "TEXT", "VALUE"):
        return 0, terminal
    if terminal in ("STRING", "ASSUMPTION", "BASIS", "$END", "COMMA", "LPAR", "YES", "NO", "TOTAL", "DATE"):
        return 2, terminal
    return 1, terminal
