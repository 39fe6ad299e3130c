"""What the page needs beside streets to answer edits that are drawn on it: where blocks are, and their legs begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles import integers, tables
from circles.publish.packed_geometry import packed_polygons, spread

if TYPE_CHECKING:
    from circles.answers.plan import Plan

_OFF_GRID = 1e-5
"""In 1e-7 degree: degrees that were rounded to these are off by less, as floats go."""

_POINT, _POLYGONS = 0, (3, 6)


def block_places(plan: Plan) -> dict[str, Any] | None:
    """Return which block a gate is nearest to, and where the leg to it begins; None where it cannot be told exactly.

    That is where a block is neither point nor polygon, or lies between the whole 1e-7 degrees.
    """
    geometry = plan.blocks.geometry.to_numpy()
    there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    units = shapely.get_coordinates(geometry[there]) * integers.UNITS_PER_DEGREE
    known = np.isin(shapely.get_type_id(geometry[there]), (_POINT, *_POLYGONS))
    if not known.all() or (np.abs(units - np.rint(units)) > _OFF_GRID).any():
        return None
    row_of = {block_id: row for row, block_id in enumerate(plan.blocks["block_id"])}
    own = plan.attachments[plan.attachments["kind"] == "block"]
    begins = np.full(len(geometry), None, dtype=object)
    begins[[row_of[block_id] for block_id in own["block_id"]]] = own.geometry.to_numpy()
    begins[~there] = None
    places = integers.to_units(shapely.get_coordinates(begins[there]))
    gates = plan.study.gates["block_id"]
    lon, lat = tables.plane_origin(tuple(plan.study.streets.total_bounds))
    return {
        "plane": {"lon": lon, "lat": lat},
        "polygons": packed_polygons(geometry, units=integers.UNITS_PER_DEGREE),
        **{axis: spread(places[:, column], there) for column, axis in enumerate(("lon", "lat"))},
        "with_gates": sorted({row_of[block_id] for block_id in gates.dropna() if block_id in row_of}),
    }
