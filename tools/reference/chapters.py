"""Examples of messages in the chapters under tests/spec: where each one comes, and how it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from attrs import evolve, frozen

from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.diagnostic import Kind
from tests.spec.conftest import Block, CaseBlock, Row, bare, chapter

ROOT = Path(__file__).parents[2]
ALIKE = 0.85
"""How alike (0 to 1) a clean block is to a wrong one that it shows the mending of."""


@frozen
class Example:
    """A wrong text and what is said of it, and the text as it is right, where that is known."""

    page: str
    wrong: str
    message: Diagnostic | None
    right: Block | None

    @property
    def mended(self) -> str:
        """The right text; empty where none is known."""
        return _with_rubric(self.right, self.right) if self.right is not None else ""


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
            if isinstance(item, Block):
                for expected in item.expected:
                    found.setdefault(expected.kind, []).append((path, item))
    return found


@cache
def example(kind: Kind) -> Example | None:
    """The shortest block of a chapter that shows a message, one that is mended first; None where none does."""
    candidates = [*_blocks().get(kind.name, []), *_blocks().get(kind.code, [])]
    # Mended beats not, one message alone shows it best; then the shortest text.
    candidates.sort(
        key=lambda pair: (
            pair[1].mended is None,
            len(pair[1].expected),
            len(pair[1].lines),
            str(pair[0]),
            pair[1].line,
        )
    )
    for path, block in candidates:
        message = next((item for item in block.messages if item.kind is kind), None)
        if message is not None:
            return Example(
                str(path.relative_to(ROOT)), _with_rubric(block, block), message, _mended(path, block, message)
            )
    return None


def _with_rubric(block: Block, text: Block) -> str:
    """The text of a block; of cases, with the rubric above them."""
    above = f"{block.of.shown}\n\n" if isinstance(block, CaseBlock) and block.of is not None else ""
    return above + text.shown


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


def _mended(path: Path, block: Block, message: Diagnostic) -> Block | None:
    """The block as its comments mend it, else with the message's own fix, else the clean one that is most like it."""
    if block.mended is not None:
        return block.mended
    for fix in message.fixes:
        lines = _kept(block)
        done = 0
        for span, new in sorted(fix.edits, key=lambda edit: edit[0].start, reverse=True):
            line, column = span.position
            at = next((i for i, (known, _) in enumerate(lines) if known == block.text[line - 1][0]), None)
            if at is not None and lines[at][1][column - 1 :].startswith(span.text):
                number, text = lines[at]
                lines[at] = (number, text[: column - 1] + new + text[column - 1 + len(span.text) :])
                done += 1
        if done == len(fix.edits):
            return evolve(block, lines=[(number, part) for number, text in lines for part in text.split("\n")])
    return _beside(path, block)


def _kept(block: Block) -> list[tuple[int, str]]:
    return [(number, bare(text)) for number, text in block.lines if not text.strip().startswith("#")]


def _beside(path: Path, block: Block) -> Block | None:
    alike: list[tuple[float, int, Block]] = []
    for other in _clean(path):
        ratio = SequenceMatcher(None, block.shown, other.shown, autojunk=False).ratio()
        if ALIKE <= ratio < 1:
            alike.append((-ratio, abs(other.line - block.line), other))
    return min(alike, key=lambda found: found[:2])[2] if alike else None


def _clean(path: Path) -> Iterator[Block]:
    items = dict(parts())[path]
    for item in items:
        if isinstance(item, Block) and not isinstance(item, CaseBlock) and not item.expected:
            yield item
