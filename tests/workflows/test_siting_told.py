"""What an answer about sites says of itself, and how a question that cannot be answered is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely

import circles
from circles import SitingQuestion, tables, texts
from circles.answers.siting_words import counted_with_mark
from circles.phrases import text_of
from circles.siting.best_sites import best_sites
from circles.siting.cover.covering import cover_most
from circles.sources import read_candidates
from circles.sources.geo.datum import gcj02_from_wgs84
from tests.towns import blocks, centers, degrees, square, streets, town
from tests.workflows.long_road import (
    COARSE,
    KERBS,
    answered,
    lines,
    long_road,
    sited,
)

if TYPE_CHECKING:
    from pathlib import Path

    from circles import Siting
    from circles.siting.kernel.instance import Instance
    from circles.siting.kernel.solution import Solution


def sites(answer: Siting, lang: str) -> tuple[list[str], list[list[str]]]:
    return answer.document().table("sites").texts(lang)


def test_a_small_figure_is_not_shown_as_nothing() -> None:
    heads, rows = sites(sited(new=1, cost=[1, 30, 20, 1]), "en")
    assert rows[0][heads.index("cost per person")] == "0.020"


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
