"""Land-use maps: only the land that people live on is a compound, whatever its classes are called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

import circles
from circles.figures import Figure
from circles.sources.inputs.living_land import living_land
from circles.sources.tables.layers import table_from_frame
from circles.sources.words.land_classes import is_lived_on
from tests.cases.town import PEOPLE, assert_right, compounds_table, planned, write_town
from tests.towns import degrees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from circles.sources.inputs.living_land import LivingLand

LIVED_ON = [
    "R",
    "R1",
    "R2",
    "R3",
    "r2",
    "R21",
    "R22",
    "Rr3",
    "RB",
    "R/B",
    "B1R2",
    "R2B1",
    "B1/R2",
    "B1+R2",
    "H14",
    "07",
    "0701",
    "0703",
    "071",
    "070102",
    "居住用地",
    "二类居住用地",
    "住宅用地",
    "城镇住宅用地",
    "农村宅基地",
    "商住混合用地",
    "商住用地",
    "R2二类居住用地",
    "R2（二类居住用地）",
    "0701城镇住宅用地",
    "residential",
    "Residential",
]

NOT_LIVED_ON = [
    "G",
    "G1",
    "G2",
    "B1",
    "B2",
    "A1",
    "A33",
    "M1",
    "W1",
    "S1",
    "S42",
    "U11",
    "E1",
    "C2",
    "Rc",
    "Rs",
    "0702",
    "0704",
    "0801",
    "0901",
    "1001",
    "1401",
    "公园绿地",
    "防护绿地",
    "商业用地",
    "中小学用地",
    "一类工业用地",
    "仓储用地",
    "城市道路用地",
    "水域",
    "行政办公用地",
    "医疗卫生用地",
    "公用设施用地",
    "城镇社区服务设施用地",
    "非居住用地",
    "A33中小学用地",
    "G1-公园绿地",
    "1401公园绿地",
    "commercial",
    "park",
    "industrial",
]

UNKNOWN = ["地王", "D001", "GIC", "house", "1234567", "一类", "甲"]


@pytest.mark.parametrize(
    ("word", "lived_on"),
    [*((w, True) for w in LIVED_ON), *((w, False) for w in NOT_LIVED_ON), *((w, None) for w in UNKNOWN)],
)
def test_a_class_says_whether_people_live_on_it(word: str, lived_on: bool | None) -> None:  # noqa: FBT001
    assert is_lived_on(word) is lived_on


def test_a_homestead_of_the_survey_has_the_number_of_services_in_the_other_standard() -> None:
    assert is_lived_on("0702", survey=True) is True
    assert is_lived_on("0702") is False


def of_areas(**columns: Sequence[object]) -> LivingLand:
    """Return what is lived on of a row of squares of 0.001 degree with these columns."""
    count = len(next(iter(columns.values())))
    squares = [shapely.box(114.3 + 0.002 * i, 30.6, 114.301 + 0.002 * i, 30.601) for i in range(count)]
    frame = gpd.GeoDataFrame(columns, geometry=squares, crs="EPSG:4326")
    return living_land(table_from_frame(frame, file="map.geojson"))


HEADERS = [
    "用地代码",
    "用地性质",
    "用地类别",
    "用地类型",
    "规划用地性质",
    "土地用途",
    "地类编码",
    "DLBM",
    "DLMC",
    "YDXZ",
    "YDDM",
    "YDYHFLDM",
    "landuse",
    "land_use",
    "用地用海分类代码",
    "规划用地类别码",
    "Layer",
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "classes", [("R2", "G1", "R1"), ("0701", "1401", "0701"), ("居住用地", "公园绿地", "住宅用地")]
)
def test_a_column_of_classes_goes_by_many_names(header: str, classes: tuple[str, ...]) -> None:
    land = of_areas(**{header: classes})
    assert land.raw.rows.tolist() == [1, 3]
    assert [finding.code for finding in land.warnings] == ["land_of_other_classes"]


def test_what_is_left_out_is_counted_by_class_rows_area_and_people() -> None:
    land = of_areas(用地代码=["R2", "G1", "B1", "G1", "R2"], 常住人口=[10, 0, 7, None, 20])
    (finding,) = land.warnings
    text = finding.said("problem", "zh")
    assert "G1 × 2、B1 × 1" in text
    assert "第 2、3、4 行" in text
    assert "7 人" in text
    # A square of 0.001 degree at 30.6 N: 95.9 m by 110.9 m.
    area_ha = finding.details["area_ha"]
    assert isinstance(area_ha, Figure)
    assert area_ha.value == pytest.approx(3 * 95.9 * 110.9, rel=0.001)


def test_codes_that_lost_their_zero_are_known_by_the_others() -> None:
    assert of_areas(DLBM=[701, 1001, 702, 801]).raw.rows.tolist() == [1, 3]


def test_the_standard_is_known_by_its_other_codes() -> None:
    assert of_areas(用地代码=["0701", "0702", "1401"]).raw.rows.tolist() == [1]
    assert of_areas(用地代码=["0701", "0702", "1001"]).raw.rows.tolist() == [1, 2]


def test_a_class_that_is_not_known_stays_and_is_told() -> None:
    land = of_areas(用地性质=["居住用地", "地王", "公园绿地", ""], 常住人口=[1, 2, 3, 4])
    assert land.raw.rows.tolist() == [1, 2, 4]
    told = {finding.code: finding.said("problem", "zh") for finding in land.warnings}
    assert "地王 × 1" in told["land_class_unknown"]
    assert "6 人" in told["land_class_unknown"]


def test_two_columns_that_disagree_leave_a_row_in_doubt() -> None:
    land = of_areas(用地代码=["R2", "R2", "G1"], 用地名称=["居住用地", "公园绿地", "公园绿地"])
    assert land.raw.rows.tolist() == [1, 2]
    assert [finding.code for finding in land.warnings] == ["land_of_other_classes", "land_class_unknown"]


@pytest.mark.parametrize(
    "columns", [{"性质": ["商品房", "公房"]}, {"类型": ["多层", "高层"]}, {"代码": ["D1x", "0701"]}]
)
def test_a_map_of_compounds_stays_whole(columns: dict[str, list[str]]) -> None:
    land = of_areas(**columns)
    assert len(land.raw.rows) == 2
    assert not land.warnings


def test_a_map_on_which_nobody_lives_is_refused() -> None:
    with pytest.raises(circles.InputError) as refused:
        of_areas(用地代码=["G1", "B1"])
    assert [(each.code, each.column) for each in refused.value.findings] == [("no_land_lived_on", "用地代码")]


def land_use_map(header: str, lived_on: str, others: Sequence[str]) -> str:
    """Return the town's compounds as squares of 10 m of one class, and squares of other classes beside them."""
    table = compounds_table()
    around = degrees([(0, 0), (5, 5)])
    half = around[1] - around[0]

    def square(lon: float, lat: float) -> dict[str, object]:
        shape = shapely.box(lon - half[0], lat - half[1], lon + half[0], lat + half[1])
        return dict(shapely.geometry.mapping(shape))

    features = [
        {
            "properties": {"名称": row["小区名称"], "常住人口": row["常住人口"], header: lived_on},
            "geometry": square(row["经度"], row["纬度"]),
        }
        for _, row in table.iterrows()
    ]
    places = degrees([(200 + 100 * i, 420) for i in range(len(others))])
    features += [
        {"properties": {"名称": None, "常住人口": None, header: other}, "geometry": square(*place)}
        for place, other in zip(places.tolist(), others, strict=True)
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", **feature} for feature in features]},
        ensure_ascii=False,
    )


@pytest.mark.parametrize(
    ("header", "lived_on", "others"),
    [
        ("用地代码", "R2", ("G1", "B1", "A33", "M1", "E1")),
        ("YDYHFLMC", "城镇住宅用地", ("公园绿地", "商业用地", "中小学用地")),
        ("DLBM", "0701", ("0809", "1003", "1101")),
        ("规划地块用地类", "R21", ("G1", "S1", "U1")),
    ],
)
def test_the_town_is_right_on_a_land_use_map(
    header: str, lived_on: str, others: tuple[str, ...], tmp_path: Path
) -> None:
    write_town(tmp_path, compounds=compounds_table()[[]])
    (tmp_path / "用地现状.geojson").write_text(land_use_map(header, lived_on, others), encoding="utf-8")
    answer = planned(tmp_path)
    assert_right(answer)
    (finding,) = [each for each in answer.plan.warnings if each.code == "land_of_other_classes"]
    assert finding.details["count"] == len(others)
    assert answer.plan.blocks["population"].sum() == PEOPLE
