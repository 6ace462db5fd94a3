"""Which file is written for which ending, and how."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from perfrules.api import Rubric
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.output import OUTPUT_KIND, PDF_NOT_WRITTEN, WRITER_NOT_INSTALLED
from perfrules.facts.factset import FactSet
from perfrules.office.layout import Layout
from perfrules.result import Result
from perfrules.result.explain import Line, paragraphs
from perfrules.source import NOWHERE, Words

KINDS = (".xlsx", ".docx", ".pdf", ".html", ".md")
_ANALYSIS = Words("绩效分析", "Score by score")
_EXTRAS = {".xlsx": ("xlsxwriter", "excel"), ".docx": ("python-docx", "word"), ".pdf": ("python-docx", "word")}
_SECONDS = 180


def kind_of(name: str, kinds: Sequence[str] = KINDS) -> str | Diagnostic:
    """The ending of a file's name, or why no such file is written."""
    ending = Path(name).suffix.lower()
    if ending in kinds:
        return ending
    return Diagnostic(OUTPUT_KIND, NOWHERE, {"file": os.path.basename(name), "kinds": list(kinds)})


def score_file(name: str, kind: str, rubric: Rubric, facts: FactSet, result: Result, lang: str) -> bytes | Diagnostic:
    """The bytes of a score sheet with its reasons."""
    from perfrules.office.score_layout import score_layout

    if kind == ".xlsx":
        try:
            from perfrules.office.score_xlsx import score_workbook

            return score_workbook(rubric, facts, result, lang)
        except ImportError:
            return _missing(name, kind)
    return _text(name, kind, score_layout(result, lang), tuple(paragraphs(result, lang)), lang)


def table_file(name: str, kind: str, rubric: Rubric, lang: str) -> bytes | Diagnostic:
    """The bytes of the printed table of a rubric."""
    from perfrules.office.rubric_layout import rubric_layout

    layout = rubric_layout(rubric.model, rubric.language, lang)
    if kind == ".xlsx":
        try:
            from perfrules.office.table_xlsx import table_workbook

            return table_workbook(layout, lang)
        except ImportError:
            return _missing(name, kind)
    return _text(name, kind, layout, (), lang)


def _text(name: str, kind: str, layout: Layout, lines: Sequence[Line], lang: str) -> bytes | Diagnostic:
    from perfrules.office.page import html_page, markdown

    if kind == ".html":
        return html_page(layout, lines, _ANALYSIS[lang], lang).encode()
    if kind == ".md":
        return markdown(layout, lines, _ANALYSIS[lang]).encode()
    try:
        from perfrules.office.document import document

        data = document(layout, lines, _ANALYSIS[lang])
    except ImportError:
        return _missing(name, kind)
    return data if kind == ".docx" else _printed(name, data)


def _missing(name: str, kind: str) -> Diagnostic:
    package, extra = _EXTRAS[kind]
    return Diagnostic(WRITER_NOT_INSTALLED, NOWHERE, {"file": name, "package": package, "extra": extra})


def _printed(name: str, word: bytes) -> bytes | Diagnostic:
    """A Word document as LibreOffice prints it, in a profile of its own, so that an open one does not matter."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return _unprinted(name, Words("没有找到 LibreOffice", "LibreOffice was not found"))
    failed = Words("LibreOffice 没有写成", "LibreOffice did not finish")
    with tempfile.TemporaryDirectory(prefix="perfrules-") as folder:
        source, profile = Path(folder, "page.docx"), Path(folder, "profile").as_uri()
        source.write_bytes(word)
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf"]
        try:
            subprocess.run([*command, "--outdir", folder, source], capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return _unprinted(name, failed)
        made = Path(folder, "page.pdf")
        return made.read_bytes() if made.exists() else _unprinted(name, failed)


def _unprinted(name: str, why: Words) -> Diagnostic:
    return Diagnostic(PDF_NOT_WRITTEN, NOWHERE, {"file": os.path.basename(name), "why": why})
