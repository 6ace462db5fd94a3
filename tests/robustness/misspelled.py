"""Each word of the language misspelled where it stands in a chapter: whether the message says which word was meant.

A word has one character changed, or two neighbours swapped, in the shortest block of the chapters in which it stands in
a kind of line. A slip is then

    mended     one of the fixes offered gives back a text that means the same,
    named      the word is suggested,
    unnamed    an error is reported that does not say the word,
    accepted   no error is reported: the text says something else, or a case is read that its rubric then refuses.

    python -m tests.robustness.misspelled [--lang zh|en]
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from perfrules.compiler import Compiled, compile_source, format_source
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.language import LANGUAGE
from perfrules.source import Source
from perfrules.syntax.grammar import Grammar, Stop, parser
from perfrules.syntax.tokens import Token
from tests.spec.conftest import Block, chapter

SPEC = Path(__file__).parents[1] / "spec"
_VOCABULARY = parser(LANGUAGE.fragments)[1]
_NO_WORDS = frozenset(("NAME", "QUOTED", "STRING", "NUMBER", "UNIT", "DATE", "TEXT", "VALUE"))
_LIKE = dict(
    zip("失则缺分得否评扣数公式假依舍入约案例期布核算", "矢侧却份的不平口术工示加衣设人月按列其部和蒜", strict=True)
)
"""Characters that sound or look like others; 某 stands for the rest."""
_LONGEST = 1500
_LEAST = {"zh": 2, "en": 4}
"""Of a shorter word one character does not tell what was meant."""
LEFT = {
    "zh": ("位小数", "位百分数", "未录", "沿用", "仅公布", "选项", "得分", "总分"),
    "en": ("decimals", "not transcribed", "score", "the score of", "years", "data error"),
}
"""Words whose slips are not all named: what is typed is itself a unit, a name or a label there, or the message says
without them what to write."""


class Place(NamedTuple):
    """A word of the language in a text: the kind of line, and where it stands."""

    word: str
    line: str
    text: str
    start: int
    end: int


class Slip(NamedTuple):
    """A word misspelled, and the new text."""

    place: Place
    typed: str
    text: str


def errors_of(compiled: Compiled) -> list[Diagnostic]:
    return [d for d in compiled.diagnostics if d.severity is Severity.ERROR]


def texts(pages: Iterable[Path], lang: str) -> Iterator[str]:
    """The blocks of some chapters that check clean, in a language."""
    for page in pages:
        for block in chapter(page.read_text(encoding="utf-8")):
            if not isinstance(block, Block) or block.derived or errors_of(compile_source(Source("试", block.plain))):
                continue
            text = block.plain if lang == "zh" else format_source(Source("试", block.plain), "en")
            if isinstance(text, str) and len(text) <= _LONGEST:
                yield text


@contextmanager
def _read() -> Iterator[list[tuple[str, list[Token]]]]:
    """The words of each line that is read meanwhile, with the kind of line."""
    found: list[tuple[str, list[Token]]] = []
    parse = Grammar.parse

    def recorded(self: Grammar, start: str, tokens: Any, build: Any) -> Any:
        node = parse(self, start, tokens, build)
        if not isinstance(node, Stop):
            found.append((start, list(tokens)))
        return node

    with mock.patch.object(Grammar, "parse", recorded):
        yield found


def places(pages: Iterable[Path], lang: str) -> list[Place]:
    """Each word of the language in each kind of line, in the shortest text that has it."""
    best: dict[tuple[str, str], Place] = {}
    for text in texts(pages, lang):
        with _read() as lines:
            compile_source(Source("试", text))
        for line, tokens in lines:
            for token in tokens:
                word = text[token.start_pos : token.end_pos]
                if token.type in _NO_WORDS or word.isascii() is (lang == "zh") or len(word) < _LEAST[lang]:
                    continue
                place = Place(word, line, text, token.start_pos, token.end_pos)
                known = best.get((word, line))
                if word[0].isalpha() and (known is None or len(text) < len(known.text)):
                    best[word, line] = place
    return [best[key] for key in sorted(best)]


def slips(place: Place) -> Iterator[Slip]:
    """The first and last character changed (of an English word one within), and two neighbours swapped."""
    word = place.word
    typed = []
    if word.isascii():
        middle = next(i for i in range(len(word) // 2, len(word)) if word[i].isalpha())
        typed.append(f"{word[:middle]}{'x' if word[middle] != 'x' else 'y'}{word[middle + 1 :]}")
    else:
        typed += [f"{word[:i]}{_LIKE.get(word[i], '某')}{word[i + 1 :]}" for i in (0, len(word) - 1)]
    pairs = (i for i in range(len(word) - 1) if word[i] != word[i + 1] and (word[i] + word[i + 1]).isalpha())
    i = next(pairs, None)
    if i is not None:
        typed.append(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    for new in dict.fromkeys(typed):
        if new not in (word, *_VOCABULARY.keywords, *_VOCABULARY.phrases):
            yield Slip(place, new, place.text[: place.start] + new + place.text[place.end :])


def judge(slip: Slip) -> str:
    """What came of a slip: mended, named, unnamed or accepted."""
    found = errors_of(compile_source(Source("试", slip.text)))
    if not found:
        return "accepted"
    meant = compile_source(Source("试", slip.place.text)).rubric
    for fix in (fix for error in found for fix in error.fixes):
        mended = fix.apply(slip.text)
        again = compile_source(Source("试", mended))
        same = (
            not errors_of(again) and again.rubric is not None and meant is not None and again.rubric.hash == meant.hash
        )
        if mended == slip.text.replace(slip.typed, slip.place.word, 1) or same:
            return "mended"
    word = slip.place.word
    said = any(word in error.suggestions or word in str(error.args.get("right", "")) for error in found)
    return "named" if said else "unnamed"


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--lang", choices=("zh", "en"))
    chosen = options.parse_args().lang
    for lang in (chosen,) if chosen else ("zh", "en"):
        tried = [slip for place in places(sorted(SPEC.rglob("*/*.md")), lang) for slip in slips(place)]
        with multiprocessing.Pool(2) as pool:
            verdicts = pool.map(judge, tried, chunksize=20)
        print(f"{lang}: {len(tried)} slips:", ", ".join(f"{v} {k}" for v, k in Counter(verdicts).most_common()))
        for slip, verdict in zip(tried, verdicts, strict=True):
            if verdict in ("unnamed", "accepted"):
                line = slip.text.splitlines()[slip.text.count("\n", 0, slip.place.start)].strip()
                print(f"  {verdict:8} {slip.place.word} ({slip.place.line}): {line}")


if __name__ == "__main__":
    main()
