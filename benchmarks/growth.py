"""How time grows with the number of indicators."""

from __future__ import annotations

import math
import random
import sys
import types
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve

import perfrules
from benchmarks.columns import Columns, given, of_table, on_table
from benchmarks.measure import Entry, Group, children
from benchmarks.rows import Row, in_units
from benchmarks.scalar import Table, entry
from perfrules.backends.columnar import native
from perfrules.backends.columnar.c_code import function, source
from perfrules.building import build
from perfrules.columns.scorer import CAP
from perfrules.compiler import compile_source
from perfrules.proving import findings_of
from perfrules.source import Source

SIZES = (30, 100, 300, 1000)
ROWS = 100_000
_FEW = 8
"""Fact sets of each size."""


def text(count: int) -> str:
    """A rubric of so many indicators: ramps and deductions in turn."""
    facts, headings = [], []
    for number in range(1, count + 1):
        headings.append(f"一级指标 项{number} 1分")
        if number % 3:
            facts += [f"  支出{number} ：金额 万元", f"  收入{number} ：金额 万元 ＞0"]
            headings += [
                f"  评分 支出{number} ÷ 收入{number}",
                "    ≥ 95% ：满分",
                "    (85%, 95%) ：线性 0分 至 满分",
                "    ≤ 85% ：0分",
            ]
        else:
            facts.append(f"  错误{number} ：计数 处")
            headings.append(f"  扣分 错误{number} 每1处 扣0.2分")
    grades = ["等级", f"  达标 ：≥ {count // 2}", f"  不达标 ：＜ {count // 2}"]
    head = ["评价表 增长", f"  满分 {count}分", "  舍入 各项得分 2位小数", "数据"]
    return "\n".join([*head, *facts, *headings, *grades]) + "\n"


def grown(count: int) -> Table:
    """Such a rubric with a few fact sets, half of the rates exactly on a threshold."""
    rubric, draw = perfrules.loads(text(count)), random.Random(count)
    module: Any = types.ModuleType("grown")
    exec(compile(build(rubric.model).text, "grown", "exec"), module.__dict__)
    rows = [_row(module._reader.fields, draw) for _ in range(_FEW)]
    results = [rubric.score(module._reader.in_units(row), evaluator="reference") for row in rows]
    return Table(rubric, module, rows, [(result.total, result.grade) for result in results], ())


def _row(fields: Any, draw: random.Random) -> Row:
    row: Row = {}
    for field in fields:
        if "收入" in field.name:
            row[field.name] = draw.randrange(1, 40_000) * 10_000
        elif "错误" in field.name:
            row[field.name] = draw.randrange(6)
    for name in list(row):
        if "收入" in name:
            rate = draw.choice((80, 85, 88, 91, 95, 97))
            row[name.replace("收入", "支出")] = row[name] * rate // 100 + draw.choice((0, 0, 0, -1, 1))
    return row


def groups(folder: Path, sizes: Sequence[int] = SIZES, rows: int = ROWS) -> Iterator[Group]:
    """Scoring one subject and a table, reading a text, and building a module, at each size."""
    tables = {count: grown(count) for count in sizes}
    scored, read, proved, made = [], [], [], []
    for count, known in tables.items():
        name, own = f"{count} indicators", known.rubric.compiled.source
        decimals = [in_units(known.fields, row) for row in known.rows]
        item = entry(known, name, known.module.score, decimals, lambda score: (score.total, score.grade))
        scored.append(evolve(item, given=decimals * max(1, 400 // count)))
        read.append(Entry(name, lambda given: compile_source(given), [Source("grown", own.text)]))
        proved.append(Entry(name, lambda given: list(findings_of(given).messages()), [known.rubric]))
        made.append(Entry(name, build, [known.rubric.model]))
    yield Group("growth with indicators: score, Decimal money", scored)
    yield Group("growth with indicators: read and check a text", read, "ms", rounds=3)
    yield Group("growth with indicators: the analysis that check makes", proved, "ms", rounds=3)
    yield Group("growth with indicators: build a module", made, "ms", rounds=3)
    found = [_on_columns(count, known, rows, "numpy") for count, known in tables.items()]
    yield Group(f"growth with indicators: columns, numpy, {rows:,} rows", found, "ns", rounds=5)
    libraries = {count: folder / f"grown-{count}.so" for count in tables}
    entries = [
        Entry(f"{count} indicators", partial(_compiled, known.rubric, libraries[count]))
        for count, known in tables.items()
    ]
    yield Group("growth with indicators: compile C, once", entries, "s", "itself", clock=None, rounds=1)
    made_libraries = {count: str(path) for count, path in libraries.items() if path.exists()}
    found = [_on_columns(count, tables[count], rows, path) for count, path in made_libraries.items()]
    yield Group(f"growth with indicators: columns, native, {rows:,} rows", found, "ns", rounds=5)


def _compiled(rubric: perfrules.Rubric, target: Path, _: Any) -> float:
    """Seconds of the processor for the library of a table with every fact in every row; no end where it is given up."""
    scorer = rubric._table_scorer((), (), "raise", True, "numpy", 1)
    text, before = source([function(scorer._variant(True, CAP).kernel)]), children()
    try:
        native.compiled(text, target)
    except native.NoNative as error:
        print(error, file=sys.stderr)
        return math.inf
    return children() - before


def _on_columns(count: int, known: Table, rows: int, backend: str) -> Entry:
    places = np.random.default_rng(1).integers(0, len(known.rows), rows)
    table = Columns(known, given(known.fields, known.rows, places), places)
    scorer = known.rubric._table_scorer((), (), "raise", True, backend, 1)
    return on_table(f"{count} indicators", table, partial(scorer.table, table.given), of_table)
