"""What is tried in the saved map, in Python: the same study as its commands make, and a widget that carries it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import circles
from circles.planning_study import Output
from circles.workflows.trying import SCENARIO_KEYS


@pytest.fixture(scope="module")
def plan() -> circles.Plan:
    return circles.plan(circles.read_study(circles.demo_study() / "study.toml"))


def test_what_is_said_of_an_added_center_stands_in_the_columns_of_the_list(plan: circles.Plan) -> None:
    place = {"lon": 114.28, "lat": 30.59}
    said = {
        "tier": "社区村",
        "floor_m2": 650.5,
        "capacity": 3000,
        "services": ["助餐", "托育"],
        "communities": ["甲", "乙"],
    }
    after = circles.tried(plan.study, {"add": [{**place, **said}, place]})[0].centers
    names = ["tier", "services", "community"]
    assert after[names].iloc[-2].tolist() == ["社区村", "助餐、托育", "甲、乙"]
    assert after[["floor_area_m2", "capacity"]].iloc[-2].tolist() == [650.5, 3000.0]
    assert not after[names].fillna("").iloc[-1].any()
    assert after[["floor_area_m2", "capacity"]].iloc[-1].isna().all()
    bare = replace(plan.study, centers=plan.study.centers[["center_id", "name", "status", "geometry"]])
    alone = circles.tried(bare, {"add": [{**place, **said}]})[0].centers
    assert alone[[*names, "floor_area_m2"]].iloc[-1].tolist() == ["社区村", "助餐、托育", "甲、乙", 650.5]
    assert alone["floor_area_m2"].iloc[:-1].isna().all()


def test_nothing_tried_is_the_study_itself(plan: circles.Plan) -> None:
    study, question = circles.tried(plan.study, {})
    assert circles.plan(study, question).summary()["check_code"] == plan.summary()["check_code"]


def test_each_key_changes_what_it_says(plan: circles.Plan) -> None:
    study = plan.study
    center = study.centers["center_id"].iloc[0]
    at = study.centers.geometry.iloc[0]
    asked = {
        "minutes": 7.5,
        "profile": "elderly",
        "as_of": "2026-06-30",
        "tier": "社区村",
        "move": [{"center_id": center, "lon": at.x + 0.001, "lat": at.y}],
        "close": [study.centers["center_id"].iloc[1]],
        "add": [{"name": "新中心", "lon": at.x, "lat": at.y, "opens": "2026", "cost_wan": 80}],
        "demand": [{"name": "新苑", "lon": at.x, "lat": at.y, "people": 300.0, "delivered": "2027-01"}],
        "gates": [[at.x, at.y]],
        "paths": [[[at.x, at.y], [at.x + 0.001, at.y]]],
        "closures": [[[at.x, at.y - 0.001], [at.x, at.y + 0.001]]],
    }
    after, question = circles.tried(study, asked)
    assert (question.minutes, question.walking_speed_kmh, question.as_of) == (7.5, 2.88, "2026-06-30")
    assert after.centers.geometry.iloc[0].x == pytest.approx(at.x + 0.001, abs=1e-7)
    assert after.centers["status"].iloc[1] == "closed"
    assert after.centers[["name", "status", "opens"]].iloc[-1].tolist() == ["新中心", "open", "2026"]
    assert after.demand is not None
    assert after.demand[["name", "population", "delivered"]].iloc[-1].tolist() == ["新苑", 300.0, "2027-01"]
    assert after.edits is not None
    assert after.edits["kind"].tolist() == ["gate", "path", "closed"]
    assert study.edits is None, "the study itself is not touched"


@pytest.mark.parametrize(
    ("scenario", "error"),
    [
        ({"minute": 10}, circles.QuestionError),
        ({"close": ["nobody"]}, circles.QuestionError),
        ({"move": [{"center_id": "nobody", "lon": 1.0, "lat": 1.0}]}, circles.QuestionError),
        ({"add": [{"name": "A", "lon": 999.0, "lat": 0.0}]}, circles.InputError),
        ({"minutes": -1}, circles.InputError),
        ([], circles.ArgumentError),
    ],
)
def test_what_cannot_be_tried_is_refused(plan: circles.Plan, scenario: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        circles.tried(plan.study, scenario)


def test_a_key_nearly_right_is_named(plan: circles.Plan) -> None:
    with pytest.raises(circles.QuestionError, match="closures"):
        circles.tried(plan.study, {"closure": []})
    assert "closures" in SCENARIO_KEYS


def test_the_shared_edition_tries_nothing(plan: circles.Plan) -> None:
    shared = circles.plan(replace(plan.study, output=Output(edition="shared")))
    with pytest.raises(circles.OutputError):
        circles.trial(shared)


def test_the_widget_carries_the_page_and_what_comes_of_it(plan: circles.Plan) -> None:
    trial = circles.trial(plan, height=500)
    assert trial.page.startswith("<!DOCTYPE html>")
    assert trial.plan().summary()["check_code"] == plan.summary()["check_code"]
    trial.asked = {"close": [plan.study.centers["center_id"].iloc[0]]}
    assert trial.study.centers["status"].iloc[0] == "closed"
    changes = trial.changes()
    after = trial.plan().blocks["verdict"]
    lost = (plan.blocks["verdict"] == "inside") & (after == "outside")
    assert sorted(changes.blocks.loc[changes.blocks["change"] == "lost", "block_id"]) == sorted(
        plan.blocks.loc[lost, "block_id"]
    )
    assert lost.any()
