"""Nominatim and Overpass on loopback, giving answers that were made here, none of them from the real servers."""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLACE = "莲池区, Stubtown"
DATED = "2026-11-20T03:04:05Z"
WEST, SOUTH, EAST, NORTH = 114.28, 30.58, 114.30, 30.60

NODES: Mapping[int, tuple[float, float]] = {
    1: (114.281, 30.585),
    2: (114.285, 30.585),
    3: (114.285, 30.595),
    4: (114.2900000499, 30.585),
    5: (114.299, 30.585),
    6: (114.3005, 30.585),  # less than the reach beyond the place
    7: (114.32, 30.585),
    8: (114.33, 30.585),
    9: (114.291, 30.591),
    10: (114.292, 30.591),
    11: (114.292, 30.592),
}

WAYS: Mapping[int, tuple[list[int], dict[str, str]]] = {
    101: ([1, 2, 4], {"highway": "residential", "name": "中山大道"}),
    102: ([2, 3], {"highway": "footway", "bridge": "yes", "layer": "1"}),
    103: ([4, 5, 6, 7, 8], {"highway": "secondary", "name": "Long <Road>"}),
    104: ([1, 3], {"highway": "motorway"}),
    105: ([3, 4], {"highway": "service", "access": "private"}),
    106: ([9, 10, 11, 9], {"highway": "footway", "leisure": "track"}),
    107: ([9, 10, 11, 9], {"highway": "pedestrian", "area": "yes"}),
    108: ([3, 9], {"highway": "trunk"}),
    109: ([3, 9], {"highway": "trunk", "sidewalk": "both", "name": "东风路"}),
    110: ([2, 9], {"highway": "tertiary", "sidewalk": "separate"}),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer: a status and a body; cut short of its length, or held back until the stub stops."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class Stub:
    """A running stub: its address, the answers still to be given first, and what was asked."""

    url: str
    first: dict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    asked: list[tuple[str, str]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def answer_first(self, service: str, *answers: Answer) -> None:
        self.first[service].extend(answers)

    def count(self, service: str) -> int:
        return sum(asked == service for asked, _ in self.asked)


def as_body(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def place_found(kind: str = "Polygon", **changed: Any) -> Answer:
    ring = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
    shape = {"type": "Polygon", "coordinates": [ring]} if kind == "Polygon" else {"type": kind, "coordinates": ring[0]}
    found = {
        "osm_type": "relation",
        "osm_id": 1,
        "lat": "30.59",
        "lon": "114.29",
        "importance": 0.5,
        "display_name": PLACE,
        "boundingbox": [str(SOUTH), str(NORTH), str(WEST), str(EAST)],
        "geojson": shape,
    }
    return Answer(body=as_body([{**found, **changed}]))


def streets_found(**changed: Any) -> Answer:
    nodes = [{"type": "node", "id": i, "lon": lon, "lat": lat} for i, (lon, lat) in NODES.items()]
    nodes.append({"type": "node", "id": 99, "lon": 114.285, "lat": 30.585, "tags": {"highway": "crossing"}})
    ways = [{"type": "way", "id": i, "nodes": refs, "tags": tags} for i, (refs, tags) in WAYS.items()]
    dated = {"version": 0.6, "osm3s": {"timestamp_osm_base": DATED, "copyright": "made for a test"}}
    return Answer(body=as_body({**dated, "elements": [*nodes, *ways], **changed}))


@contextmanager
def running_stub() -> Iterator[Stub]:
    """Run the stub on a free port of 127.0.0.1; it stops by itself."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    stub = Stub(url=f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = _handler(stub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            self._answer(asked.path.strip("/"), parse_qs(asked.query).get("q", [""])[0])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
            self._answer("interpreter", parse_qs(body)["data"][0])

        def _answer(self, service: str, question: str) -> None:
            stub.asked.append((service, question))
            usual = {"search": place_found, "interpreter": streets_found}[service]
            answer = stub.first[service].popleft() if stub.first[service] else usual()
            if answer.held:
                stub.stopped.wait(30)
                return
            if answer.cut and not answer.body:
                return  # closes the connection without a word
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) + answer.cut))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    return Handler
