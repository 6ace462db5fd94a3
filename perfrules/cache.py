"""Derived tables kept between processes: built once, keyed by what they are derived from, never needed to be right.

A cache that cannot be read or written (a read-only home, a full disk, a damaged file) is as good as none: the
table is derived again. `PERFRULES_CACHE` names another folder; empty, it turns caching off.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


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
