"""Columns that say whether a center is open: found by their headers, weighed against each other, asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import circles
from tests.cases.status_questions import QUESTIONS
from tests.cases.town import assert_right, centers_table, planned, write_town

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


HEADERS = [
    "状态",
    "建设状态",
    "运营状态",
    "运行状态",
    "使用状态",
    "开放状态",
    "投用状态",
    "营业状态",
    "当前状态",
    "中心状态",
    "阵地状态",
    "建设情况",
    "建设进度",
    "建设进展",
    "工程进度",
    "项目进度",
    "使用情况",
    "使用现状",
    "运营情况",
    "运行情况",
    "投用情况",
    "启用情况",
    "开放情况",
    "进展情况",
    "现状",
    "目前状况",
    "阵地运行情况",
    "状态（2024年）",
    "status",
    "current_status",
]


def studied(status: Mapping[str, Sequence[object]]) -> circles.Study:
    """Return the study of three centers on a street, with these columns."""
    cells: dict[str, Any] = {
        "名称": ["甲中心", "乙中心", "丙中心"],
        "经度": [114.3001, 114.3011, 114.3021],
        "纬度": 30.6001,
    }
    streets = gpd.GeoDataFrame(geometry=[shapely.LineString([(114.299, 30.6001), (114.31, 30.6001)])], crs="EPSG:4326")
    blocks = pd.DataFrame({"名称": ["一号"], "经度": [114.3031], "纬度": [30.6001], "人口": [10]})
    said = {kind: {"datum": "WGS-84"} for kind in ("centers", "blocks")}
    return circles.study_from_tables(
        streets=streets, centers=pd.DataFrame({**cells, **status}), blocks=blocks, options=said
    )


def by_name(**status: Sequence[object]) -> dict[str, str]:
    """Return what the columns say of each center."""
    centers = studied(status).centers
    return dict(zip(centers["name"], centers["status"], strict=True))


def refused(status: Mapping[str, Sequence[object]]) -> tuple[circles.Finding, ...]:
    """Return what the columns are refused for."""
    with pytest.raises(circles.InputError) as error:
        studied(status)
    return error.value.findings


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_of_a_status_column_is_known(header: str) -> None:
    said = by_name(**{header: ["已投入使用", "在建", "撤并"]})
    assert said == {"甲中心": "open", "乙中心": "closed", "丙中心": "closed"}


@pytest.mark.parametrize(("header", "yes"), QUESTIONS.items())
def test_a_question_is_answered_by_yes_and_no(header: str, yes: bool) -> None:  # noqa: FBT001
    said = by_name(**{header: ["是", "否", "是"]})
    opened, closed = ("open", "closed") if yes else ("closed", "open")
    assert said == {"甲中心": opened, "乙中心": closed, "丙中心": opened}


@pytest.mark.parametrize(
    "answers", [["√", "×", "√"], ["Y", "N", "Y"], [1, 0, 1], [True, False, True], ["有", "无", "有"]]
)
def test_yes_and_no_are_written_in_many_ways(answers: list[object]) -> None:
    assert by_name(是否启用=answers) == {"甲中心": "open", "乙中心": "closed", "丙中心": "open"}


def test_every_column_that_says_it_counts() -> None:
    said = by_name(建设情况=["已建成", "已建成", "在建"], 是否启用=["是", "否", ""])
    assert said == {"甲中心": "open", "乙中心": "closed", "丙中心": "closed"}


def test_columns_that_contradict_each_other_are_a_fault_of_the_row() -> None:
    findings = refused({"建设状态": ["已建成", "在建", ""], "是否启用": ["是", "是", "是"]})
    assert [(each.code, each.row) for each in findings] == [("status_contradicts", 1)]


def test_an_unknown_word_is_a_fault_of_its_row_with_the_words_that_are_known() -> None:
    (finding,) = refused({"运营情况": ["正常", "也许", "停用"]})
    assert (finding.code, finding.row, finding.column, finding.value) == ("unknown_status", 1, "运营情况", "也许")
    assert "试运行" in finding.said("remedy", "zh")
    assert "腾退" in finding.said("remedy", "zh")


def test_ticks_beside_empty_cells_are_not_guessed() -> None:
    findings = refused({"是否启用": ["√", "", "√"]})
    assert [(each.code, each.row) for each in findings] == [("status_blank_among_ticks", 1)]
    assert by_name(是否停用=["√", "", "√"]) == {"甲中心": "closed", "乙中心": "open", "丙中心": "closed"}


def test_a_tale_under_a_weak_header_is_no_status() -> None:
    study = studied({"使用情况": ["一楼大厅", "二楼会议室", "三楼图书角"]})
    assert set(study.centers["status"]) == {"open"}
    assert not study.warnings


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("说明", ["已启用", "在建", "停用"]),
        ("备注", ["", "暂停开放", ""]),
        ("示范点", ["是", "否", "否"]),
        ("标志", ["Y", "N", "Y"]),
    ],
)
def test_a_column_that_nobody_asked_for_is_told_where_it_may_say_it(column: str, cells: list[object]) -> None:
    told = [(each.code, each.column) for each in studied({column: cells}).warnings]
    assert told in ([("unused_status_column", column)], [("status_said_elsewhere", column)])


@pytest.mark.parametrize("remark", ["（在建）", "(暂停开放)", "【规划】"])
def test_a_name_whose_remark_says_closed_is_told(remark: str) -> None:
    (finding,) = studied({"名称": ["甲中心", f"乙中心{remark}", "丙中心（南区）"]}).warnings
    assert (finding.code, finding.column, finding.details["rows"]) == ("status_said_elsewhere", "名称", "1")
    closed = studied({"名称": ["甲中心", f"乙中心{remark}", "丙中心"], "状态": ["", "在建", ""]})
    assert not closed.warnings


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("备注", ["", "二楼", ""]),
        ("等级", ["A级", "B级", ""]),
        ("编码", [1, 2, 3]),
        ("建成时间", ["2024.5", "2024年5月", 45413]),
        ("食堂", ["有", "无", "有"]),
    ],
)
def test_a_column_of_something_else_is_not_told(column: str, cells: list[object]) -> None:
    assert not studied({column: cells}).warnings


def test_centers_without_a_word_among_others_are_open_and_counted() -> None:
    study = studied({"状态": ["已启用", "", "在建"]})
    (centers,) = [source for source in study.sources if source.kind == "centers"]
    assert centers.notes["status_blank"] == 1
    assert study.centers.set_index("name")["status"]["乙中心"] == "open"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("状态", ("已建成投用", "试运行", "拟建")),
        ("项目建设进展", ("已竣工并投入使用", "运营中", "主体封顶")),
        ("是否投入使用", ("是", "是", "否")),
        ("是否停用", ("否", "否", "是")),
    ],
)
def test_the_town_is_right_with_words_of_its_office(header: str, words: tuple[str, ...], tmp_path: Path) -> None:
    centers = centers_table().drop(columns="状态").assign(**{header: list(words)})
    write_town(tmp_path, centers=centers)
    assert_right(planned(tmp_path))


def test_the_town_says_so_where_its_status_stands_under_an_unknown_header(tmp_path: Path) -> None:
    write_town(tmp_path, centers=centers_table().rename(columns={"状态": "填报口径"}))
    assert "status_said_elsewhere" in planned(tmp_path).codes
