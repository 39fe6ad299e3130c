"""The account of several walks from one plan: no walk is searched again, only the limit moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from circles.coverage.accounting import account
from circles.coverage.judging import judged_again
from circles.rule_numbers import STANDARD_CIRCLES_MM

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from circles.planning_study import Scenario
    from circles.walk_rings import Ring

_ACCOUNT = ("total", "inside", "outside", "not_evaluated", "coverage_rate")
RINGS = ("limit_minutes", "limit_m", "standard_minutes", "base", *_ACCOUNT)
"""A row for each ring and base: its minutes (NaN where it is said in metres), its walk, the minutes of the standard's
circle with this very walk (missing where it has none), and the account; each ring holds the shorter ones."""


def ring_accounts(blocks: gpd.GeoDataFrame, rings: Iterable[Ring], scenario: Scenario) -> pd.DataFrame:
    """Return the account of each ring, the shortest first, as :data:`RINGS`.

    Parameters
    ----------
    blocks : GeoDataFrame
        Those of a plan.
    rings : iterable of Ring
        The walks.
    scenario : Scenario
        The speed.
    """
    rows = []
    for ring in sorted(rings, key=lambda each: each.limit_mm(scenario.speed_m_per_h)):
        limit_mm = ring.limit_mm(scenario.speed_m_per_h)
        counted = account(judged_again(blocks, scenario, limit_mm=limit_mm))
        head = (ring.minutes, limit_mm / 1000, STANDARD_CIRCLES_MM.get(limit_mm))
        rows += [(*head, base, *(counted[name][base] for name in _ACCOUNT)) for base in counted.index]
    table = pd.DataFrame(rows, columns=list(RINGS))
    return table.astype({"limit_minutes": "float64", "standard_minutes": "Int64"})
