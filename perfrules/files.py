"""Where rubrics are found and how they are read: shipped ones by id, files by path, text of any common encoding."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from perfrules.data import shipped as shipped
from perfrules.diagnostics import Diagnostic, suggest
from perfrules.source import Source, Span, Words
from perfrules.syntax import errors
from perfrules.system import refusal

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
        if isinstance(error, ValueError):
            return problem("文件名里有不能用的字符", "its name holds a character that no file name can have")
        why = refusal(error)
        return problem(f"打不开（{why.zh}）", f"it cannot be opened ({why.en})")
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


def find_source(id_or_path: str | os.PathLike[str]) -> Source | Diagnostic:
    """The text of a shipped rubric or of a file; a message where there is none."""
    text = os.fspath(id_or_path)
    files = shipped()
    if text in files:
        return shipped_source(text)
    if not os.path.exists(text):
        return _unknown(text, files)
    return read_source(Path(text))


def shipped_source(id_: str) -> Source | Diagnostic:
    """The text of a shipped rubric."""
    return decode(shipped()[id_].read_bytes(), f"{id_}.rubric")


def _unknown(name: str, files: Mapping[str, Any]) -> Diagnostic:
    """What to say of a name that is neither an id nor a file: the ids and the files near it."""
    folder, file = os.path.split(name)
    try:
        beside = [entry[: -len(".rubric")] for entry in os.listdir(folder or ".") if entry.endswith(".rubric")]
    except (OSError, ValueError):
        beside = []
    stem = file.removesuffix(".rubric")
    # An editor of Windows puts .txt behind the name that was typed, and the folder does not show it.
    hidden = (entry for entry in (f"{name}.txt", os.path.join(folder, f"{stem}.txt")) if os.path.isfile(entry))
    others = (os.path.join(folder, f"{entry}.rubric") for entry in suggest(stem, beside))
    near = tuple(dict.fromkeys((*hidden, *suggest(name, files), *others)))
    args = {"name": name, "shipped": list(files)}
    return Diagnostic(errors.NO_SUCH_RUBRIC, Span(Source(name, ""), 0, 0), args, suggestions=near)
