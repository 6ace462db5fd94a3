"""Every kind of message by code, gathered from the phases and the idioms; a code used twice is refused."""

from __future__ import annotations

from collections.abc import Mapping

from perfrules.analysis import errors as analysis_errors
from perfrules.diagnostics import collect, output, tables
from perfrules.diagnostics.diagnostic import Kind
from perfrules.facts import errors as fact_errors
from perfrules.facts import errors_tables
from perfrules.language import LANGUAGE, Language
from perfrules.model import doubtful, errors_above
from perfrules.model import errors as model_errors
from perfrules.reuse import errors as reuse_errors
from perfrules.syntax import errors as syntax_errors


def catalogue(language: Language = LANGUAGE) -> Mapping[str, Kind]:
    """All kinds of a language, by code."""
    found: dict[str, Kind] = {}
    idioms = (kind for idiom in language.idioms for kind in idiom.kinds)
    model = (*model_errors.KINDS, *errors_above.KINDS, *doubtful.KINDS)
    phases = (*collect.KINDS, *output.KINDS, *tables.KINDS, *syntax_errors.KINDS, *model)
    data = (*fact_errors.KINDS, *errors_tables.KINDS)
    for kind in (*phases, *reuse_errors.KINDS, *idioms, *data, *analysis_errors.KINDS):
        if found.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"two kinds have the code {kind.code}")
    return dict(sorted(found.items()))
