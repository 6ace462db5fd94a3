"""Did-you-mean, for every phase."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

NEAR = 0.6
"""How alike (0 to 1) two names are when one may be a slip of the other."""
HOLDS = 0.15
"""What one name holding the other adds: the commonest slip in Chinese names (a dropped 率, an added 本年)."""
LONGEST = 60
"""Longer texts are not compared."""


def is_swapped(word: str, other: str) -> bool:
    """Whether two texts differ in two neighbouring characters that have changed places."""
    if len(word) != len(other) or word == other:
        return False
    at = next(i for i, (a, b) in enumerate(zip(word, other, strict=True)) if a != b)
    return word[at : at + 2] == other[at : at + 2][::-1] and word[at + 2 :] == other[at + 2 :]


def suggest(word: str, known: Iterable[str], most: int = 2) -> tuple[str, ...]:
    """The known names nearest to a word that is not one, best first; only those near enough to be a slip."""
    if not 0 < len(word) <= LONGEST:
        return ()
    scored: list[tuple[float, int, str]] = []
    characters = set(word)
    for name in dict.fromkeys(known):
        if name == word or not 0 < len(name) <= LONGEST:
            continue
        least = (NEAR - HOLDS) * (len(word) + len(name)) / 2
        if min(len(word), sum(character in characters for character in name)) < least:
            continue
        score = SequenceMatcher(None, word, name, autojunk=False).ratio()
        if len(min(word, name, key=len)) >= 2 and (word in name or name in word):
            score += HOLDS
        if score >= NEAR or is_swapped(word, name):
            scored.append((-score, len(scored), name))
    return tuple(name for _, _, name in sorted(scored)[:most])
