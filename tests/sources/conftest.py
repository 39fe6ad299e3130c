"""The two servers of OpenStreetMap on loopback, and streets fetched from them."""

from __future__ import annotations

import queue
import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from circles.sources import fetch_streets, read_streets
from circles.sources.streets import download, osmnx_child, osmnx_process
from tests.sources.osm_stub import PLACE, Stub, running_stub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

    from circles.sources.streets.osmnx_child import Order


PROCESS = osmnx_process._process


@pytest.fixture(scope="module")
def osmnx() -> Any:
    import osmnx

    return osmnx


@contextmanager
def in_this_process(order: Order) -> Iterator[queue.SimpleQueue[Any]]:
    heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
    osmnx_child.download(order, heard.put)
    heard.put(None)
    yield heard


@pytest.fixture
def stub(osmnx: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stub]:
    """The two servers on loopback; nobody sleeps, the working folder is an empty one, and no process is started."""
    for name, value in vars(osmnx.settings).items():
        if not name.startswith("__"):
            monkeypatch.setattr(osmnx.settings, name, value)
    monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)
    monkeypatch.setattr(osmnx_process, "_process", in_this_process)
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(time, "sleep", lambda seconds: None if seconds <= 1 else pytest.fail(f"slept {seconds} s"))
    monkeypatch.setattr(download, "WAITS_S", (0.001,))
    with running_stub() as running:
        monkeypatch.setattr(osmnx.settings, "nominatim_url", running.url)
        monkeypatch.setattr(osmnx.settings, "overpass_url", running.url)
        yield running
    assert list((tmp_path / "cwd").iterdir()) == []


@pytest.fixture
def own_process(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> Stub:
    """The stub, asked by a process of OSMnx as people have it."""
    monkeypatch.setattr(osmnx_process, "_process", PROCESS)
    return stub


def fetched(folder: Path, **options: Any) -> gpd.GeoDataFrame:
    return read_streets(fetch_streets(PLACE, folder / "街道 a!.gpkg", **{"deadline_s": 20, "reach_m": 100, **options}))
