"""What runs in the process in which OSMnx downloads (:mod:`circles.sources.streets.osmnx_process`).

It reads one order, sets OSMnx up for itself alone, tells each step and how it ended, and ends when its parent is gone.
OSMnx is used by its public names; what it and requests raise is known by the name of the class.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count
from math import ceil, inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import numpy as np
import shapely

from circles.errors import InputError
from circles.sources.streets.downloaded_ways import widened

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

T = TypeVar("T")
Tell = Callable[[Mapping[str, Any]], None]

WAYS_FILE = "ways.parquet"

_BUSY = (429, 502, 503, 504)
_CUT_TRIES = 3
_NOT_UNDERSTOOD = (KeyError, IndexError, AttributeError, TypeError, ValueError, RecursionError, shapely.GEOSException)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be downloaded.

    Attributes
    ----------
    place : str
        Name of the area.
    reach_m : float
        How far beyond its edge.
    deadline_s : float
        Seconds that all of it may take once OSMnx is loaded.
    waits_s : tuple of float
        How long a busy server is left alone before each further try, the last from then on.
    folder : str
        An empty folder for answers and for :data:`WAYS_FILE`.
    settings : mapping
        Of ``osmnx.settings``: the servers and how they are asked.
    """

    place: str
    reach_m: float
    deadline_s: float
    waits_s: tuple[float, ...]
    folder: str
    settings: Mapping[str, Any]


def order_line(order: Order) -> bytes:
    """Return an order as one line of Python's own literals, which keep tuples apart from lists.

    Raises
    ------
    TypeError
        If a setting holds an object that cannot be written so, for example one that signs requests.
    """
    line = repr(asdict(order)).encode("utf-8")
    try:
        ast.literal_eval(line.decode("utf-8"))
    except (ValueError, SyntaxError) as error:
        raise TypeError(f"osmnx.settings hold an object that no other process can be given: {error}") from error
    return line + b"\n"


def order_from(line: bytes) -> Order:
    """Return the order that :func:`order_line` wrote."""
    return Order(**ast.literal_eval(line.decode("utf-8")))


