"""Every file that a command writes and a command reads comes back as it was, whatever its texts look like."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest

import circles
from circles import tables
from circles.publish.centers_table import centers_csv
from circles.publish.study_draft import Entry, Section, study_text
from circles.sources import read_plan
from circles.sources.inputs.centers import centers_from
from circles.sources.streets.downloaded_ways import notes_of, write_streets
from circles.sources.streets.reading import read_streets
from circles.sources.tables.reading import read_table
from tests.study_files import write_town
from tests.towns import centers
from tests.workflows.long_road import sited

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [
    "-1层党群服务站",
    "=C1",
    "+86社区",
    "@SUM(A1)",
    "＝甲",
    "'quoted",
    '"both", and; more',
    "007",
    "1e5",
    "-12.50",
    "2026-01-02",
    "TRUE",
    "#N/A",
    "a\\b",
    "名（原=甲）",
]


def named(column: str = "name") -> gpd.GeoDataFrame:
    """Return centers, each with one of the texts as its id and in a column."""
    table = centers({text: (10.0 * i, 5.0) for i, text in enumerate(TEXTS)})
    return table.assign(**{column: TEXTS})


def read_centers(file: Path) -> gpd.GeoDataFrame:
    return centers_from(read_table(file, kind="centers")).table


def test_centers_of_a_siting_come_back_and_back(tmp_path: Path) -> None:
    given = named().assign(kind=TEXTS, address=TEXTS)
    (tmp_path / "centers.csv").write_bytes(centers_csv(given))
    once = read_centers(tmp_path / "centers.csv").set_index("center_id").loc[TEXTS].reset_index()
    for column in ("center_id", "name", "kind", "address"):
        assert once[column].tolist() == TEXTS, column
    (tmp_path / "again.csv").write_bytes(centers_csv(once[given.columns.intersection(once.columns)]))
    twice = read_centers(tmp_path / "again.csv")
    assert twice.equals(read_centers(tmp_path / "centers.csv"))


def test_a_siting_planned_again_and_again_keeps_every_name(tmp_path: Path) -> None:
    siting = sited(new=1)
    table = siting.plan_after.centers
    odd = table.assign(name=[TEXTS[i % len(TEXTS)] for i in range(len(table))])
    siting = replace(siting, plan_after=replace(siting.plan_after, centers=odd))
    circles.write_siting(siting, tmp_path / "maps")
    back = read_centers(tmp_path / "maps" / "centers.csv").set_index("center_id")["name"]
    assert back.to_dict() == odd[~odd.geometry.isna()].set_index("center_id")["name"].to_dict()


def test_blocks_of_a_plan_come_back(tmp_path: Path) -> None:
    study = write_town(tmp_path / "town")
    plan = circles.plan(circles.read_study(study))
    odd = plan.blocks.assign(name=TEXTS[: len(plan.blocks)])
    circles.write_plan(replace(plan, blocks=odd), tmp_path / "maps")
    back = read_plan(tmp_path / "maps").blocks
    for column in tables.PLAN_BLOCKS[:-1]:
        assert back[column].astype(object).where(back[column].notna(), None).tolist() == (
            odd[column].astype(object).where(odd[column].notna(), None).tolist()
        ), column


def test_a_completed_workbook_of_places_comes_back(tmp_path: Path) -> None:
    lon_lat = named().geometry
    own = pd.DataFrame({"名称": TEXTS, "编号": TEXTS, "经度": lon_lat.x, "纬度": lon_lat.y})
    own.to_csv(tmp_path / "list.csv", index=False)
    gpd.GeoDataFrame({"name": ["elsewhere"]}, geometry=[lon_lat.iloc[0]], crs=4326).to_file(tmp_path / "points.gpkg")
    found = circles.match_places(tmp_path / "list.csv", points=tmp_path / "points.gpkg")
    file = circles.write_places(found, tmp_path / "to_place.xlsx")
    assert read_centers(file).set_index("center_id").loc[TEXTS]["name"].tolist() == TEXTS
    cells = [cell for row in openpyxl.load_workbook(file).worksheets[0].iter_rows() for cell in row]
    assert {cell.value for cell in cells} >= {"=C1", "-1层党群服务站"}
    assert not [cell for cell in cells if cell.data_type == "f"], "none of them is a formula"


def test_streets_that_were_fetched_come_back(tmp_path: Path) -> None:
    write_town(tmp_path)
    streets = read_streets(tmp_path / "streets.gpkg")
    odd = streets.assign(name=[TEXTS[i % len(TEXTS)] for i in range(len(streets))])
    notes = {f"note {i}": text for i, text in enumerate(TEXTS)}
    write_streets(odd, tmp_path / "kept.gpkg", notes)
    assert read_streets(tmp_path / "kept.gpkg")["name"].tolist() == odd["name"].tolist()
    assert notes_of(tmp_path / "kept.gpkg") == notes


def test_a_study_file_says_every_text_as_it_is() -> None:
    said: Any = tomllib.loads(
        study_text(
            TEXTS[0],
            [Section(name="output", entries=tuple(Entry(key=f"k{i}", value=text) for i, text in enumerate(TEXTS)))],
            heading=TEXTS,
        )
    )
    assert said == {"name": TEXTS[0], "output": {f"k{i}": text for i, text in enumerate(TEXTS)}}


@pytest.mark.parametrize("name", ["-1层党群服务站", "=C1", "'quoted", "007"])
def test_a_study_and_its_workbook_say_every_file_as_it_is(tmp_path: Path, name: str) -> None:
    town = write_town(tmp_path / "town").parent
    home = tmp_path / name
    home.mkdir()
    shutil.copyfile(town / "streets.gpkg", home / f"{name} streets.gpkg")
    shutil.copyfile(town / "blocks.gpkg", home / f"{name} blocks.gpkg")
    shutil.copyfile(town / "centers.csv", home / f"{name} centers.csv")
    begun = circles.init_study(home)
    for file in (begun.study_file, begun.template):
        read = circles.read_study(file)
        assert read.name == name
        assert sorted(source.file for source in read.sources) == sorted(
            f"{name} {kind}" for kind in ("streets.gpkg", "blocks.gpkg", "centers.csv")
        )
