"""The IR of rubrics that use every kind of node, as text kept readable.

PERFRULES_UPDATE=1 writes the text anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import perfrules
from perfrules.ir.from_model import lower
from perfrules.ir.printer import print_ir
from perfrules.ir.simplify import simplify
from perfrules.ir.verify import verify

FOLDER = Path(__file__).parent / "ir"


@pytest.mark.parametrize("name", ["small", "above", "index"])
def test_a_rubric(name: str) -> None:
    rubric = perfrules.loads((FOLDER / f"{name}.rubric").read_text(encoding="utf-8"))
    program = simplify(lower(rubric.model, rubric.language))
    assert verify(program) == []
    golden = FOLDER / f"{name}.ir.txt"
    if os.environ.get("PERFRULES_UPDATE"):
        golden.write_text(print_ir(program), encoding="utf-8")
    assert print_ir(program) == golden.read_text(encoding="utf-8")
