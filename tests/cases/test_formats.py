"""The town in every format that offices hand over gives the same walks; what is not read says what to do."""

from __future__ import annotations

import bz2
import gzip
import json
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

import circles
from circles.errors import InputError
from circles.sources.streets.reading import streets_reading
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import read_table
from tests.cases import town
from tests.sources.other_workbooks import write_ods, write_xls, write_xlsb
from tests.sources.small_files import codes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PLACEMARK = "<Placemark><name>{}</name>{}</Placemark>"


def streets() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame.from_features(json.loads(town.streets_geojson()), crs="EPSG:4326")


def rows_of(table: Any) -> list[list[Any]]:
    body = [[each.item() if hasattr(each, "item") else each for each in row] for row in table.to_numpy(dtype=object)]
    return [list(table.columns), *body]


@pytest.mark.parametrize(
    ("suffix", "write"),
    [(".xls", write_xls), (".et", write_xls), (".ods", write_ods), (".xlsb", write_xlsb)],
)
def test_lists_of_old_excel_wps_and_others(tmp_path: Path, suffix: str, write: Callable[..., Path]) -> None:
    nothing = town.centers_table().iloc[:, :0]
    town.write_town(tmp_path, centers=nothing, compounds=nothing)
    write(tmp_path / f"党群服务中心{suffix}", {"中心": [["一览表"], *rows_of(town.centers_table())]})
    write(tmp_path / f"小区{suffix}", {"小区": rows_of(town.compounds_table())})
    town.assert_right(town.planned(tmp_path))


def osm_text() -> str:
    nodes: dict[tuple[float, float], int] = {}
    ways = []
    for i, line in enumerate(streets().geometry, 1):
        refs = [nodes.setdefault(place, len(nodes) + 1) for place in line.coords]
        ways.append(
            f'<way id="{i}">{"".join(f"<nd ref={chr(34)}{ref}{chr(34)}/>" for ref in refs)}'
            '<tag k="highway" v="residential"/></way>'
        )
    placed = "".join(f'<node id="{number}" lon="{lon!r}" lat="{lat!r}"/>' for (lon, lat), number in nodes.items())
    return f'<?xml version="1.0"?><osm version="0.6">{placed}{"".join(ways)}</osm>'


def as_osm(path: Path) -> None:
    path.write_text(osm_text(), encoding="utf-8")


def as_osm_gz(path: Path) -> None:
    path.write_bytes(gzip.compress(osm_text().encode()))


def as_osm_bz2(path: Path) -> None:
    path.write_bytes(bz2.compress(osm_text().encode()))


def kml_text() -> str:
    lines = [" ".join(f"{lon!r},{lat!r},0" for lon, lat in line.coords) for line in streets().geometry]
    drawn = "".join(
        PLACEMARK.format("路", f"<LineString><coordinates>{places}</coordinates></LineString>") for places in lines
    )
    note = PLACEMARK.format("图例", "<Point><coordinates>114.3,30.6,0</coordinates></Point>")
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>{drawn}{note}</Folder></Document></kml>'


def as_kml(path: Path) -> None:
    path.write_text(kml_text(), encoding="utf-8")


def as_kml_in_gbk(path: Path) -> None:
    path.write_bytes(('<?xml version="1.0" encoding="GBK"?>' + kml_text()).encode("gbk"))


def as_kmz(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", kml_text())


def as_gpx(path: Path) -> None:
    tracks = "".join(
        "<trk><name>路</name><trkseg>"
        + "".join(f'<trkpt lat="{lat!r}" lon="{lon!r}"/>' for lon, lat in line.coords)
        + "</trkseg></trk>"
        for line in streets().geometry
    )
    path.write_text(f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{tracks}</gpx>', encoding="utf-8")


def as_topojson(path: Path) -> None:
    arcs = [list(map(list, line.coords)) for line in streets().geometry]
    shapes = [{"type": "LineString", "arcs": [i], "properties": {}} for i in range(len(arcs))]
    whole = {"type": "Topology", "objects": {"路": {"type": "GeometryCollection", "geometries": shapes}}, "arcs": arcs}
    path.write_text(json.dumps(whole), encoding="utf-8")


def as_lines(path: Path) -> None:
    features = json.loads(town.streets_geojson())["features"]
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in features), encoding="utf-8")


def as_records(path: Path) -> None:
    features = json.loads(town.streets_geojson())["features"]
    path.write_text("".join(f"\x1e{json.dumps(each)}\n" for each in features), encoding="utf-8")


