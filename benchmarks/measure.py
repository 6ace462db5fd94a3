"""Entries measured in turn with a baseline, and the one table that all of them are printed in.

Times are of the processor, not of the clock, and what counts is the ratio to the baseline measured right before and
after: on a machine with other work the times wander, the ratios much less.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from attrs import field, frozen

Outcome = tuple[Fraction, str | None] | None
"""A total and grade, exact; None where there is none."""


@frozen
class Entry:
    """One way to do something: what is called for each row, its rows, and what it gave as an exact outcome.

    `must` is what the ratio (in a group with `over`: what comes on top of the baseline) has to keep to.
    """

    name: str
    call: Callable[[Any], Any]
    rows: Sequence[Any]
    outcome: Callable[[Any], Outcome] | None = None
    must: str = ""


def processor() -> float:
    """Seconds of the processor that this process has used."""
    return time.process_time_ns() / 1e9


@frozen
class Group:
    """Entries that are compared; the first is the baseline. `truth` holds the right outcome of every row."""

    title: str
    entries: Sequence[Entry]
    truth: Sequence[Outcome] = ()
    unit: str = "us"
    clock: Callable[[], float] = processor
    rounds: int = 1
    """It is measured so many times less often than others: for what takes long."""
    over: bool = False
    """Whether the difference to the baseline counts, and not the ratio."""


@frozen
class Measured:
    """An entry with its times a row and their ratios to (or differences from) the baseline around them."""

    entry: Entry
    times: list[float] = field(factory=list)
    ratios: list[float] = field(factory=list)


_SCALES = {"us": 1e6, "ms": 1e3}


def measure(group: Group, rounds: int) -> list[Measured]:
    """Every entry of a group, each round in turn with the baseline."""
    found = [Measured(entry) for entry in group.entries]
    base = group.entries[0]
    for item in found:
        once(group, item.entry)
    gc.disable()
    for _ in range(rounds):
        for item in found:
            before, own, after = once(group, base), once(group, item.entry), once(group, base)
            around = (before + after) / 2
            item.times.append(own)
            item.ratios.append(own - around if group.over else own / around)
    gc.enable()
    return found


def once(group: Group, entry: Entry) -> float:
    """The time of one row, over all rows of an entry."""
    call, given, clock = entry.call, entry.rows, group.clock
    start = clock()
    for row in given:
        call(row)
    return (clock() - start) * _SCALES[group.unit] / len(given)


def lines(group: Group, found: Sequence[Measured]) -> Iterator[str]:
    """The rows of the table for a group."""
    yield f"| **{group.title}** | {group.unit} | {'more' if group.over else 'ratio'} | | differ | must |"
    for item in found:
        spread = f"{min(item.ratios):.2f}–{max(item.ratios):.2f}"
        cells = (
            item.entry.name,
            f"{statistics.median(item.times):.2f}",
            f"{statistics.median(item.ratios):.2f}",
            spread,
        )
        yield f"| {' | '.join(cells)} | {_differ(group, item.entry)} | {item.entry.must} |"


def _differ(group: Group, entry: Entry) -> str:
    if entry.outcome is None:
        return ""
    told = [entry.outcome(entry.call(row)) for row in entry.rows]
    return f"{sum(a != b for a, b in zip(told, group.truth, strict=False))} of {len(told)}"
