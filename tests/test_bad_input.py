"""Bad input gets one clear error that names file, row, column and remedy, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

import circles
from circles import cli, tables
from tests.study_files import blocks, centers, gates, streets, write_town
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "center_id,name,lon,lat,status\n"


def refused(study: Path, *places: str, remedy: str = "") -> list[str]:
    """Plan a study that must be refused; return the codes. Every place named must stand in both languages."""
    with pytest.raises(circles.CirclesError) as caught:
        circles.plan(circles.read_study(study))
    for lang in ("en", "zh"):
        told = caught.value.text(lang)
        assert not [place for place in places if place not in told], told
        assert len(told.splitlines()) == len(caught.value.findings)
    assert remedy in caught.value.text("en")
    return [finding.code for finding in caught.value.findings]


def changed(table: Any, row: int, column: str, value: object) -> Any:
    """Return a table with one cell changed."""
    other = table.copy()
    other[column] = other[column].astype(object)
    other.loc[row, column] = value
    return other


def moved(row: int, lon: object, lat: object) -> pd.DataFrame:
    """Return the centers with one of them elsewhere."""
    table: pd.DataFrame = changed(changed(centers(), row, "lon", lon), row, "lat", lat)
    return table


@pytest.mark.parametrize("kind", ["streets", "centers", "blocks", "gates"])
def test_a_missing_file_is_named(tmp_path: Path, kind: str) -> None:
    study = write_town(tmp_path)
    file = next(tmp_path.glob(f"{kind}.*"))
    file.unlink()
    assert refused(study, file.name) == ["file_missing"]


@pytest.mark.parametrize(
    ("kind", "column", "code"),
    [
        ("centers", "lon", "missing_column"),
        ("centers", "lat", "missing_column"),
        ("gates", "block_id", "missing_column"),
        ("gates", "lat", "missing_column"),
    ],
)
def test_a_missing_column_is_named_with_those_that_are_there(tmp_path: Path, kind: str, column: str, code: str) -> None:
    table = {"centers": centers, "gates": gates}[kind]().drop(columns=column)
    study = write_town(tmp_path, tables={kind: table})
    assert code in refused(study, f"{kind}.csv", column, *table.columns, remedy="columns = {")


def test_a_mapped_column_that_is_missing_is_named(tmp_path: Path) -> None:
    study = write_town(tmp_path)
    text = study.read_text(encoding="utf-8")
    mapped = text.replace('"centers.csv"', '"centers.csv"\ncolumns = { name = "名称" }')
    study.write_text(mapped, encoding="utf-8")
    assert refused(study, "centers.csv", "名称") == ["mapped_column_missing"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("centers", HEADER),
        ("centers", ""),
        ("gates", "block_id,lon,lat\n"),
        ("blocks", blocks().iloc[:0]),
        ("streets", streets().iloc[:0]),
    ],
)
def test_an_empty_table_is_named(tmp_path: Path, kind: str, content: Any) -> None:
    study = write_town(tmp_path, tables={kind: content})
    assert set(refused(study, f"{kind}.")) <= {"empty_table", "empty_file"}


@pytest.mark.parametrize(
    ("lon", "lat", "code", "shown"),
    [
        ("nan", 30.6, "coordinate_not_number", "nan"),
        (114.3, "inf", "coordinate_not_number", "inf"),
        ("-inf", 30.6, "coordinate_not_number", "-inf"),
        (114.3, "1e999", "coordinate_not_number", "1e999"),
        ("114°18′", 30.6, "coordinate_not_number", "114°18′"),
        (30.6, 114.3, "coordinates_swapped", "30.6, 114.3"),
        (534_000, 3_386_000, "coordinates_not_degrees", "534000, 3386000"),
        (114.3, 91, "coordinates_not_degrees", "114.3, 91"),
        ("", 30.6, "coordinate_missing", "lon"),
        ("", "", "coordinate_missing", "lon, lat"),
    ],
)
def test_a_coordinate_in_a_list_is_finite_degrees_the_right_way_round(
    tmp_path: Path, lon: object, lat: object, code: str, shown: str
) -> None:
    study = write_town(tmp_path, tables={"centers": moved(1, lon, lat)})
    assert refused(study, "centers.csv", "3", shown) == [code]


@pytest.mark.parametrize(
    ("shape", "crs", "code"),
    [
        (shapely.box(30.58, 114.28, 30.59, 114.29), "EPSG:4326", "coordinates_swapped"),
        (shapely.box(534_000, 3_386_000, 534_100, 3_386_100), "EPSG:4326", "coordinates_not_degrees"),
        (shapely.Polygon([(1, 1), (np.inf, 1), (2, 2)]), "EPSG:4547", "coordinate_not_finite"),
        (shapely.box(1e30, 1e30, 2e30, 2e30), "EPSG:4547", "coordinate_not_finite"),
    ],
)
def test_a_shape_is_finite_degrees_the_right_way_round(tmp_path: Path, shape: Any, crs: str, code: str) -> None:
    table = gpd.GeoDataFrame({"block_id": ["B6", "B7"]}, geometry=[shapely.Point(0, 0), shape], crs=crs)
    study = write_town(tmp_path, tables={"blocks": table})
    assert code in refused(study, "blocks.gpkg", "2")


@pytest.mark.parametrize("written", ["NaN", "Infinity", "null", '"114.3"'])
def test_a_geojson_coordinate_that_is_no_number_is_not_dropped_in_silence(tmp_path: Path, written: str) -> None:
    text = gpd.GeoSeries([shapely.Point(114.3, 30.6), shapely.Point(114.31, 30.6)]).to_json()
    (tmp_path / "blocks.geojson").write_text(text.replace("114.31", written), encoding="utf-8")
    study = write_town(tmp_path)
    plain = study.read_text(encoding="utf-8").replace("blocks.gpkg", "blocks.geojson")
    study.write_text(plain.replace('[gates]\nfile = "gates.csv"\n', ""), encoding="utf-8")
    assert refused(study, "blocks.geojson", "2") == ["coordinate_not_finite"]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("kind", ["streets", "blocks"])
def test_no_crs_is_asked_for(tmp_path: Path, kind: str) -> None:
    table = {"streets": streets, "blocks": blocks}[kind]().set_crs(None, allow_override=True)
    study = write_town(tmp_path, tables={kind: table})
    code = {"streets": "no_crs", "blocks": "coordinates_in_metres"}[kind]
    assert refused(study, f"{kind}.gpkg", remedy="EPSG code as crs") == [code]


def test_a_crs_of_a_building_site_is_refused(tmp_path: Path) -> None:
    site = 'LOCAL_CS["Site",UNIT["metre",1]]'
    study = write_town(tmp_path, tables={"blocks": blocks().set_crs(site, allow_override=True)})
    assert refused(study, "blocks.gpkg", remedy="EPSG code as crs") == ["crs_not_on_earth"]


@pytest.mark.parametrize("crs", ["EPSG:99999", "EPSG:5773", "EPSG:4978", "nonsense", ""])
@pytest.mark.parametrize("key", ["[area]\nfile = 'blocks.gpkg'\ncrs", "[output]\ncrs"])
def test_a_crs_that_places_nothing_is_refused(tmp_path: Path, key: str, crs: str) -> None:
    study = write_town(tmp_path, text=f'{key} = "{crs}"\n')
    assert refused(study, "study.toml", "crs", remedy="EPSG code") == ["unknown_crs"]


@pytest.mark.parametrize(
    ("kind", "table", "column"),
    [
        ("centers", changed(centers(), 1, "center_id", "A"), "center_id"),
        ("blocks", changed(blocks(), 1, "block_id", "B1"), "block_id"),
        ("gates", changed(gates(), 1, "gate_id", "G1"), "gate_id"),
    ],
)
def test_an_id_given_twice_is_named_with_its_rows(tmp_path: Path, kind: str, table: Any, column: str) -> None:
    codes = refused(write_town(tmp_path, tables={kind: table}), f"{kind}.", column, "2")
    assert "repeated_id" in codes


def test_gates_name_blocks_that_are_there(tmp_path: Path) -> None:
    study = write_town(tmp_path, tables={"gates": changed(gates(), 2, "block_id", "B99")})
    assert refused(study, "gates.csv", "4", "block_id", "B99") == ["gate_of_no_block"]


def test_one_center_must_be_open_and_its_status_known(tmp_path: Path) -> None:
    closed = centers().assign(status="停用")
    assert refused(write_town(tmp_path, tables={"centers": closed}), "centers.csv", remedy="open") == ["no_open_center"]
    unknown = changed(centers(), 0, "status", "maybe")
    study = write_town(tmp_path, tables={"centers": unknown})
    assert refused(study, "centers.csv", "2", "status", "maybe") == ["unknown_status"]


def test_all_centers_or_all_blocks_out_of_reach(tmp_path: Path) -> None:
    study = write_town(tmp_path, tables={"centers": centers().iloc[2:]})
    assert refused(study, remedy="datum") == ["all_centers_out_of_reach"]
    far = blocks()[blocks()["block_id"].isin(["B4", "B5"])]
    study = write_town(tmp_path / "blocks", tables={"blocks": far, "gates": "block_id,lon,lat\nB5,100,30\n"})
    assert refused(study) == ["all_blocks_out_of_reach"]


def test_a_single_far_block_or_one_without_shape_is_not_evaluated(tmp_path: Path) -> None:
    plan = circles.plan(circles.read_study(write_town(tmp_path)))
    rows = plan.blocks.set_index("block_id")
    for block, reason in (("B4", "no_geometry"), ("B5", "no_street")):
        assert rows.loc[block, ["verdict", "reason"]].tolist() == [tables.NOT_EVALUATED, reason]
    assert rows.loc["B5", "snap_m"] == pytest.approx(4500, abs=20)
    assert "blocks_without_place" in [finding.code for finding in plan.warnings]


def test_a_single_far_center_is_listed_and_not_attached(tmp_path: Path) -> None:
    plan = circles.plan(circles.read_study(write_town(tmp_path)))
    far = plan.centers.set_index("center_id").loc["F"]
    assert (far["attached"], far["reason"]) == (False, "no_street")
    assert "centers_not_attached" in [finding.code for finding in plan.warnings]


def test_an_invalid_polygon_is_repaired_and_counted(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon(degrees([(20, 20), (80, 80), (80, 20), (20, 80)]))
    overlapping = shapely.MultiPolygon(
        [shapely.Polygon(degrees([(x, 20), (x + 40, 20), (x + 40, 60), (x, 60)])) for x in (20, 40)]
    )
    table = gpd.GeoDataFrame({"block_id": ["B6", "B7"]}, geometry=[bow_tie, overlapping], crs="EPSG:4326")
    plan = circles.plan(circles.read_study(write_town(tmp_path, tables={"blocks": table})))
    assert plan.blocks["land_m2"].tolist() == pytest.approx([1800, 2400], rel=0.001)
    source = next(each for each in plan.study.sources if each.kind == "blocks")
    assert source.notes["repaired"] == 2
    warning = next(finding for finding in plan.warnings if finding.code == "polygons_repaired")
    assert "B6" in warning.text("en")
    assert "2" in warning.text("zh")


def test_a_tangled_polygon_is_repaired_in_no_time(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    tangle = shapely.Polygon(degrees(rng.uniform(20, 400, (300, 2)).tolist()))
    table = gpd.GeoDataFrame({"block_id": ["B6", "B7"]}, geometry=[tangle, tangle], crs="EPSG:4326")
    study = circles.read_study(write_town(tmp_path, tables={"blocks": table}))
    assert study.blocks.geometry.is_valid.all()


@pytest.mark.parametrize(
    ("value", "code"),
    [(-1, "negative_number"), ("-0.5", "negative_number"), ("many", "not_a_number"), (2e9, "number_too_large")],
)
@pytest.mark.parametrize("column", ["population", "dwellings"])
def test_people_are_counted_from_zero(tmp_path: Path, column: str, value: object, code: str) -> None:
    lon, lat = degrees([(20, 20), (300, 100), (700, 300)]).T
    table = pd.DataFrame({"block_id": ["B1", "B6", "B7"], "lon": lon, "lat": lat, column: [1, 2, 3]})
    text = changed(table, 1, column, value).to_csv(index=False)
    study = write_town(tmp_path)
    (tmp_path / "blocks.csv").write_text(text, encoding="utf-8")
    study.write_text(study.read_text(encoding="utf-8").replace("blocks.gpkg", "blocks.csv"), encoding="utf-8")
    assert refused(study, "blocks.csv", "3", column, str(value)) == [code]


@pytest.mark.parametrize(
    "said", ["minutes = 0", "minutes = -5", "minutes = nan", "walking_speed_kmh = 0", "walking_speed_kmh = -4.0"]
)
def test_minutes_and_speed_are_more_than_nothing(tmp_path: Path, said: str) -> None:
    name, _, value = said.partition(" = ")
    study = write_town(tmp_path, text=f"[scenario]\n{said}\n")
    assert refused(study, "study.toml", f"scenario.{name}", value, remedy="Write for example") == [f"bad_{name}"]


def test_what_an_option_says_is_not_blamed_on_the_study_file(tmp_path: Path) -> None:
    with pytest.raises(circles.InputError) as caught:
        circles.read_study(write_town(tmp_path), options={"scenario": {"minutes": 0}, "output": {"lang": "de"}})
    assert [(finding.code, finding.file) for finding in caught.value.findings] == [
        ("not_a_choice", None),
        ("bad_minutes", None),
    ]


GRAPH_FAULTS = [
    (float("nan"), "length_unusable"),
    (-1.0, "length_unusable"),
    (float("inf"), "length_unusable"),
    ("long", "length_unusable"),
    (None, "length_missing"),
]


def graph_with(length: object) -> nx.MultiDiGraph[Any]:
    """Return a graph of two streets, one of them as long as told."""
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="EPSG:4326")
    for node, (x, y) in enumerate(degrees([(0, 0), (900, 0), (900, 800)]).tolist(), 1):
        graph.add_node(node, x=x, y=y)
    graph.add_edge(1, 2, length=900.0)
    graph.add_edge(2, 3, **({} if length is None else {"length": length}))
    return graph


@pytest.mark.parametrize(("length", "code"), GRAPH_FAULTS)
def test_lengths_of_a_graphml_file_are_all_finite_metres(tmp_path: Path, length: object, code: str) -> None:
    study = write_town(tmp_path)
    nx.write_graphml(graph_with(length), tmp_path / "streets.graphml")
    study.write_text(study.read_text(encoding="utf-8").replace("streets.gpkg", "streets.graphml"), encoding="utf-8")
    assert refused(study, "streets.graphml", "2 – 3", "length", remedy="length") == [code]


@pytest.mark.parametrize(("length", "code"), GRAPH_FAULTS)
def test_lengths_of_a_graph_in_memory_are_all_finite_metres(length: object, code: str) -> None:
    with pytest.raises(circles.InputError) as caught:
        circles.study_from_tables(streets=graph_with(length), centers=centers(), blocks=blocks())
    assert [finding.code for finding in caught.value.findings] == [code]


def test_streets_far_apart_name_the_one_that_is_misplaced(tmp_path: Path) -> None:
    stray = gpd.GeoDataFrame({"name": ["Null Island"]}, geometry=[shapely.LineString([(0, 0), (0.01, 0)])])
    lines = pd.concat([streets(), stray.set_crs("EPSG:4326")], ignore_index=True)
    study = write_town(tmp_path, tables={"streets": lines})
    assert refused(study, "streets.gpkg", str(len(lines))) == ["streets_too_far_apart"]


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    bad_centers = HEADER + "A,,x,30.6,open\nA,,114.3,,open\nB,,30.6,114.3,maybe\n"
    bad_blocks = changed(changed(blocks(), 1, "block_id", "B1"), 0, "population", -4.0)
    bad_blocks["population"] = bad_blocks["population"].astype(float)
    bad_gates = changed(gates(), 0, "lon", "east")
    study = write_town(tmp_path, tables={"centers": bad_centers, "blocks": bad_blocks, "gates": bad_gates})
    codes = refused(study, "centers.csv", "blocks.gpkg", "gates.csv")
    assert sorted(codes) == sorted(
        [
            "coordinate_not_number",
            "coordinate_not_number",
            "coordinate_missing",
            "coordinates_swapped",
            "repeated_id",
            "unknown_status",
            "repeated_id",
            "negative_number",
        ]
    )


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "[scenario]\nminutes = " + "9" * 5000,
        "name = 5",
        '[scenario]\nminutes = "15"',
        "[streets.file]\na = 1",
        "[[centers]]\nfile = 'x'",
        '[blocks]\ncolumns = { name = 1 }\nfile = "x"',
        '[nonsense]\nkey = "value"',
        "[streets]\nfile = '" + "long/" * 2000 + "'",
        '[streets]\nfile = "a\\u0000b"',
    ],
)
def test_a_hostile_study_file_is_refused(tmp_path: Path, text: str) -> None:
    study = tmp_path / "study.toml"
    study.write_text(text, encoding="utf-8")
    assert refused(study)


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("name,lon,lat\nA,114.3,30.6,,x\n", ["row_too_long"]),
        ("name,lon,lat\nA,114.3\n", ["coordinate_missing"]),
        (b"\xef\xbb\xbf" + "名称,经度,纬度\n一号,114.3,30.6\n".encode("gb18030"), ["unknown_encoding"]),
        ('name,lon,lat\n"A,114.3,30.6\n', ["coordinate_missing"]),
        ("name,name,lon,lat\nA,B,114.3,30.6\n", ["repeated_column"]),
        ("name/lon/lat\nA/114.3/30.6\n", ["missing_column", "missing_column"]),
        ("A,114.3,30.6\n", ["empty_table"]),
    ],
)
def test_a_ragged_or_strangely_written_list_is_refused(tmp_path: Path, content: Any, codes: list[str]) -> None:
    assert refused(write_town(tmp_path, tables={"centers": content}), "centers.csv") == codes


@pytest.mark.parametrize(
    "content",
    [
        "名称,经度,纬度\r一号,114.3,30.6\r",
        b"\xef\xbb\xbf" + "名称;经度;纬度\r\n一号;114.3;30.6\r\n".encode(),
        "名称\t经度\t纬度\n一号\t１１４．３\t３０．６\n".encode("gb18030"),
    ],
)
def test_lists_as_offices_write_them_are_read(tmp_path: Path, content: Any) -> None:
    study = circles.read_study(write_town(tmp_path, tables={"centers": content}))
    assert study.centers["name"].tolist() == ["一号"]
    assert study.centers.geometry.iloc[0].coords[0] == (114.3, 30.6)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two\nlines", "two lines"),
        ("red \x1b[31m", "red  [31m"),
        ("\x00nul", "nul"),
        ("😀 \u202e right to left", "😀 \u202e right to left"),
        ("x" * 100_000, "x" * 100_000),
        ("None", "None"),
        ("=1+1", "=1+1"),
    ],
)
def test_hostile_names_stay_names(tmp_path: Path, name: str, shown: str) -> None:
    study = circles.study_from_tables(
        streets=streets(), centers=centers().assign(name=name), blocks=blocks().assign(name=name)
    )
    plan = circles.plan(study)
    assert set(plan.blocks["name"]) == {shown}
    assert circles.explain(plan, "B1").name == shown
    folder = circles.write_plan(plan, tmp_path / "out").folder
    assert set(gpd.read_file(folder / "plan.gpkg", layer="blocks")["name"]) == {shown}


@pytest.mark.parametrize("ids", [["nan", "None"], ["007", "7"], ["1e5", "100000"], ["<NA>", "NULL"]])
def test_ids_that_look_like_something_else_stay_ids(ids: list[str]) -> None:
    table = gpd.GeoDataFrame(
        {"block_id": ids}, geometry=[shapely.Point(place) for place in degrees([(20, 0), (30, 0)])], crs="EPSG:4326"
    )
    plan = circles.plan(circles.study_from_tables(streets=streets(), centers=centers(), blocks=table))
    assert plan.blocks["block_id"].tolist() == ids
    assert circles.explain(plan, ids[0]).walk_m > 0


def test_an_output_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    study = write_town(tmp_path)
    for out in (study, study / "below", tmp_path / ("long" * 100)):
        ended = CliRunner().invoke(cli.app, ["plan", str(study), "--out", str(out)])
        assert ended.exit_code == 2
        assert "Traceback" not in ended.output
    assert study.is_file()


BREAKS: dict[str, Callable[[Path], object]] = {
    "missing file": lambda folder: (folder / "streets.gpkg").unlink(),
    "no open center": lambda folder: (folder / "centers.csv").write_text(HEADER + "A,a,114.3,30.6,停用\n", "utf-8"),
    "all out of reach": lambda folder: (folder / "centers.csv").write_text(HEADER + "A,a,100,30,\n", "utf-8"),
    "broken study": lambda folder: (folder / "study.toml").write_text("name = ", "utf-8"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("fault", BREAKS)
def test_the_command_writes_nothing_and_leaves_an_earlier_result(tmp_path: Path, fault: str, lang: str) -> None:
    study = write_town(tmp_path)
    out = tmp_path / "out"
    circles.write_plan(circles.plan(circles.read_study(study)), out)
    BREAKS[fault](tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for folder in (out, tmp_path / "new"):
        ended = CliRunner().invoke(cli.app, ["plan", str(study), "--out", str(folder), "--lang", lang])
        assert ended.exit_code == 2
        assert "Traceback" not in ended.output
        assert {"zh": "无法继续", "en": "cannot continue"}[lang] in ended.output
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
