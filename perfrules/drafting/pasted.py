"""Printed words that stand where a rule should: the message offers the rule that such a line seems to state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import evolve, frozen

from perfrules.compiler import Compiled, compile_source
from perfrules.diagnostics import Diagnostic, Fix
from perfrules.drafting.outcomes import Unread, folded, outcomes
from perfrules.drafting.ranges import End, Range, range_of, related
from perfrules.drafting.rules import guess
from perfrules.drafting.steps import step_in_band
from perfrules.source import Source, Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.errors import (
    AS_PRINTED,
    INCOMPLETE,
    MISSING_WORD,
    NO_STATEMENT_WORD,
    STRAY_CHARACTER,
    SWAPPED_WORDS,
    UNEXPECTED,
    UNKNOWN_STATEMENT,
)
from perfrules.types.show import decimal

MOST_READ = 20
"""So many lines of a file are looked into."""
_NO_STATEMENT = (UNKNOWN_STATEMENT, NO_STATEMENT_WORD)
_NO_ROW = (STRAY_CHARACTER, UNEXPECTED, INCOMPLETE, MISSING_WORD, SWAPPED_WORDS)
_SEEN_LATER = {"awards-not-closed", "band-gap", "band-overlap"}
"""What can be told only once the line is a rule: it is about other lines too."""
_FACTS = re.compile(r"^ *数据[ ：:]*$", re.MULTILINE)
_ROW = re.compile(r"(?P<head>[^：:「」\"“”]+?)\s*[：:]\s*(?P<score>[^：:「」\"“”#]+?)\s*[。；;]?\s*(?:#.*)?")
_TABLE = re.compile(r"^ *评分[ ：:]*(?P<of>[^\s：:#]+)", re.MULTILINE)
_NOTE = re.compile(r"\s(?:假定|依据|assumption|basis)\s*[\"“]|#")
"""What follows the printed words of a line: a note of the language, or a comment."""
_ANY_SCORE = re.compile(r"得?(?:满分|\d+(?:\.\d+)?分|0分)|不得分")


@frozen
class _Try:
    """A text for the characters of a span, and the title of the fix that puts it there."""

    title: Words
    edits: tuple[tuple[Span, str], ...]


def with_rules(compiled: Compiled) -> Iterator[Diagnostic]:
    """The messages of a compile; those about printed words under a heading with the rule as a fix.

    A rule is offered only where it takes the message away and brings no other.
    """
    read = 0
    for item in compiled.diagnostics:
        tries: Iterable[_Try] = ()
        # 低于80%的 has characters that would read in another order: that is a guess, and a worse one.
        if compiled.lang == "zh" and read < MOST_READ and (not item.fixes or item.kind is SWAPPED_WORDS):
            if item.kind in _NO_STATEMENT:
                tries = (made for made in (_rule(compiled, item), _item(compiled, item)) if made)
            elif item.kind in _NO_ROW:
                tries = _row(compiled, item)
        fixes = [Fix(made.title, made.edits) for made in tries]
        read += bool(fixes)
        fixes = [fix for fix in fixes if _mends(compiled, item, fix)]
        if not fixes:
            yield item
            continue
        line = _line(item.span)
        yield evolve(item, kind=AS_PRINTED, span=line, args={"text": line.text}, expected=(), fixes=tuple(fixes))


def _mends(compiled: Compiled, item: Diagnostic, fix: Fix) -> bool:
    """Whether a fix takes a message away, and brings none but of what could not be told before."""
    again = compile_source(Source(compiled.source.name, fix.apply(compiled.source.text)))
    errors = [each for each in compiled.diagnostics if each.severity is item.severity]
    left = [each for each in again.diagnostics if each.severity is item.severity]
    new = [each for each in left if _kind(each) not in map(_kind, errors)]
    later = [each for each in new if each.kind.name in _SEEN_LATER]
    return len(left) - len(later) < len(errors) and len(later) == len(new)


def _rule(compiled: Compiled, item: Diagnostic) -> _Try | None:
    """The rule that a line seems to state of its whole heading."""
    source, line = compiled.source, _line(item.span)
    heading = _heading(compiled, line.start)
    if heading is None or not isinstance(heading.points, n.Number):
        return None
    try:
        found = guess(heading.name, heading.points.value, line.text, "")
    except Unread:
        return None
    indent = " " * len(line.before)
    edits = [(line, f"\n{indent}".join(found.lines))]
    missing = [f"\n  {name} ：{kind}" for name, kind in found.facts.items() if not _declared(source.text, name)]
    if missing:
        facts = _FACTS.search(source.text)
        if facts is None:
            return None
        edits.insert(0, (Span(source, facts.end(), facts.end()), "".join(missing)))
    unread = [f"没有写进规则：{words}" for words in found.left]
    doubts = "".join(f"；{doubt}" for doubt in (*found.doubts, *unread))
    title = Words(f"照印的标准猜的写法，请核对{doubts}", f"a guess at the printed criterion, to be checked{doubts}")
    return _Try(title, tuple(edits))


def _item(compiled: Compiled, item: Diagnostic) -> _Try | None:
    """An item of a checklist: 落实管护人员得2分, one of several."""
    line = _line(item.span)
    if _heading(compiled, line.start) is None:
        return None
    try:
        given = [*outcomes(folded(line.text), Fraction(0))]
    except Unread:
        return None
    if len(given) != 1 or given[0].kind != "points" or given[0].bare or not given[0].words:
        return None
    words = given[0].words.replace(",", "，")
    title = Words("照印的话写成得分项，请核对", "an item of a checklist, to be checked")
    return _Try(title, ((line, f"满足 「{words}」 得{decimal(given[0].points)}分"),))


def _row(compiled: Compiled, item: Diagnostic) -> Iterator[_Try]:
    """A row in printed words: 超支10%以内（含）：3分, (0, 5%)：每少1个百分点扣1.6分."""
    line = _line(item.span)
    match = _ROW.fullmatch(line.text)
    table = [*_TABLE.finditer(compiled.source.text, 0, line.start)]
    if match is None or not table:
        return
    head, score, measure = match["head"], match["score"], table[-1]["of"].strip("「」")
    place = Span(line.source, line.start, line.start + match.end("score"))
    read = [*_values(head, measure)]
    if _ANY_SCORE.fullmatch(re.sub(r"\s", "", score)):
        for title, values in read:
            yield _Try(title, ((place, f"{values.row} ：{score}"),))
        return
    row = read[0][1].row if read else head
    for part, title in (
        ("不计", Words("不足一步的不扣", "part steps ignored")),
        ("按比例", Words("不足一步的按比例扣", "part steps in proportion")),
        ("进位", Words("不足一步的按一步扣", "part steps counted whole")),
    ):
        stepped = step_in_band(folded(score), part)
        if stepped:
            yield _Try(title, ((place, f"{row} ：{stepped}"),))


def _values(head: str, measure: str) -> Iterator[tuple[Words, Range]]:
    """The values of a measure that the words of a row may speak of, each with what it takes them for."""
    words = re.sub(r"\((不?含)(?:本数)?\)", r"\1", folded(head)).removesuffix("的")
    if not re.search(r"[\u4e00-\u9fff]", words):
        return
    found = range_of(words)
    if found is None:
        return
    _, over = related([("", Range("节约率", "0%", "", End.IN)), (words, found)])
    if over is not None and not over.of and "节约" in measure:
        yield Words("写成区间，请核对", "as an interval, to be checked"), over
        return
    if not found.of or measure.endswith(found.of):
        sure = Words("写成区间，请核对", "as an interval, to be checked")
    else:
        sure = Words(f"若「{measure}」量的就是「{found.of}」", f"where `{measure}` is what `{found.of}` is about")
    if found.of and over is not None and not over.of:
        found = evolve(found, low=found.low or "0%")
    if found.high_end is End.UNSAID_HIGH:
        without = Words(f"不含{found.high}", f"without {found.high}")
        yield without, evolve(found, high_end=End.OUT)
        sure = Words(f"含{found.high}", f"with {found.high}")
    yield sure, found
    if found.of and over is not None and not over.of:
        yield Words(f"若是「{measure}」小于0的部分", f"where it is `{measure}` below 0"), over


def _line(span: Span) -> Span:
    """The line of a span, without its blanks, its 假定 or 依据 and its comment."""
    text = span.source.text
    start = span.start - len(span.before)
    end = text.find("\n", span.start)
    whole = Span(span.source, start, end if end >= 0 else len(text)).text
    kept = _NOTE.split(whole, maxsplit=1)[0].rstrip()
    lead = len(kept) - len(kept.lstrip())
    return Span(span.source, start + lead, start + len(kept))


def _heading(compiled: Compiled, at: int) -> n.Heading | None:
    """The heading that a place stands under."""
    if compiled.document is None:
        return None
    above = [heading for heading in _all(compiled.document.headings) if heading.span.start < at]
    return max(above, key=lambda each: each.span.start, default=None)


def _declared(text: str, name: str) -> bool:
    return re.search(rf"^ *(?:公式[ ：:]*)?{re.escape(name)} *[：:＝=]", text, re.MULTILINE) is not None


def _kind(item: Diagnostic) -> tuple[str, str]:
    return item.kind.code, item.span.text


def _all(headings: Iterable[n.Heading]) -> Iterator[n.Heading]:
    for heading in headings:
        yield heading
        yield from _all(heading.children)
