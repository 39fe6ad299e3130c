"""Ways that the walk filter left out: kept, so that a plan can tell whom those would serve where people may walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import integers, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def left_out_ways(reasons: Sequence[str | None], shapes: NDArray[np.object_]) -> gpd.GeoDataFrame | None:
    """Return ``tables.LEFT_OUT`` of the ways that were left out, None where there is none.

    Parameters
    ----------
    reasons : sequence of str
        Of each way, empty where nobody walks there in any case; None of one that is walked.
    shapes : ndarray of geometries
        Their lines in WGS-84, of one part or several; what has no length is left away.
    """
    out = np.array([reason is not None for reason in reasons], dtype=bool)
    if not out.any():
        return None
    parts, owner = shapely.get_parts(shapes[out], return_index=True)
    parts = shapely.transform(parts, lambda xy: integers.to_degrees(integers.to_units(xy)))
    long = shapely.length(parts) > 0
    kept = np.array(reasons, dtype=object)[out][owner[long]]
    return gpd.GeoDataFrame({"reason": kept}, geometry=parts[long], crs=tables.WGS84) if long.any() else None
