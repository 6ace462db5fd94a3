"""The facts of the cases that were published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import perfrules
from perfrules.compiler import compile_source
from perfrules.files import read_source
from perfrules.source import Source

SHIPPED = Path(__file__).parents[2] / "rubric_defs"


def published_facts(rubric: perfrules.Rubric) -> dict[str, Any]:
    """The facts of the first case of the first case file of a shipped rubric, in base units."""
    source = read_source(sorted((SHIPPED / rubric.id).glob("*.case"))[0])
    assert isinstance(source, Source)
    document = compile_source(source).document
    assert document is not None
    return dict(rubric.read(document.cases[0]).values)
