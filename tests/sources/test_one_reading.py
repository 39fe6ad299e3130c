"""A check and a plan read alike: what one refuses the other calls unusable, with the same findings."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

import circles
from circles import tables
from circles.errors import InputError
from circles.sources.study.reach import FURTHEST_M
from circles.sources.study.settings import read_settings
from circles.sources.study.study_tables import tables_of
from circles.sources.tables.raw_table import in_full
from tests.sources.hostile.make_corpus import HERE
from tests.sources.small_files import SQUARE, STREETS, codes_of, write_geojson, write_layer, write_study

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circles.errors import Finding

GOOD = {"streets": "good_streets.geojson", "centers": "good.csv", "blocks": "good.gpkg"}


def corpus_cases() -> list[dict[str, str]]:
    with (HERE / "corpus.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def read_or_told(study: str | Path | Mapping[str, Any]) -> list[Finding]:
    """Return what `read_study` raises, nothing where it reads the study."""
    try:
        circles.read_study(study)
    except InputError as error:
        return in_full(error.findings)
    return []


def places(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return sorted((finding.code, str(finding.row), str(finding.column)) for finding in findings)


def assert_alike(study: str | Path | Mapping[str, Any]) -> list[Finding]:
    """Assert that a check tells the findings of the reading, and finds the study unusable where there are any."""
    told = read_or_told(study)
    found = circles.check_study(study)
    assert (found.status == "unusable") is bool(told)
    assert places(list(found.faults)) == places(told)
    return told


@pytest.mark.filterwarnings("ignore:'.init=:FutureWarning")
@pytest.mark.parametrize("case", corpus_cases(), ids=lambda case: case["file"])
def test_a_hostile_file_is_refused_by_the_reading_and_by_the_check(case: dict[str, str]) -> None:
    path = HERE / case["file"]
    if case["kind"] == "study":
        # A check goes on where the settings end: it may tell more, never less.
        told, found = read_or_told(path), circles.check_study(path)
        assert told
        assert found.status == "unusable"
        assert set(places(told)) <= set(places(list(found.faults)))
        return
    files = {**GOOD, case["kind"]: case["file"]}
    assert assert_alike({kind: {"file": HERE / file} for kind, file in files.items()})


def test_the_good_files_of_the_corpus_are_a_study_to_both() -> None:
    files = {kind: {"file": HERE / file} for kind, file in GOOD.items()}
    assert assert_alike({**files, "scenario": {"max_snap_m": FURTHEST_M}}) == []


@pytest.mark.parametrize(
    ("length_m", "code"),
    [(0.0, "no_street_length"), (1e13, "street_length_unusable"), (1e300, "street_length_unusable")],
)
def test_streets_of_no_length_or_without_end_are_refused_by_both(tmp_path: Path, length_m: float, code: str) -> None:
    study = write_study(tmp_path)
    given: dict[str, Any] = {name: [""] * len(STREETS) for name in ("street_id", "name", "highway", "level")}
    cuts: dict[str, Any] = {name: [False] * len(STREETS) for name in ("cut_start", "cut_end")}
    write_layer(tmp_path / "streets.gpkg", STREETS, **given, **cuts, length_m=[length_m] * len(STREETS))
    assert {finding.code for finding in assert_alike(study)} == {code}


def test_a_list_whose_numbers_were_cut_off_is_refused_by_both(tmp_path: Path) -> None:
    study = write_study(tmp_path, centers_csv="名称,经度,纬度,状态\n一号,114.285,3")
    (told,) = assert_alike(study)
    assert told.code == "all_centers_out_of_reach"


def test_a_shapefile_with_the_crs_of_another_place_is_refused_by_both(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    study.write_text(study.read_text(encoding="utf-8").replace("blocks.gpkg", "blocks.shp"), encoding="utf-8")
    in_a_plane = gpd.GeoSeries([SQUARE], crs=tables.WGS84).to_crs("EPSG:4547")
    write_layer(tmp_path / "blocks.shp", in_a_plane.tolist(), crs="EPSG:4547", name=["A"])
    assert assert_alike(study) == []
    other = write_layer(tmp_path / "other.shp", in_a_plane.tolist(), crs="EPSG:4534", name=["A"]).with_suffix(".prj")
    (tmp_path / "blocks.prj").write_bytes(other.read_bytes())
    (told,) = assert_alike(study)
    assert told.code == "all_blocks_out_of_reach"


def test_what_some_scenario_could_reach_is_read_and_left_to_the_plan(tmp_path: Path) -> None:
    study = write_study(tmp_path, centers_csv="name,lon,lat\nA,114.285,30.60\n")
    assert len(circles.read_study(study).centers) == 1
    assert codes_of(lambda: circles.plan(circles.read_study(study))) == ["all_centers_out_of_reach"]
    assert circles.Scenario(max_snap_m=FURTHEST_M).max_snap_m == FURTHEST_M
    assert codes_of(lambda: circles.Scenario(max_snap_m=FURTHEST_M + 1)) == ["bad_setting"]


def test_every_table_is_read_before_any_is_understood(tmp_path: Path) -> None:
    study = write_study(tmp_path, '[gates]\nfile = "gates.csv"\n[edits]\nfile = "edits.geojson"\n')
    (tmp_path / "gates.csv").write_bytes(b"\xff\xfe\x00")
    write_geojson(tmp_path / "edits.geojson", (STREETS[0], {"kind": "path"}))
    read = tables_of(read_settings(study))
    assert list(read.raw) == ["centers", "blocks", "edits"]
    assert [finding.code for finding in read.faults["gates"]] == ["unknown_encoding"]
    assert read.streets is not None
    assert len(read.streets.table) == len(STREETS)


def test_a_broken_list_of_totals_hides_behind_no_other_fault(tmp_path: Path) -> None:
    study = write_study(tmp_path, '[population]\ncontrol = "totals.csv"\n', centers_csv="name,lon,lat\nA,x,30.58\n")
    (tmp_path / "totals.csv").write_bytes(b"")
    assert sorted(finding.code for finding in assert_alike(study)) == ["coordinate_not_number", "empty_file"]


def test_candidates_and_ground_are_part_of_the_study_and_of_its_check(tmp_path: Path) -> None:
    sections = '[candidates]\nfile = "candidates.csv"\naway_m = 50\n[forbidden]\nfile = "no.geojson"\n'
    study = write_study(tmp_path, sections)
    (tmp_path / "candidates.csv").write_text("名称,经度,纬度,房东\n街角,114.286,30.5801,某人\n", encoding="utf-8")
    write_geojson(tmp_path / "no.geojson", (shapely.box(114.2, 30.5, 114.21, 30.51), {}))
    read = circles.read_study(study)
    assert read.candidates is not None
    assert read.candidates.table is not None
    assert read.candidates.table["name"].tolist() == ["街角"]
    assert (read.candidates.away_m, read.candidates.forbidden is None) == (50.0, False)
    # What only a siting takes is no input of a plan.
    assert [source.kind for source in read.sources] == ["streets", "centers", "blocks"]
    told: Any = circles.check_study(study).inputs.set_index("kind")
    assert told.loc["candidates", ["file", "rows", "accepted", "rejected"]].tolist() == ["candidates.csv", 1, 1, 0]
    assert told.loc["forbidden", "file"] == "no.geojson"
    assert circles.read_study(write_study(tmp_path / "none")).candidates is None


def test_faults_of_candidates_are_told_with_those_of_the_other_inputs(tmp_path: Path) -> None:
    sections = '[candidates]\nfile = "candidates.csv"\n[preferred]\nfile = "yes.geojson"\n'
    study = write_study(tmp_path, sections, centers_csv="name,lon,lat\nA,x,30.58\n")
    (tmp_path / "candidates.csv").write_text("name,lon,lat\nB,114.286,30.58\nC,y,30.58\n", encoding="utf-8")
    write_geojson(tmp_path / "yes.geojson", (STREETS[0], {}))
    told = [(finding.code, finding.file) for finding in assert_alike(study)]
    assert sorted(told) == [
        ("area_not_polygon", "yes.geojson"),
        ("coordinate_not_number", "candidates.csv"),
        ("coordinate_not_number", "centers.csv"),
    ]
