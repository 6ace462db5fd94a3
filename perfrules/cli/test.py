"""`perfrules test`: the cases of rubrics and case files, against what was published or expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.cli.command import Argument, Command, Option, format_option
from perfrules.cli.session import BAD_INPUT, FINDINGS, FINE, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.cases.report import CaseReport
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

    reports, problems = _reports(paths)
    failed = sum(1 for report in reports if not report.passed)
    if format == "json":
        cases = [report.to_dict(session.lang) for report in reports]
        session.json({"cases": cases, "failed": failed, "diagnostics": as_json(problems, session.lang)})
    else:
        for report in reports:
            session.out(report.render(session.lang, verbose) + "\n")
        if problems:
            session.err(as_text(problems, session.lang) + "\n")
        if reports or not problems:
            session.out(_summary(len(reports), failed, session.lang))
    if problems:
        return BAD_INPUT
    return FINDINGS if failed else FINE


def _reports(paths: tuple[str, ...]) -> tuple[list[CaseReport], list[Diagnostic]]:
    """The report of every case, and why some files give none."""
    from perfrules.api import Rubric
    from perfrules.cases.collect import collect
    from perfrules.cases.run import run_case
    from perfrules.cli.targets import known

    found, problems = known(paths)
    reports: list[CaseReport] = []
    for rubric, case in collect(found):
        if not isinstance(rubric, Rubric):
            problems += rubric
        elif case is not None:
            reports.append(run_case(rubric, case))
    return reports, problems


def _summary(count: int, failed: int, lang: str) -> str:
    if lang == "zh":
        if not count:
            return "没有案例。"
        return f"{count}个案例，{'全部通过' if not failed else f'{failed}个没有通过'}。"
    if not count:
        return "no cases."
    return f"{count} case{'' if count == 1 else 's'}, {f'{failed} failed' if failed else 'all passed'}."
