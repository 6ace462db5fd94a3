"""A rubric with 沿用 → one text that says all of it, and what was wrong on the way.

The base is read, the edits are made on its lines, and what comes out is a text like any other: it is parsed, checked
and scored as if it had been written in one piece. Only its places differ: each is where its author typed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from attrs import define, evolve, field, frozen

from perfrules.diagnostics import Diagnostic, Diagnostics, Fix, Label
from perfrules.language import Language
from perfrules.model import errors as model_errors
from perfrules.model.model import Fact, Formula, Rubric
from perfrules.reuse import errors
from perfrules.reuse.apply import Application, own_lines
from perfrules.reuse.find import find_base
from perfrules.reuse.names import Names, meanings
from perfrules.reuse.table import Line, Table, inherited
from perfrules.reuse.text import DerivedSource
from perfrules.source import Source, Words
from perfrules.syntax import from_text
from perfrules.syntax import nodes as n
from perfrules.syntax.edits import Extends, base_of
from perfrules.syntax.folding import fold, name_key
from perfrules.syntax.formatter import canonical_text

MOST_BASES = 8
LEAST_PIN = 12
"""The characters of a checksum."""
SHOWN_PIN = 16
MOST_ROUNDS = 20
"""How often what lost its last user is looked for: each round can free what only the last one's finds used."""


class Build(Protocol):
    """Makes a rubric of a tree; what is wrong is reported."""

    def __call__(self, document: n.Document, diagnostics: Diagnostics) -> Rubric: ...


@frozen
class Whole:
    """A rubric's text, whether or not it has a base, and its tree; of one with a base also what was made of it."""

    source: Source
    document: n.Document
    rubric: Rubric | None = None
    problems: tuple[Diagnostic, ...] = ()


@define
class Reader:
    """Reads the rubrics of one chain of bases."""

    language: Language
    build: Build
    chain: tuple[Source, ...] = ()
    """The rubrics that are being read, each the base of the one before."""

    def parse(self, source: Source, diagnostics: Diagnostics, base: n.Document | None = None) -> n.Document:
        """The tree of a text, which may use the names of a base."""
        language = self.language
        functions = [name for function in language.functions for name in function.names]
        found = from_text.parse(
            source, language.fragments, language.builders, language.shapes, functions, diagnostics, base
        )
        return evolve(found, canonical=canonical_text(found, language.style))

    def own(self, source: Source, diagnostics: Diagnostics) -> tuple[n.Document, Whole | None]:
        """The tree of a file as it stands, and its base if it has one that can be read."""
        base = self._base(source, diagnostics) if may_extend(source) else None
        return self.parse(source, diagnostics, base.document if base is not None else None), base

    def whole(self, source: Source, diagnostics: Diagnostics) -> tuple[n.Document, Whole | None]:
        """The tree of a file as it stands, and the whole text that it gives; None where that cannot be made."""
        document, base = self.own(source, diagnostics)
        extends = extends_of(document)
        if extends is None:
            self._no_base(document, diagnostics)
            return document, Whole(source, document)
        if base is None:
            return document, None
        self._pin(extends, base, document.lang, diagnostics)
        work = Derivation(self, document, base, extends, diagnostics)
        return document, work.run()

    def _base(self, source: Source, diagnostics: Diagnostics) -> Whole | None:
        folded = fold(source)
        match = base_of(folded.text)
        if match is None:
            return None
        text = match.group("base")
        name = _base_name(text)
        start = match.start("base") + text.index(name) if name else match.start("base")
        span = folded.span(start, start + len(name))
        chain = (*self.chain, source)
        found = find_base(name, source, span)
        if isinstance(found, Diagnostic):
            diagnostics.items.append(found)
            diagnostics.errors += 1
            return None
        if any(found.text == other.text for other in chain):
            names = [Path(other.name).name for other in (*chain, found)]
            diagnostics.report(errors.BASE_CYCLE, span, chain=" → ".join(names))
            return None
        if len(chain) > MOST_BASES:
            diagnostics.report(errors.BASE_CHAIN, span, most=MOST_BASES)
            return None
        inner = Reader(self.language, self.build, chain)
        quiet = Diagnostics()
        _, whole = inner.whole(found, quiet)
        if whole is None:
            # Nothing can be built on it, so why stands here; else its lines are checked as part of the whole.
            for item in quiet.items:
                diagnostics.items.append(item)
                diagnostics.errors += 1
        return whole

    def _pin(self, extends: Extends, base: Whole, lang: str, diagnostics: Diagnostics) -> None:
        """Whether the base is the one that was meant."""
        now = content_hash(base.document)
        shown = now[:SHOWN_PIN]
        args: dict[str, Any] = {"name": extends.base, "pin": extends.pin, "now": shown}
        if extends.pin is None:
            pin = f" {'checksum' if lang == 'en' else '校验码'} {shown}"
            fix = Fix(Words("写上校验码", "write the checksum"), ((extends.base_span.tail(), pin),))
            diagnostics.report(errors.NOT_PINNED, extends.base_span, fixes=(fix,), name=extends.base, pin=shown)
            return
        fix = Fix(Words("改成现在的校验码", "write the checksum as it is now"), ((extends.pin_span, shown),))
        if not LEAST_PIN <= len(extends.pin) <= len(now) or set(extends.pin) - set("0123456789abcdef"):
            diagnostics.report(errors.BAD_PIN, extends.pin_span, fixes=(fix,), least=LEAST_PIN, **args)
        elif not now.startswith(extends.pin):
            diagnostics.report(errors.BASE_CHANGED, extends.pin_span, fixes=(fix,), **args)

    def _no_base(self, document: n.Document, diagnostics: Diagnostics) -> None:
        if diagnostics.failed:
            return  # the line 沿用 itself may be what is broken
        for statement in document.statements:
            if statement.start.startswith("edit"):
                word = statement.span.text.split()[0]
                diagnostics.report(errors.NO_EXTENDS, statement.span, word=word)


