"""Examples of messages in the chapters under tests/spec: where each one comes, and how it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from attrs import frozen

from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.diagnostic import Kind
from perfrules.source import Source
from tests.spec.conftest import Block, CaseBlock, Row, chapter

ROOT = Path(__file__).parents[2]
ALIKE = 0.85
"""How alike (0 to 1) a clean block is to a wrong one that it shows the mending of."""


@frozen
class Example:
    """A wrong text, the line it is wrong in as the message says, and the text as it is right, where that is known."""

    page: str
    wrong: str
    message: Diagnostic | None
    mended: str


@cache
def parts() -> tuple[tuple[Path, tuple[Block | Row, ...]], ...]:
    """Every chapter with its blocks and rows."""
    pages = sorted((ROOT / "tests" / "spec").rglob("*.md"))
    return tuple((path, tuple(chapter(path.read_text(encoding="utf-8")))) for path in pages if path.name != "README.md")


@cache
def _blocks() -> dict[str, list[tuple[Path, Block]]]:
    """The blocks that announce each message, by its code or name."""
    found: dict[str, list[tuple[Path, Block]]] = {}
    for path, items in parts():
        for item in items:
            if isinstance(item, Block) and not isinstance(item, CaseBlock):
                for expected in item.expected:
                    found.setdefault(expected.kind, []).append((path, item))
    return found


def example(kind: Kind) -> Example | None:
    """The shortest block of a chapter that shows a message; None where none does."""
    candidates = [*_blocks().get(kind.name, []), *_blocks().get(kind.code, [])]
    # One message alone shows it best; then the shortest text.
    candidates.sort(key=lambda pair: (len(pair[1].expected), len(pair[1].lines), str(pair[0]), pair[1].line))
    for path, block in candidates:
        message = next((item for item in block.compiled.diagnostics if item.kind is kind), None)
        if message is not None:
            return Example(str(path.relative_to(ROOT)), _shown(block), message, _mended(path, block, message))
    return None


def cell(kind: Kind) -> tuple[str, tuple[str, str], tuple[str, str] | None] | None:
    """A row of a chapter whose facts have an error: the page, the wrong cell, and the cell of a row that is right."""
    for path, items in parts():
        rows = [item for item in items if isinstance(item, Row)]
        for row in rows:
            wanted = [text for column, text in row.cells if column.startswith("→") and kind.name in text.split()]
            given = [(column, text) for column, text in row.cells if not column.startswith("→")]
            if wanted and any(text.startswith("error") for text in wanted) and given:
                return str(path.relative_to(ROOT)), *_telling(row, rows)
    return None


def _telling(row: Row, rows: list[Row]) -> tuple[tuple[str, str], tuple[str, str] | None]:
    """The cell in which a row differs from one beside it that is right."""
    beside = (other for other in rows if other.block is row.block)
    right = [other for other in beside if not any("error" in text for _, text in other.cells)]
    given = [(column, text) for column, text in row.cells if not column.startswith("→")]
    for other in right:
        there = dict(other.cells)
        differing = [((name, text), (name, there[name])) for name, text in given if there.get(name, text) != text]
        if len(differing) == 1:
            return differing[0]
    return given[0], None


def _shown(block: Block) -> str:
    """A block as it stands, without the comments that announce messages."""
    return "\n".join(_bare(text) for _, text in block.lines if not text.strip().startswith("#"))


def _bare(line: str) -> str:
    at = line.rfind("# ")
    announces = at >= 0 and any(word in line[at:] for word in ("error:", "warning:", "note:"))
    return line[:at].rstrip() if announces else line


def _mended(path: Path, block: Block, message: Diagnostic) -> str:
    """The text with the message's own fix made, else the block beside it that is most like it and clean."""
    source = Source("", _shown(block))
    for fix in message.fixes:
        lines = source.text.splitlines()
        done = False
        for span, new in fix.edits:
            line, column = span.position
            number = block.text[line - 1][0]
            at = next((i for i, (known, _) in enumerate(_kept(block)) if known == number), None)
            if at is not None and lines[at][column - 1 : column - 1 + span.end - span.start] == span.text:
                lines[at] = lines[at][: column - 1] + new + lines[at][column - 1 + span.end - span.start :]
                done = True
        if done:
            return "\n".join(lines)
    return _beside(path, block)


def _kept(block: Block) -> list[tuple[int, str]]:
    return [(number, text) for number, text in block.lines if not text.strip().startswith("#")]


def _beside(path: Path, block: Block) -> str:
    alike: list[tuple[float, int, str]] = []
    for other in _clean(path):
        ratio = SequenceMatcher(None, _shown(block), _shown(other), autojunk=False).ratio()
        if ALIKE <= ratio < 1:
            alike.append((-ratio, abs(other.line - block.line), _shown(other)))
    return min(alike)[2] if alike else ""


def _clean(path: Path) -> Iterator[Block]:
    items = dict(parts())[path]
    for item in items:
        if isinstance(item, Block) and not isinstance(item, CaseBlock) and not item.expected:
            yield item
