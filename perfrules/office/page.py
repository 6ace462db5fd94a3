"""A layout and the paragraphs behind it → a page of HTML, or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from perfrules.office.layout import Box, Layout
from perfrules.result.explain import Line

_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','SimSun',sans-serif;max-width:70em;"
    "margin:1em auto;padding:0 1em;line-height:1.5}"
    "h1{font-size:1.4em;text-align:center}"
    "table{border-collapse:collapse;width:100%;font-size:90%}"
    "th,td{border:1px solid #999;padding:.2em .5em;vertical-align:middle;white-space:pre-line}"
    "th{background:#d9e2f3}"
    ".figure,.total,.heading{text-align:center}.total{font-weight:bold}.figure{white-space:nowrap}"
    "p{margin:.2em 0}"
    "@media print{tr{break-inside:avoid}thead{display:table-header-group}}"
)


def html_page(layout: Layout, paragraphs: Sequence[Line], heading: str, lang: str) -> str:
    """The page, every text escaped; `heading` stands above the paragraphs."""
    return "\n".join(_html(layout, paragraphs, heading, lang)) + "\n"


def _html(layout: Layout, paragraphs: Sequence[Line], heading: str, lang: str) -> Iterator[str]:
    code = "zh-CN" if lang == "zh" else "en"
    yield f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{escape(layout.title)}</title>'
    yield f"<style>{_STYLE}</style></head><body><h1>{escape(layout.title)}</h1>"
    if layout.subtitle:
        yield f"<p>{escape(layout.subtitle)}</p>"
    parts = sum(layout.widths)
    yield "<table><colgroup>"
    yield "".join(f'<col style="width:{100 * width / parts:.1f}%">' for width in layout.widths)
    yield (
        "</colgroup><thead><tr>" + "".join(f"<th>{escape(head)}</th>" for head in layout.heads) + "</tr></thead><tbody>"
    )
    for row in by_row(layout):
        yield "<tr>" + "".join(_cell(box) for box in row) + "</tr>"
    yield "</tbody></table>"
    for note in layout.notes:
        yield f"<p>{escape(note)}</p>"
    if paragraphs:
        yield f"<h2>{escape(heading)}</h2>"
    for line in paragraphs:
        text = f"<b>{escape(line.text)}</b>" if line.heading else escape(line.text)
        yield f'<p style="margin-left:{line.indent / 2:.0f}em">{text}</p>'
    yield "</body></html>"


def _cell(box: Box) -> str:
    reach = "".join(
        f' {name}="{count}"' for name, count in (("rowspan", box.rows), ("colspan", box.columns)) if count > 1
    )
    return f'<td class="{box.style}"{reach}>{escape(box.text)}</td>'


def by_row(layout: Layout) -> list[list[Box]]:
    """The boxes by the row that they begin in, from left to right."""
    rows: list[list[Box]] = [[] for _ in range(layout.rows)]
    for box in layout.boxes:
        rows[box.row].append(box)
    return [sorted(row, key=lambda box: box.column) for row in rows]


def markdown(layout: Layout, paragraphs: Sequence[Line], heading: str) -> str:
    """The table with a heading's name in its first row only, since Markdown merges nothing, and the paragraphs."""
    lines = [f"# {_plain(layout.title)}", ""]
    if layout.subtitle:
        lines += [_plain(layout.subtitle), ""]
    figures = {box.column for box in layout.boxes if box.style == "figure"}
    lines.append(_row(layout.heads))
    lines.append("|" + "|".join("---:" if column in figures else "---" for column in range(len(layout.heads))) + "|")
    for row in by_row(layout):
        cells = [""] * len(layout.heads)
        for box in row:
            cells[box.column] = box.text
        lines.append(_row(cells))
    lines.append("")
    for note in layout.notes:
        lines += [_plain(note), ""]
    if paragraphs:
        lines += [f"## {heading}", ""]
    for line in paragraphs:
        text = _plain(line.text)
        lines += [f"**{text}**" if line.heading else text, ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(cell).replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"


def _plain(text: str) -> str:
    """A text whose characters mean nothing in Markdown."""
    for sign in "\\`*_<>#":
        text = text.replace(sign, f"\\{sign}")
    return text
