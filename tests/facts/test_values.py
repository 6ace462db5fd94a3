"""One supplied value: the fact as declared, what is given, the exact value in base units or the name of the error."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfrules
from perfrules.diagnostics.diagnostic import Diagnostic, Severity
from perfrules.types.show import exact

F = Fraction


@cache
def rubric_with(declaration: str) -> perfrules.Rubric:
    return perfrules.loads(f"评价表 试\n数据\n  甲 ：{declaration}\n一级指标 项 100分\n  满足 「好」 得100分\n")


def read(declaration: str, value: Any) -> Any:
    """The value of a fact, or its only problem."""
    found = rubric_with(declaration).read({"甲": value})
    if found.problems:
        assert len(found.problems) == 1
        return found.problems[0]
    return found.values.get("甲")


FIGURES = [
    # money: 元 is the base unit; a bare number is in the unit of the fact
    ("金额 万元", "3296.75万元", F(32967500)),
    ("金额 万元", "3296.75", F(32967500)),
    ("金额 万元", 3296.75, F(32967500)),
    ("金额 万元", Decimal("3296.75"), F(32967500)),
    ("金额 万元", "32967500元", F(32967500)),
    ("金额 万元", "0.329675亿元", F(32967500)),
    ("金额 元", "0.1万元", F(1000)),
    ("金额 万元", "3,296.75万元", F(32967500)),
    ("金额 万元", "３，２９６．７５　万元", F(32967500)),
    ("金额 万元", " 3296.75 万元 ", F(32967500)),
    ("金额 万元", "0003296.75", F(32967500)),
    ("金额 万元", "3.29675e3", F(32967500)),
    ("金额 万元", ".5", F(5000)),
    ("金额 万元 可负", "－12.5万元", F(-125000)),
    ("金额 万元 可负", "−12.5", F(-125000)),
    ("金额 万元 可负", "-0", F(0)),
    ("金额 万元", -0.0, F(0)),
    ("金额 万元", F(1, 2), F(5000)),
    # counts
    ("计数 人", 6, F(6)),
    ("计数 人", "6人", F(6)),
    ("计数 人", "0.0002万人", F(2)),
    ("计数 工作日", "3个工作日", F(3)),
    ("计数 处", "0", F(0)),
    ("计数 处", 3.0, F(3)),
    # ratios: 1 is 100%
    ("比率", "90.5%", F(181, 200)),
    ("比率", "90.5％", F(181, 200)),
    ("比率", 0.905, F(181, 200)),
    ("比率", 1, F(1)),
    ("比率", "355%", F(71, 20)),
    ("比率 可负", "-79.09%", F(-7909, 10000)),
    ("比率", F(1, 3), F(1, 3)),
    ("比率", 1 / 3, F("0.3333333333333333")),  # a float by its shortest decimal text
    ("数值", "12.5", F(25, 2)),
    ("数值", "12%", F(3, 25)),
    ("面积 平方米", "2亩", F(4000, 3)),
    ("金额 元 精确到 0.1万元", "3.2万元", F(32000)),
    # values brought to the grid where the fact says so
    ("金额 万元 先四舍五入到 0.01万元", "3296.755万元", F(32967600)),
    ("金额 万元 先舍去到 0.01万元", "3296.759万元", F(32967500)),
    ("金额 万元 可负 先四舍五入到 0.01万元", "-0.005万元", F(-100)),
]


@pytest.mark.parametrize(("declaration", "given", "expected"), FIGURES)
def test_a_figure_is_read_exactly(declaration: str, given: Any, expected: Fraction) -> None:
    assert read(declaration, given) == expected


OTHERS = [
    ("是否", True, True),
    ("是否", "是", True),
    ("是否", "否", False),
    ("是否", "YES", True),
    ("是否", "ｎｏ", False),
    ("选项 优 ＞ 良", "优", "优"),
    ("选项 优 ＞ 良", " 良 ", "良"),
    ("日期", "2022-06-16", date(2022, 6, 16)),
    ("日期", "2022年6月16日", date(2022, 6, 16)),
    ("日期", "2022/6/16", date(2022, 6, 16)),
    ("日期", "2022.06.16", date(2022, 6, 16)),
    ("日期", "2022-06-16 00:00:00", date(2022, 6, 16)),
    ("日期", date(2022, 6, 16), date(2022, 6, 16)),
    ("日期", datetime(2022, 6, 16), date(2022, 6, 16)),
    ("文本", "任何文字", "任何文字"),
    ("文本", 12.0, "12"),
]


@pytest.mark.parametrize(("declaration", "given", "expected"), OTHERS)
def test_yes_no_labels_days_and_texts(declaration: str, given: Any, expected: Any) -> None:
    found = read(declaration, given)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("empty", [None, "", "  ", "\u3000", "\u200b"])
@pytest.mark.parametrize("declaration", ["金额 万元", "是否", "选项 优 ＞ 良", "日期", "文本"])
def test_an_empty_cell_is_missing_not_an_error(declaration: str, empty: Any) -> None:
    assert read(declaration, empty) is None


WRONG = [
    # texts that are no figure
    ("金额 万元", "约3万元", "not-a-number"),
    ("金额 万元", "三万元", "not-a-number"),
    ("金额 万元", "3.2.1", "not-a-number"),
    ("金额 万元", "3,29", "not-a-number"),
    ("金额 万元", "32,96.75", "not-a-number"),
    ("金额 万元", "1、2", "not-a-number"),
    ("金额 万元", "12 345", "not-a-number"),
    ("金额 万元", "90.5①", "not-a-number"),
    ("金额 万元", "12²", "not-a-number"),
    ("金额 万元", "١٢", "not-a-number"),
    ("金额 万元", "(12)", "not-a-number"),
    ("金额 万元", "1O5", "not-a-number"),
    ("金额 万元", "≥3", "not-a-number"),
    ("金额 万元", "0x10", "not-a-number"),
    ("金额 万元", True, "not-a-number"),
    ("金额 万元", date(2022, 1, 1), "not-a-number"),
    ("计数 处", "√", "not-a-number"),
    # marks for nothing: 0, unknown and not applicable are different things
    ("金额 万元", "—", "blank-mark"),
    ("金额 万元", "/", "blank-mark"),
    ("金额 万元", "无", "blank-mark"),
    ("日期", "—", "blank-mark"),
    ("是否", "/", "blank-mark"),
    # limits
    ("数值", float("nan"), "not-finite"),
    ("数值", "Infinity", "not-finite"),
    ("数值", Decimal("-Infinity"), "not-finite"),
    ("数值", Decimal("sNaN"), "not-finite"),
    ("数值", "1e999999", "figure-too-large"),
    ("数值", Decimal("1e999999"), "figure-too-large"),
    ("数值", Decimal("1e-999999"), "figure-too-large"),
    ("数值", "9" * 5000, "figure-too-large"),
    ("数值", 1e300, "figure-too-large"),
    ("数值", "一段" * 5000, "not-a-number"),
    # units
    ("金额 万元", "3296.75万", "wrong-fact-unit"),
    ("金额 万元", "3人", "wrong-fact-unit"),
    ("金额 万元", "3%", "wrong-fact-unit"),
    ("计数 处", "3项", "wrong-fact-unit"),
    ("比率", "5个百分点", "wrong-fact-unit"),
    ("比率", "3元", "wrong-fact-unit"),
    # range and grid
    ("金额 万元", "-1", "out-of-range"),
    ("金额 万元 ＞0", 0, "out-of-range"),
    ("金额 万元", "10000000万元", "out-of-range"),
    ("比率 [0%, 100%]", 90.5, "out-of-range"),
    ("金额 万元", "3296.7512345", "finer-than-grid"),
    ("金额 元", 0.1 + 0.2, "finer-than-grid"),
    ("计数 人", "6.5人", "finer-than-grid"),
    # one value each
    ("金额 万元", [1, 2], "not-one-value"),
    ("选项 优 ＞ 良", ["优"], "not-one-value"),
    ("是否", {1}, "not-one-value"),
    ("文本", b"x", "not-one-value"),
    ("金额 万元", object(), "not-one-value"),
    # other kinds
    ("是否", "√", "not-yes-or-no"),
    ("是否", 1, "not-yes-or-no"),
    ("是否", "无", "not-yes-or-no"),
    ("选项 优 ＞ 良", "中", "unknown-choice"),
    ("选项 优 ＞ 良", True, "unknown-choice"),
    ("日期", "2022-02-30", "not-a-date"),
    ("日期", "20220616", "not-a-date"),
    ("日期", 44728, "not-a-date"),
    ("日期", "2022年6-16", "not-a-date"),
]


def _short(value: object) -> str:
    return repr(value)[:40]


@pytest.mark.parametrize(("declaration", "given", "kind"), WRONG, ids=_short)
def test_what_cannot_be_read_is_an_error_of_its_own_kind(declaration: str, given: Any, kind: str) -> None:
    found = read(declaration, given)
    assert isinstance(found, Diagnostic), found
    assert found.kind.name == kind
    assert found.args["name"] == "甲"
    assert len(found.message("zh")) < 120
    assert len(found.message("en")) < 240


@pytest.mark.parametrize(
    "huge", [10**5000, -(10**5000), F(1, 10**5000), F(10**5000)], ids=["up", "down", "small", "wide"]
)
def test_integers_of_thousands_of_digits_are_refused(huge: Any) -> None:
    found = read("数值 可负", huge)
    assert found.kind.name == "figure-too-large"
    assert len(found.message("zh")) < 100


SUGGESTED = [
    ("金额 万元", "3296.75万", "3296.75万元"),
    ("金额 万元", "12 345", "12345"),
    ("金额 万元 可负", "(12)", "-12"),
    ("金额 万元", "1O5", "105"),
    ("金额 万元", "¥3,296.75", "3,296.75元"),
    ("金额 元", 100.0000001, "100元"),
    ("比率", "5个百分点", "5%"),
    ("比率 [0%, 100%]", 90.5, "90.5%"),
    ("是否", "√", "是"),
    ("是否", 1, "是"),
    ("是否", "×", "否"),
    ("是否", "无", "否"),
    ("日期", "20220616", "2022-06-16"),
    ("日期", 44728, "2022-06-16"),
    ("选项 优秀 ＞ 良好", "优秀的", "优秀"),
]


@pytest.mark.parametrize(("declaration", "given", "near"), SUGGESTED)
def test_an_error_offers_what_was_probably_meant(declaration: str, given: Any, near: str) -> None:
    found = read(declaration, given)
    assert isinstance(found, Diagnostic)
    assert near in found.suggestions
    assert near in found.help("zh")


@pytest.mark.parametrize(("given", "near"), [(1.86, ()), (86, ("86%",)), (100.5, ())])
def test_only_what_can_hardly_be_a_rate_is_offered_in_percent(given: Any, near: tuple[str, ...]) -> None:
    found = read("比率 [0%, 100%]", given)
    assert isinstance(found, Diagnostic)
    assert (found.kind.name, found.suggestions) == ("out-of-range", near)


def test_a_yes_for_a_partly_met_condition_offers_its_label(rubric: perfrules.Rubric) -> None:
    found = rubric.read({"账实相符": "是"}).problems
    assert [item.kind.name for item in found] == ["unknown-choice"]
    assert found[0].suggestions == ("满足",)


def test_a_bare_ratio_of_many_hundred_percent_is_told_back() -> None:
    rubric = perfrules.loads("评价表 试\n数据\n  甲 ：比率\n一级指标 项 100分\n  满足 甲 ≥ 1 得100分\n")
    notes = rubric.read({"甲": 90.5}).notes
    assert [(note.kind.name, note.severity) for note in notes] == [("large-ratio", Severity.NOTE)]
    assert "9050%" in notes[0].message("zh")
    assert "90.5%" in notes[0].help("zh")
    assert not rubric.read({"甲": "355%"}).notes


def test_pint_quantities_are_read_by_their_units() -> None:
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    registry.define("元 = [货币]")
    registry.define("万元 = 10000 元")
    registry.define("人 = [人]")
    assert read("金额 元", registry.Quantity(3, "万元")) == 30000
    assert read("金额 万元", registry.Quantity(2.5, "万元")) == 25000
    assert read("金额 万元", registry.Quantity(3, "人")).kind.name == "wrong-fact-unit"
    assert read("比率", registry.Quantity(0.5, "")) == F(1, 2)


class _Float32:
    """As numpy's: no float, a dtype, and an item of more digits than its own text."""

    dtype, shape = "float32", ()

    def item(self) -> float:
        return 0.10000000149011612

    def __str__(self) -> str:
        return "0.1"


