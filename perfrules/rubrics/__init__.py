"""Rubrics as modules: `import perfrules.rubrics.zizhou_2021`.

Every shipped rubric is there under its id, with _ for what Python takes in no name. Rubrics of one's own come in by
`add(folder)`, or by a setting in the pyproject.toml of the working directory or of a folder above it:

    [tool.perfrules]
    rubrics = ["rubrics"]

A module is built on its first import and kept in the cache folder of the user under what it was built from.
"""

from __future__ import annotations

import sys

from perfrules.rubrics.finder import Finder

__path__ = []
TYPE_CHECKING = False
if TYPE_CHECKING:
    import os

_finder = Finder(__name__)
sys.meta_path.append(_finder)


def add(folder: str | os.PathLike[str]) -> None:
    """Make every .rubric file of a folder importable, under the name of the file."""
    _finder.add(folder)


def __dir__() -> list[str]:
    return sorted({*globals(), *_finder.names()})
