"""What the page says of the edge of the data: whose verdict it leaves open, and where the edge is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles.answers.edge_words import OPEN_WALKS, open_walks
from circles.figures import least_minutes_of
from circles.publish import packed_geometry

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.answers.plan import Plan
    from circles.planning_study import Scenario

_TOLERANCE_M = 5.0


def open_columns(table: gpd.GeoDataFrame, scenario: Scenario) -> dict[str, Any]:
    """Return what the edge leaves open of each block's walk, by number, and the least minutes; None where unknown.

    Parameters
    ----------
    table : GeoDataFrame
        The blocks of a plan.
    scenario : Scenario
        By whose limits minutes are rounded.
    """
    if "is_settled" not in table or table["is_settled"].isna().all():
        return {"open": None, "minutes_low": None}
    limit, limits = scenario.minutes, scenario.uneven_limits
    return {
        "open": [OPEN_WALKS.index(each) for each in open_walks(table)],
        "minutes_low": [
            None if np.isnan(least) else least_minutes_of(least, walk, limit, limits).text("en")
            for least, walk in zip(table["minutes_low"].tolist(), table["minutes"].tolist(), strict=True)
        ],
    }


def edge(plan: Plan) -> dict[str, Any]:
    """Return how many blocks have a verdict that depends on the edge, and its outline, None where it is not known."""
    shape = None if plan.study.edge is None else plan.study.edge.shape
    drawn = None if shape is None else packed_geometry.simplified(np.array([shape], dtype=object), _TOLERANCE_M)
    return {
        "count": int(plan.blocks["edge"].sum()) if "edge" in plan.blocks else 0,
        "polygons": None if drawn is None else packed_geometry.packed_polygons(drawn),
        "walks": list(OPEN_WALKS),
    }
