"""Rows that repeat: one compound from three websites, a geocoder's favourite spot, outlines drawn twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import circles
from circles import tables
from circles.publish.payload import page_payload
from tests.cases.town import CENTERS, PEOPLE, Answer, centers_table, compounds_table, planned, write_town
from tests.towns import degrees, square

if TYPE_CHECKING:
    from pathlib import Path

FAR = (200, 1590)
"""10 m off the northernmost street, 1,500 m from an open center and 104 m from any compound: a gap of its own."""


def with_rows(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.concat([compounds_table(), pd.DataFrame(rows)], ignore_index=True)


def row(name: str, at: tuple[float, float], people: float, **more: Any) -> dict[str, Any]:
    lon, lat = degrees([at])[0]
    return {"小区名称": name, "经度": lon, "纬度": lat, "常住人口": people, "户数": people // 3, **more}


def told(answer: Answer, code: str) -> circles.Finding:
    (finding,) = [each for each in answer.plan.warnings if each.code == code]
    return finding


def figures(finding: circles.Finding, *names: str) -> dict[str, Any]:
    return {name: getattr(finding.details[name], "value") for name in names}  # noqa: B009 figures in a mapping


@pytest.mark.parametrize("name", ["锦绣新村", "锦绣 新村", "锦绣·新村", "锦绣新村（在建）"], ids=str)
def test_a_compound_listed_again_is_told_with_the_people_too_many(tmp_path: Path, name: str) -> None:
    # 2,100 people listed at (100, 820); twice more within 40 m: 6,210 people for 2,110.
    again = with_rows(row(name, (120, 820), 2110), row(name, (140, 820), 2000))
    write_town(tmp_path, compounds=again)
    answer = planned(tmp_path)
    finding = told(answer, "blocks_listed_again")
    assert figures(finding, "rows", "groups", "extra", "people") == {
        "rows": 3,
        "groups": 1,
        "extra": 2,
        "people": 2100 + 2000,
    }
    assert "第 5、11、12 行" in finding.text("zh")
    assert "4,100 people" in finding.text("en")
    assert sum(answer.plan.blocks["population"]) == PEOPLE + 4110


def test_what_bears_a_name_elsewhere_or_no_name_is_no_repeat(tmp_path: Path) -> None:
    far = row("锦绣新村", (100 + 340, 820), 2100)
    nameless = [
        row(text, (700 + 40 * i, 820), 100) for i, text in enumerate(("住宅", "住宅", "R2", "R2", "暂无", "暂无"))
    ]
    others = [row("锦绣新村（南区）", (120, 820), 500), row("锦绣新村2期", (130, 820), 500)]
    write_town(tmp_path, compounds=with_rows(far, *nameless, *others))
    assert "blocks_listed_again" not in planned(tmp_path).codes


def test_exactly_300_m_is_near_enough_and_a_chain_is_one_group(tmp_path: Path) -> None:
    chain = [row("望岭公寓", (900 + 290 * i, 820), 100 * i) for i in (1, 2)]
    write_town(tmp_path, compounds=with_rows(*chain))
    finding = told(planned(tmp_path), "blocks_listed_again")
    assert figures(finding, "rows", "groups", "people") == {"rows": 3, "groups": 1, "people": 300}


def test_rows_at_one_spot_are_told_and_so_is_the_gap_they_form(tmp_path: Path) -> None:
    spot = [row(f"{name}小区", FAR, 100.5 + i) for i, name in enumerate("甲乙丙丁戊")]
    write_town(tmp_path, compounds=with_rows(*spot))
    answer = planned(tmp_path)
    people = sum(100.5 + i for i in range(5))
    assert figures(told(answer, "blocks_share_spot"), "rows", "groups", "people") == {
        "rows": 5,
        "groups": 1,
        "people": people,
    }
    gap = told(answer, "gaps_of_repeats")
    assert figures(gap, "rows", "groups", "people") == {"rows": 5, "groups": 1, "people": people}
    plan = answer.plan
    (number,) = plan.blocks.loc[plan.blocks["shared_spot"].notna(), "gap_id"].unique()
    assert f"服务盲区 {number}（5 行，512.5 人）" in gap.text("zh")
    payload = page_payload(plan, lang="zh", tiles=False)
    at = payload["gaps"]["id"].index(str(number))
    assert payload["repeats"]["gaps"] == {str(at): "其中 5 行没有自己的坐标，与其他行落在同一点，512.5 人。"}
    assert sorted(map(int, payload["repeats"]["blocks"])) == list(range(9, 14))


def test_every_spot_is_told_the_westernmost_too(tmp_path: Path) -> None:
    spots = [row(f"{name}{x}小区", (x, 1590), 10) for x in (-30, 200, 1640) for name in "甲乙丙丁戊"]
    write_town(tmp_path, compounds=with_rows(*spots))
    finding = told(planned(tmp_path), "blocks_share_spot")
    assert figures(finding, "rows", "groups", "people") == {"rows": 15, "groups": 3, "people": 150}


def test_four_rows_at_one_spot_are_neighbours(tmp_path: Path) -> None:
    write_town(tmp_path, compounds=with_rows(*(row(f"{name}小区", FAR, 100) for name in "甲乙丙丁")))
    assert not {"blocks_share_spot", "gaps_of_repeats"} & set(planned(tmp_path).codes)


def test_a_site_that_rests_on_one_spot_says_so(tmp_path: Path) -> None:
    spot = [row(f"{name}小区", FAR, 4000 + i) for i, name in enumerate("甲乙丙丁戊")]
    write_town(tmp_path, compounds=with_rows(*spot))
    study = planned(tmp_path).plan.study
    siting = circles.site(study, circles.SitingQuestion(new=1))
    (finding,) = [each for each in siting.warnings if each.code == "site_of_repeats"]
    assert finding.value == siting.sites["name"].iloc[0]
    assert figures(finding, "rows", "people") == {"rows": 5, "people": 20_010}
    assert finding in siting.plan_after.warnings
    lines = siting.document().lines("warnings")
    assert sum(finding == line for line in lines) == 1


def test_merging_keeps_the_lowest_id_and_the_largest_never_the_sum(tmp_path: Path) -> None:
    again = compounds_table().assign(编号=[f"X{i}" for i in range(9, 0, -1)])
    # X6 is 锦绣新村; X0 and X7 are the same compound from two more lists.
    more = [row("锦绣新村", (120, 820), 2110, 编号="X0"), row("锦绣新村", (140, 820), 2000, 编号="Y")]
    write_town(tmp_path, compounds=pd.concat([again, pd.DataFrame(more)], ignore_index=True))
    answer = planned(tmp_path, options={"blocks": {"merge_namesakes_m": 300}})
    blocks = answer.plan.blocks.set_index("block_id")
    assert sorted(blocks.index) == sorted([*(f"X{i}" for i in range(10) if i != 6)])
    assert blocks.loc["X0", ["name", "population", "dwellings", "merged"]].tolist() == ["锦绣新村", 2110, 800, "X6, Y"]
    assert blocks["population"].sum() == PEOPLE + 10
    # The place is that of the row whose id is kept: 20 m nearer than the town's own.
    assert blocks.loc["X0", "walk_m"] == pytest.approx(280 + 800 + 100 + 30, abs=0.5)
    codes = list(answer.codes)
    assert "blocks_listed_again" not in codes
    each = told(answer, "namesakes_merged_row")
    assert (each.value, each.details["kept"], each.details["rows"]) == ("锦绣新村", "X0", "5, 11, 12")
    assert figures(told(answer, "namesakes_merged"), "rows", "groups", "extra", "people") == {
        "rows": 3,
        "groups": 1,
        "extra": 2,
        "people": 2100 + 2000,
    }


def test_nothing_is_merged_unless_it_is_asked_for(tmp_path: Path) -> None:
    write_town(tmp_path, compounds=with_rows(row("锦绣新村", (120, 820), 2110)))
    assert len(planned(tmp_path).plan.blocks) == 10


def test_gates_of_a_row_that_was_merged_go_to_the_block_that_stands_for_it(tmp_path: Path) -> None:
    listed = pd.concat(
        [compounds_table().assign(编号=list("ABCDEFGHI")), pd.DataFrame([row("榆荫小区", (210, 20), 1, 编号="Z")])],
        ignore_index=True,
    )
    write_town(tmp_path, compounds=listed)
    lon, lat = degrees([(300, 20)])[0]
    pd.DataFrame({"小区编号": ["Z"], "经度": [lon], "纬度": [lat]}).to_csv(tmp_path / "出入口.csv", index=False)
    plan = planned(tmp_path, options={"blocks": {"merge_namesakes_m": 100}}).plan
    assert plan.study.gates["block_id"].tolist() == ["A"]
    assert plan.blocks.set_index("block_id").loc["A", "walk_m"] == pytest.approx(200 + 30, abs=0.5)


def polygons(*shapes: tuple[str, float, Any]) -> gpd.GeoDataFrame:
    names, people, drawn = zip(*shapes, strict=True)
    geometry = [shapely.Polygon(degrees(corners)) for corners in drawn]
    return gpd.GeoDataFrame({"小区名称": names, "人口": people}, geometry=geometry, crs=tables.WGS84)


def planned_polygons(folder: Path, table: gpd.GeoDataFrame) -> Answer:
    write_town(folder, compounds=pd.DataFrame())
    table.to_file(folder / "小区.gpkg", layer="小区", driver="GPKG")
    return planned(folder)


def test_land_that_two_blocks_have_is_told_with_the_people_counted_twice(tmp_path: Path) -> None:
    answer = planned_polygons(
        tmp_path,
        polygons(
            ("甲", 1000, square(0, 0, 300)),
            ("乙", 800, square(0, 0, 300)),  # equal: all 800 are counted twice
            ("丙", 600, square(600, 0, 200)),
            ("丁", 300, square(700, 0, 200)),  # half of it on 丙: 150 are counted twice
            ("戊", 50, square(800, 0, 200)),  # beside 丙, half of it on 丁: 25
            ("己", 400, square(1200, 0, 200)),  # alone
            ("庚", 90, square(1400, 0, 200)),  # side by side with 己
        ),
    )
    finding = told(answer, "blocks_overlap")
    assert figures(finding, "rows", "groups", "equal") == {"rows": 5, "groups": 2, "equal": 1}
    assert figures(finding, "people")["people"] == pytest.approx(800 + 150 + 25, abs=0.01)
    groups = answer.plan.blocks.set_index("name")["overlapping"]
    assert groups[list("甲乙丙丁戊")].tolist() == [1, 1, 2, 2, 2]
    assert groups[["己", "庚"]].isna().all()


def test_an_outline_listed_again_under_its_name_is_told_once(tmp_path: Path) -> None:
    answer = planned_polygons(
        tmp_path,
        polygons(("甲", 1000, square(0, 0, 300)), ("甲", 900, square(0, 0, 300)), ("乙", 5, square(900, 0, 90))),
    )
    assert figures(told(answer, "blocks_listed_again"), "rows", "people") == {"rows": 2, "people": 900}
    assert "blocks_overlap" not in answer.codes


def centers_with(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.concat([centers_table(), pd.DataFrame(rows)], ignore_index=True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"名称": "东湖社区新时代文明实践站"}, "centers_one_place"),
        ({"类型": "文化站"}, "centers_one_place"),
        ({}, "centers_repeated"),
        ({"名称": "东湖社区 党群服务中心"}, "centers_repeated"),
    ],
    ids=["another name", "another type", "the same", "the same but for a space"],
)
def test_plates_at_one_spot_are_one_place_and_only_the_same_plate_repeats(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    table = centers_table().assign(类型="党群服务中心")
    more: dict[Any, Any] = {**table.iloc[0].to_dict(), "建筑面积": 90, **change}
    write_town(tmp_path, centers=pd.concat([table, pd.DataFrame([more])], ignore_index=True))
    answer = planned(tmp_path)
    finding = told(answer, code)
    assert figures(finding, "rows", "groups") == {"rows": 2, "groups": 1}
    assert "第 2、5 行" in finding.text("zh")
    assert {"centers_one_place", "centers_repeated"} & set(answer.codes) == {code}
    assert sorted(answer.plan.study.centers["floor_area_m2"]) == [90, 700, 1250, 1800]


def test_a_place_has_the_room_of_one_center_under_several_plates(tmp_path: Path) -> None:
    first: dict[Any, Any] = centers_table().iloc[0].to_dict()
    write_town(tmp_path / "one")
    write_town(tmp_path / "two", centers=centers_with({**first, "名称": "东湖社区新时代文明实践站"}))
    asked = circles.SitingQuestion(new=1, capacity=2000)
    one, two = (circles.site(planned(tmp_path / name).plan.study, asked) for name in ("one", "two"))
    assert one.objective == two.objective
    assert one.sites["candidate_id"].tolist() == two.sites["candidate_id"].tolist()


def test_venues_at_one_spot_are_proposed_once(tmp_path: Path) -> None:
    write_town(tmp_path)
    lon, lat = degrees([(300, 1590)])[0]
    venues = {"名称": ["文化站", "老年食堂", "文化站"], "经度": lon, "纬度": lat, "造价": [90, 70, 90], "面积": 400}
    pd.DataFrame(venues).to_csv(tmp_path / "备选.csv", index=False)
    options = {"candidates": {"file": str(tmp_path / "备选.csv")}}
    study = planned(tmp_path, options=options).plan.study
    siting = circles.site(study, circles.SitingQuestion(new=1))
    assert siting.sites[["candidate_name", "cost", "floor_area_m2"]].to_numpy().tolist() == [["老年食堂", 70, 400]]
    assert (siting.candidates_account["one_place"], siting.candidates_account["taking_part"]) == (2, 1)
    assert "candidates_one_place" in [finding.code for finding in siting.warnings]


def test_what_is_told_is_the_same_whatever_the_order_of_rows(tmp_path: Path) -> None:
    spot = [row(f"{name}小区", FAR, 100.5 + i) for i, name in enumerate("甲乙丙丁戊")]
    again = [row("锦绣新村", (120, 820), 2110), row("听涛苑", (720, 20), 1400)]
    table = with_rows(*spot, *again)
    said = []
    for seed in range(3):
        write_town(tmp_path / str(seed), compounds=table.sample(frac=1, random_state=seed))
        plan = planned(tmp_path / str(seed)).plan
        kept = plan.blocks.set_index("block_id").sort_index()[["name", "shared_spot", "same_name"]]
        codes = {"blocks_share_spot", "blocks_listed_again", "gaps_of_repeats"}
        counted = [each for each in plan.warnings if each.code in codes]
        assert len(counted) == len(codes)
        counts = [(each.code, figures(each, "rows", "groups", "people")) for each in counted]
        said.append((kept.fillna(0).to_dict(), counts))
    assert said[0] == said[1] == said[2]


def test_the_merge_of_a_merge_changes_nothing(tmp_path: Path) -> None:
    write_town(
        tmp_path / "first", compounds=with_rows(row("锦绣新村", (120, 820), 2110), row("听涛苑", (990, 20), 1300))
    )
    merging = {"blocks": {"merge_namesakes_m": 300}}
    once = planned(tmp_path / "first", options=merging).plan.study.blocks
    points = once.geometry
    again = pd.DataFrame(
        {"编号": once["block_id"], "小区名称": once["name"], "经度": points.x, "纬度": points.y}
        | {"常住人口": once["population"], "户数": once["dwellings"]}
    )
    write_town(tmp_path / "second", compounds=again)
    twice = planned(tmp_path / "second", options=merging).plan.study.blocks
    columns = ["block_id", "name", "population", "dwellings"]
    assert twice[columns].to_numpy().tolist() == once[columns].to_numpy().tolist()
    assert len(once) == 9


def test_a_center_list_tells_nothing_of_centers_apart(tmp_path: Path) -> None:
    near: dict[Any, Any] = {**centers_table().iloc[0].to_dict(), "名称": "东湖社区居委会"}
    near["经度"], near["纬度"] = degrees([(505, 10)])[0]
    write_town(tmp_path, centers=centers_with(near))
    assert (tmp_path / CENTERS).is_file()
    assert not {"centers_one_place", "centers_repeated"} & set(planned(tmp_path).codes)
    assert np.isfinite(planned(tmp_path, begin=False).plan.blocks["walk_m"]).all()
