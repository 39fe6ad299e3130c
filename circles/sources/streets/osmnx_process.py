"""OSMnx in a process of its own, heard until it ends and ended at the deadline.

So its settings, its patience and whatever it does to the process are no matter of ours, and no silent server can hold
the caller.
"""

from __future__ import annotations

import json
import queue
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from circles.child_process import child_process
from circles.errors import Finding, InputError
from circles.sources.streets.osmnx_child import WAYS_FILE, Order, order_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from shapely.geometry.base import BaseGeometry

    from circles.planning_study import Progress

    Heard = queue.SimpleQueue[dict[str, Any] | None]

STARTED_WITHIN_S = 300.0
"""How long the process may take to load OSMnx, which is not the servers' fault and not in the deadline."""

_IN_CHILD = "-P", "-c", "import sys; from circles.sources.streets.osmnx_child import main; sys.exit(main())"

_HANDED_OVER = (
    *("nominatim_url", "nominatim_key", "overpass_url", "overpass_settings", "overpass_memory"),
    *("http_user_agent", "http_referer", "http_accept_language", "max_query_area_size", "requests_kwargs"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Downloaded:
    """What was downloaded: OSM ways with their tags, the widened place, and the date of the data."""

    ways: gpd.GeoDataFrame
    around: BaseGeometry
    osm_data_of: str


def own_settings() -> dict[str, Any]:
    """Return the servers, and how they are asked, that the caller set in ``osmnx.settings``, if it loaded OSMnx."""
    osmnx = sys.modules.get("osmnx")
    return {name: getattr(osmnx.settings, name) for name in _HANDED_OVER} if osmnx is not None else {}


def downloaded(order: Order, progress: Progress) -> Downloaded:
    """Return what the process downloads.

    Parameters
    ----------
    order : Order
        What is asked for.
    progress : callable
        Called with the key of each step as it begins.

    Raises
    ------
    InputError
        As the process tells it, or if the deadline is over.
    RuntimeError
        If the process breaks down.
    """
    waited_for, ends_s = order.place, time.monotonic() + STARTED_WITHIN_S
    with _process(order) as heard:
        while True:
            try:
                message = heard.get(timeout=max(0.0, ends_s - time.monotonic()))
            except queue.Empty:
                details = {"deadline": f"{order.deadline_s:g}", "waited_for": waited_for}
                raise InputError(Finding(code="download_too_slow", value=order.place, details=details)) from None
            if message is None:
                raise RuntimeError(f"the download broke down: {_last_words(order)}")
            if "ready" in message:
                ends_s = time.monotonic() + order.deadline_s
            elif "step" in message:
                waited_for = message["waited_for"]
                progress(message["step"])
            elif "failed" in message:
                raise InputError(Finding(code=message["failed"], value=order.place, details=message["details"]))
            else:
                return _read(order, message["done"])


def _read(order: Order, done: dict[str, str]) -> Downloaded:
    return Downloaded(
        ways=gpd.read_parquet(Path(order.folder) / WAYS_FILE),
        around=shapely.from_wkb(bytes.fromhex(done["around"])),
        osm_data_of=done["osm_data_of"],
    )


@contextmanager
def _process(order: Order) -> Iterator[Heard]:
    """Start the process and yield what it tells, None when it has ended."""
    line = order_line(order)
    with (
        _errors_file(order).open("wb") as errors,
        child_process(_IN_CHILD, order=lambda pipe: pipe.write(line), messages=_messages, errors=errors) as heard,
    ):
        yield heard


def _messages(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, pipe)


def _errors_file(order: Order) -> Path:
    return Path(order.folder) / "errors.txt"


def _last_words(order: Order) -> str:
    lines = _errors_file(order).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
