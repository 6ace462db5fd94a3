"""What a built module is made of: nothing of a rubric's text but names that Python takes, literals and remarks."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import types
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

import perfrules
from perfrules import runtime
from perfrules.backends.python.names import identifier, identifiers
from perfrules.building import build
from perfrules.model import stored
from perfrules.types import irrational

HOSTILE = '''
评价表 """坏"表\\\\名
  代码 恶意-1
  满分 10分
数据
  「__import__('os')」：计数 处
  「class」：计数 处
  「a"b」：计数 处
  「ｘ１」：计数 处
  「x 1；print(1)」：计数 处
  「t_1」：计数 处
  「s_2」：计数 处
  「exec」：是否
  「None」：是否
一级指标 「"""\\\\」 10分
  扣分 「__import__('os')」 ＋ 「class」 每1处 扣1分
  扣分 「a"b」 ＋ 「x 1；print(1)」 ＋ 「t_1」 ＋ 「s_2」 每1处 扣1分
  扣分 「exec」 且 「None」 扣1分
'''

FORMS = (
    *(ast.Name, ast.Constant, ast.Load, ast.Store, ast.Assign, ast.If, ast.IfExp, ast.Return, ast.Tuple, ast.Expr),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.UnaryOp, ast.USub, ast.Not, ast.BoolOp, ast.And, ast.Or),
    *(ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Subscript, ast.Slice),
)
"""All that the arithmetic of a module is made of: it calls nothing, but asks what is absent."""


def module(text: str) -> Any:
    """The built module of a rubric."""
    found = types.ModuleType("built")
    exec(compile(build(perfrules.loads(text).model).text, "built", "exec"), found.__dict__)
    return found


@pytest.fixture(scope="module")
def zizhou() -> Any:
    found = types.ModuleType("zizhou")
    exec(compile(build(perfrules.load("zizhou-2021").model).text, "zizhou", "exec"), found.__dict__)
    return found


def test_hostile_names_do_no_harm() -> None:
    text = build(perfrules.loads(HOSTILE).model).text
    tree = ast.parse(text)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name in ("_total", "_nodes", "_whole"):
        for node in ast.walk(ast.Module(functions[name].body, [])):
            asked = node.func if isinstance(node, ast.Call) else node
            assert ast.unparse(asked) == "absent.isdisjoint" or isinstance(node, (*FORMS, ast.Module)), ast.dump(node)
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert called <= {
        *("_runtime.Reader", "_runtime.Field", "_runtime.Evaluator"),
        *("_evaluator.score", "_evaluator.on_grid", "score", "score(facts).explain", "AttributeError"),
        *("facts.named", "isinstance", "getattr", "NAMES.items", "found.items", "absent.isdisjoint"),
    }


def test_hostile_names_score() -> None:
    found = module(HOSTILE)
    given: dict[str, Any] = dict.fromkeys(found.NAMES.values(), 1)
    given["exec"] = given["None"] = True
    assert found.score(given).total == 10 - 2 - 4 - 1
    by_name = {own: given[name] for own, name in found.NAMES.items()}
    assert found.score(found.Facts(**by_name)).total == 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("预算支出合计", "预算支出合计"),
        ("“三公经费”变动率", "三公经费_变动率"),
        ("部门（单位）", "部门_单位"),
        ("2021年支出", "x_2021年支出"),
        ("class", "class_"),
        ("print", "print_"),
        ("_evaluator", "evaluator"),
        ("…", "x"),
        ("ｘ１", "x1"),
        ("facts", "facts_"),
        ("date", "date_"),
        ("Literal", "Literal_"),
    ],
)
def test_names_in_code(text: str, name: str) -> None:
    assert identifier(text) == name


def test_names_in_code_are_all_different() -> None:
    paths = ["甲·数", "乙·数", "数", "ｘ", "x", "t_1", "s_3d", "量_given"]
    found = identifiers(paths, {})
    assert len(set(found.values())) == len(paths)
    assert all(name.isidentifier() for name in found.values())
    assert found["甲·数"] == "甲_数"


TOLD = """
import hashlib
import perfrules
from perfrules.building import build
for name in NAMES:
    model = perfrules.load(name).model
    print(name, *(hashlib.sha256(build(model, standalone=alone).text.encode()).hexdigest() for alone in (False, True)))
"""


def test_the_same_bytes_whatever_was_loaded_before() -> None:
    names = ["zizhou-2021", "baojing-2019", "project-self-evaluation-2020"]
    told = set()
    for seed, order in (("1", names), ("2", names[::-1])):
        code = TOLD.replace("NAMES", repr(order))
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        told.add("".join(sorted(done.stdout.splitlines())))
    assert len(told) == 1


def test_facts_are_complete_in_an_editor(zizhou: Any) -> None:
    text = build(perfrules.load("zizhou-2021").model).text
    assert "    预算支出合计: Number | None\n" in text
    assert '"""预算支出合计：金额，单位 万元，精确到 0.000001万元，≥ 0万元' in text
    assert '县委目标责任考核结果: Literal["优秀", "良好", "一般", "较差"] | None' in text
    with pytest.raises(TypeError):
        zizhou.Facts(没有这一项=1)


