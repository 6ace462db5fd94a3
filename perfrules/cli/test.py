"""`perfrules test`: the cases of rubrics and case files, against what was published or expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfrules.cli.command import Argument, Command, format_option
from perfrules.cli.session import BAD_INPUT, FINDINGS, FINE, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.compiler import Compiled
    from perfrules.diagnostics import Diagnostic

_ABOUT = Words(
    "运行案例：算出的数与公布的、期望的数逐一对照",
    "run the cases: compare what is computed with what was published or expected",
)


def command(lang: str) -> Command:
    """The command in a language."""
    shown = Words("路径", "PATH")
    about = Words("文件、文件夹或自带评价表的代码", "files, folders or ids of shipped rubrics")
    params = [
        Argument("paths", shown[lang], about[lang], nargs=-1, required=True),
        format_option(lang, "text", "json"),
    ]
    return Command("test", lang, _ABOUT, run, params, ["perfrules test zizhou-yibaoju-2021.case"])


def run(session: Session, paths: tuple[str, ...], format: str) -> int:
    """Print a report of each case and how many passed."""
    from perfrules.cli.messages import as_json, as_text
    from perfrules.cli.targets import find_targets
    from perfrules.compiler import compile_source

    targets = find_targets(paths)
    problems = [*targets.unknown, *targets.unreadable]
    found: list[dict[str, Any]] = []
    for source in targets.sources:
        compiled = compile_source(source)
        problems += [item for item in compiled.diagnostics if item.severity.value == "error"]
        if not compiled.failed:
            found += _cases(compiled, session.lang, problems)
    failed = sum(1 for case in found if not case["passed"])
    if format == "json":
        session.json({"cases": found, "failed": failed, "diagnostics": as_json(problems, session.lang)})
    else:
        for case in found:
            session.out(case["report"] + "\n")
        if problems:
            session.err(as_text(problems, session.lang) + "\n")
        session.out(_summary(len(found), failed, session.lang))
    if problems:
        return BAD_INPUT
    return FINDINGS if failed else FINE


def _cases(compiled: Compiled, lang: str, problems: list[Diagnostic]) -> list[dict[str, Any]]:
    from perfrules.api import RubricError
    from perfrules.cases import run_case
    from perfrules.cli.cases import rubric_of

    cases = compiled.document.cases if compiled.document is not None else ()
    if not cases:
        return []
    try:
        rubric = rubric_of(compiled)
    except RubricError as error:
        problems += error.diagnostics
        return []
    found = []
    for case in cases:
        report = run_case(rubric, case)
        name, file = case.name, compiled.source.name
        found.append({"case": name, "file": file, "passed": report.passed, "report": report.render(lang)})
    return found


def _summary(count: int, failed: int, lang: str) -> str:
    if lang == "zh":
        if not count:
            return "没有案例。"
        return f"{count}个案例，{'全部通过' if not failed else f'{failed}个没有通过'}。"
    if not count:
        return "no cases."
    return f"{count} case{'' if count == 1 else 's'}, {f'{failed} failed' if failed else 'all passed'}."
