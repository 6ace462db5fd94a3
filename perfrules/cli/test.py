"""`perfrules test`: the cases of rubrics and case files, against what was published or expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from perfrules.cli.command import Argument, Command, Option, format_option
from perfrules.cli.session import BAD_INPUT, FINDINGS, FINE, Session
from perfrules.source import Words, many

if TYPE_CHECKING:
    from perfrules.api import Rubric
    from perfrules.cases.report import CaseReport
    from perfrules.cases.trial_report import TrialReport
    from perfrules.diagnostics import Diagnostic
    from perfrules.syntax import nodes as n
    from perfrules.testing.coverage.report import Coverage

    Items = dict[Rubric, list[n.CaseDecl | n.TrialDecl]]
    """The cases and 试算 of each rubric, in the order of the files."""

_ABOUT = Words(
    "运行案例：算出的数与公布的、期望的数逐一对照；--coverage 说出评价表里哪些行、界限、特例还没有案例走到",
    "run the cases: compare what is computed with what was published or expected; --coverage tells which rows, edges "
    "and overrides of the rubric no case comes to",
)


def command(lang: str) -> Command:
    """The command in a language."""
    shown = Words("路径", "PATH")
    about = Words("文件、文件夹或自带评价表的代码", "files, folders or ids of shipped rubrics")
    verbose = Words("列出每一个数，不只是不一致的", "every figure, not only those that differ")
    coverage = Words(
        "案例走到了评价表的哪些地方，没有走到的给出数据", "what the cases cover, and facts for what they do not"
    )
    threshold = Words("覆盖率低于百分之几算不通过", "fail below so many percent of coverage")
    params = [
        Argument("paths", shown[lang], about[lang], nargs=-1, required=True),
        Option(["--verbose"], verbose[lang], is_flag=True),
        Option(["--coverage"], coverage[lang], is_flag=True),
        Option(["--threshold"], threshold[lang], "N", callback=_percent(lang)),
        format_option(lang, "text", "json", "junit"),
    ]
    examples = ["perfrules test zizhou-2021", "perfrules test zizhou-2021 --coverage --threshold 80"]
    return Command("test", lang, _ABOUT, run, params, examples)


def run(
    session: Session, paths: tuple[str, ...], verbose: bool, coverage: bool, threshold: float | None, format: str
) -> int:
    """Print a report of each case and how many passed, and what they cover."""
    from perfrules.cases.trial_report import TrialReport
    from perfrules.cli.messages import as_json, as_text

    reports, items, problems = _reports(session, paths)
    cases = [report for report in reports if not isinstance(report, TrialReport)]
    trials = [report for report in reports if isinstance(report, TrialReport)]
    failed = sum(1 for report in reports if not report.passed)
    covered = _coverage(items) if coverage or threshold is not None else []
    short = [item for item in covered if threshold is not None and item.rate * 100 < threshold]
    if format == "json":
        told: dict[str, Any] = {
            "cases": [report.to_dict(session.lang) for report in cases],
            "trials": [report.to_dict(session.lang) for report in trials],
            "failed": failed,
            "diagnostics": as_json(problems, session.lang),
        }
        if coverage or threshold is not None:
            told["coverage"] = [item.to_dict(session.lang) for item in covered]
        session.json(told)
    elif format == "junit":
        from perfrules.cli.junit import junit

        session.out(junit(reports, covered, problems, session.lang))
    else:
        for report in reports:
            session.out(report.render(session.lang, verbose) + "\n")
        for item in covered:
            session.out(item.render(session.lang, verbose))
        if problems:
            session.err(as_text(problems, session.lang) + "\n")
        if reports or not problems:
            session.out(_summary(len(cases), len(trials), failed, session.lang))
        for item in short:
            session.out(_too_little(item, threshold or 0)[session.lang])
    if problems:
        return BAD_INPUT
    return FINDINGS if failed or short else FINE


def _reports(
    session: Session, paths: tuple[str, ...]
) -> tuple[list[CaseReport | TrialReport], Items, list[Diagnostic]]:
    """The report of every case and 试算 with what belongs to each rubric, and why some files give none."""
    from perfrules.api import Rubric
    from perfrules.cases.any import run_any
    from perfrules.cases.collect import collect
    from perfrules.cli.targets import known

    found, problems = known(paths)
    reports: list[CaseReport | TrialReport] = []
    items: Items = {}
    pairs = list(collect(found))
    langs = {rubric.lang for rubric, _ in pairs if isinstance(rubric, Rubric)}
    if len(langs) == 1:
        session.follow(langs.pop())
    for rubric, item in pairs:
        if not isinstance(rubric, Rubric):
            problems += rubric
        elif item is not None:
            items.setdefault(rubric, []).append(item)
            reports.append(run_any(rubric, item))
    return reports, items, problems


def _coverage(items: Items) -> list[Coverage]:
    from perfrules.testing.coverage.report import Coverage

    return [Coverage(rubric, tuple(own)) for rubric, own in items.items()]


def _percent(lang: str) -> Callable[..., float | None]:
    """A check of an option that takes a figure from 0 to 100."""

    def check(ctx: click.Context, param: click.Parameter, value: Any) -> float | None:
        try:
            found = None if value is None else float(str(value).removesuffix("%"))
        except ValueError:
            found = -1
        if found is None or 0 <= found <= 100:
            return found
        told = Words(f"「{value}」不行，要写 0 至 100 的数", f"`{value}` is no figure from 0 to 100")
        raise click.BadParameter(told[lang], ctx, param)

    return check


def _too_little(item: Coverage, threshold: float) -> Words:
    from perfrules.types.show import decimal

    percent, title = decimal(item.rate * 100, 1, 1), item.rubric.title
    return Words(
        f"{title}：覆盖率{percent}%，低于{threshold:g}%。", f"{title}: {percent}% covered, below {threshold:g}%."
    )


def _summary(cases: int, trials: int, failed: int, lang: str) -> str:
    if not cases and not trials:
        return "没有案例。" if lang == "zh" else "no cases."
    if lang == "zh":
        what = "、".join(f"{count}{word}" for count, word in ((cases, "个案例"), (trials, "个试算")) if count)
        return f"{what}，{'全部通过' if not failed else f'{failed}个没有通过'}。"
    counted = ((cases, "case"), (trials, "trial"))
    what = ", ".join(many(count, word) for count, word in counted if count)
    return f"{what}, {f'{failed} failed' if failed else 'all passed'}."
