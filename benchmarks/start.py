"""What it takes to begin: reading a rubric, importing a module, a command in a new process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import perfrules
from benchmarks.measure import Entry, Group, children
from perfrules.building import build, evaluator
from perfrules.compiler import compile_source
from perfrules.files import shipped_source
from perfrules.source import Source

CASE = Path(__file__).resolve().parents[1] / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"


def groups(folder: Path) -> Iterator[Group]:
    """Reading in a warm process, then processes of their own with a cache in `folder`."""
    source = shipped_source("zizhou-2021")
    assert isinstance(source, Source)

    def compiled(given: Source) -> Any:
        rubric = compile_source(given).rubric
        assert rubric is not None
        return rubric

    def as_functions(given: Source) -> Any:
        return evaluator(compiled(given))

    entries = (
        Entry("parse, resolve and check zizhou-2021", compiled, [source]),
        Entry("the same, and compile it to functions", as_functions, [source], must=150, aim=80),
    )
    yield Group("start: a warm process", entries, "ms", "itself", rounds=11)

    (folder / "alone.py").write_text(build(perfrules.load("zizhou-2021").model, standalone=True).text, encoding="utf-8")
    shipped = "import perfrules.rubrics.zizhou_2021"
    entries = (
        Entry("an empty interpreter", _python("pass", folder)),
        Entry(shipped, _python(shipped, folder), must=30, aim=15),
        Entry("import a standalone module of it", _python("import alone", folder), must=30, aim=15),
        Entry("import lark, click", _python("import lark, click", folder)),
        Entry("perfrules score, again", _command(folder)),
        Entry("perfrules score, the first time on a machine", _first),
    )
    yield Group("start: a new process, over an empty interpreter", entries, "ms", "more", clock=children, rounds=11)


def _environment(folder: Path) -> dict[str, str]:
    # Bytecode is written, as it is for whoever does not turn it off.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PERFRULES_CACHE": str(folder / "cache")}


def _python(code: str, folder: Path) -> Callable[[Any], Any]:
    command = [sys.executable, "-c", code]
    return lambda _: subprocess.run(command, cwd=folder, env=_environment(folder), check=True)


def _command(folder: Path) -> Callable[[Any], Any]:
    command = [sys.executable, "-m", "perfrules", "score", "zizhou-2021", str(CASE)]
    quiet = {"stdout": subprocess.DEVNULL, "check": True}
    return lambda _: subprocess.run(command, env=_environment(folder), **quiet)  # type: ignore[call-overload]


def _first(_: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return _command(Path(folder))(None)
