"""`perfrules build`: the module it writes scores and explains as the library does, in a process without the compiler."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.surfaces.conftest import FACTS, RUBRIC, Run

ALONE = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("lark", "pint", "click"):
            raise ImportError(name)
sys.meta_path.insert(0, Refuse())
sys.stdout.reconfigure(encoding="utf-8")
"""


def alone(code: str, cwd: Path) -> str:
    """What a program prints that can import neither the parser nor the units."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", ALONE + code]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def rubric(folder: Path) -> Path:
    """The small rubric."""
    return folder / "small.rubric"


@pytest.fixture
def small(rubric: Path, tmp_path: Path, perfrules: Run) -> Path:
    """The folder of a built module called small."""
    assert perfrules("build", rubric, "-o", tmp_path / "small.py", "--stubs").code == 0
    return tmp_path


@pytest.mark.parametrize("standalone", [False, True])
def test_the_same_wherever_the_rubric_lies(rubric: Path, tmp_path: Path, perfrules: Run, standalone: bool) -> None:
    """A module tells nobody's folders, and is called as its file is where no 代码 is stated."""
    more = ["--standalone"] if standalone else []
    text = "".join(line for line in rubric.read_text(encoding="utf-8").splitlines(True) if "代码" not in line)
    told = []
    for folder in (tmp_path / "here", tmp_path / "there" / "below"):
        folder.mkdir(parents=True)
        (folder / "ours.rubric").write_text(text, encoding="utf-8")
        told.append(perfrules("build", folder / "ours.rubric", *more).out)
    assert told[0] == told[1]
    assert tmp_path.name not in told[0]
    assert 'ID = "ours"' in told[0]


def test_a_module_scores(small: Path) -> None:
    code = f"import small; s = small.score({FACTS!r}); print(s.total, s.grade, s['执行'], s.scores['管理'])"
    assert alone(code, small) == "11/2 None 3 5/2\n"


def test_a_module_scores_fields(small: Path) -> None:
    code = "import small; print(small.score(small.Facts(支出=95, 收入='100', 账目错误=0)).total)"
    assert alone(code, small) == "10\n"


def test_a_module_explains_as_the_library_does(small: Path, rubric: Path, perfrules: Run) -> None:
    (small / "facts.json").write_text(json.dumps(FACTS, ensure_ascii=False), encoding="utf-8")
    told = perfrules("--lang", "zh", "explain", rubric, small / "facts.json")
    text = alone(f"import small; print(small.explain({FACTS!r}))", small)
    assert "执行率＝90÷100×100%＝90%" in text
    assert text.split() == told.out.split()


def test_a_module_tells_what_is_wrong_with_facts(small: Path) -> None:
    code = "import small\ntry: small.score({'支出': '许多', '收入': 0})\nexcept Exception as e: print(e)"
    found = alone(code, small)
    assert [word for word in ("PR605", "PR607", "PR601") if word in found] == ["PR605", "PR607", "PR601"]


def test_stubs_hold_the_names(small: Path) -> None:
    text = (small / "small.pyi").read_text(encoding="utf-8")
    assert "    支出: Number | None\n" in text
    assert "def score(facts: Facts | Mapping[str, Any]) -> _runtime.Score: ..." in text


def test_without_a_file_it_is_printed(rubric: Path, perfrules: Run) -> None:
    found = perfrules("build", rubric)
    assert found.code == 0
    compile(found.out, "module", "exec")


def test_what_was_not_built_is_not_overwritten(rubric: Path, tmp_path: Path, perfrules: Run) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text("answer = 42\n", encoding="utf-8")
    found = perfrules("--lang", "en", "build", rubric, "-o", mine)
    assert (found.code, mine.read_text(encoding="utf-8")) == (2, "answer = 42\n")
    assert "left alone" in found.err


def test_a_built_module_is_overwritten(small: Path, rubric: Path, perfrules: Run) -> None:
    assert perfrules("build", rubric, "-o", small / "small.py").code == 0


def test_a_rubric_with_errors_is_not_built(tmp_path: Path, perfrules: Run) -> None:
    (tmp_path / "bad.rubric").write_text("评价表 坏\n满分 10分\n一级指标 甲 10分\n", encoding="utf-8")
    found = perfrules("build", tmp_path / "bad.rubric", "-o", tmp_path / "bad.py")
    assert found.code == 2
    assert not (tmp_path / "bad.py").exists()


PART = """评价表 部分
满分 10分
等级
  优 ：≥ 9分
  差 ：＜ 9分
一级指标 甲 8分
  评议 0分至8分
一级指标 乙 2分
  未录 2分
"""


