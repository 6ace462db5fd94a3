"""The facts of one subject, read and checked: what every evaluator starts from."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.source import Span
from perfrules.types.types import Value


@frozen
class FactSet:
    """Values in base units, by the full path of the fact; what was not given is not there.

    `reasons` and `evidence` hold 理由 and 佐证 by the same paths; `problems` is everything wrong with what was
    supplied, `bad` the paths it concerns; `notes` tell the reader how a value was read where that is not plain (a
    spreadsheet figure taken as the grid value next to it). `name` is the subject, where the source names one.
    """

    values: Mapping[str, Value]
    reasons: Mapping[str, str] = field(factory=dict)
    evidence: Mapping[str, str] = field(factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    bad: frozenset[str] = frozenset()
    notes: tuple[Diagnostic, ...] = ()
    name: str = ""
    blank: Mapping[str, Span] = field(factory=dict, eq=False, repr=False)
    """Where a source has a place for a fact and nothing in it: an empty cell."""
    readable: bool = True
    """Whether the source could be read at all; if not, nothing can be said of what it leaves out."""


def unread(*problems: Diagnostic) -> FactSet:
    """The fact set of a source that could not be read: no values, and why."""
    return FactSet({}, problems=problems, readable=False)
