"""Messages on a terminal and as JSON; many of one kind without a place are told as a list, their remedy once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.render.json import render_json
from perfrules.diagnostics.render.text import render_one

_FEW = 3


def as_json(diagnostics: Iterable[Diagnostic], lang: str) -> list[dict[str, Any]]:
    """The messages as JSON-ready objects."""
    return render_json(diagnostics, lang)


def as_text(diagnostics: Iterable[Diagnostic], lang: str) -> str:
    """The messages as blocks, an empty line between."""
    return "\n\n".join(_blocks(diagnostics, lang))


def _blocks(diagnostics: Iterable[Diagnostic], lang: str) -> Iterator[str]:
    def alike(item: Diagnostic) -> tuple[str, str, str]:
        place = item.span.source.name if not item.span.source.text else f"{item.span.source.name}:{item.span.start}"
        return item.kind.code, place, item.help(lang)

    for (_, place, remedy), group in groupby(diagnostics, alike):
        items = list(group)
        if len(items) < _FEW or ":" in place:
            yield from (render_one(item, lang) for item in items)
            continue
        lines = [render_one(items[0], lang).splitlines()[0].split(": ", 1)[0] + ":"]
        lines += [f"  {item.message(lang)}" for item in items]
        if place:
            lines.append(f"  --> {place}")
        if remedy:
            lines.append(f"  = {'办法' if lang == 'zh' else 'help'}: {remedy}")
        yield "\n".join(lines)
