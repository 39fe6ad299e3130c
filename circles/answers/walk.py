"""The walk behind a verdict. How it is told: :mod:`circles.answers.walk_words`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circles.answers.telling import Answer

if TYPE_CHECKING:
    import geopandas as gpd

    from circles.planning_study import Scenario


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Walk(Answer):
    """The walk of one block to its nearest open center.

    Attributes
    ----------
    block_id, name, center_id, center_name, gate_id : str
        Ends; the last three are empty where there is no walk, the gate also where the block has none.
    verdict, reason : str
        As in the plan.
    minutes, walk_m, straight_m, detour : float
        NaN where there is no walk; detour is walk over straight line, NaN where that is under a metre.
    minutes_low : float
        The least it can be whatever lies beyond the edge of the data, NaN where that is not known or there is no way.
    open : str
        What the edge leaves open of it, one of ``edge_words.OPEN_WALKS``; empty where the edge is not known.
    parts : GeoDataFrame
        The walk in order: `part` (``access``, ``street``, ``path`` where an edit laid it, ``gate`` where one of a
        compound is passed, or ``center_leg``), `name`, `length_mm` and a LineString in WGS-84. Consecutive pieces of
        one street are one part; lengths add up to the walk.
    scenario : Scenario
        The walk allowed.
    lang : str
        Language of the plan.
    """

    block_id: str
    name: str
    center_id: str
    center_name: str
    gate_id: str
    verdict: str
    reason: str
    minutes: float
    walk_m: float
    straight_m: float
    detour: float
    minutes_low: float
    open: str
    parts: gpd.GeoDataFrame
    scenario: Scenario
    lang: str
