"""The reference says what the declarations say, and its examples run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfrules.catalogue import catalogue
from perfrules.functions import FUNCTIONS
from perfrules.idioms import IDIOMS
from tests.spec.conftest import Block, Disagreement, chapter
from tools.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_make_reference_writes(name: str) -> None:
    stale = PAGES[name]() != (FOLDER / name).read_text(encoding="utf-8")
    assert not stale, f"docs/reference/{name} is stale: run `make reference`"


def test_nothing_is_left_out() -> None:
    pages = {name: (FOLDER / name).read_text(encoding="utf-8") for name in PAGES}
    assert [
        kind.code for kind in catalogue().values() if f"### {kind.code} {kind.name}\n" not in pages["diagnostics.md"]
    ] == []
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
