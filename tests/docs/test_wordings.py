"""docs/reference/wordings.md: every wording stands in the section that it points at, and no chapter is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "wordings.md"
SPEC = Path(__file__).parents[1] / "spec"
_LINK = re.compile(r"\[(\w+)\]\(([^)]+\.md)\)(?:「(.+?)」(?=、|$))?")
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.M | re.S)


def rows() -> list[list[str]]:
    """The rows of both tables, without their heads."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in cells if row[0] not in ("#", "部分")]


def sections(cell: str) -> list[tuple[Path, str]]:
    """The chapters that a cell links, each with the text of the section that it names, else of the whole."""
    found = []
    for name, link, heading in _LINK.findall(cell):
        path = (PAGE.parent / link).resolve()
        text = path.read_text(encoding="utf-8")
        assert path.stem == name
        if heading:
            parts = re.split(r"^## (.+)$", text, flags=re.M)
            named = dict(zip(parts[1::2], parts[2::2], strict=True))
            text = named[heading]
        found.append((path, text))
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_wording_stands_in_its_section(row: list[str]) -> None:
    wordings, linked = re.findall(r"`([^`]+)`", row[-2]), sections(row[-1])
    assert wordings and linked
    blocks = "\n".join(block for _, text in linked for block in _FENCE.findall(text))
    for wording in wordings:
        pattern = ".*?".join(re.escape(part) for part in wording.split("…"))
        assert re.search(pattern, blocks), wording
    for path, text in linked:
        # It runs: scores in a table, verdicts of a case, or messages.
        assert re.search(
            r"\| → |→ \S+ |^```case|# (error|warning|note): |```明细|```rubric 同上|^案例|^case ", text, re.M
        ), path


def test_the_35_wordings_of_printed_tables() -> None:
    assert [int(row[0]) for row in rows() if row[0].isdigit()] == list(range(1, 36))


def test_every_chapter_is_listed() -> None:
    listed = {path for row in rows() for path, _ in sections(row[-1])}
    messages = set(SPEC.glob("messages/*.md"))  # slips and how they are mended: the pages of the messages show them
    assert set(SPEC.glob("*/*.md")) - messages - listed == set()
