"""What a person should look at about the datums of a study's inputs, told by a plan and by a check alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from circles.errors import Finding
from circles.figures import Figure
from circles.sources.geo.datum import (
    BD09,
    CHINA,
    GCJ02,
    SHIFTED,
    WGS84,
    bd09_from_wgs84,
    gcj02_from_wgs84,
    in_degrees,
    outside_china,
    shift_not_known,
)
from circles.sources.places.counted import counted, people_of
from circles.sources.places.doctor import FEWEST_POINTS, SWAPPED, StreetPlane, examine_on, points_of, street_plane
from circles.sources.words.coordinate_headers import made_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.answers.datum import DatumVerdict
    from circles.provenance import Source
    from circles.sources.tables.raw_table import RawTable

POINTS = ("centers", "blocks", "gates", "candidates", "demand")
OUTLINES = ("area", "communities", "subdistricts", "regions")
_THINNED_DEGREES = 5e-4


class Examined(NamedTuple):
    """What the doctor says of an input.

    Attributes
    ----------
    state : str
        As in :class:`circles.answers.datum.DatumReport`.
    verdict : DatumVerdict
        With distances of the points as they stand in the file.
    findings : tuple of Finding
        What a person should look at.
    """

    state: str
    verdict: DatumVerdict
    findings: tuple[Finding, ...]


def examine_input(table: gpd.GeoDataFrame, source: Source, plane: StreetPlane) -> Examined:
    """Return what the doctor says of an input in WGS-84 as declared; nothing is converted.

    Parameters
    ----------
    table : GeoDataFrame
        Its rows; with `population` where people live in them.
    source : Source
        The record of it.
    plane : StreetPlane
        The streets.
    """
    given = _as_given(_points(table.geometry.to_numpy(), source.kind), source)
    verdict = examine_on(given, plane)
    state = _state(source.taken.datum, verdict, given)
    return Examined(state, verdict, tuple(_findings(state, verdict, source, table)))


def datum_findings(
    streets: gpd.GeoDataFrame, layers: Iterable[tuple[gpd.GeoDataFrame, Source]], *, told: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return what a person should look at about the datums of a study's inputs.

    Parameters
    ----------
    streets : GeoDataFrame
        ``tables.STREETS``.
    layers : iterable of (GeoDataFrame, Source)
        Every input, the streets too, in WGS-84 as declared.
    told : collection of str
        The kinds of inputs of which the study says the CRS or the datum itself, or that it made: a person has
        answered for them, and a plan does not ask again. A check examines them all the same.
    """
    findings: list[Finding] = []
    plane = street_plane(streets)
    for table, source in layers:
        no_shift = shift_not_known(source)
        findings += [*no_shift, *outside_china(table.geometry.to_numpy(), source)]
        if source.kind in (*POINTS, *OUTLINES) and source.kind not in told and not no_shift:
            findings += examine_input(table, source, plane).findings
    return tuple(findings)


def outline_findings(raw: RawTable, kind: str) -> tuple[Finding, ...]:
    """Return what to tell of outlines whose columns are those of a map that shifts, where no datum is declared."""
    maker = made_by(raw.columns, "outline")
    if not maker or raw.settings.datum or raw.settings.crs:
        return ()
    count = len(raw.cells)
    details = {"section": kind, "datum": maker, "count": Figure(value=count), "counted": counted(count, None)}
    return (Finding(code="outlines_of_a_map", file=raw.file, details=details),)


def _points(shapes: NDArray[np.object_], kind: str) -> NDArray[np.float64]:
    """Return the points that are examined: one of each shape; of outlines the corners, thinned to some 50 m."""
    if kind not in OUTLINES:
        return points_of(shapes)
    corners = shapely.get_coordinates(shapes)
    _, first = np.unique(np.round(corners / _THINNED_DEGREES), axis=0, return_index=True)
    thinned: NDArray[np.float64] = corners[first]
    return thinned


def _state(declared: str, verdict: DatumVerdict, given: NDArray[np.float64]) -> str:
    if verdict.datum == SWAPPED:
        return "swapped"
    if verdict.datum is not None:
        return "fits" if verdict.datum == _meant(declared) else "shifted"
    west, south, east, north = CHINA
    there = given[np.isfinite(given).all(axis=1)]
    lon, lat = np.median(there, axis=0) if len(there) else (np.nan, np.nan)
    if len(there) and not (west <= lon <= east and south <= lat <= north):
        return "abroad"
    return "few" if verdict.points < FEWEST_POINTS else "unclear"


def _findings(state: str, verdict: DatumVerdict, source: Source, table: gpd.GeoDataFrame) -> list[Finding]:
    here = np.asarray(table.geometry.notna(), dtype=bool)
    count, people = int(here.sum()), people_of(table, here)
    details: dict[str, Any] = {
        "section": source.kind,
        "sure": f"{min(verdict.confidence, 0.99):.0%}",
        "count": Figure(value=count),
        "people": Figure(value=people),
        "counted": counted(count, people),
    }
    if state == "swapped":
        return [Finding(code="layer_swapped", file=source.file, details=details)]
    if state == "shifted":
        return [_shifted(verdict, source, details)]
    if state in {"few", "unclear"} and source.taken.is_datum_assumed and here.any():
        return [Finding(code="datum_unknown", file=source.file, details=details)]
    return []


def _shifted(verdict: DatumVerdict, source: Source, details: dict[str, Any]) -> Finding:
    declared = source.taken.datum
    said = {
        "declared": declared,
        "datum": verdict.datum,
        "shift_m": f"{verdict.shift_m:,.0f}",
        "given_m": f"{verdict.street_m[_meant(declared)]:.0f}",
        "moved_m": f"{verdict.street_m[str(verdict.datum)]:.0f}",
    }
    code = "datum_contradicted" if declared else "layer_shifted"
    return Finding(code=code, file=source.file, details={**details, **said})


def _meant(declared: str) -> str:
    """Return the datum of which the distances are those as declared."""
    datum = in_degrees(declared) or ""
    return datum if datum in SHIFTED else WGS84


def _as_given(points: NDArray[np.float64], source: Source) -> NDArray[np.float64]:
    """Return points in WGS-84 as they stand in a file of a declared datum."""
    forward = {GCJ02: gcj02_from_wgs84, BD09: bd09_from_wgs84}.get(_meant(source.taken.datum))
    return points if forward is None else np.column_stack(forward(points[:, 0], points[:, 1]))
