"""The rows of each block of the chapters, as one table: columns give what the reference evaluator gives row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.spec.conftest import Block, Row, chapter

SPEC = Path(__file__).parents[1] / "spec"


def _tables() -> list[Any]:
    found = []
    for path in sorted(SPEC.rglob("*.md")):
        tables: dict[int, tuple[Block, list[Row]]] = {}
        for part in chapter(path.read_text(encoding="utf-8")):
            if isinstance(part, Row) and part.block.lowered:
                tables.setdefault(part.block.line, (part.block, []))[1].append(part)
        found += [
            pytest.param(block, rows, id=f"{path.stem}:{line} {block.section}")
            for line, (block, rows) in tables.items()
        ]
    return found


@pytest.mark.parametrize(("block", "rows"), _tables())
def test_a_table(block: Block, rows: list[Row]) -> None:
    for row in rows:
        block.agreement.check(block.rubric.read(row.facts).values)
    block.agreement.check_columns("numpy")
