"""Grammar rules → nodes: one small function a rule. Idioms bring the functions of their own rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import attrs
from attrs import define

from perfrules.source import Source, Span
from perfrules.syntax import nodes as n
from perfrules.syntax.tokens import Token

Builder = Callable[[list[Any], Span], Any]
"""Makes a node of a rule's children (nodes, and tokens where a word carries meaning) and its place."""


@define
class NodeBuilder:
    """Makes the nodes of one source, by rule name."""

    source: Source
    builders: Mapping[str, Builder]

    def build(self, rule: str, items: list[Any], start: int, end: int) -> Any:
        """The node of a rule with its children, which stands at start to end of the source."""
        return self.builders[rule](items, Span(self.source, start, end))


def token_span(source: Source, token: Token) -> Span:
    """The place of a token."""
    return Span(source, token.start_pos, token.end_pos)


def types(items: list[Any]) -> list[str]:
    """The terminals among a rule's children."""
    return [item.type for item in items if isinstance(item, Token)]


def only(items: list[Any], *classes: type) -> list[Any]:
    """The children of given classes."""
    return [item for item in items if isinstance(item, classes)]


def notes(items: list[Any]) -> tuple[n.Note, ...]:
    """The notes behind a statement."""
    return tuple(only(items, n.Note))


def expressions(items: list[Any]) -> list[n.Expr]:
    """The formulas among a rule's children."""
    return only(items, n.Expr)


def limits(items: list[Any]) -> dict[str, bool]:
    """封顶 and 保底 behind a score."""
    found = types(items)
    return {"cap": "CAP" in found, "floor": "FLOOR" in found}


_KEY = {"EQ": "=", "NE": "≠", "GE": "≥", "LE": "≤", "GT": ">", "LT": "<"}
_ARITHMETIC = {"PLUS": "+", "MINUS": "-", "TIMES": "×", "DIV": "÷"}
_FLIP = {"=": "=", "≠": "≠", "≥": "≤", "≤": "≥", ">": "<", "<": ">"}
_MODE = {"HALF_UP": "half-up", "CUT": "down", "UP": "up"} | {
    "DOWN_TO": "down",
    "UPWARD_TO": "up",
    "KEEP_DOWN": "down",
    "KEEP_UP": "up",
}
_LEVELS = {"LEVEL1": 1, "LEVEL2": 2, "LEVEL3": 3, "CRITERION": 4}


def mode(items: list[Any]) -> str:
    """The rounding mode named among the children; half away from zero where none is."""
    return next((_MODE[kind] for kind in types(items) if kind in _MODE), "half-up")


# Expressions


def _quantity(items: list[Any], span: Span) -> n.Number:
    return n.Number(Fraction(str(items[0])), str(items[1]) if len(items) > 1 else None, span=span)


def _path(items: list[Any], span: Span) -> n.Name:
    words = [item for item in items if item.type in ("NAME", "QUOTED")]
    return n.Name(tuple(map(str, words)), spot=len(words) == 1 and words[0].type == "QUOTED", span=span)


def _chain(items: list[Any], span: Span) -> n.Expr:
    left: n.Expr = items[0]
    for i, (op, right) in enumerate(zip(items[1::2], items[2::2], strict=True)):
        # The whole chain takes the brackets around its first and last part in; their own nodes leave them out.
        whole = 2 * i + 3 == len(items)
        left = n.Arithmetic(op, left, right, span=span if whole else left.span.to(right.span))
    return left


def _between(items: list[Any], span: Span) -> n.Logic:
    low, first, middle, second, high = items
    return n.Logic(
        "且",
        (
            n.Compare(first, low, middle, span=low.span.to(middle.span)),
            n.Compare(second, middle, high, span=middle.span.to(high.span)),
        ),
        span=span,
    )


def _logic(op: str) -> Builder:
    return lambda items, span: n.Logic(op, tuple(expressions(items)), span=span)


_ITEMS = (None, "项", "个", "条", "种", "件")
"""The counter words of conditions, which all mean the same there."""


def _any_of(items: list[Any], span: Span) -> n.AtLeast:
    return n.AtLeast(n.Number(Fraction(1), "项", span=span.head()), tuple(expressions(items)), span=span)


def _at_least(items: list[Any], span: Span) -> n.AtLeast:
    least, *rest = expressions(items)
    assert isinstance(least, n.Number)
    unit = "年" if "YEARS" in types(items) else "项" if least.unit in _ITEMS else least.unit
    return n.AtLeast(n.Number(least.value, unit, span=least.span), tuple(rest), span=span)


