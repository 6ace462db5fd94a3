"""Working days: Monday to Friday, but for the days off and with the days worked instead that a 工作日历 lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from attrs import frozen

from perfrules.types.interval import Interval

MOST_YEARS = 50
"""A calendar covers no more years than this."""


@frozen
class Calendar:
    """The days from `first` to `last`; of others nothing is known. `off` and `work` hold the listed days."""

    first: date
    last: date
    off: frozenset[date]
    work: frozenset[date]

    @property
    def bounds(self) -> Interval:
        """Its days, by their numbers (1 for 0001-01-01)."""
        return Interval(Fraction(self.first.toordinal()), Fraction(self.last.toordinal()))

    def covers(self, day: date) -> bool:
        """Whether it says of a day whether it is a working day."""
        return self.first <= day <= self.last

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def between(self, first: date, second: date) -> int:
        """The working days behind the first day, up to and with the second; negative where that is earlier."""
        if second < first:
            return -self.between(second, first)
        return sum(self.works(first + timedelta(days)) for days in range(1, (second - first).days + 1))

    def exceptions(self) -> Iterator[tuple[date, int]]:
        """The days on which it differs from the week, in order: −1 a weekday off, 1 a weekend day worked."""
        for day in sorted(self.off | self.work):
            differs = self.works(day) - (day.weekday() < 5)
            if differs:
                yield day, differs
