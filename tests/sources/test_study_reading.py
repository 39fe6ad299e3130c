from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from circles import tables
from circles.errors import InputError
from circles.planning_study import Scenario, Study
from circles.settings import SECTIONS
from circles.sources import demo_study, read_study, study_from_tables
from circles.sources.places.made_ids import is_made
from circles.sources.study import reading as study_reading
from tests.sources.small_files import SQUARE, STREETS, codes_of, write_geojson, write_layer, write_study

WIDE = shapely.box(114.2, 30.5, 114.35, 30.7)


def test_a_study_file_is_read_from_its_own_folder(tmp_path: Path) -> None:
    study = read_study(
        write_study(
            tmp_path / "研究 一",
            '[population]\nlabel = "estimate"\nsource = "七普"\nyear = 2020\n'
            '[scenario]\nminutes = 10\nprofile = "elderly"\n[output]\ndata_date = 2026-11-22\ntitle = "测试"\n',
        ),
        options={"centers": {"datum": "WGS-84"}},
    )
    assert (study.name, study.lang) == ("汉口", "zh")
    assert study.scenario == Scenario(minutes=10, walking_speed_kmh=2.88)
    assert study.output.data_date == "2026-11-22"
    assert study.population_label == "estimate"
    for name in ("streets", "centers", "blocks", "gates"):
        assert set(getattr(tables, name.upper())) <= set(getattr(study, name).columns)
        assert getattr(study, name).crs == tables.WGS84
    assert [source.kind for source in study.sources] == ["streets", "centers", "blocks"]
    assert dict(study.sources[2].notes)["population_source"] == "七普"
    assert study.blocks["population"].tolist() == [1200.0]
    assert study.warnings == ()


def test_the_folder_names_a_study_without_a_name(tmp_path: Path) -> None:
    path = write_study(tmp_path / "莲池")
    path.write_text(path.read_text(encoding="utf-8").removeprefix('name = "汉口"\n'), encoding="utf-8")
    assert read_study(path).name == "莲池"


def test_options_win_and_their_paths_start_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_study(tmp_path / "a", '[scenario]\nprofile = "elderly"\n')
    (tmp_path / "b").mkdir()
    (tmp_path / "b/list.csv").write_text("name,lon,lat\nN,114.285,30.5805\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    options = {"centers": {"file": "b/list.csv"}, "scenario": {"minutes": None, "walking_speed_kmh": 4.5}}
    study = read_study(path, options=options)
    assert study.centers["name"].tolist() == ["N"]
    assert study.scenario == Scenario(walking_speed_kmh=4.5)


def test_a_mapping_is_a_study_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_study(tmp_path)
    monkeypatch.chdir(tmp_path)
    files: dict[str, Any] = {
        "streets": {"file": Path("streets.gpkg")}, "centers": {"file": "centers.csv"}, "blocks": {"file": "blocks.gpkg"}
    }  # fmt: skip
    assert len(read_study({}, options=files).blocks) == 1
    assert len(read_study(files).blocks) == 1


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("[street]\n[scenario]\nminute = 3\n", ["unknown_section", "unknown_key"]),
        ('[scenario]\nminutes = "15"\n[output]\nlang = 3\n', ["wrong_type", "wrong_type"]),
        ("[scenario]\nminutes = true\n", ["wrong_type"]),
        ("scenario = 3\n", ["not_a_section"]),
        ('[gates]\nfile = "g.csv"\ncolumns = { nom = "a" }\n', ["unknown_field"]),
        ('[scenario]\nprofile = "adult"\nwalking_speed_kmh = 4\n', ["speed_said_twice"]),
        ('[scenario]\nprofile = "robot"\n[output]\nlang = "fr"\n', ["not_a_choice", "not_a_choice"]),
        ('[output]\ncrs = "EPSG:0"\n', ["unknown_crs"]),
        ("[scenario]\nminutes = 0\nwalking_speed_kmh = inf\n", ["bad_minutes", "bad_walking_speed_kmh"]),
        ("[scenario]\nmax_snap_m = -1\n[streets]\n", ["study_not_toml"]),
        ("[scenario]\nmax_snap_m = -1\n", ["bad_setting"]),
        ('[area]\nfile = "none.geojson"\n[gates]\nfile = "none.csv"\n', ["file_missing", "file_missing"]),
        ('[area]\ncrs = "EPSG:4326"\n', ["file_not_named"]),
        ('[area]\nfile = "http://example.org/a.geojson"\n', ["address_refused"]),
    ],
)
def test_faults_of_a_study_file_come_all_at_once(tmp_path: Path, text: str, codes: list[str]) -> None:
    path = write_study(tmp_path)
    body = path.read_text(encoding="utf-8")
    path.write_text(text + body if text.startswith("scenario") else body + text, encoding="utf-8")
    assert sorted(codes_of(lambda: read_study(path))) == sorted(codes)


def test_unknown_keys_are_told_what_is_known(tmp_path: Path) -> None:
    path = write_study(tmp_path, '[streets2]\n[output]\ntitel = "x"\n')
    with pytest.raises(InputError) as caught:
        read_study(path)
    text = caught.value.text("en")
    assert "streets2" in text
    assert "name, streets, centers, blocks" in text
    assert "output.titel" in text
    assert "prepared_by" in text


def test_a_study_without_files_says_which_are_needed() -> None:
    assert codes_of(lambda: read_study({})) == ["file_not_named"] * 3
    assert codes_of(lambda: read_study({}, options={"street": {}})) == ["unknown_section"]


