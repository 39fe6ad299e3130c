"""No input opens another file or an address; formula-like names stay texts."""

from __future__ import annotations

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from circles.sources.geo.coordinates import parse_crs, refers_to_file
from circles.sources.study.reading import read_study
from tests.sources.hostile.make_corpus import HERE
from tests.sources.hostile.pieces import SHEET, book, features, point, row
from tests.sources.small_files import codes_of, write_layer, write_study
from tests.sources.test_hostile_files import read_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEEDS_LINKS = pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")


def codes(kind: str, path: Path) -> list[str]:
    return codes_of(lambda: read_as(kind, path))


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """Listen on loopback; what is asked for is listed."""
    paths: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 the name the server calls

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_port, paths
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("kind", ["link", "url", "proj4"])
def test_no_address_is_asked_for_a_crs(tmp_path: Path, asked: tuple[int, list[str]], kind: str) -> None:
    port, paths = asked
    address = f"http://127.0.0.1:{port}/crs"
    members = {"href": address, "url": address, "type": kind}
    source = f"<OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{address}</SrcDataSource></OGRVRTLayer>"
    vrt = f"<OGRVRTDataSource>{source}</OGRVRTDataSource>"
    (tmp_path / "a.geojson").write_text(features(point(), crs={"type": kind, "properties": members}), "utf-8")
    (tmp_path / "b.geojson").write_text(features(point()), "utf-8")
    (tmp_path / "c.geojson").write_text(vrt, "utf-8")
    (tmp_path / "b.vrt").write_text(vrt, "utf-8")
    assert len(read_as("centers", tmp_path / "b.geojson").table) == 1
    for name in ("a.geojson", "c.geojson", "b.vrt"):
        assert codes("centers", tmp_path / name)
    assert paths == []


