"""A table of cells → names with values: a CSV file or a worksheet, in either of two layouts.

One fact a row: 名称, 值 and, where there are more columns, 理由 and 佐证; a heading row may name the columns, in any
order, with 单位 among them. Or one subject a row: a heading row of names with X·理由 and X·佐证 beside X, and a column
案例 or 单位 that names the subjects. Titles above, empty rows and columns mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.choose import choose
from perfrules.facts.figures import find_unit
from perfrules.facts.given import Given, place
from perfrules.facts.plain import cut, is_empty, shown
from perfrules.facts.read import MOST_NAME, FactIndex
from perfrules.source import Span, Words
from perfrules.syntax.folding import name_key
from perfrules.types.types import Unit

MOST_CELLS = 200_000

_NAME, _VALUE, _UNIT, _REASON, _EVIDENCE, _GRADE, _IGNORED = range(7)
_HEADS = {
    **dict.fromkeys(("名称", "数据", "数据名称", "数据项", "事项", "项目", "指标", "name", "fact"), _NAME),
    **dict.fromkeys(("值", "数值", "数", "填报值", "填报数", "value"), _VALUE),
    **dict.fromkeys(("单位", "计量单位", "unit"), _UNIT),
    **dict.fromkeys(("理由", "reason"), _REASON),
    **dict.fromkeys(("佐证", "佐证材料", "evidence"), _EVIDENCE),
    **dict.fromkeys(("档", "grade"), _GRADE),
    **dict.fromkeys(("备注", "说明", "序号", "编号", "note", "notes", "remark", "no.", "no"), _IGNORED),
}
_BARE = (_NAME, _VALUE, _REASON, _EVIDENCE)
"""What the columns are where no row names them."""
_SUBJECTS = frozenset(
    (
        *(
            "案例",
            "单位",
            "单位名称",
            "部门",
            "部门名称",
            "被评价单位",
            "对象",
            "对象名称",
            "评价对象",
            "项目名称",
            "名称",
        ),
        *("case", "subject", "unit", "name"),
    )
)
_BESIDE = {"理由": _REASON, "reason": _REASON, "佐证": _EVIDENCE, "evidence": _EVIDENCE, "档": _GRADE, "grade": _GRADE}
_BESIDE |= {"单位": _UNIT, "unit": _UNIT}
_WITH_UNIT = re.compile(r"(.+?)\s*[(（]\s*(?:单位\s*[:：]\s*)?([^()（）]+?)\s*[)）]\s*")
_TITLES = 20
"""How far down the first row of a table may stand below its titles."""
_MORE_DIGITS = re.compile(r"\d{3}(\.\d+)?", re.ASCII)
_FIRST_DIGITS = re.compile(r"[-+]?\d{1,3}", re.ASCII)


@frozen
class Table:
    """The cells of a table, empty ones None or blank text. `place` names a cell by its row and column from 0.

    `splits` tells that an unquoted thousands separator would part a figure into cells.
    """

    file: str
    rows: list[list[Any]]
    place: Callable[[int, int], str]
    splits: bool = False


@frozen
class Supplied:
    """What a table supplies for one subject."""

    given: tuple[Given, ...]
    problems: tuple[Diagnostic, ...]
    name: str = ""


def from_table(
    table: Table, index: FactIndex, units: Mapping[str, Unit], case: str | None = None
) -> Supplied | Diagnostic:
    """The facts of a table's only subject, or of the one that `case` names."""
    return _Reading(table, index, units).run(case)


def every_subject(table: Table, index: FactIndex, units: Mapping[str, Unit]) -> Iterator[Supplied | Diagnostic]:
    """The facts of each subject of a table."""
    return _Reading(table, index, units).every()


def subject_of(given: list[Given], index: FactIndex) -> tuple[list[Given], str]:
    """The facts without those lines that only name the subject (案例 子洲县医疗保障局), and its name."""
    rest, name = [], ""
    for item in given:
        if name_key(item.name).lower() in _SUBJECTS and isinstance(item.value, str) and not index.find(item.name):
            name = name or item.value.strip()
        else:
            rest.append(item)
    return rest, name


