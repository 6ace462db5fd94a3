"""Slips are told beside errors: those of rules that no error touches, at their places, and nothing else."""

from __future__ import annotations

import random

import pytest

from perfrules.api import shipped
from perfrules.compiler import Compiled, compile_source
from perfrules.proving import slips_beside_errors
from perfrules.source import Source
from tests.support.settings import LONG

SOUND = """评价表 试
满分 15分
舍入 各项得分 1位小数
数据
  支出 ：金额 万元
  收入 ：金额 万元 ＞0
  结余 ：金额 万元
  约束 结余 ≤ 收入

一级指标 完成率 5分
  公式 完成率 ＝ 支出 ÷ 收入
  评分 完成率
    ≥ 95%      ：满分
    (85%, 95%) ：线性 0分 至 满分
    ≤ 85%      ：0分
一级指标 结余率 5分
  公式 结余率 ＝ 结余 ÷ 收入
  评分 结余率
    ≤ 5%      ：满分
    (5%, 15%) ：线性 0分 至 满分
    ≥ 15%     ：0分
一级指标 质量 5分
  扣分 「差错」 每1处 扣1分
性质 总分 随 支出 不减
等级
  好 ：≥ 12
  差 ：＜ 12
"""


def _compiled(*changes: tuple[str, str], text: str = SOUND) -> Compiled:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return compile_source(Source("x", text))


def _told(compiled: Compiled) -> list[tuple[str, str]]:
    return [(d.kind.name, d.span.text.strip()) for d in slips_beside_errors(compiled)]


RAMP = [("reversed-ramp", "(5%, 15%) ：线性 0分 至 满分")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("≥ 95%      ：满分", "＞ 95%      ：满分"),  # a gap in another rule
        ("每1处 扣1分", "每1处 扣1芬"),  # a rule that cannot be read
        ("扣分 「差错」 每1处 扣1分", "扣分 差错 每1处 扣1分"),  # a name that is not declared
        ("  约束 结余 ≤ 收入\n", "  约束 结余 ≤ 收人\n"),  # a constraint
        ("  支出 ：金额 万元\n", "  支出 ：金额 万员\n"),  # a fact, and the rule that needs it
        ("  好 ：≥ 12\n", "  好 ：≥ 12点\n"),  # a grade
        ("性质 总分 随 支出 不减", "性质 总分 随 支岀入 不减"),  # a property
    ],
)
def test_told_beside_an_error(old: str, new: str) -> None:
    compiled = _compiled((old, new))
    assert compiled.failed
    assert _told(compiled) == RAMP


def test_nothing_of_what_has_an_error() -> None:
    assert _told(_compiled(("  评分 结余率\n", "  评分 结余律\n"))) == []
    assert _told(_compiled(("  收入 ：金额 万元 ＞0\n", ""))) == []


def test_a_text_without_errors_is_left_to_the_analysis() -> None:
    compiled = _compiled()
    assert not compiled.failed and _told(compiled) == []


def test_points_that_do_not_add_up_leave_nothing_to_tell() -> None:
    assert _told(_compiled(("满分 15分", "满分 16分"))) in ([], RAMP)


def test_totals_and_properties_wait() -> None:
    """Without the broken rule the total could not reach a grade, and a property would be refuted."""
    compiled = _compiled(("每1处 扣1分", "每1处 扣1芬"), ("  好 ：≥ 12\n", "  好 ：≥ 15.5\n"), ("＜ 12", "＜ 15.5"))
    assert _told(compiled) == RAMP


def test_no_false_alarms_in_damaged_tables() -> None:
    """Lines of the shipped rubrics with characters lost or doubled: what is told is told of the whole table too."""
    drawn = random.Random(17)
    tried = 0
    for file in sorted(shipped().values()):
        text = file.read_text(encoding="utf-8")
        lines = text.split("\n")
        for at in drawn.sample(range(10, len(lines)), min(len(lines) - 10, 200 if LONG else 2)):
            line = lines[at]
            if len(line.strip()) < 4:
                continue
            k = drawn.randrange(2, len(line))
            changed = line[:k] + line[k + 1 :] if drawn.random() < 0.5 else line[:k] + line[k] + line[k:]
            compiled = compile_source(Source("x", "\n".join([*lines[:at], changed, *lines[at + 1 :]])))
            if compiled.failed:
                tried += 1
                told = {d.kind.name for d in slips_beside_errors(compiled)}
                assert told <= {"measured-twice-if"}, (file.stem, at + 1, changed, told)
    assert tried > (100 if LONG else 3)
