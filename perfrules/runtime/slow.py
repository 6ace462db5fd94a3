"""The way of one fact after another: every message, every reason, as the definition of the language has them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def slow(table: str) -> Any:
    """What reads, scores and explains by a rubric as data."""
    # Named, not imported: a module that only ever scores sound facts pays nothing for what explains.
    from importlib import import_module

    return import_module("perfrules.scoring").from_table(table)
