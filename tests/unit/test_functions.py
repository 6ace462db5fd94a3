"""The examples in the declarations of functions are true, and their bounds hold the results."""

from __future__ import annotations

import pytest

import perfrules
from perfrules.functions import FUNCTIONS

EXAMPLES = [(text, result) for function in FUNCTIONS for text, result in function.examples]


CALENDAR = "工作日历\n起讫 2022-01-01 至 2022-12-31\n放假 2022-10-01 至 2022-10-07\n上班 2022-10-08、2022-10-09\n"


def _holds(condition: str) -> bool:
    rubric = perfrules.loads(
        f"评价表 试\n满分 1分\n舍入 无\n{CALENDAR}一级指标 甲 1分\n评分 按序\n当 {condition} ：满分\n否则 ：0分\n"
    )
    return rubric.score({}).total == 1


@pytest.mark.parametrize(("text", "result"), EXAMPLES)
def test_example(text: str, result: str) -> None:
    assert _holds(f"{text} ＝ {result}")
    assert not _holds(f"{text} ≠ {result}")


def test_every_function_has_examples() -> None:
    assert [function.names[0] for function in FUNCTIONS if not function.examples] == []
