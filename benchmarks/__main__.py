"""One table of one run: `python -m benchmarks`, or some of its parts by name."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import perfrules
from benchmarks import scalar
from benchmarks.measure import HEAD, Group, lines, measure

PARTS = ("scalar", "peers", "columns", "memory", "rows", "indicators", "start")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "performance.md"
BEGIN, END = "<!-- written by `python -m benchmarks --page` -->", "<!-- up to here -->"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", default=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}; by default all"
    )
    parser.add_argument("--subjects", type=int, default=1000, help="different fact sets of zizhou-2021")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of tables, each one of these fact sets")
    parser.add_argument("--rounds", type=int, default=21, help="how often each entry is measured at most")
    parser.add_argument("--page", action="store_true", help=f"write the table into {PAGE.name} as well")
    options = parser.parse_args(arguments)
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part called {', '.join(sorted(unknown))}")
    # One thread unless said; read when polars is loaded.
    os.environ["POLARS_MAX_THREADS"] = "1"
    told = Told()
    told.say(
        f"{_about()}. {options.subjects:,} different fact sets, at most {options.rounds} rounds; load "
        f"{_load()} at the start.\n\n{HEAD}"
    )
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for group in groups(options.parts, options.subjects, options.rows, Path(folder)):
            found = measure(group, options.rounds)
            told.say("\n".join(lines(group, found)))
            missed += [f"{group.title}: {item.entry.name}" for item in found if item.met is False]
    told.say(f"\nLoad {_load()} at the end. Musts that are not met: {'; '.join(missed) or 'none'}.")
    if options.page:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), told.text), encoding="utf-8")
    return 0


class Told:
    """What is printed, kept."""

    text = ""

    def say(self, text: str) -> None:
        print(text, flush=True)
        self.text += f"{text}\n"


def with_table(page: str, table: str) -> str:
    """A page with another table between its two marks."""
    before, _, rest = page.partition(f"{BEGIN}\n")
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{PAGE} has lost its marks: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{table}\n{END}{after}"


def groups(parts: Sequence[str], subjects: int, rows: int, folder: Path) -> Iterator[Group]:
    """What is measured, in order; `folder` takes what is made for it."""

    @cache
    def known() -> scalar.Table:
        return scalar.table(subjects)

    if "scalar" in parts:
        yield from scalar.groups(known())
    if "peers" in parts:
        from benchmarks import peers

        yield from peers.groups(known())
    if {"columns", "rows"} & set(parts):
        from benchmarks import columns

        table = columns.columns(known(), rows)
        if "columns" in parts:
            yield from columns.groups(table, folder)
        if "rows" in parts:
            yield from columns.growth(table, folder)
        del table
    if "memory" in parts:
        from benchmarks import memory

        yield from memory.groups(rows)
    if "indicators" in parts:
        from benchmarks import growth

        yield from growth.groups(folder)
    if "start" in parts:
        from benchmarks import start

        yield from start.groups(folder)


def _about() -> str:
    native = ""
    if find_spec("numpy") is not None:
        from perfrules.backends.columnar.native import compiler

        native = f", C by {' '.join(compiler() or ('nobody',))}"
    return (
        f"{date.today().isoformat()}, perfrules {perfrules.__version__}, Python {platform.python_version()}{native}, "
        f"{_processor()}, {os.cpu_count()} processors"
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "an unknown processor"
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
