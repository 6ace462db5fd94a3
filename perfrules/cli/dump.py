"""`perfrules dump`: a rubric as the compiler sees it, stage by stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfrules.cli.command import Argument, Command, one_of, rubric_argument
from perfrules.cli.session import FINE, InputProblem, Session
from perfrules.source import Words

if TYPE_CHECKING:
    from perfrules.compiler import Compiled

STAGES = ("syntax", "model", "ir")
_ABOUT = Words(
    "给开发者看：一份评价表在编译各阶段的样子",
    "for developers: a rubric as each stage of the compiler sees it",
)


def command(lang: str) -> Command:
    """The command in a language."""
    about = Words(
        "syntax 写下的样子，model 名称和类型已知，ir 计算的核心",
        "syntax as written, model with names and types known, ir the core that is computed",
    )
    stage = Argument("stage", "|".join(STAGES), about[lang], callback=one_of(STAGES, lang))
    return Command("dump", lang, _ABOUT, run, [stage, rubric_argument(lang)], ["perfrules dump model zizhou-2021"])


def run(session: Session, stage: str, rubric: str) -> int:
    """Print one stage; errors of the stages before it end the command."""
    compiled = _compile(rubric)
    if stage == "syntax":
        from perfrules.cli.tree import print_tree

        session.out(print_tree(compiled.document))
        return FINE
    from perfrules.api import RubricError, from_compiled

    try:
        loaded = from_compiled(compiled)
    except RubricError as error:
        raise InputProblem(*error.diagnostics) from None
    if stage == "model":
        from perfrules.cli.model_text import print_model

        session.out(print_model(loaded.model))
        return FINE
    from perfrules.ir.from_model import lower
    from perfrules.ir.printer import print_ir

    session.out(print_ir(lower(loaded.model, loaded.language)))
    return FINE


def _compile(name: str) -> Compiled:
    from perfrules.api import find_source
    from perfrules.compiler import compile_source
    from perfrules.source import Source

    found = find_source(name)
    if not isinstance(found, Source):
        raise InputProblem(found)
    return compile_source(found)
