"""A layout → a worksheet: merged cells, a head that repeats on every page, rows as high as their texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import define, field

from perfrules.office.layout import Box, Layout
from perfrules.source import cell_width

PAGE = 118
"""The characters that a landscape page is wide."""
LINE, FONT = 13.8, 10
_FIRST = 3
"""The row below the title, the subject and the heads."""

Note = str | tuple[str, str]
"""A line below a table: a text, or a formula with what it gives."""


def font(lang: str) -> str:
    """The font of a workbook."""
    return "宋体" if lang == "zh" else "Calibri"


@define
class Page:
    """A worksheet of xlsxwriter that is written as a layout."""

    book: Any
    sheet: Any
    lang: str
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(factory=dict)

    def write(self, layout: Layout, notes: Iterable[Note] = ()) -> None:
        """The whole page; `notes` come before those of the layout."""
        sheet = self.sheet
        scale = PAGE / sum(layout.widths)
        widths = [width * scale for width in layout.widths]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        last = len(widths) - 1
        sheet.merge_range(0, 0, 0, last, layout.title, self.format(bold=True, font_size=16, align="center"))
        sheet.set_row(0, 30)
        sheet.merge_range(1, 0, 1, last, layout.subtitle, self.format(font_size=FONT + 1))
        head = self.format(bold=True, border=1, align="center", bg_color="#D9E2F3", text_wrap=True)
        for column, text in enumerate(layout.heads):
            sheet.write_string(2, column, text, head)
        sheet.set_row(2, 24)
        for box in layout.boxes:
            self.box(box)
        for row, height in enumerate(_heights(layout, widths)):
            sheet.set_row(_FIRST + row, height)
        row = _FIRST + layout.rows
        for note in (*notes, *layout.notes):
            self.note(row, last, note, sum(widths))
            row += 1
        sheet.freeze_panes(_FIRST, 0)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C&P / &N")

    def note(self, row: int, last: int, note: Note, width: float) -> None:
        """A line over the whole width."""
        style = self.format(text_wrap=True)
        self.sheet.merge_range(row, 0, row, last, "", style)
        text = note if isinstance(note, str) else note[1]
        if isinstance(note, str):
            self.sheet.write_string(row, 0, note, style)
        else:
            self.sheet.write_formula(row, 0, note[0], style, text)
        self.sheet.set_row(row, LINE * lines(text, width))

    def box(self, box: Box) -> None:
        """A cell of the table, merged where it reaches over several."""
        style: dict[str, Any] = {"border": 1, "text_wrap": True}
        if box.style in ("figure", "total", "heading"):
            style["align"] = "center"
        if box.style == "total":
            style["bold"] = True
        row, column = _FIRST + box.row, box.column
        if box.rows > 1 or box.columns > 1:
            last = (_FIRST + box.last_row, box.last_column)
            self.sheet.merge_range(row, column, *last, box.text, self.format(**style))
        else:
            self.single(row, column, box, style)

    def single(self, row: int, column: int, box: Box, style: dict[str, Any]) -> None:
        """A cell that is not merged: figures as numbers."""
        if box.style in ("figure", "total") and is_figure(box.text):
            self.sheet.write_number(row, column, float(box.text), self.format(**style))
        else:
            self.sheet.write_string(row, column, box.text, self.format(**style))

    def format(self, **style: Any) -> Any:
        """A format, made once."""
        full = {"font_name": font(self.lang), "font_size": FONT, "valign": "vcenter", **style}
        key = tuple(sorted(full.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(full)
        return self.formats[key]


def is_figure(text: str) -> bool:
    """Whether a text is a figure."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of a width in characters."""
    # A column is measured in figures of the default font, which is a little larger than that of the table.
    fits = max(1, int((width - 1) * 1.06))
    return sum(max(1, -(-cell_width(part) // fits)) for part in text.split("\n"))


def _heights(layout: Layout, widths: list[float]) -> list[float]:
    """The height of each row in points: enough for every text, also for one that reaches over several rows."""
    found = [1.2] * layout.rows
    needed = [(box, lines(box.text, sum(widths[box.column : box.last_column + 1]))) for box in layout.boxes]
    for box, count in needed:
        if box.rows == 1:
            found[box.row] = max(found[box.row], count)
    for box, count in needed:
        have = sum(found[box.row : box.row + box.rows])
        for row in range(box.row, box.row + box.rows) if count > have else ():
            found[row] += (count - have) / box.rows
    return [min(400.0, LINE * count + 6) for count in found]
