"""The scoring idioms, one file each; this tuple is the only list of them."""

from perfrules.idioms import (
    bands,
    best,
    bonus,
    category,
    checklist,
    conditions,
    deduction,
    judged,
    kth,
    left_out,
    linear,
    mean,
    not_applicable,
    override,
    points,
    score_formula,
    weighted,
)
from perfrules.idioms.declare import Idiom

IDIOMS: tuple[Idiom, ...] = (
    bands.IDIOM,
    bands.INTERVAL_HEAD,
    conditions.IDIOM,
    category.IDIOM,
    points.IDIOM,
    linear.IDIOM,
    score_formula.IDIOM,
    deduction.IDIOM,
    checklist.IDIOM,
    bonus.IDIOM,
    override.IDIOM,
    not_applicable.IDIOM,
    left_out.IDIOM,
    judged.IDIOM,
    best.IDIOM,
    kth.IDIOM,
    mean.IDIOM,
    weighted.IDIOM,
)
