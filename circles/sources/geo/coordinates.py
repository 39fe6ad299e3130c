"""Places on the way in: from any CRS to WGS-84 on the grid of 1e-7 degree, and what is wrong with them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from circles import integers, tables
from circles.errors import Finding
from circles.figures import Figure
from circles.phrases import phrase
from circles.sources.geo.baidu_mercator import bd09_degrees
from circles.sources.geo.datum import BD09MC, CHINA, shapes_in_wgs84
from circles.sources.geo.planes import IN_ZONE, LOCAL, MERCATOR, WITHOUT_ZONE, plane_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOT_FINITE, SWAPPED, NOT_DEGREES = "coordinate_not_finite", "coordinates_swapped", "coordinates_not_degrees"

_BY_NUMBERS = {
    IN_ZONE: "coordinates_in_zone",
    WITHOUT_ZONE: "coordinates_in_metres",
    MERCATOR: "coordinates_mercator",
    LOCAL: "local_coordinates",
}
"""What numbers that are no degrees look like, each with what to do about it."""

_CHINA_LON, _CHINA_LAT = CHINA[::2], CHINA[1::2]

_ALIKE = 25
"""How sure PROJ must be (of 100) to propose a code at all; whether it is that one is looked at afterwards."""

# What makes PROJ open a file of that name, or ask an address, but "@null", which every web map says.
_NAMES_A_FILE = re.compile(
    r"\binit\s*=\s*(?!epsg:\d)|grids?\s*=\s*(?!@null(?:[\s\"]|$))|\bfile\s*=|PARAMETERFILE\s*\[\s*\"[^\"]*\"\s*,\s*\"(?!@null\")"
    r"|ParameterFileValue|://(?!www\.opengis\.net/)",
    re.IGNORECASE,
)


def parse_crs(text: str | None) -> CRS | None:
    """Return the CRS that `text` names, None where it names none that tells where on the earth a place is.

    A text that refers to a file or an address names none: it is not opened.
    """
    try:
        crs = None if text is None or refers_to_file(text) else CRS.from_user_input(text)
    except (CRSError, RecursionError):  # PROJJSON within PROJJSON without end
        return None
    return crs if crs is not None and is_horizontal(crs) else None


def refers_to_file(crs: str) -> bool:
    """Return whether a CRS, written out, refers to a file or an address."""
    return _NAMES_A_FILE.search(crs) is not None


def is_horizontal(crs: CRS) -> bool:
    """Return whether a CRS places points by degrees or in a plane of a known place: not a local site's, not heights."""
    return bool(crs.is_geographic or crs.is_projected) and not crs.is_geocentric


def crs_text(crs: CRS) -> str:
    """Return a short name of a CRS: its EPSG code where it is exactly that one, else the name it has in its file.

    What is merely alike is not named: a city's own plane may lie thousands of kilometres from the nearest code.
    """
    code = crs.to_epsg(min_confidence=_ALIKE)
    if code and _is_same(crs, CRS.from_epsg(code)):
        return f"EPSG:{code}"
    return str(crs.srs) if crs.name == "unknown" and crs.srs.startswith("+") else str(crs.name)


def _is_same(one: CRS, other: CRS) -> bool:
    """Return whether two CRS place every point alike, whatever the order of their axes and their names."""
    if one.equals(other, ignore_axis_order=True):
        return True
    if not (one.is_projected and other.is_projected and one.geodetic_crs and other.geodetic_crs):
        return False
    return _projection(one) == _projection(other) and one.geodetic_crs.equals(
        other.geodetic_crs, ignore_axis_order=True
    )


def _projection(crs: CRS) -> tuple[object, ...]:
    """Return the method of a projection, its parameters in radians or metres, and the unit of its axes."""
    how = crs.coordinate_operation
    if how is None:
        return ()
    given = {each.name: round(float(each.value) * each.unit_conversion_factor, 10) for each in how.params}
    return how.method_name, given, {round(axis.unit_conversion_factor, 12) for axis in crs.axis_info[:2]}


def degree_faults(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.str_]:
    """Return for each pair the code of what is wrong with it as degrees, empty where nothing is.

    A swap is certain where the latitude cannot be one while the longitude can, and where the pair would lie
    in China only the other way round: the two ranges there, 73 to 135 and 3 to 54, do not overlap.
    """
    china_swapped = _within(lon, _CHINA_LAT) & _within(lat, _CHINA_LON)
    swapped = china_swapped | ((np.abs(lat) > 90) & (np.abs(lat) <= 180) & (np.abs(lon) <= 90))
    outside = (np.abs(lon) > 180) | (np.abs(lat) > 90)
    finite = np.isfinite(lon) & np.isfinite(lat)
    return np.select([~finite, swapped, outside], [NOT_FINITE, SWAPPED, NOT_DEGREES], default="")


