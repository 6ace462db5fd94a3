"""Tree as written → rubric: what names mean, types and units, then the checks of every leaf and of the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from attrs import define, evolve, field

from perfrules.diagnostics import Diagnostics, Fix, Kind, Label, suggest
from perfrules.model import above, doubtful, errors, errors_above
from perfrules.model.absence import Absences
from perfrules.model.calendars import calendar
from perfrules.model.depth import MOST_STEPS, Depths, Read, Value, formula_reads, score_reads
from perfrules.model.divisors import Divisors, Known, Zeros
from perfrules.model.facts import FactReader, grid_columns
from perfrules.model.grades import GradeReader
from perfrules.model.infer import Typing, kept_step
from perfrules.model.model import (
    Constraint,
    Conventions,
    Fact,
    Formula,
    Grade,
    Indicator,
    Population,
    Rubric,
    Scale,
)
from perfrules.model.near import NearNames
from perfrules.model.protocols import Check
from perfrules.model.reads import reads
from perfrules.source import Span, Words
from perfrules.syntax import errors as syntax_errors
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.syntax.nodes import Broken, Unknown
from perfrules.types.interval import Interval, exactly
from perfrules.types.show import decimal
from perfrules.types.types import (
    BROKEN,
    FLAG,
    POINTS_TYPE,
    RATIO,
    TEXT,
    Choice,
    Domain,
    Quantity,
    RowsType,
    Type,
    describe,
)
from perfrules.types.units import counter, standard_units

_BELOW = Words("指标下面", "a heading")
_HEAD = Words("文件开头", "the head of the file")

_WHOLE_TABLE = 100
"""A table of so many points is one that a county grades by."""
_PROVENANCE = ("basis", "assumption")
MOST_INDICATORS = 5000
MOST_POINTS_DIGITS = 12


class LanguageLike(Protocol):
    """What the model needs of a language."""

    @property
    def functions_by_name(self) -> Mapping[str, Any]: ...
    def idiom_of(self, node: n.Node) -> Any: ...
    def is_idiom(self, node: n.Node) -> bool: ...
    def guards_and_rest(self, clauses: Iterable[n.Node]) -> tuple[list[n.Node], list[n.Node]]: ...


@define
class _Builder:
    document: n.Document
    language: LanguageLike
    diagnostics: Diagnostics
    typing: Typing = field(init=False)
    conventions: Conventions = field(factory=Conventions)
    indicators: list[Indicator] = field(factory=list)
    scales: dict[str, Scale | None] = field(factory=dict)
    """The 评议尺度 by folded name; None where one is broken."""
    adjustments: Indicator | None = None
    facts: list[Fact] = field(factory=list)
    lists: list[Fact] = field(factory=list)
    grids: list[Fact] = field(factory=list)
    grid_rows: dict[int, list[Fact]] = field(factory=dict)
    """The rows of each 数据表, by its identity."""
    named: list[Fact] = field(factory=list)
    """Those under 数据, in their order."""
    near: NearNames = field(factory=NearNames)
    """The names of the facts under 数据, in their order. Items of leaves often differ by one: 预算, 决算."""
    depths: Depths = field(init=False)
    reader: FactReader = field(init=False)
    constraints: list[Constraint] = field(factory=list)
    rounding: n.Rounding | None = None
    total_rounding: n.Rounding | None = None
    range_notes: tuple[n.Note, ...] = ()
    result_notes: tuple[n.Note, ...] = ()
    properties: list[n.PropertyDecl] = field(factory=list)
    points: Fraction = Fraction(100)
    beyond_full: bool = False
    lower: bool = False
    range: Interval | None = None
    index: Formula | None = None
    top: Indicator = field(init=False)
    id: str | None = None
    year: str | None = None
    notes: list[n.Note] = field(factory=list)
    broken_facts: bool = False

    def __attrs_post_init__(self) -> None:
        units = dict(standard_units())
        for decl in self.document.facts:
            if isinstance(decl, n.FactDecl) and decl.kind.word == "count" and decl.kind.unit:
                units.setdefault(decl.kind.unit, counter(decl.kind.unit))
        self.typing = Typing(self.diagnostics, units, self.language.functions_by_name, self.document.lang)
        self.typing.near_words = self.document.near_words
        self.typing.has_calendar = self.document.calendar is not None
        self.typing.calendar = calendar(self.document.calendar, self.typing, self.diagnostics)
        self.top = Indicator("总分", 0, None, self.document.span)

    def report(self, kind: Kind, span: Span, **args: Any) -> None:
        self.diagnostics.report(kind, span, **args)

    # Declarations

    def head(self) -> None:
        settings: dict[str, Any] = {}
        seen: set[str] = set()
        names = {
            "code": Words("代码", "id"),
            "year": Words("年度", "year"),
            "BasePoints": Words("满分", "full marks"),
            "Rounding": Words("舍入", "round"),
            "total Rounding": Words("舍入 总分", "round the total"),
            "TotalRange": Words("总分范围", "the total ranges over"),
            "ResultIndex": Words("结果为", "the result is"),
            "ResultScale": Words("结果等次", "results are"),
        }
        for item in self.document.head:
            word = item.kind if isinstance(item, n.Note) else type(item).__name__
            if isinstance(item, n.Rounding) and item.scope == "total":
                word = "total Rounding"
            if word in seen and word in names:
                self.report(errors.DOUBLE_STATEMENT, item.span, name=self.document.title or "", word=names[word])
            seen.add(word)
            if isinstance(item, n.Note):
                if item.kind == "code":
                    self.id = item.text
                elif item.kind == "year":
                    self.year = item.text
                else:
                    self.notes.append(item)
            elif isinstance(item, n.BasePoints):
                self.typing.infer(item.points, None, POINTS_TYPE)
                value = self.typing.constant(item.points)
                if value is None or value <= 0:
                    self.report(errors.HEAD_POINTS, item.span)
                elif not self.typing.results:
                    self.points = value
                self.beyond_full, self.lower = item.beyond, item.lower
            elif isinstance(item, n.TotalRange):
                self._range(item)
            elif isinstance(item, n.ResultScale):
                self._results(item)
            elif isinstance(item, n.ResultIndex):
                self.index = self._result(item)
            elif isinstance(item, n.Rounding) and item.scope == "total":
                self.total_rounding = item
            elif isinstance(item, n.Rounding):
                self.rounding = item
            elif isinstance(item, n.PropertyDecl):
                self.properties.append(item)
            elif isinstance(item, n.Convention):
                self._convention(item, settings)
            elif self.language.is_idiom(item):
                self.top.clauses.append(item)
        self.top.points = self.points
        self.conventions = Conventions(**settings)

    def _results(self, item: n.ResultScale) -> None:
        """结果等次: inside, a result is its place from the worst."""
        keys = [name_key(label) for label in item.labels]
        for label in item.labels:
            if keys.count(name_key(label)) > 1:
                self.report(errors.DUPLICATE_NAME, item.span, name=label)
                return
        for other in self.document.head:
            if isinstance(other, n.BasePoints):
                args: dict[str, Any] = {"results": list(item.labels)}
                self.report(errors_above.POINTS_OF_RESULTS, other.span, **args)
        self.typing.results, self.result_notes = item.labels, item.notes
        self.points = Fraction(len(item.labels) - 1)

    def _range(self, item: n.TotalRange) -> None:
        """总分范围: the ends of the total, with the full marks between them."""
        for end in (item.low, item.high):
            self.typing.infer(end, None, POINTS_TYPE)
        low, high = self.typing.constant(item.low), self.typing.constant(item.high)
        if low is None or high is None:
            return
        why = None
        if low >= high:
            why = Words("下端不低于上端", "has its ends the wrong way round")
        elif self.beyond_full:
            why = Words("与「可超满分」重复", "says again what `may be exceeded` says")
        if why is not None:
            self.report(errors_above.BAD_TOTAL_RANGE, item.span, range=f"[{decimal(low)}, {decimal(high)}]", why=why)
            return
        self.range, self.range_notes = Interval(low, high), item.notes

    def _result(self, item: n.ResultIndex) -> Formula:
        """结果为: a formula of the total."""
        decl = item.formula
        formula = Formula(decl.name, self.top, decl.expression, decl.guards, decl.keep, decl.notes, item.span)
        self.top.formulas.append(formula)
        self.top.measure = formula
        self.typing.read.add(id(formula))
        return formula

    def _convention(self, item: n.Convention, settings: dict[str, Any]) -> None:
        settings["notes"] = (*settings.get("notes", ()), *item.notes)
        given = dict(item.settings)
        if item.topic == "zero":
            for which, name in (("0/0", "zero_by_zero"), ("x/0", "nonzero_by_zero")):
                if which in given:
                    self.typing.infer(given[which], None, POINTS_TYPE)
                    settings[name] = given[which]
        elif item.topic == "money":
            settings["money_unit"] = self.typing.unit(given["unit"], item.span)
        else:
            settings[item.topic] = given["policy"]

    def declare_facts(self) -> None:
        year = int(self.year) if self.year is not None and self.year.isdecimal() else None
        self.reader = reader = FactReader(self.typing, self.diagnostics, self.conventions.money_unit, year)
        grids: dict[str, tuple[Fact, n.GridDecl]] = {}
        for decl in self.document.facts:
            if isinstance(decl, n.GridDecl):
                known_grid = grids.get(name_key(decl.name))
                if known_grid is not None or name_key(decl.name) in self.typing.facts:
                    self.report(errors.DUPLICATE_NAME, decl.name_span, name=decl.name)
                keys = [name_key(column) for column in decl.columns]
                for column in {c for c in decl.columns if keys.count(name_key(c)) > 1}:
                    self.report(errors.DUPLICATE_NAME, decl.span, name=column)
                grid = Fact(decl.name, decl.name, TEXT, None, Domain(), span=decl.span)
                grids.setdefault(name_key(decl.name), (grid, decl))
                continue
            if isinstance(decl, n.FactDecl) and decl.grid is not None:
                self._grid_row(decl, *grids[name_key(decl.grid)])
                continue
            if isinstance(decl, Broken) and decl.word == "FACT":
                fact = Fact(decl.name, decl.name, BROKEN, None, Domain(), span=decl.span)
                self.broken_facts = True
                self.typing.nameless |= not decl.name
            elif isinstance(decl, n.FactDecl):
                fact = reader.fact(decl)
            else:
                continue
            key = name_key(fact.name)
            known = self.typing.facts.get(key)
            if known is not None:
                place = decl.name_span if isinstance(decl, n.FactDecl) else decl.span
                label = Label(known.span, Words("先写的", "declared first"))
                self.diagnostics.report(errors.DUPLICATE_NAME, place, labels=(label,), name=fact.name)
                continue
            self.typing.facts[key] = fact
            self.typing.index.add((fact.name,), fact)
            if fact.items:
                self.lists.append(fact)
                for item in fact.items:
                    self.typing.index.add((item.path,), item)
            self.facts += fact.items or (fact,)
            self.near.add(key)
            self.named.append(fact)

        for grid, head in grids.values():
            self._fact_grid(grid, head)

    def _grid_row(self, decl: n.FactDecl, grid: Fact, head: n.GridDecl) -> None:
        """A row of a 数据表."""
        rows = self.grid_rows.setdefault(id(grid), [])
        if any(name_key(row.name) == name_key(decl.name) for row in rows):
            self.report(errors.DUPLICATE_NAME, decl.name_span, name=decl.name)
            return
        row = self.reader.row(decl, grid, list(dict.fromkeys(head.columns)))
        rows.append(row)
        self.facts += row.items

    def _fact_grid(self, grid: Fact, decl: n.GridDecl) -> None:
        """A 数据表 with its cells, rows and columns, each under its path."""
        rows = self.grid_rows.get(id(grid), [])
        if not rows:
            if not self.broken_facts:
                self.report(errors.GRID_EMPTY, decl.span, name=decl.name)
            return
        whole = evolve(grid, cells=tuple(rows))
        self.grids.append(whole)
        self.typing.index.add((whole.path,), whole)
        self.typing.facts[name_key(whole.name)] = whole
        lists = [*rows, *grid_columns(whole)]
        for item in (*lists, *(item for row in rows for item in row.items)):
            self.typing.index.add((item.path,), item)
        self.lists += lists

    def declare_headings(self, headings: Sequence[n.Heading], parent: Indicator | None) -> list[Indicator]:
        found: list[Indicator] = []
        names: dict[str, n.Heading] = {}
        for heading in headings:
            indicator = Indicator(heading.name, heading.depth, parent, heading.span, state=heading.state)
            indicator.uncounted = heading.uncounted
            indicator.adjusts = heading.depth == 0 or (parent is not None and parent.adjusts)
            indicator.most_added = self._limit(heading.most_added)
            indicator.most_taken = self._limit(heading.most_taken)
            key = name_key(heading.name)
            if key in names and heading.state != "unrecorded":
                label = Label(names[key].name_span, Words("先写的", "the first"))
                self.diagnostics.report(errors.DUPLICATE_NAME, heading.name_span, labels=(label,), name=heading.name)
            names.setdefault(key, heading)
            indicator.notes.extend(heading.notes)
            self._points(heading, indicator)
            self._statements(heading, indicator)
            counts = (c for c in indicator.clauses if self.language.idiom_of(c).role == "aggregate")
            indicator.aggregate = next(counts, None)
            indicator.children = self.declare_headings(heading.children, indicator)
            found.append(indicator)
            self.typing.index.add(indicator.path, indicator)
        return found

    def _limit(self, points: n.Expr | None) -> Fraction | None:
        """The 至多 of 加减分."""
        if points is None:
            return None
        self.typing.infer(points, None, POINTS_TYPE)
        return self.typing.constant(points)

    def _points(self, heading: n.Heading, indicator: Indicator) -> None:
        if self.typing.results and not heading.state:
            indicator.points = self.points
            if heading.points is not None and not isinstance(heading.points, Unknown):
                args: dict[str, Any] = {"results": list(self.typing.results)}
                self.report(errors_above.POINTS_OF_RESULTS, heading.points.span, **args)
            return
        if heading.points is None:
            return
        if isinstance(heading.points, Unknown):
            indicator.broken = True
            return
        self.typing.infer(heading.points, None, POINTS_TYPE)
        value = self.typing.constant(heading.points)
        if value is None:
            indicator.broken = True
            return
        if value <= 0:
            self.report(errors.NEGATIVE_POINTS, heading.points.span, name=heading.name)
            indicator.broken = True
        indicator.points = value
        if heading.inner is not None:
            self.typing.infer(heading.inner, None, POINTS_TYPE)
            indicator.inner = self.typing.constant(heading.inner)
            if indicator.inner is not None and indicator.inner <= 0:
                self.report(errors_above.INNER_NOT_POSITIVE, heading.inner.span)
                indicator.broken = True

    def _statements(self, heading: n.Heading, indicator: Indicator) -> None:
        for item in heading.statements:
            if isinstance(item, Broken):
                indicator.broken = True
                if item.word == "FORMULA" and item.name:
                    formula = Formula(item.name, indicator, Unknown(span=item.span), (), None, (), item.span)
                    formula.type = BROKEN
                    self._formula(formula)
            elif isinstance(item, n.FormulaDecl):
                formula = Formula(item.name, indicator, item.expression, item.guards, item.keep, item.notes, item.span)
                self._formula(formula)
            elif isinstance(item, n.Decision):
                self._formula(Formula(item.name, indicator, item, (), None, item.notes, item.span))
            elif isinstance(item, n.PropertyDecl):
                indicator.properties.append(item)
            elif isinstance(item, n.Rounding) and item.scope == "total":
                word = Words("舍入 总分", "round the total")
                self.report(syntax_errors.MISPLACED, item.span, word=word, place=_BELOW, where=_HEAD)
            elif isinstance(item, n.Rounding):
                self._once(indicator.rounding, item, indicator, Words("舍入", "round"))
                indicator.rounding = item
            elif isinstance(item, n.BasePoints):
                self._once(indicator.base_points_span, item, indicator, Words("基础分", "start from"))
                self.typing.infer(item.points, indicator, POINTS_TYPE)
                indicator.base_points = self.typing.constant(item.points)
                indicator.base_points_span = item.span
                indicator.notes.extend(item.notes)
            elif isinstance(item, n.LeafRange):
                self._once(indicator.range_span, item, indicator, Words("范围", "scores range over"))
                self._leaf_range(indicator, item)
            elif isinstance(item, n.Note):
                indicator.notes.append(item)
            else:
                indicator.clauses.append(item)

    def _leaf_range(self, indicator: Indicator, item: n.LeafRange) -> None:
        """The 范围 of a leaf."""
        for end in (item.low, item.high):
            self.typing.infer(end, indicator, POINTS_TYPE)
        low, high = self.typing.constant(item.low), self.typing.constant(item.high)
        indicator.range_span = item.span
        indicator.notes.extend(item.notes)
        if low is None or high is None or low >= high or indicator.adjusts:
            place = item.low.span.to(item.high.span)
            if indicator.adjusts:
                self.report(errors.RANGE_MISPLACED, item.span, name=indicator.name)
            elif low is not None and high is not None:
                self.report(errors.EMPTY_INTERVAL, place, interval=place.text.strip())
            indicator.broken = True
            return
        indicator.least, indicator.most = low, high

    def _once(self, known: object, item: n.Node, indicator: Indicator, word: Words) -> None:
        if known is not None:
            self.report(errors.DOUBLE_STATEMENT, item.span, name=indicator.name, word=word)

    def _formula(self, formula: Formula) -> None:
        owner = formula.owner
        before = len(self.diagnostics.items)
        if formula.name is not None:
            key = name_key(formula.name)
            if key in self.typing.facts:
                other = Words("数据", "a fact")
                self.report(errors.SHADOWED, formula.span, name=formula.name, other=other)
            node: Indicator | None = owner
            while node is not None:
                if (id(node), key) in self.typing.formulas:
                    other = Words("上面的一个公式", "a formula above")
                    self.report(errors.SHADOWED, formula.span, name=formula.name, other=other)
                    break
                node = node.parent
            self.typing.formulas.setdefault((id(owner), key), formula)
            self.typing.index.add((*owner.path, formula.name), formula)
        elif any(f.name is None for f in owner.formulas):
            self.report(errors.DOUBLE_STATEMENT, formula.span, name=owner.name, word=Words("公式 ＝", "formula ="))
        if len(self.diagnostics.items) > before:
            self.typing.read.add(id(formula))  # that nothing can read it is told already
        owner.formulas.append(formula)

    def declare_scales(self) -> None:
        """The 评议尺度, each with rates between 0% and 100% that no two 档 share."""
        nowhere = Indicator("", 0, None, self.document.span)
        check = Check(self.typing, nowhere, self.conventions, None, self.language.idiom_of)
        for decl in self.document.scales:
            key = name_key(decl.name)
            if key in self.scales:
                self.report(errors.DUPLICATE_NAME, decl.span, name=decl.name)
            found: list[tuple[str, Interval]] = []
            for row in decl.rows:
                if not isinstance(row, n.GradeDecl) or row.interval is None:
                    continue
                interval = check.interval(row.interval, RATIO, None)
                if interval is None:
                    continue
                if not interval.inside(Interval(Fraction(0), Fraction(1))):
                    self.report(errors.RATES_OUTSIDE, row.interval.span, label=row.label)
                for label, other in found:
                    if name_key(label) == name_key(row.label):
                        self.report(errors.DUPLICATE_NAME, row.span, name=row.label)
                    elif not interval.meet(other).empty:
                        self.report(errors.RATES_SHARED, row.interval.span, label=row.label, other=label)
                found.append((row.label, interval))
            if not decl.rows:
                self.report(errors.EMPTY_SCALE, decl.span, name=decl.name)
            self.scales[key] = Scale(decl.name, tuple(found), decl.span) if found else None

    def _scale_of(self, clause: n.Node) -> Scale | None:
        """The 评议尺度 that a clause judges by; an unknown one is reported."""
        name = getattr(clause, "scale", None)
        if not isinstance(name, n.Name):
            return None
        key = name_key(name.text)
        if key not in self.scales and all(scale.name for scale in self.document.scales):
            near = self.diagnostics.near(name.text, [scale.name for scale in self.document.scales])
            self.diagnostics.report(errors.UNKNOWN_SCALE, name.span, suggestions=near, name=name.text)
        return self.scales.get(key)

    def declare_spots(self) -> None:
        for leaf in (*self.walk(), self.top):
            spots = self.typing.spots.setdefault(id(leaf), {})
            for clause in leaf.clauses:
                for node in n.walk(clause):
                    if not self.language.is_idiom(node):
                        continue
                    for text, span, type_, domain, needs_reason in self.language.idiom_of(node).spots(
                        node, self.typing.unit
                    ):
                        figure = None
                        if isinstance(node, n.GroupMean):
                            domain, figure = Domain(Interval(Fraction(0), leaf.points)), Population("group-mean", leaf)
                        if isinstance(node, n.JudgedResult):
                            type_ = Choice(self.typing.results, True)
                        if isinstance(node, n.ChooseOne):
                            type_ = Choice(tuple(part.name for part in leaf.parts))
                        scale = self._scale_of(node)
                        if scale is not None:
                            domain = Domain(scale.rates * exactly(leaf.points), domain.grid)
                        fact = self._spot(leaf, spots, text, span, type_, domain, needs_reason, scale, figure)
                        if fact is not None:
                            self.typing.declared[id(node)] = (*self.typing.declared.get(id(node), ()), fact)
                self._columns(clause, leaf)

    def _columns(self, clause: n.Node, leaf: Indicator) -> None:
        """The columns of the rows that a clause declares."""
        columns = self.language.idiom_of(clause).columns
        facts = self.typing.declared.get(id(clause), ())
        if columns is None or not facts or not isinstance(facts[0].type, RowsType):
            return
        lines = [item for item in getattr(clause, "rows", ()) if getattr(item, "scale", None) is not None]
        scales = {item.name: scale for item in lines if (scale := self._scale_of(item)) is not None}
        found = columns(clause, facts[0], self.reader, leaf, scales)
        detail = facts[0].detail
        assert detail is not None
        self.typing.spots[id(detail.scope)] = {name_key(column.name): column for column in found}
        for column in found:
            self.typing.index.add((column.path,), column)

    def _spot(
        self,
        leaf: Indicator,
        spots: dict[str, Fact],
        text: str,
        span: Span,
        type_: Any,
        domain: Domain,
        needs_reason: bool,
        scale: Scale | None = None,
        population: Population | None = None,
    ) -> Fact | None:
        """The fact that a 「…」 names: a declared one, or a new one of this leaf."""
        key = name_key(text)
        if text and key in self.typing.facts:
            return self.typing.facts[key]
        if key in spots and not text:
            return None  # a second 评议; that a leaf has one rule is told by its own message
        if key in spots:
            label = Label(spots[key].span, Words("先写的", "the first"))
            self.diagnostics.report(errors.DOUBLE_SPOT, span, labels=(label,), name=text)
            return None
        formula = self.typing.visible(text, leaf) if text else None
        if formula is not None:
            label = Label(formula.span, Words("公式", "the formula"))
            self.diagnostics.report(errors.DUPLICATE_NAME, span, labels=(label,), name=text)
            return None
        number = self.near.nearest(key)
        if text and number is not None:
            near = self.named[number].name
            fix = Fix(Words("改成已有的名称", "use the declared name"), ((span, f"「{near}」"),))
            self.diagnostics.report(errors.NEAR_NAME, span, fixes=(fix,), name=text, near=near)
        path = (*leaf.path, text) if text else leaf.path
        unit = type_.unit if isinstance(type_, Quantity) else None
        fact = Fact(
            text or leaf.name,
            "·".join(path),
            type_,
            unit,
            domain,
            needs_reason=needs_reason,
            owner=leaf,
            span=span,
            scale=scale,
            full=leaf.points,
            population=population,
        )
        spots[key] = fact
        self.typing.index.add(path, fact)
        self.facts.append(fact)
        return fact

    def walk(self) -> list[Indicator]:
        roots = self.indicators if self.adjustments is None else [*self.indicators, self.adjustments]
        return [node for root in roots for node in root.walk()]

    # Meaning

    def measures(self) -> None:
        """The 指标值 of each heading."""
        for node in self.walk():
            unnamed = [f for f in node.formulas if f.name is None]
            same = [f for f in node.formulas if f.name is not None and name_key(f.name) == name_key(node.name)]
            subject = next((s for c in node.clauses if (s := getattr(c, "subject", None)) is not None), None)
            if unnamed or same:
                node.measure = (unnamed or same)[0]
            elif subject is not None:
                node.measure = subject
            elif len(node.formulas) == 1:
                node.measure = node.formulas[0]

    def check_constraints(self) -> None:
        for decl in self.document.facts:
            if not isinstance(decl, (n.ConstraintDecl, n.VerifyDecl)):
                continue
            fatal = isinstance(decl, n.ConstraintDecl)
            self.typing.infer(decl.condition, None, FLAG)
            tolerance = Fraction(0)
            if isinstance(decl, n.VerifyDecl) and decl.tolerance is not None:
                side = decl.condition.left if isinstance(decl.condition, n.Compare) else None
                want = self.typing.types.get(side.id) if side is not None else None
                self.typing.infer(decl.tolerance, None, want)
                tolerance = self.typing.constant(decl.tolerance) or Fraction(0)
            facts = tuple(reads(self.typing, decl.condition))
            nowhere = Indicator("", 0, None, decl.span)
            divisors = Divisors(Zeros(self.typing), self.conventions, nowhere, convention=False)
            divisors.visit(decl.condition, Known())
            self.constraints.append(Constraint(decl.condition, fatal, tolerance, facts, decl.notes, decl.span))
            condition = decl.condition
            if fatal and isinstance(condition, n.Compare) and not any(fact.optional for fact in facts):
                left, right = self.typing.form(condition.left), self.typing.form(condition.right)
                if condition.op in "≤<":
                    self.typing.orders.add((left, right))
                elif condition.op in "≥>":
                    self.typing.orders.add((right, left))

    def check_reads(self) -> None:
        """No formula reads itself, and none reads others through too many steps."""
        self.depths = Depths(formula_reads(self.typing), self._ring, self._deep)
        self.depths.visit(formula for node in self.walk() for formula in node.formulas)
        self.depths.visit(node for node in self.walk() if isinstance(node.measure, n.Expr))
        self.depths.visit(self.top.formulas)
        self.typing.decide, self.typing.named = self.decide, True

    def _ring(self, values: list[tuple[Value, Span]]) -> None:
        """Report values that read one another in a ring, and cut it."""
        first = min(range(len(values)), key=lambda i: values[i][1].start)
        values = values[first:] + values[:first]
        names = [value.title if isinstance(value, Formula) else value.name for value, _ in values]
        if len(values) == 1 and isinstance(values[0][0], Indicator):
            self.report(errors.OWN_NAME, values[0][1], name=names[0])
        else:
            self.report(errors.CYCLE, values[0][1], chain=" → ".join([*names, names[0]]))
        for value, _ in values:
            self._cut(value)

    def _deep(self, value: Value) -> None:
        what = Words("算式一层层读下去的层数", "the steps in which a formula reads others are")
        self.report(syntax_errors.TOO_MUCH, value.span, what=what, most=MOST_STEPS)
        self._cut(value)

    def _cut(self, value: Value) -> None:
        if isinstance(value, Formula):
            value.type = BROKEN
            self.typing.read.add(id(value))  # what is told of it already says why nothing comes of reading it
        else:
            value.measure = None
            value.broken = True

    def decide(self, decision: n.Decision, owner: Indicator) -> Type:
        """The type of a 判定, its rows checked on the way."""
        check = Check(self.typing, owner, self.conventions, None, self.language.idiom_of)
        found: Type = self.language.idiom_of(decision).check(decision, check)
        return found

    def check_formulas(self) -> None:
        for value in self.depths.order:
            if isinstance(value, Formula):
                self.typing.formula(value)

    def check_leaves(self) -> None:
        kept = [c for c in self.constraints if c.fatal and not any(fact.optional for fact in c.facts)]
        zeros = Zeros(self.typing, kept)
        if self.typing.results:
            above.check_results(self.indicators, self.adjustments, self.typing, self.language.idiom_of)
        for node in self.walk():
            above.check_state(node, self.diagnostics)
            if node.state:
                continue
            if node.parts:
                self._check_above(node)
                continue
            self._check_leaf(node)
            self._check_divisors(node, zeros)

    def _check_above(self, node: Indicator) -> None:
        """A heading with parts has no rule; one clause may say how the parts count."""
        if not node.broken and not node.adds_up and not self.typing.results:
            self._on_grid(node.points, self._grid(node), node.span)
        check = Check(self.typing, node, self.conventions, self._grid(node), self.language.idiom_of)
        if node.range_span is not None:
            self.report(errors.RANGE_MISPLACED, node.range_span, name=node.name)
        for clause in node.clauses:
            idiom = self.language.idiom_of(clause)
            if idiom.role != "aggregate":
                # One heading too few or too many puts all its rules above a leaf: that is told once. A part without
                # points that was reported may be one that is 未公布, beside which a rule may stand.
                unread = any(part.broken and not part.points for part in node.parts)
                if not unread and clause is next(
                    c for c in node.clauses if self.language.idiom_of(c).role != "aggregate"
                ):
                    self.report(errors.RULE_ABOVE_LEAF, clause.span, name=node.name)
            elif clause is not node.aggregate and node.aggregate is not None:
                label = Label(node.aggregate.span, Words("先写的", "the first"))
                line = str(node.aggregate.span.position[0])
                self.diagnostics.report(errors.TWO_COUNTS, clause.span, labels=(label,), name=node.name, line=line)
            else:
                idiom.check(clause, check)

    def _check_leaf(self, leaf: Indicator) -> None:
        grid, before = self._grid(leaf), len(self.diagnostics.items)
        check = Check(self.typing, leaf, self.conventions, grid, self.language.idiom_of)
        valued = leaf.uncounted and not leaf.points and isinstance(leaf.measure, Formula)
        if not leaf.clauses and not leaf.broken and not valued:
            self.report(errors.NO_RULE, leaf.span, name=leaf.name)
        if leaf.uncounted and not leaf.points and leaf.clauses and not leaf.broken:
            self.report(errors.UNCOUNTED_RULE, leaf.clauses[0].span, name=leaf.name)
            leaf.broken = True
        if leaf.inner is not None:
            self.report(errors_above.INNER_LEAF, leaf.span, name=leaf.name, inner=decimal(leaf.inner))
        for figure in (leaf.points, leaf.ceiling, leaf.least) if leaf.range_span is not None else (leaf.points,):
            if grid is not None and not leaf.broken and (figure / grid[0]).denominator != 1:
                args: dict[str, Any] = {"score": decimal(figure), "digits": str(grid[1])}
                self.report(errors.OFF_GRID, leaf.range_span or leaf.span, **args)
        for clause in leaf.clauses:
            if self.language.idiom_of(clause).role == "aggregate":
                word = clause.span.text.split()[0]
                self.report(errors.COUNT_IN_LEAF, clause.span, name=leaf.name, word=word)
                leaf.broken = True
                continue
            self.language.idiom_of(clause).check(clause, check)
        self._check_shape(leaf, check)
        if leaf.range_span is not None and not leaf.broken and len(self.diagnostics.items) == before:
            self._check_range(leaf, check)

    def _on_grid(self, points: Fraction, grid: tuple[Fraction, int] | None, span: Span) -> None:
        """Report full marks that rounding would change."""
        if grid is not None and (points / grid[0]).denominator != 1:
            args: dict[str, Any] = {"score": decimal(points), "digits": str(grid[1])}
            self.report(errors.OFF_GRID, span, **args)

    def _grid(self, leaf: Indicator) -> tuple[Fraction, int] | None:
        node: Indicator | None = leaf
        rounding = None
        while node is not None and rounding is None:
            rounding, node = node.rounding, node.parent
        rounding = rounding or self.rounding
        if rounding is None or rounding.digits is None:
            return None
        return Fraction(1, 10**rounding.digits), rounding.digits

    def _check_shape(self, leaf: Indicator, check: Check) -> None:
        """One base rule at most; awards, deductions and base points that make the full marks."""
        roles: dict[str, list[n.Node]] = {}
        for clause in leaf.clauses:
            roles.setdefault(self.language.idiom_of(clause).role, []).append(clause)
        if leaf.adjusts:
            self._check_adjustment(leaf, roles, check)
            return
        bases, awards = roles.get("base", []), roles.get("award", [])
        for extra in bases[1:]:
            label = Label(bases[0].span, Words("先写的", "the first"))
            line = str(bases[0].span.position[0])
            self.diagnostics.report(errors.TWO_RULES, extra.span, labels=(label,), name=leaf.name, line=line)
        if leaf.broken:
            return
        deductions = roles.get("deduction", [])
        if roles and not set(roles) - {"applicability", "override"}:
            self.report(errors.NO_RULE, leaf.span, name=leaf.name)
        if leaf.range_span is not None:
            return
        most = [self.language.idiom_of(a).award(a, check) for a in awards]
        total = sum((value for value in most if value is not None), Fraction(0))
        if bases or not awards:
            if leaf.base_points is not None and leaf.base_points_span is not None:
                self.report(errors.BASE_UNUSED, leaf.base_points_span, name=leaf.name)
            return
        if None in most:
            return
        args: dict[str, Any] = {"name": leaf.name, "points": decimal(leaf.points)}
        if leaf.base_points is None and deductions:
            base = decimal(leaf.points - total)
            text = f"基础分 {base}分" if self.document.lang == "zh" else f"start from {base} points"
            fix = Fix(
                Words("写上基础分", "state the base"),
                ((awards[0].span.head(), f"{text}\n        "),),
            )
            fixes = (fix,) if total <= leaf.points else ()
            self.diagnostics.report(
                errors.BASE_NEEDED, leaf.span, fixes=fixes, awards=decimal(total), base=base, **args
            )
        elif total + (leaf.base_points or 0) != leaf.points:
            self.report(errors.AWARDS_NOT_CLOSED, leaf.span, sum=decimal(total + (leaf.base_points or 0)), **args)

    def _check_range(self, leaf: Indicator, check: Check) -> None:
        """What a leaf with a 范围 can come to lies within it: nothing is cut."""
        assert leaf.range_span is not None
        roles = [(self.language.idiom_of(clause).role, clause) for clause in leaf.clauses]
        bases, awards, deductions = ([c for r, c in roles if r == role] for role in ("base", "award", "deduction"))
        found = exactly((leaf.base_points or Fraction(0)) if awards else leaf.base_points or leaf.points)
        if bases:
            idiom = self.language.idiom_of(bases[0])
            found = idiom.extent(bases[0], check) if idiom.extent is not None else Interval(Fraction(0), leaf.points)
        for clauses, sign in ((awards, 1), (deductions, -1)):
            for clause in clauses:
                most = self.language.idiom_of(clause).award(clause, check)
                given = Interval(Fraction(0), most)
                found = found + given if sign > 0 else found - given
        if not found.inside(Interval(leaf.least, leaf.ceiling)):
            args: dict[str, Any] = {"low": _end(found.low, "−∞"), "high": _end(found.high, "∞")}
            self.report(errors.RANGE_NARROW, leaf.range_span, name=leaf.name, **args)

    def _check_adjustment(self, leaf: Indicator, roles: Mapping[str, list[n.Node]], check: Check) -> None:
        """Below 加减分: things added and taken only, each with its own 至多."""
        leaf.most = Fraction(0)
        for role, clauses in roles.items():
            for clause in clauses:
                if role not in ("award", "deduction", "override", "applicability"):
                    self.report(errors.ADJUSTMENT_RULE, clause.span, name=leaf.name)
                elif role in ("award", "deduction"):
                    most = self.language.idiom_of(clause).award(clause, check)
                    if most is None and getattr(clause, "at_most", None) is None:
                        self.report(errors.ADJUSTMENT_UNLIMITED, clause.span)
                    elif role == "award":
                        leaf.most += most or 0
        if leaf.base_points_span is not None:
            self.report(errors.BASE_UNUSED, leaf.base_points_span, name=leaf.name)

    def _highest(self) -> Fraction:
        """The highest total that can be."""
        if self.range is not None and self.range.high is not None:
            return self.range.high
        if not self.beyond_full:
            return self.points
        ranged = (leaf for top in self.indicators for leaf in top.leaves() if leaf.range_span is not None)
        beyond = self.points + sum((max(Fraction(0), leaf.ceiling - leaf.points) for leaf in ranged), Fraction(0))
        if self.adjustments is None:
            return beyond
        added = sum((leaf.most or Fraction(0) for leaf in self.adjustments.leaves()), Fraction(0))
        return beyond + max(Fraction(0), self.adjustments.within(added))

    def _check_divisors(self, leaf: Indicator, zeros: Zeros) -> None:
        divisors = Divisors(zeros, self.conventions, leaf)
        known = Known()
        guards, rest = self.language.guards_and_rest(leaf.clauses)
        for clause in guards:
            known = divisors.override(clause.condition, clause.score, known)  # type: ignore[attr-defined]
        for clause in rest:
            divisors.visit(clause, known)
        if not leaf.clauses and isinstance(leaf.measure, Formula):
            divisors.convention = False
            divisors.formula(leaf.measure, known)
        if divisors.by_convention:
            check = Check(self.typing, leaf, self.conventions, self._grid(leaf), self.language.idiom_of)
            for score in (self.conventions.zero_by_zero, self.conventions.nonzero_by_zero):
                value = check.constant(score) if score is not None else None
                if score is not None and value is not None:
                    check.score_fits(value, score.span)

    def check_total(self) -> None:
        """The caps and vetoes of the total: types, values, divisors."""
        self.top.most, self.top.least = self._highest(), self._totals().low or Fraction(0)
        if self.index is not None:
            found = self.typing.formula(self.index)
            if not isinstance(found, (Quantity, type(BROKEN))):
                self.report(errors_above.NOT_A_RESULT, self.index.span, found=describe(found))
            Divisors(Zeros(self.typing), self.conventions, self.top, convention=False).formula(self.index, Known())
        grid = None if self.typing.results else self._total_rounding_grid()
        check = Check(self.typing, self.top, self.conventions, grid, self.language.idiom_of)
        rescaled = any(node.loses_points for node in self.indicators)
        if self.document.headings and (self.total_rounding is not None or rescaled):
            self._on_grid(self.points, grid, self._title_span())
        for clause in self.top.clauses:
            self.language.idiom_of(clause).check(clause, check)
            divisors = Divisors(Zeros(self.typing), self.conventions, self.top, convention=False)
            condition, score = (getattr(clause, name, None) for name in ("condition", "score"))
            if condition is not None and score is not None:
                divisors.override(condition, score)
            else:
                divisors.visit(clause, Known())

    def check_grade_vetoes(self, grades: Iterable[Grade]) -> None:
        labels = [grade.label for grade in grades]
        for clause in self.top.clauses:
            if self.language.idiom_of(clause).role != "grade-veto":
                continue
            if self.document.grades is None and not self.typing.results:
                self.report(errors.NO_SCALE, clause.span)
            elif labels and name_key(clause.label) not in map(name_key, labels):  # type: ignore[attr-defined]
                near = suggest(clause.label, labels)  # type: ignore[attr-defined]
                args: dict[str, Any] = {"label": clause.label, "grades": labels}  # type: ignore[attr-defined]
                self.diagnostics.report(errors.UNKNOWN_GRADE, clause.span, suggestions=near, **args)

    def check_properties(self) -> None:
        owned: list[tuple[Indicator | None, n.PropertyDecl]] = [(None, item) for item in self.properties]
        owned += [(node, item) for node in self.walk() for item in node.properties]
        for node, item in owned:
            if item.subject is not None:
                self.typing.resolve(item.subject, node, (Indicator,))
            elif node is None and not item.total:
                self.report(errors.PROPERTY_OF_NOTHING, item.span)
            read = set(self.typing.read)
            self.typing.resolve(item.measure, node, (Fact, Formula))
            self.typing.read = read

    def check_closing(self) -> None:
        if not self.indicators:
            if not self.diagnostics.failed:
                self.report(errors.EMPTY_RUBRIC, self.document.span.head())
            return
        parts = [node for node in self.indicators if node.counts]
        if self.typing.results:
            return
        if parts:
            self._closes(self.document.title or "", self.points, parts, self._title_span())
        if self.index is None and not any(self._never_rated(clause) for clause in self.top.clauses):
            above.check_total(self.top, parts, self._title_span(), self.diagnostics)
        for node in self.walk():
            # Where the parts are not added up, the aggregate says what points they have.
            if node.parts and node.is_scored and not node.broken and node.aggregate is None and not node.adjusts:
                self._closes(node.name, node.scale, node.parts, node.span)

    def _never_rated(self, clause: n.Node) -> bool:
        """Whether it is 不予评分 for every subject."""
        return self.language.idiom_of(clause).role == "refusal" and getattr(clause, "condition", None) is None

    def _title_span(self) -> Span:
        full = next((item for item in self.document.head if isinstance(item, n.BasePoints)), None)
        return full.span if full is not None else self.document.headings[0].span

    def _closes(self, name: str, points: Fraction, children: list[Indicator], span: Span) -> None:
        if not name or any(child.broken and not child.points for child in children):
            return  # a table without its title line has not stated its 满分 either
        total = sum((child.points for child in children), Fraction(0))
        if total != points:
            labels = tuple(
                Label(child.span, Words(f"{decimal(child.points)}分", f"{decimal(child.points)} points"))
                for child in children[:6]
            )
            args: dict[str, Any] = {"name": name, "sum": decimal(total), "points": decimal(points)}
            self.diagnostics.report(errors.NOT_CLOSED, span, labels=labels, **args)

    def check_scores(self) -> None:
        """得分 of a heading is not read below that heading, directly or through other scores, nor through too many."""
        follow = score_reads(self.typing, self.depths.depth)

        def reads(node: Value) -> tuple[int, list[Read]]:
            depth, found = follow(node)
            for read in found:
                if isinstance(read.target, Indicator) and read.target.loses_points and read.target.parent is not node:
                    # What may be 不计入 has no score to be read.
                    self.report(errors.LEFT_OUT_READ, read.span, name=read.target.name)
                if isinstance(read.target, Indicator) and read.target.is_uncertain and read.target.parent is not node:
                    self.report(errors_above.UNRECORDED_READ, read.span, name=read.target.name)
            return depth, found

        Depths(reads, self._score_ring, self._deep_score).visit([*self.walk(), self.top])

    def _score_ring(self, values: list[tuple[Value, Span]]) -> None:
        # A heading's parts are no reads: what is named are the leaves and the headings whose 得分 they read.
        told = [i for i, (node, _) in enumerate(values) if not (isinstance(node, Indicator) and node.parts)]
        first = min(told, key=lambda i: values[i][1].start, default=0)
        values = values[first:] + values[:first]
        names = [node.name for i, (node, _) in enumerate(values) if isinstance(node, Indicator)]
        self.report(errors.CYCLE, values[0][1], chain=" → ".join([*names, names[0]]))

    def _deep_score(self, value: Value) -> None:
        what = Words("得分一层层读下去的层数", "the steps in which a score reads others are")
        self.report(syntax_errors.TOO_MUCH, value.span, what=what, most=MOST_STEPS)

    def grades(self) -> tuple[Grade, ...]:
        decl = self.document.grades
        if self.typing.results:
            if decl is not None:
                results = list(self.typing.results)
                self.report(errors_above.POINTS_OF_RESULTS, decl.span, results=results)
            places = enumerate(reversed(self.typing.results))
            return tuple(Grade(label, exactly(Fraction(place))) for place, label in places)
        if decl is None:
            return ()
        rows = (row for row in decl.rows if isinstance(row, n.GradeDecl))
        self.top.conditions += [row.condition for row in rows if row.condition is not None]
        check = Check(self.typing, self.top, self.conventions, None, self.language.idiom_of)
        divisors = Divisors(Zeros(self.typing), self.conventions, self.top, convention=False)
        parts = any(node.counts for node in self.indicators)
        judged = any(isinstance(clause, n.TotalJudged) for clause in self.top.clauses)
        grid = kept_step(self.index.keep, self.index.type) if self.index is not None and self.index.keep else None
        broken = any(isinstance(item, Broken) and item.word == "TOTAL" for item in self.document.head)
        has_total = parts or judged or broken
        reader = GradeReader(check, divisors, self._totals(), self._total_grid(), has_total, self.index, grid)
        return reader.read(decl)

    def _totals(self) -> Interval:
        """The totals that can be."""
        return Interval(Fraction(0), self._highest()) if self.range is None else self.range

    def _computed(self, clause: n.Node) -> bool:
        """Whether a cap or veto sets the total to a figure that is computed."""
        score = getattr(clause, "score", None)
        return isinstance(score, n.ScoreExpr) and self.typing.constant(score.expression, self.points) is None

    def _judged_step(self) -> Fraction | None:
        """The step of a 总分 评议 that nothing changes: where it has none, totals lie on no grid."""
        rule = next((clause.rule for clause in self.top.clauses if isinstance(clause, n.TotalJudged)), None)
        step = getattr(rule, "step", None)
        alone = len(self.top.clauses) == 1 and self.adjustments is None and self.range is None
        return self.typing.constant(step) if step is not None and alone else None

    def _total_rounding_grid(self) -> tuple[Fraction, int] | None:
        """The grid that fixed totals must lie on: that of the total's rounding, else that of the scores."""
        rounding = self.total_rounding or self.rounding
        if rounding is None or rounding.digits is None:
            return None
        return Fraction(1, 10**rounding.digits), rounding.digits

    def _total_grid(self) -> Fraction | None:
        """The grid that totals lie on: that of the total's rounding, or the coarsest common one of all leaves."""
        if self.total_rounding is not None and self.total_rounding.digits is not None:
            return Fraction(1, 10**self.total_rounding.digits)
        scored = [node for node in self.walk() if node.is_scored and self._is_part(node)]
        # What is no plain sum of its parts is a new figure, rounded as its own scores are.
        grids = [self._grid(node) for node in scored if node.is_leaf or not node.adds_up or node.loses_points]
        if any(node.loses_points for node in scored) or any(self._computed(clause) for clause in self.top.clauses):
            grids.append(self._grid(self.top))
        if self.range is not None or not grids or None in grids:
            return self._judged_step()
        return min(grid[0] for grid in grids if grid is not None)

    def _is_part(self, node: Indicator) -> bool:
        """Whether the total is made of it, through all that stands above it."""
        return node.counts and (node.parent is None or self._is_part(node.parent))

    def check_absences(self) -> None:
        """What a fact that may be absent means where it is: said by every rule that reads it, or by the fact."""
        absences = Absences(self.typing, lambda clause: str(self.language.idiom_of(clause).role))
        for node in (*self.walk(), self.top):
            if node.broken:
                continue
            absences.check(*self.language.guards_and_rest(node.clauses), of_total=node is self.top)

    def check_names(self) -> None:
        """A declared name that is another one with a word of the language glued on may hide a missing space."""
        formulas = [(f.name, f.span) for node in self.walk() for f in node.formulas if f.name]
        names = [*((fact.name, fact.span) for fact in self.facts), *formulas]
        known = {name_key(name) for name, _ in names}
        for name, span in names:
            for cut in range(len(name) - 1, 1, -1):
                if name_key(name[:cut]) in known and self.document.is_word(name[cut:]):
                    self.report(errors.GLUED_NAME, span, name=name, split=f"{name[:cut]} {name[cut:]}")
                    break

    def check_doubtful(self) -> None:
        """What reads well and is likelier a slip of the hand."""
        overrides = (
            [clause for clause in leaf.clauses if self.language.idiom_of(clause).role == "override"]
            for leaf in self.walk()
        )
        doubtful.check(self.document, self.typing, self.diagnostics, overrides)

    def check_stated(self) -> None:
        """What a careful rubric states: its rounding, and where each rule comes from."""
        stated = self.rounding or self.total_rounding or any(node.rounding for node in self.walk())
        if not stated and self.document.headings:
            self.report(errors.ROUNDING_UNSTATED, self.document.headings[0].span.head())
        scored = not self.typing.results and any(node.counts and node.points for node in self.indicators)
        if scored and self.points >= _WHOLE_TABLE and self.document.grades is None:
            self.report(errors.GRADES_UNSTATED, self.document.headings[-1].span.head())
        for leaf in self.walk():
            if leaf.parts or leaf.broken or _is_stated(leaf):
                continue
            for clause in leaf.clauses:
                if not any(isinstance(x, n.Note) and x.kind in _PROVENANCE for x in n.walk(clause)):
                    self.report(errors.NO_PROVENANCE, clause.span, name=leaf.name)
                    break

    def unused(self) -> None:
        """What nothing reads; not asked while something is broken, since what is broken may be what reads it."""
        if self.diagnostics.failed:
            return
        used = set(self.typing.read)
        for constraint in self.constraints:
            used |= {id(fact) for fact in constraint.facts}
        for node in self.walk():
            for formula in node.formulas:
                # A heading above may keep a formula as its 指标值; a leaf's rule should read it.
                kept = node.measure is formula and (formula.name is None or not node.is_leaf or node.uncounted)
                if id(formula) not in used and not node.broken and not kept:
                    self.report(errors.UNUSED_FORMULA, formula.span, name=formula.title)
        for fact in (*self.lists, *self.facts):
            read = id(fact) in used or (fact.is_item or any(id(item) in used for item in fact.items))
            if fact.owner is None and not read and not isinstance(fact.type, (type(TEXT), type(BROKEN))):
                self.report(errors.UNUSED_FACT, fact.span, name=fact.name)


