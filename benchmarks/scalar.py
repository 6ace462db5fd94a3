"""Scoring one fact set after another: every entry in turn with plain float Python, and how often each is wrong.

Times are of the processor, not of the clock, and what is stated is the ratio to the baseline measured right before and
after: on a machine with other work the microseconds wander, the ratios much less.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
import types
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

import perfrules
from benchmarks import plain_float
from benchmarks.rows import Row, in_units, rows
from perfrules.api import DataError
from perfrules.building import build

Outcome = tuple[Fraction, str] | None


@frozen
class Entry:
    """One way to score: what is called for each row, its rows, and what it gave as an exact outcome."""

    name: str
    call: Callable[[Any], Any]
    rows: Sequence[Any]
    outcome: Callable[[Any], Outcome]
    must: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args(arguments)
    rubric = perfrules.load("zizhou-2021")
    module = types.ModuleType("built")
    exec(compile(build(rubric.model).text, "built", "exec"), module.__dict__)
    known = sound(module, rows(module._reader.fields, options.rows))
    truth = [reference(rubric, module, row) for row in known]
    found = entries(module, known)
    print(
        f"{len(known)} rows, {options.rounds} rounds, "
        f"Python {sys.version.split()[0]}, perfrules {perfrules.__version__}"
    )
    print(f"{'':<58}{'us':>8}{'ratio':>8}  {'[min-max]':<13}{'wrong':>9}  must")
    for entry, times, ratios in measure(found, options.rounds):
        wrong = sum(entry.outcome(entry.call(row)) != outcome for row, outcome in zip(entry.rows, truth, strict=True))
        spread = f"[{min(ratios):.2f}-{max(ratios):.2f}]"
        print(
            f"{entry.name:<58}{statistics.median(times):>8.2f}{statistics.median(ratios):>8.2f}  {spread:<13}"
            f"{wrong:>5}/{len(truth)}  {entry.must}"
        )
    return 0


def sound(module: Any, drawn: Sequence[Row]) -> list[Row]:
    """The rows that keep every 约束."""
    return [row for row in drawn if module._total(module._reader.on_grid(row)) is not None]


def reference(rubric: Any, module: Any, row: Row) -> Outcome:
    """What the definition of the language gives."""
    try:
        result = rubric._scorer.score(module._reader.in_units(row))
    except DataError:
        return None
    return result.total, result.grade


def entries(module: Any, known: Sequence[Row]) -> list[Entry]:
    """The ways that are compared; the first is the baseline."""
    fields = module._reader.fields
    values = [module._reader.on_grid(row) for row in known]
    floats = [plain_float.shortened(in_units(fields, row, float)) for row in known]
    factor = module._evaluator.total_factor

    def of_score(score: Any) -> Outcome:
        return score.total, score.grade

    def of_pair(pair: Any) -> Outcome:
        return Fraction(pair[0] * factor[0], factor[1]), pair[1]

    def of_float(pair: Any) -> Outcome:
        # To the nearest tenth: a sum of floats that is off by a last bit is not held against it.
        return Fraction(round(pair[0] * 10), 10), pair[1]

    def nodes(row: Row) -> Any:
        checked = module._reader.on_grid(row)
        return module._nodes(checked)

    decimals = [in_units(fields, row, Decimal) for row in known]
    texts = [in_units(fields, row, str) for row in known]
    return [
        Entry("plain float Python", plain_float.total, floats, of_float),
        Entry("built, money in 分, checked: total and grade", module.score_on_grid, known, of_score, "1.3"),
        Entry("built, money in 分, checked: every node", nodes, known, of_pair, "1.6"),
        Entry("built, money as Decimal in 万元, checked", module.score, decimals, of_score, "2.5"),
        Entry("built, money as text in 万元, checked", module.score, texts, of_score, "2.5"),
        Entry("built, the inner function", module._total, values, of_pair, "0.9"),
    ]


def measure(found: Sequence[Entry], rounds: int) -> list[tuple[Entry, list[float], list[float]]]:
    """Each entry's times a row, in microseconds, and their ratios to the baseline around them."""
    base = found[0]
    times: dict[str, list[float]] = {entry.name: [] for entry in found}
    ratios: dict[str, list[float]] = {entry.name: [] for entry in found}
    gc.disable()
    for _ in range(rounds):
        for entry in found:
            before = once(base)
            own = once(entry)
            after = once(base)
            times[entry.name].append(own)
            ratios[entry.name].append(own / ((before + after) / 2))
    gc.enable()
    return [(entry, times[entry.name], ratios[entry.name]) for entry in found]


def once(entry: Entry) -> float:
    """Microseconds of the processor for a row, over all rows."""
    call, given = entry.call, entry.rows
    start = time.process_time_ns()
    for row in given:
        call(row)
    return (time.process_time_ns() - start) / 1000 / len(given)


if __name__ == "__main__":
    sys.exit(main())
