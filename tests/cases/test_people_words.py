"""Figures of people as offices write them: columns by many names, numbers in words, and words for nothing known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from circles import tables
from circles.sources.words.chinese_numbers import chinese_number
from circles.sources.words.columns import find_columns
from circles.sources.words.quantities import quantity_cells
from tests.cases.town import PEOPLE, assert_right, compounds_table, planned, write_town

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE_HEADERS = [
    "实有人口",
    "实有人口（人）",
    "实有人数",
    "实住人口",
    "入住人口",
    "居住人数",
    "常住人数",
    "居民数",
    "居民人数",
    "服务人口",
    "服务人数",
    "人数",
    "总人数",
    "人口规模",
    "小区人口",
    "小区总人口",
    "七普人口",
    "2023年末常住人口",
    "2020年人口",
    "total_population",
]

DWELLINGS_HEADERS = [
    "入住户数",
    "已入住户数",
    "实际入住户数",
    "实有户数",
    "居民户",
    "家庭户数",
    "小区户数",
    "小区总户数",
    "住宅户数",
    "总套数",
    "房屋套数",
    "住房套数",
    "household_count",
]

NUMBERS = {
    "七百七十": 770,
    "一千二百人": 1200,
    "两千零五十": 2050,
    "一万二千": 12000,
    "十二": 12,
    "一百零八": 108,
    "二〇一": 201,
    "约三百人": 300,
    "三千余人": 3000,
    "1980(2020年)": 1980,
    "1980（2020年底）": 1980,
    "1200人（2023年末）": 1200,
    "860（估算）": 860,
    "860(人)": 860,
    "约1.2千人": 1200,
    "2300余人": 2300,
    "０９４０": 940,
}

UNKNOWN = [
    "暂无资料",
    "暂无数据",
    "暂无信息",
    "暂无",
    "不详",
    "待核",
    "待核实",
    "待查",
    "待统计",
    "待补充",
    "尚未统计",
    "未统计",
    "未提供",
    "未填报",
    "没有数据",
    "无数据",
    "无资料",
    "缺数据",
    "数据缺失",
    "统计中",
    "不清楚",
    "—",
    "/",
    "？",
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
]

WRONG = ["两千三", "三五百", "几百人", "500-600", "1200(户籍800)", "430(户)", "2020年", "百人", "一万二", "上千人"]


def one(cell: str) -> float | str:
    """Return a cell's number of people, ``unknown`` or ``wrong``."""
    values, wrong, _ = quantity_cells(pd.Series([cell], dtype=object), "people")
    return "wrong" if wrong[0] else "unknown" if np.isnan(values[0]) else float(values[0])


@pytest.mark.parametrize("header", PEOPLE_HEADERS)
def test_a_column_of_people_goes_by_many_names(header: str) -> None:
    assert find_columns(["小区名称", header], "blocks")[0] == {"name": "小区名称", "population": header}


@pytest.mark.parametrize("header", DWELLINGS_HEADERS)
def test_a_column_of_dwellings_goes_by_many_names(header: str) -> None:
    assert find_columns(["小区名称", header], "blocks")[0] == {"name": "小区名称", "dwellings": header}


def test_the_better_name_goes_before_the_weaker() -> None:
    columns = ["常住人口", "实有人口", "户籍人口", "户数", "入住户数", "套数"]
    assert find_columns(columns, "blocks")[0] == {"population": "常住人口", "dwellings": "户数"}
    assert find_columns(columns[1:3], "blocks")[0] == {"population": "实有人口"}


@pytest.mark.parametrize(
    ("cell", "number"),
    [*NUMBERS.items(), *((cell, "unknown") for cell in UNKNOWN), *((cell, "wrong") for cell in WRONG)],
)
def test_a_cell_is_a_number_or_unknown_or_wrong(cell: str, number: float | str) -> None:
    assert one(cell) == number


_DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """Return a number below 100,000,000 in numerals, as it is taught at school."""
    if number >= 10_000:
        above, below = divmod(number, 10_000)
        zero = "零" if 0 < below < 1000 else ""
        return written(above) + "万" + zero + (written(below) if below else "")
    text, owed = "", False
    for step, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        if digit:
            text += ("零" if owed and text else "") + _DIGITS[digit] + step
        owed = not digit
    return text


