"""Nodes → text in one of the two languages: what every statement is written with.

A writer knows one language and the small forms that all statements share: formulas, figures, intervals, names and
remarks. Idioms write themselves with it. With `plain` it writes the one spelling that content hashes are made of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from perfrules.source import Span
from perfrules.syntax import nodes as n
from perfrules.syntax.folding import name_key
from perfrules.syntax.interval_text import interval_text
from perfrules.types.show import exact

Write = Callable[[Any, "Writer"], str]
"""Writes a node of an idiom, without the remarks behind it."""

_SIGNS = {"+": "＋", "-": "−", "=": "＝", ">": "＞", "<": "＜"}
_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _FACTOR, _ATOM = range(1, 9)
_PRECEDENCE = {"+": _SUM, "-": _SUM, "×": _PRODUCT, "÷": _PRODUCT}
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_RANK_RULES = {
    "HIGH_FIRST": ("由高到低", "highest first"),
    "LOW_FIRST": ("由低到高", "lowest first"),
    "TIES_SKIP": ("并列占位", "ties leave gaps"),
    "TIES_DENSE": ("并列不占位", "ties leave no gaps"),
    "TIES_MEAN": ("并列取均", "ties take the mean place"),
}
_COUNTED = ("百分点", "工作日")
"""Units that Chinese counts with 个."""
_DATE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")


@frozen
class Writer:
    """`lang` is zh or en; `idioms` writes the nodes of idioms, `functions` maps functions to their English names."""

    lang: str
    idioms: Mapping[type, Write]
    functions: Mapping[str, str]
    is_word: Callable[[str], bool]
    plain: bool = False

    @property
    def english(self) -> bool:
        """Whether it writes English."""
        return self.lang == "en"

    @property
    def comma(self) -> str:
        """What parts the pieces of a statement."""
        return ", " if self.english else "，"

    def pick(self, zh: str, en: str) -> str:
        """The word of the language."""
        return en if self.english else zh

    def sign(self, op: str) -> str:
        """An operator or comparison sign."""
        return op if self.english else _SIGNS.get(op, op)

    def colon(self, head: str, rest: str) -> str:
        """head ：rest."""
        return f"{head}: {rest}" if self.english else f"{head} ：{rest}"

    # Names

    def name(self, node: n.Name) -> str:
        """A name in a formula: in 「」 where it was, or where it would not be read as one word."""
        if node.spot:
            return self._spot(node)
        if len(node.parts) == 1:
            return self.text(node.parts[0])
        return "·".join(self.word(part) for part in node.parts)

    def _spot(self, node: n.Name) -> str:
        if not self.plain and node.span.text.startswith("`"):
            return f"`{node.text}`"
        return f"「{self.text(node.text)}」"

    def word(self, text: str) -> str:
        """A name or label, in 「」 where it would not be read as one word."""
        if _PLAIN_NAME.fullmatch(text) and not self.is_word(text):
            return self.text(text)
        return f"「{self.text(text)}」"

    def text(self, text: str) -> str:
        """Words of the author: as they stand, or as they compare."""
        return name_key(text) if self.plain else text

    # Formulas

    def expr(self, node: n.Expr | None, level: int = 0) -> str:
        """A formula or condition; in brackets where it binds looser than its place."""
        assert node is not None
        text, own = self._expr(node)
        return f"({text})" if own < level else text

    def _expr(self, node: n.Expr) -> tuple[str, int]:
        match node:
            case n.Number():
                return self.quantity(node), _ATOM
            case n.Name():
                return self.name(node), _ATOM
            case n.DateLiteral():
                return self._date(node.text), _ATOM
            case n.Yes(value=value):
                return (self.pick("是", "yes") if value else self.pick("否", "no")), _ATOM
            case n.FullMarks():
                return self.pick("满分", "full marks"), _ATOM
            case n.Total():
                return self.pick("总分", "the total"), _ATOM
            case n.ScoreOf(node=inner):
                return self.pick(f"{self.name(inner)} 的得分", f"the score of {self.name(inner)}"), _ATOM
            case n.Places(digits=digits, percent=percent):
                of = " of a percent" if percent else ""
                english = f"{digits} decimal{'' if digits == 1 else 's'}{of}"
                return self.pick(f"{digits}位{'百分数' if percent else '小数'}", english), _ATOM
            case n.Call(function=function, arguments=arguments, ranking=ranking):
                name = self.functions.get(function, function) if self.english else function
                parts = [*map(self.expr, arguments), *(self.pick(*_RANK_RULES[rule]) for rule in ranking)]
                return f"{name}({self.comma.join(parts)})", _ATOM
            case n.Negative(operand=operand):
                return f"{self.sign('-')}{self.expr(operand, _FACTOR)}", _FACTOR
            case n.Arithmetic(op=op, left=left, right=right):
                own = _PRECEDENCE[op]
                return f"{self.expr(left, own)} {self.sign(op)} {self.expr(right, own + 1)}", own
            case n.Compare(op=op, left=left, right=right):
                return f"{self.expr(left, _SUM)} {self.sign(op)} {self.expr(right, _SUM)}", _COMPARISON
            case n.Logic(op=op, items=items):
                return self._logic(op, items)
            case n.Not(operand=operand):
                return f"{self.pick('非', 'not')} {self.expr(operand, _NOT)}", _NOT
            case n.Limited(operand=operand, low=low, high=high):
                ends = f"[{self.expr(low)}, {self.expr(high)}]"
                return f"{self.expr(operand)}{self.pick(' 限于 ', ' limited to ')}{ends}", _OR
            case n.Rescaled(operand=operand):
                return f"{self.pick('折算', 'rescaled')}({self.name(operand)})", _ATOM
            case n.AtLeast(least=least, items=items):
                return self._at_least(least, items), _NOT
            case n.IsMissing(operand=operand):
                return f"{self.expr(operand, _SUM)} {self.pick('缺失', 'is missing')}", _COMPARISON
            case n.FewerThan(operand=operand, least=least):
                than = exact(least.value) if self.english else self.quantity(least)
                return f"{self.expr(operand, _SUM)} {self.pick('不足', 'has fewer than ')}{than}", _COMPARISON
        return _spaced(node.span), _ATOM

    def _logic(self, op: str, items: Sequence[n.Expr]) -> tuple[str, int]:
        first, second = items[0], items[-1]
        chained = isinstance(first, n.Compare) and isinstance(second, n.Compare) and first.right is second.left
        if chained and not self.plain and isinstance(first, n.Compare) and isinstance(second, n.Compare):
            ends = self.expr(second.right, _SUM)
            return f"{self.expr(first, _COMPARISON)} {self.sign(second.op)} {ends}", _COMPARISON
        own = _AND if op == "且" else _OR
        word = self.pick(op, "and" if op == "且" else "or")
        return f" {word} ".join(self.expr(item, own + 1) for item in items), own

    def _at_least(self, least: n.Number, items: Sequence[n.Expr]) -> str:
        if self.english:
            figure = exact(least.value) if least.unit == "项" else self.quantity(least)
            figure = f"{exact(least.value)} years" if least.unit == "年" else figure
            many = "any of" if figure == "1" else f"at least {figure} of"
            return f"{many} ({', '.join(map(self.expr, items))})"
        many = "任一" if least.value == 1 and least.unit == "项" else f"至少{self.quantity(least)}"
        return f"{many} {'、'.join(self.expr(item, _COMPARISON) for item in items)}"

    def _date(self, text: str) -> str:
        match = _DATE.match(text)
        if self.plain and match:
            return "-".join(str(int(part)) for part in match.groups())
        return text

    # Figures

    def quantity(self, node: n.Number, *, bare: bool = False) -> str:
        """A figure with its unit; `bare` leaves the unit to the figure that follows."""
        figure = exact(node.value)
        if bare or node.unit is None:
            return figure
        if self.english and node.unit in ("分", "百分点"):
            word = "point" if node.value == 1 else "points"
            return f"{figure} {'percentage ' if node.unit == '百分点' else ''}{word}"
        return f"{figure}{self.unit(node.unit, node.span)}"

    def unit(self, unit: str, span: Span) -> str:
        """A unit, with the 个 that Chinese puts before some."""
        counted = unit in _COUNTED or f"个{unit}" in span.text
        return f"个{unit}" if counted and not self.plain else unit

    def range(self, low: n.Expr, high: n.Expr, low_mark: str = "", high_mark: str = "") -> str:
        """0分至8分, 0 to 8 points: in English points are said once."""
        low_figure = low.operand if isinstance(low, n.Negative) else low
        high_figure = high.operand if isinstance(high, n.Negative) else high
        first = self.expr(low)
        both = isinstance(high_figure, n.Number) and high_figure.unit == "分"
        if self.english and both and isinstance(low_figure, n.Number) and low_figure.unit == "分":
            minus = self.sign("-") if isinstance(low, n.Negative) else ""
            first = minus + self.quantity(low_figure, bare=True)
        return f"{first}{low_mark}{self.pick('至', ' to ')}{self.expr(high)}{high_mark}"

    def interval(self, node: n.IntervalNode) -> str:
        """The head of a row, in the form it was written in."""
        return interval_text(node, self)

    # Idioms and remarks

    def node(self, node: n.Node) -> str:
        """A clause, the head of a row or a score."""
        write = self.idioms.get(type(node))
        if write is not None:
            return write(node, self)
        if isinstance(node, n.ElseHead):
            return self.pick("都不符合", "if none of these holds") if node.whole else self.pick("否则", "otherwise")
        if isinstance(node, n.MissingHead):
            return self.pick("缺失", "missing")
        return self.as_typed(node)

    def as_typed(self, node: Any) -> str:
        """The author's own words for a node that cannot write itself, without the remarks behind it."""
        notes = getattr(node, "notes", ())
        end = notes[0].span.start if notes else node.span.end
        return _spaced(Span(node.span.source, node.span.start, end))

    def notes(self, notes: Sequence[n.Note]) -> list[str]:
        """The remarks behind a statement, in the quotes they were typed in."""
        return [self.note(note) for note in notes if not (self.plain and note.kind == "remark")]

    def note(self, note: n.Note) -> str:
        """One remark, assumption or source."""
        word = {
            "assumption": self.pick("假定", "assumption"),
            "basis": self.pick("依据", "basis"),
            "source": self.pick("来源", "source"),
            "target": self.pick("目标", "target"),
        }.get(note.kind, "")
        return f"{word} {self.string(note)}".strip()

    def string(self, note: n.Note) -> str:
        """A text in quotes."""
        typed = re.search(r'["“”＂].*', note.span.text, re.S)
        if typed and not self.plain:
            return typed.group().strip()
        return f'"{self.text(note.text)}"' if '"' not in note.text else f"“{self.text(note.text)}”"


def _spaced(span: Span) -> str:
    return " ".join(span.text.split())
