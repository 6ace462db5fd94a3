"""What a source supplies before anything is checked: names and raw values, each with its place."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from perfrules.source import NOWHERE, Source, Span, Words


@frozen
class Given:
    """One supplied fact: its name and value as supplied, what stands with it, and where.

    `unit` is the unit that a table prints apart from its figures; `grade` the 档 of a judged score.
    """

    name: str
    value: Any
    reason: str = ""
    evidence: str = ""
    span: Span = NOWHERE
    value_span: Span = NOWHERE
    unit: str = ""
    grade: str = ""
    inherited: bool = False
    """Whether it gives way to another value of the same fact: it comes from a case that is 沿用."""


@frozen
class RawRow:
    """A row of a supplied table: the name of the column, the value and the place of each cell."""

    cells: tuple[tuple[str, Any, Span], ...]
    span: Span = NOWHERE


@frozen
class RawRows:
    """A supplied table, as the value of a 明细 or 数据表."""

    rows: tuple[RawRow, ...]


@frozen
class Flaw:
    """What stands for the value of a cell that has none: an error, a formula that was never worked out."""

    why: Words


@frozen
class Subject:
    """What a case supplies."""

    name: str
    given: tuple[Given, ...]


@frozen
class Subjects:
    """What the cases of a file supply."""

    subjects: tuple[Subject, ...]


def place(text: str) -> Span:
    """A place that is known by its name only: a cell, a line of a file, a file."""
    return Span(Source(text, ""), 0, 0) if text else NOWHERE
