"""Complete and plain facts are read in one sweep, whichever way they are handed over; what is not plain is told."""

from __future__ import annotations

import types
from collections import ChainMap, Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import numpy
import pytest

import perfrules
from perfrules.building import build
from perfrules.runtime import reading

TEXT = """评价表 一次读
满分 10分
数据
  甲 ：金额 万元
  乙 ：金额 万元
  丙 ：金额 万元 可负
  数 ：计数 处
  人 ：计数 人
  率 ：比率 [0, 2] 精确到 0.01%
  比 ：比率 [0, 2] 精确到 0.01%
  旗 ：是否
  话 ：文本 可缺
  面 ：面积 平方米
  评 ：是否 须说明
一级指标 项 10分
  扣分 甲 ＞ 乙 或 丙 ＞ 乙 或 数 ＞ 5处 或 人 ＞ 5人 或 率 ＞ 比 或 旗 或 话 缺失 或 面 ＞ 5平方米 或 评 扣1分
"""
PLAIN = {"甲": "12.5", "乙": "3", "丙": "-12.5", "数": "4", "人": "5", "率": "0.5", "比": "1.5", "面": "8"}
REST: dict[str, Any] = {"旗": True, "话": "有", "评": False}
STEPS = {"甲": 12_500_000, "乙": 3_000_000, "丙": -12_500_000, "数": 4, "人": 5, "率": 5_000, "比": 15_000, "面": 8}
"""The same in steps of the grids: 0.000001万元, 1处, 1人, 0.01%; an area has none, and stands in its base unit."""

WAYS: dict[str, Callable[[str], Any]] = {"text": str, "float": float, "Decimal": Decimal, "Fraction": Fraction}
GIVEN: dict[str, dict[str, Any]] = {
    **{way: {name: of(value) for name, value in PLAIN.items()} for way, of in WAYS.items()},
    "whole": {**PLAIN, "甲": 12.5, "乙": 3, "丙": -12.5, "数": 4, "人": 5, "面": 8},
    "units": {
        "甲": "12.5万元",
        "乙": "3万元",
        "丙": "-12.5万元",
        "数": "4处",
        "人": "5人",
        "率": "50%",
        "比": "150%",
        "面": "8平方米",
    },
    "some units": {**PLAIN, "乙": "3万元", "人": "5人", "比": "150%"},
    "mixed": {
        "甲": Decimal("12.5"),
        "乙": Fraction(3),
        "丙": "-12.5",
        "数": Decimal(4),
        "人": "5",
        "率": Fraction(1, 2),
        "比": 1.5,
        "面": "8",
    },
    "Decimals among others": {
        "甲": Fraction(25, 2),
        "乙": "3万元",
        "丙": Decimal("-12.5"),
        "数": "4处",
        "人": Decimal(5),
        "率": Decimal("0.5"),
        "比": "150%",
        "面": Decimal("8.0"),
    },
}


def _both() -> tuple[Any, Any]:
    rubric, built = perfrules.loads(TEXT), types.ModuleType("built")
    exec(build(rubric.model).text, built.__dict__)
    return rubric, built


def _told(score: Callable[[Any], Any], facts: dict[str, Any]) -> str:
    with pytest.raises(perfrules.DataError) as told:
        score(facts)
    return str(told.value)


def test_whichever_way_they_are_handed_over() -> None:
    _, built = _both()
    order = [field.name for field in built._reader.fields]
    for way, figures in GIVEN.items():
        found = built._reader.read({**figures, **REST})
        assert found is not None, f"{way}: not read at once"
        assert dict(zip(order, found, strict=True)) == {**STEPS, **REST}, way


def test_figures_in_steps_with_what_is_looked_at_one_by_one() -> None:
    """A text, a figure without a grid and a judgement beside them; ends of ranges that the functions do not see."""
    rubric, built = _both()
    given: dict[str, Any] = {**STEPS, **REST}
    found = built._reader.on_grid(given)
    assert dict(zip([field.name for field in built._reader.fields], found, strict=True)) == given
    assert built.score_on_grid(given).total == 9
    assert built.score_on_grid({**given, "甲": 10**13 - 1}).total == 9
    for name in "甲乙丙":
        assert built._reader.on_grid({**given, name: 10**13}) is None or name == "丙"
        told = _told(built.score_on_grid, {**given, name: 10**13})
        assert told == _told(rubric.score, {**PLAIN, **REST, name: 10_000_000})


def test_a_complete_set_is_not_gone_through_fact_by_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    _, built = _both()

    def slow(*_: Any) -> Any:
        raise AssertionError("gone through fact by fact")

    monkeypatch.setattr(built._reader, "partly", slow)
    assert built.score({**PLAIN, **REST}).total == 9
    assert built.score_on_grid({**STEPS, **REST}).total == 9


