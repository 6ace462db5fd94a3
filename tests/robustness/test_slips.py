"""A sample of the slips of slips.py: none ends in a traceback, in an empty message, or unheard outside the list."""

from __future__ import annotations

import pytest

from tests.robustness.slips import TEXTS, judge, slips, text_of

EVERY = {"zizhou-2021": 97, "the same in English": 197}
"""One slip of so many is taken; the whole is `make slips`."""


@pytest.mark.parametrize("name", TEXTS)
def test_no_slip_is_accepted_unheard_or_told_without_saying_what(name: str) -> None:
    text = text_of(TEXTS[name])
    verdicts = [judge(slip, text) for slip in list(slips(text))[:: EVERY[name]]]
    bad = [v for v in verdicts if v.outcome in ("silent", "generic", "raised")]
    assert not [(v.outcome, v.slip.kind, v.slip.line, v.slip.what, v.kinds) for v in bad]
    told = [v for v in verdicts if v.outcome == "told"]
    assert sum(v.mended for v in told) > len(told) // 4


def test_a_slip_that_spoils_one_line_is_one_message() -> None:
    text = text_of("zizhou-2021")
    swaps = [slip for slip in slips(text) if slip.kind == "swap"][::149]
    verdicts = [judge(slip, text) for slip in swaps]
    assert sum(len(v.kinds) == 1 for v in verdicts if v.outcome == "told") > len(verdicts) * 3 // 4
