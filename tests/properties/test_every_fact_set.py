"""Small rubrics on every fact set that they admit: built modules and columns say what the reference says, ends included.

A wrong range of a value shows where its ends are met, and a formula over few figures meets them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest

import perfrules
from perfrules.building import build
from perfrules.types.show import exact

FIGURES = {
    "甲": ("数值 [−2, 3] 整数", [*range(-2, 4)]),
    "乙": ("数值 [0, 2] 步长 0.5", [Fraction(n, 2) for n in range(5)]),
    "丙": ("数值 [1, 3] 整数", [1, 2, 3]),
    "丁": ("数值 [−1.5, 0] 步长 0.5 可缺 按 −1", [None, Fraction(-3, 2), Fraction(-1, 2), 0]),
}
FLAGS = ("是", "否")
CONSTANTS = ("0", "1", "2", "3", "0.5", "1.5", "(−1)", "(−2.5)", "(1 ÷ 3)")


class Writer:
    """Formulas by chance, and the facts that they read."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.used: set[str] = set()

    def figure(self, depth: int) -> str:
        random = self.random
        if depth == 0:
            if random.random() < 0.25:
                return random.choice(CONSTANTS)
            name = random.choice(list(FIGURES)) if len(self.used) < 3 else random.choice(sorted(self.used))
            self.used.add(name)
            return name
        a, b = self.figure(depth - 1), self.figure(random.randrange(depth))
        match random.randrange(10):
            case 0 | 1:
                return f"({a} {random.choice('＋−')} {b})"
            case 2 | 3:
                return f"({a} × {b})"
            case 4:
                self.used.add("丙")
                return f"({a} ÷ {random.choice(('丙', '(丙 ＋ 0.5)', '3', '(0 − 丙)'))})"
            case 5:
                return f"{random.choice(('最大', '最小'))}({a}, {b})"
            case 6:
                return f"绝对值({a})"
            case 7 | 8:
                return f"{random.choice(('四舍五入', '舍去', '进位'))}({a}, {random.randrange(2)}位小数)"
            case _:
                return f"均值({a}, {b})"

    def condition(self) -> str:
        """A comparison with a figure that may be the end of what there is."""
        a = self.figure(self.random.choice((1, 2)))
        b = self.random.choice(CONSTANTS) if self.random.random() < 0.7 else self.figure(1)
        return f"{a} {self.random.choice('＝≠＜≤＞≥')} {b}"


def rubric_text(random: Random) -> tuple[str, list[str]]:
    """A rubric of two leaves, and the names of its facts."""
    writer = Writer(random)
    mode = random.choice(("", " 舍去", " 进位"))
    rounding = random.choice(
        (f"舍入 各项得分 {random.randrange(2)}位小数{mode}", f"舍入 总分 0位小数{mode}", "舍入 无")
    )
    first, taken = writer.figure(2), writer.condition()
    second = [writer.condition() for _ in range(2)]
    kept = random.choice(("", f" 保留{random.randrange(2)}位小数", " 限于 [−1, 2]", " 限于 [0, 1]"))
    facts = [f"  {name} ：{FIGURES[name][0]}" for name in sorted(writer.used)]
    lines = [
        *("评价表 小", "满分 10分", rounding, "数据", *facts, "  戊 ：是否"),
        *(
            "一级指标 一 6分",
            f"  公式 ＝ {first}{kept}",
            "  得分 ＝ 一 × 1分 ＋ 3分 封顶 保底",
            f"  扣分 {taken} 且 戊 扣1分",
        ),
        *(
            "一级指标 二 4分",
            "  评分 按序",
            f"    当 {second[0]} ：满分",
            f"    当 {second[1]} 或 非 戊 ：2.5分" if "0位" not in rounding else f"    当 {second[1]} 或 非 戊 ：2分",
        ),
        *("    否则 ：1分", "等级", "  高 ：≥ 7", "  中 ：[4, 7)", "  低 ：＜ 4"),
    ]
    return "\n".join(lines), sorted(writer.used)


def fact_sets(names: list[str]) -> Iterator[dict[str, Any]]:
    """All of them."""
    for values in product(*(FIGURES[name][1] for name in names), FLAGS):
        yield {name: value for name, value in zip((*names, "戊"), values, strict=True) if value is not None}


@pytest.mark.parametrize("seed", range(12))
def test_small_rubrics(seed: int) -> None:
    random = Random(seed)
    compared = 0
    for _ in range(3):
        text, names = rubric_text(random)
        rubric = perfrules.loads(text)
        given = list(fact_sets(names))
        given = random.sample(given, min(len(given), 90))
        module: dict[str, Any] = {}
        built = build(rubric.model)
        assert built.left is None
        exec(compile(built.text, "built", "exec"), module)
        expected = []
        for facts in given:
            result = rubric.score(facts, evaluator="reference")
            expected.append((result.total, result.grade))
            values = module["_reader"].read(facts)
            assert values is not None, f"{facts} is not read at once"
            assert module["_total"](values) is not None, f"{facts} is not scored at once"
            score = module["score"](facts)
            assert (score.total, score.grade) == expected[-1], f"{text}\n{facts}"
            assert list(score.scores.values()) == [node.score for node in result.nodes]
            steps = {field.name: field.scale for field in module["_reader"].fields if field.is_steps}
            in_steps = {name: int(value * steps[name]) if name in steps else value for name, value in facts.items()}
            on_grid = module["score_on_grid"](in_steps)
            assert (on_grid.total, on_grid.grade, on_grid.scores) == (score.total, score.grade, score.scores)
        columns = {
            name: [None if name not in facts else exact(Fraction(facts[name])) for facts in given] for name in names
        }
        found = rubric.score_table({**columns, "戊": [facts["戊"] for facts in given]}, backend="numpy")
        told = zip(found["total"].to_pylist(), found["grade"].to_pylist(), strict=True)
        for (total, grade), facts, (wanted, label) in zip(told, given, expected, strict=True):
            assert (Fraction(total), grade) == (wanted, label), f"{text}\n{facts}"
            compared += 1
    assert compared > 100
