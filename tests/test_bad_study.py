"""Bad settings, lengths, lists and names: refused at once, or kept as they are; nothing is half written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

import circles
from circles import cli
from tests.refusals import HEADER, changed, refused
from tests.study_files import blocks, centers, gates, streets, write_town
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
