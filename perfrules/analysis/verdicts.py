"""What an answer is. Never a bare yes or no: each says how it is known, or why it is not."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from perfrules.analysis.certificate import Certificate
from perfrules.source import Words

Row = Mapping[str, Fraction | bool | int]
Facts = Mapping[str, Fraction | bool | int | tuple[Row, ...]]
"""A fact set as the IR holds it: quantities in base units, labels by their codes, days by their numbers."""


@frozen
class Witness:
    """Fact sets that show something, and what was found where they were scored by the production evaluator.

    One set, or two that differ in `changed` only. `scores` are those of the node that is spoken of, in their order.
    `relevant` are the facts that its score depends on.
    """

    facts: tuple[Facts, ...]
    scores: tuple[Fraction, ...]
    relevant: tuple[str, ...]
    changed: str | None = None
    grades: tuple[str | None, ...] = ()


@frozen
class Searched:
    """What a search tried: how many fact sets, around which edges, from which seed."""

    trials: int
    edges: tuple[Words, ...]
    seed: int


@frozen
class Proved:
    """It holds of all fact sets: how that is known, what was relied on, and what can be checked again."""

    method: Words
    assumptions: tuple[Words, ...] = ()
    certificate: Certificate = ()
    example: Witness | None = None
    """For what can be reached: facts that reach it."""
    solver: bool = False
    """Whether it is the word of a solver, which nothing here can check again."""


@frozen
class Refuted:
    """It does not hold; the witness was scored again by the production evaluator."""

    witness: Witness
    region: Words | None = None


@frozen
class Undecided:
    """It could be neither proved nor refuted. This is no proof, however long the search was."""

    reason: Words
    searched: Searched | None = None


@frozen
class NotApplicable:
    """It cannot be asked, because of something found before."""

    because: Words


Verdict = Proved | Refuted | Undecided | NotApplicable
