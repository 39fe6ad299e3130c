"""What candidates cost and how many people they have room for, as a list says or a question derives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import integers
from circles.errors import Finding, QuestionError

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.siting.kernel.instance import Flags, Integers
    from circles.siting.question import SitingQuestion


def with_costs(
    candidates: gpd.GeoDataFrame, account: dict[str, int], question: SitingQuestion
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return candidates with floor areas and costs as asked; without those whose cost is needed and not known.

    Raises
    ------
    QuestionError
        If costs are needed and none is known.
    """
    area = candidates["floor_area_m2"].fillna(np.nan if question.floor_area_m2 is None else question.floor_area_m2)
    derived = area * (np.nan if question.cost_per_m2 is None else question.cost_per_m2)
    candidates = candidates.assign(floor_area_m2=area, cost=np.floor(candidates["cost"].fillna(derived) + 0.5))
    if not question.needs_costs:
        return candidates, account
    known = candidates["cost"].notna()
    if len(candidates) and not known.any():
        raise QuestionError(Finding(code="site_no_costs"))
    return candidates[known].reset_index(drop=True), {**account, "no_cost": int((~known).sum())}


def site_costs(candidates: gpd.GeoDataFrame, existing: Flags) -> Integers:
    """Return the cost of each site in whole units; centers that are open cost nothing."""
    own = candidates["cost"].to_numpy(np.float64).astype(np.int64)
    return np.concatenate([np.zeros(int(existing.sum()), np.int64), own])


def site_capacities(candidates: gpd.GeoDataFrame, plates: Flags, question: SitingQuestion) -> Integers | None:
    """Return how many thousandths of a person each site can serve, None where the question asks for no capacity.

    `plates` tells which of the open centers are only further plates of a place; room is not added for them.
    """
    if question.capacity is None:
        return None
    own = pd.concat([pd.Series(np.where(plates, 0.0, np.nan)), candidates["capacity"]])
    return integers.thousandths(own.fillna(question.capacity))