def _end(points: Fraction | None, none: str) -> str:
    return none if points is None else decimal(points).replace("-", "−")


def build(document: n.Document, language: LanguageLike, diagnostics: Diagnostics) -> Rubric:
    """The rubric of a tree. What is wrong is reported; a rubric with errors is only good for looking at."""
    work = _Builder(document, language, diagnostics)
    work.head()
    work.declare_facts()
    roots = work.declare_headings(document.headings, None)
    work.adjustments = next((root for root in roots if root.adjusts), None)
    work.indicators = [root for root in roots if not root.adjusts]
    work.declare_scales()
    work.declare_spots()
    work.measures()
    work.check_reads()
    work.check_constraints()
    work.check_formulas()
    work.check_leaves()
    work.check_total()
    grades = work.grades()
    work.check_scores()
    work.check_absences()
    work.check_properties()
    work.check_closing()
    work.check_grade_vetoes(grades)
    work.unused()
    work.check_stated()
    work.check_names()
    work.check_doubtful()
    typing = work.typing
    work.facts += typing.population.values()
    return Rubric(
        document.source,
        document.title or "",
        work.id,
        work.year,
        work.points,
        work.range or Interval(Fraction(0), None if work.beyond_full else work.points),
        work.lower,
        typing.results,
        work.index,
        work.top,
        tuple(work.facts),
        tuple(work.lists),
        tuple(work.grids),
        tuple(work.indicators),
        work.adjustments,
        grades,
        document.grades.by if document.grades is not None else "total",
        (*work.result_notes, *(document.grades.notes if document.grades is not None else ())),
        work.range_notes,
        work.rounding,
        work.total_rounding,
        tuple(work.properties),
        work.conventions,
        tuple(work.constraints),
        tuple(work.notes),
        document.cases,
        typing.units,
        typing.types,
        typing.refs,
        typing.constants,
        typing.intervals,
        typing.tables,
        typing.declared,
        typing.rows_over,
        typing.spread,
        typing.calendar,
        hash=hashlib.sha256(document.canonical.encode("utf-8", "replace")).hexdigest(),
        lang=document.lang,
    )


def _is_stated(node: Indicator) -> bool:
    """Whether a heading, or one above it, says where its rules come from: what a heading says holds for its parts."""
    return any(note.kind in _PROVENANCE for note in node.notes) or (node.parent is not None and _is_stated(node.parent))