def _fewer(items: list[Any], span: Span) -> n.FewerThan:
    operand, least = expressions(items)
    assert isinstance(least, n.Number)
    unit = "个" if least.unit in (*_ITEMS, "年") else least.unit
    return n.FewerThan(operand, n.Number(least.value, unit, span=least.span), span=span)


RANK_RULES = ("HIGH_FIRST", "LOW_FIRST", "TIES_SKIP", "TIES_DENSE", "TIES_MEAN")


def _call(items: list[Any], span: Span) -> n.Call:
    rules = tuple(item for item in items[1:] if isinstance(item, str) and item in RANK_RULES)
    return n.Call(items[0], tuple(expressions(items)), rules, span=span)


EXPRESSIONS: dict[str, Builder] = {
    "quantity": _quantity,
    "path": _path,
    "disjunction": _logic("或"),
    "conjunction": _logic("且"),
    "not_": lambda items, span: n.Not(expressions(items)[0], span=span),
    "cmp": lambda items, span: _KEY[items[0].type],
    "add_op": lambda items, span: _ARITHMETIC[items[0].type],
    "mul_op": lambda items, span: _ARITHMETIC[items[0].type],
    "compare": lambda items, span: n.Compare(items[1], items[0], items[2], span=span),
    "between": _between,
    "any_of": _any_of,
    "at_least": _at_least,
    "fewer": _fewer,
    "limited_to": lambda items, span: n.Limited(*expressions(items), span=span),
    "rescaled": lambda items, span: n.Rescaled(
        only(items, n.Name)[0], n.Number(Fraction(1), span=span.head()), span=span
    ),
    "is_missing": lambda items, span: n.IsMissing(items[0], span=span),
    "chain": _chain,
    "negative": lambda items, span: n.Negative(expressions(items)[0], span=span),
    "positive": lambda items, span: expressions(items)[0],
    "date": lambda items, span: n.DateLiteral(str(items[0]), span=span),
    "score_of": lambda items, span: n.ScoreOf(only(items, n.Name)[0], span=span),
    "full_marks": lambda items, span: n.FullMarks(span=span),
    "total": lambda items, span: n.Total(span=span),
    "yes": lambda items, span: n.Yes(True, span=span),
    "no": lambda items, span: n.Yes(False, span=span),
    "group": lambda items, span: expressions(items)[0],
    "function": lambda items, span: str(items[0]),
    "places": lambda items, span: n.Places(int(items[0]), items[1].type == "PERCENT_DIGITS", span=span),
    "call": _call,
    "rank_rule": lambda items, span: items[0].type,
}

# Intervals


def _beyond(items: list[Any], span: Span) -> n.IntervalNode:
    op, edge = items
    end = n.End(edge, op in "≥≤", span=span)
    return n.IntervalNode(end, None, span=span) if op in "≥>" else n.IntervalNode(None, end, span=span)


def _exactly(items: list[Any], span: Span) -> n.IntervalNode:
    end = n.End(expressions(items)[0], True, span=span)
    return n.IntervalNode(end, end, span=span)


def _one_sided(form: str, low: bool, included: bool, *, within: bool = False, absolute: bool = False) -> Builder:
    def build(items: list[Any], span: Span) -> n.IntervalNode:
        end = n.End(expressions(items)[0], included, span=span)
        if low:
            return n.IntervalNode(end, None, form=form, span=span)
        return n.IntervalNode(None, end, absolute=absolute, within=within, form=form, span=span)

    return build


def _marked(items: list[Any], span: Span) -> n.IntervalNode:
    """85%（含）以上, 85%以上（不含）: the mark says what the word alone takes for granted."""
    words, included = types(items), next(item for item in items if isinstance(item, bool))
    end = n.End(expressions(items)[0], included, span=span)
    if "FROM_AND_ABOVE" in words:
        return n.IntervalNode(end, None, form="from_and_above" if included else "", span=span)
    within = "WITHIN" in words
    form = ("within" if within else "up_to") if included else ""
    return n.IntervalNode(None, end, within=within, form=form, span=span)


