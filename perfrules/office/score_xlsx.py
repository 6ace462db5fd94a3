"""A result → a workbook: the score sheet with live formulas, the facts they start from, and the workings between.

Formulas compute with whole numbers, so that they give what the exact engine gives; see backends/excel. What no formula
can hold is written as the figure that was computed, marked, and gives way to an error once a fact it reads changes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import define, evolve, field, frozen

from perfrules.api import Rubric
from perfrules.backends.excel.cells import Fact, NotHeld, Writer, worked
from perfrules.backends.excel.from_ir import (
    FIXED,
    INDEX,
    TOTAL,
    Figure,
    Known,
    LiveCell,
    Scored,
    Sheet,
    lower,
    row_cell,
)
from perfrules.backends.excel.typed import quoted, reasoned_formula, suffixed_formula, typed_formula, unchanged_formula
from perfrules.backends.excel.whole import Ratio, exactly
from perfrules.facts.factset import FactSet
from perfrules.facts.template import SHEET, Place, facts_sheets
from perfrules.idioms import refusal
from perfrules.ir import from_model
from perfrules.ir import nodes as ir
from perfrules.ir.simplify import simplify
from perfrules.model.model import Fact as Measure
from perfrules.model.model import Rubric as Model
from perfrules.office.layout import Box
from perfrules.office.live_rows import Achieved, fixed_ranges, live_rows
from perfrules.office.score_layout import not_known, score_layout
from perfrules.office.sheet import FONT, LINE, Note, Page, font, is_figure, lines
from perfrules.result import NOT_COMPUTED, SCORED, NodeResult, Result
from perfrules.result.explain import paragraphs
from perfrules.result.wording import only_valued
from perfrules.source import Words
from perfrules.types.show import EXACT_DECIMALS, ROUNDED_DECIMALS, shown_unit
from perfrules.types.types import Form, Quantity, Type

_SCORES, _WORKINGS = Words("得分表", "scores"), Words("计算", "workings")
_ANALYSIS = Words("绩效分析", "analysis")
_PARAGRAPH = 96
"""The characters that a paragraph is wide."""
_NONE = "—"
_MARK = "※"
_STALE = Words("数据已改，原因须重新生成", "facts have changed: score again for the reasons")
_WRONG = Words("数据有误，得分无效", "facts are missing or wrong: no score")
_FINEST = 12
_FORMULA_LIMIT = 8000


def score_workbook(rubric: Rubric, facts: FactSet, result: Result, lang: str = "zh") -> bytes:
    """The bytes of an .xlsx workbook. Raises ImportError where xlsxwriter is not installed."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet(_SCORES[lang])
    analysis = book.add_worksheet(_ANALYSIS[lang])
    places = facts_sheets(book, rubric.model, rubric.language, lang, facts)
    found = _live(rubric, facts, result, places)
    live = None
    if isinstance(found, NotHeld):
        why = f"（{found.zh}）" if lang == "zh" else f" ({found.en})"
    else:
        live, why = _Workings(book, lang, rubric, found, found.places).write(result), ""
    score_page = _ScorePage(book, page, lang, live, why, result)
    score_page.write(score_layout(result, lang), score_page.warnings())
    _analysis(book, analysis, lang, result)
    page.activate()
    book.close()
    return stream.getvalue()


@frozen
class _Live:
    """A rubric in cells, and what they come to for the facts at hand."""

    sheet: Sheet
    program: ir.Program
    measures: Mapping[str, Measure]
    achieved: Mapping[str, Achieved]
    places: Mapping[str, Place]
    entered: Mapping[str, Fact]
    values: Mapping[int, int | None]

    def worked(self, ratio: Ratio) -> Fraction | None:
        """What a ratio comes to."""
        top, bottom = worked(ratio.top, self.values), worked(ratio.bottom, self.values)
        return None if top is None or not bottom else Fraction(top, bottom)

    def ends(self, scored: Scored) -> tuple[Fraction | None, Fraction | None]:
        """A score and the most that it can be."""
        return self.worked(scored.score), self.worked(scored.high)

    def gives(self, scored: Scored, wanted: Figure) -> bool:
        """Whether a score comes to what is wanted."""
        return self.ends(scored) == (wanted.score, wanted.high)


