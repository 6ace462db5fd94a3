"""Messages for code scanners and editors: a SARIF 2.1.0 log, columns in characters (unicodeCodePoints)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from perfrules.diagnostics.diagnostic import Diagnostic, Fix, Kind, opened
from perfrules.source import Span, Words, writable

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(diagnostics: Sequence[Diagnostic], lang: str, version: str, site: str = "") -> dict[str, Any]:
    """One run as a JSON-ready log.

    `version` is that of perfrules, `site` the address where the documentation that `make docs` builds can be read:
    rules then point to their page (`helpUri`).
    """
    kinds = list(dict.fromkeys(item.kind for item in diagnostics))
    files = list(dict.fromkeys(writable(item.span.origin.source.name) for item in diagnostics))
    driver = {
        "name": "perfrules",
        "version": version,
        "language": {"zh": "zh-CN"}.get(lang, lang),
        "rules": [_rule(kind, lang, site) for kind in kinds],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": _artifact(name), "sourceLanguage": "perfrules"} for name in files if name],
        "results": [_result(item, kinds.index(item.kind), lang) for item in diagnostics],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def page_of(kind: Kind) -> str:
    """Where a message is told of, from the root of the site."""
    return f"reference/diagnostics/pr{kind.code[2]}.html#{kind.code.lower()}-{kind.name}"


def _rule(kind: Kind, lang: str, site: str) -> dict[str, Any]:
    told = Words(kind.zh, kind.en)[lang]
    remedy = Words(kind.help_zh, kind.help_en)[lang]
    found: dict[str, Any] = {
        "id": kind.code,
        "name": kind.name,
        "shortDescription": {"text": opened(told)},
        "defaultConfiguration": {"level": kind.severity.value},
    }
    if remedy:
        found["help"] = {"text": opened(remedy)}
    if site:
        found["helpUri"] = f"{site.rstrip('/')}/{page_of(kind)}"
    return found


def _result(item: Diagnostic, rule: int, lang: str) -> dict[str, Any]:
    remedy = item.help(lang)
    found: dict[str, Any] = {
        "ruleId": item.kind.code,
        "ruleIndex": rule,
        "level": item.severity.value,
        "message": _message(item.message(lang) + (_STOP[lang == "zh"] + remedy if remedy else "")),
    }
    if item.span.source.name:
        found["locations"] = [_location(item.span)]
    if item.labels:
        labels = [(label.span, label.words[lang]) for label in item.labels]
        found["relatedLocations"] = [{**_location(span), "message": _message(text)} for span, text in labels]
    if item.fixes:
        found["fixes"] = [_fix(fix, lang) for fix in item.fixes]
    return found


_STOP = ("; ", "。")


def _message(text: str) -> dict[str, str]:
    """A message; braces are doubled, since {0} would be a placeholder."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _fix(fix: Fix, lang: str) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for span, new in fix.edits:
        origin = span.origin
        replaced = {"deletedRegion": _region(origin), "insertedContent": {"text": writable(new)}}
        changes.setdefault(writable(origin.source.name), []).append(replaced)
    made = [{"artifactLocation": _artifact(name), "replacements": edits} for name, edits in changes.items()]
    return {"description": _message(fix.title[lang]), "artifactChanges": made}


def _location(span: Span) -> dict[str, Any]:
    origin = span.origin
    place: dict[str, Any] = {"artifactLocation": _artifact(writable(origin.source.name))}
    if origin.source.text:
        place["region"] = {**_region(origin), "snippet": {"text": writable(origin.text)}}
    return {"physicalLocation": place}


def _region(span: Span) -> dict[str, Any]:
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _artifact(name: str) -> dict[str, Any]:
    path = PurePath(name)
    return {"uri": path.as_uri() if path.is_absolute() else quote(path.as_posix())}
