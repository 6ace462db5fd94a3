"""What a score is, and how it is told: tables and sentences made of a result alone."""

from perfrules.result.result import (
    AGGREGATED,
    LEFT_OUT,
    NOT_APPLICABLE,
    NOT_CHOSEN,
    OVERRIDDEN,
    SCORED,
    SHARED_OUT,
    SUMMED,
    UNPUBLISHED,
    UNRECORDED,
    UNUSED,
    Finding,
    NodeResult,
    Result,
    Stage,
    UnknownTotal,
)

__all__ = [
    "AGGREGATED",
    "LEFT_OUT",
    "NOT_APPLICABLE",
    "NOT_CHOSEN",
    "OVERRIDDEN",
    "SCORED",
    "SHARED_OUT",
    "SUMMED",
    "UNPUBLISHED",
    "UNRECORDED",
    "UNUSED",
    "Finding",
    "NodeResult",
    "Result",
    "Stage",
    "UnknownTotal",
]