@define
class Derivation:
    """One file with edits on its base."""

    reader: Reader
    document: n.Document
    base: Whole
    extends: Extends
    diagnostics: Diagnostics
    model: Rubric = field(init=False)
    """The base as a rubric, to know what its names mean."""
    unused: set[tuple[str, ...]] = field(factory=set)
    """What the base itself does not use."""

    def run(self) -> Whole:
        """The whole text; what no longer has a user is left out of it."""
        quiet = Diagnostics(list(self.base.problems))
        self.model = self.base.rubric or self.reader.build(self.base.document, quiet)
        self.unused = {_path(item) for item in unused(self.model, quiet.items)}
        language = self.reader.language
        names = Names(self.model, self.base.document.is_word, lambda node: _counts(language, node))
        work = Application(Table(inherited(self.base.document)), names, self.diagnostics, self.document.lang)
        lines = work.run(own_lines(self.document))
        for _ in range(MOST_ROUNDS):
            whole, rubric, problems = self._made(lines)
            if problems.failed:
                break
            free = self._free(rubric, problems.items, whole.document, lines)
            if not free:
                self._meanings(work, lines, whole.document, rubric)
                break
            lines = [line for line in lines if line not in free]
        return evolve(whole, rubric=rubric, problems=tuple(self._by_removal(work, item) for item in problems.items))

    def _by_removal(self, work: Application, item: Diagnostic) -> Diagnostic:
        """A message about a name that is unknown since 删除 took it out is one about that edit."""
        edit = work.gone.get(name_key(str(item.args.get("name", ""))))
        if item.kind is not model_errors.UNKNOWN_NAME or edit is None:
            return item
        label = Label(item.span, Words("这里在用", "used here"))
        return Diagnostic(errors.STILL_USED, edit, {"name": item.args["name"]}, (label,))

    def _made(self, lines: list[Line]) -> tuple[Whole, Rubric, Diagnostics]:
        """The lines as one text, with its tree and what is wrong with it."""
        source = DerivedSource.of(self.document.source.name, (line.pieces for line in lines))
        problems = Diagnostics()
        document = self.reader.parse(source, problems)
        return Whole(source, document), self.reader.build(document, problems), problems

    def _free(self, rubric: Rubric, items: Iterable[Diagnostic], document: n.Document, lines: list[Line]) -> list[Line]:
        """The inherited lines that declare what lost its last user."""
        found: list[Line] = []
        at = dict(zip((raw.span.start for raw in document.lines), lines, strict=False))
        for item in unused(rubric, items):
            line = at.get(item.span.start)
            if line is None or line.own or _path(item) in self.unused:
                continue
            found.append(line)
            name = item.name if isinstance(item, Fact) else item.title
            self.diagnostics.report(errors.DROPPED, item.span.origin, name=name)
        return found

    def _meanings(self, work: Application, lines: list[Line], document: n.Document, rubric: Rubric) -> None:
        """Every name in an inherited line means what it meant in the base."""
        if len(document.lines) != len(lines):
            return
        for line, raw in zip(lines, document.lines, strict=True):
            if line.own or line.statement is None or raw.statement is None or line.start not in ("clause", "row"):
                continue
            now = Line(raw.span, raw.section, raw.statement)
            before, after = meanings(self.model, line, work.renamed), meanings(rubric, now, {})
            names = [x for x in n.walk(raw.statement.node) if isinstance(x, n.Name)] if before != after else []
            for name, old, new in zip(names, before, after, strict=False):
                if old != new and old:
                    self.diagnostics.report(errors.OTHER_MEANING, name.span.origin, name=name.text)