def test_an_unknown_slip_of_a_name_is_told(zizhou: Any) -> None:
    with pytest.raises(perfrules.DataError, match="PR602"):
        zizhou.score({"预算支出合计数": 1})


def test_a_stored_rubric_is_the_same_rubric() -> None:
    rubric = perfrules.load("zizhou-2021").model
    text = stored.dumps(rubric)
    again = stored.loads(text)
    assert stored.dumps(again) == text
    assert (again.title, again.hash, again.points) == (rubric.title, rubric.hash, rubric.points)


def test_a_stored_rubric_runs_no_code() -> None:
    for name in ("os:system", "perfrules.api:load", "builtins:eval", "perfrules.cache:os"):
        with pytest.raises(ValueError, match=r"no class of a rubric|another version"):
            stored.loads(f'["{stored.FORMAT}:00000000","{name}"]\n[0]\n')


def test_a_module_of_another_version_says_so() -> None:
    """The classes of the library have other fields there, or are not there at all."""
    text = build(perfrules.loads(READ).model).text
    for old, new in (("perfrules.model.model:Fact", "perfrules.model.model:Fakt"), ("model.model:", "model.modle:")):
        found: dict[str, Any] = {}
        exec(text.replace(old, new), found)
        with pytest.raises(ValueError, match="another version of perfrules: build it again"):
            found["explain"]({})
    head = f'["{stored.FORMAT}:'
    at = text.index(head) + len(head)
    exec(f"{text[:at]}{'0' * 8}{text[at + 8 :]}", found)
    with pytest.raises(ValueError, match="another version of perfrules: build it again"):
        found["explain"]({})


READ = """
评价表 读数
  满分 10分
数据
  款 ：金额 万元
  负款 ：金额 元 可负
  数 ：计数 处
  率 ：比率 [0, 2]
  细率 ：比率 精确到 0.1%
  旗 ：是否
  等 ：选项 甲 ＞ 乙
  日 ：日期
  话 ：文本 可缺
  缺 ：计数 处 可缺 按 3处
  步 ：数值 步长 5
  缘 ：数值 [0, 10] 精确到 0.5 须说明
一级指标 项 10分
  特例 当 话 缺失 时 1分
  扣分 款 ＞ 负款 或 率 ＞ 细率 或 旗 或 等 ＝ 甲 或 日 ＞ 2022-01-01 或 缺 ＞ 数 或 步 ＞ 缘 扣1分
"""
PLAIN: dict[str, Any] = {
    "款": 1,
    "负款": -1,
    "数": 2,
    "率": Fraction(1, 2),
    "细率": Fraction(1, 4),
    "旗": True,
    "等": "甲",
    "日": date(2022, 6, 16),
    "话": "有",
    "缺": 3,
    "步": 5,
    "缘": {"值": 5, "理由": "如此"},
}
RAW: tuple[Any, ...] = (
    *(0, 1, -1, 3, 10**13, 10**39, 10**41, True, False, None, "", " ", "0", "1", "-1", "+1", "01", "1.", ".5", "-.5"),
    *("1.5", "1.23456", "1.2345678", "1e3", "1_000", "1,000", "１", "٣", "nan", "inf", "-", "--1", "1-2", "1.2.3"),
    *(
        "1.-5",
        "5\n",
        "5万元",
        "5 万元",
        "5\n万元",
        "5元",
        "5%",
        "50%",
        "-5%",
        "5%%",
        "90.5%",
        "5处",
        "5人",
        "3个",
        "无",
    ),
    *("是", "否", "yes", "甲", "乙", " 甲", "丙", "2022-06-16", "2022年6月16日", "20220616", "x" * 50, "1" * 50),
    *(0.1, 0.1 + 0.2, 1e300, 1e-300, float("nan"), float("inf"), -0.0, 3.0, 1.5),
    *(Decimal("1.5"), Decimal("1E+3"), Decimal("1E-7"), Decimal("NaN"), Decimal("Infinity"), Decimal("-0")),
    *(Decimal("1." + "0" * 45), Decimal("1E+45"), Decimal("0." + "3" * 45), Decimal("9" * 41), Decimal("0.00000001")),
    *(Fraction(1, 3), Fraction(7, 2), Fraction(10**39), Fraction(1, 10**39)),
    *([1], (1, 2), {"值": 1}, {"值": 1, "理由": "如此"}, {"值": 5, "理由": ""}, {"值": 1, "佐证": "表"}, {"甲": 1}),
    *(PLAIN["日"], datetime(2022, 6, 16, 8, 0), b"1", 1 + 2j, object()),
)


