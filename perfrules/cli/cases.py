"""Which rubric the cases of a file are scored by."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfrules.api import Rubric
    from perfrules.compiler import Compiled


def rubric_of(compiled: Compiled) -> Rubric:
    """The file's own rubric; for a file of cases, the one its first line names: beside it, or shipped.

    Raises RubricError where that has errors or is not there.
    """
    from perfrules.api import from_compiled, load

    if compiled.rubric is not None:
        return from_compiled(compiled)
    name = (compiled.document.title if compiled.document is not None else None) or ""
    beside = os.path.join(os.path.dirname(compiled.source.name), f"{name}.rubric")
    return load(beside if os.path.isfile(beside) else name)
