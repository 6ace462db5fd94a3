"""How many examples the property tests draw: few and always the same in a plain run, PERFRULES_EXAMPLES new ones in a long one."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_EXAMPLES = os.environ.get("PERFRULES_EXAMPLES")
LONG = bool(_EXAMPLES)
"""Whether a long run is asked for."""


def drawing(smoke: int, *, shrink: bool = True) -> settings:
    """The settings of one property. `shrink` makes a failing example of a long run small, which takes minutes."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate]
    return settings(
        max_examples=int(_EXAMPLES) if _EXAMPLES else smoke,
        derandomize=not _EXAMPLES,
        database=None,
        deadline=None,
        phases=[*phases, Phase.shrink] if shrink and _EXAMPLES else phases,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
