"""What the datum doctor says of every located input of a study, those with a declared datum included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from circles.answers.datum import DatumReport, DatumVerdict
from circles.errors import Finding
from circles.sources.geo.datum import BD09, CHINA, GCJ02, SHIFTED, WGS84, bd09_from_wgs84, gcj02_from_wgs84
from circles.sources.places.doctor import (
    FEWEST_POINTS,
    SWAPPED,
    doubt_findings,
    examine_on,
    points_of,
    street_plane,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.provenance import Source
    from circles.sources.study.examined import ExaminedInput

_LOCATED = ("centers", "blocks", "gates", "candidates")


def datum_reports(streets: gpd.GeoDataFrame, inputs: Iterable[ExaminedInput]) -> tuple[DatumReport, ...]:
    """Return what is found of each input of centers, blocks, gates and candidates; nothing is converted.

    Parameters
    ----------
    streets : GeoDataFrame
        ``tables.STREETS``.
    inputs : iterable of ExaminedInput
        Inputs without usable rows are passed over.
    """
    plane = street_plane(streets)
    reports = []
    for each in inputs:
        if each.kind in _LOCATED and each.table is not None and each.source is not None:
            given = _as_given(points_of(each.table.geometry.to_numpy()), each.source)
            verdict = DatumVerdict() if each.is_made else examine_on(given, plane)
            reports.append(_report(each.source, verdict, given, made=each.is_made))
    return tuple(reports)


def _report(source: Source, verdict: DatumVerdict, given: NDArray[np.float64], *, made: bool) -> DatumReport:
    declared = source.taken.datum
    state = "made" if made else _state(declared, verdict, given)
    telling = state in {"shifted", "swapped"}
    return DatumReport(
        kind=source.kind,
        file=source.file,
        declared=declared,
        state=state,
        verdict=verdict,
        write=f'datum = "{verdict.datum}"' if state == "shifted" else "",
        findings=tuple(_findings(declared, verdict, source)) if telling else (),
    )


def _state(declared: str, verdict: DatumVerdict, given: NDArray[np.float64]) -> str:
    if verdict.datum == SWAPPED:
        return "swapped"
    if verdict.datum is not None:
        return "fits" if verdict.datum == (declared if declared in SHIFTED else WGS84) else "shifted"
    west, south, east, north = CHINA
    there = given[np.isfinite(given).all(axis=1)]
    lon, lat = np.median(there, axis=0) if len(there) else (np.nan, np.nan)
    if len(there) and not (west <= lon <= east and south <= lat <= north):
        return "abroad"
    return "few" if verdict.points < FEWEST_POINTS else "unclear"


def _findings(declared: str, verdict: DatumVerdict, source: Source) -> list[Finding]:
    if not declared or verdict.datum == SWAPPED:
        return doubt_findings(verdict, source)
    details = {
        "section": source.kind,
        "declared": declared,
        "datum": verdict.datum,
        "sure": f"{min(verdict.confidence, 0.99):.0%}",
        "given_m": f"{verdict.street_m[declared if declared in SHIFTED else WGS84]:.0f}",
        "moved_m": f"{verdict.street_m[str(verdict.datum)]:.0f}",
    }
    return [Finding(code="datum_contradicted", file=source.file, details=details)]


def _as_given(points: NDArray[np.float64], source: Source) -> NDArray[np.float64]:
    """Return points in WGS-84 as they stand in a file of a declared datum."""
    forward = {GCJ02: gcj02_from_wgs84, BD09: bd09_from_wgs84}.get(source.taken.datum)
    return points if forward is None else np.column_stack(forward(points[:, 0], points[:, 1]))
