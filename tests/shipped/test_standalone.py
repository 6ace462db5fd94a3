"""Every shipped rubric stands alone: with nothing but the standard library a module says all that the library says."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import pytest

import perfrules
from perfrules.building import build
from perfrules.testing.supplied import supplied
from tests.support.published import published_facts

ELSEWHERE = ("perfrules", "attrs", "attr", "lark", "pint", "click")


def told(score: Callable[[Any], Any], facts: dict[str, Any]) -> list[Any]:
    """The score with every reason, or every message."""
    try:
        found = score(facts)
    except Exception as error:  # of a class of the module's own
        return [type(error).__name__, str(error)]
    return [found.grade, found.explain("zh"), found.explain("en", True)]


@pytest.mark.parametrize("name", perfrules.shipped())
def test_a_shipped_rubric_stands_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the facts of its case, on those with one wrong or left out, and on none."""
    rubric = perfrules.load(name)
    whole = supplied(rubric.model, published_facts(rubric))
    sets = [whole, {}, {**whole, "没有这一项": 1}]
    for fact in list(whole)[::30]:
        sets += [{**whole, fact: "许多"}, {other: value for other, value in whole.items() if other != fact}]
    known = [told(lambda facts: rubric.score(facts, evaluator="reference"), facts) for facts in sets]
    text = build(rubric.model, standalone=True).text
    module: dict[str, Any] = {}
    importing = builtins.__import__

    def nothing_else(name: str, *more: Any) -> Any:
        assert name.partition(".")[0] not in ELSEWHERE, name
        return importing(name, *more)

    with monkeypatch.context() as patched:
        patched.setattr(builtins, "__import__", nothing_else)
        exec(compile(text, "alone", "exec"), module)
        assert [told(module["score"], facts) for facts in sets] == known
    assert (len(known[0]), known[1][0]) == (3, "DataError")
