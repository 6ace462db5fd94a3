"""Where the files that come with the library are: grammars and shipped rubrics."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def _folder(name: str) -> str:
    package = os.path.dirname(os.path.realpath(__file__))
    inside = os.path.join(package, "_data", name)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), name)


def data_folder(name: str) -> Path:
    """`grammars` or `rubric_defs`: inside an installed package, beside it in a checkout."""
    from pathlib import Path  # half of all that importing a kept module takes

    return Path(_folder(name))


def shipped_files() -> dict[str, str]:
    """The ids of the shipped rubrics and the names of their files."""
    folder = _folder("rubric_defs")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    found = {name: os.path.join(folder, name, f"{name}.rubric") for name in names}
    return {name: file for name, file in found.items() if os.path.isfile(file)}


def shipped() -> dict[str, Path]:
    """The ids of the shipped rubrics and their files."""
    from pathlib import Path

    return {name: Path(file) for name, file in shipped_files().items()}
