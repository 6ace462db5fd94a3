"""The index of printed wordings covers every idiom, and what its pages show is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from perfrules.idioms import IDIOMS
from tests.spec.conftest import Block, Disagreement, Row, chapter

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "how-to"
PAGES = [path for path in sorted(FOLDER.glob("*.md")) if path.name != "index.md"]
_LINK = re.compile(r"\]\((?P<page>[\w-]+\.md)#(?P<anchor>[^)]+)\)")
_ROW = re.compile(r"^\| (?P<wordings>[^|]+) \| [^|]+ \| \[[^]]+\]\([^)]+\) \|$")


def _parts() -> Iterator[tuple[Path, Block | Row]]:
    for path in PAGES:
        for part in chapter(path.read_text(encoding="utf-8")):
            yield path, part


PARTS = list(_parts())


@pytest.mark.parametrize(
    ("path", "part"), PARTS, ids=lambda item: item.stem if isinstance(item, Path) else str(item.line)
)
def test_an_example_is_so(path: Path, part: Block | Row) -> None:
    try:
        part.check()
    except Disagreement as error:
        pytest.fail(f"{path.name}:{part.line}\n{error}", pytrace=False)


def _anchor(heading: str) -> str:
    """The anchor of a heading in the built site."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _headings(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {_anchor(line[3:]): line[3:] for line in lines if line.startswith("## ")}


def _indexed() -> set[tuple[str, str]]:
    text = (FOLDER / "index.md").read_text(encoding="utf-8")
    return {(match["page"], match["anchor"]) for match in _LINK.finditer(text)}


def test_the_index_leads_to_every_section_and_nowhere_else() -> None:
    assert _indexed() == {(path.name, anchor) for path in PAGES for anchor in _headings(path)}


def test_every_section_has_a_rubric_and_a_score() -> None:
    for path in PAGES:
        found = {part.section if isinstance(part, Block) else part.block.section for _, part in PARTS if _ == path}
        scored = {part.block.section for where, part in PARTS if where == path and isinstance(part, Row)}
        assert found == scored == set(_headings(path).values()), path.name


def test_every_row_of_the_index_has_words_of_tables() -> None:
    rows = [
        line for line in (FOLDER / "index.md").read_text(encoding="utf-8").splitlines() if "](" in line and "|" in line
    ]
    assert [row for row in rows if not _ROW.match(row)] == []


def _nodes(value: Any) -> Iterator[type]:
    if attrs.has(type(value)):
        yield type(value)
        for field in attrs.fields(type(value)):
            yield from _nodes(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _nodes(item)


def test_every_idiom_has_a_wording_in_the_index() -> None:
    """An idiom is covered where a section that the index leads to has a rubric that uses it."""
    indexed = _indexed()
    used: set[type] = set()
    for path, part in PARTS:
        if isinstance(part, Block) and (path.name, _anchor(part.section)) in indexed:
            used.update(_nodes(part.compiled.document))
    assert [idiom.name for idiom in IDIOMS if idiom.node not in used] == []
