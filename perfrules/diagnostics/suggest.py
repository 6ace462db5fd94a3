"""Did-you-mean, for every phase."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def suggest(word: str, known: Iterable[str], most: int = 2) -> tuple[str, ...]:
    """The known names nearest to a word that is not one, best first; only those near enough to be a slip."""
    scored: list[tuple[float, int, str]] = []
    for name in dict.fromkeys(known):
        if name == word:
            continue
        score = SequenceMatcher(None, word, name, autojunk=False).ratio()
        # One holding the other is the commonest slip in Chinese names (a dropped 率, an added 本年).
        if len(min(word, name, key=len)) >= 2 and (word in name or name in word):
            score += 0.15
        if score >= 0.6:
            scored.append((-score, len(scored), name))
    return tuple(name for _, _, name in sorted(scored)[:most])
