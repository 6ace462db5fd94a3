"""What reads well and is likelier a slip of the hand than meant: a line twice, a word twice in a name, a sign alone.

None of these can be told by the grammar, since a name is any text and a minus may stand before anything. They are
warnings, but for a statement that stands twice: no table says a thing twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from perfrules.diagnostics import Diagnostics, Fix
from perfrules.diagnostics.diagnostic import Kind, Label, Severity
from perfrules.model import basis
from perfrules.model.infer import Typing
from perfrules.source import Span, Words
from perfrules.syntax import nodes as n
from perfrules.syntax.nodes import Broken
from perfrules.types.show import exact
from perfrules.types.types import RATIO

WORD_TWICE = Kind(
    "PR905",
    "word-twice-in-name",
    "名称「{name}」里「{word}」连着写了两遍",
    "`{word}` stands twice in a row in the name `{name}`",
    "去掉一个",
    "take one out",
    about="A name is any text, so a word typed twice becomes part of it.",
    severity=Severity.WARNING,
)
NAME_BRACKETS = Kind(
    "PR906",
    "brackets-in-name",
    "名称「{name}」里的{what}{why}",
    "the {what} in the name `{name}` {why}",
    "补上少的，或去掉多的",
    "put in what is missing, or take out what is too many",
    about="A bracket or quote in a name without its partner, or with nothing in it, is a slip of the hand.",
    severity=Severity.WARNING,
)
UNIT_NOT_STATED = Kind(
    "PR907",
    "money-unit-not-stated",
    "「{name}」没有写单位，没有单位的数按元读；别的金额写了单位",
    "`{name}` states no unit, so bare figures are read as yuan (元); the other amounts state theirs",
    "写明单位，如「金额 {unit}」，或在文件开头写「约定 金额 {unit}」",
    "state the unit, as `money {unit}`, or put `convention money {unit}` at the head",
    about="Where some amounts state a unit and one does not, the unit was likelier lost than meant to be yuan.",
    severity=Severity.WARNING,
)
SAID_TWICE = Kind(
    "PR908",
    "same-statement-twice",
    "这一行和第{line}行说的一样",
    "this line says the same as line {line}",
    "只留一处",
    "keep one",
    about="A statement that stands twice under one heading counts twice or is superfluous.",
)
TWO_SIGNS = Kind(
    "PR909",
    "sign-after-sign",
    "「{text}」里两个运算符连在一起",
    "two operators stand together in `{text}`",
    "多了一个就去掉；要加减负数，把它写进括号",
    "take one out, or put what is negative in brackets",
    about="a − −b is a + b, which nobody writes so.",
    severity=Severity.WARNING,
)
LONE_MINUS = Kind(
    "PR910",
    "minus-without-left-side",
    "「{text}」的减号前面没有数",
    "nothing stands before the minus of `{text}`",
    "少了被减数就补上；要取负数，减号紧挨着写「−{operand}」",
    "put in what it is taken from, or write the negative without a space: `−{operand}`",
    about="A minus with a space behind it subtracts, and here from nothing.",
    severity=Severity.WARNING,
)
LONE_SIGN = Kind(
    "PR913",
    "plus-without-left-side",
    "「{text}」的加号前面没有数",
    "nothing stands before the plus of `{text}`",
    "少了一个数就补上，不然去掉加号",
    "put in what it is added to, or take the plus out",
    about="A plus with nothing before it adds to nothing.",
    severity=Severity.WARNING,
)
BARE_RATIO = Kind(
    "PR911",
    "ratio-against-bare-figure",
    "「{text}」里的 {figure} 就是 {percent}%",
    "the {figure} in `{text}` is {percent}%",
    "要写 {figure}%，就补上百分号",
    "if {figure}% is meant, put in the percent sign",
    about="1 is 100%: a ratio set against a figure of 5 or more is likelier a percentage that lost its sign.",
    severity=Severity.WARNING,
)
NEVER_TRIED = Kind(
    "PR912",
    "override-never-reached",
    "这一条特例轮不到：它成立时，第{line}行的已经成立",
    "this override is never reached: where it holds, the one in line {line} holds already",
    "条件窄的写在前面",
    "put the narrower condition first",
    about="Overrides are tried from the top. One whose condition is an earlier one, or that and more, gives no score.",
    severity=Severity.WARNING,
)
GUARD_NEVER_TRIED = Kind(
    "PR919",
    "guard-never-reached",
    "这一段「…时」轮不到：它成立时，前面的「{earlier}」已经成立",
    "this value is never reached: where its condition holds, `{earlier}` before it holds already",
    "条件窄的写在前面",
    "put the narrower condition first",
    about="The conditions behind a formula are tried in order. One that is an earlier one, or more, is never reached.",
    severity=Severity.WARNING,
)
FAR_PERCENT = Kind(
    "PR916",
    "percent-far-off",
    "「{text}」里的 {figure} 是{times}倍，比率很少有这么大",
    "the {figure} in `{text}` is {times} times the base, more than a ratio comes to",
    "多半是百分号前多写了两个零；确实这么大的，写成「{times}」",
    "likely two zeros too many before the percent sign; where it is meant, write {times}",
    about="A ratio set against 1000% and more: the printed percentage was likely multiplied by 100 once more.",
    severity=Severity.WARNING,
)
KINDS = (
    WORD_TWICE,
    NAME_BRACKETS,
    UNIT_NOT_STATED,
    SAID_TWICE,
    TWO_SIGNS,
    LONE_MINUS,
    LONE_SIGN,
    BARE_RATIO,
    NEVER_TRIED,
    GUARD_NEVER_TRIED,
    *basis.KINDS,
    FAR_PERCENT,
)

_PIECE = re.compile(r"\d+(?:\.\d+)?|[^\W\d]+|[^\s\w]")
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】", "《": "》", "〔": "〕"}
_EMPTY = re.compile(r"\(\s*\)|（\s*）|【\s*】|《\s*》|〔\s*〕")
_MINUS = "-−－‐‑‒–"
_LEAST_FIGURE = 5
"""A ratio may be twice or three times; one of 500% or more is not what a bare figure beside it says."""
_MOST_PERCENT = 1000
"""A ratio that is written with its percent sign may be greater; of ten times and more it is asked."""


def check(
    document: n.Document, typing: Typing, diagnostics: Diagnostics, overrides: Iterable[Sequence[n.Node]]
) -> None:
    """Report what is doubtful. `overrides` are the 特例 of each leaf, in their order."""
    told = [item.span for item in diagnostics.items if item.severity is Severity.ERROR]
    _names(document, diagnostics)
    if not any(isinstance(item, n.Convention) and item.topic == "money" for item in document.head):
        _money(document.facts, diagnostics)
    for block in _blocks(document):
        _twice(block, told, diagnostics)
    for heading in _headings(document):
        basis.check(heading, diagnostics)
    for guards in overrides:
        _order(guards, diagnostics)
    for statement in document.statements:
        if isinstance(statement.node, n.Node):
            _lone_plus(statement, diagnostics)
            second: set[int] = set()
            for node in n.walk(statement.node):
                if isinstance(node, n.FormulaDecl):
                    _guards(node.guards, diagnostics)
                _signs(node, second, diagnostics)
                _ratios(node, typing, diagnostics)


# Names


def _names(document: n.Document, diagnostics: Diagnostics) -> None:
    for statement in document.statements:
        for span in statement.texts if statement.start in _NAMED else ():
            lead = Span(span.source, statement.span.start, span.start).text.strip()
            behind = Span(span.source, span.end, statement.span.end).text
            _name(span, lead, behind, diagnostics)


_NAMED = ("title", "heading", "free_heading", "head_line", "fact_line", "grade_line", "case")


def _name(span: Span, lead: str, behind: str, diagnostics: Diagnostics) -> None:
    text = span.text
    pieces = [(match.group(), match.span()) for match in _PIECE.finditer(text)]
    for (word, (_, end)), (again, (_, stop)) in pairwise(pieces):
        if word == again and (word[0].isalnum() or word in _BRACKETS or word in _BRACKETS.values()):
            edit = Span(span.source, span.start + end, span.start + stop)
            _double(span, edit, word, diagnostics)
            return
    first, last = (pieces[0], pieces[-1]) if pieces else (None, None)
    points = re.match(r"\s+(\d+(?:\.\d+)?)", behind)
    if first and lead and first[0] == lead.split()[-1]:
        _double(span, Span(span.source, span.start, span.start + first[1][1]), first[0], diagnostics)
    elif last and points and last[0] == points.group(1) and len(pieces) > 1 and text[last[1][0] - 1].isspace():
        edit = Span(span.source, span.start + pieces[-2][1][1], span.end)
        _double(span, edit, last[0], diagnostics)
    elif (why := _brackets(text)) is not None:
        diagnostics.report(NAME_BRACKETS, span, name=text, what=Words("括号", "brackets"), why=why)
    elif text.count('"') % 2 or text.count("“") != text.count("”"):
        quotes, why = Words("引号", "quotes"), Words("没有配对", "are not in pairs")
        diagnostics.report(NAME_BRACKETS, span, name=text, what=quotes, why=why)


def _double(span: Span, edit: Span, word: str, diagnostics: Diagnostics) -> None:
    fix = Fix(Words("去掉一个", "take one out"), ((edit, ""),))
    diagnostics.report(WORD_TWICE, edit, fixes=(fix,), name=span.text, word=word)


def _brackets(text: str) -> Words | None:
    if _EMPTY.search(text):
        return Words("里没有字", "have nothing in them")
    open_: list[str] = []
    for char in text:
        if char in _BRACKETS:
            open_.append(_BRACKETS[char])
        elif char in _BRACKETS.values() and (not open_ or open_.pop() != char):
            return Words("没有配对", "are not in pairs")
    return Words("没有配对", "are not in pairs") if open_ else None


# Facts


def _money(facts: Sequence[n.Node], diagnostics: Diagnostics) -> None:
    amounts = [fact for fact in facts if isinstance(fact, n.FactDecl) and fact.kind.word == "money"]
    units = [fact.kind.unit for fact in amounts if fact.kind.unit]
    for fact in amounts:
        if not fact.kind.unit and units:
            diagnostics.report(UNIT_NOT_STATED, fact.kind.span, name=fact.name, unit=max(units, key=units.count))


# Statements that stand twice


def _blocks(document: n.Document) -> Iterator[Sequence[n.Node]]:
    yield document.head
    yield document.facts
    below = [*document.headings]
    while below:
        heading = below.pop()
        yield heading.statements
        below += heading.children


def _twice(block: Sequence[n.Node], told: list[Span], diagnostics: Diagnostics) -> None:
    seen: dict[int, list[n.Node]] = {}
    for node in block:
        if isinstance(node, (Broken, n.FactDecl)):
            continue
        alike = seen.setdefault(hash(node), [])
        known = next((other for other in alike if other == node), None)
        alike.append(node)
        if known is not None and not any(node.span.start <= span.start <= node.span.end for span in told):
            fix = Fix(Words("去掉这一行", "take this line out"), ((node.span, ""),))
            label = Label(known.span, Words("先写的", "the first"))
            line = str(known.span.position[0])
            diagnostics.report(SAID_TWICE, node.span, labels=(label,), fixes=(fix,), line=line)


def _headings(document: n.Document) -> Iterator[n.Heading]:
    below = [*document.headings]
    while below:
        heading = below.pop()
        yield heading
        below += heading.children


def _guards(guards: Sequence[n.Guard], diagnostics: Diagnostics) -> None:
    """The values behind a formula whose condition comes too late."""
    places = [guard.condition.span for guard in guards]
    for late, early in _too_late([guard.condition for guard in guards]):
        label = Label(places[early], Words("先成立的", "what holds already"))
        diagnostics.report(GUARD_NEVER_TRIED, places[late], labels=(label,), earlier=places[early].text.strip())


def _order(guards: Sequence[n.Node], diagnostics: Diagnostics) -> None:
    for late, early in _too_late([guard.condition for guard in guards]):  # type: ignore[attr-defined]
        place, before = guards[late].span, guards[early].span
        if not any(item.span.start == place.start and item.kind is SAID_TWICE for item in diagnostics.items):
            label = Label(before, Words("先成立的", "the one that holds already"))
            diagnostics.report(NEVER_TRIED, place, labels=(label,), line=str(before.position[0]))


def _too_late(conditions: Sequence[n.Expr]) -> Iterator[tuple[int, int]]:
    """The conditions that an earlier one always holds with, and the first of these, by their numbers."""
    seen: list[set[n.Expr]] = []
    for number, condition in enumerate(conditions):
        parts = {*condition.items} if isinstance(condition, n.Logic) and condition.op == "且" else {condition}
        early = next((k for k, known in enumerate(seen) if known <= parts), None)
        if early is not None:
            yield number, early
        seen.append(parts)


# Signs


def _signs(node: n.Node, second: set[int], diagnostics: Diagnostics) -> None:
    """Report a sign too many; `second` keeps the signs that were told with the one before them."""
    if isinstance(node, n.Arithmetic) and node.op in "+-":
        right = node.right
        # What stands in brackets is meant: its sign is not where the right side begins.
        if isinstance(right, n.Negative) and not isinstance(right.operand, n.Number) and _bare(right):
            sign = Span(right.span.source, right.span.start, right.span.start + 1)
            fix = Fix(Words("去掉一个", "take one out"), ((sign, ""),))
            diagnostics.report(TWO_SIGNS, right.span, fixes=(fix,), text=node.span.text.strip())
            second.add(right.id)
    if isinstance(node, n.Negative) and node.id not in second and not isinstance(node.operand, n.Number):
        text = node.span.text
        if text[:1] and text[0] in _MINUS and text[1:2].isspace():
            diagnostics.report(LONE_MINUS, node.span, text=text, operand=text[1:].strip())


def _lone_plus(statement: n.Statement, diagnostics: Diagnostics) -> None:
    """A plus with nothing before it leaves no trace in the tree."""
    text = statement.span.text
    for match in _LEADING_PLUS.finditer(_QUOTED.sub(lambda quoted: "_" * len(quoted.group()), text)):
        start = statement.span.start + match.start("sign")
        rest = text[match.end() :].split()[:1]
        span = Span(statement.span.source, start, start + 1)
        diagnostics.report(LONE_SIGN, span, text=f"{match.group('sign')} {' '.join(rest)}")


_NOTE = re.compile(r"\s*[\"“”]|\s+(?:假定|依据|[Aa]ssumption|[Bb]asis)\s*[:\"“”]")
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|「[^」\n]*」')
_LEADING_PLUS = re.compile(r"[=＝(（]\s*(?P<sign>[+＋])\s")


def _bare(node: n.Node) -> bool:
    before = node.span.source.text[: node.span.start].rstrip()
    return not before.endswith(("(", "（"))


def _ratios(node: n.Node, typing: Typing, diagnostics: Diagnostics) -> None:
    if isinstance(node, n.Compare):
        for figure, other in ((node.left, node.right), (node.right, node.left)):
            if typing.types.get(other.id) == RATIO:
                bare_ratio(figure, node.span, diagnostics)


def bare_ratio(
    figure: n.Expr | None,
    span: Span,
    diagnostics: Diagnostics,
    least: int = _LEAST_FIGURE,
    beside: Sequence[n.Expr] = (),
    unit: str = "%",
) -> None:
    """Warn of a figure that no ratio comes to: it lacks its percent sign, or is a hundred times too great.

    `span` is the statement or formula it stands in; `beside` are the figures of its table, which are mended with it.
    `unit` is what the figure lacks: a step is so many percentage points.
    """
    if not isinstance(figure, n.Number):
        return
    alike = [f for f in beside or (figure,) if isinstance(f, n.Number) and f.unit == figure.unit]
    every = Words("各行", "in every row") if len(alike) > 1 else Words("", "")
    if figure.unit is None and figure.value >= least:
        shown = figure.span.text.strip()
        title = Words(f"{every.zh}补上百分号", f"put in the percent sign {every.en}".strip())
        if unit != "%":
            title = Words("补上单位", "put in the unit")
        fix = Fix(title, tuple((f.span, f"{f.span.text.strip()}{unit}") for f in alike if f.value >= least))
        percent = exact(figure.value * 100)
        text = _NOTE.split(span.text)[0].strip()
        diagnostics.report(BARE_RATIO, figure.span, fixes=(fix,), text=text, figure=shown, percent=percent)
    elif figure.unit == "%" and figure.value >= _MOST_PERCENT:
        title = Words(f"{every.zh}除以100", f"divide it by 100 {every.en}".strip())
        fix = Fix(title, tuple((f.span, f"{exact(f.value / 100)}%") for f in alike if f.value >= _MOST_PERCENT))
        text, shown = _NOTE.split(span.text)[0].strip(), figure.span.text.strip()
        times = exact(figure.value / 100)
        diagnostics.report(FAR_PERCENT, figure.span, fixes=(fix,), text=text, figure=shown, times=times)
