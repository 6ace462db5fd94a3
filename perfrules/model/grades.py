"""等级: rows over the total, its 得分率 or the 指数, which cover every value there can be; or conditions in order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from attrs import define, evolve, field

from perfrules.diagnostics.diagnostic import Label
from perfrules.model import coverage, errors, errors_above, meeting
from perfrules.model.divisors import Divisors, Known
from perfrules.model.model import Formula, Grade
from perfrules.model.protocols import Check
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.errors import TOO_MUCH
from perfrules.syntax.folding import name_key
from perfrules.types.interval import ANY, Interval
from perfrules.types.show import decimal, percent, show, stated
from perfrules.types.types import FLAG, POINTS_TYPE, RATIO, Broken, Quantity

MOST_GRADES = 500


@define
class GradeReader:
    """Makes the grades of the rows under 等级. `totals` are the totals that can be, `grid` what they lie on."""

    check: Check
    divisors: Divisors
    totals: Interval
    grid: Fraction | None
    has_total: bool
    index: Formula | None
    index_grid: Fraction | None
    found: list[Grade] = field(factory=list)

    def read(self, decl: n.GradesDecl) -> tuple[Grade, ...]:
        """The grades; what is wrong is reported."""
        if not decl.rows:
            self.check.report(errors.NO_GRADES_ROWS, decl.span)
            return ()
        if len(decl.rows) > MOST_GRADES:
            what = Words("等次的个数", "the grades are")
            self.check.report(TOO_MUCH, decl.rows[MOST_GRADES].span, what=what, most=MOST_GRADES)
            return ()
        if decl.by == "index" and self.index is None:
            self.check.report(errors_above.NO_INDEX, decl.span)
            return ()
        if decl.by in ("total", "unrounded", "rate") and not self.has_total:
            self.check.report(errors_above.NO_TOTAL_TO_GRADE, decl.span)
            return ()
        whole = True
        known = Known()
        for row in decl.rows:
            if not isinstance(row, n.GradeDecl):
                whole = False
                continue
            if any(name_key(grade.label) == name_key(row.label) for grade in self.found):
                self.check.report(errors.DUPLICATE_NAME, row.span, name=row.label)
            if (row.interval is None) != (decl.by == "order"):
                self.check.report(errors_above.GRADE_ROW_MISFIT, row.span)
                whole = False
            elif row.interval is not None:
                whole = self._over(row, row.interval, decl) and whole
            else:
                known = self._when(row, known)
        if whole and decl.by == "order":
            self._order(decl)
        elif whole:
            self._coverage(decl)
        return tuple(self.found)

    # Intervals

    @property
    def _type(self) -> Quantity:
        if self.index is not None and isinstance(self.index.type, Quantity):
            return self.index.type
        return POINTS_TYPE

    def _over(self, row: n.GradeDecl, node: n.IntervalNode, decl: n.GradesDecl) -> bool:
        """A row over an interval; a bare figure has the unit of what is graded."""
        want = {"rate": RATIO, "index": self._type}.get(decl.by, POINTS_TYPE)
        name = "分" if want.is_points else want.unit.name if want.unit is not None and want.dimension else None

        def in_unit(end: n.End | None) -> n.End | None:
            if end is None or name is None:
                return end
            value = end.value.operand if isinstance(end.value, n.Negative) else end.value
            if not isinstance(value, n.Number) or value.unit is not None:
                return end
            figure: n.Expr = n.Number(value.value, name, span=value.span)
            if isinstance(end.value, n.Negative):
                figure = n.Negative(figure, span=end.value.span)
            return n.End(figure, end.included, span=end.span)

        interval = self.check.interval(evolve(node, low=in_unit(node.low), high=in_unit(node.high)), want, None)
        if interval is None:
            return False
        self.found.append(Grade(row.label, interval, row.notes, row.span))
        return True

    def _domain(self, decl: n.GradesDecl) -> tuple[Interval, Fraction | None]:
        """The values that are graded, and the grid that they lie on."""
        if decl.by == "index":
            assert self.index is not None
            return self.check.typing.bounds_of(self.index), self.index_grid
        if decl.by == "rate":
            full = self.check.leaf.points
            low, high = self.totals.low, self.totals.high
            ends = Interval(None if low is None else low / full, None if high is None else high / full)
            return ends, None if self.grid is None else self.grid / full
        return self.totals, None if decl.by == "unrounded" else self.grid

    def _shown(self, interval: Interval, decl: n.GradesDecl) -> str:
        def figure(value: Fraction) -> str:
            if decl.by == "rate":
                return percent(value)
            return show(value, self._type) if decl.by == "index" else decimal(value)

        if interval.low is not None and interval.low == interval.high:
            return figure(interval.low)
        low = "" if interval.low is None else figure(interval.low)
        high = "" if interval.high is None else figure(interval.high)
        return f"{'(' if interval.low_open else '['}{low}, {high}{')' if interval.high_open else ']'}"

    def _coverage(self, decl: n.GradesDecl) -> None:
        domain, grid = self._domain(decl)
        cells = coverage.cells([[grade.interval] for grade in self.found], domain, grid)
        what = {"rate": Words("得分率", "a rate"), "index": Words("指数", "a result")}.get(
            decl.by, Words("总分", "a total")
        )
        heads = self._heads(decl)

        def figure(value: Fraction) -> str | None:
            text = percent(value) if decl.by == "rate" else show(value, self._type, with_unit=decl.by == "index")
            known = stated(value, RATIO) if decl.by == "rate" else stated(value, self._type)
            return text if known == value else None

        for gap in coverage.merge([cell for cell in cells if not cell.rows]):
            fixes = tuple(meeting.closing(gap, domain, heads, figure, lambda k: True))
            self.check.report(errors.GRADE_GAP, decl.span, fixes=fixes, what=what, gap=self._shown(gap, decl))
        for a, b, shared in coverage.overlaps(cells):
            if self.check.typing.diagnostics.full:
                break  # nothing found in the rest would be told
            first, second = self.found[a], self.found[b]
            for overlap in coverage.merge(shared):
                label = Label(first.span, Words("先写的", "the earlier"))
                args: dict[str, Any] = {"first": first.label, "second": second.label, "what": what}
                args["overlap"] = self._shown(overlap, decl)
                fixes = tuple(meeting.parting(heads[a], heads[b], figure))
                self.check.report(errors.GRADE_OVERLAP, second.span, labels=(label,), fixes=fixes, **args)
        for grade in self.found:
            if grade.interval.meet(domain).empty:
                shown = self._shown(domain, decl)
                self.check.report(errors.GRADE_OUTSIDE, grade.span, label=grade.label, points=shown)

    def _heads(self, decl: n.GradesDecl) -> list[meeting.Head]:
        """The rows as their intervals are written."""
        rows = [row for row in decl.rows if isinstance(row, n.GradeDecl) and row.interval is not None]
        lang = self.check.typing.lang
        return [meeting.Head(row.interval, grade.interval, lang) for row, grade in zip(rows, self.found, strict=True)]  # type: ignore[arg-type]

    # Conditions

    def _when(self, row: n.GradeDecl, known: Known) -> Known:
        """A row under a condition, or the last one: what is known where it does not hold."""
        self.found.append(Grade(row.label, ANY, row.notes, row.span, row.condition))
        if row.condition is None:
            return known
        if not isinstance(self.check.type(row.condition, FLAG), Broken):
            self.divisors.visit(row.condition, known)
        return self.divisors.zeros.without(known, row.condition)

    def _order(self, decl: n.GradesDecl) -> None:
        """The last row, and no other, is 否则."""
        for grade in self.found[:-1]:
            if grade.condition is None:
                self.check.report(errors_above.OTHERWISE_NOT_LAST, grade.span)
        if self.found[-1].condition is not None:
            place: Span = self.found[-1].span
            self.check.report(errors_above.NO_OTHERWISE, place, label=self.found[-1].label)
