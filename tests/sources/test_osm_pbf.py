from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from circles import integers, network, tables
from circles.sources.streets.osm_pbf import streets_from_pbf
from circles.sources.streets.reading import read_streets, streets_reading
from tests.sources.small_files import codes_of, write_pbf

if TYPE_CHECKING:
    from pathlib import Path

NODES = {
    1: (114.0, 30.0),
    2: (114.001, 30.0),
    3: (114.002, 30.0),
    4: (114.003, 30.0),
    5: (114.004, 30.0),
    6: (114.004, 30.0),
}
HOME = {"highway": "residential"}


def test_ways_become_streets_with_name_highway_and_level(tmp_path: Path) -> None:
    path = write_pbf(
        tmp_path / "街 道.osm.pbf",
        NODES,
        [
            (7, [1, 2, 3], {**HOME, "name": "中山大道", "bridge": "yes", "layer": "1"}),
            (8, [3, 4], {"highway": "motorway"}),
            (9, [4, 5], {"building": "yes"}),
            (10, [3, 4], HOME),
        ],
    )
    streets = read_streets(path)
    assert tuple(streets.columns) == tables.STREETS
    assert streets["street_id"].tolist() == ["7", "10"]
    assert streets["name"].tolist() == ["中山大道", ""]
    assert streets["level"].tolist() == ["bridge layer=1", ""]
    assert shapely.get_coordinates(streets.geometry.iloc[0]).tolist() == [
        [114.0, 30.0],
        [114.001, 30.0],
        [114.002, 30.0],
    ]
    assert streets.crs == tables.WGS84


def test_a_way_is_cut_at_missing_nodes_and_never_joined_across(tmp_path: Path) -> None:
    path = write_pbf(
        tmp_path / "cut.osm.pbf",
        NODES,
        [
            (1, [98, 1, 2, 99, 3, 4, 5], HOME),
            (2, [1, 97, 2], HOME),
            (3, [2, 3, 96], HOME),
            (4, [95, 94], HOME),
            (5, [93, 92, 4, 5], HOME),
        ],
    )
    streets, taken, _ = streets_from_pbf(path)
    rows = [
        (row.street_id, row.cut_start, row.cut_end, shapely.get_coordinates(row.geometry)[:, 0].tolist())
        for row in streets.itertuples()
    ]
    assert rows == [
        ("1", True, True, [114.0, 114.001]),
        ("1", True, False, [114.002, 114.003, 114.004]),
        ("3", False, True, [114.001, 114.002]),
        ("5", True, False, [114.003, 114.004]),
    ]
    assert taken.notes() == {
        "rule": "osm walk filter",
        "ways_read": 5,
        "ways_walkable": 5,
        "ways_cut": 5,
        "cut_ends": 5,
    }


def test_a_way_of_which_one_node_is_left_cuts_the_street_through_it(tmp_path: Path) -> None:
    # From node 3 a way leaves the extract at once, and two do from node 5; nothing passes node 1.
    ways = [(1, [2, 3, 4, 5], HOME), (2, [3, 99], HOME), (3, [98, 5], HOME), (4, [5, 97], HOME), (5, [1, 96], HOME)]
    streets, taken, _ = streets_from_pbf(write_pbf(tmp_path / "cut.osm.pbf", NODES, ways))
    rows = [
        (row.street_id, row.cut_start, row.cut_end, shapely.get_coordinates(row.geometry)[:, 0].tolist())
        for row in streets.itertuples()
    ]
    assert rows == [("1", False, True, [114.001, 114.002]), ("1", False, True, [114.002, 114.003, 114.004])]
    assert (taken.counts["ways_cut"], taken.counts["cut_ends"]) == (4, 2)
    assert network.build_network(streets).account["cut_ends"] == 2


def test_a_way_without_length_is_dropped_and_is_no_cut(tmp_path: Path) -> None:
    path = write_pbf(tmp_path / "a.osm.pbf", NODES, [(1, [5, 6], HOME), (2, [1], HOME), (3, [4, 5, 6], HOME)])
    streets, taken, _ = streets_from_pbf(path)
    assert shapely.get_num_points(streets.geometry).tolist() == [2]
    assert taken.counts["ways_cut"] == 0


