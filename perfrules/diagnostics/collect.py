"""Where phases report: everything wrong in a file is gathered before anything is said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import define, field

from perfrules.diagnostics.diagnostic import Diagnostic, Doubt, Fix, Kind, Label, Severity
from perfrules.diagnostics.suggest import suggest
from perfrules.source import Span, Words

MOST = 200
"""How many errors one run keeps, and how many warnings and notes; a file with more errors is broken as a whole."""

MORE = Kind(
    "PR100",
    "more-errors",
    "错误超过 {most} 处，其余的不再列出",
    "more than {most:error}; the others are not listed",
    "先改正列出的错误，再检查一次",
    "mend those that are listed and check again",
    about="A file with very many errors usually has one cause, so only the first are listed.",
)


@define
class Diagnostics:
    """The messages of one run, in the order found. A phase reports here and carries on.

    Warnings and notes are counted apart, so that however many there are, no error is lost.
    """

    items: list[Diagnostic] = field(factory=list)
    errors: int = 0
    _places: dict[tuple[str, int, int], list[Diagnostic]] = field(factory=dict)
    settled: frozenset[Doubt] = frozenset()
    """Doubts that have been shown to be none: the errors about them are not kept."""
    doubts: list[Doubt] = field(factory=list)
    """What the errors that may yet be taken back are about."""

    def report(
        self,
        kind: Kind,
        span: Span,
        *,
        labels: tuple[Label, ...] = (),
        could_be: tuple[Words, ...] = (),
        suggestions: tuple[str, ...] = (),
        fixes: tuple[Fix, ...] = (),
        doubt: Doubt | None = None,
        **args: Any,
    ) -> None:
        """Record one occurrence; the same message at the same place is kept once.

        `could_be` lists what could stand there; `doubt` is what an error is about that may yet be shown to be safe;
        further arguments fill the slots of the kind's sentence.
        """
        if doubt is not None and doubt in self.settled:
            return
        error = kind.severity is Severity.ERROR
        if (self.errors > MOST) if error else (len(self.items) - self.errors >= MOST):
            return
        found = Diagnostic(kind, span, args, labels, could_be, suggestions, fixes, doubt)
        here = self._places.setdefault((kind.code, span.start, span.end), [])
        if found in here:
            return
        self.errors += error
        if error and self.errors > MOST:
            found = Diagnostic(MORE, span, {"most": str(MOST)})
        here.append(found)
        if doubt is not None:
            self.doubts.append(doubt)
        self.items.append(found)

    def near(self, word: str, known: Iterable[str]) -> tuple[str, ...]:
        """What `suggest` says, while there is room for a message that would carry it."""
        return () if self.errors > MOST else suggest(word, known)

    @property
    def full(self) -> bool:
        """Whether further errors are no longer listed, so that nothing need be found out about them."""
        return self.errors > MOST

    def forget(self, count: int) -> None:
        """Take back the messages behind the first so many; they are about no doubts."""
        for item in self.items[count:]:
            self.errors -= item.severity is Severity.ERROR
            self._places[item.kind.code, item.span.start, item.span.end].remove(item)
        del self.items[count:]

    def copy(self) -> Diagnostics:
        """What has been reported so far, to come back to."""
        places = {place: list(found) for place, found in self._places.items()}
        return Diagnostics(list(self.items), self.errors, places, self.settled, list(self.doubts))

    def back_to(self, before: Diagnostics, settled: frozenset[Doubt]) -> None:
        """Forget what has been reported since, and from now on what is about the settled doubts."""
        self.items, self.errors, self._places = before.items, before.errors, before._places
        self.doubts, self.settled = before.doubts, settled

    @property
    def doubtful(self) -> bool:
        """Whether there are errors, each of which may yet be shown to be none."""
        return 0 < self.errors == len(self.doubts)

    @property
    def failed(self) -> bool:
        """Whether anything found is an error."""
        return self.errors > 0

    def sorted(self) -> tuple[Diagnostic, ...]:
        """By place in the file, errors before the rest at one place."""
        order = list(Severity)
        return tuple(sorted(self.items, key=lambda d: (d.span.source.name, d.span.start, order.index(d.severity))))


KINDS = (MORE,)
