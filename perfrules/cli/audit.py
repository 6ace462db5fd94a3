"""`perfrules audit`: every published figure of a report, recomputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.cli.command import Argument, Command, format_option, rubric_argument
from perfrules.cli.inputs import load_cases, load_rubric
from perfrules.cli.score import case_option
from perfrules.cli.session import BAD_INPUT, FINDINGS, FINE, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.cases.audit import Audit

_ABOUT = Words(
    "核对一份公布的报告：逐个复算印出的数，指出不符的数、可能的原因和影响",
    "audit a published report: recompute every figure, with the likely cause of a wrong one and what hangs on it",
)


def case_argument(lang: str, name: str = "case_file") -> Argument:
    """CASE: a file of cases."""
    about = Words("案例文件：数据和公布的数", "a file of cases: facts and published figures")
    return Argument(name, Words("案例", "CASE")[lang], about[lang])


def command(lang: str) -> Command:
    """The command in a language."""
    params = [rubric_argument(lang), case_argument(lang), case_option(lang), format_option(lang, "text", "json", "md")]
    examples = [
        "perfrules audit zizhou-2021 zizhou-yibaoju-2021.case",
        "perfrules audit zizhou-2021 zizhou-yibaoju-2021.case --format md > audit.md",
    ]
    return Command("audit", lang, _ABOUT, run, params, examples)


def run(session: Session, rubric: str, case_file: str, case: str | None, format: str) -> int:
    """Print the audit of every case of a file, or of the one that --case names."""
    from perfrules.cases.audit import audit_case

    loaded = load_rubric(session, rubric)
    audits: list[Audit] = [audit_case(loaded, item) for item in load_cases(case_file, case)]
    if format == "json":
        session.json({"audits": [audit.to_dict(session.lang) for audit in audits]})
    elif format == "md":
        session.out("\n\n".join(audit.markdown(session.lang) for audit in audits))
    else:
        session.out("\n\n".join(audit.render(session.lang, session.width) for audit in audits))
    if any(audit.problems for audit in audits):
        return BAD_INPUT
    return FINDINGS if any(audit.disagreements for audit in audits) else FINE
