"""How much street each community or sub-district has, and how many of its blocks no street enters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import network, tables
from circles.rule_numbers import LAND_ABOUT_BLOCK_M, SPARSE_CELL_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.planning_study import Study

DISTRICTS = ("level", "basis", "name", "blocks", "land_km2", "street_km", "street_km_per_km2", "blocks_without_street")


def streets_by_district(study: Study, attachments: gpd.GeoDataFrame, walk_network: network.WalkNetwork) -> pd.DataFrame:
    """Return streets by community, else by sub-district, else of the whole study in one row, as :data:`DISTRICTS`.

    Parameters
    ----------
    study : Study
        Its blocks may have the columns `community` and `subdistrict`, empty where nothing is known.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS`` of its blocks.
    walk_network : WalkNetwork
        Its streets.
    """
    level, basis, names, flat = _areas(study)
    land_km2 = flat.area.to_numpy() / 1e6
    street_km = network.street_km_in(walk_network, flat, metric_crs=study.metric_crs)
    own = attachments[attachments["kind"] == "block"].set_index("point_id")["snap_m"].reindex(study.blocks["block_id"])
    areal = shapely.get_dimensions(study.blocks.geometry.to_numpy()) == 2
    missed = np.where(areal, own.to_numpy() > 0, np.nan)
    counts = pd.DataFrame({"blocks": 1, "missed": missed}, index=study.blocks.index).groupby(names)
    blocks = counts["blocks"].sum().reindex(flat.index).fillna(0).astype(int)
    without = counts["missed"].sum(min_count=1).reindex(flat.index)
    with np.errstate(invalid="ignore", divide="ignore"):
        per_km2 = np.where(land_km2 > 0, street_km / land_km2, np.nan)
    values = zip(flat.index, blocks, land_km2, street_km, per_km2, without, strict=True)
    return pd.DataFrame([(level, basis, *row) for row in values], columns=list(DISTRICTS))


def _areas(study: Study) -> tuple[str, str, NDArray[np.object_], gpd.GeoDataFrame]:
    """Return level and basis of the districts, the district of each block and the districts' areas by name, in metres.

    Where the study has no polygons of them, the area of a district is the land of its blocks and what is within 50 m.
    """
    for level in ("community", "subdistrict"):
        if level in study.blocks and (study.blocks[level].fillna("") != "").any():
            names = _district_names(study.blocks, level)
            polygons = study.communities if level == "community" else study.subdistricts
            if polygons is None:
                return level, "blocks", names, _along(study, names)
            flat = polygons.to_crs(study.metric_crs)
            return level, "polygons", names, _merged(flat.geometry.to_numpy(), _district_names(polygons, level), study)
    label = study.name or "–"
    names = np.full(len(study.blocks), label, dtype=object)
    if study.area is None:
        return "study", "blocks", names, _along(study, names)
    area = gpd.GeoSeries([study.area], crs=tables.WGS84).to_crs(study.metric_crs)
    return "study", "area", names, gpd.GeoDataFrame(geometry=area.to_numpy(), index=[label], crs=study.metric_crs)


def _district_names(table: gpd.GeoDataFrame, level: str) -> NDArray[np.object_]:
    """Return names of districts, communities with that of their sub-district; empty where none is known."""
    known = tables.districts_of(table, level)
    names = ["" if each is None else f"{each.subdistrict} {each.name}".strip() for each in known]
    return np.array(names, dtype=object)


def _along(study: Study, names: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Return the land of the blocks of each district and 50 m about it; of a point, the 500 m cell it lies in."""
    flat = study.blocks.geometry.to_crs(study.metric_crs).to_numpy()
    land = shapely.buffer(flat, LAND_ABOUT_BLOCK_M, quad_segs=2)
    points = shapely.get_type_id(flat) == shapely.GeometryType.POINT
    low = np.floor(shapely.get_coordinates(flat[points]) / SPARSE_CELL_M) * SPARSE_CELL_M
    land[points] = shapely.box(*low.T, *(low + SPARSE_CELL_M).T)
    return _merged(land, names, study)


def _merged(shapes: NDArray[np.object_], names: NDArray[np.object_], study: Study) -> gpd.GeoDataFrame:
    whole = {name: shapely.union_all(shapes[names == name]) for name in sorted(set(names.tolist())) if name}
    return gpd.GeoDataFrame(geometry=list(whole.values()), index=list(whole), crs=study.metric_crs)
