"""A saved or pasted table → rows of texts, where a cell merged over several stands in the first of them only.

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

from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.tables import NO_TABLE, TABLE_KIND, TABLE_UNREADABLE
from perfrules.drafting.heads import Heads, find_heads
from perfrules.facts import errors as fact_errors
from perfrules.facts.content import read_bytes, text_of
from perfrules.facts.given import place
from perfrules.facts.workbook import Unfit, check_sheet, open_workbook
from perfrules.source import NOWHERE

KINDS = (".xlsx", ".docx", ".txt", ".md", ".csv", ".tsv")
_MOST_ROWS, _MOST_COLUMNS = 5_000, 64

Grid = list[list[str]]


def read_table(name: str) -> tuple[Grid, Heads] | Diagnostic:
    """The rows below the heads of the table in a file, and what its columns are."""
    ending = Path(name).suffix.lower()
    if ending not in KINDS:
        return Diagnostic(TABLE_KIND, NOWHERE, {"file": name, "kinds": list(KINDS)})
    data = read_bytes(Path(name))
    if isinstance(data, Diagnostic):
        return data
    found = _grids(name, ending, data)
    if isinstance(found, Diagnostic):
        return found
    best: tuple[int, Grid, Heads] | None = None
    for grid in found:
        for row in range(len(grid)):
            heads = find_heads(grid[row])
            if heads is not None and (best is None or heads.weight > best[0]):
                best = (heads.weight, grid[row + 1 :], heads)
    if best is None:
        return Diagnostic(NO_TABLE, NOWHERE, {"file": name})
    return best[1], best[2]


def _grids(name: str, ending: str, data: bytes) -> list[Grid] | Diagnostic:
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


def _of_workbook(data: bytes) -> list[Grid]:
    import python_calamine

    book = open_workbook(data)
    for _, part, _ in book.sheets:
        check_sheet(book, part)
    opened = python_calamine.CalamineWorkbook.from_filelike(book.packed())
    grids = []
    for name, _, hidden in book.sheets:
        if not hidden:
            rows = opened.get_sheet_by_name(name).to_python(skip_empty_area=False)[:_MOST_ROWS]
            grids.append([[_text(cell) for cell in row[:_MOST_COLUMNS]] for row in rows])
    return grids


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _of_document(data: bytes) -> list[Grid]:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        word = docx.Document(io.BytesIO(data))
    except PackageNotFoundError as error:
        raise ValueError from error
    grids: list[Grid] = []
    for table in word.tables:
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
        grids.append(grid)
    return grids


def _of_text(text: str) -> list[Grid]:
    """The blocks of lines that a tab or | parts into columns; an empty line within a table is a page break."""
    rows = [_parted(line) for line in text.split("\n")[:100_000]]
    blocks: list[Grid] = []
    for is_row, block in groupby((row for row in rows if row != [""]), key=lambda row: len(row) > 2):
        if is_row:
            blocks.append([*block])
    return [*_split_at_heads(blocks)]


def _split_at_heads(blocks: Sequence[Grid]) -> Iterator[Grid]:
    """A block that holds several tables, one below the other, is parted where the heads change."""
    for block in blocks:
        start, width = 0, None
        for number, row in enumerate(block):
            if find_heads(row) is not None:
                if width is not None and row != block[start]:
                    yield block[start:number]
                    start = number
                width = len(row)
        yield block[start:]


def _parted(line: str) -> list[str]:
    line = line.rstrip("\r")
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if line.count("|") >= 2:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        return [""] if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else cells
    return [line.strip()]
