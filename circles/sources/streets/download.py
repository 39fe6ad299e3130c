"""Streets by place name, from OpenStreetMap: the only network access of the package, through OSMnx."""

from __future__ import annotations

import hashlib
import re
import tempfile
import unicodedata
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from circles import settings
from circles.errors import Finding, InputError, raise_if_any
from circles.planning_study import Progress, silent
from circles.sources.streets.downloaded_ways import EDGE, not_written, notes_of, streets_of_ways, write_streets
from circles.sources.streets.osmnx_child import Order
from circles.sources.streets.osmnx_process import downloaded, own_settings
from circles.sources.streets.reading import streets_reading
from circles.sources.streets.tags import BY_FILTER, WalkFilter

if TYPE_CHECKING:
    from circles.sources.tables.raw_table import Reading

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"

CACHE_FOLDER = ".circles-cache"
"""Beside the study file: where the streets of a place are kept once they are downloaded."""

WAITS_S = (5.0, 15.0, 30.0, 60.0)
"""How long a busy server is left alone before each further try, the last from then on."""

_NOTES = ("place", "osm_data_of", "reach_m", "licence")
_STEP_OF_REACH_M = 500


def fetch_streets(
    place: str,
    file: str | Path,
    *,
    reach_m: float = settings.default("fetch.reach_m"),
    deadline_s: float = settings.default("fetch.deadline_s"),
    replace: bool = False,
    progress: Progress = silent,
) -> Path:
    """Download the walkable streets of a place from OpenStreetMap and keep them in a file.

    Private ways are kept, marked, so that each study may decide what it does with them.

    OSMnx does it in a process of its own, which is ended at the deadline. The servers, and how they are asked, are
    those of ``osmnx.settings`` (Nominatim for the place, Overpass for the streets) where the caller has loaded OSMnx;
    nothing there is changed.

    Parameters
    ----------
    place : str
        Name of an area as Nominatim knows it: ``"Lianchi District, Baoding, China"``.
    file : str or Path
        GeoPackage to write, in WGS-84; :func:`circles.sources.read_streets` reads it.
    reach_m : float
        How far beyond the edge of the place streets are taken, in metres: at least the walking limit.
    deadline_s : float
        Seconds after which the download is given up.
    replace : bool
        Whether a file that is there may be replaced.
    progress : callable
        Called with the key of each step as it begins.

    Returns
    -------
    Path
        The file; it is made whole or not at all.

    Raises
    ------
    InputError
        If the place is not known, is no area, is too large or has no street; if the servers cannot be reached,
        refuse, answer what cannot be understood, or do not answer in time; if `file` is there already.
    OutputError
        If the file cannot be written.
    """
    path = Path(file)
    raise_if_any(_faults(place, path, reach_m=reach_m, deadline_s=deadline_s, replace=replace))
    progress("step.fetch_start")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        order = Order(
            place=place,
            reach_m=reach_m,
            deadline_s=deadline_s,
            waits_s=WAITS_S,
            folder=folder,
            settings=own_settings(),
        )
        extract = downloaded(order, progress)
    progress("step.fetch_write")
    streets = streets_of_ways(extract.ways, extract.around)
    if streets.empty:
        raise InputError(Finding(code="place_without_streets", value=place))
    said = (place, extract.osm_data_of, f"{reach_m:g}", ATTRIBUTION)
    notes = dict(zip(_NOTES, said, strict=True)) | {"ways_read": str(len(extract.ways)), EDGE: extract.around.wkt}
    write_streets(streets, path, notes)
    return path


def streets_of_place(place: str, folder: Path, *, limit_m: float, asked: WalkFilter | None = None) -> Reading:
    """Return the streets of a place with the record of them, downloaded once and kept in `folder`.

    Parameters
    ----------
    place : str
        See :func:`fetch_streets`.
    folder : Path
        Made where it is missing. Deleting the file in it makes the next reading download it again.
    limit_m : float
        The walking limit; streets are taken so far beyond the place, rounded up to 500 m.
    asked : WalkFilter, optional
        What is done with private ways, which are downloaded in any case.

    Raises
    ------
    InputError
        As :func:`fetch_streets` does, where the file is not there yet.
    OutputError
        If the folder or the file cannot be written.
    """
    reach_m = _STEP_OF_REACH_M * ceil(limit_m / _STEP_OF_REACH_M)
    path = folder / _kept_name(place, reach_m)
    if not path.is_file():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_written(path, error) from error
        fetch_streets(place, path, reach_m=reach_m, replace=True)
    reading = streets_reading(path, asked=asked)
    kept = notes_of(path)
    read = kept.get("ways_read", "")
    taken = reading.source.taken
    ways_read = int(read) if re.fullmatch(r"[0-9]{1,9}", read) else taken.counts["ways_read"]
    counts, said = {**taken.counts, "ways_read": ways_read}, {name: kept.get(name, "") for name in _NOTES}
    taken = replace(taken, rule=BY_FILTER, counts=counts, download=said)
    return reading._replace(source=replace(reading.source, taken=taken))


def _kept_name(place: str, reach_m: float) -> str:
    plain = unicodedata.normalize("NFKC", " ".join(place.split())).casefold()
    slug = re.sub(r"\W+", "-", plain).strip("-_")[:40]
    digest = hashlib.sha256(f"{plain}|{reach_m:g}|{settings.IN_OR_OUT}".encode()).hexdigest()
    return f"{slug}-{digest[:12]}.gpkg"


def _faults(place: str, path: Path, *, reach_m: float, deadline_s: float, replace: bool) -> list[Finding]:
    findings = [
        Finding(code="fetch_number", column=name, value=settings.as_written(value))
        for name, value in (("reach_m", reach_m), ("deadline_s", deadline_s))
        if not settings.FETCH[name].is_within(value)
    ]
    if not place.strip():
        findings.append(Finding(code="place_not_found", value=place))
    if path.suffix.lower() != ".gpkg":
        findings.append(Finding(code="fetch_not_geopackage", file=path.name))
    elif path.exists() and not (replace and path.is_file()):
        findings.append(Finding(code="fetch_file_exists", file=path.name))
    return findings
