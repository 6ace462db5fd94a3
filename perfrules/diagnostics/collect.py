"""Where phases report: everything wrong in a file is gathered before anything is said."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from perfrules.diagnostics.diagnostic import Diagnostic, Fix, Kind, Label, Severity
from perfrules.source import Span, Words

MOST = 200
"""How many messages one run keeps; a file with more is broken as a whole."""


@define
class Diagnostics:
    """The messages of one run, in the order found. A phase reports here and carries on."""

    items: list[Diagnostic] = field(factory=list)

    def report(
        self,
        kind: Kind,
        span: Span,
        *,
        labels: tuple[Label, ...] = (),
        could_be: tuple[Words, ...] = (),
        suggestions: tuple[str, ...] = (),
        fixes: tuple[Fix, ...] = (),
        **args: Any,
    ) -> None:
        """Record one occurrence; the same message at the same place is kept once.

        `could_be` lists what could stand there; further arguments fill the slots of the kind's sentence.
        """
        found = Diagnostic(kind, span, args, labels, could_be, suggestions, fixes)
        if len(self.items) < MOST and found not in self.items:
            self.items.append(found)

    @property
    def failed(self) -> bool:
        """Whether anything found is an error."""
        return any(item.severity is Severity.ERROR for item in self.items)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """By place in the file, errors before the rest at one place."""
        order = list(Severity)
        return tuple(sorted(self.items, key=lambda d: (d.span.source.name, d.span.start, order.index(d.severity))))
