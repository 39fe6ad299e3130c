"""What a plan tells of the squares that people cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import integers, tables
from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import joined, phrase
from circles.rule_numbers import MOST_SQUARE_NODES, MOST_SQUARE_PIECES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.network import WalkNetwork
    from circles.planning_study import Study

_SHOWN = 5
_ON_THE_RING = 2e-7
"""Degrees: a piece along a ring may lie half a unit off it."""


def open_squares(study: Study) -> gpd.GeoDataFrame | None:
    """Return the squares of a study less the ground of gated compounds, which nobody crosses.

    Who lives there keeps the streets of the compound.
    """
    squares, compounds = study.squares, study.compounds
    if squares is None or compounds is None or compounds.empty:
        return squares
    # What was rounded to 1e-7 degree may meet itself.
    shapes, grounds = (_valid(table.geometry.to_numpy()) for table in (squares, compounds))
    walls = shapely.STRtree(grounds)
    square, wall = walls.query(shapes, predicate="intersects")
    for i in np.unique(square).tolist():
        shapes[i] = shapely.difference(shapes[i], shapely.union_all(walls.geometries[wall[square == i]]))
    left = integers.on_grid(gpd.GeoSeries(shapes, crs=tables.WGS84))
    kept = squares.set_geometry(left)
    return kept[~kept.geometry.is_empty].reset_index(drop=True)


def _valid(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))


def square_findings(study: Study, walk_network: WalkNetwork) -> list[Finding]:
    """Return a finding of the squares that are too large to be crossed, by name and area, where there are any."""
    if study.squares is None or not walk_network.account.get("square_outlines"):
        return []
    pieces = walk_network.pieces()
    along = pieces[pieces["highway"] == tables.SQUARE_OUTLINE]
    names = study.squares["name"].fillna("").astype(str).to_numpy(object)
    tree = shapely.STRtree(study.squares.geometry.boundary.to_numpy())
    line, row = tree.query(along.geometry.to_numpy(), predicate="dwithin", distance=_ON_THE_RING)
    rows = np.unique(row[names[row] == along["name"].to_numpy(object)[line]])
    area_m2 = study.squares.geometry.iloc[rows].to_crs(study.metric_crs).area.to_numpy()
    ids = study.squares["square_id"].astype(str).to_numpy(object)
    told = [
        phrase("named.area", name=names[i] or ids[i], area=Figure(value=each, per=10_000, precision="tenth"))
        for i, each in sorted(zip(rows.tolist(), area_m2.tolist(), strict=True), key=lambda pair: -pair[1])
    ]
    details = {
        "count": Figure(value=walk_network.account["square_outlines"]),
        "nodes": Figure(value=MOST_SQUARE_NODES),
        "pieces": Figure(value=MOST_SQUARE_PIECES),
        "squares": joined([*told[:_SHOWN], *(["…"] if len(told) > _SHOWN else [])], phrase("list.joint")),
    }
    return [Finding(code="squares_too_large", details=details)]