def _joined(items: list[Any], span: Span) -> n.IntervalNode:
    first, second = only(items, n.IntervalNode)
    return n.IntervalNode(
        first.low or second.low,
        second.high or first.high,
        within=first.within or second.within,
        clash=bool(first.low) == bool(second.low) or first.absolute or second.absolute,
        form="joined",
        parts=(first, second),
        span=span,
    )


def _measured(items: list[Any], span: Span) -> n.IntervalNode:
    """率 ≥ 95%, 95% ≤ 率, 得分 ≥ 90, 率 95%以上: an interval that names what it is about."""
    worded = only(items, n.IntervalNode)
    if worded:
        named: n.IntervalNode = attrs.evolve(worded[0], middle=items[0], span=span)
        return named
    first, op, second = items
    behind = not isinstance(first, (n.Name, str))
    if behind:
        first, op, second = second, _FLIP[op], first
    interval = _exactly([second], span) if op == "=" else _beyond([op, second], span)
    return attrs.evolve(
        interval,
        middle=first if isinstance(first, n.Name) else None,
        form=f"{'behind' if behind else 'before'}{'' if isinstance(first, n.Name) else ' ' + first}",
    )


def _bracketed(items: list[Any], span: Span) -> n.IntervalNode:
    kinds = types(items)
    low, high = expressions(items)
    return n.IntervalNode(
        n.End(low, kinds[0] == "LSQB", span=low.span),
        n.End(high, kinds[-1] == "RSQB", span=high.span),
        span=span,
    )


def _chained(items: list[Any], span: Span) -> n.IntervalNode:
    first, op, middle, second_op, second = items
    down = op in "≥>"
    # 90 > S ≥ 80 reads downwards; turned over it is 80 ≤ S < 90.
    if down:
        first, op, second, second_op = second, _FLIP[second_op], first, _FLIP[op]
    return n.IntervalNode(
        n.End(first, op == "≤", span=first.span),
        n.End(second, second_op == "≤", span=second.span),
        middle=middle if isinstance(middle, n.Name) else None,
        form=f"{'falling' if down else 'rising'}{'' if isinstance(middle, n.Name) else ' ' + middle}",
        span=span,
    )


def _range(items: list[Any], span: Span) -> n.IntervalNode:
    ends: list[tuple[n.Expr, bool | None]] = []
    for item in items:
        if isinstance(item, n.Expr):
            ends.append((item, None))
        elif isinstance(item, bool):
            ends[-1] = (ends[-1][0], item)
    (low, low_in), (high, high_in) = ends
    low, high = share_unit(low, high)
    ends_ = n.End(low, low_in, span=low.span), n.End(high, high_in, span=high.span)
    if _falls(low, high):
        # 95%-85% is printed for what lies between; each end keeps its mark.
        return n.IntervalNode(ends_[1], ends_[0], form="turned_range", span=span)
    return n.IntervalNode(*ends_, form="range", span=span)


def _falls(first: n.Expr, second: n.Expr) -> bool:
    """Whether two figures of one unit are written from high to low."""
    high, low = _figure(first), _figure(second)
    return high is not None and low is not None and high[1] == low[1] and high[0] > low[0]


def _figure(expr: n.Expr) -> tuple[Fraction, str | None] | None:
    if isinstance(expr, n.Negative):
        inner = _figure(expr.operand)
        return None if inner is None else (-inner[0], inner[1])
    return (expr.value, expr.unit) if isinstance(expr, n.Number) else None


def share_unit(low: n.Expr, high: n.Expr) -> tuple[n.Expr, n.Expr]:
    """A unit at the end of a range belongs to both figures: 11-30% is 11% to 30%."""
    bare = low.operand if isinstance(low, n.Negative) else low
    top = high.operand if isinstance(high, n.Negative) else high
    if isinstance(bare, n.Number) and isinstance(top, n.Number) and bare.unit is None and top.unit is not None:
        given = n.Number(bare.value, top.unit, span=bare.span)
        low = n.Negative(given, span=low.span) if isinstance(low, n.Negative) else given
    return low, high


