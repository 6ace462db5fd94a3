"""The printed table of `show` holds every figure of a rule and every word that its author says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfrules.api import from_compiled
from perfrules.backends.render.text import rubric_table
from perfrules.syntax import nodes as n
from tests.spec.conftest import Block, chapter

CHAPTERS = sorted(path for path in Path(__file__).parent.rglob("*.md") if path.name != "README.md")


def _close(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("－", "-").replace("−", "-").replace("％", "%")


def _said(document: n.Document) -> Iterator[str]:
    """The figures of its rules without their units, and the words of its author."""
    for part in (*document.head, *document.headings, *((document.grades,) if document.grades else ())):
        for node in n.walk(part):
            if isinstance(node, n.Note) and node.kind in ("remark", "assumption", "basis"):
                yield _close(node.text)
            elif isinstance(node, n.Number) and (figure := re.match(r"[\d.]+", _close(node.span.text))):
                yield figure[0]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_a_rule_says_is_shown(path: Path) -> None:
    for block in chapter(path.read_text(encoding="utf-8")):
        if type(block) is not Block or block.compiled.failed or block.compiled.document is None:
            continue
        rubric = from_compiled(block.compiled)
        table = _close(rubric_table(rubric.model, rubric.language, "zh", 10_000))
        missing = [text for text in _said(block.compiled.document) if text not in table]
        assert not missing, f"{path.name}:{block.line}"
