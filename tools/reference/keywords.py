"""docs/reference/keywords.md, from the words in the grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfrules.data import data_folder
from perfrules.idioms import IDIOMS
from tools.reference.markdown import WRITTEN_BY, both, code, table

_HEAD = f"""# 关键词 · Keywords

{WRITTEN_BY}
每个关键词有中文和英文两种写法，意思一样，`perfrules fmt --lang en|zh` 互换；一格里有几个的，第一个是 `fmt` 写的。
英文的次序与中文不同的地方，另有只用于一种语言的词。英文词的首字母可以大写。
Every keyword exists in both languages; of several in one cell the first is what `fmt` writes. Where English has another
order there are words of one language only.

"""
_TERMINAL = re.compile(r"^(?P<name>[A-Z_0-9]+): *(?P<words>\".*\")$", re.M)
_WORD = re.compile(r'"([^"]*)"')


def page() -> str:
    """The page."""
    parts = [_HEAD, "## 基本 · Core\n\n", _table("terminals.lark")]
    for idiom in IDIOMS:
        if idiom.fragment:
            rows = list(_rows(f"idioms/{idiom.name}.lark"))
            parts += [f"\n## {both(idiom.title)}\n\n", _as_table(rows)] if rows else []
    return "".join(parts)


def _table(file: str) -> str:
    return _as_table(list(_rows(file)))


def _as_table(rows: list[tuple[str, str]]) -> str:
    return table(("中文", "English"), rows)


def _rows(file: str) -> Iterator[tuple[str, str]]:
    text = (data_folder("grammars") / file).read_text(encoding="utf-8")
    for match in _TERMINAL.finditer(text):
        words = _WORD.findall(match["words"])
        chinese = [word for word in words if word[0].isalpha() and not word[0].isascii()]
        english = [word for word in words if word[0].isalpha() and word[0].isascii()]
        if chinese or english:
            yield "、".join(map(code, chinese)), ", ".join(map(code, english))
