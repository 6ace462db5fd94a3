"""Statement → tokens. Words are told apart by the words of the language and the names that the rubric declares.

A run of letters and Chinese characters is one word. It is a keyword if it is spelled like one, a name if the
rubric declares it; otherwise a keyword at its start is split off where what follows is again a word that means
something (当甲 is 当 and the fact 甲; 或有负债, declared nowhere, stays one name). Behind a figure the longest
unit wins, and anything may be glued to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from attrs import define, field

from perfrules.diagnostics.collect import Diagnostics
from perfrules.diagnostics.diagnostic import Fix, Kind
from perfrules.source import Span, Words
from perfrules.syntax import errors
from perfrules.syntax.declared import MOST_NAME
from perfrules.syntax.folding import CONFUSABLE, Folded, name_key
from perfrules.syntax.lines import bracket_end, quote_end
from perfrules.syntax.tokens import MOST_DECIMALS, Token
from perfrules.syntax.vocabulary import Vocabulary

MOST_TOKENS = 3000
MOST_DEPTH = 40
MOST_DIGITS = 40
MOST_GLUED = 30
"""How many keywords may be glued to one word."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{4}年\d{1,2}月\d{1,2}日")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
_EXPONENT = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d+")
_POINTS = re.compile(r"([Pp]ercentage +)?[Pp]oints?(?!\w)")
_DECIMALS = ("DECIMALS", "PERCENT_DIGITS")
_BEFORE_LABEL = ("CHOICE", "GT", "ENUM", "ALSO")
"""Behind these a fact's line has a label, whatever its spelling: 满足 ＞ 部分满足 ＞ 不满足."""
_UNIT_KINDS = ("MONEY", "COUNT", "MEASURE")
_GLUED_FIGURE = re.compile(r"[^\W\d]+(?=\d+\.\d)")
_QUOTES = '"“”'
_PAIRS = {"(": ")", "[": "]"}


