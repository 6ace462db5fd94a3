"""`perfrules new`: a draft of a rubric, from answers, from a base or from a printed table."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import click

from perfrules.cli.command import Command, Option
from perfrules.cli.files import refuse_existing, write_new
from perfrules.cli.inputs import load_rubric
from perfrules.cli.session import FINE, InputProblem, Session
from perfrules.source import Words, many

if TYPE_CHECKING:
    from perfrules.drafting.around import Read
    from perfrules.drafting.draft import Draft, Head
    from perfrules.drafting.tables import Table

_ABOUT = Words(
    "起草一份评价表：空白的，沿用别的评价表的，或者从印好的表（Excel、Word、文本）读出来的；猜的都标「待核」，没有读懂的标「待写」",
    "draft a rubric: an empty one, one derived from another, or one read from a printed table (Excel, Word, text); "
    "guesses are marked to be checked, what is not understood to be written",
)


def command(lang: str) -> Command:
    """The command in a language."""

    def words(zh: str, en: str) -> str:
        return Words(zh, en)[lang]

    text = words("文字", "TEXT")
    params = [
        Option(["-o", "--output"], words("写到哪个 .rubric 文件", "the .rubric file to write"), "FILE", required=True),
        Option(["--force"], words("文件已有时覆盖", "overwrite a file that is there"), is_flag=True),
        Option(["--from", "base"], words("沿用哪份评价表：代码或文件", "the rubric to derive it from"), "RUBRIC"),
        Option(
            ["--from-table", "table"],
            words("印好的表：.xlsx、.docx、.txt（各列用制表符或 | 分开）", "a printed table: .xlsx, .docx, .txt"),
            "FILE",
        ),
        Option(["--title"], words("评价表的名称", "the title"), text),
        Option(["--id", "id_"], words("代码，如 some-county-2024", "the id, such as some-county-2024"), text),
        Option(["--year"], words("年度", "the year"), text),
        Option(["--points"], words("满分，缺省 100", "the full marks, 100 by default"), text),
        Option(["--basis"], words("依据的文件", "the document that it follows"), text),
    ]
    examples = [
        "perfrules new -o ours.rubric --from hunan-overall-spending --year 2024",
        "perfrules new -o ours.rubric --from-table table.docx",
    ]
    return Command("new", lang, _ABOUT, run, params, examples)


def run(
    session: Session,
    output: str,
    force: bool,
    base: str | None,
    table: str | None,
    title: str | None,
    id_: str | None,
    year: str | None,
    points: str | None,
    basis: str | None,
) -> int:
    """Write the draft, and say what there is left to do."""
    refuse_existing(output, force)
    if base is not None and table is not None:
        told = Words("--from 和 --from-table 只能用一个", "use --from or --from-table, not both")
        raise click.BadParameter(session[told])
    from perfrules.drafting.draft import Head

    found = None if table is None else _table(table)
    said = _said(found)
    asks = sys.stdin is not None and sys.stdin.isatty()
    name = os.path.splitext(os.path.basename(output))[0]
    title = title or _ask(session, asks, Words("评价表的名称", "title"), said.title or name)
    id_ = id_ if id_ is not None else _ask(session, asks, Words("代码（英文字母、数字、-）", "id"), _id(name))
    year = year if year is not None else _ask(session, asks, Words("年度", "year"), said.year)
    basis = basis if basis is not None else _ask(session, asks, Words("依据的文件", "document"), "")
    head = Head(*(_line(part) for part in (title, id_, year, basis)))
    made = _draft(session, head, base, found, said, points or "100", output)
    write_new(output, made.text.encode(), force)
    shown = os.path.basename(output)
    session.out(session[Words(f"写好了 {shown}。", f"{shown} is written.")])
    if table is not None:
        count = made.guessed + made.unread
        part = f"，其中{made.partly}项还有几句标了「待写」" if made.partly else ""
        zh = f"{count}项：读出{made.guessed}项，都标了「待核」{part}；{made.unread}项没有读懂，标了「待写」。"
        words = f", {made.partly} of them but for some words" if made.partly else ""
        en = f"{many(count, 'indicator')}: {made.guessed} guessed{words}, to be checked; {made.unread} not understood."
        session.out(session[Words(zh, en)])
        if session.lang == "en":
            session.out(
                f"It is in Chinese, as the table is; perfrules fmt --lang en {shown} puts its keywords into English."
            )
    session.out(
        session[Words(f"接着改，随时用 perfrules check {shown} 检查。", f"Go on with perfrules check {shown}.")]
    )
    return FINE


def _table(name: str) -> Table:
    """The table in a file. Raises InputProblem where there is none."""
    from perfrules.diagnostics import Diagnostic
    from perfrules.drafting.tables import read_table

    found = read_table(name)
    if isinstance(found, Diagnostic):
        raise InputProblem(found)
    return found


def _said(table: Table | None) -> Read:
    from perfrules.drafting.around import Read, read_around

    return Read() if table is None else read_around(table.around)


def _draft(
    session: Session, head: Head, base: str | None, table: Table | None, said: Read, points: str, output: str
) -> Draft:
    from perfrules.drafting.draft import draft
    from perfrules.drafting.frames import derived, skeleton

    if base is not None:
        loaded = load_rubric(session, base)
        return derived(head, loaded, _base_name(base, output), session.lang)
    if table is not None:
        from perfrules.drafting.outline import outline

        items, total = outline(table.grid, table.heads)
        return draft(head, items, total, said)
    return skeleton(head, points, session.lang)


def _base_name(base: str, output: str) -> str:
    """A base as the new file names it: a shipped id, or a path from where it stands."""
    from perfrules.files import shipped

    if base in shipped():
        return base
    return os.path.relpath(base, os.path.dirname(os.path.abspath(output))).replace(os.sep, "/")


def _ask(session: Session, asks: bool, what: Words, default: str) -> str:
    """An answer typed by a person; the default where nobody is there."""
    if not asks:
        return default
    answer: str = click.prompt(session[what], default=default, show_default=bool(default), err=True)
    return answer


def _id(name: str) -> str:
    """An id made of a file's name, where it has one."""
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return found if re.match(r"[a-z]", found) else ""


def _line(text: str) -> str:
    return re.sub(r"[\"“”\n\r#]", "", text).strip()
