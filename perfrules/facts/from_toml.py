"""A TOML file → names with values. Figures are exact; Chinese names stand in quotes, as TOML asks."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts.content import text_of, unreadable
from perfrules.facts.from_json import exact_number

MOST_PARTS = 64


def tree_of_toml(data: bytes, file: str) -> Any | Diagnostic:
    """The names and values of a TOML file."""
    text = text_of(data, file)
    if isinstance(text, Diagnostic):
        return text
    # The parser's time grows with the square of a key's parts.
    long = next((i for i, line in enumerate(text.splitlines(), 1) if line.partition("=")[0].count(".") > MOST_PARTS), 0)
    if long:
        return unreadable(file, f"第 {long} 行的层次太深", f"line {long} nests too deep", long)
    try:
        return tomllib.loads(text, parse_float=exact_number)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = re.search(r"\(at line (\d+), column (\d+)\)", message)
        line = int(found.group(1)) if found else 0
        where = f"第 {line} 行第 {found.group(2)} 个字符处" if found else "结尾处"
        zh = f"{where}不合 TOML 的写法（中文名称要加引号，一个名称只写一次）"
        return unreadable(file, zh, f"it is no TOML: {message} (Chinese names stand in quotes)", line)
    except RecursionError:
        return unreadable(file, "括号的层次太深", "its brackets nest too deep")
    except ValueError:  # Python refuses to read an integer of thousands of digits
        return unreadable(file, "有一个数的数位太多，或日期不存在", "a number is too long, or a date does not exist")
