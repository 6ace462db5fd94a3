"""Where the files that come with the library are: grammars and shipped rubrics."""

from __future__ import annotations

from pathlib import Path


def data_folder(name: str) -> Path:
    """`grammars` or `rubric_defs`: inside an installed package, beside it in a checkout."""
    inside = Path(__file__).resolve().parent / "_data" / name
    return inside if inside.is_dir() else Path(__file__).resolve().parents[1] / name


def shipped() -> dict[str, Path]:
    """The ids of the shipped rubrics and their files."""
    folder = data_folder("rubric_defs")
    if not folder.is_dir():
        return {}
    found = {entry.name: entry / f"{entry.name}.rubric" for entry in sorted(folder.iterdir())}
    return {name: file for name, file in found.items() if file.is_file()}