class _EndedError(Exception):
    """The download cannot go on: why, as the code and the details of a finding."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details


class _BusyError(Exception):
    """A server that may answer when it is asked again."""

    def __init__(self, host: str, why: str, *, wait_s: float | None = None, tries: float = inf) -> None:
        super().__init__(f"{host}: {why}")
        self.host, self.wait_s, self.tries = host, wait_s, tries


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """One download under way: the order, until when, and what is noted and told meanwhile."""

    order: Order
    osmnx: Any
    ends_s: float
    tell: Tell
    dates: list[str] = field(default_factory=list)

    def left_s(self) -> float:
        return max(0.0, self.ends_s - time.monotonic())

    def step(self, name: str, waited_for: str) -> None:
        self.tell({"step": f"step.fetch_{name}", "waited_for": waited_for})

    def too_slow(self, waited_for: str) -> _EndedError:
        return _EndedError("download_too_slow", deadline=f"{self.order.deadline_s:g}", waited_for=waited_for)


def main() -> int:
    """Download what standard input orders; end at once when the parent is gone."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nothing that a library prints may come between the messages
    order = order_from(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def tell(message: Mapping[str, Any]) -> None:
        pipe.write(json.dumps(message) + "\n")
        pipe.flush()

    download(order, tell)
    return 0


def _end_with_parent() -> None:
    sys.stdin.buffer.read(1)
    os._exit(1)


def download(order: Order, tell: Tell) -> None:
    """Download the ways of a place into the folder of the order.

    Parameters
    ----------
    order : Order
        What is asked for.
    tell : callable
        Told mappings: ``ready`` once OSMnx is loaded; ``step`` and ``waited_for`` (a host) as each step begins; at the
        end ``failed`` (code and details of a finding), or ``done``: the widened place ``around`` (WKB as hexadecimal)
        and ``osm_data_of``, the date of the data.
    """
    import osmnx

    tell({"ready": True})
    asking = _Asking(order=order, osmnx=osmnx, ends_s=time.monotonic() + order.deadline_s, tell=tell)
    _set_up(asking)
    try:
        around = widened(_area(asking), order.reach_m, place=order.place)
        ways = _ways(asking, around)
    except _EndedError as ended:
        tell({"failed": ended.code, "details": ended.details})
    except InputError as error:
        (finding,) = error.findings
        tell({"failed": finding.code, "details": dict(finding.details)})
    else:
        ways.to_parquet(Path(order.folder) / WAYS_FILE)
        tell({"done": {"around": shapely.to_wkb(around, hex=True), "osm_data_of": min(asking.dates, default="")}})


def _set_up(asking: _Asking) -> None:
    settings = asking.osmnx.settings
    for name, value in asking.order.settings.items():
        setattr(settings, name, value)
    # Left to itself OSMnx sleeps 55 s at each busy answer, without end; the hook speaks first.
    settings.requests_kwargs = {**settings.requests_kwargs, "hooks": {"response": partial(_inspect, asking)}}
    settings.overpass_rate_limit = False
    settings.doh_url_template = None
    # A large place is asked for in parts: those that were answered are not asked for again.
    settings.use_cache = True
    settings.cache_folder = asking.order.folder
    settings.cache_only_mode = False


def _area(asking: _Asking) -> BaseGeometry:
    asking.step("place", urlsplit(asking.osmnx.settings.nominatim_url).hostname or "–")
    found = _asked(asking, lambda: asking.osmnx.geocoder.geocode_to_gdf(asking.order.place), empty="place_not_found")
    return shapely.make_valid(found.geometry.iloc[0])


def _ways(asking: _Asking, around: BaseGeometry) -> gpd.GeoDataFrame:
    asking.step("streets", urlsplit(asking.osmnx.settings.overpass_url).hostname or "–")
    # As features, not as a graph: these keep every tag and whole ways, so that our own walk filter decides.
    found = _asked(
        asking,
        lambda: asking.osmnx.features.features_from_polygon(around, {"highway": True}),
        empty="place_without_streets",
    )
    ways: gpd.GeoDataFrame = found[(found.index.get_level_values("element") == "way") & ~found.index.duplicated()]
    if not (np.abs(shapely.get_coordinates(ways.geometry.to_numpy())) <= (180, 90)).all():
        raise _EndedError("download_not_understood")
    return ways


def _asked(asking: _Asking, ask: Callable[[], T], *, empty: str) -> T:
    """Return the answer of `ask`, which is repeated while its server is busy and there is time."""
    for attempt in count(1):
        asking.osmnx.settings.requests_timeout = max(1, ceil(asking.left_s()))
        try:
            return ask()
        except _EndedError:
            raise
        except Exception as error:  # told apart by the names of its classes
            busy = _busy(asking, error, empty=empty)
            if attempt >= busy.tries:
                raise _EndedError("download_cut", host=busy.host) from error
            waits_s = asking.order.waits_s
            wait_s = waits_s[min(attempt, len(waits_s)) - 1] if busy.wait_s is None else busy.wait_s
            if wait_s > asking.left_s():
                raise asking.too_slow(str(busy)) from error
            asking.step("wait", str(busy))
            time.sleep(wait_s)
    raise AssertionError  # count() has no end


def _busy(asking: _Asking, error: Exception, *, empty: str) -> _BusyError:
    """Return the server that may be asked again; any other error ends the download, one that nobody foresaw as it is.

    `empty` is the code of an answer without results.
    """
    if isinstance(error, _BusyError):
        return error
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "Timeout" in kinds:
        raise asking.too_slow(_host_of(error)) from error
    if "ChunkedEncodingError" in kinds or ("ConnectionError" in kinds and _is_cut(error)):
        return _BusyError(_host_of(error), "connection cut", tries=_CUT_TRIES)
    if "RequestException" in kinds:
        host = _host_of(error) if "ConnectionError" in kinds else str(error)
        raise _EndedError("download_offline", host=host) from error
    # OSMnx says the same of an answer without results and of one that is no JSON, but for the cause.
    if "InsufficientResponseError" in kinds and error.__cause__ is None:
        raise _EndedError(empty) from error
    if isinstance(error, TypeError) and isinstance(error.__cause__, TypeError) and empty == "place_not_found":
        raise _EndedError("place_not_area") from error
    if isinstance(error, _NOT_UNDERSTOOD):
        raise _EndedError("download_not_understood") from error
    raise error


def _is_cut(error: Exception) -> bool:
    return bool(error.args) and type(error.args[0]).__name__ == "ProtocolError"


def _host_of(error: Any) -> str:
    request = getattr(error, "request", None)
    return (urlsplit(getattr(request, "url", "") or "").hostname if request is not None else None) or "–"


def _inspect(asking: _Asking, response: Any, **_: object) -> None:
    """Look at an answer before OSMnx does: refuse what is no answer, note the date of the data."""
    host, status = urlsplit(response.url).hostname or "–", f"{response.status_code} {response.reason}"
    if not response.ok:
        response.close()
    if response.status_code in _BUSY:
        asked_for = response.headers.get("Retry-After", "")
        wait_s = float(asked_for) if re.fullmatch(r"\d{1,6}", asked_for) and int(asked_for) else None
        raise _BusyError(host, status, wait_s=wait_s)
    if not response.ok:
        raise _EndedError("download_refused", host=host, status=status)
    body = response.content
    remark = re.search(rb'"remark"\s*:\s*"(runtime error[^"]*)', body[-2000:])
    if remark:  # Overpass ran out of time or memory, says so, and sends what it has: less than was asked for
        raise _EndedError("download_stopped", host=host, why=remark[1].decode("utf-8", "replace"))
    dated = re.search(rb'"timestamp_osm_base"\s*:\s*"([0-9TZ:-]+)"', body[:2000])
    asking.dates.extend([dated[1].decode("ascii")] if dated else [])
