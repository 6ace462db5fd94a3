"""Whoever follows a page of the tutorial, or of those for developers, gets what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.pages import _FENCE, _GOES_ON, Differs, Reader, alike, steps

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [*sorted((DOCS / "tutorial").glob("*.md")), *sorted((DOCS / "developers").glob("*.md"))]
NOTHING_TO_DO = {"index.md", "architecture.md", "api.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_can_be_followed(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reader = Reader()
    try:
        reader.follow(page)
    except Differs as error:
        pytest.fail(str(error), pytrace=False)
    assert reader.done or page.name in NOTHING_TO_DO


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_page_names_its_files_in_words_before_it_shows_them(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for step in steps(text):
        above = "\n".join(text.split("\n")[: step.line - 1])
        if step.file and page.parent.name == "tutorial":
            said = re.sub(r"^```.*?^```", "", above, flags=re.M | re.S)
            goes_on = _GOES_ON.search(text)
            before = page.parent / goes_on["page"] if goes_on else None
            said += before.read_text(encoding="utf-8") if before else ""
            file = step.file.split()[0]
            assert f"`{file}`" in said or f" -o {file}\n" in above, f"{page.name}:{step.line}: {file}"


COMMAND = re.compile(r"^\s*(?:\$ )?perfrules [a-z-]+ ", re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_every_command_of_a_page_is_run(page: Path) -> None:
    """A block of commands that no reader follows would be a fence of another kind."""
    for match in _FENCE.finditer(page.read_text(encoding="utf-8")):
        if COMMAND.search(match["body"]):
            assert match["info"] in ("console", "python"), match["body"]


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        ("甲\n乙\n", "甲\n乙\n", True),
        ("甲\n乙\n", "甲\n丙\n", False),
        ("甲\n…\n丁\n", "甲\n乙\n丙\n丁\n", True),
        ("甲\n…\n丁\n", "甲\n乙\n丙\n", False),
        ("", "甲\n", False),
        ("甲", "甲  \n\n", True),
    ],
)
def test_an_output_is_compared_whole(wanted: str, found: str, same: bool) -> None:
    assert alike(wanted, found) is same


def test_a_page_that_shows_something_else_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "页.md"
    page.write_text(
        "```rubric 试.rubric\n评价表 试\n```\n\n```console\n$ perfrules check 试.rubric\n没有错误\n```\n",
        encoding="utf-8",
    )
    with pytest.raises(Differs, match=r"页\.md:5"):
        Reader().follow(page)
