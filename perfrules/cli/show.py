"""`perfrules show`: the rubric as the printed 指标体系表."""

from __future__ import annotations

from perfrules.cli.command import Command, Option, format_option, rubric_argument
from perfrules.cli.files import KINDS, output_kind, output_options, write_made
from perfrules.cli.inputs import load_rubric
from perfrules.cli.session import FINE, Session
from perfrules.cli.streams import is_unicode
from perfrules.source import Words

_ABOUT = Words(
    "把评价表显示成印发的指标体系表，可与原件逐行对照",
    "show a rubric as the printed table, to be compared with it line by line",
)


def command(lang: str) -> Command:
    """The command in a language."""
    flat = Words(
        "显示为一份评价表文本，「沿用」的底表和改动都写在里面",
        "show the text of the rubric, with its base and the edits of it in one piece",
    )
    params = [
        rubric_argument(lang),
        Option(["--flat"], flat[lang], is_flag=True),
        *output_options(lang, KINDS),
        format_option(lang, "text", "json", "html"),
    ]
    examples = [
        "perfrules show zizhou-2021",
        "perfrules show zizhou-2021 -o table.xlsx",
        "perfrules show my.rubric --flat",
    ]
    return Command("show", lang, _ABOUT, run, params, examples)


def run(session: Session, rubric: str, flat: bool, output: str | None, force: bool, format: str) -> int:
    """Print the table, or the text that it is made from; or write the table to a file."""
    loaded = load_rubric(session, rubric)
    if output is not None:
        from perfrules.office.write import table_file

        kind = output_kind(output, force)
        write_made(session, output, table_file(output, kind, loaded, session.lang), force)
        return FINE
    if flat:
        from perfrules.compiler import flat_text

        session.out(flat_text(loaded.compiled, loaded.language).rstrip("\n"))
        return FINE
    model, language = loaded.model, loaded.language
    if format == "json":
        from perfrules.backends.render.data import rubric_data

        session.json(rubric_data(model, language, session.lang))
    elif format == "html":
        import sys

        from perfrules.backends.render.html import rubric_page

        page = rubric_page(model, language, session.lang)
        # The page says that it is UTF-8, so where it goes out as anything else it has to be plain ASCII.
        session.out(page if is_unicode(sys.stdout) else page.encode("ascii", "xmlcharrefreplace").decode("ascii"))
    else:
        from perfrules.backends.render.text import rubric_table

        session.out(rubric_table(model, language, session.lang, session.width))
    return FINE
