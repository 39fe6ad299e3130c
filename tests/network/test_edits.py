"""Edits: paths laid, streets closed, gates added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from circles import tables
from tests.towns import CENTIMETRES, Place, degrees, square, streets, town

if TYPE_CHECKING:
    from circles.planning_study import Study

LONG = circles.Scenario(minutes=60)


def edits(*drawn: tuple[str, list[Place]]) -> gpd.GeoDataFrame:
    shapes = [
        shapely.Point(degrees(places)[0]) if kind == "gate" else shapely.LineString(degrees(places))
        for kind, places in drawn
    ]
    table = {
        "edit_id": [f"E{i}" for i in range(len(drawn))],
        "kind": [kind for kind, _ in drawn],
        "note": "Back lane",
        "author": "Li",
        "date": "2026-11",
    }
    return gpd.GeoDataFrame(table, geometry=shapes, crs=tables.WGS84)


def with_edits(study: Study, *drawn: tuple[str, list[Place]]) -> Study:
    return replace(study, edits=edits(*drawn))


def walk_m(study: Study) -> float:
    return float(circles.plan(study, LONG).blocks["walk_m"].iloc[0])


def two_streets() -> Study:
    lines = streets([(0, 0), (2000, 0)], [(0, 200), (2000, 200)], [(2000, 0), (2000, 200)])
    return town(lines, {"A": (500, 0)}, {"B": (500, 200)})


@pytest.mark.parametrize("short_m", [0.0, 6.0, 9.9])
def test_path_joins_the_streets_its_ends_touch_within_ten_metres(short_m: float) -> None:
    study = two_streets()
    assert walk_m(study) == pytest.approx(3200, abs=CENTIMETRES)
    path = with_edits(study, ("path", [(700, short_m), (700, 200 - short_m)]))
    assert walk_m(path) == pytest.approx(600, abs=2 * CENTIMETRES)
    plan = circles.plan(path, LONG)
    notes = [finding for finding in plan.warnings if finding.code == "edit_path"]
    assert notes[0].details["count"] == 2
    assert "Back lane" in circles.explain(plan, "B").parts["name"].tolist()
    assert any("Back lane" in text["en"] for text in plan.summary()["warnings"])


def counts_of_edits(plan: circles.Plan) -> list[object]:
    """Return how many streets each edit touched, as the plan tells it."""
    return [finding.details["count"] for finding in plan.warnings if finding.code.startswith("edit_")]


def test_path_that_ends_too_far_from_a_street_joins_nothing_there() -> None:
    study = with_edits(two_streets(), ("path", [(700, 0), (700, 189)]))
    assert walk_m(study) == pytest.approx(3200, abs=CENTIMETRES)
    assert counts_of_edits(circles.plan(study, LONG)) == [1]


def test_path_of_streets_without_lengths_of_their_own() -> None:
    study = two_streets()
    bare = replace(study, streets=study.streets.drop(columns="length_m"))
    path = with_edits(bare, ("path", [(700, 2), (700, 198)]))
    assert walk_m(path) == pytest.approx(600, abs=0.2)


def test_closed_line_cuts_the_streets_it_crosses() -> None:
    lines = streets([(0, 0), (1000, 0)], [(0, 0), (0, 300)], [(0, 300), (1000, 300)], [(1000, 300), (1000, 0)])
    study = town(lines, {"A": (200, 0)}, {"B": (800, 0)})
    assert walk_m(study) == pytest.approx(600, abs=CENTIMETRES)
    closed = with_edits(study, ("closed", [(500, -20), (500, 20)]))
    assert walk_m(closed) == pytest.approx(200 + 300 + 1000 + 300 + 200, abs=2 * CENTIMETRES)
    assert counts_of_edits(circles.plan(closed, LONG)) == [1]
    both = with_edits(study, ("closed", [(500, -20), (500, 320)]))
    plan = circles.plan(both, LONG)
    assert plan.blocks["reason"].tolist() == ["no_path"]
    assert counts_of_edits(plan) == [2]


def test_gate_is_given_to_the_nearest_block() -> None:
    lines = streets([(0, 0), (1000, 0)], [(1000, 0), (1000, 300)], [(0, 300), (1000, 300)])
    study = town(lines, {"A": (0, 0)}, {"B": square(200, 120, 100), "C": square(700, 120, 100)})
    before = circles.plan(study, LONG).blocks
    plan = circles.plan(with_edits(study, ("gate", [(250.0, 118.0)])), LONG)
    assert plan.blocks["gate_id"].iloc[0] == "edit E0"
    assert plan.blocks["gate_id"].isna().tolist() == [False, True]
    # From its middle straight to the gate, on to the street, and along it.
    assert plan.blocks["walk_m"].iloc[0] == pytest.approx(52 + 118 + 250, abs=CENTIMETRES)
    access = circles.explain(plan, "B").parts
    assert access["length_mm"].iloc[0] == pytest.approx(170_000, abs=30)
    assert len(access.geometry.iloc[0].coords) == 3
    assert plan.blocks["walk_m"].iloc[1] == before["walk_m"].iloc[1]
    assert [finding.code for finding in plan.warnings if finding.code != "streets_sparse"] == ["edit_gate"]


def test_edits_touch_no_other_street() -> None:
    study = two_streets()
    before = circles.network_of(study)
    edited = circles.network_of(
        with_edits(study, ("closed", [(1500, -5), (1500, 5)]), ("path", [(700, 0), (700, 200)]))
    )
    assert edited.edits is not None
    assert edited.edits.before == before
    laid = edited.edits.is_laid
    length_mm = np.bincount(edited.edits.piece_before[~laid], edited.piece_mm[~laid])
    assert length_mm.tolist() == before.piece_mm.tolist()
    assert edited.edits.edit_counts.tolist() == [1, 2]
    assert edited.account["islands"] == before.account["islands"]
