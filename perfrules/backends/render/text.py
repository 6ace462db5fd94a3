"""The rubric as aligned text: what `perfrules show` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfrules.backends.render.about import below, full_marks, limit_notes, other_notes
from perfrules.backends.render.criterion import LanguageLike, Statement, criterion, note_text
from perfrules.model.model import Indicator, Rubric
from perfrules.source import cell_width, pad, wrap
from perfrules.syntax import nodes as n
from perfrules.types.show import decimal

WIDTH = 100
_MOST_NAME, _LEAST_CRITERION = 34, 30
_GAP = "  "


def rubric_table(rubric: Rubric, language: LanguageLike, lang: str = "zh", width: int = WIDTH) -> str:
    """The table: levels, points, the criterion in words, 依据 and 假定 under what they belong to."""
    zh = lang == "zh"
    head = ("指标", "分值", "评分标准") if zh else ("Indicator", "Points", "Criterion")
    names = [(2 * max(0, node.depth - 1), node.name) for node in rubric.walk()]
    name = min(_MOST_NAME, max(cell_width(head[0]), *(indent + cell_width(text) for indent, text in names)))
    figures = [decimal(node.points) for node in rubric.walk()]
    figure = max(map(cell_width, (head[1], *figures)))
    rest = max(_LEAST_CRITERION, width - name - figure - 2 * len(_GAP))
    lines = [*_head(rubric, lang, width), "", _GAP.join((pad(head[0], name), pad(head[1], figure), head[2]))]
    lines.append("-" * width)
    for node in rubric.walk():
        lines += _node(node, language, lang, (name, figure, rest), shown=not rubric.results)
    lines.append("-" * width)
    return "\n".join([*lines, *_foot(rubric, language, lang, width)])


def _head(rubric: Rubric, lang: str, width: int) -> Iterator[str]:
    zh = lang == "zh"
    yield rubric.title
    facts = [
        (f"代码 {rubric.id}" if zh else f"id {rubric.id}") if rubric.id else "",
        (f"年度 {rubric.year}" if zh else f"year {rubric.year}") if rubric.year else "",
        full_marks(rubric, lang),
    ]
    yield ("，" if zh else ", ").join(fact for fact in facts if fact)
    yield from _notes(rubric.notes, lang, width)


def _node(
    node: Indicator, language: LanguageLike, lang: str, widths: tuple[int, int, int], *, shown: bool
) -> Iterator[str]:
    name, figure, rest = widths
    indent = 2 * max(0, node.depth - 1)
    names = [" " * indent + line for line in wrap(node.name, max(4, name - indent))]
    words: list[str] = []
    for statement in criterion(node, language):
        words += _statement(statement, lang, rest, "")
    words += _notes(node.notes, lang, rest)
    for i in range(max(len(names), len(words))):
        left = names[i] if i < len(names) else ""
        middle = decimal(node.points) if i == 0 and node.points and shown else ""
        right = words[i] if i < len(words) else ""
        yield _GAP.join((pad(left, name), pad(middle, figure, right=True), right)).rstrip()


def _statement(statement: Statement, lang: str, width: int, lead: str) -> Iterator[str]:
    for i, line in enumerate(wrap(statement.text[lang], width - len(lead))):
        yield (lead if i == 0 else " " * len(lead)) + line
    inner = " " * len(lead) + "  "
    for row in statement.rows:
        yield from _statement(row, lang, width, inner)
    for line in _notes(statement.notes, lang, width - len(inner)):
        yield inner + line


def _notes(notes: Iterable[n.Note], lang: str, width: int) -> Iterator[str]:
    for note in notes:
        for i, line in enumerate(wrap(note_text(note, lang), width - 2)):
            yield ("  " if i else "") + line


def _foot(rubric: Rubric, language: LanguageLike, lang: str, width: int) -> Iterator[str]:
    zh = lang == "zh"
    for name, text in below(rubric, language, lang):
        yield from wrap(f"{name}：{text}" if zh else f"{name}: {text}", width)
    yield from _notes((*limit_notes(rubric), *other_notes(rubric)), lang, width)
