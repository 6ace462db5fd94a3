"""One table of one run: `python -m benchmarks`, or some of its parts by name."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import perfrules
from benchmarks import growth, peers, scalar, start
from benchmarks.measure import Group, lines, measure

PARTS = ("scalar", "peers", "growth", "start")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", default=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}; by default all"
    )
    parser.add_argument("--rows", type=int, default=1000, help="fact sets of zizhou-2021")
    parser.add_argument("--rounds", type=int, default=21, help="how often each entry is measured")
    options = parser.parse_args(arguments)
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part called {', '.join(sorted(unknown))}")
    print(
        f"perfrules {perfrules.__version__}, Python {platform.python_version()}, {_processor()}, "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start; "
        f"{options.rows} rows, {options.rounds} rounds, medians of processor time\n"
    )
    print("| what | time | | from–to | rows that differ | must |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for group in _groups(options.parts, options.rows, Path(folder)):
            found = measure(group, max(3, options.rounds // group.rounds))
            print("\n".join(lines(group, found)), flush=True)
    return 0


def _groups(parts: Sequence[str], rows: int, folder: Path) -> Iterator[Group]:
    known = scalar.table(rows) if {"scalar", "peers"} & set(parts) else None
    if "scalar" in parts and known is not None:
        yield from scalar.groups(known)
    if "peers" in parts and known is not None:
        yield from peers.groups(known)
    if "growth" in parts:
        yield from growth.groups()
    if "start" in parts:
        yield from start.groups(folder)


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "an unknown processor"
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
