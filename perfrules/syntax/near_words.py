"""Words of the language that a text is one slip of the hand from: one character another, or two neighbours swapped.

A text and a word differ by one character where they agree in all others; so every word is entered under what is left of
it without one, with the place, and under itself with two neighbours swapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define, field

FIXED = (
    *("得分率", "指数", "数据错误", "分值 未公布", "with columns", "score rate", "the rate", "the result"),
    *("data error", "not used", "points not published"),
)
"""Words that are no words of the language but in one place, where they are fixed."""
_LEAST_LATIN = 4
"""Of a shorter Latin word another letter makes any other."""


@define
class NearWords:
    """The words of the language by what a slip makes of them."""

    lengths: tuple[int, ...] = ()
    """The lengths that words have, the longest first."""
    _swaps: dict[str, list[str]] = field(factory=dict)
    _others: dict[str, list[str]] = field(factory=dict)
    _known: set[str] = field(factory=set)

    @staticmethod
    def of(words: Iterable[str]) -> NearWords:
        """An index of words, each with more than one character."""
        found = NearWords()
        for word in sorted(set(words)):
            if len(word) < (_LEAST_LATIN if word.isascii() else 2):
                continue
            found._known.add(word)
            for text in _swapped(word):
                found._swaps.setdefault(text, []).append(word)
            for text in _gapped(word):
                found._others.setdefault(text, []).append(word)
        found.lengths = tuple(sorted({len(word) for word in found._known}, reverse=True))
        return found

    def near(self, text: str) -> tuple[str, ...]:
        """The words one slip away, those with swapped characters first; none of a text that is a word."""
        if text in self._known or len(text) not in self.lengths:
            return ()
        others = (word for part in _gapped(text) for word in self._others.get(part, ()))
        return tuple(dict.fromkeys((*self._swaps.get(text, ()), *others)))


def _swapped(word: str) -> Iterator[str]:
    for i in range(len(word) - 1):
        if word[i] != word[i + 1]:
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _gapped(word: str) -> Iterator[str]:
    for i in range(len(word)):
        yield f"{word[:i]}\0{word[i + 1 :]}"
