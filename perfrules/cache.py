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
from pathlib import Path
from zlib import crc32


def folder() -> Path | None:
    """The cache folder of this user, or None where caching is off."""
    stated = os.environ.get("PERFRULES_CACHE")
    if stated is not None:
        return Path(stated) if stated else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "perfrules" / "cache" if base else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "perfrules"
    except RuntimeError:  # no home folder
        return None


def read(name: str) -> bytes | None:
    """The bytes kept under a name, or None."""
    base = folder()
    if base is None:
        return None
    try:
        return (base / name).read_bytes()
    except OSError:
        return None


def write(name: str, data: bytes) -> None:
    """Keep bytes under a name; whole or not at all, so that parallel processes never read half a file."""
    base = folder()
    if base is None:
        return
    import tempfile  # only where something is written: it loads the compressors

    with contextlib.suppress(OSError):
        base.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=base)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(temporary, base / name)
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
    package = Path(__file__).parent
    found = [(package / "__init__.py").read_text(encoding="utf-8")]
    for folder, _, files in sorted(os.walk(package)):
        for name in sorted(files):
            if name.endswith((".py", ".lark", ".txt")):
                about = os.stat(os.path.join(folder, name))
                found.append(f"{name} {about.st_size} {about.st_mtime_ns}")
    return "\n".join(found)


def trusted(name: str) -> Path | None:
    """The file kept under a name, if it is there and nobody else can have written it."""
    base = folder()
    if base is None:
        return None
    try:
        found = (base / name).stat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return None
    return base / name


def sealed(data: bytes) -> bytes:
    """Bytes behind their checksum: what a failing disk left of them is told from them."""
    return crc32(data).to_bytes(4, "big") + data


def own(name: str) -> memoryview | None:
    """The sealed bytes that this user kept under a name, or None."""
    data = read(name) if trusted(name) is not None else None
    if data is None or crc32(memoryview(data)[4:]).to_bytes(4, "big") != data[:4]:
        return None
    return memoryview(data)[4:]