def test_a_total_that_hangs_on_a_part_that_is_not_recorded(tmp_path: Path, perfrules: Run) -> None:
    """The module computes by itself, and gives the grade where both ends have the same."""
    (tmp_path / "part.rubric").write_text(PART, encoding="utf-8")
    found = perfrules("build", tmp_path / "part.rubric", "-o", tmp_path / "part.py")
    assert (found.code, found.err) == (0, "")
    code = """
import part
for points in (3, 8):
    score = part.score({'甲': points})
    print(score.grade, score.scores, score.result.low, score.result.high)
try:
    score.total
except Exception as error:
    print(error)
"""
    scores = "{'甲': Fraction(%d, 1), '乙': Fraction(0, 1), '乙·未录': Fraction(0, 1)}"
    *lines, told = alone(code, tmp_path).splitlines()
    assert lines == [f"差 {scores % 3} 3 5", f"None {scores % 8} 8 10"]
    assert told.startswith("有未录的部分，总分不定：8 – 10。")


def test_what_is_not_compiled_is_said(tmp_path: Path, perfrules: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    (tmp_path / "part.rubric").write_text(PART, encoding="utf-8")
    monkeypatch.setattr("perfrules.backends.python.from_ir._functions", deep)
    found = perfrules("--lang", "zh", "build", tmp_path / "part.rubric", "-o", tmp_path / "part.py")
    assert found.code == 0
    assert "「层层相套的算式」还没有编成算式，整份评价表逐项计算，结果一样，慢得多。" in found.err
    assert alone("import part; print(part.score({'甲': 3}).result.low)", tmp_path) == "3\n"


def test_names_in_code(rubric: Path, tmp_path: Path, perfrules: Run) -> None:
    """Names in ASCII that a file gives; the others stay as they are, and a fact may be called as a method is."""
    (tmp_path / "n.toml").write_text('"支出" = "spent"  # 年末\n"账目错误" = "errors"\n', encoding="utf-8")
    command = ("build", rubric, "-o", tmp_path / "short.py", "--stubs", "--aliases", tmp_path / "n.toml")
    assert perfrules(*command).code == 0
    code = "import short as m; print(m.score(m.Facts(spent='90万元', 收入=100, errors=1)).total, m.NAMES)"
    assert alone(code, tmp_path) == "11/2 {'spent': '支出', '收入': '收入', 'errors': '管理·账目错误'}\n"
    assert "spent: Number | None" in (tmp_path / "short.pyi").read_text(encoding="utf-8")
    text = RUBRIC.replace("支出", "named")
    (tmp_path / "named.rubric").write_text(text, encoding="utf-8")
    assert perfrules("build", tmp_path / "named.rubric", "-o", tmp_path / "own.py").code == 0
    assert alone("import own; print(own.Facts(named_=1).named())", tmp_path) == "{'named': 1}\n"


@pytest.mark.parametrize("standalone", [False, True])
def test_headings_have_names_in_code(rubric: Path, tmp_path: Path, perfrules: Run, standalone: bool) -> None:
    """A score is found by them; they stand in a table of their own, since a fact may be called as its heading is."""
    (tmp_path / "n.toml").write_text('[scores]\n"执行" = "execution"\n"管理" = "management"\n', encoding="utf-8")
    command = ("build", rubric, "-o", tmp_path / "short.py", "--stubs", "--aliases", tmp_path / "n.toml")
    assert perfrules(*command, *(["--standalone"] if standalone else [])).code == 0
    code = f"import short as m; s = m.score({FACTS!r}); print(s['execution'], s['management'], s['执行'], m.HEADINGS)"
    assert alone(code, tmp_path) == "3 5/2 3 {'execution': '执行', 'management': '管理'}\n"
    assert "HEADINGS: dict[str, str]" in (tmp_path / "short.pyi").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"支出" = ', "读不出"),
        ('"支 出 额" = "spent"', "不是一项数据"),
        ('"执行" = "a"', "「执行」不是一项数据"),
        ('"支出" = "a"\n[scores]\n"执行" = "a"', "用了两次"),
        ('[scores]\n"支出" = "a"', "「支出」不是一个计分的指标"),
        ('"支出" = "class"', "作不了程序里的名称"),
        ('"支出" = "2x"', "作不了程序里的名称"),
        ('"支出" = "_x"', "作不了程序里的名称"),
        ('"支出" = "花费"', "作不了程序里的名称"),
        ('"支出" = 5', "作不了程序里的名称"),
        ('"支出" = "a"\n"收入" = "a"', "用了两次"),
    ],
)
def test_names_in_code_that_cannot_be(rubric: Path, tmp_path: Path, perfrules: Run, text: str, told: str) -> None:
    (tmp_path / "n.toml").write_text(text, encoding="utf-8")
    command = ("--lang", "zh", "build", rubric, "-o", tmp_path / "m.py", "--aliases", tmp_path / "n.toml")
    found = perfrules(*command)
    assert found.code != 0 and told in found.err and not (tmp_path / "m.py").exists()


