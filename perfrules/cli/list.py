"""`perfrules list`: the rubrics that come with the library."""

from __future__ import annotations

from typing import Any

from perfrules.cli.command import Command, format_option
from perfrules.cli.session import FINE, Session
from perfrules.source import Words, cell_width, pad

_ABOUT = Words("列出自带的评价表", "list the rubrics that come with perfrules")
_HEAD = (Words("代码", "ID"), Words("年度", "Year"), Words("满分", "Points"), Words("名称", "Title"))


def command(lang: str) -> Command:
    """The command in a language."""
    params = [format_option(lang, "text", "json")]
    return Command("list", lang, _ABOUT, run, params, ["perfrules list", "perfrules list --format json"])


def run(session: Session, format: str) -> int:
    """Print id, year, points and title of each."""
    from perfrules.api import RubricError, load, shipped
    from perfrules.types.show import exact

    found: list[dict[str, Any]] = []
    for id_ in shipped():
        try:
            rubric = load(id_)
        except RubricError:
            title = session[Words("（有错误，见 perfrules check）", "(has errors, see perfrules check)")]
            found.append({"id": id_, "year": None, "points": None, "title": title})
        else:
            points = exact(rubric.model.points)
            found.append({"id": id_, "year": rubric.model.year, "points": points, "title": rubric.title})
    if format == "json":
        session.json({"rubrics": found})
        return FINE
    rows = [tuple(words[session.lang] for words in _HEAD)]
    rows += [(row["id"], row["year"] or "", row["points"] or "", row["title"]) for row in found]
    widths = [max(cell_width(row[i]) for row in rows) for i in range(len(_HEAD) - 1)]
    for row in rows:
        cells = [pad(cell, width) for cell, width in zip(row, widths, strict=False)]
        session.out("  ".join([*cells, row[-1]]))
    return FINE