def as_flatgeobuf(path: Path) -> None:
    streets().to_file(path, driver="FlatGeobuf", engine="pyogrio")


def as_tab(path: Path) -> None:
    streets().rename(columns={"name": "n"}).to_file(path, driver="MapInfo File", engine="pyogrio")


def as_zip(path: Path) -> None:
    folder = path.parent / "parts"
    folder.mkdir()
    streets().to_file(folder / "道路.shp", engine="pyogrio", encoding="UTF-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, f"路网/{part.name}")
    for part in folder.iterdir():
        part.unlink()
    folder.rmdir()


def as_dxf(path: Path) -> None:
    streets().drop(columns=["name", "fclass"]).to_file(path, driver="DXF", engine="pyogrio")


WAYS: Mapping[str, Callable[[Path], None]] = {
    "道路.osm": as_osm,
    "道路.osm.gz": as_osm_gz,
    "道路.osm.bz2": as_osm_bz2,
    "道路.kml": as_kml,
    "路网.kml": as_kml_in_gbk,
    "道路.kmz": as_kmz,
    "道路.gpx": as_gpx,
    "道路.topojson": as_topojson,
    "道路.json": as_topojson,
    "道路.geojsonl": as_lines,
    "道路.ndjson": as_records,
    "道路.fgb": as_flatgeobuf,
    "道路.tab": as_tab,
    "道路.zip": as_zip,
    "道路.dxf": as_dxf,
}


@pytest.mark.filterwarnings("ignore::UserWarning:pyogrio")
@pytest.mark.parametrize("name", WAYS)
def test_streets_of_every_format(tmp_path: Path, name: str) -> None:
    town.write_town(tmp_path)
    (tmp_path / town.STREETS).unlink()
    WAYS[name](tmp_path / name)
    answer = town.planned(tmp_path)
    town.assert_right(answer)
    assert ("shapes_left_out" in answer.codes) == name.endswith((".kml", ".kmz"))


def test_places_drawn_in_google_earth(tmp_path: Path) -> None:
    town.write_town(tmp_path, compounds=town.centers_table().iloc[:, :0])
    marks = "".join(
        PLACEMARK.format(
            row["小区名称"],
            f"<ExtendedData><Data name='常住人口'><value>{row['常住人口']}</value></Data></ExtendedData>"
            f"<Point><coordinates>{row['经度']!r},{row['纬度']!r}</coordinates></Point>",
        )
        for row in town.compounds_table().to_dict("records")
    )
    (tmp_path / "小区.kml").write_text(f"<kml><Document>{marks}</Document></kml>", encoding="utf-8")
    town.assert_right(town.planned(tmp_path))


def test_areas_with_holes_and_of_several_parts_in_kml(tmp_path: Path) -> None:
    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
    outer = ring.format("114,30 114.1,30 114.1,30.1 114,30.1 114,30")
    inner = ring.format("114.04,30.04 114.06,30.04 114.06,30.06 114.04,30.04")
    area = f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs><innerBoundaryIs>{inner}</innerBoundaryIs></Polygon>"
    other = f"<Polygon><outerBoundaryIs>{ring.format('115,30 115.1,30 115.1,30.1 115,30')}</outerBoundaryIs></Polygon>"
    mark = PLACEMARK.format("甲", f"<MultiGeometry>{area}{other}</MultiGeometry>")
    (tmp_path / "a.kml").write_text(f"<kml><Document>{mark}</Document></kml>", encoding="utf-8")
    raw = read_table(tmp_path / "a.kml", kind="blocks")
    assert raw.geometry is not None
    (shape,) = raw.geometry
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == pytest.approx(0.01 - 0.0002 + 0.005)


def test_one_layer_of_a_drawing(tmp_path: Path) -> None:
    lines = streets().drop(columns=["name", "fclass"])
    lines.assign(Layer=["ROAD"] * 9 + ["边框"]).to_file(tmp_path / "a.dxf", driver="DXF", engine="pyogrio")
    whole = streets_reading(tmp_path / "a.dxf", crs="EPSG:4326")
    assert len(whole.table) == 10
    assert [each.code for each in whole.warnings] == ["drawing_layers_together"]
    assert len(streets_reading(tmp_path / "a.dxf", crs="EPSG:4326", layer="ROAD").table) == 9
    assert codes_of(lambda: streets_reading(tmp_path / "a.dxf", crs="EPSG:4326", layer="X")) == ["unknown_layer"]
    assert codes_of(lambda: streets_reading(tmp_path / "a.dxf")) == ["dxf_without_crs"]


def test_a_table_of_mapinfo_with_an_open_charset(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"n": ["AAAAAAAA"]}, geometry=streets().geometry[:1], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.tab", driver="MapInfo File", engine="pyogrio")
    table = tmp_path / "a.dat"
    for meant in ("中山大道".encode("gbk"), "中山".encode() + b"ab"):
        table.write_bytes(table.read_bytes().replace(b"AAAAAAAA", meant))
        assert read_table(tmp_path / "a.tab", kind="streets").cells["n"].tolist() == [
            meant.decode("gbk") if len(meant) == 8 and meant[:1] == b"\xd6" else meant.decode()
        ]
        table.write_bytes(table.read_bytes().replace(meant, b"AAAAAAAA"))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("现状图.dwg", b"AC1027" + bytes(100), "drawing_not_read"),
        ("现状图.DWG", b"AC1015" + bytes(100), "drawing_not_read"),
        ("中心.ovkml", kml_text().encode(), "ovkml"),
        ("中心.OVKML", b"<kml></kml>", "ovkml"),
        ("a.json", b'{"version": 0.6, "generator": "Overpass API", "elements": [{"type": "way"}]}', "overpass_json"),
        ("b.json", b'{"nodes": [], "links": [], "multigraph": false}', "node_link_json"),
        ("a.dat", b"\x03\x63\x09\x09" + bytes(100), "part_of_tab"),
        ("a.id", bytes(4), "part_of_tab"),
    ],
)
def test_what_is_not_read_names_itself_and_the_remedy(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    for read in (lambda: streets_reading(tmp_path / name), lambda: read_table(tmp_path / name, kind="blocks")):
        assert codes_of(read) == [code]


def test_ovkml_names_its_datum(tmp_path: Path) -> None:
    (tmp_path / "a.ovkml").write_bytes(b"<kml></kml>")
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / "a.ovkml", kind="centers")
    assert all("GCJ-02" in caught.value.text(lang) for lang in ("zh", "en"))


