"""What names a text seems to declare: read off its lines before anything is parsed, since words are told apart by them.

One pass, whatever the lines hold. A name too many or too few does no harm beyond a message: where a name is used
that nothing declares, that is reported later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfrules.syntax.folding import name_key
from perfrules.syntax.lines import MOST_LINE, bracket_end
from perfrules.syntax.vocabulary import Vocabulary

MOST_NAME = 200
"""The characters of a name."""

_LINE = re.compile(r"[^\r\n]+")
_HEADING = re.compile(r"[一二三]级指标|评分点|[Ll]evel +[123] +indicator(?!\w)|[Cc]riterion(?!\w)")
_FORMULA = re.compile(r"公式|[Ff]ormula(?!\w)")
_RENAME = re.compile(r"(?:更名|[Rr]ename(?!\w)).*?\s(?:改?为|to(?!\w))\s*(?P<new>[^#\"“”]+)")
_DECISION = re.compile(r"(?:判定|[Dd]ecide(?!\w)) *(?P<name>[^\s「`]+)")
_SCALE = re.compile(r"(?:评议尺度|[Jj]udging +scale(?!\w)) *(?P<name>[^\s「`\"“”]+)")
_LABEL = re.compile(r"[^\n]*: *(?P<label>[^\W\d]\w*) *(?=$|[#\"“”]|假定|依据|[Aa]ssumption|[Bb]asis)")
"""A row of a 判定 that gives a label."""
_SCORES = re.compile(r"评分|[Ss]core +(?:by|as)(?!\w)")
_FACTS = re.compile(r"(?:数据|[Ff]acts) *(?:#|$)")
_GRID = re.compile(
    r"(?:数据表|[Dd]ata +table(?!\w)) *(?P<name>[^:\n]*?) +(?:列|with columns) +(?P<columns>[^\"“”#\n]*)"
)
_DETAIL = re.compile(r"(?:明细|[Rr]ows(?!\w)) *(?P<name>[^\s「`\"“”]*)")
_OPENS = re.compile(
    r"评价表|更名|删除|修改|增加|[一二三]级指标|评分点|加减分|未录|等级|评议尺度|工作日历|案例|否决|总分封顶"
    r"|(?:[Rr]ubric|[Ll]evel +[123] +indicator|[Cc]riterion|[Aa]djustments|[Gg]rades?|[Ww]ork +calendar|[Cc]ase)(?!\w)"
    r"|[Jj]udging +scale(?!\w)|(?:[Rr]ename|[Rr]emove|[Rr]evise|[Ii]nsert)(?!\w)"
    r"|(?:[Vv]eto|[Cc]ap +the +total +at)(?!\w)"
)
_TITLE = re.compile(r"评价表|[Rr]ubric(?!\w)")
_POINTS = re.compile(
    r"\(\s*(?P<a>\d+(?:\.\d+)?\s*(?:分|[Pp]oints?))\s*\)"
    r"|(?P<b>(?<![\d.])\d+(?:\.\d+)?\s*(?:分|[Pp]oints?(?!\w)))"
)
_NOTES = r"(?:[\"“”]|假定|依据|[Aa]ssumption|[Bb]asis|#|$)"
_BEHIND_POINTS = re.compile(rf"\s*(?:{_NOTES}|,?\s*(?:内按|[Ss]caled +from(?!\w)|不计分|[Nn]ot +counted(?!\w)))")
_UNSCORED = re.compile(
    rf"\s(?:(?P<EMPTY_SLOT>空|[Nn]ot +used)|(?P<UNPUBLISHED>分值\s*未公布|[Pp]oints +not +published)"
    rf"|(?P<NO_POINTS>不计分|[Nn]ot +counted))(?=\s*{_NOTES})"
)
_UNRECORDED = re.compile(r"\s(?:未录|[Nn]ot +transcribed)\s*$")
_BEHIND_UNIT = ("SIGNED", "OPTIONAL", "FAIL", "BY", "GRID", "STEP", "WHOLE", "ROUND_TO", "CUT_TO", "NEED_REASON")


def points_of(text: str, start: int, end: int) -> re.Match[str] | None:
    """The points of a heading: the first `5分` or `(5分)` behind which only notes stand."""
    for match in _POINTS.finditer(text, start, end):
        if _BEHIND_POINTS.match(text, match.end(), end):
            return match
    return None


def unscored_of(text: str, start: int, end: int) -> re.Match[str] | None:
    """空 or 分值 未公布 behind the name of a heading; the group that matched is its terminal."""
    return _UNSCORED.search(text, start, end)


def unrecorded_of(text: str, start: int, end: int) -> re.Match[str] | None:
    """未录 between the name of a heading and its points, which begin at `end`."""
    return _UNRECORDED.search(text, start, end)


def name_end(text: str, start: int, end: int) -> int:
    """Where the name of a heading ends: at its points, or at the word that says why it has none."""
    points = points_of(text, start, end)
    if points is not None:
        state = unrecorded_of(text, start, points.start())
        return state.start() if state is not None else points.start()
    unscored = unscored_of(text, start, end)
    return unscored.start() if unscored is not None else end


def opens_section(text: str, start: int, end: int) -> bool:
    """Whether a line ends the head of a file: it begins 数据, the headings or another section."""
    while start < end and text[start] == " ":
        start += 1
    if _FACTS.match(text, start, end):
        return True
    return bool(_OPENS.match(text, start, end)) and not _TITLE.match(text, start, end)


def names(text: str) -> frozenset[str]:
    """The keys of the names that the facts, formulas and headings of a text seem to have, and of those in 「」."""
    found: set[str] = set()
    among_facts = among_columns = deciding = False
    for line in _LINE.finditer(text):
        start, end = line.span()
        if end - start > MOST_LINE:
            continue
        while start < end and text[start] == " ":
            start += 1
        if start == end or text[start] == "#":
            continue
        if _FACTS.match(text, start, end):
            among_facts = True
            continue
        if grid := _GRID.match(text, start, end):
            among_facts = True
            found.update(name_key(name) for name in (grid["name"], *re.split("[、,]", grid["columns"])))
            continue
        if _OPENS.match(text, start, end) and text.find(":", start, end) < 0:
            among_facts = False
        among_columns = bool(_DETAIL.match(text, start, end)) or (among_columns and ":" in text[start:end])
        found.update(name_key(name) for name in _names(text, start, end, among_facts or among_columns))
        among_rows = text.find(":", start, end) >= 0 and not _SCORES.match(text, start, end)
        deciding = bool(_DECISION.match(text, start, end)) or (deciding and among_rows)
        label = _LABEL.match(text, start, end) if deciding else None
        if label is not None:
            found.add(name_key(label["label"]))
    return frozenset(found - {""})


def _names(text: str, start: int, end: int, among_facts: bool) -> Iterator[str]:
    heading = _HEADING.match(text, start, end)
    if heading:
        yield text[heading.end() : name_end(text, heading.end(), end)].strip()[:MOST_NAME]
    formula = _FORMULA.match(text, start, end)
    if formula:
        sign = text.find("=", formula.end(), end)
        if sign >= 0:
            yield text[formula.end() : sign].strip()[:MOST_NAME]
    elif decision := (
        _DECISION.match(text, start, end) or _SCALE.match(text, start, end) or _DETAIL.match(text, start, end)
    ):
        yield decision["name"][:MOST_NAME]
    # What stands before a colon is a name among the facts only; elsewhere it may be 超过5处, the head of a row.
    elif among_facts and text[start] not in ':「"':
        colon, comment = text.find(":", start, end), text.find("#", start, end)
        if colon >= 0 and not 0 <= comment < colon:
            yield text[start:colon].strip()[:MOST_NAME]
    renamed = _RENAME.match(text, start, end)
    if renamed:
        yield renamed.group("new").strip()[:MOST_NAME]
    yield from _in_corners(text, start, end)


def _in_corners(text: str, start: int, end: int) -> Iterator[str]:
    at = text.find("「", start, end)
    while at >= 0:
        close = bracket_end(text, at, end)
        if close < 0:
            return
        yield text[at + 1 : close][:MOST_NAME]
        at = text.find("「", close, end)


def counters(text: str, vocabulary: Vocabulary) -> set[str]:
    """The counter words behind 计数, each without the words of the language that may be glued to it."""
    words = "|".join(word for word, kind in vocabulary.keywords.items() if kind in _BEHIND_UNIT)
    found = re.finditer(rf": *(?:计数 *|[Cc]ount +)个?([^\W\d]{{1,{MOST_UNIT}}}?)(?=(?:{words})|[\W\d]|$)", text)
    return {match.group(1) for match in found}


MOST_UNIT = 20
"""The characters of a counter word."""
