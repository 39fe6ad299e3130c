"""Streets by place name, against a stub on loopback.

Most tests run in this process what the process of OSMnx runs; those marked so start that process.
"""

from __future__ import annotations

import ast
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import osmium
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from typer.testing import CliRunner

import circles
from circles import cli, integers, settings
from circles.errors import InputError, OutputError
from circles.sources import fetch_streets, read_streets, read_study
from circles.sources.streets import download, osmnx_process
from circles.sources.streets.downloaded_ways import notes_of
from circles.sources.streets.osmnx_child import Order, order_from, order_line
from circles.sources.streets.osmnx_process import own_settings
from tests.sources.conftest import fetched, in_this_process
from tests.sources.osm_stub import DATED, NODES, PLACE, WAYS, Answer, Stub, place_found
from tests.sources.osm_stub import streets_found as found
from tests.sources.small_files import codes_of, write_layer, write_pbf

PACKAGE = Path(str(circles.__file__)).parent


NETWORK = {"aiohttp", "ftplib", "http", "httpx", "osmnx", "requests", "socket", "urllib3", "urllib.request"}


def test_streets_are_those_of_a_pbf_with_the_same_ways(stub: Stub, tmp_path: Path) -> None:
    inside = {number: way for number, way in WAYS.items() if number != 103}
    pbf = write_pbf(tmp_path / "same.osm.pbf", NODES, [(i, refs, tags) for i, (refs, tags) in inside.items()])
    file = fetch_streets(PLACE, tmp_path / "a.gpkg", deadline_s=20)
    for private_ways in settings.SECTIONS["streets"]["private_ways"].choices:
        streets = read_streets(file, private_ways=private_ways)
        same = streets[streets["street_id"] != "103"].reset_index(drop=True)
        expected = read_streets(pbf, private_ways=private_ways)
        assert_geodataframe_equal(same, expected, check_dtype=False, check_like=True)
        assert ("105" in set(same["street_id"])) == (private_ways != "left out")
    assert stub.count("interpreter") == 1


def test_a_street_that_leaves_the_widened_place_is_cut_and_its_end_marked(stub: Stub, tmp_path: Path) -> None:
    streets = fetched(tmp_path).set_index("street_id")
    cut: Any = streets.loc["103"]
    expected = shapely.LineString([NODES[4], NODES[5], NODES[6], NODES[7]])
    on_grid = shapely.transform(expected, lambda xy: integers.to_degrees(integers.to_units(xy)))
    assert cut.geometry.equals_exact(on_grid, 0)
    assert (bool(cut["cut_start"]), bool(cut["cut_end"])) == (False, True)
    assert not streets.drop("103")[["cut_start", "cut_end"]].to_numpy().any()
    assert streets.loc["102", "level"] == "bridge layer=1"
    wide = fetched(tmp_path, reach_m=4000, replace=True).set_index("street_id")
    assert len(wide.loc["103"].geometry.coords) == 5
    assert stub.asked[0] == ("search", PLACE)


def test_the_file_says_place_date_and_licence_and_holds_the_tags(stub: Stub, tmp_path: Path) -> None:
    file = fetch_streets(PLACE, tmp_path / "a.gpkg", deadline_s=20)
    said = notes_of(file)
    assert said["place"] == PLACE
    assert said["osm_data_of"] == DATED
    assert said["licence"] == "© OpenStreetMap contributors, ODbL 1.0"
    rows = pyogrio.read_dataframe(file).set_index("street_id")
    assert rows.loc["109", "sidewalk"] == "both"
    assert rows.loc["103", "name"] == "Long <Road>"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.gpkg"]
    assert stub.count("search") == 1


