"""Entries measured in turn with a baseline, and the one table that all of them are printed in.

What counts is the ratio to the baseline measured right before and after: on a machine with other work the times wander,
the ratios much less. Times are of the processor, and of the clock where several threads or processes work.
"""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Literal

from attrs import field, frozen

Outcome = tuple[Fraction, str | None] | None
"""A total and grade, exact; None where there is none."""
Differing = tuple[int, int]
"""How many rows come out otherwise than by the reference evaluator, and of how many."""


@frozen
class Entry:
    """One way to do something: what is called, what it is called with in turn, and how many rows a call does.

    `must` and `aim` are what its figure has to keep to and what is hoped for. `differ` counts the rows that are wrong,
    over all of them; None where nothing is scored.
    """

    name: str
    call: Callable[[Any], Any]
    given: Sequence[Any] = (None,)
    size: int = 1
    differ: Callable[[], Differing] | None = None
    must: float | None = None
    aim: float | None = None


def processor() -> float:
    """Seconds of the processor that this process has used."""
    return time.process_time_ns() / 1e9


def children() -> float:
    """Seconds of the processor that ended processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@frozen
class Group:
    """Entries that are compared. The figure of each is, by `figure`: its ratio to the first, which is the baseline; how
    much more it takes; or what is measured itself.

    `unit` is that of what is measured for one row: by `clock`, or what the call returns where that is None.
    """

    title: str
    entries: Sequence[Entry]
    unit: Literal["ns", "us", "ms", "s", "MB"] = "us"
    figure: Literal["ratio", "more", "itself"] = "ratio"
    clock: Callable[[], float] | None = processor
    rounds: int = 21


@frozen
class Measured:
    """An entry with what was measured in each round, its figures, and the rows that differ."""

    entry: Entry
    times: list[float] = field(factory=list)
    figures: list[float] = field(factory=list)
    differ: list[Differing] = field(factory=list)

    @property
    def met(self) -> bool | None:
        """Whether the median figure keeps to the must, on no wrong row; None where there is no must."""
        if self.entry.must is None:
            return None
        return statistics.median(self.figures) <= self.entry.must and not any(wrong for wrong, _ in self.differ)


BLOCK = 50
"""At most so many items are measured together."""

_SCALES = {"ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1}


def measure(group: Group, rounds: int) -> list[Measured]:
    """Every entry of a group: called once to begin with, then each round in turn with the baseline."""
    found = [Measured(entry) for entry in group.entries]
    base = group.entries[0]
    for item in found:
        if item.entry.differ is not None:
            item.differ.append(item.entry.differ())
        elif group.clock is not None:
            _once(group, item.entry)
    gc.collect()
    gc.disable()
    try:
        for _ in range(min(rounds, group.rounds)):
            for item in found:
                if group.figure == "itself":
                    own = figure = _once(group, item.entry)
                else:
                    own, around = _beside(group, item.entry, base)
                    figure = own / around if group.figure == "ratio" else own - around
                item.times.append(own)
                item.figures.append(figure)
    finally:
        gc.enable()
    return found


def _once(group: Group, entry: Entry) -> float:
    """What one row takes, over all that an entry is called with."""
    if group.clock is None:
        return float(entry.call(entry.given[0]))
    return _per_row(group, entry, _time(group.clock, entry.call, entry.given))


def _beside(group: Group, entry: Entry, base: Entry) -> tuple[float, float]:
    """What one row takes, and what the baseline takes for one, measured right before and after.

    In blocks whose items are in the cache of the processor for both, as facts are that have just been read: a baseline
    that is called twice as often as each entry would else find more of its own there than they do.
    """
    clock = group.clock
    assert clock is not None, "what a call returns itself is beside nothing"
    lengths = len(base.given), len(entry.given)
    blocks = min(*lengths, -(-max(lengths) // BLOCK))
    own = around = 0.0
    for block in range(blocks):
        theirs, its = _part(base.given, block, blocks), _part(entry.given, block, blocks)
        if max(lengths) > 1:
            _time(clock, base.call, theirs)
            _time(clock, entry.call, its)
        around += _time(clock, base.call, theirs)
        own += _time(clock, entry.call, its)
        around += _time(clock, base.call, theirs)
    return _per_row(group, entry, own), _per_row(group, base, around / 2)


def _part(given: Sequence[Any], block: int, blocks: int) -> Sequence[Any]:
    return given[block * len(given) // blocks : (block + 1) * len(given) // blocks]


def _time(clock: Callable[[], float], call: Callable[[Any], Any], given: Sequence[Any]) -> float:
    """Seconds that calls take."""
    start = clock()
    for item in given:
        call(item)
    return clock() - start


def _per_row(group: Group, entry: Entry, seconds: float) -> float:
    return seconds * _SCALES[group.unit] / (len(entry.given) * entry.size)


def differing(told: Iterable[Any], truth: Iterable[Any]) -> Differing:
    """How many outcomes are not the right ones."""
    pairs = list(zip(told, truth, strict=False))
    return sum(a != b for a, b in pairs), len(pairs)


HEAD = "| what | measured | figure | from–to | rows that differ | must | aim | met |\n|---|---|---|---|---|---|---|---|"
_FIGURES = {"ratio": "ratio", "more": "more", "itself": ""}


def lines(group: Group, found: Sequence[Measured]) -> Iterator[str]:
    """The lines of the table for a group."""
    yield f"| **{group.title}** | {group.unit} | {_FIGURES[group.figure]} | | | | | |"
    for item in found:
        entry, decimals = item.entry, 1 if group.figure == "more" else 2
        figure, spread = "", ""
        if group.figure != "itself":
            figure = f"{statistics.median(item.figures):.{decimals}f}"
        if len(item.figures) > 1:
            spread = f"{min(item.figures):.{decimals}f}–{max(item.figures):.{decimals}f}"
        cells = (
            entry.name,
            _short(statistics.median(item.times)),
            figure,
            spread,
            "; ".join(f"{wrong:,} of {rows:,}" for wrong, rows in item.differ),
            _bound(entry.must),
            _bound(entry.aim),
            _met(item),
        )
        yield f"| {' | '.join(cells)} |"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 100 else f"{value:.2f}"


def _bound(value: float | None) -> str:
    return "" if value is None else f"≤ {value:g}"


def _met(item: Measured) -> str:
    entry, met = item.entry, item.met
    if met is None:
        return ""
    figure = statistics.median(item.figures)
    if met:
        reached = entry.aim is not None and figure <= entry.aim
        return "aim" if reached else "must"
    assert entry.must is not None
    return f"**no**, {figure / entry.must:.2f} times" if figure > entry.must else "**no**, rows differ"
