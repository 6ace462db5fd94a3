"""Where something holds, as few stretches of measures as tell it, for readers.

A region is a set of fact sets: every measure of it lies in its interval. Two regions that differ in one measure only,
and there lie side by side, are one.
"""

from __future__ import annotations

from collections.abc import Iterable

from perfrules.analysis.paths import Conditions
from perfrules.analysis.space import Space
from perfrules.types.interval import Interval


def merged_regions(space: Space, regions: Iterable[Conditions]) -> tuple[Conditions, ...]:
    """The same fact sets in fewer regions; what every fact set meets is left out of them."""
    found = [_plain(space, region) for region in regions]
    found = list({frozenset(region.items()): region for region in found}.values())
    grown = True
    while grown:
        grown = False
        for i, first in enumerate(found):
            for k in range(i + 1, len(found)):
                joined = _joined(space, first, found[k])
                if joined is not None:
                    found[i] = joined
                    del found[k]
                    grown = True
                    break
            if grown:
                break
    return tuple(found)


def _plain(space: Space, region: Conditions) -> Conditions:
    return {metric: i for metric, i in region.items() if not space.bounds(metric).inside(i)}


def _joined(space: Space, a: Conditions, b: Conditions) -> Conditions | None:
    """Both as one region; None where there is something between them."""
    if _holds(a, b):
        return a
    if _holds(b, a):
        return b
    if a.keys() != b.keys():
        return None
    differ = [metric for metric in a if a[metric] != b[metric]]
    if len(differ) != 1:
        return None
    (metric,) = differ
    hull = a[metric].hull(b[metric])
    for part in hull.minus(a[metric]):
        for rest in part.minus(b[metric]):
            if not space.on_lattice(metric, rest).empty:
                return None
    return _plain(space, {**a, metric: hull})


def _holds(outer: Conditions, inner: Conditions) -> bool:
    """Whether every fact set of the inner region is in the outer."""
    return all(inner.get(metric, Interval()).inside(i) for metric, i in outer.items())