@define
class Scanner:
    """Makes tokens of statements of one file. `names` holds the keys of the declared names, `units` unit names."""

    folded: Folded
    vocabulary: Vocabulary
    units: Collection[str]
    names: Collection[str]
    diagnostics: Diagnostics
    failed: bool = False
    """Whether the last statement scanned was reported as broken."""
    _unit_lengths: tuple[int, ...] = field(init=False)
    _splits: dict[str, str | None] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self._unit_lengths = tuple(sorted({len(unit) for unit in self.units}, reverse=True))

    # Words

    def split(self, word: str) -> str | None:
        """The keyword that a word run starts with, or None where the run is a name."""
        if len(word) > MOST_NAME:
            return None
        if word not in self._splits:
            self._splits[word] = self._split(word, MOST_GLUED)
        return self._splits[word]

    def _split(self, word: str, most: int) -> str | None:
        keywords = self.vocabulary.keywords
        if word in keywords:
            return word
        if name_key(word) in self.names:
            return None
        for length in range(min(len(word) - 1, self.vocabulary.longest), 0, -1):
            head = word[:length]
            if head in keywords and self._means_something(word[length:], keywords[head], most):
                return head
        return None

    def _means_something(self, rest: str, before: str, most: int) -> bool:
        if rest[0].isdigit():
            return True
        if before in _UNIT_KINDS and self._unit_at(rest):
            return True
        if rest in self.vocabulary.keywords or name_key(rest) in self.names:
            return True
        if rest not in self._splits:
            self._splits[rest] = self._split(rest, most - 1) if most else None
        return self._splits[rest] is not None

    def _unit_at(self, word: str) -> str:
        """The longest unit that a word run starts with; 个 before another counter word does not count."""
        for length in self._unit_lengths:
            if word[:length] in self.units and len(word) >= length:
                return word[:length]
        return ""

    def word_at(self, at: int) -> tuple[int, str] | None:
        """The keyword that stands at a place of the folded text: where it ends, and its terminal."""
        text = self.folded.text
        phrase = self.vocabulary.phrase(text, at)
        if phrase is not None:
            return phrase
        match = _WORD.match(text, at)
        keyword = self.split(match.group()) if match and not match.group()[0].isdigit() else None
        return (at + len(keyword), self.vocabulary.keywords[keyword]) if keyword else None

    def is_word(self, text: str) -> bool:
        """Whether a text starts with a word of the language."""
        return self.vocabulary.phrase(text, 0) is not None or self.split(text) is not None

    # Tokens

    def token(self, kind: str, start: int, end: int, value: str | None = None) -> Token:
        """A token of folded characters start to end, placed in the text as typed."""
        text = self.folded.text[start:end] if value is None else value
        first = self.folded.offset(start)
        return Token(kind, text, first, self.folded.offset(end - 1) + 1 if end > start else first)

    def report(self, kind: Kind, start: int, end: int, **args: Any) -> None:
        self.failed = True
        self.diagnostics.report(kind, self.folded.span(start, end), **args)

    def scan(self, start: int, end: int, *, in_fact: bool = False) -> list[Token]:
        """The tokens of the folded characters start to end. What is wrong is reported and left out."""
        text = self.folded.text
        tokens: list[Token] = []
        open_brackets: list[tuple[str, int]] = []
        i = start
        while i < end:
            char = text[i]
            if char.isspace():
                i += 1
                continue
            if char == "#":  # the comment of a line that goes on
                i = min((p for p in (text.find("\n", i), text.find("\r", i)) if p >= 0), default=end)
                continue
            if len(tokens) >= MOST_TOKENS:
                self.report(errors.TOO_MUCH, start, min(end, start + 1), what=WHAT_TOKENS, most=MOST_TOKENS)
                break
            if char in _QUOTES or char == "「":
                i = self._quotation(tokens, i, end)
            elif char.isdigit():
                i = self._figure(tokens, i, end, bool(open_brackets))
            elif char.isalnum() or char == "_":
                i = self._word(tokens, i, end, in_fact)
            else:
                i = self._sign(tokens, i, open_brackets)
        for bracket, at in open_brackets:
            self.report(errors.UNCLOSED_BRACKET, at, at + 1, bracket=bracket)
        return tokens

    def _quotation(self, tokens: list[Token], i: int, end: int) -> int:
        text = self.folded.text
        if text[i] == "「":
            close, kind = bracket_end(text, i, end), "QUOTED"
        else:
            close, kind = quote_end(text, i, end), "STRING"
        line_end = min((p for p in (text.find("\n", i, end), text.find("\r", i, end)) if p >= 0), default=end)
        if close < 0 or close >= line_end:
            self.report(errors.UNCLOSED_QUOTE, i, i + 1, quote=text[i], fixes=self._closed(i, line_end))
            return line_end
        span = self.folded.span(i + 1, close)
        value = span.text.strip() if close > i + 1 else ""
        if kind == "QUOTED" and not value:
            self.report(errors.EMPTY_NAME, i, close + 1)
        if kind == "QUOTED" and len(value) > MOST_NAME:
            self.report(errors.TOO_MUCH, i, close + 1, what=_WHAT_NAME, most=MOST_NAME)
        tokens.append(self.token(kind, i, close + 1, value))
        return close + 1

    def _closed(self, i: int, line_end: int) -> tuple[Fix, ...]:
        """The quote put in at the end of the line, where a remark that is open would end."""
        rest = self.folded.span(i, line_end)
        if self.folded.text[i] == "「" or "#" in rest.text or len(rest.text.strip()) < 2:
            return ()
        mark = "”" if rest.text[0] == "“" else rest.text[0]
        place = Span(rest.source, rest.start + len(rest.text.rstrip()), rest.start + len(rest.text.rstrip()))
        return (Fix(Words("在行末补上", "close it at the end of the line"), ((place, mark),)),)

    def _figure(self, tokens: list[Token], i: int, end: int, in_brackets: bool) -> int:
        text = self.folded.text
        date = _DATE.match(text, i, end)
        if date:
            tokens.append(self.token("DATE", *date.span()))
            return date.end()
        exponent = _EXPONENT.match(text, i, end)
        if exponent:
            self.report(errors.STRAY_CHARACTER, *exponent.span(), char=exponent.group(), code="e")
            return exponent.end()
        thousands = _THOUSANDS.match(text, i, end)
        if thousands and (not in_brackets or thousands.group().count(",") > 1):
            self.report(errors.THOUSANDS_SEPARATOR, *thousands.span(), text=thousands.group())
            return thousands.end()
        match = _NUMBER.match(text, i, end)
        if match is None:  # a digit of another script: ٣, ²
            self.report(errors.STRAY_CHARACTER, i, i + 1, char=text[i], code=f"U+{ord(text[i]):04X}")
            return i + 1
        number = match.group()
        j = match.end()
        if len(number) > MOST_DIGITS:
            self.report(errors.TOO_MUCH, i, min(j, i + 20), what=_WHAT_DIGITS, most=MOST_DIGITS)
            return j
        if not number.isascii():
            self.report(errors.STRAY_CHARACTER, i, j, char=number, code=f"U+{ord(number[0]):04X}")
            return j
        if len(number) > 1 and number[0] == "0" and number[1] != ".":
            self.report(errors.LEADING_ZERO, i, j, text=number)
        if tokens and tokens[-1].type == "NUMBER":
            previous = tokens[-1]
            self.failed = True
            span = Span(self.folded.source, previous.start_pos, self.folded.offset(j - 1) + 1)
            self.diagnostics.report(errors.SPACED_NUMBER, span, text=span.text)
        tokens.append(self.token("NUMBER", i, j))
        return self._unit(tokens, j, end)

    def _unit(self, tokens: list[Token], i: int, end: int) -> int:
        """The unit behind a figure, if one is there."""
        text = self.folded.text
        j = i
        while j < end and text[j] == " ":
            j += 1
        if j < end and text[j] in "%‰":
            tokens.append(self.token("UNIT", j, j + 1))
            return self._per(tokens, j + 1, end)
        english = _POINTS.match(text, j)
        if english:
            unit = "百分点" if english.group(1) else "分"
            tokens.append(self.token("UNIT", j, english.end(), unit))
            return english.end()
        match = _WORD.match(text, j, end)
        if match is None or match.group()[0].isdigit() or self.vocabulary.phrase(text, j):
            return i
        word = match.group()
        confusable = CONFUSABLE.get(self.folded.span(j, j + 1).text)
        if confusable and j == i:
            span = self.folded.span(i - 1, j + 1)
            self.diagnostics.report(
                errors.CONFUSABLE,
                span,
                text=span.text,
                char=self.folded.span(j, j + 1).text,
                digit=confusable,
            )
        unit = self._unit_at(word)
        skip = 0
        counted = self._unit_at(word[1:]) if unit == "个" else ""
        # 一组4个分值 counts values, of the kind 分值.
        if counted and not any(len(k) > len(counted) for k in _prefixes(word[1:], self.vocabulary)):
            unit, skip = counted, 1
        keyword = next((k for k in _prefixes(word, self.vocabulary) if len(k) > len(unit)), None)
        if unit and (keyword is None or skip):
            tokens.append(self.token("UNIT", j, j + skip + len(unit), unit))
            return self._per(tokens, j + skip + len(unit), end)
        if keyword or name_key(word) in self.names:
            return i
        # An unknown counter word: up to the first keyword, so that the rest of the line still makes sense.
        cut = next(
            (k for k in range(1, len(word)) if any(True for _ in _prefixes(word[k:], self.vocabulary))),
            len(word),
        )
        tokens.append(self.token("UNIT", j, j + cut))
        return j + cut

    def _per(self, tokens: list[Token], i: int, end: int) -> int:
        """元/人: a second unit glued on with a slash makes one unit."""
        text = self.folded.text
        if i + 1 < end and text[i] == "/" and tokens[-1].value not in ("%", "‰"):
            match = _WORD.match(text, i + 1, end)
            unit = self._unit_at(match.group()) if match else ""
            if unit and match and (match.group() == unit or name_key(match.group()) not in self.names):
                last = tokens.pop()
                end_pos = self.folded.offset(i + len(unit)) + 1
                tokens.append(Token("UNIT", f"{last.value}/{unit}", last.start_pos, end_pos))
                return i + 1 + len(unit)
        return i

    def _word(self, tokens: list[Token], i: int, end: int, in_fact: bool) -> int:
        match = _WORD.match(self.folded.text, i, end)
        assert match is not None
        word = match.group()
        if len(word) > MOST_NAME:
            self.report(errors.TOO_MUCH, i, i + 20, what=_WHAT_NAME, most=MOST_NAME)
            return match.end()
        phrase = self.vocabulary.phrase(self.folded.text, i)
        if phrase is not None:
            if phrase[1] in _DECIMALS and tokens and tokens[-1].type == "NUMBER":
                self._decimals(tokens[-1])
            tokens.append(self.token(phrase[1], i, phrase[0]))
            return phrase[0]
        if in_fact and word[0] == "分" and word[1:2] in ("", "满") and tokens and tokens[-1].type == "COLON":
            # 分 满40分: the kind, not the unit.
            tokens.append(self.token("POINTS_KIND", i, i + 1))
            return i + 1
        if in_fact and tokens and tokens[-1].type in _UNIT_KINDS and word not in self.vocabulary.keywords:
            return self._unit_word(tokens, i, word)
        label = in_fact and tokens and tokens[-1].type in _BEFORE_LABEL
        keyword = None if label else self.split(word)
        if keyword is not None:
            kind = self.vocabulary.keywords[keyword]
            if kind in _DECIMALS and tokens and tokens[-1].type == "NUMBER":
                self._decimals(tokens[-1])
            tokens.append(self.token(kind, i, i + len(keyword)))
            return i + len(keyword)
        # 减0.5分: a name has no point in it, so what ends in digits before one is a word with a figure glued on.
        glued = _GLUED_FIGURE.match(self.folded.text, i, end)
        stop = glued.end() if glued is not None else match.end()
        tokens.append(self.token("NAME", i, stop))
        return stop

    def _decimals(self, figure: Token) -> None:
        """Report a number of decimals that is not whole or beyond what figures can have."""
        text = str(figure)
        if not text.isdigit() or int(text) > MOST_DECIMALS:
            self.failed = True
            span = Span(self.folded.source, figure.start_pos or 0, figure.end_pos or 0)
            self.diagnostics.report(errors.BAD_DECIMALS, span, text=text, most=MOST_DECIMALS)

    def _unit_word(self, tokens: list[Token], i: int, word: str) -> int:
        """The unit behind 金额 or 计数; an unknown one declares a counter word."""
        skip = 1 if word.startswith("个") and len(word) > 1 else 0
        unit = self._unit_at(word[skip:])
        rest = word[skip + len(unit) :]
        if not unit or (rest and not any(True for _ in _prefixes(rest, self.vocabulary))):
            unit = word[skip:]
        tokens.append(self.token("UNIT", i, i + skip + len(unit), unit))
        return self._per(tokens, i + skip + len(unit), len(self.folded.text))

    def _sign(self, tokens: list[Token], i: int, open_brackets: list[tuple[str, int]]) -> int:
        text = self.folded.text
        for sign, kind in self.vocabulary.signs:
            if text.startswith(sign, i):
                tokens.append(self.token(kind, i, i + len(sign)))
                if sign in _PAIRS:
                    open_brackets.append((sign, i))
                    if len(open_brackets) == MOST_DEPTH:
                        self.report(errors.TOO_MUCH, i, i + 1, what=_WHAT_DEPTH, most=MOST_DEPTH)
                elif sign in ")]":
                    if open_brackets:
                        open_brackets.pop()
                    else:
                        self.report(errors.UNCLOSED_BRACKET, i, i + 1, bracket=sign)
                return i + len(sign)
        char = text[i]
        if char == "|":
            self.report(errors.ABSOLUTE_BARS, i, i + 1)
            return i + 1
        shown = char if char.isprintable() else "?"
        self.report(errors.STRAY_CHARACTER, i, i + 1, char=shown, code=f"U+{ord(char):04X}")
        return i + 1


def _prefixes(word: str, vocabulary: Vocabulary) -> list[str]:
    """The keywords that a word starts with, longest first."""
    lengths = range(min(len(word), vocabulary.longest), 0, -1)
    return [word[:n] for n in lengths if word[:n] in vocabulary.keywords]


def keys(names: Mapping[str, object] | Collection[str]) -> frozenset[str]:
    """Names as they compare."""
    return frozenset(name_key(name) for name in names)


WHAT_TOKENS = Words("一行的词数", "the words of one line are")
_WHAT_DEPTH = Words("括号层数", "the depth of brackets is")
_WHAT_DIGITS = Words("一个数的位数", "the digits of one figure are")
_WHAT_NAME = Words("一个名称的字数", "the length of a name is")