def test_a_locked_workbook_says_so(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", {"中心": rows_of(town.centers_table())})
    data = path.read_bytes()
    at = data.index(b"\x09\x08\x10\x00") + 20  # the record after the first
    path.write_bytes(data[:at] + b"\x2f\x00" + data[at + 2 :])
    assert codes_of(lambda: read_table(path, kind="centers")) == ["workbook_locked"]


@pytest.mark.parametrize(
    ("name", "said", "key"),
    [
        ("道路.osm", {"crs": "EPSG:4547"}, "crs"),
        ("道路.osm.gz", {"layer": "lines"}, "layer"),
        ("道路.geojsonl", {"layer": "x"}, "layer"),
        ("道路.gpx", {"crs": "EPSG:4326"}, "crs"),
    ],
)
def test_what_would_be_ignored_is_refused(tmp_path: Path, name: str, said: Mapping[str, Any], key: str) -> None:
    WAYS[name](tmp_path / name)
    with pytest.raises(InputError) as caught:
        streets_reading(tmp_path / name, **said)
    (finding,) = caught.value.findings
    assert (finding.code, finding.details["key"]) == ("setting_ignored", key)


@pytest.mark.parametrize("said", [{"layer": "x"}, {"layer": "x", "layer_as": "sheet"}, {"sheets": "*"}])
def test_a_list_has_no_layers_and_no_sheets(tmp_path: Path, said: Mapping[str, Any]) -> None:
    town.write_town(tmp_path)
    read = lambda: read_table(tmp_path / town.CENTERS, kind="centers", settings=TableSettings(**said))  # noqa: E731
    assert codes_of(read) == ["setting_ignored"]
    assert len(circles.read_study(_study(tmp_path)).centers) == 3


def _study(folder: Path) -> Path:
    circles.init_study(folder)
    return folder / "study.toml"


@pytest.mark.parametrize("words", ['<way id="7" version="2" visible="false"/>', "<way id='7' visible='false'/>"])
def test_the_full_history_is_refused(tmp_path: Path, words: str) -> None:
    (tmp_path / "a.osm").write_text(osm_text().replace("</osm>", f"{words}</osm>"), encoding="utf-8")
    assert codes_of(lambda: streets_reading(tmp_path / "a.osm")) == ["extract_of_history"]
