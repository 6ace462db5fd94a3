"""A rubric → a workbook to fill in: a row for every fact under the heading that needs it first, read back by from_xlsx.

Excel and WPS keep the cells to what the rubric allows: labels to choose from, ranges, whole numbers. What they let
through all the same is told when the workbook is read.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen

from perfrules.backends.needs import needs
from perfrules.facts.factset import FactSet
from perfrules.facts.plain import cut
from perfrules.facts.read import FactIndex
from perfrules.language import Language
from perfrules.model.model import Detail, Fact, Rubric
from perfrules.source import Words, cell_width
from perfrules.types.interval import Interval
from perfrules.types.show import exact, in_both, show, shown_unit
from perfrules.types.types import Choice, DateType, Flag, Form, Quantity, TargetType

COLUMNS = (
    Words("名称", "name"),
    Words("值", "value"),
    Words("单位", "unit"),
    Words("佐证", "evidence"),
    Words("理由", "reason"),
    Words("备注", "remark"),
)
SHEET = Words("数据", "facts")
"""The name of the sheet of facts."""
EPOCH = date(1899, 12, 30).toordinal()
"""Day 0 of a spreadsheet."""
SUBJECT = Words("被评价单位", "subject")
_WIDTHS = (44, 16, 10, 24, 24, 48)
_NAME, _VALUE, _UNIT, _EVIDENCE, _REASON, _REMARK = range(6)
_DIGITS = 15
"""What a spreadsheet keeps of a figure."""
_ROWS_WIDTH, _BLANK_ROWS = 22, 20
_LINE = 15
_SHEET_NAME = 31
"""The characters that a worksheet's name can have."""
_LIST_LIMIT = 255
"""The characters of a list of labels that a cell's validation can hold."""


@frozen
class Line:
    """A row of the workbook: a fact, or (None) the heading above the facts that follow."""

    name: str
    fact: Fact | None = None


def template_lines(rubric: Rubric, language: Language, lang: str) -> tuple[Line, ...]:
    """The facts by the heading that first needs them, in the order of the table; those that no rule reads come last."""
    index = FactIndex.of(rubric)
    used = needs(rubric, language)
    needed: dict[int, list[Fact]] = {}
    rest: list[Fact] = []
    for fact in rubric.facts:
        found = used[fact.path]
        (needed.setdefault(id(found[0].leaf), []) if found else rest).append(fact)
    lines: list[Line] = []
    for leaf in (*rubric.walk(), rubric.top):
        facts = needed.get(id(leaf), ())
        if facts:
            path = Words("总分", "the total")[lang] if leaf is rubric.top else "·".join(leaf.path)
            lines.append(Line(f"【{path}】"))
        lines += [Line(short(fact, index), fact) for fact in facts]
    if rest:
        lines.append(Line(Words("【计分用不到，供核对】", "【read by no rule】")[lang]))
        lines += [Line(short(fact, index), fact) for fact in rest]
    return tuple(lines)


def short(fact: Fact, index: FactIndex) -> str:
    """The shortest end of a fact's path that means it alone."""
    steps = fact.path.split("·")
    for start in range(len(steps) - 1, -1, -1):
        name = "·".join(steps[start:])
        if index.find(name) == [fact]:
            return name
    return fact.path


