"""A figure as people write it → exact number, unit, printed decimals.

Read digit by digit: full-width digits and signs are their plain twins, thousands separators stand every three
digits, nothing is guessed. What is no figure says why, so that each reader can put it in its own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction

from attrs import frozen

from perfrules.source import Source
from perfrules.syntax.folding import CONFUSABLE, fold
from perfrules.types.types import NUMBER, Unit, times
from perfrules.types.units import PERCENT

MOST_DIGITS = 40
MOST_CHARACTERS = 10 * MOST_DIGITS

# [0-9], not \d: other scripts' digits are no figures of a Chinese table.
_FIGURE = re.compile(
    r"(?P<sign>[+-]?) *(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?P<decimals>\.[0-9]+)?"
    r"(?:[eE](?P<exponent>[+-]?[0-9]+))?(?P<rest>.*)",
    re.DOTALL,
)
_CONFUSED = {ord(char): digit for char, digit in CONFUSABLE.items()} | {ord("I"): "1", ord("|"): "1"}
_NOT_FINITE = frozenset(("nan", "inf", "infinity", "-inf", "+inf", "-infinity", ".nan", ".inf", "-.inf"))

BLANKS = frozenset(
    [
        *("—", "——", "-", "--", "…", "……", "/", "\\", "*", "无", "空", "暂无", "不详", "未知", "不适用"),
        *("n/a", "na", "n.a.", "nil", "none", "null", "<na>", "#n/a"),
    ]
)
"""What tables print where there is no figure. It may mean 0, not known or not applicable, and is read as none."""


class Why(Enum):
    """Why a text is no figure."""

    NOT_A_NUMBER = "not a number"
    UNKNOWN_UNIT = "a figure with an unknown unit"
    TOO_LONG = "too many digits"
    NOT_FINITE = "not finite"
    BLANK = "a mark for no figure"


@frozen
class Figure:
    """A figure as written: the number before its unit, the unit if it has one, and how many decimals are printed."""

    number: Fraction
    unit: Unit | None
    decimals: int


def plain(text: str) -> str:
    """A text with full-width characters and typographic signs folded, and no blanks around it.

    Not NFKC: that would read the footnote mark of 90.5① and the exponent of 12² as digits.
    """
    return fold(Source("", text)).text.strip()


def read_figure(text: str, units: Mapping[str, Unit]) -> Figure | Why:
    """The figure that a text writes, or why it is none."""
    if len(text) > MOST_CHARACTERS:
        start = plain(text[:MOST_CHARACTERS])
        return Why.TOO_LONG if re.match(r"[+-]?[0-9][0-9,.]{20}", start) else Why.NOT_A_NUMBER
    text = plain(text)
    match = _FIGURE.fullmatch(text)
    assert match is not None, "every part of it may be empty"
    sign, whole, decimals, exponent, rest = match.group("sign", "whole", "decimals", "exponent", "rest")
    if not whole and not decimals:
        if text.lower() in _NOT_FINITE:
            return Why.NOT_FINITE
        return Why.BLANK if is_blank(text) else Why.NOT_A_NUMBER
    digits = (whole or "0").replace(",", "") + (decimals or "")
    power = int(exponent) if exponent else 0
    if len(digits.lstrip("0.")) > MOST_DIGITS or len(decimals or "") > MOST_DIGITS or abs(power) > MOST_DIGITS:
        return Why.TOO_LONG
    number = Fraction(sign + digits) * Fraction(10) ** power
    rest = re.sub(r"\s", "", rest)
    unit = None
    if rest:
        unit = find_unit(rest, units)
        if unit is None:
            return Why.UNKNOWN_UNIT if _looks_like_a_unit(rest) else Why.NOT_A_NUMBER
    return Figure(number, unit, max(0, len(decimals or ".") - 1 - power))


def _looks_like_a_unit(text: str) -> bool:
    return all(char.isalpha() or char in "/·‰" or unicodedata.category(char) == "So" for char in text)


def find_unit(text: str, units: Mapping[str, Unit]) -> Unit | None:
    """The unit that a text names: %, 万元, 个工作日, 元/人."""
    text = plain(text)
    if text == "%":
        return PERCENT
    if text.startswith("个") and text[1:] in units:
        text = text[1:]
    above, slash, below = text.partition("/")
    first, second = units.get(above), units.get(below)
    if first is None or not slash:
        return first
    if second is None:
        return None
    return Unit(text, times(first.dimension, second.dimension, -1), first.factor / second.factor)


def is_blank(text: str) -> bool:
    """Whether a text is one of the marks that tables print where there is nothing."""
    return plain(text).lower() in BLANKS


def near_figures(text: str, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """What was probably meant by a text that is no figure: without inner blanks, with digits for look-alikes."""
    if len(text) > MOST_CHARACTERS:
        return ()
    text = plain(text)
    tries = [re.sub(r"(?<=[0-9]) +(?=[0-9.])", "", text), text.translate(_CONFUSED)]
    bracketed = re.fullmatch(r"\((.+)\)", text)
    if bracketed:
        tries.append("-" + bracketed.group(1))
    tries.append(re.sub(r"^[¥￥$]", "", text) + ("元" if units.get("元") and text[-1:].isdigit() else ""))
    found = (t for t in tries if t != text and isinstance(read_figure(t, units), Figure))
    return tuple(dict.fromkeys(found))[:2]


def units_like(text: str, dimension: object, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """The units of a dimension that hold a text or are held by it: 万 → 万元."""
    if dimension == NUMBER:
        return ("%",) if text in ("百分点", "个百分点", "百分比") else ()
    same = [unit.name for unit in units.values() if unit.dimension == dimension]
    return tuple(name for name in same if text and (name.startswith(text) or text.startswith(name)))[:2]
