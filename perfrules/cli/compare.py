"""`perfrules compare`: two evaluations of one subject side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.cli.command import Argument, Command, Option, format_option, rubric_argument
from perfrules.cli.inputs import load_cases, load_rubric
from perfrules.cli.session import FINE, InputProblem, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.api import Rubric
    from perfrules.syntax import nodes as n

_ABOUT = Words(
    "两次评价（如自评和复评）并排：各项得分、差、差在哪里",
    "two evaluations of one subject side by side: scores, differences, what they come from",
)


def command(lang: str) -> Command:
    """The command in a language."""
    shown = Words("案例", "CASE")
    before = Words("先一次评价的案例文件，如自评", "the file of the first evaluation")
    after = Words("后一次评价的案例文件，如复评", "the file of the second evaluation")
    which = Words(
        "文件里有几个案例时，用哪一个；写两次，先后各一个",
        "which case, where a file has several; given twice, for the first and the second",
    )
    params = [
        rubric_argument(lang),
        Argument("first", shown[lang], before[lang]),
        Argument("second", shown[lang], after[lang]),
        Option(["--case"], which[lang], Words("名称", "NAME")[lang], multiple=True),
        format_option(lang, "text", "json"),
    ]
    examples = [
        "perfrules compare zizhou-2021 own.case review.case",
        Words(
            "perfrules compare zizhou-2021 both.case both.case --case 自评 --case 复评",
            "perfrules compare zizhou-2021 both.case both.case --case own --case review",
        )[lang],
    ]
    return Command("compare", lang, _ABOUT, run, params, examples)


def run(session: Session, rubric: str, first: str, second: str, case: tuple[str, ...], format: str) -> int:
    """Print the comparison; differences are no findings."""
    from perfrules.api import DataError
    from perfrules.cases.comparison import compare_cases

    loaded = load_rubric(session, rubric)
    same = first == second
    sides = [
        _side(loaded, file, case[i] if i < len(case) else None, i if same and not case else None)
        for i, file in enumerate((first, second))
    ]
    try:
        comparison = compare_cases(*sides)
    except DataError as error:
        raise InputProblem(*error.diagnostics) from None
    if format == "json":
        session.json(comparison.to_dict(session.lang))
    else:
        session.out(comparison.render(session.lang, session.width))
    return FINE


def _side(rubric: Rubric, file: str, name: str | None, place: int | None) -> tuple[Rubric, n.CaseDecl]:
    """A case and its rubric: the one that its file names, where that is another than the one given."""
    from perfrules.api import Rubric as Loaded
    from perfrules.cases.collect import collect
    from perfrules.diagnostics.diagnostic import Diagnostic
    from perfrules.facts.choose import choose

    cases = load_cases(file, name)
    if place is not None and len(cases) == 2:
        cases = (cases[place],)  # one file with two cases, named twice
    if len(cases) > 1:
        chosen = choose([item.name for item in cases], None, file)
        assert isinstance(chosen, Diagnostic)
        raise InputProblem(chosen)
    for own, item in collect([file]):
        if isinstance(own, Loaded) and item == cases[0] and own.hash != rubric.hash:
            return own, cases[0]
    return rubric, cases[0]
