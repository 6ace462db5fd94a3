"""What holds for every kind of message, whoever reports it."""

from __future__ import annotations

import re
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


ACTS = re.compile(
    "[写改删填补加去移换拆核选留给装让看先用]|空一格|检查|合并|打开|分成|分别算|放宽|对调|单独|接上|空上|依次|标上|pip|有：|可以是|可以读|报告|"
    "{shape}|不用"
)
"""What an officer is told to do, or may choose from."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.code} {kind.name}")
def test_a_kind_says_what_to_do(kind: Kind) -> None:
    """In words of its own; of `{shape}`, which a statement fills in, tests/spec asks that it is never empty."""
    assert ACTS.search(kind.help_zh), kind.help_zh
    assert kind.help_en
    assert kind.help_zh != kind.zh and kind.help_en != kind.en


MACHINERY = re.compile(
    r"\b(?:python|lark|token|terminal|parser?|syntax|exception|traceback|null|dict|tuple|regex|AST|IR|z3|smt|attribute|"
    r"string|integer|boolean|float|object|class)\b|语法|解析|编译|词法|字符串|布尔|浮点|异常|变量|参数|对象|语法树|令牌",
    re.IGNORECASE,
)
OF_DEVELOPERS = {"PR680"}
"""Said of what a Python program hands over, and never by a command."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.code} {kind.name}")
def test_a_message_has_no_word_of_the_machinery(kind: Kind) -> None:
    for text in (kind.zh, kind.en, kind.help_zh, kind.help_en):
        if kind.code not in OF_DEVELOPERS:
            assert not MACHINERY.search(text), text
