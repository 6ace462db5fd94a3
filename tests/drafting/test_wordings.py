"""Wordings as counties print them, and what is drafted of each: every guess and every doubt as an officer reads it.

All of a group are drafted as one table, so that what one heading declares is seen not to disturb another.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import groupby, product
from pathlib import Path

import pytest
from attrs import frozen

from perfrules.compiler import compile_source
from perfrules.diagnostics import Severity
from perfrules.drafting.draft import Head, draft
from perfrules.drafting.outline import Item
from perfrules.source import Source

FILE = Path(__file__).parent / "wordings.txt"


@frozen
class Wording:
    """One indicator: what the table prints, and the lines that are drafted."""

    name: str
    points: Fraction
    criterion: str
    explanation: str
    drafted: tuple[str, ...]


def groups() -> dict[str, list[Wording]]:
    found: dict[str, list[Wording]] = {}
    for block in FILE.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith("#")]
        if block.startswith("=="):
            group = found.setdefault(lines[0].removeprefix("== "), [])
        elif lines:
            name, _, points = lines[0].removesuffix("分").rpartition(" ")
            explained = [line.removeprefix("  解释 ") for line in lines if line.startswith("  解释 ")]
            drafted = tuple(lines[2 + len(explained) :])
            group.append(Wording(name, Fraction(points), lines[1].removeprefix("  表上 "), "".join(explained), drafted))
    return found


GROUPS = groups()


@pytest.mark.parametrize("group", GROUPS)
def test_what_is_drafted_of_a_wording(group: str) -> None:
    wordings = GROUPS[group]
    # A table has no two indicators of one name: each gets two letters of its own.
    letters = ["".join(pair) for pair in product("甲乙丙丁戊己庚", repeat=2)]
    items = [
        Item(f"{mark}{each.name}", 1, each.points, criterion=each.criterion, explanation=each.explanation)
        for mark, each in zip(letters, wordings, strict=False)
    ]
    made = draft(Head("试"), items, None)
    compiled = compile_source(Source("draft.rubric", made.text))
    errors = [d for d in compiled.diagnostics if d.severity is Severity.ERROR]
    # Nothing but what is to be written is an error, and that is told.
    assert {d.kind.name for d in errors} <= {"leaf-without-rule"}
    assert len(errors) == made.unread == sum("# 待写（" in each.drafted[0] for each in wordings)
    blocks = re.split(r"^一级指标 .*\n", made.text.split("\n# 待写：等级")[0], flags=re.MULTILINE)[1:]
    assert len(blocks) == len(wordings) <= len(letters)
    for mark, each, block in zip(letters, wordings, blocks, strict=False):
        lines = [line for line in block.split("\n") if line.strip() and not line.startswith("  依据 ")]
        assert tuple(line.replace(mark, "") for line in lines) == each.drafted, each.criterion


def test_every_group_is_looked_at() -> None:
    assert len(GROUPS) >= 7 and sum(map(len, GROUPS.values())) > 100
    names = [(each.name, each.criterion) for group in GROUPS.values() for each in group]
    assert not [key for key, same in groupby(sorted(names)) if len([*same]) > 1]
