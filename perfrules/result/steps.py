"""The steps of a score in sentences, and in groups: what was stated, and the step that gave or took points on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import frozen

from perfrules.model.protocols import Reason


def sentences(reasons: Iterable[Reason], lang: str) -> Iterator[str]:
    """Each step as a sentence, without saying a value twice in a row."""
    before: Reason | None = None
    for reason in reasons:
        yield reason.text(lang, before)
        before = reason


def in_one(reasons: Iterable[Reason], lang: str) -> str:
    """The steps as one text, without its full stop."""
    return ("；" if lang == "zh" else "; ").join(sentences(reasons, lang))


@frozen
class Group:
    """Steps that belong together: those that state values, and the last, which gave or took points."""

    reasons: tuple[Reason, ...]

    @property
    def amount(self) -> Fraction | None:
        """What the group gave (or took, below 0); None where it only states something."""
        return self.reasons[-1].amount

    @property
    def lost(self) -> Fraction:
        """The points that were not got here."""
        return sum((reason.lost for reason in self.reasons), Fraction(0))

    @property
    def evidence(self) -> tuple[str, ...]:
        """The 佐证 of the facts that it read; one that another holds is not said twice."""
        found = tuple(dict.fromkeys(text for reason in self.reasons for text in reason.evidence))
        return tuple(text for text in found if not any(text != other and text in other for other in found))

    def text(self, lang: str) -> str:
        """What happened, without its full stop."""
        return in_one(self.reasons, lang)


def groups(reasons: Iterable[Reason]) -> tuple[Group, ...]:
    """The steps of a leaf, group by group; what follows the last points stands alone."""
    found: list[Group] = []
    pending: list[Reason] = []
    for reason in reasons:
        pending.append(reason)
        if reason.amount is not None:
            found.append(Group(tuple(pending)))
            pending = []
    return (*found, *(Group((reason,)) for reason in pending))