INTERVALS: dict[str, Builder] = {
    "upward": lambda items, span: _KEY[items[0].type],
    "downward": lambda items, span: _KEY[items[0].type],
    "equal": lambda items, span: _KEY[items[0].type],
    "measured": _measured,
    "beyond": _beyond,
    "exactly": _exactly,
    "from_and_above": _one_sided("from_and_above", True, True),
    "up_to": _one_sided("up_to", False, True),
    "within": _one_sided("within", False, True, within=True),
    "outside": _one_sided("outside", True, False),
    "change_within": _one_sided("change_within", False, True, absolute=True),
    "less_than": _one_sided("less_than", False, False),
    "more_than": _one_sided("more_than", True, False),
    "marked": _marked,
    "joined": _joined,
    "bracketed": _bracketed,
    "chained": _chained,
    "range": _range,
    "inclusion": lambda items, span: items[0].type == "INCLUDED",
    "middle": lambda items, span: items[0] if isinstance(items[0], n.Name) else items[0].type,
    "score_word": lambda items, span: items[0].type,
}

# Statements


def _note(items: list[Any], span: Span) -> n.Note:
    kind = {"ASSUMPTION": "assumption", "BASIS": "basis"}.get(items[0].type, "remark")
    return n.Note(kind, str(items[-1]), span=span)


def _heading(items: list[Any], span: Span) -> n.Heading:
    word, name, points = items[:3]
    place = Span(span.source, name.start_pos, name.end_pos)
    inner = next(iter(only(items[3:], n.Number)), None)
    uncounted = "UNCOUNTED" in types(items)
    about: dict[str, Any] = {"inner": inner, "uncounted": uncounted, "span": span, "name_span": place}
    return n.Heading(_LEVELS[word.type], str(name), points, notes(items), **about)


STATES = {"EMPTY_SLOT": "unused", "UNPUBLISHED": "unpublished", "UNRECORDED": "unrecorded"}
"""The headings that are printed and not scored, by the word behind their name."""


def _unscored_heading(items: list[Any], span: Span) -> n.Heading:
    word, name, state = items[:3]
    place = Span(span.source, name.start_pos, name.end_pos)
    points = next(iter(expressions(items)), None)
    if state.type == "NO_POINTS":
        return n.Heading(_LEVELS[word.type], str(name), None, notes(items), uncounted=True, span=span, name_span=place)
    return n.Heading(
        _LEVELS[word.type], str(name), points, notes(items), state=STATES[state.type], span=span, name_span=place
    )


def _unrecorded(items: list[Any], span: Span) -> n.Heading:
    word, points = items[:2]
    place = Span(span.source, word.start_pos, word.end_pos)
    return n.Heading(1, "未录", points, notes(items), state="unrecorded", span=span, name_span=place)


def _free_heading(items: list[Any], span: Span) -> n.Heading:
    word, name = items[:2]
    place = Span(span.source, name.start_pos, name.end_pos)
    return n.Heading(_LEVELS[word.type], str(name), None, notes(items), span=span, name_span=place)


def _adjustments(items: list[Any], span: Span) -> n.Heading:
    word, limits = items[0], dict(only(items, tuple))
    place = Span(span.source, word.start_pos, word.end_pos)
    return n.Heading(
        0,
        "加减分",
        None,
        notes(items),
        most_added=limits.get("MOST_ADDED"),
        most_taken=limits.get("MOST_TAKEN"),
        span=span,
        name_span=place,
    )


def _digits(items: list[Any]) -> int:
    """How many decimals are kept: none of 整数."""
    return next((int(item) for item in items if isinstance(item, Token) and item.type == "NUMBER"), 0)


def _round_to(items: list[Any], span: Span) -> n.Rounding:
    scope = "total" if "TOTAL" in types(items) else "each"
    return n.Rounding(_digits(items), scope, mode(items), notes(items), span=span)


def _zero_case(items: list[Any], span: Span) -> tuple[str, n.Expr]:
    kinds = types(items)
    which = "0/0" if kinds[0] == "ZERO_BY_ZERO" else "x/0"
    if "FULL" in kinds:
        return which, n.FullMarks(span=span)
    return which, n.Number(Fraction(0), "分", span=span) if "ZERO_SCORE" in kinds else expressions(items)[0]


_LEFTOVER = {"DROP": "whole", "UP": "started", "COUNTED_WHOLE": "started", "PRO_RATA": "pro-rata"}


def leftover(items: list[Any]) -> str:
    """The leftover policy named among the children."""
    return next(_LEFTOVER[kind] for kind in types(items) if kind in _LEFTOVER)


MEASURES = {
    "area": "面积",
    "duration": "时长",
    "length": "长度",
    "volume": "体积",
    "weight": "重量",
    "electricity": "用电量",
}
"""The kinds of physical measures: English word, Chinese word."""


