"""What `perfrules show` prints has every figure of a rule, every 「…」 in it, and every word that its author says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfrules.backends.render.criterion import Statement, criterion
from perfrules.backends.render.text import rubric_table
from perfrules.model.model import Indicator
from perfrules.syntax import nodes as n
from tests.spec.conftest import Block, chapter

CHAPTERS = sorted(path for path in Path(__file__).parent.rglob("*.md") if path.name != "README.md")
IDIOMS = [path for path in CHAPTERS if path.parent.name == "idioms"]
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


@pytest.mark.parametrize("path", IDIOMS, ids=lambda path: path.stem)
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


def _close(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("－", "-").replace("−", "-").replace("％", "%")


def _stated(document: n.Document) -> Iterator[str]:
    """The figures of a whole table without their units, and the words of its author."""
    for part in (*document.head, *document.headings, *((document.grades,) if document.grades else ())):
        for node in n.walk(part):
            if isinstance(node, n.Note) and node.kind in ("remark", "assumption", "basis"):
                yield _close(node.text)
            elif isinstance(node, n.Number) and (figure := re.match(r"[\d.]+", _close(node.span.text))):
                yield figure[0]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_whatever_a_table_states_is_shown(path: Path) -> None:
    """What stands behind 舍入, 总分范围 and 等级 too, and the formulas of headings that have parts."""
    for part in chapter(path.read_text(encoding="utf-8")):
        if type(part) is not Block or part.compiled.failed or part.compiled.document is None:
            continue
        table = _close(rubric_table(part.rubric.model, part.rubric.language, "zh", 10_000))
        lacking = [each for each in _stated(part.compiled.document) if each not in table]
        assert not lacking, f"{path.name}:{part.line}"
