"""`perfrules build`: a rubric as a Python module of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from perfrules.aside import write_whole
from perfrules.cli.command import Command, Option, rubric_argument
from perfrules.cli.inputs import load_rubric
from perfrules.cli.session import FINE, InputProblem, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfrules.api import Rubric
    from perfrules.backends.python.from_ir import Module

_ABOUT = Words(
    "把一份评价表做成一个 Python 模块：数据的类、打分和说明的函数，别的程序直接 import",
    "build a rubric into a Python module to import: a class of facts, functions that score and explain",
)
MARK = "不要改这里"
"""Stands at the top of every built module: only such a file is overwritten."""


def command(lang: str) -> Command:
    """The command in a language."""
    output = Words("写到这个文件；缺省写到标准输出", "the file to write; by default standard output")
    alone = Words(
        "只用标准库，不用装 perfrules，说明和报错都一样",
        "needs the standard library only, not perfrules; explains and reports just the same",
    )
    stubs = Words("再写一个 .pyi，给类型检查和编辑器看", "write a .pyi beside it, for type checkers and editors")
    aliases = Words(
        '数据在程序里的英文名：一个 .toml 文件，每行 "名称" = "英文名"；[scores] 以下是指标的',
        'names of facts in code: a .toml file with lines "name" = "name_in_code"; below [scores] those of headings',
    )
    native = Words(
        "写成编译好的库（.so），给 score_table 的 backend 用，不必再编译",
        "write a compiled library (.so) for the backend of score_table, so that nothing is compiled there",
    )
    node = Words(
        "库还要给出哪个指标，可写几次，同 batch 的 --node", "headings that the library tells too, as for batch"
    )
    params = [
        rubric_argument(lang),
        Option(["--output", "-o"], output[lang], Words("文件", "FILE")[lang]),
        Option(["--standalone"], alone[lang], is_flag=True),
        Option(["--stubs"], stubs[lang], is_flag=True),
        Option(["--aliases"], aliases[lang], Words("文件", "FILE")[lang]),
        Option(["--native"], native[lang], is_flag=True),
        Option(["--node"], node[lang], Words("名称", "NAME")[lang], multiple=True),
    ]
    examples = ["perfrules build zizhou-2021 -o zizhou.py", "perfrules build my.rubric -o mine.py --standalone"]
    return Command("build", lang, _ABOUT, run, params, examples)


def run(
    session: Session,
    rubric: str,
    output: str | None,
    standalone: bool,
    stubs: bool,
    aliases: str | None,
    native: bool,
    node: tuple[str, ...],
) -> int:
    """Write the module; what it scores the slow way is said on standard error."""
    if native:
        return _native(session, rubric, output, node)
    if node:
        raise click.UsageError(session[Words("--node 要和 --native 一起用", "--node needs --native")])
    from perfrules.building import build

    if stubs and output is None:
        raise click.UsageError(session[Words("--stubs 要和 -o 一起用", "--stubs needs -o")])
    loaded = load_rubric(session, rubric)
    facts, headings = ({}, {}) if aliases is None else _aliases(session, loaded, aliases)
    built = build(loaded.model, loaded.language, standalone=standalone, aliases=facts, headings=headings)
    _tell(session, built)
    if output is None:
        session.out(built.text.rstrip("\n"))
        return FINE
    write(session, output, built.text)
    if stubs:
        write(session, os.path.splitext(output)[0] + ".pyi", built.stubs)
    return FINE


def _aliases(session: Session, rubric: Rubric, file: str) -> tuple[dict[str, str], dict[str, str]]:
    """The names in code that a file gives to facts and to headings, by their paths."""
    import tomllib

    from perfrules.backends.python.names import is_name

    def refuse(zh: str, en: str) -> click.ClickException:
        return click.ClickException(f"{file}: {session[Words(zh, en)]}")

    try:
        with open(file, "rb") as opened:
            given = tomllib.load(opened)
    except ValueError:
        raise refuse(
            '读不出；每行要写成 "名称" = "name"', 'it cannot be read; its lines are "name of the fact" = "name"'
        ) from None
    of_headings = given.pop(_SCORES) if isinstance(given.get(_SCORES), dict) else {}
    facts: dict[str, str] = {}
    headings: dict[str, str] = {}
    scored = ["·".join(node.path) for node in rubric.model.walk() if node.is_scored]
    entries = [(facts, [fact.path for fact in rubric.index.find(name)], name, alias) for name, alias in given.items()]
    entries += [(headings, _paths(scored, name), name, alias) for name, alias in of_headings.items()]
    for known, paths, name, alias in entries:
        if len(paths) != 1 or paths[0] in known:
            zh, en = (
                ("一个计分的指标", "single heading with a score") if known is headings else ("一项数据", "single fact")
            )
            raise refuse(f"「{name}」不是{zh}，或者写了两次", f"`{name}` is no {en}, or there twice")
        if not isinstance(alias, str) or not is_name(alias):
            raise refuse(
                f"「{alias}」作不了程序里的名称，要由英文字母、数字、下划线组成，不用 Python 自己的词",
                f"`{alias}` can be no name in code: letters, digits and _, and no word of Python's own",
            )
        if alias in facts.values() or alias in headings.values():
            raise refuse(f"「{alias}」用了两次", f"`{alias}` is given twice")
        known[paths[0]] = alias
    return facts, headings


_SCORES = "scores"
"""The table of a file of names that has those of headings."""


def _paths(known: Sequence[str], name: str) -> list[str]:
    """The headings that a path means, shortened while it is unique."""
    found = [path for path in known if path == name] or [path for path in known if path.endswith(f"·{name}")]
    # A heading and its only part share a name: the part holds the rule.
    return found[1:] if len(found) == 2 and found[1].startswith(f"{found[0]}·") else found


def _native(session: Session, rubric: str, output: str | None, node: tuple[str, ...]) -> int:
    """Write the library of a rubric."""
    if output is None or not output.endswith((".so", ".dylib", ".dll")):
        raise click.UsageError(session[Words("--native 要和 -o 名称.so 一起用", "--native needs -o NAME.so")])
    loaded = load_rubric(session, rubric)
    from pathlib import Path

    from perfrules.columns import TableError, table_scorer

    try:
        scorer = table_scorer(loaded, node, (), False, False, "numpy", 1)
    except TableError as error:
        raise InputProblem(*error.diagnostics) from None
    if scorer.why:
        zh, en = f"「{scorer.why}」只能逐行评，没有库可写", f"`{scorer.why}` is scored row by row; there is no library"
        raise click.ClickException(session[Words(zh, en)])
    from perfrules.backends.columnar import native

    try:
        native.compiled(scorer.c_source(), Path(os.path.realpath(output)))
    except native.NoNative as error:
        raise click.ClickException(session[Words(f"没有编译成：{error}", f"it was not compiled: {error}")]) from None
    return FINE


def _tell(session: Session, built: Module) -> None:
    if built.left is None:
        return
    what, line = built.left.what, built.left.line
    zh, en = f"「{what}」还没有编成算式", f"`{what}` is not compiled yet"
    if line:
        zh, en = f"第 {line} 行的{zh}", f"line {line}: {en}"
    zh, en = f"提示：{zh}，整份评价表逐项计算，结果一样，慢得多。", f"note: {en}; scores are the same, but much slower."
    session.err(session[Words(zh, en)])


def write(session: Session, name: str, text: str) -> None:
    """Write a file whole or not at all; a file that was not built before is left alone."""
    path = os.path.realpath(name)
    if os.path.exists(path):
        with open(path, "rb") as file:
            start = file.read(2000).decode("utf-8", "replace")
        if start.strip() and MARK not in start:
            zh, en = (
                f"{name} 已经有了，又不是生成的模块，没有覆盖",
                f"{name} is there and is no built module; it is left alone",
            )
            raise click.ClickException(session[Words(zh, en)])
    write_whole(path, text.encode())