class _Float64(float):
    dtype, shape = "float64", ()

    def __repr__(self) -> str:
        return f"np.float64({float(self)!r})"


class _Bool:
    dtype, shape = "bool", ()

    def item(self) -> bool:
        return True


class _Level(str, Enum):  # noqa: UP042
    """What its text shows is the name of the member, not the text that it is."""

    GOOD = "良好"
    TEN = "10"


class _Array(list[float]):
    dtype, shape = "float64", (2,)


class _NaT(datetime):
    def date(self) -> date:
        raise ValueError("NaTType does not support date")


@pytest.mark.parametrize(
    ("declaration", "given", "expected"),
    [("比率", _Float32(), F(1, 10)), ("金额 元", _Float64(0.1), F(1, 10)), ("是否", _Bool(), True)],
)
def test_numpy_scalars_count_as_the_numbers_they_show(declaration: str, given: Any, expected: Any) -> None:
    assert read(declaration, given) == expected


@pytest.mark.parametrize(
    ("declaration", "given", "expected"),
    [("选项 良好 ＞ 一般", _Level.GOOD, "良好"), ("计数 处", _Level.TEN, F(10)), ("文本", _Level.GOOD, "良好")],
)
def test_texts_of_a_class_of_their_own_count_as_texts(declaration: str, given: Any, expected: Any) -> None:
    found = read(declaration, given)
    assert (type(found), found) == (type(expected), expected)


