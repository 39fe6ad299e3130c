"""Squares are crossed, not walked around: towns worked by hand, and what squares may not change."""

from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from circles import integers, network, plan, tables
from circles.network import WalkNetwork, build_network
from circles.planning_study import Scenario, Study
from circles.workflows import explain, network_of
from tests.network.test_edits_only_help import crooked_streets
from tests.towns import degrees, streets, town

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.towns import Place

LONG = [(-1_200, 0), (-100, 0)]
"""A street that is no island."""


def plazas(*rings: Sequence[Place] | tuple[Sequence[Place], Sequence[Sequence[Place]]], level: str = "") -> Any:
    """Return squares by their corners in metres, a ring, or a ring and its holes."""
    shapes = [
        shapely.Polygon(degrees(ring[0]), [degrees(hole) for hole in ring[1]])
        if isinstance(ring, tuple)
        else shapely.Polygon(degrees(ring))
        for ring in rings
    ]
    names = [f"Plaza {i}" for i in range(len(rings))]
    table = {"square_id": [f"q{i}" for i in range(len(rings))], "name": names, "level": level}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=tables.WGS84)


def box(west: float, south: float, east: float, north: float) -> list[Place]:
    return [(west, south), (east, south), (east, north), (west, north)]


def walk_m(lines: gpd.GeoDataFrame, squares: gpd.GeoDataFrame | None, begin: Place, end: Place) -> float:
    """Return the walk between two places in metres, the same by both engines."""
    study = town(lines, {"C": end}, {"B": begin}, squares=squares)
    one, other = (plan(study, Scenario(minutes=60), engine=engine) for engine in ("compiled", "networkx"))
    assert one.nearest.equals(other.nearest)
    assert one.nodes.equals(other.nodes)
    return float(one.blocks["walk_m"].iloc[0])


def drawn(graph: WalkNetwork) -> set[tuple[tuple[int, ...], ...]]:
    """Return the pieces of squares as places in metres."""
    kx, ky = np.diff(degrees([(0, 0), (1e6, 1e6)]), axis=0)[0] / 1e6
    pieces = graph.pieces()
    lines = pieces.geometry[pieces["highway"] == tables.SQUARE]
    south_west = degrees([(0, 0)])[0]
    return {
        tuple(tuple(place) for place in np.rint((shapely.get_coordinates(line) - south_west) / (kx, ky)).astype(int))
        for line in lines
    }


def test_a_square_between_two_streets_is_crossed_in_a_straight_line() -> None:
    # Around it 100 + 200 + 100 m; across from corner to corner the root of 2 times 100 m.
    lines = streets(LONG, [(-100, 0), (0, 0)], [(0, 0), (0, -100), (200, -100), (200, 100), (100, 100)])
    assert walk_m(lines, None, (0, 0), (100, 100)) == pytest.approx(600, abs=0.01)
    assert walk_m(lines, plazas(box(0, 0, 100, 100)), (0, 0), (100, 100)) == pytest.approx(141.421, abs=0.03)


def test_an_l_is_walked_by_its_inner_corner() -> None:
    corners: list[Place] = [(0, 0), (200, 0), (200, 100), (100, 100), (100, 200), (0, 200)]
    lines = streets([*LONG, (0, 0)], [(200, 50), (300, 50), (300, 300), (0, 300), (0, 200)], [(0, 300), (-100, 0)])
    squares = plazas(corners)
    graph = build_network(lines, squares=squares)
    assert ((100, 100), (200, 50)) in drawn(graph)
    assert ((0, 200), (100, 100)) in drawn(graph)
    # 111.803 + 141.421 m
    assert walk_m(lines, squares, (200, 50), (0, 200)) == pytest.approx(253.225, abs=0.05)
    assert walk_m(lines, None, (200, 50), (0, 200)) == pytest.approx(750, abs=0.01)


def test_a_pond_is_walked_around() -> None:
    lines = streets([*LONG, (0, 50)], [(200, 50), (1_400, 50)])
    pond = box(50, 10, 150, 90)
    around = 2 * np.hypot(50, 40) + 100
    assert walk_m(lines, plazas((box(0, 0, 200, 100), [pond])), (0, 50), (200, 50)) == pytest.approx(around, abs=0.05)
    assert walk_m(lines, plazas(box(0, 0, 200, 100)), (0, 50), (200, 50)) == pytest.approx(200, abs=0.03)


