"""The curve of centers and people: the most that one, two, three ... new centers cover."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles.siting.cover.covering import cover_most

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.siting.gains import Gains
    from circles.siting.kernel.instance import Flags, Instance
    from circles.siting.kernel.solution import Solution
    from circles.siting.posing import Posed
    from circles.siting.question import SitingQuestion

CURVE = ("centers", "covered", "chosen", "bound", "status")

_MOST_POINTS = 10
_SHARE_OF_LIMIT = 0.5
_LEAST_LIMIT_S = 1.0


def curve_of(
    posed: Posed,
    question: SitingQuestion,
    found: Solution,
    gained: Gains,
    *,
    stop: Callable[[], bool] | None = None,
) -> pd.DataFrame:
    """Return the most that one, two, three ... new centers cover, with the bound of each, in thousandths.

    Columns :data:`CURVE`: `covered` is the best found for that many, `bound` what no choice can exceed (the same where
    `status` is ``optimal``), `chosen` what the first so many of the proposed sites cover, never above `covered`. Row 0
    is without any.

    Parameters
    ----------
    posed : Posed
        The question.
    question : SitingQuestion
        Its time limit and seed hold; all the curve takes at most half as many steps again.
    found : Solution
        The answer; centers that close there are closed all along the curve.
    gained : Gains
        What each of its sites brings.
    stop : callable, optional
        As for the question; the rest of the curve is then left out.
    """
    within = _without_closed(posed.within, found.open)
    chosen = [int(within.demand[state].sum()) for state in gained.covered]
    most = len(chosen) - 1
    counts = np.unique(np.linspace(1, most, min(most, _MOST_POINTS)).round().astype(np.int64))
    rows: list[tuple[int, int, int, int, str]] = [(0, chosen[0], chosen[0], chosen[0], "optimal")]
    for count in counts.tolist():
        if stop is not None and stop():
            break
        limit_s = max(_LEAST_LIMIT_S, question.time_limit_s * _SHARE_OF_LIMIT / len(counts))
        best = cover_most(within, new=count, time_limit_s=limit_s, seed=question.seed, stop=stop)
        # A short search may find less than the sites of the answer cover; they are a choice of so many, too.
        covered = max(best.objective, chosen[count])
        status = "optimal" if covered == best.bound else best.status
        rows.append((count, covered, chosen[count], best.bound, status))
    return pd.DataFrame(rows, columns=list(CURVE))


def _without_closed(instance: Instance, is_open: Flags) -> Instance:
    """Return the instance in which centers that close serve nobody."""
    gone = instance.existing & ~is_open
    if not gone.any():
        return replace(instance, cost=None, capacity=None)
    kept = ~gone[instance.pair_site]
    return replace(
        instance,
        pair_site=instance.pair_site[kept],
        pair_block=instance.pair_block[kept],
        pair_walk_mm=instance.pair_walk_mm[kept],
        cost=None,
        capacity=None,
    )
