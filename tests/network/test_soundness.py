"""Whether streets are a network, how near points are to them and where there are few, in towns worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from circles import integers, network, tables
from circles.sources import read_streets
from tests.towns import blocks, centers, degrees, gates, square, streets

if TYPE_CHECKING:
    from pathlib import Path

CENTER = {"A": (0.0, 0.0)}
PLANE = tables.metric_crs((114.3, 30.6, 114.3, 30.6))
"""Its origin is the corner of the towns, so metres east and north of the corner are its coordinates."""


def crossing_lines(count: int, spacing: float = 100) -> list[list[tuple[float, float]]]:
    """Return lines that cross each other without a vertex there."""
    end = (count - 1) * spacing + 50
    along = [[(-50.0, i * spacing), (end, i * spacing)] for i in range(count)]
    return along + [[(y, x) for x, y in line] for line in along]


def noded(lines: list[list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    """Return the same lines cut at every crossing, in metres exact."""
    parts = shapely.get_parts(shapely.union_all([shapely.LineString(line) for line in lines]))
    return streets(*([(float(x), float(y)) for x, y in part.coords] for part in parts))


def redrawn_without_nodes(drawn: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return streets as a bureau draws them: each named street one line, no vertex where another crosses it."""
    named = drawn[(drawn["name"] != "") & (drawn["level"] == "")]
    merged = shapely.line_merge([shapely.multilinestrings(own.tolist()) for _, own in named.groupby("name").geometry])
    lines = shapely.segmentize(shapely.get_parts(merged), 1.0)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    _, group, count = np.unique(integers.to_units(xy), axis=0, return_inverse=True, return_counts=True)
    inner = np.r_[False, line[1:] == line[:-1]] & np.r_[line[1:] == line[:-1], False]
    middles = (xy[1:] + xy[:-1]) / 2
    within = line[1:] == line[:-1]
    places, of_line = np.vstack([xy, middles[within]]), np.r_[line, line[1:][within]]
    order = np.lexsort((np.r_[np.arange(len(xy)), np.flatnonzero(within) + 0.5], of_line))
    kept = np.r_[~(inner & (count[group.ravel()] > 1)), np.ones(int(within.sum()), bool)][order]
    return streets(*[[(0, 0), (1, 1)]] * len(lines)).set_geometry(
        shapely.linestrings(places[order][kept], indices=of_line[order][kept]), crs=tables.WGS84
    )


def test_a_grid_drawn_without_nodes_has_no_crossing_joined() -> None:
    found = network.street_soundness(streets(*crossing_lines(5)))
    assert (found.junctions, len(found.unjoined), found.excepted) == (0, 25, 0)
    assert found.unjoined_share == 1
    assert found.without_nodes
    middle = shapely.Point(degrees([(200, 200)])[0])
    assert shapely.distance(found.unjoined.geometry.to_numpy(), middle).min() < 1e-6


def test_the_same_grid_cut_at_its_crossings_is_a_network() -> None:
    found = network.street_soundness(noded(crossing_lines(5)))
    assert (found.junctions, len(found.unjoined)) == (25, 0)
    assert found.unjoined_share == 0
    assert not found.without_nodes


def test_bridges_are_counted_on_neither_side() -> None:
    found = network.street_soundness(streets(*crossing_lines(2), level=["bridge", "", "", ""]))
    assert (len(found.unjoined), found.excepted) == (2, 2)
    assert found.unjoined_share == 1


@pytest.mark.parametrize(("short_m", "unjoined"), [(1.0, 1), (3.0, 0)])
def test_an_end_just_short_of_a_street_is_not_joined_to_it(short_m: float, unjoined: int) -> None:
    lines = streets([(0, 0), (200, 0)], [(100, 100), (100, short_m)])
    assert len(network.street_soundness(lines).unjoined) == unjoined
    assert len(network.street_soundness(lines, join_ends_m=5).unjoined) == 1


def test_one_street_has_no_crossing_and_is_not_accused() -> None:
    found = network.street_soundness(streets([(0, 0), (100, 0), (200, 50)]))
    assert np.isnan(found.unjoined_share)
    assert not found.without_nodes


def test_a_fifth_is_not_yet_over_a_fifth() -> None:
    joined = [[(x, 500.0), (x, 600.0), (x, 700.0)] for x in (0.0, 200.0, 400.0, 600.0)]
    joined += [[(x, 600.0), (x + 50, 600.0)] for x in (0.0, 200.0, 400.0, 600.0)]
    found = network.street_soundness(streets(*joined, [(0, 0), (100, 0)], [(50, -50), (50, 50)]))
    assert (found.junctions, len(found.unjoined)) == (4, 1)
    assert not found.without_nodes


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(8)), st.lists(st.booleans(), min_size=8, max_size=8))
def test_order_and_direction_of_lines_change_nothing(order: list[int], turned: list[bool]) -> None:
    lines = crossing_lines(4)
    drawn = streets(*(lines[i][::-1] if turned[i] else lines[i] for i in order))
    assert len(network.street_soundness(drawn).unjoined) == 16


