"""The way of one fact after another: every message, every reason, as the definition of the language has them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_known: dict[int, tuple[str, Any]] = {}


def slow(table: str) -> Any:
    """What reads, scores and explains by a rubric as data. It is loaded by the first use of it."""
    key = id(table)
    if key not in _known:
        # Named, not imported: a module that only ever scores sound facts pays nothing for what explains.
        from importlib import import_module

        _known[key] = (table, import_module("perfrules.scoring").from_table(table))
    return _known[key][1]
