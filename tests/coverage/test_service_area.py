"""The merged service area against the plain union of everything, and its two promises about blocks."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from circles import coverage, tables
from tests.towns import blocks, square, streets, town

PLANE = "EPSG:32650"
EAST, NORTH = 240_000.0, 3_390_000.0
A_SQUARE_METRE = 1.0


def tiles(rng: np.random.Generator, *, side: int) -> list[Any]:
    """Return squares of a grid whose inner corners are moved at random: neighbours share their edges, none overlap."""
    x, y = np.meshgrid(np.arange(side + 1) * 100.0, np.arange(side + 1) * 100.0)
    moved = rng.uniform(-35, 35, (2, side + 1, side + 1))
    corners = np.stack([x + moved[0] + EAST, y + moved[1] + NORTH], axis=-1)
    return [
        shapely.Polygon([corners[i, j], corners[i, j + 1], corners[i + 1, j + 1], corners[i + 1, j]])
        for i in range(side)
        for j in range(side)
    ]


def judged(shapes: list[Any], verdicts: list[str]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame({"verdict": verdicts}, geometry=shapes, crs=PLANE)
    return frame.to_crs(tables.WGS84)


def plain_union(table: gpd.GeoDataFrame, drawn: gpd.GeoSeries, plane: str) -> Any:
    """Return the area as it is defined: the circles and the blocks inside, less all other blocks."""
    flat = table.geometry.to_crs(plane)
    inside = table["verdict"] == tables.INSIDE
    return shapely.difference(
        shapely.union_all([*drawn.to_crs(plane), *flat[inside]]), shapely.union_all(flat[~inside].to_numpy())
    )


def hold_its_promises(table: gpd.GeoDataFrame, area: Any, plane: str) -> None:
    """Every polygon inside lies within the area, but for what is another block's too; no other overlaps it.

    Shapes are kept to 1e-7 degree, about a centimetre: an edge may be off by that.
    """
    flat = table.geometry.to_crs(plane).to_numpy()
    polygon = shapely.get_dimensions(flat) == 2
    inside = (table["verdict"] == tables.INSIDE).to_numpy() & polygon
    others = flat[~inside & polygon]
    alone = shapely.difference(flat[inside], shapely.union_all(others))
    assert shapely.is_valid(area)
    assert (shapely.area(shapely.difference(alone, area)) <= 0.01 * shapely.length(alone)).all()
    assert (shapely.area(shapely.intersection(others, area)) <= 0.01 * shapely.length(others)).all()


@pytest.mark.parametrize("seed", range(25))
def test_the_area_is_the_circles_and_the_blocks_inside_less_the_others(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shapes = tiles(rng, side=9)
    verdicts = rng.choice([tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED], len(shapes)).tolist()
    table = judged(shapes, verdicts)
    middles = rng.uniform(0, 900, (6, 2)) + np.array([EAST, NORTH])
    drawn = gpd.GeoSeries(shapely.buffer(shapely.points(middles), rng.uniform(50, 350, 6)), crs=PLANE)
    found = coverage.service_area(table, drawn, metric_crs=PLANE)
    area = found.geometry.to_crs(PLANE).iloc[0]
    wanted = plain_union(table, drawn, PLANE)
    assert shapely.area(shapely.symmetric_difference(area, wanted)) < A_SQUARE_METRE
    assert found["area_m2"].iloc[0] == pytest.approx(wanted.area, abs=A_SQUARE_METRE)
    hold_its_promises(table, area, PLANE)


def test_an_area_without_circles_and_blocks_is_empty() -> None:
    nothing = gpd.GeoDataFrame({"verdict": []}, geometry=[], crs=tables.WGS84)
    found = coverage.service_area(nothing, gpd.GeoSeries([], crs=PLANE), metric_crs=PLANE)
    assert found["area_m2"].tolist() == [0.0]
    assert found.geometry.iloc[0].is_empty


def check_plan(plan: circles.Plan) -> None:
    """The area of a plan is within half a per cent of the union of the circles that are shown."""
    plane = plan.study.metric_crs
    area = plan.service_area.geometry.to_crs(plane).iloc[0]
    wanted = plain_union(plan.blocks[plan.blocks.geometry.notna()], plan.circles.geometry, plane)
    assert area.area == pytest.approx(wanted.area, rel=0.005)
    assert shapely.area(shapely.symmetric_difference(area, wanted)) <= 0.01 * wanted.area
    hold_its_promises(plan.blocks, area, plane)


@pytest.mark.parametrize("cell_m", [3.0, 10.0, 40.0])
def test_circles_are_merged_where_they_meet_and_where_they_stand_apart(cell_m: float) -> None:
    lines = streets([(0, 0), (9000, 0)], [(300, -800), (300, 0), (300, 900)], [(2600, 0), (2600, 700)])
    study = town(
        lines,
        {"A": (0, 0), "B": (500, 0), "C": (8000, 0)},
        blocks({"B1": square(400, 10, 100), "B2": square(1300, 10, 100), "B3": square(7900, 20, 80)}),
    )
    check_plan(circles.plan(study, circles.Scenario(minutes=15, cell_m=cell_m)))


def test_the_demo_is_within_half_a_per_cent_of_the_plain_union() -> None:
    check_plan(circles.plan(circles.read_study(circles.demo_study() / "study.toml")))