def _live(rubric: Rubric, facts: FactSet, result: Result, places: Mapping[str, Place]) -> _Live | NotHeld:
    """The score as formulas; NotHeld says why there are none at all."""
    program = simplify(from_model.lower(rubric.model, rubric.language))
    measures = _measures(rubric.model)
    known = known_figures(program, result)
    coded = _coded(program, facts)
    grids = finest(rubric.model, program, coded)
    rows = live_rows(rubric.model, program, facts, places)
    places = {**places, **rows.places}
    for name, row in rows.rows.items():
        coded[name + FIXED] = 1
        given: Any = facts.values[name]
        for number, cells in enumerate(row):
            live = [column for column, cell in cells.items() if isinstance(cell, LiveCell)]
            coded |= {row_cell(name, number, column): given[number][column] for column in live}
    as_values: set[str] = set()
    while True:
        try:
            sheet = lower(program, known, grids, as_values, rows.rows)
        except NotHeld as error:
            return error
        entered: dict[str, Fact] = {}
        for name, typed in sheet.facts.items():
            if name not in places:
                return NotHeld(f"「{name}」没有单独的格", f"`{name}` has no cell of its own")
            entered[name] = Fact(typed.whole(coded.get(name)), name not in coded)
            if name in coded and entered[name].whole is None:
                return NotHeld(f"「{name}」的数超过15位", f"`{name}` has more than 15 digits")
        found = _Live(sheet, program, measures, rows.achieved, places, entered, sheet.cells.values(entered))
        # What the formulas do not give here for want of digits is a value; anything else would be a defect.
        made = {**sheet.scored, TOTAL: sheet.total, INDEX: sheet.index}
        wanted = {**known.nodes, TOTAL: known.total, INDEX: known.index}
        differ = {
            name: found.ends(item)
            for name, item in made.items()
            if item is not None and (figure := wanted.get(name)) is not None and not found.gives(item, figure)
        }
        inexact = {name for name, ends in differ.items() if None in ends} - as_values
        if differ.keys() - inexact:
            raise AssertionError(f"formulas and engine disagree: {sorted(differ)}")
        if not inexact:
            return found
        # A heading may only be so through a leaf.
        as_values |= {leaf.name for leaf in program.leaves()} & inexact or inexact


def known_figures(program: ir.Program, result: Result) -> Known:
    """What the exact engine gives, by the names of a program."""
    nodes = {
        name: Figure(node.score, node.high, node.applicable)
        for name, node in zip(program.headings, result.nodes, strict=True)
        if node.status != NOT_COMPUTED
    }
    total = Figure(result.low, result.high) if result.has_total else None
    index = None if result.index is None else Figure(result.index.value, result.index.value)
    return Known(nodes, total, index)


def _coded(program: ir.Program, facts: FactSet) -> dict[str, Any]:
    """The facts as values of the IR: labels by their codes, days by their numbers."""
    found: dict[str, Any] = {}
    for item in program.inputs:
        value: Any = facts.values.get(item.name)
        if value is None:
            continue
        if item.kind in ("text", "rows"):
            value = 1
        elif item.kind == "label":
            value = item.labels.index(value)
        elif item.kind == "date":
            value = value.toordinal()
        found[item.name] = value
    return found


def finest(rubric: Model, program: ir.Program, values: Mapping[str, Any]) -> dict[str, Fraction]:
    """How fine a sheet takes the facts that state nothing, for values of the IR."""
    measures = _measures(rubric)
    return {
        item.name: _grid(values.get(item.name), _factor(measures[item.name]))
        for item in program.inputs
        if item.kind == "quantity" and item.grid is None
    }


def _measures(rubric: Model) -> dict[str, Measure]:
    """The facts by their paths, with the values of lists."""
    found = {fact.path: fact for fact in rubric.facts}
    return found | {item.path: item for fact in rubric.facts for item in fact.items}


def _grid(value: Fraction | None, factor: Fraction) -> Fraction:
    """How fine a fact is taken that states nothing: six decimals of its unit, or as many as it has."""
    for digits in range(6, _FINEST + 1):
        if value is None or (value / factor * 10**digits).denominator == 1:
            return factor * Fraction(1, 10**digits)
    return factor * Fraction(1, 10**6)


