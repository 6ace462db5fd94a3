"""The reference says what the declarations say, and its examples run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfrules.catalogue import catalogue
from perfrules.diagnostics import Severity
from perfrules.diagnostics.diagnostic import Kind
from perfrules.functions import FUNCTIONS
from perfrules.idioms import IDIOMS
from tests.spec.conftest import Block, Disagreement, chapter
from tools.reference import FOLDER, PAGES
from tools.reference.chapters import cell, example
from tools.reference.commands import WITHOUT, sections


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_make_reference_writes(name: str) -> None:
    stale = PAGES[name]() != (FOLDER / name).read_text(encoding="utf-8")
    assert not stale, f"docs/reference/{name} is stale: run `make reference`"


def test_nothing_is_left_out() -> None:
    pages = {name: (FOLDER / name).read_text(encoding="utf-8") for name in PAGES}
    told = "".join(text for name, text in pages.items() if name.startswith("diagnostics/"))
    assert [kind.code for kind in catalogue().values() if f"## {kind.code} {kind.name}\n" not in told] == []
    assert [kind.code for kind in catalogue().values() if f"[{kind.code}](" not in pages["diagnostics.md"]] == []
    assert [i.name for i in IDIOMS if f"### {i.title.zh}" not in pages["idioms.md"]] == []
    assert [f.names[0] for f in FUNCTIONS if f"## {f.names[0]} " not in pages["functions.md"]] == []


def _examples() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("language.*.md")):
        for part in chapter(path.read_text(encoding="utf-8")):
            section = part.section if isinstance(part, Block) else part.block.section
            yield pytest.param(path, part, id=f"{path.name}:{part.line} {section}")


@pytest.mark.parametrize(("path", "part"), list(_examples()))
def test_an_example_of_the_language_runs(path: Path, part: Any) -> None:
    try:
        part.check()
    except Disagreement as error:
        pytest.fail(f"{path.name}:{part.line}\n{error}", pytrace=False)


@pytest.mark.parametrize("kind", catalogue().values(), ids=lambda kind: f"{kind.code} {kind.name}")
def test_a_message_has_a_wrong_and_a_mended_example(kind: Kind) -> None:
    """A text of a chapter, a cell of one, or commands; the mended text has no error or warning and not this message."""
    if kind.code in sections():
        assert kind.code not in WITHOUT
        return  # that its commands give the message and then do not: test_commands.py
    found = example(kind)
    if found is not None and found.right is not None:
        assert found.message is not None
        left = found.right.messages
        assert [item.kind.name for item in left if item.severity is not Severity.NOTE or item.kind is kind] == []
        assert found.wrong != found.mended
        assert kind.code not in WITHOUT
        return
    row = cell(kind)
    if row is not None and row[2] is not None:
        assert row[1] != row[2]  # both rows are run by the chapter
        return
    assert kind.code in WITHOUT, f"no wrong and mended example of {kind.code} {kind.name}: see tests/spec/messages"
