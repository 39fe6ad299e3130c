"""Words of a status column as offices write them: understood, or refused by row; never open in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import circles
from circles.sources.words.statuses import asked_by, is_question, status_said
from tests.cases.town import assert_right, centers_table, planned, write_town

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

OPEN = [
    "已启用",
    "启用",
    "启用中",
    "已投用",
    "投用",
    "已投入使用",
    "投入使用",
    "使用中",
    "在用",
    "正在使用",
    "运营中",
    "正常运营",
    "正式运营",
    "正常运行",
    "运行良好",
    "运转正常",
    "营业",
    "营业中",
    "正常营业",
    "开放",
    "对外开放",
    "正常开放",
    "免费开放",
    "全天开放",
    "24小时开放",
    "已开放",
    "试运行",
    "试运营",
    "试运营阶段",
    "试开放",
    "试营业",
    "已挂牌",
    "挂牌运行",
    "正常",
    "在营",
    "现状",
    "现状保留",
    "已建成投用",
    "已建成并投入使用",
    "建成投用",
    "已竣工并投入使用",
    "改造完成，已启用",
    "装修完成已投入使用",
    "重新开放",
    "恢复使用",
    "未停用",
    "未关闭",
    "2019年启用",
    "2021年5月建成投用",
    "开放（周一至周五）",
    "open",
    "OPEN",
    "operating",
]

BUILT = ["已建成", "建成", "已建", "已落成", "建设完成", "100%"]

CLOSED = [
    "规划",
    "规划中",
    "规划建设",
    "规划新建",
    "拟建",
    "拟建设",
    "筹建",
    "筹建中",
    "筹备",
    "筹备中",
    "待建",
    "未建",
    "未建成",
    "未开工",
    "未动工",
    "待开工",
    "在建",
    "在建中",
    "建设中",
    "正在建设",
    "施工中",
    "已开工",
    "主体封顶",
    "改造中",
    "改造提升中",
    "正在改造",
    "装修中",
    "维修中",
    "升级改造",
    "改扩建",
    "闭馆改造",
    "未启用",
    "尚未启用",
    "待启用",
    "未投用",
    "未投入使用",
    "待投用",
    "非营业",
    "不开放",
    "暂不开放",
    "不对外开放",
    "未正式启用",
    "即将开放",
    "即将投用",
    "预计2031年启用",
    "建成未投用",
    "已建成待启用",
    "已竣工，尚未投入使用",
    "装修完成，未启用",
    "已竣工未移交",
    "停用",
    "已停用",
    "停业",
    "停业整顿",
    "停止使用",
    "停止运营",
    "暂停开放",
    "暂停服务",
    "暂时关闭",
    "临时关闭",
    "关停",
    "已关停",
    "关闭",
    "已关闭",
    "撤并",
    "已撤并",
    "撤销",
    "已撤销",
    "已合并",
    "拆除",
    "已拆除",
    "已拆",
    "拆迁",
    "征收",
    "腾退",
    "已腾退",
    "清退",
    "闲置",
    "空置",
    "废弃",
    "已搬迁",
    "移作他用",
    "无法使用",
    "不再使用",
    "完成80%",
    "在建（预计2031年投用）",
    "closed",
    "planned",
    "renovating",
]

UNCLEAR = [
    "也许",
    "是",
    "否",
    "1",
    "0",
    "已竣工",
    "竣工验收",
    "改造完成",
    "已改造",
    "未改造",
    "拟改造",
    "拟拆除",
    "待拆除",
    "部分开放",
    "2031年启用",
    "启用（二期在建）",
    "良好",
    "一般",
    "见备注",
    "红旗社区",
    "启用停用",
    "新建",
]

LATIN = {
    "in use": "open",
    "trial operation": "open",
    "under construction": "closed",
    "not yet open": "closed",
    "no longer in use": "closed",
    "temporarily closed": "closed",
    "to be opened": "closed",
    "perhaps": "",
}

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

QUESTIONS = {
    "是否启用": True,
    "是否投用": True,
    "是否已投入使用": True,
    "是否开放": True,
    "是否正常运营": True,
    "是否在用": True,
    "是否已建成": True,
    "目前是否开放": True,
    "能否使用": True,
    "投用与否": True,
    "启用（是/否）": True,
    "is_open": True,
    "是否关闭": False,
    "是否停用": False,
    "是否已拆除": False,
    "是否撤并": False,
    "是否在建": False,
    "是否未启用": False,
}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        *((word, "open") for word in OPEN),
        *((word, "built") for word in BUILT),
        *((word, "closed") for word in CLOSED),
        *((word, "") for word in UNCLEAR),
        *LATIN.items(),
    ],
)
def test_a_word_says_what_an_office_means_by_it(word: str, said: str) -> None:
    assert status_said(word) == said


CORES = st.sampled_from(
    ["启用", "投用", "投入使用", "使用", "运营", "运行", "营业", "开放", "对外开放", "正常开放", "试运行"]
)
NEGATIONS = st.sampled_from(
    [
        "未",
        "尚未",
        "暂未",
        "还未",
        "没有",
        "不",
        "暂不",
        "不再",
        "非",
        "待",
        "拟",
        "即将",
        "计划",
        "预计",
        "停止",
        "暂停",
    ]
)


@given(CORES, NEGATIONS, st.sampled_from(["", "正式", "全面"]))
def test_what_is_denied_put_off_or_stopped_is_closed(core: str, negation: str, between: str) -> None:
    assert status_said(core) == "open"
    assert status_said(negation + between + core) == "closed"


@given(st.sampled_from([*OPEN, *BUILT, *CLOSED]), st.sampled_from(["", " ", "　"]), st.sampled_from(["", "，", "。"]))
def test_spaces_and_stops_make_no_difference(word: str, space: str, stop: str) -> None:
    assert status_said(space + word + stop) == status_said(word)


@given(st.sampled_from(OPEN), st.sampled_from([word for word in CLOSED if "改造" not in word and "建" not in word]))
def test_a_cell_that_says_both_says_nothing(one: str, other: str) -> None:
    assert status_said(f"{one}、{other}") in ("", "closed")
    assert status_said(f"{one}、{other}") != "open"


@pytest.mark.parametrize(("header", "yes"), QUESTIONS.items())
def test_a_header_asks_whether_a_center_is_open_or_closed(header: str, yes: bool) -> None:  # noqa: FBT001
    assert asked_by(header) == ("open" if yes else "closed")


@pytest.mark.parametrize(
    "header", ["状态", "建设状态", "是否有食堂", "是否示范阵地", "是否改造", "开放时间", "类型", "island"]
)
def test_a_header_that_asks_something_else_is_no_question(header: str) -> None:
    assert not is_question(header)


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
    assert [(each.code, each.row) for each in findings] == [("status_contradicts", 2)]


def test_an_unknown_word_is_a_fault_of_its_row_with_the_words_that_are_known() -> None:
    (finding,) = refused({"运营情况": ["正常", "也许", "停用"]})
    assert (finding.code, finding.row, finding.column, finding.value) == ("unknown_status", 2, "运营情况", "也许")
    assert "试运行" in finding.said("remedy", "zh")
    assert "腾退" in finding.said("remedy", "zh")


def test_ticks_beside_empty_cells_are_not_guessed() -> None:
    findings = refused({"是否启用": ["√", "", "√"]})
    assert [(each.code, each.row) for each in findings] == [("status_blank_among_ticks", 2)]
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
    assert (finding.code, finding.column, finding.details["rows"]) == ("status_said_elsewhere", "名称", "2")
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