@pytest.mark.parametrize(
    "named",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "EPSG:4326",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    ],
)
def test_a_crs_by_its_name_is_read(tmp_path: Path, named: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(features(point(), crs={"type": "name", "properties": {"name": named}}), encoding="utf-8")
    assert len(read_as("centers", path).table) == 1


def test_the_word_crs_may_stand_in_attributes_and_names(tmp_path: Path) -> None:
    text = features(point()).replace('{"name": "F0"}', '{"name": "crs", "crs": "EPSG:4547", "note": "crs : {"}')
    (tmp_path / "a.geojson").write_text(text, encoding="utf-8")
    assert len(read_as("centers", tmp_path / "a.geojson").table) == 1


@pytest.mark.parametrize(
    ("text", "refers"),
    [
        ("EPSG:4547", False),
        ("+proj=merc +a=6378137 +nadgrids=@null +wktext", False),
        ("+proj=longlat +nadgrids=/etc/hostname", True),
        ("+proj=longlat +geoidgrids=http://localhost/x", True),
        ("+proj=longlat +nadgrids=@null,/etc/hostname", True),
        ("+init=/etc/hostname:1", True),
        ("+proj=pipeline +step +proj=xyzgridshift +grids=x.tif", True),
        ('PARAMETERFILE["Latitude and longitude difference file","@null"]', False),
        ('PARAMETERFILE["Latitude and longitude difference file","x.gsb"]', True),
        ("http://localhost/crs", True),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", False),
    ],
)
def test_a_crs_that_refers_to_a_file_is_known(text: str, *, refers: bool) -> None:
    assert refers_to_file(text) is refers
    assert not refers or parse_crs(text) is None


@NEEDS_LINKS
def test_parts_that_are_links_are_refused_and_a_link_to_a_whole_file_is_read(tmp_path: Path) -> None:
    write_layer(tmp_path / "a.shp", [shapely.Point(114.3, 30.6)], name=["A"])
    layer = gpd.GeoDataFrame({"name": ["A"]}, geometry=[shapely.Point(114.3, 30.6)], crs="EPSG:4326")
    layer.to_file(tmp_path / "b.gdb", driver="OpenFileGDB", layer="a", engine="pyogrio")
    (tmp_path / "link.shp").symlink_to(tmp_path / "a.shp")
    assert len(read_as("centers", tmp_path / "link.shp").table) == 1
    for part in (tmp_path / "a.dbf", tmp_path / "b.gdb" / "a00000002.gdbtable"):
        part.rename(tmp_path / "away")
        part.symlink_to(tmp_path / "away")
    for name in ("a.shp", "b.gdb"):
        assert codes("centers", tmp_path / name) == ["linked_part"]


def test_a_prj_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    write_layer(tmp_path / "a.shp", [shapely.Point(114.3, 30.6)], name=["A"])
    text = (tmp_path / "a.prj").read_text(encoding="utf-8")
    (tmp_path / "a.prj").write_bytes(text.replace("GCS_WGS_1984", "大地坐标系").encode("gb18030"))
    assert codes("centers", tmp_path / "a.shp") == ["prj_not_utf8"]


@NEEDS_LINKS
@pytest.mark.parametrize("name", ["zero.csv", "pipe.csv"])
def test_devices_and_pipes_are_refused_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.csv")
    assert codes("centers", tmp_path / name) == ["not_regular_file"]
    study = write_study(tmp_path / "study")
    study.write_text(study.read_text(encoding="utf-8").replace("centers.csv", f"../{name}"), encoding="utf-8")
    assert codes("study", study) == ["not_regular_file"]


def test_a_study_may_name_files_beside_and_above_it(tmp_path: Path) -> None:
    study = write_study(tmp_path / "deep" / "study")
    (study.parent / "centers.csv").rename(tmp_path / "centers.csv")
    study.write_text(study.read_text(encoding="utf-8").replace("centers.csv", "../../centers.csv"), encoding="utf-8")
    assert len(read_study(study).centers) == 2


@pytest.mark.parametrize("name", ["b!c.gpkg", "d#e.gpkg", "f %41.gpkg", "zip"])
def test_names_like_marks_of_addresses_are_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes((HERE / "good.gpkg").read_bytes())
    assert len(read_as("blocks", tmp_path / name).table) == 1


@NEEDS_LINKS
def test_a_name_with_options_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_bytes((HERE / "good.gpkg").read_bytes())
    assert codes("blocks", tmp_path / "a.gpkg?mode=rw") == ["file_missing"]
    (tmp_path / "a.gpkg?mode=rw").write_bytes((HERE / "good.gpkg").read_bytes())
    assert len(read_as("blocks", tmp_path / "a.gpkg?mode=rw").table) == 1


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "＝1"])
def test_formula_like_names_are_texts_in_every_format(tmp_path: Path, name: str) -> None:
    shape = [shapely.Point(114.3, 30.6)]
    write_layer(tmp_path / "a.gpkg", shape, name=[name])
    write_layer(tmp_path / "a.parquet", shape, name=[name])
    (tmp_path / "a.geojson").write_text(features(point()).replace("F0", name), encoding="utf-8")
    (tmp_path / "a.csv").write_text(f'name,lon,lat\n"{name}",114.3,30.6\n', encoding="utf-8")
    sheet = row(1, "name", "lon", "lat") + row(2, name, "114.3", "30.6")
    (tmp_path / "a.xlsx").write_bytes(book(SHEET.format("", sheet, "")))
    for suffix in ("gpkg", "parquet", "geojson", "csv", "xlsx"):
        assert read_as("centers", tmp_path / f"a.{suffix}").table["name"].tolist() == [name]


def test_a_formula_without_a_stored_value_is_no_text_and_is_told(tmp_path: Path) -> None:
    sheet = row(1, "name", "lon", "lat") + row(2, "A", "114.3", "30.6")
    formula = sheet.replace('t="inlineStr"><is><t>A</t></is>', "><f>cmd|' /C calc'!A0</f>")
    (tmp_path / "a.xlsx").write_bytes(book(SHEET.format("", formula, "")))
    assert codes_of(lambda: read_as("centers", tmp_path / "a.xlsx")) == ["formula_without_value"]
