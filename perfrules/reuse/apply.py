"""A base and the edits of it → the lines of the derived rubric.

Edits are made from the top of the file to its end, each on what the one before left. One that cannot be made is
reported and left out, so that the rest of the file is still looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from perfrules.diagnostics import Diagnostics, Fix, Kind
from perfrules.reuse import errors
from perfrules.reuse.names import Names
from perfrules.reuse.table import Entry, Line, Table, line_of, same
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.edits import Insert, Named, Remove, Rename, Restate, Revise, Withdraw
from perfrules.syntax.folding import name_key
from perfrules.types.show import decimal

MOST_EDITS = 500
_ORDER: tuple[Any, ...] = (Rename, (Remove, Withdraw), (Revise, Restate), Insert)
_WORDS = (Words("更名", "rename"), Words("删除", "remove"), Words("修改", "revise"), Words("增加", "insert"))
_HEAD_ONLY = ("code", "year")
"""What a rubric says of itself alone."""


@define
class Own:
    """The lines of the file with the edits, by what they are for."""

    title: list[Line] = field(factory=list)
    head: list[Line] = field(factory=list)
    totals: list[Line] = field(factory=list)
    sections: dict[str, list[Line]] = field(factory=dict)
    """facts, grades and calendar."""
    adjustments: list[Line] = field(factory=list)
    edits: list[tuple[Line, list[Line]]] = field(factory=list)
    """Each edit with the lines below it."""
    unplaced: list[Line] = field(factory=list)


def own_lines(document: n.Document) -> Own:
    """The file with the edits, sorted."""
    own = Own()
    below: list[Line] | None = None
    for raw in document.lines:
        line = line_of(raw, own=True)
        start = line.start
        if start == "title":
            own.title.append(line)
        elif start == "edit_line" and not isinstance(line.node, (Rename, Remove, Revise, Insert)):
            continue  # 沿用 itself
        elif start.startswith("edit"):
            below = []
            own.edits.append((line, below))
        elif raw.section == "head":
            own.head.append(line)
        elif start == "total_line":
            own.totals.append(line)
        elif raw.section in ("facts", "grades", "calendar"):
            own.sections.setdefault(raw.section, []).append(line)
            below = None
        elif start == "adjustments":
            below = own.adjustments
            below.append(line)
        elif raw.section == "heading" and below is not None:
            below.append(line)
        elif raw.section == "heading":
            own.unplaced.append(line)
        elif raw.section not in ("case", "trial", "edits"):
            own.sections.setdefault(raw.section, []).append(line)
    return own


@frozen
class _Debt:
    """A heading whose points an edit left out of step with its parts."""

    above: Line
    edit: Span


@define
class Application:
    """The edits of one file, made on the lines of its base."""

    table: Table
    names: Names
    diagnostics: Diagnostics
    lang: str = "zh"
    """The language of the file with the edits."""
    debts: list[_Debt] = field(factory=list)
    gone: dict[str, Span] = field(factory=dict)
    """The names that 删除 took out, folded, each with the place of its edit."""
    renamed: dict[int, str] = field(factory=dict)
    """The new names of facts, formulas and headings of the base, by their identity."""

    def report(self, kind: Kind, span: Span, **args: Any) -> None:
        self.diagnostics.report(kind, span, **args)

    def run(self, own: Own) -> list[Line]:
        """The lines of the derived rubric."""
        for line in own.unplaced:
            self.report(errors.UNPLACED, line.raw)
        if len(own.edits) > MOST_EDITS:
            self.report(errors.TOO_MANY_EDITS, own.edits[MOST_EDITS][0].raw, most=MOST_EDITS)
        edits = self._in_order(own.edits[:MOST_EDITS])
        self._rename([line for line, _ in edits if isinstance(line.node, Rename)])
        for line, below in edits:
            match line.node:
                case Remove():
                    self._remove(line.node)
                case Withdraw():
                    self._withdraw(line.node)
                case Revise():
                    self._revise(line.node, below)
                case Restate():
                    self._restate(line)
                case Insert():
                    self._insert(line.node, below)
        self._head(own)
        self._sections(own)
        self._settle()
        return self.table.lines

    def _in_order(self, edits: list[tuple[Line, list[Line]]]) -> list[tuple[Line, list[Line]]]:
        """The edits, each told that stands behind one of a later kind."""
        latest = 0
        for line, _ in edits:
            place = next(i for i, kinds in enumerate(_ORDER) if isinstance(line.node, kinds))
            if place < latest:
                self.report(errors.EDIT_ORDER, line.raw, word=_WORDS[place], before=_WORDS[latest])
            latest = max(latest, place)
        return edits

    # What an edit speaks of

    def _find(self, target: Named, kinds: Sequence[str]) -> Entry | None:
        """What a name means; reported where it means nothing, several things, or something of another kind."""
        if target.kind:
            kinds = ("fact",) if target.kind == "FACTS" else ("formula",)
        every = self.table.find(target.path, ("heading", "fact", "formula"))
        found = [entry for entry in every if entry.kind in kinds]
        # A formula of its heading's name is spoken of by that name too, and goes with it.
        if len(found) > 1 and any(entry.kind == "heading" for entry in found):
            found = [entry for entry in found if entry.kind != "formula"]
        name = target.span.text.strip()
        if len(found) > 1:
            candidates = [entry.shown for entry in found]
            self.report(errors.EDIT_AMBIGUOUS, target.span, name=name, candidates=candidates)
        elif not found and every:
            self.report(errors.NOT_A_HEADING, target.span, name=name)
        elif not found:
            near = self.diagnostics.near(target.path[-1] if target.path else "", self.table.names())
            self.diagnostics.report(errors.NOTHING_TO_EDIT, target.span, suggestions=near, name=name)
        return found[0] if len(found) == 1 else None

    # 更名

    def _rename(self, lines: list[Line]) -> None:
        new: dict[int, Rename] = {}
        for line in lines:
            rename: Rename = line.node
            entry = self._find(rename.target, ("heading", "fact", "formula"))
            item = self.names.declared(entry) if entry is not None else None
            if entry is None:
                continue
            if item is None or (entry.kind == "fact" and len(entry.path) > 1):
                self.report(errors.NOT_RENAMED, rename.target.span, name=rename.target.span.text.strip())
                continue
            new[id(item)] = rename
            alike = (e for e in self.table.entries if e.kind == "formula" and e.above and e.above[-1] is entry.line)
            for formula in alike if entry.kind == "heading" else ():
                if same(formula.path[-1], entry.path[-1]):
                    new[id(self.names.declared(formula))] = rename
        self.renamed = {key: rename.new for key, rename in new.items()}
        if new:
            self.names.rename(self.table.lines, self.table.entries, new)
            self.table.changed()

    # 删除

    def _remove(self, edit: Remove) -> None:
        entry = self._find(edit.target, ("heading", "fact", "formula"))
        if entry is None:
            return
        at = self.table.at(entry.line)
        if entry.kind != "heading":
            self._gone(self.table.cut(at, at + 1), edit)
            return
        lost = -(entry.line.points or Fraction(0))
        self._gone(self.table.cut(at, self.table.end(entry.line)), edit)
        self._pass_on(entry.above, lost, edit)

    def _gone(self, lines: list[Line], edit: Remove) -> None:
        for line in lines:
            name = line.name or getattr(line.node, "name", "")
            if name:
                self.gone.setdefault(name_key(name), edit.target.span)

    def _withdraw(self, edit: Withdraw) -> None:
        same_line = next((line for line in self.table.lines if _says(line.node) == _says(edit.statement)), None)
        if same_line is None:
            self.report(errors.NOTHING_TO_EDIT, edit.statement.span, name=edit.statement.span.text.strip())
            return
        at = self.table.at(same_line)
        self.table.cut(at, at + 1)

    # 修改

    def _revise(self, edit: Revise, below: list[Line]) -> None:
        entry = self._find(edit.target, ("heading",))
        for line in below:
            if line.is_heading:
                self.report(errors.UNPLACED, line.raw)
        below = [line for line in below if not line.is_heading]
        if entry is None:
            return
        heading = entry.line
        heading.behind += [note.span for note in edit.notes]
        if edit.points is None and not below and not edit.notes:
            self.report(errors.SAYS_NOTHING, edit.span, name=edit.target.span.text.strip())
        if isinstance(edit.points, n.Number) and edit.points.unit == "分" and heading.points is not None:
            before = heading.points
            self.table.restate(heading, edit.points.value, edit.points.span.origin)
            self._pass_on(entry.above, edit.points.value - before, edit)
            self._owe(heading, edit.span)
        if below:
            self._rule(heading, below)

    def _rule(self, heading: Line, below: list[Line]) -> None:
        """Put a new rule in the place of the old one; named formulas stay unless they are stated anew."""
        stated = {name_key(line.node.name) for line in below if isinstance(line.node, n.FormulaDecl) and line.node.name}
        for at in reversed(range(self.table.at(heading) + 1, self.table.own_end(heading))):
            formula = self.table.lines[at].node
            named = isinstance(formula, n.FormulaDecl) and formula.name
            if not named or name_key(self.table.lines[at].name or formula.name) in stated:
                self.table.cut(at, at + 1)
        self.table.insert(self.table.own_end(heading), below)

    def _restate(self, line: Line) -> None:
        """A fact or formula written anew takes the place of the old one."""
        statement = line.node.statement
        if isinstance(statement, n.FactDecl):
            target, kind = Named((statement.name,), span=statement.name_span), "fact"
        else:
            target, kind = Named(tuple((statement.name or "").split("·")), span=statement.span), "formula"
        entry = self._find(target, (kind,))
        if entry is None:
            return
        at = self.table.at(entry.line)
        new = Line(statement.span, entry.line.section, _statement(line, statement), own=True)
        self.table.cut(at, at + 1)
        self.table.insert(at, [new])
        if kind == "formula" and len(target.path) > 1:
            # In its place its name stands without the path.
            text = statement.span.text
            equals = next(i for i, char in enumerate(text) if char in "=＝")
            name = text[:equals].split()[-1]
            start = statement.span.start + text.index(name)
            cut = max(name.rfind(dot) for dot in "·・") + 1
            new.raw = Span(statement.span.source, start + cut, statement.span.end)
            new.before = "公式 "

    # 增加

    def _insert(self, edit: Insert, below: list[Line]) -> None:
        entry = self._find(edit.target, ("heading",))
        if not below:
            self.report(errors.SAYS_NOTHING, edit.span, name=edit.target.span.text.strip())
        elif not below[0].is_heading:
            self.report(errors.UNPLACED, below[0].raw)
        elif entry is not None:
            self._place(edit, entry, below)

    def _place(self, edit: Insert, entry: Entry, below: list[Line]) -> None:
        heading = entry.line
        depth = heading.node.depth
        first = below[0].node.depth
        tops = [line for line in below if line.is_heading and line.node.depth == first]
        inside = edit.place == "below"
        higher = [line for line in below if line.is_heading and line.node.depth < first]
        wrong = higher or ([below[0]] if (first <= depth if inside else first != depth) else [])
        if wrong:
            self.report(errors.WRONG_LEVEL, wrong[0].raw, name=wrong[0].name, beside=heading.name)
            return
        at = self.table.at(heading) if edit.place == "before" else self.table.end(heading)
        self.table.insert(at, below)
        above = (*entry.above, heading) if inside else entry.above
        self._pass_on(above, sum((line.points or Fraction(0) for line in tops), Fraction(0)), edit)

    # Points

    def _pass_on(self, above: tuple[Line, ...], change: Fraction, edit: Remove | Revise | Insert) -> None:
        """Points that come or go: on to the headings above where the edit says so, else a debt of theirs."""
        for heading in reversed(above):
            if not change or heading.points is None or not self._adds_up(heading):
                return
            if not edit.follow:
                self._owe(heading, edit.span)
                return
            self.table.restate(heading, heading.points + change, edit.span.origin)

    def _adds_up(self, heading: Line) -> bool:
        """Whether a heading is the sum of its parts: no clause of its own says otherwise, and no scale of its own."""
        if heading.node.inner is not None:
            return False
        start, end = self.table.at(heading) + 1, self.table.own_end(heading)
        return not any(self.names.counts(line.node) for line in self.table.lines[start:end])

    def _owe(self, heading: Line, edit: Span) -> None:
        self.debts = [debt for debt in self.debts if debt.above is not heading] + [_Debt(heading, edit)]

    def _settle(self) -> None:
        """Report headings whose parts no longer make their points, where no later edit mended it."""
        for debt in self.debts:
            heading = debt.above
            if not any(line is heading for line in self.table.lines) or heading.points is None:
                continue
            parts = self.table.parts(heading)
            if not parts or not self._adds_up(heading) or any(part.points is None for part in parts):
                continue
            total = sum((part.points or Fraction(0) for part in parts), Fraction(0))
            if total == heading.points:
                continue
            follow = ", parents follow" if self.lang == "en" else " 上级随改"
            fix = Fix(Words("上级随改", "let the parents follow"), ((debt.edit.tail(), follow),))
            args: dict[str, Any] = {"name": heading.name, "sum": decimal(total), "points": decimal(heading.points)}
            self.diagnostics.report(errors.NOT_RESTATED, debt.edit, fixes=(fix,), **args)
            # Told once: the heading then counts as restated.
            self.table.restate(heading, total, debt.edit.origin)

    # The other parts of the file

    def _head(self, own: Own) -> None:
        lines = self.table.lines
        slots = {slot for line in own.head if (slot := _slot(line.node)) is not None}
        kept = []
        for line in lines:
            said = line.node.kind in _HEAD_ONLY if isinstance(line.node, n.Note) else False
            if line.section == "head" and (said or line.start == "title" or _slot(line.node) in slots):
                continue
            kept.append(line)
        first = next((i for i, line in enumerate(kept) if line.section != "head"), len(kept))
        self.table.lines = [*own.title, *kept[:first], *own.head, *kept[first:], *own.totals]
        self.table.changed()

    def _sections(self, own: Own) -> None:
        for section, lines in own.sections.items():
            if section == "facts":
                self._facts(lines)
                continue
            # 等级 and 工作日历 are stated anew as a whole, a 评议尺度 by its name; others stand beside what there is.
            stated = {name_key(line.node.name) for line in lines if hasattr(line.node, "name")}
            gone = section in ("grades", "calendar")
            rest = []
            for line in self.table.lines:
                if section == "scale" and line.start == "scale":
                    gone = name_key(line.node.name) in stated
                if line.section != section or line.start == "total_line" or not gone:
                    rest.append(line)
            self.table.lines = [*rest, *lines]
        if own.adjustments:
            last = max((i for i, line in enumerate(self.table.lines) if line.section == "heading"), default=-1)
            self.table.insert(last + 1, own.adjustments)
        self.table.changed()

    def _facts(self, lines: list[Line]) -> None:
        """New facts: the plain ones where the plain ones of the base begin, a 数据表 behind all others."""
        known = {name_key(entry.path[-1]) for entry in self.table.entries if entry.kind == "fact"}
        plain: list[Line] = []
        grids: list[Line] = []
        for line in lines:
            if line.start == "fact_grid" or (grids and line.start != "facts"):
                grids.append(line)
            elif isinstance(line.node, n.FactDecl) and name_key(line.node.name) in known:
                span = line.node.name_span
                self.report(errors.REDECLARED, span, name=line.node.name, line=line.raw.text.strip())
            elif line.start != "facts":
                plain.append(line)
        opener = [line for line in lines if line.start == "facts"][:1]
        first = next((i for i, line in enumerate(self.table.lines) if line.section != "head"), len(self.table.lines))
        places = [i for i, line in enumerate(self.table.lines) if line.section == "facts"]
        begins = next((i for i in places if self.table.lines[i].start == "facts"), None)
        self.table.insert(places[-1] + 1 if places else first, grids)
        if begins is not None:
            self.table.insert(begins + 1, plain)
        elif plain:
            self.table.insert(first, [*opener, *plain])


def _says(node: Any) -> Any:
    """What a line says, without the remarks behind it."""
    if not isinstance(node, n.Node) or not hasattr(node, "notes"):
        return node if isinstance(node, n.Node) else None
    return (type(node), *(getattr(node, name) for name in n.compared(type(node)) if name != "notes"))


def _slot(node: Any) -> Any:
    """What a line of the head states once for the whole rubric; None where it may stand beside others."""
    match node:
        case n.Rounding(scope=scope):
            return "舍入", scope
        case n.Convention(topic=topic):
            return "约定", topic
        case n.BasePoints():
            return "满分"
    return None


def _statement(line: Line, node: n.Node) -> n.Statement:
    """The statement inside an edit, as if it stood by itself."""
    assert line.statement is not None
    return n.Statement(line.statement.start.removeprefix("edit "), node, line.statement.texts, span=node.span)
