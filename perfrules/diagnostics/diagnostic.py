"""What a message to the rubric's author is: data first, words last.

A `Kind` is one thing that can be wrong, with its code for search and its name for people; a `Diagnostic` is
one occurrence of it at a place, with the figures and names of the case as typed arguments. The words are put
together only when somebody reads them, in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from attrs import field, frozen

from perfrules.source import Span, Words, many, writable
from perfrules.types.interval import Interval


class Severity(Enum):
    """An error stops scoring, a warning points at a likely slip, a note states what the reader should know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@frozen
class Kind:
    """One thing that can be wrong.

    `zh` and `en` are the sentence with `{slots}`; `help_zh` and `help_en` say what to do; `about` is the page of
    the catalogue, in English: when it arises and why it matters.
    """

    code: str
    name: str
    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""
    about: str = ""
    severity: Severity = Severity.ERROR


@frozen
class Label:
    """A second place that a message speaks of, with a word on it."""

    span: Span
    words: Words


@frozen
class Fix:
    """A change that the author can apply: what it does, and the replacement of each span."""

    title: Words
    edits: tuple[tuple[Span, str], ...]

    def apply(self, text: str) -> str:
        """The source text with every edit made."""
        for span, new in sorted(self.edits, key=lambda edit: edit[0].start, reverse=True):
            text = text[: span.start] + new + text[span.end :]
        return text


@frozen
class Doubt:
    """What an error is about that may yet be shown to be safe.

    `kind` is divisor, gap or overlap (of bands), rows (conditions over several measures) or range (of a score). `span`
    is the place in question, `interval` the gap, what is held twice, or the range that is to be kept.
    """

    kind: str
    span: Span
    interval: Interval | None = None


MOST_SHOWN = 200
"""A longer text of the author's is cut in a message."""
MOST_ITEMS = 20
"""A longer list is cut in a message."""


def in_words(value: Any, lang: str) -> str:
    """An argument of a message as the reader sees it."""
    if isinstance(value, Words):
        return writable(value[lang])
    if isinstance(value, (list, tuple)):
        shown = [in_words(item, lang) for item in value[:MOST_ITEMS]]
        return ("、" if lang == "zh" else ", ").join([*shown, "…"] if len(value) > MOST_ITEMS else shown)
    text = writable(str(value))
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"


@frozen
class Diagnostic:
    """One occurrence of a kind.

    `args` fill the slots of the kind's sentence and are what tests compare; `expected` lists what could stand
    there; `suggestions` are near names or values; `fixes` can be applied to the text.
    """

    kind: Kind
    span: Span
    args: Mapping[str, Any] = field(factory=dict)
    labels: tuple[Label, ...] = ()
    expected: tuple[Words, ...] = ()
    suggestions: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    doubt: Doubt | None = field(default=None, eq=False, repr=False)
    """What it is about, where it may yet be shown to be none."""

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    def message(self, lang: str) -> str:
        """What is wrong, in one sentence."""
        return _fill(self.kind.zh if lang == "zh" else self.kind.en, self.args, lang)

    def help(self, lang: str) -> str:
        """What to do about it; empty where the sentence says it all."""
        parts = []
        if self.expected:
            if lang == "zh":
                parts.append("这里可以写：" + "、".join(words.zh for words in self.expected))
            else:
                parts.append("expected here: " + ", ".join(words.en for words in self.expected))
        if self.suggestions:
            if lang == "zh":
                parts.append("是不是要写" + "或".join(f"「{text}」" for text in self.suggestions) + "？")
            else:
                parts.append("did you mean " + " or ".join(f"`{text}`" for text in self.suggestions) + "?")
        text = _fill(self.kind.help_zh if lang == "zh" else self.kind.help_en, self.args, lang)
        if text:
            parts.append(text)
        found = ""
        for part in parts:
            # A question needs no stop behind it.
            stop = "" if not found or found.endswith("？") else " " if found.endswith("?") else _STOP[lang == "zh"]
            found += stop + part.rstrip("。.")
        return found


_STOP = ("; ", "；")


_SLOT = re.compile(r"\{\w+(?::(?P<noun>[\w ]+))?\}")


def opened(template: str) -> str:
    """A sentence of a kind with … in place of what a message fills in."""
    return _SLOT.sub(lambda slot: f"… {slot['noun']}s" if slot["noun"] else "…", template)


class _Slot(str):
    """What fills a slot; `{count:row}` puts its noun behind a count: 1 row, 3 rows."""

    def __format__(self, noun: str) -> str:
        return many(str(self), noun) if noun else str(self)


def _fill(template: str, args: Mapping[str, Any], lang: str) -> str:
    return template.format_map({key: _Slot(in_words(value, lang)) for key, value in args.items()}) if template else ""
