"""`perfrules explain`: the score in words, leaf by leaf."""

from __future__ import annotations

from perfrules.cli.command import Command, Option, format_option, rubric_argument
from perfrules.cli.inputs import scored
from perfrules.cli.score import case_option, facts_argument
from perfrules.cli.session import FINE, Session
from perfrules.source import Words

_ABOUT = Words(
    "逐项说明得分：算式、扣分原因、佐证、用到的假定和依据",
    "explain the score leaf by leaf: figures, points lost, evidence, assumptions and basis",
)


def command(lang: str) -> Command:
    """The command in a language."""
    lost = Words("只说明扣分的指标", "only the indicators that lost points")
    params = [
        rubric_argument(lang),
        facts_argument(lang),
        case_option(lang),
        Option(["--lost"], lost[lang], is_flag=True),
        format_option(lang, "text", "json"),
    ]
    examples = ["perfrules explain zizhou-2021 zizhou-yibaoju-2021.case --lost"]
    return Command("explain", lang, _ABOUT, run, params, examples)


def run(session: Session, rubric: str, facts: str, case: str | None, lost: bool, format: str) -> int:
    """Print the explanation; as JSON, the result with the leaves that are explained."""
    found = scored(session, rubric, facts, case)
    result = found.result
    if format == "json":
        data = result.to_dict(session.lang)
        if lost:
            kept = {"·".join(node.path) for node in result.leaves() if node.lost > 0}
            data["nodes"] = [node for node in data["nodes"] if node["path"] in kept]
        session.json(data)
        return FINE
    explain = found.load("perfrules.result.explain").explain
    # Wrapped for a terminal; elsewhere each paragraph stays one line, to be pasted and searched.
    session.out(explain(result, session.lang, lost, session.width if session.terminal else None))
    return FINE
