"""Places on the way in: from any CRS to WGS-84 on the grid of 1e-7 degree, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from circles import tables
from circles.errors import Finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOT_FINITE, SWAPPED, NOT_DEGREES = "coordinate_not_finite", "coordinates_swapped", "coordinates_not_degrees"

_CHINA_LON, _CHINA_LAT = (73.0, 135.0), (3.0, 54.0)


def parse_crs(text: str | None) -> CRS | None:
    """Return the CRS that `text` names, None where it names none that tells where on the earth a place is."""
    try:
        crs = None if text is None else CRS.from_user_input(text)
    except CRSError:
        return None
    return crs if crs is not None and is_horizontal(crs) else None


def is_horizontal(crs: CRS) -> bool:
    """Return whether a CRS places points by degrees or in a plane of a known place: not a local site's, not heights."""
    return bool(crs.is_geographic or crs.is_projected) and not crs.is_geocentric


def crs_text(crs: CRS) -> str:
    """Return a short name of a CRS: its EPSG code where it has one."""
    code = crs.to_epsg(min_confidence=25)
    return f"EPSG:{code}" if code else crs.name


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
    geometry: gpd.GeoSeries, *, crs: str | None, file: str, rows: NDArray[np.int64]
) -> tuple[gpd.GeoSeries, list[Finding]]:
    """Return shapes in WGS-84 on the grid, without Z, empty ones as None; and what is wrong with places.

    Parameters
    ----------
    geometry : GeoSeries
        In its own CRS.
    crs : str, optional
        What the study file says the CRS is; it wins over what the data say.
    file : str
        Named in the findings.
    rows : ndarray of int64
        Row or feature number of each shape.
    """
    chosen = parse_crs(crs) or geometry.crs
    if chosen is None:
        return geometry, [Finding(code="no_crs", file=file)]
    if not is_horizontal(CRS(chosen)):
        return geometry, [Finding(code="crs_not_on_earth", file=file, value=crs_text(CRS(chosen)))]
    shapes = shapely.force_2d(geometry.to_numpy())
    shapes[shapely.is_empty(shapes)] = None
    findings = _place_findings(shapes, file, rows, degrees=CRS(chosen).is_geographic)
    if findings:
        return geometry, findings
    try:
        moved = gpd.GeoSeries(shapes, index=geometry.index, crs=chosen).to_crs(tables.WGS84)
    except ProjError:
        return geometry, [Finding(code="crs_not_on_earth", file=file, value=crs_text(CRS(chosen)))]
    findings = _place_findings(moved.to_numpy(), file, rows, degrees=True)
    return (geometry, findings) if findings else (tables.on_grid(moved), [])


def _place_findings(shapes: NDArray[np.object_], file: str, rows: NDArray[np.int64], *, degrees: bool) -> list[Finding]:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    faults = degree_faults(xy[:, 0], xy[:, 1])
    wrong = np.flatnonzero((faults != "") if degrees else (faults == NOT_FINITE))
    _, first = np.unique(owner[wrong], return_index=True)
    return [
        Finding(code=str(faults[i]), file=file, row=int(rows[owner[i]]), value=f"{xy[i, 0]:.10g}, {xy[i, 1]:.10g}")
        for i in wrong[first]
    ]


def _within(values: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.bool_]:
    return (values >= bounds[0]) & (values <= bounds[1])
