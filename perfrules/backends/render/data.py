"""The rubric for programs: a JSON-ready mapping of headings, criteria, facts and grades; exact figures as strings."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from perfrules.backends.render.about import conventions, grade_words
from perfrules.backends.render.criterion import LanguageLike, Statement, criterion
from perfrules.model.model import Fact, Indicator, Rubric
from perfrules.syntax import nodes as n
from perfrules.types.show import exact
from perfrules.types.types import Choice, describe


def rubric_data(rubric: Rubric, language: LanguageLike, lang: str = "zh") -> dict[str, Any]:
    """Everything that the printed table says."""
    return {
        "rubric": rubric.called,
        "title": rubric.title,
        "year": rubric.year,
        "points": exact(rubric.points),
        "hash": rubric.hash,
        "rounding": _rounding(rubric.rounding),
        "total_rounding": _rounding(rubric.total_rounding),
        "conventions": {"text": conventions(rubric, lang), "notes": _notes(rubric.conventions.notes)},
        "notes": _notes(rubric.notes),
        "indicators": [_indicator(node, language, lang) for node in rubric.walk()],
        "facts": [_fact(fact, lang) for fact in rubric.facts],
        "beyond_full": rubric.beyond_full,
        "lower_is_better": rubric.lower_is_better,
        "range_notes": _notes(rubric.range_notes),
        "grades_by": rubric.grades_by,
        "grade_notes": _notes(rubric.grade_notes),
        "limits": [_statement(item, lang) for item in criterion(rubric.top, language)],
        "grades": [
            {"label": grade.label, "interval": grade_words(rubric, grade)[lang], "notes": _notes(grade.notes)}
            for grade in rubric.grades
        ],
    }


def _rounding(stated: n.Rounding | None) -> dict[str, Any] | None:
    if stated is None:
        return None
    notes = _notes(stated.notes)
    return {"scope": stated.scope, "decimals": stated.digits, "mode": stated.mode, "notes": notes}


def _indicator(node: Indicator, language: LanguageLike, lang: str) -> dict[str, Any]:
    statements = criterion(node, language)
    return {
        "path": "·".join(node.path),
        "name": node.name,
        "depth": node.depth,
        "points": exact(node.points),
        "inner_points": None if node.inner is None else exact(node.inner),
        "state": node.state or "scored",
        "criterion": [_statement(item, lang) for item in statements],
        "notes": _notes(node.notes),
    }


def _statement(item: Statement, lang: str) -> dict[str, Any]:
    return {
        "text": item.text[lang],
        "rows": [_statement(row, lang) for row in item.rows],
        "notes": _notes(item.notes),
    }


def _notes(notes: Iterable[n.Note]) -> list[dict[str, str]]:
    return [{"kind": note.kind, "text": note.text} for note in notes]


def _fact(fact: Fact, lang: str) -> dict[str, Any]:
    def figure(value: Fraction | None) -> str | None:
        return None if value is None else exact(value)

    domain = fact.domain
    return {
        "path": fact.path,
        "name": fact.name,
        "kind": describe(fact.type)[lang],
        "unit": fact.unit.name if fact.unit is not None else None,
        "labels": list(fact.type.labels) if isinstance(fact.type, Choice) else None,
        "low": figure(domain.bounds.low),
        "high": figure(domain.bounds.high),
        "grid": figure(domain.grid),
        "optional": fact.may_be_absent,
        "remark": fact.remark,
    }
