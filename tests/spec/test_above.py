"""The programs of the chapters on what stands above the leaf are sound, folded or not, and can be printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from perfrules.ir.from_model import lower
from perfrules.ir.printer import print_ir
from perfrules.ir.simplify import simplify
from perfrules.ir.verify import verify
from perfrules.language import LANGUAGE
from tests.spec.conftest import Block, chapter

_FOLDER = Path(__file__).parent / "above"


def _parts(kind: type) -> list[Any]:
    found = []
    for file in sorted(_FOLDER.glob("*.md")):
        parts = [part for part in chapter(file.read_text(encoding="utf-8")) if type(part) is kind]
        found += [pytest.param(part, id=f"{file.stem}:{part.line}") for part in parts]
    return found


@pytest.mark.parametrize(
    "block", [p for p in _parts(Block) if not any(e.severity == "error" for e in p.values[0].expected)]
)
def test_programs_are_sound_and_print(block: Block) -> None:
    program = lower(block.rubric.model, LANGUAGE)
    assert verify(program) == []
    assert verify(simplify(program)) == []
    assert print_ir(program)
