"""What it takes to begin: reading a rubric, importing a module, a command in a new process."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import perfrules
from benchmarks.measure import Entry, Group
from perfrules.building import build, evaluator
from perfrules.compiler import compile_source
from perfrules.files import shipped_source
from perfrules.source import Source

CASE = Path(__file__).resolve().parents[1] / "rubric_defs" / "zizhou-2021" / "zizhou-yibaoju-2021.case"


def children() -> float:
    """Seconds of the processor that ended processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
        Entry("read and check zizhou-2021", compiled, [source]),
        Entry("read, check and compile it to functions (must: 150 ms)", as_functions, [source]),
    )
    yield Group("a warm process", entries, unit="ms", rounds=2)

    (folder / "alone.py").write_text(build(perfrules.load("zizhou-2021").model, standalone=True).text, encoding="utf-8")
    entries = (
        Entry("an empty interpreter", _python("pass", folder), [None]),
        Entry(
            "import perfrules.rubrics.zizhou_2021",
            _python("import perfrules.rubrics.zizhou_2021", folder),
            [None],
            must="≤ 30",
        ),
        Entry("import a standalone module of it", _python("import alone", folder), [None], must="≤ 30"),
        Entry("import lark, click", _python("import lark, click", folder), [None]),
        Entry("perfrules score, again", _command(folder), [None]),
        Entry("perfrules score, the first time on a machine", _first, [None]),
    )
    yield Group("a new process", entries, unit="ms", clock=children, rounds=2, over=True)


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
