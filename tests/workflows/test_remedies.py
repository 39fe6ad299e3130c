"""Why gaps are there and what cures them: a hand-worked town for each cause and each remedy, typed before the code."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from circles import network, tables
from circles.answers.remedies_words import cheapest, remedy_words
from circles.phrases import text_of
from circles.publish.payload import page_payload
from circles.publish.remedies_files import remedy_files
from circles.remediation import spread_links
from circles.workflows.remedy_links import _lines, _on_the_links
from circles.workflows.reruns import Base
from tests.towns import blocks, centers, degrees, streets, town

if TYPE_CHECKING:
    from circles import Plan, Remedies, Study

MINUTES_A_METRE = 3 / 200
"""At 4 km/h: a metre is 0.015 minutes, 1,000 m are 15."""


def of(study: Study, **options: Any) -> tuple[Plan, Remedies]:
    plan = circles.plan(study)
    return plan, circles.remedies(plan, **options)


def people_after(remedies: Remedies, edit_id: str) -> float:
    """Return how many people a whole plan with one measure has inside beyond those of before."""
    after = circles.plan(remedies.study_with(edit_id))
    return float(after.account["inside"]["people"] - remedies.plan.account["inside"]["people"])


def rows_of(remedies: Remedies, kind: str) -> gpd.GeoDataFrame:
    return remedies.table[remedies.table["remedy"] == kind]


def comb() -> Study:
    """Two streets 40 m apart, joined 1,500 m to the east; the center at the west end of the southern one.

    The block at the west end of the northern street walks 10 + 1,500 + 40 + 1,500 + 10 m; straight it is 60 m away.
    """
    lines = streets([(0, 0), (1500, 0)], [(0, 40), (1500, 40)], [(1500, 0), (1500, 40)])
    return town(lines, {"A": (0, -10)}, blocks({"B": (0, 50), "C": (700, 50)}, population=[100, 30]))


def test_a_way_round_a_barrier_is_the_cause_and_a_link_across_the_cure() -> None:
    plan, remedies = of(comb())
    # 10 + 1,500 + 40 + 1,500 + 10 = 3,060 m; beyond 1,000 m: 2,060 m = 30.9 minutes.
    assert plan.blocks["walk_mm"].tolist() == pytest.approx([3_060_000, 2_360_000], abs=30)
    assert remedies.causes["cause"].tolist() == ["detour", "detour"]
    assert remedies.causes["straight_center_id"].tolist() == ["A", "A"]
    assert np.isnan(remedies.table["farthest_m"]).all()
    gap = remedies.gaps.set_index("gap_id").loc[1]
    assert (gap["cause"], gap["people"]) == ("detour", 100)
    assert gap["excess_minutes"] == pytest.approx(2060 * MINUTES_A_METRE, abs=0.01)
    links = remedies.links
    # One link across 40 m at the western ends: 10 + 40 + 10 = 60 m for B, 10 + 700 + 40 + 10 = 760 m for C.
    first = links.iloc[0]
    assert (first["people_gained"], first["blocks_gained"], first["link_rank"]) == (130, 2, 1)
    assert first["length_m"] == pytest.approx(40, abs=0.1)
    assert (first["consent"], first["checks"]) == ("land", ("what_stands_between",))
    assert shapely.get_coordinates(first.geometry)[0] == pytest.approx(degrees([(0, 40)])[0], abs=1e-7)
    assert people_after(remedies, first["edit_id"]) == 130


def test_what_stands_between_blocks_a_link_and_sixty_metres_are_the_longest() -> None:
    wall = gpd.GeoDataFrame(
        {"kind": ["wall"]}, geometry=[shapely.LineString(degrees([(-50, 20), (1600, 20)]))], crs=tables.WGS84
    )
    plan, remedies = of(comb(), obstacles=wall)
    assert remedies.links.empty
    assert remedies.links_account["blocked"] == remedies.links_account["vertices"] > 0
    lines = streets([(0, 0), (1500, 0)], [(0, 61), (1500, 61)], [(1500, 0), (1500, 61)])
    far = town(lines, {"A": (0, -10)}, blocks({"B": (0, 70)}, population=[100]))
    assert of(far)[1].links.empty
    assert len(plan.gaps) == 2


def test_no_path_is_told_and_a_link_joins_an_island() -> None:
    # The block stands on 400 m of street that nothing joins: an island, 50 m from the street of the center.
    lines = streets([(0, 0), (2000, 0)], [(0, 250), (0, 50)], [(0, 250), (200, 250)])
    study = town(lines, {"A": (100, -10)}, blocks({"B": (150, 260), "C": (1900, 10)}, population=[40, 7]))
    plan, remedies = of(study)
    assert plan.blocks["verdict"].tolist() == ["not evaluated", "outside"]
    first = remedies.links.iloc[0]
    # 10 + 150 + 200 + 50 + 100 + 10 = 520 m.
    assert (first["people_gained"], first["blocks_gained"]) == (40, 1)
    assert first["gap_id"] is gpd.pd.NA
    assert people_after(remedies, first["edit_id"]) == 40
    # Two parts of more than a kilometre each: no path.
    lines = streets([(0, 0), (2000, 0)], [(0, 50), (0, 1300)])
    study = town(lines, {"A": (100, -10)}, blocks({"B": (10, 300)}, population=[40]))
    plan, remedies = of(study)
    assert remedies.gaps["cause"].tolist() == ["no_path"]
    assert remedies.gaps["excess_minutes"].isna().all()
    assert remedies.links["people_gained"].tolist() == [40]


def test_a_wall_is_the_cause_where_one_more_gate_is_the_cure() -> None:
    # The only gate of the compound is at its far side; one in its western edge opens onto the street there.
    lines = streets([(0, 0), (0, 700)], [(0, 700), (600, 700)], [(600, 700), (600, 10)])
    study = town(
        lines,
        {"A": (-10, 0)},
        blocks({"B": [(10, 100), (590, 100), (590, 600), (10, 600)]}, population=[500]),
        {"G": ("B", (590, 300))},
    )
    plan, remedies = of(study)
    # G: 10 + 400 + 600 + 700 + 10 = 1,720 m.
    assert plan.blocks["walk_mm"].tolist() == pytest.approx([1_720_000], abs=30)
    assert remedies.gaps["cause"].tolist() == ["wall"]
    gate = rows_of(remedies, "gate").iloc[0]
    assert (gate["people_gained"], gate["block_id"], gate["consent"]) == (500, "B", "residents")
    assert gate["checks"] == ()
    # The corner nearest to the center: 10 + 100 + 10 = 120 m.
    assert (gate["lon"], gate["lat"]) == pytest.approx(degrees([(10, 100)])[0], abs=1e-6)
    assert people_after(remedies, gate["edit_id"]) == 500
    # 580 by 500 m are 29 ha, whose far corner is 766 m from the gate.
    assert (
        text_of(remedy_words(dict(gate)), "zh") == "为“Block B”增开出入口（占地 29 公顷，从这里到最远处直线 766 米，"
        "小区内部的步行没有计入，新增覆盖人数是上限）"
    )


def test_a_gate_of_a_block_that_may_have_one_says_so_wherever_it_is_named() -> None:
    # From its middle B goes 155 m to the eastern street and round: 155 + 350 + 315 + 700 + 10 = 1,530 m. By a gate at
    # (10, 100) it is no more than 292 + 10 + 100 + 10 = 412 m.
    lines = streets([(0, 0), (0, 700)], [(0, 700), (315, 700)], [(315, 700), (315, 10)])
    homes = blocks({"B": [(10, 100), (310, 100), (310, 600), (10, 600)]}, population=[9])
    plan, remedies = of(town(lines, {"A": (-10, 0)}, homes))
    assert rows_of(remedies, "gate")["checks"].tolist() == [("gates_not_given",)]
    # 300 by 500 m are 15 ha; from the gate at (10, 100) its farthest corner is 583 m away.
    reach = "占地 15 公顷，从这里到最远处直线 583 米，小区内部的步行只算到中部，新增覆盖人数是上限"
    said = f"为“Block B”增开出入口（出入口资料未提供，先现场核实；{reach}）"
    gaps = next(section.table for section in remedies.document().sections if section.name == "gaps")
    assert gaps is not None
    assert said in gaps.texts("zh")[1][0]
    shown = page_payload(plan, lang="zh", tiles=False, remedies=remedies)["remedies"]
    assert said in {card["title"] for card in shown["cards"]}
    written = csv.DictReader(io.StringIO(remedy_files(remedies, "zh")["remedies.csv"].decode("utf-8-sig")))
    assert said in {row["told"] for row in written}


def test_distance_is_cured_by_centers_that_stand_and_by_new_ones() -> None:
    lines = streets([(0, 0), (3000, 0)])
    listed = centers({"A": (0, 10), "S": (1900, 10), "R": (2900, 10), "P": (2000, 10)}, closed=["S", "R", "P"])
    listed = listed.assign(
        construction=["built", "built", "built", "under construction"], use=["in use", "", "suspended", ""]
    )
    study = town(lines, listed, blocks({"B": (1500, 10), "C": (2500, 10)}, population=[100, 11]))
    plan, remedies = of(study)
    assert set(remedies.gaps["cause"]) == {"distance"}
    expected = {"start_using": ("S", 111.0), "reopen": ("R", 11.0), "complete": ("P", 111.0)}
    for kind, (center_id, people) in expected.items():
        row = rows_of(remedies, kind).iloc[0]
        assert (row["center_id"], row["people_gained"]) == (center_id, people), kind
        assert people_after(remedies, row["edit_id"]) == people
    new = rows_of(remedies, "new_center")
    assert len(new) == 0 or new["people_gained"].max() <= 111
    assert plan.account["inside"]["people"] == 0


def test_a_withdrawn_center_is_no_cure_of_least_trouble_and_says_that_it_is_withdrawn() -> None:
    """W was withdrawn and would serve 100 + 11; P is only suspended, and serves 11: reopening it is less trouble."""
    listed = centers({"A": (0, 10), "W": (2000, 10), "P": (2900, 10)}, closed=["W", "P"])
    listed = listed.assign(construction="built", use=["in use", "withdrawn", "suspended"])
    homes = blocks({"B": (1500, 10), "C": (2500, 10)}, population=[100, 11])
    _, remedies = of(town(streets([(0, 0), (3000, 0)]), listed, homes))
    written = csv.DictReader(io.StringIO(remedy_files(remedies, "zh")["remedies.csv"].decode("utf-8-sig")))
    rows = {row["center_id"]: row for row in written if row["remedy"] in {"reopen", "restore"}}
    assert (rows["P"]["trouble"], rows["P"]["told"]) == ("2", "恢复开放“Center P”")
    # Behind what is built (1), reopening (2), a gate (3) and a link (4).
    assert (rows["W"]["trouble"], rows["W"]["people_gained"]) == ("5", "111")
    assert rows["W"]["told"] == "恢复开放“Center W”（已停用或撤并，须先确认用房）"
    assert rows["W"]["consent"] == "决定停用（撤并）的单位、产权单位"
    assert rows["W"]["checks"] == "原用房是否仍可使用"


@pytest.mark.parametrize(("day", "kind"), [("2026-03-30", None), ("2026-03-31", "restore"), ("2026-04-01", "restore")])
def test_a_center_that_is_said_to_be_in_use_and_has_closed_is_a_withdrawn_one(day: str, kind: str | None) -> None:
    listed = centers({"A": (0, 10), "W": (2000, 10)})
    listed = listed.assign(construction="built", use="in use", opens="2020-01", closes=["", "2026-03-31"])
    study = town(streets([(0, 0), (3000, 0)]), listed, blocks({"B": (1500, 10)}, population=[100]))
    _, remedies = of(replace(study, scenario=replace(study.scenario, as_of=day)))
    kinds = remedies.table.loc[remedies.table["center_id"] == "W", "remedy"]
    assert [each for each in kinds if each != "relocate"] == ([kind] if kind else [])


def test_new_centers_and_moves_count_whom_they_leave_outside() -> None:
    # A serves D alone (5 people); the candidate at 2,000 m serves B and C and not D: moving A there gains 111 - 5.
    lines = streets([(0, 0), (3000, 0)])
    study = town(
        lines, {"A": (0, 10)}, blocks({"B": (1500, 10), "C": (2500, 10), "D": (100, 10)}, population=[100, 11, 5])
    )
    table = gpd.GeoDataFrame(
        {"name": ["Hall"], "cost": [300_000.0], "kind": [""]},
        geometry=[shapely.Point(degrees([(2000, 10)])[0])],
        crs=tables.WGS84,
    )
    study = replace(study, candidates=circles.Candidates(table=circles.candidates_from_table(table)))
    _, remedies = of(study)
    new, moved = (rows_of(remedies, kind).iloc[0] for kind in ("new_center", "relocate"))
    assert (new["people_gained"], new["cost_wan"], new["consent"]) == (111, 30, "premises")
    assert (moved["people_gained"], moved["center_id"], moved["blocks_gained"]) == (106, "A", 1)
    for row in (new, moved):
        assert people_after(remedies, row["edit_id"]) == row["people_gained"]


def test_near_the_edge_of_the_data_nobody_knows_what_lies_beyond() -> None:
    lines = streets([(0, 0), (2500, 0)], cut_end=True)
    _, remedies = of(town(lines, {"A": (0, 10)}, blocks({"B": (1200, 10), "C": (2000, 10)}, population=[1, 2])))
    # B is 1,300 m from the cut end, C 500 m.
    assert remedies.causes.set_index("block_id")["cause"].to_dict() == {"B": "distance", "C": "data_edge"}


def test_a_measure_that_is_written_reads_back_to_the_same_numbers(tmp_path: Any) -> None:
    plan, remedies = of(comb())
    link = remedies.links.iloc[0]
    files = remedy_files(remedies, "en")
    assert set(files) == {"remedies.csv", "remedies.geojson"}
    (tmp_path / "remedies.geojson").write_bytes(files["remedies.geojson"])
    read = gpd.read_file(tmp_path / "remedies.geojson")
    assert set(read["edit_id"]) == set(remedies.edits["edit_id"])
    study = circles.read_study(
        circles.demo_study() / "study.toml",
        options={"edits": {"file": str(tmp_path / "remedies.geojson"), "only": link["edit_id"]}},
    )
    assert study.edits is not None
    edit = study.edits.iloc[0]
    assert (edit["edit_id"], edit["kind"]) == (link["edit_id"], "path")
    again = circles.plan(replace(plan.study, edits=study.edits))
    assert again.account["inside"]["people"] - plan.account["inside"]["people"] == link["people_gained"]
    with pytest.raises(circles.InputError, match="R-NOTTHERE"):
        circles.read_study(
            circles.demo_study() / "study.toml",
            options={"edits": {"file": str(tmp_path / "remedies.geojson"), "only": "R-NOTTHERE"}},
        )


def test_remedies_tell_themselves_in_both_languages() -> None:
    _, remedies = of(comb())
    assert "2 gaps (130 people)" in remedies.sentence("en")
    assert "2 个服务盲区（130 人）" in remedies.sentence("zh")
    assert remedies.summary()["missing_links"] == remedies.links["edit_id"].tolist()
    nothing = of(town(streets([(0, 0), (2000, 0)]), {"A": (0, 10)}, blocks({"B": (100, 10)}, population=[1])))[1]
    assert nothing.table.empty
    assert nothing.sentence("zh") == "没有服务盲区，无须整改。"


def test_the_page_shows_links_measures_and_the_cause_of_each_gap() -> None:
    plan, remedies = of(comb())
    shown = page_payload(plan, lang="zh", tiles=False, remedies=remedies)["remedies"]
    assert shown["cause"] == ["绕行过远", "绕行过远"]
    assert shown["gaps"][0][0] == shown["links"]["card"][0]
    card = shown["cards"][shown["gaps"][0][0]]
    assert (card["title"], card["facts"][0]) == ("打通“Block B”旁 40 米的断点", ["全范围新增覆盖", "130 人"])
    assert card["id"] == remedies.links["edit_id"].iloc[0]
    # Of the 130 people 100 are of the first gap and 30 of the second: neither is told the whole as its own.
    assert [each[0] for each in shown["of_gap"]] == [["100", "0"], ["30", "0"]]
    assert page_payload(plan, lang="zh", tiles=False)["remedies"] is None


def test_the_page_says_who_of_a_gap_is_left_outside_by_a_measure() -> None:
    # B and C, 150 m apart, are one gap. R, 950 m beyond C, reaches C alone: 11 people, and 100 of B are left.
    listed = centers({"A": (0, 10), "R": (3200, 10)}, closed=["R"])
    listed = listed.assign(construction="built", use=["in use", "suspended"])
    homes = blocks({"B": (2100, 10), "C": (2250, 10)}, population=[100, 11])
    plan, remedies = of(town(streets([(0, 0), (3500, 0)]), listed, homes))
    shown = page_payload(plan, lang="zh", tiles=False, remedies=remedies)["remedies"]
    told = {shown["cards"][card]["title"]: of for card, of in zip(shown["gaps"][0], shown["of_gap"][0], strict=True)}
    assert len(shown["gaps"]) == 1
    assert told["恢复开放“Center R”"] == ["11", "100"]


def test_the_cheapest_is_of_those_whose_cost_is_known_and_the_others_are_counted() -> None:
    def measure(name: str, cost: float, people: float) -> dict[Any, Any]:
        return {"edit_id": name, "remedy": "gate", "cost_wan": cost, "people_gained": people}

    dear, cheap, alike, unsaid = (
        measure("A", 60.0, 900.0),
        measure("B", 9.0, 100.0),
        measure("C", 9.0, 200.0),
        measure("D", float("nan"), 1000.0),
    )
    assert cheapest([dear, cheap]) == ("B", 0)
    # The same money for more people; a measure of two gaps counts once.
    assert cheapest([dear, cheap, alike, unsaid, unsaid]) == ("C", 1)
    assert cheapest([unsaid]) == ("", 1)
    assert cheapest([{**unsaid, "remedy": "none"}]) == ("", 0)


def test_the_least_trouble_goes_by_kind_and_says_so_and_an_unknown_cost_is_not_nothing() -> None:
    """Two closed centers of one name: one never used, one suspended; the second brings more people inside."""
    lines = streets([(0, 0), (4000, 0)])
    stand = centers({"A": (0, 10), "S": (2000, 10), "T": (2400, 10)})
    stand = stand.assign(
        name=["东站", "会客厅", "会客厅"],
        status=["open", "closed", "closed"],
        construction="built",
        use=["in use", "not in use", "suspended"],
        subdistrict=["东街道", "西街道", "西街道"],
    )
    homes = blocks({"B": (1500, 20), "C": (2900, 20), "D": (3300, 20)}, population=[10, 30, 20])
    _, remedies = of(town(lines, stand, homes))
    told = [line.text("zh") for section in remedies.document().sections for line in section.lines]
    order = next(line for line in told if "最省事" in line)
    assert "启用已建成的中心、恢复开放、增开出入口、打通断点、恢复已停用或撤并的、建成并启用在建的、迁址、新建" in order
    assert "费用未知的不是零" in order
    assert "服务盲区 1、服务盲区 2、服务盲区 3：措施的费用都未知，无法比较哪项最省钱。" in told
    rows = list(csv.DictReader(io.StringIO(remedy_files(remedies, "zh")["remedies.csv"].decode("utf-8-sig"))))
    assert {row["cost_told"] for row in rows} == {"未知"}
    assert {row["cheapest"] for row in rows} == {""}
    names = {row["remedy"]: (row["told"], row["trouble"]) for row in rows if row["remedy"] in {"start_using", "reopen"}}
    # One name, one sub-district: only the id tells them apart.
    assert names == {
        "start_using": ("启用已建成的“会客厅（S）”", "1"),
        "reopen": ("恢复开放“会客厅（T）”", "2"),
    }
    gaps = next(section.table for section in remedies.document().sections if section.name == "gaps")
    assert gaps is not None
    _, cells = gaps.texts("zh")
    assert "启用已建成的“会客厅（S）”" in {row[4] for row in cells}


def test_a_second_way_to_the_same_people_waits_for_a_first_way_to_others() -> None:
    """Links 0 and 1 bring blocks 0 and 1 inside (9 people), link 2 block 2 (3), link 3 blocks 0 and 3 (5 + 1)."""
    people = np.array([5, 4, 3, 1])
    pairs = np.array([0, 0, 1, 1, 2, 3, 3]), np.array([0, 1, 0, 1, 2, 0, 3])
    ranked = np.array([0, 1, 3, 2])
    for most, told in ((1, [0]), (2, [0, 2]), (3, [0, 3, 2]), (4, [0, 1, 3, 2])):
        assert spread_links(ranked, pairs, people, most=most).tolist() == told


def test_a_block_that_leaves_by_the_link_itself_is_expected_of_it() -> None:
    """B stands 10 m from the end of the link of 40 m."""
    plan, _ = of(comb())
    base = Base(plan=plan, walk_network=circles.network_of(plan.study))
    across = network.links_across(base.walk_network, plan.nodes, longest_m=60, limit_mm=1_000_000).best()
    lines = network.in_plane(_lines(across), plan.study.metric_crs)
    west = np.array([int(np.argmin(across.walk_mm))])
    link, block = _on_the_links(base, across, lines, west, base.not_inside)
    # B stands 10 m north of the link's end: 10 m, 40 m over the link, 10 m to the center; C is 700 m away.
    assert (link.tolist(), plan.blocks["block_id"].iloc[block].tolist()) == (west.tolist(), ["B"])


def test_the_gain_of_a_link_counts_whom_a_center_beside_it_reaches_straight() -> None:
    """The center is 150 m from the link, straight, and 770 m along the streets: 10 + 300 + 160 + 300 m.

    Over the link of 40 m the block at 100 m walks 770 + 40 + 100 + 10 m along streets; the one at 600 m, beyond the
    crossing at 400 m, comes inside by the straight leg alone: 150 + 40 + 600 + 10 m.
    """
    lines = streets(
        [(0, 160), (-300, 160)],
        [(-300, 160), (-300, 0)],
        [(-300, 0), (0, 0)],
        [(0, 0), (1500, 0)],
        [(1500, 0), (1500, -40)],
        [(1500, -40), (400, -40)],
        [(400, -40), (0, -40)],
        [(400, -40), (400, -90)],
    )
    homes = blocks({"B": (100, -50), "C": (600, -50)}, population=[100, 30])
    _, remedies = of(town(lines, {"A": (0, 150)}, homes), links=1)
    first = remedies.links.iloc[0]
    assert first["people_gained"] == people_after(remedies, first["edit_id"]) == 130


def test_the_gain_of_a_link_counts_a_block_that_another_serves_better() -> None:
    """B and C stand 160 m apart beside streets that end 40 m north of one that leads to the center.

    Over the western link B walks 10 + 50 + 40 + 90 + 600 + 10 m along streets; C, 177 m from it, goes there straight.
    The eastern link serves both the other way round, and where both are tried at once each block takes its own.
    """
    lines = streets(
        [(-90, 40), (-90, 100), (-1500, 100), (-1500, 0)],
        [(-1500, 0), (0, 0)],
        [(0, 0), (1500, 0)],
        [(0, 0), (0, -600)],
        [(90, 40), (90, 100), (1500, 100), (1500, 0)],
    )
    homes = blocks({"B": (-80, 90), "C": (80, 90)}, population=[100, 30])
    plan, remedies = of(town(lines, {"A": (10, -600)}, homes))
    assert (plan.blocks["verdict"] == tables.OUTSIDE).all()
    first = remedies.links.iloc[0]
    assert first["people_gained"] == people_after(remedies, first["edit_id"]) == 130
