"""`perfrules test`: the cases of rubrics and case files, against what was published or expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.cli.command import Argument, Command, Option, format_option
from perfrules.cli.session import BAD_INPUT, FINDINGS, FINE, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.cases.report import CaseReport
    from perfrules.cases.trial_report import TrialReport
    from perfrules.diagnostics import Diagnostic

_ABOUT = Words(
    "运行案例：算出的数与公布的、期望的数逐一对照",
    "run the cases: compare what is computed with what was published or expected",
)


def command(lang: str) -> Command:
    """The command in a language."""
    shown = Words("路径", "PATH")
    about = Words("文件、文件夹或自带评价表的代码", "files, folders or ids of shipped rubrics")
    verbose = Words("列出每一个数，不只是不一致的", "every figure, not only those that differ")
    params = [
        Argument("paths", shown[lang], about[lang], nargs=-1, required=True),
        Option(["--verbose"], verbose[lang], is_flag=True),
        format_option(lang, "text", "json"),
    ]
    examples = ["perfrules test zizhou-2021", "perfrules test zizhou-yibaoju-2021.case --verbose"]
    return Command("test", lang, _ABOUT, run, params, examples)


def run(session: Session, paths: tuple[str, ...], verbose: bool, format: str) -> int:
    """Print a report of each case and how many passed."""
    from perfrules.cli.messages import as_json, as_text

    cases, trials, problems = _reports(session, paths)
    reports: list[CaseReport | TrialReport] = [*cases, *trials]
    failed = sum(1 for report in reports if not report.passed)
    if format == "json":
        told = {
            "cases": [report.to_dict(session.lang) for report in cases],
            "trials": [report.to_dict(session.lang) for report in trials],
            "failed": failed,
            "diagnostics": as_json(problems, session.lang),
        }
        session.json(told)
    else:
        for report in reports:
            session.out(report.render(session.lang, verbose) + "\n")
        if problems:
            session.err(as_text(problems, session.lang) + "\n")
        if reports or not problems:
            session.out(_summary(len(cases), len(trials), failed, session.lang))
    if problems:
        return BAD_INPUT
    return FINDINGS if failed else FINE


def _reports(session: Session, paths: tuple[str, ...]) -> tuple[list[CaseReport], list[TrialReport], list[Diagnostic]]:
    """The report of every case and 试算, and why some files give none."""
    from perfrules.api import Rubric
    from perfrules.cases.any import run_any
    from perfrules.cases.collect import collect
    from perfrules.cases.trial_report import TrialReport
    from perfrules.cli.targets import known

    found, problems = known(paths)
    cases: list[CaseReport] = []
    trials: list[TrialReport] = []
    pairs = list(collect(found))
    langs = {rubric.lang for rubric, _ in pairs if isinstance(rubric, Rubric)}
    if len(langs) == 1:
        session.follow(langs.pop())
    for rubric, item in pairs:
        if not isinstance(rubric, Rubric):
            problems += rubric
        elif item is not None:
            report = run_any(rubric, item)
            if isinstance(report, TrialReport):
                trials.append(report)
            else:
                cases.append(report)
    return cases, trials, problems


def _summary(cases: int, trials: int, failed: int, lang: str) -> str:
    if not cases and not trials:
        return "没有案例。" if lang == "zh" else "no cases."
    if lang == "zh":
        what = "、".join(f"{count}{word}" for count, word in ((cases, "个案例"), (trials, "个试算")) if count)
        return f"{what}，{'全部通过' if not failed else f'{failed}个没有通过'}。"
    counted = ((cases, "case"), (trials, "trial"))
    what = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counted if count)
    return f"{what}, {f'{failed} failed' if failed else 'all passed'}."
