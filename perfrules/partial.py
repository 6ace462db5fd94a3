"""Slips in the sound part of a text that has errors, so that an author hears of both in one run.

What an error stands in is taken out of a copy of the text, in its place: a leaf is then judged, a fact or another line
is gone, and what needed it follows. The copy has the same places as the text. Only what holds of the part by itself
is told: slips of one rule, and what none of the facts can reach; what is said of totals, grades and 性质 waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, evolve

from perfrules.compiler import Compiled, compile_source
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.source import Source, Span
from perfrules.syntax import nodes as n

MOST_ROUNDS = 4
MOST_ERRORS = 40
MOST_CHARACTERS = 40_000


def sound_part(compiled: Compiled) -> Compiled | None:
    """The text without what is wrong, in the same places; None where too little of it is left, or nothing is wrong."""
    document = compiled.document
    whole = compiled.whole is None or compiled.whole is compiled.source
    if not compiled.failed or document is None or not whole or len(compiled.source.text) > MOST_CHARACTERS:
        return None
    copy = _Copy(document, compiled.source.text)
    found = compiled
    for _ in range(MOST_ROUNDS):
        errors = [d for d in found.diagnostics if d.severity is Severity.ERROR]
        if not errors:
            break
        if len(errors) > MOST_ERRORS or not all(copy.take_out(error.span) for error in errors):
            return None
        found = compile_source(Source(compiled.source.name, copy.text))
    return None if found.failed or found.rubric is None or not copy.left else found


def outside(found: Sequence[Diagnostic], compiled: Compiled) -> Iterator[Diagnostic]:
    """Messages about a part, at their places in the whole text; without those about what was put into it."""
    for item in found:
        span = Span(compiled.source, item.span.start, item.span.end)
        labels = tuple(evolve(label, span=_moved(label.span, compiled)) for label in item.labels)
        fixes = tuple(evolve(f, edits=tuple((_moved(s, compiled), new) for s, new in f.edits)) for f in item.fixes)
        if span.text == item.span.text:
            yield evolve(item, span=span, labels=labels, fixes=fixes)


def _moved(span: Span, compiled: Compiled) -> Span:
    return Span(compiled.source, span.start, span.end)


@define
class _Copy:
    """A text of which some lines are blank or judged."""

    document: n.Document
    text: str

    @property
    def left(self) -> bool:
        """Whether a rule is left that is not judged."""
        return any(not _blank(self.text, line.span) for line in self.document.lines if _is_clause(line))

    def take_out(self, span: Span) -> bool:
        """Take out what a place stands in: a leaf or a line; False where that cannot be done."""
        lines = self.document.lines
        at = next((k for k, line in enumerate(lines) if line.span.start <= span.start <= line.span.end), None)
        if at is None:
            return False
        if lines[at].section == "grades":  # without one of them the others leave a gap
            return sum(self._blank(line.span) for line in lines if line.section == "grades") > 0
        if lines[at].section != "heading":
            return self._blank(lines[at].span)
        head = next((k for k in range(at, -1, -1) if _is_heading(lines[k])), None)
        if head is None:
            return False
        below = head + 1
        while below < len(lines) and lines[below].section == "heading" and not _is_heading(lines[below]):
            below += 1
        is_leaf = below == len(lines) or not _is_heading(lines[below]) or _depth(lines[below]) <= _depth(lines[head])
        if not is_leaf:
            return at != head and self._blank(lines[at].span)
        return self._judge(lines[head], lines[head + 1 : below])

    def _blank(self, span: Span) -> bool:
        new = "".join(c if c == "\n" else " " for c in self.text[span.start : span.end])
        changed = new != self.text[span.start : span.end]
        self.text = self.text[: span.start] + new + self.text[span.end :]
        return changed

    def _judge(self, head: n.RawLine, clauses: Sequence[n.RawLine]) -> bool:
        """A leaf judged between 0 and its points."""
        node = head.statement.node if head.statement is not None else None
        if not isinstance(node, n.Heading) or node.points is None or node.state or not clauses:
            return False
        points = node.points.span.text.strip()
        rule = f"评议0分至{points}" if self.document.lang == "zh" else f"judged 0 points to {points}"
        place = max((line.span for line in clauses), key=_first_line)
        if _first_line(place) < len(rule) or self.text[place.start :].startswith(rule):
            return False
        for line in clauses:
            self._blank(line.span)
        self.text = self.text[: place.start] + rule + self.text[place.start + len(rule) :]
        return True


def _first_line(span: Span) -> int:
    return len(span.text.partition("\n")[0])


def _blank(text: str, span: Span) -> bool:
    part = text[span.start : span.end].strip()
    return not part or part.startswith(("评议", "judged"))


def _is_heading(line: n.RawLine) -> bool:
    return line.statement is not None and line.statement.start == "heading"


def _is_clause(line: n.RawLine) -> bool:
    return line.statement is not None and line.statement.start == "clause"


def _depth(line: n.RawLine) -> int:
    assert line.statement is not None
    depth: int = line.statement.node.depth
    return depth
