"""Rubrics that check clean, as text: every idiom, rounding and convention, in any order that the language allows."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations_with_replacement

from attrs import define, evolve, field, frozen
from hypothesis import strategies as st

from perfrules.testing.expressions import FUNCTIONS, Expressions
from perfrules.testing.measures import Measure, facts
from perfrules.testing.rules import Leaf
from perfrules.types.interval import Interval
from perfrules.types.show import exact

_LEVELS = ("一级指标", "二级指标", "三级指标", "评分点")
_RESULTS = ("木桶", "查表", "择优", "择劣", "取第2", "只可择其一")
_AGGREGATES = ("择优", "择劣", "取均值", "取第2", "取倒数第1", "加权", "只可择其一")
_TIES = ("并列占位", "并列不占位", "并列取均")
FOCUSES = ("木桶", "查表", "总分 评议", "未录", *_AGGREGATES, *Leaf.FOCUSES, *FUNCTIONS, *_TIES)
"""What can be asked for: seldom met where every choice is left to chance."""
_UNITS = {None: Fraction(1, 4), 0: Fraction(1), 1: Fraction(1, 2), 2: Fraction(1, 4)}


@frozen
class _Heading:
    lines: tuple[str, ...]
    points: Fraction


@define
class _Writer:
    draw: st.DrawFn
    read: Expressions
    digits: int | None
    conventions: bool
    focus: str | None = None
    """What the rubric is to have: one of FOCUSES."""
    leaves: int = 0
    left: int = field(default=6)

    def heading(self, depth: int) -> _Heading:
        """A leaf or a heading with parts; points close by construction."""
        name = self.read.new("标")
        self.left -= 1
        shape = self.draw(st.sampled_from(("leaf", "leaf", "leaf", "sum", "sum", "aggregate", "aggregate", "apart")))
        if depth == 0 and self.focus in (*_AGGREGATES, *Leaf.FOCUSES):
            shape = "aggregate" if self.focus in _AGGREGATES else "leaf"
        if self.focus == "未录":
            shape = "sum" if depth == 0 else "apart"
        if shape == "apart" and depth > 0:
            return self._apart(name, depth)
        if depth == 3 or self.left <= 0 or shape == "leaf":
            return self._leaf(name, depth)
        below = depth + self.draw(st.integers(1, 3 - depth))
        if shape == "aggregate":
            return self._aggregate(name, depth, below)
        formula, declared = "", self._formulas()
        if self.draw(st.integers(0, 3)) == 0:
            line, found = self.read.formula(self.read.new("率"))
            self.read.formulas.append(found)
            formula = f"  {line}"
        parts = [self.heading(below) for _ in range(self.draw(st.integers(1, 3)))]
        self._leave(name, declared)
        points = scale = sum((part.points for part in parts), Fraction(0))
        inner = ""
        if scale and self.draw(st.integers(0, 4)) == 0:
            points, inner = self._points(), f" 内按{exact(scale)}分"
        lines = [f"{_LEVELS[depth]} {name} {exact(points)}分{inner}", *([formula] if formula else [])]
        if not scale:
            # Nothing below it is scored, so it is scored itself.
            below_it = (line for part in parts for line in part.lines)
            leaf = self._leaf(name, depth)
            return _Heading((leaf.lines[0], *lines[1:], *leaf.lines[1:], *below_it), leaf.points)
        return _Heading((*lines, *(line for part in parts for line in part.lines)), points)

    def unscored(self) -> _Heading:
        """A heading of the first level without points."""
        return _Heading((f"{_LEVELS[0]} {self.read.new('标')} 分值 未公布",), Fraction(0))

    def _apart(self, name: str, depth: int) -> _Heading:
        """What is printed and not scored, or not transcribed."""
        shape = self.draw(st.sampled_from(("空", "分值 未公布", "未录", "不计分", "不计分")))
        shape = "未录" if self.focus == "未录" else shape
        if shape == "不计分":
            leaf = self._leaf(name, depth)
            return _Heading((f"{leaf.lines[0]} 不计分", *leaf.lines[1:]), Fraction(0))
        if shape != "未录":
            return _Heading((f"{_LEVELS[depth]} {name} {shape}",), Fraction(0))
        points = self._points()
        return _Heading((f"{_LEVELS[depth]} {name} 未录 {exact(points)}分",), points)

    def _leave(self, owner: str, declared: frozenset[str]) -> None:
        """What leaving a heading means for its formulas and 判定, which have been declared since: they are called by
        their path, and no 约定 speaks of them."""
        read, facts = self.read, self.read.facts
        own = "|".join(sorted(self._formulas() - declared)) or "$^"

        def elsewhere(found: Measure) -> Measure:
            def called(text: str) -> str:
                return re.sub(rf"(?<!·)\b({own})\b", rf"{owner}·\1", text)

            zero, absent = (tuple(called(text) for text in texts) for texts in (found.zero, found.absent))
            return evolve(found, text=called(found.text), zero=zero, absent=absent, must=zero)

        read.formulas[:] = [elsewhere(formula) for formula in read.formulas]
        choices = tuple((elsewhere(choice), labels, order) for choice, labels, order in facts.choices)
        read.facts = evolve(facts, choices=choices, flags=tuple(elsewhere(flag) for flag in facts.flags))

    def _formulas(self) -> frozenset[str]:
        """The names of the formulas and 判定 that can be called by their names alone here."""
        facts = self.read.facts
        found = (*self.read.formulas, *(choice for choice, _, _ in facts.choices), *facts.flags)
        return frozenset(name for measure in found for name in re.findall(r"(?<!·)\b[率类]\d+\b", measure.text))

    def _points(self) -> Fraction:
        points = self.draw(st.sampled_from((Fraction(1), Fraction(2), Fraction(3), Fraction(5), Fraction(12))))
        if _UNITS[self.digits] < 1 and self.draw(st.integers(0, 3)) == 0:
            points += Fraction(1, 2)
        return points

    def _aggregate(self, name: str, depth: int, below: int) -> _Heading:
        """A heading that does not add its parts up: alternatives with its own points, or weighted parts."""
        points = self._points()
        names = [self.read.new("标") for _ in range(self.draw(st.integers(2, 3)))]
        clause = self.focus if self.focus in _AGGREGATES else self.draw(st.sampled_from(_AGGREGATES))
        lines = [f"{_LEVELS[depth]} {name} {exact(points)}分", f"  {clause}"]
        weighted = clause == "加权"
        if weighted:
            first = self.draw(st.sampled_from((10, 40, 75)))
            weights = [first, 100 - first] if len(names) == 2 else [first, 5, 95 - first]
            lines += [f"    {part} ：{weight}%" for part, weight in zip(names, weights, strict=True)]
        readable = clause != "只可择其一"
        own = None if weighted else points
        parts = [self._leaf(part, below, own, readable=readable, summed=False) for part in names]
        return _Heading((*lines, *(line for part in parts for line in part.lines)), points)

    def _leaf(
        self, name: str, depth: int, points: Fraction | None = None, *, readable: bool = True, summed: bool = True
    ) -> _Heading:
        unit = _UNITS[self.digits]
        points = self._points() if points is None else points
        leaf = Leaf(name, points, unit, self.read, self.focus if depth == 0 else None, summed)
        declared = self._formulas()
        lines = leaf.write(self.conventions)
        if leaf.measure is not None and leaf.measure.text and leaf.measure.unit + leaf.measure.dimension != "":
            self.read.formulas.append(leaf.measure)
        self._leave(name, declared)
        # The score of a heading is another measure for those that come after it, unless it may be left out.
        if readable and not any("不计入" in line for line in lines):
            self.read.scores.append(Measure(f"{name} 的得分", "分", leaf.scores or Interval(Fraction(0), points)))
        text = (f"{_LEVELS[depth]} {name} {exact(points)}分", *(f"  {line}" for line in lines))
        return _Heading(text, points)


@st.composite
def of_results(draw: st.DrawFn, focus: str | None = None) -> str:
    """The text of a rubric whose results are 结果等次; `focus` is what its heading does."""
    labels = draw(st.sampled_from((("优", "差"), ("优", "良", "差"), ("甲", "乙", "丙", "丁"))))
    one = st.sampled_from(labels)
    clause = focus or draw(st.sampled_from(_RESULTS))
    lines = ["评价表 生成的表", f"结果等次 {' ＞ '.join(labels)}", "一级指标 标1", f"  {clause}"]
    if clause == "查表":
        pairs = combinations_with_replacement(labels, 2)
        lines += [f"    {'、'.join(draw(st.permutations(pair)))} ：{draw(one)}" for pair in pairs]
    for name in ("标2", "标3"):
        lines.append(f"二级指标 {name}")
        if clause != "查表" and draw(st.integers(0, 3)) == 0:
            lines.append(f"  不适用 当 「不涉及{name}」 时 不计入")
        if draw(st.booleans()):
            lines.append(f"  评议{draw(st.sampled_from(('', ' 须说明', f' 「评{name}」')))}")
        else:
            lines += ["  评分 按序", f"    当 「情{name}」 ：{draw(one)}", f"    否则 ：{draw(one)}"]
    if draw(st.booleans()):
        lines.append(f"否决 当 「弄虚作假」 时 等级至多 {draw(one)}")
    return "\n".join(lines) + "\n"


@st.composite
def rubrics(draw: st.DrawFn, asked: str | None = None) -> str:
    """The text of a rubric that checks clean; it has what is `asked`, one of FOCUSES, or one drawn now and then."""
    focus = asked or draw(st.sampled_from((None, None, None, "any")))
    if focus == "any":
        focus = draw(st.sampled_from(FOCUSES))
    if focus in _RESULTS and focus not in _AGGREGATES:
        return draw(of_results(focus))
    if focus is None and draw(st.integers(0, 15)) == 0:
        return draw(of_results())
    known = draw(facts())
    head = []
    digits = draw(st.sampled_from((None, 0, 1, 2)))
    mode = draw(st.sampled_from(("", " 四舍五入", " 舍去", " 进位")))
    if digits is not None:
        head.append(f"舍入 各项得分 {digits}位小数{mode}")
    total = draw(st.sampled_from((None, None, 0, 1)))
    if total is not None:
        head.append(f"舍入 总分 {total}位小数{draw(st.sampled_from(('', ' 舍去', ' 进位')))}")
    if digits is None and total is None:
        head.append("舍入 无")
    conventions = draw(st.integers(0, 2)) == 0
    if conventions:
        nought, other = draw(st.sampled_from(("满分", "1分"))), draw(st.sampled_from(("0分", "不得分", "1分")))
        head.append(f"约定 零除零 {nought}，非零除零 {other}")
    if draw(st.booleans()):
        head.append(f"约定 零头 {draw(st.sampled_from(('不计', '进位', '按比例')))}")
    ends = draw(st.sampled_from(("", "", "含下不含上", "含上不含下", "两端都含")))
    if ends:
        head.append(f"约定 {ends}")
    head += draw(st.sampled_from(((), (), ("代码 drawn-1", "年度 2022", '依据 "某文件"', '假定 "没有写明"'))))
    end, ties = draw(st.sampled_from(("由高到低", "由低到高"))), draw(st.sampled_from(_TIES))
    ranking = f"{end}，{focus if focus in _TIES else ties}"
    asked = "名次" if focus in _TIES else focus if focus is not None and focus in FUNCTIONS else ""
    read = Expressions(draw, known, conventions=conventions, ends=ends, ranking=ranking, asked=asked)
    writer = _Writer(draw, read, digits, conventions, focus)
    tops = [writer.heading(0) for _ in range(draw(st.integers(1, 3)))]
    judged = focus == "总分 评议" or (focus is None and draw(st.integers(0, 15)) == 0)
    if judged:
        tops = [writer.unscored() for _ in tops]
        writer.read.scores.clear()
    points = Fraction(100) if judged else sum((top.points for top in tops), Fraction(0))
    if points.denominator != 1:  # full marks that rounding would change
        head = [line.replace("舍入 总分 0位", "舍入 总分 1位") for line in head]
    full = f"满分 {exact(points)}分{draw(st.sampled_from(('', '', ' 分低为优')))}"
    reach = draw(st.sampled_from(("", "", "可超满分", "总分范围")))
    if reach == "可超满分":
        full += " 可超满分"
    elif reach:
        head.append(f"总分范围 [−2分, {exact(points + 1)}分]")
    lines = ["评价表 生成的表", *(f"  {line}" for line in (full, *head))]
    lines += [
        "评议尺度 三档",
        "  上 ：[80%, 100%]",
        "  中 ：[60%, 80%)",
        f"  下 ：{draw(st.sampled_from(('[0%, 60%)', '0%')))}",
    ]
    parts = [line for top in tops for line in top.lines]
    if any("工作日数(" in line for line in parts):
        lines += _CALENDAR
    lines += ["数据", *known.lines, *parts]
    if draw(st.integers(0, 2)) == 0:
        lines += _adjustments(draw, writer.read)
    graded = draw(st.booleans())
    if judged:
        lines.append(f"总分 评议 {draw(st.integers(0, 50))}分至100分{draw(st.sampled_from(('', ' 须说明')))}")
    lines += _total(draw, writer.read, points, graded)
    if writer.read.scores and draw(st.integers(0, 3)) == 0:
        first, second = (draw(st.sampled_from(writer.read.scores)).text for _ in range(2))
        keep = draw(st.sampled_from(("", " 保留1位百分数")))
        lines.append(f"结果为 {writer.read.new('数')} ＝ ({first} ＋ {second}) ÷ {exact(points)}分{keep}")
    if graded:
        lines += _grades(draw, points, writer.read)
    return "\n".join(lines) + "\n"


_CALENDAR = (
    "工作日历",
    "  起讫 2021-01-01 至 2022-12-31",
    "  放假 2022-01-01 至 2022-01-03、2022-07-01",
    "  上班 2022-07-02",
)


def _adjustments(draw: st.DrawFn, read: Expressions) -> list[str]:
    """加减分: points on top of the table."""
    most = draw(st.sampled_from(("", " 至多加2分", " 至多加3分，至多扣1分", " 至多扣2分")))
    lines = [f"加减分{most}"]
    for _ in range(draw(st.integers(1, 2))):
        lines.append(f"  评分点 {read.new('标')}")
        for verb in draw(st.sampled_from((("加",), ("扣",), ("加", "扣")))):
            counted = draw(st.sampled_from((f" 每1次 {verb}1分 至多2分", f" {verb}1分")))
            lines.append(f"    {verb}分 「{read.new('事')}」{counted}")
    return lines


def _total(draw: st.DrawFn, read: Expressions, points: Fraction, graded: bool) -> list[str]:
    """Caps and vetoes of the total, and ceilings of the grade."""
    lines = []
    for line in ("总分封顶 {figure}分 当 「{flag}」 时", "否决 当 「{flag}」 时 总分 ＝ {figure}分"):
        if draw(st.integers(0, 2)) == 0:
            lines.append(line.format(figure=draw(st.integers(0, int(points))), flag=read.new("况")))
    if draw(st.integers(0, 5)) == 0:
        flag = read.new("况")
        lines.append(draw(st.sampled_from((f'不予评分 当 「{flag}」 时 "不评"', f"参评 当 「{flag}」"))))
    if graded and draw(st.booleans()):
        lines.append(f"否决 当 「{read.new('况')}」 时 等级至多 末等")
    return lines


def _grades(draw: st.DrawFn, points: Fraction, read: Expressions) -> list[str]:
    if read.scores and draw(st.integers(0, 3)) == 0:
        some = (draw(st.sampled_from(read.scores)) for _ in range(2))
        least = (f"{m.text} ≥ {draw(st.integers(0, 3))}分" for m in some)
        rows = [f"  {label}等 ：当 {condition}" for label, condition in zip("甲乙", least, strict=True)]
        return ["等级 按序", *rows, "  末等 ：否则"]
    if draw(st.integers(0, 3)) == 0:
        return ["等级 按 得分率", "  甲等 ：≥ 80%", "  乙等 ：[60%, 80%)", "  末等 ：＜ 60%"]
    edges = sorted(draw(st.sets(st.integers(1, max(1, int(points) - 1)), min_size=1, max_size=3)), reverse=True)
    unrounded = draw(st.sampled_from(("", " 按 未舍入总分")))
    rows = [f"  甲等 ：≥ {edges[0]}"]
    for label, high, low in zip(("乙等", "丙等"), edges, edges[1:], strict=False):
        rows.append(f"  {label} ：[{low}, {high})")
    return [f"等级{unrounded}", *rows, f"  末等 ：＜ {edges[-1]}"]
