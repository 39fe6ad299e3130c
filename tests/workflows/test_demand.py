"""Planned estates on a town worked by hand: blocks from the day of their delivery on, told and not counted before."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

import circles
from circles import Scenario, tables
from circles.answers.demand_words import delivery_words, demand_assumed, demand_facts
from circles.cli.commands import app
from circles.errors import InputError
from circles.phrases import text_of
from circles.planned_demand import DEMAND, states_on
from tests.study_files import write_town
from tests.towns import blocks, centers, degrees, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from circles import Plan, Study

# A street of 3 km with the one center at its west end: 1,000 m east is the last spot inside.
SPOTS = {"A": 0, "B": 500, "E": 1000, "K": 2000}
PEOPLE = [10.0, 20.0, 30.0, 3.0]

ESTATES: dict[str, dict[str, Any]] = {
    "Near": {"at": 800, "population": 100, "delivered": "2027-06"},
    "Far": {"at": 1500, "population": 1000, "dwellings": 400, "delivered": "2028-01-15"},
    "Unknown": {"at": 300, "dwellings": 50, "delivered": "2027"},
    "Undated": {"at": 300, "population": 7},
}


def lived() -> Study:
    nodes = sorted({*SPOTS.values(), *(each["at"] for each in ESTATES.values()), 3000})
    road = streets(*([(west, 0), (east, 0)] for west, east in pairwise(nodes)))
    return town(
        road,
        centers({"C": (0, 0)}),
        blocks({name: (x, 0) for name, x in SPOTS.items()}, population=PEOPLE),
    )


def planned() -> Study:
    study = lived()
    for name, said in ESTATES.items():
        lon, lat = degrees([(said["at"], 0)])[0].tolist()
        known = {key: value for key, value in said.items() if key != "at"}
        study = study.with_demand(name, lon, lat, block_id=f"P-{name}", **known)
    return study


def on(day: str | None) -> Plan:
    return circles.plan(planned(), Scenario(as_of=day))


def people(plan: Plan) -> dict[str, float]:
    row = plan.account.T["people"]
    return {name: float(row[name]) for name in ("total", "inside", "outside", "unknown_blocks")}


@pytest.mark.parametrize(
    ("day", "there", "account"),
    [
        # 10 + 20 + 30 inside, 3 outside; nothing of a plan.
        (None, [], {"total": 63, "inside": 60, "outside": 3, "unknown_blocks": 0}),
        ("2026-12-31", [], {"total": 63, "inside": 60, "outside": 3, "unknown_blocks": 0}),
        # A year begins with its first day; people that nobody knows are none of the total, and no zero.
        ("2027-01-01", ["P-Unknown"], {"total": 63, "inside": 60, "outside": 3, "unknown_blocks": 1}),
        ("2027-05-31", ["P-Unknown"], {"total": 63, "inside": 60, "outside": 3, "unknown_blocks": 1}),
        ("2027-06-01", ["P-Near", "P-Unknown"], {"total": 163, "inside": 160, "outside": 3, "unknown_blocks": 1}),
        ("2028-01-14", ["P-Near", "P-Unknown"], {"total": 163, "inside": 160, "outside": 3, "unknown_blocks": 1}),
        (
            "2028-01-15",
            ["P-Near", "P-Far", "P-Unknown"],
            {"total": 1163, "inside": 160, "outside": 1003, "unknown_blocks": 1},
        ),
    ],
)
def test_an_estate_counts_from_the_day_of_its_delivery_on(
    day: str | None, there: list[str], account: dict[str, float]
) -> None:
    plan = on(day)
    assert plan.blocks["block_id"].tolist() == [*SPOTS, *there]
    assert people(plan) == account
    assert plan.blocks.index.equals(pd.RangeIndex(len(SPOTS) + len(there)))
    # The same walk as that of any block at its spot.
    walks = plan.blocks.set_index("block_id")["walk_mm"]
    for estate in there:
        assert walks[estate] == pytest.approx(ESTATES[estate.removeprefix("P-")]["at"] * 1000, abs=30)


def test_what_does_not_count_is_told_apart_with_its_people() -> None:
    study = planned()
    assert states_on(study.demand, "2027-06-30").tolist() == ["delivered", "to_come", "delivered", "undated"]  # type: ignore[arg-type]

    def lines(day: str | None, lang: str) -> list[str]:
        return [text_of(words, lang) for words in demand_assumed(study.demand, day)]

    assert lines("2027-06-30", "zh") == [
        "规划小区：已交付 2 个（100 人），自交付之日起计入；其中 1 个人口未知",
        "规划小区：尚未交付 1 个（1,000 人），未计入",
        "规划小区：交付日期不明 1 个（7 人），未计入",
    ]
    assert lines(None, "en")[0] == (
        "planned estates: 3 (1,100 people) not counted, because no day is given to count on"
        " (--as-of, or as_of under [scenario]); people of 1 unknown"
    )
    assert lines("2027-01-01", "zh")[0] == "规划小区：已交付 1 个（人口未知），自交付之日起计入"
    facts = demand_facts(study.demand, None)
    assert list(facts) == ["without_day", "undated"]
    assert sum(int(each["estates"].value or 0) for each in facts.values()) == len(ESTATES)


def test_without_a_day_the_message_names_the_setting_and_an_unknown_day_is_told() -> None:
    plan = on(None)
    assert any("“[scenario]”中的“as_of”" in text_of(words, "zh") for words in demand_assumed(plan.study.demand, None))
    said = {finding.code: finding for finding in plan.warnings}
    assert "Undated" in said["demand_undated"].text("en")
    assert "demand_undated" in {finding.code for finding in on("2027-01-01").warnings}


def test_each_day_is_answered_from_the_list() -> None:
    late, early = on("2030-01-01"), on("2026-01-01")
    again = circles.plan(late.study, Scenario(as_of="2026-01-01"))
    assert again.blocks["block_id"].tolist() == early.blocks["block_id"].tolist()
    assert again.account.equals(early.account)
    assert circles.plan(early.study, Scenario(as_of="2030-01-01")).account.equals(late.account)
    codes = [finding.code for finding in circles.plan(late.study, Scenario()).warnings]
    assert codes.count("demand_undated") == 1
    assert planned().blocks.equals(lived().blocks)


def test_nothing_changes_where_nothing_is_delivered_and_a_block_is_the_same_as_a_delivered_estate() -> None:
    plain = circles.plan(lived(), Scenario(as_of="2026-01-01"))
    assert on("2026-01-01").account.equals(plain.account)
    study = lived()
    lon, lat = degrees([(800, 0)])[0].tolist()
    estate = circles.plan(
        study.with_demand("X", lon, lat, population=5, delivered="2020"), Scenario(as_of="2021-01-01")
    )
    row = gpd.GeoDataFrame(
        {"block_id": ["X"], "name": ["X"], "population": [5.0], "dwellings": [np.nan]},
        geometry=[shapely.Point(lon, lat)],
        crs=tables.WGS84,
    )
    block = circles.plan(replace(study, blocks=tables.with_rows(study.blocks, row)), Scenario(as_of="2021-01-01"))
    assert estate.account.equals(block.account)
    assert estate.blocks["walk_mm"].tolist() == block.blocks["walk_mm"].tolist()


def test_coverage_over_time_has_a_row_for_each_day_of_delivery() -> None:
    study = planned()
    found = circles.coverage_over_time(study)
    assert found.index.tolist() == ["2027-01-01", "2027-06-01", "2028-01-15"]
    assert found["delivered"].tolist() == [1, 2, 3]
    for day, row in found.iterrows():
        account = circles.plan(study, Scenario(as_of=str(day))).account.loc["people"]
        assert {name: account[name] for name in ("total", "inside")} == {
            name: row[name] for name in ("total", "inside")
        }


def test_two_days_are_compared_and_the_estates_are_a_step_of_the_blocks() -> None:
    study = planned()
    years = circles.compare_years(study, study, as_of=("2026-01-01", "2028-06-01"))
    steps = years.steps.set_index("step")
    assert steps["total"].tolist()[-3:] == [63, 1163, 1163]
    assert steps["points"].sum() == pytest.approx(100 * (160 / 1163 - 60 / 63))
    assert years.totals["blocks"]["added"] == 3


def test_sites_weigh_an_estate_from_its_day_on() -> None:
    study = planned()
    lon, lat = degrees([(2000, 0)])[0].tolist()
    spot = pd.DataFrame({"candidate_id": ["K1"], "name": ["K1"], "lon": [lon], "lat": [lat]})
    before, after = (
        circles.site(study, new=1, candidates=spot, scenario=Scenario(as_of=day))
        for day in ("2026-01-01", "2028-06-01")
    )
    # Before, the new center can only gain the 3 people of K; after, the 1,000 of Far as well.
    assert before.covered_after - before.covered_before == 3_000
    assert after.covered_after - after.covered_before == 1_003_000


def read(**columns: list[Any]) -> Study:
    study = lived()
    places = degrees([(x, 0) for x in columns.pop("at")])
    table = pd.DataFrame({"名称": columns.pop("name"), "经度": places[:, 0], "纬度": places[:, 1], **columns})
    return circles.study(streets=study.streets, centers=study.centers, blocks=study.blocks, demand=table, **SETTINGS)


SETTINGS: dict[str, Any] = {"demand_datum": "WGS-84"}


def test_a_list_is_read_by_its_headings() -> None:
    study = read(
        at=[800, 1500, 300],
        name=["甲", "乙", "丙"],
        规划人口=["1.2万", "", "约300"],
        户数=[400, 150, None],
        交付日期=["2027年6月", "2028/1/15", "待定"],
    )
    assert study.demand is not None
    assert list(study.demand.columns) == list(DEMAND)
    assert study.demand["delivered"].tolist() == ["2027-06", "2028-01-15", ""]
    assert study.demand["population"].fillna(-1).tolist() == [12000, -1, 300]
    ids = study.demand["block_id"].tolist()
    assert all(each.startswith("D-") for each in ids)
    assert len(set(ids)) == 3
    source = next(each for each in study.sources if each.kind == "demand")
    assert (source.rows, source.label) == (3, "planned")


def test_a_day_that_cannot_be_read_is_unknown_and_told() -> None:
    study = read(at=[800], name=["甲"], 交付日期=["快了"])
    assert study.demand is not None
    assert study.demand["delivered"].tolist() == [""]
    assert "delivery_not_read" in {finding.code for finding in study.warnings}


def test_an_id_of_a_block_is_refused_and_a_name_of_one_is_told() -> None:
    with pytest.raises(InputError) as refused:
        read(at=[800], name=["甲"], 小区编号=["A"], 交付日期=["2027"])
    assert [(each.code, each.value) for each in refused.value.findings] == [("demand_id_of_block", "A")]
    study = read(at=[800], name=[lived().blocks["name"].iloc[0]], 交付日期=["2027"])
    assert "demand_named_as_block" in {finding.code for finding in study.warnings}


def test_households_are_people_only_where_the_study_says_how_many_live_in_one() -> None:
    study = lived()
    lon, lat = degrees([(800, 0)])[0].tolist()
    table = pd.DataFrame({"name": ["甲"], "lon": [lon], "lat": [lat], "户数": [100], "交付日期": ["2027"]})
    own = study.blocks.assign(population=np.nan, dwellings=[4.0, 8.0, 12.0, 1.0]).drop(columns="population")
    found = circles.study(
        streets=study.streets, centers=study.centers, blocks=own, demand=table, population={"household_size": 2.5}
    )
    assert found.demand is not None
    assert found.demand["population"].tolist() == [250]
    unsaid = circles.study(streets=study.streets, centers=study.centers, blocks=own, demand=table)
    assert unsaid.demand is not None
    assert unsaid.demand["population"].isna().all()


def test_districts_of_estates_are_those_of_their_place() -> None:
    ring = degrees([(700, -50), (900, -50), (900, 50), (700, 50)])
    communities = gpd.GeoDataFrame({"社区": ["东湖社区"]}, geometry=[shapely.Polygon(ring)], crs=tables.WGS84)
    study = lived()
    lon, lat = degrees([(800, 0)])[0].tolist()
    table = pd.DataFrame({"name": ["甲"], "lon": [lon], "lat": [lat], "people": [9], "delivered": ["2027"]})
    given = {"streets": study.streets, "centers": study.centers, "blocks": study.blocks}
    found = circles.study(**given, demand=table, communities=communities, as_of="2027-01-01")
    plan = circles.plan(found)
    assert plan.blocks["community"].tolist() == ["", "", "", "", "东湖社区"]


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"population": -1}, "bad_count"),
        ({"dwellings": float("nan")}, "bad_count"),
        ({"delivered": "2027-13"}, "bad_delivered"),
        ({"delivered": "soon"}, "bad_delivered"),
        ({"block_id": "A"}, "taken_id"),
    ],
)
def test_an_estate_drawn_in_python_is_checked(known: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refused:
        lived().with_demand("X", 114.3, 30.6, **known)
    assert [finding.code for finding in refused.value.findings] == [code]


def test_a_day_may_be_a_date() -> None:
    study = lived().with_demand("X", 114.3, 30.6, delivered=dt.date(2027, 6, 30))
    assert study.demand is not None
    assert study.demand["delivered"].tolist() == ["2027-06-30"]


def test_days_are_spoken_to_what_is_known() -> None:
    assert [text_of(delivery_words(day), "zh") for day in ("2027", "2027-06", "2027-06-05")] == [
        "2027 年",
        "2027 年 6 月",
        "2027 年 6 月 5 日",
    ]
    assert text_of(delivery_words("2027-06"), "en") == "2027-06"


def test_a_study_file_names_estates_and_every_file_tells_of_them(tmp_path: Path) -> None:
    file = write_town(tmp_path)
    (lon, lat), (east, _) = degrees([(500, 500), (1000, 500)]).tolist()
    rows = ["名称,经度,纬度,人口,户数,交付日期", f"新城,{lon},{lat},500,200,2027年6月", f"后期,{east},{lat},,,2029"]
    (tmp_path / "demand.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with file.open("a", encoding="utf-8") as text:
        text.write('\n[demand]\nfile = "demand.csv"\ndatum = "WGS-84"\n')
    out = tmp_path / "maps"
    ended = CliRunner().invoke(app, ["plan", str(file), "--as-of", "2027-06-01", "--out", str(out), "--lang", "zh"])
    assert ended.exit_code == 0, ended.output
    assert "尚未交付，未计入" in ended.output
    told = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert told["demand"] == {
        "delivered": {"estates": 1, "people": 500.0, "unknown": 0},
        "to_come": {"estates": 1, "people": None, "unknown": 1},
    }
    listed = pd.read_csv(out / "blocks.csv", dtype=str)
    assert listed.set_index("name")["delivered"].dropna().to_dict() == {"新城": "2027-06"}
    layer = gpd.read_file(out / "plan.gpkg", layer="blocks")
    assert layer.loc[layer["name"] == "新城", "delivered"].tolist() == ["2027-06"]
    sheet = pd.read_excel(next(out.glob("*.xlsx")), dtype=str, engine="calamine")
    assert sheet.loc[sheet.iloc[:, 1] == "新城", "规划交付日期"].tolist() == ["2027 年 6 月"]
    checked = CliRunner().invoke(app, ["check", str(file), "--lang", "zh"])
    assert "没有给出测算日期" in checked.output


def test_the_page_has_a_card_of_each_that_does_not_count_and_a_line_on_those_that_do() -> None:
    from circles.publish.payload import page_payload

    page = page_payload(on("2027-06-30"), lang="zh", tiles=False)
    assert [card["state"] for card in page["demand"]["cards"]] == [
        "规划小区，2028 年 1 月 15 日交付：尚未交付，未计入",
        "规划小区，交付日期不明，未计入",
    ]
    assert len(page["demand"]["points"]["x"]) == 2
    line = next(each for each in page["blocks"]["own"] if each["name"] == "规划小区")
    assert line["texts"] == [None] * 4 + ["2027 年 6 月交付", "2027 年交付"]
    assert page_payload(circles.plan(lived()), lang="zh", tiles=False)["demand"] is None
