"""Servers of OpenStreetMap that are busy, silent, cut off or answer nonsense: asked again, or one clear error."""

from __future__ import annotations

import socket
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from circles import texts
from circles.errors import CirclesError
from circles.sources import fetch_streets
from tests.sources.conftest import fetched
from tests.sources.osm_stub import PLACE, Answer, Stub, as_body, place_found
from tests.sources.osm_stub import streets_found as found
from tests.sources.small_files import codes_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("service", ["search", "interpreter"])
@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=429, headers={"Retry-After": "0"}),
        Answer(status=504, body=b"<html>busy</html>"),
        Answer(cut=True),
        Answer(cut=True, body=b'{"elements": ['),
    ],
    ids=["429", "504", "cut-before", "cut-within"],
)
def test_a_busy_or_cut_server_is_asked_again(stub: Stub, tmp_path: Path, service: str, answer: Answer) -> None:
    stub.answer_first(service, answer, answer)
    steps: list[str] = []
    assert len(fetched(tmp_path, progress=steps.append)) == 6
    assert stub.count(service) == 3
    assert steps.count("step.fetch_wait") == 2
    assert {step: None for step in steps if step != "step.fetch_wait"} == dict.fromkeys(
        f"step.fetch_{name}" for name in ("start", "place", "streets", "write")
    )
    for step in steps:
        assert texts.say(step, "zh")


def refused(stub: Stub, folder: Path, service: str, *answers: Answer, **options: Any) -> tuple[list[str], str]:
    """Return the codes and the English text of the error that these answers give; no file may be left."""
    stub.answer_first(service, *answers)
    with pytest.raises(CirclesError) as caught:
        fetched(folder, **options)
    assert [path for path in folder.iterdir() if path.is_file()] == []
    assert caught.value.text("zh")
    return [finding.code for finding in caught.value.findings], caught.value.text("en")


BAD_ANSWERS: dict[str, tuple[str, Answer, str]] = {
    "no such place": ("search", Answer(body=b"[]"), "place_not_found"),
    "a point": ("search", place_found("Point"), "place_not_area"),
    "a country": (
        "search",
        place_found(geojson=shapely.geometry.mapping(shapely.box(70, 20, 100, 50))),
        "place_too_large",
    ),
    "a place off the earth": (
        "search",
        place_found(geojson=shapely.geometry.mapping(shapely.box(500, 20, 501, 21))),
        "download_not_understood",
    ),
    "a place without rank": ("search", Answer(body=as_body([{"geojson": {}}])), "download_not_understood"),
    "a list of numbers": ("search", Answer(body=b"[1, 2]"), "download_not_understood"),
    "a login page": ("search", Answer(body=b"<html>Please log in</html>"), "download_not_understood"),
    "malformed JSON": ("interpreter", Answer(body=b'{"elements": [}'), "download_not_understood"),
    "no elements": ("interpreter", Answer(body=b"{}"), "download_not_understood"),
    "elements that are none": ("interpreter", Answer(body=b'{"elements": [1]}'), "download_not_understood"),
    "a node without place": (
        "interpreter",
        Answer(body=b'{"elements": [{"type": "node", "id": 1}]}'),
        "download_not_understood",
    ),
    "nothing there": ("interpreter", Answer(body=b'{"elements": []}'), "place_without_streets"),
    "only a motorway": (
        "interpreter",
        found(
            elements=[
                {"type": "node", "id": 1, "lon": 114.281, "lat": 30.585},
                {"type": "node", "id": 2, "lon": 114.285, "lat": 30.585},
                {"type": "way", "id": 7, "nodes": [1, 2], "tags": {"highway": "motorway"}},
            ]
        ),
        "place_without_streets",
    ),
    "half of it": ("interpreter", found(remark="runtime error: Query timed out"), "download_stopped"),
    "refused": ("interpreter", Answer(status=403, body=b"no"), "download_refused"),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_an_answer_that_is_none_gives_one_clear_error(stub: Stub, tmp_path: Path, name: str) -> None:
    service, answer, code = BAD_ANSWERS[name]
    assert refused(stub, tmp_path, service, answer)[0] == [code]


def test_a_server_that_cuts_every_connection_is_given_up(stub: Stub, tmp_path: Path) -> None:
    codes, said = refused(stub, tmp_path, "search", *[Answer(cut=True)] * 9)
    assert codes == ["download_cut"]
    assert "127.0.0.1" in said
    assert stub.count("search") == 3


def test_a_server_that_stays_busy_beyond_the_deadline_is_named(stub: Stub, tmp_path: Path) -> None:
    answer = Answer(status=429, headers={"Retry-After": "600"})
    codes, said = refused(stub, tmp_path, "interpreter", answer, deadline_s=30)
    assert codes == ["download_too_slow"]
    assert "30 s" in said
    assert "127.0.0.1: 429 Too Many Requests" in said
    assert stub.count("interpreter") == 1


def test_a_silent_server_does_not_hold_the_caller(
    own_process: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Started(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Started)
    codes, said = refused(own_process, tmp_path, "search", Answer(held=True), deadline_s=1.5)
    assert codes == ["download_too_slow"]
    assert "waited for: 127.0.0.1" in said
    assert "1.5 s" in said
    assert not own_process.stopped.is_set(), "the answer is still held back"
    (process,) = started
    assert process.returncode not in {None, 0}, "ended from outside"


def test_offline_is_said_clearly(osmnx: Any, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(osmnx.settings, "nominatim_url", nobody)
    codes, said = refused(stub, tmp_path, "search")
    assert codes == ["download_offline"]
    assert "127.0.0.1" in said
    monkeypatch.setattr(osmnx.settings, "nominatim_url", stub.url)
    monkeypatch.setattr(socket, "gethostbyname", no_name)
    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    assert refused(stub, tmp_path, "interpreter")[0] == ["download_offline"]


def no_name(*_: object, **__: object) -> Any:
    raise socket.gaierror(-2, "Name or service not known")


def test_what_cannot_be_asked_is_refused_before_any_question(stub: Stub, tmp_path: Path) -> None:
    there = tmp_path / "there.gpkg"
    there.write_bytes(b"mine")
    asked: dict[str, Callable[[], object]] = {
        "fetch_file_exists": lambda: fetch_streets(PLACE, there),
        "fetch_not_geopackage": lambda: fetch_streets(PLACE, tmp_path / "a.shp"),
        "place_not_found": lambda: fetch_streets("  ", tmp_path / "a.gpkg"),
    }
    for code, call in asked.items():
        assert codes_of(call) == [code]
    bad = codes_of(lambda: fetch_streets(PLACE, tmp_path / "a.gpkg", reach_m=float("nan"), deadline_s=0))
    assert bad == ["fetch_number", "fetch_number"]
    assert there.read_bytes() == b"mine"
    assert stub.asked == []
