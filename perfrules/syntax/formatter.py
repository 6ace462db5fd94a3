"""One way to lay a file out, in either language: nesting by headings, columns by cell width, every comment kept.

The text that comes out means the same: its tree is equal to that of the text that went in.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

from attrs import define, frozen

from perfrules.source import cell_width, pad
from perfrules.syntax import nodes as n
from perfrules.syntax.edits import Extends
from perfrules.syntax.layout import Blank, Comment, Item, Placed, layout
from perfrules.syntax.statement_text import Text, statement_text
from perfrules.syntax.writer import Write, Writer

LANGS = ("zh", "en")
_INDENT = "  "
_GAP = "   "
"""Between a statement and the remarks and comment behind it."""
_TOP = ("title", "facts", "fact_grid", "grades", "calendar", "scale", "case", "trial")
_CASES = ("case", "case_line", "case_row", "trial", "trial_row")
_HEADINGS = ("heading", "free_heading", "unscored_heading", "unrecorded", "adjustments")


@frozen
class Style:
    """What a language is written with: the idioms' own writing and the English names of functions."""

    writers: Mapping[type, Write]
    functions: Mapping[str, str]

    def writer(self, lang: str, is_word: Callable[[str], bool], *, plain: bool = False) -> Writer:
        """The writer of a language."""
        return Writer(lang, self.writers, self.functions, is_word, plain)


def format_document(document: n.Document, style: Style, lang: str | None = None) -> str:
    """A file that could be read without errors, laid out in a language (by default its own)."""
    writer = style.writer(lang or document.lang, document.is_word)
    items = layout(document.source, document.statements)
    lines = [*_lines(items, writer)]
    _align_cells(lines, writer)
    _align_tails(lines)
    return "".join(f"{text}\n" for text in _joined(items, lines))


def canonical_text(document: n.Document, style: Style) -> str:
    """The rules in one spelling, whatever the language and layout: no comments, remarks and cases."""
    writer = style.writer("zh", document.is_word, plain=True)
    rules = (s for s in document.statements if s.start not in _CASES)
    texts = (statement_text(statement, writer) for statement in rules)
    return "\n".join(_GAP.join((_whole(text, writer), *text.notes)) for text in texts)


def _whole(text: Text, writer: Writer) -> str:
    return text.head if text.rest is None else writer.colon(text.head, text.rest)


@define
class _Line:
    """A statement on its line: how deep it stands, its text, what follows, and what it stands in columns with."""

    placed: Placed
    indent: int
    text: Text
    block: Hashable
    code: str
    tail: str

    @property
    def padded(self) -> bool:
        """Whether lines of its block without remarks push the remarks of the others out."""
        return bool(self.tail) or self.placed.statement.start == "row"


def _lines(items: Sequence[Item], writer: Writer) -> Iterator[_Line]:
    """The statements with their depth. Lines next to each other that are of one kind make a block."""
    depths: list[int] = []
    last: tuple[Hashable, int] = (None, 0)
    parted = section = block = 0
    inside = in_rule = False
    for item in items:
        if isinstance(item, Blank):
            parted += 1
        if not isinstance(item, Placed):
            continue
        statement = item.statement
        if statement.start in _TOP:
            depths, section = [], section + 1
        elif statement.start.startswith("edit"):
            # What an edit brings stands below it, whatever its depth.
            depths = [-1] if depths or not isinstance(statement.node, Extends) else []
        elif statement.start in _HEADINGS:
            while depths and depths[-1] >= statement.node.depth:
                depths.pop()
            depths.append(statement.node.depth)
        inside = inside and statement.start == "row" and not _is_outer(statement.node)
        if statement.start != "row":
            in_rule = getattr(statement.node, "of_rows", False)
        class_ = None if statement.start == "column" else type(statement.node)
        kind = (section, statement.start, class_, inside or _recomputes(statement))
        whole = statement.start in ("fact_line", "case_line")
        if (kind, 0 if whole else parted) != last:
            block += 1
        # Facts, and what a case gives and prints, stand in columns over blank lines and comments.
        key: Hashable = kind if whole else block
        last = kind, 0 if whole else parted
        text = statement_text(statement, writer)
        tail = _GAP.join((*text.notes, *([item.comment] if item.comment else [])))
        yield _Line(item, _indent(statement, len(depths)) + inside + in_rule, text, key, _whole(text, writer), tail)
        if isinstance(statement.node, n.Row):
            inside = hasattr(statement.node.score, "rows") or (
                inside and not isinstance(statement.node.head, n.ElseHead)
            )