def _kind(word: str) -> Builder:
    def build(items: list[Any], span: Span) -> n.KindDecl:
        unit = next((str(item) for item in items if isinstance(item, Token) and item.type == "UNIT"), None)
        spellings = only(items, tuple)
        labels = tuple(first for first, *_ in spellings)
        synonyms = tuple((other, first) for first, *others in spellings for other in others)
        measure = next((str(item) for item in items if isinstance(item, Token) and item.type == "MEASURE"), None)
        if measure is not None:
            measure = MEASURES.get(measure.lower(), measure)
        return n.KindDecl(word, unit, labels, "GT" in types(items), synonyms, measure, span=span)

    return build


def _modifier(word: str) -> Builder:
    def build(items: list[Any], span: Span) -> n.Modifier:
        return n.Modifier(word, tuple(expressions(items)), span=span)

    return build


def _bound(items: list[Any], span: Span) -> n.Modifier:
    return n.Modifier("bound", (items[1],), op=items[0], span=span)


def _bounds(items: list[Any], span: Span) -> n.Modifier:
    kinds = types(items)
    op = ("[" if kinds[0] == "LSQB" else "(") + ("]" if kinds[-1] == "RSQB" else ")")
    return n.Modifier("bounds", tuple(expressions(items)), op=op, span=span)


def _bounds_range(items: list[Any], span: Span) -> n.Modifier:
    low, high = expressions(items)
    return n.Modifier("bounds", share_unit(low, high), op="[]", span=span)


def _shape(items: list[Any], span: Span) -> dict[str, Any]:
    size = next(int(Fraction(str(item))) for item in items if isinstance(item, Token) and item.type == "NUMBER")
    return {"size": size, "yearly": "LAST" in types(items)}


def _grid(items: list[Any], span: Span) -> n.GridDecl:
    name, *columns = (item for item in items if isinstance(item, Token) and item.type == "TEXT")
    return n.GridDecl(
        str(name), tuple(map(str, columns)), notes(items), span=span, name_span=token_span(span.source, name)
    )


def _fact(items: list[Any], span: Span) -> n.FactDecl:
    name = items[0]
    place = Span(span.source, name.start_pos, name.end_pos)
    shape: dict[str, Any] = next(iter(only(items, dict)), {})
    kind = attrs.evolve(only(items, n.KindDecl)[0], **shape)
    return n.FactDecl(str(name), kind, tuple(only(items, n.Modifier)), notes(items), span=span, name_span=place)


def _verify(items: list[Any], span: Span) -> n.VerifyDecl:
    found = expressions(items)
    return n.VerifyDecl(found[0], found[1] if len(found) > 1 else None, notes(items), span=span)


def _formula(items: list[Any], span: Span) -> n.FormulaDecl:
    before = items.index(next(item for item in items if isinstance(item, Token) and item.type == "EQ"))
    name = next((item.text for item in items[:before] if isinstance(item, n.Name)), None)
    keep = next(iter(only(items, n.Keep)), None)
    return n.FormulaDecl(
        name, expressions(items[before:])[0], tuple(only(items, n.Guard)), keep, notes(items), span=span
    )


def _guard(items: list[Any], span: Span) -> n.Guard:
    condition, value = expressions(items)
    return n.Guard(condition, value, next(iter(only(items, n.Keep)), None), span=span)


def _guard_or(items: list[Any], span: Span) -> n.Guard:
    value, condition = expressions(items)
    return n.Guard(condition, value, next(iter(only(items, n.Keep)), None), span=span)


def _keep(items: list[Any], span: Span) -> n.Keep:
    return n.Keep(_digits(items), "PERCENT_DIGITS" in types(items), mode(items), span=span)


def _property(items: list[Any], span: Span) -> n.PropertyDecl:
    kinds = types(items)
    names = only(items, n.Name)
    direction = "never-falls" if "NEVER_FALLS" in kinds else "never-rises"
    subject = names[0] if len(names) > 1 else None
    return n.PropertyDecl(subject, "TOTAL" in kinds, names[-1], direction, notes(items), span=span)


def _row(items: list[Any], span: Span) -> n.Row:
    head, score = [item for item in items if isinstance(item, n.Node) and not isinstance(item, n.Note)]
    return n.Row(head, score, notes(items), span=span)


