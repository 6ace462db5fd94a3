"""Mutation testing: what share of small changes to the engine do its tests notice? `make mutation`.

Works in a copy of the repository, build/mutation/tree, and appends each result to build/mutation/log.jsonl. What the log
has is not tried again, but for survivors where there are tests that have not tried them: a run can be stopped and taken
up, and after tests were added only these are run. A mutant is tried by the tests that come to the lines changed, in
the order of how long they take: first by some, drawn by chance, then by all the others.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import _lru_cache_wrapper
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from types import FunctionType
from typing import Any, NoReturn

import pytest
from attrs import asdict
from coverage import Coverage, CoverageData

from tests.mutation.mutants import Mutant, files, patch

TESTS = [
    "spec",
    "told",
    "unit",
    "analysis",
    "shipped",
    "properties",
    "golden",
    "testing",
    "columns",
    "cases",
    "facts",
    "surfaces",
    "reuse",
    "drafting",
    "docs/test_reference.py",
    "package/test_typing.py",
]
LEFT_OUT = (
    "tests/columns/test_native.py",
    "tests/columns/test_spark.py",
    "tests/testing/test_new_tests.py",
    "tests/testing/test_plugin.py",
)
FIRST = 40
LONGEST = 1.0
"""Of the tests that come to a mutant, the seconds of one that is among the first to try it."""


class Mutation:
    """A plugin of pytest: in the place of running all tests once, each mutant is tried by some, in a process of its own."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.place: Path = options.place
        self.log = self.place / "log.jsonl"
        self.seconds: dict[str, float] = {}
        self.units: dict[str, list[pytest.Item]] = {}
        self.alone: dict[str, bool] = {}
        self.kills: Counter[str] = Counter()
        self.functions: dict[tuple[str, str], list[FunctionType]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            return True
        for item in session.items:
            self.units.setdefault(_unit(item), []).append(item)
        for path in files():
            module = import_module(path.removesuffix(".py").replace("/", "."))
            assert str(module.__file__) == f"{os.getcwd()}/{path}"
        self._trace()
        for function in _remembering():
            function.cache_clear()
        self.functions = _functions()
        gc.collect()
        gc.freeze()
        self._all()
        return True

    # Which test comes to which line.

    def _trace(self) -> None:
        kept = self.place / "units.jsonl"
        if new := self.units.keys() - {unit for unit, _, _ in self._traced(kept)}:
            print(f"tracing {len(new)} of {len(self.units)} units", flush=True)
            self._child(lambda told: self._tracing(kept, new), 7200)
        for unit, seconds, failed in self._traced(kept):
            self.seconds[unit] = seconds
            if failed and self.units.pop(unit, None):
                print(f"left out, since it fails without any mutant: {failed}", flush=True)
        self.lines = CoverageData(str(self.place / "lines"))
        self.lines.read()

    def _traced(self, kept: Path) -> list[tuple[str, float, str]]:
        return [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []

    def _tracing(self, kept: Path, new: set[str]) -> int:
        include = [f"{os.getcwd()}/{path}" for path in files()]
        cover = Coverage(data_file=str(self.place / "lines"), include=include, config_file=False)
        remembering = _remembering()
        cover.load()
        cover.start()
        with kept.open("a") as told:
            for unit, items in self.units.items():
                if unit not in new:
                    continue
                for function in remembering:
                    function.cache_clear()
                cover.switch_context(unit)
                begun = time.process_time()
                failed = _run(items)
                told.write(json.dumps((unit, round(time.process_time() - begun, 3), failed), ensure_ascii=False) + "\n")
                told.flush()
        cover.stop()
        cover.save()
        return 0

    def _by_line(self, path: str) -> dict[int, list[str]]:
        return self.lines.contexts_by_lineno(f"{os.getcwd()}/{path}")

    # Mutants.

    def _all(self) -> None:
        done: dict[str, dict[str, Any]] = {}
        if self.log.exists():
            done = {entry["name"]: entry for entry in map(json.loads, self.log.read_text().splitlines())}
        self.kills.update(entry["by"] for entry in done.values() if entry["status"] == "killed")
        mutants = self._sample()
        Random(self.options.seed).shuffle(mutants)  # what a stopped run came to is a sample too
        with self.log.open("a") as log:
            for mutant in mutants:
                entry = self._tried(mutant, done.get(mutant.name))
                if entry is not None:
                    done[mutant.name] = entry
                    self.kills[entry["by"]] += entry["status"] == "killed"
                    log.write(json.dumps(entry, ensure_ascii=False) + "\n")
                    log.flush()
        print(summary(done[mutant.name] for mutant in mutants))

    def _sample(self) -> list[Mutant]:
        kept = self.place / f"sample-{self.options.size}-{self.options.seed}.json"
        if not kept.exists():
            self._child(lambda told: self._write_sample(kept), 7200)
        found = [Mutant(**{**each, "lines": tuple(each["lines"])}) for each in json.loads(kept.read_text())]
        return [mutant for mutant in found if mutant.path.startswith(self.options.parts)]

    def _write_sample(self, kept: Path) -> int:
        from tests.mutation.make import sample

        kept.write_text(json.dumps([asdict(each) for each in sample(self.options.size, self.options.seed)]))
        return 0

    def _tried(self, mutant: Mutant, before: dict[str, Any] | None) -> dict[str, Any] | None:
        """What the log says of a mutant from now on; None where there is nothing new."""
        if before is not None and before["status"] not in ("survived", "no test", "untried"):
            return None
        ran = list(before["ran"]) if before else []
        functions = self.functions.get((mutant.module, mutant.function), [])
        first, rest = self._chosen(mutant)
        rounds = [[u for u in units if u not in ran] for units in ([first] if self.options.first else [first, rest])]
        rounds = [self._within(units) for units in rounds]
        if before is not None and not any(rounds):
            return None
        status, by = "not reached" if not functions else "untried" if first or rest else "no test", ""
        begun = time.monotonic()
        for units in rounds if functions else []:
            while units:
                status, by = self._mutated(mutant, functions, units)
                ran += units
                if status != "killed" or self._passes_alone(by):
                    break
                units = [unit for unit in units if unit in self.units]
            if units and status != "survived":
                break
        return {
            "name": mutant.name, "function": mutant.function, "line": mutant.lines[0], "old": mutant.old, "new": mutant.new,
            "status": status, "by": by, "ran": ran if status == "survived" else [],
            "left": len({*first, *rest} - {*ran}) if status == "survived" else 0, "seconds": round(time.monotonic() - begun, 2),
        }  # fmt: skip

    def _passes_alone(self, unit: str) -> bool:
        """Whether what killed a mutant passes without one, in a process of its own like the mutant's; else it goes."""
        if unit not in self.alone:
            self.alone[unit] = self._child(lambda told: int(bool(_run(self.units[unit]))), 600)[0] == 0
            if not self.alone[unit]:
                print(f"left out, since it does not pass alone: {unit}", flush=True)
                del self.units[unit]
        return self.alone[unit]

    def _chosen(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        """The units that come to what was changed: those to try first, then the others; each by how long they take."""
        by_line = self._by_line(mutant.path)
        found: set[str] = set()
        for start, end in (mutant.lines, mutant.whole):
            found = {
                unit
                for line in range(start, end + 1)
                for unit in by_line.get(line, ())
                if unit in self.units and unit.startswith(self.options.tests)
            }
            if found:
                break
        quick = sorted(unit for unit in found if self.seconds[unit] < LONGEST)
        stem = Path(mutant.path).stem
        named = [unit for unit in quick if stem in unit.replace("-", "_")]
        chance = Random(mutant.name)
        first = {*chance.sample(named, min(len(named), FIRST // 3)), *chance.sample(quick, min(len(quick), FIRST))}
        return tuple(sorted(units, key=self.seconds.__getitem__) for units in (first, found - first))  # type: ignore[return-value]

    def _within(self, units: list[str]) -> list[str]:
        """Of units, those that together take no longer than the option allows; the ones that killed most come first."""
        if self.options.seconds is None:
            return units
        powerful = sorted(units, key=lambda unit: (-self.kills[unit], self.seconds[unit]))
        spent = accumulate(self.seconds[unit] for unit in powerful)
        return [unit for unit, until in zip(powerful, spent, strict=True) if until <= self.options.seconds]

    def _mutated(self, mutant: Mutant, functions: list[FunctionType], units: list[str]) -> tuple[str, str]:
        """How a mutant fares with some units, and the unit that it does not pass."""
        path = Path(mutant.path)
        text, stat = path.read_text(encoding="utf-8"), path.stat()
        changed = mutant.text(text)

        def run(told: int) -> int:
            for function in functions:
                patch(mutant, changed, function)
            for unit in units:
                # The processor's time only: a machine that is busy elsewhere is no hang.
                signal.setitimer(signal.ITIMER_VIRTUAL, 5 + 10 * self.seconds[unit])
                os.write(told, f"{unit}\n".encode())
                if _run(self.units[unit]):
                    return 1
            return 0

        path.write_text(changed, encoding="utf-8")
        try:
            status, lines, signalled = self._child(run, 120 + 20 * sum(self.seconds[unit] for unit in units))
        finally:
            path.write_text(text, encoding="utf-8")
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        last = lines[-1] if lines else units[0]
        if signalled in (signal.SIGVTALRM, signal.SIGKILL):
            return "timeout", last
        return ("survived", "") if status == 0 else ("killed", last)

    def _child(self, work: Any, limit: float) -> tuple[int, list[str], int]:
        """Run something in a process of its own: its status, the lines it told, the signal that ended it."""
        cache = mkdtemp(prefix="mutation-")
        out, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(out)
            os.setpgid(0, 0)
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.environ["PERFRULES_CACHE"] = cache
            resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            code = 3
            try:
                code = work(told)
            finally:
                os._exit(code)
        os.close(told)
        os.set_blocking(out, False)
        begun, chunks, status = time.monotonic(), [], None
        try:
            while status is None:
                done, wait = os.waitpid(pid, os.WNOHANG)
                status = wait if done else None
                with suppress(BlockingIOError):
                    while piece := os.read(out, 65536):
                        chunks.append(piece)
                if status is None:
                    if time.monotonic() - begun > limit:
                        os.killpg(pid, signal.SIGKILL)
                    time.sleep(0.01)
        finally:  # also where this process is told to end
            os.close(out)
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        shutil.rmtree(cache, ignore_errors=True)
        lines = b"".join(chunks).decode().splitlines()
        return os.waitstatus_to_exitcode(status), lines, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


class _Failures:
    """Remembers the first test that fails."""

    def __init__(self) -> None:
        self.first = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.first:
            self.first = report.nodeid


def _run(items: list[pytest.Item]) -> str:
    """Run tests up to the first that fails, and name it."""
    failures = _Failures()
    manager = items[0].config.pluginmanager
    manager.register(failures)
    try:
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if failures.first:
                break
    finally:
        manager.unregister(failures)
    return failures.first


def _unit(item: pytest.Item) -> str:
    """What runs together: a block of a chapter with its rows; a module whose tests share what one of them makes."""
    part = getattr(item, "part", None)
    path = item.nodeid.partition("::")[0]
    if part is not None:
        block = getattr(part, "block", None) or getattr(part, "of", None) or part
        return f"{path}::{hashlib.sha256(block.plain.encode()).hexdigest()[:8]}"
    info = getattr(item, "_fixtureinfo", None)
    definitions = [d for found in (info.name2fixturedefs.values() if info else ()) for d in found]
    shared = [d for d in definitions if d.scope in ("module", "session") and "/tests/" in d.func.__code__.co_filename]
    return path if shared else item.nodeid


def _remembering() -> list[Any]:
    """The functions that remember results; but what the syntax and the units of measure remember no mutant changes."""
    stable = ("perfrules.syntax", "perfrules.types")
    found = [each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper)]
    return [
        f
        for f in found
        if (f.__module__ or "").startswith(("perfrules", "tests")) and not f.__module__.startswith(stable)
    ]


def _functions() -> dict[tuple[str, str], list[FunctionType]]:
    found: dict[tuple[str, str], list[FunctionType]] = {}
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and (function.__module__ or "").startswith("perfrules."):
            found.setdefault((function.__module__, function.__code__.co_qualname), []).append(function)
    return found


def summary(entries: Iterable[dict[str, Any]]) -> str:
    """The figures by part of the package."""
    rows: dict[str, Counter[str]] = {}
    for entry in entries:
        part = entry["name"].rpartition("/")[0].removeprefix("perfrules/")
        for each in (part, "all"):
            rows.setdefault(each, Counter())[entry["status"]] += 1
    lines = []
    for part, found in sorted(rows.items(), key=lambda row: (row[0] == "all", row[0])):
        noticed = found["killed"] + found["timeout"]
        lines.append(f"{part:20} {noticed / found.total():6.1%} of {found.total():5}  {dict(found)}")
    return "\n".join(lines)


def _in_a_copy(tree: Path) -> NoReturn:
    """Run this in a copy of the repository, what is not committed yet too; only tests may differ from the last run."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, check=True
    ).stdout.decode()
    present = [name for name in names.split("\0") if name and Path(name).exists()]
    engine = hashlib.sha256(b"".join(Path(n).read_bytes() for n in present if n.startswith("perfrules/"))).hexdigest()
    kept = tree.parent / "engine"
    if kept.exists() and kept.read_text() != engine:
        sys.exit(f"perfrules/ is not what {tree.parent} was begun with: remove that folder to begin anew")
    shutil.rmtree(tree, ignore_errors=True)
    for name in present:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, tree / name)
    kept.write_text(engine)
    environment = {
        **os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.mutation.run", *sys.argv[1:], "--place", str(tree.parent)]
    os.chdir(tree)
    os.execve(sys.executable, command, environment)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1500, help="how many of all mutants are in the sample")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", action="store_true", help="try only the tests that come first")
    parser.add_argument("--seconds", type=float, help="of the tests of a mutant, only so many seconds in each round")
    parser.add_argument("--tests", type=lambda names: tuple(names.split(",")), default="", help="only tests so called")
    parser.add_argument("--parts", type=lambda names: tuple(names.split(",")), default="", help="only of these folders")
    parser.add_argument("--place", type=Path, default=Path("build/mutation"), help="the folder for all that is written")
    options = parser.parse_args()
    tree = options.place.absolute() / "tree"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if Path.cwd() != tree:
        _in_a_copy(tree)
    return int(
        pytest.main(
            [
                *(f"tests/{name}" for name in TESTS),
                *(f"--deselect={name}" for name in LEFT_OUT),
                "-q",
                "-p",
                "no:cacheprovider",
                "--capture=sys",
                "-m",
                "not slow",
            ],
            plugins=[Mutation(options)],
        )
    )


if __name__ == "__main__":
    raise SystemExit(main())
