"""Messages for a terminal: the sentence, the author's line with the place marked under it, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable

from perfrules.diagnostics.diagnostic import Diagnostic, Severity
from perfrules.source import Span, cell_width

_SEVERITY = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("提醒", "warning"),
    Severity.NOTE: ("说明", "note"),
}
_TAB = "    "
_MOST_CELLS = 120


def render_text(diagnostics: Iterable[Diagnostic], lang: str) -> str:
    """All messages, one block each, an empty line between."""
    return "\n\n".join(render_one(item, lang) for item in diagnostics)


def render_one(item: Diagnostic, lang: str) -> str:
    """One message as a block of lines."""
    zh = lang == "zh"
    severity = _SEVERITY[item.severity][0 if zh else 1]
    lines = [f"{severity} {item.kind.code} {item.kind.name}: {item.message(lang)}"]
    if item.span.source.name and not item.span.source.text:
        lines.append(f"  --> {item.span.source.name}")
    elif item.span.source.text:
        line, column = item.span.position
        lines.append(f"  --> {item.span.source.name}:{line}:{column}")
        here = [label.words[lang] for label in item.labels if label.span == item.span]
        lines += _excerpt(item.span, here[0] if here else "")
        for label in item.labels:
            if label.span == item.span and label.words[lang] == here[0]:
                continue
            if label.span.source is not item.span.source:
                lines.append(f"  --> {label.span.source.name}:{label.span.position[0]}:{label.span.position[1]}")
            lines += _excerpt(label.span, label.words[lang])
    text = item.help(lang)
    if text:
        lines.append(f"  = {'办法' if zh else 'help'}: {text}")
    for fix in item.fixes:
        edits = "; ".join(_edit(span, new, zh) for span, new in fix.edits)
        lines.append(f"  = {'改法' if zh else 'fix'}: {fix.title[lang]}: {edits}")
    return "\n".join(_visible(line) for line in lines)


def render_place(span: Span) -> str:
    """A place by itself: the file with line and column, the author's line, and the mark under it."""
    line, column = span.position
    return "\n".join(_visible(text) for text in [f"  --> {span.source.name}:{line}:{column}", *_excerpt(span, "")])


def _edit(span: Span, new: str, zh: bool) -> str:
    line = span.position[0]
    where = f"第{line}行" if zh else f"line {line}"
    old = span.text
    if not old:
        return f"{where} + {new.strip()}"
    if not new:
        return f"{where} - {old.strip()}"
    return f"{where} {old.strip()} -> {new.strip()}"


def _excerpt(span: Span, words: str) -> list[str]:
    line, column = span.position
    text = span.source.line(line)
    start = column - 1
    length = max(1, min(span.end - span.start, len(text) - start))
    stop = start + min(length, _MOST_CELLS)
    before, marked, after = text[:start], text[start:stop], text[start + length : start + length + _MOST_CELLS]
    # A very long line is cut around the place, so that the mark stays on the screen.
    kept = _keep_end(before[-_MOST_CELLS:])
    before, cut = kept, len(before) > len(kept)
    after = after[: max(0, _MOST_CELLS - len(before) - len(marked))]
    before, marked, after = (_visible(part) for part in (before, marked, after))
    lead = "..." if cut else ""
    number = str(line)
    gutter = " " * len(number)
    mark = "^" * max(1, cell_width(marked))
    return [
        f" {gutter} |",
        f" {number} | {lead}{before}{marked}{after}",
        f" {gutter} | {' ' * (len(lead) + cell_width(before))}{mark}{' ' + words if words else ''}",
    ]


def _keep_end(text: str) -> str:
    return text if cell_width(text) <= _MOST_CELLS // 2 else text[-_MOST_CELLS // 4 :]


def _visible(text: str) -> str:
    """Tabs as spaces, and what a terminal would not show or would act on as a replacement mark."""
    return "".join(
        _TAB if c == "\t" else c if c.isprintable() or c == "\u3000" or c == "\xa0" else "\ufffd" for c in text
    )
