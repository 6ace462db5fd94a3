"""A sample of the words of misspelled.py: the message says which word was meant."""

from __future__ import annotations

import pytest

from tests.robustness.misspelled import LEFT, SPEC, judge, places, slips


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_misspelled_word_is_told_with_the_word_that_was_meant(lang: str) -> None:
    """Some of the words of the chapters on idioms; the whole is `python -m tests.robustness.misspelled`."""
    tried = [slip for place in places(sorted((SPEC / "idioms").glob("*.md")), lang) for slip in slips(place)][::4]
    told = [(judge(slip), slip) for slip in tried]
    assert len(tried) > 60
    bad = [(slip.place.word, slip.typed) for verdict, slip in told if verdict in ("unnamed", "accepted")]
    assert not [(word, typed) for word, typed in bad if word not in LEFT[lang]]
