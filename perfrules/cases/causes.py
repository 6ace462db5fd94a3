"""Why a printed figure may be wrong: one hypothesis a function, each shown by computing the figure again.

A hypothesis is told only where it gives the printed figure exactly as printed; it says what was recomputed, so that
the reader can do it too. It is a likely cause, never more: another slip may give the same figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from attrs import field, frozen

from perfrules.cases.compare import Printed, Verdict, compare
from perfrules.cases.report import Line
from perfrules.cases.worked import Figure, Product, Sum, Worked, figures, text_of, value_of, variants
from perfrules.result import NodeResult, Result
from perfrules.result.wording import stage
from perfrules.source import Words
from perfrules.types.rounding import rounded
from perfrules.types.show import decimal, show
from perfrules.types.types import Quantity

MOST_CAUSES = 3
MOST_TRIED = 3000
"""How many changed formulas are tried for one figure."""


@frozen
class Cause:
    """A likely cause: its name for programs, and what was recomputed."""

    name: str
    words: Words


@frozen
class Clue:
    """What the causes of one wrong figure are sought in.

    `worked` is its formula with figures, `near` the figures of the case; `others` every other line; `node` its
    heading, `parts` those of the heading with what is printed of each, `leaves` the items that it adds up in the end,
    `beside` the heading and those that are added up with it, with what is printed of each.
    `measure` is the 指标值 of the heading, with
    what is printed of it.
    """

    line: Line
    printed: Printed
    exact: Fraction
    worked: Worked | None = None
    near: tuple[Figure, ...] = ()
    others: tuple[Line, ...] = ()
    node: NodeResult | None = None
    parts: tuple[NodeResult, ...] = ()
    leaves: tuple[NodeResult, ...] = ()
    printed_parts: tuple[Printed | None, ...] = ()
    beside: tuple[tuple[NodeResult, Printed | None], ...] = ()
    result: Result | None = None
    scored_with: Callable[[Fraction], Fraction | None] | None = field(default=None, repr=False)
    """The score of the heading where its 指标值 is taken as a figure."""
    measure: Fraction | None = None
    measure_type: Quantity | None = None
    printed_measure: Printed | None = None

    def gives(self, value: Fraction | None, *, cut: bool = True) -> bool:
        """Whether a value would be printed as this figure."""
        if value is None or value == self.exact:
            return False
        return compare(self.printed, value, may_be_cut=cut and not self.is_score) in (Verdict.AGREES, Verdict.TRUNCATED)

    @property
    def is_score(self) -> bool:
        """Whether it is a score, subtotal or total."""
        return self.line.what in ("score", "subtotal", "total")

    @property
    def shown(self) -> str:
        """The figure as printed."""
        return self.line.printed


def likely_causes(clue: Clue) -> tuple[Cause, ...]:
    """The hypotheses that give the printed figure, the most telling first."""
    found: list[Cause] = []
    for hypothesis in HYPOTHESES:
        found += list(hypothesis(clue))[:1]
        if len(found) >= MOST_CAUSES:
            break
    return tuple(found[:MOST_CAUSES])


# Scores


def full_marks_taken(clue: Clue) -> Iterator[Cause]:
    """The points of the heading stand for its score: a sum of maxima."""
    if clue.node is None or not clue.is_score or not clue.gives(clue.node.points):
        return
    full = decimal(clue.node.points)
    if clue.parts:
        sum_ = "＋".join(decimal(part.points) for part in clue.parts)
        zh = f"各项相加用的是分值，不是得分：{sum_}＝{full}"
        en = f"the points were added, not the scores: {sum_.replace('＋', ' + ')} = {full}"
    else:
        zh, en = f"印的是分值{full}分，不是得分", f"the points {full} are printed, not the score"
    yield Cause("sum-of-maxima", Words(zh, en))


def one_part_at_full_marks(clue: Clue) -> Iterator[Cause]:
    """One item or part counts with its points instead of its score."""
    for part in (*clue.leaves, *clue.parts):
        if clue.is_score and part.points != part.score and clue.gives(clue.exact - part.score + part.points):
            points, score = decimal(part.points), decimal(part.score)
            zh = f"「{part.name}」按分值{points}分加，没有按得分{score}分加"
            yield Cause("part-at-full-marks", Words(zh, f"{part.name} counts with its {points} points, not {score}"))


def parts_as_printed(clue: Clue) -> Iterator[Cause]:
    """The figure is the sum of the parts as printed: the slip is in a part."""
    if not clue.is_score or not clue.parts or any(printed is None for printed in clue.printed_parts):
        return
    total = sum((printed.exact for printed in clue.printed_parts if printed is not None), Fraction(0))
    if clue.gives(total):
        shown = "＋".join(decimal(printed.exact) for printed in clue.printed_parts if printed is not None)
        off = [
            part.name
            for part, printed in zip(clue.parts, clue.printed_parts, strict=True)
            if printed is not None and compare(printed, part.score, may_be_cut=False) is Verdict.DIFFERS
        ]
        zh, en = "、".join(off), ", ".join(off)
        words = Words(
            f"由公布的各项相加而来：{shown}＝{decimal(total)}；错在{zh}",
            f"it adds up the parts as printed: {shown.replace('＋', ' + ')} = {decimal(total)}; the slip is in {en}",
        )
        yield Cause("parts-as-printed", words)


def errors_cancel(clue: Clue) -> Iterator[Cause]:
    """What is too much here is too little beside it, so that their sum is right: two 分值 that changed places, say."""
    node = clue.node
    off = [
        (one, printed)
        for one, printed in clue.beside
        if printed is not None and compare(printed, one.score, may_be_cut=False) is Verdict.DIFFERS
    ]
    if node is None or clue.line.what != "score" or len(off) < 2 or node.path not in [one.path for one, _ in off]:
        return
    if sum((printed.exact - one.score for one, printed in off), Fraction(0)) != 0:
        return
    others = [(one, printed) for one, printed in off if one.path != node.path]
    other, printed = others[0]
    changed = node.points != other.points and node.points and other.points and len(others) == 1
    if changed and clue.gives(node.score * other.points / node.points):
        back = compare(printed, other.score * node.points / other.points, may_be_cut=False)
        if back is not Verdict.DIFFERS:
            mine, theirs = decimal(other.points), decimal(node.points)
            zh = f"与「{other.name}」的分值写反了：{mine}分、{theirs}分时两项都对；两错相抵，小计看不出来"
            en = f"its points and those of {other.name} changed places: with {mine} and {theirs} both agree"
            yield Cause("points-swapped", Words(zh, en))
            return
    names = [one.name for one, _ in others]
    zh, en = "、".join(f"「{name}」" for name in names), ", ".join(names)
    words = Words(f"与{zh}的差相抵，加起来看不出来", f"it cancels against {en}: their sum does not show it")
    yield Cause("errors-cancel", words)


def part_left_out(clue: Clue) -> Iterator[Cause]:
    """One part is left out of the sum, or counted twice."""
    for part in clue.parts:
        if not clue.is_score or not part.score:
            continue
        score = decimal(part.score)
        if clue.gives(clue.exact - part.score):
            words = Words(f"漏加了「{part.name}」{score}分", f"{part.name} ({score}) is left out of the sum")
            yield Cause("part-left-out", words)
        if clue.gives(clue.exact + part.score):
            words = Words(f"「{part.name}」{score}分加了两次", f"{part.name} ({score}) is counted twice")
            yield Cause("part-counted-twice", words)


def deduction_missed(clue: Clue) -> Iterator[Cause]:
    """One deduction was not made, or made twice."""
    if clue.node is None or not clue.node.is_leaf or not clue.is_score or clue.node.lower_is_better:
        return
    for reason in clue.node.reasons:
        # What is all that was lost is told of the full marks.
        if reason.lost > 0 and clue.exact + reason.lost != clue.node.points:
            lost = decimal(reason.lost)
            if clue.gives(clue.exact + reason.lost):
                zh, en = reason.text("zh"), reason.text("en")
                yield Cause("not-deducted", Words(f"没有扣这{lost}分：{zh}", f"{lost} not taken: {en}"))
            if clue.gives(clue.exact - reason.lost):
                zh, en = reason.text("zh"), reason.text("en")
                yield Cause("deducted-twice", Words(f"这{lost}分扣了两次：{zh}", f"{lost} taken twice: {en}"))


def score_cut(clue: Clue) -> Iterator[Cause]:
    """The score was cut, or always raised, instead of rounded."""
    if clue.node is None or not clue.is_score:
        return
    exact, digits = clue.node.unrounded, clue.printed.decimals
    for mode, zh, en in (("down", "只舍不入", "cut"), ("up", "只入不舍", "raised")):
        if rounded(exact, digits, mode) == clue.printed.number != rounded(exact, digits, "half-up"):
            words = Words(f"{zh}：{decimal(exact)}印成{clue.shown}", f"{decimal(exact)} {en} to {clue.shown}")
            yield Cause(f"score-{en}", words)


def rate_rounded_first(clue: Clue) -> Iterator[Cause]:
    """The 指标值 was rounded before the score was worked out."""
    if clue.scored_with is None or clue.measure is None or clue.measure_type is None or not clue.is_score:
        return
    tries = [clue.printed_measure.exact] if clue.printed_measure is not None else []
    tries += [rounded(clue.measure, digits, "half-up") for digits in (4, 3, 2, 1)]
    for value in tries:
        score = clue.scored_with(value) if value != clue.measure else None
        if clue.gives(score):
            shown = show(value, clue.measure_type)
            words = Words(
                f"先把指标值取为{shown}再计分：得{decimal(score or Fraction(0))}分",
                f"the value was taken as {shown} first: {decimal(score or Fraction(0))} points",
            )
            yield Cause("rate-rounded-first", words)
            return


def earlier_stage(clue: Clue) -> Iterator[Cause]:
    """A total before a cap, a veto or its rounding."""
    if clue.line.what != "total" or clue.result is None:
        return
    for before, after in zip(clue.result.stages, clue.result.stages[1:], strict=False):
        if clue.gives(before.total):
            words = Words(f"没有做到「{stage(after, 'zh')}」", f"`{stage(after, 'en')}` was not done")
            yield Cause("stage-skipped", words)


# Formulas


def _tried(clue: Clue, change: Callable[[Worked], Iterator[Worked]]) -> Iterator[Worked]:
    """The changed formulas that give the printed figure."""
    if clue.worked is None:
        return
    for i, other in enumerate(variants(clue.worked, change)):
        if i >= MOST_TRIED:
            return
        if clue.gives(value_of(other)):
            yield other


def _shown(other: Worked, clue: Clue) -> Words:
    text = f"{text_of(other)}＝{clue.shown}"
    return Words(text, text.translate(_ASCII))


def _told(other: Worked, clue: Clue, zh: str, en: str) -> Words:
    """What was done otherwise, and the formula so changed."""
    told = _shown(other, clue)
    return Words(zh + told.zh, en + told.en)


_ASCII = str.maketrans({"＝": " = ", "＋": " + ", "－": " - ", "×": " × ", "÷": " ÷ "})


def sign_dropped(clue: Clue) -> Iterator[Cause]:
    """A term was added instead of taken away, or the other way round; or a minus before the whole is missing."""
    if clue.gives(-clue.exact):
        words = Words("正负号反了：与算得的数正好相反", "a minus sign is dropped or added")
        yield Cause("sign-dropped", words)

    def flipped(worked: Worked) -> Iterator[Worked]:
        if isinstance(worked, Sum):
            for i, (sign, term) in enumerate(worked.terms):
                if i or sign < 0:
                    yield Sum((*worked.terms[:i], (-sign, term), *worked.terms[i + 1 :]))

    for other in _tried(clue, flipped):
        words = _told(other, clue, "加减号用反了：", "a sign is turned round: ")
        yield Cause("sign-turned", words)


def other_denominator(clue: Clue) -> Iterator[Cause]:
    """The rate was taken of another base."""

    def divided(worked: Worked) -> Iterator[Worked]:
        if isinstance(worked, Product) and worked.op == "÷":
            known = {figure.value for figure in figures(worked.right)}
            for figure in _candidates(clue):
                if figure.value not in known:
                    yield Product("÷", worked.left, figure)

    for other in _tried(clue, divided):
        base = next(iter(_new(other, clue)), None)
        name = f"「{base.name}」" if base is not None and base.name else ""
        words = _told(other, clue, f"分母用了{name}：", "of another base: ")
        yield Cause("other-denominator", words)


def _new(other: Worked, clue: Clue) -> Iterator[Figure]:
    """The figures of a changed formula that the formula itself does not have at their place."""
    assert clue.worked is not None
    for was, now in zip(figures(clue.worked), figures(other), strict=False):
        if was.value != now.value:
            yield now


def _candidates(clue: Clue) -> Iterator[Figure]:
    assert clue.worked is not None
    own = [*figures(clue.worked)]
    seen: set[Fraction] = set()
    for figure in (*own, *clue.near):
        if figure.value not in seen and any(figure.dimension == other.dimension for other in own):
            seen.add(figure.value)
            yield figure


def figure_in_place_of_another(clue: Clue) -> Iterator[Cause]:
    """One figure of the formula stands where another belongs: another of its own, or another of the case."""
    if clue.worked is None or isinstance(clue.worked, Figure):
        return  # of a figure that was only copied, another one explains nothing
    for candidates in ([*figures(clue.worked)], clue.near):

        def exchanged(worked: Worked, candidates: Sequence[Figure] = candidates) -> Iterator[Worked]:
            if isinstance(worked, Figure):
                for figure in candidates:
                    # With a 0 in its place the figure would be left out, which is another hypothesis.
                    if figure.dimension == worked.dimension and figure.value not in (0, worked.value):
                        yield figure

        for other in _tried(clue, exchanged):
            yield Cause("other-figure", _told(other, clue, "用错了一个数：", "one figure in place of another: "))


def turned_upside_down(clue: Clue) -> Iterator[Cause]:
    """The quotient is the other way up."""

    def inverted(worked: Worked) -> Iterator[Worked]:
        if isinstance(worked, Product) and worked.op == "÷":
            yield Product("÷", worked.right, worked.left)

    for other in _tried(clue, inverted):
        words = _told(other, clue, "分子分母颠倒：", "upside down: ")
        yield Cause("upside-down", words)


def term_left_out(clue: Clue) -> Iterator[Cause]:
    """A term of a sum is left out, or counted twice."""

    def shorter(worked: Worked) -> Iterator[Worked]:
        if isinstance(worked, Sum) and len(worked.terms) > 1:
            for i in range(len(worked.terms)):
                yield Sum((*worked.terms[:i], *worked.terms[i + 1 :]))

    def longer(worked: Worked) -> Iterator[Worked]:
        if isinstance(worked, Sum) and len(worked.terms) > 1:
            for i, term in enumerate(worked.terms):
                yield Sum((*worked.terms[: i + 1], term, *worked.terms[i + 1 :]))

    for other in _tried(clue, shorter):
        words = _told(other, clue, "漏了一项：", "a term is left out: ")
        yield Cause("term-left-out", words)
    for other in _tried(clue, longer):
        words = _told(other, clue, "一项算了两次：", "a term is counted twice: ")
        yield Cause("term-counted-twice", words)


def part_rounded_first(clue: Clue) -> Iterator[Cause]:
    """A quotient inside the formula was rounded before it was used."""

    def kept(worked: Worked) -> Iterator[Worked]:
        value = value_of(worked)
        if isinstance(worked, Product) and worked is not clue.worked and value is not None:
            for digits in (4, 3, 2, 1):
                found = rounded(value, digits, "half-up")
                if found != value:
                    yield Figure(found, (), decimal(found))

    for other in _tried(clue, kept):
        words = _told(other, clue, "中间的数先取整：", "rounded on the way: ")
        yield Cause("rate-rounded-first", words)


def change_or_ratio(clue: Clue) -> Iterator[Cause]:
    """A ratio printed as a change, a change as a ratio, or the rest of 100%."""
    if clue.line.type is None or not isinstance(clue.line.type, Quantity) or not clue.line.type.is_number:
        return
    shown = show(clue.exact, clue.line.type)
    for value, zh, en in (
        (clue.exact - 1, f"印的是增减幅度：{shown}－100%", f"a change is printed: {shown} - 100%"),
        (clue.exact + 1, f"印的是比值，没有减去100%：{shown}＋100%", f"100% is not taken off: {shown} + 100%"),
        (1 - clue.exact, f"印的是余下的部分：100%－{shown}", f"the rest is printed: 100% - {shown}"),
    ):
        if clue.gives(value):
            yield Cause("change-or-ratio", Words(f"{zh}＝{clue.shown}", f"{en} = {clue.shown}"))


def points_for_percent(clue: Clue) -> Iterator[Cause]:
    """A difference in percentage points printed as a change in percent, or the other way round."""

    def other(worked: Worked) -> Iterator[tuple[Worked, Words]]:
        if isinstance(worked, Sum) and len(worked.terms) == 2 and worked.terms[1][0] < 0:
            relative = Product("÷", worked, worked.terms[1][1])
            yield relative, Words("把相差的百分点写成了百分之几", "percentage points are printed as percent")
        if isinstance(worked, Product) and worked.op == "÷" and isinstance(worked.left, Sum):
            yield worked.left, Words("把百分之几写成了相差的百分点", "percent is printed as percentage points")

    if clue.worked is None or not all(figure.dimension == () for figure in figures(clue.worked)):
        return
    for found, words in other(clue.worked):
        if clue.gives(value_of(found)):
            yield Cause("percent-for-points", _told(found, clue, f"{words.zh}：", f"{words.en}: "))


# Units and digits


def unit_slipped(clue: Clue) -> Iterator[Cause]:
    """万元 for 元, 亿元 for 万元, or a decimal point."""
    if not clue.printed.unit or clue.is_score:
        return
    for power, zh in ((4, "万"), (8, "亿"), (-4, "万"), (-8, "亿")):
        if clue.printed.unit != "%" and clue.gives(clue.exact * Fraction(10) ** power):
            much = "大" if power > 0 else "小"
            words = Words(f"单位错了：相差一{zh}倍，印得太{much}", f"the unit is wrong: off by 10^{abs(power)}")
            yield Cause("unit", words)


def decimal_point(clue: Clue) -> Iterator[Cause]:
    """The percent sign is missing or too many, or the decimal point stands elsewhere."""
    for power in (2, -2):
        if clue.gives(clue.exact * Fraction(10) ** power) and (clue.line.type is None or not clue.is_score):
            words = Words("百分号多了或漏了：相差一百倍", "a percent sign too many or too few: off by 100")
            yield Cause("percent-sign", words)
    for power in (1, -1, 3, -3):
        if clue.gives(clue.exact * Fraction(10) ** power):
            words = Words("小数点错了位", "the decimal point stands elsewhere")
            yield Cause("decimal-point", words)


def rounded_twice(clue: Clue) -> Iterator[Cause]:
    """Rounded to more digits first, and then again."""
    value, digits = clue.exact / clue.printed.factor, clue.printed.decimals
    first = rounded(value, digits + 1, "half-up")
    if rounded(first, digits, "half-up") == clue.printed.number != rounded(value, digits, "half-up"):
        told = decimal(first)
        words = Words(f"取整了两次：先{told}，再{clue.shown}", f"rounded twice: {told}, then {clue.shown}")
        yield Cause("rounded-twice", words)


def always_raised(clue: Clue) -> Iterator[Cause]:
    """The figure was raised instead of rounded."""
    value, digits = clue.exact / clue.printed.factor, clue.printed.decimals
    if not clue.is_score and rounded(value, digits, "up") == clue.printed.number:
        told = decimal(value, digits + 3, digits + 3)
        words = Words(f"只入不舍：{told}", f"raised: {told}")
        yield Cause("raised", words)


def swapped(clue: Clue) -> Iterator[Cause]:
    """Two figures stand in each other's place."""
    for other in clue.others:
        if other.figure is None or other.exact is None or other.verdict is not Verdict.DIFFERS:
            continue
        there = compare(other.figure, clue.exact) is not Verdict.DIFFERS
        if there and clue.gives(other.exact) and other.name != clue.line.name:
            zh, en = other.title("zh"), other.title("en")
            yield Cause("swapped", Words(f"与「{zh}」的数互换了", f"swapped with that of {en}"))


