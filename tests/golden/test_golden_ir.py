"""The IR of a small rubric, as text kept readable.

PERFRULES_UPDATE=1 writes the text anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import perfrules
from perfrules.ir.from_model import lower
from perfrules.ir.printer import print_ir
from perfrules.ir.simplify import simplify
from perfrules.ir.verify import verify

FOLDER = Path(__file__).parent / "ir"


def test_a_small_rubric() -> None:
    rubric = perfrules.loads((FOLDER / "small.rubric").read_text(encoding="utf-8"))
    program = simplify(lower(rubric.model, rubric.language))
    assert verify(program) == []
    golden = FOLDER / "small.ir.txt"
    if os.environ.get("PERFRULES_UPDATE"):
        golden.write_text(print_ir(program), encoding="utf-8")
    assert print_ir(program) == golden.read_text(encoding="utf-8")
