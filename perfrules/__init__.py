"""perfrules: the printed scoring table as the program.

import perfrules

rubric = perfrules.load("zizhou-2021")
result = rubric.score({"预算支出合计": "3296.75万元", ...})
result.total, result.grade, result["预算完成率"].score
"""

from __future__ import annotations

TYPE_CHECKING = False  # not typing's: that module alone would double the time of this import
if TYPE_CHECKING:
    from typing import Any

    from perfrules.api import DataError, PerfrulesError, Rubric, RubricError, load, loads, read_cases, shipped
    from perfrules.diagnostics import Diagnostic
    from perfrules.facts.described import FactInfo
    from perfrules.result import NodeResult, NoTotal, Result, UnknownTotal

__version__ = "0.1.0"

_WHERE = {
    "DataError": "perfrules.scoring",
    "Diagnostic": "perfrules.diagnostics",
    "FactInfo": "perfrules.facts.described",
    "NoTotal": "perfrules.result",
    "NodeResult": "perfrules.result",
    "PerfrulesError": "perfrules.scoring",
    "Result": "perfrules.result",
    "Rubric": "perfrules.api",
    "RubricError": "perfrules.api",
    "UnknownTotal": "perfrules.result",
    "load": "perfrules.api",
    "loads": "perfrules.api",
    "read_cases": "perfrules.api",
    "shipped": "perfrules.api",
}

__all__ = [
    "DataError",
    "Diagnostic",
    "FactInfo",
    "NoTotal",
    "NodeResult",
    "PerfrulesError",
    "Result",
    "Rubric",
    "RubricError",
    "UnknownTotal",
    "load",
    "loads",
    "read_cases",
    "shipped",
]


def __getattr__(name: str) -> Any:
    # The parser is loaded by the first use of it, so that importing the package costs nothing.
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'perfrules' has no attribute {name!r}")
