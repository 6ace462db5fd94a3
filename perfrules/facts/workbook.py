"""What must hold of an xlsx file before a library reads it, and what the library does not tell.

A workbook of a few kilobytes can unpack to gigabytes, or name a cell so far out that the table around it does not
fit into memory. Every part is unpacked here within limits and handed on as plain bytes, so that sizes that the
file states wrongly do no harm.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree import ElementTree

from attrs import frozen

from perfrules.facts.given import Flaw
from perfrules.source import Words

MOST_UNPACKED = 64_000_000
MOST_PARTS = 2_000
MOST_AREA = 1_000_000
"""Cells of the smallest rectangle around everything in a sheet."""
MOST_SHARED = 200_000_000
"""Characters of all cells of a sheet, if each had the longest shared text."""

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^>]*?\br\s*=\s*[\"']([A-Za-z]{0,4})(\d{1,8})[\"']")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,4}\d{1,8})[\"']")
_TYPE = re.compile(rb"\bt\s*=\s*[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_TEXT_END = re.compile(rb"</(?:\w+:)?si>")


class Unfit(Exception):
    """Why a workbook is not read."""

    def __init__(self, zh: str, en: str) -> None:
        self.why = Words(zh, en)


@frozen
class Workbook:
    """The parts of an xlsx file, unpacked, and its worksheets in order: name, part, whether it is hidden."""

    parts: Mapping[str, bytes]
    sheets: tuple[tuple[str, str, bool], ...]

    def packed(self) -> io.BytesIO:
        """The same workbook as a file whose sizes are known to be right."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        stream.seek(0)
        return stream


def open_workbook(data: bytes) -> Workbook:
    """The workbook in the bytes of a file; Unfit where it is none or too large."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit(
            "有密码，或是旧的 .xls 格式，请另存为不带密码的 .xlsx",
            "it has a password or is in the old .xls format; save it as .xlsx without one",
        )
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS:
                raise Unfit("里面的部件太多", "it has too many parts")
            for entry in entries:
                # Pictures and charts are of no use here.
                if not entry.filename.endswith((".xml", ".rels")) or entry.is_dir():
                    continue
                with archive.open(entry) as part:
                    parts[entry.filename] = part.read(left + 1)
                left -= len(parts[entry.filename])
                if left < 0:
                    raise Unfit("解压后太大", "it unpacks to too much")
        return Workbook(parts, _sheets(parts))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError, ValueError):
        raise Unfit("不是完好的 .xlsx 文件", "it is no intact .xlsx file") from None


def _sheets(parts: Mapping[str, bytes]) -> tuple[tuple[str, str, bool], ...]:
    try:
        book = ElementTree.fromstring(parts["xl/workbook.xml"])
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    except ElementTree.ParseError:
        raise KeyError from None
    targets = {link.get("Id"): link.get("Target", "") for link in links.iter() if _local(link.tag) == "Relationship"}
    found = []
    for sheet in book.iter():
        if _local(sheet.tag) != "sheet":
            continue
        link = next((value for key, value in sheet.attrib.items() if _local(key) == "id"), None)
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if part in parts and "worksheets" in part:
            found.append((sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"))
    return tuple(found)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def check_sheet(book: Workbook, part: str) -> None:
    """Unfit where the table around everything in a sheet would be too large."""
    data = book.parts[part]
    rows: list[int] = []
    columns: list[int] = []
    for match in _ROW_OR_CELL.finditer(data):
        rows.append(int(match.group(2)))
        if match.group(1):
            columns.append(_column(match.group(1)))
    if rows and columns:
        area = (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
        if area > MOST_AREA:
            raise Unfit(f"工作表的范围超过 {MOST_AREA} 格", f"the sheet spans more than {MOST_AREA} cells")
    shared = book.parts.get("xl/sharedStrings.xml", b"")
    longest = max((len(text) for text in _TEXT_END.split(shared)), default=0)
    if longest * len(columns) > MOST_SHARED:
        raise Unfit("工作表里的文字太多", "the texts of the sheet are too long")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def flaws(book: Workbook, part: str) -> dict[str, Flaw]:
    """The cells without a value to read: errors, and formulas whose result the file does not hold."""
    found: dict[str, Flaw] = {}
    for match in _CELL.finditer(book.parts[part]):
        attributes, body = match.group(1), match.group(2) or b""
        reference = _REFERENCE.search(attributes)
        kind = _TYPE.search(attributes)
        if reference is None:
            continue
        value = _VALUE.search(body)
        cell = reference.group(1).decode()
        if kind is not None and kind.group(1) == b"e":
            text = value.group(1).decode("utf-8", "replace")[:20] if value else "#"
            found[cell] = Flaw(Words(f"错误值 {text}", f"the error {text}"))
        elif value is None and _FORMULA.search(body) and (kind is None or kind.group(1) != b"str"):
            found[cell] = Flaw(Words("公式还没有算出结果", "a formula without a stored result"))
    return found
