"""Gates that name their compound, and districts whose names are written in several ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import circles
from circles.sources.words.place_names import keys_met
from circles.sources.words.table_words import bare_district_key, district_key
from tests.cases.town import PEOPLE, compounds_table, planned, write_table, write_town
from tests.towns import degrees

if TYPE_CHECKING:
    from pathlib import Path

GATES = {"榆荫小区": (400, 30), "锦绣新村": (0, 820), "书香苑": (800, 400)}
"""A gate on a street for three compounds, and what each then walks."""

WALK_M = {"榆荫小区": 30 + 100 + 10, "锦绣新村": 820 + 500 + 10, "书香苑": 400 + 300 + 10}


def gates_table(**columns: object) -> pd.DataFrame:
    lon, lat = degrees(list(GATES.values())).T
    return pd.DataFrame({**columns, "经度": lon, "纬度": lat})


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("小区出入口.xlsx", {"小区名称": list(GATES), "出入口名称": ["东门", "西门", "东门"]}),
        ("台账.csv", {"所属小区": list(GATES), "大门": ["东门", "西门", "南门"]}),
        ("小区大门.csv", {"小区": [f" {name} " for name in GATES]}),
        ("门.xlsx", {"楼盘名称": ["榆荫小区（在建）", "锦绣新村", "书香苑"], "门名": ["1", "2", "3"]}),
    ],
    ids=["names of both", "a ledger", "told by the file", "other words"],
)
def test_gates_are_matched_by_the_name_of_their_compound(
    tmp_path: Path, file: str, columns: dict[str, list[str]]
) -> None:
    write_town(tmp_path)
    write_table(gates_table(**columns), tmp_path / file)
    answer = planned(tmp_path)
    assert {name: answer.walk_m[name] for name in WALK_M} == pytest.approx(WALK_M, abs=0.5)
    assert len(answer.plan.blocks) == 9
    assert len(answer.plan.study.gates) == 3


def test_an_id_goes_before_a_name_and_names_that_several_bear_are_refused_by_row(tmp_path: Path) -> None:
    compounds = compounds_table().assign(编号=list("ABCDEFGHI"))
    compounds.loc[1, "小区名称"] = "榆荫小区"
    write_town(tmp_path, compounds=compounds)
    write_table(
        gates_table(小区编号=["A", "", ""], 小区名称=["书香苑", "榆荫小区", "无此小区"]), tmp_path / "出入口.csv"
    )
    circles.init_study(tmp_path)
    with pytest.raises(circles.InputError) as refused:
        circles.read_study(tmp_path / "study.toml", options={"gates": {"file": str(tmp_path / "出入口.csv")}})
    assert [(each.code, each.row, each.column, each.value) for each in refused.value.findings] == [
        ("gate_block_namesakes", 3, "小区名称", "榆荫小区"),
        ("gate_of_no_block", 4, "小区名称", "无此小区"),
    ]
    assert "第 2、3 行" in refused.value.text("zh")


def test_a_list_of_compounds_beside_gates_stays_the_list(tmp_path: Path) -> None:
    write_town(tmp_path, compounds=compounds_table().drop(columns=["常住人口", "户数"]))
    write_table(gates_table(小区名称=list(GATES), 出入口名称=["东门", "西门", "东门"]), tmp_path / "a小区出入口.csv")
    plan = planned(tmp_path).plan
    assert (len(plan.blocks), len(plan.study.gates)) == (9, 3)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("南关街道（办事处）", "南关"),
        ("南关街道(街道办事处)", "南关"),
        ("南关（街道）", "南关"),
        ("南关　街道", "南关"),
        ("北关街道(北关)", "北关"),
        ("北关【北关街道】", "北关"),
        ("南关街道（原南关镇）", "南关"),
        ("城关（镇）", "城关镇"),
        ("红旗社区（居委会）", "红旗"),
        ("新华街道(东)", "新华街道(东)"),
    ],
)
def test_brackets_that_tell_districts_apart_stay_and_others_go(written: str, key: str) -> None:
    assert district_key(written) == key


@pytest.mark.parametrize(
    ("written", "level", "bare"),
    [
        ("示例区南关街道", "subdistrict", "南关"),
        ("湖北省武汉市江汉区民族街道办事处", "subdistrict", "民族"),
        ("南关街道红旗社区", "community", "红旗"),
        ("开发区街道", "subdistrict", "开发区"),
        ("红旗街道", "subdistrict", "红旗"),
    ],
)
def test_a_county_before_a_district_is_no_part_of_its_name(written: str, level: str, bare: str) -> None:
    assert bare_district_key(written, level) == bare


def test_a_county_is_left_out_only_where_one_district_is_meant() -> None:
    names = pd.Series(["甲区新华街道", "新华街道", "丙区新华街道"], dtype=object).to_numpy()
    both = {"甲区新华": "甲区新华街道", "乙区新华": "乙区新华街道"}
    assert keys_met(names, both, "subdistrict").tolist() == ["甲区新华", "新华", "丙区新华"]
    assert keys_met(names, {"甲区新华": "甲区新华街道"}, "subdistrict").tolist() == ["甲区新华"] * 3


@pytest.mark.parametrize(
    "spelling",
    [
        {"湖滨街道": "湖滨街道（办事处）", "山前街道": "山前街道(山前)"},
        {"湖滨街道": "湖滨　街道", "山前街道": "示例区山前街道"},
    ],
    ids=["brackets", "a wide space and a county"],
)
def test_totals_are_met_and_nobody_is_counted_beside_them(tmp_path: Path, spelling: dict[str, str]) -> None:
    compounds = compounds_table()
    half = compounds.index % 2 == 0
    mixed = compounds.assign(街道=compounds["街道"].where(half, compounds["街道"].map(spelling)))
    write_town(tmp_path, compounds=mixed)
    write_table(
        pd.DataFrame({"街道": ["湖滨街道办事处", "山前街道"], "常住人口": [7000, 5000]}), tmp_path / "人口汇总.xlsx"
    )
    plan = planned(tmp_path).plan
    assert plan.blocks["population"].sum() == 12_000
    assert "blocks_without_total" not in [finding.code for finding in plan.warnings]


def test_people_of_a_district_under_another_name_are_told_beside_its_total(tmp_path: Path) -> None:
    compounds = compounds_table()
    compounds.loc[0, "街道"] = "湖浜街道"
    write_town(tmp_path, compounds=compounds)
    write_table(pd.DataFrame({"街道": ["湖滨街道", "山前街道"], "常住人口": [7000, 5000]}), tmp_path / "人口汇总.xlsx")
    plan = planned(tmp_path).plan
    (told,) = [finding for finding in plan.warnings if finding.code == "blocks_without_total"]
    assert told.details["people"].value == 900  # type: ignore[attr-defined]
    assert plan.blocks["population"].sum() == 12_900
    assert PEOPLE != 12_900
