"""Worksheets of facts, as Excel, WPS and LibreOffice write them."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from perfrules.facts.factset import FactSet

Read = Callable[..., FactSet]
Problems = Callable[..., list[str]]


def workbook(*rows: tuple[Any, ...], sheet: str = "数据", change: Callable[[Any], None] | None = None) -> bytes:
    """The bytes of a workbook with these rows in its only sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    if change is not None:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part of it rewritten."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part) if entry == name else part)
    return stream.getvalue()


_EMPTY = re.compile(rb"(?:<v ?/>|<v></v>)")
"""A result that was not stored, as either XML library writes it."""
SHEET = "xl/worksheets/sheet1.xml"


def test_cells_of_every_kind(read: Read) -> None:
    def percent(book: Any) -> None:
        book.active["B4"].number_format = "0.0%"

    data = workbook(
        ("名称", "值", "理由", "佐证"),
        ("支出", 3296.75, "见账", "账1"),
        ("收入", "３，６４２．９４万元"),
        ("率", 0.905),
        ("人数", 6),
        ("完成日", date(2022, 6, 16)),
        ("等次", "优"),
        ("已公开", True),
        ("摘要", 12),
        change=percent,
    )
    found = read("a.xlsx", data)
    assert not found.problems
    assert not found.notes
    assert found.values == {
        "支出": 32967500,
        "收入": 36429400,
        "率": Fraction(181, 200),
        "人数": 6,
        "完成日": date(2022, 6, 16),
        "等次": "优",
        "已公开": True,
        "摘要": "12",
    }
    assert found.reasons == {"支出": "见账"}
    assert found.evidence == {"支出": "账1"}


def test_a_float_next_to_the_grid_is_read_as_the_grid_value_with_a_note(read: Read) -> None:
    found = read("a.xlsx", workbook(("支出", 3296.75000001), ("收入", 3642.94)))
    assert found.values == {"支出": 32967500, "收入": 36429400}
    assert [(note.kind.name, note.span.source.name.split("/")[-1]) for note in found.notes] == [
        ("read-as-grid-value", "a.xlsx 数据!B1")
    ]


def test_a_float_far_from_the_grid_is_an_error(problems: Problems) -> None:
    assert problems("a.xlsx", workbook(("支出", 3296.7501234), ("收入", 1))) == ["finer-than-grid a.xlsx 数据!B1"]


def test_digits_beyond_the_grid_in_a_text_cell_are_never_noise(problems: Problems) -> None:
    assert problems("a.xlsx", workbook(("支出", "3296.7500000001"), ("收入", 1))) == ["finer-than-grid a.xlsx 数据!B1"]


def test_one_subject_a_row(read: Read, problems: Problems) -> None:
    data = workbook(
        ("2021年度数据",),
        ("单位", "支出（万元）", "收入", "收入·佐证", "完成日"),
        ("甲局", 3296.75, 3642.94, "账2", datetime(2022, 6, 16)),
        ("乙局", 1, 2, None, None),
    )
    found = read("a.xlsx", data, case="甲局")
    assert not found.problems
    assert found.values == {"支出": 32967500, "收入": 36429400, "完成日": date(2022, 6, 16)}
    assert found.evidence == {"收入": "账2"}
    assert problems("a.xlsx", data) == ["case-not-chosen a.xlsx"]


def test_merged_cells_mean_what_they_look_like(read: Read) -> None:
    def merge(book: Any) -> None:
        sheet = book.active
        sheet.merge_cells("A1:E1")  # a title over the table
        for row in (2, 3, 4):
            sheet.merge_cells(f"A{row}:B{row}")  # names over two columns
        sheet.merge_cells("D3:D4")  # one evidence for two rows

    data = workbook(
        ("评价数据表",), ("名称", None, "值", "佐证"), ("支出", None, 5, "账1"), ("收入", None, 6), change=merge
    )
    found = read("a.xlsx", data)
    assert not found.problems
    assert found.values == {"支出": 50000, "收入": 60000}
    assert found.evidence == {"支出": "账1", "收入": "账1"}


def test_a_table_may_stand_anywhere_in_the_sheet(read: Read) -> None:
    def place(book: Any) -> None:
        for cell, value in (("C4", "支出"), ("E4", 5), ("C6", "收入"), ("E6", 6)):
            book.active[cell] = value

    assert read("a.xlsx", workbook(change=place)).values == {"支出": 50000, "收入": 60000}