@pytest.mark.parametrize(("data", "code"), [(b"name = \n", "study_not_toml"), (b'name = "\xff"', "study_not_utf8")])
def test_a_broken_study_file_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(data)
    assert codes_of(lambda: read_study(path)) == [code]
    assert codes_of(lambda: read_study(tmp_path / "none.toml")) == ["file_missing"]


def test_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    path = write_study(
        tmp_path,
        '[gates]\nfile = "gates.csv"\n',
        centers_csv="name,lon,lat\nA,30.58,114.28\n",
        gates_csv="block_id,lon,lat\nA,114.28,\nB7,114.28,30.58\n",
    )
    write_layer(tmp_path / "blocks.gpkg", [SQUARE], block_id=["A"])
    (tmp_path / "streets.gpkg").write_bytes(b"none")
    found = codes_of(lambda: read_study(path))
    assert found == ["unknown_content", "coordinates_swapped", "coordinate_missing", "gate_of_no_block"]


def test_the_area_leaves_out_blocks_and_their_gates(tmp_path: Path) -> None:
    path = write_study(
        tmp_path,
        '[blocks.columns]\nname = "label"\n[gates]\nfile = "gates.csv"\n[area]\nfile = "area.geojson"\n',
        gates_csv="block_id,lon,lat\nA,114.282,30.581\nB,114.4001,30.5801\n",
    )
    write_layer(
        tmp_path / "blocks.gpkg",
        [SQUARE, shapely.box(114.4, 30.58, 114.41, 30.59)],
        block_id=["A", "B"],
        label=["甲", "乙"],
    )
    write_geojson(tmp_path / "area.geojson", (WIDE, {}))
    study = read_study(path, options={kind: {"datum": "WGS-84"} for kind in ("centers", "gates")})
    assert study.blocks["name"].tolist() == ["甲"]
    assert study.gates["block_id"].tolist() == ["A"]
    assert study.area is not None
    assert study.area.equals(WIDE)
    assert study.warnings == ()
    assert [source.kind for source in study.sources] == ["streets", "centers", "blocks", "gates", "area"]


def tables_in_memory() -> dict[str, Any]:
    return {
        "streets": gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=STREETS, crs="EPSG:4326").to_crs("EPSG:4547"),
        "centers": pd.DataFrame({"name": ["A"], "lon": [114.285], "lat": [30.5805]}, index=[9]),
        "blocks": gpd.GeoDataFrame({"population": [5]}, geometry=[SQUARE], crs="EPSG:4326", index=[3]),
    }


def test_a_study_from_tables_in_memory() -> None:
    given_tables = tables_in_memory()
    before = {name: table.copy(deep=True) for name, table in given_tables.items()}
    study = study_from_tables(
        **given_tables,
        name="小城",
        scenario=Scenario(minutes=5),
        options={"population": {"label": "illustrative"}, "streets": {"crossings": "join"}},
    )
    assert isinstance(study, Study)
    assert (study.crossings, study.population_label, study.scenario.minutes) == ("join", "illustrative", 5)
    assert {source.file for source in study.sources} == {"memory"}
    assert study.centers["center_id"].map(is_made).tolist() == [True]
    for name, table in given_tables.items():
        assert table.equals(before[name])


def test_frames_with_odd_columns_are_read_or_refused() -> None:
    odd = tables_in_memory()
    odd["centers"] = gpd.GeoDataFrame(odd["centers"].assign(extra=1).rename(columns={"extra": 7}))
    assert study_from_tables(**odd).centers["name"].tolist() == ["A"]
    odd["centers"] = odd["centers"].rename(columns={7: "name"})
    assert codes_of(lambda: study_from_tables(**odd)) == ["repeated_column"]


def test_a_study_from_a_graph_in_memory() -> None:
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    graph.add_node(1, x=114.28, y=30.58)
    graph.add_node(2, x=114.29, y=30.58)
    graph.add_edge(1, 2, length=960.0)
    study = study_from_tables(**{**tables_in_memory(), "streets": graph})
    assert study.streets["length_m"].tolist() == [960.0]
    assert study.sources[0].notes["rule"] == "graph as given"


def test_faults_of_tables_in_memory_come_at_once() -> None:
    bad = tables_in_memory()
    bad["streets"] = bad["streets"].set_crs(None, allow_override=True)
    bad["centers"] = bad["centers"].assign(lon=float("inf"))
    bad["blocks"] = bad["blocks"].assign(population=-1)
    assert codes_of(lambda: study_from_tables(**bad)) == [
        "coordinates_in_metres",
        "coordinate_not_number",
        "negative_number",
    ]
    assert codes_of(lambda: study_from_tables(**tables_in_memory(), options={"nothing": {}})) == ["unknown_section"]


def test_the_demo_is_found_where_it_is_installed_or_in_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study_reading, "files", lambda package: tmp_path / package)
    assert codes_of(demo_study) == ["demo_missing"]
    for home in ("data", "circles/demo"):
        write_study(tmp_path / home / "hankou")
        assert demo_study() == tmp_path / home / "hankou"


PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
)
SAID = st.dictionaries(
    st.sampled_from([*SECTIONS, "name", "nonsense"]),
    PLAIN | st.dictionaries(st.sampled_from([key for keys in SECTIONS.values() for key in keys]), PLAIN, max_size=3),
    max_size=4,
)


@given(SAID)
def test_whatever_is_said_ends_in_findings_with_texts(said: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        read_study(said)
    assert caught.value.text("zh")
    assert caught.value.text("en")