def _grade(items: list[Any], span: Span) -> n.GradeDecl:
    interval = next(iter(only(items, n.IntervalNode)), None)
    condition = next(iter(expressions(items)), None)
    return n.GradeDecl(str(items[0]), interval, notes(items), condition, span=span)


_GRADED_BY = {"UNROUNDED": "unrounded", "RATE": "rate", "INDEX": "index", "IN_ORDER": "order"}


def _grades(items: list[Any], span: Span) -> n.GradesDecl:
    by = next((_GRADED_BY[kind] for kind in types(items) if kind in _GRADED_BY), "total")
    return n.GradesDecl((), by, notes(items), span=span)


def _result_scale(items: list[Any], span: Span) -> n.ResultScale:
    labels = tuple(first for first, *_ in only(items, tuple))
    return n.ResultScale(labels, notes(items), span=span)


def _total_range(items: list[Any], span: Span) -> n.TotalRange:
    low, high = share_unit(*expressions(items))
    return n.TotalRange(low, high, notes(items), span=span)


def _result_index(items: list[Any], span: Span) -> n.ResultIndex:
    formula = _formula(items, span)
    return n.ResultIndex(formula, formula.notes, span=span)


def _period(items: list[Any], span: Span) -> tuple[n.DateLiteral, n.DateLiteral]:
    days = [n.DateLiteral(str(i), span=token_span(span.source, i)) for i in items if i.type == "DATE"]
    return days[0], days[-1]


def _calendar_line(kind: str) -> Builder:
    return lambda items, span: n.CalendarLine(kind, tuple(only(items, tuple)), notes(items), span=span)


def _only_rate(items: list[Any], span: Span) -> n.GradeDecl:
    """A 档 of one rate: 好 ：100%."""
    rate = expressions(items)[0]
    return n.GradeDecl(str(items[0]), _exactly([rate], rate.span), notes(items), span=span)


def _case_note(items: list[Any], span: Span) -> tuple[str, str, str]:
    """The terminal of its word, its text, and the same with its quotes as typed."""
    text = items[-1]
    return (items[0].type if len(items) > 1 else "STRING", str(text), token_span(span.source, text).text)


def _case(items: list[Any], span: Span) -> n.CaseDecl:
    names = [str(item) for item in items if isinstance(item, Token) and item.type == "TEXT"]
    base = names[1] if len(names) > 1 else None
    only = "ONLY_PUBLISHED" in types(items)
    return n.CaseDecl(names[0], notes=notes(items), base=base, only_published=only, span=span)


def _trial_name(token: Token) -> str:
    return {"TOTAL": "总分", "GRADES": "等级"}.get(token.type, str(token))


VALUE_WORDS = {"yes": "是", "no": "否", "met": "满足", "partly met": "部分满足", "not met": "不满足"}
"""The answers to a rubric's own questions, which a case may give in English."""
_ENGLISH_POINTS = re.compile(r"([-+]?\d+(?:\.\d+)?) points?")


def value_text(text: str) -> str:
    """A figure or an answer, points and the answers of the language itself in Chinese."""
    points = _ENGLISH_POINTS.fullmatch(text)
    return f"{points.group(1)}分" if points else VALUE_WORDS.get(text.lower(), text)


TRIAL_RESULTS = {"score": "得分", "total": "总分", "grade": "等级", "value": "指标值"}
"""The columns of a 试算 that are results: English word, Chinese word."""
DATA_ERROR = re.compile(r"(?P<word>数据错误|[Dd]ata error(?!\w))\s*(?P<said>.*)", re.DOTALL)


def trial_cell(text: str, head: bool) -> str:
    """A cell of a 试算 in Chinese: the name of a result or a fact, a figure, an answer, 数据错误 with what is said."""
    if head:
        word = text.removeprefix("→").strip()
        return TRIAL_RESULTS.get(word.lower(), word)
    error = DATA_ERROR.fullmatch(text)
    return f"数据错误 {error['said']}".strip() if error else value_text(text)


def _value(token: Token, span: Span) -> str:
    """What a case gives or a document prints, its answers and points in Chinese; in quotes it stands as typed."""
    text = str(token)
    if token_span(span.source, token).text[:1] in ('"', "“", "”", "＂", "「", "『", "`"):
        return text
    return value_text(text)


