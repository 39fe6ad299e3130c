"""The area studied: one shape, and which blocks lie in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import GeometryType

from circles import integers
from circles.errors import Finding, InputError, raise_if_any
from circles.sources.geo.shapes import polygons_repaired
from circles.sources.tables.raw_table import RawTable, Reading, shortened

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from circles.study import Source


def area_from(raw: RawTable) -> tuple[BaseGeometry, Source]:
    """Return the area studied as one valid shape in WGS-84, and the record of its input.

    Raises
    ------
    InputError
        If the input holds anything but polygons, or none.
    """
    if raw.geometry is None:
        raise InputError(Finding(code="area_not_polygon", file=raw.file, value="–"))
    shapes = raw.geometry.to_numpy()
    kinds = shapely.get_type_id(shapes)
    areas = np.isin(kinds, (GeometryType.POLYGON, GeometryType.MULTIPOLYGON))
    findings = [
        Finding(code="area_not_polygon", file=raw.file, row=int(raw.rows[i]), value=shapes[i].geom_type)
        for i in np.flatnonzero(~areas & (kinds != GeometryType.MISSING))
    ]
    raise_if_any(shortened(findings))
    mended, repaired = polygons_repaired(shapes[areas])
    area = shapely.union_all(mended)
    if area.is_empty:
        raise InputError(Finding(code="area_not_polygon", file=raw.file, value="–"))
    return area, raw.source("area", notes={"repaired": int(repaired.sum())})


def inside_area(blocks: Reading, area: BaseGeometry | None) -> Reading:
    """Return the blocks whose representative point lies in `area` or that have no place; count the rest.

    Raises
    ------
    InputError
        If none is left.
    """
    if area is None:
        return blocks
    shapes = blocks.table.geometry.to_numpy()
    shapely.prepare(area)
    outside = ~(shapely.covers(area, shapely.point_on_surface(shapes)) | shapely.is_missing(shapes))
    if outside.all():
        raise InputError(Finding(code="all_blocks_outside_area", file=blocks.source.file))
    people = int(integers.thousandths(blocks.table.loc[outside, "population"]).sum()) / 1000
    notes = {**blocks.source.notes, "outside_area": int(outside.sum()), "people_outside_area": people}
    table = blocks.table[~outside].reset_index(drop=True)
    return Reading(table, replace(blocks.source, notes=notes), blocks.warnings)
