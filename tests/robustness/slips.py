"""One slip at a time: what the language says to each of the commonest slips of the hand in a shipped rubric.

Each word of the text is left out, doubled, swapped with the next or glued to it, and each line left out, doubled
or swapped with the next. A slip is then

    told       an error is reported,
    warned     it is accepted with a warning or note that the rubric as shipped does not have,
    harmless   it is accepted and means the same: the canonical hash is unchanged,
    listed     it is accepted, says something else, and belongs to a class of LISTED, each with its reason,
    silent     the same, of no such class: a mistake of the language,
    generic    an error is reported that names nothing that could stand there and offers no way to undo it,
    raised     an exception came out: a mistake of the engine.

Run by itself it prints the figures and the groups; `--every 10` takes every tenth slip, `--page` writes the page
docs/reference/slips.md.

    python tests/robustness/slips.py [--every N] [--lang zh|en] [--show SLIP[/STATEMENT[/KIND]]] [--rubric ID|PATH]
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from perfrules.api import find_source
from perfrules.compiler import Compiled, compile_source
from perfrules.diagnostics import Diagnostic, Severity
from perfrules.diagnostics.render.text import render_one
from perfrules.source import Source

_WORDS = re.compile(r'"[^"\n]*"|「[^」\n]*」|\d+(?:\.\d+)?|[^\W\d]+|[^\s\w]')
_ENGLISH = re.compile(r"(?:level [123] indicator|score by|start from|full marks|round each|[a-z]+)")
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "slips.md"
TEXTS = {"zizhou-2021": "zizhou-2021", "the same in English": "tests/golden/zizhou-2021.en.rubric"}
GENERIC = ("unexpected-word", "incomplete-statement", "unknown-statement")
"""The messages that tell where reading stopped; they are specific only where they say what could stand there."""
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
    listed: str = ""
    """The class of LISTED that it belongs to."""


class Listed(NamedTuple):
    """A class of slips that are accepted and say something else: which, and why nothing can tell them."""

    name: str
    kinds: tuple[str, ...]
    statements: str
    """A pattern of the word that begins the statement."""
    words: str
    """A pattern of the word, or of the lines, that the slip touched."""
    reason: str

    def holds(self, slip: Slip) -> bool:
        if slip.kind not in self.kinds:
            return False
        return bool(re.fullmatch(self.statements, slip.statement) and re.search(self.words, slip.what))


_ANY = r".*"
_PROVENANCE = r"依据|假定|basis|assumption"
_HEADINGS = r"[一二三]级指标|评分点|level [123] indicator|criterion"
_RULES = (
    r"特例|扣分|满足|不适用|公式|评分|基础分|性质|override|deduct|award|not|formula|score by|score|start from|property"
)
_SECTION = r"约束|核对|数据行|constraint|verify"
_HEAD = r"评价表|代码|年度|满分|舍入|依据|rubric|id|year|full marks|round each|basis"
_BELOW = rf"(?:{_RULES}|{_PROVENANCE}|行)"
LISTED = (
    Listed(
        "the order of a table's rows",
        ("swap lines",),
        "行、行",
        _ANY,
        "Rows are told apart by their intervals or labels, so a table read in another order gives the same scores; in a "
        "table 按序 the order is what the author states, and a row that can then never be reached is for the analysis to find.",
    ),
    Listed(
        "the order under a heading",
        ("swap lines",),
        rf"{_BELOW}、{_BELOW}",
        _ANY,
        "Statements under a heading may stand in any order, and nothing is scored differently; the hash keeps the order, "
        "which is the order of the printed table. Overrides are tried from the top: one that is never reached is warned of.",
    ),
    Listed(
        "the order of the facts and of the head",
        ("swap lines",),
        rf"(?:{_SECTION}|{_HEAD})、(?:{_SECTION}|{_HEAD})",
        _ANY,
        "Facts, constraints and what is said at the head may stand in any order.",
    ),
    Listed(
        "a source moved to the heading above",
        ("swap lines",),
        rf"(?:{_HEADINGS})、(?:{_PROVENANCE})",
        _ANY,
        "依据 and 假定 belong to the heading above them. Where the leaf is left with neither, that is warned of; where it "
        "has another, nobody but the author knows which line was meant.",
    ),
    Listed(
        "a source left out",
        ("delete line",),
        _PROVENANCE,
        _ANY,
        "A leaf that keeps another 依据 or 假定 is not without provenance.",
    ),
    Listed(
        "a rule left out",
        ("delete line",),
        rf"{_RULES}|{_SECTION}|行",
        _ANY,
        "The printed table is not known to the machine. A rule that is needed for the points to close, for a value to be "
        "scored or for a divisor to be safe is missed; one that only adds a case, a condition or a deduction is not.",
    ),
    Listed(
        "a heading left out",
        ("delete line",),
        _HEADINGS,
        _ANY,
        "Where the points still close, the headings below it simply belong to the one above.",
    ),
    Listed(
        "a line of the head left out",
        ("delete line",),
        _HEAD,
        _ANY,
        "代码, 年度 and a source may be absent; 满分 is then 100分, which the parts must close to.",
    ),
    Listed(
        "a note without its word",
        ("delete",),
        _ANY,
        r"^(?:假定|依据|assumption|basis)$",
        "Any statement may carry a remark; without 假定 the text is a remark and no assumption, and the list of "
        "assumptions that check prints is one shorter.",
    ),
    Listed(
        "a fact without a word behind its kind",
        ("delete",),
        "数据行",
        "^(?:可负|may be negative)$",
        "Without 可负 a fact must be ≥ 0: figures below it are then data errors, which are told.",
    ),
    Listed(
        "0 without its unit",
        ("delete",),
        _ANY,
        r"^(?:分|points?|0)$",
        "0 may be bare beside a quantity: it is the same in every unit.",
    ),
    Listed(
        "a figure without its percent sign",
        ("delete",),
        r"行|满足|award",
        r"^%$",
        "Inside a formula 95 is a figure like any other; only against a ratio is a bare figure known to be a slip.",
    ),
    Listed(
        "a formula without its name",
        ("delete",),
        r"公式|formula",
        _ANY,
        "The only formula of a leaf needs no name: it is the leaf's 指标值 either way.",
    ),
    Listed(
        "a table without its value",
        ("delete",),
        r"评分|score by",
        _ANY,
        "评分 alone scores the 指标值 of its leaf, which is what it named.",
    ),
    Listed(
        "another title or id",
        ("delete", "swap", "double"),
        r"评价表|代码|rubric|id",
        _ANY,
        "A title and an id are any text.",
    ),
)


def statement_of(line: str) -> str:
    """The word that tells what a line is."""
    text = line.strip()
    if not text or text.startswith("#"):
        return "#"
    if re.match(r"[^\s：:「\"]+\s*[：:]\s*(?:金额|计数|比率|选项|money|count|ratio|choice)", text):
        return "数据行"
    head = re.match(r"[\[(≥≤＜＞<>]|当 .*：|否则|when |otherwise|\S+ ?[：:](?!.*(?:金|money|count|choice))", text)
    if head and ("：" in text or ":" in text):
        return "行"
    english = _ENGLISH.match(text)
    if english:
        return english.group()
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
    try:
        compiled = check(slip.text)
        for lang in ("zh", "en"):
            [render_one(d, lang) for d in compiled.diagnostics]
    except Exception:
        return Verdict(slip, "raised", (traceback.format_exc(limit=-3),), 0, False)
    hash_, messages = known(original)
    errors = errors_of(compiled)
    if errors:
        kinds = tuple(d.kind.name for d in errors)
        far = min(distance(d, slip) for d in errors)
        # Only what the slip itself brings is looked at: the message nearest to it.
        nearest = min(errors, key=lambda d: distance(d, slip))
        outcome = "generic" if is_generic(nearest) else "told"
        return Verdict(slip, outcome, kinds, far, mends(errors, slip.text, hash_))
    assert compiled.rubric is not None
    new = [d for d in compiled.diagnostics if (d.kind.name, d.message("zh")) not in messages]
    kinds = tuple(d.kind.name for d in new)
    if compiled.rubric.hash == hash_:
        return Verdict(slip, "harmless", kinds, 0, False)
    if new:
        return Verdict(slip, "warned", kinds, min(distance(d, slip) for d in new), False)
    listed = next((item.name for item in LISTED if item.holds(slip)), "")
    return Verdict(slip, "listed" if listed else "silent", (), 0, False, listed)


def is_generic(message: Diagnostic) -> bool:
    """Whether a message says no more than that a line cannot be read."""
    says = message.expected or message.suggestions or message.fixes
    return message.kind.name in GENERIC and not says


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
    caught = [v for v in verdicts if v.outcome in ("told", "generic")]
    generic = [v for v in caught if v.kinds and all(kind in GENERIC for kind in v.kinds)]
    lines += ["", f"told only where reading stopped: {len(generic)}"]
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
    lines += ["", "listed"]
    lines += groups((v.listed,) for v in verdicts if v.listed)
    for outcome in ("warned", "silent", "generic", "raised"):
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


def text_of(rubric: str) -> str:
    """The text of a shipped rubric or of a file."""
    source = find_source(rubric)
    assert isinstance(source, Source), render_one(source, "en")
    return source.text


def page(found: dict[str, list[Verdict]]) -> str:
    """docs/reference/slips.md: the counts of each text and each class that is accepted, with its reason."""
    columns = ("told", "warned", "harmless", "listed", "silent", "generic", "raised")
    lines = [
        "# Slips of the hand",
        "",
        "Each word of the shipped rubric left out, doubled, swapped with the next or glued to it, and each line left out,",
        "doubled or swapped with the next, one at a time. `make slips` runs them all and writes this page;",
        "`tests/robustness/test_slips.py` takes a sample with every run of the tests.",
        "",
        "- **told**: an error. **warned**: accepted with a warning or note. **harmless**: the same content hash.",
        "- **listed**: accepted, the hash is another, and nothing is said; the classes and their reasons are below.",
        "- **silent**, **generic**, **raised**: accepted outside those classes; told without saying what could stand there;",
        "  ended in an exception. There must be none.",
        "",
    ]
    for name, verdicts in found.items():
        lines += [f"## {name}", "", f"{len(verdicts)} slips.", ""]
        lines += ["| slip | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
        for kind in [*dict.fromkeys(v.slip.kind for v in verdicts), "all"]:
            counts = Counter(v.outcome for v in verdicts if kind in ("all", v.slip.kind))
            lines.append(f"| {kind} | " + " | ".join(str(counts[column]) for column in columns) + " |")
        told = [v for v in verdicts if v.outcome == "told"]
        stopped = sum(all(kind in GENERIC for kind in v.kinds) for v in told)
        lines += [
            "",
            f"Of the {len(told)} that are told, {sum(v.mended for v in told)} are offered a fix that gives back the rubric as it",
            f"was; {stopped} are told only where reading stopped, with what could stand there; "
            f"{sum(len(v.kinds) > MANY for v in told)} bring more than",
            f"{MANY} messages.",
            "",
        ]
    lines += [
        "## Accepted without a word",
        "",
        "| class | example | count | why it cannot be told |",
        "|---|---|---|---|",
    ]
    for item in LISTED:
        of_class = [v for verdicts in found.values() for v in verdicts if v.listed == item.name]
        if of_class:
            what = of_class[0].slip.what.replace("|", "/")
            example = f"{of_class[0].slip.kind}: {what[:40]}{'…' if len(what) > 40 else ''}"
            lines.append(f"| {item.name} | {example} | {len(of_class)} | {item.reason} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--every", type=int, default=1, help="take every n-th slip")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--show", default="", help="print examples: slip kind or outcome, then parts, e.g. glue/扣分")
    parser.add_argument("--most", type=int, default=3, help="examples a group")
    parser.add_argument("--rubric", default="zizhou-2021", help="the id of a shipped rubric, or a path")
    parser.add_argument("--page", action="store_true", help="write docs/reference/slips.md")
    given = parser.parse_args(arguments)
    if given.page:
        found = {name: judge_all(text_of(rubric), given.every) for name, rubric in TEXTS.items()}
        PAGE.write_text(page(found), encoding="utf-8")
        bad = [v for verdicts in found.values() for v in verdicts if v.outcome in ("silent", "generic", "raised")]
        for v in bad:
            print(v.slip.kind, v.slip.line, v.slip.what, v.outcome, *v.kinds)
        return 1 if bad else 0
    verdicts = judge_all(text_of(given.rubric), given.every)
    print(show(verdicts, given.show, given.lang, given.most) if given.show else summary(verdicts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
