"""Commands and Python that documents tell people to type, run word for word on a small town."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
from typer.testing import CliRunner

import circles
from circles import cli
from tests.cases.town import centers_table, compounds_table, streets_geojson
from tests.sources.small_files import write_pbf
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pytest

ROOT = Path(str(circles.__file__)).parents[1]

_FENCE = re.compile(r"(?:<!-- (run|command): ([a-z]+) -->\n)?```([a-z]+)\n(.*?)```", re.DOTALL)
_SPACING_M, _STREETS = 400, 5
_ENGLISH = (
    "Elm Yard",
    "Brook Park",
    "Laurel Homes",
    "Birch Court",
    "Ridge View",
    "Dawn Lane",
    "Goose House",
    "Pine Row",
    "Book Yard",
)


def fenced(document: str, language: str, *, marked: str | None = None) -> list[str]:
    """Return the fenced blocks of a language in a document, or those of ``<!-- run: MARK -->``."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return [
        code
        for kind, mark, spoken, code in _FENCE.findall(text)
        if spoken == language and (marked is None or (kind == "run" and mark == marked))
    ]


def commands(document: str, *, marked: str | None = None) -> list[list[str]]:
    """Return every line of the shell in a document as words, comments left out."""
    lines = "".join(fenced(document, "sh", marked=marked)).splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def typed(words: list[str]) -> str:
    """Run a command as it is typed in the working folder and return what it says; it must not fail."""
    if words[0] == "mkdir":
        Path(words[1]).mkdir()
        return ""
    assert words[0] == "circles", words
    ended: Any = CliRunner().invoke(cli.app, words[1:], env={"COLUMNS": "200"})
    # A check says by 1 that there is something to look at.
    assert ended.exit_code == 0 or (words[1] == "check" and ended.exit_code == 1), (words, ended.output)
    return str(ended.output)


def without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a place name give the streets of the town: to the command, and to osmnx."""

    def fetched(_: str, out: Path, **__: object) -> Path:
        import geopandas as gpd

        gpd.read_file(streets_geojson()).assign(highway="residential").to_file(out, layer="streets", engine="pyogrio")
        return Path(out)

    monkeypatch.setattr("circles.sources.fetch_streets", fetched, raising=False)
    monkeypatch.setattr("osmnx.graph_from_place", lambda *_, **__: graph())


def graph() -> nx.MultiDiGraph:
    """Return the streets of the town as osmnx gives a graph."""
    made = nx.MultiDiGraph(crs="EPSG:4326")
    for node, (lon, lat) in _nodes().items():
        made.add_node(node, x=lon, y=lat)
    for _, nodes, tags in _ways():
        for one, other in pairwise(nodes):
            for pair in ((one, other), (other, one)):
                made.add_edge(*pair, osmid=1, highway=tags["highway"], length=float(_SPACING_M), oneway=False)
    return made


def streets_pbf(path: Path) -> Path:
    """Write the streets of the town as an OSM extract."""
    return write_pbf(path, _nodes(), _ways())


def centers(lang: str) -> pd.DataFrame:
    """Return the centers of the town under the headings of a language."""
    table = centers_table()[["名称", "经度", "纬度", "状态"]]
    if lang == "zh":
        return table
    names = ["Lake Center", "Ridge Center", "South Center"]
    status = ["open", "open", "under construction"]
    return table.set_axis(["name", "lon", "lat", "status"], axis="columns").assign(name=names, status=status)


def compounds(lang: str) -> pd.DataFrame:
    """Return the compounds of the town under the headings of a language; ``Birch Court`` is 锦绣新村."""
    table = compounds_table()[["小区名称", "经度", "纬度", "常住人口"]]
    if lang == "zh":
        return table
    return table.set_axis(["name", "lon", "lat", "population"], axis="columns").assign(name=_ENGLISH)


def _nodes() -> dict[int, tuple[float, float]]:
    spots = [(column, row) for row in range(_STREETS) for column in range(_STREETS)]
    places = degrees([(_SPACING_M * column, _SPACING_M * row) for column, row in spots])
    return {_node(*spot): (float(lon), float(lat)) for spot, (lon, lat) in zip(spots, places, strict=True)}


def _node(column: int, row: int) -> int:
    return 1 + column + _STREETS * row


def _ways() -> list[tuple[int, list[int], dict[str, str]]]:
    return [*_lines()]


def _lines() -> Iterator[tuple[int, list[int], dict[str, str]]]:
    for at in range(_STREETS):
        tags = {"highway": "residential", "name": f"{at + 1} Street"}
        yield 100 + at, [_node(each, at) for each in range(_STREETS)], tags
        yield 200 + at, [_node(at, each) for each in range(_STREETS)], tags