def _factor(measure: Measure) -> Fraction:
    """The base units that a figure typed for a fact counts."""
    unit = measure.unit if isinstance(measure.type, Quantity) and not measure.type.is_number else None
    return Fraction(unit.factor) if unit is not None else Fraction(1)


@frozen
class _Cells:
    """Where the formulas of the score sheet find their figures."""

    live: _Live
    writer: Writer
    reasons: Mapping[str, tuple[str, str]]
    """Of each heading: whether its facts are as they were, and the cell of its reasons."""
    changed: str
    """Whether any fact has changed."""
    digits: int
    """The decimals that the rubric rounds scores to."""
    index: Type | None = None
    """Of what kind it is that 结果为 states."""
    refused: str = ""
    """The cell of the 不予评分 or 参评 that holds; empty where there are none."""
    why_not: tuple[str, ...] = ()
    """What each of them says."""


@define
class _Workings:
    """The sheet of the workings: a row for every cell, its whole number in column B."""

    book: Any
    lang: str
    rubric: Rubric
    live: _Live
    places: Mapping[str, Place]
    same: dict[str, str] = field(factory=dict)
    copies: dict[str, str] = field(factory=dict)
    """The hidden sheet that keeps what a sheet of rows held."""

    def write(self, result: Result) -> _Cells:
        lang, live = self.lang, self.live
        sheet = self.book.add_worksheet(_WORKINGS[lang])
        sheet.hide()  # so that it is not printed with the others
        base = {"font_name": font(lang), "font_size": FONT, "valign": "top"}
        plain = self.book.add_format({**base, "text_wrap": True})
        figure = self.book.add_format({**base, "num_format": "#,##0"})
        head = self.book.add_format({**base, "bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True})
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 3, 14)
        told = Words(
            "得分表的算式都在这里：每格是一个不超过15位的整数，先乘后比，最后才除，所以没有二进制小数的误差。",
            "The formulas behind the scores: each cell is a whole number of at most 15 digits, divided only at the "
            "end, so that binary floats decide nothing.",
        )[lang]
        sheet.write_string(0, 0, told, self.book.add_format({**base, "bold": True}))
        heads = (
            Words("内容", "about"),
            Words("整数", "whole number"),
            Words("1 表示", "1 stands for"),
            Words("数据未改", "unchanged"),
        )
        for column, words in enumerate(heads):
            sheet.write_string(1, column, words[lang], head)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        own = f"'{_WORKINGS[lang]}'!"
        for name, typed in live.sheet.facts.items():
            self.same[name] = f"$D${typed.cell + 3}"
        writer = Writer(lambda cell: f"$B${cell + 3}", self._typed, self.same.__getitem__, self._entered)
        for cell in live.sheet.cells.cells:
            row = cell.number + 2
            sheet.write_string(row, 0, cell.about, plain)
            text = writer.formula(cell.formula, live.sheet.cells.bounds)
            if len(text) > _FORMULA_LIMIT:
                raise AssertionError("a formula is longer than a spreadsheet takes")
            value = live.values[cell.number]
            sheet.write_formula(row, 1, "=" + text, figure, "#N/A" if value is None else value)
        for name, typed in live.sheet.facts.items():
            sheet.write_string(typed.cell + 2, 2, self._unit(name, typed.grid), plain)
            text = self._unchanged(self.places[name])
            sheet.write_formula(typed.cell + 2, 3, "=" + text, plain, True)
        row = len(live.sheet.cells.cells) + 3
        sheet.write_string(row, 0, Words("写出时的扣分原因", "reasons when written")[lang], head)
        sheet.write_string(row, 1, Words("原因", "reason")[lang], head)
        sheet.write_string(row, 2, "", head)
        sheet.write_string(row, 3, Words("数据未改", "unchanged")[lang], head)
        reasons: dict[str, tuple[str, str]] = {}
        texts = {box.key[1]: box.text for box in score_layout(result, lang).boxes if box.key and box.key[0] == "why"}
        headings = zip(live.program.headings, result.nodes, strict=True)
        for name, node in headings:
            if node.path not in texts or name not in live.sheet.scored:
                continue
            row += 1
            sheet.write_string(row, 0, name, plain)
            sheet.write_string(row, 1, texts[node.path], plain)
            reads = [self.same[fact] for fact in live.sheet.reads[name]]
            sheet.write_formula(row, 3, f"=AND({','.join(reads)})" if reads else "=TRUE", plain, True)
            reasons[name] = (f"{own}$D${row + 1}", f"{own}$B${row + 1}")
        every = [*self.same.values()]
        row += 1
        sheet.write_string(row, 0, Words("全部数据", "all facts")[lang], plain)
        sheet.write_formula(row, 3, f"=AND({','.join(_ranges(every))})" if every else "=TRUE", plain, True)
        outside = evolve(writer, cell=lambda cell: f"{own}$B${cell + 3}")
        rounding = self.rubric.model.rounding
        digits = rounding.digits if rounding is not None and rounding.scope == "each" else None
        refused = live.sheet.refused
        return _Cells(
            live,
            outside,
            reasons,
            f"{own}$D${row + 1}",
            digits or 0,
            self.rubric.model.index.type if self.rubric.model.index is not None else None,
            "" if refused is None else outside.cell(refused),
            tuple(
                refusal.why(clause)[lang]
                for clause in self.rubric.model.top.clauses
                if isinstance(clause, refusal.Refusal)
            ),
        )

    def _typed(self, name: str) -> str:
        return _cell(self.places[name])

    def _entered(self, name: str) -> str:
        typed = self.live.sheet.facts[name]
        cell = self.live.achieved.get(name)
        if cell is not None:
            return suffixed_formula(typed, self._typed(name), cell.factor, cell.suffix)
        if name not in self.live.measures:
            return "1"
        measure = self.live.measures[name]
        formula = typed_formula(typed, self._typed(name), _factor(measure), measure.first)
        reason = self.places[name].reason
        if not measure.needs_reason or reason is None:
            return formula
        return reasoned_formula(formula, typed, self._typed(name), _cell(reason))

    def _unit(self, name: str, grid: Fraction) -> str:
        """What a step of a fact is."""
        measure = self.live.measures.get(name)
        if measure is None or not isinstance(measure.type, Quantity):
            return ""
        from perfrules.types.show import exact, shown_unit

        base = shown_unit(measure.type)
        simple = base.name if base is not None and base.factor == 1 else ""
        if not simple and len(measure.type.dimension) == 1:
            simple = measure.type.dimension[0][0]
        return f"{exact(grid)}{simple}"

    def _unchanged(self, place: Place) -> str:
        from xlsxwriter.utility import xl_range_abs

        if not place.cells:
            cells = (place,) if place.reason is None else (place, place.reason)
            return f"AND({','.join(unchanged_formula(_cell(cell), cell.written) for cell in cells)})"
        copy = self.copies.get(place.sheet) or self._copy(place)
        last, right = place.row + place.rows - 1, place.column + place.columns - 1
        below = xl_range_abs(last + 1, place.column, last + 200, right)
        parts = []
        for column, first, end in fixed_ranges(place):
            around = xl_range_abs(first, column, end, column)
            parts.append(f"SUMPRODUCT(--('{place.sheet}'!{around}<>'{copy}'!{around}))")
        return f"{'+'.join(parts)}+COUNTA('{place.sheet}'!{below})=0"

    def _copy(self, place: Place) -> str:
        """A hidden sheet that keeps what a sheet of rows held."""
        name = f"写出时{len(self.book.worksheets())}" if self.lang == "zh" else f"written{len(self.book.worksheets())}"
        sheet = self.book.add_worksheet(name)
        sheet.hide()
        self.copies[place.sheet] = name
        for row, cells in enumerate(place.cells):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(place.row + row, place.column + column, value)
                elif value is not None:
                    sheet.write_number(place.row + row, place.column + column, value)
        return name


def _cell(place: Place) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return f"'{place.sheet}'!{xl_rowcol_to_cell(place.row, place.column, True, True)}"


def _analysis(book: Any, sheet: Any, lang: str, result: Result) -> None:
    """The score in words, a paragraph a row."""
    base = {"font_name": font(lang), "font_size": FONT, "valign": "top", "text_wrap": True}
    width = _PARAGRAPH
    sheet.set_column(0, 0, width)
    sheet.set_landscape()
    for row, line in enumerate(paragraphs(result, lang)):
        style = {**base, "align": "left", "indent": line.indent // 2}
        if line.heading:
            style |= {"bold": True, "font_size": FONT + (4 if not row else 0)}
        sheet.write_string(row, 0, line.text, book.add_format(style))
        sheet.set_row(row, LINE * lines(line.text, width - line.indent) + (6 if not row else 2))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _ranges(cells: list[str]) -> list[str]:
    """Neighbouring cells of a column as ranges, since a function takes 255 arguments."""
    rows = sorted(int(cell.rpartition("$")[2]) for cell in cells)
    column = cells[0].split("$")[1]
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return [f"${column}${first}:${column}${last}" for first, last in found]


@define
class _ScorePage(Page):
    """The score sheet: what the formulas give stands in the cells of scores, rates, reasons and the grade."""

    live: _Cells | None
    why_not: str
    result: Result
    formats: dict[tuple[tuple[str, Any], ...], Any] = field(factory=dict)
    nodes: dict[object, NodeResult] = field(init=False)
    names: dict[object, str] = field(factory=dict, init=False)
    """The headings by their paths: as they are called in the cells."""

    def __attrs_post_init__(self) -> None:
        self.nodes = {node.path: node for node in self.result.nodes}
        if self.live is not None:
            headings = zip(self.live.live.program.headings, self.result.nodes, strict=True)
            self.names = {node.path: name for name, node in headings if name in self.live.live.sheet.scored}

    def warnings(self) -> list[Note]:
        """What the reader must know of the figures: a text, or a formula with what it says now."""
        zh = self.lang == "zh"
        if self.live is None:
            return [
                f"{_MARK} 本表的得分都是写出时算好的数值，不随「{SHEET['zh']}」变动{self.why_not}。"
                if zh
                else f"{_MARK} The scores are the figures computed when this was written; they do not follow the "
                f"sheet `{SHEET['en']}`{self.why_not}."
            ]
        cells, found = self.live, list[Note]()
        errors = cells.writer.cell(cells.live.sheet.errors)
        where = f"「{SHEET['zh']}」" if zh else f"`{SHEET['en']}`"
        wrong = f"{_WRONG[self.lang]}：{where}" if zh else f"{_WRONG[self.lang]}; see {where}"
        fine = (
            f"得分由「{SHEET['zh']}」即时算出；改数据后，扣分原因和下面各行要用 perfrules score 重新生成。"
            if zh
            else f"Scores follow the sheet `{SHEET['en']}`; reasons and the lines below are of when it was written."
        )
        stale = (
            "数据已改：得分是新的，扣分原因和下面各行仍是写出时的，要用 perfrules score 重新生成。"
            if zh
            else "Facts have changed: the scores are new, the reasons and the lines below are not; score again."
        )
        text = f'IF({errors}>0,"{wrong}",IF({cells.changed},"{fine}","{stale}"))'
        if cells.refused:
            refused = (
                "数据没有错，但这个单位不评分，原因写在最后一行。"
                if zh
                else "This subject gets no score, as said above."
            )
            text = f'IF(IFERROR({cells.refused},0)>0,"{refused}",{text})'
            fine = refused if self.result.status != SCORED else fine
        found.append((f"={text}", fine))
        sheet = cells.live.sheet
        every = [*sheet.scored.values(), *(item for item in (sheet.total, sheet.index) if item is not None)]
        values = [scored for scored in every if scored.why is not None]
        if values:
            reasons = "、".join(dict.fromkeys(s.why.zh if zh else s.why.en for s in values if s.why is not None))
            found.append(
                f"{_MARK} 带此号的得分公式装不下（{reasons}），是写出时算好的数值；它用到的数据一改就不再显示。"
                if zh
                else f"{_MARK} No formula holds these scores ({reasons}): they are the figures computed when this was "
                "written, and vanish once a fact they read changes."
            )
        return found

    def single(self, row: int, column: int, box: Box, style: dict[str, Any]) -> None:
        kind, path = box.key or ("", None)
        live, node = self.live, self.nodes.get(path)
        if live is not None and kind == "grade":
            self.grade(row, column, box, style, live)
        elif live is not None and kind == "why" and path in self.names:
            self.why(row, column, box, style, live, self.names[path])
        elif live is None or kind not in _FIGURES or (node is not None and only_valued(node)):
            super().single(row, column, box, style)
        else:
            sheet = live.live.sheet
            scored = sheet.index if kind == "index" else sheet.total if path is None else None
            scored = sheet.scored[self.names[path]] if path in self.names else scored
            if scored is None:
                super().single(row, column, box, style)
            elif kind in ("rate", "total-rate"):
                self.rate(row, column, box, style, live, scored, node)
            elif self.result.results:
                self.level(row, column, box, style, live, scored)
            elif kind == "index":
                self.index(row, column, box, style, live, scored)
            else:
                self.score(row, column, box, style, live, scored)

    def formula(
        self,
        row: int,
        column: int,
        style: dict[str, Any],
        cells: _Cells,
        text: str,
        shown: str | float,
        none: str = _NONE,
    ) -> None:
        """A figure or text where the subject is scored and the data has no error."""
        if cells.refused:
            text = f'IF({cells.refused}>0,"{none}",{text})'
        self.sheet.write_formula(row, column, f'=IFERROR({text},"{none}")', self.format(**style), shown)

    def score(self, row: int, column: int, box: Box, style: dict[str, Any], cells: _Cells, scored: Scored) -> None:
        """A score, shown with the decimals that the rubric rounds to; between what it lies where that is not known."""
        text = _quotient(cells.writer, scored.score)
        if scored.open is not None:
            ends = '&"~"&'.join(_in_text(cells.writer, end) for end in (scored.score, scored.high))
            text = f"IF({cells.writer.condition(scored.open)},{ends},{text})"
        if scored.points.fixed is None:
            text = f'IF({cells.writer.whole(scored.points.top)}=0,"{_NONE}",{text})'
        shown: float | str = box.text
        value, high = cells.live.ends(scored)
        if value is not None and value == high and is_figure(box.text):
            shown = _number(value)
        style = {**style, "num_format": _decimals(scored.score, cells.digits) + _marked(scored)}
        self.formula(row, column, style, cells, text, shown)

    def level(self, row: int, column: int, box: Box, style: dict[str, Any], cells: _Cells, scored: Scored) -> None:
        """One of the 结果等次; that of the whole is what a veto leaves of it."""
        sheet, text = cells.live.sheet, '""'
        if box.key == ("total-score", None):
            if sheet.grade is None:
                self.kept(row, column, box, style, cells)
                return
            text = _picked(cells.writer.cell(sheet.grade[0]), sheet.grades)
        else:
            text = _picked(_quotient(cells.writer, scored.score), sheet.results)
            if scored.points.fixed is None:
                text = f'IF({cells.writer.whole(scored.points.top)}=0,"{_NONE}",{text})'
        self.formula(row, column, {**style, "num_format": f"@{_marked(scored)}"}, cells, text, box.text)

    def index(self, row: int, column: int, box: Box, style: dict[str, Any], cells: _Cells, scored: Scored) -> None:
        """What 结果为 states, a figure with its unit behind it."""
        value, kind = cells.live.worked(scored.score), cells.index
        unit = shown_unit(kind) if isinstance(kind, Quantity) and kind.dimension else None
        ratio = scored.score if unit is None else scored.score * exactly(1 / Fraction(unit.factor))
        percent = isinstance(kind, Quantity) and not kind.dimension and kind.form in (Form.PERCENT, Form.DIFFERENCE)
        number = "0.00%" if percent else _decimals(ratio, 0) + (f'"{unit.shown}"' if unit is not None else "")
        shown = box.text if value is None else _number(value / (1 if unit is None else Fraction(unit.factor)))
        style = {**style, "num_format": number + _marked(scored)}
        self.formula(row, column, style, cells, _quotient(cells.writer, ratio), shown)

    def rate(
        self,
        row: int,
        column: int,
        box: Box,
        style: dict[str, Any],
        cells: _Cells,
        scored: Scored,
        node: NodeResult | None,
    ) -> None:
        """A 得分率: it is shown and decides nothing, so it may be divided here."""
        if self.result.results or scored.points.fixed == 0 or (node is not None and node.adjusts):
            super().single(row, column, box, style)
            return
        score, full = cells.live.worked(scored.score), cells.live.worked(scored.points)
        text = _quotient(
            cells.writer, Ratio(scored.score.top * scored.points.bottom, scored.score.bottom * scored.points.top)
        )
        if scored.open is not None:
            text = f'IF({cells.writer.condition(scored.open)},"",{text})'
        if scored.points.fixed is None:
            text = f'IF({cells.writer.whole(scored.points.top)}=0,"",{text})'
        shown: float | str = box.text
        if box.text and score is not None and full:
            shown = _number(score / full)
        self.formula(row, column, {**style, "num_format": "0.00%"}, cells, text, shown, "")

    def why(self, row: int, column: int, box: Box, style: dict[str, Any], cells: _Cells, name: str) -> None:
        """The reasons of when it was written, as long as no fact that they tell of has changed."""
        same, text = cells.reasons[name]
        formula = f'=IF({same},IF({text}="","",{text}),"{_STALE[self.lang]}")'
        self.sheet.write_formula(row, column, formula, self.format(**style), box.text)

    def grade(self, row: int, column: int, box: Box, style: dict[str, Any], cells: _Cells) -> None:
        """The grade of the total, those that it can have where it is not known, or why there is no score."""
        sheet, text = cells.live.sheet, '""'
        if sheet.grade is None and not cells.refused:
            self.kept(row, column, box, style, cells)
            return
        if sheet.grade is not None and not self.result.results:
            low, high = (cells.writer.cell(cell) for cell in sheet.grade)
            shown = [f"等级：{label}" if self.lang == "zh" else f"grade: {label}" for label in sheet.grades]
            text = _picked(low, shown)
            if low != high:
                text = f"IF({low}={high},{text},{self._possible(low, high, sheet.grades)})"
        for place, why in reversed(list(enumerate(cells.why_not, 1))):
            text = f"IF({cells.refused}={place},{quoted(why)},{text})"
        self.sheet.write_formula(row, column, f'=IFERROR({text},"")', self.format(**style), box.text)

    def _possible(self, low: str, high: str, grades: Sequence[str]) -> str:
        """The grades between two places, as `not_known` names them."""
        before, _, behind = not_known(["\0"], self.lang).partition("\0")
        comma = "、" if self.lang == "zh" else ", "
        best = f"MIN({low},{high})"
        parts = [
            f'IF(AND({best}<={place},{place}<=MAX({low},{high})),IF({best}={place},"",{quoted(comma)})&{quoted(label)},"")'
            for place, label in enumerate(grades)
        ]
        return "&".join([quoted(before), *parts, quoted(behind)])

    def kept(self, row: int, column: int, box: Box, style: dict[str, Any], cells: _Cells) -> None:
        """What no formula gives, as long as no fact has changed."""
        text = f'=IF({cells.changed},{quoted(box.text)},"")'
        if box.text:
            self.sheet.write_formula(row, column, text, self.format(**style), box.text)
        else:
            super().single(row, column, box, style)


_FIGURES = ("score", "total-score", "index", "rate", "total-rate")
"""The kinds of boxes that hold what formulas give."""


def _picked(cell: str, texts: Sequence[str]) -> str:
    """The text at a place, counted from 0."""
    found = '""'
    for place, text in reversed(list(enumerate(texts))):
        found = f"IF({cell}={place},{quoted(text)},{found})"
    return found


def _marked(scored: Scored) -> str:
    """What stands behind a figure that no formula holds."""
    return f'"{_MARK}"' if scored.why is not None else ""


def _in_text(writer: Writer, ratio: Ratio) -> str:
    """A figure inside a text, with the decimals that `decimal` shows."""
    text, bottom = _quotient(writer, ratio), ratio.bottom.fixed
    ends = bottom and 10**EXACT_DECIMALS % bottom == 0
    return text if ends else f"ROUND({text},{ROUNDED_DECIMALS})"


def _quotient(writer: Writer, ratio: Ratio) -> str:
    """A ratio as a formula: the one division that is left."""
    top = writer.whole(ratio.top)
    if ratio.bottom.fixed == 1:
        return top
    above = top if len(ratio.top.terms) == 1 else f"({top})"
    return f"{above}/{writer.product(ratio.bottom)}"


def _number(value: Fraction) -> float:
    return value.numerator if value.denominator == 1 else float(value)


def _decimals(ratio: Ratio, least: int) -> str:
    """A number format with the decimals that the rubric rounds to, and more where a score has more."""
    bottom = ratio.bottom.fixed
    for digits in range(least, max(least, 4) + 1):
        if bottom and 10**digits % bottom == 0:
            return "0." + "0" * digits if digits else "0"
    return "0.00##"
