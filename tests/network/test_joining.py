"""Files drawn without nodes: what is joined, what is left apart, what dangles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from circles import integers, network, tables
from circles.network.joining import join_crossings
from circles.planning_study import Study
from tests.towns import CENTIMETRES, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.plan import Plan

LONG = circles.Scenario(minutes=60)


def plan_of(lines: gpd.GeoDataFrame, start: tuple[float, float], end: tuple[float, float]) -> Plan:
    return circles.plan(town(lines, {"A": start}, {"B": end}, crossings="join"), LONG)


def walk_m(plan: Plan) -> float:
    return float(plan.blocks["walk_m"].iloc[0])


def test_crossing_lines_are_joined_where_they_cross() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, -600), (500, 600)])
    plan = plan_of(lines, (0, 0), (500, 600))
    assert walk_m(plan) == pytest.approx(1100.0, abs=CENTIMETRES)
    account = plan.streets_account
    assert (account["joined"], account["excepted"], account["dangling"]) == (1, 0, 4)


def test_bridge_is_left_apart_and_listed() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, -600), (500, 600)], level=["bridge", ""])
    plan = plan_of(lines, (0, 0), (500, 600))
    assert plan.blocks["reason"].tolist() == ["no_path"]
    assert plan.streets_account["excepted"] == 1
    spot = plan.street_spots[plan.street_spots["kind"] == "excepted"].geometry.iloc[0]
    middle = shapely.line_interpolate_point(lines.geometry.iloc[0], 0.5, normalized=True)
    assert spot.distance(middle) < 1e-6


def test_bridge_continues_in_its_approach() -> None:
    lines = streets([(0, 0), (500, 0)], [(501, 0), (1000, 0)], level=["", "bridge"])
    assert walk_m(plan_of(lines, (0, 0), (1000, 0))) == pytest.approx(1000.0, abs=CENTIMETRES)


def test_end_just_short_of_a_line_is_joined_to_it() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, 1.8), (500, 600)])
    plan = plan_of(lines, (0, 0), (500, 600))
    assert walk_m(plan) == pytest.approx(1100.0, abs=CENTIMETRES)
    assert (plan.streets_account["joined"], plan.streets_account["dangling"]) == (1, 3)


def test_end_further_than_two_metres_is_left_dangling() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, 2.2), (500, 1300)])
    plan = plan_of(lines, (0, 0), (500, 1300))
    assert plan.blocks["reason"].tolist() == ["no_path"]
    assert plan.streets_account["dangling"] == 4


def test_end_that_touches_a_bridge_from_below_is_excepted() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, 1), (500, 1300)], level=["bridge", ""])
    plan = plan_of(lines, (0, 0), (500, 1300))
    assert plan.blocks["reason"].tolist() == ["no_path"]
    assert plan.streets_account["excepted"] == 1


def test_overshooting_end_is_joined_at_the_crossing() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, -1), (500, 600)])
    assert walk_m(plan_of(lines, (0, 0), (500, 600))) == pytest.approx(1100.0, abs=CENTIMETRES)


def test_line_crossed_often_keeps_its_length_and_order() -> None:
    ladder = [[(x, -100), (x, 100)] for x in (900, 100, 500, 300)]
    lines = streets([(0, 0), (1000, 0)], *ladder)
    plan = plan_of(lines, (0, 0), (1000, 0))
    assert walk_m(plan) == pytest.approx(1000.0, abs=CENTIMETRES)
    assert len(plan.pieces) == 5 + 8


def test_line_that_crosses_itself_is_joined_there() -> None:
    lines = streets([(0, 0), (600, 0), (600, 300), (300, 300), (300, -300)])
    assert walk_m(plan_of(lines, (0, 0), (300, -300))) == pytest.approx(600.0, abs=CENTIMETRES)


def test_joining_depends_on_no_row_order() -> None:
    rng = np.random.default_rng(3)
    places = rng.uniform(0, 2000, (40, 2, 2))
    lines = streets(*[[tuple(place) for place in line] for line in places], name="one")
    one = network.build_network(lines, crossings="join")
    other = network.build_network(lines.iloc[::-1].reset_index(drop=True), crossings="join")
    assert one.account["joined"] > 20
    assert one.account == other.account
    assert np.array_equal(one.piece_mm, other.piece_mm)


def test_streets_keep_their_rows() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, -600), (500, 600)])
    joined = join_crossings(lines, join_ends_m=2.0)
    assert joined.streets["street_id"].tolist() == ["S0", "S1"]
    assert "length_m" not in joined.streets


@pytest.mark.city
def test_baoding_redrawn_without_nodes_gives_back_the_verdicts(city_data: Path) -> None:
    """Every junction in the middle of a line is cut off by a chamfer, in the plane of a bureau, to the millimetre."""
    original = circles.read_streets(city_data / "baoding" / "baoding_roads.geojson")
    redrawn = _without_nodes(original)
    rng = np.random.default_rng(11)
    west, south, east, north = 115.43, 38.83, 115.55, 38.92
    blocks = _blocks(rng.uniform(west, east, 1500), rng.uniform(south, north, 1500))
    centers = gpd.GeoDataFrame(
        {"center_id": [f"C{i:02d}" for i in range(40)], "name": "", "status": "open"},
        geometry=blocks.geometry.iloc[:40].to_list(),
        crs=tables.WGS84,
    )
    gates = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84)
    plans = [
        circles.plan(
            Study(name="", streets=lines, centers=centers, blocks=blocks, gates=gates, crossings=crossings),
            circles.Scenario(max_snap_m=300),
        )
        for lines, crossings in ((original, "shared"), (redrawn, "join"), (redrawn, "shared"))
    ]
    verdicts = [plan.blocks["verdict"].to_numpy() for plan in plans]
    assert (verdicts[0] == verdicts[1]).mean() >= 0.99
    assert (verdicts[0] == verdicts[2]).mean() < 0.99


def _without_nodes(original: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    plane = original.to_crs("EPSG:4547")
    coordinates, line = shapely.get_coordinates(original.geometry, return_index=True)
    _, group, count = np.unique(integers.to_units(coordinates), axis=0, return_inverse=True, return_counts=True)
    shared = count[group] > 1
    metres = shapely.get_coordinates(plane.geometry)
    lines = []
    for row in range(len(plane)):
        places = np.flatnonzero(line == row)
        drawn: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
        for i, place in enumerate(places):
            if shared[place] and 0 < i < len(places) - 1:
                for other in (places[i - 1], places[i + 1]):
                    way = metres[other] - metres[place]
                    drawn.append(metres[place] + way * min(0.3, 0.5 / max(np.hypot(*way), 1e-6)))
            else:
                drawn.append(metres[place])
        lines.append(shapely.LineString(np.round(drawn, 3)))
    return original.set_geometry(
        integers.on_grid(gpd.GeoSeries(lines, crs="EPSG:4547").to_crs(tables.WGS84)), crs=tables.WGS84
    )


def _blocks(
    lon: np.ndarray[tuple[int], np.dtype[np.float64]], lat: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> gpd.GeoDataFrame:
    points = integers.on_grid(gpd.GeoSeries(shapely.points(lon, lat), crs=tables.WGS84))
    table = {"block_id": [f"B{i:04d}" for i in range(len(lon))], "name": "", "population": np.nan, "dwellings": np.nan}
    return gpd.GeoDataFrame(table, geometry=points, crs=tables.WGS84)