def _is_outer(row: n.Row) -> bool:
    """Whether a row is one of the outer table, whatever stands open inside it."""
    head, score = row.head, row.score
    return hasattr(head, "condition") or hasattr(score, "rows") or (isinstance(head, n.ElseHead) and head.whole)


def _indent(statement: n.Statement, depth: int) -> int:
    if statement.start in _TOP or statement.start == "total_line" or statement.start.startswith("edit "):
        return 0
    if statement.start == "edit_line":
        return 0 if depth else 1
    if statement.start in _HEADINGS:
        return depth - 1
    return depth + {"clause": 0, "row": 1, "case_row": 2}.get(statement.start, 1)


def _blocks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    found: dict[Hashable, list[_Line]] = {}
    for line in lines:
        found.setdefault(line.block, []).append(line)
    yield from found.values()


def _align_cells(lines: Sequence[_Line], writer: Writer) -> None:
    """Heads of rows, facts and grades padded to one width; conditions are sentences and are not."""
    for block in _blocks(lines):
        if block[0].text.cells:
            widths = [max(map(cell_width, column)) for column in zip(*(line.text.cells for line in block), strict=True)]
            for line in block:
                padded = (pad(cell, width) for cell, width in zip(line.text.cells, widths, strict=True))
                line.code = f"| {' | '.join(padded)} |"
        if any(line.text.rest is None or _is_sentence(line) for line in block):
            continue
        width = max(cell_width(line.text.head) for line in block)
        for line in block:
            assert line.text.rest is not None
            if writer.english:
                line.code = f"{pad(line.text.head + ':', width + 1)} {line.text.rest}"
            else:
                line.code = writer.colon(pad(line.text.head, width), line.text.rest)


def _is_sentence(line: _Line) -> bool:
    node = line.placed.statement.node
    return isinstance(node, n.Row) and hasattr(node.head, "condition")


def _recomputes(statement: n.Statement) -> bool:
    """Whether it is a 核算 line."""
    return isinstance(statement.node, list) and statement.node[0].expression is not None


def _align_tails(lines: Sequence[_Line]) -> None:
    """Remarks and comments of a block in one column."""
    for block in _blocks(lines):
        # Formulas differ too much in length to share a column.
        first = block[0].placed.statement
        apart = isinstance(first.node, (n.ConstraintDecl, n.VerifyDecl, n.FormulaDecl)) or _recomputes(first)
        width = 0 if apart else max((cell_width(line.code) for line in block if line.padded), default=0)
        for line in block:
            if line.tail:
                line.code = pad(line.code, width) + _GAP + line.tail


def _joined(items: Sequence[Item], lines: Sequence[_Line]) -> Iterator[str]:
    """All lines in their order: no blank one at the start, none after another, none at the end."""
    ready = iter(lines)
    upcoming = list(lines)
    before: _Line | None = None
    blank = started = False
    for item in items:
        if isinstance(item, Blank):
            blank = started
            continue
        if blank:
            yield ""
        blank, started = False, True
        if isinstance(item, Comment):
            yield _INDENT * _comment_indent(item, before, upcoming[0] if upcoming else None) + item.text
        else:
            before = next(ready)
            upcoming.pop(0)
            yield _INDENT * before.indent + before.code


def _comment_indent(comment: Comment, before: _Line | None, after: _Line | None) -> int:
    """A comment stands with the statement below it, unless it stood nearer the column of the one above."""
    if before is None or after is None:
        line = after or before
        return line.indent if line is not None else 0
    above, below = (abs(comment.column - line.placed.column) for line in (before, after))
    return before.indent if above < below else after.indent
