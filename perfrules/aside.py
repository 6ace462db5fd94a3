"""Files that get their name when they are whole, and not before."""

from __future__ import annotations

import os
from typing import Self


class Aside:
    """A file that is written beside its place under a hidden name, and takes its place when it is whole.

    Whatever keeps it from being whole (a full disk, a signal, the end of the process) leaves nothing under its name,
    and what was there before. Use it in a `with`: what was not `finish`ed is removed.
    """

    def __init__(self, path: str) -> None:
        import tempfile  # only where something is written: it loads the compressors

        self.path = os.path.realpath(path)
        folder = os.path.dirname(self.path)
        try:
            handle, self._aside = tempfile.mkstemp(prefix=".perfrules-", suffix=".tmp", dir=folder)
        except OSError as error:
            # Nobody asked for the hidden name.
            raise OSError(error.errno, error.strerror, path) from None
        self.file = os.fdopen(handle, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._aside:
            try:
                self.file.close()
            except OSError:
                pass  # a full disk: what was not written is not wanted any more
            finally:
                os.unlink(self._aside)
                self._aside = ""

    def whole(self) -> None:
        """Bring everything to the disk; nothing can be written any more."""
        if not self.file.closed:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()

    def finish(self) -> None:
        """Give the file its name, with the rights of the one that it replaces; everything is on the disk before."""
        self.whole()
        os.chmod(self._aside, _mode(self.path))
        os.replace(self._aside, self.path)
        self._aside = ""


def write_whole(path: str, data: bytes) -> None:
    """Write or replace a file, whole or not at all."""
    with Aside(path) as made:
        made.file.write(data)
        made.finish()


def _mode(path: str) -> int:
    """The rights of the file that is replaced, or those that a new file gets."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