def test_arrays_and_missing_times_are_no_values() -> None:
    assert read("比率", _Array([1.0, 2.0])).kind.name == "not-one-value"
    assert read("日期", _NaT(2022, 1, 1)).kind.name == "not-a-date"


def test_a_time_of_day_is_dropped_with_a_note(rubric: perfrules.Rubric) -> None:
    found = rubric.read({"完成日": datetime(2022, 6, 16, 14, 30)})
    assert found.values["完成日"] == date(2022, 6, 16)
    assert [note.kind.name for note in found.notes] == ["time-of-day-dropped"]


def test_everything_wrong_with_a_set_is_reported_together(rubric: perfrules.Rubric) -> None:
    found = rubric.read({"支出": "x", "收入": 0, "率": "90.5", "人数": [1], "支处": 1, "支 出": 3, "报告完整": "√"})
    assert [item.kind.name for item in found.problems] == [
        "fact-given-twice",
        "not-a-number",
        "out-of-range",
        "out-of-range",
        "not-one-value",
        "unknown-fact",
        "not-yes-or-no",
    ]
    assert found.bad == {"支出", "收入", "率", "人数", "投入·管理·报告完整"}


def test_wrong_facts_are_not_reported_missing_as_well(rubric: perfrules.Rubric) -> None:
    with pytest.raises(perfrules.DataError) as error:
        rubric.score({"支出": "x", "报告完整": "是", "账实相符": "满足"})
    assert [item.kind.name for item in error.value.diagnostics] == ["not-a-number", "missing-fact"]


