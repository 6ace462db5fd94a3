"""Messages for programs: everything a message holds, positions from 1, both languages' words left to `lang`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from perfrules.diagnostics.diagnostic import Diagnostic, in_words
from perfrules.source import Span, writable


def render_json(diagnostics: Iterable[Diagnostic], lang: str) -> list[dict[str, Any]]:
    """One JSON-ready object a message."""
    return [_one(item, lang) for item in diagnostics]


def _one(item: Diagnostic, lang: str) -> dict[str, Any]:
    return {
        "code": item.kind.code,
        "name": item.kind.name,
        "severity": item.severity.value,
        "message": item.message(lang),
        "help": item.help(lang),
        **_place(item.span),
        "args": {key: in_words(value, lang) for key, value in item.args.items()},
        "expected": [words[lang] for words in item.expected],
        "suggestions": list(item.suggestions),
        "labels": [{**_place(label.span), "message": label.words[lang]} for label in item.labels],
        "fixes": [
            {
                "title": writable(fix.title[lang]),
                "edits": [{**_place(span), "new": writable(new)} for span, new in fix.edits],
            }
            for fix in item.fixes
        ],
    }


def _place(span: Span) -> dict[str, Any]:
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    return {
        "file": writable(span.source.name),
        "line": line,
        "column": column,
        "endLine": end_line,
        "endColumn": end_column,
        "text": writable(span.text),
    }
