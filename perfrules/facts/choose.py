"""Which of several cases of one file is meant."""

from __future__ import annotations

from collections.abc import Sequence

from perfrules.diagnostics.diagnostic import Diagnostic
from perfrules.facts import errors
from perfrules.facts.given import place
from perfrules.facts.plain import cut
from perfrules.source import Words
from perfrules.syntax.folding import name_key

MOST_LISTED = 8


def choose(names: Sequence[str], wanted: str | None, file: str) -> int | Diagnostic:
    """The place of the wanted case among the cases of a file; without a name, of the only one."""
    listed: list[str | Words] = [cut(name) for name in names[:MOST_LISTED] if name]
    if len(names) > MOST_LISTED:
        listed.append(Words("等", "…"))
    args = {"file": file, "cases": listed or [Words("没有名称的一份数据", "one set of facts without a name")]}
    if wanted is None:
        if len(names) == 1:
            return 0
        return Diagnostic(errors.CASE_NEEDED, place(file), {**args, "count": str(len(names))})
    key = name_key(wanted)
    found = [i for i, name in enumerate(names) if name_key(name) == key]
    if len(found) == 1:
        return found[0]
    if found:
        return Diagnostic(errors.CASE_DOUBLED, place(file), {"file": file, "name": cut(wanted)})
    return Diagnostic(errors.NO_SUCH_CASE, place(file), {**args, "name": cut(wanted)})
