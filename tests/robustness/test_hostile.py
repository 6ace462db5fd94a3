"""Texts and files that nobody writes end in messages, in bounded time and memory; so does any text at all.

The texts and files are those of hostile.py and hostile_facts.py, each list in a process of its own under a limit of
memory; of the texts a part is taken (the whole: run hostile.py).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfrules.compiler import compile_source
from perfrules.diagnostics.render.json import render_json
from perfrules.diagnostics.render.sarif import render_sarif
from perfrules.diagnostics.render.text import render_text
from perfrules.source import Source
from tests.robustness import hostile, hostile_facts
from tests.robustness.slips import text_of

HERE = Path(__file__).parent
SECONDS = 10.0
"""Processor seconds of one text on a slow machine; the limits of docs/reference/limits.md keep it."""
WHOLE_SECONDS = 900
HEAVY = re.compile(r"many |\d{4,} (?!of )|every score|a (?:chain|ring|union|product|deep)|60 formulas|40 formulas")
"""Texts whose sheer number of lines takes seconds to read; the whole is `python tests/robustness/hostile.py`."""
EVERY = 7
"""Of the others, one of so many is taken."""
MACHINE = re.compile(
    r"Traceback|Exception|\bNone\b|NoneType|object at 0x|codec|Errno|recursion|embedded null|KeyError|ValueError"
    r"|Expecting|\bstr\b|\bdict\b|Decimal"
)


def of_process(script: str, names: list[str], folder: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(HERE / script), *names],
        capture_output=True,
        text=True,
        timeout=WHOLE_SECONDS,
        cwd=HERE.parents[1],
        env={"PYTHONPATH": str(HERE.parents[1]), "PATH": "", "XDG_CACHE_HOME": str(folder)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_texts_end_in_messages(tmp_path: Path) -> None:
    light = [name for name in hostile.TEXTS if not HEAVY.match(name)]
    always = (
        "many middling lines: operators",
        "100000 （ with partners",
        "a product of 40 unions",
        "490 rows: conditions",
        "490 rows: two measures",
    )
    names = [*light[::EVERY], *always, *hostile.BYTES]
    found = of_process("hostile.py", names, tmp_path)
    assert [item["name"] for item in found] == names
    assert not [item for item in found if "error" in item]
    assert not [(item["name"], item["seconds"]) for item in found if item["seconds"] > SECONDS]
    assert not [item for item in found if MACHINE.search(" ".join(item["messages"]))]
    # Odd characters in a remark are no crime; bytes that are no text are.
    assert not [item["name"] for item in found if item["name"] in hostile.BYTES and not item["failed"]]


def test_facts_of_every_format_end_in_messages(tmp_path: Path) -> None:
    found = of_process("hostile_facts.py", [], tmp_path)
    assert len(found) > len(hostile_facts.FILES)
    assert not [item for item in found if "error" in item]
    assert not [(item["name"], item["seconds"]) for item in found if item["seconds"] > SECONDS]
    # 0x10 is a figure of TOML.
    assert [item["name"] for item in found if item["code"] not in (1, 2)] == ["hexadecimal in toml"]
    words = [(item["name"], MACHINE.search(item["said"])) for item in found]
    assert not [(name, word.group()) for name, word in words if word]


SHIPPED = text_of("zizhou-2021")
LINES = SHIPPED.splitlines(keepends=True)
BLOCKS = [
    block
    for page in sorted((HERE.parent / "spec").rglob("*.md"))
    for block in re.findall(r"```rubric[^\n]*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]
STRANGE = st.sampled_from(
    ["「", "」", "(", ")", '"', "“", "：", ":", "\t", "\r", "\0", "\ud800", "\u200b", "＝", "#", "`", "|"]
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """Some lines of the shipped rubric and of the chapters, cut, joined and strewn with odd characters."""
    text = "".join(draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=12)))
    if draw(st.booleans()):
        text += draw(st.sampled_from(BLOCKS))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 6))
        text = text[:at] + draw(st.one_of(STRANGE, st.text(max_size=5))) + text[at + cut :]
    return text


def check_any(text: str) -> None:
    source = Source("any.rubric", text)
    compiled = compile_source(source)
    for item in compiled.diagnostics:
        for span in (item.span, *(label.span for label in item.labels), *(s for f in item.fixes for s, _ in f.edits)):
            assert span.source is source
            assert 0 <= span.start <= span.end <= len(text)
        assert not MACHINE.search(item.message("zh").replace(text, ""))
    for lang in ("zh", "en"):
        render_text(compiled.diagnostics, lang).encode("utf-8")
        json.dumps(render_json(compiled.diagnostics, lang), ensure_ascii=False).encode("utf-8")
        json.dumps(render_sarif(compiled.diagnostics, lang, "1"), ensure_ascii=False).encode("utf-8")


QUICK = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@QUICK
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_a_rubric_or_messages(text: str) -> None:
    check_any(text)


@pytest.mark.parametrize("line", sorted({line.strip() for line in LINES if line.strip()}, key=len)[::6])
def test_half_a_character_anywhere_in_a_line(line: str) -> None:
    for at in (0, len(line) // 2, len(line)):
        check_any(f"{line[:at]}\ud800{line[at:]}\n")


@QUICK
@given(mangled())
def test_any_mangled_rubric_is_a_rubric_or_messages(text: str) -> None:
    check_any(text)


@pytest.mark.parametrize("text", ["\ud800", "\0", "评价表 \ud800\n一级指标 甲 5分\n  扣分 「\ud800」 每1处 扣1分"])
def test_characters_that_no_text_has(text: str) -> None:
    check_any(text)
