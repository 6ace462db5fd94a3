"""`perfrules fmt`: files laid out by one rule, in Chinese or English, their meaning and comments untouched."""

from __future__ import annotations

import difflib
import os
from typing import TYPE_CHECKING

from perfrules.aside import write_whole
from perfrules.cli.command import Argument, Command, Option, one_of
from perfrules.cli.locale import LANGS
from perfrules.cli.session import BAD_INPUT, FINDINGS, FINE, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.source import Source

_ABOUT = Words(
    "排整齐评价表和案例：缩进、对齐、空格；可换成中文或英文关键词，意思、注释、名称都不动",
    "lay out rubrics and cases: indents, columns, spaces; in Chinese or English keywords, "
    "meaning and comments untouched",
)


def command(lang: str) -> Command:
    """The command in a language."""
    shown = Words("路径", "PATH")
    about = Words("文件或文件夹", "files or folders")
    check = Words(
        "只看要不要改：要改的列出，退出码 1", "only tell which files would change; exit code 1 where any would"
    )
    diff = Words("只显示要改什么，不写文件", "only show what would change")
    keywords = Words(
        "关键词的语言：zh 中文，en 英文；缺省不变",
        "the language of the keywords: zh Chinese, en English; by default unchanged",
    )
    params = [
        Argument("paths", shown[lang], about[lang], nargs=-1, required=True),
        Option(["--check"], check[lang], is_flag=True),
        Option(["--diff"], diff[lang], is_flag=True),
    ]
    examples = ["perfrules fmt my.rubric", "perfrules fmt --lang en --diff my.rubric", "perfrules fmt --check rubrics/"]
    found = Command("fmt", lang, _ABOUT, run, params, examples)
    # Here --lang says what is written; elsewhere it says what language messages are in.
    found.params[-1] = Option(["--lang"], keywords[lang], "zh|en", callback=one_of(LANGS, lang))
    return found


def run(session: Session, paths: tuple[str, ...], check: bool, diff: bool, lang: str | None) -> int:
    """Lay every file out that can be read; what cannot is told and left alone."""
    from perfrules.api import shipped
    from perfrules.cli.messages import as_text
    from perfrules.cli.targets import find_targets
    from perfrules.compiler import format_source

    ids = set(shipped())
    # A shipped rubric is not the reader's to rewrite: only paths are taken.
    targets = find_targets(os.path.join(".", path) if path in ids else path for path in paths)
    problems = [*targets.unknown, *targets.unreadable]
    broken = changed = 0
    for source in targets.sources:
        text = format_source(source, lang)
        if not isinstance(text, str):
            problems += text.sorted()
            broken += 1
            continue
        if "\r\n" in source.text:
            text = text.replace("\n", "\r\n")
        if text == source.text:
            continue
        changed += 1
        if diff:
            session.out(_difference(source, text))
        if check:
            session.err(session[Words(f"要改：{source.name}", f"would change: {source.name}")])
        elif not diff:
            rewrite(source.name, text)
    if problems:
        session.err(as_text(problems, session.lang))
    if not diff:
        session.out(session[_summary(len(targets.sources), changed, broken, check)])
    if targets.unknown or targets.unreadable:
        return BAD_INPUT
    return FINDINGS if broken or (check and changed) else FINE


def _summary(files: int, changed: int, broken: int, check: bool) -> Words:
    zh, en = ("要改", "would change") if check else ("改了", "changed")
    same = files - changed - broken
    zh, en = f"{zh}{changed}个文件，{same}个不用改", f"{changed} {en}, {same} unchanged"
    if broken:
        zh, en = f"{zh}，{broken}个读不懂、没有动", f"{en}, {broken} with errors left as they are"
    return Words(f"{zh}。", f"{en}.")


def _difference(source: Source, text: str) -> str:
    before, after = source.text.splitlines(), text.splitlines()
    return "\n".join(difflib.unified_diff(before, after, source.name, source.name, lineterm=""))


_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"), (b"", "utf-8"))


def rewrite(name: str, text: str) -> None:
    """Replace a file: the new text is complete beside it before the old one goes; mark and encoding stay."""
    path = os.path.realpath(name)
    with open(path, "rb") as file:
        start = file.read(3)
    mark, encoding = next(item for item in _MARKS if start.startswith(item[0]))
    write_whole(path, mark + text.encode(encoding))
