"""The pipeline on one screen: text → syntax → model → checks."""

from __future__ import annotations

from pathlib import Path

from attrs import define, evolve

from perfrules.diagnostics import Diagnostic, Diagnostics
from perfrules.language import LANGUAGE, Language
from perfrules.model import from_syntax
from perfrules.model.model import Rubric
from perfrules.source import Source, Span, Words
from perfrules.syntax import errors, from_text
from perfrules.syntax import nodes as n
from perfrules.syntax.formatter import canonical_text, format_document


@define
class Compiled:
    """What came of a text: the tree, the rubric (None for a file of cases or no text at all), and every message."""

    source: Source
    document: n.Document | None
    rubric: Rubric | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Whether a message is an error, so that nothing may be scored."""
        return any(item.severity.value == "error" for item in self.diagnostics)


def compile_source(source: Source, language: Language = LANGUAGE) -> Compiled:
    """Parse, resolve, infer and check one text; every error of the file is in the messages."""
    diagnostics = Diagnostics()
    document = from_text.parse(source, language.fragments, language.builders, language.shapes, diagnostics)
    document = evolve(document, canonical=canonical_text(document, language.style))
    rubric = from_syntax.build(document, language, diagnostics) if document.is_rubric else None
    return Compiled(source, document, rubric, diagnostics.sorted())


def format_source(source: Source, lang: str | None = None, language: Language = LANGUAGE) -> str | Diagnostics:
    """A file in the one layout, in a language (by default its own); its messages where it cannot be read."""
    diagnostics = Diagnostics()
    document = from_text.parse(source, language.fragments, language.builders, language.shapes, diagnostics)
    if diagnostics.failed:
        return diagnostics
    text = format_document(document, language.style, lang)
    outcome = Source(source.name, text)
    again = from_text.parse(outcome, language.fragments, language.builders, language.shapes, diagnostics)
    if again != document or diagnostics.failed:
        # Whatever the layout got wrong, the author's text is worth more than its looks.
        diagnostics.report(errors.NOT_FORMATTED, Span(source, 0, 0))
        return diagnostics
    return text


MOST_BYTES = 8_000_000


def read_source(path: Path) -> Source | Diagnostic:
    """The text of a file; a message where it cannot be read as text."""

    def problem(zh: str, en: str) -> Diagnostic:
        args = {"file": str(path), "why": Words(zh, en)}
        return Diagnostic(errors.UNREADABLE_FILE, Span(Source(str(path), ""), 0, 0), args)

    try:
        if path.is_dir():
            return problem("这是一个文件夹", "it is a folder")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            return problem("没有这个文件", "there is no such file")
        if isinstance(error, PermissionError):
            return problem("没有读它的权限", "permission denied")
        reason = getattr(error, "strerror", None) or str(error)
        return problem(reason, reason)
    if len(data) > MOST_BYTES:
        return problem(f"超过 {MOST_BYTES} 字节", f"it is above {MOST_BYTES} bytes")
    return decode(data, str(path))


def decode(data: bytes, name: str) -> Source | Diagnostic:
    """Bytes as text: UTF-8, or UTF-16 with its mark; anything else is told from text."""
    try:
        marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        zh, en = f"第 {error.start + 1} 字节起不是 UTF-8", f"from byte {error.start + 1} it is not UTF-8"
        if _looks_gbk(data):
            zh, en = "看来是 GBK（ANSI）编码", "it seems to be GBK (ANSI)"
        args = {"file": name, "why": Words(zh, en)}
        return Diagnostic(errors.NOT_TEXT, Span(Source(name, ""), 0, 0), args)
    if "\0" in text:
        args = {
            "file": name,
            "why": Words("含有空字符，像是二进制文件", "it holds NUL characters, as binary files do"),
        }
        return Diagnostic(errors.NOT_TEXT, Span(Source(name, ""), 0, 0), args)
    return Source(name, text)


def _looks_gbk(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return "评价表" in text or "指标" in text
