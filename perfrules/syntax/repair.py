"""What one slip of the hand explains a statement that cannot be read: the message names it and offers to undo it.

A slip leaves out, doubles, swaps or misspells one word. Each way of undoing one is tried on the text of the line,
near the place where reading stopped; the first that makes a statement of the language is what is told. Where none
does, the line is broken in more than one place and the caller says where it stopped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from attrs import evolve, frozen

from perfrules.diagnostics.diagnostic import Kind
from perfrules.diagnostics.suggest import is_swapped, suggest
from perfrules.source import Words
from perfrules.syntax import errors, habits
from perfrules.syntax.folding import name_key
from perfrules.syntax.vocabulary import Vocabulary

MOST_PIECES = 60
"""A line of more words is not looked into."""
_BACK = 4
"""How many words before the stop a missing word is looked for."""
_MOST_FIXES = 4
_CUTS = 6
_MOST_SLIPS = 24
"""A figure may have slipped into a word beside it by so many characters."""

_QUOTATION = r'"[^"\n]*"|“[^”\n]*”|「[^」\n]*」|`[^`\n]*`'
_PIECE = re.compile(rf"{_QUOTATION}|\d+(?:\.\d+)?|[^\W\d]+|[^\s\w]")
_QUANTITY = re.compile(rf"{_QUOTATION}|\d+(?:\.\d+)?\s?(?:%|％|[^\W\d]+)|\w+|[^\s\w]")
"""The same with a figure and its unit as one."""
_SAMPLES = {
    "NAME": (" 「甲」 ", Words("一个名称或数", "a name or a figure")),
    "QUOTED": (" 「甲」 ", Words("「名称」", "a 「name」")),
    "NUMBER": (" 1", Words("一个数", "a figure")),
    "UNIT": ("分 ", Words("单位", "a unit")),
    "STRING": (' "甲" ', Words("引号里的说明", "a remark in quotes")),
    "TEXT": (" 甲 ", Words("一个名称", "a name")),
    "VALUE": (" 1 ", Words("一个值", "a value")),
}
"""What stands for a missing word that only the author knows, and what to call it."""
_MATTER = re.compile(
    r"\s*(?:扣分|加分|满足|目标|评议|(?:特例|不适用|否决)\s*当)\s*(?P<what>[^\s「」\"“”:：]+(?: [^\s「」\"“”:：]+)*?)"
    r"\s*(?=每\s*\d|[扣加得]\s*\d|时\s|[≥≤＞＜＝]|0分|$)"
)
"""A rule about a matter of its own, which stands in 「」."""
_NO_NAME = re.compile(r"[、，,；;/（）()·《》]")
_STEP_VERB = re.compile(r"每\s*(?P<verb>[^\W\d]{1,4})\s*(?=\d)")
_OPERAND_BEFORE = re.compile(r"[+×÷*/=<>≥≤≠)\],＋−－＊／＝＜＞）］，]|$")
"""A sign that must have a name or figure before it."""
_COLONS = (":", "：")
_NOTHING = re.compile(r"\s*(?:[+×÷*/＋−－＊／\"“]|假定|依据|[Aa]ssumption|[Bb]asis|$)")
_NAMES_ANYTHING = ("DECIDE", "UNRECORDED")
_HEADINGS = ("LEVEL1", "LEVEL2", "LEVEL3", "CRITERION")
_POINTS_GIVEN = re.compile(r"[得扣加]\s*\d")
"""What says of points is no name of a heading."""
_BY = re.compile(r"\A[^\"“]*(?:按|\bby\b)")
"""What a 判定 is by, before any text in quotation marks."""
_ANYTHING_BEHIND = frozenset(("CASE", "RUBRIC", "TRIAL"))
_ANY_TEXT = ("SCALE", "TRIAL", "GRID_FACTS")
"""Whatever stands behind these words is a name, so that they explain nothing."""
_ID = re.compile(r"\s*[A-Za-z0-9][A-Za-z0-9._-]*\s*")
_UNLIKELY = ("DOT",)
_TITLES = {
    errors.REPEATED_WORD.name: Words("去掉一个", "take one out"),
    errors.SWAPPED_WORDS.name: Words("对调", "swap them"),
    errors.VALUE_WITHOUT_SIGN.name: Words("写明", "say which"),
    errors.MISSING_WORD.name: Words("补上", "put it in"),
    errors.NO_STATEMENT_WORD.name: Words("补上", "put it in"),
    errors.WORD_TOO_MANY.name: Words("去掉", "take it out"),
    errors.WORD_IS_A_NAME.name: Words("写明是名称", "say that it is the name"),
    errors.MISSPELLED.name: Words("改正", "mend it"),
    errors.MATTER_WITHOUT_QUOTES.name: Words("放进「」", "put it in 「」"),
}

Reads = Callable[[str], bool]
"""Whether a line would be a statement here."""
_Pair = tuple[tuple[int, int], tuple[int, int]]


@frozen
class Gap:
    """A place between two words, as an offset in the line, and the terminals that could stand there."""

    at: int
    expected: frozenset[str]


@frozen
class Repair:
    """The slip found: its message, the characters of the line it points at, what may be put in their place."""

    kind: Kind
    start: int
    end: int
    news: tuple[str, ...]
    args: dict[str, str | Words]
    could_be: tuple[Words, ...] = ()

    @property
    def title(self) -> Words:
        """What the fix does."""
        return _TITLES[self.kind.name]


def ends(text: str) -> Iterator[int]:
    """Where each word of a line ends, but for the last."""
    found = [match.end() for match in _PIECE.finditer(text)]
    return iter(found[:-1])


_ALONE = re.compile(r"\s*(?P<value>[-−]?\d[\d.]*(?:\s*(?:%|[^\W\d]{1,6}))?)\s*[：:]")
"""A figure with its unit that a line begins with, all that stands before the colon."""


def misspelled_start(
    text: str, expected: frozenset[str], reads: Reads, vocabulary: Vocabulary, lang: str
) -> Repair | None:
    """The word of the language that a line begins with, nearly: the line reads with it."""
    pieces = [match.span() for match in _PIECE.finditer(text)]
    if not 0 < len(pieces) <= MOST_PIECES:
        return None
    work = _Work(text, 0, pieces, reads, vocabulary, lang)
    found = evolve(work, pieces=pieces[:1]).slipped((), expected)
    # Behind 案例 any text reads: what is only like it is not taken for it.
    return found if found is not None and found.start == 0 else work.misspelled([Gap(0, expected - _ANYTHING_BEHIND)])


def slipped(text: str, reads: Reads, vocabulary: Vocabulary, lang: str, names: Collection[str] = ()) -> Repair | None:
    """The word of the language that is misspelled by one character somewhere in a line: the line reads with it."""
    pieces = [match.span() for match in _PIECE.finditer(text)]
    if not 0 < len(pieces) <= MOST_PIECES:
        return None
    return _Work(text, 0, pieces, reads, vocabulary, lang).slipped(names)


def find(
    text: str,
    stop: int,
    gaps: Sequence[Gap],
    reads: Reads,
    vocabulary: Vocabulary,
    lang: str,
    names: Collection[str] = (),
) -> Repair | None:
    """The slip that explains why a line stops being readable at an offset, or None.

    `gaps` are the places where a word can be missing, the nearest to the stop first; `names` the keys of the declared
    names.
    """
    pieces = [match.span() for match in _PIECE.finditer(text)]
    if not 0 < len(pieces) <= MOST_PIECES:
        return None
    # Reading stops at the slip or behind it, never before.
    last = next((i for i, (_, end) in enumerate(pieces) if end > stop), len(pieces) - 1)
    work = _Work(text, stop, pieces[: last + 2], reads, vocabulary, lang)
    near = gaps[: _BACK + 1]
    return (
        work.named(names)
        or work.doubled()
        or work.unquoted()
        or work.step_verb()
        or work.misspelled(near)
        or work.slipped(names)
        or work.operand(near)
        or work.alone()
        or work.swapped()
        or work.missing(near)
        or work.too_many()
    )


@frozen
class _Work:
    text: str
    stop: int
    pieces: list[tuple[int, int]]
    reads: Reads
    vocabulary: Vocabulary
    lang: str

    def put(self, start: int, end: int, new: str) -> bool:
        """Whether the line reads with other characters at a place."""
        return self.reads(self.text[:start] + new + self.text[end:])

    def named(self, names: Collection[str]) -> Repair | None:
        """A word of the language that is a declared name too: the line reads with it as the name."""
        for a, b in reversed(self.pieces):
            word = self.text[a:b]
            new = f"「{word}」" if self.lang == "zh" else f"`{word}`"
            if any(colon in self.text[b:] for colon in _COLONS):
                break  # before a colon the line itself may be all that declares it
            if word in self.vocabulary.keywords and name_key(word) in names and self.put(a, b, f" {new} "):
                return Repair(errors.WORD_IS_A_NAME, a, b, (new,), {"word": word})
        return None

    def doubled(self) -> Repair | None:
        """A word, or a few, that stand twice in a row, read once."""
        for size in (1, 2, 3):
            for i in range(len(self.pieces) - 2 * size, -1, -1):
                once, again = self.pieces[i : i + size], self.pieces[i + size : i + 2 * size]
                a, b, d = once[0][0], once[-1][1], again[-1][1]
                same = all(self.text[slice(*x)] == self.text[slice(*y)] for x, y in zip(once, again, strict=True))
                if same and self.put(b, d, ""):
                    return Repair(errors.REPEATED_WORD, b, d, ("",), {"word": _shown(self.text[a:b])})
        return None

    def unquoted(self) -> Repair | None:
        """What is filled in on the spot without its 「」: 扣分 截留、挪用 每1处 扣2分."""
        found = _MATTER.match(self.text)
        if found is None or not _NO_NAME.search(found["what"]):
            return None
        start, end = found.span("what")
        quoted = f"「{found['what']}」"
        if not self.put(start, end, quoted):
            return None
        return Repair(errors.MATTER_WITHOUT_QUOTES, start, end, (quoted,), {"text": found["what"]})

    def step_verb(self) -> Repair | None:
        """The verb that tables put between 每 and its figure: 每延期1个月."""
        for found in _STEP_VERB.finditer(self.text):
            start, end = found.span("verb")
            if self.put(start, end, ""):
                return Repair(errors.WORD_TOO_MANY, start, end, ("",), {"word": found["verb"]})
        return None

    def alone(self) -> Repair | None:
        """A row that begins with a figure and says no more: 0次 ：满分."""
        found = _ALONE.match(self.text)
        if found is None:
            return None
        start, end = found.span("value")
        value, signs = found["value"], ("＝", "≥", "≤") if self.lang == "zh" else ("=", "≥", "≤")
        news = tuple(f"{sign} {value}" for sign in signs if self.put(start, end, f"{sign} {value}"))
        return Repair(errors.VALUE_WITHOUT_SIGN, start, end, news, {"value": value}) if news else None

    def swapped(self) -> Repair | None:
        """Two neighbours that read the other way round."""
        for (a, b), (c, d) in self._pairs():
            first, second, between = self.text[a:b], self.text[c:d], self.text[b:c]
            right = second + between + first
            # What now touches a word before the two may not become one with it.
            new = f" {right}" if a > 0 and self.text[a - 1].isalnum() else right
            # A colon parts the line in two: it changes places only where it has nothing to begin.
            if second in _COLONS and not _NOTHING.match(self.text, d):
                continue
            if first != second and first not in _COLONS and self.put(a, d, new):
                args: dict[str, str | Words] = {"first": _shown(first), "second": _shown(second), "right": right}
                return Repair(errors.SWAPPED_WORDS, a, d, (new,), args)
        return None

    def _pairs(self) -> Iterator[_Pair]:
        """Neighbours, the last first: words, then figures with parts of a word beside them, then with their units."""
        pairs = list(zip(reversed(self.pieces[:-1]), reversed(self.pieces[1:]), strict=True))
        yield from pairs
        for (a, b), (c, d) in pairs:
            if self.text[b:c] not in ("", " "):
                continue
            for cut in range(1, _CUTS):
                if self.text[a].isdigit() and self.text[c].isalpha() and c + cut < d:
                    yield (a, b), (c, c + cut)
                if self.text[c].isdigit() and self.text[a].isalpha() and b - cut > a:
                    yield (b - cut, b), (c, d)
        end = self.pieces[-1][1]
        whole = [match.span() for match in _QUANTITY.finditer(self.text, 0, end)]
        yield from zip(reversed(whole[:-1]), reversed(whole[1:]), strict=True)

    def misspelled(self, gaps: Sequence[Gap]) -> Repair | None:
        """A word that is nearly one of the language, or a keyword of several words with one of them wrong."""
        for gap in gaps:
            found = self.habitual(gap)
            if found is not None:
                return found
        for gap in gaps:
            at = self._skip(gap.at)
            end = next((b for a, b in self.pieces if a <= at < b), -1)
            if end < 0 or not self.text[at].isalpha():
                continue
            for stop, right in self._near(at, end, self._words(gap.expected)):
                if not self.put(at, stop, f"{right} "):
                    continue
                word = self.text[at:stop]
                # 可付 is as near to 可负 as to 可缺.
                others = [w for w in self._words(gap.expected) if w != right and _off_by_one(word, w)]
                news = (right, *(w for w in others if _off_by_one(word, right) and self.put(at, stop, f"{w} ")))
                told = Words("」或「".join(news[:_MOST_FIXES]), "` or `".join(news[:_MOST_FIXES]))
                return Repair(errors.MISSPELLED, at, stop, news[:_MOST_FIXES], {"word": word, "right": told})
        return None

    def habitual(self, gap: Gap) -> Repair | None:
        """A word that tables use for one of the language, or a Chinese numeral."""
        at = self._skip(gap.at)
        # 每一处: the numeral may be glued to the word before it.
        stop = next((b for a, b in self.pieces if a <= at < b), at)
        for cut in range(at, min(stop, at + _CUTS)):
            figure = habits.figure_meant(self.text, cut)
            if figure is not None and self.put(cut, figure[0], figure[1]):
                end, digits = figure
                return Repair(errors.MISSPELLED, cut, end, (digits,), {"word": self.text[cut:end], "right": digits})
        for terminal in sorted(gap.expected & habits.MEANT.keys()):
            for typed in habits.MEANT[terminal]:
                right = self.vocabulary.spelled(terminal, self.lang)
                if right and self.text.startswith(typed, at) and self.put(at, at + len(typed), f" {right} "):
                    args: dict[str, str | Words] = {"word": typed, "right": right}
                    return Repair(errors.MISSPELLED, at, at + len(typed), (right,), args)
        return None

    def _near(self, at: int, end: int, words: dict[str, str]) -> Iterator[tuple[int, str]]:
        """Where a word that should be another ends, and that other."""
        rest = self.text[at:].lower()
        phrases = [(phrase, phrase.split(" ")) for phrase in words if " " in phrase]
        for variants in (_doubled, _swapped, _shortened):
            for phrase, parts in phrases:
                for variant in variants(parts):
                    if rest.startswith(variant) and not rest[len(variant) : len(variant) + 1].isalnum():
                        yield at + len(variant), phrase
        word = self.text[at:end]
        if len(word) < 2 or word in self.vocabulary.keywords or word in self.vocabulary.phrases:
            return
        for right in words:
            if is_swapped(word, right):
                yield end, right
        for right in words:
            if _off_by_one(word, right):
                yield end, right
        for right in suggest(word, words):
            if right not in word:
                yield end, right

    def slipped(self, names: Collection[str], terminals: Collection[str] | None = None) -> Repair | None:
        """A word of the language, or of some terminals, with one character wrong or two swapped, wherever it stands."""
        for tries, (start, end, rights) in enumerate(self._slips(names)):
            if tries >= _MOST_SLIPS:
                break
            if terminals is not None:
                rights = self.vocabulary.near_words(self.text[start:end], terminals)
            news = [right for right in rights if self.put(start, end, right)][:_MOST_FIXES]
            if news:
                told = Words("」或「".join(news), "` or `".join(news))
                return Repair(errors.MISSPELLED, start, end, tuple(news), {"word": self.text[start:end], "right": told})
        return None

    def _slips(self, names: Collection[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where what is typed is one slip from words of the language, and those; what is nearest to the stop first."""
        near = self.vocabulary.near
        for a, b in reversed(self.pieces):
            run = self.text[a:b]
            if not run[0].isalpha() or name_key(run) in names or run in self.vocabulary.keywords:
                continue
            for start in range(a, a + 1 if run.isascii() else b - 1):
                for length in near.lengths:
                    end = start + length
                    typed = self.text[start:end]
                    if end > b and (not run.isascii() or self.text[end : end + 1].isalnum() or end > len(self.text)):
                        continue
                    rights = near.near(typed)
                    if rights:
                        yield start, end, rights

    def operand(self, gaps: Sequence[Gap]) -> Repair | None:
        """A name or figure left out before a sign that needs one."""
        gap = gaps[0]
        if "NAME" in gap.expected and _OPERAND_BEFORE.match(self.text, self._skip(gap.at)):
            return self._sample(gap, "NAME")
        return None

    def missing(self, gaps: Sequence[Gap]) -> Repair | None:
        """A word left out: a name where one can stand, then those of the language, then a figure, a unit."""
        for gap in gaps:
            found = self._sample(gap, "NAME") if "NAME" in gap.expected else None
            if found:
                return found
            words = self._words(gap.expected)
            if not self._before(gap.at):
                # One word could be the name of a 判定, whatever it is.
                out = _ANY_TEXT + (_NAMES_ANYTHING if len(self.pieces) == 1 or not _BY.search(self.text) else ())
                out += _HEADINGS if _POINTS_GIVEN.search(self.text) else ()
                out += () if _ID.fullmatch(self.text) else ("CODE",)
                words = {word: terminal for word, terminal in words.items() if terminal not in out}
            fitting = [word for word in words if self.put(gap.at, gap.at, f" {word} ")]
            if fitting:
                return self._missing(gap.at, [words[word] for word in fitting], tuple(fitting))
        for gap in gaps:
            for terminal in _SAMPLES:
                found = self._sample(gap, terminal) if terminal in gap.expected else self._inside(gap, terminal)
                if found:
                    return found
        return None

    def _sample(self, gap: Gap, terminal: str) -> Repair | None:
        sample, what = _SAMPLES[terminal]
        # A figure stands before its unit, a unit behind its figure, with nothing between.
        start, end = gap.at, gap.at
        if not sample.endswith(" "):
            end = self._skip(end)
        elif not sample.startswith(" "):
            start = len(self.text[:start].rstrip())
        if not self.put(start, end, sample):
            return None
        return self._told(start, what)

    def _inside(self, gap: Gap, terminal: str) -> Repair | None:
        """A figure left out within a run of characters: 每处 for 每1处."""
        at = self._skip(gap.at)
        end = next((b for a, b in self.pieces if a <= at < b), at)
        if terminal != "NUMBER" or not self.text[at:end].isalpha():
            return None
        for cut in range(at + 1, min(end, at + _CUTS)):
            if self.put(cut, cut, "1"):
                return self._told(cut, _SAMPLES[terminal][1])
        return None

    def _told(self, at: int, what: Words) -> Repair:
        return Repair(errors.MISSING_WORD, at, at, (), {"before": _shown(self._before(at)), "what": what})

    def _missing(self, at: int, terminals: list[str], words: tuple[str, ...]) -> Repair:
        names = self.vocabulary.names(terminals, lang=self.lang)
        news = words if len(words) <= _MOST_FIXES else ()
        before = self._before(at)
        if not before:
            return Repair(errors.NO_STATEMENT_WORD, 0, at, tuple(f"{word} " for word in news), {}, names)
        what = names[0] if len(names) == 1 else Words("一个词或符号", "a word or sign")
        glued = not self.text[at - 1].isspace()
        news = tuple(f" {word}" if glued else f"{word} " for word in news)
        return Repair(
            errors.MISSING_WORD, at, at, news, {"before": _shown(before), "what": what}, names if len(names) > 1 else ()
        )

    def _before(self, at: int) -> str:
        """The word before a place, with the figure that touches it."""
        pieces = [(a, min(b, at)) for a, b in self.pieces if a < at]
        if not pieces:
            return ""
        start, end = pieces[-1]
        if len(pieces) > 1 and pieces[-2][1] == start and self.text[pieces[-2][0]].isdigit():
            start = pieces[-2][0]
        return self.text[start:end]

    def too_many(self) -> Repair | None:
        """A word without which the line reads."""
        for a, b in reversed(self.pieces):
            if self.put(a, b, " "):
                word = self.text[a:b]
                # Without a word of the language the line may say something else: that is the author's to decide.
                news = () if word in self.vocabulary.keywords or word in self.vocabulary.phrases else ("",)
                return Repair(errors.WORD_TOO_MANY, a, b, news, {"word": _shown(word)})
        return None

    def _words(self, terminals: frozenset[str]) -> dict[str, str]:
        """The plain spelling of each terminal that has one in the language of the file."""
        words = {}
        for terminal in sorted(terminals - set(_UNLIKELY)):
            word = self.vocabulary.spelled(terminal, self.lang)
            if word:
                words[word] = terminal
        return words

    def _skip(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at


def _shown(word: str) -> Words:
    """A word as messages quote it: one in 「」 needs no second pair."""
    inner = word[1:-1] if re.fullmatch("「[^「」]*」", word) else word
    return Words(inner, word)


def _off_by_one(word: str, right: str) -> bool:
    """Whether just one character of a word is another."""
    return len(word) == len(right) and sum(x != y for x, y in zip(word, right, strict=True)) == 1


def _doubled(words: Sequence[str]) -> Iterator[str]:
    """A keyword of several words with one of them twice."""
    return (" ".join((*words[:i], words[i], *words[i:])) for i in range(len(words)))


def _swapped(words: Sequence[str]) -> Iterator[str]:
    """With two of them the wrong way round."""
    return (" ".join((*words[:i], words[i + 1], words[i], *words[i + 2 :])) for i in range(len(words) - 1))


def _shortened(words: Sequence[str]) -> Iterator[str]:
    """With one of them left out."""
    return (" ".join((*words[:i], *words[i + 1 :])) for i in range(len(words)))
