"""Streets by place name, from OpenStreetMap: the only network access of the package, through OSMnx."""

from __future__ import annotations

import hashlib
import queue
import re
import socket
import tempfile
import threading
import time
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from math import ceil, inf, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import numpy as np
import shapely

from circles.errors import Finding, InputError, raise_if_any
from circles.sources.streets.downloaded_ways import not_written, notes_of, streets_of_ways, widened, write_streets
from circles.sources.streets.reading import streets_reading
from circles.sources.streets.tags import NOTE_FILTER
from circles.sources.tables.raw_table import Reading
from circles.study import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

T = TypeVar("T")

ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"

CACHE_FOLDER = ".circles-cache"
"""Beside the study file: where the streets of a place are kept once they are downloaded."""

WAITS_S = (5.0, 15.0, 30.0, 60.0)
"""How long a busy server is left alone before each further try, the last from then on."""

_BUSY = (429, 502, 503, 504)
_CUT_TRIES = 3
_NOTES = ("place", "osm_data_of", "reach_m", "licence")
_STEP_OF_REACH_M = 500

# OSMnx is set up by values of its module, so that two downloads at once would set up each other.
_ONE_AT_A_TIME = threading.Lock()


class _BusyError(Exception):
    """A server that may answer when it is asked again."""

    def __init__(self, host: str, why: str, *, wait_s: float | None = None, tries: float = inf) -> None:
        super().__init__(f"{host}: {why}")
        self.host, self.wait_s, self.tries = host, wait_s, tries


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """One download under way: until when, and what it keeps and tells meanwhile."""

    place: str
    deadline_s: float
    ends_s: float
    answers: str
    dates: list[str] = field(default_factory=list)
    given_up: threading.Event = field(default_factory=threading.Event)
    messages: queue.SimpleQueue[tuple[str, Any]] = field(default_factory=queue.SimpleQueue)

    def left_s(self) -> float:
        return max(0.0, self.ends_s - time.monotonic())

    def say(self, step: str, waited_for: str) -> None:
        self.messages.put(("step", (step, waited_for)))

    def too_slow(self, waited_for: str) -> InputError:
        details = {"deadline": f"{self.deadline_s:g}", "waited_for": waited_for}
        return InputError(Finding(code="download_too_slow", value=self.place, details=details))


@dataclass(frozen=True, kw_only=True)
class _Extract:
    """What was downloaded: ways with their tags, the widened place, and the date of the data."""

    ways: gpd.GeoDataFrame
    around: BaseGeometry
    osm_data_of: str


