"""Lists that hold other places than service centers: told among centers, and never taken for a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import circles
from circles.sources.words.venues import venue_of
from tests.cases.town import CENTERS, centers_table, planned, write_town

if TYPE_CHECKING:
    from pathlib import Path

CENTER_NAMES = [
    "新华社区党群服务中心",
    "民族街道党群服务中心",
    "东湖党建服务站",
    "红色驿站",
    "山前社区综合服务中心",
    "湖滨邻里中心",
    "南屏便民服务中心",
    "西岭社区服务站",
    "大学路社区综合服务中心",
    "医院街社区党群服务中心",
    "新时代文明实践站",
    "一号服务站",
    "南屏社区",
    "东湖村",
]

OTHER_NAMES = [
    "滨河社区卫生服务中心",
    "东风养老服务中心",
    "示例物流服务中心",
    "示例社区养老服务驿站",
    "市第一医院",
    "示例日间照料中心",
    "西岭小学",
    "东湖幼儿园",
    "示例生活超市",
    "示例便利店",
    "工商银行",
    "湖滨派出所",
    "示例菜鸟驿站",
    "山前图书馆",
    "示例物业服务中心",
    "湖滨公园",
    "示例大药房",
    "老年大学",
]


@pytest.mark.parametrize("name", CENTER_NAMES)
def test_a_center_is_one_by_its_name(name: str) -> None:
    assert venue_of(name).is_center is True


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_another_place_is_none_by_its_name(name: str) -> None:
    assert venue_of(name).is_center is False


@pytest.mark.parametrize("name", ["A", "东区", "Workshop 3", "甲"])
def test_a_name_may_say_nothing(name: str) -> None:
    assert venue_of(name).is_center is None


def test_the_kind_speaks_where_the_name_does_not() -> None:
    assert venue_of("毕加索", "餐饮服务;中餐厅").is_center is False
    assert venue_of("新华", "党群服务中心").is_center is True
    assert venue_of("新华社区党群服务中心", "政府机构及社会团体").is_center is True


@pytest.mark.parametrize(
    "others",
    [("滨河社区卫生服务中心", "东风养老服务中心"), ("示例物流服务中心", "西岭小学"), ("湖滨银行网点", "示例社区医院")],
)
def test_other_places_among_centers_are_told_by_name_and_row(others: tuple[str, str], tmp_path: Path) -> None:
    more = centers_table().iloc[[0, 1]].assign(名称=list(others), 经度=lambda table: table["经度"] + 0.001)
    write_town(tmp_path, centers=pd.concat([centers_table(), more]))
    answer = planned(tmp_path)
    (finding,) = [each for each in answer.plan.warnings if each.code == "centers_of_other_kinds"]
    text = finding.said("problem", "zh")
    assert all(name in text for name in others)
    assert finding.details["rows"] == "5, 6"
    assert len(answer.plan.centers) == 5


def test_other_plates_at_the_door_of_a_center_are_not_told(tmp_path: Path) -> None:
    more = centers_table().iloc[[0]].assign(名称="东湖社区老年大学")
    write_town(tmp_path, centers=pd.concat([centers_table(), more]))
    assert "centers_of_other_kinds" not in planned(tmp_path).codes


def test_a_list_of_centers_by_any_names_is_not_told(tmp_path: Path) -> None:
    write_town(tmp_path, centers=centers_table().assign(名称=["南屏邻里中心", "一号红色驿站", "便民服务中心"]))
    codes = planned(tmp_path).codes
    assert not {"centers_of_other_kinds", "no_center_of_this_kind"} & set(codes)


POI = (
    ("示例生活超市", "购物服务"),
    ("西岭小学", "科教文化服务"),
    ("市第二医院", "医疗保健服务"),
    ("毕加索", "餐饮服务"),
    ("示例大药房", "医疗保健服务"),
)


def poi_table() -> pd.DataFrame:
    """Return points of interest of the town: no service center among them."""
    table = centers_table().iloc[[0, 1, 2, 0, 1]].reset_index(drop=True)
    names, kinds = zip(*POI, strict=True)
    return pd.DataFrame(
        {"name": names, "category": kinds, "address": "示例路", "lng": table["经度"], "lat": table["纬度"]}
    )


@pytest.mark.parametrize(
    ("file", "renamed"),
    [
        ("poi.csv", {}),
        ("设施点.csv", {"name": "名称", "category": "类别", "address": "地址", "lng": "经度", "lat": "纬度"}),
        (
            "公共服务设施点.xlsx",
            {"name": "名称", "category": "大类", "address": "详细地址", "lng": "经度", "lat": "纬度"},
        ),
    ],
)
def test_points_of_interest_are_not_begun_as_centers(file: str, renamed: dict[str, str], tmp_path: Path) -> None:
    write_town(tmp_path, centers=pd.DataFrame())
    table = poi_table().rename(columns=renamed)
    table.to_csv(tmp_path / file, index=False) if file.endswith("csv") else table.to_excel(tmp_path / file, index=False)
    with pytest.raises(circles.InputError) as refused:
        planned(tmp_path)
    assert [each.column for each in refused.value.findings] == ["centers.file"]


def test_points_of_interest_that_are_named_as_centers_are_told(tmp_path: Path) -> None:
    write_town(tmp_path)
    poi_table().to_csv(tmp_path / "poi.csv", index=False)
    answer = planned(tmp_path, options={"centers": {"file": str(tmp_path / "poi.csv")}})
    (finding,) = [each for each in answer.plan.warnings if each.code == "no_center_of_this_kind"]
    assert finding.details["count"] == finding.details["of"] == 5
    assert (tmp_path / CENTERS).is_file()
