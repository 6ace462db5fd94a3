"""Derived tables kept between processes: built once, keyed by what they are derived from, never needed to be right.

A cache that cannot be read or written (a read-only home, a full disk, a damaged file) is as good as none: the
table is derived again. `PERFRULES_CACHE` names another folder; empty, it turns caching off. What is run or believed
without a check is taken only if nobody else can have written it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from functools import cache as once
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def _base() -> str | None:
    stated = os.environ.get("PERFRULES_CACHE")
    if stated is not None:
        return stated or None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return os.path.join(base, "perfrules", "cache") if base else None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return None if base.startswith("~") else os.path.join(base, "perfrules")  # ~ stays where there is no home folder


def folder() -> Path | None:
    """The cache folder of this user, or None where caching is off."""
    from pathlib import Path  # half of all that importing a kept module takes

    base = _base()
    return None if base is None else Path(base)


def read(name: str) -> bytes | None:
    """The bytes kept under a name, or None."""
    base = _base()
    if base is None:
        return None
    try:
        with open(os.path.join(base, name), "rb") as file:
            return file.read()
    except OSError:
        return None


def write(name: str, data: bytes) -> None:
    """Keep bytes under a name; whole or not at all, so that parallel processes never read half a file."""
    base = _base()
    if base is None:
        return
    import tempfile  # only where something is written: it loads the compressors

    with contextlib.suppress(OSError):
        os.makedirs(base, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=base)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(temporary, os.path.join(base, name))
        except OSError:
            os.unlink(temporary)
            raise


def key(*parts: bytes) -> str:
    """What names a thing that is kept: all that it came of, the compiler and the Python included."""
    about = (*parts, compiler().encode(), f"{sys.version} {sys.flags.optimize}".encode())
    return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in about)).hexdigest()[:40]


@once
def compiler() -> str:
    """What tells one compiler from another: its version, and its files by size and time where they are at hand."""
    package = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(package, "__init__.py"), encoding="utf-8") as file:
        found = [file.read()]
    for folder, _, files in sorted(os.walk(package)):
        for name in sorted(files):
            if name.endswith((".py", ".lark", ".txt")):
                about = os.stat(os.path.join(folder, name))
                found.append(f"{name} {about.st_size} {about.st_mtime_ns}")
    return "\n".join(found)


def owned(name: str) -> str | None:
    """The file kept under a name, if it is there and nobody else can have written it."""
    base = _base()
    if base is None:
        return None
    file = os.path.join(base, name)
    try:
        found = os.stat(file)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return None
    return file


def trusted(name: str) -> Path | None:
    """The same as a path."""
    from pathlib import Path

    file = owned(name)
    return None if file is None else Path(file)


def sealed(data: bytes) -> bytes:
    """Bytes behind their checksum: what a failing disk left of them is told from them."""
    return crc32(data).to_bytes(4, "big") + data


def own(name: str) -> memoryview | None:
    """The sealed bytes that this user kept under a name, or None."""
    data = read(name) if owned(name) is not None else None
    if data is None or crc32(memoryview(data)[4:]).to_bytes(4, "big") != data[:4]:
        return None
    return memoryview(data)[4:]
