"""The words of the language, read off the grammar: which spelling is which terminal, and what to call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from perfrules.source import Words

_SIGN_NAMES = {
    "NAME": Words("名称", "a name"),
    "QUOTED": Words("「名称」", "「a name」"),
    "STRING": Words('"说明"', 'a "remark"'),
    "NUMBER": Words("数", "a figure"),
    "UNIT": Words("单位", "a unit"),
    "DATE": Words("日期", "a date"),
    "TEXT": Words("文字", "text"),
    "VALUE": Words("数值或选项", "a value"),
    "$END": Words("行尾", "the end of the line"),
}
_GROUPS = (
    (("PLUS", "MINUS", "TIMES", "DIV"), Words("运算符（＋ − × ÷）", "an operator (＋ − × ÷)")),
    (("EQ", "NE", "GE", "LE", "GT", "LT"), Words("比较号（≥ ≤ ＝ …）", "a comparison (≥ ≤ ＝ …)")),
    (("AND", "OR"), Words("且、或", "且 or 或")),
)
_FULL_WIDTH = str.maketrans("=()[],:+", "＝（）[]，：＋")


@frozen
class Vocabulary:
    """`keywords` maps words to terminals, `signs` signs (longest first), `first` terminals to their plain word."""

    keywords: Mapping[str, str]
    signs: tuple[tuple[str, str], ...]
    first: Mapping[str, str]
    longest: int

    @staticmethod
    def of(spellings: Iterable[tuple[str, Sequence[str]]]) -> Vocabulary:
        """Sort the spellings of each terminal; one spelling of two terminals is a grammar mistake."""
        keywords: dict[str, str] = {}
        signs: dict[str, str] = {}
        first: dict[str, str] = {}
        for terminal, texts in spellings:
            for text in texts:
                table = keywords if text[0].isalpha() else signs
                if table.setdefault(text, terminal) != terminal:
                    raise ValueError(f"{text!r} is both {table[text]} and {terminal}")
                # A keyword before a sign, the shorter spelling before the longer.
                rank = (table is signs, len(text))
                known = first.get(terminal)
                if known is None or rank < (known in signs, len(known)):
                    first[terminal] = text
        longest_first = tuple(sorted(signs.items(), key=lambda item: -len(item[0])))
        return Vocabulary(keywords, longest_first, first, max(map(len, keywords)))

    def name(self, terminal: str) -> Words:
        """What a message calls a terminal."""
        if terminal in _SIGN_NAMES:
            return _SIGN_NAMES[terminal]
        text = self.first.get(terminal, terminal)
        shown = text if text in self.keywords else text.translate(_FULL_WIDTH)
        return Words(f"「{shown}」", f"`{shown}`")

    def names(self, terminals: Iterable[str], most: int = 8) -> tuple[Words, ...]:
        """What could stand there, operators and comparisons grouped, the most telling first."""
        left = set(terminals)
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


def _order(terminal: str) -> tuple[int, str]:
    if terminal in ("NAME", "NUMBER", "UNIT", "TEXT", "VALUE"):
        return 0, terminal
    if terminal in ("STRING", "ASSUMPTION", "BASIS", "$END", "COMMA", "LPAR", "YES", "NO", "TOTAL", "DATE"):
        return 2, terminal
    return 1, terminal
