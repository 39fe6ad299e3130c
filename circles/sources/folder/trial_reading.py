"""The files chosen for a study, read once to see whether they fit together before the study is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from circles import tables
from circles.errors import Finding, InputError
from circles.sources.folder.recognising import Candidate, Reason, fields_of
from circles.sources.geo.coordinates import parse_crs
from circles.sources.geo.datum import BD09MC
from circles.sources.geo.planes import IN_ZONE, LOCAL, MERCATOR, WITHOUT_ZONE, plane_numbers
from circles.sources.inputs.area import ground_from
from circles.sources.inputs.blocks import blocks_from
from circles.sources.inputs.centers import centers_from
from circles.sources.places.doctor import StreetPlane, examine_on, points_of, street_plane
from circles.sources.places.typed_places import typed_numbers
from circles.sources.streets.reading import streets_reading
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import read_table
from circles.sources.tables.sheets import EVERY
from circles.sources.words.coordinate_headers import FIELDS, header_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.answers.datum import DatumVerdict
    from circles.provenance import Source
    from circles.sources.tables.raw_table import RawTable

MOST_BYTES = 512 * 2**20
"""The largest file of streets that is read on trial."""

_NEAR_DEGREES = 0.3
_FIRST_CODE, _MERIDIANS, _MERIDIAN_STEP = 4534, 21, 3.0
_EXAMINED = ("centers", "blocks")


@dataclass(frozen=True, kw_only=True)
class FileOnTrial:
    """What came of reading one chosen file.

    Attributes
    ----------
    crs : str
        The CRS to write for it, empty where the file says it itself.
    crs_because : Reason or None
        Why that one, or why none can be told.
    rows : int or None
        Rows, features or streets that were read.
    findings : tuple of Finding
        Why it cannot be read as it is.
    datum : str
        The datum to propose where metres look like those of a map; empty where none is.
    said_datum : str
        The datum that the table says of itself.
    verdict : DatumVerdict or None
        What the datum doctor says, where it was asked.
    is_away : bool
        Whether it lies nowhere near the streets.
    """

    crs: str = ""
    crs_because: Reason | None = None
    rows: int | None = None
    findings: tuple[Finding, ...] = ()
    datum: str = ""
    said_datum: str = ""
    verdict: DatumVerdict | None = None
    is_away: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """What came of reading the chosen files, by role; those that were not read are not in it.

    Attributes
    ----------
    tried : mapping of str to FileOnTrial
        By role.
    streets : GeoDataFrame or None
        The streets that were read.
    """

    tried: Mapping[str, FileOnTrial] = field(default_factory=lambda: MappingProxyType({}))
    streets: gpd.GeoDataFrame | None = None

    def of(self, role: str) -> FileOnTrial:
        """Return what came of one role."""
        return self.tried.get(role, FileOnTrial())


def try_reading(chosen: Mapping[str, Candidate]) -> Trial:
    """Read the streets, centers, blocks and area that were chosen, and ask the datum doctor of centers and blocks.

    Of the other files only the CRS is looked at.

    Parameters
    ----------
    chosen : mapping of str to Candidate
        By role.
    """
    tried: dict[str, FileOnTrial] = {}
    streets: gpd.GeoDataFrame | None = None
    if "streets" in chosen:
        tried["streets"], streets = _try_streets(chosen["streets"])
    near = None if streets is None else tuple(float(each) for each in streets.total_bounds)
    plane = None if streets is None else street_plane(streets)
    for role, candidate in chosen.items():
        if role in _MAKERS:
            tried[role] = _try(role, candidate, near=near, plane=plane)
        elif role != "streets":
            crs, because = _crs_of(candidate, near=near)
            tried[role] = FileOnTrial(crs=crs, crs_because=because)
    return Trial(tried=MappingProxyType(tried), streets=streets)


def crs_guess(x: float, y: float, *, near: tuple[float, ...] | None) -> tuple[str, Reason]:
    """Return the CRS that a place without one is most likely in, empty where it cannot be told, and why.

    Parameters
    ----------
    x, y : float
        A place of the layer as given.
    near : tuple of float, optional
        West, south, east, north of the streets in degrees.
    """
    shown = {"place": f"{x:,.6g}, {y:,.6g}"}
    seen = plane_numbers(np.array([x]), np.array([y]))
    if abs(x) <= 180 and abs(y) <= 90:
        return tables.WGS84, Reason(key="init_crs.degrees", details=shown)
    if seen.kind == IN_ZONE:
        return seen.crs, Reason(key="init_crs.zone", details={**shown, "zone": seen.zone})
    east, north = (y, x) if seen.is_north_first else (x, y)
    fitting = _meridians_near(east, north, near) if near and seen.kind == WITHOUT_ZONE else []
    if len(fitting) == 1:
        return fitting[0], Reason(key="init_crs.by_streets", details=shown)
    key = seen.kind if seen.kind in (LOCAL, MERCATOR) else "unknown"
    return "", Reason(key=f"init_crs.{key}", details=shown)


def _try_streets(candidate: Candidate) -> tuple[FileOnTrial, gpd.GeoDataFrame | None]:
    glimpse = candidate.glimpse
    crs, because = _crs_of(candidate, near=None)
    if glimpse.path.is_file() and glimpse.path.stat().st_size > MOST_BYTES:
        return FileOnTrial(crs=crs, crs_because=because), None
    try:
        reading = streets_reading(glimpse.path, crs=crs or None, layer=glimpse.layer or None)
    except InputError as error:
        return FileOnTrial(crs=crs, crs_because=because, findings=error.findings), None
    return FileOnTrial(crs=crs, crs_because=because, rows=len(reading.table)), reading.table


def _try(
    role: str,
    candidate: Candidate,
    *,
    near: tuple[float, ...] | None,
    plane: StreetPlane | None,
) -> FileOnTrial:
    glimpse = candidate.glimpse
    crs, because = _crs_of(candidate, near=near)
    try:
        sheets = EVERY if glimpse.sheets else None
        said = TableSettings(crs=crs or None, layer=glimpse.layer or None, sheets=sheets)
        raw = read_table(glimpse.path, kind=role, settings=said)
        shapes, source = _MAKERS[role](raw)
    except InputError as error:
        is_metres = because is not None and because.key == f"init_crs.{MERCATOR}"
        return FileOnTrial(crs=crs, crs_because=because, findings=error.findings, datum=BD09MC if is_metres else "")
    # A plane or a CRS we only guess is no web map's: the doctor is asked of degrees as the file gives them.
    in_degrees = CRS(parse_crs(crs or raw.crs)).is_geographic
    examined = role in _EXAMINED and plane is not None and in_degrees
    return FileOnTrial(
        crs=crs,
        crs_because=because,
        rows=len(raw.cells),
        said_datum=source.taken.datum,
        verdict=examine_on(points_of(shapes), plane) if examined and plane is not None else None,
        is_away=near is not None and _is_away(shapes, near),
    )


def _crs_of(candidate: Candidate, *, near: tuple[float, ...] | None) -> tuple[str, Reason | None]:
    """Return the CRS to write for a file, and why; nothing where the file says its own or is in degrees."""
    glimpse = candidate.glimpse
    if glimpse.shape:
        if glimpse.crs or not glimpse.bounds:
            return "", None
        west, south, east, north = glimpse.bounds
        return crs_guess((west + east) / 2, (south + north) / 2, near=near)
    place = _first_place(candidate)
    if place is None or (abs(place[0]) <= 180 and abs(place[1]) <= 180):
        return "", None
    return crs_guess(*place, near=near)


def _first_place(candidate: Candidate) -> tuple[float, float] | None:
    """Return the first place in the columns of coordinates, easting first; None where the heading says a datum."""
    fields = fields_of(candidate.glimpse, candidate.role) if candidate.role in ("centers", "blocks") else {}
    if not {"lon", "lat"} <= fields.keys():
        return None
    header = header_of(fields["lon"])
    if header is not None and header.datum == BD09MC:
        return None
    sample = candidate.glimpse.sample
    cells = {column: pd.Series(texts, dtype=str) for column, texts in sample.items()}
    numbers = typed_numbers(cells, {field: column for field, column in fields.items() if field in FIELDS})
    there = np.flatnonzero(np.isfinite(numbers.lon) & np.isfinite(numbers.lat))
    return (float(numbers.lon[there[0]]), float(numbers.lat[there[0]])) if len(there) else None


def _meridians_near(x: float, y: float, near: tuple[float, ...]) -> list[str]:
    """Return the 3-degree zones of CGCS2000 in which a place lies near the streets."""
    # The zones differ by their meridian alone: one projection tells how far east of it the place is.
    lon, lat = _first_zone().transform(x, y)
    west, south, east, north = near
    if not south - _NEAR_DEGREES <= lat <= north + _NEAR_DEGREES:
        return []
    return [
        f"EPSG:{_FIRST_CODE + i}"
        for i in range(_MERIDIANS)
        if west - _NEAR_DEGREES <= lon + _MERIDIAN_STEP * i <= east + _NEAR_DEGREES
    ]


@cache
def _first_zone() -> Transformer:
    return Transformer.from_crs(f"EPSG:{_FIRST_CODE}", tables.WGS84, always_xy=True)


def _is_away(shapes: Any, near: tuple[float, ...]) -> bool:
    """Return whether no shape touches the streets' extent, widened a little."""
    west, south, east, north = shapely.bounds(shapes).T
    touching = (west <= near[2] + _NEAR_DEGREES) & (east >= near[0] - _NEAR_DEGREES)
    touching &= (south <= near[3] + _NEAR_DEGREES) & (north >= near[1] - _NEAR_DEGREES)
    return not touching.any()


def _centers(raw: RawTable) -> tuple[NDArray[np.object_], Source]:
    reading = centers_from(raw)
    return reading.table.geometry.to_numpy(), reading.source


def _blocks(raw: RawTable) -> tuple[NDArray[np.object_], Source]:
    reading = blocks_from(raw)
    return reading.table.geometry.to_numpy(), reading.source


def _area(raw: RawTable) -> tuple[NDArray[np.object_], Source]:
    ground = ground_from(raw, "area")
    return np.array([ground.shape], dtype=object), ground.source


_MAKERS: Mapping[str, Callable[[RawTable], tuple[NDArray[np.object_], Source]]] = MappingProxyType(
    {"centers": _centers, "blocks": _blocks, "area": _area}
)
