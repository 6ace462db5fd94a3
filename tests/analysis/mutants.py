"""Shipped rubrics with one thing changed, and what the analyser says of each held against dense exact sampling.

`python -m tests.analysis.mutants 1000` makes that many mutants (all that there are, if fewer), compares every verdict on
the leaf that was changed with scans of its score along every fact, at every edge and one step beside it, and prints the count.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from attrs import define, field, frozen

from perfrules.analysis.findings import Findings
from perfrules.analysis.search import Draws
from perfrules.analysis.verdicts import Proved, Refuted
from perfrules.api import from_compiled, shipped
from perfrules.compiler import compile_source
from perfrules.proving import findings_of
from perfrules.source import Source

LINES = 6
"""How many lines of facts are scanned along each fact."""

_FLIPS = {"≥": "＞", "＞": "≥", "≤": "＜", "＜": "≤", "[": "(", "(": "[", "]": ")", ")": "]"}
_ROW = re.compile(r"^\s+(?:[≥≤＜＞\[(]|当 |否则)[^：]*：")
_RULE = re.compile(r"^\s+(?:[≥≤＜＞\[(]|当 |否则|公式|评分|扣分|满足|特例|不适用)")
_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=%|分|\s|$|，|\)|\])")


@frozen
class Mutant:
    """A text with one change in one line."""

    kind: str
    line: int
    text: str


def mutants(text: str) -> Iterator[Mutant]:
    """Every change of one thing in the rules of a text."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        rule, rest = _parts(line)
        for kind, changed in _changes(rule):
            if changed != rule:
                found = [*lines[:number], *([] if changed is None else [changed + rest]), *lines[number + 1 :]]
                yield Mutant(kind, number, "\n".join(found))


def _parts(line: str) -> tuple[str, str]:
    """A line's rule, and its remarks, which are left alone."""
    cut = min((at for at in (line.find(mark) for mark in ('"', "假定", "#")) if at >= 0), default=len(line))
    return (line[:cut], line[cut:]) if _RULE.match(line) else ("", line)


def _changes(rule: str) -> Iterator[tuple[str, str | None]]:
    if not rule.strip():
        return
    head = rule.partition("：")[0] if _ROW.match(rule) else rule
    for at, char in enumerate(head):
        if char in _FLIPS and not (char in "()" and "÷" in rule):
            yield "closedness", rule[:at] + _FLIPS[char] + rule[at + 1 :]
    for match in _FIGURE.finditer(rule):
        kind = "edge" if match.start() < len(head) and _ROW.match(rule) else "points"
        for new in _figures(match.group()):
            yield kind, rule[: match.start()] + new + rule[match.end() :]
    if _ROW.match(rule):
        yield "row dropped", None
    for sign, other in (("−", "＋"), ("＋", "−")):
        for at in (i for i, char in enumerate(rule) if char == sign and rule[i - 1 : i] == " "):
            yield "sign", rule[:at] + other + rule[at + 1 :]
    swapped = re.sub(r"(\S+|\([^)]*\)) ÷ ([^\s，]+)", r"\2 ÷ \1", rule)
    yield "divisor", swapped
    ramp = re.sub(r"线性 (\S+) 至 (\S+)", r"线性 \2 至 \1", rule)
    yield "ramp", ramp


def _figures(text: str) -> list[str]:
    value = float(text)
    found = [f"{value + n:g}" for n in (0.1, 0.5, 1)] + [f"{value * n:g}" for n in (0.5, 2, 10)]
    return [*found, f"{value - 1:g}"] if value > 1 else found


