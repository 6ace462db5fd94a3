"""One run of the command line: its language, its form of output, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from attrs import define, field

from perfrules.cli.streams import is_unicode, write
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.diagnostics import Diagnostic

FINE, FINDINGS, BAD_INPUT, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: all is well; something was found in what was checked; the command, a file or the data cannot be used;
nothing was found, but something could be neither proved nor refuted."""

NARROWEST, WIDTH, WIDEST = 72, 100, 120


class InputProblem(Exception):
    """What was given cannot be used; ends the command with these messages."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__()
        self.diagnostics = diagnostics


@define
class Session:
    """What every command is given. `format` is text, or what --format says."""

    lang: str
    format: str = "text"
    stated: bool = False
    """Whether somebody said which language to speak; if nobody did, what is told of a file is in the file's."""
    _reading: bool = field(default=True, init=False)

    def __getitem__(self, words: Words) -> str:
        """A text in the language of the session."""
        return words[self.lang]

    def follow(self, lang: str | None) -> None:
        """Speak the language of the file in hand from here on, unless another was asked for."""
        if lang is not None and not self.stated:
            self.lang = lang

    @property
    def width(self) -> int:
        """How wide to print: the terminal's width within reason; a fixed one where output goes elsewhere."""
        if not self.terminal and "COLUMNS" not in os.environ:
            return WIDTH
        return min(WIDEST, max(NARROWEST, shutil.get_terminal_size((WIDTH, 24)).columns - 1))

    @property
    def terminal(self) -> bool:
        """Whether a person reads the output as it comes."""
        return sys.stdout is not None and sys.stdout.isatty()

    def out(self, text: str) -> None:
        """Print to standard output; silently nothing once the reader is gone."""
        if self._reading:
            self._reading = write(sys.stdout, text)

    def err(self, text: str) -> None:
        """Print to standard error."""
        write(sys.stderr, text)

    def json(self, value: Any) -> None:
        """Print a value as JSON: readable Chinese where the stream can take it, else escaped."""
        self.out(json.dumps(value, ensure_ascii=not is_unicode(sys.stdout), indent=2))

    def problems(self, diagnostics: Iterable[Diagnostic]) -> int:
        """Print why the command cannot go on; its exit code."""
        from perfrules.cli.messages import as_json, as_text

        found = tuple(diagnostics)
        if self.format == "json":
            self.json({"diagnostics": as_json(found, self.lang)})
        else:
            self.err(as_text(found, self.lang))
        return BAD_INPUT