def to_wgs84(
    geometry: gpd.GeoSeries, *, crs: str | None, file: str, rows: NDArray[Any], datum: str | None = None
) -> tuple[gpd.GeoSeries, list[Finding]]:
    """Return shapes in WGS-84 on the grid, without Z, empty ones as None; and what is wrong with places.

    The one place where the CRS and the declared datum of a table are applied.

    Parameters
    ----------
    geometry : GeoSeries
        In its own CRS.
    crs : str, optional
        What the study file says the CRS is; it wins over what the data say.
    file : str
        Named in the findings.
    rows : ndarray of int64 or str
        Row or feature number of each shape.
    datum : str, optional
        The datum in which places are drawn, whatever their CRS.
    """
    chosen = CRS(tables.WGS84) if datum == BD09MC else parse_crs(crs) or geometry.crs
    shapes = geometry.to_numpy(copy=True)
    deep = shapely.has_z(shapes) | shapely.has_m(shapes)
    shapes[deep] = shapely.force_2d(shapes[deep])
    shapes[shapely.is_empty(shapes)] = None
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    findings = _crs_findings(chosen, file, xy)
    if findings:
        return geometry, findings
    xy = bd09_degrees(xy) if datum == BD09MC else xy
    findings = _place_findings(xy, rows[owner], file, degrees=CRS(chosen).is_geographic)
    if findings:
        return geometry, findings
    try:
        moved = _in_wgs84(xy, CRS(chosen))
    except ProjError:
        return geometry, [Finding(code="crs_not_on_earth", file=file, value=crs_text(CRS(chosen)))]
    findings = _place_findings(moved, rows[owner], file, degrees=True)
    if findings:
        return geometry, findings
    placed = shapely.set_coordinates(shapes, integers.to_degrees(integers.to_units(moved)))
    return gpd.GeoSeries(shapes_in_wgs84(placed, datum), index=geometry.index, crs=tables.WGS84), []


def _crs_findings(crs: CRS | None, file: str, xy: NDArray[np.float64]) -> list[Finding]:
    if crs is None:
        return [_finding_by_numbers(xy, file) or Finding(code="no_crs", file=file)]
    if refers_to_file(CRS(crs).to_wkt()):
        return [Finding(code="crs_names_a_file", file=file)]
    return [] if is_horizontal(CRS(crs)) else [Finding(code="crs_not_on_earth", file=file, value=crs_text(CRS(crs)))]


def _in_wgs84(xy: NDArray[np.float64], crs: CRS) -> NDArray[np.float64]:
    wgs84 = CRS(tables.WGS84)
    if crs.is_exact_same(wgs84):
        return xy
    return np.column_stack(_into_wgs84(crs).transform(xy[:, 0], xy[:, 1]))


@lru_cache(maxsize=16)
def _into_wgs84(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, tables.WGS84, always_xy=True)


def _place_findings(xy: NDArray[np.float64], rows: NDArray[Any], file: str, *, degrees: bool) -> list[Finding]:
    """Return a finding for each row whose places are no degrees, or, in a plane, not finite."""
    lon, lat = xy.T
    if degrees:
        swapped = _within(lon, _CHINA_LAT) & _within(lat, _CHINA_LON)
        doubtful = np.flatnonzero(~((np.abs(lon) <= 180) & (np.abs(lat) <= 90)) | swapped)
    else:
        doubtful = np.flatnonzero(~(np.isfinite(lon) & np.isfinite(lat)))
    faults = degree_faults(lon[doubtful], lat[doubtful])
    _, first = np.unique(rows[doubtful], return_index=True)
    if len(first) > 1 and len(set(faults[first])) == 1 and len(first) == len(np.unique(rows)):
        return [_finding_of_all(str(faults[0]), xy, len(first), file)]
    return [
        Finding(
            code=str(faults[i]),
            file=file,
            row=rows[at] if isinstance(rows[at], str) else int(rows[at]),
            value=f"{xy[at, 0]:.10g}, {xy[at, 1]:.10g}",
            details={"of": ""},
        )
        for i, at in zip(first, doubtful[first], strict=True)
    ]


def _finding_of_all(fault: str, xy: NDArray[np.float64], rows: int, file: str) -> Finding:
    """Return one finding where every row has the same fault: it is the columns', not the rows'."""
    by_numbers = _finding_by_numbers(xy, file) if fault == NOT_DEGREES else None
    if by_numbers is not None:
        return by_numbers
    value = f"{xy[0, 0]:.10g}, {xy[0, 1]:.10g}"
    of = phrase("coordinates.every_row", count=Figure(value=rows))
    return Finding(code=fault, file=file, value=value, details={"of": of, "count": rows})


def _finding_by_numbers(xy: NDArray[np.float64], file: str) -> Finding | None:
    """Return what is to be told of numbers that are those of a plane, None where their size does not tell which."""
    seen = plane_numbers(xy[:, 0], xy[:, 1])
    if seen.kind not in _BY_NUMBERS:
        return None
    there = xy[np.isfinite(xy).all(axis=1)]
    value = f"{there[0, 0]:.10g}, {there[0, 1]:.10g}"
    details = {"crs": seen.crs, "zone": seen.zone}
    return Finding(code=_BY_NUMBERS[seen.kind], file=file, value=value, details=details)


def _within(values: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.bool_]:
    return (values >= bounds[0]) & (values <= bounds[1])