@pytest.fixture(scope="module")
def reading() -> Any:
    return perfrules.loads(READ), module(READ)


@pytest.mark.parametrize("name", list(PLAIN))
def test_what_is_read_in_one_sweep_is_read_as_one_by_one(name: str, reading: Any) -> None:
    rubric, built = reading
    swept = 0
    for raw in RAW:
        given = {**PLAIN, name: raw}
        facts = rubric.read(given)
        for found in (built._reader.read(given), built._evaluator.partly(given)):
            if built._evaluator.found(found) is None:
                continue
            swept += 1
            assert not facts.problems, f"{raw!r} is refused: {facts.problems[0].message('en')}"
            assert list(found) == list(built._evaluator.values(facts.values)), repr(raw)
    assert swept or name == "步"


TOGETHER: tuple[Any, ...] = (
    *(Decimal("1.5"), Decimal("0.0000005"), Decimal("-0.0000005"), Decimal("-2"), Decimal("1E+2"), True, 3, 2.5),
    *(Decimal("1.50000000"), Decimal("NaN"), "1.5", "0.0000005", "-0.0000005", "-2", "7", "x"),
)


def test_figures_are_read_together_as_one_by_one() -> None:
    """Neighbours of every kind, one way after another: halves of a step that cancel out, texts behind Decimals."""
    text = """评价表 邻
满分 10分
数据
  甲 ：金额 万元
  乙 ：金额 万元
  丙 ：金额 万元 可负
一级指标 项 10分
  扣分 甲 ＞ 乙 或 丙 ＞ 乙 扣1分
"""
    rubric, built = perfrules.loads(text), module(text)
    swept = 0
    for values in product(TOGETHER, repeat=3):
        given = dict(zip("甲乙丙", values, strict=True))
        facts, found = rubric.read(given), built._reader.read(given)
        if built._evaluator.found(found) is not None:
            swept += 1
            assert not facts.problems, values
            assert list(found) == list(built._reader.base(facts.values)), values
    assert swept == 7 * 7 * 9


def test_figures_in_steps(zizhou: Any) -> None:
    fields = {field.name: field for field in zizhou._reader.fields}
    values: dict[str, Any] = {name: 1 for name, field in fields.items() if field.is_steps}
    values |= {name: True for name, field in fields.items() if field.kind == "flag"}
    values |= {name: field.labels[0] for name, field in fields.items() if field.kind == "label"}
    score = zizhou.score_on_grid(values)
    assert score.total == score.result.total
    assert score.result.nodes
    for wrong in (True, 1.0, "1", Decimal(1), None, -1):
        given = {**values, "预算支出合计": wrong}
        assert zizhou._evaluator.found(zizhou._reader.on_grid(given)) is None
    with pytest.raises(perfrules.DataError, match="PR607"):
        zizhou.score_on_grid({**values, "预算支出合计": -1})


@pytest.mark.parametrize("kind", [str, Decimal, float, Fraction])
def test_rows_of_any_kind_are_read_in_one_sweep(zizhou: Any, kind: Any) -> None:
    """Written flags, counts of the same kind as money or plain, figures below 0, ends of ranges one step in and out."""
    rubric = perfrules.load("zizhou-2021")
    values: dict[str, Any] = {}
    for number, field in enumerate(zizhou._reader.fields):
        if field.is_steps:
            values[field.name] = kind(Decimal(number * 1234567 if field.scale > 1 else number) / field.scale)
        else:
            values[field.name] = field.labels[0] if field.labels else "是是否"[number % 3]
    cases = [values, {**values, "实有人数": 3}, {**values, "调整指标资金": kind("-12.5")}]
    for given in (*cases, *cases):
        swept, facts = zizhou._reader.read(given), rubric.read(given)
        assert not facts.problems
        assert list(swept) == list(zizhou._reader.base(facts.values))
    for written, fits in (("9999999.999999", True), ("10000000", False), ("-9999999.999999", False)):
        given = {**values, "预算收入合计": kind(written)}
        assert (zizhou._evaluator.found(zizhou._reader.read(given)) is not None) <= fits
        assert bool(rubric.read(given).problems) is not fits


def test_ends_of_ranges_in_steps(zizhou: Any) -> None:
    rubric = perfrules.load("zizhou-2021")
    values: dict[str, Any] = {
        f.name: f.labels[-1] if f.labels else f.kind == "flag" or 1 for f in zizhou._reader.fields
    }
    for steps in (10**13 - 1, 10**13, 10**40, -1):
        given = {**values, "预算收入合计": steps, "部门预算总额": 10**12}
        found = zizhou._evaluator.found(zizhou._reader.on_grid(given))
        assert (found is not None) is (0 <= steps < 10**13)
        assert bool(rubric.read(zizhou._reader.in_units(given)).problems) is (found is None)


