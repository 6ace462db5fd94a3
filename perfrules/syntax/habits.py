"""Words that tables and typists use for a word of the language: what a message offers in their place.

They are read as what they are wherever a text may stand; only where a line cannot be read is one taken for a slip.
"""

from __future__ import annotations

import re

MEANT = {
    "TIMES": ("x", "X", "Ｘ", "ｘ", "х", "✕", "╳", "乘以", "乘"),
    "DIV": ("除以",),
    "PLUS": ("加上", "加"),
    "MINUS": ("减去", "减"),
    "EQ": (":", "：", "等于", "为", "是"),
    "NE": ("不等于",),
    "GT": ("超过", "多于"),
    "LT": ("低于", "少于", "不足", "不满"),
    "AND": ("并", "和", "与", "同时"),
    "OR": ("或是",),
    "RANGE": ("到",),
    "WHEN": ("如果", "若"),
    "TIME": ("的话", "的"),
    "EACH": ("每有",),
    "TAKE": ("扣减", "扣除", "减去", "减", "扣分"),
    "ADD": ("加分", "增加"),
    "GET": ("计", "给", "加", "记"),
    "AT_MOST": ("最多", "不超过", "上限"),
    "AT_LEAST": ("最少", "不少于"),
    "ZERO_SCORE": ("不给分", "零分", "无分"),
    "IF_MISSED": ("未完成", "未达到", "未实现"),
    "RATIO": ("百分比", "百分数", "占比"),
    "COUNT": ("数量", "个数", "数目", "计数量"),
    "PLAIN_NUMBER": ("数字", "数量"),
    "FLAG": ("是与否", "有无", "是/否", "是或否"),
    "MONEY": ("资金", "钱"),
    "DROP": ("不算", "忽略", "舍去"),
    "CAP": ("封项", "上限满分"),
}
"""Terminals and what may be typed for them, longer words before those they begin with."""
_DIGITS = dict(zip("一二三四五六七八九两", "1234567892", strict=True)) | {"十": "10", "零": "0", "〇": "0"}
_CHINESE = re.compile(f"[{''.join(_DIGITS)}](?![{''.join(_DIGITS)}百千万])")


def figure_meant(text: str, at: int) -> tuple[int, str] | None:
    """Where a Chinese numeral that stands at a place ends, and its digits: 每一处 for 每1处."""
    match = _CHINESE.match(text, at)
    return (match.end(), _DIGITS[match.group()]) if match else None
