"""The outlines and names of sub-districts on the map: as the study draws them, else of the blocks that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import tables
from circles.publish import packed_geometry

if TYPE_CHECKING:
    from circles.answers.plan import Plan

MOST_VERTICES = 6_000
TOLERANCES_M = (5.0, 10.0, 20.0, 40.0, 80.0)
"""They are drawn as finely as they may be: to the first of these at which they have no more vertices than that."""

STREET_M = 30.0
"""Blocks of one sub-district are drawn together over a street of twice this width."""

_COARSE_M = 5.0
_UNITS = 100_000


def outlines(plan: Plan) -> dict[str, Any] | None:
    """Return `names` of sub-districts, a place for each (`at`) and the `lines` about them; None where none is known."""
    drawn = plan.study.subdistricts
    found = _of_blocks(plan) if drawn is None or drawn.empty else drawn
    found = found[(found["subdistrict"].fillna("") != "") & ~(found.geometry.isna() | found.geometry.is_empty)]
    if found.empty:
        return None
    # A line between two is drawn once.
    edges = shapely.union_all(shapely.boundary(found.geometry.to_numpy()))
    lines = shapely.get_parts(np.array([shapely.line_merge(edges)], dtype=object))
    for tolerance_m in TOLERANCES_M:
        simpler = packed_geometry.simplified(lines, tolerance_m)
        if shapely.get_num_coordinates(simpler).sum() <= MOST_VERTICES:
            break
    else:
        simpler = lines[:0]
    return {
        "names": found["subdistrict"].astype(str).tolist(),
        "at": packed_geometry.packed_points(found.geometry.to_numpy()),
        "lines": packed_geometry.packed_lines(simpler, 0, units=_UNITS),
    }


def regions(plan: Plan) -> dict[str, Any] | None:
    """Return the `name` of each region of the study with its `polygons`, None where there are none."""
    drawn = plan.study.regions
    if drawn is None or drawn.empty:
        return None
    shapes = packed_geometry.simplified(drawn.geometry.to_numpy(), TOLERANCES_M[0])
    return {"name": drawn["region"].astype(str).tolist(), "polygons": packed_geometry.packed_polygons(shapes)}


def _of_blocks(plan: Plan) -> gpd.GeoDataFrame:
    """Return each sub-district as the ground of the blocks that name it, streets between them filled."""
    if "subdistrict" not in plan.blocks:
        return gpd.GeoDataFrame({"subdistrict": []}, geometry=[], crs=tables.WGS84)
    ground = plan.blocks.geometry.to_crs(plan.study.metric_crs).to_numpy()
    areal = shapely.get_dimensions(ground) == shapely.get_dimensions(shapely.box(0, 0, 1, 1))
    grown = shapely.buffer(shapely.simplify(ground[areal], _COARSE_M), STREET_M, join_style="mitre")
    by_name = pd.Series(grown, dtype=object).groupby(plan.blocks["subdistrict"].fillna("").to_numpy()[areal])
    together = {
        name: _without_holes(shapely.buffer(shapely.union_all(parts.to_numpy()), -STREET_M, join_style="mitre"))
        for name, parts in by_name
    }
    shapes = gpd.GeoSeries(list(together.values()), crs=plan.study.metric_crs).to_crs(tables.WGS84)
    return gpd.GeoDataFrame({"subdistrict": list(together)}, geometry=shapes, crs=tables.WGS84)


def _without_holes(ground: shapely.Geometry) -> shapely.MultiPolygon:
    """Return ground with what lies within it: there nobody lives, or another is outlined by itself."""
    return shapely.MultiPolygon(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(ground))).tolist())
