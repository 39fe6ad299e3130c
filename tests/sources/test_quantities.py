from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from circles.sources.words.columns import find_columns
from circles.sources.words.coordinate_cells import degree_cells
from circles.sources.words.quantities import header_scale, quantity_cells
from circles.sources.words.table_words import is_total, persons_columns, units_of


def one(cell: str, measure: str = "people", header: str = "") -> float | str:
    """Return a cell's number, ``unknown`` or ``wrong``."""
    values, wrong, _ = quantity_cells(pd.Series([cell], dtype=object), measure, header=header)
    return "wrong" if wrong[0] else "unknown" if np.isnan(values[0]) else float(values[0])


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u00a0234\u00a0567.5", 1_234_567.5),
        ("１，２３４", 1234),
        ("1.2万人", 12_000),
        ("1.2 万", 12_000),
        ("350人", 350),
        ("1e3", 1000),
        ("-5", -5),
        *((cell, "unknown") for cell in ("", "暂无", "无", "-", "—", "——", "N/A", "n/a", "不详", " ")),
        *((cell, "wrong") for cell in ("12户", "3㎡", "1-2", "1,2345", "1,23", "nan", "inf", "x", "1_000", "0x10")),
        *((cell, "wrong") for cell in ("114,28", "1e999", "1e999999999999", "9" * 400, "两千三", "1.2.3", "12 34")),
    ],
)
def test_people_as_they_are_written(cell: str, number: float | str) -> None:
    assert one(cell) == number


@pytest.mark.parametrize(
    ("cell", "header", "number"),
    [
        ("800", "建筑面积(㎡)", 800),
        ("0.08", "面积（万㎡）", 800),
        ("800㎡", "面积（万㎡）", 800),
        ("0.08万㎡", "建筑面积", 800),
        ("800 m²", "建筑面积", 800),
        ("800平方米", "", 800),
        ("3公顷", "", 30_000),
        ("1.5", "建筑面积_万平方米", 15_000),
        ("800人", "建筑面积", "wrong"),
    ],
)
def test_a_unit_in_the_cell_goes_before_that_of_the_column(cell: str, header: str, number: float | str) -> None:
    assert one(cell, "area", header) == number


@pytest.mark.parametrize(
    "cell", ["约1000", "大约 1,000", "1000左右", "1000余", "1000多人", "≈1000", "~1000", "约0.1万人"]
)
def test_a_number_roughly_known_is_that_number_and_marked(cell: str) -> None:
    values, wrong, about = quantity_cells(pd.Series([cell, "1000"]), "people")
    assert values.tolist() == [1000, 1000]
    assert not wrong.any()
    assert about.tolist() == [True, False]


NUMBERS = st.integers(0, 10**8).map(lambda thousandths: thousandths / 1000)


@given(NUMBERS, st.sampled_from(["people", "dwellings", "area"]), st.data())
def test_numbers_with_units_come_back(number: float, measure: str, data: st.DataObject) -> None:
    units = units_of(measure)
    unit = data.draw(st.sampled_from(["", *units]))
    style = data.draw(st.sampled_from(["{:.3f}", "{:,.3f}", "约{:.3f}", " {:.3f} "]))
    wide = data.draw(st.booleans())
    text = style.format(number) + unit
    text = text.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else text
    assert one(text, measure) == pytest.approx(number * units.get(unit, 1), rel=1e-12)


@given(st.text(max_size=12))
def test_any_cell_is_a_number_or_unknown_or_wrong(cell: str) -> None:
    values, wrong, about = quantity_cells(pd.Series([cell], dtype=object), "people")
    assert not (wrong[0] and (about[0] or not np.isnan(values[0])))
    degrees, bad, other = degree_cells(pd.Series([cell], dtype=object), "lon")
    assert not (bad[0] and (other[0] or not np.isnan(degrees[0])))
    assert not np.isinf([values[0], degrees[0]]).any()


