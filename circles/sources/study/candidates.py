"""The candidates of a study file: read, and cut to forbidden and preferred ground."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from circles.errors import Finding, InputError, raise_if_any
from circles.proposal import Candidates
from circles.sources.inputs.area import area_from
from circles.sources.inputs.candidates import Read, candidates_from
from circles.sources.places.located import with_datum
from circles.sources.study.settings import Settings, read_settings
from circles.sources.tables.reading import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from circles.sources.tables.raw_table import RawTable, Reading
    from circles.study import Source


def read_candidates(study: str | Path | Mapping[str, Any], *, options: Mapping[str, Any] | None = None) -> Candidates:
    """Return what a study says of candidates in ``[candidates]``, ``[forbidden]`` and ``[preferred]``.

    Parameters
    ----------
    study, options
        As for :func:`circles.read_study`.

    Returns
    -------
    Candidates
        Points in WGS-84; a parcel stands at a point on its surface.

    Raises
    ------
    InputError
        With all faults of the settings, else all faults of the tables.
    """
    settings = read_settings(study, options=options)
    findings: list[Finding] = []
    listed = None
    if settings.get("candidates", "file"):
        listed = _attempt(lambda: _listed(_raw(settings, "candidates"), settings), findings)
    forbidden, preferred = (_area(settings, section, findings) for section in ("forbidden", "preferred"))
    raise_if_any(findings)
    said = settings.sections.get("candidates", {})
    asked = {key: said[key] for key in ("grid_m", "spacing_m", "away_m") if key in said}
    sources = [reading.source for reading in (listed,) if reading]
    return Candidates(
        table=listed.table if listed else None,
        made_from=said.get("from", "junctions"),
        **{key: float(value) for key, value in asked.items()},
        forbidden=forbidden[0] if forbidden else None,
        preferred=preferred[0] if preferred else None,
        sources=(*sources, *(area[1] for area in (forbidden, preferred) if area)),
        warnings=listed.warnings if listed else (),
    )


def _listed(raw: RawTable, settings: Settings) -> Reading:
    said = settings.sections["candidates"]
    return candidates_from(raw, columns=said.get("columns"), crs=said.get("crs"))


def _raw(settings: Settings, section: str) -> RawTable:
    said = settings.sections[section]
    layer = said.get("sheet") or said.get("layer")
    kind = "candidates" if section == "candidates" else "area"
    raw = read_table(said["file"], kind=kind, crs=said.get("crs"), layer=layer, columns=said.get("columns"))
    return with_datum(raw, said.get("datum"))


def _area(settings: Settings, section: str, findings: list[Finding]) -> tuple[BaseGeometry, Source] | None:
    if not settings.get(section, "file"):
        return None
    return _attempt(partial(_area_of, settings, section), findings)


def _area_of(settings: Settings, section: str) -> tuple[BaseGeometry, Source]:
    area, source = area_from(_raw(settings, section))
    return area, replace(source, kind=section)


def _attempt(read: Callable[[], Read], findings: list[Finding]) -> Read | None:
    try:
        return read()
    except InputError as error:
        findings.extend(error.findings)
        return None
