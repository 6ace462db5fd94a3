"""PATH… of check and test: files, folders and shipped ids, as sources to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import define, field

from perfrules.diagnostics import Diagnostic
from perfrules.source import NOWHERE, Source
from perfrules.syntax import errors

SUFFIXES = (".rubric", ".case")


@define
class Targets:
    """The texts found; `unreadable` holds files that are there but cannot be read, `unknown` names of nothing."""

    sources: list[Source] = field(factory=list)
    unreadable: list[Diagnostic] = field(factory=list)
    unknown: list[Diagnostic] = field(factory=list)


def find_targets(paths: Iterable[str]) -> Targets:
    """The sources of all paths, each once."""
    from perfrules.api import find_source, shipped

    targets = Targets()
    known = set(shipped())
    seen: set[str] = set()
    for path in paths:
        folder = path not in known and os.path.isdir(path)
        files = list(_inside(path)) if folder else [path]
        if folder and not files:
            targets.unknown.append(Diagnostic(errors.NOTHING_TO_CHECK, NOWHERE, {"file": path}))
        for file in files:
            if file not in known and os.path.realpath(file) in seen:
                continue
            seen.add(os.path.realpath(file))
            found = find_source(file)
            if isinstance(found, Source):
                targets.sources.append(found)
            elif found.kind is errors.NO_SUCH_RUBRIC:
                targets.unknown.append(found)
            else:
                targets.unreadable.append(found)
    return targets


def known(paths: Iterable[str]) -> tuple[list[str], list[Diagnostic]]:
    """The paths that are there, the id of a shipped rubric as its folder; and what is wrong with the others."""
    from perfrules.api import find_source, shipped

    folders = {id_: os.path.dirname(str(file)) for id_, file in shipped().items()}
    found: list[str] = []
    unknown: list[Diagnostic] = []
    for path in paths:
        missing = find_source(path) if path not in folders and not os.path.exists(path) else None
        if isinstance(missing, Diagnostic):
            unknown.append(missing)
        else:
            found.append(folders.get(path, path))
    return found, unknown


def _inside(folder: str) -> Iterator[str]:
    """The rubrics and cases below a folder, in order; hidden folders are left out."""
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES):
                yield str(Path(base) / name)
