"""Printed criteria that stand where a rule should: the message offers the rule that such a line seems to state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import evolve

from perfrules.compiler import Compiled, compile_source
from perfrules.diagnostics import Diagnostic, Fix
from perfrules.drafting.outcomes import Unread
from perfrules.drafting.rules import guess
from perfrules.source import Source, Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.errors import NO_STATEMENT_WORD, UNKNOWN_STATEMENT

MOST_READ = 20
"""So many lines of a file are looked into."""
_NO_STATEMENT = (UNKNOWN_STATEMENT, NO_STATEMENT_WORD)
_FACTS = re.compile(r"^ *数据[ ：:]*$", re.MULTILINE)


def with_rules(compiled: Compiled) -> Iterator[Diagnostic]:
    """The messages of a compile; those about a printed criterion under a heading with its rule as a fix.

    A rule is offered only where it takes the message away and brings no other.
    """
    read = 0
    for item in compiled.diagnostics:
        if item.kind in _NO_STATEMENT and compiled.lang == "zh" and read < MOST_READ and not item.fixes:
            read += 1
            fix = _rule(compiled, item)
            yield item if fix is None else evolve(item, fixes=(fix,))
        else:
            yield item


def _rule(compiled: Compiled, item: Diagnostic) -> Fix | None:
    if compiled.document is None:
        return None
    at, source = item.span.start, compiled.source
    above = [heading for heading in _all(compiled.document.headings) if heading.span.start < at]
    if not above:
        return None
    heading = max(above, key=lambda each: each.span.start)
    if not isinstance(heading.points, n.Number):
        return None
    end = source.text.find("\n", at)
    line = Span(source, at, end if end >= 0 else len(source.text))
    try:
        found = guess(heading.name, heading.points.value, line.text.strip(), "")
    except Unread:
        return None
    indent = " " * (at - source.text.rfind("\n", 0, at) - 1)
    edits = [(line, f"\n{indent}".join(found.lines))]
    missing = [f"\n  {name} ：{kind}" for name, kind in found.facts.items() if not _declared(source.text, name)]
    if missing:
        facts = _FACTS.search(source.text)
        if facts is None:
            return None
        edits.insert(0, (Span(source, facts.end(), facts.end()), "".join(missing)))
    unread = [f"没有写进规则：{words}" for words in found.left]
    doubts = "".join(f"；{doubt}" for doubt in (*found.doubts, *unread))
    fix = Fix(
        Words(f"照印的标准猜的写法，请核对{doubts}", f"a guess at the printed criterion, to be checked{doubts}"),
        tuple(edits),
    )
    again = compile_source(Source(source.name, fix.apply(source.text)))
    errors = [each for each in compiled.diagnostics if each.severity is item.severity]
    left = [each for each in again.diagnostics if each.severity is item.severity]
    return fix if len(left) < len(errors) and _kinds(left) <= _kinds(errors) else None


def _declared(text: str, name: str) -> bool:
    return re.search(rf"^ *(?:公式[ ：:]*)?{re.escape(name)} *[：:＝=]", text, re.MULTILINE) is not None


def _kinds(items: Iterable[Diagnostic]) -> set[tuple[str, str]]:
    return {(item.kind.code, item.span.text) for item in items}


def _all(headings: Iterable[n.Heading]) -> Iterator[n.Heading]:
    for heading in headings:
        yield heading
        yield from _all(heading.children)
