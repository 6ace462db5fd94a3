"""Scores by a rubric that was read before, in a process that loads no parser: for commands that score one subject.

A process that has read a rubric leaves for those after it the rubric as data, the cases of a file as they were
supplied, and the library as code. Each is named by all that it came of, so none is ever out of date; only what nobody
else can have written is used. There the classes of the library are made by `runtime.classes`, which takes a tenth of
the time and does for one score.

Here is nothing but plain success. Whatever else there is to say (an error, a note on how a figure was read) is said by
the ordinary way, which is then gone.
"""

from __future__ import annotations

import marshal
import os

from perfrules import cache
from perfrules.data import shipped_files
from perfrules.runtime.alone import Library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType
    from typing import Any

    from perfrules.api import Rubric
    from perfrules.result import Result

_MOST = 8_000_000
_SUPPLIED = (".json", ".csv", ".toml", ".yaml", ".yml", ".xlsx")
"""Files of facts that take no parser."""
_ELSEWHERE = ("analysis", "cases", "cli", "lsp", "reuse", "rubrics", "spark", "testing", "workbench")
"""Parts of the package that no score needs."""


class Scored:
    """A result, the language of its rubric, and what gives the modules of the library that print it."""

    def __init__(self, result: Result, lang: str, load: Callable[[str], Any]) -> None:
        self.result = result
        self.lang = lang
        self.load = load


def score(rubric: str, facts: str, case: str | None = None) -> Scored | None:
    """The score of a file of facts by a rubric (an id or a path); None where the ordinary way has to be gone."""
    file = _rubric(rubric)
    kept = None if file is None else cache.own(_name("rubric", file))
    library = None if kept is None else _library()
    if kept is None or library is None:
        return None
    try:
        lang, _, table = str(kept, "utf-8").partition("\n")
        scorer = library.load("perfrules.scoring").from_table(table)
        found = _facts(library, scorer, facts, case)
        if found is None or found.problems or found.notes:
            return None
        return Scored(scorer.score(found), lang, library.load)
    except Exception:
        # Facts that cannot be scored, above all: it is done again, and told, by the ordinary way.
        return None


def keep(rubric: Rubric, name: str, facts: str) -> None:
    """Leave what the next process needs to score by a rubric, and the facts where they are cases."""
    from perfrules.model import stored

    file = _rubric(name)
    if file is None or rubric.compiled.whole is not rubric.compiled.source:
        return  # what a rubric with 沿用 says hangs on another file too
    _keep(_name("rubric", file), lambda: f"{rubric.lang}\n{stored.dumps(rubric.model)}".encode())
    _keep(_name("library"), lambda: marshal.dumps(dict(_codes())))
    cases = _read(facts, facts) if facts.lower().endswith(".case") else None
    if cases is not None:
        _keep(_name("cases", cases), lambda: _supplied(*cases))


class _Library(Library):
    """The library out of its kept code."""

    def code(self, name: str) -> CodeType:
        """The code of a module; KeyError where it is none that a score needs."""
        return marshal.loads(self.texts[name])  # type: ignore[no-any-return]


def _library() -> _Library | None:
    data = cache.own(_name("library"))
    if data is None:
        return None
    codes = marshal.loads(data)
    classes: dict[str, Any] = {}
    exec(marshal.loads(codes["perfrules.runtime.classes"]), classes)
    return _Library(codes, {"attrs": classes})


def _codes() -> Iterator[tuple[str, bytes]]:
    """The code of every module that a score may need, by name."""
    from importlib.machinery import SourceFileLoader
    from pathlib import Path

    package = Path(__file__).parent
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        if parts[0] not in _ELSEWHERE:
            name = ".".join(("perfrules", *parts)).removesuffix(".__init__")
            yield name, marshal.dumps(SourceFileLoader(name, str(file)).get_code(name))


def _facts(library: Library, scorer: Any, facts: str, case: str | None) -> Any:
    """The fact set of a file; None where it takes the parser."""
    ending = os.path.splitext(facts)[1].lower()
    if ending in _SUPPLIED:
        return library.load("perfrules.facts.files").read_file(facts, scorer.model, case, index=scorer.index)
    file = _read(facts, facts) if ending == ".case" else None
    kept = None if file is None else cache.own(_name("cases", file))
    if kept is None:
        return None
    subjects = library.load("perfrules.model.stored").loads(str(kept, "utf-8")).subjects
    chosen = library.load("perfrules.facts.choose").choose([subject.name for subject in subjects], case, facts)
    if type(chosen) is not int:
        return None
    subject = subjects[chosen]
    return library.load("perfrules.facts.read").read_facts(scorer.model, subject.given, scorer.index, name=subject.name)


def _supplied(data: bytes, name: str) -> bytes:
    """The cases of a file that was read without an error, as they are supplied."""
    from perfrules.compiler import compile_source
    from perfrules.facts.given import Subject, Subjects
    from perfrules.facts.read import from_case
    from perfrules.files import decode
    from perfrules.model import stored
    from perfrules.source import Source

    source = decode(data, name)
    assert isinstance(source, Source)
    document = compile_source(source).document
    assert document is not None
    return stored.dumps(Subjects(tuple(Subject(case.name, tuple(from_case(case))) for case in document.cases))).encode()


_File = tuple[bytes, str]
"""The bytes of a file, and what messages call it."""


def _rubric(name: str) -> _File | None:
    files = shipped_files()
    return _read(files[name], f"{name}.rubric") if name in files else _read(name, name)


def _read(path: str, name: str) -> _File | None:
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST + 1)
    except (OSError, ValueError):
        return None
    return None if len(data) > _MOST else (data, name)


def _name(kind: str, file: _File = (b"", "")) -> str:
    return f"{kind}-{cache.key(file[0], file[1].encode('utf-8', 'surrogatepass'))}"


def _keep(name: str, data: Callable[[], bytes]) -> None:
    if cache.own(name) is None:
        cache.write(name, cache.sealed(data()))
