"""Files that commands write: whole or not at all, and never over another one unasked."""

from __future__ import annotations

import os
from collections.abc import Sequence

from perfrules.aside import write_whole
from perfrules.cli.command import Option
from perfrules.cli.session import InputProblem, Session
from perfrules.diagnostics import Diagnostic
from perfrules.diagnostics.output import OUTPUT_EXISTS
from perfrules.source import NOWHERE, Words

KINDS = (".xlsx", ".docx", ".pdf", ".html", ".md")
"""The endings of files that tables are written to."""


def output_options(lang: str, kinds: Sequence[str], *, required: bool = False) -> list[Option]:
    """-o and --force of a command that writes a file."""
    told = "、".join(kinds) if lang == "zh" else ", ".join(kinds)
    output = Words(f"写到哪个文件；按结尾写成 {told}", f"the file to write; its ending says what: {told}")
    force = Words("文件已有时覆盖", "overwrite a file that is there")
    return [
        Option(["-o", "--output"], output[lang], Words("文件", "FILE")[lang], required=required),
        Option(["--force"], force[lang], is_flag=True),
    ]


def refuse_existing(name: str, force: bool) -> None:
    """Raises InputProblem where a file is there and `force` is not given: before the work, not after it."""
    if os.path.lexists(name) and not force:
        raise InputProblem(Diagnostic(OUTPUT_EXISTS, NOWHERE, {"file": name}))


def output_kind(name: str, force: bool) -> str:
    """The ending of a file to write; raises InputProblem where nothing is written by it, or it is there already."""
    from perfrules.office.write import kind_of

    kind = kind_of(name)
    if isinstance(kind, Diagnostic):
        raise InputProblem(kind)
    refuse_existing(name, force)
    return kind


def write_made(session: Session, name: str, made: bytes | Diagnostic, force: bool) -> None:
    """Write what was made, or end with why it could not be."""
    if isinstance(made, Diagnostic):
        raise InputProblem(made)
    write_new(name, made, force)
    shown = os.path.basename(name)
    session.out(session[Words(f"写好了 {shown}。", f"{shown} is written.")])


def write_new(name: str, data: bytes, force: bool) -> None:
    """Write a file; one that is there is kept unless `force` is given. Raises InputProblem where it is kept."""
    refuse_existing(name, force)
    write_whole(name, data)