def test_reasons_evidence_and_headings_in_mappings(rubric: perfrules.Rubric) -> None:
    found = rubric.read(
        {
            "支出": {"值": "5万元", "理由": "见账", "佐证": "账1"},
            "收入": {"value": 6, "evidence": "账2"},
            "投入": {"管理": {"报告完整": True, "账实相符": {"值": "部分满足"}}},
        }
    )
    assert not found.problems
    assert found.values == {
        "支出": 50000,
        "收入": 60000,
        "投入·管理·报告完整": True,
        "投入·管理·账实相符": "部分满足",
    }
    assert found.reasons == {"支出": "见账"}
    assert found.evidence == {"支出": "账1", "收入": "账2"}


def test_a_reason_is_needed_exactly_where_the_rubric_says_so() -> None:
    rubric = perfrules.loads("评价表 试\n满分 8分\n一级指标 效益 8分\n  评议 0分至8分 须说明\n")
    names = [item.kind.name for item in rubric.read({"效益": 6}).problems]
    assert names == ["reason-missing"]
    assert [item.kind.name for item in rubric.read({"效益": {"值": 6, "理由": "  "}}).problems] == ["reason-missing"]
    assert rubric.score({"效益": {"值": 6, "理由": "尚可"}}).total == 6


@pytest.mark.parametrize(
    ("mapping", "kinds"),
    [
        ({1: 2}, ["name-not-text"]),
        ({None: 2}, ["name-not-text"]),
        ({" ": 2}, ["name-not-text"]),
        ({"支出": {"甲": 1, "乙": 2}}, ["not-one-value"]),
        ({"支出": {"值": 1, "注": 2}}, ["wrong-shape"]),
        ({"支出": {"值": 1, "理由": ["a"]}}, ["wrong-shape"]),
        ({"支出": {"值": 1, "档": "好"}}, ["level-without-scale"]),
    ],
)
def test_mappings_of_another_shape_are_told_apart(
    rubric: perfrules.Rubric, mapping: dict[Any, Any], kinds: list[str]
) -> None:
    assert [item.kind.name for item in rubric.read(mapping).problems] == kinds


