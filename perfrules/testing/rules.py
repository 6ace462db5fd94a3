"""Leaves with every kind of rule, for generated rubrics."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from attrs import define, evolve, field
from hypothesis import strategies as st

from perfrules.testing.expressions import Expressions
from perfrules.testing.measures import Condition, Measure, needs
from perfrules.types.interval import Interval
from perfrules.types.show import exact


@define
class Leaf:
    """One leaf while it is written: its lines, and what its rule needs that a 特例 has to catch."""

    FOCUSES: ClassVar[tuple[str, ...]] = ("bands", "inner", "graded", "checklist", "detail")
    """The rules that can be asked for."""

    name: str
    points: Fraction
    unit: Fraction
    """Scores are whole multiples of this."""
    read: Expressions
    focus: str | None = None
    """The rule that is asked for."""
    summed: bool = True
    """Whether what stands above it adds up, so that its points may be shared out."""
    lines: list[str] = field(factory=list)
    used: list[Measure | Condition] = field(factory=list)
    measure: Measure | None = None
    scores: Interval | None = None
    """What it can score, where that is not 0 to its points."""

    @property
    def draw(self) -> st.DrawFn:
        return self.read.draw

    def oneof(self, *items: str) -> str:
        return self.draw(st.sampled_from(items))

    # Points

    def some(self, most: Fraction | None = None, least: int = 0) -> Fraction:
        """A score up to a limit."""
        steps = (self.points if most is None else most) // self.unit
        return self.unit * self.draw(st.integers(min(least, steps), steps))

    def score(self, value: Fraction) -> str:
        if value == self.points and self.draw(st.booleans()):
            return self.oneof("满分", "得满分")
        if value == 0 and self.draw(st.booleans()):
            return "不得分"
        return self.oneof("", "得") + f"{exact(value)}分"

    def any_score(self) -> str:
        """A fixed score, or a formula cut at both ends."""
        if self.draw(st.integers(0, 4)):
            return self.score(self.some())
        return self.cut(self.read.quantity())

    def cut(self, measure: Measure) -> str:
        """A score in proportion to a measure."""
        self.used.append(measure)
        if measure.unit == "分":
            return f"{measure.text} 封顶 保底"
        if measure.dimension:
            one = measure.figure(measure.factor * self.draw(st.sampled_from((1, 3))))
            return f"{measure.inner} ÷ {one} × 满分 封顶 保底"
        return f"{measure.inner} × 满分 封顶 保底"

    # Rules

    def decide(self) -> None:
        """判定: a label, a number or 是 and 否, which the rule may then read."""
        found = self.read.quantity()
        name = self.read.new("类")
        in_order = self.draw(st.integers(0, 3)) == 0
        rows = self._in_order(found) if in_order else self._disjoint(found, True)
        heads = [row.rsplit(" ：", 1)[0] for row in rows]
        kind = self.oneof("label", "number", "flag")
        given = {"label": ("高", "中", "低"), "number": ("0.5", "1", "2"), "flag": ("是", "否")}[kind]
        values = [self.oneof(*given) for _ in heads]
        ordered = kind == "label" and self.draw(st.booleans())
        policy = " 按序" if in_order else ""
        self.lines.append(f"判定 {name} 按 {found.text}{policy}{' 选项 高 ＞ 中 ＞ 低' if ordered else ''}")
        self.lines += [f"  {head} ：{value}" for head, value in zip(heads, values, strict=True)]
        measure = Measure(name, "").needing(found)
        facts = self.read.facts
        if kind == "label":
            labels = given if ordered else tuple(dict.fromkeys(values))
            self.read.facts = evolve(facts, choices=(*facts.choices, (measure, labels, ordered)))
        elif kind == "flag":
            self.read.facts = evolve(facts, flags=(*facts.flags, measure))
        else:
            figures = [Fraction(value) for value in values]
            whole = all(figure.denominator == 1 for figure in figures)
            bounds = Interval(min(figures), max(figures))
            self.read.formulas.append(evolve(measure, bounds=bounds, whole=whole))

    def subject(self) -> Measure:
        """What a table scores: a fact, an expression, or a formula of this leaf."""
        if self.draw(st.booleans()):
            line, found = self.read.formula(self.read.new("率"))
            self.lines.append(line)
            self.measure = found
        else:
            found = self.read.quantity()
        self.used.append(found)
        return found

    def bands(self) -> None:
        """评分 over intervals."""
        implicit = self.draw(st.integers(0, 3)) == 0
        if implicit:
            line, found = self.read.formula(None)
            self.lines.append(line)
            self.used.append(found)
            self.measure = evolve(found, text=self.name)
        else:
            found = self.subject()
        in_order = self.draw(st.integers(0, 3)) == 0
        policy = " 按序" if in_order else self.oneof("", "", "", " 唯一")
        self.lines.append(f"评分{'' if implicit else ' ' + found.text}{policy}")
        rows = self._in_order(found) if in_order else self._disjoint(found, implicit)
        self.lines += [f"  {row}" for row in rows]
        if found.absent and not found.zero and self.draw(st.booleans()):
            self.lines.append(f"  缺失 ：{self.score(self.some())}")
            self.used.remove(found)
            self.used.append(evolve(found, absent=()))

    def _in_order(self, subject: Measure) -> list[str]:
        edges = subject.edges() or [Fraction(0)]
        rows = []
        for edge in dict.fromkeys(self.draw(st.lists(st.sampled_from(edges), min_size=1, max_size=3))):
            sign = self.oneof("≥", "＞", "≤", "＜")
            rows.append(f"{sign} {subject.figure(edge)} ：{self.any_score()}")
        return [*dict.fromkeys(rows), f"否则 ：{self.any_score()}"]

    def _disjoint(self, subject: Measure, implicit: bool) -> list[str]:
        edges = sorted(self.draw(st.sets(st.sampled_from(subject.edges() or [Fraction(0)]), min_size=1, max_size=3)))
        if edges[-1] > 0 and self.draw(st.integers(0, 5)) == 0:
            return self._around(subject, edges[-1])
        parts: list[Interval] = []
        low: Fraction | None = None
        low_open = False
        for edge in edges:
            closed = self.draw(st.booleans())
            parts.append(Interval(low, edge, low_open, not closed))
            low, low_open = edge, closed
            if (
                subject.whole
                and closed
                and subject.factor == 1
                and edge + 1 < min((e for e in edges if e > edge), default=edge + 2)
            ):
                low, low_open = edge + 1, False
            elif not closed and self.draw(st.integers(0, 3)) == 0:
                parts.append(Interval(edge, edge))
                low_open = True
        parts.append(Interval(low, None, low_open))
        parts = [part for part in parts if not part.empty]
        rows = [f"{self._head(part, subject)} ：{self._band_score(part, subject, implicit)}" for part in parts]
        if len(rows) > 1 and self.draw(st.integers(0, 3)) == 0:
            rows.pop(self.draw(st.integers(0, len(rows) - 1)))
            return [*self.draw(st.permutations(rows)), f"否则 ：{self.any_score()}"]
        return self.draw(st.permutations(rows))

    def _around(self, subject: Measure, edge: Fraction) -> list[str]:
        figure = subject.figure(edge)
        low, high = self.score(self.some()), self.score(self.some())
        middle = self.oneof(f"线性 {exact(self.some())}分 至 满分", high)
        return [f"增减{figure}以内 ：{middle}", f"＞ {figure} ：{low}", f"＜ {subject.figure(-edge)} ：{high}"]

    def _head(self, part: Interval, subject: Measure) -> str:
        """An interval in one of the ways to write it."""
        low = None if part.low is None else subject.figure(part.low)
        high = None if part.high is None else subject.figure(part.high)
        if low is not None and low == high:
            return self.oneof(f"＝ {low}", f"[{low}, {low}]")
        if low is None:
            return self.oneof(f"＜ {high}", f"不满{high}") if part.high_open else self.oneof(f"≤ {high}", f"{high}以下")
        if high is None:
            beyond = [f"{low}以外"] if subject.bounds.low is not None and subject.bounds.low >= 0 else []
            return (
                self.oneof(f"＞ {low}", f"超过{low}", *beyond)
                if part.low_open
                else self.oneof(f"≥ {low}", f"{low}以上")
            )
        bracket = f"{'(' if part.low_open else '['}{low}, {high}{')' if part.high_open else ']'}"
        joined = (
            f"{f'超过{low}' if part.low_open else f'{low}以上'}、{f'不满{high}' if part.high_open else f'{high}以下'}"
        )
        chained = f"{low} {'＜' if part.low_open else '≤'} S {'＜' if part.high_open else '≤'} {high}"
        ranged = f"{low}{'(不含)' if part.low_open else '(含)'}—{high}{'(不含)' if part.high_open else '(含)'}"
        found = [bracket, joined, chained, *([] if low.startswith("−") else [ranged])]
        marked = {"含下不含上": (False, True), "含上不含下": (True, False), "两端都含": (False, False)}
        if not low.startswith("−") and marked.get(self.read.ends) == (part.low_open, part.high_open):
            found += [f"{low}—{high}"] * 3
        return self.oneof(*found)

    def _band_score(self, part: Interval, subject: Measure, implicit: bool) -> str:
        if part.low is not None and part.high is not None and part.low != part.high and self.draw(st.booleans()):
            return f"线性 {exact(self.some())}分 至 {exact(self.some())}分"
        sides = [way for way, end in (("高", part.low), ("低", part.high)) if end is not None]
        if sides and self.draw(st.integers(0, 2)) == 0:
            step = self.oneof("10个百分点", "0.5个百分点") if subject.unit == "%" else subject.figure(subject.factor)
            each = f"{self.oneof('扣', '加')}{exact(self.some(least=1))}分"
            rest = self.oneof("零头不计", "零头进位", "零头按比例")
            return f"{self.score(self.some())} 起 每{self.oneof(*sides)}{step} {each} {rest}"
        positive = subject.bounds.low is not None and subject.bounds.low >= 0 and subject.unit != "分"
        if positive and part.high is not None and part.high > 0 and not implicit and self.draw(st.booleans()):
            return f"{subject.inner} ÷ {subject.figure(part.high)} × 满分"
        return self.any_score()

    def polyline(self) -> None:
        """评分 … 折线 through edges of the measure, from either side."""
        found = self.subject()
        edges = sorted(found.edges())
        if len(edges) < 2:
            return self.bands()
        edges = sorted(self.draw(st.sets(st.sampled_from(edges), min_size=2, max_size=4)))
        ends = " 两端封顶"
        if found.bounds.low == edges[0] and found.bounds.high == edges[-1] and not found.bounds.high_open:
            ends = self.oneof("", ends)
        if self.draw(st.booleans()):
            edges.reverse()
        points = (f"{found.figure(edge)}：{self.score(self.some())}" for edge in edges)
        self.lines.append(f"评分 {found.text} 折线 {'，'.join(points)}{ends}")

    def conditions(self) -> None:
        """评分 over conditions, on one measure or in order."""
        asked = self.focus == "inner"
        if not asked and self.draw(st.booleans()):
            subject = self.subject()
            edge = self.draw(st.sampled_from(subject.edges() or [Fraction(0)]))
            figure = subject.figure(edge)
            others = [m for m in self.read.alike(subject) if m.text != subject.text]
            if len(others) > 0 and self.draw(st.booleans()):
                other = self.read.pick(others)
                self.used.append(other)
                figure = other.text
            signs = self.draw(st.sampled_from((("＜", "＝", "＞"), ("≤", "＞"), ("＜", "≥"))))
            self.lines.append("评分")
            self.lines += [f"  当 {subject.text} {sign} {figure} ：{self.any_score()}" for sign in signs]
            return
        rows: dict[str, str] = {}
        inner: dict[str, list[str]] = {}
        inside = asked or self.draw(st.booleans())
        guarded: tuple[str, ...] = ()
        for _ in range(self.draw(st.integers(1, 3))):
            condition = self.read.condition(spots=True)
            for zero in condition.zero:
                if zero not in guarded and zero not in condition.must and self.draw(st.booleans()):
                    rows[zero] = self.score(self.some())
                    guarded = (*guarded, zero)
            open_ = tuple(z for z in condition.zero if z not in guarded)
            # Which table is gone into is asked before a 约定 can speak.
            self.used.append(evolve(condition, zero=open_, must=open_ if inside else condition.must))
            if inside and condition.text not in rows and self.draw(st.integers(0, 3)):
                inner[condition.text] = self.inner()
            rows.setdefault(condition.text, self.any_score())
        self.lines.append("评分 按序")
        for text, score in rows.items():
            found = inner.get(text, [])
            self.lines.append(f"  当 {text} {'时 按' if found else '：'}{' '.join(found[:1]) or score}")
            self.lines += [f"    {row}" for row in found[1:]]
        self.lines.append(f"  {'都不符合' if inner else '否则'} ：{self.any_score()}")

    def inner(self) -> list[str]:
        """A table inside a row: its measure, then its rows."""
        found = self.read.quantity()
        self.used.append(found)
        order = self.oneof("", " 按序")
        rows = self._in_order(found) if order else self._disjoint(found, True)
        return [f" {found.text} 评分{order}", *rows]

    def category(self) -> None:
        """评分 over the labels of a choice, or over a flag."""
        facts = self.read.facts
        if not facts.choices and not facts.flags:
            self.judged()
            return
        if facts.choices and (not facts.flags or self.draw(st.booleans())):
            subject, labels, _ = self.draw(st.sampled_from(facts.choices))
        else:
            subject, labels = self.read.pick(facts.flags), ("是", "否")
        self.lines.append(f"评分 {subject.text}")
        self.measure = subject
        heads = list(self.draw(st.permutations(labels)))
        if len(heads) > 2 and self.draw(st.booleans()):
            heads = [f"{heads[0]}、{heads[1]}", *heads[2:]]
        last = "否则" if self.draw(st.booleans()) and len(heads) > 1 else None
        for head in heads[:-1] if last else heads:
            self.lines.append(f"  {head} ：{self.any_score()}")
        if last:
            self.lines.append(f"  否则 ：{self.any_score()}")
        if subject.absent and not subject.zero and self.draw(st.booleans()):
            self.lines.append(f"  缺失 ：{self.score(self.some())}")
        else:
            self.used.append(subject)

    def target(self) -> None:
        """目标, with each way in which it may be missed."""
        found = self.subject()
        edges = found.edges() or [Fraction(0)]
        goal = self.draw(st.sampled_from(edges))
        figure, least = found.figure(goal), found.bounds.low
        others = [m for m in self.read.alike(found) if m.text != found.text]
        if others and self.draw(st.integers(0, 3)) == 0:
            other = self.read.pick(others)
            self.used.append(other)
            self.lines.append(f"目标 {found.text} {self.oneof('≥', '≤', '＝')} {other.text} 未达 不得分")
            return
        ways = [f"{sign} {figure} 未达 不得分" for sign in ("≥", "≤", "＝")]
        if least is not None and least >= 0:
            ways += [f"{sign} {figure} 未达 按完成比例" for sign in ("≥", "≤")] * 2
        if goal != 0:
            ways.append(f"＝ {figure} 未达 按偏离")
        if goal < 0:
            ways += [f"降至 {figure} 未达 {way}" for way in ("按降幅", "按降幅", "不得分")]
        way = self.draw(st.sampled_from(ways))
        if way.startswith("≥") and goal > 0 and self.draw(st.booleans()):
            way += f" 超额 {self.oneof('10', '30', '100')}%及以上 扣{exact(self.some(least=1))}分"
        self.lines.append(f"目标 {found.text} {way}")

    def detail(self) -> None:
        """明细 with rows of any kind."""
        share = self.oneof(f"分值合计{exact(self.points)}分", "平均分配", "按 权重")
        name = self.read.new("表")
        columns = ["名 ：名称", "权重 ：数值 ≥0"]
        columns += ["分值 ：分值"] if share.startswith("分值") else []
        rules = []
        shape = self.draw(st.integers(0, 3))
        if shape <= 1:
            default = self.oneof("", " 默认 ≥", " 默认 ＝")
            columns += [f"要求 ：目标{default}", "完成 ：同 要求", "评定 ：评议 须说明"]
            policies = self.oneof(
                *("不得分", "按完成比例、按偏离、按降幅", "按偏离、不得分", "按降幅、按完成比例、按偏离")
            )
            over = self.oneof("", "", f" 超额 {self.oneof('10', '100')}%及以上 扣{exact(self.some(least=1))}分")
            rules += [f"每行 目标 完成 对 要求 未达 {policies}{over}", "每行 文字目标 按 评定"][: 1 if shape else 2]
        elif shape == 2:
            columns.append("评定 ：评议")
            rules.append("每行 按 评定")
        else:
            columns += ["预算 ：金额 万元 ＞0", "支出 ：金额 万元", "完成率 ：比率 [0%, 200%] 可缺 按 100%"]
            measure = self.oneof("支出 ÷ 预算", "完成率", "完成率 − 支出 ÷ 预算")
            edge = self.oneof("50%", "100%")
            part = self.oneof("满分 × 60%", "不得分", "不得分")
            rules += [f"每行 评分 {measure}", f"  ≥ {edge} ：满分", f"  ＜ {edge} ：{part}"]
        if self.draw(st.integers(0, 5)) == 0:
            step = self.oneof("", f" 步长 {exact(self.unit)}分", " 须说明")
            share, rules = f"评议 0分至{exact(self.points)}分{step}", []
        self.lines += [f"明细 {name} {share}", *(f"  {line}" for line in (*columns, *rules))]
        function = self.oneof("合计", "均值", "最大", "最小", "个数")
        read = name if function == "个数" else f"{name}·权重"
        whole, least = function == "个数", Fraction(1 if function == "个数" else 0)
        self.read.formulas.append(Measure(f"{function}({read})", "", Interval(least, None), whole))

    def judged(self) -> None:
        """评议."""
        low, high = sorted((self.some(), self.points))
        step = self.oneof("", f" 步长 {exact(self.unit)}分", " 须说明")
        name = f" 「{self.read.new('评')}」" if self.draw(st.booleans()) else ""
        self.lines.append(f"评议{name} {exact(low)}分至{exact(high)}分{step}")

    def graded(self) -> None:
        """评议 by the 评议尺度 that every generated rubric declares."""
        step = self.oneof("", f" 步长 {exact(self.unit)}分", " 须说明")
        name = f" 「{self.read.new('评')}」" if self.draw(st.booleans()) else ""
        self.lines.append(f"评议{name} 按 三档{step}")

    def ranged(self) -> None:
        """范围: rows below 0 and above the full marks, and points on top."""
        extra = self.some(least=1)
        low, high = -self.some(least=1), self.points + self.some()
        self.scores = Interval(low, high + extra)
        self.lines.append(f"范围 [{exact(low).replace('-', '−')}分, {exact(high + extra)}分]")
        found = self.subject()
        heads = [row.rsplit(" ：", 1)[0] for row in self._disjoint(found, True)]
        self.lines.append(f"评分 {found.text}")
        for head in heads:
            score = low + self.unit * self.draw(st.integers(0, int((high - low) / self.unit)))
            self.lines.append(f"  {head} ：{exact(score).replace('-', '−')}分")
        condition = self.read.condition(spots=True)
        self.used.append(condition)
        self.lines.append(f"加分 {condition.text} 加{exact(extra)}分")

    def score_formula(self) -> None:
        """得分 ＝."""
        if len(self.read.facts.awarded) > 0 and self.draw(st.integers(0, 2)):
            awarded = self.read.pick(self.read.facts.awarded)
            self.used.append(awarded)
            self.lines.append(f"得分 ＝ 折算({awarded.text})")
            return
        self.lines.append(f"得分 ＝ {self.cut(self.subject())}")

    # Awards and deductions

    def deductions(self) -> None:
        """扣分 alone takes from the full marks."""
        for _ in range(self.draw(st.integers(1, 3))):
            self.deduction()

    def deduction(self) -> None:
        most = self.oneof("", "", " 扣完为止", f" 至多{exact(self.some(least=1))}分")
        exempt = f" 但 「{self.read.new('免')}」 的不扣 须说明" if self.draw(st.integers(0, 4)) == 0 else ""
        line = f"扣分 {self.counted('扣', self.some(least=1))}{most}{exempt}"
        if line in self.lines:  # what is said twice is told as a slip
            line = f"扣分 「{self.read.new('事')}」 扣{exact(self.unit)}分"
        self.lines.append(line)

    def bonus(self, most: Fraction) -> str:
        """加分 that gives a limit at most."""
        each = self.some(most, least=1)
        return f"加分 {self.counted('加', each)} 至多{exact(most)}分"

    def counted(self, verb: str, each: Fraction) -> str:
        """What 扣分 and 加分 share: an amount, a condition or a distance, and the points for it."""
        take, falls = f"{verb}{exact(each)}分", "不增" if verb == "扣" else "不减"
        shape = self.draw(st.integers(0, 5))
        if shape == 0:
            unit, item = self.oneof("处", "人", "个工作日"), self.read.new("事")
            if self.draw(st.booleans()):
                self.lines.append(f"性质 {self.oneof('', self.name + ' ')}得分 随 {item} {falls}")
            return f"「{item}」 每1{unit} {take}"
        if shape == 1 and verb == "扣":
            condition = self.read.condition(spots=True)
            self.used.append(condition)
            return f"{condition.text} {take}"
        amount = self.read.quantity()
        positive = amount.bounds.low is not None and amount.bounds.low >= 0
        base = ""
        if not positive or self.draw(st.booleans()):
            others = [m for m in self.read.alike(amount) if m.text != amount.text]
            edge = amount.figure(self.draw(st.sampled_from(amount.edges() or [Fraction(0)])))
            if len(others) > 0 and self.draw(st.booleans()):
                other = self.read.pick(others)
                self.used.append(other)
                edge = other.text
            base = f" {self.oneof('超过', '低于', '偏离')} {edge}"
        self.used.append(amount)
        step = self.oneof("10个百分点", "0.5个百分点") if amount.unit == "%" else amount.figure(amount.factor)
        rest = self.oneof(" 零头不计", " 零头进位", " 零头按比例")
        return f"{amount.text}{base} 每{step} {take}{rest}"

    def checklist(self) -> None:
        """满足, closing with the base points; with deductions the base is written."""
        rest = self.points
        lines: list[str] = []
        for _ in range(self.draw(st.integers(1, 4))):
            given = self.some(rest, least=1)
            if given == 0:
                break
            rest -= given
            lines.append(self._award(given, lines))
        if rest and self.draw(st.booleans()):
            lines.append(self._award(rest, lines))
            rest = Fraction(0)
        deduct = self.draw(st.booleans())
        if rest or deduct:
            self.lines.append(f"基础分 {exact(rest)}分")
        self.lines += lines
        if deduct:
            self.deductions()

    def _award(self, points: Fraction, said: Sequence[str]) -> str:
        line = self._some_award(points)
        # What is said twice is told as a slip.
        return line if line not in said else f"满足 「{self.read.new('项')}」 得{exact(points)}分"

    def _some_award(self, points: Fraction) -> str:
        if self.draw(st.integers(0, 3)) == 0:
            return self.bonus(points)
        if self.draw(st.integers(0, 2)) == 0:
            partial = self.some(points - self.unit)
            return f"满足 「{self.read.new('项')}」 得{exact(points)}分 部分得{exact(partial)}分"
        condition = self.read.condition(spots=True)
        self.used.append(condition)
        if self.draw(st.integers(0, 3)) == 0:
            return f"加分 {condition.text} 加{exact(points)}分"
        return f"满足 {condition.text} 得{exact(points)}分"

    # The whole

    def write(self, conventions: bool) -> list[str]:
        """The lines of the leaf: what is tried first, then the rule."""
        rules = (
            self.bands,
            self.bands,
            self.polyline,
            self.conditions,
            self.category,
            self.deductions,
            self.checklist,
            self.judged,
            self.graded,
            self.ranged,
            self.target,
            self.detail,
            self.score_formula,
        )
        if self.draw(st.integers(0, 4)) == 0:
            self.decide()
        asked = self.conditions if self.focus == "inner" else getattr(self, self.focus or "", None)
        rule = asked if asked in rules else self.draw(st.sampled_from(rules))
        rule()
        if rule not in (self.checklist, self.ranged) and self.draw(st.integers(0, 4)) == 0:
            self.deductions()
        rounding = self.oneof(
            "", "", "", "", "舍入 无", f"舍入 得分 {2 if self.unit.denominator > 2 else 1}位小数 舍去"
        )
        note = self.oneof("", "", "", '依据 "附件1"', '假定 "没有写明"')
        return [*([note] if note else []), *self._first(conventions), *([rounding] if rounding else []), *self.lines]

    def _first(self, conventions: bool) -> list[str]:
        """不适用 and 特例: they catch what is missing, then divisors that can be 0; then any."""
        extra = []
        if self.draw(st.integers(0, 2)) == 0:
            condition = self.read.condition(spots=True)
            self.used.append(condition)
            extra.append((condition.text, self.any_score()))
        if self.draw(st.integers(0, 5)) == 0:
            condition = self.read.condition(spots=True)
            self.used.append(condition)
            ways = ("不计入", "同组均分", *(("不计入 由同级分担",) if self.summed else ()))
            left_out = f"不适用 当 {condition.text} 时 {self.oneof(*ways)}"
        else:
            left_out = ""
        need = needs(*self.used)
        caught = [
            not conventions or condition in need["must"] or bool(extra or left_out) or self.draw(st.booleans())
            for condition in need["zero"]
        ]
        # A condition may read what another one before it keeps from having no value.
        zero = [condition for at, condition in enumerate(need["zero"]) if any(caught[at:])]
        word = self.oneof("特例", "不适用")
        absent = [name if name.endswith("个") else f"{name} 缺失" for name in need["absent"]]
        tried = [(condition, self.score(self.some())) for condition in absent]
        tried += [(condition, self.score(self.some())) for condition in zero]
        if left_out:
            word = "不适用"
        lines = [f"{word} 当 {condition} 时 {score}" for condition, score in tried]
        lines += [left_out] if left_out else []
        return [*lines, *(f"特例 当 {condition} 时 {score}" for condition, score in extra)]