@pytest.mark.parametrize("way", ["text", "Decimal", "whole"])
def test_neighbours_of_plain_kinds_are_not_read_figure_by_figure(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, built = _both()

    def slow(*_: Any) -> Any:
        raise AssertionError("read figure by figure")

    monkeypatch.setattr(reading, "steps", slow)
    found = built._reader.read({**GIVEN[way], **REST})
    assert list(found) == [{**STEPS, **REST}[field.name] for field in built._reader.fields]


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("人", "5处", "PR606"),
        ("数", "5人", "PR606"),
        ("多", 1, "PR602"),
        ("评", True, "PR612"),
        ("率", "201%", "PR607"),
        ("丙", "--1", "PR605"),
    ],
)
def test_what_is_not_plain_is_told(name: str, raw: Any, code: str) -> None:
    """As the reference tells it: a unit of the neighbour, a fact too many, a judgement without its reason."""
    rubric, built = _both()
    facts = {**PLAIN, **REST, name: raw}
    told = _told(built.score, facts)
    assert code in told
    assert told == _told(lambda given: rubric.score(given, evaluator="reference"), facts)


@pytest.mark.parametrize("way", [*WAYS, "int"])
def test_an_amount_above_its_end_is_told_whatever_stands_beside_it(way: str) -> None:
    """One below 0 takes off from their sum what the other is above its end."""
    rubric, built = _both()
    of = WAYS.get(way, int)
    facts = {**{name: int(float(value)) for name, value in PLAIN.items()}, **REST}
    given = {**facts, **{name: of(value) for name, value in {"甲": "10000000", "乙": "3", "丙": "-9999999"}.items()}}
    told = _told(built.score, given)
    assert "PR607" in told
    assert told == _told(lambda given: rubric.score(given, evaluator="reference"), given)
    assert built.score({**given, "甲": of("9999999")}).total == 9


class Made(Mapping[str, Any]):
    """A mapping that is no dict, and makes up what is asked of it."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    def __getitem__(self, name: str) -> Any:
        return self.facts.get(name, 0)

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)


class Doubled(Made):
    """A mapping that lists a name twice, as those of web forms may."""

    def items(self) -> Any:
        return [*self.facts.items(), *list(self.facts.items())[:1]]


class Likened(dict[str, Any]):
    """A dict that asks 数 of itself, whatever it is asked for."""

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__("数")


class NoMapping:
    """What holds the facts and is no mapping."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts
        self.__getitem__, self.get, self.items, self.keys = facts.__getitem__, facts.get, facts.items, facts.keys

    def __len__(self) -> int:
        return len(self.facts)

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)


KINDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "dict": dict,
    "in order": OrderedDict,
    "to be read only": types.MappingProxyType,
    "makes up what it lacks": lambda facts: defaultdict(int, facts),
    "made up below": lambda facts: ChainMap(defaultdict(int, facts)),
    "counts": Counter,
    "a class of one's own": Made,
    "a name twice": Doubled,
    "looked up otherwise": Likened,
    "no mapping": NoMapping,
    "pairs": lambda facts: list(facts.items()),
    "an array": lambda facts: numpy.array(list(facts.values()), dtype=object),
    "nothing": lambda facts: None,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_mapping_holds_what_it_lists(kind: str) -> None:
    """No fact that is missing is made up, no mapping is changed, and nothing else counts as one."""
    rubric, built = _both()
    for lacking in (None, "数", "甲", "旗"):
        steps = {name: value for name, value in {**STEPS, **REST}.items() if name != lacking}
        figures = {"甲": 12.5, "乙": 3, "丙": -12.5, "率": "50%", "比": "150%"}
        facts = {name: figures.get(name, value) for name, value in steps.items()}
        expected = _outcome(lambda given: rubric.score(given, evaluator="reference"), KINDS[kind](facts))
        assert ("PR601" in expected) is (kind in NOT_FACTS or lacking is not None)
        for score in (built.score, lambda given: rubric.score(given, evaluator="built")):
            given = KINDS[kind](facts)
            assert _outcome(score, given) == expected
            assert not isinstance(given, Mapping) or len(given) == len(facts)
        # In steps what else is wrong is told too where a name comes twice.
        on_grid = _outcome(built.score_on_grid, KINDS[kind](steps))
        assert on_grid == expected or (kind == "a name twice" and "PR604" in on_grid)


NOT_FACTS = ("no mapping", "pairs", "an array", "nothing")


def _outcome(score: Callable[[Any], Any], facts: Any) -> str:
    try:
        return str(score(facts).explain())
    except perfrules.DataError as error:
        return str(error)


def test_figures_of_one_grid_stand_together() -> None:
    """Those that can be below 0 beside those that cannot: what is read together is one run of neighbours."""
    _, built = _both()
    scales = [field.scale for field in built._reader.fields if field.is_steps]
    assert len(list(groupby(scales))) == len(set(scales)) == 3
