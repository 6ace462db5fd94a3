"""A layout and the paragraphs behind it → a Word document: the table on landscape pages, its head on each of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from perfrules.office.layout import Layout
from perfrules.result.explain import Line

_LATIN, _CHINESE, _TITLE = "Times New Roman", "宋体", "黑体"
_BODY, _TABLE, _HEAD = 12, 9, 16
_PADDING = 40
"""Twips between the text of a cell and its borders."""
_WIDTH_CM, _HEIGHT_CM, _MARGIN_CM = 29.7, 21.0, 1.8


def document(layout: Layout, paragraphs: Sequence[Line], heading: str) -> bytes:
    """The bytes of a .docx file. Raises ImportError where python-docx is not installed."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    word = docx.Document()
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(_WIDTH_CM), Cm(_HEIGHT_CM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    base = word.styles["Normal"]
    base.font.size = Pt(_BODY)
    _fonts(base.element.get_or_add_rPr(), _CHINESE)
    base.paragraph_format.space_after = Pt(0)
    word.core_properties.title = layout.title
    word.core_properties.author = ""
    word.core_properties.comments = ""
    title = _paragraph(word, layout.title, _HEAD, bold=True, chinese=_TITLE)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if layout.subtitle:
        _paragraph(word, layout.subtitle, _BODY)
    _table(word, layout, _WIDTH_CM - 2 * _MARGIN_CM)
    for note in layout.notes:
        _paragraph(word, note, _TABLE + 1)
    if paragraphs:
        above = _paragraph(word, heading, _HEAD - 2, bold=True, chinese=_TITLE)
        above.paragraph_format.space_before = Pt(12)
        above.paragraph_format.keep_with_next = True
    for line in paragraphs:
        found = _paragraph(word, line.text, _BODY - 1, bold=line.heading)
        found.paragraph_format.left_indent = Pt(line.indent * (_BODY - 1) / 2)
        found.paragraph_format.keep_with_next = line.heading
        found.paragraph_format.line_spacing = 1.25
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def _paragraph(word: Any, text: str, size: float, *, bold: bool = False, chinese: str = _CHINESE) -> Any:
    found = word.add_paragraph()
    _run(found, text, size, bold=bold, chinese=chinese)
    return found


def _run(paragraph: Any, text: str, size: float, *, bold: bool = False, chinese: str = _CHINESE) -> None:
    from docx.shared import Pt

    for number, part in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(part)
        run.bold = bold
        run.font.size = Pt(size)
        _fonts(run._element.get_or_add_rPr(), chinese)


def _fonts(properties: Any, chinese: str) -> None:
    """Chinese characters have a font of their own in Word, which python-docx does not set."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), _LATIN)
    fonts.set(qn("w:eastAsia"), chinese)
    # Without it, punctuation may be set as in traditional Chinese.
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _table(word: Any, layout: Layout, width_cm: float) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    table = word.add_table(rows=layout.rows + 1, cols=len(layout.heads))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", _PADDING), ("left", 2 * _PADDING), ("bottom", _PADDING), ("right", 2 * _PADDING)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    widths = [Cm(width_cm * width / sum(layout.widths)) for width in layout.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # Each row's cells once: to ask a table for a cell goes through all of it.
    cells = [list(row.cells) for row in table.rows]
    for row in cells:
        for cell, width in zip(row, widths, strict=True):
            cell.width = width
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if not number:
            repeated = OxmlElement("w:tblHeader")
            repeated.set(qn("w:val"), "true")
            properties.append(repeated)
    for cell, text in zip(cells[0], layout.heads, strict=True):
        _run(cell.paragraphs[0], text, _TABLE, bold=True, chinese=_TITLE)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), "D9E2F3")
        cell._tc.get_or_add_tcPr().append(shade)
    for box in layout.boxes:
        cell = cells[1 + box.row][box.column]
        if box.rows > 1 or box.columns > 1:
            cell = cell.merge(cells[1 + box.last_row][box.last_column])
        paragraph = cell.paragraphs[0]
        _run(paragraph, box.text, _TABLE, bold=box.style == "total")
        if box.style in ("figure", "total", "heading"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
