"""The chapters on what stands above the leaf hold for the IR too: each row is run by its interpreter as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from perfrules.api import DataError
from perfrules.facts.read import read_mapping
from perfrules.ir.from_model import lower
from perfrules.ir.printer import print_ir
from perfrules.ir.simplify import simplify
from perfrules.ir.verify import verify
from perfrules.language import LANGUAGE
from tests.spec.conftest import Block, Row, chapter
from tests.support.ir_interpreter import interpret

_FOLDER = Path(__file__).parent / "above"
_FUNCTIONS = {name: function.evaluate for name, function in LANGUAGE.functions_by_name.items()}


def _parts(kind: type) -> list[Any]:
    found = []
    for file in sorted(_FOLDER.glob("*.md")):
        parts = [part for part in chapter(file.read_text(encoding="utf-8")) if isinstance(part, kind)]
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


@pytest.mark.parametrize("row", _parts(Row))
def test_ir_agrees(row: Row) -> None:
    facts = {name: cell for name, cell in row.cells if not name.startswith("→") and cell}
    rubric = row.block.rubric
    read = read_mapping(rubric.model, facts)
    for program in (lower(rubric.model, LANGUAGE), simplify(lower(rubric.model, LANGUAGE))):
        outcome = interpret(program, read.values, read.bad, _FUNCTIONS)
        try:
            result = rubric.score(facts)
        except DataError:
            assert outcome.total is None
            continue
        assert outcome.total == result.total
        assert outcome.grade == result.grade
        found = [(node.score, node.applicable) for node in result.nodes]
        assert [(outcome.nodes[name].score, outcome.nodes[name].applies) for name in program.headings] == found
