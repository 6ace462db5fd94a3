"""A CSV file → a table of texts. Excel and WPS write it in several encodings and with several separators."""

from __future__ import annotations

import csv
import io

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts.content import text_of, unreadable
from perfrules.facts.table import MOST_CELLS, Table

# In this order where several would do: a comma also stands inside texts, a tab hardly ever.
_SEPARATORS = ("\t", ",", ";", "，", "；")
_SAMPLE = 50


def table_of_csv(data: bytes, file: str) -> Table | Diagnostic:
    """The cells of a CSV file with the line that each row begins on."""
    text = text_of(data, file, gbk=True)
    if isinstance(text, Diagnostic):
        return text
    first, _, rest = text.partition("\n")
    stated = first.strip().lower()
    skipped = 0
    if stated.startswith("sep=") and len(stated) == 5:  # Excel's own way of naming the separator
        separator, text, skipped = stated[4], rest, 1
    else:
        separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[object]] = []
    lines: list[int] = []
    cells = 0
    try:
        before = 0
        for row in reader:
            rows.append(list(row))
            lines.append(before + 1 + skipped)
            before = reader.line_num
            cells += len(row)
            if cells > MOST_CELLS:
                return unreadable(file, f"超过 {MOST_CELLS} 格", f"it has more than {MOST_CELLS} cells")
    except csv.Error as error:
        line = reader.line_num + skipped
        zh = f"第 {line} 行的引号不成对，或一格太长"
        return unreadable(file, zh, f"it is no CSV at line {line}: {error}", line)
    return Table(file, rows, lambda row, _: f"{file}:{lines[row]}", splits=separator in ",，")


def _separator(text: str) -> str:
    """The separator that most lines hold outside quotes."""
    lines = [line for line in text[:100_000].splitlines()[:_SAMPLE] if line.strip()]
    outside = ["".join(line.split('"')[::2]) for line in lines]
    counts = [sum(separator in line for line in outside) for separator in _SEPARATORS]
    best = max(counts)
    return _SEPARATORS[counts.index(best)] if best else ","