@define
class Tally:
    """What became of the mutants."""

    counts: Counter[str] = field(factory=Counter)
    wrong: list[str] = field(factory=list)

    def add(self, mutant: Mutant) -> None:
        """Analyse one mutant and compare."""
        compiled = compile_source(Source("mutant", mutant.text))
        if compiled.failed or compiled.rubric is None:
            kinds = sorted({d.kind.name for d in compiled.diagnostics if d.severity.value == "error"})
            self.counts[f"told by check: {kinds[0]}"] += 1
            return
        findings = findings_of(from_compiled(compiled))
        findings.monotone.trials = 200
        leaf = self._leaf(findings, mutant.line)
        self.counts["analysed"] += 1
        if leaf is None:
            return
        for message in findings.messages():
            self.counts[f"found: {message.kind.name}"] += 1
        view = findings.study.leaves[leaf]
        for number in sorted(view.reads):
            if findings.study.rises_meaningfully(number):
                self._compare(mutant, findings, leaf, number)

    def _leaf(self, findings: Findings, line: int) -> str | None:
        """The leaf that a line stands under."""
        found = None
        for item in findings.study.program.leaves():
            at = item.origin.span.position[0] - 1
            if at <= line and (found is None or at > found[0]):
                found = (at, item.name)
        return None if found is None else found[1]

    def _compare(self, mutant: Mutant, findings: Findings, leaf: str, number: int) -> None:
        study = findings.study
        verdicts = {wanted: findings.monotone.never(leaf, number, wanted) for wanted in (1, -1)}
        seen = {1: False, -1: False}
        ends = study.leaves[leaf].range
        for scores in _scans(findings, leaf, number):
            for score in scores:
                if score not in ends:
                    self.wrong.append(f"line {mutant.line + 1} ({mutant.kind}): {leaf} gives {score}, outside {ends}")
            for a, b in pairwise(scores):
                seen[1] = seen[1] or b < a
                seen[-1] = seen[-1] or b > a
        for wanted, verdict in verdicts.items():
            self.counts[f"direction {type(verdict).__name__.lower()}"] += 1
            if isinstance(verdict, Proved) and seen[wanted]:
                name = study.space.names[number]
                self.wrong.append(f"line {mutant.line + 1} ({mutant.kind}): {leaf} in {name} is not {wanted}")
            if isinstance(verdict, Refuted):
                first, second = verdict.witness.scores
                if (second - first) * wanted >= 0:
                    self.wrong.append(f"line {mutant.line + 1} ({mutant.kind}): a witness that shows nothing")
            elif not isinstance(verdict, Proved):
                self.counts["undecided, sampling found a counterexample"] += seen[wanted]


def _scans(findings: Findings, leaf: str, number: int) -> Iterator[list[Fraction]]:
    """Scores of a leaf along one fact: at every edge and one step to either side, everything else fixed."""
    study = findings.study
    draws = Draws(study, leaf, 17)
    grid = study.space.grids.get(number) or Fraction(1, 1000)
    known = study.space.known[number]
    for _ in range(LINES):
        base = draws.draw()
        values = {base[number]}
        if known.low is not None and known.high is not None and known.high - known.low < 8:
            values |= {known.low + n for n in range(int(known.high - known.low) + 1)}
        for edge in draws.edges:
            affine = edge.metric.top - edge.metric.bottom.times(edge.at)
            slope = affine.coefficient(number)
            if slope:
                rest = affine.constant + sum(c * base.get(v, 0) for v, c in affine.terms if v != number)
                at = draws.inside(number, -rest / slope)
                values |= {draws.inside(number, at + n * grid) for n in (-1, 0, 1, 2)}
        scored = (study.score(leaf, study.facts({**base, number: value})) for value in sorted(values))
        yield [score for score in scored if score is not None]


def run(most: int, seed: int = 17) -> Tally:
    """Mutants of all shipped rubrics, drawn evenly, each analysed and compared."""
    tally = Tally()
    texts = [file.read_text(encoding="utf-8") for file in shipped().values()]
    found = [mutant for text in texts for mutant in mutants(text)]
    random.Random(seed).shuffle(found)
    for mutant in found[:most]:
        tally.counts[f"mutants: {mutant.kind}"] += 1
        tally.add(mutant)
    return tally


def main() -> None:
    """Print what became of the mutants."""
    tally = run(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    for name, count in sorted(tally.counts.items()):
        print(f"{count:6} {name}")
    print(f"{len(tally.wrong)} wrong verdicts")
    print("\n".join(tally.wrong))
    sys.exit(bool(tally.wrong))


if __name__ == "__main__":
    main()