def _given(items: list[Any], span: Span) -> n.Given:
    name, _, value = items[:3]
    said: dict[str, str] = {kind: text for kind, text, _ in items[3:]}
    return n.Given(
        str(name),
        _value(value, span),
        evidence=said.get("EVIDENCE"),
        reason=said.get("REASON"),
        remark=said.get("STRING"),
        said=tuple((kind, typed) for kind, _, typed in items[3:]),
        span=span,
        value_span=Span(span.source, value.start_pos, value.end_pos),
    )


def _given_rows(items: list[Any], span: Span) -> n.Given:
    """A name whose rows stand below it."""
    said: dict[str, str] = {kind: text for kind, text, _ in items[2:]}
    place = span.tail()
    return n.Given(
        str(items[0]),
        "",
        evidence=said.get("EVIDENCE"),
        reason=said.get("REASON"),
        remark=said.get("STRING"),
        rows=(),
        said=tuple((kind, typed) for kind, _, typed in items[2:]),
        span=span,
        value_span=place,
    )


_PRINTED = {"SCORE": "score", "SUBTOTAL": "subtotal", "RATE": "rate"}


def _published(items: list[Any], span: Span) -> list[n.Published]:
    """公布 总分 85.1 等级 良好 prints two figures: the total and the grade."""
    noted = only(items, tuple)
    said: dict[str, str] = {kind: text for kind, text, _ in noted}
    tokens = [item for item in items if isinstance(item, Token)]
    about: dict[str, Any] = {
        "source": said.get("SOURCE"),
        "mismatch": said.get("MISMATCH"),
        "remark": said.get("STRING"),
        "said": tuple((kind, typed) for kind, _, typed in noted),
        "expected": tokens[0].type == "EXPECT",
    }
    found: list[n.Published] = []
    name, kinds = tokens[1], types(items)
    for token in tokens:
        place = Span(span.source, token.start_pos, token.end_pos)
        if token.type == "VALUE":
            what = next((word for kind, word in _PRINTED.items() if kind in kinds), "value")
            what = "total" if name.type == "TOTAL" else what
            about_what = "总分" if what == "total" else str(name)
            found.append(n.Published(about_what, what, _value(token, span), span=span, value_span=place, **about))
        elif token.type == "TEXT" and token is not name:
            found.append(n.Published("", "grade", str(token), span=span, value_span=place, **about))
    return found


def _expected_error(items: list[Any], span: Span) -> list[n.Published]:
    """期望 数据错误 [words of the message, or its name]."""
    noted = only(items, tuple)
    said: dict[str, str] = {kind: text for kind, text, _ in noted}
    words = next((item for item in items if isinstance(item, Token) and item.type == "TEXT"), None)
    place = token_span(span.source, items[1] if words is None else words)
    line = n.Published(
        "",
        "error",
        "" if words is None else str(words),
        said.get("SOURCE"),
        remark=said.get("STRING"),
        expected=True,
        said=tuple((kind, typed) for kind, _, typed in noted),
        span=span,
        value_span=place,
    )
    return [line]


def _recomputed(items: list[Any], span: Span) -> list[n.Published]:
    noted = only(items, tuple)
    said: dict[str, str] = {kind: text for kind, text, _ in noted}
    tokens = [item for item in items if isinstance(item, Token)]
    value = next(token for token in tokens if token.type == "VALUE")
    figure = n.Published(
        str(tokens[1]),
        "recomputed",
        _value(value, span),
        said.get("SOURCE"),
        said.get("MISMATCH"),
        said.get("STRING"),
        expression=expressions(items)[0],
        said=tuple((kind, typed) for kind, _, typed in noted),
        span=span,
        value_span=token_span(span.source, value),
    )
    return [figure]


