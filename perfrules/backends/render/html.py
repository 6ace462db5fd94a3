"""The rubric as an HTML table laid out like the printed 指标体系表: a column a level, cells that span their parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from perfrules.backends.render.about import below, full_marks, limit_notes, other_notes
from perfrules.backends.render.criterion import LanguageLike, Statement, criterion, note_text
from perfrules.model.model import Indicator, Rubric
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.show import decimal, points

_LEVELS = (
    Words("一级指标", "Level 1"),
    Words("二级指标", "Level 2"),
    Words("三级指标", "Level 3"),
    Words("评分点", "Criterion"),
)
_STYLE = (
    ".perfrules-rubric{border-collapse:collapse;font-size:90%}"
    ".perfrules-rubric th,.perfrules-rubric td{border:1px solid #999;padding:.2em .5em;"
    "text-align:left;vertical-align:top}"
    ".perfrules-rubric .figure{text-align:right}"
    ".perfrules-rubric ul{margin:0;padding-left:1.2em}"
    ".perfrules-rubric .note{color:#555;font-size:90%}"
)


def rubric_table(rubric: Rubric, language: LanguageLike, lang: str = "zh") -> str:
    """The table with its 依据, 假定, rounding and grades; every text escaped."""
    return "".join(_parts(rubric, language, lang))


def rubric_page(rubric: Rubric, language: LanguageLike, lang: str = "zh") -> str:
    """The table as a page of its own."""
    return (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        f"<title>{escape(rubric.title)}</title></head><body>{rubric_table(rubric, language, lang)}</body></html>"
    )


def _parts(rubric: Rubric, language: LanguageLike, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    levels = max((node.depth for node in rubric.walk()), default=1)
    yield f'<style>{_STYLE}</style><table class="perfrules-rubric" lang="{"zh-CN" if zh else "en"}">'
    yield f"<caption>{escape(rubric.title)}{_note_list(rubric.notes, lang)}</caption><thead><tr>"
    for words in (*_LEVELS[:levels], Words("评分标准", "Scoring"), Words("分值", "Points")):
        yield f"<th>{escape(words[lang])}</th>"
    yield "</tr></thead><tbody>"
    for indicator in rubric.indicators:
        yield from _rows(indicator, levels, language, lang, not rubric.results)
    if rubric.adjustments is not None:
        yield from _adjustments(rubric.adjustments, levels, language, lang)
    total = Words("总分", "Total")[lang]
    full = escape(full_marks(rubric, lang)) if rubric.results else decimal(rubric.points)
    yield f'<tr><th colspan="{levels + 1}">{total}</th><td class="figure">{full}</td></tr>'
    yield "</tbody></table>"
    for name, text in below(rubric, language, lang):
        yield f"<p>{escape(name)}{'：' if zh else ': '}{escape(text)}</p>"
    yield _note_list((*limit_notes(rubric), *other_notes(rubric)), lang)


def _adjustments(section: Indicator, levels: int, language: LanguageLike, lang: str) -> Iterator[str]:
    """加减分: a line of its own, then its headings as any other."""
    if section.is_leaf:
        yield from _rows(section, levels, language, lang, True)
        return
    text = escape(section.name) + _criterion(section, language, lang)
    yield f'<tr><th colspan="{levels + 1}">{text}</th><td></td></tr>'
    for child in section.children:
        yield from _rows(child, levels, language, lang, True)


def _rows(top: Indicator, levels: int, language: LanguageLike, lang: str, shown: bool) -> Iterator[str]:
    """A row for each leaf; a heading's cell stands in the row of its first one."""
    opened: set[int] = set()
    for leaf in _printed(top):
        path = _path(leaf)
        cells = []
        for i, node in enumerate(path):
            if id(node) in opened:
                continue
            opened.add(id(node))
            # A level that is skipped belongs to the cell behind it; a leaf goes on to the last one.
            first = path[i - 1].depth + 1 if i else 1
            last = levels if node is leaf else node.depth
            bare = node is leaf or not node.points or not shown
            name = node.name
            if not bare:
                worth = points(node.points)
                name += Words(f"（{worth.zh}）", f" ({worth.en})")[lang]
            text = escape(name) + ("" if node is leaf else _criterion(node, language, lang))
            cells.append(f'<td rowspan="{len(_printed(node))}" colspan="{last - first + 1}">{text}</td>')
        cells.append(f"<td>{_criterion(leaf, language, lang)}</td>")
        cells.append(f'<td class="figure">{decimal(leaf.points) if leaf.points and shown else ""}</td>')
        yield f"<tr>{''.join(cells)}</tr>"


def _printed(top: Indicator) -> list[Indicator]:
    """The headings below one, or itself, that have none below them: each is a row."""
    return [node for node in top.walk() if not node.children]


def _path(leaf: Indicator) -> list[Indicator]:
    found: list[Indicator] = []
    node: Indicator | None = leaf
    while node is not None and (node.depth or node is leaf):
        found.append(node)
        node = node.parent
    return found[::-1]


def _criterion(leaf: Indicator, language: LanguageLike, lang: str) -> str:
    return "".join(_statement(item, lang) for item in criterion(leaf, language)) + _note_list(leaf.notes, lang)


def _statement(item: Statement, lang: str) -> str:
    return f"<div>{_text(item, lang)}</div>"


def _text(item: Statement, lang: str) -> str:
    rows = "".join(f"<li>{_text(row, lang)}</li>" for row in item.rows)
    return f"{escape(item.text[lang])}{f'<ul>{rows}</ul>' if rows else ''}{_note_list(item.notes, lang)}"


def _note_list(notes: Iterable[n.Note], lang: str) -> str:
    return "".join(f'<div class="note">{escape(note_text(note, lang))}</div>' for note in notes)