def digits_slipped(clue: Clue) -> Iterator[Cause]:
    """One digit is another, or two neighbours changed places; of figures with enough digits to tell."""
    digits = clue.printed.decimals
    value = rounded(clue.exact / clue.printed.factor, digits, "half-up")
    right = str(abs(value) * 10**digits)
    wrong = str(abs(clue.printed.number) * 10**digits)
    if len(right) != len(wrong) or len(right) < 4:
        return
    off = [i for i, (a, b) in enumerate(zip(right, wrong, strict=True)) if a != b]
    shown = decimal(value, digits, digits)
    if len(off) == 1:
        words = Words(f"一位数字不同：算得{shown}", f"one digit differs: {shown} is computed")
        yield Cause("one-digit", words)
    elif len(off) == 2 and off[1] == off[0] + 1 and right[off[0]] == wrong[off[1]] and right[off[1]] == wrong[off[0]]:
        words = Words(f"相邻两位颠倒：算得{shown}", f"two digits changed places: {shown}")
        yield Cause("digits-transposed", words)


# 得分率 and grades


def rate_of_another_base(clue: Clue) -> Iterator[Cause]:
    """得分率 taken of something else than the points of the heading."""
    if clue.line.what != "rate" or clue.node is None:
        return
    score, points = decimal(clue.node.score), decimal(clue.node.points)
    tries = [(Fraction(1), f"满分除以满分：{points}÷{points}", f"points by points: {points} ÷ {points}")]
    if clue.result is not None and clue.result.has_total and clue.result.is_known and clue.result.total:
        for base, zh, en in (
            (clue.result.points, "除以了总的满分", "of all points"),
            (clue.result.total, "除以了总得分", "of the total"),
        ):
            told = decimal(base)
            tries.append((clue.node.score / base, f"{zh}：{score}÷{told}", f"{en}: {score} ÷ {told}"))
    for value, zh, en in tries:
        if clue.gives(value):
            yield Cause("rate-of-another-base", Words(f"{zh}＝{clue.shown}", f"{en} = {clue.shown}"))


HYPOTHESES: Sequence[Callable[[Clue], Iterator[Cause]]] = (
    errors_cancel,
    full_marks_taken,
    parts_as_printed,
    one_part_at_full_marks,
    rate_of_another_base,
    rate_rounded_first,
    score_cut,
    deduction_missed,
    part_left_out,
    earlier_stage,
    swapped,
    sign_dropped,
    unit_slipped,
    decimal_point,
    change_or_ratio,
    points_for_percent,
    turned_upside_down,
    term_left_out,
    other_denominator,
    figure_in_place_of_another,
    rounded_twice,
    part_rounded_first,
    always_raised,
    digits_slipped,
)
"""Every hypothesis, the most telling first."""