STATEMENTS: dict[str, Builder] = {
    "note": _note,
    "title": lambda items, span: (str(items[1]), notes(items)),
    "facts": lambda items, span: None,
    "grades": _grades,
    "result_index": _result_index,
    "result_scale": _result_scale,
    "total_range": _total_range,
    "case": _case,
    "trial": lambda items, span: n.TrialDecl(_trial_name(items[1]), notes=notes(items), span=span),
    "heading": _heading,
    "free_heading": _free_heading,
    "unrecorded_heading": _unscored_heading,
    "unscored_heading": _unscored_heading,
    "unrecorded": _unrecorded,
    "adjustments": _adjustments,
    "adjustment_limit": lambda items, span: (items[0].type, items[1]),
    "code": lambda items, span: n.Note("code", str(items[1]), span=span),
    "year": lambda items, span: n.Note("year", next(str(i) for i in items if i.type == "NUMBER"), span=span),
    "full_points": lambda items, span: n.BasePoints(
        expressions(items)[0],
        beyond="BEYOND_FULL" in types(items),
        lower="LOWER_BETTER" in types(items),
        span=span,
    ),
    "basis": lambda items, span: n.Note("basis", str(items[-1]), span=span),
    "assumption": lambda items, span: n.Note("assumption", str(items[-1]), span=span),
    "no_rounding": lambda items, span: n.Rounding(
        None, "total" if "TOTAL" in types(items) else "each", notes=notes(items), span=span
    ),
    "round_to": _round_to,
    "leftover_convention": lambda items, span: n.Convention(
        "leftover", (("policy", leftover(items)),), notes(items), span=span
    ),
    "zero_convention": lambda items, span: n.Convention("zero", tuple(only(items, tuple)), notes(items), span=span),
    "ends_convention": lambda items, span: n.Convention(
        "ends",
        (("policy", next(k for k in types(items) if k.endswith(("_END", "_ENDS")))),),
        notes(items),
        span=span,
    ),
    "money_convention": lambda items, span: n.Convention(
        "money",
        (("unit", str(next(i for i in items if isinstance(i, Token) and i.type == "UNIT"))),),
        notes(items),
        span=span,
    ),
    "zero_case": _zero_case,
    "fact": _fact,
    "fact_grid": _grid,
    "group_of": _shape,
    "yearly": _shape,
    "constraint": lambda items, span: n.ConstraintDecl(expressions(items)[0], notes(items), span=span),
    "verify": _verify,
    "choice_label": lambda items, span: tuple(item for item in items if not isinstance(item, Token)),
    "label": lambda items, span: str(items[0].value),
    "money": _kind("money"),
    "count": _kind("count"),
    "measure": _kind("measure"),
    "ratio": _kind("ratio"),
    "plain_number": _kind("number"),
    "points_kind": _kind("points"),
    "flag": _kind("flag"),
    "ordered_choice": _kind("choice"),
    "choice": _kind("choice"),
    "date_kind": _kind("date"),
    "text_kind": _kind("text"),
    "bound": _bound,
    "bounds": _bounds,
    "bounds_range": _bounds_range,
    "can_be_negative": _modifier("signed"),
    "optional": _modifier("optional"),
    "missing_fails": _modifier("missing-fails"),
    "missing_value": _modifier("missing-value"),
    "missing_mean": _modifier("missing-mean"),
    "grid": _modifier("grid"),
    "whole": _modifier("whole"),
    "out_of": _modifier("out-of"),
    "round_first": _modifier("round-first"),
    "cut_first": _modifier("cut-first"),
    "needs_reason": _modifier("needs-reason"),
    "leaf_range": lambda items, span: n.LeafRange(*share_unit(*expressions(items)), notes(items), span=span),
    "base_points": lambda items, span: n.BasePoints(expressions(items)[0], notes(items), span=span),
    "formula": _formula,
    "guard": _guard,
    "guard_or": _guard_or,
    "keep": _keep,
    "property": _property,
    "row": _row,
    "else_": lambda items, span: n.ElseHead(span=span),
    "missing_row": lambda items, span: n.MissingHead(span=span),
    "score_expr": lambda items, span: n.ScoreExpr(expressions(items)[0], **limits(items), span=span),
    "zero_score": lambda items, span: n.ScoreExpr(n.Number(Fraction(0), "分", span=span), word=True, span=span),
    "grade": _grade,
    "grade_when": _grade,
    "grade_otherwise": _grade,
    "only_rate": _only_rate,
    "scale": lambda items, span: n.ScaleDecl(str(items[1]), (), notes(items), span=span),
    "calendar": lambda items, span: n.CalendarDecl((), notes(items), span=span),
    "period": _period,
    "covers": _calendar_line("covers"),
    "off": _calendar_line("off"),
    "work": _calendar_line("work"),
    "case_note": _case_note,
    "given": _given,
    "given_rows": _given_rows,
    "published": _published,
    "published_grade": lambda items, span: _published(items, span),
    "expected": lambda items, span: _published(items, span),
    "expected_error": _expected_error,
    "recomputed": _recomputed,
    "case_source": lambda items, span: n.Note("source", str(items[-1]), span=span),
}

CORE: dict[str, Builder] = {**EXPRESSIONS, **INTERVALS, **STATEMENTS}
