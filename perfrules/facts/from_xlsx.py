"""A worksheet of an xlsx file → a table of cells: texts, numbers as the cell holds them, days, yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.content import unreadable
from perfrules.facts.given import Flaw, place
from perfrules.facts.table import MOST_CELLS, Table
from perfrules.facts.workbook import Unfit, Workbook, check_sheet, flaws, open_workbook
from perfrules.syntax.folding import name_key

_FACTS = ("数据", "facts")
"""The sheet that is read where a workbook has others before it."""


def table_of_xlsx(data: bytes, file: str, sheet: str | None) -> Table | Diagnostic:
    """The cells of the named worksheet, or of the one called 数据, or of the first that is not hidden."""
    try:
        import python_calamine
    except ImportError:
        args = {"file": file, "package": "python-calamine", "extra": "excel"}
        return Diagnostic(errors.MISSING_EXTRA, place(file), args)
    try:
        book = open_workbook(data)
        chosen = _sheet(book, sheet)
        if chosen is None:
            names = "、".join(name for name, _, _ in book.sheets[:8])
            zh = f"没有工作表「{sheet}」，有：{names}" if sheet else "没有工作表"
            return unreadable(file, zh, f"there is no sheet `{sheet}`; it has {names}" if sheet else "it has no sheet")
        name, part, _ = chosen
        check_sheet(book, part)
        return _table(python_calamine, book, name, part, file)
    except Unfit as unfit:
        return unreadable(file, unfit.why.zh, unfit.why.en)


def sheet_names(data: bytes, *, visible: bool = False) -> tuple[str, ...]:
    """The names of the worksheets, with `visible` of those that are not hidden; none where the file is broken."""
    try:
        return tuple(name for name, _, hidden in open_workbook(data).sheets if not (visible and hidden))
    except Unfit:
        return ()


def facts_sheet(names: Sequence[str]) -> str | None:
    """The sheet that holds the facts: the one called 数据, or else the first."""
    return next((name for name in names if name_key(name) in _FACTS), names[0] if names else None)


def _sheet(book: Workbook, wanted: str | None) -> tuple[str, str, bool] | None:
    if wanted is None:
        wanted = facts_sheet([name for name, _, hidden in book.sheets if not hidden])
    if wanted is None:
        return None
    return next((sheet for sheet in book.sheets if name_key(sheet[0]) == name_key(wanted)), None)


def _table(calamine: Any, book: Workbook, name: str, part: str, file: str) -> Table:
    try:
        opened = calamine.CalamineWorkbook.from_filelike(book.packed()).get_sheet_by_name(name)
        rows: list[list[Any]] = opened.to_python(skip_empty_area=False)
        merged = opened.merged_cell_ranges or []
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the library underneath is no Exception
        raise Unfit("不是完好的 .xlsx 文件", "it is no intact .xlsx file") from None
    if sum(len(row) for row in rows) > MOST_CELLS:
        raise Unfit(f"工作表超过 {MOST_CELLS} 格", f"the sheet has more than {MOST_CELLS} cells")
    for cell, flaw in flaws(book, part).items():
        _set(rows, *_position(cell), flaw)
    for (top, left), (bottom, right) in merged:
        if left == right:
            _fill_down(rows, top, bottom, left)
    return Table(file, rows, lambda row, column: f"{file} {name}!{column_name(column)}{row + 1}")


def _set(rows: list[list[Any]], row: int, column: int, flaw: Flaw) -> None:
    while len(rows) <= row:
        rows.append([])
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = flaw


def _fill_down(rows: list[list[Any]], top: int, bottom: int, column: int) -> None:
    """What a cell merged over several rows holds stands in each of them."""
    if top < len(rows) and column < len(rows[top]):
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if column < len(rows[row]):
                rows[row][column] = rows[top][column]


def _position(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters) :]) - 1, column - 1


def column_name(column: int) -> str:
    """The letters of a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name
