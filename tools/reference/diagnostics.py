"""docs/reference/diagnostics.md and the pages below it, from the catalogue of messages and the chapters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from perfrules.catalogue import catalogue
from perfrules.diagnostics.diagnostic import Kind, opened
from tools.reference.chapters import cell, example
from tools.reference.commands import WITHOUT, sections
from tools.reference.markdown import WRITTEN_BY, block, code, table

_HEAD = f"""# 提示 · Messages

{WRITTEN_BY}
每条提示有编号（便于检索）和名称。错误（error）改好才能打分；提醒（warning）多半是笔误；说明（note）只是告知。
Every message has a code, for search, and a name. An error keeps anything from being scored, a warning is most likely a
slip, a note only tells.

点开编号，有写错的和改好的例子。 Behind each code stand a wrong and a mended example.
"""
_FAMILIES = {
    "1": "文本 · Text",
    "2": "名称、底表 · Names and bases",
    "3": "种类与单位 · Kinds and units",
    "4": "评分 · Scoring",
    "5": "等级与区间 · Grades and intervals",
    "6": "数据与案例 · Facts and cases",
    "7": "整张表的分析 · The whole rubric",
    "9": "建议 · Advice",
}


def page() -> str:
    """The index: every message with its sentence, by code."""
    parts = [_HEAD]
    for family, title in _FAMILIES.items():
        rows = [(_link(kind), code(kind.name), _sentence(kind.zh)) for kind in _of(family)]
        parts.append(f"## {title}\n\n" + table(("编号", "名称", "说的是"), rows))
    toctree = "".join(f"diagnostics/pr{family}\n" for family in _FAMILIES)
    parts.append(f"```{{toctree}}\n:hidden:\n\n{toctree}```\n")
    return "\n".join(parts)


def pages() -> Mapping[str, Callable[[], str]]:
    """The pages of the families, by file name."""
    return {f"diagnostics/pr{family}.md": partial(_family, family) for family in _FAMILIES}


def place(kind: Kind, folder: str = "") -> str:
    """Where a message is told of, from a page in the folder of the families or above it."""
    return f"{folder}pr{kind.code[2]}.md#{kind.code.lower()}-{kind.name}"


def _link(kind: Kind) -> str:
    return f"[{kind.code}]({place(kind, 'diagnostics/')})"


def _of(family: str) -> list[Kind]:
    return [kind for code_, kind in catalogue().items() if code_[2] == family]


def _family(family: str) -> str:
    head = f"# {_FAMILIES[family]}\n\n{WRITTEN_BY}\n"
    return head + "\n".join(_section(kind) for kind in _of(family)).rstrip() + "\n"


def _section(kind: Kind) -> str:
    parts = [f"## {kind.code} {kind.name}\n"]
    severity = "" if kind.severity.value == "error" else f"({kind.severity.value}) "
    zh = _sentence(kind.zh) + _help(kind.help_zh, "。办法：")
    en = _sentence(kind.en) + _help(kind.help_en, "; ")
    # The officer's language first: what it says, an example, and only then the same for developers.
    parts.append(f"{zh}\n")
    parts.append(_example(kind))
    about = f" {kind.about}" if kind.about else ""
    parts.append(f"*English.* {severity}{en}.{about}\n")
    return "\n".join(part for part in parts if part)


def _example(kind: Kind) -> str:
    """A wrong and a mended text, cell or command."""
    if kind.code in sections():
        return sections()[kind.code] + "\n"
    found, row = example(kind), cell(kind)
    if found is not None and found.message is not None and (found.right is not None or row is None):
        parts = ["有错的 · wrong:\n\n" + block(found.wrong, "rubric")]
        parts.append(f"> {_line(found.message.message('zh'))}\n")
        if found.right is not None:
            parts.append("改好的 · mended:\n\n" + block(found.mended, "rubric"))
        return "\n".join([*parts, f"见 · from: [{found.page}](../../../{found.page})\n"])
    if row is not None:
        path, (name, wrong), right = row
        wrong_text = code(f"{name} ＝ {wrong}") if wrong else f"{code(name)} 没有给 · not given"
        mended = f"；改好的 · mended: {code(f'{right[0]} ＝ {right[1]}')}" if right is not None and right[1] else ""
        return f"有错的 · wrong: {wrong_text}{mended}（[{path}](../../../{path})）\n"
    reason = WITHOUT.get(kind.code)
    return f"没有例子：{reason}\n" if reason else ""


def _sentence(text: str) -> str:
    return _line(opened(text))


def _help(text: str, before: str) -> str:
    return before + _line(opened(text)) if text else ""


def _line(text: str) -> str:
    return " ".join(text.split())
