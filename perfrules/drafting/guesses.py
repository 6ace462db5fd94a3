"""What is guessed of a criterion, and how names are written in it."""

from __future__ import annotations

import re

from attrs import define, field


@define
class Guess:
    """The lines of a rule, the facts that it declares, and what an officer has to look at."""

    lines: list[str] = field(factory=list)
    facts: dict[str, str] = field(factory=dict)
    doubts: list[str] = field(factory=list)
    left: list[str] = field(factory=list)
    """Printed words that may change scores, and are in no line."""


def tidy_name(words: str) -> str:
    """A name for a fact or formula."""
    return re.sub(r"[,，、;。\s\"“”「」]", "", words)


def label_of(words: str) -> str:
    """Words as a fact on the spot."""
    return re.sub(r"[「」\"“”]", "", words).replace(",", "，")


def heading_of(words: str) -> str:
    """Words as the name of a heading."""
    return re.sub(r"[「」\"“”:：=]", "", words).replace(",", "，")


def name_of(name: str) -> str:
    """A name in an expression."""
    return name if re.fullmatch(r"[\u4e00-\u9fff]+", name) else f"「{name}」"