def test_streets_that_cross_a_ring_without_a_vertex_are_parted_there() -> None:
    # Both streets run through the square, one along each side of it; neither shares a vertex with it.
    lines = streets([(-900, 20), (900, 20)], [(-900, 80), (900, 80)])
    squares = plazas(box(0, 0, 100, 100))
    graph = build_network(lines, squares=squares)
    assert graph.account["length_mm"] == build_network(lines).account["length_mm"] == 3_600_000
    pieces = graph.pieces()
    own = pieces.loc[pieces["highway"] != tables.SQUARE, "length_mm"].to_numpy()
    assert sorted(np.rint(own / 1000).astype(int).tolist()) == [100, 100, 800, 800, 900, 900]
    # Where the street runs straight between two entrances, the street stays alone.
    assert drawn(graph) == {
        ((0, 20), (0, 80)), ((0, 20), (100, 80)), ((0, 80), (100, 20)), ((100, 20), (100, 80)),
    } | {each for each in (((0, 20), (100, 20)), ((0, 80), (100, 80))) if each in drawn(graph)}  # fmt: skip
    assert walk_m(lines, squares, (0, 20), (100, 80)) == pytest.approx(np.hypot(100, 60), abs=0.03)


def test_a_street_as_short_as_a_piece_of_the_square_stays_alone() -> None:
    ring = box(0, 0, 100, 100)
    lines = streets([*LONG, *ring, (0, 0)]).drop(columns="length_m")
    graph = build_network(lines, squares=plazas(ring))
    assert drawn(graph) == {((0, 0), (100, 100)), ((0, 100), (100, 0))}
    longer = streets([*LONG, (0, 0)], [(0, 0), (100, 0)], lengths={1: 130.0})
    graph = build_network(longer, squares=plazas(ring))
    assert drawn(graph) == {((0, 0), (100, 0))}


def test_a_street_stays_alone_too_where_the_square_joins_its_end_to_a_street_without_a_vertex() -> None:
    # The slanting street ends on the southern one, which has no vertex there: the square alone joins them.
    lines = streets(LONG, [(-100, 0), (0, 0)], [(0, 0), (0, 30)], [(0, 30), (60, 0)], [(0, 0), (90, 0)])
    lines = lines.drop(columns="length_m")
    for rows in (lines, lines.iloc[::-1].reset_index(drop=True)):
        for is_simple in (True, False):
            graph = build_network(streets=rows, squares=plazas(box(0, 0, 60, 60)), simplify=is_simple)
            assert ((0, 30), (60, 0)) not in {tuple(sorted(piece)) for piece in drawn(graph)}


def test_an_end_inside_is_an_entrance_whatever_its_level() -> None:
    for level in ("", "tunnel"):
        lines = streets([*LONG, (0, 0)], [(1_200, 200), (200, 100), (60, 50)], level=["", level])
        assert walk_m(lines, plazas(box(0, 0, 100, 100)), (0, 0), (60, 50)) == pytest.approx(78.102, abs=0.03)


def test_a_bridge_over_a_square_is_not_joined() -> None:
    lines = streets([*LONG, (0, 0)], [(-50, 50), (150, 50), (150, 1_200)], level=["", "bridge"])
    squares = plazas(box(0, 0, 100, 100))
    assert drawn(build_network(lines, squares=squares)) == set()
    # It is at a vertex in common.
    shared = streets([*LONG, (0, 0)], [(-50, 150), (100, 100), (150, 1_200)], level=["", "bridge"])
    assert drawn(build_network(shared, squares=squares)) == {((0, 0), (100, 100))}


def test_a_square_on_a_deck_is_entered_at_shared_vertices_alone() -> None:
    lines = streets([*LONG, (0, 0)], [(-50, 50), (150, 50), (1_200, 50)], [(100, 100), (1_200, 100)])
    squares = plazas(box(0, 0, 100, 100), level="layer=1")
    assert drawn(build_network(lines, squares=squares)) == {((0, 0), (100, 100))}


def test_a_square_leads_through_no_barrier() -> None:
    lines = streets([*LONG, (0, 0)], [(0, 0), (-50, -60), (1_200, -60)], [(100, 100), (1_200, 100)])
    study = town(lines, {"C": (1_200, -60)}, {"B": (-100, 0)}, squares=plazas(box(0, 0, 100, 100)))
    gate = gpd.GeoDataFrame({"barrier_id": ["b"], "reason": ["locked"]}, geometry=[shapely.Point(degrees([(0, 0)])[0])])
    barred = replace(study, barriers=gate.set_crs(tables.WGS84))
    assert plan(study, Scenario(minutes=90)).blocks["walk_m"].iloc[0] == pytest.approx(1_428.1, abs=0.1)
    assert np.isnan(plan(barred, Scenario(minutes=90)).blocks["walk_m"].iloc[0])


