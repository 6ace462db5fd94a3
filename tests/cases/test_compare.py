"""One published figure against the computed one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfrules.backends.reference import rounded
from perfrules.cases.compare import Printed, Verdict, compare, is_text
from perfrules.facts.figures import Figure, read_figure
from perfrules.types.units import standard_units

F = Fraction
UNITS = standard_units()


def printed(text: str) -> Printed:
    found = read_figure(text, UNITS)
    assert isinstance(found, Figure)
    return Printed(found.number, found.decimals, found.unit.factor if found.unit else F(1))


TABLE = [
    # printed, exact in base units, terms, verdict
    ("90.5%", F(329675, 364294), 1, "agrees"),
    ("-9%", F(777 - 34189, 364294), 1, "agrees"),
    ("-97.7%", F(777 - 34189, 34189), 1, "agrees"),
    ("355%", F(373, 105), 1, "agrees"),
    ("7.9%", F(405, 5125), 1, "agrees"),
    ("100%", F(1), 1, "agrees"),
    ("100.00%", F(1), 1, "agrees"),
    ("1", F(1), 1, "agrees"),
    ("0.905", F(905, 1000), 1, "agrees"),
    # half away from zero, on both sides
    ("2.35", F("2.345"), 1, "agrees"),
    ("2.34", F("2.345"), 1, "truncated"),
    ("-2.35", F("-2.345"), 1, "agrees"),
    ("-2.34", F("-2.345"), 1, "truncated"),
    ("2.33", F("2.345"), 1, "differs"),
    ("44.63%", F("0.44638"), 1, "truncated"),
    ("44.64%", F("0.44638"), 1, "agrees"),
    ("44.65%", F("0.44638"), 1, "differs"),
    # the printed unit decides, not the unit of the value
    ("3296.75万元", F(32967500), 1, "agrees"),
    ("3297万元", F(32967500), 1, "agrees"),
    ("0.33亿元", F(32967500), 1, "agrees"),
    ("32967500元", F(32967500), 1, "agrees"),
    ("3296.8元", F(32967500), 1, "differs"),
    # sums of printed figures
    ("10.03", F("10.0"), 2, "differs"),
    ("10.01", F("10.0"), 2, "rounded-sum"),
    ("10.02", F("10.0"), 2, "differs"),
    ("10.02", F("10.0"), 3, "rounded-sum"),
    ("9.98", F("10.0"), 3, "rounded-sum"),
    ("10.01", F("10.0"), 1, "differs"),
    ("90.5", F(329675, 364294), 1, "differs"),
]


@pytest.mark.parametrize(("text", "exact", "terms", "verdict"), TABLE)
def test_verdicts(text: str, exact: Fraction, terms: int, verdict: str) -> None:
    assert compare(printed(text), exact, terms=terms).value == verdict


@pytest.mark.parametrize(
    ("text", "exact", "verdict"),
    [
        ("6.6", F("6.5963"), "agrees"),
        ("6.5", F("6.5963"), "differs"),
        ("6", F("6.6"), "differs"),
        ("7", F("6.6"), "agrees"),
    ],
)
def test_scores_are_never_cut(text: str, exact: Fraction, verdict: str) -> None:
    assert compare(printed(text), exact, may_be_cut=False).value == verdict


@pytest.mark.parametrize(
    "text",
    [
        "≥95%",
        "＞100%",
        "<10%",
        "小于10%",
        "不低于 95%",
        "10%以内",
        "约3万元",
        "5%-10%",
        "5%～10%",
        "5至8人",
        "90%左右",
        "—",
        "/",
        "不适用",
    ],
)
def test_inequalities_and_ranges_are_text(text: str) -> None:
    assert is_text(text)


@pytest.mark.parametrize("text", ["95%", "-9%", "－9.5％", "3,296.75万元", "0", "6.6分", "九十", "95%?", "良好"])
def test_what_is_a_figure_or_a_slip_is_not_text(text: str) -> None:
    assert not is_text(text)


_EXACT = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6)


@given(_EXACT, st.integers(0, 4))
def test_a_figure_rounded_as_printed_agrees(exact: Fraction, decimals: int) -> None:
    assert compare(Printed(rounded(exact, decimals, "half-up"), decimals), exact) is Verdict.AGREES


@given(_EXACT, st.integers(0, 4))
def test_a_figure_cut_as_printed_agrees_or_is_truncated(exact: Fraction, decimals: int) -> None:
    found = compare(Printed(rounded(exact, decimals, "down"), decimals), exact)
    assert found in (Verdict.AGREES, Verdict.TRUNCATED)


@given(_EXACT, st.integers(0, 4), st.sampled_from([-1, 1]), st.integers(1, 5))
def test_a_figure_a_whole_unit_off_never_agrees(exact: Fraction, decimals: int, sign: int, terms: int) -> None:
    off = rounded(exact, decimals, "half-up") + sign * F(1, 10**decimals)
    assert compare(Printed(off, decimals), exact, terms=terms) is not Verdict.AGREES
    far = exact + sign * (F(terms + 1, 2) + F(1, 100)) / 10**decimals
    grid = rounded(far, decimals, "up")
    if abs(grid - exact) > F(terms + 1, 2) / 10**decimals:
        assert compare(Printed(grid, decimals), exact, terms=terms) is Verdict.DIFFERS


@given(st.lists(st.fractions(min_value=0, max_value=100, max_denominator=1000), min_size=2, max_size=8))
def test_a_rounded_sum_of_rounded_parts_never_differs(parts: list[Fraction]) -> None:
    """The exact sum of what was printed, against the sum as printed from unrounded parts."""
    from_prints = sum((rounded(part, 1, "half-up") for part in parts), F(0))
    total = rounded(sum(parts, F(0)), 1, "half-up")
    assert compare(Printed(total, 1), from_prints, terms=len(parts)) is not Verdict.DIFFERS
