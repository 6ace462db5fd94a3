"""`perfrules check`: everything wrong with rubrics and cases, and silence where nothing is."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field

from perfrules.cli.command import Argument, Command, Option, format_option
from perfrules.cli.session import BAD_INPUT, FINDINGS, FINE, Session
from perfrules.source import Words, many, wrap

if TYPE_CHECKING:
    from perfrules.compiler import Compiled
    from perfrules.diagnostics import Diagnostic
    from perfrules.model.model import Indicator, Rubric
    from perfrules.syntax import nodes as n

_ABOUT = Words(
    "检查评价表和案例：列出错误和提醒，没有问题就只说一句",
    "check rubrics and cases: errors and warnings, and one line where there are none",
)


_MARKS = {"to_check": Words("待核", "to check"), "to_write": Words("待写", "to write")}
"""How a draft marks, in comments, what an officer has yet to see to."""


def command(lang: str) -> Command:
    """The command in a language."""
    shown = Words("路径", "PATH")
    about = Words("文件、文件夹或自带评价表的代码", "files, folders or ids of shipped rubrics")
    verbose = Words(
        "也列出说明、假定，以及每项数据在哪里要用", "also notes, assumptions, and where each fact is needed"
    )
    strict = Words("有提醒也算没有通过", "warnings count as findings")
    site = Words(
        "文档网页的地址，sarif 里的每条提示就指到它的页面",
        "where the documentation can be read: messages in sarif point to their pages there",
    )
    params = [
        Argument("paths", shown[lang], about[lang], nargs=-1, required=True),
        Option(["--verbose"], verbose[lang], is_flag=True),
        Option(["--strict"], strict[lang], is_flag=True),
        format_option(lang, "text", "json", "sarif"),
        Option(["--site"], site[lang], "URI", default=""),
    ]
    examples = ["perfrules check my.rubric", "perfrules check --strict rubrics/"]
    return Command("check", lang, _ABOUT, run, params, examples)


@define
class Report:
    """What was found in all files: messages by severity, and the rubrics that check clean."""

    files: int = 0
    diagnostics: list[Diagnostic] = field(factory=list)
    rubrics: list[Rubric] = field(factory=list)
    left: Counter[str] = field(factory=Counter)
    """How many comments of a draft say that something is to be checked or written."""

    def count(self, severity: str) -> int:
        """How many messages of a severity."""
        return sum(1 for item in self.diagnostics if item.severity.value == severity)

    def assumptions(self) -> Iterator[tuple[Indicator | None, n.Note]]:
        """Every 假定 with the leaf that it stands under; None where it stands for the whole rubric."""
        for rubric in self.rubrics:
            rounding = rubric.rounding.notes if rubric.rounding else ()
            for note in (*rubric.notes, *rounding, *rubric.conventions.notes):
                if note.kind == "assumption":
                    yield None, note
            for indicator in rubric.walk():
                for note in indicator.assumptions():
                    yield indicator, note


def run(session: Session, paths: tuple[str, ...], verbose: bool, strict: bool, format: str, site: str) -> int:
    """Print what was found in every file."""
    from perfrules.api import from_compiled
    from perfrules.cli.targets import find_targets
    from perfrules.compiler import compile_source
    from perfrules.proving import findings_of, slips_beside_errors, with_examples
    from perfrules.reuse.derive import at_home

    targets = find_targets(paths)
    report = Report(len(targets.sources) + len(targets.unreadable), [*targets.unknown, *targets.unreadable])
    compiled = [compile_source(source) for source in targets.sources]
    if len({item.lang for item in compiled}) == 1:
        session.follow(compiled[0].lang)
    for item in compiled:
        for key, mark in _MARKS.items():
            report.left[key] += len(re.findall(rf"#[ \t]*(?:{mark.zh}|{mark.en})", item.source.text))
        shown = with_examples(item)
        if item.failed:
            from perfrules.drafting.pasted import with_rules  # a text that is right needs no draft of a rule

            shown = tuple(with_rules(evolve(item, diagnostics=shown)))
        report.diagnostics += shown
        report.diagnostics += slips_beside_errors(item)
        if item.rubric is not None and not item.failed:
            report.rubrics.append(item.rubric)
            report.diagnostics += map(at_home, findings_of(from_compiled(item)).messages())
    report.diagnostics += _case_problems(compiled)
    if format == "json":
        session.json(_data(report, session.lang, verbose))
    elif format == "sarif":
        session.json(_sarif(report, session.lang, verbose, site))
    else:
        _print(report, session, verbose)
    if targets.unknown:
        return BAD_INPUT
    return FINDINGS if report.count("error") or (strict and report.count("warning")) else FINE


def _case_problems(compiled: list[Compiled]) -> Iterator[Diagnostic]:
    """What is wrong with the facts and the 公布 lines of cases, and with the tables of 试算."""
    from perfrules.api import Rubric
    from perfrules.cases.any import run_any
    from perfrules.cases.collect import collect

    files = [
        item.source.name
        for item in compiled
        if not item.failed
        and item.document is not None
        and (item.document.cases or item.document.trials)
        and os.path.exists(item.source.name)
    ]
    for rubric, case in collect(files):
        if not isinstance(rubric, Rubric):
            yield from rubric
        elif case is not None:
            yield from run_any(rubric, case).problems


def _print(report: Report, session: Session, verbose: bool) -> None:
    from perfrules.cli.messages import as_text

    shown = [item for item in report.diagnostics if verbose or item.severity.value != "note"]
    if shown:
        session.out(as_text(shown, session.lang) + "\n")
    if verbose:
        for line in (*_assumption_lines(report, session), *_need_lines(report, session)):
            session.out(line)
    if report.files:
        session.out(_summary(report, session, verbose))


def _summary(report: Report, session: Session, verbose: bool) -> str:
    errors, warnings = report.count("error"), report.count("warning")
    assumptions = sum(1 for _ in report.assumptions())
    more = [
        (assumptions, "条假定", "assumption"),
        (report.count("note"), "条说明", "note"),
    ]
    if session.lang == "zh":
        text = f"检查了{report.files}个文件："
        text += f"{errors}处错误" if errors else "没有错误"
        text += f"，{warnings}处提醒" if warnings else "，没有提醒"
        hidden = "、".join(f"{count}{zh}" for count, zh, _ in more if count)
        text += (f"；另有{hidden}" + ("" if verbose else "，加 --verbose 列出") if hidden else "") + "。"
        left = "、".join(f"{report.left[key]}处{mark.zh}" for key, mark in _MARKS.items() if report.left[key])
        return text + (f"还有{left}（写在 # 后面的注里）。" if left else "")
    text = f"{_many(report.files, 'file')} checked: {_many(errors, 'error')}, {_many(warnings, 'warning')}"
    hidden = ", ".join(_many(count, en) for count, _, en in more if count)
    text += (f"; {hidden}" + ("" if verbose else " (--verbose lists them)") if hidden else "") + "."
    left = " and ".join(f"{report.left[key]} {mark.en}" for key, mark in _MARKS.items() if report.left[key])
    return text + (f" Comments mark {left}." if left else "")


def _many(count: int, word: str) -> str:
    return many(count or "no", word)


def _assumption_lines(report: Report, session: Session) -> Iterator[str]:
    found = list(report.assumptions())
    if not found:
        return
    yield session[Words("假定：", "Assumptions:")]
    for indicator, note in found:
        name = indicator.name if indicator is not None else session[Words("全表", "whole table")]
        place = note.span.origin
        where = f"{place.source.name}:{place.position[0]}"
        text = f"{name}：{note.text}（{where}）" if session.lang == "zh" else f"{name}: {note.text} ({where})"
        for i, line in enumerate(wrap(text, session.width - 4)):
            yield ("    " if i else "  ") + line
    yield ""


def _need_lines(report: Report, session: Session) -> Iterator[str]:
    from perfrules.backends.needs import needs
    from perfrules.language import LANGUAGE

    for rubric in report.rubrics:
        found = needs(rubric, LANGUAGE)
        if not found:
            continue
        tables = ((fact.path, fact.detail) for fact in rubric.facts)
        details = {path: "、".join(c.name for c in detail.columns) for path, detail in tables if detail is not None}
        yield session[Words(f"数据何时要用（{rubric.title}）：", f"When each fact is needed ({rubric.title}):")]
        for path, items in found.items():
            words = [item.words()[session.lang] for item in items]
            if not words:
                words = [session[Words("计分用不到", "not read by any rule")]]
            columns = details.get(path)
            if columns:
                path += session[Words(f"（各行有：{columns}）", f" (columns: {columns})")]
            stop = "；" if session.lang == "zh" else "; "
            for i, line in enumerate(wrap(f"{path} -- {stop.join(words)}", session.width - 4)):
                yield ("    " if i else "  ") + line
        yield ""


def _data(report: Report, lang: str, verbose: bool) -> dict[str, Any]:
    from perfrules.cli.messages import as_json

    shown = [item for item in report.diagnostics if verbose or item.severity.value != "note"]
    data: dict[str, Any] = {
        "files": report.files,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        **{key: report.left[key] for key in _MARKS},
        "diagnostics": as_json(shown, lang),
    }
    if verbose:
        data["assumptions"] = [
            {
                "file": note.span.origin.source.name,
                "line": note.span.origin.position[0],
                "path": "·".join(indicator.path) if indicator is not None else "",
                "text": note.text,
            }
            for indicator, note in report.assumptions()
        ]
        data["needs"] = [_needs(rubric, lang) for rubric in report.rubrics]
    return data


def _sarif(report: Report, lang: str, verbose: bool, site: str) -> dict[str, Any]:
    from perfrules import __version__
    from perfrules.diagnostics.render.sarif import render_sarif

    shown = [item for item in report.diagnostics if verbose or item.severity.value != "note"]
    return render_sarif(shown, lang, __version__, site)


def _needs(rubric: Rubric, lang: str) -> dict[str, Any]:
    from perfrules.backends.needs import needs
    from perfrules.language import LANGUAGE

    facts = {path: [item.words()[lang] for item in items] for path, items in needs(rubric, LANGUAGE).items()}
    return {"rubric": rubric.called, "facts": facts}
