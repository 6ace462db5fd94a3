"""`perfrules score`: the score table of one subject."""

from __future__ import annotations

from perfrules.cli.command import Argument, Command, Option, format_option, rubric_argument
from perfrules.cli.files import KINDS, output_kind, output_options, write_made
from perfrules.cli.inputs import load_rubric, score_file, scored
from perfrules.cli.session import FINE, Session
from perfrules.source import Words

_ABOUT = Words("按评价表给一个对象打分，列出得分表", "score one subject and print its score table")


def facts_argument(lang: str) -> Argument:
    """FACTS: a file of facts."""
    shown = Words("数据", "FACTS")
    about = Words("被评价对象的数据：.case、.json 等文件", "the facts of the subject: a .case or .json file")
    return Argument("facts", shown[lang], about[lang])


def case_option(lang: str) -> Option:
    """--case: which case of a file."""
    about = Words("文件里有几个案例时，用哪一个", "which case, where the file has several")
    return Option(["--case"], about[lang], Words("名称", "NAME")[lang])


def command(lang: str) -> Command:
    """The command in a language."""
    params = [
        rubric_argument(lang),
        facts_argument(lang),
        case_option(lang),
        *output_options(lang, KINDS),
        format_option(lang, "text", "json"),
    ]
    examples = [
        "perfrules score zizhou-2021 zizhou-yibaoju-2021.case",
        "perfrules score zizhou-2021 facts.xlsx -o result.xlsx",
        "perfrules score zizhou-2021 facts.json --format json",
    ]
    return Command("score", lang, _ABOUT, run, params, examples)


def run(
    session: Session, rubric: str, facts: str, case: str | None, output: str | None, force: bool, format: str
) -> int:
    """Print the table, or the result as JSON; or write it to a file."""
    if output is not None:
        from perfrules.office.write import score_file as made

        kind, loaded = output_kind(output, force), load_rubric(session, rubric)
        factset, result = score_file(session, loaded, facts, case)
        write_made(session, output, made(output, kind, loaded, factset, result, session.lang), force)
        return FINE
    found = scored(session, rubric, facts, case)
    if format == "json":
        session.json(found.result.to_dict(session.lang))
        return FINE
    session.out(found.load("perfrules.result.table").score_table(found.result, session.lang, session.width))
    if session.terminal:
        session.out(session[Words("逐项说明见 perfrules explain。", "perfrules explain tells it leaf by leaf.")])
    return FINE
