"""工作日历 as written → the days that are worked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import define, field

from perfrules.diagnostics import Diagnostics
from perfrules.model import errors
from perfrules.model.infer import Typing
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.types.calendar import MOST_YEARS, Calendar
from perfrules.types.types import Broken

_NO_RANGE = Words(
    "要写一行「起讫」，如「起讫 2022-01-01 至 2022-12-31」",
    "one line `covers` is needed, as `covers 2022-01-01 to 2022-12-31`",
)
_TWO_RANGES = Words("「起讫」只写一行", "there is one line `covers` only")
_BACKWARDS = Words("后一个日期比前一个早", "the second day is before the first")
_TOO_LONG = Words(f"最多 {MOST_YEARS} 年", f"of at most {MOST_YEARS} years")
_OUTSIDE = Words("这一天不在「起讫」之内", "this day lies outside `covers`")
_TWICE = Words("这一天前面已经写过", "this day is listed before")
_NO_WEEKEND = Words("这一天不是周六或周日，本来就上班", "this day is neither Saturday nor Sunday, and worked anyway")


def calendar(decl: n.CalendarDecl | None, typing: Typing, diagnostics: Diagnostics) -> Calendar | None:
    """The calendar of a rubric; None where it has none, or one that is reported as broken."""
    return _Reader(typing, diagnostics).read(decl) if decl is not None else None


@define
class _Reader:
    typing: Typing
    diagnostics: Diagnostics
    off: dict[date, Span] = field(factory=dict)
    work: dict[date, Span] = field(factory=dict)
    range: tuple[date, date] | None = None

    def read(self, decl: n.CalendarDecl) -> Calendar | None:
        """The calendar, with what is wrong reported."""
        for line in decl.lines:
            if isinstance(line, n.CalendarLine):
                self._line(line)
        if self.range is None:
            if all(isinstance(line, n.CalendarLine) and line.kind != "covers" for line in decl.lines):
                self.wrong(decl.span, _NO_RANGE)
            return None
        first, last = self.range
        for days in (self.off, self.work):
            for day, span in days.items():
                if not first <= day <= last:
                    self.wrong(span, _OUTSIDE)
        return Calendar(first, last, frozenset(self.off), frozenset(self.work))

    def wrong(self, span: Span, why: Words) -> None:
        self.diagnostics.report(errors.BAD_CALENDAR, span, why=why)

    def _line(self, line: n.CalendarLine) -> None:
        for period in line.periods:
            days = self._period(period)
            if days is None:
                continue
            if line.kind == "covers":
                if self.range is not None:
                    self.wrong(line.span, _TWO_RANGES)
                self.range = self.range or days
                continue
            for day in _days(*days):
                self._listed(line.kind, day, period[0].span)

    def _period(self, period: tuple[n.DateLiteral, n.DateLiteral]) -> tuple[date, date] | None:
        found = []
        for day in period:
            broken = isinstance(self.typing.infer(day, None), Broken)
            value = self.typing.constants.get(day.id)
            if broken or not isinstance(value, date):
                return None
            found.append(value)
        first, last = found
        if last < first:
            self.wrong(period[1].span, _BACKWARDS)
            return None
        if last.year - first.year > MOST_YEARS:
            self.wrong(period[1].span, _TOO_LONG)
            return None
        return first, last

    def _listed(self, kind: str, day: date, span: Span) -> None:
        if day in self.off or day in self.work:
            self.wrong(span, _TWICE)
        elif kind == "work" and day.weekday() < 5:
            self.wrong(span, _NO_WEEKEND)
        else:
            (self.off if kind == "off" else self.work)[day] = span


def _days(first: date, last: date) -> Iterator[date]:
    for count in range((last - first).days + 1):
        yield first + timedelta(count)