def test_joining_leaves_nothing_unjoined() -> None:
    lines = streets(*crossing_lines(4), [(150, 101), (150, 150)])
    told = network.street_soundness(lines)
    joined = network.build_network(lines, crossings="join").account["joined"]
    assert len(told.unjoined) == joined == 17


def attached(block_places: dict[str, object], gate_places: dict[str, object] | None = None) -> gpd.GeoDataFrame:
    return network.attach(
        network.build_network(streets([(0, 0), (2000, 0)])),
        centers=centers({**CENTER, "B": (100, 40), "C": None}),
        blocks=blocks(block_places),  # type: ignore[arg-type]
        gates=gates(gate_places),  # type: ignore[arg-type]
        max_snap_m=200,
        metric_crs=PLANE,
    )


def test_snapping_is_told_of_each_kind() -> None:
    places = {f"B{i}": (100 * i, 10 * i) for i in range(10)}
    found = network.snapping(attached({**places, "far": (500, 300)}), max_snap_m=200).to_dict("records")
    center, block = found
    assert (center["kind"], center["points"], center["without_place"], center["beyond"]) == ("center", 2, 1, 0)
    # 0, 10, ... 90 and 300 m: the sixth of eleven is 50, nine tenths of eleven need the tenth.
    assert [block["median_m"], block["p90_m"], block["max_m"]] == pytest.approx([50, 90, 300], abs=0.05)
    assert block["beyond"] == 1
    assert block["furthest"] == ("far", "B9", "B8", "B7", "B6")


def test_snapping_of_points_without_a_place_is_unknown() -> None:
    block = network.snapping(attached({"B1": None}), max_snap_m=200).to_dict("records")[1]
    assert (block["kind"], block["points"], block["without_place"], block["beyond"]) == ("block", 0, 1, 0)
    assert np.isnan(block["max_m"])


def grid_town(spacing: float, places: dict[str, tuple[float, float]]) -> gpd.GeoDataFrame:
    offsets = np.arange(-1000, 2001, spacing).tolist()
    lines = [[(-1000.0, y), (2000.0, y)] for y in offsets]
    lines += [[(y, x) for x, y in line] for line in lines]
    built = network.build_network(streets(*lines), crossings="join")
    table = blocks(places, population=[10.5] * len(places))
    found = network.attach(
        built, centers=centers(CENTER), blocks=table, gates=gates(), max_snap_m=200, metric_crs=PLANE
    )
    return network.sparse_areas(built, table, found, metric_crs=PLANE)


def test_a_grid_of_a_quarter_of_a_kilometre_is_not_sparse() -> None:
    assert grid_town(250, {"B1": (300, 300), "B2": (600, 900)}).empty


def test_a_grid_of_900_metres_is_sparse_and_cells_are_anchored() -> None:
    found = grid_town(900, {"B1": (20, 480), "B2": (480, 20), "B3": (520, 20)})
    assert tuple(found.columns) == tables.SPARSE_AREAS
    assert found["blocks"].tolist() in ([2, 1], [1, 2])
    assert found["population"].sum() == 31.5
    # The square of 1 km about either cell holds one line each way, of 1 km each.
    assert found["street_km_per_km2"].tolist() == pytest.approx([2, 2], abs=0.01)
    corner = found[found["blocks"] == 2].to_crs(PLANE).total_bounds
    assert corner == pytest.approx([0, 0, 500, 500], abs=0.02)


def test_blocks_without_a_place_are_in_no_cell() -> None:
    built = network.build_network(streets([(0, 0), (2000, 0)]))
    assert network.sparse_areas(built, blocks({"B1": None}), attached({"B1": None}), metric_crs=PLANE).empty


def test_street_kilometres_of_an_area_are_those_inside_it() -> None:
    built = network.build_network(streets([(0, 0), (2000, 0)], [(100, 0), (100, 400)]))
    areas = gpd.GeoDataFrame(
        geometry=[shapely.Polygon(degrees(square(0, -500, 1000))), shapely.Polygon(degrees(square(5000, 0, 10)))],
        crs=tables.WGS84,
    )
    assert network.street_km_in(built, areas, metric_crs=PLANE) == pytest.approx([1.4, 0], abs=0.03)


@pytest.mark.city
@pytest.mark.parametrize(
    "file",
    [
        "helsinki/Helsinki.osm.pbf",
        "heidelberg/heidelberg.osm.pbf",
        "porto-alegre/poa_osm.pbf",
        "baoding/baoding_roads.geojson",
        "wuhan/wuhan_streets.parquet",
    ],
)
def test_no_city_of_openstreetmap_is_accused(city_data: Path, file: str) -> None:
    found = network.street_soundness(read_streets(city_data / file))
    assert found.junctions > 1000
    assert found.unjoined_share < 0.1


@pytest.mark.city
def test_a_city_drawn_without_nodes_is_accused(city_data: Path) -> None:
    drawn = redrawn_without_nodes(read_streets(city_data / "baoding" / "baoding_roads.geojson"))
    found = network.street_soundness(drawn)
    assert found.without_nodes
    assert found.unjoined_share > 0.5
