"""Names of columns that a Shapefile cut at ten bytes: known by their beginning where it is of one field, and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest

from circles.sources.words.cut_names import whole_names
from tests.cases.town import assert_right, centers_table, compounds_table, planned, write_town

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.mark.parametrize(
    ("cut", "kind", "whole"),
    [
        ("常住人", "blocks", "常住人口"),
        ("实有人", "blocks", "实有人口"),
        ("people_60_", "blocks", "people_60_plus"),
        ("people_0_1", "blocks", "people_0_14"),
        ("subdistric", "blocks", "subdistrict"),
        ("60岁以", "blocks", "60岁以上人口"),
        ("建设状", "centers", "建设状态"),
        ("是否启", "centers", "是否启用"),
        ("是否停", "centers", "是否停用"),
        ("建筑面", "centers", "建筑面积"),
        ("党群服务中", "centers", "党群服务中心"),
        ("center_sta", "centers", "center_status"),
    ],
)
def test_a_cut_name_is_known_by_its_beginning(cut: str, kind: str, whole: str) -> None:
    assert whole_names([cut, "备注"], kind) == {cut: whole}


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        (["是否在"], "centers"),  # 是否在用 or 是否在建
        (["population"], "blocks"),  # ten letters, and whole
        (["街道名"], "subdistricts"),
        (["常住"], "blocks"),  # six bytes: nothing was cut
        (["常住人", "常住人口"], "blocks"),
        (["楼栋数"], "blocks"),
        (["常住人"], "raster"),
    ],
)
def test_a_name_that_is_whole_or_could_be_of_two_stays(columns: list[str], kind: str) -> None:
    assert whole_names(columns, kind) == {}


def write_shapefile(table: pd.DataFrame, path: Path, names: Mapping[str, str], encoding: str) -> None:
    """Write a table of the town as a Shapefile with the names its format leaves."""
    points = gpd.points_from_xy(table["经度"], table["纬度"], crs="EPSG:4326")
    frame = gpd.GeoDataFrame(table.drop(columns=["经度", "纬度"]).rename(columns=names), geometry=points)
    frame.to_file(path, driver="ESRI Shapefile", encoding=encoding, engine="pyogrio")


@pytest.mark.parametrize(
    ("encoding", "status", "people"),
    [
        ("UTF-8", "建设状", "常住人"),
        ("UTF-8", "是否启", "实有人"),
        ("GBK", "是否投入使", "第七次人口"),
        ("UTF-8", "current_st", "resident_p"),
    ],
)
def test_the_town_is_right_in_shapefiles_with_cut_names(
    encoding: str, status: str, people: str, tmp_path: Path
) -> None:
    asked = status.startswith("是否")
    centers = centers_table().assign(状态=["是", "是", "否"]) if asked else centers_table()
    write_town(tmp_path, centers=pd.DataFrame(), compounds=pd.DataFrame())
    write_shapefile(centers, tmp_path / "中心.shp", {"状态": status, "建筑面积": "建筑面"}, encoding)
    write_shapefile(
        compounds_table().drop(columns="户数"),
        tmp_path / "小区.shp",
        {"小区名称": "小区名", "常住人口": people},
        encoding,
    )
    answer = planned(tmp_path)
    assert_right(answer)
    notes = {source.kind: source.taken.names_cut for source in answer.plan.study.sources}
    assert any(note.startswith(f"{status} = ") for note in notes["centers"])
    assert any(note.startswith(f"{people} = ") for note in notes["blocks"])


def test_a_cut_name_that_says_too_little_is_told(tmp_path: Path) -> None:
    write_town(tmp_path, centers=pd.DataFrame())
    centers = centers_table().assign(状态=["是", "是", "否"])
    write_shapefile(centers, tmp_path / "中心.shp", {"状态": "是否在", "建筑面积": "建筑面"}, "UTF-8")
    assert "unused_status_column" in planned(tmp_path).codes
