"""The parts of what a 公布 line prints, told apart in one pass: name, 得分, 得分率 or 小计, figure, grade.

A name is any text, so it ends where a figure begins: at the first blank, ＝ or ： behind which a figure stands, else
at the last one. Repetitions give nothing back once taken (`*+`), so that no line takes longer than its length.
"""

from __future__ import annotations

import re

from attrs import frozen

_GRADE = re.compile(r",?+\s(等级|[Gg]rades?(?!\w))\s*+[:=]?+\s*+(\S++)\s*$")
_SCORE = re.compile(
    r"(?<=[\s」])(得分率|得分|小计|(?:[Ss]core(?: +rate)?|[Ss]ubtotal)(?!\w))\s*+[:=]?+\s*+(?=[-+]?[\d.]|\S++$)"
)
_BREAK = re.compile(r"\s*+[:=]\s*+|\s++|(?<=」)")
# What a document prints before a figure that is none: 小于10%, 不低于 95%.
_FIGURE = re.compile(r"(?:[-+≥≤<>]|不?[大小高低多少]于|不?超过|不[足到满]|约)?\s*+\d")
_TOTAL = re.compile(r"(总分(?![^\W\d])|(?:[Tt]he +)?[Tt]otal(?!\w))\s*+[:=]?+\s*+")
_ONLY_GRADE = re.compile(r"(等级|[Gg]rades?(?!\w))(?:\s*+[:=]\s*+|\s++)(\S.*)", re.DOTALL)
_QUOTED = re.compile("「[^」]*」")

Part = tuple[int, int]
"""Where a part begins and ends."""


@frozen
class Published:
    """The parts of a 公布 line, each None where it has none. `what` is the word 得分, 得分率 or 小计."""

    name: Part
    what: Part | None
    value: Part | None
    grade_word: Part | None
    grade: Part | None


def split(body: str) -> Published:
    """The parts of what stands behind 公布, its remarks taken off."""
    # What stands in 「」 is one name, whatever it holds.
    body = _QUOTED.sub(lambda quoted: f"「{'x' * (len(quoted.group()) - 2)}」", body)
    end = len(body)
    grade_word = grade = None
    found = _ONLY_GRADE.match(body) or _GRADE.search(body)
    if found:
        grade_word, grade = found.span(1), found.span(2)
        end = found.start()
    total = _TOTAL.match(body, 0, end)
    if total:
        return Published(total.span(1), None, _part(total.end(), end), grade_word, grade)
    score = _SCORE.search(body, 0, end)
    if score and body[: score.start()].strip():
        return Published((0, score.start()), score.span(1), (score.end(), end), grade_word, grade)
    name_end, at = _figure(body, end)
    return Published((0, name_end), None, _part(at, end), grade_word, grade)


def _part(start: int, end: int) -> Part | None:
    return (start, end) if start < end else None


def _figure(body: str, end: int) -> Part:
    """Where the name ends and the figure begins; both the end where there is no figure."""
    last = (end, end)
    for found in _BREAK.finditer(body, 0, end):
        if found.start() > 0 and found.end() < end:
            if found.group().strip() or _FIGURE.match(body, found.end(), end):
                return found.span()
            last = found.span()
    return last
