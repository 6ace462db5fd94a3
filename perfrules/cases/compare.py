"""One published figure against the computed one, at its printed decimals of its printed unit."""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction

from attrs import frozen

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts.figures import is_blank, plain
from perfrules.source import Words
from perfrules.types.rounding import rounded
from perfrules.types.show import decimal


class Verdict(Enum):
    """How a published figure stands to the computed one."""

    AGREES = "agrees"
    TRUNCATED = "truncated"
    """The computed figure, cut instead of rounded."""
    ROUNDED_SUM = "rounded-sum"
    """As far off as a sum of rounded figures can be."""
    CONVENTION = "convention"
    """Nothing needed the formula, so the printed value is the document's convention."""
    TEXT = "text"
    """An inequality or another text, which is no figure to compare."""
    CONSISTENT = "consistent"
    """Nothing to compute it from was published, or the table leaves it open (未录), and it is within what can be."""
    DIFFERS = "differs"

    @property
    def words(self) -> Words:
        """The verdict in both languages."""
        return _WORDS[self]


_WORDS = {
    Verdict.AGREES: Words("一致", "agrees"),
    Verdict.TRUNCATED: Words("截断", "truncated"),
    Verdict.ROUNDED_SUM: Words("舍入差", "rounded sum"),
    Verdict.CONVENTION: Words("约定值", "convention"),
    Verdict.TEXT: Words("文字", "text"),
    Verdict.CONSISTENT: Words("相容", "consistent"),
    Verdict.DIFFERS: Words("不符", "differs"),
}


@frozen
class Printed:
    """A figure as printed: the number before its unit, its decimals, and the base units that its unit holds."""

    number: Fraction
    decimals: int
    factor: Fraction = Fraction(1)
    unit: str = ""

    @property
    def exact(self) -> Fraction:
        """The figure in base units."""
        return self.number * self.factor

    @property
    def half(self) -> Fraction:
        """Half a unit of its last place, in base units: how far off a rounded figure can be."""
        return self.factor / Fraction(2 * 10**self.decimals)


def compare(printed: Printed, exact: Fraction, *, terms: int = 1, may_be_cut: bool = True) -> Verdict:
    """How a printed figure stands to an exact one in base units.

    `terms` is how many printed figures it is the sum of: each may be off by half a unit of the last place, and so
    may their sum. Scores and totals are rounded in one known way, so they may not be cut.
    """
    value = exact / printed.factor
    if rounded(value, printed.decimals, "half-up") == printed.number:
        return Verdict.AGREES
    if may_be_cut and rounded(value, printed.decimals, "down") == printed.number:
        return Verdict.TRUNCATED
    if terms > 1 and abs(value - printed.number) <= Fraction(terms + 1, 2) / 10**printed.decimals:
        return Verdict.ROUNDED_SUM
    return Verdict.DIFFERS


def computed(printed: Printed, exact: Fraction) -> str:
    """The exact figure as the document would print it, with two more decimals to tell the difference by."""
    digits = printed.decimals + 2
    return decimal(exact / printed.factor, digits, digits) + printed.unit


_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_INEQUALITY = re.compile(
    r"(?:[<>≥≤≧≦⩾⩽≠≈]|大于|小于|高于|低于|多于|少于|不低于|不少于|不小于|不高于|不超过|不大于|不多于|超过|不足|不到|不满|达到|约|近).*[0-9].*"
    rf"|.*{_NUMBER}.*(?:以上|以下|以内|以外|左右|上下|多|余|强|弱)"
    rf"|[-+]?{_NUMBER}\s*\S{{0,4}}\s*(?:~|～|—|至|-)\s*[-+]?{_NUMBER}\s*\S{{0,4}}",
    re.DOTALL,
)


def is_text(text: str) -> bool:
    """Whether a document prints no single figure: ≥95%, 10%以内, 5%-10%, 约3, —."""
    text = plain(text[:200])
    return is_blank(text) or bool(_INEQUALITY.fullmatch(text))


def says(problem: Diagnostic, said: str) -> bool:
    """Whether a data error is the one that a case or trial expects: its name, its code or words of its message."""
    return said in (problem.kind.name, problem.kind.code) or any(said in problem.message(lang) for lang in ("zh", "en"))