@frozen
class _Heads:
    """The columns of a table with one subject a row: facts with their units, what stands beside them, who it is."""

    names: dict[int, tuple[str, str]]
    beside: dict[str, dict[int, int]]
    subject: int | None


@define
class _Reading:
    table: Table
    index: FactIndex
    units: Mapping[str, Unit]
    problems: list[Diagnostic] = field(factory=list)
    given: list[Given] = field(factory=list)

    def run(self, case: str | None) -> Supplied | Diagnostic:
        rows, columns = self.layout()
        if not rows:
            return self.empty()
        return self.one_a_column(rows, case) if columns is None else self.one_a_row(rows, columns, case)

    def every(self) -> Iterator[Supplied | Diagnostic]:
        """All subjects of the table, one by one."""
        rows, columns = self.layout()
        if not rows:
            yield self.empty()
        elif columns is not None:
            yield self.one_a_row(rows, columns, None)
        else:
            head, *data = rows
            heads = self.heads(head)
            misshapen = list(self.problems)
            if not data:
                yield self.one_a_column(rows, None)
            for row in data:
                self.given, self.problems = [], list(misshapen)
                yield self.subject(head, row, heads)

    def layout(self) -> tuple[list[int], dict[int, int] | None]:
        """The rows that matter, and what the columns are; None where each row is a subject."""
        rows = [i for i, row in enumerate(self.table.rows) if any(_filled(cell) for cell in row)]
        for i in rows[:_TITLES]:
            kinds = [_HEADS.get(_key(cell)) for cell in self.table.rows[i]]
            if _NAME in kinds and _VALUE in kinds:
                return [r for r in rows if r > i], self.columns(i)
        rows = rows[self.titles(rows) :]
        if not rows:
            return [], None
        across = sum(self.is_name(cell) or _is_beside(cell) for cell in self.table.rows[rows[0]])
        columns = self.used_columns(rows)
        down = sum(self.is_name(self.cell(r, columns[0])) for r in rows)
        # Names that are all misspelt: then the shape decides.
        long = len(columns) <= len(_BARE) and len(rows) > 2
        if (across > down or (across == down == 1 and len(columns) == 1)) if across or down else not long:
            return rows, None
        return rows, dict(zip(columns, _BARE, strict=False))

    def empty(self) -> Diagnostic:
        shape = Words("「名称,值」各行，或一行名称、一行值", "rows of name and value, or a row of names over values")
        return self.misshapen(Words("表", "the table"), shape, place(self.table.file))

    # What the cells are

    def cell(self, row: int, column: int) -> Any:
        cells = self.table.rows[row]
        return cells[column] if column < len(cells) else None

    def span(self, row: int, column: int) -> Span:
        return place(self.table.place(row, column))

    def is_name(self, cell: Any) -> bool:
        name, _ = self.name_and_unit(cell)
        return bool(name) and bool(self.index.find(name))

    def name_and_unit(self, cell: Any) -> tuple[str, str]:
        """The name in a cell; 预算支出（万元） is 预算支出 in 万元 where only that is a fact."""
        text = " ".join(cell.split()) if isinstance(cell, str) else ""
        if text and len(text) <= MOST_NAME and not self.index.find(text):
            match = _WITH_UNIT.fullmatch(text)
            if match and self.index.find(match.group(1)) and find_unit(match.group(2), self.units) is not None:
                return match.group(1), match.group(2)
        return text, ""

    def titles(self, rows: list[int]) -> int:
        """How many rows at the top are titles: one cell that names no fact, above rows with more."""
        found = 0
        for i in rows[:_TITLES]:
            filled = [cell for cell in self.table.rows[i] if _filled(cell)]
            if len(filled) != 1 or self.is_name(filled[0]) or len(rows) <= found + 1:
                return found
            found += 1
        return found

    def used_columns(self, rows: list[int]) -> list[int]:
        used = {c for r in rows for c, cell in enumerate(self.table.rows[r]) if _filled(cell)}
        return sorted(used)

    def columns(self, row: int) -> dict[int, int]:
        """What a heading row calls the columns of the one-fact-a-row layout."""
        found: dict[int, int] = {}
        for column, cell in enumerate(self.table.rows[row]):
            if not _filled(cell):
                continue
            kind = _HEADS.get(_key(cell))
            if kind is None or (kind != _IGNORED and kind in found.values()):
                where = Words(f"列名「{_told(cell)}」", f"the column `{_told(cell)}`")
                expected = Words(
                    "名称、值、单位、理由、佐证或备注", "name, value, unit, reason, evidence or note, each once"
                )
                self.problems.append(self.misshapen(where, expected, self.span(row, column)))
                kind = _IGNORED
            found[column] = kind
        return found

    def misshapen(self, where: Words, expected: Words, span: Span) -> Diagnostic:
        return Diagnostic(errors.WRONG_SHAPE, span, {"where": where, "expected": expected})

    def extra(self, row: int, column: int) -> None:
        told = _told(self.cell(row, column))
        where = Words(f"多出来的一格「{told}」", f"the extra cell `{told}`")
        expected = Words("空的：这一列没有名称", "empty: its column has no name")
        self.problems.append(self.misshapen(where, expected, self.span(row, column)))

    # One fact a row

    def one_a_row(self, rows: list[int], columns: dict[int, int], case: str | None) -> Supplied | Diagnostic:
        for row in rows:
            self.fact_row(row, columns)
        given, name = subject_of(self.given, self.index)
        if case is not None:
            chosen = choose([name], case, self.table.file)
            if isinstance(chosen, Diagnostic):
                return chosen
        return Supplied(tuple(given), tuple(self.problems), name)

    def splits(self, row: int, column: int, columns: dict[int, int]) -> bool:
        """Whether a cell goes on with the figure before it, as 296.75 does after 3."""
        before = _text(self.cell(row, column - 1))
        return (
            self.table.splits
            and columns.get(column - 1) == _VALUE
            and bool(_FIRST_DIGITS.fullmatch(before) and _MORE_DIGITS.fullmatch(_text(self.cell(row, column))))
        )

    def fact_row(self, row: int, columns: dict[int, int]) -> None:
        found: dict[int, tuple[Any, int]] = {}
        for column, cell in enumerate(self.table.rows[row]):
            if not _filled(cell):
                continue
            kind = columns.get(column)
            if kind not in (_NAME, _VALUE, _UNIT) and self.splits(row, column, columns):
                span, cells = self.span(row, column - 1), self.table.rows[row]
                name = next((_text(cells[c]) for c, k in columns.items() if k == _NAME and c < len(cells)), "")
                given = ",".join(_text(cell) for cell in cells[column - 1 :] if _filled(cell))
                self.problems.append(Diagnostic(errors.SPLIT_FIGURE, span, {"name": name, "given": cut(given)}))
                return
            if kind is None:
                self.extra(row, column)
            elif kind != _IGNORED:
                found[kind] = (cell, column)
        if not found:
            return
        if _NAME not in found:
            column = next(iter(found.values()))[1]
            expected = Words("有名称的", "headed by a name")
            self.problems.append(self.misshapen(Words("这一行", "this row"), expected, self.span(row, column)))
            return
        cell, at = found[_NAME]
        if not isinstance(cell, str):
            args = {"given": _told(cell)}
            self.problems.append(Diagnostic(errors.NAME_NOT_TEXT, self.span(row, at), args))
            return
        name, unit = self.name_and_unit(cell)
        if _VALUE not in found and not self.index.find(name) and len(found) == 1:
            return  # a heading between the rows
        value, value_at = found.get(_VALUE, (None, at))
        reason, evidence = (_text(found.get(kind, (None, 0))[0]) for kind in (_REASON, _EVIDENCE))
        unit = _text(found.get(_UNIT, (None, 0))[0]) or unit
        grade = _text(found.get(_GRADE, (None, 0))[0])
        column = next((c for c, kind in columns.items() if kind == _VALUE), at) if value is None else value_at
        span, value_span = self.span(row, at), self.span(row, column)
        self.given.append(Given(name, value, reason, evidence, span, value_span, unit, grade))

    # One subject a row

    def one_a_column(self, rows: list[int], case: str | None) -> Supplied | Diagnostic:
        head, *data = rows
        heads = self.heads(head)
        if not data:
            expected = Words("还有一行值", "followed by a row of values")
            return self.misshapen(Words("名称下面", "the row of names"), expected, self.span(head, 0))
        called = [self.called(row, heads) for row in data]
        chosen = choose(called, case, self.table.file)
        return chosen if isinstance(chosen, Diagnostic) else self.subject(head, data[chosen], heads)

    def heads(self, head: int) -> _Heads:
        """What the row of names says of the columns below it."""
        subject: int | None = None
        names: dict[int, tuple[str, str]] = {}
        beside: dict[str, dict[int, int]] = {}
        for column, cell in enumerate(self.table.rows[head]):
            if not _filled(cell):
                continue
            if not isinstance(cell, str):
                span = self.span(head, column)
                self.problems.append(Diagnostic(errors.NAME_NOT_TEXT, span, {"given": _told(cell)}))
                continue
            name, unit = self.name_and_unit(cell)
            if not self.index.find(name):
                if subject is None and _key(cell) in _SUBJECTS:
                    subject = column
                    continue
                if _HEADS.get(_key(cell)) == _IGNORED:
                    names[column] = ("", "")
                    continue
                above, _, word = name.rpartition("·")
                kind = _BESIDE.get(word.strip())
                if kind is not None and above:
                    beside.setdefault(name_key(above), {})[kind] = column
                    names[column] = ("", "")
                    continue
            names[column] = (name, unit)
        return _Heads(names, beside, subject)

    def called(self, row: int, heads: _Heads) -> str:
        return "" if heads.subject is None else _text(self.cell(row, heads.subject))

    def subject(self, head: int, row: int, heads: _Heads) -> Supplied:
        self.subject_row(head, row, heads.names, heads.beside, heads.subject)
        return Supplied(tuple(self.given), tuple(self.problems), self.called(row, heads))

    def subject_row(
        self,
        head: int,
        row: int,
        names: dict[int, tuple[str, str]],
        beside: dict[str, dict[int, int]],
        subject: int | None,
    ) -> None:
        known = {name_key(name) for name, _ in names.values()}
        for above, kinds in beside.items():
            if above not in known:
                column = next(iter(kinds.values()))
                name = " ".join(str(self.cell(head, column)).split())
                span = self.span(head, column)
                self.given.append(Given(name, self.cell(row, column), span=span, value_span=self.span(row, column)))
        for column, cell in enumerate(self.table.rows[row]):
            if column not in names and column != subject and _filled(cell):
                self.extra(row, column)
        for column, (name, unit) in names.items():
            if name:
                found = {kind: _text(self.cell(row, at)) for kind, at in beside.get(name_key(name), {}).items()}
                spans = self.span(head, column), self.span(row, column)
                self.given.append(
                    Given(
                        name,
                        self.cell(row, column),
                        found.get(_REASON, ""),
                        found.get(_EVIDENCE, ""),
                        *spans,
                        unit=found.get(_UNIT) or unit,
                        grade=found.get(_GRADE, ""),
                    )
                )


def _filled(cell: Any) -> bool:
    return not is_empty(cell)


def _is_beside(cell: Any) -> bool:
    return isinstance(cell, str) and "·" in cell and cell.rpartition("·")[2].strip() in _BESIDE


def _key(cell: Any) -> str:
    return name_key(cell).lower() if isinstance(cell, str) and len(cell) < 100 else ""


def _text(cell: Any) -> str:
    if not _filled(cell):
        return ""
    return cell.strip() if isinstance(cell, str) else _told(cell)


def _told(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    text = shown(cell)
    return cut(text if isinstance(text, str) else text.zh)
