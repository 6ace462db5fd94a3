"""A saved or pasted table → rows of texts, where a cell merged over several stands in the first of them only, with the
lines around it.

Of a workbook or a document with several tables, and of a text around a table, the one is taken whose heads name
indicators and points, and how they are scored where one has that.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.tables import NO_TABLE, NOT_CHINESE, TABLE_KIND, TABLE_UNREADABLE
from perfrules.drafting.around import Around
from perfrules.drafting.heads import Heads, find_heads
from perfrules.facts import errors as fact_errors
from perfrules.facts.content import read_bytes, text_of
from perfrules.facts.given import place
from perfrules.facts.workbook import Unfit, check_sheet, open_workbook
from perfrules.source import NOWHERE

if TYPE_CHECKING:
    from docx.table import Table as WordTable

KINDS = (".xlsx", ".docx", ".txt", ".md", ".csv", ".tsv")
_MOST_ROWS, _MOST_COLUMNS = 5_000, 64

_MOST_AROUND = 8
"""Lines that are read above and below a table."""

Grid = list[list[str]]


@frozen
class Table:
    """The rows below the heads of a table, what its columns are, and the lines around it."""

    grid: Grid
    heads: Heads
    around: Around


@frozen
class _Block:
    """A grid, and the lines before and behind it."""

    grid: Grid
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def read_table(name: str) -> Table | Diagnostic:
    """The table of indicators in a file, or why there is none."""
    ending = Path(name).suffix.lower()
    if ending not in KINDS:
        return Diagnostic(TABLE_KIND, NOWHERE, {"file": name, "kinds": list(KINDS)})
    data = read_bytes(Path(name))
    if isinstance(data, Diagnostic):
        return data
    found = _blocks(name, ending, data)
    if isinstance(found, Diagnostic):
        return found
    best: tuple[int, _Block, int, Heads] | None = None
    for block in found:
        for row, cells in enumerate(block.grid):
            heads = find_heads(cells)
            if heads is not None and (best is None or heads.weight > best[0]):
                best = (heads.weight, block, row, heads)
    if best is None:
        chinese = any(re.search("[\u4e00-\u9fff]", cell) for block in found for row in block.grid for cell in row)
        return Diagnostic(NO_TABLE if chinese or not found else NOT_CHINESE, NOWHERE, {"file": name})
    _, block, row, heads = best
    rows, notes = _without_notes(block.grid[row + 1 :])
    above = (*block.above, *(text for cells in block.grid[:row] for text in cells if text))
    below = (*notes, *block.below)
    return Table(rows, heads, Around(above[-_MOST_AROUND:], below[:_MOST_AROUND]))


def _without_notes(grid: Grid) -> tuple[Grid, list[str]]:
    """The rows of a table, and the remarks that stand alone in rows below them."""
    end = len(grid)
    while end and len(set(grid[end - 1]) - {""}) <= 1 and not _is_total(grid[end - 1]):
        end -= 1
    return grid[:end], [text for cells in grid[end:] for text in dict.fromkeys(cells) if text]


def _is_total(cells: Sequence[str]) -> bool:
    return any(re.fullmatch(r"[\d.]+", cell) for cell in cells)


def _blocks(name: str, ending: str, data: bytes) -> list[_Block] | Diagnostic:
    try:
        if ending == ".xlsx":
            return _of_workbook(data)
        if ending == ".docx":
            return _of_document(data)
    except ImportError:
        package, extra = ("python-calamine", "excel") if ending == ".xlsx" else ("python-docx", "word")
        args = {"file": name, "package": package, "extra": extra}
        return Diagnostic(fact_errors.MISSING_EXTRA, place(name), args)
    except (Unfit, zipfile.BadZipFile, ValueError, KeyError, OSError):
        return Diagnostic(TABLE_UNREADABLE, NOWHERE, {"file": name})
    text = text_of(data, name, gbk=True)
    return text if isinstance(text, Diagnostic) else _of_text(text)


def _of_workbook(data: bytes) -> list[_Block]:
    import python_calamine

    book = open_workbook(data)
    for _, part, _ in book.sheets:
        check_sheet(book, part)
    opened = python_calamine.CalamineWorkbook.from_filelike(book.packed())
    grids = []
    for name, _, hidden in book.sheets:
        if not hidden:
            rows = opened.get_sheet_by_name(name).to_python(skip_empty_area=False)[:_MOST_ROWS]
            grids.append(_Block([[_text(cell) for cell in row[:_MOST_COLUMNS]] for row in rows]))
    return grids


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _of_document(data: bytes) -> list[_Block]:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table as WordTable

    try:
        word = docx.Document(io.BytesIO(data))
    except PackageNotFoundError as error:
        raise ValueError from error
    blocks: list[_Block] = []
    lines: list[str] = []
    for part in word.iter_inner_content():
        if isinstance(part, WordTable):
            blocks.append(_Block(_of_word_table(part), tuple(lines)))
            lines = []
        elif part.text.strip():
            lines.append(part.text.strip())
            if blocks:
                blocks[-1] = evolve(blocks[-1], below=tuple(lines))
    return blocks


def _of_word_table(table: WordTable) -> Grid:
    # By identity; kept, since a new element may take the place of one that is gone.
    seen: dict[int, object] = {}
    grid: Grid = []
    for row in table.rows[:_MOST_ROWS]:
        texts = []
        for cell in row.cells[:_MOST_COLUMNS]:
            # A merged cell is the same element in each of its places.
            texts.append("" if id(cell._tc) in seen else cell.text.strip())
            seen[id(cell._tc)] = cell._tc
        grid.append(texts)
    return grid


def _of_text(text: str) -> list[_Block]:
    """The blocks of lines that a tab or | parts into columns; an empty line within a table is a page break."""
    rows = [_parted(line) for line in text.split("\n")[:100_000]]
    blocks: list[_Block] = []
    lines: tuple[str, ...] = ()
    for is_row, block in groupby((row for row in rows if row != [""]), key=lambda row: len(row) > 2):
        if is_row:
            blocks += _split_at_heads([*block], lines)
            continue
        lines = tuple(" ".join(row) for row in block)
        if blocks:
            blocks[-1] = evolve(blocks[-1], below=lines)
    return blocks


def _split_at_heads(grid: Grid, above: tuple[str, ...]) -> Iterator[_Block]:
    """A block that holds several tables, one below the other, is parted where the heads change."""
    start, width = 0, None
    for number, row in enumerate(grid):
        if find_heads(row) is not None:
            if width is not None and row != grid[start]:
                yield _Block(grid[start:number], above)
                start, above = number, ()
            width = len(row)
    yield _Block(grid[start:], above)


def _parted(line: str) -> list[str]:
    line = line.rstrip("\r")
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if line.count("|") >= 2:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        return [""] if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else cells
    return [line.strip()]
