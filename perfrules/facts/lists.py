"""What is supplied for a 列 → one supplied value for each of its items.

A list of Python, JSON, YAML or TOML holds the values in their order, null or empty text where one is not known. A text
parts them by ，、； or a tab; by plain commas where none of these is there. A value may also be supplied by itself
under its path: 满意度·2021.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import evolve

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.given import Given
from perfrules.facts.plain import is_single, shape_of, shown
from perfrules.facts.tree import Pairs
from perfrules.model.model import Fact

_PARTS = re.compile(r"[，、；;\t]")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])", re.ASCII)
MOST_TEXT = 10_000


def spread(given: Given, fact: Fact) -> Iterator[Given] | Diagnostic:
    """The values of a 列, one for each item; a data error where there are too many or too few."""
    values = _values(given.value)
    name, size = fact.path, len(fact.items)
    if isinstance(values, str):
        return Diagnostic(errors.LIST_UNCLEAR, given.value_span, {"name": name, "given": values})
    if values is None or len(values) != size:
        count = shape_of(given.value) if values is None else str(len(values))
        args: dict[str, Any] = {"name": name, "size": str(size), "given": count}
        return Diagnostic(errors.WRONG_SIZE, given.value_span, args)
    return (
        evolve(given, name=item.path, value=value, grade="") for item, value in zip(fact.items, values, strict=True)
    )


def _values(raw: Any) -> Sequence[Any] | str | None:
    """The values in their order; the text where commas can part values or thousands; None where it is no list."""
    if isinstance(raw, (list, tuple)):
        return raw
    if isinstance(raw, str) and len(raw) <= MOST_TEXT:
        if _PARTS.search(raw):
            return [part.strip() for part in _PARTS.split(raw)]
        if _THOUSANDS.search(raw) and not re.search(r",\s", raw):
            text = shown(raw)
            return text if isinstance(text, str) else text.zh
        return [part.strip() for part in re.split(r",\s+" if _THOUSANDS.search(raw) else ",", raw)]
    if getattr(raw, "ndim", None) == 1 and callable(getattr(raw, "tolist", None)):
        return list(raw)
    return [raw] if is_single(raw) and not isinstance(raw, (str, Pairs)) else None