def test_files_that_are_not_there(rubric: Path, tmp_path: Path, perfrules: Run) -> None:
    place = tmp_path / "no" / "m.py"
    told = perfrules("--lang", "zh", "build", rubric, "-o", place)
    assert told.code == 2 and str(place) in told.err and ".tmp" not in told.err
    missing = tmp_path / "none.toml"
    told = perfrules("--lang", "zh", "build", rubric, "-o", tmp_path / "m.py", "--aliases", missing)
    assert told.code == 2 and str(missing) in told.err and "每行" not in told.err


IRRATIONAL = """评价表 开方
  满分 10分
数据
  甲 ：数值 ＞0
  乙 ：数值 ＞0
一级指标 效果 10分
  公式 增长率 ＝ 乘方(甲 ÷ 乙, 1 ÷ 3, 2位百分数) － 自然对数(甲, 3位小数)
  得分 ＝ 1分 × 平方根(几何均值(甲, 乙, 2位小数), 2位小数) ＋ 1分 × 增长率 封顶 保底
"""
INDEX = """评价表 指数
  满分 10分
数据
  支出 ：金额 元
  人数 ：计数 人
结果为 人均成本 ＝ 支出 ÷ 人数 保留2位小数，人数 ＝ 0 时 0元/人
一级指标 成本 分值 未公布
等级 按 指数
  省 ：＜ 5
  费 ：≥ 5
"""


def test_whatever_it_comes_to_it_stands_alone(tmp_path: Path, perfrules: Run) -> None:
    (tmp_path / "a.rubric").write_text(IRRATIONAL, encoding="utf-8")
    (tmp_path / "b.rubric").write_text(INDEX, encoding="utf-8")
    for name in "ab":
        found = perfrules("build", tmp_path / f"{name}.rubric", "-o", tmp_path / f"{name}.py", "--standalone")
        assert (found.code, found.err) == (0, "")
    code = """
import a, b
print(*(a.score({"甲": x, "乙": y}).total for x, y in ((2, 3), ("0.5", 7), (10, 1), (1, 1))))
for given in ((700, 100), (3, 0), (5, 1)):
    score = b.score(dict(zip(("支出", "人数"), given)))
    print(score, score.result.index.value)
try:
    score.total
except ValueError as error:
    print(error)
"""
    command = [sys.executable, "-c", NOTHING_ELSE + code]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert found.returncode == 0, found.stderr
    assert found.stdout.splitlines() == [
        "8753/5000 24779/10000 8157/5000 2",
        "Score(grade='费') 7",
        "Score(grade='省') 0",
        "Score(grade='费') 5",
        "没有总分：结果不是总分。 there is no total: the result is none.",
    ]


NOTHING_ELSE = ALONE.replace('("lark", "pint", "click")', '("lark", "pint", "click", "attrs", "attr", "perfrules")')


def test_a_standalone_module(rubric: Path, tmp_path: Path, perfrules: Run) -> None:
    assert perfrules("build", rubric, "-o", tmp_path / "small.py").code == 0
    assert perfrules("build", rubric, "-o", tmp_path / "lonely.py", "--standalone").code == 0
    code = f"""
import MODULE as m
score = m.score({FACTS!r})
print(score.total, score.scores)
print(score.explain("zh"), score.explain("en"), m.explain({FACTS!r}, lost_only=True))
print([(n.name, n.status, n.score, n.lost, n.reason("zh")) for n in score.result.nodes])
print(score.result.to_dict("zh"))
for facts in ({{"支出": "许多", "收入": 0, "支": 1}}, {{}}, {{"支出": [1]}}, [], {{"支出": "5元/人", "收入": "1,00"}}):
    try:
        m.score(facts)
    except m.DataError as error:
        print(error, [d.message("en") for d in error.diagnostics])
"""
    told = [alone(code.replace("MODULE", name), tmp_path) for name in ("small", "lonely")]
    command = [sys.executable, "-c", NOTHING_ELSE + code.replace("MODULE", "lonely")]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert found.returncode == 0, found.stderr
    assert told[0] == told[1] == found.stdout
    assert "PR605" in found.stdout and "执行率＝90÷100×100%＝90%" in found.stdout
