"""A word of a statement, with its place in the text as typed."""

from __future__ import annotations

MOST_DECIMALS = 12
"""Decimals that a figure can be asked to have."""


class Token(str):
    """The text of a word; `type` names its terminal, `start_pos` and `end_pos` are offsets in the source."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int

    def __new__(cls, type: str, value: str, start: int, end: int) -> Token:
        token = super().__new__(cls, value)
        token.type = type
        token.start_pos = start
        token.end_pos = end
        return token

    @property
    def value(self) -> str:
        """The text by itself."""
        return str(self)
