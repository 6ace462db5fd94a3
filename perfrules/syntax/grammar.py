"""Finds the grammar files and builds the parser from them, the idioms' fragments last."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import lark

from perfrules import cache
from perfrules.syntax.vocabulary import Vocabulary

STARTS = (
    "title",
    "facts",
    "grades",
    "case",
    "heading",
    "head_line",
    "fact_line",
    "clause",
    "row",
    "grade_line",
    "case_line",
)
"""What a line can be; each is a start symbol, so that one bad line spoils no other."""


def data_folder(name: str) -> Traversable:
    """`grammars` or `rubric_defs`: inside an installed package, beside it in a checkout."""
    inside = resources.files("perfrules") / "_data" / name
    if inside.is_dir():
        return inside
    return Path(__file__).resolve().parents[2] / name


def grammar_text(fragments: Sequence[str]) -> str:
    """The whole grammar: the core, then each idiom's fragment."""
    folder = data_folder("grammars")
    core = ["rubric.lark", "expressions.lark", "terminals.lark"]
    files = [folder / name for name in core] + [folder / "idioms" / f"{name}.lark" for name in fragments]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@lru_cache(maxsize=8)
def parser(fragments: tuple[str, ...]) -> tuple[lark.Lark, Vocabulary]:
    """The parser of a language and its words; built once a process, its tables kept between processes."""
    text = grammar_text(fragments)
    key = hashlib.sha256("\0".join((lark.__version__, *STARTS, text)).encode()).hexdigest()
    name = f"grammar-{key[:16]}.lark"
    data = cache.read(name)
    built = None
    if data is not None:
        try:
            built = lark.Lark.load(io.BytesIO(data))
        except Exception:  # whatever a damaged cache raises, the grammar itself is at hand
            built = None
    if built is None:
        # The scanner is ours (words are told apart by the names a rubric declares); lark's stays unused.
        built = lark.Lark(
            text,
            parser="lalr",
            lexer="basic",
            start=list(STARTS),
            propagate_positions=True,
            maybe_placeholders=False,
        )
        buffer = io.BytesIO()
        built.save(buffer)
        cache.write(name, buffer.getvalue())
    return built, Vocabulary.of(built.terminals)
