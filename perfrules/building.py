"""A rubric → a Python module, or the functions of one: lowered, folded, emitted."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any, cast

from attrs import evolve

from perfrules.backends.python.fields import fields
from perfrules.backends.python.from_ir import Module, emit
from perfrules.backends.python.standalone import standalone as made_alone
from perfrules.ir.from_model import lower
from perfrules.ir.simplify import simplify
from perfrules.language import LANGUAGE, Language
from perfrules.model import stored
from perfrules.model.model import Rubric
from perfrules.runtime import Evaluator


def build(
    rubric: Rubric,
    language: Language = LANGUAGE,
    *,
    standalone: bool = False,
    aliases: Mapping[str, str] = MappingProxyType({}),
    headings: Mapping[str, str] = MappingProxyType({}),
) -> Module:
    """The module of a rubric that checks clean; a standalone one needs nothing but the standard library.

    `aliases` are names in code of facts by their paths, each a name in ASCII (`names.is_name`), `headings` those of
    headings with a score; all are different.
    """
    if language != LANGUAGE:
        raise ValueError("a module is built of the language as shipped")
    table = stored.dumps(rubric)
    found = _emitted(rubric, language, table, aliases, headings)
    return evolve(found, text=made_alone(found.text, table, _used(table, language)), code=None) if standalone else found


def evaluator(rubric: Rubric, language: Language = LANGUAGE) -> Evaluator | None:
    """The functions of a rubric, for this process; None where they would score by the table throughout."""
    if language != LANGUAGE:
        return None
    found = _emitted(rubric, language, "", {}, {})
    if found.code is None:
        return None
    module: dict[str, Any] = {}
    exec(found.code, module)
    return cast(Evaluator, module["_evaluator"])


def _emitted(
    rubric: Rubric, language: Language, table: str, aliases: Mapping[str, str], headings: Mapping[str, str]
) -> Module:
    program = simplify(lower(rubric, language))
    # Where another fact stands in for an absent one, it is told which of the two is missing: one by one.
    inputs = (evolve(item, optional=False) if item.stand_in is not None else item for item in program.inputs)
    program = evolve(program, inputs=tuple(inputs))
    return emit(program, fields(program.inputs, rubric.facts, aliases), rubric.year or "", table, headings)


def _used(table: str, language: Language) -> list[tuple[str, str]]:
    """Where the idioms that a stored rubric uses are declared: module and name."""
    used = set(json.loads(table.partition("\n")[0])[1:])
    found = []
    for idiom in language.idioms:
        if f"{idiom.node.__module__}:{idiom.node.__qualname__}" in used:
            places = [(m.__name__, n) for m in _modules() for n, value in vars(m).items() if value is idiom]
            found.append(places[0])
    return found


def _modules() -> list[ModuleType]:
    names = sorted(name for name in sys.modules if name.startswith("perfrules.idioms."))
    return [sys.modules[name] for name in names]
