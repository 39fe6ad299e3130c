"""Other days, planned estates and tiers in the saved page, by node on the file that ships: as Python's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from benchmarks.what_if_scenarios import answer_of_python, asked_of_page, differences, gap_differences, scenarios
from circles import integers, tables
from circles.publish import write_map
from circles.service_tiers import Tier
from circles.workflows import network_of
from tests.network.test_edits_only_help import gated_squares
from tests.network.test_squares import crooked_study
from tests.publish.test_what_if import edited

if TYPE_CHECKING:
    from pathlib import Path

    from circles.planning_study import Study

TIERS = (Tier(name="A", minutes=12), Tier(name="B", walk_m=300))


def dated_study(seed: int) -> Study:
    """Five estates, points and polygons, of which one is not known when; centers of two tiers and none, with days."""
    rng = np.random.default_rng(seed)
    study = crooked_study(seed)
    west, south, east, north = study.streets.total_bounds
    places = rng.uniform((west, south), (east, north), (5, 2))
    shapes = [shapely.Point(place) for place in places]
    shapes[2:] = [shape.buffer(rng.uniform(2e-4, 2e-3), quad_segs=3) for shape in shapes[2:]]
    told = {
        "block_id": [f"E{i}" for i in range(5)],
        "name": list("abcde"),
        "population": [1.0, 2.0, np.nan, 4.0, 5.0],
        "dwellings": [1.0, np.nan, 3.0, 4.0, 5.0],
        "delivered": ["2026-09", "2019", "2028-12-31", "", "2027-06-02"],
    }
    demand = gpd.GeoDataFrame(
        told, geometry=integers.on_grid(gpd.GeoSeries(shapes, crs=tables.WGS84)), crs=tables.WGS84
    )
    count = len(study.centers)
    centers = study.centers.assign(
        tier=(["A", "B", ""] * count)[:count],
        opens=(["2019", "2027-06", "2030", ""] * count)[:count],
        closes=(["", "2028", "2024-12"] * count)[:count],
        use=["in use", "suspended", "not in use"][seed % 3],
    )
    question = replace(
        study.scenario, as_of="2027-06-01" if seed % 2 else None, tiers=TIERS, higher_counts=bool(seed % 2)
    )
    return replace(
        study, gates=study.gates.set_crs(tables.WGS84), demand=demand, centers=centers, scenario=question
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_estates_of_any_shape_days_and_tiers_are_answered_as_python_does(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    study = dated_study(seed)
    if seed % 3:
        study = edited(study, rng)
    if seed % 2:
        study = replace(study, compounds=gated_squares(rng))
    plan, page = circles.plan(study), tmp_path / "coverage.html"
    write_map(plan, page)
    asked = [{}, {"tier": "A"}, {"tier": "B"}, {"as_of": "2019-01-01"}, *scenarios(plan, 10, rng)]
    graph = network_of(replace(plan.study, edits=None))
    assert differences(plan, page, asked, graph) == []
    assert gap_differences(plan, page, asked[3:10], graph) == []


def test_rows_behind_the_blocks_are_the_estates_of_the_day_with_what_is_known_of_their_people(tmp_path: Path) -> None:
    study = dated_study(0)
    plan, page = circles.plan(study), tmp_path / "coverage.html"
    write_map(plan, page)
    lon, lat = study.streets.total_bounds[:2].tolist()
    place = {"lon": lon, "lat": lat}
    demand = [
        {**place, "name": "known", "people": 0, "delivered": "2027"},
        {**place, "name": "of no day", "people": 9},
        {**place, "delivered": "2019"},
    ]
    plain, with_demand, dated, both = asked_of_page(
        page, [{}, {"demand": demand}, {"as_of": "2027-06-02"}, {"as_of": "2027-06-02", "demand": demand}]
    )
    own = plan.blocks["block_id"].tolist()
    assert [row["block_id"] for row in plain] == own
    assert with_demand == plain
    assert [(row["block_id"], row["people"]) for row in dated[len(own) :]] == [("E0", 1), ("E1", 2), ("E4", 5)]
    added = [(row["block_id"], row["people"]) for row in both[len(own) + 3 :]]
    assert added == [("D001", 0), ("D003", None)]
    assert "people" not in both[0]
    assert answer_of_python(plan.study, {"as_of": "2027-06-02", "demand": demand}, network_of(study)) == [
        (row["block_id"], row["walk_mm"], row["verdict"]) for row in both
    ]


def test_a_center_that_is_switched_in_a_trial_is_so_on_every_day(tmp_path: Path) -> None:
    """C0 opens in 2019; C3, without dates of its own, is always open."""
    study = dated_study(0)
    for center, day, status in (("C0", "1990-01-01", "open"), ("C3", "2020-01-01", "closed")):
        asked = replace(study, scenario=replace(study.scenario, as_of=day))
        switched = asked.with_status(center, status)
        before, after = (circles.plan(each).centers.set_index("center_id")["status"] for each in (asked, switched))
        assert (before[center] == status, after[center]) == (False, status)
        assert after.drop(center).equals(before.drop(center))
    plan, page = circles.plan(study), tmp_path / "coverage.html"
    write_map(plan, page)
    days: list[dict[str, Any]] = [{"as_of": "1990-01-01"}, {"as_of": "2020-01-01"}]
    switches = [{**days[0], "open": ["C0"]}, {**days[1], "close": ["C3"]}]
    never, always, opened, closed = asked_of_page(page, [*days, *switches])
    assert never != opened
    assert always != closed
    assert differences(plan, page, [*days, *switches], network_of(study)) == []


def test_a_day_on_which_a_gate_of_the_study_would_be_another_blocks_is_refused(tmp_path: Path) -> None:
    study = dated_study(0)
    estate = study.demand.geometry.iloc[0]  # type: ignore[union-attr]
    plan, page = circles.plan(study.with_gate(estate.x, estate.y)), tmp_path / "coverage.html"
    write_map(plan, page)
    before, after = asked_of_page(page, [{"as_of": "2026-08-31"}, {"as_of": "2026-09-01"}])
    assert isinstance(before, list)
    assert "gate" in after["refused"]


def test_what_a_study_does_not_know_is_refused_by_name(tmp_path: Path) -> None:
    study = crooked_study(0)
    plan = circles.plan(replace(study, gates=study.gates.set_crs(tables.WGS84)))
    page = tmp_path / "coverage.html"
    write_map(plan, page)
    place = {"lon": 114.3, "lat": 30.6}
    wrong = (
        ({"as_of": "2027-02-30"}, "as_of"),
        ({"tier": "街镇"}, "tier"),
        ({"demand": [{**place, "people": "many"}]}, "people"),
        ({"demand": [{**place, "delivered": "soon"}]}, "delivered"),
        ({"add": [{**place, "tier": 3}]}, "tier"),
    )
    for (_, named), said in zip(wrong, asked_of_page(page, [scenario for scenario, _ in wrong]), strict=True):
        assert named in said["refused"]
