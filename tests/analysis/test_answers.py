"""All that the commands of the analysis say of small rubrics, as pages whose every line can be checked by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.pages import Differs, Reader

PAGES = sorted((Path(__file__).parent / "answers").glob("*.md"))
SECTIONS = {
    f"{page.stem}: {text.partition(chr(10))[0].strip()}": text
    for page in PAGES
    for text in re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.M)[1:]
}


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text(SECTIONS[name], encoding="utf-8")
    try:
        Reader().follow(page)
    except Differs as error:
        pytest.fail(str(error), pytrace=False)
