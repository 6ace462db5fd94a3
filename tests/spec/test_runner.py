"""The runner itself: a chapter that says something else than the language does is told so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Disagreements = Callable[[str], list[str]]

RULE = "```rubric\n扣分 「错误」 每1处 扣1分\n```\n"


def test_a_wrong_score_is_told(disagreements: Disagreements) -> None:
    assert disagreements(RULE + "| 错误 | → 得分 |\n|---|---|\n| 1处 | 9 |\n| 2处 | 9 |\n") == ["→ 得分: 8, not 9"]


def test_an_error_that_does_not_come_is_told(disagreements: Disagreements) -> None:
    found = disagreements(RULE + "| 错误 | → 得分 |\n|---|---|\n| 1处 | error: missing-fact |\n")
    assert found == ["scored 9, not refused with missing-fact"]


def test_an_error_that_nobody_expected_is_told(disagreements: Disagreements) -> None:
    found = disagreements(RULE + "| 错误 | → 得分 |\n|---|---|\n| 一处 | 9 |\n")
    assert len(found) == 1
    assert found[0].startswith("error: not-a-number")


def test_a_message_on_another_line_is_told_twice(disagreements: Disagreements) -> None:
    found = disagreements("```rubric\n评议 0分至10分  # error: two-rules\n评议 0分至5分\n```\n")
    assert len(found) == 1
    assert "2: no error: two-rules" in found[0]
    assert "3: error: two-rules" in found[0]


def test_a_message_in_other_words_is_told(disagreements: Disagreements) -> None:
    found = disagreements("```rubric\n评议 0分至10分\n评议 0分至5分  # error: two-rules 甲\n```\n")
    assert found[0].startswith("3: no error: two-rules 甲")


def test_two_texts_that_differ_are_told(disagreements: Disagreements) -> None:
    other = "```rubric 同上\n扣分 「错误」 每1处 扣2分\n```\n"
    assert disagreements(RULE + other) == ["4: does not mean the same as line 1"]


@pytest.mark.parametrize(
    "text", ["| 错误 | → 得分 |\n|---|---|\n| 1处 | 9 |\n", RULE + "| 错误 | → 得分 |\n|---|---|\n| 1处 |\n"]
)
def test_a_table_that_cannot_be_run_is_refused(disagreements: Disagreements, text: str) -> None:
    with pytest.raises(Exception, match="table row"):
        disagreements(text)