def test_squares_that_touch_are_one_way() -> None:
    lines = streets([*LONG, (0, 0)], [(200, 100), (1_300, 100)])
    sharing = plazas(box(0, 0, 100, 100), [(100, 100), (100, 0), (200, 0), (200, 100)])
    assert ((0, 0), (100, 0)) in drawn(build_network(lines, squares=sharing))
    assert walk_m(lines, sharing, (0, 0), (200, 100)) == pytest.approx(100 + np.hypot(100, 100), abs=0.05)
    # Rings that cross without a vertex in common meet in the spots where they do.
    crossing = plazas(box(0, 0, 120, 60), box(80, 30, 200, 100))
    assert walk_m(lines, crossing, (0, 0), (200, 100)) < 240
    apart = plazas(box(0, 0, 99, 100), box(101, 0, 200, 100))
    assert np.isnan(walk_m(lines, apart, (0, 0), (200, 100)))


def test_of_a_square_with_two_thousand_and_one_nodes_the_outline_is_walked() -> None:
    teeth = np.arange(2_001) / 4
    comb = np.column_stack([np.repeat(teeth, 2), np.tile([10.0, 9.0], 2_001)])[::-1]
    corners: list[Place] = [(-10, 0), (510, 0), (510, 10), *map(tuple, comb.tolist()), (-10, 10)]
    lines = streets([*LONG, (-10, 0)], [(510, 10), (1_600, 10)])
    graph = build_network(lines, squares=plazas(corners))
    assert graph.account["square_outlines"] == 1
    assert graph.account["square_pieces"] == 2
    assert walk_m(lines, plazas(corners), (-10, 0), (510, 10)) == pytest.approx(530, abs=0.05)
    # Across it would be the root of 520² and 10².
    assert walk_m(lines, plazas(box(-10, 0, 510, 10)), (-10, 0), (510, 10)) == pytest.approx(520.096, abs=0.03)


def test_a_point_keeps_its_spot_on_streets_and_may_use_the_square_too() -> None:
    # Its own spot is on the street 70 m south of it, which does not enter the square.
    lines = streets([*LONG, (0, 0)], [(100, 100), (1_200, 100)], [(-100, 0), (-100, -30), (1_200, -30)])
    squares = plazas(box(0, 0, 100, 100))
    study = town(lines, {"C": (100, 100)}, {"B": (30, 40)}, squares=squares)
    told = plan(study, Scenario(minutes=60))
    rows = told.attachments[told.attachments["block_id"] == "B"]
    assert rows["kind"].tolist() == ["block", "choice"]
    assert rows["edited"].tolist() == [False, False]
    pieces = told.pieces["highway"].to_numpy(object)
    assert (pieces[rows["piece"]] == tables.SQUARE).tolist() == [False, True]
    assert told.nearest["access"].iloc[0] == rows.index[1]
    walk = explain(told, "B")
    assert "square" in walk.parts["part"].tolist()
    assert walk.parts.loc[walk.parts["part"] == "square", "name"].iloc[0] == "Plaza 0"


def test_what_stands_by_a_square_alone_is_evaluated() -> None:
    lines = streets([*LONG, (0, 0)], [(900, 900), (900, 1_900)], [(500, 500), (900, 900)])
    squares = plazas(box(0, 0, 500, 500))
    with_one = town(lines, {"C": (-100, 0)}, {"B": (255, 250)}, squares=squares)
    told = plan(with_one, Scenario(max_snap_m=100, minutes=60)).blocks.iloc[0]
    # 3.54 m to the way across from corner to corner, 357.09 m along it, 100 m of street.
    assert (told["verdict"], told["walk_m"]) == ("inside", pytest.approx(460.62, abs=0.05))
    with pytest.raises(ValueError, match="No block has a street"):
        plan(replace(with_one, squares=None), Scenario(max_snap_m=100))


def test_a_square_alone_is_no_street_and_frees_an_island_that_it_joins() -> None:
    island = [(100, 100), (100, 400)]
    lines = streets([*LONG, (0, 0), (0, -200)], island)
    squares = plazas(box(0, 0, 100, 100), box(2_000, 0, 2_100, 100))
    assert build_network(lines).account["islands"] == 1
    graph = build_network(lines, squares=squares)
    assert graph.account["islands"] == 0
    assert not graph.piece_island.any()
    # No street but the island's is in reach.
    study = town(lines, {"C": (0, 0)}, {"B": (110, 300)}, squares=squares)
    told = plan(study, Scenario(minutes=60))
    assert told.blocks["walk_m"].iloc[0] == pytest.approx(10 + 200 + 141.421, abs=0.05)
    assert told.attachments["kind"].tolist() == ["center", "block", "choice", "choice", "choice"]
    assert plan(replace(study, squares=None), Scenario(minutes=60)).blocks["reason"].iloc[0] == "island"


