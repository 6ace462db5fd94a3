"""`import perfrules.rubrics.…`: shipped rubrics and one's own, whatever the cache folder is like."""

from __future__ import annotations

import marshal
import os
import shutil
import struct
import subprocess
import sys
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from perfrules import cache

SHIPPED = "import perfrules.rubrics.zizhou_2021 as z; print(z.ID, len(z.NAMES))"
OWN = """评价表 我的
代码 own
满分 10分
一级指标 甲 10分
  扣分 「错误」 每1处 扣1分
"""


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the tables of the compiler, which take a second to derive, and no module."""
    folder = tmp_path_factory.mktemp("warm")
    run("import perfrules; perfrules.load('zizhou-2021')", folder, folder)
    return folder


@pytest.fixture
def kept(warm: Path, tmp_path: Path) -> Path:
    """A cache folder of its own."""
    shutil.copytree(warm, tmp_path / "cache")
    return tmp_path / "cache"


def start(code: str, cwd: Path, cache: Path | str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PERFRULES_CACHE": str(cache), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=cwd, env=environment, encoding="utf-8", **pipes)  # type: ignore[call-overload, no-any-return]


def run(code: str, cwd: Path, cache: Path | str) -> str:
    """What a program prints that ends well."""
    process = start(code, cwd, cache)
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def test_a_shipped_rubric(tmp_path: Path, kept: Path) -> None:
    for _ in range(2):  # built, then kept
        assert run(SHIPPED, tmp_path, kept) == "zizhou-2021 75\n"
    assert len(list(kept.glob("module-*.py"))) == 1


def test_what_is_kept_needs_no_compiler(tmp_path: Path, kept: Path) -> None:
    run(SHIPPED, tmp_path, kept)
    code = (
        SHIPPED + "; import sys; print([m for m in ('lark', 'pint', 'attrs', 'click', 'typing') if m in sys.modules])"
    )
    assert run(code, tmp_path, kept) == "zizhou-2021 75\n[]\n"


def test_with_no_cache_at_all(tmp_path: Path) -> None:
    assert run(SHIPPED, tmp_path, "") == "zizhou-2021 75\n"


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write anywhere")
def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    assert run(SHIPPED, tmp_path, folder) == "zizhou-2021 75\n"


def test_a_cache_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run(SHIPPED, tmp_path, tmp_path / "file") == "zizhou-2021 75\n"


def test_processes_that_build_it_at_once(tmp_path: Path, kept: Path) -> None:
    started = [start(SHIPPED, tmp_path, kept) for _ in range(3)]
    told = [process.communicate() for process in started]
    assert [out for out, _ in told] == ["zizhou-2021 75\n"] * 3, told
    assert len(list(kept.glob("module-*.py"))) == 1


FOREIGN = compile("ID, NAMES = 'foreign', {}", "foreign", "exec")


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_a_kept_module_that_others_could_write_is_not_run(tmp_path: Path, kept: Path) -> None:
    """Nor what stands beside it: its text, and what Python keeps of texts."""
    run(SHIPPED, tmp_path, kept)
    (code,) = kept.glob("module-*.code")
    code.write_bytes(cache.sealed(marshal.dumps(FOREIGN)))
    assert run(SHIPPED, tmp_path, kept) == "foreign 0\n"
    code.chmod(0o666)
    assert run(SHIPPED, tmp_path, kept) == "zizhou-2021 75\n"
    (text,) = kept.glob("module-*.py")
    text.write_text("ID, NAMES = 'foreign', {}\n", encoding="utf-8")
    shutil.rmtree(kept / "__pycache__", ignore_errors=True)
    (kept / "__pycache__").mkdir()
    about = text.stat()
    head = MAGIC_NUMBER + struct.pack("<III", 0, int(about.st_mtime), about.st_size)
    pyc = kept / "__pycache__" / f"{text.stem}.{sys.implementation.cache_tag}.pyc"
    pyc.write_bytes(head + marshal.dumps(FOREIGN))
    assert run(SHIPPED, tmp_path, kept) == "zizhou-2021 75\n"


@pytest.mark.parametrize("size", [0, 3, 1000, -1])
def test_a_kept_module_that_was_damaged_is_built_again(tmp_path: Path, kept: Path, size: int) -> None:
    run(SHIPPED, tmp_path, kept)
    for file in kept.glob("module-*.*"):
        file.write_bytes(file.read_bytes()[:size])
    for _ in range(2):
        assert run(SHIPPED, tmp_path, kept) == "zizhou-2021 75\n"
    assert "def score" in run(f"{SHIPPED}; import inspect; print(inspect.getsource(z))", tmp_path, kept)


def test_a_folder_of_ones_own(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "own-2024.rubric").write_text(OWN, encoding="utf-8")
    code = "import perfrules.rubrics as r; r.add('tables'); import perfrules.rubrics.own_2024 as o"
    assert run(code + "; print(o.score({'错误': 3}).total)", tmp_path, kept) == "7\n"


def test_files_of_the_same_text_are_called_as_they_are(tmp_path: Path, kept: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.rubric").write_text(OWN.replace("代码 own\n", ""), encoding="utf-8")
    code = "import perfrules.rubrics as r; r.add('.'); from perfrules.rubrics import one, two; print(one.ID, two.ID)"
    assert run(code, tmp_path, kept) == "one two\n"


def test_a_folder_named_in_pyproject(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "own.rubric").write_text(OWN, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.perfrules]\nrubrics = ["tables"]\n', encoding="utf-8")
    (tmp_path / "src").mkdir()
    code = "from perfrules.rubrics import own; print(own.score({'错误': 3}).total)"
    assert run(code, tmp_path / "src", kept) == "7\n"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("[tool.perfrules", "pyproject.toml cannot be read"),
        ('[tool.perfrules]\nrubrics = "tables"\n', 'write the folders as a list, rubrics = ["rubrics"]'),
        ("[tool.perfrules]\nrubrics = [1]\n", 'write the folders as a list, rubrics = ["rubrics"]'),
        ('[tool.perfrules]\nrubrics = ["nowhere"]\n', "names the folder"),
    ],
)
def test_a_setting_that_names_no_folder_is_told(tmp_path: Path, kept: Path, setting: str, told: str) -> None:
    (tmp_path / "pyproject.toml").write_text(setting, encoding="utf-8")
    own = "try: import perfrules.rubrics.own\nexcept ImportError as e: print(type(e).__name__, e)"
    found = run(own, tmp_path, kept)
    assert found.startswith("ImportError ") and str(tmp_path / "pyproject.toml") in found and told in found
    assert run(SHIPPED, tmp_path, kept) == "zizhou-2021 75\n"  # what is shipped needs no setting


@pytest.mark.parametrize("setting", ["", "tool = 1\n", "[tool]\nperfrules = 1\n", "[tool.other]\n"])
def test_a_pyproject_of_something_else(tmp_path: Path, kept: Path, setting: str) -> None:
    (tmp_path / "pyproject.toml").write_text(setting, encoding="utf-8")
    code = "try: import perfrules.rubrics.nothing\nexcept ModuleNotFoundError as e: print(e)"
    assert "perfrules.rubrics.nothing" in run(code, tmp_path, kept)


def test_a_rubric_that_changes_is_built_again(tmp_path: Path, kept: Path) -> None:
    file = tmp_path / "own.rubric"
    code = "import perfrules.rubrics as r; r.add('.'); import perfrules.rubrics.own as o; print(o.score({'错误': 3}).total)"
    file.write_text(OWN, encoding="utf-8")
    assert run(code, tmp_path, kept) == "7\n"
    file.write_text(OWN.replace("扣1分", "扣2分"), encoding="utf-8")
    assert run(code, tmp_path, kept) == "4\n"


def test_a_rubric_with_errors(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "own.rubric").write_text(OWN.replace("10分", "9分", 1), encoding="utf-8")
    code = "import perfrules.rubrics as r; r.add('.')\ntry: import perfrules.rubrics.own\nexcept ImportError as e: print(e)"
    assert "own.rubric:3" in run(code, tmp_path, kept)


def test_two_files_of_one_name_in_code(tmp_path: Path, kept: Path) -> None:
    for name in ("my-own", "my_own"):
        (tmp_path / f"{name}.rubric").write_text(OWN, encoding="utf-8")
    _, err = start(
        "import perfrules.rubrics as r; r.add('.'); import perfrules.rubrics.my_own", tmp_path, kept
    ).communicate()
    assert "my-own.rubric" in err and "my_own.rubric" in err and "rename one" in err


def test_an_unknown_rubric(tmp_path: Path, kept: Path) -> None:
    code = "try: import perfrules.rubrics.nothing\nexcept ModuleNotFoundError as e: print(e)"
    assert "perfrules.rubrics.nothing" in run(code, tmp_path, kept)
