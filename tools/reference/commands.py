"""Examples of messages about commands, files and tables: the sections of tests/docs/commands.md, by code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PAGE = Path(__file__).parents[2] / "tests" / "docs" / "commands.md"
_SECTION = re.compile(r"^## (PR\d{3})\n(.*?)(?=^## |\Z)", re.M | re.S)

WITHOUT = {
    "PR100": "一个文件错了上百处才出现。",
    "PR129": "是 perfrules 自己的缺陷，不是规则写错。",
    "PR132": "取决于这台电脑上文件的权限和磁盘。",
    "PR236": "上限，平常遇不到。",
    "PR249": "只是告知，没有要改的。",
    "PR250": "上限，平常遇不到。",
    "PR547": "上限，平常遇不到。",
    "PR626": "按「办法」装上一次，就不再出现。",
    "PR628": "同样的错误太多，只列前面的；改了前面的再看。",
    "PR633": "只是告知，没有要改的。",
    "PR664": "上限，平常遇不到。",
    "PR692": "按「办法」装上一次，就不再出现。",
    "PR699": "取决于这台电脑上有没有装 LibreOffice。",
    "PR698": "按「办法」装上一次，就不再出现。",
}
"""The messages that have no example, and why."""


@cache
def sections() -> dict[str, str]:
    """What a section shows, by its code."""
    return {code: body.strip() for code, body in _SECTION.findall(PAGE.read_text(encoding="utf-8"))}
