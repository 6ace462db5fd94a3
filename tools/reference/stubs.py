"""The stubs of the shipped rubrics, by which type checkers and editors see `import perfrules.rubrics.zizhou_2021`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import perfrules
from perfrules.building import build
from perfrules.data import shipped_files
from perfrules.rubrics.finder import module_name

FOLDER = Path(__file__).parents[2] / "perfrules" / "rubrics"


def stubs() -> Mapping[str, str]:
    """The stub of every shipped rubric, by the name of its file."""
    return {f"{module_name(id_)}.pyi": build(perfrules.load(id_).model).stubs for id_ in shipped_files()}
