"""Lists of centers as bureaus keep them: two axes of status, dates, use by people, interim venues, several plates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circles import center_list, texts
from circles.coverage import funnel, joined_sites
from circles.publish.center_facts import center_facts
from circles.publish.centers_table import centers_csv
from circles.service_tiers import Tier, tier_of
from circles.sources.inputs.centers import centers_from
from circles.sources.tables.reading import read_table
from circles.sources.words.dates import date_said
from circles.sources.words.status_axes import axes_answered, axes_said
from circles.sources.words.statuses import status_said

if TYPE_CHECKING:
    from pathlib import Path

    from circles.sources.tables.raw_table import Reading

DATES = {
    "2017年6月": "2017-06",
    "2022-05": "2022-05",
    "2022.5.1": "2022-05-01",
    "2022/5/1 0:00:00": "2022-05-01",
    "2017-06-01T00:00:00": "2017-06-01",
    "２０１７年６月": "2017-06",
    "二〇一七年六月": "2017-06",
    "2017年": "2017",
    "2017": "2017",
    "2017年底": "2017-12",
    "2017年6月底": "2017-06",
    "2022年5月起": "2022-05",
    "20170605": "2017-06-05",
    "43252": "2018-06-01",
    "June 2017": "2017-06",
    "1 Jun 2017": "2017-06-01",
    "待定": "",
    "": "",
    "2017-13": None,
    "20170631": None,
    "05/06/2017": None,
    "2018.1": None,
    "2021年下半年": None,
    "每周三": None,
    "已启用": None,
}


@pytest.mark.parametrize(("cell", "said"), DATES.items())
def test_dates_keep_the_precision_they_are_written_with(cell: str, said: str | None) -> None:
    assert date_said(cell) == said


@settings(max_examples=50)
@given(st.dates(min_value=pd.Timestamp("1900-01-01").date(), max_value=pd.Timestamp("2100-12-31").date()))
def test_every_day_is_read_in_each_way_it_is_written(day: object) -> None:
    text = str(day)
    year, month, date = (int(part) for part in text.split("-"))
    for written in (text, f"{year}年{month}月{date}日", f"{year}/{month}/{date}", text.replace("-", "")):
        assert date_said(written) == text


AXES = {
    "已启用": ("", "in use"),
    "试运行": ("", "in use"),
    "建成未启用": ("built", "not in use"),
    "建成待启用": ("built", "not in use"),
    "装修完成，尚未启用": ("built", "not in use"),
    "竣工未启用": ("built", "not in use"),
    "闲置": ("built", "not in use"),
    "已建成": ("built", ""),
    "100%": ("built", ""),
    "80%": ("under construction", ""),
    "在建": ("under construction", ""),
    "主体封顶": ("under construction", ""),
    "停工": ("under construction", ""),
    "拟建": ("planned", ""),
    "规划": ("planned", ""),
    "未开工": ("planned", ""),
    "缓建": ("planned", ""),
    "改造提升中": ("renovating", ""),
    "暂停开放": ("", "suspended"),
    "临时关闭": ("", "suspended"),
    "停用（撤并）": ("", "withdrawn"),
    "停止使用": ("", "withdrawn"),
    "未停用": ("", "in use"),
    "open": ("", ""),
    "closed": ("", ""),
    "也许": ("", ""),
}


@pytest.mark.parametrize(("cell", "said"), AXES.items())
def test_one_cell_is_read_into_both_axes(cell: str, said: tuple[str, str]) -> None:
    assert tuple(axes_said(cell)) == said


def test_a_yes_is_read_by_what_its_header_asks() -> None:
    asked = {
        ("是否启用", True): ("", "in use"),
        ("是否启用", False): ("", "not in use"),
        ("是否建成", True): ("built", ""),
        ("是否建成", False): ("", ""),
        ("是否停用", True): ("", "withdrawn"),
        ("是否停用", False): ("", ""),
    }
    assert {key: tuple(axes_answered(key[0], yes=key[1])) for key in asked} == asked


@pytest.mark.parametrize("axis", center_list.STATUS_AXES)
def test_what_is_written_of_an_axis_is_read_again(axis: str) -> None:
    written = [key.rpartition(".")[2] for key in texts.catalogue("en") if key.startswith(f"center_said.{axis}.")]
    assert len(written) == 4
    assert {word: getattr(axes_said(word), axis) for word in written} == {word: word for word in written}
    assert all(status_said(word) for word in written)


def listed(path: Path, header: str, *rows: str) -> Reading:
    """Return what is read of a list of centers at 114.28..., 30.58."""
    path.write_text("\n".join([f"名称,经度,纬度,{header}", *rows]), encoding="utf-8")
    return centers_from(read_table(path, kind="centers"))


REGISTER = (
    "建设状态,使用状态,启用时间,停用时间,层级,服务项目,建筑面积,设计服务人口,工作人员数,挂牌名称,开放时间,月均接待人次,活动场次,服务时长,满意度,功能室数,共建单位,"
    "是否接入平台,所属社区"
)


def test_every_column_of_a_register_is_carried(tmp_path: Path) -> None:
    reading = listed(
        tmp_path / "c.csv",
        REGISTER,
        "甲,114.2812,30.5801,已建成,已启用,2017年6月,,街道级,养老、儿童,1200,3万人,12人,文明实践站,9-17,8000人次,12场,300小时,98.5%,25间,某银行,是,东湖、西岭",
        "乙,114.2913,30.5802,已建成,停用,上世纪,2022.05,社区级,养老,800,,,,,,每周三场,,,,,否,南屏",
    )
    first = reading.table.iloc[0]
    assert first["status"] == "open"
    assert {name: first[name] for name in reading.table.columns[4:]} == {
        "floor_area_m2": 1200,
        "kind": "街道级",
        "community": "东湖、西岭",
        "tier": "街道级",
        "construction": "built",
        "use": "in use",
        "opens": "2017-06",
        "closes": "",
        "services": "养老、儿童",
        "capacity": 30000,
        "staff": 12,
        "plates": "文明实践站",
        "opening_hours": "9-17",
        "monthly_visits": 8000,
        "events": 12,
        "service_hours": 300,
        "satisfaction": 98.5,
        "rooms": 25,
        "on_platform": 1,
        "partners": "某银行",
    }
    second = reading.table.iloc[1]
    assert (second["status"], second["use"], second["closes"], second["opens"]) == (
        "closed",
        "withdrawn",
        "2022-05",
        "",
    )
    assert np.isnan(second["events"])
    told = {finding.code: finding.details["values"] for finding in reading.warnings}
    assert told == {
        "center_dates_not_read": "上世纪",
        "center_hours_not_read": "9-17",
        "center_numbers_not_read": "每周三场",
    }
    assert reading.own is not None
    assert not len(reading.own.columns)

    again = tmp_path / "again.csv"
    again.write_bytes(centers_csv(reading.table))
    read = centers_from(read_table(again, kind="centers")).table
    pd.testing.assert_frame_equal(pd.DataFrame(read), pd.DataFrame(reading.table), check_dtype=False)
    shown = {column["name"]: column["texts"] for column in center_facts(reading.table, "zh")}
    assert shown["使用状态"] == ["已启用", "停用（撤并）"]
    assert shown["是否接入平台"] == ["是", "否"]


def test_a_tale_under_a_heading_of_numbers_stays_the_persons_own(tmp_path: Path) -> None:
    reading = listed(
        tmp_path / "c.csv", "活动场次,启用时间", "甲,114.2812,30.5801,每周三场,常年", "乙,114.2913,30.5802,很多,全年"
    )
    assert list(reading.table.columns) == ["center_id", "name", "status", "geometry"]
    assert reading.own is not None
    assert list(reading.own.columns) == ["活动场次", "启用时间"]


def test_a_center_under_renovation_is_open_at_its_interim_venue_alone(tmp_path: Path) -> None:
    reading = listed(
        tmp_path / "c.csv",
        "状态,过渡场所,过渡场所经度,过渡场所纬度",
        "甲,114.2812,30.5801,已启用,,,",
        "乙,114.2913,30.5802,改造提升中,小学,114.2925,30.5811",
        "丙,114.3014,30.5803,改造提升中,借用礼堂,,",
        "丁,114.3115,30.5804,停用,小学,114.3125,30.5811",
    )
    assert reading.table["status"].tolist() == ["open", "open", "closed", "closed"]
    assert [point.x for point in reading.table.geometry] == [114.2812, 114.2925, 114.3014, 114.3115]
    told = {finding.code: finding.details["rows"] for finding in reading.warnings}
    assert told == {"interim_venues_open": "3", "interim_without_place": "4"}


def register(*groups: tuple[int, str, str], tier: str = "") -> pd.DataFrame:
    """Return so many centers of each construction and use."""
    rows = [(construction, use) for count, construction, use in groups for _ in range(count)]
    table = pd.DataFrame(rows, columns=list(center_list.STATUS_AXES))
    return table.assign(center_id=[f"{tier}{i}" for i in range(len(table))], tier=tier)


def counts(table: pd.DataFrame) -> dict[str, int]:
    found = funnel(table)
    assert found is not None
    return {str(name): int(count) for name, count in found.drop(columns="tier").sum().items() if count}


ZHENGDONG = (
    (3, "built", "in use"),
    (2, "renovating", ""),
    (2, "built", ""),
    (6, "under construction", ""),
    (20, "planned", ""),
)
JINSHUI = ((12, "", "in use"), (5, "under construction", ""))


def test_what_statuses_do_not_explain_is_counted_apart() -> None:
    assert counts(register(*ZHENGDONG)) == {
        "listed": 33,
        "begun": 13,
        "built": 7,
        "in_use": 3,
        "renovating": 2,
        "unexplained": 2,
    }
    assert counts(register(*JINSHUI)) == {"listed": 17, "begun": 17, "built": 12, "in_use": 12}
    assert funnel(pd.DataFrame({"center_id": ["A"], "construction": [""]})) is None


STAGES = st.tuples(
    st.sampled_from(["", "planned", "under construction", "built", "renovating"]),
    st.sampled_from(["", "not in use", "in use", "suspended", "withdrawn"]),
)


def test_a_center_that_is_open_is_in_use_where_one_row_alone_names_a_stage() -> None:
    listed = pd.DataFrame(
        {
            "center_id": ["A", "B", "C", "D"],
            "construction": ["", "", "under construction", ""],
            "use": "",
            "status": ["open", "open", "closed", "closed"],
        }
    )
    found = funnel(listed)
    assert found is not None
    assert found[["listed", "begun", "built", "in_use", "unsaid"]].to_numpy().tolist() == [[4, 3, 2, 2, 1]]


@settings(max_examples=25)
@given(
    st.lists(STAGES, min_size=1, max_size=12), st.lists(st.sampled_from(["街道", "社区", ""]), min_size=12, max_size=12)
)
def test_the_funnel_adds_up(stages: list[tuple[str, str]], tiers: list[str]) -> None:
    table = register(*((1, *stage) for stage in stages)).assign(tier=tiers[: len(stages)])
    found = funnel(table)
    if found is None:
        assert set(stages) == {("", "")}
        return
    states = found[["in_use", "suspended", "renovating", "not_in_use", "unexplained", "withdrawn"]].sum(axis=1)
    assert (found["built"] == states).all()
    assert (found["begun"] >= found["built"]).all()
    assert (found["listed"] >= found["begun"] + found["unsaid"]).all()
    assert found["listed"].sum() == len(table)
    assert found["tier"].is_unique


def test_the_funnel_is_told_by_tier_in_the_order_of_the_study() -> None:
    both = pd.concat([register(*JINSHUI, tier="社区级"), register(*ZHENGDONG, tier="街道级")], ignore_index=True)
    tiers = (Tier(name="街镇", minutes=15), Tier(name="社区村", walk_m=500))
    found = funnel(both, tiers)
    assert found is not None
    assert found[["tier", "listed", "built"]].to_numpy().tolist() == [["街镇", 33, 7], ["社区村", 17, 12]]
    untold = funnel(both)
    assert untold is not None
    assert untold["tier"].tolist() == ["社区级", "街道级"]


def test_a_tier_is_known_by_its_words_and_by_no_others() -> None:
    tiers = (Tier(name="街道", minutes=15), Tier(name="二级站", walk_m=500, words=("社区工作站",)))
    meant = {"街镇级": "街道", "township": "街道", "社区工作站": "二级站", "社区": "", "": "", "街道办的后院": ""}
    assert {said: tier_of(said, tiers) for said in meant} == meant


def test_plates_of_one_site_are_one_center_and_areas_are_not_added(tmp_path: Path) -> None:
    reading = listed(
        tmp_path / "c.csv",
        "类型,状态,服务项目,建筑面积",
        "东湖党群服务中心,114.2812,30.5801,党群服务中心,已启用,养老、政务,1200",
        "东湖文化站,114.2812,30.5801,文化站,已建成,政务；文体,400",
        "西岭党群服务中心,114.2913,30.5802,党群服务中心,在建,,800",
    )
    sites = joined_sites(reading.table)
    assert sites[["name", "plates", "services", "floor_areas"]].to_numpy().tolist() == [
        ["东湖党群服务中心", ("东湖党群服务中心", "东湖文化站"), ("养老", "政务", "文体"), (1200.0, 400.0)]
    ]
    assert np.isnan(sites["floor_area_m2"].iloc[0])
    assert counts(reading.table) == {"listed": 2, "begun": 2, "built": 1, "in_use": 1}


def test_a_repeated_row_makes_no_site_of_several_plates(tmp_path: Path) -> None:
    row = "东湖党群服务中心,114.2812,30.5801,党群服务中心,已启用"
    reading = listed(tmp_path / "c.csv", "类型,状态", row, row)
    assert "site_id" not in reading.table
    assert joined_sites(reading.table).empty