@given(st.integers(1, 99_999_999))
def test_a_number_in_numerals_comes_back(number: int) -> None:
    assert chinese_number(written(number)) == number


@given(st.text(alphabet="零一二三两十百千万亿〇", max_size=8))
def test_whatever_is_written_in_numerals_is_a_number_or_none(text: str) -> None:
    number = chinese_number(text)
    assert number is None or number >= 0


@pytest.mark.parametrize(
    ("people", "dwellings"),
    [("实有人口（人）", "入住户数"), ("2023年末实有人口数", "总套数（套）"), ("居民人数", "家庭户数")],
)
def test_the_town_is_right_with_headers_of_its_office(people: str, dwellings: str, tmp_path: Path) -> None:
    write_town(tmp_path, compounds=compounds_table().rename(columns={"常住人口": people, "户数": dwellings}))
    assert_right(planned(tmp_path))


def test_the_town_is_right_with_people_written_freely(tmp_path: Path) -> None:
    people = ["九百", "1.4千人", "650(2020年)", "2,100", "７６０", "一千三百人", "880人（七普）", "1540", "1120 人"]
    write_town(tmp_path, compounds=compounds_table().assign(常住人口=people))
    assert_right(planned(tmp_path))


@pytest.mark.parametrize("word", ["暂无数据", "待核", "#N/A"])
def test_what_nobody_knows_is_unknown_and_told(word: str, tmp_path: Path) -> None:
    table = compounds_table().astype({"常住人口": object})
    table.loc[0, "常住人口"] = word
    write_town(tmp_path, compounds=table)
    answer = planned(tmp_path)
    assert np.isnan(answer.people["榆荫小区"])
    assert "population_unknown" in answer.codes
    assert ("formula_errors" in answer.codes) == word.startswith("#")
    assert np.nansum([*answer.people.values()]) == PEOPLE - 900


def test_a_row_whose_place_nobody_knows_is_told_and_no_fault(tmp_path: Path) -> None:
    table = compounds_table().astype({"经度": object, "纬度": object})
    table.loc[0, "经度"] = "暂无数据"
    table.loc[1, ["经度", "纬度"]] = "待核"
    write_town(tmp_path, compounds=table)
    answer = planned(tmp_path)
    assert "blocks_without_place" in answer.codes
    assert answer.verdict["榆荫小区"] == answer.verdict["听涛苑"] == tables.NOT_EVALUATED


@pytest.mark.parametrize("header", ["登记人口（名）", "小区在册人口", "辖区内居民总人数（含外来）"])
def test_a_column_that_looks_like_people_is_told_where_none_is_used(header: str, tmp_path: Path) -> None:
    write_town(tmp_path, compounds=compounds_table().rename(columns={"常住人口": header}))
    answer = planned(tmp_path)
    looks_like_people = "外来" not in header
    assert ("people_column_unused" in answer.codes) == looks_like_people
    finding = next((each for each in answer.plan.warnings if each.code == "people_column_unused"), None)
    assert finding is None or (finding.column == header and f"{PEOPLE:,}" in finding.said("problem", "zh"))


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("建设情况", ["已建成", "在建", "已建成", "", "已建成", "已建成", "规划", "已建成", "已建成"]),
        ("交付状态", ["", "未交付", "", "", "", "", "在建", "", ""]),
    ],
)
def test_compounds_that_are_not_lived_in_yet_are_told_with_their_people(
    column: str, cells: list[str], tmp_path: Path
) -> None:
    write_town(tmp_path, compounds=compounds_table().assign(**{column: cells}))
    answer = planned(tmp_path)
    assert_right(answer)
    (finding,) = [each for each in answer.plan.warnings if each.code == "blocks_not_lived_in"]
    assert finding.column == column
    assert f"{1400 + 880:,} 人" in finding.said("problem", "zh")


def test_a_compound_whose_name_says_that_it_is_being_built_is_told(tmp_path: Path) -> None:
    table = compounds_table()
    table.loc[2, "小区名称"] = "金桂家园（在建）"
    write_town(tmp_path, compounds=table)
    answer = planned(tmp_path)
    (finding,) = [each for each in answer.plan.warnings if each.code == "blocks_not_lived_in"]
    assert "650 人" in finding.said("problem", "zh")