def test_a_mapping_that_holds_itself_ends(rubric: perfrules.Rubric) -> None:
    loop: dict[str, Any] = {}
    loop["甲"] = loop
    assert [item.kind.name for item in rubric.read(loop).problems] == ["wrong-shape"]


def test_thousands_of_wrong_names_are_told_in_bounded_length(rubric: perfrules.Rubric) -> None:
    found = rubric.read({f"没有的名称{i}": i for i in range(5000)}).problems
    assert len(found) <= 201
    assert found[-1].kind.name == "many-problems"


@given(st.fractions(min_value=0, max_value=10**9, max_denominator=10**6))
def test_an_exact_figure_reads_back_as_itself(value: Fraction) -> None:
    text = exact(value)
    if "/" not in text:
        assert read("数值", text) == value
    assert read("数值", value) == value


@given(st.integers(min_value=0, max_value=10**12))
def test_separators_and_full_width_digits_change_nothing(cents: int) -> None:
    text = f"{cents // 100:,}.{cents % 100:02}"
    wide = text.translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789.,"})
    assert read("金额 元", text) == read("金额 元", wide + "元") == F(cents, 100)


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False))
def test_a_float_is_its_shortest_decimal_text(value: float) -> None:
    found = read("数值", value)
    assert isinstance(found, Diagnostic) or found == F(repr(value))


@given(st.text(max_size=60))
def test_any_text_for_a_figure_gives_a_value_or_one_problem(text: str) -> None:
    found = read("金额 万元 可负", text)
    assert found is None or isinstance(found, (Fraction, Diagnostic))
    if isinstance(found, Diagnostic):
        found.message("zh"), found.message("en"), found.help("zh")
