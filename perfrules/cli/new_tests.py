"""`perfrules new-tests`: a module of tests of a rubric, for its user to own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from perfrules.cli.command import Command, Option, rubric_argument
from perfrules.cli.files import write_new
from perfrules.cli.inputs import load_rubric
from perfrules.cli.session import FINE, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.api import Rubric
    from perfrules.syntax import nodes as n

_ABOUT = Words(
    "写一份测试：评价表的性质、界限、等级、已有案例，pytest 直接可跑；写成以后归使用者，随便改",
    "write a module of tests for pytest: properties, edges, grades and the cases there are; it is yours to edit",
)


def command(lang: str) -> Command:
    """The command in a language."""
    output = Words("写到哪个 .py 文件；缺省显示在屏幕上", "the .py file to write; by default it is printed")
    force = Words("文件已有时覆盖", "overwrite a file that is there")
    params = [
        rubric_argument(lang),
        Option(["-o", "--output"], output[lang], Words("文件", "FILE")[lang]),
        Option(["--force"], force[lang], is_flag=True),
    ]
    examples = ["perfrules new-tests county.rubric -o test_county.py", "pytest test_county.py"]
    return Command("new-tests", lang, _ABOUT, run, params, examples)


def run(session: Session, rubric: str, output: str | None, force: bool) -> int:
    """Print the module, or write it beside what it tests."""
    loaded = load_rubric(session, rubric)
    from perfrules.api import shipped
    from perfrules.testing.new_tests import Published, new_tests

    folder = Path(output).resolve().parent if output is not None else Path.cwd()
    if rubric in shipped():
        text = new_tests(loaded, f'"{rubric}"')
    else:
        own = Path(rubric).resolve()
        files = [Published(_path(file, folder), _cases(loaded, file)) for file in sorted(own.parent.glob("*.case"))]
        text = new_tests(loaded, _path(own, folder), files)
    if output is None:
        session.out(text.rstrip("\n"))
        return FINE
    write_new(output, text.encode(), force)
    name = os.path.basename(output)
    session.out(session[Words(f"写好了 {name}。运行：pytest {name}", f"{name} is written. Run it: pytest {name}")])
    return FINE


def _path(file: Path, folder: Path) -> str:
    """A file as Python text, from the folder of the module."""
    return f'HERE / "{Path(os.path.relpath(file, folder)).as_posix()}"'


def _cases(rubric: Rubric, file: Path) -> tuple[n.CaseDecl, ...]:
    """The cases of a file that belong to the rubric; what is wrong with a file is told by `perfrules test`."""
    from perfrules.api import Rubric
    from perfrules.cases.collect import Collection
    from perfrules.syntax import nodes as n

    pairs = [pair for pair in Collection().file(file) if isinstance(pair[0], Rubric)]
    return tuple(
        item
        for belongs, item in pairs
        if isinstance(belongs, Rubric) and belongs.hash == rubric.hash and isinstance(item, n.CaseDecl)
    )
