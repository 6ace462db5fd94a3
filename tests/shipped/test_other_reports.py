"""The 衡阳, 合水 and 澄江 rubrics against their reports, and the general form that the first comes from."""

from __future__ import annotations

from fractions import Fraction

import pytest

import perfrules
from tests.support.published import SHIPPED

REPORTS = ("hengyang-2023", "heshui-2024", "chengjiang-2019")


def cases(name: str) -> tuple[object, ...]:
    (file,) = (SHIPPED / name).glob("*.case")
    return tuple(perfrules.read_cases(file))


@pytest.mark.parametrize("name", [*REPORTS, "project-self-evaluation-2020", "hunan-overall-spending"])
def test_it_checks_clean_and_says_what_it_assumes(name: str) -> None:
    rubric = perfrules.load(name)
    assert rubric.diagnostics == ()
    scored = [leaf for leaf in rubric.model.leaves() if leaf.points]
    assert all(any(note.kind == "basis" for note in leaf.notes) for leaf in scored)
    assert all(any(True for _ in leaf.assumptions()) for leaf in scored)


# As printed: 总分, 等级.
@pytest.mark.parametrize(
    ("name", "number", "total", "grade"),
    [
        ("hengyang-2023", 0, "99", "优秀"),
        ("heshui-2024", 0, "89.5", "良"),
        ("chengjiang-2019", 0, "96", "优"),
        ("chengjiang-2019", 1, "97", "优"),
        ("chengjiang-2019", 2, "97", "优"),
    ],
)
def test_total_and_grade_as_printed(name: str, number: int, total: str, grade: str) -> None:
    rubric = perfrules.load(name)
    result = rubric.score(cases(name)[number])
    assert (result.total, result.grade) == (Fraction(total), grade)


# Printed, recomputed, agreeing; what disagrees.
@pytest.mark.parametrize(
    ("name", "number", "counts", "wrong"),
    [
        (
            "hengyang-2023",
            0,
            (39, 39, 33),
            [
                "人员控制率",
                "全年收入总计",
                "年初预算数",
                "公用经费2023年决算数",
                "三公经费2023年预算数",
                "各时效指标完成指标值",
            ],
        ),
        ("heshui-2024", 0, (9, 9, 8), ["预算执行率按预算安排"]),
        (
            "chengjiang-2019",
            0,
            (87, 82, 77),
            ["拨款支出比上年增加", "三公经费下降", "公务接待费下降", "定点医药机构", "检查覆盖面按项目自评的家数"],
        ),
        ("chengjiang-2019", 1, (9, 9, 9), []),
        ("chengjiang-2019", 2, (2, 2, 2), []),
    ],
)
def test_the_audit(name: str, number: int, counts: tuple[int, int, int], wrong: list[str]) -> None:
    audit = perfrules.load(name).audit(cases(name)[number])
    assert audit.problems == ()
    assert (audit.printed, audit.recomputed, audit.agree) == counts
    assert [figure.line.title("zh") for figure in audit.disagreements] == wrong
    assert (audit.changes_score, audit.changes_grade) == ((), ())


def test_hengyang_lists_the_rows_of_its_form() -> None:
    result = perfrules.load("hengyang-2023").score(cases("hengyang-2023")[0])
    told = result["产出指标"].reason()
    assert "各项工作及时完成率完成90%（目标≥100%）" in told
    assert [result[name].score for name in ("部门资金", "产出指标", "效益指标", "满意度指标")] == [10, 50, 30, 9]


def test_heshui_is_within_its_weights() -> None:
    result = perfrules.load("heshui-2024").score(cases("heshui-2024")[0])
    scored = [(leaf.name, leaf.points, leaf.score) for leaf in result.leaves() if leaf.status != "unpublished"]
    assert scored == [("决策", 13, 13), ("管理", 24, 24), ("履职", 34, Fraction("25.5")), ("效益", 29, 27)]


def test_chengjiang_names_21_indicators_and_says_that_its_total_was_judged() -> None:
    result = perfrules.load("chengjiang-2019").score(cases("chengjiang-2019")[0])
    lowest = [node for node in result.nodes if node.depth == 3]
    assert len(lowest) == 21
    assert {node.status for node in lowest} == {"unpublished"}
    assert "评议" in result.explain("zh")


def test_the_general_form_scores_the_rows_of_a_unit() -> None:
    rubric = perfrules.load("project-self-evaluation-2020")
    row = {"年度指标值": "100%", "完成值": "100%"}
    judged = {"值": "75%", "档": "部分达成年度指标并具有一定效果", "理由": "略有缺口"}
    result = rubric.score(
        {
            "全年预算数": 100,
            "全年执行数": 90,
            "产出": [{"三级指标": "甲", "分值": 30, **row}, {"三级指标": "乙", "分值": 20, **row, "完成值": "90%"}],
            "效益": [{"三级指标": "丙", "分值": 30, "年度指标值": "平稳运行", "完成值": "基本平稳", "评定": judged}],
            "满意度": [{"三级指标": "丁", "分值": 10, "年度指标值": "≥98%", "完成值": "95%"}],
        }
    )
    scores = [result[name].score for name in ("预算执行率", "产出指标", "效益指标", "满意度指标")]
    # 10×90%, 30＋20×90%, 30×75%, 10×95÷98 to two decimals.
    assert scores == [9, 48, Fraction("22.5"), Fraction("9.69")]
    assert (result.total, result.grade) == (Fraction("89.19"), "良")


def test_the_county_has_the_indicators_and_points_of_its_base() -> None:
    base, county = (perfrules.load(name).model for name in ("hunan-overall-spending", "baojing-2019"))
    assert [(leaf.path, leaf.points) for leaf in county.leaves()] == [
        (leaf.path, leaf.points) for leaf in base.leaves()
    ]


def test_the_worked_example_of_the_base() -> None:
    rubric = perfrules.load("hunan-overall-spending")
    result = rubric.score(cases("hunan-overall-spending")[0])
    assert {name: result[name].score for name in ("投入", "过程", "产出及效率")} == {
        "投入": Fraction("12.5"),
        "过程": Fraction("50.5"),
        "产出及效率": 24,
    }
    assert (result.total, result.grade) == (87, "良")
