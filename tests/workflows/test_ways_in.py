"""What Python asks besides a plan: rings, isochrones of any points, a speed by name, sites by their number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import circles
from circles import walking
from tests.study_files import write_town as write_river_town
from tests.towns import blocks, degrees, square, streets, town

if TYPE_CHECKING:
    from pathlib import Path

LINES = streets([(0, 0), (1500, 0), (5000, 0)], [(1500, 0), (1500, 2000)], [(9000, 0), (9500, 0)])
PLACES = {f"B{i}": square(i * 330.0, 15, 60) for i in range(12)} | {"far": (20000.0, 0.0), "none": None}


def study() -> circles.Study:
    return town(LINES, {"A": (0, 0), "Z": (3000, 0)}, blocks(PLACES, population=range(1, 15)))


@pytest.mark.parametrize("speed", [4.0, 2.88])
def test_rings_are_what_a_plan_of_each_limit_says(speed: float) -> None:
    plan = circles.plan(study())
    found = circles.rings(plan, minutes=[5, 10, 25], speeds_kmh=[speed])
    for minutes in (5, 10, 25):
        own = found[found["limit_minutes"] == minutes].reset_index(drop=True)
        asked = circles.plan(study(), circles.Scenario(minutes=minutes, walking_speed_kmh=speed)).blocks
        for column in ("block_id", "minutes", "walk_m", "center_id", "verdict", "reason"):
            pd.testing.assert_series_equal(own[column], asked[column].reset_index(drop=True), check_dtype=False)


def test_rings_take_the_speed_of_the_plan_and_refuse_what_a_plan_refuses() -> None:
    plan = circles.plan(study(), circles.Scenario(walking_speed_kmh=5.0))
    assert set(circles.rings(plan)["walking_speed_kmh"]) == {5.0}
    assert len(circles.rings(plan, minutes=[])) == 0
    with pytest.raises(circles.InputError):
        circles.rings(plan, minutes=[0])


def test_isochrones_are_the_circles_of_a_plan() -> None:
    plan = circles.plan(study(), circles.Scenario(minutes=10))
    points = study().centers.set_index("center_id").to_crs("EPSG:4547")
    found = circles.isochrones(circles.network_of(study()), points, minutes=[5, 10])
    assert found.index.tolist() == ["A", "A", "Z", "Z"]
    assert found.crs == points.crs
    drawn = plan.circles.set_index("center_id").to_crs(points.crs)
    ten = found[found["minutes"] == 10]
    assert ten["area_m2"].tolist() == pytest.approx(drawn["area_m2"].reindex(ten.index).tolist(), rel=1e-6)
    apart = shapely.symmetric_difference(ten.geometry.to_numpy(), drawn.geometry.reindex(ten.index).to_numpy())
    assert shapely.area(apart).max() < 1
    assert (found[found["minutes"] == 5]["reach_m"].to_numpy() < ten["reach_m"].to_numpy()).all()


def test_a_point_without_a_street_reaches_nothing_and_no_point_gives_no_row() -> None:
    network = circles.network_of(study())
    points = gpd.GeoSeries(shapely.points(degrees([(0, 0), (0, 900)])), index=[7, 7], crs=4326)
    found = circles.isochrones(network, points)
    assert found.index.tolist() == [7, 7]
    assert found.geometry.notna().tolist() == [True, False]
    assert np.isnan(found["reach_m"].iloc[1])
    assert len(circles.isochrones(network, points.iloc[:0])) == 0
    assert len(circles.isochrones(network, points, minutes=[])) == 0


def test_points_that_cannot_be_taken_are_refused() -> None:
    network = circles.network_of(study())
    with pytest.raises(circles.InputError, match="no coordinate reference system"):
        circles.isochrones(network, gpd.GeoSeries([shapely.Point(0, 0)]))
    with pytest.raises(circles.InputError, match="Polygon"):
        circles.isochrones(network, gpd.GeoSeries([shapely.box(114, 30, 115, 31)], crs=4326))


@pytest.mark.parametrize("profile", walking.PROFILES)
def test_a_profile_is_its_speed(profile: str) -> None:
    assert circles.Scenario(profile=profile) == circles.Scenario(walking_speed_kmh=walking.PROFILES[profile])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"profile": "tortoise"}, "profile_not_known"),
        ({"profile": "elderly", "walking_speed_kmh": 3.0}, "speed_said_twice"),
    ],
)
def test_profiles_that_cannot_be(said: dict[str, Any], code: str) -> None:
    with pytest.raises(circles.InputError) as caught:
        circles.Scenario(**said)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_sites_by_their_number_alone() -> None:
    asked = circles.site(study(), circles.SitingQuestion(new=1))
    assert circles.site(study(), new=1).sites.equals(asked.sites)
    with pytest.raises(circles.QuestionError, match="Both"):
        circles.site(study(), circles.SitingQuestion(new=1), new=1)
    with pytest.raises(TypeError, match="question"):
        circles.site(study())


def test_an_answer_saves_and_shows_itself(tmp_path: Path) -> None:
    plan = circles.plan(circles.read_study(write_river_town(tmp_path)))
    plan.save(tmp_path / "maps")
    assert (tmp_path / "maps" / "coverage.html").exists()
    assert plan.explore().get_name() == circles.show(plan).get_name()
    circles.site(study(), new=1).save(tmp_path / "sites")
    assert (tmp_path / "sites" / "siting.json").exists()
