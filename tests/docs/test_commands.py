"""tests/docs/commands.md: messages about commands, files and tables come as shown, and go when mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.catalogue import catalogue
from tests.support.pages import Differs, Reader, Step, steps
from tools.reference.commands import PAGE, WITHOUT, sections


def test_the_page_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        Reader().follow(PAGE)
    except Differs as error:
        pytest.fail(str(error), pytrace=False)


def _shown(code: str) -> list[Step]:
    return [step for step in steps(sections()[code]) if step.kind in ("console", "python")]


@pytest.mark.parametrize("code", sections())
def test_the_message_comes_and_then_does_not(code: str) -> None:
    first, *_, last = _shown(code)
    kind = catalogue()[code]
    outputs = [step.body for step in _shown(code)]
    assert any(f"{code} {kind.name}" in text for text in outputs[:-1]), first.body
    assert code not in last.body


def test_what_has_no_example_is_a_message() -> None:
    assert set(WITHOUT) <= set(catalogue())