def fetch_streets(
    place: str,
    file: str | Path,
    *,
    reach_m: float = 1000.0,
    deadline_s: float = 300.0,
    private_ways: bool = False,
    replace: bool = False,
    progress: Progress = silent,
) -> Path:
    """Download the walkable streets of a place from OpenStreetMap and keep them in a file.

    The servers are those of ``osmnx.settings`` (Nominatim for the place, Overpass for the streets). Everything
    else there is set up for the time of the download and put back; two downloads take turns. A download that is
    given up at its deadline ends with the answer it waits for, in the background, and changes nothing any more.

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
    private_ways : bool
        Let in ways that are refused only for being private.
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
    import osmnx  # noqa: F401 takes seconds, which are not the servers' fault

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as answers:
        ends_s = time.monotonic() + deadline_s
        asking = _Asking(place=place, deadline_s=deadline_s, ends_s=ends_s, answers=answers)
        extract = _within_deadline(asking, partial(_download, asking, reach_m), progress)
    progress("step.fetch_write")
    streets = streets_of_ways(extract.ways, extract.around, private_ways=private_ways)
    if streets.empty:
        raise InputError(Finding(code="place_without_streets", value=place))
    said = (place, extract.osm_data_of, f"{reach_m:g}", ATTRIBUTION)
    notes = dict(zip(_NOTES, said, strict=True)) | {"ways_read": str(len(extract.ways))}
    write_streets(streets, path, notes)
    return path


def streets_of_place(place: str, folder: Path, *, limit_m: float, private_ways: bool = False) -> Reading:
    """Return the streets of a place with the record of them, downloaded once and kept in `folder`.

    Parameters
    ----------
    place : str
        See :func:`fetch_streets`.
    folder : Path
        Made where it is missing. Deleting the file in it makes the next reading download it again.
    limit_m : float
        The walking limit; streets are taken so far beyond the place, rounded up to 500 m.
    private_ways : bool
        Let in private ways.

    Raises
    ------
    InputError
        As :func:`fetch_streets` does, where the file is not there yet.
    OutputError
        If the folder or the file cannot be written.
    """
    reach_m = _STEP_OF_REACH_M * ceil(limit_m / _STEP_OF_REACH_M)
    path = folder / _kept_name(place, reach_m, private_ways=private_ways)
    if not path.is_file():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_written(path, error) from error
        fetch_streets(place, path, reach_m=reach_m, private_ways=private_ways, replace=True)
    reading = streets_reading(path)
    kept = notes_of(path)
    read = kept.get("ways_read", "")
    ways_read = int(read) if re.fullmatch(r"[0-9]{1,9}", read) else reading.source.notes["ways_read"]
    notes = {**reading.source.notes, "rule": NOTE_FILTER, "ways_read": ways_read}
    notes |= {name: kept.get(name, "") for name in _NOTES}
    return Reading(reading.table, replace(reading.source, notes=notes), reading.warnings)


def _kept_name(place: str, reach_m: float, *, private_ways: bool) -> str:
    plain = unicodedata.normalize("NFKC", " ".join(place.split())).casefold()
    slug = re.sub(r"\W+", "-", plain).strip("-_")[:40]
    digest = hashlib.sha256(f"{plain}|{reach_m:g}|{private_ways}".encode()).hexdigest()
    return f"{slug}-{digest[:12]}.gpkg"


def _faults(place: str, path: Path, *, reach_m: float, deadline_s: float, replace: bool) -> list[Finding]:
    findings = [
        Finding(code="fetch_number", column=name, value=str(value))
        for name, value in (("reach_m", reach_m), ("deadline_s", deadline_s))
        if not (isfinite(value) and value > 0)
    ]
    if not place.strip():
        findings.append(Finding(code="place_not_found", value=place))
    if path.suffix.lower() != ".gpkg":
        findings.append(Finding(code="fetch_not_geopackage", file=path.name))
    elif path.exists() and not (replace and path.is_file()):
        findings.append(Finding(code="fetch_file_exists", file=path.name))
    return findings


# Waiting no longer than the deadline


def _within_deadline(asking: _Asking, job: Callable[[], T], progress: Progress) -> T:
    """Return what `job` returns, worked on in a thread of its own, so that no silent server can hold this one."""
    threading.Thread(target=_answer, args=(asking, job), daemon=True).start()
    waited_for = asking.place
    try:
        while True:
            kind, value = asking.messages.get(timeout=asking.left_s())
            if kind == "failed":
                raise value
            if kind == "done":
                result: T = value
                return result
            step, waited_for = value
            progress(step)
    except queue.Empty:
        raise asking.too_slow(waited_for) from None
    finally:
        asking.given_up.set()


def _answer(asking: _Asking, job: Callable[[], object]) -> None:
    try:
        asking.messages.put(("done", job()))
    except Exception as error:  # noqa: BLE001 raised again in the thread that waits
        asking.messages.put(("failed", error))


def _asked(asking: _Asking, ask: Callable[[], T]) -> T:
    """Return the answer of `ask`, which is repeated while its server is busy and there is time."""
    for attempt in count(1):
        try:
            with _set_up(asking):
                return _understood(asking, ask)
        except _BusyError as busy:
            if attempt >= busy.tries:
                raise _failed("download_cut", asking, busy.host) from busy
            wait_s = WAITS_S[min(attempt, len(WAITS_S)) - 1] if busy.wait_s is None else busy.wait_s
            if wait_s > asking.left_s():
                raise asking.too_slow(str(busy)) from busy
            asking.say("step.fetch_wait", str(busy))
            if asking.given_up.wait(wait_s):
                raise asking.too_slow(str(busy)) from busy
    raise AssertionError  # count() has no end


def _understood(asking: _Asking, ask: Callable[[], T]) -> T:
    """Return the answer of `ask`; what OSMnx and requests raise becomes what a person can act on."""
    import requests
    import urllib3
    from osmnx._errors import InsufficientResponseError

    try:
        return ask()
    except requests.exceptions.Timeout as error:
        raise asking.too_slow(_host_of(error)) from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise _BusyError(_host_of(error), "connection cut", tries=_CUT_TRIES) from error
    except requests.exceptions.ConnectionError as error:
        if isinstance(error.args[0] if error.args else None, urllib3.exceptions.ProtocolError):
            raise _BusyError(_host_of(error), "connection cut", tries=_CUT_TRIES) from error
        raise _failed("download_offline", asking, _host_of(error)) from error
    except requests.exceptions.RequestException as error:
        raise _failed("download_offline", asking, str(error)) from error
    except InsufficientResponseError as error:
        # OSMnx says the same of an answer without results and of one that is no JSON.
        if error.__cause__ is not None:
            raise _failed("download_not_understood", asking) from error
        raise
    except (KeyError, IndexError, AttributeError, RecursionError, shapely.GEOSException) as error:
        raise _failed("download_not_understood", asking) from error


def _failed(code: str, asking: _Asking, host: str = "") -> InputError:
    return InputError(Finding(code=code, value=asking.place, details={"host": host} if host else {}))


def _host_of(error: Any) -> str:
    request = getattr(error, "request", None)
    return (urlsplit(getattr(request, "url", "") or "").hostname if request is not None else None) or "–"


@contextmanager
def _set_up(asking: _Asking) -> Iterator[None]:
    """Set OSMnx up for one download and put everything back, the name look-up it replaces included."""
    import osmnx

    if asking.given_up.is_set() or not _ONE_AT_A_TIME.acquire(timeout=asking.left_s()):
        raise asking.too_slow(asking.place)
    settings = osmnx.settings
    wanted = {
        # Left to itself OSMnx sleeps 55 s at each busy answer, without end; the hook speaks first.
        "requests_kwargs": {**settings.requests_kwargs, "hooks": {"response": partial(_inspect, asking)}},
        "requests_timeout": max(1, ceil(asking.left_s())),
        "overpass_rate_limit": False,
        "doh_url_template": None,
        # A large place is asked for in parts: those that were answered are not asked for again.
        "use_cache": True,
        "cache_folder": asking.answers,
        "cache_only_mode": False,
    }
    before = {name: getattr(settings, name) for name in wanted}
    look_up = socket.getaddrinfo
    try:
        for name, value in wanted.items():
            setattr(settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
        socket.getaddrinfo = look_up
        _ONE_AT_A_TIME.release()


def _inspect(asking: _Asking, response: Any, **_: object) -> None:
    """Look at an answer before OSMnx does: refuse what is no answer, note the date of the data."""
    host, status = urlsplit(response.url).hostname or "–", f"{response.status_code} {response.reason}"
    if asking.given_up.is_set() or not response.ok:
        response.close()
    if asking.given_up.is_set():
        raise asking.too_slow(host)
    if response.status_code in _BUSY:
        asked_for = response.headers.get("Retry-After", "")
        wait_s = float(asked_for) if re.fullmatch(r"\d{1,6}", asked_for) and int(asked_for) else None
        raise _BusyError(host, status, wait_s=wait_s)
    if not response.ok:
        raise InputError(Finding(code="download_refused", value=asking.place, details={"host": host, "status": status}))
    body = response.content
    remark = re.search(rb'"remark"\s*:\s*"(runtime error[^"]*)', body[-2000:])
    if remark:  # Overpass ran out of time or memory, says so, and sends what it has: less than was asked for
        details = {"host": host, "why": remark[1].decode("utf-8", "replace")}
        raise InputError(Finding(code="download_stopped", value=asking.place, details=details))
    dated = re.search(rb'"timestamp_osm_base"\s*:\s*"([0-9TZ:-]+)"', body[:2000])
    asking.dates.extend([dated[1].decode("ascii")] if dated else [])


def _download(asking: _Asking, reach_m: float) -> _Extract:
    around = widened(_area_of(asking), reach_m, place=asking.place)
    ways = _ways(asking, around)
    return _Extract(ways=ways, around=around, osm_data_of=min(asking.dates, default=""))


def _area_of(asking: _Asking) -> BaseGeometry:
    import osmnx
    from osmnx._errors import InsufficientResponseError

    asking.say("step.fetch_place", urlsplit(osmnx.settings.nominatim_url).hostname or "–")
    try:
        found = _asked(asking, lambda: osmnx.geocoder.geocode_to_gdf(asking.place))
        return shapely.make_valid(found.geometry.iloc[0])
    except InsufficientResponseError as error:
        raise _failed("place_not_found", asking) from error
    except TypeError as error:
        known = isinstance(error.__cause__, TypeError)  # so OSMnx says that no answer was an area
        raise _failed("place_not_area" if known else "download_not_understood", asking) from error
    except ValueError as error:
        raise error if isinstance(error, InputError) else _failed("download_not_understood", asking) from error


def _ways(asking: _Asking, around: BaseGeometry) -> gpd.GeoDataFrame:
    import osmnx
    from osmnx._errors import InsufficientResponseError

    asking.say("step.fetch_streets", urlsplit(osmnx.settings.overpass_url).hostname or "–")
    try:
        # As features, not as a graph: these keep every tag and whole ways, so that our own walk filter decides.
        found = _asked(asking, lambda: osmnx.features.features_from_polygon(around, {"highway": True}))
    except InsufficientResponseError as error:
        raise _failed("place_without_streets", asking) from error
    except (TypeError, ValueError) as error:
        raise error if isinstance(error, InputError) else _failed("download_not_understood", asking) from error
    ways: gpd.GeoDataFrame = found[(found.index.get_level_values("element") == "way") & ~found.index.duplicated()]
    places = shapely.get_coordinates(ways.geometry.to_numpy())
    if not (np.abs(places) <= (180, 90)).all():
        raise _failed("download_not_understood", asking)
    return ways
