"""What a result folder promises to whoever builds on it: files, layers, columns, order, bytes and sums."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

import circles
from circles import tables, texts
from circles.workflows.streets_attached import network_of
from tests.study_files import BLOCKS_CRS, PEOPLE, REASONS, write_town

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"coverage.html", "plan.gpkg", "blocks.csv", "blocks.xlsx", "summary.json", "run.json"}
"""What an English study receives."""
CHINESE_FILES = FILES - {"blocks.xlsx"} | {"小区.xlsx"}
DEMO_FILES = CHINESE_FILES | {
    *(
        "districts.csv",
        "community_coverage.csv",
        "tiers.csv",
        "funnel.csv",
        "services.csv",
        "hours.csv",
        "use.csv",
        "rings.csv",
    )
}
"""What the demo receives: its blocks name their districts, its centers their tier, status and services."""
LAYERS = {
    "blocks": "block_id, name, population, minutes, minutes_low, walk_m, center_id, gate_id, snap_m, verdict, edge, "
    "reason, dwellings",
    "circles": "center_id, name, minutes, area_m2, population, over_claim, miss, reach_m, private_share",
    "centers": "center_id, name, status, attached, snap_m, reason, people_within, people_nearest, people_alone, "
    "private_share",
}
OTHER_LAYERS = {"service_area", "gaps", "layer_styles"}


def written(study: Path, folder: Path) -> Path:
    plan = circles.plan(circles.read_study(study))
    return circles.write_plan(plan, folder).folder


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a result of the town."""
    folder = tmp_path_factory.mktemp("town")
    return written(write_town(folder), folder / "result")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a result of the bundled demo."""
    return written(circles.demo_study() / "study.toml", tmp_path_factory.mktemp("demo") / "汉口 示例")


@pytest.fixture(params=["town", "demo"])
def folder(request: pytest.FixtureRequest) -> Path:
    result: Path = request.getfixturevalue(request.param)
    return result


def files_of(folder: Path) -> set[str]:
    """Return what the study of a result receives: the demo is Chinese."""
    return DEMO_FILES if folder.name == "汉口 示例" else FILES


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "blocks.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def summary_of(folder: Path) -> Any:
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def layer(folder: Path, name: str) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(folder / "plan.gpkg", layer=name)


def test_the_folder_holds_its_files_and_nothing_is_left_beside_it(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == files_of(folder)
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_the_map_asks_for_nothing_from_outside(folder: Path) -> None:
    page = (folder / "coverage.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    # The packed data is letters at random: it may read like anything.
    page = re.sub(r'[^"\s<]{10000,}', "", page)
    assert not re.findall(r"""src=["']?https?:|url\(["']?https?:|<link [^>]*href|\{z\}""", page)
    assert "North <b>" not in page


def test_the_geopackage_has_the_layers_and_columns_of_the_contract(folder: Path) -> None:
    names = {str(name) for name, _ in pyogrio.list_layers(folder / "plan.gpkg")}
    assert set(LAYERS) | OTHER_LAYERS <= names
    for name, columns in LAYERS.items():
        found, promised = [*layer(folder, name).columns], columns.split(", ")
        assert [*found[: len(promised)], found[-1]] == [*promised, "geometry"]
        # What the demo's lists say of districts, tiers and services comes behind.
        assert files_of(folder) == DEMO_FILES or len(found) == len(promised) + 1


def test_results_are_in_the_blocks_own_system(folder: Path) -> None:
    for name in ("blocks", "circles", "centers", "service_area", "gaps"):
        assert pyogrio.read_info(folder / "plan.gpkg", layer=name)["crs"] == BLOCKS_CRS
    assert layer(folder, "centers").geometry.x.median() > 100_000


def test_the_table_is_for_excel_and_worst_first(folder: Path) -> None:
    assert (folder / "blocks.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of(folder)
    assert list(rows[0])[:10] == LAYERS["blocks"].split(", ")[:10]
    evaluated = [row for row in rows if row["verdict"] != tables.NOT_EVALUATED]
    assert rows[: len(evaluated)] == evaluated
    minutes = [float(row["minutes"] or math.inf) for row in evaluated]
    assert minutes == sorted(minutes, reverse=True)
    assert [row["reason"] == "no_path" for row in evaluated] == [math.isinf(each) for each in minutes]


def test_table_and_geopackage_say_the_same(folder: Path) -> None:
    rows, blocks = rows_of(folder), layer(folder, "blocks").set_index("block_id")
    assert {row["block_id"] for row in rows} == set(blocks.index)
    for row in rows:
        block = blocks.loc[row["block_id"]]
        assert (row["verdict"], row["reason"]) == (block["verdict"], block["reason"])
        same = row["walk_m"] == "" if np.isnan(block["walk_m"]) else float(row["walk_m"]) == block["walk_m"]
        assert same


def test_the_summary_says_what_was_asked_counted_and_read(folder: Path) -> None:
    summary = summary_of(folder)
    assert summary["scenario"]["minutes"] == 15
    assert summary["scenario"]["walking_speed_kmh"] == 4.0
    assert summary["scenario"]["limit_m"] == 1000
    assert summary["method_version"] == "2"
    assert set(summary["headline"]) == set(texts.LANGUAGES)
    assert isinstance(summary["warnings"], list)
    assert {source["kind"] for source in summary["sources"]} >= {"streets", "centers", "blocks"}
    assert all(len(source["sha256"]) == 64 for source in summary["sources"])
    assert {"mean", "mean_weighted_by_population", "worst"} <= set(summary["minutes"])
    for base in ("people", "dwellings", "land_m2", "blocks"):
        row = summary["account"][base]
        parts = [round(row[name] * 1000) for name in ("inside", "outside", "not_evaluated")]
        assert sum(parts) == round(row["total"] * 1000)
        assert row["coverage_rate"] == pytest.approx(row["inside"] / row["total"])


def test_the_summary_holds_the_checksums_of_the_other_files(folder: Path) -> None:
    sums = summary_of(folder)["files"]
    assert set(sums) == files_of(folder) - {"summary.json", "run.json"}
    for name, checksum in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == checksum


def test_sources_are_named_by_their_own_checksums(town: Path) -> None:
    for source in summary_of(town)["sources"]:
        data = (town.parent / source["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == source["sha256"]


def test_minutes_of_the_summary_are_those_of_the_blocks_with_a_path(folder: Path) -> None:
    blocks = layer(folder, "blocks")
    walked = blocks[blocks["minutes"].notna()]
    minutes = summary_of(folder)["minutes"]
    assert minutes["worst"] == walked["minutes"].max()
    assert minutes["mean"] == pytest.approx(walked["minutes"].mean())
    weights = walked["population"].fillna(0)
    assert minutes["mean_weighted_by_population"] == pytest.approx(np.average(walked["minutes"], weights=weights))


def test_nothing_but_the_run_tells_when_and_where(folder: Path) -> None:
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert {"written_at", "machine"} <= set(run)
    year = run["written_at"][:10]
    for name in files_of(folder) - {"run.json"}:
        data = (folder / name).read_bytes()
        assert year.encode() not in data, name
        assert str(folder.parent).encode() not in data, name


def test_every_verdict_of_the_town_is_the_one_worked_by_hand(town: Path) -> None:
    blocks = layer(town, "blocks").set_index("block_id")
    assert blocks["reason"].to_dict() == REASONS
    inside = {name for name, reason in REASONS.items() if not reason}
    assert set(blocks.index[blocks["verdict"] == tables.INSIDE]) == inside
    assert blocks.loc["B6", "gate_id"] == "G1"
    assert blocks.loc["B6", "walk_m"] == pytest.approx(90 + 300 + 10, abs=0.5)
    assert blocks.loc["B1", "population"] == PEOPLE["B1"]
    account = summary_of(town)["account"]["people"]
    assert account["inside"] == PEOPLE["B1"] + PEOPLE["B6"]
    assert account["outside"] == PEOPLE["B2"] + PEOPLE["B3"]
    assert account["not_evaluated"] == PEOPLE["B5"] + PEOPLE["B7"]
    assert account["unknown_blocks"] == 1


def test_centers_are_attached_or_not_and_open_or_closed(town: Path) -> None:
    centers = layer(town, "centers").set_index("center_id")
    assert centers["attached"].to_dict() == {"A": True, "C": True, "F": False}
    assert centers["status"].to_dict() == {"A": "open", "C": "closed", "F": "open"}
    assert set(layer(town, "circles")["center_id"]) == {"A"}


def test_two_runs_differ_in_nothing_but_the_run(folder: Path, tmp_path: Path) -> None:
    study = folder.parent / "study.toml"
    again = written(study if study.exists() else circles.demo_study() / "study.toml", tmp_path / "again")
    for name in files_of(folder) - {"run.json"}:
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


@pytest.mark.parametrize("seed", [1, 2])
def test_row_order_changes_nothing(town: Path, tmp_path: Path, seed: int) -> None:
    other = written(write_town(tmp_path, shuffle=seed), tmp_path / "result")
    assert (other / "blocks.csv").read_bytes() == (town / "blocks.csv").read_bytes()
    for name in ("blocks", "circles", "centers", "service_area", "gaps"):
        both = [layer(folder, name) for folder in (town, other)]
        keys = [column for column in ("block_id", "center_id", "gap_id") if column in both[0]][:1]
        one, two = (each.sort_values(keys).reset_index(drop=True) if keys else each for each in both)
        pd.testing.assert_frame_equal(one.drop(columns="geometry"), two.drop(columns="geometry"))
        assert shapely.to_wkb(one.geometry).tolist() == shapely.to_wkb(two.geometry).tolist(), name
    told = [summary_of(folder) for folder in (town, other)]
    for summary in told:
        summary.pop("files")
        summary["sources"] = [{**source, "sha256": ""} for source in summary["sources"]]
    assert told[0] == told[1]


def test_output_system_and_language_are_as_asked_for(tmp_path: Path) -> None:
    study = write_town(tmp_path, text='[output]\ncrs = "EPSG:4490"\nlang = "zh"\ntitle = "标题"\n')
    result = written(study, tmp_path / "结果 1")
    assert pyogrio.read_info(result / "plan.gpkg", layer="blocks")["crs"] == "EPSG:4490"
    assert 'lang="zh' in (result / "coverage.html").read_text(encoding="utf-8")[:2000]


def test_ids_are_made_where_there_are_none(tmp_path: Path) -> None:
    from tests.study_files import blocks, centers

    given = {"centers": centers().drop(columns="center_id"), "blocks": blocks().drop(columns="block_id"), "gates": ""}
    study = write_town(tmp_path, tables=given)
    plain = study.read_text(encoding="utf-8").replace('[gates]\nfile = "gates.csv"\n', "")
    study.write_text(plain, encoding="utf-8")
    plan = circles.plan(circles.read_study(study))
    assert plan.centers["center_id"].is_unique
    assert plan.blocks["block_id"].is_unique


def test_a_failure_leaves_the_earlier_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from circles.publish import plan_files

    study = write_town(tmp_path)
    result = written(study, tmp_path / "result")
    before = {path.name: path.read_bytes() for path in result.iterdir()}

    def fails(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(plan_files, "summary_json", fails)
    with pytest.raises(circles.OutputError):
        written(study, result)
    assert {path.name: path.read_bytes() for path in result.iterdir()} == before


# Cities


def porto_alegre(city_data: Path, streets: Path | None = None, **how: object) -> circles.Study:
    place = city_data / "porto-alegre"
    return circles.read_study(
        {
            "name": "Porto Alegre",
            "streets": {"file": str(streets or place / "poa_osm.pbf"), **how},
            "centers": {"file": str(place / "poa_points_of_interest.csv")},
            "blocks": {"file": str(place / "poa_hexgrid.csv")},
        }
    )


@pytest.fixture(scope="module")
def poa(city_data: Path) -> circles.Plan:
    """The plan of Porto Alegre: hexagons as points, points of interest as centers."""
    return circles.plan(porto_alegre(city_data))


@pytest.mark.city
def test_porto_alegre_sums_to_its_people(poa: circles.Plan, tmp_path: Path) -> None:
    people = poa.account.loc["people"]
    assert people["total"] == 812_935
    assert people["inside"] + people["outside"] + people["not_evaluated"] == 812_935
    assert poa.account.loc["blocks", "total"] == 1_227
    assert 0 < people["coverage_rate"] < 1
    result = circles.write_plan(poa, tmp_path / "Porto Alegre").folder
    assert sum(float(row["population"]) for row in rows_of(result)) == 812_935
    assert summary_of(result)["account"]["people"]["total"] == 812_935


@pytest.mark.city
def test_pbf_and_graphml_of_one_network_give_one_answer(city_data: Path, tmp_path: Path) -> None:
    # Of squares a graph knows the pieces alone, and takes them for streets; of private ones not which are of one way.
    one = circles.plan(porto_alegre(city_data, squares=False, private_ways="left out"))
    graph = network_of(one.study).to_networkx()
    for _, _, edge in graph.edges(data=True):
        edge["geometry"] = shapely.to_wkt(edge["geometry"], rounding_precision=7)
    nx.write_graphml(graph, tmp_path / "streets.graphml")
    other = circles.plan(porto_alegre(city_data, tmp_path / "streets.graphml"))
    assert (other.blocks["verdict"] == one.blocks["verdict"]).mean() > 0.999
    near = (other.blocks["walk_m"] - one.blocks["walk_m"]).abs() <= 0.01
    assert (near | (other.blocks["walk_m"].isna() & one.blocks["walk_m"].isna())).mean() > 0.999


def drawn_study(streets: Path, blocks: gpd.GeoDataFrame, folder: Path, centers: int = 4) -> circles.Study:
    """Return a study with illustrative centers on every n-th block, for streets of a real city."""
    blocks.to_file(folder / "blocks.gpkg", engine="pyogrio")
    spots = blocks.to_crs("EPSG:4326").geometry.representative_point().iloc[:: max(len(blocks) // centers, 1)]
    lines = [f"示例中心 {i},{spot.x},{spot.y}" for i, spot in enumerate(spots, 1)]
    (folder / "centers.csv").write_text("名称,经度,纬度\n" + "\n".join(lines), encoding="utf-8")
    files = {"streets": streets, "centers": folder / "centers.csv", "blocks": folder / "blocks.gpkg"}
    sections: dict[str, Any] = {kind: {"file": str(file)} for kind, file in files.items()}
    sections["centers"]["label"] = "illustrative"
    return circles.read_study(sections)


@pytest.mark.city
def test_helsinki_is_planned(city_data: Path, tmp_path: Path) -> None:
    place = city_data / "helsinki"
    grid = gpd.read_file(place / "helsinki_population_grid_2020.gpkg")
    plan = circles.plan(drawn_study(place / "Helsinki.osm.pbf", grid[["geometry"]], tmp_path))
    assert plan.account.loc["blocks", "total"] == len(grid)
    assert (plan.blocks["verdict"] == tables.INSIDE).any()
    circles.write_plan(plan, tmp_path / "out")
    assert set(layer(tmp_path / "out", "blocks")["verdict"]) <= {"inside", "outside", "not evaluated"}


@pytest.mark.city
@pytest.mark.parametrize("name", ["baoding_main_roads.graphml", "baoding_roads.geojson"])
def test_baoding_is_planned(city_data: Path, tmp_path: Path, name: str) -> None:
    area = gpd.read_file(city_data / "baoding" / "lianchi_boundary.geojson").to_crs("EPSG:4547")
    west, south, east, north = area.total_bounds
    corners = [(x, y) for x in np.arange(west, east, 1000) for y in np.arange(south, north, 1000)]
    cells = gpd.GeoDataFrame(geometry=[shapely.box(x, y, x + 900, y + 900) for x, y in corners], crs="EPSG:4547")
    inside = cells[cells.within(area.union_all())].reset_index(drop=True)
    plan = circles.plan(drawn_study(city_data / "baoding" / name, inside, tmp_path, centers=12))
    assert plan.account.loc["blocks", "total"] == len(inside)
    assert {tables.INSIDE, tables.OUTSIDE} <= set(plan.blocks["verdict"])
    assert plan.study.lang == "zh"
    circles.write_plan(plan, tmp_path / "结果")
