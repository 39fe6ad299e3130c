"""Land as one shape: the area studied and which blocks lie in it, forbidden and preferred ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from shapely import GeometryType

from circles import integers
from circles.errors import Finding, InputError, raise_if_any
from circles.provenance import studied
from circles.sources.geo.shapes import polygons_repaired
from circles.sources.places.datum_findings import outline_findings
from circles.sources.tables.raw_table import Reading, shortened

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from circles.provenance import Source
    from circles.sources.tables.raw_table import RawTable


class Ground(NamedTuple):
    """Land as one valid shape in WGS-84, the record of its input, and what a person should look at.

    It is the area studied, forbidden or preferred ground.
    """

    shape: BaseGeometry
    source: Source
    warnings: tuple[Finding, ...] = ()


def ground_from(raw: RawTable, kind: str) -> Ground:
    """Return the land of a table of polygons, whose kind is ``area``, ``forbidden`` or ``preferred``.

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
        Finding(code="area_not_polygon", file=raw.file, row=raw.row(i), value=shapes[i].geom_type)
        for i in np.flatnonzero(~areas & (kinds != GeometryType.MISSING))
    ]
    raise_if_any(shortened(findings))
    mended, repaired = polygons_repaired(shapes[areas])
    area = shapely.union_all(mended)
    if area.is_empty:
        raise InputError(Finding(code="area_not_polygon", file=raw.file, value="–"))
    source = raw.source(kind, counts={"repaired": int(repaired.sum())})
    return Ground(area, source, (*raw.warnings, *outline_findings(raw, kind)))


def inside_area(blocks: Reading, area: BaseGeometry) -> Reading:
    """Return the blocks whose representative point lies in `area` or that have no place; count the rest.

    Raises
    ------
    InputError
        If none is left.
    """
    shapes = blocks.table.geometry.to_numpy()
    shapely.prepare(area)
    outside = ~(shapely.covers(area, shapely.point_on_surface(shapes)) | shapely.is_missing(shapes))
    if outside.all():
        raise InputError(Finding(code="all_blocks_outside_area", file=blocks.source.file))
    people = int(integers.thousandths(blocks.table.loc[outside, "population"]).sum()) / 1000
    table = blocks.table[~outside].reset_index(drop=True)
    left_out = {"outside_area": int(outside.sum()), "people_outside_area": people}
    return blocks._replace(table=table, source=studied(blocks.source, left_out))
