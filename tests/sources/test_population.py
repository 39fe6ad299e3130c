"""Where people come from, what they are scaled to, and that no figure of people stands without saying so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import circles
from circles import tables
from circles.answers.people_told import people_words
from circles.phrases import text_of
from circles.publish.payload import page_payload
from circles.sources.people.apportioning import apportioned
from tests.sources.small_files import codes_of
from tests.sources.test_districts import districts
from tests.sources.test_population_raster import cells, write_raster
from tests.study_files import blocks as town_blocks
from tests.study_files import write_town

if TYPE_CHECKING:
    from pathlib import Path

    from circles.planning_study import Study

STREETS = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.LineString(cells(0, 0, 9, 9).exterior)], crs=tables.WGS84)


def study_of(people: dict[str, Any], blocks: Any = None, **columns: Any) -> Study:
    """Return a study of four blocks, one cell each, with these columns and this section [population]."""
    shapes = [cells(i, 0, 1, 1) for i in range(4)]
    plain = districts(shapes, block_id=[f"B{i}" for i in range(4)]).assign(**columns)
    return circles.study_from_tables(
        streets=STREETS,
        centers=pd.DataFrame({"name": ["A"], "lon": [114.281], "lat": [30.5995]}),
        blocks=plain if blocks is None else blocks,
        options={"population": people},
    )


def told(study: Study) -> dict[str, Any]:
    for finding in study.warnings:
        assert finding.text("zh")
        assert finding.text("en")
    return {finding.code: finding for finding in study.warnings}


def control(folder: Path, text: str) -> str:
    file = folder / "控制.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def people(study: Study) -> list[float]:
    result: list[float] = study.blocks["population"].to_list()
    return result


def account_rows(plan: circles.Plan, lang: str) -> list[list[str]]:
    return plan.document().table("account").texts(lang)[1]


# Age groups


def test_age_groups_are_read_rounded_and_accounted_like_people() -> None:
    study = study_of(
        {},
        人口=[10, 20, 30, 40],
        **{"60岁以上人口": ["1.23456", "", "约3", "4"], "65岁及以上": [1, 2, 3, 4], "0-14岁": [0] * 4},
    )
    assert list(study.blocks.columns)[-3:] == list(tables.AGE_GROUPS[:3])
    assert study.blocks["people_60_plus"].iloc[[0, 2, 3]].to_list() == [1.235, 3.0, 4.0]
    plan = circles.plan(study)
    row = plan.account.loc["people_60_plus"]
    assert (row["total"], row["unknown_blocks"]) == (8.235, 1)
    assert round(row["inside"] + row["outside"] + row["not_evaluated"], 3) == 8.235
    assert list(plan.account.index) == ["people", *tables.AGE_GROUPS[:3], "land_m2", "blocks"]
    for lang in ("zh", "en"):
        assert sum(row[0].startswith(("60岁及以上人口", "aged 60")) for row in account_rows(plan, lang)) == 1


def test_people_of_blocks_to_be_renovated_are_a_group() -> None:
    study = study_of({}, 人口=[10, 20, 30, ""], 老旧小区=["是", "否", "", "No"])
    assert study.blocks["people_renovation"].fillna(-1).to_list() == [10, 0, -1, 0]
    row = circles.plan(study).account.loc["people_renovation"]
    assert (row["total"], row["unknown_blocks"]) == (10, 1)
    assert "people_renovation" not in study_of({}, 老旧小区=["是", "否", "", "√"]).blocks


def test_people_to_be_renovated_follow_the_dwellings() -> None:
    study = study_of({"household_size": 2.5}, 户数=[10, 20, 30, 40], 改造小区=["是", "否", "是", "否"])
    assert study.blocks["people_renovation"].to_list() == [25, 0, 75, 0]


def test_what_is_neither_yes_nor_no_is_a_fault_by_row() -> None:
    assert (
        codes_of(lambda: study_of({}, 人口=[1] * 4, 老旧小区=["是", "也许", "2", "否"])) == ["renovation_not_known"] * 2
    )


def test_a_group_larger_than_its_whole_is_told_by_the_label_of_its_row() -> None:
    study = study_of({}, 人口=[10, 20, 30, 40], **{"60岁以上人口": [11, 2, 3, 41], "65岁以上人口": [1, 3, 3, 4]})
    found = [finding for finding in study.warnings if finding.code == "group_larger_than_whole"]
    assert [(each.column, each.details["whole"], each.details["rows"]) for each in found] == [
        ("60岁以上人口", "人口", "0, 3"),
        ("65岁以上人口", "60岁以上人口", "1"),
    ]


def test_words_that_may_mean_another_age_are_not_guessed() -> None:
    study = study_of({}, 人口=[10, 20, 30, 40], 老年人口=[1, 2, 3, 4], 儿童=[1, 2, 3, 4])
    assert not set(tables.AGE_GROUPS) & set(study.blocks)


def test_a_group_that_is_no_number_is_a_fault_by_row() -> None:
    assert codes_of(lambda: study_of({}, 人口=[1] * 4, **{"60岁以上人口": ["x", "-1", "2", "3"]})) == [
        "negative_number",
        "not_a_number",
    ]


# Dwellings times a household size


def test_dwellings_times_household_size_are_an_estimate_and_say_so() -> None:
    study = study_of({"household_size": 2.62}, 户数=[100, 1.5, None, 0])
    assert people(study)[:2] == [262.0, 3.93]
    assert np.isnan(people(study)[2])
    assert people(study)[3] == 0
    assert study.population_label == "estimate"
    assert study.population.household_size == 2.62
    assert {"people_from_dwellings", "population_unknown"} <= told(study).keys()
    plan = circles.plan(study)
    assert plan.headline_base == "land_m2"
    assert "（估算）" in plan.sentence("zh")
    assert "（估算）" not in "".join(name for name, *_ in account_rows(plan, "zh") if "户数" in name)


def test_half_a_thousandth_rounds_up() -> None:
    assert people(study_of({"household_size": 2.5}, 户数=[0.001, 0.003, 1, 2]))[:2] == [0.003, 0.008]


@pytest.mark.parametrize(
    ("label", "becomes"), [("source", "estimate"), ("illustrative", "illustrative"), ("planned",) * 2]
)
def test_a_label_becomes_at_least_an_estimate(label: str, becomes: str) -> None:
    study = study_of({"household_size": 2.62, "label": label}, 户数=[1, 2, 3, 4])
    assert study.population_label == becomes


@pytest.mark.parametrize(
    ("said", "columns", "codes"),
    [
        ({"household_size": 2.62}, {"户数": [1] * 4, "人口": [1, None, None, None]}, ["people_said_twice"]),
        ({"household_size": 2.62}, {}, ["dwellings_needed"]),
        ({"household_size": 2.62, "raster": "r.tif"}, {"户数": [1] * 4}, ["people_said_twice"]),
        ({"household_size": 0}, {"户数": [1] * 4}, ["bad_setting"]),
        ({"household_size": float("nan")}, {"户数": [1] * 4}, ["bad_setting"]),
        ({"year": 20}, {}, ["bad_setting"]),
        ({"kind": "暂住"}, {}, ["not_a_choice"]),
        ({"kind": "户籍"}, {"常住人口": [1] * 4}, ["people_of_other_kind"]),
        ({"kind": "resident"}, {"户籍人口": [1] * 4}, ["people_of_other_kind"]),
        ({"raster": "none.tif"}, {}, ["file_missing"]),
    ],
)
def test_contradictions_of_population_are_faults(said: Any, columns: Any, codes: list[str]) -> None:
    assert codes_of(lambda: study_of(said, **columns)) == codes


@pytest.mark.parametrize("kind", ["resident", "常住", "常住人口"])
def test_kind_is_known_in_both_languages(kind: str) -> None:
    study = study_of({"kind": kind, "year": 2020, "source": "七普"}, 人口=[1, 2, 3, 4])
    assert (study.population.kind, study.population.year) == ("resident", 2020)
    plan = circles.plan(study)
    assert any("常住，2020年" in name for name, *_ in account_rows(plan, "zh"))
    assert any("resident, 2020" in name for name, *_ in account_rows(plan, "en"))
    assert text_of(people_words(plan), "zh") == "人口（常住，2020年）；来源：七普"
    assert "source: 七普" in plan._repr_html_()


# A raster


def test_people_of_a_raster_are_an_estimate_and_a_source_of_their_own(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "pop.tif", np.array([[1.0, 2.0, 3.0, 4.0]]))
    study = study_of({"raster": str(raster)})
    assert people(study) == [1.0, 2.0, 3.0, 4.0]
    assert study.population_label == "estimate"
    assert study.population.raster == "pop.tif"
    source = next(source for source in study.sources if source.kind == "population")
    assert source.notes["people_outside"] == 0
    assert "people_from_raster" in told(study)
    assert circles.plan(study).summary()["population"]["raster"] == "pop.tif"


def test_blocks_as_points_take_no_raster(tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "pop.tif", np.ones((1, 4)))
    points = pd.DataFrame({"block_id": ["B"], "lon": [114.2805], "lat": [30.5995]})
    assert codes_of(lambda: study_of({"raster": str(raster)}, points)) == ["raster_needs_polygons"]


# Known totals


def test_blocks_meet_the_totals_exactly_and_factors_are_listed(tmp_path: Path) -> None:
    file = control(tmp_path, "街道,总人口\n甲街道办事处,100\n乙,31\n丙,5\n合计,136\n")
    study = study_of(
        {"control": file, "source": "七普"},
        人口=[1, 1, 1, 30],
        街道=["甲街道", "甲", "甲", "乙"],
        **{"60岁以上人口": [1, 0.5, None, 3]},
    )
    assert people(study) == [33.334, 33.333, 33.333, 31.0]
    assert study.blocks["people_60_plus"].fillna(-1).to_list() == [33.333, 16.667, -1, 3.1]
    factors = {each.name: (each.blocks, each.before, each.total) for each in study.population.factors}
    assert factors == {"甲街道办事处": (3, 3.0, 100.0), "乙": (1, 30.0, 31.0)}
    assert study.population_label == "estimate"
    found = told(study)
    assert {"people_scaled", "control_factor", "control_without_blocks", "totals_left_out"} <= found.keys()
    assert found["control_factor"].value == "甲街道办事处"
    assert "×33.333" in found["people_scaled"].text("zh")
    assert found["control_without_blocks"].details["names"] == "丙"
    summary = circles.plan(study).summary()["population"]
    assert [each["factor"] for each in summary["factors"]] == [pytest.approx(31 / 30), pytest.approx(100 / 3)]


def test_blocks_without_a_total_or_without_people_are_told(tmp_path: Path) -> None:
    file = control(tmp_path, "街道,总人口\n甲,10\n")
    study = study_of({"control": file}, 人口=[4, None, 7, 8], 街道=["甲", "甲", "乙", ""])
    assert [people(study)[i] for i in (0, 2, 3)] == [10.0, 7.0, 8.0]
    assert np.isnan(people(study)[1])
    found = told(study)
    assert (found["blocks_without_total"].details["count"], found["blocks_without_total"].details["names"]) == (2, "乙")
    assert found["control_unknown_blocks"].details["count"] == 1


def test_a_district_may_be_empty(tmp_path: Path) -> None:
    file = control(tmp_path, "街道,总人口\n甲,0\n乙,0\n")
    study = study_of({"control": file}, 人口=[4, 4, 0, 0], 街道=["甲", "甲", "乙", "乙"])
    assert people(study) == [0, 0, 0, 0]
    assert [(each.name, each.factor) for each in study.population.factors] == [("甲", 0.0)]


def test_namesakes_are_told_apart_by_their_subdistrict(tmp_path: Path) -> None:
    text = "街道,社区,人口\n甲街道,光明社区,10\n乙街道,光明,20\n甲,和平,5\n"
    columns = {"人口": [1, 1, 1, 1], "街道": ["甲", "乙", "甲", ""], "社区": ["光明", "光明", "和平社区", "和平"]}
    study = study_of({"control": control(tmp_path, text)}, **columns)
    assert people(study) == [10.0, 20.0, 2.5, 2.5]
    bare = control(tmp_path, "社区,人口\n光明社区,10\n和平,5\n")
    assert codes_of(lambda: study_of({"control": bare}, **columns)) == ["control_namesakes"]
    both = control(tmp_path, "街道,社区,人口\n甲,和平,10\n,和平,5\n")
    assert codes_of(lambda: study_of({"control": both}, **columns)) == ["control_repeated"]


@pytest.mark.parametrize(
    ("text", "columns", "codes"),
    [
        ("街道,总人口\n甲,1\n甲街道,2\n", {"街道": ["甲"] * 4}, ["control_repeated"]),
        ("街道,总人口\n丁,1\n", {"街道": ["甲"] * 4}, ["control_matches_nothing"]),
        ("街道,总人口\n甲,1\n", {}, ["control_without_districts"]),
        ("社区,总人口\n甲,1\n", {"街道": ["甲"] * 4}, ["control_without_districts"]),
        ("街道,总人口\n甲,\n,3\n", {"街道": ["甲"] * 4}, ["control_name_missing", "control_total_missing"]),
        ("街道,总人口\n甲,-3\n", {"街道": ["甲"] * 4}, ["negative_number"]),
        ("街道,总人口\n甲,3\n", {"街道": ["甲"] * 4, "人口": [0, 0, 0, None]}, ["control_nobody"]),
        ("街道,总人口\n甲,3\n", {"街道": ["甲"] * 4, "人口": [None] * 4}, ["control_without_people"]),
        ("名称,数\n甲,3\n", {"街道": ["甲"] * 4}, ["missing_column", "missing_column"]),
    ],
)
def test_faults_of_the_list_of_totals_are_told(
    tmp_path: Path, text: str, columns: dict[str, Any], codes: list[str]
) -> None:
    file = control(tmp_path, text)
    given_columns = {"人口": [1.0] * 4, **columns}
    assert codes_of(lambda: study_of({"control": file}, **given_columns)) == codes


def test_totals_of_another_kind_of_people_are_refused(tmp_path: Path) -> None:
    file = control(tmp_path, "街道,户籍人口\n甲,1\n")
    said = {"control": file, "kind": "常住"}
    assert codes_of(lambda: study_of(said, 人口=[1] * 4, 街道=["甲"] * 4)) == ["people_of_other_kind"]


def test_totals_count_for_the_whole_district_and_the_area_cuts_after(tmp_path: Path) -> None:
    file = control(tmp_path, "街道,总人口\n甲,100\n")
    shapes = [cells(i, 0, 1, 1) for i in range(4)]
    blocks = districts(shapes, block_id=list("abcd")).assign(人口=[10, 10, 10, 10], 街道="甲")
    study = circles.study_from_tables(
        streets=STREETS,
        centers=pd.DataFrame({"name": ["A"], "lon": [114.281], "lat": [30.5995]}),
        blocks=blocks,
        area=districts([cells(0, 0, 2, 1)]),
        options={"population": {"control": file}},
    )
    assert people(study) == [25.0, 25.0]
    notes = next(source.notes for source in study.sources if source.kind == "blocks")
    assert (notes["outside_area"], notes["people_outside_area"]) == (2, 50.0)


@given(
    total=st.integers(0, 10**13),
    weights=st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any),
)
@settings(max_examples=200, deadline=None)
def test_parts_add_up_and_none_is_off_by_one(total: int, weights: list[int]) -> None:
    ties = [f"B{i}" for i in range(len(weights))]
    parts = apportioned(total, weights, ties)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))
    turned = apportioned(total, weights[::-1], ties[::-1])
    assert turned[::-1] == parts


def test_everything_reaches_the_files(tmp_path: Path) -> None:
    table = town_blocks().drop(columns="population").assign(街道="甲", **{"0-14岁": 1.0})
    (tmp_path / "控制 总数.csv").write_text("街道,人口\n甲街道,1000\n", encoding="utf-8")
    text = 'household_size = 2.5\nyear = 2020\nkind = "常住"\ncontrol = "控制 总数.csv"\n'
    plan = circles.plan(circles.read_study(write_town(tmp_path, tables={"blocks": table}, text=text)))
    folder = circles.write_plan(plan, tmp_path / "out").folder
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["account"]["people"]["total"] == 1000
    said = summary["population"]
    assert (said["kind"], said["year"], said["source"], said["label"]) == ("resident", 2020, "census", "estimate")
    assert (said["household_size"], said["control"]) == (2.5, "控制 总数.csv")
    assert said["factors"][0]["total"] == 1000
    assert {"control"} <= {source["kind"] for source in summary["sources"]}
    page = page_payload(plan, lang="zh", tiles=False)
    assert (page["facts"]["people_mark"], page["facts"]["dwellings_mark"]) == ("（常住，2020年，估算）", "")
    assert {row["base"]: row["mark"] for row in page["account"]}["people_0_14"] == "（常住，2020年，估算）"
    assert page["facts"]["factors"][0].startswith("甲街道 ×")
    assert set(page["blocks"]["district"]) == {"甲"}
    assert sum(float(row) for row in pd.read_csv(folder / "blocks.csv")["population"]) == pytest.approx(1000)