def test_edits_join_and_part_squares_like_streets() -> None:
    lines = streets([*LONG, (0, 0)], [(100, 100), (100, 1_200)])
    study = town(lines, {"C": (100, 100)}, {"B": (0, 0)}, squares=plazas(box(0, 0, 100, 100)))
    assert plan(study).blocks["walk_m"].iloc[0] == pytest.approx(141.421, abs=0.03)
    fence = [tuple(place) for place in degrees([(0, 90), (90, 0)])]
    assert np.isnan(plan(study.with_closure(fence)).blocks["walk_m"].iloc[0])
    # A path that crosses the way over the square in its middle.
    path = [tuple(place) for place in degrees([(100, 0), (40, 60)])]
    at_path = replace(study, blocks=town(lines, {"C": (0, 0)}, {"B": (100, 0)}).blocks).with_path(path)
    told = plan(at_path, Scenario(minutes=60))
    assert told.blocks["walk_m"].iloc[0] == pytest.approx(141.421, abs=0.05)
    edits = told.attachments[told.attachments["edited"]]
    assert set(edits["kind"]) == {"choice"}


def test_a_drawn_line_is_not_joined_to_a_square_by_joining_lines() -> None:
    # Two lines that cross, and a square over their crossing: the pieces join at entrances alone.
    lines = streets([(-900, 50), (900, 50)], [(50, -900), (50, 900)])
    graph = build_network(lines, squares=plazas(box(0, 0, 100, 100)), crossings="join")
    ends = {place for line in drawn(graph) for place in line}
    assert ends == {(0, 50), (100, 50), (50, 0), (50, 100)}
    assert graph.account["joined"] == 1


def test_a_network_of_other_squares_is_refused_and_a_stored_one_is_whole() -> None:
    lines = streets([*LONG, (0, 0)], [(100, 100), (1_200, 100)])
    study = town(lines, {"C": (100, 100)}, {"B": (0, 0)}, squares=plazas(box(0, 0, 100, 100)))
    edited = study.with_path([tuple(place) for place in degrees([(0, 90), (90, 0)])])
    for each in (study, edited):
        graph = network_of(each)
        again = WalkNetwork.from_arrays(graph.to_arrays())
        assert again == graph
        assert pickle.loads(pickle.dumps(graph)) == graph
        assert plan(each, walk_network=again).nearest.equals(plan(each).nearest)
    for other in (replace(study, squares=None), replace(study, squares=plazas(box(0, 0, 90, 100)))):
        with pytest.raises(ValueError, match="Town"):
            plan(other, walk_network=network_of(study))


def seeded_squares(rng: np.random.Generator, count: int = 6) -> gpd.GeoDataFrame:
    """Squares of four to seven corners over the crooked town, some with a pond, some one over another."""
    corner = np.array([1_143_000_000, 306_000_000])
    shapes: list[shapely.Polygon] = []
    while len(shapes) < count:
        middle = corner + rng.integers(0, 96_000, 2)
        angle = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(4, 8))))
        reach = rng.uniform(3_000, 16_000, angle.size)
        ring = middle + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]
        shape = shapely.Polygon(integers.to_degrees(np.rint(ring)))
        if rng.random() < 0.4 and shape.is_valid:
            shape = shape.difference(shape.representative_point().buffer(0.0002, quad_segs=2))
        if shape.is_valid and shape.area > 1e-7 and shape.geom_type == "Polygon":
            shapes.append(shape)
    names = [f"Plaza {i % 3}" for i in range(count)]
    table = {"square_id": [f"q{i}" for i in range(count)], "name": names, "level": ""}
    return gpd.GeoDataFrame(table, geometry=integers.on_grid(gpd.GeoSeries(shapes)).to_numpy(), crs=tables.WGS84)


