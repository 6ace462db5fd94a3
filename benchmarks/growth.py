"""How time grows with the number of indicators."""

from __future__ import annotations

import types
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import perfrules
from benchmarks.measure import Entry, Group
from perfrules.building import build
from perfrules.compiler import compile_source
from perfrules.source import Source

SIZES = (30, 100, 300, 1000)


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
    head = ["评价表 增长", f"  满分 {count}分", "  舍入 各项得分 2位小数", "数据"]
    return "\n".join([*head, *facts, *headings]) + "\n"


def groups() -> Iterator[Group]:
    """Scoring, reading a text, and building a module, at each size."""
    scored, read, made = [], [], []
    for count in SIZES:
        source = text(count)
        rubric = perfrules.loads(source)
        module = types.ModuleType("grown")
        exec(compile(build(rubric.model).text, "grown", "exec"), module.__dict__)
        facts: dict[str, Any] = {}
        for field in module._reader.fields:
            facts[field.name] = 2 if field.unit == "处" else Decimal("90.25" if "支出" in field.name else "100")
        name = f"{count} indicators"
        scored.append(Entry(name, module.score, [facts] * (3000 // count)))
        read.append(Entry(name, lambda given: compile_source(Source("grown", given)), [source]))
        made.append(Entry(name, build, [rubric.model]))
    yield Group("growth: score, money as Decimal", scored)
    yield Group("growth: read and check a text", read, unit="ms", rounds=7)
    yield Group("growth: build a module", made, unit="ms", rounds=7)
