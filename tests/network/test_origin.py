"""A network knows what it was built from, and a study of something else refuses it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely

import circles
from circles import tables
from circles.network import WalkNetwork
from tests.workflows.test_stories import river_town

STUDY = river_town()
NETWORK = circles.network_of(STUDY)


def edited(kind: str, shape: shapely.Geometry) -> circles.Study:
    row = {"edit_id": "1", "kind": kind, "note": "", "author": "", "date": ""}
    table = gpd.GeoDataFrame([row], geometry=[shape], crs=tables.WGS84)[list(tables.EDITS)]
    return replace(STUDY, edits=table)


def across() -> shapely.LineString:
    west, south, east, north = STUDY.streets.total_bounds
    return shapely.LineString([(west, south), (east, north)])


def changed(column: str, value: Any) -> circles.Study:
    streets = STUDY.streets.copy()
    streets.loc[0, column] = value
    return replace(STUDY, streets=streets)


OTHERS = {
    "a street less": lambda: replace(STUDY, streets=STUDY.streets.iloc[1:]),
    "another name": lambda: changed("name", "another"),
    "another class": lambda: changed("highway", "another"),
    "another level": lambda: changed("level", "bridge"),
    "another end": lambda: changed("cut_end", not STUDY.streets["cut_end"].iloc[0]),
    "a street moved by 1e-7 degree": lambda: replace(
        STUDY, streets=STUDY.streets.set_geometry(STUDY.streets.geometry.translate(1e-7))
    ),
    "lengths of its own": lambda: replace(STUDY, streets=STUDY.streets.assign(length_m=1000.0)),
    "a path": lambda: edited("path", across()),
    "a closed line": lambda: edited("closed", across()),
    "joined crossings": lambda: replace(STUDY, crossings="join"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_network_of_another_study_is_refused(name: str) -> None:
    other = OTHERS[name]()
    with pytest.raises(circles.InputError, match=r"network_of\(study\)") as caught:
        circles.plan(other, walk_network=NETWORK)
    assert other.name in caught.value.text("zh")
    with pytest.raises(circles.InputError):
        circles.site(other, circles.SitingQuestion(new=1), walk_network=NETWORK)
    assert circles.network_of(other).built_from != NETWORK.built_from


def test_how_near_an_end_is_joined_counts_where_ends_are_joined_only() -> None:
    joined = replace(STUDY, crossings="join", join_ends_m=3.0)
    network = circles.network_of(joined)
    assert circles.network_of(joined).built_from == network.built_from
    with pytest.raises(circles.InputError, match=r"ends within 3 m; the study .* ends within 5 m"):
        circles.plan(replace(joined, join_ends_m=5.0), walk_network=network)
    shared = replace(STUDY, join_ends_m=5.0)
    assert circles.network_of(shared).built_from == NETWORK.built_from


def test_the_same_streets_have_the_same_network_whatever_else_changes() -> None:
    place = STUDY.centers.geometry.iloc[0]
    same = [
        STUDY.with_center("New", place.x, place.y),
        replace(STUDY, streets=STUDY.streets.iloc[::-1].reset_index(drop=True)),
        edited("gate", STUDY.blocks.geometry.iloc[0].representative_point()),
    ]
    for study in same:
        assert circles.network_of(study).built_from == NETWORK.built_from
        assert circles.plan(study, walk_network=NETWORK).blocks.equals(circles.plan(study).blocks)


def test_what_it_was_built_from_comes_back_from_arrays() -> None:
    joined = circles.build_network(STUDY.streets, crossings="join", join_ends_m=2.5)
    for network in (NETWORK, joined):
        assert WalkNetwork.from_arrays(network.to_arrays()).built_from == network.built_from
    assert joined.built_from.join_ends_m == 2.5


def test_a_graph_gives_the_network_of_its_streets() -> None:
    graph = NETWORK.to_networkx()
    network = circles.build_network(graph)
    assert network.piece_mm.sum() == NETWORK.piece_mm.sum()
    assert network.built_from == circles.build_network(graph.copy()).built_from
