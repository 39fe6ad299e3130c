"""What a check tells of studies that are whole, doubtful and broken, and that it writes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

import circles
from circles import cli, tables, texts
from circles.phrases import text_of
from circles.sources.geo.datum import gcj02_from_wgs84
from tests import study_files
from tests.study_files import write_town
from tests.towns import degrees, square

if TYPE_CHECKING:
    from pathlib import Path

CLEAN = """name = "Grid"
[streets]
file = "streets.gpkg"
[centers]
file = "centers.csv"
datum = "WGS-84"
[blocks]
file = "blocks.gpkg"
"""


def grid_streets(*, noded: bool = True) -> gpd.GeoDataFrame:
    """Return a grid of 200 m over 1.6 km, cut at its crossings or not."""
    offsets = [200.0 * i for i in range(-3, 6)]
    lines = [shapely.LineString([(-610, y), (1010, y)]) for y in offsets]
    lines += [shapely.LineString([(x, -610), (x, 1010)]) for x in offsets]
    drawn = shapely.get_parts(shapely.union_all(lines)) if noded else np.array(lines)
    geometry = [shapely.LineString(degrees(line.coords)) for line in drawn]
    return gpd.GeoDataFrame({"name": [""] * len(geometry)}, geometry=geometry, crs=tables.WGS84)


def grid_blocks(**columns: Any) -> gpd.GeoDataFrame:
    """Return four blocks between the streets of the grid, 20 m from each, with people."""
    corners = [(20, 20), (220, 20), (20, 220), (220, 220)]
    shapes = [shapely.Polygon(degrees(square(x, y, 160))) for x, y in corners]
    table = {"block_id": ["B1", "B2", "B3", "B4"], "name": ["", "", "", ""], "population": [1, 2, 3, 4]}
    return gpd.GeoDataFrame({**table, **columns}, geometry=shapes, crs=tables.WGS84)


def grid_centers(count: int = 2, *, shifted: bool = False) -> str:
    rng = np.random.default_rng(7)
    places = np.column_stack([rng.uniform(-600, 1000, count), 200.0 * rng.integers(-3, 6, count)])
    lon, lat = degrees(places.tolist()).T
    if shifted:
        lon, lat = gcj02_from_wgs84(lon, lat)
    rows = [f"C{i},Center {i},{x},{y}" for i, (x, y) in enumerate(zip(lon, lat, strict=True))]
    return "\n".join(["center_id,name,lon,lat", *rows])


def grid_study(folder: Path, text: str = "", **given: Any) -> Path:
    """Write the grid as a study that leaves nothing to look at."""
    made = {"streets": grid_streets(), "centers": grid_centers(), "blocks": grid_blocks(), **given}
    write_town(folder, tables=made)
    study = folder / "study.toml"
    study.write_text(CLEAN + text, encoding="utf-8")
    return study


def codes(check: circles.Check) -> list[str]:
    return [finding.code for finding in check.warnings]


def row(check: circles.Check, kind: str) -> dict[str, Any]:
    own: Any = check.inputs[check.inputs["kind"] == kind].to_dict("records")
    return dict(own[0])


def test_a_study_without_fault_is_clean(tmp_path: Path) -> None:
    check = circles.check_study(grid_study(tmp_path))
    assert (check.status, check.faults, check.warnings) == ("clean", (), ())
    assert check.inputs["rows"].tolist() == check.inputs["accepted"].tolist() == [180, 2, 4]
    assert check.not_evaluated.empty
    assert check.sparse_areas.empty
    assert check.streets["unjoined"] == 0
    assert check.unknown == {"blocks": 4, "population": 0, "dwellings": 4}
    assert "nothing needs attention" in check.sentence("en")


def test_the_town_is_told_as_it_is_planned(tmp_path: Path) -> None:
    study = write_town(tmp_path)
    check, plan = circles.check_study(study), circles.plan(circles.read_study(study))
    assert check.status == "warnings"
    assert all(each in check.warnings for each in plan.warnings)
    told = {(kind, reason): count for kind, reason, count, _ in check.not_evaluated.itertuples(index=False, name=None)}
    blocks = {("block", reason): 1 for reason in ("no_geometry", "no_street", "no_gate_in_reach")}
    assert told == {**blocks, ("center", "no_street"): 1, ("gate", "no_street"): 1}
    assert plan.snapping is not None
    assert plan.sparse_areas is not None
    assert check.snapping.drop(columns="furthest").equals(plan.snapping.drop(columns="furthest"))
    assert check.sparse_areas.equals(plan.sparse_areas)
    first = check.snapping["furthest"].iloc[0][0]
    assert first[:2] == ("F", "Far")


def test_every_fault_of_every_file_is_told_and_good_rows_are_examined(tmp_path: Path) -> None:
    centers = study_files.centers().astype({"lon": object})
    centers.loc[2, "lon"] = "somewhere"
    blocks = study_files.blocks().astype({"population": object})
    blocks.loc[[0, 3], "population"] = ["many", "-5"]
    study = write_town(tmp_path, tables={"centers": centers, "blocks": blocks, "gates": "a;b\n1;2\n"})
    check = circles.check_study(study)
    assert check.status == "unusable"
    assert {(fault.file, fault.row) for fault in check.faults} == {
        ("centers.csv", 4),
        ("blocks.gpkg", 1),
        ("blocks.gpkg", 4),
        ("gates.csv", None),
    }
    assert (row(check, "centers")["accepted"], row(check, "centers")["rejected"]) == (2, 1)
    assert (row(check, "blocks")["accepted"], row(check, "blocks")["rejected"]) == (5, 2)
    assert (row(check, "gates")["accepted"], row(check, "gates")["rejected"]) == (0, 1)
    assert check.snapping.set_index("kind")["points"].to_dict() == {"center": 2, "block": 5}
    with pytest.raises(circles.InputError) as refused:
        circles.read_study(study)
    assert refused.value.findings == check.faults
    assert check.rejected.loc[check.rejected["kind"] == "centers", ["row", "column", "value"]].to_numpy().tolist() == [
        [4, "lon", "somewhere"]
    ]
    told = check.summary()["faults"][0]
    assert (told["input"], told["row"], told["value"]) == ("centers", 4, "somewhere")
    assert told["remedy"]["zh"] != told["remedy"]["en"]


def test_rows_read_are_used_left_out_and_rejected(tmp_path: Path) -> None:
    area = gpd.GeoDataFrame(geometry=[shapely.Polygon(degrees(square(0, 0, 210)))], crs=tables.WGS84)
    area.to_file(tmp_path / "area.gpkg")
    check = circles.check_study(grid_study(tmp_path, '[area]\nfile = "area.gpkg"\n'))
    blocks = row(check, "blocks")
    assert [blocks[name] for name in ("rows", "accepted", "left_out", "rejected")] == [4, 1, 3, 0]
    for name in ("streets", "centers", "blocks", "area"):
        told = row(check, name)
        assert told["rows"] == told["accepted"] + told["left_out"] + told["rejected"]
    assert check.districts["basis"].tolist() == ["area"]


def test_a_study_that_leaves_nothing_to_plan_is_unusable(tmp_path: Path) -> None:
    nowhere = grid_blocks().set_geometry([None] * 4, crs=tables.WGS84)
    check = circles.check_study(grid_study(tmp_path, blocks=nowhere))
    assert (check.status, [fault.code for fault in check.faults]) == ("unusable", ["all_blocks_out_of_reach"])
    assert check.snapping["without_place"].tolist() == [0, 4]
    assert check.districts["land_km2"].tolist() == [0]
    assert check.document().shown


def test_more_faults_than_are_shown_are_all_listed(tmp_path: Path) -> None:
    lines = "\n".join(f"B{i},Block,x{i},30.6" for i in range(300))
    study = grid_study(tmp_path)
    (tmp_path / "many.csv").write_text("block_id,name,lon,lat\n" + lines, encoding="utf-8")
    check = circles.check_study(study, options={"blocks": {"file": str(tmp_path / "many.csv")}})
    assert [fault.row for fault in check.faults] == list(range(2, 302))
    assert row(check, "blocks")["rejected"] == 300
    assert len(check.summary()["faults"]) == 300
    (told,) = [section for section in check.document().shown if "300" in text_of(section.title, "en")]
    assert len(told.lines) == 1
    assert "and 295 more" in text_of(told.lines[0].words, "en")


def test_a_fault_of_the_study_file_hides_no_input(tmp_path: Path) -> None:
    study = grid_study(tmp_path, '[centres]\nfile = "x.csv"\n[scenario]\nminutes = "many"\nmax_snap_m = -1\n')
    (tmp_path / "blocks.gpkg").unlink()
    check = circles.check_study(study)
    assert [fault.code for fault in check.faults] == ["unknown_section", "wrong_type", "bad_setting", "file_missing"]
    assert row(check, "centers")["accepted"] == 2
    assert check.snapping["kind"].tolist() == ["center"]
    assert check.streets["junctions"] > 0


@pytest.mark.parametrize("text", [None, "name = ", "\x00", '[streets]\nfile = "no.gpkg"\n'])
def test_whatever_the_study_file_holds_is_told(tmp_path: Path, text: str | None) -> None:
    study = tmp_path / "study.toml"
    if text is not None:
        study.write_text(text, encoding="utf-8")
    check = circles.check_study(study)
    assert check.status == "unusable"
    assert check.faults
    assert json.dumps(check.summary(), allow_nan=False)
    assert check.document().shown


def test_streets_drawn_without_nodes_are_told_with_the_line_to_write(tmp_path: Path) -> None:
    study = grid_study(tmp_path, streets=grid_streets(noded=False))
    check = circles.check_study(study)
    (found,) = [finding for finding in check.warnings if finding.code == "streets_without_nodes"]
    assert check.streets["unjoined"] == 81
    assert check.streets["unjoined_share"] == 1
    for lang in texts.LANGUAGES:
        assert 'crossings = "join"' in found.text(lang)
    joined = circles.check_study(study, options={"streets": {"crossings": "join"}})
    assert "streets_without_nodes" not in codes(joined)
    assert joined.streets["crossings"] == "join"


def test_a_shifted_list_is_told_with_the_line_to_write(tmp_path: Path) -> None:
    study = grid_study(tmp_path, centers=grid_centers(60, shifted=True))
    study.write_text(CLEAN.replace('datum = "WGS-84"\n', ""), encoding="utf-8")
    check = circles.check_study(study)
    centers, blocks = check.datums
    assert (centers.state, centers.write) == ("shifted", 'datum = "GCJ-02"')
    assert centers.verdict.street_m["GCJ-02"] < 1 < centers.verdict.street_m["WGS-84"]
    assert blocks.state == "few"
    assert "layer_shifted" in codes(check)
    declared = circles.check_study(study, options={"centers": {"datum": "GCJ-02"}})
    assert declared.datums[0].state == "fits"
    assert declared.status == "clean"


def test_a_declared_datum_that_does_not_fit_is_contradicted(tmp_path: Path) -> None:
    study = grid_study(tmp_path, '[gates]\nfile = "gates.csv"\n', centers=grid_centers(60))
    check = circles.check_study(study, options={"centers": {"datum": "GCJ-02"}, "gates": {"file": None}})
    assert check.datums[0].state == "shifted"
    assert check.datums[0].write == 'datum = "WGS-84"'
    assert "datum_contradicted" in codes(check)


def test_columns_of_persons_and_columns_not_used_are_named(tmp_path: Path) -> None:
    head, *rows = grid_centers().replace("lat", "lat,电话,remark").splitlines()
    check = circles.check_study(grid_study(tmp_path, centers="\n".join([head, *(f"{line},139,x" for line in rows)])))
    assert check.dropped["column"].tolist() == ["电话"]
    assert ("centers", "remark") in set(zip(check.unused["kind"], check.unused["column"], strict=True))
    assert "139" not in json.dumps(check.summary())


def test_districts_are_told_apart_and_namesakes_too(tmp_path: Path) -> None:
    columns = {"街道": ["东街", "东街", "西街", "西街"], "社区": ["朝阳", "朝阳", "朝阳", ""]}
    check = circles.check_study(grid_study(tmp_path, blocks=grid_blocks(**columns)))
    found = check.districts.set_index("name")
    assert found["level"].unique().tolist() == ["community"]
    assert found.index.tolist() == ["东街 朝阳", "西街 朝阳"]
    assert found["blocks"].tolist() == [2, 1]
    assert found["blocks_without_street"].tolist() == [2, 1]
    assert found["basis"].unique().tolist() == ["blocks"]
    # Four streets 20 m off a square of 160 m: 50 m about it reach some 45 m beyond each corner.
    assert found.loc["西街 朝阳", "street_km"] == pytest.approx(4 * 0.25, abs=0.03)


def test_outlines_of_communities_are_the_land_where_they_are_given(tmp_path: Path) -> None:
    shapes = [shapely.Polygon(degrees(square(x, -100, 500))) for x in (-100, 400)]
    names = {"community": ["West", "East"], "subdistrict": ["", ""]}
    gpd.GeoDataFrame(names, geometry=shapes, crs=tables.WGS84).to_file(tmp_path / "communities.gpkg")
    check = circles.check_study(grid_study(tmp_path, '[communities]\nfile = "communities.gpkg"\n'))
    found = check.districts.set_index("name")
    assert found["basis"].unique().tolist() == ["polygons"]
    assert found["blocks"].to_dict() == {"East": 0, "West": 4}
    assert found["land_km2"].to_numpy() == pytest.approx([0.25, 0.25], abs=1e-4)
    # West holds three streets of 500 m each way (0, 200, 400); East one each way more or less at its rim.
    assert found.loc["West", "street_km"] == pytest.approx(2 * 3 * 0.5, abs=0.55)
    assert row(check, "communities")["accepted"] == 2


def test_blocks_are_made_where_a_center_is_at_fault(tmp_path: Path) -> None:
    study = grid_study(tmp_path, centers=grid_centers(3) + "\nC9,Nowhere,x,y")
    check = circles.check_study(study, options={"blocks": {"from": "streets"}})
    assert row(check, "centers")["rejected"] == 1
    assert row(check, "blocks")["accepted"] == 64
    assert [report.state for report in check.datums] == ["few", "made"]


@pytest.mark.parametrize("file", ["https://example.org/blocks.gpkg", "no.gpkg"])
def test_a_file_that_cannot_be_read_is_told_once(tmp_path: Path, file: str) -> None:
    check = circles.check_study(grid_study(tmp_path), options={"blocks": {"file": file}})
    assert len(check.faults) == 1
    assert row(check, "centers")["accepted"] == 2


def test_nothing_is_written(tmp_path: Path) -> None:
    study = write_town(tmp_path)
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*"))
    circles.check_study(study)
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")) == before


def test_names_are_text_wherever_they_are_shown(tmp_path: Path) -> None:
    shown = circles.check_study(write_town(tmp_path, name="<script>alert(1)</script>"))._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_the_same_study_gives_the_same_report(tmp_path: Path) -> None:
    one, other = (circles.check_study(write_town(tmp_path / str(seed), shuffle=seed)).summary() for seed in (1, 2))
    for told in (one, other):
        told["not_evaluated"].sort(key=lambda each: (each["kind"], each["reason"]))
    assert one["snapping"] == other["snapping"]
    assert one["streets"] == other["streets"]
    assert one["not_evaluated"] == other["not_evaluated"]
    assert one["sparse_areas"] == other["sparse_areas"]


def called(*words: str) -> Any:
    return CliRunner().invoke(cli.app, ["check", *words], env={"COLUMNS": "200"})


def test_the_command_ends_with_0_1_or_2(tmp_path: Path) -> None:
    assert called(str(grid_study(tmp_path / "clean"))).exit_code == 0
    assert called(str(write_town(tmp_path / "town"))).exit_code == 1
    assert called(str(tmp_path / "none.toml")).exit_code == 2


def test_the_command_ends_with_3_where_something_unforeseen_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("circles.network.street_soundness", fails)
    assert called(str(grid_study(tmp_path))).exit_code == 3


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_the_command_tells_sections_in_the_language_asked_for(tmp_path: Path, lang: str) -> None:
    ended = called(str(write_town(tmp_path)), "--lang", lang)
    assert ended.exit_code == 1
    for name in ("inputs", "snapping", "districts", "not_evaluated"):
        assert texts.say(f"check.{name}", lang) in ended.output
    assert "Block B5" in ended.output


def test_json_goes_to_a_file_or_alone_to_the_terminal(tmp_path: Path) -> None:
    study, report = write_town(tmp_path), tmp_path / "报告.json"
    printed = called(str(study), "--json", "-")
    assert called(str(study), "--json", str(report)).exit_code == printed.exit_code == 1
    told = json.loads(report.read_text(encoding="utf-8"))
    assert json.loads(printed.stdout) == told
    assert set(told) == {
        *("study", "method_version", "status", "sentence", "inputs", "faults", "warnings", "columns", "snapping"),
        *("streets", "compounds", "edge", "demand", "districts", "sparse_areas", "datums", "not_evaluated", "unknown"),
    }
    assert [each["kind"] for each in told["inputs"]] == ["streets", "centers", "blocks", "gates"]
    assert called(str(study), "--json", str(tmp_path / "no" / "report.json")).exit_code == 2


def test_json_never_takes_the_place_of_an_input_or_of_anything_but_a_report(tmp_path: Path) -> None:
    study, note = write_town(tmp_path), tmp_path / "note.txt"
    note.write_text("mine", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for name in ("study.toml", "centers.csv", "blocks.gpkg", "streets.gpkg", "gates.csv"):
        for words in ((), ("--replace",)):
            ended = called(str(study), "--json", str(tmp_path / name), *words)
            assert ended.exit_code == 2, ended.output
            assert name in ended.output
    assert called(str(study), "--json", str(note)).exit_code == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert called(str(study), "--json", str(note), "--replace").exit_code == 1
    assert json.loads(note.read_text(encoding="utf-8"))["study"] == "Town"
    assert (tmp_path / "note.txt.bak").read_text(encoding="utf-8") == "mine"
    assert called(str(study), "--json", str(note)).exit_code == 1, "a report takes the place of a report"


def test_options_go_before_the_study_file(tmp_path: Path) -> None:
    study = grid_study(tmp_path)
    ended = called(str(study), "--centers", str(tmp_path / "none.csv"))
    assert ended.exit_code == 2
    assert "none.csv" in ended.output


@pytest.mark.city
def test_a_city_is_checked(city_data: Path, tmp_path: Path) -> None:
    (tmp_path / "centers.csv").write_text("name,lon,lat\nA,-51.2278,-30.0275\n", encoding="utf-8")
    folder = city_data / "porto-alegre"
    check = circles.check_study(
        {
            "streets": {"file": str(folder / "poa_osm.pbf")},
            "centers": {"file": str(tmp_path / "centers.csv")},
            "blocks": {"file": str(folder / "poa_hexgrid.csv")},
        }
    )
    assert check.status == "warnings"
    streets = ["islands_left_out", "streets_left_out_would_join", "compounds_without_gate", "streets_sparse"]
    assert codes(check) == [*streets, "blocks_not_evaluated"]
    assert check.unused["column"].tolist() == ["schools", "jobs", "healthcare"]
    assert {report.state for report in check.datums} == {"abroad"}
