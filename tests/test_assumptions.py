"""What a plan takes for granted is said: on the terminal, in the summary and on the page, in both languages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

import circles
from circles import cli
from circles.phrases import in_language
from circles.publish.payload import page_payload
from circles.sources.geo.datum import gcj02_from_wgs84
from tests import study_files, towns

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = [
    "Streets (streets.gpkg): all lines are walkable, 18 ways used of 18",
    "Centers (centers.csv): GCJ-02 → WGS-84, 3 coordinates, moved 587 m on average",
    "Blocks: none given, made from streets.gpkg: faces of the streets, 6 in all",
    "Area (area.gpkg): EPSG:4547 → WGS-84 (EPSG:4326)",
    "Centers: only the 2 open ones count, of 3",
    "Streets: they meet at shared vertices only; lines that merely cross on the map are not joined",
    "Gates: none given; every block is walked from its middle",
    "Walk: 15 minutes ≈ 1,000 m (4.0 km/h), the same for everyone, without waiting at lights and without slopes",
    "Access leg: what has no street within 200 m is not evaluated",
    "People: no figures; the walk coverage rate is that of block land",
]


def assumptions(plan: circles.Plan, lang: str) -> list[str]:
    lines: list[str] = in_language(plan.document().lines("assumptions"), lang)
    return lines


@pytest.fixture
def bureau(tmp_path: Path) -> Path:
    """A list in GCJ-02, an area in a plane of CGCS2000 and streets; no blocks, no gates, no people."""
    listed = study_files.centers()
    lon, lat = gcj02_from_wgs84(listed["lon"], listed["lat"])
    study_files.write_town(tmp_path, tables={"centers": listed.assign(lon=lon, lat=lat)})
    around = shapely.Polygon(towns.degrees(towns.square(-100, -100, 2000)))
    area = gpd.GeoDataFrame(geometry=[around], crs="EPSG:4326").to_crs("EPSG:4547")
    area.to_file(tmp_path / "area.gpkg", engine="pyogrio")
    study = tmp_path / "bureau.toml"
    study.write_text(
        'name = "Town"\n[streets]\nfile = "streets.gpkg"\n[centers]\nfile = "centers.csv"\ndatum = "GCJ-02"\n'
        '[blocks]\nfrom = "streets"\n[area]\nfile = "area.gpkg"\n',
        encoding="utf-8",
    )
    return study


def test_every_assumption_of_a_bureaus_files_is_printed_kept_and_shown(bureau: Path) -> None:
    out = bureau.parent / "maps"
    said = CliRunner().invoke(cli.app, ["plan", str(bureau), "--out", str(out)], env={"COLUMNS": "200"}).output
    begin = said.index("Assumptions\n")
    assert said[begin:].splitlines()[1 : len(ENGLISH) + 1] == [f"· {line}" for line in ENGLISH]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert [each["en"] for each in summary["assumptions"]] == ENGLISH
    assert summary["assumptions"][1]["zh"] == "中心（centers.csv）：GCJ-02 → WGS-84，共 3 个坐标点，平均平移 587 米"
    plan = circles.plan(circles.read_study(bureau))
    assert page_payload(plan, lang="en", tiles=False)["assumptions"] == ENGLISH


def test_what_is_known_is_no_assumption(tmp_path: Path) -> None:
    options = {"streets": {"crossings": "join"}, "centers": {"datum": "CGCS2000"}, "population": {"year": 2020}}
    study = study_files.write_town(tmp_path)
    lines = assumptions(circles.plan(circles.read_study(study, options=options)), "zh")
    assert lines[1] == "中心（centers.csv）：CGCS2000 经纬度视同 WGS-84"
    assert "出入口：7 个居住单元中 2 个有出入口，其余从居住单元中心点接入道路" in lines
    assert any(line.startswith("道路：相交处和 2 米以内的端点已连接，共 ") for line in lines)
    assert lines[-1] == "人口（2020年）；来源：census"
    assert not any("没有数据" in line or "没有给出" in line for line in lines)


def test_a_list_without_a_stated_datum_is_said_to_be_taken_for_wgs84(tmp_path: Path) -> None:
    lines = assumptions(circles.plan(circles.read_study(study_files.write_town(tmp_path))), "en")
    assert "Centers (centers.csv): no datum is stated; degrees taken as WGS-84" in lines
    assert "Blocks (blocks.gpkg): EPSG:4547 → WGS-84 (EPSG:4326)" in lines


def test_where_nobody_lives_the_rate_is_of_land() -> None:
    lines = towns.streets([(0, 0), (600, 0)])
    homes = towns.blocks({"B1": towns.square(10, 10, 20)}, population=[0.0])
    plan = circles.plan(towns.town(lines, {"A": (0, 0)}, homes))
    assert plan.headline_base == "land_m2"
    assert "100.0%" in plan.sentence("en")


def test_a_block_without_a_path_says_so_in_the_table_of_the_worst(tmp_path: Path) -> None:
    study = study_files.write_town(tmp_path, text='[output]\nlang = "zh"\n')
    said = CliRunner().invoke(cli.app, ["plan", str(study), "--out", str(tmp_path / "maps")]).output
    row = next(line for line in said.splitlines() if "B3" in line)
    assert "步行不可达" in row


def test_known_totals_have_no_coordinates_and_chinese_sentences_no_space_between(tmp_path: Path) -> None:
    homes = study_files.blocks().assign(街道="民族街道")
    (tmp_path / "totals.csv").write_text("街道,人口\n民族街道,9000\n", encoding="utf-8")
    text = 'control = "totals.csv"\n'
    study = circles.read_study(study_files.write_town(tmp_path, tables={"blocks": homes}, text=text))
    assert [source.crs for source in study.sources if source.kind == "control"] == [""]
    assert study.warnings
    assert not any("。 " in finding.text("zh") for finding in study.warnings)
