"""Whether streets were drawn as a network: which of their crossings in plan have a vertex in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, rule_numbers, settings, tables
from circles.errors import InputError
from circles.network.joining import draw, spots_to_join

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.network.joining import Drawn

JUNCTION_ARMS = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class StreetSoundness:
    """The crossings of a street file, as the file joins them.

    Attributes
    ----------
    junctions : int
        Vertices that lines share, with three arms or more.
    unjoined : GeoDataFrame
        Points in WGS-84 where lines of one level cross or touch in plan, or one ends within `join_ends_m` of another,
        without a vertex in common: what ``crossings = "join"`` would join.
    excepted : int
        Such spots where the levels differ (bridge, tunnel, layer): rightly apart, and not counted in the share.
    """

    junctions: int
    unjoined: gpd.GeoDataFrame
    excepted: int

    @property
    def unjoined_share(self) -> float:
        """Unjoined spots as a share of all crossings in plan, unjoined spots and junctions together; NaN of none."""
        crossings = len(self.unjoined) + self.junctions
        return len(self.unjoined) / crossings if crossings else float("nan")

    @property
    def without_nodes(self) -> bool:
        """Whether the file was drawn without nodes: over 20 % of its crossings in plan are unjoined."""
        return self.unjoined_share > rule_numbers.UNJOINED_SHARE


def street_soundness(
    streets: gpd.GeoDataFrame, *, join_ends_m: float = settings.default("streets.join_ends_m")
) -> StreetSoundness:
    """Tell which crossings in plan the streets share a vertex at; nothing is joined.

    With ``u`` the spots without a vertex in common and ``j`` the shared vertices of three arms or more, the unjoined
    share is ``u / (u + j)``. Where the level differs a crossing is counted in neither. Streets that lie over each other
    too often to be counted have no unjoined spots.

    Parameters
    ----------
    streets : GeoDataFrame
        ``tables.STREETS`` in WGS-84, as read: neither joined nor edited.
    join_ends_m : float
        How near a line an end must be to be unjoined from it, in metres.
    """
    drawn = draw(streets)
    try:
        unjoined, excepted, _ = spots_to_join(drawn, join_ends_m).spots
    except InputError:  # they lie over one another too often to be counted
        unjoined = excepted = pd.DataFrame(columns=["x", "y"])
    points = shapely.points(integers.to_degrees(unjoined[["x", "y"]].to_numpy(np.int64)))
    return StreetSoundness(
        junctions=_junctions(drawn),
        unjoined=gpd.GeoDataFrame(geometry=points, crs=tables.WGS84),
        excepted=len(excepted),
    )


def _junctions(drawn: Drawn) -> int:
    """Return how many vertices have three arms or more, each to another neighbour."""
    _, vertex = np.unique(drawn.key, return_inverse=True)
    ends: NDArray[np.int64] = np.sort(np.column_stack([vertex[drawn.first], vertex[drawn.first + 1]]), axis=1)
    arms = np.bincount(np.unique(ends, axis=0).ravel())
    return int((arms >= JUNCTION_ARMS).sum())
