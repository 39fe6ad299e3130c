"""With compounds: both engines and an oracle give identical integers, and no way of telling the same streets counts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from circles import integers, network, tables
from circles.network import search
from circles.network.walk_network import WalkNetwork
from tests.network.test_engines import STEP, has_length, random_attachments, random_streets, same

if TYPE_CHECKING:
    from collections.abc import Iterator

CORNER = np.array([1_143_000_000, 306_000_000])


@st.composite
def random_ground(draw: st.DrawFn) -> dict[str, Any]:
    """Streets of which some are private, with gated rectangles and squares beside the grid and barriers on it."""
    streets = draw(random_streets().filter(has_length))
    count = len(streets)
    streets["access"] = draw(st.lists(st.sampled_from(["", "private"]), min_size=count, max_size=count))
    streets["street_id"] = draw(st.lists(st.sampled_from([*"ABCDE", ""]), min_size=count, max_size=count))
    place = st.integers(-1, 12).map(lambda halves: halves * STEP // 2 + 7)

    def rectangles(most: int) -> list[shapely.Polygon]:
        found = []
        for _ in range(draw(st.integers(0, most))):
            sides = [sorted(draw(st.lists(place, min_size=2, max_size=2, unique=True))) for _ in range(2)]
            low, high = (integers.to_degrees(CORNER + [side[i] for side in sides]) for i in (0, 1))
            found.append(shapely.box(*low, *high))
        return found

    boxes, plazas = rectangles(2), rectangles(2)
    # One has its corners at crossings: squares and streets share vertices there.
    if draw(st.booleans()):
        corner = CORNER + np.array([draw(st.integers(0, 3)), draw(st.integers(0, 3))]) * STEP
        plazas.append(shapely.box(*integers.to_degrees(corner), *integers.to_degrees(corner + 2 * STEP)))
    spots = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=2))
    points = [shapely.Point(integers.to_degrees(np.array(spot) * STEP + CORNER)) for spot in spots]
    compounds = {"compound_id": [*"XY"][: len(boxes)], "name": [""] * len(boxes)}
    squares = {"square_id": [f"Q{i}" for i in range(len(plazas))], "name": "", "level": ""}
    barriers = {"barrier_id": [""] * len(points), "reason": [""] * len(points)}
    return {
        "streets": streets,
        "compounds": gpd.GeoDataFrame(compounds, geometry=boxes, crs=tables.WGS84),
        "barriers": gpd.GeoDataFrame(barriers, geometry=points, crs=tables.WGS84),
        "squares": gpd.GeoDataFrame(squares, geometry=plazas, crs=tables.WGS84),
    }


def stops(graph: WalkNetwork, attachments: pd.DataFrame, piece: int) -> Iterator[tuple[object, object, int]]:
    """Give the stretches of a piece between its ends and the points on it."""
    own = attachments[attachments["piece"] == piece].sort_values(["at_mm", "point_id"])
    marks = [(0, int(graph.piece_start[piece])), *zip(own["at_mm"], own["point_id"], strict=True)]
    marks.append((int(graph.piece_mm[piece]), int(graph.piece_end[piece])))
    for (at, here), (further, there) in pairwise(marks):
        yield here, there, int(further) - int(at)


def legs(graph: WalkNetwork, attachments: pd.DataFrame) -> Iterator[tuple[object, object, int]]:
    """Give the legs from points to the streets, where they may leave, and from the streets to centers."""
    for point, kind, piece, leg in attachments[["point_id", "kind", "piece", "leg_mm"]].itertuples(index=False):
        compound = int(graph.piece_compound[piece])
        own: Any = "public" if compound < 0 else ("out", compound)
        if kind != "center":
            yield ("begin", point), (point, own), int(leg)
            continue
        for copy in (own,) if compound < 0 else (own, ("in", compound)):
            yield (point, copy), ("end", point), int(leg)


def oracle(graph: WalkNetwork, attachments: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Return the walk of each point and center by splitting pieces, in public and in two copies of each compound.

    It walks forward, from the points, and shares nothing with the code under test but the pieces.
    """
    ways = nx.DiGraph()

    def add(one: object, other: object, mm: int) -> None:
        if not ways.has_edge(one, other) or mm < ways.edges[one, other]["mm"]:
            ways.add_edge(one, other, mm=mm)

    ends = list(zip(graph.piece_start.tolist(), graph.piece_end.tolist(), strict=True))
    public = {end for piece, both in enumerate(ends) if graph.piece_compound[piece] < 0 for end in both}
    for piece, both in enumerate(ends):
        compound = int(graph.piece_compound[piece])
        copies: list[Any] = ["public"] if compound < 0 else [("in", compound), ("out", compound)]
        for here, there, mm in stops(graph, attachments, piece):
            for copy in copies:
                add((here, copy), (there, copy), mm)
                add((there, copy), (here, copy), mm)
        for end in set(both) & public if compound >= 0 else ():
            add((end, ("out", compound)), (end, "public"), 0)
            add((end, "public"), (end, ("in", compound)), 0)
    for one, other, mm in legs(graph, attachments):
        add(one, other, mm)
    found = {}
    centers = attachments.loc[attachments["kind"] == "center", "point_id"]
    for point in attachments.loc[attachments["kind"] != "center", "point_id"]:
        lengths = nx.single_source_dijkstra_path_length(ways, ("begin", point), weight="mm")
        found.update({(point, center): lengths["end", center] for center in centers if ("end", center) in lengths})
    return found


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_engines_and_oracle_agree_on_random_towns_with_compounds_and_squares(data: st.DataObject) -> None:
    graph = network.build_network(**data.draw(random_ground()))
    attachments = data.draw(random_attachments(graph))
    ids = attachments.loc[attachments["kind"] == "center", "point_id"]
    gates = (attachments["kind"] == "gate").to_numpy()
    attachments.loc[gates, "block_id"] = attachments.loc[gates, "point_id"]
    expected = oracle(graph, attachments)
    least: dict[str, int] = {}
    for (block, _), mm in expected.items():
        least[block] = min(mm, least.get(block, mm))
    fields = []
    for engine in ("compiled", "networkx"):
        found = network.walks(graph, attachments, ids, bound_mm=search.UNBOUNDED_MM, engine=engine, threads=1)
        pairs = zip(found["block_id"], found["center_id"], strict=True)
        assert dict(zip(pairs, found["walk_mm"], strict=True)) == expected
        fields.append(network.walk_field(graph, attachments, ids, engine=engine))
        nearest = network.nearest(graph, attachments, ids, fields[-1])
        assert dict(zip(nearest["block_id"], nearest["walk_mm"], strict=True)) == least
    assert same(*(field.drop(columns="geometry") for field in fields))
    _leads_to_its_center(graph, fields[0])


