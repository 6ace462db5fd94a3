"""Testing rubrics: claims that are proved or tried, facts around every edge, rubrics of every shape.

`assert_…` ask the prover first: proved passes, refuted fails with the case, what is left open is tried around the edges
and warned of (UndecidedWarning). `edge_cases` and `neighbours` give the same facts in every run. `facts_for` and
`rubrics` are hypothesis strategies; they need the extra `testing`, nothing else here does.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in the package above: pytest imports this before anybody asked for it
if TYPE_CHECKING:
    from typing import Any

    from perfrules.testing.assertions import (
        assert_disjoint,
        assert_equivalent,
        assert_in_range,
        assert_max_jump,
        assert_monotone,
        assert_reaches,
        assert_total,
    )
    from perfrules.testing.ladder import Refutation, UndecidedWarning
    from perfrules.testing.rubric_texts import rubrics
    from perfrules.testing.strategies import facts_for
    from perfrules.testing.suite import EdgeCase, edge_cases, neighbours

_WHERE = {
    "EdgeCase": "suite",
    "Refutation": "ladder",
    "UndecidedWarning": "ladder",
    "assert_disjoint": "assertions",
    "assert_equivalent": "assertions",
    "assert_in_range": "assertions",
    "assert_max_jump": "assertions",
    "assert_monotone": "assertions",
    "assert_reaches": "assertions",
    "assert_total": "assertions",
    "edge_cases": "suite",
    "facts_for": "strategies",
    "neighbours": "suite",
    "rubrics": "rubric_texts",
}

__all__ = [
    "EdgeCase",
    "Refutation",
    "UndecidedWarning",
    "assert_disjoint",
    "assert_equivalent",
    "assert_in_range",
    "assert_max_jump",
    "assert_monotone",
    "assert_reaches",
    "assert_total",
    "edge_cases",
    "facts_for",
    "neighbours",
    "rubrics",
]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(f"perfrules.testing.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'perfrules.testing' has no attribute {name!r}")
