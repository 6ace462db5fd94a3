"""优秀 ：10分: rows over the labels of a choice. Every label has a row, or the last row is 否则.

评分 县委目标责任考核结果
  优秀 ：10分
  良好 ：8分
  一般、较差 ：0分
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from perfrules.diagnostics import suggest
from perfrules.diagnostics.diagnostic import Fix, Kind
from perfrules.idioms.bands import head_terminals
from perfrules.idioms.declare import Idiom
from perfrules.ir import nodes as ir
from perfrules.model import errors
from perfrules.model.infer import match_label
from perfrules.model.protocols import Check, Evaluation, Lowering, Table
from perfrules.source import Words
from perfrules.syntax import nodes as n
from perfrules.syntax.writer import Writer
from perfrules.types.types import Broken, Choice, Flag


@frozen(eq=False, repr=False)
class Labels(n.Node):
    """One or more labels at the head of a row."""

    labels: tuple[str, ...]


MISSING_LABEL = Kind(
    "PR440",
    "label-without-row",
    "选项「{label}」没有一行管",
    "no row covers the label `{label}`",
    "补一行「{label} ：…分」，或最后加「否则 ：…」",
    "add a row `{label}: … points`, or a last row `otherwise: …`",
    about="A table over a choice has a row for every label.",
)
DOUBLED_LABEL = Kind(
    "PR441",
    "label-with-two-rows",
    "选项「{label}」有两行",
    "the label `{label}` has two rows",
    "只留一行",
    "keep one",
    about="A label belongs to one row.",
)

_LIKE_INTERVAL = re.compile("以[上下内外]")
_FLAG = Choice(("是", "否"))


def _choice(table: Table) -> Choice | None:
    if isinstance(table.type, Flag):
        return _FLAG
    return table.type if isinstance(table.type, Choice) else None


def check_head(head: Labels, check: Check, table: Table) -> tuple[str, ...] | None:
    if isinstance(table.type, Broken) or table.subject is None:
        return None
    choice = _choice(table)
    if choice is None:
        assert table.type is not None
        expected = Words("区间，如「≥ 95%」", "an interval such as `≥ 95%`")
        found = Words(f"「{head.span.text.strip()}」", f"`{head.span.text.strip()}`")
        label = head.labels[0]
        near = suggest(label, ["否则", "缺失"]) or check.typing.slip_in(label, head_terminals(label))[1]
        check.report(errors.WRONG_TYPE, head.span, suggestions=near, expected=expected, found=found)
        return None
    known = [match_label(label, choice) for label in head.labels]
    for label, match in zip(head.labels, known, strict=True):
        if match is None:
            name = table.subject.span.text.strip()
            near = suggest(label, choice.labels) or check.typing.slip_in(label, head_terminals(label))[1]
            args: dict[str, Any] = {"label": label, "name": name, "choices": list(choice.labels)}
            check.report(errors.UNKNOWN_LABEL, head.span, suggestions=near, **args)
            return None
    return tuple(label for label in known if label is not None)


def _coverage(heads: Sequence[n.Row], intervals: dict[int, Any], check: Check, table: Table) -> None:
    choice = _choice(table)
    assert choice is not None
    seen: dict[str, n.Row] = {}
    for row in heads:
        for label in intervals[id(row)]:
            if label in seen:
                check.report(DOUBLED_LABEL, row.head.span, fixes=_without(row.head, label, choice), label=label)
            seen.setdefault(label, row)
    if any(isinstance(row.head, n.ElseHead) for row in table.rows):
        return
    for label in choice.labels:
        if label not in seen:
            zero = " ：0分" if check.typing.lang == "zh" else ": 0 points"
            fix = Fix(
                Words("补一行，不得分", "add a row with no points"),
                ((table.rows[-1].span.tail(), f"\n        {label}{zero}"),),
            )
            check.report(MISSING_LABEL, table.span, fixes=(fix,), label=label)


def _without(head: n.Node, label: str, choice: Choice) -> tuple[Fix, ...]:
    """A row of several labels without the one that stands in an earlier row."""
    assert isinstance(head, Labels)
    left = [text for text in head.labels if match_label(text, choice) != label]
    typed = head.span.text
    between = re.search("、|,|，| or ", typed)
    if not left or between is None or not all(text in typed for text in left):
        return ()
    kept = f"{between[0]} " if between[0] == "," else between[0]
    title = Words(f"这一行去掉「{label}」", f"take `{label}` out of this row")
    return (Fix(title, ((head.span, kept.join(left)),)),)


def _holds(head: Labels, ev: Evaluation, table: Table) -> bool:
    assert table.subject is not None
    choice = _choice(table)
    assert choice is not None
    value = ev.label(table.subject)
    return any(match_label(label, choice) == value for label in head.labels)


def _lower(head: Labels, ctx: Lowering, table: Table) -> ir.Node:
    assert table.subject is not None
    choice = _choice(table)
    assert choice is not None
    value = ctx.value(table.subject)
    fits: list[ir.Node] = []
    for text in head.labels:
        if choice is _FLAG:
            fits.append(value if match_label(text, choice) == "是" else ir.Not(value))
        else:
            fits.append(ir.Compare("=", value, ctx.label(text, choice)))
    return fits[0] if len(fits) == 1 else ir.Logic("or", tuple(fits))


def _describe(head: Labels) -> Words:
    return Words("、".join(head.labels), ", ".join(head.labels))


def _write(head: Labels, w: Writer) -> str:
    # 良好以上 by itself would be an interval.
    labels = (f"「{w.text(label)}」" if _LIKE_INTERVAL.search(label) else w.word(label) for label in head.labels)
    return w.pick("、", " or ").join(labels)


IDIOM = Idiom(
    name="category",
    role="head",
    node=Labels,
    title=Words("选项行", "label rows"),
    about=Words("行首是选项", "the head of a row is a label of a choice"),
    wordings=("评为优秀等次的，得10分；良好等次的，得8分",),
    build={"labels": lambda items, span: Labels(tuple(str(i) for i in items if i.type == "TEXT"), span=span)},
    check=check_head,
    evaluate=_holds,
    lower=_lower,
    describe=_describe,
    write=_write,
    coverage=_coverage,
    kinds=(MISSING_LABEL, DOUBLED_LABEL),
)
