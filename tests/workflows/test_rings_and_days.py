"""Several walks in one run, and coverage day by day, on a town worked by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from defusedxml.ElementTree import fromstring
from typer.testing import CliRunner

import circles
from circles import Scenario
from circles.cli.commands import app
from circles.document import document_of
from circles.errors import InputError, QuestionError
from circles.phrases import text_of
from circles.walk_rings import Ring, rings_from
from tests.study_files import write_town
from tests.towns import blocks, centers, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from circles import Study

LIVED = {"a": (0, 10.0), "b": (500, 20.0), "c": (600, 30.0), "d": (1000, 40.0), "e": (1500, 50.0)}
"""Metres east of the only center that is open today, and people."""


def lined() -> Study:
    at = sorted({x for x, _ in LIVED.values()})
    listed = centers({"S": (0, 0), "T": (1500, 0)}, closed=["T"])
    listed["use"] = ["in use", "withdrawn"]
    listed["opens"], listed["closes"] = ["2020-05", "2019"], ["", "2022-03-10"]
    people = [people for _, people in LIVED.values()]
    lived = blocks({name: (x, 0) for name, (x, _) in LIVED.items()}, population=people)
    return town(streets(*([(west, 0), (east, 0)] for west, east in pairwise(at))), listed, lived)


def test_each_ring_counts_the_walks_within_it() -> None:
    plan = circles.plan(lined(), Scenario(rings="15, 10 min, 500 m"))
    assert plan.rings is not None
    own = plan.rings[plan.rings["base"] == "people"]
    # 500 m hold a and b; ten minutes at 4 km/h are 666.666 m and hold c; fifteen are 1,000 m and hold d.
    assert own["limit_m"].tolist() == [500.0, 666.666, 1000.0]
    assert own["inside"].tolist() == [30.0, 60.0, 100.0]
    assert own["coverage_rate"].tolist() == [30 / 150, 60 / 150, 100 / 150]
    assert own["inside"].iloc[-1] == plan.account["inside"]["people"]


def test_ten_minutes_at_the_speed_of_the_study_are_no_circle_of_the_standard() -> None:
    plan = circles.plan(lined(), Scenario(rings="10 min, 500 m, 15"))
    assert plan.rings is not None
    own = plan.rings[plan.rings["base"] == "people"]
    assert own["standard_minutes"].astype("float64").fillna(0).tolist() == [10, 0, 15]
    section = next(each for each in document_of(plan).sections if each.name == "rings")
    assert section.table is not None
    shown = [[text_of(cell, "zh") for cell in row[:3]] for row in section.table.rows]
    assert shown == [["500 米", "500", "10分钟生活圈"], ["10 分钟", "667", ""], ["15 分钟", "1,000", "15分钟生活圈"]]


@pytest.mark.parametrize(
    ("said", "rings"),
    {
        "5、10、15分钟": (Ring(minutes=5.0), Ring(minutes=10.0), Ring(minutes=15.0)),
        "300, 500, 1,000 m": (Ring(walk_m=300.0), Ring(walk_m=500.0), Ring(walk_m=1000.0)),
        "5, 10 min; 500, 800 m": (Ring(minutes=5), Ring(minutes=10), Ring(walk_m=500), Ring(walk_m=800)),
        "5, 10, 500 m": None,  # five metres are no walk: minutes were meant
        "5，5": (Ring(minutes=5.0),),
        "7.5 min; 800米": (Ring(minutes=7.5), Ring(walk_m=800.0)),
        "": None,
        "near": None,
        "0": None,
        "-5": None,
        "5 km": None,
        "0.0001 m": None,
    }.items(),
)
def test_rings_are_read_as_they_are_said(said: str, rings: tuple[Ring, ...] | None) -> None:
    assert rings_from(said) == rings


def test_what_is_no_ring_is_refused_by_its_key() -> None:
    with pytest.raises(InputError) as caught:
        Scenario(rings="5 km")
    assert [(each.code, each.column) for each in caught.value.findings] == [("rings_not_read", "rings")]


def test_days_are_told_and_drawn() -> None:
    days = circles.coverage_over_time(lined())
    # T alone reaches b (1,000 m), c, d and e; then S reaches a and d too; when T closes e is outside.
    assert days["inside"].to_dict() == {"2019-01-01": 140, "2020-05-01": 150, "2022-03-10": 100}
    chart = fromstring(circles.series_chart(days, title="<town>", lang="en"))
    shown = [text.text for text in chart.iter("{http://www.w3.org/2000/svg}text")]
    assert {"<town>", "93.3%", "100.0%", "66.6%", "2019-01", "2022-03"} <= set(shown)


def test_the_command_writes_rings_days_and_their_chart(tmp_path: Path) -> None:
    study, out = write_town(tmp_path), tmp_path / "maps"
    listed = pd.read_csv(tmp_path / "centers.csv", dtype=str)
    listed.assign(启用时间=["2017年6月", "2019", ""]).to_csv(tmp_path / "centers.csv", index=False)
    words = ["plan", str(study), "--rings", "5 min, 500 m", "--series", "--out", str(out), "--lang", "en"]
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.output
    assert "Who is within each walk" in ran.output
    rings = pd.read_csv(out / "rings.csv")
    assert rings.loc[rings["base"] == "blocks", "limit_m"].tolist() == [333.333, 500.0]
    days = pd.read_csv(out / "series.csv")
    asked = circles.coverage_over_time(circles.read_study(study))
    assert days["day"].tolist() == list(asked.index)
    assert days["inside"].tolist() == asked["inside"].tolist()
    assert (out / "series.svg").read_bytes().startswith(b"<svg")


def test_a_chart_without_days_is_refused() -> None:
    undated = lined()
    undated = replace(undated, centers=undated.centers.drop(columns=["opens", "closes"]))
    with pytest.raises(QuestionError):
        circles.series_chart(circles.coverage_over_time(undated))
