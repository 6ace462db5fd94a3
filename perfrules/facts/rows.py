"""What is supplied for a 明细 → its rows, checked: the cells by their columns, what is wrong with its row and column.

Rows come as a list of mappings (Python, JSON, YAML, TOML), as a table below a name in a case, or as a worksheet or
CSV file of their own. A target is a sign with a figure (≥880000人), a figure alone where the column has a default
sign, or words.

A row that was read has, by the name of its target column, the figure, and beside it ·比较 (the sign, 文字 for words)
and ·原文 (as given); what was achieved likewise; and ·名称 and ·佐证 of the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import define, evolve, field, frozen

from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Diagnostic, Kind
from perfrules.facts import errors
from perfrules.facts.figures import Figure, Why, is_blank, plain, read_figure
from perfrules.facts.given import Given, RawRow, RawRows
from perfrules.facts.graded import read_graded
from perfrules.facts.plain import cut, is_empty, is_single, plain_value, shape_of, shown
from perfrules.facts.tree import Pairs
from perfrules.facts.values import BadValue, ValueReader, told_path
from perfrules.idioms.each_row import policy_for
from perfrules.model.model import Detail, Fact, Judgement
from perfrules.source import NOWHERE, Span
from perfrules.syntax.folding import name_key
from perfrules.types.interval import Interval, exactly
from perfrules.types.show import decimal, exact, show
from perfrules.types.types import NUMBER, RATIO, WORDS_SIGN, Domain, Quantity, Unit
from perfrules.types.units import counter

_BESIDE = {"reason": "理由", "evidence": "佐证", "grade": "档"}
MOST_ROWS = 1_000
MOST_WORDS = 500
"""The characters of a target in words."""

_SIGNS = (
    (
        "≥",
        ("≥", ">=", "≧", "⩾", "大于等于", "大于或等于", "不低于", "不少于", "不小于", "不得低于", "不得少于", "至少"),
    ),
    ("≤", ("≤", "<=", "≦", "⩽", "小于等于", "小于或等于", "不超过", "不高于", "不大于", "不多于", "不得超过", "至多")),
    ("=", ("=", "等于")),
    ("降至", ("降至", "下降至")),
    (">", (">", "大于", "超过", "高于", "多于")),
    ("<", ("<", "小于", "低于", "少于")),
)
_BEHIND = (("≥", ("及以上", "以上")), ("≤", ("及以下", "以下", "以内")))
_SHOWN_SIGNS = {"=": "＝", ">": "＞", "<": "＜"}
_IGNORED = frozenset(("序号", "编号", "备注", "no.", "no", "note", "notes", "remark"))
_EVIDENCE = frozenset(("佐证", "佐证材料", "evidence"))
_REASON = frozenset(("理由", "reason"))
_LEVEL = ("档", "grade")
_PARTS = {"值": "value", "理由": "reason", "佐证": "evidence", "档": "grade"}
_PARTS |= {word: word for word in ("value", "reason", "evidence", "grade")}


@frozen
class Target:
    """A target as given: its sign, the figure in base units (None for words), its dimension and unit, and its text."""

    sign: str
    figure: Fraction | None
    type: Quantity | None
    unit: Unit | None
    text: str


@define
class RowsReader:
    """Reads the rows of one 明细; what is wrong is collected."""

    fact: Fact
    units: Mapping[str, Unit]
    reader: ValueReader
    problems: list[Diagnostic] = field(factory=list)
    rows: list[dict[str, Any]] = field(factory=list)
    names: dict[str, int] = field(factory=dict)

    @property
    def detail(self) -> Detail:
        found = self.fact.detail
        assert found is not None
        return found

    def report(self, kind: Kind, span: Span, near: tuple[str, ...] = (), **args: Any) -> None:
        told = {key: told_path(value) if key in ("name", "row") else value for key, value in args.items()}
        self.problems.append(Diagnostic(kind, span, told, suggestions=near))

    def read(self, given: Given) -> tuple[Mapping[str, Any], ...] | None:
        """The rows; None where anything is wrong with them."""
        raw = raw_rows(given)
        if raw is None:
            self.report(errors.NOT_ROWS, given.value_span, name=self.fact.path, given=shape_of(given.value))
            return None
        rows = [row for row in raw.rows if any(not is_empty(value) for _, value, _ in row.cells)]
        if not rows:
            self.report(errors.NO_DATA_ROWS, given.span, name=self.fact.path)
            return None
        if len(rows) > MOST_ROWS:
            self.report(errors.TOO_MANY_ROWS, given.span, name=self.fact.path, most=str(MOST_ROWS))
            return None
        known = self.columns(rows)
        for number, row in enumerate(rows, 1):
            self.rows.append(self.row(number, row, known))
        if not self.problems:
            self.together(given.span)
        if not self.problems:
            for found, row in zip(self.rows, rows, strict=True):
                self.judged(found, row)
        return None if self.problems else tuple(self.rows)

    # Which cells are which

    def columns(self, rows: Sequence[RawRow]) -> dict[str, Fact]:
        """The columns that the given names mean; a name that is none of them is told once."""
        own = {name_key(column.name): column for column in self.detail.columns}
        told: set[str] = set()
        found: dict[str, Fact] = {}
        for row in rows:
            for name, _, span in row.cells:
                key = name_key(name)
                above, _, part = key.rpartition("·")
                if key in own:
                    found[key] = own[key]
                elif key.lower() in _IGNORED | _EVIDENCE or (
                    above in own and part.lower() in (*_REASON, *_EVIDENCE, *_LEVEL)
                ):
                    continue
                elif key not in told:
                    told.add(key)
                    near = suggest(cut(name), [column.name for column in own.values()])
                    args: dict[str, Any] = {
                        "name": cut(name),
                        "rows": self.fact.path,
                        "columns": [c.name for c in own.values()],
                    }
                    self.report(errors.UNKNOWN_ROW_COLUMN, span, near, **args)
        return found

    def label(self, number: int, name: str) -> str:
        """What messages call a row."""
        return f"{self.fact.path}·第{number}行（{cut(name)}）" if name else f"{self.fact.path}·第{number}行"

    def row(self, number: int, raw: RawRow, known: Mapping[str, Fact]) -> dict[str, Any]:
        detail = self.detail
        cells: dict[str, tuple[Any, Span]] = {}
        found: dict[str, Any] = {}
        for name, value, span in raw.cells:
            key = name_key(name)
            if key in _EVIDENCE and not is_empty(value):
                found["·佐证"] = _text(value)
            if key in cells:
                self.report(errors.DOUBLED_FACT, span, name=f"{self.label(number, '')}·{cut(name)}")
            cells[key] = (plain_value(value), span)
        name_column = detail.name
        raw_name = cells.get(name_key(name_column.name), ("", raw.span)) if name_column is not None else ("", raw.span)
        name = "" if is_empty(raw_name[0]) else _text(raw_name[0])
        found["·名称"] = name
        label = self.label(number, name)
        if not name and name_column is not None:
            self.report(errors.CELL_MISSING, raw_name[1], row=label, column=name_column.name)
        elif name_key(name) in self.names:
            first = str(self.names[name_key(name)])
            self.report(errors.DOUBLED_ROW_NAME, raw_name[1], rows=self.fact.path, name=cut(name), first=first)
        self.names.setdefault(name_key(name), number)
        target = self.target(label, cells, raw.span) if detail.target is not None else None
        for column in detail.columns:
            value, span = cells.get(name_key(column.name), (None, raw.span))
            if column is detail.name:
                found[column.name] = name
            elif column is detail.target:
                self.put_target(found, column, target)
            elif column is detail.achieved:
                if target is not None:
                    self.achieved(found, column, target, label, value, span)
            elif column.name in detail.judged:
                continue
            elif is_empty(value):
                self.absent(found, column, label, span)
            else:
                self.cell(found, column, label, value, span)
        return found

    def absent(self, found: dict[str, Any], column: Fact, label: str, span: Span) -> None:
        if column.missing_value is not None:
            found[column.name] = column.missing_value
        elif not column.may_be_absent:
            self.report(errors.CELL_MISSING, span, row=label, column=column.name)

    def cell(self, found: dict[str, Any], column: Fact, label: str, value: Any, span: Span) -> None:
        """An ordinary cell."""
        try:
            read, _ = self.reader.read(value, evolve(column, path=f"{label}·{column.name}"), span)
        except BadValue as error:
            self.problems.append(error.diagnostic)
            return
        weight = column is self.detail.weight and self.detail.share == "points"
        if weight and isinstance(read, Fraction) and read <= 0:
            self.report(errors.POINTS_NOT_POSITIVE, span, row=label, column=column.name, given=_text(value))
            return
        found[column.name] = read

    # Targets

    def target(self, label: str, cells: Mapping[str, tuple[Any, Span]], row: Span) -> Target | None:
        column = self.detail.target
        assert column is not None
        value, span = cells.get(name_key(column.name), (None, row))
        if is_empty(value) or (isinstance(value, str) and is_blank(value)):
            self.report(errors.TARGET_BLANK, span, row=label, column=column.name)
            return None
        if not is_single(value) or isinstance(value, bool):
            self.report(errors.NOT_ONE_VALUE, span, name=f"{label}·{column.name}", given=shape_of(value))
            return None
        text = _text(value)
        found = read_target(value, self.units, self.detail.default)
        if found is None:
            self.report(errors.TARGET_UNSIGNED, span, row=label, column=column.name, given=cut(text))
            return None
        if found.sign in ("<", ">"):
            near = tuple(f"{sign}{text.lstrip('<>＜＞ ')}" for sign in ("≥" if found.sign == ">" else "≤",))
            sign = _SHOWN_SIGNS[found.sign]
            self.report(errors.TARGET_SIGN, span, near, row=label, column=column.name, given=cut(text), sign=sign)
            return None
        return self.fitting(found, label, span)

    def fitting(self, found: Target, label: str, span: Span) -> Target | None:
        """The target where the rule can score it."""
        detail = self.detail
        args: dict[str, Any] = {"row": label, "given": cut(found.text)}
        if not detail.by_target:
            return found
        if found.sign == WORDS_SIGN:
            if not detail.words:
                self.report(errors.TARGET_IN_WORDS, span, **args)
                return None
            return found
        policy = policy_for(found.sign, detail.policies)
        figure = found.figure
        assert figure is not None
        if policy is None:
            self.report(errors.TARGET_WITHOUT_POLICY, span, sign=_SHOWN_SIGNS.get(found.sign, found.sign), **args)
        elif {"done": figure < 0, "dropped": figure >= 0, "off": figure == 0}.get(policy, False):
            why = {"done": "≥ 0", "dropped": "＜ 0", "off": "≠ 0"}[policy]
            self.report(errors.TARGET_FIGURE, span, expected=why, **args)
        else:
            return found
        return None

    def put_target(self, found: dict[str, Any], column: Fact, target: Target | None) -> None:
        if target is None:
            return
        found[f"{column.name}·比较"] = target.sign
        found[f"{column.name}·原文"] = target.text
        if target.figure is not None:
            found[column.name] = target.figure

    def achieved(self, found: dict[str, Any], column: Fact, target: Target, label: str, value: Any, span: Span) -> None:
        """What was achieved, in the unit of the target; beside a target in words it is words."""
        if target.type is None:
            if not is_empty(value):
                found[f"{column.name}·原文"] = _text(value)
            return
        if is_empty(value):
            self.report(errors.CELL_MISSING, span, row=label, column=column.name)
            return
        units = self.units
        if target.unit is not None and target.unit.name not in units:
            units = {**units, target.unit.name: target.unit}
        low = Fraction(0) if self.detail.by_target and policy_for(target.sign, self.detail.policies) == "done" else None
        fact = Fact(
            column.name, f"{label}·{column.name}", target.type, target.unit, Domain(Interval(low)), span=column.span
        )
        try:
            read, _ = ValueReader(units, self.reader.spreadsheet).read(value, fact, span)
        except BadValue as error:
            self.problems.append(error.diagnostic)
            return
        found[column.name] = read
        assert isinstance(read, Fraction)
        found[f"{column.name}·原文"] = _text(value) if isinstance(value, str) else show(read, target.type, target.unit)

    # All rows together

    def together(self, span: Span) -> None:
        """The points of the rows close to those of the leaf; weights are not all 0."""
        detail = self.detail
        if detail.weight is None:
            return
        total: Fraction = sum((row[detail.weight.name] for row in self.rows), Fraction(0))
        type_ = detail.weight.type
        if detail.share == "points" and total != detail.full:
            args: dict[str, Any] = {"sum": decimal(total), "points": decimal(detail.full)}
            self.report(errors.ROWS_NOT_CLOSED, span, name=self.fact.path, column=detail.weight.name, **args)
        elif detail.share == "weight" and isinstance(type_, Quantity) and type_ == RATIO and total != 1:
            args = {"sum": show(total, type_), "column": detail.weight.name}
            self.report(errors.WEIGHTS_NOT_CLOSED, span, name=self.fact.path, **args)
        elif total <= 0:
            self.report(errors.WEIGHTS_ALL_ZERO, span, name=self.fact.path, column=detail.weight.name)

    def points(self, row: Mapping[str, Any]) -> Fraction:
        """The points that a row has."""
        detail = self.detail
        if detail.share == "points" and detail.weight is not None:
            return Fraction(row[detail.weight.name])
        if detail.share == "weight" and detail.weight is not None:
            total: Fraction = sum((other[detail.weight.name] for other in self.rows), Fraction(0))
            return detail.full * Fraction(row[detail.weight.name]) / total
        return detail.full / len(self.rows)

    def judged(self, row: dict[str, Any], raw: RawRow) -> None:
        """The points that a person gave the row."""
        number = self.names[name_key(row["·名称"])]
        label = self.label(number, row["·名称"])
        cells = {name_key(name): (plain_value(value), span) for name, value, span in raw.cells}
        for name, judgement in self.detail.judged.items():
            column = next(c for c in self.detail.columns if c.name == name)
            value, span = cells.get(name_key(name), (None, raw.span))
            grade, _ = next(
                (cells[key] for key in (f"{name_key(name)}·{word}" for word in _LEVEL) if key in cells), ("", span)
            )
            if is_empty(value) and (is_empty(grade) or judgement.scale is None):
                if self.wanted(judgement, row):
                    self.report(errors.CELL_MISSING, span, row=label, column=name)
                continue
            self.judgement(row, column, judgement, label, value, span, "" if is_empty(grade) else _text(grade))
            given = (cells.get(f"{name_key(name)}·{word}", ("", span))[0] for word in sorted(_REASON))
            reason = next((text for text in given if not is_empty(text)), "")
            if not is_empty(reason):
                row[f"{name}·理由"] = _text(reason)
            elif judgement.needs_reason and self.wanted(judgement, row):
                self.report(errors.REASON_MISSING, span, name=f"{label}·{name}")

    def wanted(self, judgement: Judgement, row: Mapping[str, Any]) -> bool:
        target = self.detail.target
        in_words = target is not None and row[f"{target.name}·比较"] == WORDS_SIGN
        return judgement.wanted == "all" or judgement.wanted == ("words" if in_words else "figures")

    def judgement(
        self, row: dict[str, Any], column: Fact, judgement: Judgement, label: str, value: Any, span: Span, grade: str
    ) -> None:
        most, path = self.points(row), f"{label}·{column.name}"
        if judgement.scale is not None:
            domain = Domain(judgement.scale.rates * exactly(most), judgement.step)
            fact = evolve(column, path=path, domain=domain, scale=judgement.scale, full=most)
            try:
                given = Given(path, value, span=span, value_span=span, grade=grade)
                row[column.name] = read_graded(self.reader, given, fact)[0]
            except BadValue as error:
                self.problems.append(error.diagnostic)
            return
        domain = Domain(Interval(Fraction(0), most), judgement.step)
        fact = evolve(column, path=path, domain=domain)
        share = read_figure(value, {}) if isinstance(value, str) else None
        if isinstance(value, str) and plain(value).endswith("%"):
            share = read_figure(plain(value)[:-1], {})
            if isinstance(share, Figure):
                value = share.number / 100 * most
        try:
            row[column.name], _ = self.reader.read(value, fact, span)
        except BadValue as error:
            self.problems.append(error.diagnostic)


def read_target(value: Any, units: Mapping[str, Unit], default: str | None) -> Target | None:
    """A target cell; None where it is a figure without a sign and there is no default."""
    text = _text(value)
    sign, rest = _sign(plain(text))
    if not isinstance(value, str):
        number = _exact(value)
        figure: Figure | Why = Figure(number, None, 0) if number is not None else Why.NOT_A_NUMBER
        rest = text
    else:
        figure = read_figure(rest, units)
        if figure is Why.UNKNOWN_UNIT:
            figure = _counted(rest)
    if not isinstance(figure, Figure):
        return Target(WORDS_SIGN, None, None, None, text)
    if sign is None:
        if default is None:
            return None
        sign, text = default, f"{_SHOWN_SIGNS.get(default, default)}{text}"
    unit = figure.unit
    if unit is None:
        return Target(sign, figure.number, Quantity(NUMBER), None, text)
    type_ = RATIO if not unit.dimension else Quantity(unit.dimension, unit=unit)
    return Target(sign, figure.number * unit.factor, type_, unit if unit.dimension else None, text)


def _sign(text: str) -> tuple[str | None, str]:
    """The sign of a target, and what is left of it."""
    words = [(word, sign) for sign, spellings in _SIGNS for word in spellings]
    for word, sign in sorted(words, key=lambda pair: -len(pair[0])):
        if text.startswith(word):
            return sign, text.removeprefix(word).strip()
    for sign, endings in _BEHIND:
        for ending in endings:
            if text.endswith(ending) and re.match(r"[+-]?\d", text):
                return sign, text.removesuffix(ending).strip()
    return None, text


def _counted(text: str) -> Figure | Why:
    """A figure with a counter word that nothing declares: the unit of this row alone."""
    match = re.fullmatch(r"([+-]?[\d,.]+)\s*个?([^\W\d_]{1,8})", text)
    if match is None:
        return Why.NOT_A_NUMBER
    number = read_figure(match.group(1), {})
    return number if not isinstance(number, Figure) else evolve(number, unit=counter(match.group(2)))


def _exact(value: Any) -> Fraction | None:
    text = _text(value)
    found = read_figure(text, {})
    return found.number if isinstance(found, Figure) else None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.split())[:MOST_WORDS]
    if isinstance(value, Fraction):
        return exact(value)
    told = shown(value)
    return told if isinstance(told, str) else told.zh


# Shapes


def raw_rows(given: Given) -> RawRows | None:
    """The rows of what was supplied, whatever the source; None where it is no table."""
    value = given.value
    if isinstance(value, RawRows):
        return value
    if not isinstance(value, (list, tuple)):
        return None
    rows = []
    for number, item in enumerate(value, 1):
        if not isinstance(item, (Mapping, Pairs)):
            return None
        span = _place(given, number)
        rows.append(RawRow(tuple(_cells(item, span)), span))
    return RawRows(tuple(rows))


def _place(given: Given, number: int) -> Span:
    return given.span if given.span is NOWHERE else given.value_span


def _cells(item: Any, span: Span) -> Iterator[tuple[str, Any, Span]]:
    pairs = ((key, value) for key, value, _ in item.items) if isinstance(item, Pairs) else item.items()
    for key, value in pairs:
        name = str(key)
        if isinstance(value, (Mapping, Pairs)):
            inner = {k: v for k, v, _ in value.items} if isinstance(value, Pairs) else dict(value)
            if inner and all(k in _PARTS for k in inner):
                for word, part in inner.items():
                    kind = _PARTS[word]
                    yield (name if kind == "value" else f"{name}·{_BESIDE[kind]}"), part, span
                continue
        yield name, value, span
