"""The table of `make bench`: what is measured is right on every row, and stands in the table."""

from __future__ import annotations

import pytest

from benchmarks import scalar
from benchmarks.measure import lines, measure


def test_the_library_is_never_wrong() -> None:
    (group,) = scalar.groups(scalar.table(60))
    told = list(lines(group, measure(group, 1)))
    assert len(told) == 1 + len(group.entries)
    hand, *own = told[1:]
    assert "| 0 of " not in hand, "float Python by hand is wrong on thresholds"
    assert all("| 0 of " in line for line in own), told


def test_other_engines() -> None:
    for name in ("zen", "rule_engine", "json_logic", "cel", "celpy"):
        pytest.importorskip(name)
    from benchmarks import peers

    (group,) = peers.groups(scalar.table(30))
    for entry in group.entries:
        assert entry.outcome is not None
        told = [entry.outcome(entry.call(row)) for row in entry.rows[:3]]
        assert all(abs(a[0] - b[0]) <= 1 for a, b in zip(told, group.truth, strict=False) if a and b), entry.name
