"""A layout → a workbook of one sheet."""

from __future__ import annotations

import io

from perfrules.office.layout import Layout
from perfrules.office.sheet import Page
from perfrules.source import Words

_TABLE = Words("指标体系表", "table")


def table_workbook(layout: Layout, lang: str = "zh") -> bytes:
    """The bytes of an .xlsx workbook. Raises ImportError where xlsxwriter is not installed."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    Page(book, book.add_worksheet(_TABLE[lang]), lang).write(layout)
    book.close()
    return stream.getvalue()
