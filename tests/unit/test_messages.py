"""What holds for every kind of message, whoever reports it."""

from __future__ import annotations

import string

import pytest

from perfrules.catalogue import catalogue
from perfrules.diagnostics.diagnostic import Kind

KINDS = tuple(catalogue().values())
NOT_SLOTS = {"labels", "could_be", "suggestions", "fixes", "kind", "span"}
"""What reporting takes beside the slots; a slot of such a name would never be filled."""


def slots(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.code} {kind.name}")
def test_the_two_languages_say_the_same_of_the_same_things(kind: Kind) -> None:
    zh, en = slots(kind.zh) | slots(kind.help_zh), slots(kind.en) | slots(kind.help_en)
    assert zh == en
    assert not zh & NOT_SLOTS
    assert all(name.isidentifier() for name in zh)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.code} {kind.name}")
def test_a_kind_has_words_in_both_languages_and_a_page(kind: Kind) -> None:
    assert kind.zh
    assert kind.en
    assert kind.about
    assert bool(kind.help_zh) == bool(kind.help_en)
