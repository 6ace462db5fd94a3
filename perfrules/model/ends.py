"""An interval as typed with one of its ends left out: ≤ 80% and 80%以下 become ＜ 80% and 不满80%."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from perfrules.diagnostics.diagnostic import Fix
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.types.interval import Interval

_OPEN = {"≥": "＞", "≤": "＜", ">=": ">", "<=": "<"}
_BELOW = re.compile(r"(?P<value>.+?)\s*(?:及?以下|以内|or below)")
_ABOVE = re.compile(r"(?P<value>.+?)\s*(?:及?以上|or above|or more)")
_INCLUDED = re.compile(r"[（(]\s*含\s*[）)]")


def opening_fixes(shared: Interval, pairs: Iterable[tuple[n.IntervalNode, Interval]], lang: str) -> Iterator[Fix]:
    """For one value that several intervals hold: each of them written so that it does not."""
    if shared.constant is None:
        return
    for node, interval in pairs:
        at_low = interval.low == shared.constant
        if at_low == (interval.high == shared.constant):
            continue  # it holds the value inside, or nothing else
        text = node.span.text.strip()
        opened = _opened(text, at_low, lang)
        if opened is not None:
            words = Words(f"「{text}」不含这个值的，写「{opened}」", f"`{opened}` is `{text}` without this value")
            yield Fix(words, ((node.span, node.span.text.replace(text, opened)),))


def _opened(text: str, at_low: bool, lang: str) -> str | None:
    """An interval without the value at one of its ends; None where its form has no plain twin."""
    for sign, strict in _OPEN.items():
        if text.startswith(sign) and at_low == (sign[0] in "≥>"):
            return strict + text[len(sign) :]
    if at_low and text[0] in "[［":
        return "(" + text[1:]
    if not at_low and text[-1] in "]］":
        return text[:-1] + ")"
    worded = (_ABOVE if at_low else _BELOW).fullmatch(text)
    if worded is None:
        return None
    value = _INCLUDED.sub("", worded["value"]).strip()
    zh, en = ("超过", "more than ") if at_low else ("不满", "less than ")
    return (zh if lang == "zh" else en) + value if not re.search(r"[-—～~至、，,\[(（]", value) else None