def crooked_study(seed: int) -> Study:
    """A seeded town: crooked streets with bridges and islands, centers, point and polygon blocks, and squares."""
    rng = np.random.default_rng(seed)
    lines = crooked_streets(rng, with_lengths=seed % 2 == 1)
    west, south, east, north = lines.total_bounds
    places = [shapely.Point(rng.uniform(west, east), rng.uniform(south, north)) for _ in range(40)]
    shapes = [place.buffer(0.0004, quad_segs=1) if i % 3 == 0 else place for i, place in enumerate(places)]
    shapes = integers.on_grid(gpd.GeoSeries(shapes)).tolist()
    centers = gpd.GeoDataFrame(
        {"center_id": [f"C{i}" for i in range(5)], "name": "", "status": "open"},
        geometry=[shape.centroid for shape in integers.on_grid(gpd.GeoSeries(shapes[:5]).centroid)],
        crs=tables.WGS84,
    )
    ids = [f"B{i:02d}" for i in range(35)]
    blocks = gpd.GeoDataFrame(
        {"block_id": ids, "name": ids, "population": 1.0, "dwellings": np.nan}, geometry=shapes[5:], crs=tables.WGS84
    )
    gates = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=tables.WGS84).astype(object)
    return Study(
        name="Crooked", streets=lines, centers=centers, blocks=blocks, gates=gates.set_geometry("geometry"),
        crossings="join" if seed % 3 == 0 and seed % 2 == 0 else "shared", squares=seeded_squares(rng),
    )  # fmt: skip


def all_walks(
    study: Study, *, engine: str = "compiled", graph: WalkNetwork | None = None
) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Return the walks in mm of all blocks, and of all pairs of blocks and centers."""
    graph = graph or network_of(study)
    attachments = network.attach(
        graph, centers=study.centers, blocks=study.blocks, gates=study.gates, max_snap_m=200.0,
        metric_crs=study.metric_crs,
    )  # fmt: skip
    ids = study.centers["center_id"]
    nodes = network.walk_field(graph, attachments, ids, engine=engine)
    nearest = network.nearest(graph, attachments, ids, nodes)
    pairs = network.walks(graph, attachments, ids, bound_mm=3_000_000, engine=engine, threads=1)
    plain = nearest[["block_id", "center_id", "walk_mm"]]
    return nearest.set_index("block_id")["walk_mm"], pairs.set_index(["block_id", "center_id"])["walk_mm"], plain


def same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(a.equals(b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_squares_lengthen_no_walk(first: int) -> None:
    shorter = 0
    for seed in range(first, first + 20):
        study = crooked_study(seed)
        without = all_walks(replace(study, squares=None))
        within = all_walks(study)
        for before, after in ((without[0], within[0]), (without[1], within[1])):
            both = pd.concat({"before": before, "after": after}, axis=1).fillna(np.inf)
            assert not (both["after"] > both["before"]).any(), seed
            shorter += int((both["after"] < both["before"]).sum())
    assert shorter > 1_000


@pytest.mark.parametrize("seed", range(6))
def test_nothing_but_the_squares_themselves_changes_a_walk(seed: int) -> None:
    study = crooked_study(seed)
    graph = network_of(study)
    told = all_walks(study, graph=graph)
    assert same(told, all_walks(study, engine="networkx", graph=graph))
    squares, rng = study.squares, np.random.default_rng(seed)
    assert squares is not None
    turned = [
        shapely.Polygon(np.roll(np.asarray(shape.exterior.coords)[:-1], 2, axis=0)[::-1], shape.interiors)
        for shape in squares.geometry
    ]
    shuffled = squares.set_geometry(gpd.GeoSeries(turned, crs=tables.WGS84)).iloc[rng.permutation(len(squares))]
    order = rng.permutation(len(study.streets))
    again = network_of(replace(study, squares=shuffled, streets=study.streets.iloc[order]))
    assert again.pieces().equals(graph.pieces())
    assert again.account == graph.account
    raw = build_network(study.streets, crossings=study.crossings, simplify=False, squares=squares)
    assert same(told, all_walks(study, graph=raw))
    if "length_m" in study.streets:
        return
    # The same ways the other way round and taken apart at each vertex.
    halves = [
        (row, shapely.LineString(pair))
        for row, line in enumerate(study.streets.geometry)
        for pair in pairwise(list(line.coords)[::-1])
    ]
    parts = study.streets.iloc[[row for row, _ in halves]].set_geometry([part for _, part in halves], crs=tables.WGS84)
    apart = replace(study, streets=parts.reset_index(drop=True))
    assert same(told, all_walks(apart))


def test_without_their_own_spots_squares_would_lengthen_walks(monkeypatch: pytest.MonkeyPatch) -> None:
    from circles.network import attachment

    reached = attachment._reached

    def moved_to_choices(own: Any, choices: Any) -> Any:
        own.loc[own.index.isin(choices.index), "piece"] = -1
        return reached(own, choices)

    longer = 0
    for seed in range(3):
        study = crooked_study(seed)
        before = all_walks(replace(study, squares=None))[0]
        with monkeypatch.context() as patched:
            patched.setattr(attachment, "_reached", moved_to_choices)
            after = all_walks(study)[0]
        longer += int((after.reindex(before.index).fillna(np.inf) > before).sum())
    assert longer > 0
