"""The committed demo study: what it promises in its README holds, and its script makes it again."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from circles.document import document_of
from circles.phrases import text_of

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).parents[1] / "data" / "hankou"
LISTS = ("centers.csv", "communities.csv", "demand.csv", "claims.csv")
MADE = ("streets.geojson", "blocks.gpkg", *LISTS)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_hankou", FOLDER / "make_hankou.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)  # the folder goes into the wheel as it is
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def streets() -> gpd.GeoDataFrame:
    return gpd.read_file(FOLDER / "streets.geojson")


@pytest.fixture(scope="module")
def blocks() -> gpd.GeoDataFrame:
    return gpd.read_file(FOLDER / "blocks.gpkg")


@pytest.fixture(scope="module")
def centers() -> list[dict[str, str]]:
    with (FOLDER / "centers.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def in_plane(centers: list[dict[str, str]], script: ModuleType) -> gpd.GeoSeries:
    lon, lat = [float(row["lon"]) for row in centers], [float(row["lat"]) for row in centers]
    return gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs="EPSG:4326").to_crs(script.BLOCKS_CRS)


def segments(lines: gpd.GeoSeries) -> list[tuple[tuple[int, ...], ...]]:
    """Every segment of `lines` as an undirected pair of integer vertices."""
    found = []
    for line in lines:
        points = [tuple(int(unit) for unit in point) for point in np.rint(np.array(line.coords) * 1e7)]
        found += [tuple(sorted(pair)) for pair in pairwise(points)]
    return found


def test_the_folder_stays_under_two_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 2_000_000


def test_the_study_names_its_files_and_labels_what_is_invented() -> None:
    study = tomllib.loads((FOLDER / "study.toml").read_text(encoding="utf-8"))
    for section in ("streets", "centers", "blocks", "statistics", "demand", "claims"):
        assert (FOLDER / study[section]["file"]).is_file()
    assert study["centers"]["label"] == "illustrative"
    assert study["population"]["label"] == "illustrative"
    assert study["demand"]["label"] == "illustrative"
    assert "示例" in study["name"]
    assert study["output"]["marking"] == "示例"


@pytest.mark.parametrize("file", ["README.md", "LICENSE-ODbL.md"])
def test_origin_and_licence_are_beside_the_data(file: str) -> None:
    text = (FOLDER / file).read_text(encoding="utf-8")
    assert "© OpenStreetMap contributors" in text
    assert "ODbL" in text


def test_readme_states_the_true_counts(
    streets: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame, centers: list[dict[str, str]]
) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{len(streets):,} ways" in text
    assert f"{len(blocks)} blocks (街区), {blocks.area.sum() / 1e6:.1f} km²" in text
    assert f"{len(centers)} centers" in text


def test_street_coordinates_are_whole_units_of_a_ten_millionth_degree() -> None:
    text = (FOLDER / "streets.geojson").read_text(encoding="utf-8")
    for feature in json.loads(text, parse_float=str)["features"]:
        for position in feature["geometry"]["coordinates"]:
            assert all(len(number.split(".")[1]) <= 7 for number in position)


def test_no_street_is_drawn_twice(streets: gpd.GeoDataFrame) -> None:
    drawn = segments(streets.geometry)
    assert len(drawn) == len(set(drawn))
    assert streets["street_id"].is_unique


def test_streets_reach_a_kilometre_beyond_every_center(
    streets: gpd.GeoDataFrame, centers: list[dict[str, str]], script: ModuleType
) -> None:
    for center in in_plane(centers, script):
        assert script._plane(script.INNER, script.BLOCKS_CRS).contains(center)
    reach = script._plane(script.INNER, script.BLOCKS_CRS).buffer(script.STREET_MARGIN_M + 2)
    assert streets.to_crs(script.BLOCKS_CRS).within(reach).all()
    assert script.STREET_MARGIN_M > 1_000


def test_blocks_keep_the_stated_sizes_and_never_overlap(blocks: gpd.GeoDataFrame, script: ModuleType) -> None:
    assert blocks.crs == script.BLOCKS_CRS
    assert blocks.geometry.is_valid.all()
    assert set(blocks.geom_type) == {"Polygon"}
    hectares = blocks.area / 10_000
    assert hectares.min() >= script.SMALLEST_BLOCK_HA
    assert hectares.max() <= script.LARGEST_BLOCK_HA
    first, second = shapely.STRtree(blocks.geometry.to_numpy()).query(blocks.geometry, predicate="intersects")
    shared = blocks.geometry.to_numpy()[first[first < second]]
    overlap = shapely.area(shapely.intersection(shared, blocks.geometry.to_numpy()[second[first < second]]))
    assert overlap.max() < 1.0


def test_blocks_are_numbered_without_gaps_from_north_to_south(blocks: gpd.GeoDataFrame) -> None:
    assert blocks["block_id"].tolist() == [f"B{n:03d}" for n in range(1, len(blocks) + 1)]
    assert blocks["name"].tolist() == [f"街区 {n:03d}" for n in range(1, len(blocks) + 1)]
    rows = np.floor(blocks.centroid.y / 250)
    assert (np.diff(rows) <= 0).all()


def test_people_and_dwellings_follow_the_stated_rule(blocks: gpd.GeoDataFrame, script: ModuleType) -> None:
    assert blocks["population"].tolist() == script.population_of(blocks)
    assert (blocks["population"] % 10 == 0).all()
    expected = [round(people / script.PEOPLE_PER_DWELLING) for people in blocks["population"]]
    assert blocks["dwellings"].tolist() == expected


def test_centers_are_illustrative_spaced_and_one_is_closed(centers: list[dict[str, str]], script: ModuleType) -> None:
    assert [row["name"] for row in centers] == [f"示例中心 {n}" for n in range(1, script.CENTERS + 1)]
    assert [row["status"] for row in centers].count("closed") == 1
    assert {row["status"] for row in centers} == {"open", "closed"}
    points = in_plane(centers, script).to_numpy()
    apart = shapely.distance(points[:, None], points[None, :]) + np.eye(len(points)) * 1e9
    assert apart.min() > script.CENTER_SPACING_M - 1


def test_every_invented_name_says_that_it_is_one(blocks: gpd.GeoDataFrame, centers: list[dict[str, str]]) -> None:
    assert blocks["subdistrict"].str.fullmatch("示例街道[甲乙丙丁]").all()
    assert (blocks["community"].str[4] == blocks["subdistrict"].str[4]).all()
    sizes = blocks.groupby("community").size()
    assert len(sizes) == 24
    assert sizes.max() - sizes.min() <= 1
    assert {row["所属社区"] for row in centers} <= set(blocks["community"])
    for name, column in (("communities.csv", "社区"), ("demand.csv", "小区名称"), ("claims.csv", "来源")):
        with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
            assert all(row[column].startswith("示例") for row in csv.DictReader(file))


def test_the_register_says_of_one_center_that_nothing_is_known(centers: list[dict[str, str]]) -> None:
    assert [row["name"] for row in centers if not row["服务项目"]] == ["示例中心 11"]
    assert [row["name"] for row in centers if not row["设计服务人口"]] == ["示例中心 11"]
    assert [row["name"] for row in centers if row["停用时间"]] == ["示例中心 8"]
    assert {row["层级"] for row in centers} == {"街道级", "社区级"}


@pytest.fixture(scope="module")
def plan() -> circles.Plan:
    return circles.plan(circles.read_study(FOLDER / "study.toml"))


def test_what_is_said_of_centers_and_estates_leaves_every_verdict_as_it_was(plan: circles.Plan) -> None:
    account = plan.account["coverage_rate"]
    assert [int(account[base] * 1000) for base in ("land_m2", "people")] == [705, 749]
    assert plan.blocks["verdict"].value_counts().to_dict() == {"inside": 301, "outside": 73}
    assert (plan.centers["status"] == "open").sum() == 12


def test_every_account_of_a_bureau_shows_something(plan: circles.Plan) -> None:
    assert plan.tier_accounts is not None
    assert plan.tier_accounts["tier"].unique().tolist() == ["街镇", "社区村"]
    people = plan.tier_accounts.query("base == 'people'")
    assert people["inside"].gt(0).all()
    assert people["outside"].gt(0).all()
    assert plan.capacity is not None
    assert plan.capacity.account["people"].drop("not_evaluated").gt(0).all()
    assert plan.services is not None
    assert set(plan.blocks["services_verdict"]) == {"complete", "incomplete", "cannot tell"}
    assert plan.communities is not None
    assert plan.communities.query("base == 'people'")["verdict"].nunique() == 3
    assert plan.funnel is not None
    assert plan.funnel[["listed", "built", "in_use", "suspended", "unexplained"]].sum().tolist() == [13, 13, 12, 1, 0]
    over_time = circles.coverage_over_time(plan.study)
    assert over_time["delivered"].iloc[-1] == 3
    assert over_time["closed"].sum() == 1


def test_an_audit_of_the_demo_observes_every_clause_of_the_state_council(plan: circles.Plan) -> None:
    audit = circles.audit(plan, norms=["guobanfa-2021-56"], as_of=dt.date(2026, 11, 29))
    assert audit.clauses.loc[audit.clauses["observed"] == "", "clause"].tolist() == ["P14-R"]  # it has no village
    rows = audit.rows("zh")
    read = dict(zip(rows["clause"], zip(rows["deadline_verdict"], rows["conclusion"], strict=True), strict=True))
    assert read["P14-R"] == ("cannot tell", "规划期已满（按期限：不适用） · 二手来源")
    told = next(section for section in document_of(audit).sections if section.name == "claims")
    assert told.table is not None
    assert [(row[0], row[2], row[3]) for row in told.table.texts("zh")[1][2:]] == [
        ("每月接待8000人次", "无法核对", "没有单独的算式；是核对“三年服务群众超过40万人次”的依据"),
        ("三年36个月", "无法核对", "没有单独的算式；是核对“三年服务群众超过40万人次”的依据"),
    ]
    assert "都已满规划期，按各自期限不达标 4 条、达标 1 条" in text_of(document_of(audit).sentence, "zh")
    assert audit.claims is not None
    results = dict(zip(audit.claims["claim"], audit.claims["result"], strict=True))
    assert [results[f"示例-{number}"] for number in (1, 2, 3)] == ["consistent"] * 3  # 13 listed, 12 in use, 1 closed
    assert (results["示例-4"], results["示例-7"], results["示例-8"]) == ("consistent", "inconsistent", "unit unclear")


@pytest.mark.city
def test_the_script_makes_the_committed_files_again(city_data: Path, tmp_path: Path, script: ModuleType) -> None:
    source = city_data / "wuhan" / "wuhan_streets.parquet"
    script.make(source, tmp_path / "一 次")
    script.make(source, tmp_path / "again")
    for name in MADE:
        assert (tmp_path / "一 次" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    for name in ("streets.geojson", *LISTS):
        made: Any = (tmp_path / "again" / name).read_text(encoding="utf-8")
        assert made == (FOLDER / name).read_text(encoding="utf-8")
    made, committed = gpd.read_file(tmp_path / "again" / "blocks.gpkg"), gpd.read_file(FOLDER / "blocks.gpkg")
    assert made.drop(columns="geometry").equals(committed.drop(columns="geometry"))
    assert made.geometry.geom_equals_exact(committed.geometry, 0.002).all()


@pytest.mark.city
def test_no_edge_of_the_source_is_cut_or_moved(city_data: Path, streets: gpd.GeoDataFrame) -> None:
    source = gpd.read_parquet(city_data / "wuhan" / "wuhan_streets.parquet").to_crs("EPSG:4326")
    assert set(segments(streets.geometry)) <= set(segments(source.geometry))
