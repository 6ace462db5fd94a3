"""The facts that a rubric asks for, described for programs that make forms, tables or checks of their own."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Literal

from attrs import frozen

from perfrules.backends.needs import needs
from perfrules.facts.read import FactIndex
from perfrules.facts.template import short
from perfrules.language import Language
from perfrules.model.model import Fact, Rubric
from perfrules.types.types import Choice, DateType, Flag, Quantity, RowsType, TargetType

FactKind = Literal["number", "flag", "choice", "date", "text", "target", "list", "rows"]


@frozen
class FactInfo:
    """One fact: what `score` takes under its name or path, and which values are allowed.

    `low`, `high` and `step` are exact and in `unit` (a ratio has none: 1 is 100%); None is no limit. `labels` are the
    answers of a choice, or what the values of a list are called. `columns` are the facts of a row, of kind rows.
    `default` stands for an optional fact that is not given, where the rubric states one. `headings` are the paths of
    the headings that read it; none where it is asked for to be checked or shown only.
    """

    name: str
    """The shortest name that means it alone."""
    path: str
    """The name that tells it from every other."""
    kind: FactKind
    unit: str | None = None
    whole: bool = False
    low: Fraction | None = None
    low_open: bool = False
    high: Fraction | None = None
    high_open: bool = False
    step: Fraction | None = None
    labels: tuple[str, ...] = ()
    optional: bool = False
    default: Fraction | bool | str | date | None = None
    needs_reason: bool = False
    headings: tuple[str, ...] = ()
    columns: tuple[FactInfo, ...] = ()
    remark: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: figures as exact text, and nothing that is not so."""
        found: dict[str, Any] = {}
        for key in self.__attrs_attrs__:
            value = getattr(self, key.name)
            if key.name == "columns":
                value = [column.to_dict() for column in value]
            if value not in (None, False, "", (), []) or (key.name in ("low", "high", "default") and value is not None):
                found[key.name] = _plain(value)
        return found


def described(rubric: Rubric, language: Language) -> tuple[FactInfo, ...]:
    """The facts of a rubric in the order of its text; a list is one, and so is each row of a table of facts."""
    index, used = FactIndex.of(rubric), needs(rubric, language)
    wholes = {item.path: whole for whole in rubric.lists for item in whole.items}
    read: dict[str, dict[str, None]] = {}
    asked: dict[str, Fact] = {}
    for fact in rubric.facts:
        whole = wholes.get(fact.path, fact)
        asked[whole.path] = whole
        read.setdefault(whole.path, {}).update({"·".join(need.leaf.path): None for need in used[fact.path]})
    return tuple(_info(fact, short(fact, index), tuple(read[path])) for path, fact in asked.items())


def _info(fact: Fact, name: str, headings: tuple[str, ...] = ()) -> FactInfo:
    type_ = fact.type
    number = type_ if isinstance(type_, Quantity) else None
    factor = fact.unit.factor if number is not None and fact.unit is not None and not number.is_number else Fraction(1)
    bounds, grid = fact.domain.bounds, fact.domain.grid
    labels = type_.labels if isinstance(type_, Choice) else ()
    default = fact.missing_value
    return FactInfo(
        name=name,
        path=fact.path,
        kind=_kind(fact),
        unit=None if number is None or number.is_number or fact.unit is None else fact.unit.name,
        whole=number is not None and number.whole and factor == 1,
        low=None if number is None or bounds.low is None else bounds.low / factor,
        low_open=number is not None and bounds.low_open,
        high=None if number is None or bounds.high is None else bounds.high / factor,
        high_open=number is not None and bounds.high_open,
        step=None if number is None or grid is None else grid / factor,
        labels=fact.labels or labels,
        optional=fact.may_be_absent,
        default=default / factor if isinstance(default, Fraction) and number is not None else default,
        needs_reason=fact.needs_reason,
        headings=headings,
        columns=() if fact.detail is None else tuple(_info(column, column.name) for column in fact.detail.columns),
        remark=fact.remark,
    )


def _kind(fact: Fact) -> FactKind:
    if fact.items or fact.cells:
        return "list"
    match fact.type:
        case Quantity():
            return "number"
        case Flag():
            return "flag"
        case Choice():
            return "choice"
        case DateType():
            return "date"
        case RowsType():
            return "rows"
        case TargetType():
            return "target"
    return "text"


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Fraction | date) else value
