"""docs/reference/idioms.md, from the declarations of idioms, their docstrings and their grammar."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from perfrules.data import data_folder
from perfrules.idioms import IDIOMS
from perfrules.idioms.declare import ROLES, Idiom
from perfrules.source import Words
from tools.reference.diagnostics import place
from tools.reference.markdown import WRITTEN_BY, block, both

ROOT = Path(__file__).parents[2]
_HEAD = f"""# 评分办法 · Scoring idioms

{WRITTEN_BY}
每种办法对应指标表里的一类说法。 Each idiom is one kind of wording of printed tables.

"""
_ROLE = {
    "applicability": Words("指标适用不适用", "Whether a leaf applies"),
    "override": Words("先于办法的特例", "Tried before the rule"),
    "base": Words("办法：一项只有一个", "The rule of a leaf: one at most"),
    "award": Words("得分项", "Awards"),
    "deduction": Words("扣分项", "Deductions"),
    "aggregate": Words("下级怎样计分", "How the parts of a heading count"),
    "refusal": Words("不予评分", "When a subject gets no score"),
    "total": Words("总分从哪里来", "Where the total comes from"),
    "total-cap": Words("总分的封顶", "Caps of the total"),
    "veto": Words("总分的否决", "Vetoes of the total"),
    "grade-veto": Words("等级的否决", "Vetoes of the grade"),
    "head": Words("表格行的前半：什么情况", "The head of a row: in which case"),
    "score": Words("表格行的后半：得几分", "The score of a row"),
    "value": Words("有名称的值", "Named values"),
}


def page() -> str:
    """The page: idioms by what they are for, in the order of evaluation."""
    parts = [_HEAD]
    for role in ROLES:
        found = [idiom for idiom in IDIOMS if idiom.role == role]
        if found:
            parts.append(f"## {both(_ROLE.get(role, Words(role, role)))}\n\n")
            parts += [_section(idiom) + "\n" for idiom in found]
    return "".join(parts).rstrip() + "\n"


def _section(idiom: Idiom) -> str:
    parts = [f"### {both(idiom.title)}\n\n{both(idiom.about)}\n"]
    if idiom.wordings:
        parts.append("指标表的说法 · as tables word it: " + "；".join(f"“{text}”" for text in idiom.wordings) + "\n")
    shapes = dict.fromkeys(shape[lang] for lang in ("zh", "en") for shape in idiom.shapes.values())
    if shapes:
        parts.append("写法 · how it is written:\n\n" + block("\n".join(shapes)))
    about = inspect.getdoc(sys.modules[idiom.node.__module__]) if _own_file(idiom) else None
    if about:
        parts.append(about.strip() + "\n")
    grammar = data_folder("grammars") / "idioms" / f"{idiom.name}.lark"
    if idiom.fragment and grammar.is_file():
        text = block(grammar.read_text(encoding="utf-8"))
        parts.append(f"<details><summary>grammar</summary>\n\n{text}\n</details>\n")
    more = [f"[{chapter}](../../{chapter})" for chapter in _chapters(idiom)]
    if more:
        parts.append("例子 · examples that run: " + ", ".join(more) + "\n")
    if idiom.kinds:
        kinds = (f"[{kind.name}]({place(kind, 'diagnostics/')})" for kind in idiom.kinds)
        parts.append("提示 · messages: " + ", ".join(kinds) + "\n")
    return "\n".join(parts)


def _own_file(idiom: Idiom) -> bool:
    """Whether the file of its node speaks of this idiom alone."""
    return idiom.node.__module__.rpartition(".")[2] == idiom.name


def _chapters(idiom: Idiom) -> list[str]:
    found = sorted((ROOT / "tests" / "spec").rglob(f"{idiom.name}.md"))
    return [str(path.relative_to(ROOT)) for path in found]
