"""What the datum doctor says of every located input of a study, those with a declared datum included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.datum import DatumReport, DatumVerdict
from circles.sources.places.datum_findings import OUTLINES, POINTS, Examined, examine_input
from circles.sources.places.doctor import street_plane

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from circles.provenance import Source
    from circles.sources.study.examined import ExaminedInput


def datum_reports(streets: gpd.GeoDataFrame, inputs: Iterable[ExaminedInput]) -> tuple[DatumReport, ...]:
    """Return what is found of each input of places or outlines; nothing is converted.

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
        if each.kind in (*POINTS, *OUTLINES) and each.table is not None and each.source is not None:
            made = Examined("made", DatumVerdict(), ())
            said = made if each.is_made else examine_input(each.table, each.source, plane)
            reports.append(_report(each.source, said))
    return tuple(reports)


def _report(source: Source, said: Examined) -> DatumReport:
    return DatumReport(
        kind=source.kind,
        file=source.file,
        declared=source.taken.datum,
        state=said.state,
        verdict=said.verdict,
        write=f'datum = "{said.verdict.datum}"' if said.state == "shifted" else "",
        findings=said.findings,
    )
