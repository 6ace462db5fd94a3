"""Values from Python and its libraries as the few kinds that facts are read from, and their short form in messages."""

from __future__ import annotations

import reprlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from perfrules.source import Words
from perfrules.syntax.folding import name_key

MOST_SHOWN = 40


def plain_value(raw: Any) -> Any:
    """A numpy or pandas scalar, or a text of another class (a member of an Enum), as Python's own; else as it is.

    A float of any width keeps its shortest decimal text: float32 0.1 is 0.1, not the 0.10000000149… of its item.
    """
    if isinstance(raw, float):
        return float(raw)
    if isinstance(raw, str):
        return raw if type(raw) is str else str.__str__(raw)
    if getattr(raw, "shape", None) == () and hasattr(raw, "dtype") and callable(getattr(raw, "item", None)):
        with suppress(Exception):
            item = raw.item()
            return float(str(raw)) if isinstance(item, float) else item
    return raw


def is_empty(raw: object) -> bool:
    """Whether nothing was given: no value, or a text of blanks and zero-width characters only."""
    return raw is None or (isinstance(raw, str) and not (raw.strip() and name_key(raw[:1000])))


def is_single(raw: object) -> bool:
    """Whether it is one value: a text, a number, a day, yes or no, a quantity."""
    kinds = (str, bool, int, float, Decimal, Fraction, date, time, timedelta)
    return isinstance(raw, kinds) or is_quantity(raw)


def is_quantity(raw: Any) -> bool:
    """Whether it is a number with units, as pint makes them."""
    return hasattr(raw, "magnitude") and callable(getattr(raw, "unit_items", None))


def shown(raw: Any) -> str | Words:
    """A supplied value in a message: as given, cut where it is long."""
    if isinstance(raw, bool):
        return Words("是", "yes") if raw else Words("否", "no")
    if isinstance(raw, str):
        return cut(" ".join(raw.split()) if len(raw) < 10 * MOST_SHOWN else raw[:MOST_SHOWN].strip() + "…")
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 10**15:
        return str(int(raw))
    if isinstance(raw, int) and raw.bit_length() > 200:
        # Python refuses to write out an integer of thousands of digits.
        return f"{'-' if raw < 0 else ''}10^{int(raw.bit_length() * 0.30103)}…"
    if isinstance(raw, Fraction) and max(raw.numerator.bit_length(), raw.denominator.bit_length()) > 200:
        return Words("一个很长的分数", "a very long fraction")
    if isinstance(raw, (datetime, date, time)):
        return raw.isoformat(" ") if isinstance(raw, datetime) else raw.isoformat()
    write: Callable[[Any], str] = float.__repr__ if isinstance(raw, float) else str if is_single(raw) else reprlib.repr
    try:
        return cut(write(raw))
    except Exception:  # whatever a foreign class does when it is shown
        return type(raw).__name__


def cut(text: str) -> str:
    """A text that fits into a message."""
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def shape_of(raw: Any) -> Words:
    """What it is that stands where one value should."""
    if isinstance(raw, (list, tuple, set, frozenset)):
        return Words(f"{len(raw)} 个值", f"a list of {len(raw)} values")
    if isinstance(raw, dict):
        return Words("一组名称和值", "names with values")
    if isinstance(raw, (bytes, bytearray)):
        return Words("二进制数据", "binary data")
    if isinstance(raw, str):
        return Words("一段文字", "a piece of text")
    return Words(f"「{type(raw).__name__}」", f"a `{type(raw).__name__}`")
