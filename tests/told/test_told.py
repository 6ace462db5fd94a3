"""What is told of a rubric, whole and word for word: its table and a score by it in both languages, or what is wrong with it.

A page holds rubrics, each with facts (JSON) where it is scored. Below stands in `zh` what the table of `perfrules show`
says, and under ―― the score in words; of a rubric with errors, its messages as a terminal shows them. `en` is the same in
English, of messages only the lines that are other ones.

PERFRULES_UPDATE=1 writes these blocks anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfrules.api import DataError, from_compiled
from perfrules.backends.render.text import rubric_table
from perfrules.compiler import compile_source
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.diagnostics.render.text import render_text
from perfrules.source import Source

PAGES = sorted(Path(__file__).parent.glob("*.md"))
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
_LINE = "――"


def _outside_notes(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [item for item in found if item.severity is not Severity.NOTE]


def _messages(found: list[Diagnostic]) -> dict[str, str]:
    zh, en = (render_text(found, lang).splitlines() for lang in ("zh", "en"))
    return {"zh": "\n".join(zh), "en": "\n".join(line for line in en if line not in zh)}


def _table(text: str) -> str:
    """A table as `show` prints it without its head, and without the width of its columns."""
    lines = text.splitlines()
    rule = next(i for i, line in enumerate(lines) if line.startswith("---"))
    return "\n".join(re.sub(r"(?<=\S)  +", "  ", line) for line in lines[rule + 1 :] if not line.startswith("---"))


def told(text: str, facts: dict[str, Any] | None) -> dict[str, str]:
    """What is told of a rubric, by language."""
    compiled = compile_source(Source("试", text))
    found = _outside_notes(compiled.diagnostics)
    if facts is None:
        return _messages(found)
    rubric = from_compiled(compiled)
    try:
        result = rubric.score(facts)
    except DataError as error:
        return _messages(list(error.diagnostics))
    return {
        lang: f"{_table(rubric_table(rubric.model, rubric.language, lang))}\n{_LINE}\n"
        + result.explain(lang).partition("\n")[2]
        for lang in ("zh", "en")
    }


def _parts(page: str) -> Iterator[tuple[int, str, dict[str, Any] | None, dict[str, str]]]:
    """Each rubric of a page with its line, its facts, and what is told by language."""
    blocks = [(m[1], m[2].removesuffix("\n"), page.count("\n", 0, m.start()) + 1) for m in _FENCED.finditer(page)]
    for i, (kind, text, line) in enumerate(blocks):
        if kind == "rubric":
            below = {k: t for k, t, _ in _up_to_next(blocks[i + 1 :])}
            facts = json.loads(below["facts"]) if "facts" in below else None
            yield line, text, facts, {lang: below.get(lang, "") for lang in ("zh", "en")}


def _up_to_next(blocks: list[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
    for block in blocks:
        if block[0] == "rubric":
            return
        yield block


def _updated(page: str) -> str:
    """A page with what is told now."""
    now: dict[str, str] = {}
    texts = iter([told(text, facts) for _, text, facts, _ in _parts(page)])

    def block(match: re.Match[str]) -> str:
        if match[1] == "rubric":
            now.clear()
            now.update(next(texts))
        return f"```{match[1]}\n{now[match[1]]}\n```" if match[1] in now else match[0]

    return _FENCED.sub(block, page)


if os.environ.get("PERFRULES_UPDATE"):
    for page in PAGES:
        page.write_text(_updated(page.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        pytest.param(text, facts, expected, id=f"{path.stem}:{line}")
        for path in PAGES
        for line, text, facts, expected in _parts(path.read_text(encoding="utf-8"))
    ],
)
def test_what_is_told(text: str, facts: dict[str, Any] | None, expected: dict[str, str]) -> None:
    assert expected["zh"] and expected["en"]
    assert told(text, facts) == expected