def write_template(rubric: Rubric, language: Language, lang: str = "zh") -> bytes:
    """The bytes of an .xlsx workbook to fill in. Raises ImportError where xlsxwriter is not installed."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    facts_sheets(book, rubric, language, lang)
    book.close()
    return stream.getvalue()


@frozen
class Place:
    """Where a fact is typed: its worksheet and cell, counted from 0, and what was written there.

    Of rows it is the first cell and the rows and columns that they take up.
    """

    sheet: str
    row: int
    column: int
    written: float | str | None = None
    rows: int = 1
    columns: int = 1
    cells: tuple[tuple[float | str | None, ...], ...] = ()
    """What was written, of rows."""
    heads: tuple[str, ...] = ()
    """The names of the columns, of rows."""
    reason: Place | None = None
    """Where its reason is typed."""


def facts_sheets(
    book: Any, rubric: Rubric, language: Language, lang: str, given: FactSet | None = None
) -> dict[str, Place]:
    """The sheet of the facts and those of rows, in a workbook of xlsxwriter; filled in with what is given.

    What was given in a way that no cell can hold exactly (a third, more than 15 digits) is written as a text.
    """
    sheet = book.add_worksheet(SHEET[lang])
    plain = {"font_name": "宋体" if lang == "zh" else "Calibri", "font_size": 11, "valign": "vcenter"}
    styles = {
        "title": book.add_format({**plain, "bold": True, "font_size": 14}),
        "head": book.add_format({**plain, "bold": True, "bg_color": "#D9E2F3", "border": 1}),
        "group": book.add_format({**plain, "bold": True, "bg_color": "#F2F2F2"}),
        "name": book.add_format({**plain, "border": 1, "text_wrap": True}),
        "note": book.add_format({**plain, "border": 1, "text_wrap": True, "font_color": "#595959"}),
        "wanted": {**plain, "border": 1, "bg_color": "#FFF2CC", "text_wrap": True},
    }
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, rubric.title, styles["title"])
    sheet.write_string(1, 0, _how(lang), styles["group"])
    for column, words in enumerate(COLUMNS):
        sheet.write_string(2, column, words[lang], styles["head"])
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    _on_pages(sheet)
    lists = _Lists(book, lang)
    lines = template_lines(rubric, language, lang)
    found: dict[str, Place] = {}
    _subject_row(sheet, book, styles, lang, given.name if given is not None else "")
    for row, line in enumerate(lines, 4):
        if line.fact is None:
            sheet.write_string(row, _NAME, line.name, styles["group"])
        elif line.fact.detail is not None:
            sheet.write_string(row, _NAME, line.name, styles["name"])
            where = Words(f"填在工作表「{line.name}」", f"on the sheet `{line.name}`")[lang]
            sheet.write_string(row, _REMARK, where, styles["note"])
        else:
            value, why = _fact_row(sheet, book, row, line, styles, lists, lang, given)
            reason = Place(SHEET[lang], row, _REASON, why)
            found[line.fact.path] = Place(SHEET[lang], row, _VALUE, value, reason=reason)
    for line in lines:
        if line.fact is not None and line.fact.detail is not None:
            rows = given.values.get(line.fact.path) if given is not None else None
            found[line.fact.path] = _rows_sheet(book, line, line.fact.detail, styles, lang, rows)
    return found


def _on_pages(sheet: Any) -> None:
    """Printed on landscape A4, as wide as a page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _high_enough(sheet: Any, row: int, texts: Mapping[int, str]) -> None:
    """The height of a row whose texts take several lines: not every program finds it out by itself."""
    lines = max(-(-cell_width(text) // (_WIDTHS[column] - 2)) for column, text in texts.items())
    if lines > 1:
        sheet.set_row(row, _LINE * lines)


def _rows_sheet(book: Any, line: Line, detail: Detail, styles: Mapping[str, Any], lang: str, given: Any) -> Place:
    """The sheet of a 明细: its columns, what may stand in them, and rows that are filled in or to fill in."""
    title = line.name[:_SHEET_NAME]
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    _on_pages(sheet)
    names: list[tuple[str, str, Fact | None]] = []
    for column in detail.columns:
        names.append((column.name, _in_column(column, detail, lang), column))
        judgement = detail.judged.get(column.name)
        if judgement is not None and judgement.needs_reason:
            names.append((f"{column.name}·理由", Words("有评定的写明", "where it is judged")[lang], None))
    names.append(("佐证", Words("可以不填", "may be left blank")[lang], None))
    hints = max(-(-cell_width(said) // (_ROWS_WIDTH - 2)) for _, said, _ in names)
    sheet.set_row(0, _LINE * max(1, hints))
    blank = book.add_format(styles["wanted"])
    rows = tuple(given) if isinstance(given, tuple) else ()
    count = max(_BLANK_ROWS, len(rows))
    cells: list[list[float | str | None]] = [[None] * len(names) for _ in range(count)]
    for number, (name, said, of) in enumerate(names):
        sheet.set_column(number, number, _ROWS_WIDTH)
        sheet.write_string(0, number, said, styles["note"])
        sheet.write_string(1, number, name, styles["head"])
        for row in range(count):
            value = _in_row(rows[row], name, of, detail) if row < len(rows) else None
            cells[row][number] = value
            _put(sheet, 2 + row, number, value, blank)
    return Place(title, 2, 0, None, count, len(names), tuple(map(tuple, cells)), tuple(name for name, _, _ in names))


def _in_row(row: Mapping[str, Any], name: str, column: Fact | None, detail: Detail) -> float | str | None:
    """What stands in a cell of a row that was given."""
    if column is None:
        return str(row.get("·佐证" if name == "佐证" else name) or "") or None
    if column is detail.name:
        return str(row["·名称"])
    if isinstance(column.type, TargetType):
        text = row.get(f"{column.name}·原文")
        return None if text is None else str(text)
    value = row.get(column.name)
    return None if value is None else _written(value, column, "zh")


def _put(sheet: Any, row: int, column: int, value: float | str | None, style: Any) -> None:
    """A cell with what was given, or an empty one."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _written(value: Any, fact: Fact, lang: str) -> float | str:
    """A value as a cell holds it: a number in the unit of the fact, the serial number of a day, or a text."""
    if isinstance(value, bool):
        return Words("是" if value else "否", "yes" if value else "no")[lang]
    if isinstance(value, date):
        return value.toordinal() - EPOCH
    if isinstance(value, str):
        return value
    unit = fact.unit if isinstance(fact.type, Quantity) and not fact.type.is_number else None
    shown = Fraction(value) / (unit.factor if unit is not None else 1)
    number = int(shown) if shown.denominator == 1 else float(shown)
    held = (
        abs(shown) < 10**15 and Fraction(repr(number)) == shown and len(f"{number!r}".strip("0").replace(".", "")) <= 15
    )
    return number if held else exact(shown)


def _in_column(column: Fact, detail: Detail, lang: str) -> str:
    """What a column of a 明细 takes, in a phrase."""
    if column is detail.name:
        words = Words("各行不同的名称", "a name for each row")
    elif column is detail.target:
        words = Words("如 ≥5人、100%，或一句话", "such as ≥ 5 items, 100%, or words")
    elif column is detail.achieved:
        words = Words("与目标同单位", "in the unit of the target")
    elif column.name in detail.judged:
        words = Words("0 分到本行分值", "0 to the points of the row")
        scale = detail.judged[column.name].scale
        if scale is not None:
            levels = Words("、", ", ")[lang].join(label for label, _ in scale.grades)
            words = Words(f"档和得分率或分：{levels}", f"a level with a rate or points: {levels}")
    elif column is detail.weight and detail.share == "points":
        total = show(detail.full, column.type)
        words = Words(f"合计 {total}", f"{total} in all")
    else:
        unit = column.unit.shown if column.unit is not None and column.unit.dimension else ""
        said = _said(column, lang)
        words = Words(f"{said}（{unit}）", f"{said} ({unit})".strip()) if unit else Words(said, said)
    return words[lang]


def _how(lang: str) -> str:
    return Words(
        "只填黄色的格。没有的事填 0 或 否，不要空着；空着是没有给。单位写在右边，数里不用再写。",
        "Fill in the yellow cells only. What did not happen is 0 or no, not blank: blank means not given.",
    )[lang]


def _fact_row(
    sheet: Any,
    book: Any,
    row: int,
    line: Line,
    styles: Mapping[str, Any],
    lists: _Lists,
    lang: str,
    given: FactSet | None,
) -> tuple[float | str | None, str | None]:
    """The row of a fact; what was written as its value, and as its reason."""
    fact = line.fact
    assert fact is not None
    value = None if given is None or fact.path not in given.values else _written(given.values[fact.path], fact, lang)
    wanted = dict(styles["wanted"])
    number_format = _format(fact)
    if number_format:
        wanted["num_format"] = number_format
    sheet.write_string(row, _NAME, line.name, styles["name"])
    _put(sheet, row, _VALUE, value, book.add_format(wanted))
    unit = shown_unit(fact.type, fact.unit) if isinstance(fact.type, Quantity) and fact.scale is None else None
    sheet.write_string(row, _UNIT, "" if unit is None else unit.shown, styles["note"])
    texts = {_NAME: line.name, _REMARK: Words("；", "; ")[lang].join(_remarks(fact, lang))}
    beside = {} if given is None else {_EVIDENCE: given.evidence, _REASON: given.reasons}
    for column in (_EVIDENCE, _REASON):
        text = beside[column].get(fact.path) if beside else None
        texts[column] = text or ""
        _put(sheet, row, column, text or None, book.add_format(styles["wanted"]))
    sheet.write_string(row, _REMARK, texts[_REMARK], styles["note"])
    _high_enough(sheet, row, texts)
    rule = _validation(fact, lists, lang)
    if rule is not None:
        title = Words("填错了", "not allowed")[lang]
        told = {"error_title": title, "error_message": cut(_said(fact, lang))}
        sheet.data_validation(row, _VALUE, row, _VALUE, {**rule, **told})
    return value, texts[_REASON] or None


def _subject_row(sheet: Any, book: Any, styles: Mapping[str, Any], lang: str, name: str) -> None:
    """The row that names who is scored."""
    sheet.write_string(3, _NAME, SUBJECT[lang], styles["name"])
    _put(sheet, 3, _VALUE, name or None, book.add_format(styles["wanted"]))
    for column in (_UNIT, _EVIDENCE, _REASON):
        sheet.write_blank(3, column, None, styles["note"])
    sheet.write_string(3, _REMARK, Words("可以不填", "may be left blank")[lang], styles["note"])
    _high_enough(sheet, 3, {_VALUE: name})


def _format(fact: Fact) -> str:
    """How Excel shows the cell: a ratio typed as 90.5 in a percent cell is 90.5%."""
    match fact.type:
        case Quantity(form=Form.PERCENT):
            return "0.00##%"
        case Quantity(whole=True):
            return "#,##0"
        case DateType():
            return "yyyy-mm-dd"
    return ""


def _remarks(fact: Fact, lang: str) -> Iterator[str]:
    said = _said(fact, lang)
    if said:
        yield said
    if fact.remark:
        yield fact.remark
    if fact.may_be_absent or fact.stand_in is not None:
        yield Words("可以不填", "may be left blank")[lang]
    if fact.needs_reason:
        yield Words("须写理由", "a reason is asked for")[lang]


def _said(fact: Fact, lang: str) -> str:
    """What may stand in the cell, in a phrase."""
    match fact.type:
        case Flag():
            return Words("是 或 否", "yes or no")[lang]
        case Choice(labels=labels):
            return Words("、", ", ")[lang].join(labels)
        case DateType():
            return Words("日期，如 2022-06-16", "a date such as 2022-06-16")[lang]
        case Quantity():
            return Words("，", ", ")[lang].join(in_both(limit)[lang] for limit in _limits(fact, fact.domain.bounds))
    return ""


def _limits(fact: Fact, bounds: Interval) -> Iterator[str]:
    def figure(value: Fraction) -> str:
        return show(value, fact.type, fact.unit, with_unit=False)

    unbounded = bounds.high is None or _is_default(fact, bounds.high)
    told = bounds.low is not None and not _is_default(fact, -bounds.low)
    if told and bounds.low is not None and (bounds.low or bounds.low_open or not unbounded):
        yield f"{'＞' if bounds.low_open else '≥'}{figure(bounds.low)}"
    if bounds.high is not None and not unbounded:
        yield f"{'＜' if bounds.high_open else '≤'}{figure(bounds.high)}"


def _is_default(fact: Fact, high: Fraction) -> bool:
    """Money is below ten trillion 分 in size by default, which nobody needs to be told."""
    return isinstance(fact.type, Quantity) and not fact.type.is_number and high >= 10**10


class _Lists:
    """Labels to choose from; long ones stand on a hidden sheet of their own."""

    def __init__(self, book: Any, lang: str) -> None:
        self.book, self.lang = book, lang
        self.sheet: Any = None
        self.columns = 0

    def source(self, labels: Iterable[str]) -> Any:
        found = list(labels)
        if len(",".join(found)) <= _LIST_LIMIT and not any("," in label for label in found):
            return found
        name = Words("选项", "choices")[self.lang]
        if self.sheet is None:
            self.sheet = self.book.add_worksheet(name)
            self.sheet.hide()
        column, self.columns = self.columns, self.columns + 1
        for row, label in enumerate(found):
            self.sheet.write_string(row, column, label)
        from xlsxwriter.utility import xl_range_abs

        return f"='{name}'!{xl_range_abs(0, column, len(found) - 1, column)}"


def _validation(fact: Fact, lists: _Lists, lang: str) -> dict[str, Any] | None:
    match fact.type:
        case Flag():
            return {"validate": "list", "source": ["是", "否"] if lang == "zh" else ["yes", "no"]}
        case Choice(labels=labels):
            return {"validate": "list", "source": lists.source(labels)}
        case DateType():
            return {"validate": "date", "criteria": ">", "value": date(1900, 1, 1)}
        case Quantity():
            return _number(fact, fact.type)
    return None


def _number(fact: Fact, type_: Quantity) -> dict[str, Any]:
    """The range of a figure in its unit. Cells are binary floats, so ends are only a first check of what is typed."""
    bounds = fact.domain.bounds
    factor = fact.unit.factor if fact.unit is not None and not type_.is_number else Fraction(1)
    kind = "integer" if type_.whole and factor == 1 else "decimal"

    def figure(value: Fraction) -> float:
        shown = value / factor
        return shown.numerator if shown.denominator == 1 else float(shown)

    low, high = bounds.low, bounds.high
    if low is not None and high is not None and not bounds.low_open and not bounds.high_open:
        return {"validate": kind, "criteria": "between", "minimum": figure(low), "maximum": figure(high)}
    if low is not None:
        return {"validate": kind, "criteria": ">" if bounds.low_open else ">=", "value": figure(low)}
    if high is not None:
        return {"validate": kind, "criteria": "<" if bounds.high_open else "<=", "value": figure(high)}
    return {"validate": kind, "criteria": ">=", "value": -(10**15)}
