"""The pipeline on one screen: text (with its base, if it has one) → syntax → model → checks."""

from __future__ import annotations

from attrs import define, evolve

from perfrules.analysis.doubts import settled
from perfrules.diagnostics import Diagnostic, Diagnostics, Doubt
from perfrules.ir.from_model import lower
from perfrules.language import LANGUAGE, Language
from perfrules.model import from_syntax
from perfrules.model.model import Rubric
from perfrules.reuse.derive import Reader, gathered, sorted_items
from perfrules.source import Source, Span
from perfrules.syntax import errors
from perfrules.syntax import nodes as n
from perfrules.syntax.formatter import format_document
from perfrules.types.types import Broken


@define
class Compiled:
    """What came of a text: the tree, the rubric (None for a file of cases or no text at all), and every message.

    `whole` is the text of all the rules: of a rubric with 沿用, that of its base with the edits made.
    """

    source: Source
    document: n.Document | None
    rubric: Rubric | None
    diagnostics: tuple[Diagnostic, ...]
    whole: Source | None = None

    @property
    def lang(self) -> str:
        """The language of the text: zh or en."""
        return self.document.lang if self.document is not None else "zh"

    @property
    def failed(self) -> bool:
        """Whether a message is an error, so that nothing may be scored."""
        return any(item.severity.value == "error" for item in self.diagnostics)


def compile_source(source: Source, language: Language = LANGUAGE) -> Compiled:
    """Parse, resolve, infer and check one text; every error of the file is in the messages."""
    diagnostics = Diagnostics()
    reader = _reader(language)
    document, whole = reader.whole(source, diagnostics)
    if not document.is_rubric or whole is None:
        return Compiled(source, document, None, diagnostics.sorted())
    if whole.rubric is None:
        rubric = reader.build(document, diagnostics)
        return Compiled(source, document, rubric, diagnostics.sorted(), source)
    rubric = evolve(whole.rubric, source=source, cases=document.cases)
    found = sorted_items(gathered(diagnostics.items, whole.problems), source)
    return Compiled(source, document, rubric, found, whole.source)


def _reader(language: Language) -> Reader:
    return Reader(language, lambda document, diagnostics: _build(document, language, diagnostics))


def _build(document: n.Document, language: Language, diagnostics: Diagnostics) -> Rubric:
    """The rubric of a tree; what a check of one measure at a time cannot see to be safe is asked of its program."""
    before = diagnostics.copy()
    rubric = from_syntax.build(document, language, diagnostics)
    doubts = _answerable(rubric, diagnostics)
    safe = settled(lower(rubric, language), doubts) if doubts else frozenset()
    if not safe:
        return rubric
    diagnostics.back_to(before, safe)
    return from_syntax.build(document, language, diagnostics)


def _answerable(rubric: Rubric, diagnostics: Diagnostics) -> list[Doubt]:
    """The doubts that the program of a rubric can answer: where every error is one, and no value is without a type.

    Divisors that 约定 零除零 speaks of are told apart by text, not by value: it does not reach what other leaves read.
    """
    if not diagnostics.doubtful or any(isinstance(type_, Broken) for type_ in rubric.types.values()):
        return []
    by_convention = rubric.conventions.zero_by_zero is not None or rubric.conventions.nonzero_by_zero is not None
    return [doubt for doubt in diagnostics.doubts if doubt.kind != "divisor" or not by_convention]


def format_source(source: Source, lang: str | None = None, language: Language = LANGUAGE) -> str | Diagnostics:
    """A file in the one layout, in a language (by default its own); its messages where it cannot be read."""
    diagnostics = Diagnostics()
    reader = _reader(language)
    document, base = reader.own(source, diagnostics)
    if diagnostics.failed:
        return diagnostics
    text = format_document(document, language.style, lang)
    outcome = Source(source.name, text)
    again = reader.parse(outcome, diagnostics, base.document if base is not None else None)
    if again != document or diagnostics.failed:
        # Whatever the layout got wrong, the author's text is worth more than its looks.
        diagnostics.report(errors.NOT_FORMATTED, Span(source, 0, 0))
        return diagnostics
    return text


def flat_text(compiled: Compiled, language: Language = LANGUAGE) -> str:
    """The rules of a rubric as one text, in the language of its file: its base, if it has one, and the edits of it.

    It means the same and has the same content hash.
    """
    assert compiled.whole is not None and compiled.document is not None
    text = format_source(Source(compiled.source.name, compiled.whole.text), compiled.document.lang, language)
    assert isinstance(text, str), "what checks clean can be laid out"
    return text
