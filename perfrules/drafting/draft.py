"""A draft of a rubric as text: every guess marked 待核, everything that is not read 待写 with the words as printed.

A draft is checked as it is made: a guess that does not check clean is withdrawn, so that what is left to do is told by
`perfrules check`, heading by heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import define, evolve, field, frozen

from perfrules.compiler import compile_source
from perfrules.diagnostics import Severity
from perfrules.drafting.around import Read
from perfrules.drafting.guesses import Guess
from perfrules.drafting.outcomes import Unread
from perfrules.drafting.outline import Item
from perfrules.drafting.rules import guess
from perfrules.source import Source
from perfrules.types.show import decimal

_LEVELS = ("一级指标", "二级指标", "三级指标", "评分点")
TO_CHECK, TO_WRITE = "待核", "待写"
_ANY = re.compile(
    "(?:实际|计划|预计|目标|应|已|按时|按期|及时|合格|达标|优良|完成|到位|执行|覆盖|产出|工作|任务|指标|质量|满意|知晓|延期|逾期|延迟|"
    "超支|超预算|超概算|较|上年|增长|下降|数|量|总|值|的|率|度|面积|长度|比例)+"
)
"""What says nothing of which figure it is but by its heading."""
GRADES = (
    f"# {TO_WRITE}：等级，如",
    "# 等级",
    "#   优 ：≥ 90",
    "#   良 ：[80, 90)",
    "#   中 ：[60, 80)",
    "#   差 ：＜ 60",
)


@frozen
class Head:
    """What an officer says of a rubric before its table."""

    title: str
    id: str = ""
    year: str = ""
    basis: str = ""


@define
class Draft:
    """The text of a draft, and of how many headings a rule was guessed or is to be written.

    Of the guessed, `partly` have printed words that are in no line and are to be written.
    """

    text: str
    guessed: int = 0
    unread: int = 0
    partly: int = 0
    notes: list[str] = field(factory=list)


@define
class _Leaf:
    item: Item
    guess: Guess | None = None
    why: str = ""
    lines: range = range(0)


def draft(head: Head, items: Sequence[Item], total: Fraction | None, said: Read | None = None) -> Draft:
    """The draft of a printed table, with what was read around it."""
    said = _sound(said if said is not None else Read())
    leaves = {id(leaf): _read(leaf) for item in items for leaf in item.leaves()}
    own = _own(leaves.values())
    for leaf in leaves.values():
        if leaf.guess is not None and own & leaf.guess.facts.keys():
            leaf.guess = _read(leaf.item, own).guess
    while True:
        text = _text(head, items, total, leaves, said)
        bad = _broken(text, leaves)
        if not bad:
            break
        for leaf, message in bad:
            leaf.guess, leaf.why = None, f"猜的写法检查不过：{message}"
    guessed = sum(leaf.guess is not None for leaf in leaves.values())
    partly = sum(leaf.guess is not None and bool(leaf.guess.left) for leaf in leaves.values())
    return Draft(text, guessed, len(leaves) - guessed, partly)


def _sound(said: Read) -> Read:
    """What was read around a table, the grades among what was not where they do not check clean."""
    if not said.grades:
        return said
    lines = "".join(f"  {label} ：{row}\n" for label, row in said.grades)
    text = f"评价表 表\n满分 100分\n一级指标 项 100分\n  评议 0分至100分\n等级\n{lines}"
    if not compile_source(Source("draft.rubric", text)).failed:
        return said
    return evolve(said, grades=(), left=(*said.left, said.grades_said))


def _own(leaves: Iterable[_Leaf]) -> frozenset[str]:
    """Names of facts that several headings print and that say no more than 完成率 or 实际完成数: each has its own."""
    found = Counter(name for leaf in leaves if leaf.guess is not None for name in leaf.guess.facts)
    return frozenset(name for name, times in found.items() if times > 1 and _ANY.fullmatch(name))


def _read(item: Item, own: frozenset[str] = frozenset()) -> _Leaf:
    if item.worth is None:
        return _Leaf(item, None, "没有读到分值")
    try:
        return _Leaf(item, guess(item.name, item.worth, item.criterion, item.explanation, own))
    except Unread as left:
        words = str(left)
        unread = "没有读懂" if item.criterion.strip() else "没有印评分标准"
        return _Leaf(item, None, f"没有读懂：{words}" if words else unread)


def _broken(text: str, leaves: dict[int, _Leaf]) -> list[tuple[_Leaf, str]]:
    """The guesses that do not check clean, with the first message of each."""
    compiled = compile_source(Source("draft.rubric", text))
    found: dict[int, tuple[_Leaf, str]] = {}
    facts: list[str] = []
    for diagnostic in compiled.diagnostics:
        if diagnostic.severity is not Severity.ERROR:
            continue
        line = diagnostic.span.source.position(diagnostic.span.start)[0]
        leaf = next((leaf for leaf in leaves.values() if line in leaf.lines), None)
        if leaf is None:
            facts.append(text.split("\n")[line - 1])
        elif leaf.guess is not None:
            found.setdefault(id(leaf), (leaf, diagnostic.message("zh")))
    for line_text in facts:
        name = line_text.partition("：")[0].strip()
        for leaf in leaves.values():
            if leaf.guess is not None and name in leaf.guess.facts:
                found.setdefault(id(leaf), (leaf, f"数据「{name}」"))
    return [*found.values()]


def _text(head: Head, items: Sequence[Item], total: Fraction | None, leaves: dict[int, _Leaf], said: Read) -> str:
    lines: list[str] = [
        f"# 由印好的表读出来的草稿。标「{TO_CHECK}」的是猜的，对照原文改好或认可，再删去这个注；",
        f"# 标「{TO_WRITE}」的没有读懂。",
        "# 指标解释只读了里面的算式；其余的话若管着计分（什么不算、怎么取数），要由人写进去。",
        *([f"# {TO_CHECK}：名称照表上面印的"] if said.title and head.title == said.title else []),
        f"评价表 {head.title}",
    ]
    worth = [item.worth for item in items]
    known = [figure for figure in worth if figure is not None]
    summed = sum(known, Fraction(0)) if len(known) == len(worth) else None
    full = total if total is not None else summed
    lines += [f"  代码 {head.id}"] if head.id else []
    if head.year:
        lines += [f"  # {TO_CHECK}：年度照「{said.title}」"] if head.year == said.year else []
        lines.append(f"  年度 {head.year}")
    else:
        lines.append(f"  # {TO_WRITE}：年度（如：年度 2024）")
    lines += [f"  满分 {decimal(full)}分"] if full is not None else [f"  # {TO_WRITE}：满分"]
    if total is not None and summed is not None and summed != total:
        lines.append(f"  # {TO_CHECK}：各项相加{decimal(summed)}分，表上印{decimal(total)}分")
    lines += [f"  依据 {_quoted(head.basis)}"] if head.basis else [f'  # {TO_WRITE}：依据 "文件名称和文号"']
    if said.rounding is not None:
        statement, printed = said.rounding
        lines += [f"  # {TO_CHECK}：照「{printed}」", f"  {statement}"]
    else:
        lines.append(f"  # {TO_WRITE}：舍入（如：舍入 各项得分 1位小数）；不写就不舍入")
    lines += [f"  # {TO_WRITE}：表外印着「{words}」" for words in said.left]
    facts = _facts(leaves.values())
    if facts:
        width = max(len(name) for name, _ in facts)
        lines += ["", "数据", f"  # {TO_CHECK}：种类、单位、范围"]
        lines += [f"  {name.ljust(width, '　')} ：{kind}" for name, kind in facts]
    for item in items:
        lines.append("")
        _item(item, 0, lines, leaves)
    if said.grades:
        doubts = "".join(f"；{doubt}" for doubt in said.doubts)
        width = max(len(label) for label, _ in said.grades)
        lines += ["", f"# {TO_CHECK}：照「{said.grades_said}」{doubts}", "等级"]
        lines += [f"  {label.ljust(width, '　')} ：{row}" for label, row in said.grades]
    else:
        lines += ["", *GRADES]
    return "\n".join(lines) + "\n"


def _facts(leaves: Iterable[_Leaf]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for leaf in leaves:
        for name, kind in (leaf.guess.facts if leaf.guess is not None else {}).items():
            # A divisor of one heading is above 0 for all.
            if name not in found or kind.endswith("＞0"):
                found[name] = kind
    return [*found.items()]


def _item(item: Item, depth: int, lines: list[str], leaves: dict[int, _Leaf]) -> None:
    indent = "  " * depth
    worth = item.worth
    points = f" {decimal(worth)}分" if worth is not None else ""
    start = len(lines) + 1
    lines.append(f"{indent}{_LEVELS[min(item.depth, len(_LEVELS)) - 1]} {_heading(item.name)}{points}")
    inner = indent + "  "
    if item.parts:
        parts = [part.worth for part in item.parts]
        if item.points is not None and all(part is not None for part in parts):
            summed = sum((part for part in parts if part is not None), Fraction(0))
            if summed != item.points:
                lines.append(f"{inner}# {TO_CHECK}：下级相加{decimal(summed)}分，表上印{decimal(item.points)}分")
        for part in item.parts:
            _item(part, depth + 1, lines, leaves)
        return
    leaf = leaves[id(item)]
    if not item.named:
        lines.append(f"{inner}# {TO_CHECK}：表上没有名称，请起一个")
    basis = [_one_line(text) for text in (item.criterion, item.explanation) if text]
    if basis:
        lines.append(f"{inner}依据 {_quoted('；'.join(text.rstrip('。；;') for text in basis))}")
    for name, text in item.others:
        lines.append(f"{inner}# {_one_line(name)}：{_one_line(text)}")
    if leaf.guess is None:
        lines.append(f"{inner}# {TO_WRITE}（{_one_line(leaf.why)}）：{_one_line(item.criterion) or item.name}")
    else:
        doubts = "；".join(dict.fromkeys(leaf.guess.doubts)) or "照字面读出来的"
        lines.append(f"{inner}# {TO_CHECK}：{doubts}")
        if leaf.guess.left:
            left = "；".join(dict.fromkeys(leaf.guess.left))
            lines.append(f"{inner}# {TO_WRITE}（下面的规则里没有，会改变得分的要写进去）：{_one_line(left)}")
        lines += [inner + line for line in leaf.guess.lines]
    leaf.lines = range(start, len(lines) + 1)


def _heading(name: str) -> str:
    return re.sub(r"[\"“”「」]", "", name)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", "", text) if re.search(r"[\u4e00-\u9fff]", text) else " ".join(text.split())


def _quoted(text: str) -> str:
    """A text as a string of the language, which has no way to write its own quotation mark."""
    return '"' + re.sub(r"[\"“”]", "", text) + '"'
