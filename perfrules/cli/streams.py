"""Output that any console takes: what its encoding lacks gets a plain twin, and a closed pipe is not an error."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any, TextIO

_HANDLER = "perfrules-twins"
_TWINS = {
    "−": "-",
    "–": "-",
    "—": "-",
    "×": "x",
    "÷": "/",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "「": '"',
    "」": '"',
    "“": '"',
    "”": '"',
    "，": ", ",
    "。": ".",
    "；": "; ",
    "：": ": ",
    "、": ", ",
    "（": " (",
    "）": ")",
    "·": ".",
    "\xa0": " ",
}


def _twin(error: UnicodeError) -> tuple[str, int]:
    """What to write for characters that an encoding lacks: an ASCII twin, or the character's number."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_ascii, error.object[error.start : error.end])), error.end


def _ascii(char: str) -> str:
    twin = _TWINS.get(char) or unicodedata.normalize("NFKC", char)
    return twin if twin.isascii() else char.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error(_HANDLER, _twin)


@contextlib.contextmanager
def any_console() -> Iterator[None]:
    """Within it, standard output and standard error take every character."""
    before: list[tuple[Any, str]] = []
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            before.append((reconfigure, getattr(stream, "errors", None) or "strict"))
            reconfigure(errors=_HANDLER)
    try:
        yield
    finally:
        for reconfigure, errors in before:
            # A stream that was closed meanwhile needs nothing back.
            with contextlib.suppress(ValueError, OSError):
                reconfigure(errors=errors)


def is_unicode(stream: TextIO | None) -> bool:
    """Whether a stream can take every character as it is."""
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
    return encoding.replace("-", "").replace("_", "").startswith("utf")


def write(stream: TextIO | None, text: str) -> bool:
    """Write a text and its line end; False where nobody reads any more."""
    if stream is None:
        return False
    try:
        stream.write(text + "\n")
        stream.flush()
    except OSError as error:
        # Windows calls a broken pipe EINVAL.
        if error.errno not in (errno.EPIPE, errno.EINVAL):
            raise
        _silence(stream)
        return False
    return True


def _silence(stream: TextIO) -> None:
    """Send what is still in the buffer nowhere, so that the end of the process does not complain."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
