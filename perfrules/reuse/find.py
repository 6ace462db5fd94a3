"""The base that a rubric names: a shipped one by its id, or a file by its path from the file that names it."""

from __future__ import annotations

import os
from pathlib import Path

from perfrules.diagnostics import Diagnostic, suggest
from perfrules.files import read_source, shipped, shipped_source
from perfrules.reuse import errors
from perfrules.source import Source, Span

_ENDING = ".rubric"


def find_base(name: str, user: Source, span: Span) -> Source | Diagnostic:
    """The text of the base that a rubric calls by a name; a message at that name where there is none.

    Only .rubric files are read, and only by a path that starts from the rubric's own folder: what a rubric names comes
    from its author, who may not be the one who checks it.
    """
    files = shipped()
    if name in files:
        return shipped_source(name)
    ending = os.path.splitext(name)[1]
    if os.path.isabs(name) or "\\" in name or (ending not in ("", _ENDING) and "/" in name):
        return Diagnostic(errors.BASE_PATH, span, {"name": name})
    folder = Path(user.name).parent
    path = folder / (name if name.endswith(_ENDING) else name + _ENDING)
    try:
        there = path.is_file()
    except (OSError, ValueError):  # a name that can be no path
        there = False
    if there:
        found = read_source(path)
        if isinstance(found, Diagnostic):
            return Diagnostic(found.kind, span, found.args)
        return found
    try:
        beside = [entry.stem for entry in folder.iterdir() if entry.suffix == _ENDING]
    except (OSError, ValueError):
        beside = []
    near = suggest(name.removesuffix(_ENDING), [*files, *beside])
    return Diagnostic(errors.NO_BASE, span, {"name": name, "shipped": list(files)}, suggestions=near)