def test_its_own_process_downloads_the_same_and_osmnx_is_left_as_it_was(
    osmnx: Any, own_process: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> dict[str, str]:
        return {name: repr(value) for name, value in vars(osmnx.settings).items() if not name.startswith("__")}

    before, look_up = state(), socket.getaddrinfo
    own_process.answer_first("interpreter", Answer(status=429))
    steps: list[str] = []
    own = fetched(tmp_path, progress=steps.append)
    assert steps == [f"step.fetch_{name}" for name in ("start", "place", "streets", "wait", "write")]
    own_process.answer_first("interpreter", Answer(status=400, body=b"no"))
    assert codes_of(lambda: fetched(tmp_path, replace=True)) == ["download_refused"]
    assert (state(), socket.getaddrinfo) == (before, look_up)
    monkeypatch.setattr(osmnx_process, "_process", in_this_process)
    assert_geodataframe_equal(own, fetched(tmp_path, replace=True))


def test_servers_and_how_they_are_asked_are_those_the_caller_set(
    osmnx: Any, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"nominatim_url": stub.url, "overpass_url": stub.url}.items() <= own_settings().items()
    assert all(hasattr(osmnx.settings, name) for name in own_settings())
    monkeypatch.setattr(osmnx.settings, "requests_kwargs", {"headers": {}})  # osmnx gives headers itself: given twice
    with pytest.raises(InputError):
        fetched(tmp_path)
    monkeypatch.delitem(sys.modules, "osmnx")
    assert own_settings() == {}


def test_a_process_that_breaks_down_is_no_fault_of_the_input(
    own_process: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "-c", "import sys; sys.exit('no module named osmnx')"
    monkeypatch.setattr(osmnx_process, "_IN_CHILD", broken)
    with pytest.raises(RuntimeError, match="no module named osmnx"):
        fetched(tmp_path)
    monkeypatch.setattr(osmnx_process, "_IN_CHILD", ("-c", ""))
    with pytest.raises(RuntimeError, match="it said nothing"):
        fetched(tmp_path)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
    assert own_process.asked == []


def test_a_process_whose_parent_is_gone_ends(own_process: Stub, tmp_path: Path) -> None:
    own_process.answer_first("search", Answer(held=True))
    order = Order(
        place=PLACE, reach_m=1.0, deadline_s=600.0, waits_s=(1.0,), folder=str(tmp_path), settings=own_settings()
    )
    words = [sys.executable, *osmnx_process._IN_CHILD]
    ended = subprocess.run(words, input=order_line(order), capture_output=True, check=False)
    assert ended.returncode == 1
    assert b"done" not in ended.stdout


def test_a_file_is_replaced_only_when_asked_and_only_by_a_whole_one(stub: Stub, tmp_path: Path) -> None:
    file = tmp_path / "街道 a!.gpkg"
    file.write_bytes(b"mine")
    stub.answer_first("interpreter", Answer(status=400))
    codes_of(lambda: fetched(tmp_path, replace=True))
    assert file.read_bytes() == b"mine"
    assert len(fetched(tmp_path, replace=True)) == 6
    with pytest.raises(OutputError) as caught:
        fetch_streets(PLACE, tmp_path / "no" / "folder.gpkg", deadline_s=20)
    assert [finding.code for finding in caught.value.findings] == ["fetch_not_written"]


def written_study(folder: Path, streets: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_layer(folder / "blocks.gpkg", [shapely.box(114.282, 30.5852, 114.284, 30.587)], name=["江汉里"])
    (folder / "centers.csv").write_text("名称,经度,纬度\n一号,114.283,30.5851\n", encoding="utf-8")
    study = folder / "study.toml"
    study.write_text(
        f'name = "莲池"\n[streets]\n{streets}\n[centers]\nfile = "centers.csv"\n[blocks]\nfile = "blocks.gpkg"\n',
        encoding="utf-8",
    )
    return study


@pytest.mark.city
def test_the_streets_of_a_city_are_those_of_its_pbf(stub: Stub, tmp_path: Path, city_data: Path) -> None:
    pbf = city_data / "helsinki" / "Helsinki.osm.pbf"
    nodes: dict[int, tuple[float, float]] = {}
    ways: list[dict[str, Any]] = []
    for each in osmium.FileProcessor(pbf):
        if each.is_node():
            nodes[each.id] = (each.location.lon, each.location.lat)
        elif each.is_way() and "highway" in each.tags:
            refs = [node.ref for node in each.nodes]
            ways.append({"type": "way", "id": each.id, "nodes": refs, "tags": dict(each.tags)})
    complete = [way for way in ways if all(ref in nodes for ref in way["nodes"])]
    elements = [{"type": "node", "id": i, "lon": lon, "lat": lat} for i, (lon, lat) in nodes.items()]
    around = shapely.box(*shapely.MultiPoint(list(nodes.values())).bounds)
    stub.answer_first("search", place_found(geojson=shapely.geometry.mapping(around)))
    stub.answer_first("interpreter", found(elements=[*elements, *complete]))
    streets = fetched(tmp_path, deadline_s=200)
    expected = read_streets(pbf)
    expected = expected[expected["street_id"].isin([str(way["id"]) for way in complete])]
    # A way that lacks nodes, which only the extract holds, cuts the streets it left one node on.
    cut = set(expected.loc[expected["cut_start"] | expected["cut_end"], "street_id"])
    whole, same = (table[~table["street_id"].isin(cut)].reset_index(drop=True) for table in (streets, expected))
    assert_geodataframe_equal(whole, same, check_dtype=False, check_like=True)
    assert len(whole) > 2000
    assert len(cut) < 100


def test_a_study_downloads_its_place_once_and_is_read_offline_after(stub: Stub, tmp_path: Path) -> None:
    study = written_study(tmp_path / "我的 研究", f'place = "{PLACE}"')
    first = read_study(study)
    assert (stub.count("search"), stub.count("interpreter")) == (1, 1)
    again = read_study(study, options={"scenario": {"minutes": 10}})
    assert (stub.count("search"), stub.count("interpreter")) == (1, 1)
    assert_geodataframe_equal(first.streets, again.streets)
    (kept,) = (study.parent / ".circles-cache").iterdir()
    assert kept.name.startswith("莲池区-stubtown-")
    source = next(each for each in first.sources if each.kind == "streets")
    assert source.file == kept.name
    assert len(source.sha256) == 64
    assert {
        "place": PLACE,
        "osm_data_of": DATED,
        "rule": "osm walk filter",
        "ways_read": 10,
    }.items() <= source.notes.items()
    read_study(study, options={"scenario": {"minutes": 30}})
    assert stub.count("interpreter") == 2, "a longer walk needs streets further beyond the place"


def test_a_file_given_as_an_option_displaces_the_place(stub: Stub, tmp_path: Path) -> None:
    study = written_study(tmp_path, f'place = "{PLACE}"')
    write_layer(tmp_path / "own.gpkg", [shapely.LineString([(114.28, 30.58), (114.29, 30.58)])])
    read = read_study(study, options={"streets": {"file": str(tmp_path / "own.gpkg")}})
    assert len(read.streets) == 1
    assert stub.asked == []


def test_file_and_place_both_or_neither_is_a_fault(tmp_path: Path) -> None:
    write_layer(tmp_path / "own.gpkg", [shapely.LineString([(114.28, 30.58), (114.29, 30.58)])])
    both = written_study(tmp_path, f'place = "{PLACE}"\nfile = "own.gpkg"')
    assert codes_of(lambda: read_study(both)) == ["streets_named_twice"]
    neither = written_study(tmp_path, 'crossings = "shared"')
    assert codes_of(lambda: read_study(neither)) == ["file_not_named"]


def test_the_command_says_what_was_written_and_fails_with_2(stub: Stub, tmp_path: Path) -> None:
    words = ["fetch", PLACE, "--out", str(tmp_path / "a.gpkg"), "--reach", "500", "--lang", "zh"]
    ended = CliRunner().invoke(cli.app, words, env={"COLUMNS": "300"})
    assert ended.exit_code == 0, ended.output
    assert "a.gpkg" in ended.output
    assert "贡献者" in ended.output
    ended = CliRunner().invoke(cli.app, words, env={"COLUMNS": "300"})
    assert ended.exit_code == 2
    assert "--replace" in ended.output
    stub.answer_first("search", Answer(body=b"[]"))
    ended = CliRunner().invoke(cli.app, [*words, "--replace"], env={"COLUMNS": "300"})
    assert ended.exit_code == 2
    assert "没有这个地名" in ended.output


def test_an_unexpected_failure_ends_with_3(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "streets_of_ways", lambda *_, **__: 1 / 0)
    ended = CliRunner().invoke(cli.app, ["fetch", PLACE, "--out", str(tmp_path / "a.gpkg")])
    assert ended.exit_code == 3
    assert stub.count("interpreter") == 1


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_nothing_else_in_the_package_touches_the_network() -> None:
    reach_out = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name in NETWORK or name.split(".")[0] in NETWORK for name in imported(path))
    }
    assert reach_out == {"sources/streets/osmnx_child.py"}


def test_an_order_arrives_as_it_was_given_and_an_object_that_cannot_is_named() -> None:
    settings = {"requests_kwargs": {"auth": ("name", "word"), "timeout": 3.5}, "http_referer": "来自\n这里"}
    order = Order(
        place=PLACE, reach_m=1000.0, deadline_s=60.0, waits_s=(1.0, 2.0), folder="somewhere", settings=settings
    )
    line = order_line(order)
    assert line.count(b"\n") == 1
    assert order_from(line) == order
    with pytest.raises(TypeError, match=r"osmnx\.settings hold an object"):
        order_line(replace(order, settings={"requests_kwargs": {"auth": object()}}))
