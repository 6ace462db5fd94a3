"""The part of a built module that its users and their editors read, as text kept readable; its arithmetic is not in it.

PERFRULES_UPDATE=1 writes the text anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import perfrules
from perfrules.building import build

FOLDER = Path(__file__).parent / "module"


def _read(text: str) -> str:
    """A module without the functions that compute and the rubric as data."""
    head, found, _ = text.partition("def _total(")
    _, found_too, rest = text.partition("\n\n\n_labels_")
    tail, _, table = rest.partition("_table = (\n")
    assert found and found_too and table
    last = table.rpartition("\n)\n\n")[2]
    return f"{head}...\n\n\n_labels_{tail}_table = (...)\n\n{last}"


def test_a_small_rubric() -> None:
    rubric = perfrules.loads((FOLDER / "small.rubric").read_text(encoding="utf-8"))
    built = build(rubric.model)
    assert built.left is None
    text = _read(built.text).replace(rubric.hash, "(64 digits)")
    golden = FOLDER / "small.py.txt"
    if os.environ.get("PERFRULES_UPDATE"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
