"""What `perfrules show` prints of a rule, in either language, has every figure of the rule and every 「…」 in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perfrules.backends.render.criterion import Statement, criterion
from perfrules.model.model import Indicator
from tests.spec.conftest import Block, chapter

CHAPTERS = sorted((Path(__file__).parent / "idioms").glob("*.md"))
_WORDS = re.compile(r"「([^」]+)」")
_FIGURE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)")


def _said(statements: tuple[Statement, ...], lang: str) -> str:
    return "\n".join(f"{getattr(item.text, lang)}\n{_said(item.rows, lang)}" for item in statements)


def _written(leaf: Indicator) -> list[str]:
    """The figures and words of a leaf's rules; not its full marks, which stand in a column of their own, nor the name that
    a judgement is given by."""
    found = []
    for node in (each for clause in leaf.clauses for each in (clause, *getattr(clause, "rows", ()))):
        text = re.sub(r'#.*|".*?"|“.*?”|假定.*', "", node.span.text)
        found += [figure for figure in _FIGURE.findall(_WORDS.sub("", text)) if float(figure) != leaf.points]
        found += [] if text.startswith(("评议", "judged")) else _WORDS.findall(text)
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_figure_of_a_rule_is_shown(path: Path) -> None:
    lacking, looked = [], 0
    for part in chapter(path.read_text(encoding="utf-8")):
        if not isinstance(part, Block) or part.compiled.failed:
            continue
        for leaf in part.rubric.model.leaves():
            for lang in ("zh", "en"):
                said = _said(criterion(leaf, part.rubric.language), lang)
                lacking += [(part.line, lang, each, said) for each in _written(leaf) if each not in said]
                lacking += [(part.line, lang, "None", said)] if "None" in said else []
                looked += len(_written(leaf))
    assert lacking == []
    assert looked
