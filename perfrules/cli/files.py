"""Files that commands write: whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
import tempfile

from perfrules.cli.session import InputProblem
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.output import OUTPUT_EXISTS
from perfrules.source import NOWHERE


def write_new(name: str, data: bytes, force: bool) -> None:
    """Write a file; one that is there is kept unless `force` is given. Raises InputProblem where it is kept."""
    if os.path.lexists(name) and not force:
        raise InputProblem(Diagnostic(OUTPUT_EXISTS, NOWHERE, {"file": name}))
    write_whole(os.path.realpath(name), data)


def write_whole(path: str, data: bytes) -> None:
    """Write or replace a file: the new one is complete beside it before the old one goes, and keeps its rights."""
    handle, aside = tempfile.mkstemp(prefix=".perfrules-", suffix=".tmp", dir=os.path.dirname(path) or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(aside, _mode(path))
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise


def _mode(path: str) -> int:
    """The rights of the file that is replaced, or those that a new file gets."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
