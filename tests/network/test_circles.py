"""The drawn circle: its shape against shapely's exact one, its holes, and what it claims and misses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import circles
from circles import integers, tables
from tests.towns import blocks, reach_of, square, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.plan import Plan
    from circles.planning_study import Scenario, Study


def flat(study: Study, geometry: Any) -> Any:
    return gpd.GeoSeries(geometry, crs=tables.WGS84).to_crs(study.metric_crs)


def exact_circle(study: Study, scenario: Scenario, center_id: str = "A") -> Any:
    """Return the union of discs of radius min(frontage, limit - walk) about reached spots, a metre apart."""
    graph, reached = reach_of(study, scenario)
    lines = flat(study, graph.pieces().geometry).to_numpy()
    discs = []
    for _, piece, near, far, walk in reached[reached["center_id"] == center_id].itertuples(index=False):
        steps = np.r_[np.arange(min(near, far), max(near, far), 1000), max(near, far)]
        spots = shapely.line_interpolate_point(lines[piece], steps / graph.piece_mm[piece], normalized=True)
        spare_m = (scenario.limit_mm - walk - np.abs(steps - near)) / 1000
        discs.append(shapely.buffer(spots, np.minimum(scenario.frontage_m, spare_m)))
    return shapely.union_all(np.concatenate(discs))


def one_circle(plan: Plan) -> Any:
    return flat(plan.study, plan.circles.geometry).iloc[0]


def crooked_town() -> Study:
    lines = streets(
        [(0, 0), (300, 40), (600, 0), (1400, 30)],
        [(300, 40), (320, 600), (700, 900)],
        [(600, 0), (640, -700)],
        [(320, 600), (-300, 640)],
    )
    return town(lines, {"A": (250, 10)}, {"B": (0, 0)})


@pytest.mark.parametrize(("cell_m", "most"), [(2.0, 0.003), (5.0, 0.01), (10.0, 0.03)])
def test_circle_is_the_union_of_tapering_discs(cell_m: float, most: float) -> None:
    study = crooked_town()
    scenario = circles.Scenario(minutes=12, cell_m=cell_m)
    exact = exact_circle(study, scenario)
    drawn = one_circle(circles.plan(study, scenario))
    assert drawn.symmetric_difference(exact).area / exact.area < most


def test_circle_ends_at_the_frontier_and_claims_no_more() -> None:
    study = town(streets([(0, 0), (3000, 0)]), {"A": (0, 0)}, {"B": (0, 0)})
    plan = circles.plan(study, circles.Scenario(cell_m=2.0))
    _, south, east, north = one_circle(plan).bounds
    middle = flat(study, study.centers.geometry).iloc[0]
    assert east - middle.x == pytest.approx(1000, abs=1.0)
    assert (north - south) / 2 == pytest.approx(30, abs=0.5)
    assert plan.circles["over_claim"].tolist() == [0.0]
    assert plan.circles["miss"].iloc[0] < 0.001
    assert plan.circles["reach_m"].tolist() == [1000.0]


def superblock(*inner: Any, side: float = 300.0) -> Study:
    ring = [*square(0, 0, side), (0.0, 0.0)]
    return town(streets(ring, *inner), {"A": (0, 0)}, {"B": (0, 0)})


def test_hole_without_a_street_is_filled() -> None:
    plan = circles.plan(superblock())
    assert len(one_circle(plan).interiors) == 0


def test_hole_larger_than_the_rule_stays() -> None:
    hole_ha = (300 - 60) ** 2 / 10_000
    filled, stays = (circles.plan(superblock(), circles.Scenario(fill_ha=hole_ha * factor)) for factor in (1.1, 0.9))
    assert [len(one_circle(plan).interiors) for plan in (filled, stays)] == [0, 1]


def test_hole_with_a_street_beyond_the_limit_stays() -> None:
    # The street in the middle meets no other: it is reached by nobody.
    apart = [(100, 150), (200, 150)]
    plan = circles.plan(superblock(apart))
    assert len(one_circle(plan).interiors) == 1
    assert plan.circles["over_claim"].tolist() == [0.0]


@pytest.mark.parametrize("step_m", [500, 100, 4])
def test_over_claim_is_the_share_of_street_without_a_path(step_m: int) -> None:
    # 500 m of another street run 10 m beside the reached 1,000 m, deep within the frontage, in long and short segments.
    beside = [(float(x), 10.0) for x in range(200, 701, step_m)]
    lines = streets([(0, 0), (1000, 0)], beside)
    study = town(lines, {"A": (0, 0)}, {"B": (0, 0)})
    plan = circles.plan(study, circles.Scenario(minutes=30, cell_m=5.0))
    assert plan.circles["over_claim"].iloc[0] == pytest.approx(500 / 1500, abs=0.002)


def test_circle_of_a_center_too_far_from_its_street_is_empty() -> None:
    lines = streets([(0, 0), (2000, 0)])
    study = town(lines, {"A": (0, 150), "Z": (500, 0)}, {"B": (0, 0)})
    plan = circles.plan(study, circles.Scenario(minutes=2))
    by_id = plan.circles.set_index("center_id")
    assert by_id.loc["A", "geometry"].is_empty
    assert by_id.loc["A", "area_m2"] == 0.0
    assert not by_id.loc["Z", "geometry"].is_empty


def test_grid_is_anchored_so_that_other_streets_do_not_move_it() -> None:
    lines = streets([(0, 0), (2000, 0)], [(1000, 0), (1000, 1000)])
    centers = {"A": (1000.0, 0.0), "Z": (0.0, 0.0)}
    both = circles.plan(town(lines, centers, {"B": (0, 0)}))
    alone = circles.plan(town(lines, {"A": centers["A"]}, {"B": (0, 0)}))
    assert both.circles.geometry.iloc[0].equals_exact(alone.circles.geometry.iloc[0], 0)


def test_reach_of_many_kilometres_is_drawn_coarser() -> None:
    lines = streets([(0, 0), (15_000, 0), (30_000, 0)], [(15_000, 0), (15_000, 30_000)])
    plan = circles.plan(town(lines, {"A": (15_000, 0)}, {"B": (0, 0)}), circles.Scenario(minutes=600))
    circle = plan.circles.iloc[0]
    assert circle["reach_m"] == pytest.approx(60_000.0, abs=0.03)
    assert circle["area_m2"] == pytest.approx(60_000 * 60, rel=0.05)
    assert circle["miss"] < 0.01


def test_threads_change_nothing() -> None:
    lines = streets(*[[(x, 0), (x, 1000)] for x in range(0, 1000, 100)], [(0, 500), (900, 500)])
    study = town(lines, {f"C{i}": (100.0 * i, 90.0 * i) for i in range(9)}, {"B": (0, 0)})
    one, three = (circles.plan(study, threads=threads) for threads in (1, 3))
    assert one.circles.equals(three.circles)
    assert one.walks.equals(three.walks)


@settings(max_examples=25, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=14, unique=True),
    minutes=st.sampled_from([3.0, 5.0, 8.0]),
)
def test_circles_are_valid_and_hold_what_is_reached(places: list[tuple[int, int]], minutes: float) -> None:
    line = [(90.0 * x, 90.0 * y) for x, y in places]
    study = town(streets(line), {"A": line[0]}, {"B": line[0]})
    circle = circles.plan(study, circles.Scenario(minutes=minutes)).circles.iloc[0]
    assert circle["geometry"].is_valid
    assert 0.0 <= circle["miss"] < 0.02
    assert circle["area_m2"] > 0


@pytest.mark.city
def test_city_circles_are_valid_and_miss_little(city_data: Path) -> None:
    lines = circles.read_streets(city_data / "helsinki" / "Helsinki.osm.pbf")
    west, south, east, north = lines.total_bounds
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(west, east, 20), rng.uniform(south, north, 20)
    points = integers.on_grid(gpd.GeoSeries(shapely.points(lon, lat), crs=tables.WGS84))
    ids = [f"C{i:02d}" for i in range(20)]
    centers = gpd.GeoDataFrame({"center_id": ids, "name": "", "status": "open"}, geometry=points, crs=tables.WGS84)
    study = town(lines, centers, blocks({"B": (0, 0)}).set_geometry([points[0]], crs=tables.WGS84))
    plan = circles.plan(study, circles.Scenario(minutes=5))
    assert plan.circles.geometry.is_valid.all()
    assert plan.circles["miss"].max() < 0.02
    assert plan.circles["over_claim"].median() < 0.15