def test_the_first_visible_sheet_or_the_named_one(read: Read, problems: Problems) -> None:
    def sheets(book: Any) -> None:
        book.active.sheet_state = "hidden"
        for name, figure in (("甲局", 1), ("乙局", 2)):
            book.create_sheet(name).append(["支出", figure])

    data = workbook(("支出", 9), change=sheets)
    assert read("a.xlsx", data).values == {"支出": 10000}
    assert read("a.xlsx", data, sheet="乙局").values == {"支出": 20000}
    assert read("a.xlsx", data, case="乙局").values == {"支出": 20000}
    assert problems("a.xlsx", data, sheet="丙局") == ["unreadable-facts a.xlsx"]
    assert "甲局、乙局" in read("a.xlsx", data, sheet="丙局").problems[0].message("zh")


def test_errors_and_formulas_never_worked_out_are_not_empty_cells(problems: Problems) -> None:
    data = workbook(("支出", "=1/0"), ("收入", "=1+2"), ("率", None))
    data = with_part(
        data,
        SHEET,
        lambda xml: re.sub(rb'<c r="B1"><f>1/0</f>' + _EMPTY.pattern, b'<c r="B1" t="e"><v>#DIV/0!</v>', xml),
    )
    assert problems("a.xlsx", data) == ["cell-without-value a.xlsx 数据!B1", "cell-without-value a.xlsx 数据!B2"]


def test_a_formula_with_a_stored_result_is_its_result(read: Read) -> None:
    data = with_part(workbook(("支出", "=1+2"), ("收入", 1)), SHEET, lambda xml: _EMPTY.sub(b"<v>3</v>", xml))
    assert read("a.xlsx", data).values == {"支出": 30000, "收入": 10000}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("支出", "x"), ("收入", 0)], ["not-a-number a.xlsx 数据!B1", "out-of-range a.xlsx 数据!B2"]),
        ([("支处", 1), ("收入", 1)], ["unknown-fact a.xlsx 数据!A1"]),
        ([("支出", 1), ("支出", 2)], ["fact-given-twice a.xlsx 数据!A2"]),
        ([("人数", 6.5), ("收入", 1)], ["finer-than-grid a.xlsx 数据!B1"]),
        ([("完成日", 44728), ("收入", 1)], ["not-a-date a.xlsx 数据!B1"]),
        ([("名称", "值"), (2021, 1)], ["name-not-text a.xlsx 数据!A2"]),
        ([("名称", "值"), ("支出", 1, 2)], ["wrong-shape a.xlsx 数据!C2"]),
        ([], ["wrong-shape a.xlsx"]),
    ],
)
def test_bad_cells_are_told_by_their_place(problems: Problems, rows: list[Any], expected: list[str]) -> None:
    assert problems("a.xlsx", workbook(*rows)) == expected


def _far() -> bytes:
    def far(book: Any) -> None:
        book.active["XFD1048576"] = 1

    return workbook(("支出", 1), change=far)


def _bomb() -> bytes:
    return with_part(workbook(("支出", 1)), SHEET, lambda xml: xml + b" " * 100_000_000)


def _repeated_text() -> bytes:
    """A long shared text that a hundred thousand cells refer to."""
    data = workbook(("支出", 1))
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 100_000))
    text = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(
                entry,
                b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>" if entry == SHEET else old.read(entry),
            )
        new.writestr("xl/sharedStrings.xml", text)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        lambda: b"x" * 100,
        lambda: b"PK\3\4 broken",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        lambda: workbook(("支出", 1))[:-60],
        lambda: with_part(workbook(("支出", 1)), SHEET, lambda _: b"<worksheet><sheetData><row"),
        lambda: with_part(workbook(("支出", 1)), "xl/workbook.xml", lambda _: b"<nothing/>"),
        _far,
        _bomb,
        _repeated_text,
    ],
    ids=["text", "zip", "old", "cut", "xml", "no sheets", "far", "bomb", "texts"],
)
def test_hostile_files_end_in_one_message(problems: Problems, content: Callable[[], bytes]) -> None:
    assert [item.split()[0] for item in problems("a.xlsx", content())] == ["unreadable-facts"]


def test_damaged_files_never_raise(read: Read) -> None:
    data = workbook(("支出", 1), ("收入", 2))
    chance = random.Random(7)
    for _ in range(150):
        damaged = bytearray(data)
        at = chance.randrange(len(data) - 8)
        damaged[at : at + 8] = chance.randbytes(8)
        found = read("a.xlsx", bytes(damaged))
        assert found.problems or found.values
