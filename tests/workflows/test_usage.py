"""Coverage by opening hours and the use of centers, on towns worked by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import circles
from circles.coverage import center_use, quartiles_told, use_quartiles
from circles.document import document_of
from circles.phrases import text_of
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from circles import Plan, Study

HOURS = {"S": "每天 9:00-21:00", "C": "周一至周六 8:30-17:30", "D": "", "X": "每天 9:00-21:00"}
"""S is open at every time, C on weekdays and on Saturdays, of D nothing is known; X is closed for good."""

EAST = {"S": 0, "C": 3000, "D": 6000, "X": 9000}
LIVED = {"a": (0, 10.0), "b": (3100, 20.0), "c": (6100, 30.0), "x": (9000, 40.0), "y": (500, 50.0)}
"""Of each block the metres east and its people: a and y are near S, b near C, c near D, x near X alone."""


def study_with(hours: dict[str, str]) -> Study:
    listed = centers({name: (x, 0) for name, x in EAST.items()}, closed=["X"])
    listed["opening_hours"] = [hours[name] for name in EAST]
    lived = blocks(
        {name: (x, 0) for name, (x, _) in LIVED.items()}, population=[people for _, people in LIVED.values()]
    )
    at = sorted({*EAST.values(), *(x for x, _ in LIVED.values())})
    return town(streets(*([(west, 0), (east, 0)] for west, east in pairwise(at))), listed, lived)


def at_times(plan: Plan) -> dict[str, list[float]]:
    assert plan.hours is not None
    own = plan.hours[plan.hours["base"] == "people"].set_index("time")
    return {str(time): row.tolist() for time, row in own.drop(columns="base").iterrows()}


def test_each_time_counts_the_centers_that_are_open_then() -> None:
    plan = circles.plan(study_with(HOURS))
    # centers open, on some days, closed, unknown; people in all, inside at least and at most, not evaluated; both rates
    assert at_times(plan) == {
        "any": [3, 0, 0, 0, 150, 110, 110, 0, 110 / 150, 110 / 150],
        "weekday": [2, 0, 0, 1, 150, 80, 110, 0, 80 / 150, 110 / 150],
        "evening": [1, 0, 1, 1, 150, 60, 90, 0, 60 / 150, 90 / 150],
        "weekend": [1, 1, 0, 1, 150, 60, 110, 0, 60 / 150, 110 / 150],
    }
    assert plan.centers["open_weekend"].tolist() == ["open", "some days", "unknown", "open"]


def test_a_time_is_the_plan_of_the_centers_that_are_open_then() -> None:
    study = study_with(HOURS)
    evening = study.centers["status"].where(study.centers["center_id"] == "S", "closed")
    alone = circles.plan(replace(study, centers=study.centers.assign(status=evening)))
    assert alone.account["inside"]["people"] == at_times(circles.plan(study))["evening"][5]


def test_only_the_own_community_counts_at_each_time_too() -> None:
    study = study_with(HOURS)
    lived = study.blocks.assign(community=["甲", "乙", "丙", "丁", "乙"])
    listed = study.centers.assign(community=["甲", "乙", "丙", "丁"])
    own = circles.plan(replace(study, blocks=lived, centers=listed), circles.Scenario(own_community_only=True))
    # y is near S, a center of another community.
    assert at_times(own)["evening"][5:7] == [10, 40]
    assert at_times(own)["any"][5] == own.account["inside"]["people"] == 60


def test_without_hours_nothing_is_told_and_the_facts_say_so() -> None:
    plan = circles.plan(study_with(dict.fromkeys(HOURS, "")))
    assert plan.hours is None
    assert plan.summary()["hours"] == {"told": False, "rows": []}
    assert "开放时间" not in "".join(section.name for section in document_of(plan).sections)


def test_bounds_are_told_where_they_differ_alone() -> None:
    def shown(hours: dict[str, str]) -> list[str]:
        section = next(each for each in document_of(circles.plan(study_with(hours))).sections if each.name == "hours")
        assert section.table is not None
        return [text_of(head.words, "en") for head in section.table.heads][-2:]

    assert shown(HOURS) == ["Inside, at least", "Inside, at most"]
    assert shown(dict.fromkeys(HOURS, "每天 9:00-21:00"))[-1] == "Inside"


def used(people: list[float], visits: list[float]) -> pd.DataFrame:
    ids = [f"C{number}" for number in range(len(people))]
    return pd.DataFrame(
        {
            "center_id": ids,
            "name": ids,
            "status": "open",
            "attached": True,
            "people_within": people,
            "monthly_visits": visits,
        }
    )


def test_what_stands_out_is_told_by_quartiles() -> None:
    people = [1000.0, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000]
    visits = [1500.0, 400, 300, 360, 400, 420, 420, 400, 360]
    told = center_use(used(people, visits))
    assert told is not None
    assert told["visits_per_100"].tolist() == pytest.approx([150, 20, 10, 9, 8, 7, 6, 5, 4])
    # Of nine in order the third is the lower quartile and the seventh the upper; visits in order: 300, 360, 360, 400,
    # 400, 400, 420, 420, 1,500.
    assert use_quartiles(told) == {
        "people_within": (3000, 7000),
        "monthly_visits": (360, 420),
        "visits_per_100": (6, 10),
    }
    wide, much = "wide, little used", "much used, many from outside"
    # The second has many visits per 100 but few visits, the third neither.
    assert told["use_flag"].tolist() == [much, "", "", "", "", "", wide, wide, wide]


def test_too_few_centers_are_not_marked_and_nobody_within_gives_no_rate() -> None:
    told = center_use(used([0.0, *[1000.0] * 7], [500.0, *[100.0] * 7]))
    assert told is not None
    assert pd.isna(told["visits_per_100"].iloc[0])
    assert not quartiles_told(told)
    assert set(told["use_flag"]) == {""}
    assert center_use(used([1.0], [float("nan")])) is None


def test_closed_centers_have_no_use() -> None:
    told = center_use(used([1000.0] * 2, [500.0] * 2).assign(status=["open", "closed"]))
    assert told is not None
    assert told["center_id"].tolist() == ["C0"]