PARTLY = """评价表 用不着的
满分 10分
数据
  没有新建 ：是否
  建设面积 ：面积 平方米 ＞0 精确到1平方米
  批准面积 ：面积 平方米 ＞0
  人数 ：计数 人
约束 建设面积 ≤ 批准面积 × 2
一级指标 面积 6分
  不适用 当 没有新建 时 满分
  公式 控制率 ＝ 建设面积 ÷ 批准面积
  评分 控制率
    ≤ 100% ：满分
    ＞ 100% ：0分
一级指标 人员 4分
  扣分 人数 每1人 扣1分
"""


def test_what_a_subject_lacks_and_does_not_need() -> None:
    """It is computed, with anything in the place of what is absent; what is needed and absent is told."""
    rubric, built = perfrules.loads(PARTLY), module(PARTLY)
    for given, total in (
        ({"没有新建": True, "人数": 1}, 9),
        ({"没有新建": True, "人数": 1, "建设面积": 5}, 9),
        ({"没有新建": False, "人数": 1, "建设面积": 5, "批准面积": "2.5"}, 3),
        ({"没有新建": False, "人数": 1, "建设面积": 5}, None),
        ({"没有新建": True}, None),
        ({"人数": 1, "建设面积": 5, "批准面积": 4}, None),
    ):
        facts = rubric.read(given)
        assert (built._evaluator.values(facts.values) is not None) is (total is not None)
        if total is None:
            with pytest.raises(perfrules.DataError) as told:
                built.score(given)
            with pytest.raises(perfrules.DataError) as known:
                rubric.score(given, evaluator="reference")
            assert str(told.value) == str(known.value)
        else:
            assert built.score(given).total == built.score(given).result.total == total
            assert list(built._evaluator.partly(given)) == list(built._evaluator.values(facts.values))


def test_facts_that_change_behind_a_score_are_told(zizhou: Any) -> None:
    fields = zizhou._reader.fields
    values: dict[str, Any] = {f.name: f.labels[-1] if f.labels else f.kind == "flag" or 1 for f in fields}
    for name, changed in (("县委目标责任考核结果", "较差"), ("预算收入合计", 2), ("预算收入合计", -1), ("多", 1)):
        for of in (zizhou.score, zizhou.score_on_grid):
            given = dict(values)
            score = of(given)
            assert score.result.total == score.total
            score = of(given)
            given[name] = changed
            with pytest.raises(RuntimeError, match="changed"):
                score.explain()


def test_facts_of_equal_scores_are_not_taken_for_each_other(zizhou: Any) -> None:
    """One dict for all subjects, told when all are scored: the total says nothing of whose figures stand in it now."""
    fields = zizhou._reader.fields
    values: dict[str, Any] = {f.name: f.labels[-1] if f.labels else f.kind == "flag" or 1 for f in fields}
    first = zizhou.score(values)
    values["预算支出合计"] = 2
    second = zizhou.score(values)
    assert (first.total, first.grade) == (second.total, second.grade)
    assert "预算完成率＝2÷1" in second.explain()
    with pytest.raises(RuntimeError, match="changed"):
        first.explain()


def test_facts_read_one_by_one_stay_as_they_were(zizhou: Any) -> None:
    fields = zizhou._reader.fields
    values: dict[str, Any] = {f.name: f.labels[-1] if f.labels else f.kind == "flag" or 1 for f in fields}
    values["预算支出合计"] = "20000元"
    score = zizhou.score(values)
    values.clear()
    assert "预算完成率＝2÷1" in score.explain()


@pytest.mark.parametrize("digits", [0, 1, 3, 10])
def test_roots_and_logarithms_of_modules_are_those_of_the_definition(digits: int) -> None:
    values = [Fraction(a, b) for a in (1, 2, 3, 7, 155, 24025, 10**20, 10**20 + 1) for b in (1, 3, 8, 10**6, 10**20)]
    for value in values:
        above, below = value.as_integer_ratio()
        for degree in (1, 2, 3, 7, 100):
            found = Fraction(runtime.root(3 * above, 3 * below, degree, 10**digits), 10**digits)
            assert found == irrational.root(value, degree, digits), (value, degree)
        found = Fraction(runtime.logarithm(7 * above, 7 * below, 10**digits), 10**digits)
        assert found == irrational.logarithm(value, digits), value
    assert runtime.root(0, 1, 2, 10) == runtime.root(-4, 1, 2, 10) == runtime.logarithm(0, 1, 10) == 0