def _counts(language: Language, node: Any) -> bool:
    return isinstance(node, n.Node) and language.is_idiom(node) and language.idiom_of(node).role == "aggregate"


def unused(rubric: Rubric, items: Iterable[Diagnostic]) -> list[Fact | Formula]:
    """The facts and formulas that messages say nothing uses."""
    places = {
        (item.span.start, item.span.end)
        for item in items
        if item.kind in (model_errors.UNUSED_FACT, model_errors.UNUSED_FORMULA)
    }
    declared: list[Fact | Formula] = [fact for fact in rubric.facts if fact.owner is None]
    declared += [formula for node in rubric.walk() for formula in node.formulas]
    return [item for item in declared if (item.span.start, item.span.end) in places]


def _path(item: Fact | Formula) -> tuple[str, ...]:
    return (item.path,) if isinstance(item, Fact) else (*item.owner.path, item.title)


def _base_name(text: str) -> str:
    """The name behind 沿用, without its checksum and remarks."""
    for word in (" 校验码", " checksum", " Checksum", " 依据", " 假定", " basis", " assumption"):
        text = text.partition(word)[0]
    return text.strip().rstrip("。;").strip(" 「」")


def may_extend(source: Source) -> bool:
    """Whether a text could have a base: a quick look, since most have none."""
    return "沿用" in source.text or "xtends" in source.text


def extends_of(document: n.Document) -> Extends | None:
    """The line 沿用 of a file."""
    return next((s.node for s in document.statements if isinstance(s.node, Extends)), None)


def content_hash(document: n.Document) -> str:
    """The hash of the rules of a text."""
    return hashlib.sha256(document.canonical.encode("utf-8", "replace")).hexdigest()


def at_home(item: Diagnostic) -> Diagnostic:
    """A message about a text of several files, at the places where they were typed.

    A fix is kept where it mends the file that the message stands in.
    """
    span = item.span.origin
    labels = tuple(Label(label.span.origin, label.words) for label in item.labels)
    fixes = tuple(evolve(fix, edits=tuple((place.origin, new) for place, new in fix.edits)) for fix in item.fixes)
    kept = tuple(fix for fix in fixes if all(place.source is span.source for place, _ in fix.edits))
    return evolve(item, span=span, labels=labels, fixes=kept)


def gathered(own: Iterable[Diagnostic], whole: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What the file itself and the whole text have wrong, each once."""
    found: list[Diagnostic] = []
    seen: set[tuple[str, Source, int, int]] = set()
    for item in (*own, *map(at_home, whole)):
        key = (item.kind.code, item.span.source, item.span.start, item.span.end)
        if key not in seen:
            seen.add(key)
            found.append(item)
    return found


def sorted_items(items: Iterable[Diagnostic], own: Source) -> tuple[Diagnostic, ...]:
    """By file, the derived one first, and by place."""

    def order(item: Diagnostic) -> tuple[bool, str, int]:
        return item.span.source is not own, item.span.source.name, item.span.start

    return tuple(sorted(items, key=order))
