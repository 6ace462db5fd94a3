"""What a score is, and how it is told: tables and sentences made of a result alone."""

from perfrules.result.result import (
    AGGREGATED,
    LEFT_OUT,
    NOT_APPLICABLE,
    OVERRIDDEN,
    SCORED,
    SHARED_OUT,
    SUMMED,
    Finding,
    NodeResult,
    Result,
    Stage,
)

__all__ = [
    "AGGREGATED",
    "LEFT_OUT",
    "NOT_APPLICABLE",
    "OVERRIDDEN",
    "SCORED",
    "SHARED_OUT",
    "SUMMED",
    "Finding",
    "NodeResult",
    "Result",
    "Stage",
]
