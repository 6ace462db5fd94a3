"""The bytes of a file and their text, read within limits; or why that cannot be done."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.given import place
from perfrules.source import Words
from perfrules.system import refusal

MOST_BYTES = 8_000_000
MOST_TOML_BYTES = 1_000_000
MOST_YAML_BYTES = 300_000
"""YAML is read in plain Python, slowly; 300 kB are some thousand facts."""


def unreadable(file: str, zh: str, en: str, line: int = 0) -> Diagnostic:
    """The diagnostic of a file that cannot be read."""
    span = place(f"{file}:{line}" if line else file)
    return Diagnostic(errors.UNREADABLE, span, {"file": file, "why": Words(zh, en)})


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes | Diagnostic:
    """The bytes of a regular file of a limited size."""
    file = str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return unreadable(file, "这是一个文件夹", "it is a folder")
        if not stat.S_ISREG(mode):  # a pipe may never end, and a device may block
            return unreadable(file, "这不是普通文件", "it is not a regular file")
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except FileNotFoundError:
        return unreadable(file, "没有这个文件", "there is no such file")
    except PermissionError:
        return unreadable(file, "没有读取的权限", "permission denied")
    except ValueError:
        return unreadable(file, "文件名里有不能用的字符", "its name holds a character that no file name can have")
    except OSError as error:
        why = refusal(error)
        return unreadable(file, f"打不开（{why.zh}）", f"it cannot be opened ({why.en})")
    if len(data) > most:
        return unreadable(file, f"超过 {most} 字节", f"it is above {most} bytes")
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return unreadable(file, "文件是空的", "it is empty")
    return data


def text_of(data: bytes, file: str, *, gbk: bool = False) -> str | Diagnostic:
    """The text of bytes: UTF-8 or marked UTF-16; GBK too where programs on Chinese Windows still write it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"] if gbk else ["utf-8-sig"]
    text = None
    for encoding in encodings:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None:
        if not gbk and _is_gbk(data):
            zh, en = "看来是 GBK（ANSI）编码，请另存为 UTF-8", "it seems to be GBK (ANSI); save it as UTF-8"
            return unreadable(file, zh, en)
        return unreadable(file, "编码不是 UTF-8", "it is not UTF-8")
    if any(char < " " and char not in "\t\n\r\f\v" for char in text):
        return unreadable(file, "含有控制字符，像是二进制文件", "it holds control characters, as binary files do")
    return text


def _is_gbk(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= char <= "\u9fff" for char in text[:10_000])
