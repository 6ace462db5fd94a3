"""Names that differ by one character, found without comparing each with each.

Two texts are one slip apart exactly when they share a text that comes of each by leaving out at most one character,
and the places of the slip agree; so every name is entered under all those texts.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field

LEAST = 4
"""Shorter names always differ: 收入 and 支出 of three characters are no slip of each other."""
MOST = 60
"""Longer names are not compared; a slip in one still gives an unknown name."""


@define
class NearNames:
    """Names in the order they were added."""

    _found: dict[str, list[tuple[int, str]]] = field(factory=dict)
    _count: int = 0

    def add(self, key: str) -> None:
        """Enter a name."""
        if LEAST <= len(key) <= MOST:
            for text in set(_shorter(key)):
                self._found.setdefault(text, []).append((self._count, key))
        self._count += 1

    def nearest(self, key: str) -> int | None:
        """The number of the first name that is one slip away, None where there is none."""
        if not LEAST <= len(key) <= MOST:
            return None
        hits = [hit for text in set(_shorter(key)) for hit in self._found.get(text, ())]
        return min((number for number, name in hits if one_slip(key, name)), default=None)


def _shorter(key: str) -> Iterator[str]:
    yield key
    for i in range(len(key)):
        yield key[:i] + key[i + 1 :]


def one_slip(a: str, b: str) -> bool:
    """Whether two names differ by one character left out, added or changed; short names always differ."""
    if a == b or min(len(a), len(b)) < LEAST or abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] if len(a) == len(b) else a[i:] == b[i + 1 :]
