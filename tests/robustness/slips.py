"""One slip at a time: what the language says to each of the commonest slips of the hand in a shipped rubric.

Each word of the text is left out, doubled, swapped with the next or glued to it, and each line left out, doubled
or swapped with the next. A slip is then

    caught     an error is reported,
    warned     it is accepted with a warning or note that the rubric as shipped does not have,
    harmless   it is accepted and means the same: the canonical hash is unchanged,
    silent     it is accepted and means something else.

Run it by itself for the figures and the groups; `--every 10` takes every tenth slip.

    python tests/robustness/slips.py [--every N] [--lang zh|en] [--show SLIP[/STATEMENT[/KIND]]] [--rubric ID]
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from perfrules.api import find_source
from perfrules.compiler import Compiled, compile_source
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.diagnostics.render.text import render_one
from perfrules.source import Source

_WORDS = re.compile(r'"[^"\n]*"|「[^」\n]*」|\d+(?:\.\d+)?|[^\W\d]+|[^\s\w]')
GENERIC = ("unexpected-word", "incomplete-statement", "unknown-statement")
MANY = 3
"""More messages than this for one slip are a cascade."""
FAR = 1
"""A first message more lines away than this is far from the slip."""


class Slip(NamedTuple):
    """A change of the text: what was done, to which characters, on which line (from 1), and the new text."""

    kind: str
    what: str
    line: int
    statement: str
    text: str


class Verdict(NamedTuple):
    """What came of a slip: its class, the names of the messages, the distance in lines of the nearest one."""

    slip: Slip
    outcome: str
    kinds: tuple[str, ...]
    far: int
    mended: bool
    """Whether one of the fixes offered gives back a text that means what the rubric meant."""


def statement_of(line: str) -> str:
    """The word that tells what a line is."""
    text = line.strip()
    if not text or text.startswith("#"):
        return "#"
    if re.match(r"[^\s：「\"]+\s*：\s*(?:金额|计数|比率|选项)", text):
        return "数据行"
    head = re.match(r"[\[(≥≤＜＞]|当 .*：|否则|\S+ ：(?!金)", text)
    if head and "：" in text:
        return "行"
    return re.match(r"\w+", text).group() if re.match(r"\w+", text) else text[:1]


def words(text: str) -> Iterator[list[tuple[int, int]]]:
    """The words of each line, as (start, end), comments left out."""
    start = 0
    for line in text.splitlines(keepends=True):
        body = line.split("#")[0].rstrip()
        yield [(start + m.start(), start + m.end()) for m in _WORDS.finditer(body)]
        start += len(line)


def slips(text: str) -> Iterator[Slip]:
    """Every slip, in the order of the text."""
    lines = text.splitlines(keepends=True)
    for number, (line, spans) in enumerate(zip(lines, words(text), strict=True), 1):
        where = statement_of(line)
        for i, (a, b) in enumerate(spans):
            word = text[a:b]

            def slip(kind: str, new: str, what: str, number: int = number, where: str = where) -> Slip:
                return Slip(kind, what, number, where, new)

            yield slip("delete", text[:a] + text[b:], word)
            yield slip("double", text[:b] + " " + word + text[b:], word)
            if i + 1 == len(spans):
                continue
            c, d = spans[i + 1]
            pair = f"{word} {text[c:d]}"
            if word != text[c:d]:
                yield slip("swap", text[:a] + text[c:d] + text[b:c] + word + text[d:], pair)
            if text[b:c]:
                yield slip("glue", text[:b] + text[c:], pair)
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        where = statement_of(line)
        yield Slip("delete line", line.strip(), i + 1, where, "".join(lines[:i] + lines[i + 1 :]))
        yield Slip("double line", line.strip(), i + 1, where, "".join(lines[: i + 1] + lines[i:]))
        if i + 1 < len(lines) and lines[i + 1] != line and lines[i + 1].strip():
            after = statement_of(lines[i + 1])
            what = f"{line.strip()} / {lines[i + 1].strip()}"
            swapped = [*lines[:i], lines[i + 1], line, *lines[i + 2 :]]
            yield Slip("swap lines", what, i + 1, f"{where}、{after}", "".join(swapped))


def check(text: str) -> Compiled:
    return compile_source(Source("slip.rubric", text))


@cache
def known(text: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """The hash of a rubric as shipped, and its messages."""
    compiled = check(text)
    assert compiled.rubric is not None
    return compiled.rubric.hash, frozenset((d.kind.name, d.message("zh")) for d in compiled.diagnostics)


def errors_of(compiled: Compiled) -> list[Diagnostic]:
    return [d for d in compiled.diagnostics if d.severity is Severity.ERROR]


def judge(slip: Slip, original: str) -> Verdict:
    """Compile a slip and say what came of it."""
    compiled = check(slip.text)
    hash_, messages = known(original)
    errors = errors_of(compiled)
    if errors:
        far = min(distance(d, slip) for d in errors)
        return Verdict(slip, "caught", tuple(d.kind.name for d in errors), far, mends(errors, slip.text, hash_))
    assert compiled.rubric is not None
    new = [d for d in compiled.diagnostics if (d.kind.name, d.message("zh")) not in messages]
    kinds = tuple(d.kind.name for d in new)
    if compiled.rubric.hash == hash_:
        return Verdict(slip, "harmless", kinds, 0, False)
    if new:
        return Verdict(slip, "warned", kinds, min(distance(d, slip) for d in new), False)
    return Verdict(slip, "silent", (), 0, False)


def distance(message: Diagnostic, slip: Slip) -> int:
    """How many lines a message, or another place it points at, is from the slip."""
    far = []
    for span in (message.span, *(label.span for label in message.labels)):
        first, last = span.position[0], span.source.position(span.end)[0]
        far.append(0 if first <= slip.line <= last else min(abs(first - slip.line), abs(last - slip.line)))
    return min(far)


def mends(errors: Iterable[Diagnostic], text: str, hash_: str) -> bool:
    for fix in (fix for error in errors for fix in error.fixes):
        mended = check(fix.apply(text))
        if not errors_of(mended) and mended.rubric is not None and mended.rubric.hash == hash_:
            return True
    return False


def _judge(pair: tuple[Slip, str]) -> Verdict:
    return judge(*pair)


def judge_all(text: str, every: int = 1, processes: int = 2) -> list[Verdict]:
    """The verdicts on every n-th slip."""
    chosen = [(slip, text) for slip in list(slips(text))[::every]]
    with multiprocessing.Pool(processes) as pool:
        return pool.map(_judge, chosen, chunksize=50)


def summary(verdicts: list[Verdict]) -> str:
    """The figures and the groups, as text."""
    lines = [f"{len(verdicts)} slips: " + count(v.outcome for v in verdicts)]
    lines += ["", "kind of slip"]
    for kind in dict.fromkeys(v.slip.kind for v in verdicts):
        lines.append(f"  {kind:12} " + count(v.outcome for v in verdicts if v.slip.kind == kind))
    caught = [v for v in verdicts if v.outcome == "caught"]
    generic = [v for v in caught if v.kinds and all(kind in GENERIC for kind in v.kinds)]
    lines += ["", f"generic messages only: {len(generic)}"]
    lines += groups((v.kinds[0], v.slip.kind, v.slip.statement) for v in generic)
    many = [v for v in caught if len(v.kinds) > MANY]
    lines += ["", f"more than {MANY} messages: {len(many)}"]
    lines += groups((v.slip.kind, v.slip.statement, v.kinds[0]) for v in many)
    far = [v for v in caught if v.far > FAR]
    lines += ["", f"no message within {FAR} line of the slip: {len(far)}"]
    lines += groups((v.slip.kind, v.slip.statement, v.kinds[0]) for v in far)
    lines += ["", f"caught with a fix that gives back the meaning: {sum(v.mended for v in caught)}"]
    lines += ["", "first messages"]
    lines += groups((v.kinds[0],) for v in caught)
    for outcome in ("warned", "silent"):
        found = [v for v in verdicts if v.outcome == outcome]
        lines += ["", f"{outcome}: {len(found)}"]
        lines += groups((v.slip.kind, v.slip.statement, *v.kinds[:1]) for v in found)
    return "\n".join(lines)


def count(found: Iterable[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in Counter(found).most_common())


def groups(keys: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"  {number:5} {' · '.join(key)}" for key, number in Counter(keys).most_common()]


def show(verdicts: list[Verdict], wanted: str, lang: str, most: int) -> str:
    """Examples of one group, with the messages as an author sees them."""
    parts = wanted.split("/")
    found = defaultdict(list)
    for v in verdicts:
        if parts[0] in ("", v.slip.kind, v.outcome) and all(
            part in ("", v.slip.statement, *v.kinds) for part in parts[1:]
        ):
            found[v.slip.kind, v.slip.statement].append(v)
    blocks = []
    for members in found.values():
        for v in members[:most]:
            head = f"=== {v.slip.kind} 第{v.slip.line}行 [{v.slip.what}] {v.outcome}"
            line = v.slip.text.splitlines()[min(v.slip.line, len(v.slip.text.splitlines())) - 1].strip()
            compiled = check(v.slip.text)
            blocks.append("\n".join([head, f"    {line}", *(render_one(d, lang) for d in compiled.diagnostics[:4])]))
    return "\n\n".join(blocks)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--every", type=int, default=1, help="take every n-th slip")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--show", default="", help="print examples: slip kind or outcome, then parts, e.g. glue/扣分")
    parser.add_argument("--most", type=int, default=3, help="examples a group")
    parser.add_argument("--rubric", default="zizhou-2021")
    given = parser.parse_args(arguments)
    source = find_source(given.rubric)
    if not isinstance(source, Source):
        print(render_one(source, given.lang))
        return 2
    verdicts = judge_all(source.text, given.every)
    print(show(verdicts, given.show, given.lang, given.most) if given.show else summary(verdicts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