@pytest.mark.parametrize(
    "cell",
    [
        "114°17′30″E",
        "114°17'30\"E",
        "E114°17′30″",
        "114º17’30”",
        "114°17′30″",
        "114度17分30秒",
        "东经114°17.5′",
        "114°17.5′",
        "114.29166666666667°",
        "114.29166666666667E",
        "１１４°１７′３０″Ｅ",
        "114° 17′ 30″ E",
        "114:17:30",
        "114 17 30",
        "114-17-30.0",
        "114.17.30",
        "114d17m30s",
        "'114°17′30″",
        "\ufeff114.29166666666667",
    ],
)
def test_degrees_minutes_and_seconds(cell: str) -> None:
    values, wrong, other = degree_cells(pd.Series([cell]), "lon")
    assert values[0] == pytest.approx(114 + 17.5 / 60, abs=1e-12)
    assert not wrong[0]
    assert not other[0]


@pytest.mark.parametrize("cell", ["114°18′", "114°78′E", "114°17′75″E", "114.5°20′E", "-8°E", "E114°E", "114-17-75"])
def test_what_cannot_be_degrees_is_wrong(cell: str) -> None:
    assert degree_cells(pd.Series([cell]), "lon")[1][0]


def test_south_and_west_are_negative_and_each_axis_keeps_to_its_column() -> None:
    values, wrong, other = degree_cells(pd.Series(["51°12′W", "51.2W", "30°35'N", "暂无"]), "lon")
    assert values[:2].tolist() == pytest.approx([-51.2, -51.2])
    assert not wrong.any()
    assert other.tolist() == [False, False, True, False]
    assert degree_cells(pd.Series(["30°S"]), "lat")[0][0] == -30


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59_999))
def test_seconds_come_back(degrees: int, minutes: int, milliseconds: int) -> None:
    values, wrong, _ = degree_cells(pd.Series([f"{degrees}°{minutes}′{milliseconds / 1000:.3f}″E"]), "lon")
    assert not wrong[0]
    assert round(values[0] * 3_600_000) == (degrees * 60 + minutes) * 60_000 + milliseconds


@pytest.mark.parametrize(
    ("kind", "column", "field", "scale"),
    [
        ("centers", "建筑面积(㎡)", "floor_area_m2", 1),
        ("centers", "面积（万㎡）", "floor_area_m2", 10_000),
        ("blocks", "人口(万人)", "population", 10_000),
        ("blocks", "人口（2020年）", "population", 1),
        ("blocks", "常住人口 人", "population", 1),
        ("blocks", "人口_万人", "population", 10_000),
        ("blocks", "户数（户）", "dwellings", 1),
    ],
)
def test_units_in_headers(kind: str, column: str, field: str, scale: float) -> None:
    assert find_columns([column], kind) == ({field: column}, [])
    measure = {"floor_area_m2": "area", "population": "people", "dwellings": "dwellings"}[field]
    assert header_scale(column, measure) == scale


@pytest.mark.parametrize("column", ["人口(%)", "人口（占比‰）", "面积(1000)"])
def test_a_column_of_unclear_size_is_not_guessed(column: str) -> None:
    assert find_columns([column], "blocks")[0] == {}
    assert find_columns([column], "centers")[0] == {}


def test_a_coordinate_column_that_may_name_another_datum_is_not_taken() -> None:
    assert find_columns(["经度（GCJ-02）", "纬度(BD09)"], "centers")[0] == {}
    assert find_columns(["经度（°）", "纬度(WGS-84)"], "centers")[0].keys() == {"lon", "lat"}


def test_further_columns_of_centers_are_left_out_where_two_could_be_meant() -> None:
    found, findings = find_columns(["名称", "类型", "中心类型", "地址"], "centers")
    assert (found, findings) == ({"name": "名称", "address": "地址"}, [])


@pytest.mark.parametrize("cell", ["合计", "合 计", "总计：", "台西街道小计", "Total", "GRAND TOTAL", "Sub-total"])
def test_totals_are_known(cell: str) -> None:
    assert is_total(cell)


@pytest.mark.parametrize("cell", ["计量局小区", "Total Fitness", "会计学院", "", "合计巷社区"])
def test_names_are_no_totals(cell: str) -> None:
    assert not is_total(cell)


def test_columns_about_persons() -> None:
    columns = [
        "名称",
        "联系人",
        "联系电话",
        "Phone number",
        "ID card",
        "身份证号",
        "手机",
        "地址",
        "name",
        "姓名",
        "person_count",
    ]
    assert persons_columns(columns) == ["联系人", "联系电话", "Phone number", "ID card", "身份证号", "手机", "姓名"]
