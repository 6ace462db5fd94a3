"""The cases of files and folders, each with the rubric it belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import define, field

from perfrules import api
from perfrules.compiler import Compiled, compile_source
from perfrules.diagnostics.diagnostic import Diagnostic, Severity
from perfrules.facts import errors
from perfrules.facts.given import place
from perfrules.files import read_source
from perfrules.language import LANGUAGE, Language
from perfrules.source import Source, Span
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key

Belongs = api.Rubric | tuple[Diagnostic, ...]
"""The rubric of a case, or every reason why there is none."""

_ENDINGS = (".rubric", ".case")


def collect(
    paths: Iterable[str | os.PathLike[str]], language: Language = LANGUAGE
) -> Iterator[tuple[Belongs, n.CaseDecl | n.TrialDecl | None]]:
    """Every case and 试算 with its rubric, in the order of the files; without one, why a file gives none.

    A .rubric holds its own cases. A .case belongs to the rubric that its 评价表 line names, by id or by path, else to
    the only one in its folder. A folder stands for all such files in it.
    """
    work = Collection(language)
    for path in paths:
        yield from work.path(Path(path))


@define
class Collection:
    """Files of cases with their rubrics, each rubric compiled once."""

    language: Language = LANGUAGE
    known: dict[Path, Belongs] = field(factory=dict)
    shipped: dict[str, Belongs] = field(factory=dict)

    def path(self, path: Path) -> Iterator[tuple[Belongs, n.CaseDecl | n.TrialDecl | None]]:
        found = False
        for file in _files(path):
            for item in self.file(file):
                found = True
                yield item
        if not found:
            yield (Diagnostic(errors.NOTHING_PUBLISHED, place(str(path)), {"file": str(path)}),), None

    def file(self, file: Path) -> Iterator[tuple[Belongs, n.CaseDecl | n.TrialDecl | None]]:
        """Every case and 试算 of one file with its rubric; without one, why it gives none."""
        source = read_source(file)
        if isinstance(source, Diagnostic):
            yield (source,), None
            return
        compiled = compile_source(source, self.language)
        document = compiled.document
        if compiled.failed or document is None:
            yield _errors(compiled), None
            return
        if compiled.rubric is not None:
            self.known[file.resolve()] = api.from_compiled(compiled, self.language)
            rubric = self.known[file.resolve()]
        else:
            rubric = self.rubric_of(document, file)
        if not isinstance(rubric, api.Rubric):
            yield rubric, None
            return
        for case in document.cases:
            yield rubric, case
        for trial in document.trials:
            yield rubric, trial

    def rubric_of(self, document: n.Document, file: Path) -> Belongs:
        """The rubric that a file of cases belongs to."""
        folder, title = file.parent, document.title
        beside = sorted(folder.glob("*.rubric"))
        if title is None:
            if len(beside) == 1:
                return self.load(beside[0])
        else:
            named = _file_named(folder, title)
            if named is not None:
                return self.load(named)
            if title in api.shipped():
                return self.load_shipped(title)
            for candidate in beside:
                rubric = self.load(candidate)
                titles = (rubric.id, rubric.title) if isinstance(rubric, api.Rubric) else ()
                if name_key(title) in map(name_key, titles):
                    return rubric
        span = Span(document.source, 0, len(document.source.text.partition("\n")[0]))
        return (Diagnostic(errors.NO_RUBRIC, span, {"name": title or "*.rubric"}),)

    def load(self, file: Path) -> Belongs:
        """The rubric of a file."""
        key = file.resolve()
        if key not in self.known:
            source = read_source(file)
            self.known[key] = (source,) if isinstance(source, Diagnostic) else self.compiled(source)
        return self.known[key]

    def load_shipped(self, id_: str) -> Belongs:
        if id_ not in self.shipped:
            source = api.find_source(id_)
            self.shipped[id_] = (source,) if isinstance(source, Diagnostic) else self.compiled(source)
        return self.shipped[id_]

    def compiled(self, source: Source) -> Belongs:
        compiled = compile_source(source, self.language)
        return (
            _errors(compiled) if compiled.failed or not compiled.rubric else api.from_compiled(compiled, self.language)
        )


def _errors(compiled: Compiled) -> tuple[Diagnostic, ...]:
    return tuple(item for item in compiled.diagnostics if item.severity is Severity.ERROR)


def _file_named(folder: Path, title: str) -> Path | None:
    """The rubric file that a title names: a path from the folder of the cases, with or without its ending."""
    try:
        for candidate in (folder / title, folder / f"{title}.rubric"):
            if candidate.is_file():
                return candidate
    except (OSError, ValueError):  # a title that can be no path
        pass
    return None


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or all rubrics and cases in a folder; hidden folders are left out."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(_ENDINGS))