def test_private_ways_are_marked_and_left_out_by_the_option(tmp_path: Path) -> None:
    path = write_pbf(
        tmp_path / "a.osm.pbf", NODES, [(1, [1, 2], HOME), (2, [2, 3], {"highway": "service", "access": "private"})]
    )
    assert read_streets(path)["access"].tolist() == ["", "private"]
    assert read_streets(path, private_ways=True)["access"].tolist() == ["", ""]
    assert read_streets(path, private_ways=False)["access"].tolist() == [""]


def test_coordinates_are_whole_units(tmp_path: Path) -> None:
    nodes = {1: (114.1234567, 30.7654321), 2: (114.7654321, 30.1234567)}
    streets = read_streets(write_pbf(tmp_path / "a.osm.pbf", nodes, [(1, [1, 2], HOME)]))
    assert integers.to_units(shapely.get_coordinates(streets.geometry)).tolist() == [
        [1141234567, 307654321],
        [1147654321, 301234567],
    ]
    assert streets.geometry.geom_equals_exact(integers.on_grid(streets.geometry), 0).all()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float) -> None:
    path = write_pbf(tmp_path / "a.osm.pbf", NODES, [(1, [1, 2], HOME)])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert codes_of(lambda: read_streets(path)) == ["unreadable"]


def test_ways_without_any_node_are_refused(tmp_path: Path) -> None:
    path = write_pbf(tmp_path / "a.osm.pbf", {}, [(1, [1, 2], HOME)])
    assert codes_of(lambda: read_streets(path)) == ["ways_without_nodes"]


def test_a_file_without_walkable_ways_is_refused(tmp_path: Path) -> None:
    path = write_pbf(tmp_path / "a.osm.pbf", NODES, [(1, [1, 2], {"highway": "motorway"})])
    assert codes_of(lambda: read_streets(path)) == ["no_walkable_street"]


def test_the_source_names_the_file_and_the_rule(tmp_path: Path) -> None:
    path = write_pbf(tmp_path / "a.osm.pbf", NODES, [(1, [1, 2], HOME)])
    source = streets_reading(path).source
    assert (source.kind, source.file, source.rows, len(source.sha256)) == ("streets", "a.osm.pbf", 1, 64)
    assert source.notes["rule"] == "osm walk filter"


@pytest.mark.city
@pytest.mark.parametrize("city", ["helsinki/Helsinki.osm.pbf", "heidelberg/heidelberg.osm.pbf"])
def test_equals_osmnx_graph_from_xml(city_data: Path, tmp_path: Path, city: str) -> None:
    """OSMnx raises on ways cut by the extract, so they are left out of the comparison (none in Heidelberg).

    Neighbouring nodes at one place are one vertex here and an edge without length there. Which way a way may be gone
    is no part of the comparison: OSMnx is told one way, which halves what it makes.
    """
    import osmium
    import osmnx

    streets = read_streets(city_data / city)
    cut = streets.loc[streets["cut_start"] | streets["cut_end"], "street_id"]
    whole = streets[~streets["street_id"].isin(set(cut))]
    kept = set(whole["street_id"].astype(int))
    ways = [
        (way.id, [node.ref for node in way.nodes], {"highway": way.tags["highway"], "oneway": "yes"})
        for way in osmium.FileProcessor(str(city_data / city), osmium.osm.WAY).with_filter(osmium.filter.IdFilter(kept))
    ]
    needed = {ref for _, refs, _ in ways for ref in refs}
    places = {
        node.id: (node.location.lon, node.location.lat)
        for node in osmium.FileProcessor(str(city_data / city), osmium.osm.NODE).with_filter(
            osmium.filter.IdFilter(needed)
        )
    }
    assert (len(ways), set(places)) == (len(kept), needed)
    xml = write_pbf(tmp_path / "kept.osm", places, ways)
    graph = osmnx.graph_from_xml(xml, retain_all=True, simplify=False)
    drawn = integers.to_units(np.array([(data["x"], data["y"]) for _, data in graph.nodes(data=True)]))
    units = dict(zip(graph, map(tuple, drawn.tolist()), strict=True))
    theirs = {frozenset((units[u], units[v])) for u, v in graph.edges() if units[u] != units[v]}
    xy, owner = shapely.get_coordinates(whole.geometry, return_index=True)
    ours_at = [tuple(pair) for pair in integers.to_units(xy).tolist()]
    ours = {frozenset(ours_at[i : i + 2]) for i in range(len(ours_at) - 1) if owner[i] == owner[i + 1]}
    assert len(kept) > 2000
    assert set(ours_at) == set(units.values())
    assert ours == theirs
