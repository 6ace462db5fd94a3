"""更名: every line that speaks of what gets a new name, found by what its names mean, not by how they are spelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from perfrules.model.model import Fact, Formula, Indicator, Rubric
from perfrules.model.names import key_path
from perfrules.reuse.table import Entry, Line
from perfrules.reuse.text import Piece
from perfrules.source import Span
from perfrules.syntax import nodes as n
from perfrules.syntax.edits import Rename, parts_of
from perfrules.syntax.folding import name_key

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_FORMULA_NAME = re.compile(r"\s*(?:公式|[Ff]ormula(?!\w))\s*(?P<name>[^=＝]*?)\s*[=＝]")

New = Mapping[int, Rename]
"""The new name of a fact, formula or heading of the base, by its identity."""
Steps = tuple[Any, ...]
"""What the parts of a full path are: headings, then a fact, formula or heading."""


@frozen
class Names:
    """What the names in the lines of a base mean."""

    rubric: Rubric
    is_word: Callable[[str], bool]
    counts: Callable[[Any], bool]
    """Whether a clause says how the parts of a heading count, other than by their sum."""

    def declared(self, entry: Entry) -> object | None:
        """The fact, formula or heading that a line declares."""
        span = entry.line.node.span
        items: Iterable[Any] = self.rubric.facts
        if entry.kind == "heading":
            items = self.rubric.walk()
        elif entry.kind == "formula":
            items = (formula for node in self.rubric.walk() for formula in node.formulas)
        return next((item for item in items if item.span == span), None)

    def rename(self, lines: Iterable[Line], entries: Iterable[Entry], new: New) -> None:
        """Put the new names wherever the base speaks of what they name."""
        facts = {name_key(item.name): new[id(item)] for item in self.rubric.facts if id(item) in new}
        for entry in entries:
            item = self.declared(entry)
            rename = new.get(id(item))
            if rename is not None:
                entry.line.replace(_declaring(entry.line), Piece.of(rename.new_span))
                entry.line.name = rename.new
        rows_of: Indicator | None = None
        headings = {span_key(node.span): node for node in self.rubric.walk()}
        for line in lines:
            if line.is_heading:
                rows_of = headings.get(span_key(line.node.span))
            if line.statement is None:
                continue
            for name in _names(line.node):
                self._name(line, name, new)
            self._spots(line, facts)
            if line.start == "row" and rows_of is not None and rows_of.aggregate is not None:
                self._part(line, rows_of, new)

    def _name(self, line: Line, name: n.Name, new: New) -> None:
        steps = self.steps(name)
        if not any(id(step) in new for step in steps):
            return
        text = name.span.text
        rest = list(steps)
        # The last part is what is meant; those before it are headings above, in order, some of them left out.
        for start, end in reversed(parts_of(text)):
            part = name_key(text[start:end].strip(" 「」『』`"))
            while rest and name_key(_name_of(rest[-1])) != part:
                rest.pop()
            if not rest:
                return
            rename = new.get(id(rest.pop()))
            if rename is not None:
                self._put(line, Span(name.span.source, name.span.start + start, name.span.start + end), rename)

    def _put(self, line: Line, at: Span, rename: Rename) -> None:
        word = rename.new
        quoted = at.text.strip()[:1] in "「『`" or not _PLAIN_NAME.fullmatch(word) or self.is_word(word)
        if quoted:
            line.replace(at, Piece(f"「{word}」", rename.new_span.origin))
        else:
            line.replace(at, Piece.of(rename.new_span))

    def _spots(self, line: Line, facts: Mapping[str, Rename]) -> None:
        """「x」 that the grammar keeps as text: where 数据 has a fact of that name, it is that fact."""
        if not facts or line.start not in ("clause", "total_line"):
            return
        text = line.raw.text
        for match in re.finditer(r"「[^「」\n]*」", text):
            rename = facts.get(name_key(match.group()[1:-1]))
            at = Span(line.raw.source, line.raw.start + match.start(), line.raw.start + match.end())
            if rename is not None and not any(a.start < at.end and at.start < a.end for a, _ in line.changes):
                self._put(line, at, rename)

    def _part(self, line: Line, heading: Indicator, new: New) -> None:
        """The head of a row that names a part of its heading."""
        for child in heading.children:
            rename = new.get(id(child))
            for span in line.statement.texts if line.statement is not None and rename is not None else ():
                if name_key(span.text.strip("「」")) == name_key(child.name) and rename is not None:
                    line.replace(span, Piece.of(rename.new_span))

    def steps(self, name: n.Name) -> Steps:
        """What the full path of what a name means is made of; nothing where it means nothing, or a label."""
        target: Any = self.rubric.refs.get(name.id)
        if isinstance(target, Indicator):
            return _above(target)
        if isinstance(target, Formula):
            return (*_above(target.owner), target)
        if isinstance(target, Fact):
            return (target,) if target.owner is None else (*_above(target.owner), target)
        return ()


def meanings(rubric: Rubric, line: Line, renamed: Mapping[int, str]) -> list[tuple[str, ...]]:
    """What each name in a line means, as a full path, with new names put in by the identity of what has them."""
    found = []
    steps_of = Names(rubric, bool, bool).steps
    for name in _names(line.node):
        steps = steps_of(name)
        path = [renamed.get(id(step), _name_of(step)) for step in steps]
        found.append((type(steps[-1]).__name__, *key_path(path)) if steps else ())
    return found


def _names(node: Any) -> Iterator[n.Name]:
    """The names in a statement, in the order of the tree."""
    for part in n.walk(node) if isinstance(node, n.Node) else ():
        if isinstance(part, n.Name):
            yield part


def _above(node: Indicator) -> tuple[Indicator, ...]:
    return (*(_above(node.parent) if node.parent is not None else ()), node)


def _name_of(step: Any) -> str:
    return str(step.name or "")


def span_key(span: Span) -> tuple[int, int]:
    """A place within one text."""
    return span.start, span.end


def _declaring(line: Line) -> Span:
    """Where a line declares its name."""
    node = line.node
    if isinstance(node, (n.FactDecl, n.Heading)):
        return node.name_span
    match = _FORMULA_NAME.match(node.span.text)
    assert match is not None, "a named formula has its name before ＝"
    return Span(node.span.source, node.span.start + match.start("name"), node.span.start + match.end("name"))
