"""Sites proposed in towns where the right ones are plain to see, each answer confirmed by a plan."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely

import circles
from circles import SitingQuestion, integers, tables, texts
from circles.answers.siting_words import counted_with_mark
from circles.phrases import in_language, text_of
from circles.siting.best_sites import best_sites
from circles.siting.cover.covering import cover_most
from circles.siting.gains import gains_of
from circles.siting.notes import raise_if_unanswered
from circles.sources import candidates_from_table, read_candidates
from circles.sources.geo.datum import gcj02_from_wgs84
from circles.workflows.siting_posing import posed
from tests.siting.test_candidates import listed
from tests.towns import blocks, centers, degrees, square, streets, town

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from circles import Plan, Siting, Study, WalkNetwork
    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.solution import Solution
    from circles.siting.posing import Posed

PLACES = {"B1": (100, 10), "B2": (1900, 10), "B3": (2000, 500), "B4": (4000, 500), "B5": (5900, 10)}
PEOPLE = (10, 20, 30, 40, 5.5)
COARSE = circles.Scenario(cell_m=50.0)
"""Circles are drawn on large cells, for speed: no verdict follows from them."""

KERBS = {"K1": (2000, 0), "K2": (4000, 0), "K3": (5800, 0), "K4": (1000, 0)}


def long_road(**columns: Any) -> Study:
    """A road of 6 km with two lanes off it; A is at its west end, from where only B1 is within 1,000 m."""
    study = plain_road()
    return replace(study, blocks=study.blocks.assign(**columns)) if columns else study


@cache
def plain_road() -> Study:
    lines = streets(
        [(0, 0), (2000, 0)], [(2000, 0), (4000, 0)], [(2000, 0), (2000, 900)], [(4000, 0), (6000, 0)],
        [(4000, 0), (4000, 900)],
        name=["East Road", "East Road", "North Lane", "East Road", ""],
    )  # fmt: skip
    return town(lines, {"A": (0, 0)}, blocks(PLACES, population=PEOPLE))


@cache
def planned_road() -> tuple[Plan, WalkNetwork]:
    """The plan of the road and its network, which no question changes."""
    walk_network = circles.network_of(plain_road())
    return circles.plan(plain_road(), COARSE, walk_network=walk_network), walk_network


@dataclass(frozen=True, eq=False)
class Answered:
    """A question posed and answered, not planned again."""

    posed: Posed
    found: tuple[Solution, ...]

    @property
    def ids(self) -> list[str]:
        """The candidates that open, in the order in which each adds the most."""
        gained, _ = gains_of(self.posed, self.found)
        return list(self.posed.candidates["candidate_id"].iloc[gained.site - len(self.posed.center_ids)])

    @property
    def objective(self) -> int:
        return self.found[-1].objective


def answered(study: Study | None = None, places: Mapping[str, tuple[float, float]] = KERBS, **asked: Any) -> Answered:
    """Ask what `sited` asks, without planning the study with the answer."""
    candidates = listed(places, **{name: asked.pop(name) for name in ("cost",) if name in asked})
    question = SitingQuestion(**asked)
    before, walk_network = planned_road()
    if study is not None:
        walk_network = circles.network_of(study)
        before = circles.plan(study, COARSE, walk_network=walk_network)
    numbers = posed(before, question, circles.Candidates(table=candidates), walk_network)
    found = best_sites(numbers.instance, question)
    raise_if_unanswered(found, question, before.study)
    return Answered(numbers, found)


def sited(study: Study | None = None, places: Mapping[str, tuple[float, float]] = KERBS, **asked: Any) -> Siting:
    columns = {name: asked.pop(name) for name in ("cost", "kind", "capacities", "floor_areas") if name in asked}
    renamed = {"capacities": "capacity", "floor_areas": "floor_area_m2"}
    candidates = listed(places, **{renamed.get(name, name): values for name, values in columns.items()})
    return circles.site(study or long_road(), SitingQuestion(**asked), candidates=candidates, scenario=COARSE)


def lines(answer: circles.Plan | Siting, name: str, lang: str) -> list[str]:
    shown: list[str] = in_language(answer.document().lines(name), lang)
    return shown


def sites(answer: Siting, lang: str) -> tuple[list[str], list[list[str]]]:
    return answer.document().table("sites").texts(lang)


def chosen(siting: Siting) -> list[str]:
    return list(siting.sites["candidate_id"])


def test_each_further_center_goes_where_most_people_are_left() -> None:
    assert answered(new=1).ids == ["K1"]
    answer = sited(new=3)
    assert chosen(answer) == ["K1", "K2", "K3"]
    assert answer.sites["gained_population"].tolist() == [50, 40, 5.5]
    assert answer.sites["gained_blocks"].tolist() == [2, 1, 1]
    assert answer.sites["gaps_closed"].tolist() == ["2, 3", "1", "4"]
    assert answer.sites["coverage_rate"].tolist() == pytest.approx([60 / 105.5, 100 / 105.5, 1])
    assert answer.sites["near"].tolist() == ["East Road, North Lane", "East Road", "East Road"]
    assert answer.sites["name"].tolist() == ["Proposed site 1", "Proposed site 2", "Proposed site 3"]
    assert (answer.status, answer.objective, answer.bound, answer.gap) == ("optimal", 105_500, 105_500, 0.0)
    assert (answer.covered_before, answer.covered_after, answer.total) == (10_000, 105_500, 105_500)


def test_the_sites_stand_in_the_plan_as_open_centers() -> None:
    answer = sited(new=2)
    after = answer.plan_after
    assert after.centers["center_id"].tolist() == ["A", "S01", "S02"]
    assert answer.study_after.centers["status"].tolist() == ["open"] * 3
    assert set(after.blocks["center_id"]) == {"A", "S01", "S02"}
    assert answer.plan_before.study.centers["center_id"].tolist() == ["A"]
    same = circles.plan(answer.study_after, COARSE)
    assert same.blocks.drop(columns="geometry").equals(after.blocks.drop(columns="geometry"))
    assert after.warnings[-1].code == "sites_are_proposals"


def test_ids_of_sites_step_around_those_of_centers() -> None:
    study = replace(long_road(), centers=centers({"S01": (0, 0)}))
    assert sited(study, new=2).sites["site_id"].tolist() == ["S02", "S03"]


def test_junctions_are_the_candidates_where_none_are_given() -> None:
    answer = circles.site(long_road(), SitingQuestion(new=2), scenario=COARSE)
    places = degrees([(2000, 0), (4000, 0)])
    assert [(point.x, point.y) for point in answer.sites.geometry] == [tuple(place) for place in places.tolist()]
    assert lines(answer, "candidates", "en") == ["Candidates: 2 made, 2 take part."]


def test_the_fewest_that_cover_a_share() -> None:
    half = sited(objective="fewest", share=0.5)
    assert (chosen(half), half.objective, half.unit) == (["K1"], 1, "sites")
    assert len(answered(objective="fewest", share=0.9).ids) == 2
    assert len(answered(objective="fewest").ids) == 3


def test_the_cheapest_are_not_the_fewest() -> None:
    answer = sited(objective="cheapest", share=0.5, cost=[90, 40, 10, 20])
    assert (chosen(answer), answer.objective, answer.unit) == (["K2", "K3"], 50, "cost")
    with pytest.raises(circles.QuestionError, match="no candidate has one"):
        answered(objective="cheapest")


def test_the_least_walking_of_all() -> None:
    answer = sited(objective="total_walk", new=1)
    assert chosen(answer) == ["K1"]
    walk_mm = answer.plan_after.blocks["walk_mm"].to_numpy()
    assert answer.objective == int((integers.thousandths(pd.Series(PEOPLE)) * walk_mm).sum())
    assert "to the nearest center on average" in answer.sentence("en")


def test_the_least_longest_walk() -> None:
    answer = sited(objective="worst_walk", new=2)
    assert answer.objective == int(answer.plan_after.blocks["walk_mm"].max())
    assert chosen(answer) == ["K1", "K2"]
    assert answer.unit == "walk"


def test_blocks_that_nothing_leads_to_are_left_out_of_distances_and_named() -> None:
    study = long_road()
    lost = blocks({**PLACES, "B6": (50_000, 50_000)}, population=[*PEOPLE, 99])
    answer = sited(replace(study, blocks=lost), objective="worst_walk", new=2)
    assert [finding.code for finding in answer.warnings] == ["site_blocks_left_out"]
    assert "B6" in answer.warnings[0].text("zh")
    assert answer.objective == answered(objective="worst_walk", new=2).objective


def test_a_budget_is_kept() -> None:
    answer = sited(new=3, budget=50.0, cost=[45, 30, 20, 1])
    assert chosen(answer) == ["K2", "K4"]
    assert answer.sites["cost"].sum() <= 50
    rich = sited(new=2, budget=75.0, cost=[45, 30, 20, 1])
    assert chosen(rich) == ["K1", "K2"]
    assert rich.sites["cost_per_person"].tolist() == pytest.approx([45 / 50, 30 / 40])
    assert "a cost of 75 in all" in rich.sentence("en")


def test_a_small_figure_is_not_shown_as_nothing() -> None:
    heads, rows = sites(sited(new=1, cost=[1, 30, 20, 1]), "en")
    assert rows[0][heads.index("cost per person")] == "0.020"


def test_costs_by_floor_area() -> None:
    areas = [1000.0, np.nan, np.nan, np.nan]
    answer = sited(new=2, budget=5000.0, cost_per_m2=3.0, floor_area_m2=500.0, floor_areas=areas)
    assert dict(zip(chosen(answer), answer.sites["cost"], strict=True)) == {"K1": 3000, "K2": 1500}
    assert answer.sites["floor_area_m2"].tolist() == [1000, 500]


def test_candidates_without_a_cost_take_no_part_in_a_budget() -> None:
    answer = sited(new=2, budget=5000.0, cost=[np.nan, 30, 20, 1])
    assert "K1" not in chosen(answer)
    assert answer.candidates_account["no_cost"] == 1
    assert [finding.code for finding in answer.warnings] == ["site_candidates_no_cost"]


def test_capacities_fill_up() -> None:
    answer = sited(new=1, capacity=25.0, capacities=[np.nan, 60.0, np.nan, np.nan])
    assert chosen(answer) == ["K2"]
    assert answer.objective == 50_000
    assert "50 people served within the capacities" in answer.sentence("en")
    assert [finding.code for finding in answer.warnings] == ["site_capacity_short"]


def test_the_fewest_with_room_for_a_share() -> None:
    answer = sited(objective="fewest", share=0.5, capacity=30.0)
    assert (answer.objective, len(answer.sites)) == (2, 2)
    assert "served" not in answer.sentence("en")


@pytest.mark.parametrize(
    ("weight", "first"),
    [("people_60_plus", "K3"), ("people_0_14", "K2"), ("people_renovation", "K2"), ("blocks", "K1")],
)
def test_who_is_counted_decides(weight: str, first: str) -> None:
    study = long_road(people_60_plus=[1.0, 0, 0, 2, 5], people_0_14=[0, 1, 1, 9.5, 0])
    study = replace(study, blocks=study.blocks.assign(people_renovation=[10.0, 0, 0, 40, 0]))
    answer = sited(study, new=1, weight=weight)
    assert chosen(answer) == [first]
    assert answer.unit == ("blocks" if weight == "blocks" else "people")
    assert texts.say(f"base.{weight}", "en") in answer.sentence("en")


def test_blocks_without_people_count_as_one_each() -> None:
    study = replace(long_road(), blocks=blocks(PLACES))
    answer = sited(study, new=1)
    assert (answer.weight, answer.objective, answer.total) == ("blocks", 3000, 5000)
    assert [finding.code for finding in answer.warnings] == ["site_counts_blocks"]
    assert answer.sites["gained_population"].isna().all()


def test_the_worst_off_sub_district_comes_first() -> None:
    study = long_road(subdistrict=["West", "West", "West", "West", "East"])
    assert answered(study, new=1).ids == ["K1"]
    assert answered(study, new=1, worst_first=True).ids == ["K3"]
    with pytest.raises(circles.QuestionError, match="sub-districts are not known"):
        answered(new=1, worst_first=True)


def test_the_center_that_is_missed_least_closes() -> None:
    study = replace(long_road(), centers=centers({"A": (0, 0), "D": (5800, 0), "E": (3900, 0)}))
    answer = sited(study, new=0, close=1)
    assert answer.closed == ("D",)
    assert answer.sites.empty
    assert lines(answer, "closing", "en") == ["Closing: Center D (D)"]
    assert answer.covered_after == answer.covered_before - 5500
    nowhere = circles.Candidates(table=listed({"K": (0, 90_000)}))
    assert circles.site(study, SitingQuestion(close=1), candidates=nowhere, scenario=COARSE).closed == ("D",)
    moved = sited(study, relocate=1)
    assert (moved.closed, chosen(moved)) == (("D",), ["K1"])
    assert moved.covered_after == 100_000


def test_phases_build_on_each_other() -> None:
    answer = sited(phases=(1, 2))
    assert chosen(answer)[0] == "K1"
    assert answer.sites["phase"].tolist() == [1, 2, 2]
    assert answer.proof("en").startswith(
        "Proven for each phase: with these candidates, nothing is better given the earlier"
    )
    assert "All at once might be better" in answer.proof("en")
    assert answer.proof("zh").startswith("已证明各期最优")
    # The bound of the last phase is none of all phases together, whatever ended them.
    for status, why in (
        ("step limit", "ended by the limit on the search"),
        ("stopped", "early"),
        ("rounding", "rounding"),
    ):
        unproven = replace(answer, status=status).proof("en")
        assert why in unproven.split(".")[0]
        assert "nothing can be better" not in unproven


def test_better_is_said_to_be_the_worst_off_first() -> None:
    study = long_road(subdistrict=["West", "West", "West", "West", "East"])
    answer = sited(study, new=1, worst_first=True)
    assert "first the lowest share of a sub-district, then the total" in answer.proof("en")
    assert "先比步行覆盖率最低的街道" in answer.proof("zh")


def test_nothing_left_open_is_no_answer() -> None:
    with pytest.raises(circles.QuestionError, match="all 1 close") as raised:
        answered(new=0, close=1)
    assert [finding.code for finding in raised.value.findings] == ["site_none_open"]


def test_proposals_are_told_apart_from_open_centers() -> None:
    study = replace(long_road(), centers=centers({"A": (0, 0), "D": (5800, 0)}, closed=["D"]))
    answer = sited(study, new=2)
    assert "Centers: only the 1 open ones count, of 2" in lines(answer.plan_before, "assumptions", "en")
    assert "Centers: of 2, 1 open ones count, and 2 proposed ones" in lines(answer.plan_after, "assumptions", "en")
    assert "中心：计入已启用的现有中心 1 个（共 2 个）和建议点 2 个" in lines(answer.plan_after, "assumptions", "zh")


def test_words_fit_what_is_counted() -> None:
    study = replace(long_road(), population_label="illustrative")
    people = sited(study, new=1, objective="total_walk")
    assert "illustrative" in people.sentence("en")
    assert {"people gained (illustrative data)", "alone (illustrative data)"} <= set(sites(people, "en")[0])
    assert text_of(counted_with_mark(people), "en") == "people (illustrative data)"
    assert "km for all people together" in people.proof("en")
    places = sited(study, new=1, objective="total_walk", weight="blocks")
    assert "illustrative" not in places.sentence("en")
    assert "km for all blocks together" in places.proof("en")
    assert "全部居住单元步行合计" in places.proof("zh")


def test_the_curve_is_no_lower_than_the_sites_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def hasty(instance: Instance, **asked: Any) -> Solution:
        return replace(cover_most(instance, **asked), objective=0, status="step limit")

    monkeypatch.setattr("circles.siting.curve.cover_most", hasty)
    curve = sited(new=2, objective="total_walk").curve
    assert curve["covered"].tolist() == curve["chosen"].tolist() == [10_000, 60_000, 100_000]
    assert curve["status"].tolist() == ["optimal"] * 3


def test_the_curve_never_exceeds_its_bound() -> None:
    answer = sited(new=3)
    curve = answer.curve
    assert curve["centers"].tolist() == [0, 1, 2, 3]
    assert curve["covered"].tolist() == [10_000, 60_000, 100_000, 105_500]
    assert (curve["chosen"] <= curve["covered"]).all()
    assert (curve["covered"] <= curve["bound"]).all()


def test_venues_and_communities_are_told() -> None:
    study = long_road(community=["West", "Middle", "Middle", "East", "East"])
    area = shapely.Polygon(degrees(square(3500, -300, 1000)))
    import geopandas as gpd

    known = gpd.GeoDataFrame({"community": ["Lane"], "subdistrict": [""]}, geometry=[area], crs=tables.WGS84)
    answer = sited(replace(study, communities=known), new=2, kind=["library", "", "", ""])
    assert answer.sites["community"].tolist() == ["Middle", "Lane"]
    assert answer.sites["communities_covered"].tolist() == ["Middle", ""]
    heads, rows = sites(answer, "zh")
    kinds = [row[heads.index("方式")] for row in rows]
    assert kinds == ["改造提升：library", "新建"]


def test_candidates_off_the_street_are_left_out_and_counted() -> None:
    answer = sited(places={**KERBS, "K9": (2000, -500)}, new=1)
    assert answer.candidates_account["no_street"] == 1
    assert len(answer.candidates) == 4
    assert [finding.code for finding in answer.warnings] == ["site_candidates_no_street"]


def test_candidates_of_another_datum_are_doubted(tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    xs, ys = (np.cumsum(draw.uniform(120, 420, 12)).round(1).tolist() for _ in range(2))
    lines = [[(x, ys[0]), (x, ys[-1])] for x in xs] + [[(xs[0], y), (xs[-1], y)] for y in ys]
    near = blocks({"B": (xs[5], ys[5])}, population=[9])
    study = town(streets(*lines), {"A": (xs[0], ys[0])}, near, crossings="join")
    on_streets = [(float(draw.choice(xs)), float(draw.uniform(ys[0], ys[-1]))) for _ in range(60)]
    lon, lat = gcj02_from_wgs84(*degrees(on_streets).T)
    for name, east, north in (("shifted", lon, lat), ("true", *degrees(on_streets).T)):
        pd.DataFrame({"lon": east, "lat": north}).to_csv(tmp_path / f"{name}.csv", index=False)
    codes = {}
    for name in ("shifted", "true"):
        files = {"streets": "s.gpkg", "centers": "c.csv", "blocks": "b.gpkg"}
        for file in files.values():
            (tmp_path / file).touch()
        said = {kind: {"file": str(tmp_path / file)} for kind, file in files.items()}
        asked = read_candidates({**said, "candidates": {"file": str(tmp_path / f"{name}.csv")}})
        answer = circles.site(study, SitingQuestion(new=1), candidates=asked, scenario=COARSE)
        codes[name] = {finding.code for finding in answer.warnings}
        assert answer.study_after.sources[-1].kind == "candidates"
    assert "layer_shifted" in codes["shifted"]
    assert "layer_shifted" not in codes["true"]


def test_forbidden_ground_is_never_chosen() -> None:
    forbidden = shapely.Polygon(degrees(square(1900, -100, 200)))
    asked = circles.Candidates(table=listed(KERBS), forbidden=forbidden)
    answer = circles.site(long_road(), SitingQuestion(new=3), candidates=asked, scenario=COARSE)
    assert "K1" not in chosen(answer)
    assert not answer.sites.geometry.within(forbidden).any()


def test_the_answer_tells_everything_in_both_languages() -> None:
    answer = sited(new=2)
    summary = json.loads(json.dumps(answer.summary()))
    assert summary["question"] == {"objective": "people", "new": 2, "weight": "population", "seed": 0}
    assert (summary["objective"], summary["bound"], summary["gap"], summary["covered_before"]) == (100, 100, 0.0, 10)
    assert summary["covered_after"] == 100
    assert summary["sites"][0]["name"] == "Proposed site 1"
    for lang, words in (("en", "never parcels"), ("zh", "不是具体宗地")):
        assert words in answer.notice(lang)
        assert words in summary["notice"][lang]
    assert answer.sentence("en").startswith(
        "Proposed sites: 2. 15-minute walk coverage rate of people: 94.7%, before 9.4%; 90 people more"
    )
    assert "新增覆盖 90 人" in answer.sentence("zh")
    assert "never parcels" in answer._repr_html_()


def test_sites_of_a_chinese_study_have_chinese_names() -> None:
    assert sited(replace(long_road(), name="汉口"), new=1).sites["name"].tolist() == ["建议点1"]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, ["site_new_missing"]),
        ({"new": 0}, ["siting_new_below_one"]),
        ({"new": 5}, ["siting_new_above_candidates"]),
        ({"new": -1}, ["site_bad_number"]),
        ({"new": 1, "close": 2}, ["siting_close_above_existing"]),
        ({"new": 1, "share": 95.0, "objective": "stars"}, ["site_share_above_one", "not_a_choice"]),
        ({"new": 1, "budget": float("nan"), "time_limit_s": 0.0}, ["site_bad_number"] * 2),
        ({"new": 1, "phases": (1, 1)}, ["site_not_together"]),
        ({"phases": (1, 0)}, ["site_bad_number"]),
        ({"new": 1, "objective": "fewest"}, ["site_not_together"]),
        ({"new": 1, "share": 0.9}, ["site_not_together"]),
        ({"new": 1, "objective": "total_walk", "capacity": 5.0}, ["site_not_together"]),
        ({"new": 1, "capacity": 5.0, "worst_first": True}, ["site_not_together"]),
        ({"new": 1, "weight": "stars"}, ["site_weight_unknown"]),
        ({"new": 1, "weight": "people_60_plus"}, ["site_weight_unknown"]),
        ({"new": 1, "budget": 5.0}, ["site_no_costs"]),
        ({"new": 1, "budget": 5.0, "cost": [9, 8, 7, 6]}, ["siting_budget_too_small"]),
        ({"new": 1, "places": {"K": (5000, 90_000)}}, ["site_no_candidates"]),
        ({"new": 1, "places": {"K": (3000, 0)}}, ["siting_nobody_in_reach"]),
        ({"objective": "fewest", "places": {"K": (2000, 0)}}, ["site_infeasible"]),
    ],
)
def test_a_bad_question_is_told_what_is_wrong(asked: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(circles.QuestionError) as caught:
        answered(**asked)
    assert [finding.code for finding in caught.value.findings] == codes
    for lang in texts.LANGUAGES:
        assert caught.value.text(lang)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"study": None}, "study"),
        ({"study": "study.toml"}, "study"),
        ({"question": 5}, "question"),
        ({"question": None}, "question"),
        ({"candidates": []}, "candidates"),
        ({"candidates": "parcels.xlsx"}, "candidates"),
    ],
)
def test_an_argument_of_another_kind_is_named_in_the_first_line(given: dict[str, Any], named: str) -> None:
    asked: dict[str, Any] = {"study": long_road(), "question": SitingQuestion(new=1), "candidates": None, **given}
    with pytest.raises(TypeError) as caught:
        circles.site(**asked)
    assert named in str(caught.value).splitlines()[0]


def test_an_infeasible_question_names_the_blocks() -> None:
    with pytest.raises(circles.QuestionError, match=r"2 blocks stand in the way \(B4, B5\)"):
        answered(objective="fewest", places={"K": (2000, 0)})


def test_an_answer_that_the_plan_does_not_confirm_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def boasting(*given: Any, **named: Any) -> Any:
        return tuple(replace(each, objective=each.objective + 1) for each in best_sites(*given, **named))

    monkeypatch.setattr("circles.workflows.siting.best_sites", boasting)
    with pytest.raises(ArithmeticError, match="objective: the search says 60001, the plan 60000"):
        sited(new=1)


@cache
def grid_town(seed: int) -> Study:
    """A grid of streets with centers and blocks anywhere on it, some of them far off."""
    draw = np.random.default_rng(seed)
    lines = [[(x, y), (x + 400, y)] for x in range(0, 3200, 400) for y in range(0, 3600, 400)]
    lines += [[(x, y), (x, y + 400)] for x in range(0, 3600, 400) for y in range(0, 3200, 400)]
    spots = [(float(x), float(y)) for x, y in draw.uniform(-100, 3300, (43, 2)).round(1)]
    places: dict[str, Any] = {
        f"B{i:02d}": square(spots[i][0], spots[i][1], 40.0) if i % 2 else spots[i] for i in range(40)
    }
    people = np.where(draw.random(40) < 0.1, np.nan, draw.integers(0, 900, 40) / 8)
    return town(streets(*lines), {f"C{i}": spots[i] for i in (40, 41, 42)}, blocks(places, population=people.tolist()))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "asked",
    [
        {"new": 4},
        {"objective": "fewest", "share": 0.8},
        {"objective": "total_walk", "new": 3},
        {"objective": "worst_walk", "new": 3},
        {"new": 3, "close": 1},
    ],
    ids=lambda asked: "-".join(map(str, asked.values())),
)
def test_in_any_town_the_parts_add_up(seed: int, asked: dict[str, Any]) -> None:
    study = grid_town(seed)
    answer = circles.site(
        study, SitingQuestion(**asked), candidates=circles.Candidates(spacing_m=400.0), scenario=COARSE
    )
    counted = integers.thousandths(study.blocks["population"])
    inside = (answer.plan_after.blocks["verdict"] == tables.INSIDE).to_numpy()
    assert counted[inside].sum() == answer.covered_after
    gained = round(answer.sites["gained_population"].sum() * 1000)
    if not answer.closed:
        assert gained == answer.covered_after - answer.covered_before
        assert (
            answer.sites["gained_blocks"].sum() == (inside & (answer.plan_before.blocks["verdict"] != "inside")).sum()
        )
    assert (answer.sites["gained_population"] <= answer.sites["alone_population"]).all()
    assert answer.sites["coverage_rate"].iloc[-1] == pytest.approx(answer.covered_after / answer.total)


def test_the_same_question_has_the_same_answer_whatever_the_order_of_the_list() -> None:
    table = listed({f"K{i}": (400.0 * i, 800.0) for i in range(9)})
    summaries = [
        circles.site(
            grid_town(3), SitingQuestion(new=2), candidates=candidates_from_table(rows), scenario=COARSE
        ).summary()
        for rows in (table, table.iloc[::-1])
    ]
    assert summaries[0] == summaries[1]


@pytest.mark.parametrize("close", [0, 1])
def test_walks_of_the_question_are_those_of_the_plan(close: int) -> None:
    study = grid_town(9)
    before, walk_network = circles.plan(study, COARSE), circles.network_of(study)
    asked = SitingQuestion(objective="total_walk", new=1, close=close)
    pairs_of = posed(before, asked, circles.Candidates(), walk_network)
    pairs, today_mm = pairs_of.instance, before.blocks["walk_mm"].to_numpy()
    for place, center in enumerate(pairs_of.center_ids):
        own = pairs.pair_site == place
        alone = circles.plan(
            replace(study, centers=study.centers[study.centers["center_id"] == center]),
            COARSE,
            walk_network=walk_network,
        )
        walk_mm = alone.blocks["walk_mm"].to_numpy()
        told = (walk_mm >= 0) & ((walk_mm <= np.maximum(today_mm, before.scenario.limit_mm)) | (close > 0))
        assert pairs.pair_block[own].tolist() == np.flatnonzero(told).tolist()
        assert pairs.pair_walk_mm[own].tolist() == walk_mm[told].tolist()


def test_a_stop_gives_the_best_so_far() -> None:
    answer = circles.site(grid_town(1), SitingQuestion(new=4), scenario=COARSE, stop=lambda: True)
    assert answer.status in {"stopped", "optimal"}
    assert answer.covered_before < answer.covered_after <= answer.bound
