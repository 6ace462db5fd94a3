"""A small part of `make proofs`: verdicts on mutants of the shipped rubrics, and attacks on what is proved of these."""

from __future__ import annotations

from tests.analysis import attack, mutants


def test_no_wrong_verdict_on_mutants() -> None:
    tally = mutants.run(30)
    assert tally.wrong == []
    assert tally.counts["analysed"] > 1
    assert any(name.startswith("told by check") for name in tally.counts)


def test_every_kind_of_change_is_made() -> None:
    text = """  公式 率 ＝ (甲 − 乙) ÷ 乙
  评分 率
    (85%, 95%) ：线性 0分 至 5分   假定 "1"
"""
    kinds = {mutant.kind for mutant in mutants.mutants(text)}
    assert kinds == {"closedness", "edge", "points", "row dropped", "sign", "divisor", "ramp"}


def test_attacks_find_nothing() -> None:
    done = list(attack.run(3))
    for one in done:
        assert one.wrong == (), one.name
    assert sum(one.pairs for one in done) > 100
    assert sum(one.again for one in done) > 30
