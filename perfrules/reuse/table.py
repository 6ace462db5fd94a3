"""The lines of a base while it is edited: what they name, which belong to which heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from perfrules.model.names import NameIndex
from perfrules.reuse.text import Piece, Pieces, pieces_of
from perfrules.source import Span
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.types.show import decimal

_OUTSIDE = ("case", "trial")
"""Sections that belong to the base alone."""


@define(eq=False)
class Line:
    """A line: its text, its section, what it says. Of a heading, its name and points as they are by now."""

    raw: Span
    section: str
    statement: n.Statement | None
    own: bool = False
    """Whether it stands in the file with the edits."""
    name: str = ""
    points: Fraction | None = None
    before: str = ""
    """What stands before its text."""
    behind: list[Span] = field(factory=list)
    """Remarks that the edits put behind it."""
    changes: list[tuple[Span, Piece]] = field(factory=list)
    """What stands for parts of it by now."""

    @property
    def node(self) -> Any:
        """What it says; None where it is broken."""
        return None if self.statement is None else self.statement.node

    @property
    def start(self) -> str:
        """What kind of statement it is; empty where it is broken."""
        return "" if self.statement is None else self.statement.start

    @property
    def is_heading(self) -> bool:
        """Whether it begins a heading."""
        return isinstance(self.node, n.Heading)

    @property
    def span(self) -> Span:
        """Its place, as typed."""
        return self.raw.origin

    @property
    def pieces(self) -> Pieces:
        """Its text as it is by now."""
        found: list[Piece] = [Piece(self.before, self.raw.origin)] if self.before else []
        at = self.raw.start
        for span, new in sorted(self.changes, key=lambda change: change[0].start):
            found += (*pieces_of(Span(self.raw.source, at, span.start)), new)
            at = span.end
        found += pieces_of(Span(self.raw.source, at, self.raw.end))
        for remark in self.behind:
            found += (Piece("  ", remark.origin), *pieces_of(remark))
        return tuple(found)

    def replace(self, at: Span, new: Piece) -> None:
        """Put a piece where some of it stands."""
        self.changes = [change for change in self.changes if change[0] != at] + [(at, new)]


def line_of(raw: n.RawLine, own: bool = False) -> Line:
    """A line as it was read."""
    line = Line(raw.span, raw.section, raw.statement, own)
    if line.is_heading:
        line.name = line.node.name
        points = line.node.points
        line.points = points.value if isinstance(points, n.Number) and points.unit == "分" else None
    return line


def inherited(document: n.Document) -> list[Line]:
    """The lines of a base that a derived rubric takes over: all but its cases."""
    return [line_of(raw) for raw in document.lines if raw.section not in _OUTSIDE]


@frozen
class Entry:
    """Something of the base that an edit can name. `kind` is heading, fact or formula."""

    kind: str
    path: tuple[str, ...]
    line: Line
    above: tuple[Line, ...] = ()
    """The headings above it, the topmost first."""

    @property
    def shown(self) -> str:
        """Its full path."""
        return "·".join(self.path)


@define
class Table:
    """The lines in their order, and what they name."""

    lines: list[Line]
    _index: dict[str, NameIndex] = field(factory=dict)
    """What can be named, by its kind; lines that are gone are passed over."""
    _entries: list[Entry] = field(factory=list)
    _gone: set[int] = field(factory=set)
    _known: bool = False

    def changed(self) -> None:
        """Forget what was looked up: names have changed."""
        self._known = False

    @property
    def entries(self) -> list[Entry]:
        """Everything that edits can name."""
        if not self._known:
            self._known, self._index, self._entries, self._gone = True, {}, [], set()
            self._enter(self.lines, [])
        return [entry for entry in self._entries if id(entry.line) not in self._gone]

    def _enter(self, lines: Sequence[Line], above: list[Line]) -> None:
        for entry in _read(lines, above):
            self._entries.append(entry)
            self._index.setdefault(entry.kind, NameIndex()).add(entry.path, entry)  # type: ignore[arg-type]

    def find(self, path: Sequence[str], kinds: Sequence[str]) -> list[Entry]:
        """What a path, shortened while it is unique, can mean among things of some kinds."""
        if not self._known:
            self.entries  # noqa: B018
        found: list[Any] = []
        for kind in kinds if path else ():
            if kind in self._index:
                found += self._index[kind].find(path, Entry)
        return [entry for entry in found if id(entry.line) not in self._gone]

    def names(self) -> list[str]:
        """The last names of everything, for did-you-mean."""
        return [entry.path[-1] for entry in self.entries]

    def at(self, line: Line) -> int:
        """Where a line stands."""
        return next(i for i, other in enumerate(self.lines) if other is line)

    def own_end(self, line: Line) -> int:
        """Where the lines of a heading itself end: at the next heading or section."""
        i = self.at(line) + 1
        while i < len(self.lines) and self.lines[i].section == "heading" and not self.lines[i].is_heading:
            if self.lines[i].start == "total_line":
                break
            i += 1
        return i

    def end(self, line: Line) -> int:
        """Where a heading and all below it end."""
        i = self.own_end(line)
        while i < len(self.lines) and self.lines[i].is_heading and self.lines[i].node.depth > line.node.depth:
            i = self.own_end(self.lines[i])
        return i

    def parts(self, line: Line) -> list[Line]:
        """The headings right below a heading."""
        return [e.line for e in self.entries if e.kind == "heading" and e.above and e.above[-1] is line]

    def restate(self, line: Line, points: Fraction, origin: Span) -> None:
        """Give a heading other points, which stand at a place of the edits."""
        old = line.node.points
        if old is None:
            return
        line.points = points
        line.replace(old.span, Piece(f"{decimal(points)}分", origin))

    def insert(self, at: int, lines: Sequence[Line]) -> None:
        """Put lines before a place."""
        if self._known:
            self._enter(lines, self._above(at))
        self._gone -= {id(line) for line in lines}
        self.lines[at:at] = lines

    def cut(self, start: int, end: int) -> list[Line]:
        """Take lines out."""
        gone = self.lines[start:end]
        self._gone |= {id(line) for line in gone}
        del self.lines[start:end]
        return gone

    def _above(self, at: int) -> list[Line]:
        """The headings that stand above a place, the topmost first."""
        found: list[Line] = []
        for line in reversed(self.lines[:at]):
            if line.is_heading and (not found or line.node.depth < found[0].node.depth):
                found.insert(0, line)
        return found


def _read(lines: Sequence[Line], above: list[Line]) -> Iterator[Entry]:
    """What lines name that stand below those headings."""
    above, grid = list(above), ""
    for line in lines:
        if line.start in ("fact_grid", "facts") or line.section != "facts":
            grid = getattr(line.node, "name", "") if line.start == "fact_grid" else ""
        if line.is_heading:
            while above and above[-1].node.depth >= line.node.depth:
                above.pop()
            yield Entry("heading", (*(a.name for a in above), line.name), line, tuple(above))
            above.append(line)
        elif isinstance(line.node, n.FactDecl):
            # A row of a 数据表 stands for facts of its columns: it is known by both names.
            name = line.name or line.node.name
            yield Entry("fact", (grid, name) if grid else (name,), line)
        elif isinstance(line.node, n.FormulaDecl) and line.node.name and line.section == "heading":
            yield Entry("formula", (*(a.name for a in above), line.name or line.node.name), line, tuple(above))


def same(a: str, b: str) -> bool:
    """Whether two names compare equal."""
    return name_key(a) == name_key(b)
