"""Score sheets of the shipped cases, worked out anew by LibreOffice: each cell must be what the engine gives.

`make sheets` takes every shipped case and facts on the edges of its rubric; the tests take the first case of each.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine

import perfrules
from perfrules.analysis.edges import beside, edges
from perfrules.api import DataError
from perfrules.compiler import compile_source
from perfrules.files import read_source
from perfrules.ir import from_model
from perfrules.office.score_xlsx import score_workbook
from perfrules.source import Source
from perfrules.testing.supplied import supplied
from tests.support.office import converted
from tests.support.published import SHIPPED

AT_ONCE = 20
"""The workbooks that LibreOffice is handed at a time."""


def shown(data: bytes) -> list[list[Any]]:
    """The score sheet as a program without recalculation reads it."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_name("得分表").to_python(skip_empty_area=False)
    # LibreOffice writes 15 digits of a quotient, which here is a 得分率.
    return [[float(f"{cell:.14g}") if isinstance(cell, float) else cell for cell in row] for row in rows]


def shipped_facts(name: str, edges_too: bool) -> Iterator[tuple[perfrules.Rubric, Any]]:
    """The facts of every case of a shipped rubric; then, a few values at a time, those beside its edges."""
    rubric = perfrules.load(name)
    for path in sorted((SHIPPED / name).glob("*.case")):
        source = read_source(path)
        assert isinstance(source, Source)
        document = compile_source(source).document
        assert document is not None
        for case in document.cases:
            if not case.only_published:
                yield rubric, rubric.read(case)
    if edges_too:
        first = dict(rubric.read(document.cases[0]).values)
        program = from_model.lower(rubric.model, rubric.language)
        for edge in edges(program):
            for values in beside(program, edge, first, most=1):
                yield rubric, rubric.read(supplied(rubric.model, values))


def recalculate(sets: Sequence[tuple[perfrules.Rubric, Any]], folder: Path) -> tuple[int, list[str]]:
    """How many cells were compared, and which are another once LibreOffice works the sheet out from nothing."""
    files, stored = [], []
    for number, (rubric, facts) in enumerate(sets):
        try:
            data = score_workbook(rubric, facts, rubric.score(facts))
        except DataError:
            continue
        stored.append(shown(data))
        files.append(folder / f"{rubric.id}-{number}.xlsx")
        # Saved by a program that computes nothing, a formula has no figure beside it.
        openpyxl.load_workbook(io.BytesIO(data)).save(files[-1])
    cells, differ = 0, []
    for start in range(0, len(files), AT_ONCE):
        made = converted(files[start : start + AT_ONCE], "xlsx", folder / "done")
        for path, before in zip(made, stored[start:], strict=False):
            after = shown(path.read_bytes())
            assert len(after) >= len(before)
            for row, (first, second) in enumerate(zip(before, after, strict=False), 1):
                for column, (wanted, found) in enumerate(zip(first, second, strict=False), 1):
                    cells += wanted != ""
                    if wanted != found:
                        differ.append(f"{path.name} {row}:{column}: {found!r}, not {wanted!r}")
    return cells, differ


def main() -> int:
    """All shipped rubrics, one after the other."""
    failed = False
    for name in sorted(perfrules.shipped()):
        started = time.process_time()
        sets = [*shipped_facts(name, edges_too=True)]
        with tempfile.TemporaryDirectory() as folder:
            cells, differ = recalculate(sets, Path(folder))
        failed |= bool(differ)
        print(
            f"{name}: {len(sets)} workbooks, {cells} cells, {len(differ)} differ, {time.process_time() - started:.0f} s"
        )
        for line in differ[:20]:
            print(f"  {line}")
    return int(failed)


def first_cases() -> Mapping[str, tuple[perfrules.Rubric, Any]]:
    """The first case of each shipped rubric."""
    return {name: next(shipped_facts(name, edges_too=False)) for name in sorted(perfrules.shipped())}


if __name__ == "__main__":
    sys.exit(main())
