"""`perfrules template`: a workbook to fill in with the facts of one subject."""

from __future__ import annotations

import os

from perfrules.cli.command import Command, Option, rubric_argument
from perfrules.cli.files import write_new
from perfrules.cli.inputs import load_rubric
from perfrules.cli.session import FINE, InputProblem, Session
from perfrules.source import NOWHERE, Words, many

_ABOUT = Words(
    "生成填报用的 Excel 工作簿：每项数据一行，可选的值、范围和说明都在表里；填好后交给 perfrules score",
    "write an Excel workbook to fill in: a row for each fact, with what may stand in it; perfrules score reads it back",
)


def command(lang: str) -> Command:
    """The command in a language."""
    output = Words("写到哪个 .xlsx 文件", "the .xlsx file to write")
    force = Words("文件已有时覆盖", "overwrite a file that is there")
    params = [
        rubric_argument(lang),
        Option(["-o", "--output"], output[lang], Words("文件", "FILE")[lang], required=True),
        Option(["--force"], force[lang], is_flag=True),
    ]
    examples = ["perfrules template zizhou-2021 -o facts.xlsx", "perfrules score zizhou-2021 facts.xlsx"]
    return Command("template", lang, _ABOUT, run, params, examples)


def run(session: Session, rubric: str, output: str, force: bool) -> int:
    """Write the workbook."""
    loaded = load_rubric(session, rubric)
    from perfrules.diagnostics import Diagnostic
    from perfrules.diagnostics.output import OUTPUT_KIND, WRITER_NOT_INSTALLED
    from perfrules.facts.template import template_lines, write_template

    if not output.lower().endswith(".xlsx"):
        raise InputProblem(Diagnostic(OUTPUT_KIND, NOWHERE, {"file": output, "kinds": ".xlsx"}))
    try:
        data = write_template(loaded.model, loaded.language, session.lang)
    except ImportError:
        args = {"file": output, "package": "xlsxwriter", "extra": "excel"}
        raise InputProblem(Diagnostic(WRITER_NOT_INSTALLED, NOWHERE, args)) from None
    write_new(output, data, force)
    facts = sum(line.fact is not None for line in template_lines(loaded.model, loaded.language, session.lang))
    name = os.path.basename(output)
    session.out(session[Words(f"写好了 {name}，共{facts}项数据。", f"{name} is written, {many(facts, 'fact')}.")])
    return FINE