def _leads_to_its_center(graph: WalkNetwork, field: gpd.GeoDataFrame) -> None:
    """Hold every row's walk against the one it leads to: shorter by the piece between, of one center, in its layer."""
    walk_mm, piece, to = (field[name].to_numpy(np.int64) for name in ("walk_mm", "next_piece", "next_row"))
    center, layer = (field[name].to_numpy(object) for name in ("center_id", "layer"))
    on = np.flatnonzero(to >= 0)
    step_mm = np.where(piece[on] >= 0, graph.piece_mm[piece[on]], 0)
    assert (walk_mm[on] == walk_mm[to[on]] + step_mm).all()
    assert (center[on] == center[to[on]]).all()
    passed = on[piece[on] < 0]
    passes = set(zip(layer[passed], layer[to[passed]], strict=True))
    assert passes <= {("leaving", "public"), ("public", "entering")}
    along = np.setdiff1d(on, passed)
    assert (layer[along] == layer[to[along]]).all()
    ahead = to
    for _ in range(len(field).bit_length()):
        ahead = np.where(ahead >= 0, np.r_[ahead, -1][ahead], -1)
    assert (ahead < 0).all()


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_no_way_of_telling_the_same_streets_counts(data: st.DataObject) -> None:
    """Order of rows, direction of ways, ways split, raw, stored as arrays: with compounds, squares and barriers."""
    ground = data.draw(random_ground())
    streets = ground["streets"].drop(columns="length_m", errors="ignore").assign(name="one")
    ids = streets["street_id"]
    streets["street_id"] = ids.where(ids != "", [f"own{i}" for i in range(len(streets))])
    order = data.draw(st.permutations(range(len(streets))))
    turned = streets.set_geometry(streets.geometry.reverse())
    turned = turned.assign(cut_start=streets["cut_end"], cut_end=streets["cut_start"])
    told = [streets, streets.iloc[order].reset_index(drop=True), turned, split(streets)]
    graphs = [network.build_network(**{**ground, "streets": table}) for table in told]
    graphs.append(network.build_network(**{**ground, "streets": streets}, simplify=False))
    graphs.append(WalkNetwork.from_arrays(graphs[0].to_arrays()))
    drawn = data.draw(st.lists(st.tuples(st.integers(-2, 20), st.integers(-2, 20)), min_size=4, max_size=8))
    points = [shapely.Point(*integers.to_degrees(np.array(place) * 900 + CORNER)) for place in drawn]
    found = [walks_between(graph, points, ground["compounds"]) for graph in graphs]
    assert all(same(found[0], other) for other in found[1:])
    assert len({graph.compound_ids for graph in graphs}) == 1


def split(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return every way cut at each of its vertices, its id kept."""
    rows = []
    for row in streets.to_dict("records"):
        xy = shapely.get_coordinates(row["geometry"])
        last = len(xy) - 2
        for i in range(last + 1):
            cut = {"cut_start": row["cut_start"] and i == 0, "cut_end": row["cut_end"] and i == last}
            rows.append({**row, **cut, "geometry": shapely.LineString(xy[i : i + 2])})
    return gpd.GeoDataFrame(rows, crs=tables.WGS84)


def walks_between(graph: WalkNetwork, points: list[shapely.Point], compounds: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return all walks, then how each point is attached."""
    centers = gpd.GeoDataFrame({"center_id": ["A", "B"], "name": "", "status": "open"}, geometry=points[:2], crs=4326)
    ids = [f"b{i}" for i in range(len(points) - 2)]
    blocks = gpd.GeoDataFrame({"block_id": ids, "name": ""}, geometry=points[2:], crs=4326)
    gates = gpd.GeoDataFrame({"gate_id": [], "block_id": []}, geometry=[], crs=4326)
    plane = "EPSG:32650"
    attachments = network.attach(
        graph, centers=centers, blocks=blocks, gates=gates, max_snap_m=5000, metric_crs=plane, compounds=compounds
    )
    table = network.walks(graph, attachments, centers["center_id"], bound_mm=search.UNBOUNDED_MM, threads=1)
    told = attachments[["point_id", "reason", "leg_mm"]].astype(str).agg("|".join, axis=1)
    return pd.concat([pd.DataFrame(table), pd.DataFrame({"block_id": told})])
