"""The service area (服务范围): circles merged with the blocks inside, less the others."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from circles import tables


def service_area(blocks: gpd.GeoDataFrame, circles: gpd.GeoDataFrame, *, metric_crs: str) -> gpd.GeoDataFrame:
    """Return one row: the merged service area in WGS-84, with its `area_m2`.

    Parameters
    ----------
    blocks : GeoDataFrame
        What :func:`circles.coverage.verdicts` gave.
    circles : GeoDataFrame
        The circles.
    metric_crs : str
        An equal-area plane.
    """
    flat = blocks.geometry.to_crs(metric_crs)
    polygon = (shapely.get_dimensions(flat.to_numpy()) == 2) & ~shapely.is_empty(flat.to_numpy())
    inside = (blocks["verdict"] == tables.INSIDE).to_numpy()
    covered = [*circles.geometry.to_crs(metric_crs), *flat[inside & polygon]]
    area = shapely.difference(shapely.union_all(covered), shapely.union_all(flat[~inside & polygon].to_numpy()))
    area = _polygons(area)
    return gpd.GeoDataFrame(
        {"area_m2": [shapely.area(area)]}, geometry=gpd.GeoSeries([area], crs=metric_crs).to_crs(tables.WGS84)
    )


def _polygons(geometry: Any) -> Any:
    """Return the polygons of a geometry; a difference may leave lines where edges meet."""
    parts = shapely.get_parts(geometry)
    return shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])
