"""The table of `make bench`: every entry runs, what is ours is right on every row, and all of it stands in the table."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import columns, growth, memory, scalar, start
from benchmarks.__main__ import BEGIN, END, PAGE, main, with_table
from benchmarks.measure import Group, Measured, lines, measure

BY_OTHERS = ("by hand", "zen-engine", "CEL", "JsonLogic", "rule-engine")
"""What computes in floats or cuts decimals off, so that rows on thresholds may come out otherwise."""

needs_c = pytest.mark.skipif(
    not any(shutil.which(name) for name in ("cc", "gcc", "clang")), reason="the comparison is with C"
)


@pytest.fixture(scope="module")
def known() -> scalar.Table:
    return scalar.table(60)


def measured(groups: Iterator[Group]) -> dict[str, Measured]:
    """One round of each entry; each stands in the table with its count of rows that differ."""
    found = {}
    for group in groups:
        items = measure(group, 1)
        told = list(lines(group, items))
        assert len(told) == 1 + len(group.entries)
        for item, line in zip(items, told[1:], strict=True):
            assert item.entry.name in line
            assert len(item.differ) == (item.entry.differ is not None)
            for wrong, rows in item.differ:
                assert 0 <= wrong <= rows > 0
                assert f"| {wrong:,} of {rows:,} |" in line
                if not any(name in item.entry.name for name in BY_OTHERS):
                    assert not wrong, item.entry.name
            found[f"{group.title}: {item.entry.name}"] = item
    return found


def wrong(found: dict[str, Measured], name: str) -> tuple[int, int]:
    """The rows that differ in the only entry of such a name."""
    (item,) = (item for title, item in found.items() if name in title)
    return item.differ[0]


def test_one_subject(known: scalar.Table) -> None:
    found = measured(scalar.groups(known))
    assert wrong(found, "plain float Python")[0] > 0, "float Python by hand is wrong on thresholds"
    assert all(item.differ for item in found.values())


def test_other_engines(known: scalar.Table) -> None:
    for name in ("zen", "rule_engine", "json_logic", "cel", "celpy"):
        pytest.importorskip(name)
    from benchmarks import peers

    assert len(measured(peers.groups(known))) == 6


@needs_c
def test_columns(known: scalar.Table, tmp_path: Path) -> None:
    table = columns.columns(known, 2000)
    found = measured(columns.groups(table, tmp_path))
    assert wrong(found, "one thread: exact C by hand") == (0, 2000)
    by_floats = {wrong(found, f"float64 {engine}") for engine in ("numpy", "polars", "DuckDB")}
    assert len(by_floats) == 1, "one formula in three engines"
    assert 0 < by_floats.pop()[0] < 1000
    grown = measured(columns.growth(table, tmp_path))
    assert wrong(grown, "again: 200,000 rows") == (0, 200_000)


@needs_c
def test_growth(tmp_path: Path) -> None:
    found = measured(growth.groups(tmp_path, sizes=(3, 9), rows=500))
    assert wrong(found, "columns, native, 500 rows: 9 indicators") == (0, 500)


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak of the memory is reset by Linux")
def test_memory() -> None:
    (group,) = memory.groups(20_000)
    kept, dropped = (memory._in_a_process(("numpy", 1, how), 20_000, None) for how in ("table", "ten"))
    assert 0 < kept < 40
    assert 0 < dropped < 40
    assert [entry.must for entry in group.entries[:2]] == [40, 40]


def test_the_beginning(tmp_path: Path) -> None:
    warm, new = start.groups(tmp_path)
    assert all(item.times[0] > 0 for item in measure(warm, 1))
    for entry in new.entries:
        entry.call(None)


def test_the_page_keeps_its_words() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    assert with_table(page, "| a table |") == f"{before}{BEGIN}\n\n| a table |\n{END}{after}"
    with pytest.raises(ValueError, match="marks"):
        with_table("no marks", "")


def test_parts_are_asked_for_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scalar", "--subjects", "20", "--rounds", "1"]) == 0
    told = capsys.readouterr().out
    assert "whole-number money" in told
    assert "growth" not in told
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "no part called nothing" in capsys.readouterr().err
