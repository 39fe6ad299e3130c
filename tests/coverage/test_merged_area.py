"""The service area against what it is by definition: circles with the blocks inside, less the others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import circles
from circles import coverage, tables
from circles.network.merged_field import TILE, MergedField, merge, outlined
from tests.towns import blocks, square, streets, town

if TYPE_CHECKING:
    from circles.answers import Plan

METRIC = "EPSG:32650"
SAME_PLACE_M = 0.01
"""A round trip between the plane and degrees moves a vertex by less."""


def by_definition(plan: Plan) -> tuple[Any, Any, Any]:
    """Return the union of circles and inside blocks less the others, the inside blocks and the others, in the plane."""
    crs = plan.study.metric_crs
    flat = plan.blocks.geometry.to_crs(crs)
    inside = plan.blocks["verdict"] == tables.INSIDE
    within, without = flat[inside & (flat.area > 0)], flat[~inside & (flat.area > 0)]
    whole = shapely.union_all([*plan.circles.geometry.to_crs(crs), *within])
    return shapely.difference(whole, shapely.union_all(without.to_numpy())), within, without


def check(plan: Plan) -> None:
    area = plan.service_area.geometry.to_crs(plan.study.metric_crs).iloc[0]
    exact, within, without = by_definition(plan)
    assert plan.service_area.geometry.is_valid.all()
    assert plan.service_area["area_m2"].iloc[0] == pytest.approx(exact.area, rel=0.005)
    # A block inside may lie over one outside: the other wins.
    others = shapely.union_all(without.to_numpy())
    for polygon in within:
        left = shapely.difference(shapely.difference(polygon, others), area)
        assert left.area <= SAME_PLACE_M * polygon.length
    for polygon in without:
        assert shapely.intersection(polygon, area).area <= SAME_PLACE_M * polygon.length


SPOTS = st.tuples(st.floats(-300, 4300), st.floats(-260, 260), st.floats(5, 420))


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.integers(0, 8), min_size=1, max_size=5, unique=True),
    st.lists(SPOTS, min_size=1, max_size=30),
    st.sampled_from([(10.0, 30.0), (7.0, 45.0), (25.0, 30.0)]),
)
def test_area_of_any_town_is_what_it_is_by_definition(
    centers: list[int], spots: list[tuple[float, float, float]], drawing: tuple[float, float]
) -> None:
    lines = streets([(0, 0), (4000, 0)], [(700, -900), (700, 900)], [(2900, 0), (2900, 1200), (3800, 1250)])
    places = blocks({"A": square(0, 20, 30), **{f"B{i}": square(*spot) for i, spot in enumerate(spots)}})
    study = town(lines, {f"C{i}": (i * 500.0, 5.0) for i in centers}, places)
    check(circles.plan(study, circles.Scenario(minutes=9, cell_m=drawing[0], frontage_m=drawing[1])))


def test_area_of_the_demo_is_what_it_is_by_definition() -> None:
    check(circles.plan(circles.read_study(circles.demo_study() / "study.toml")))


@pytest.mark.skipif("CIRCLES_TEST_DATA" not in os.environ, reason="needs the cities of CIRCLES_TEST_DATA")
@pytest.mark.parametrize("city", ["helsinki/Helsinki", "heidelberg/heidelberg"])
def test_area_of_a_city_is_what_it_is_by_definition(city: str) -> None:
    lines = circles.read_streets(Path(os.environ["CIRCLES_TEST_DATA"]) / f"{city}.osm.pbf")
    crs = tables.metric_crs(tuple(lines.total_bounds))
    west, south, east, north = lines.to_crs(crs).total_bounds
    draw = np.random.default_rng(15)
    spots = draw.uniform((west, south), (east, north), (400, 2))
    side = draw.uniform(20, 300, 400)
    shapes = gpd.GeoSeries(shapely.box(*spots.T, *(spots + side[:, None]).T), crs=crs).to_crs(tables.WGS84)
    places = gpd.GeoDataFrame({"block_id": [f"B{i}" for i in range(400)]}, geometry=shapes)
    points = gpd.GeoSeries(shapely.points(spots[::10]), crs=crs).to_crs(tables.WGS84)
    centers = gpd.GeoDataFrame({"center_id": [f"C{i}" for i in range(40)]}, geometry=points)
    study = circles.study_from_tables(streets=lines, centers=centers, blocks=places)
    check(circles.plan(study, circles.Scenario(max_snap_m=400)))


def test_many_blocks_that_touch_each_other_and_none_of_the_circles_are_one_area() -> None:
    grid = [shapely.box(x, y, x + 50, y + 50) for x in range(0, 1000, 50) for y in range(0, 500, 50)]
    table = gpd.GeoDataFrame({"verdict": tables.INSIDE}, index=range(len(grid)), geometry=grid, crs=METRIC)
    none = gpd.GeoSeries([], crs=METRIC)
    found = coverage.service_area(table.set_crs(METRIC), none, metric_crs=METRIC)
    assert found["area_m2"].iloc[0] == pytest.approx(500_000)
    assert shapely.get_num_geometries(found.geometry.iloc[0]) == 1


def fields(seed: int) -> list[tuple[Any, float, float]]:
    """Return discs of 60 m as signed distances on grids of 10 m, many of them across the lines between tiles."""
    draw, found = np.random.default_rng(seed), []
    for x, y in draw.uniform(-TILE * 30, TILE * 30, (40, 2)):
        west, south = (np.floor(axis / 10 - 8) * 10 for axis in (x, y))
        column, row = np.meshgrid(west + 10 * np.arange(18), south + 10 * np.arange(18))
        found.append((np.float32(np.hypot(column - x, row - y) - 60), float(west), float(south)))
    return found


def test_fields_merged_in_any_order_give_one_outline_of_the_union() -> None:
    outlines = []
    for order in (1, -1):
        merged = MergedField(10.0)
        for field, west, south in fields(7)[::order]:
            merge(merged, field, west, south)
        outlines.append(outlined(merged))
    assert [shapely.to_wkb(shape) for shape in outlines[0]] == [shapely.to_wkb(shape) for shape in outlines[1]]
    assert all(shapely.is_valid(outlines[0]))
    apart = []
    for field, west, south in fields(7):
        merged = MergedField(10.0)
        merge(merged, field, west, south)
        apart.append(shapely.union_all(outlined(merged)))
    exact, together = shapely.union_all(apart), shapely.union_all(outlines[0])
    assert together.area == pytest.approx(exact.area, rel=0.005)
    # The lines between tiles leave no trace.
    assert shapely.get_num_geometries(together) == shapely.get_num_geometries(exact)
    assert shapely.get_num_interior_rings(shapely.get_parts(together)).sum() == 0
