"""docs/reference/diagnostics.md, from the catalogue of messages, with examples from the chapters."""

from __future__ import annotations

import re

from perfrules.catalogue import catalogue
from perfrules.diagnostics.diagnostic import Kind
from tools.reference.chapters import cell, example
from tools.reference.markdown import WRITTEN_BY, block, code

_HEAD = f"""# 提示 · Messages

{WRITTEN_BY}
每条提示有编号（便于检索）和名称。错误（error）改好才能打分；提醒（warning）多半是笔误；说明（note）只是告知。
Every message has a code, for search, and a name. An error keeps anything from being scored, a warning is most likely a
slip, a note only tells.

"""
_FAMILIES = {
    "1": "文本 · Text",
    "2": "名称、底表 · Names and bases",
    "3": "种类与单位 · Kinds and units",
    "4": "评分 · Scoring",
    "5": "等级与区间 · Grades and intervals",
    "6": "数据与案例 · Facts and cases",
    "9": "建议 · Advice",
}
_SLOT = re.compile(r"\{\w+\}")


def page() -> str:
    """The page: one section a message, by code."""
    parts, family = [_HEAD], ""
    for code_, kind in catalogue().items():
        if code_[2] != family:
            family = code_[2]
            parts.append(f"## {_FAMILIES.get(family, family)}\n\n")
        parts.append(_section(kind) + "\n")
    return "".join(parts).rstrip() + "\n"


def _section(kind: Kind) -> str:
    parts = [f"### {kind.code} {kind.name}\n"]
    severity = "" if kind.severity.value == "error" else f"*{kind.severity.value}.* "
    parts.append(f"{severity}{kind.about}\n" if kind.about or severity else "")
    zh = _sentence(kind.zh) + _help(kind.help_zh, "。办法：")
    en = _sentence(kind.en) + _help(kind.help_en, "; ")
    parts.append(f"- {zh}\n- {en}\n")
    found = example(kind)
    if found is not None and found.message is not None:
        parts.append("有错的 · wrong:\n\n" + block(found.wrong))
        parts.append(f"> {_line(found.message.message('zh'))}\n")
        if found.mended:
            parts.append("改好的 · mended:\n\n" + block(found.mended))
        parts.append(f"见 · from: [{found.page}](../../{found.page})\n")
    elif (row := cell(kind)) is not None:
        path, (name, wrong), right = row
        wrong_text = code(f"{name} ＝ {wrong}") if wrong else f"{code(name)} 没有给 · not given"
        mended = f"；改好的 · mended: {code(f'{right[0]} ＝ {right[1]}')}" if right is not None and right[1] else ""
        parts.append(f"有错的 · wrong: {wrong_text}{mended}（[{path}](../../{path})）\n")
    return "\n".join(part for part in parts if part)


def _sentence(text: str) -> str:
    return _line(_SLOT.sub("…", text))


def _help(text: str, before: str) -> str:
    return before + _line(_SLOT.sub("…", text)) if text else ""


def _line(text: str) -> str:
    return " ".join(text.split())
