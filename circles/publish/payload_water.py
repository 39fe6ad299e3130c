"""What the page draws of water under the streets: simplified for drawing, and bounded whatever the study holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles import tables
from circles.publish import packed_geometry

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.answers.plan import Plan

MOST_VERTICES = 6_000
TOLERANCES_M = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
"""Water is drawn as finely as it may be: to the first of these at which it has no more vertices than that."""

_AROUND = 0.2
_UNITS = 100_000
_LEAST_SIDES = 4
"""An area smaller than a square of so many tolerances is left out, and a line not so many times as long."""


def water(plan: Plan, bounds: Sequence[Sequence[float]]) -> dict[str, Any] | None:
    """Return the water about what the page opens on, None where none is known.

    Parameters
    ----------
    plan : Plan
        Whose study knows of water.
    bounds : sequence
        South-west and north-east (lat, lon) of what the page opens on.

    Returns
    -------
    dict or None
        `names`, the first the empty one; `areas`: polygons, the row of the `name` of each and a place
        `at` which it may stand; `lines` and, of each, its `name` and `kind`, a row of `kinds`.
    """
    table = plan.study.water
    if table is None or table.empty:
        return None
    near = _near(table, bounds)
    areal = (near["kind"] == tables.WATER_AREA).to_numpy(np.bool_)
    found = _drawn(near[areal].dissolve("name", as_index=False), _joined(near[~areal]), plan.study.metric_crs)
    areas, lines = found
    if areas.empty and lines.empty:
        return None
    names = list(dict.fromkeys(["", *areas["name"], *lines["name"]]))
    kinds = list(dict.fromkeys(lines["kind"]))
    row_of = {name: row for row, name in enumerate(names)}
    return {
        "names": names,
        "areas": {
            "name": [row_of[name] for name in areas["name"]],
            "at": packed_geometry.packed_points(areas.geometry.to_numpy()),
            **packed_geometry.packed_polygons(areas.geometry.to_numpy(), units=_UNITS),
        },
        "kinds": kinds,
        "lines": {
            "name": [row_of[name] for name in lines["name"]],
            "kind": [kinds.index(kind) for kind in lines["kind"]],
            **packed_geometry.packed_lines(lines.geometry.to_numpy(), 0, units=_UNITS),
        },
    }


def _near(table: gpd.GeoDataFrame, bounds: Sequence[Sequence[float]]) -> gpd.GeoDataFrame:
    """Return what of the water lies about some bounds."""
    (south, west), (north, east) = bounds
    wide, high = (east - west) * _AROUND, (north - south) * _AROUND
    box = (west - wide, south - high, east + wide, north + high)
    touching = table[shapely.intersects(table.geometry.to_numpy(), shapely.box(*box))]
    shapes = shapely.make_valid(touching.geometry.to_numpy())
    cut: gpd.GeoDataFrame = touching.set_geometry(shapely.clip_by_rect(shapes, *box))
    return cut[~cut.geometry.is_empty]


def _joined(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the ways of each stream as few lines as they make."""
    merged = lines.dissolve(["name", "kind"], as_index=False)
    shapes: NDArray[np.object_] = shapely.line_merge(merged.geometry.to_numpy())
    return merged.set_geometry(shapes, crs=lines.crs).explode(ignore_index=True)


def _drawn(
    areas: gpd.GeoDataFrame, lines: gpd.GeoDataFrame, metric_crs: str
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return both as finely as the budget lets; what is too small to be seen then is left out."""
    parts = areas.explode(ignore_index=True)
    parts = parts[shapely.get_dimensions(parts.geometry.to_numpy()) == shapely.get_dimensions(shapely.box(0, 0, 1, 1))]
    area_m2 = parts.geometry.to_crs(metric_crs).area.to_numpy()
    length_m = lines.geometry.to_crs(metric_crs).length.to_numpy()
    for tolerance_m in TOLERANCES_M:
        least_m = _LEAST_SIDES * tolerance_m
        found = (_simpler(parts[area_m2 >= least_m**2], tolerance_m), _simpler(lines[length_m >= least_m], tolerance_m))
        if sum(shapely.get_num_coordinates(each.geometry.to_numpy()).sum() for each in found) <= MOST_VERTICES:
            return found
    return found[0][:0], found[1][:0]


def _simpler(table: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    return table.set_geometry(packed_geometry.simplified(table.geometry.to_numpy(), tolerance_m), crs=table.crs)
