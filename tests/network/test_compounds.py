"""In or out, never through: small towns with compounds, their answers worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import pytest
import shapely

import circles
from circles import tables
from circles.workflows import network_of
from tests.compound_towns import PRIVATE, PUBLIC, attached, barriers, compounds, edits, walks_of
from tests.towns import blocks, degrees, gates, square, streets, town


def ring_town(**columns: object) -> circles.Study:
    """A drive from gate to gate, (0, 0) to (0, 400), and the public way around it: 1,913 m by the west.

    A house stands on the drive 33 m from its south gate, and a passer-by at that gate; the center at its north gate.
    """
    around = [[(0, 0), (-756.5, 0)], [(-756.5, 0), (-756.5, 400)], [(-756.5, 400), (0, 400)]]
    lines = streets(
        *around, [(0, 0), (0, 33)], [(0, 33), (0, 400)], access=[PUBLIC] * 3 + [PRIVATE] * 2, street_id=[*"WNED", "D"]
    )
    return town(lines.assign(**columns), {"C": (0, 400)}, {"house": (0, 33), "passer": (0, 0)})


def test_a_compound_with_two_gates_is_left_by_its_own_people_and_walked_around_by_others() -> None:
    study = ring_town()
    assert walks_of(study) == walks_of(study, engine="networkx") == {"house": 367_000, "passer": 1_913_000}
    plan = circles.plan(study)
    shown = plan.blocks.set_index("block_id")["minutes"].round(1).to_dict()
    assert shown == {"house": 5.5, "passer": 28.7}
    graph = network_of(study)
    assert graph.account["compounds"] == 1
    assert graph.account["compound_gates"] == 2
    assert graph.account["compounds_without_gate"] == 0
    assert walks_of(ring_town(access=PUBLIC)) == {"house": 367_000, "passer": 400_000}


def test_a_road_from_gate_to_gate_is_walked_through_by_nobody() -> None:
    lines = streets([(0, 0), (-300, 0)], [(-300, 0), (0, 400)], [(0, 0), (0, 400)], access=[PUBLIC, PUBLIC, PRIVATE])
    study = town(lines, {"C": (0, 400)}, {"passer": (0, 0), "house": (0, 100)})
    found = walks_of(study)
    assert found["passer"] == 800_000
    assert found["house"] == pytest.approx(300_000, abs=30)


def test_two_compounds_that_touch_at_a_public_junction_stay_two() -> None:
    drives = [[(0, 0), (0, 150)], [(0, 150), (0, 300)], [(0, 300), (0, 600)]]
    public = [[(0, 300), (600, 300)], [(600, 300), (600, 600)], [(600, 600), (0, 600)]]
    lines = streets(*drives, *public, access=[PRIVATE] * 3 + [PUBLIC] * 3, street_id=["A", "A", "B", *"xyz"])
    study = town(lines, {"C": (0, 600)}, {"house": (0, 150)})
    assert walks_of(study) == {"house": 150_000 + 1_500_000}
    assert network_of(study).account["compounds"] == 2


@pytest.mark.parametrize("ways", [("D", "D"), ("D", "E")])
def test_a_drive_that_a_footpath_crosses_stays_one_compound(ways: tuple[str, str]) -> None:
    """Where it is one way; two ways that meet where something public touches them are two compounds."""
    drives = [[(0, 0), (0, 100)], [(0, 100), (0, 200)], [(0, 200), (0, 400)]]
    public = [[(0, 200), (700, 200)], [(700, 200), (700, 400)], [(700, 400), (0, 400)]]
    lines = streets(*drives, *public, access=[PRIVATE] * 3 + [PUBLIC] * 3, street_id=["D", *ways, *"xyz"])
    study = town(lines, {"C": (0, 400)}, {"house": (0, 100)})
    whole = ways == ("D", "D")
    assert walks_of(study) == {"house": 300_000 if whole else 1_700_000}
    assert network_of(study).account["compounds"] == (1 if whole else 2)


def test_one_enters_the_compound_of_the_center_and_leaves_ones_own_for_it() -> None:
    drives = [[(0, 0), (0, 200)], [(500, 0), (500, 300)]]
    lines = streets([(0, 0), (500, 0)], [(500, 0), (1500, 0)], *drives, access=[PUBLIC] * 2 + [PRIVATE] * 2)
    study = town(lines, {"C": (0, 200)}, {"street": (500, 0), "other": (500, 300)})
    assert walks_of(study) == walks_of(study, engine="networkx") == {"street": 700_000, "other": 1_000_000}


def test_a_block_and_a_center_of_one_compound_walk_within_it_or_around_it() -> None:
    """The drive between them is 1,000 m long; by its two gates and the street it is 100 + 50 + 100."""
    drives = [[(0, 0), (0, 100)], [(0, 100), (50, 100)], [(50, 100), (50, 0)]]
    lines = streets(
        [(0, 0), (50, 0)], [(0, 0), (-1000, 0)], *drives, lengths={3: 1000.0}, access=[PUBLIC] * 2 + [PRIVATE] * 3
    )
    study = town(lines, {"C": (50, 100)}, {"house": (0, 100)})
    assert walks_of(study) == walks_of(study, engine="networkx") == {"house": 250_000}
    inner = town(
        streets([(0, 0), (50, 0)], [(0, 0), (-1000, 0)], *drives, access=[PUBLIC] * 2 + [PRIVATE] * 3),
        {"C": (50, 100)},
        {"house": (0, 100)},
    )
    assert walks_of(inner) == {"house": 50_000}


def test_a_compound_without_a_gate_takes_no_attachments() -> None:
    lines = streets([(0, 0), (2000, 0)], [(500, 60), (900, 60)], access=[PUBLIC, PRIVATE])
    study = town(lines, {"C": (0, 0)}, {"house": (600, 50)})
    assert walks_of(study)["house"] == pytest.approx(650_000, abs=30)
    graph = network_of(study)
    assert graph.account["compounds_without_gate"] == 1
    assert graph.piece_island.tolist() == [False, True]
    # At the edge of the data its gate may lie beyond.
    cut = town(lines.assign(cut_end=[False, True]), {"C": (0, 0)}, {"house": (600, 50)})
    assert walks_of(cut)["house"] is None


def test_a_locked_gate_is_passed_by_nobody() -> None:
    study = replace(ring_town(), barriers=barriers((0, 400)))
    assert walks_of(study)["house"] == 33_000 + 1_913_000
    south = replace(ring_town(), barriers=barriers((0, 0)))
    assert walks_of(south)["house"] == 367_000
    inner = town(
        streets([(0, 0), (0, 400)], [(0, 400), (300, 400)], [(300, 400), (300, 0)], [(300, 0), (0, 0)], access=PRIVATE),
        {"C": (300, 0)},
        {"house": (0, 400)},
    )
    assert walks_of(inner) == {"house": 700_000}
    assert walks_of(replace(inner, barriers=barriers((0, 0)))) == {"house": 700_000}
    assert walks_of(replace(inner, barriers=barriers((300, 400)))) == {"house": 700_000}


def test_of_two_segments_with_the_same_ends_each_counts_for_who_may_walk_it() -> None:
    """Public 800 m, private 400 m between the same ends: a house on the private one goes on by that."""
    lines = streets(
        [(0, 0), (0, 400)],
        [(0, 0), (0, 400)],
        [(0, 0), (-900, 0)],
        [(0, 0), (50, -50)],
        lengths={0: 800.0, 3: 100.0},
        access=[PUBLIC, PRIVATE, PUBLIC, PRIVATE],
        street_id=[*"PDQ", "D"],
    )
    study = town(lines, {"C": (0, 400)}, {"passer": (-900, 0), "house": (50, -50)})
    assert walks_of(study) == {"passer": 1_700_000, "house": 500_000}
    assert network_of(study).piece_mm.sum() == 800_000 + 400_000 + 900_000 + 100_000


def test_a_gated_polygon_parts_a_street_between_its_vertices() -> None:
    lines = streets([(0, 0), (1000, 0)], [(0, 0), (0, -800)], [(0, -800), (1000, 0)], lengths={2: 1300.0})
    places = {"passer": (0, 0), "house": (500, 0)}
    study = town(lines, {"C": (1000, 0)}, places, compounds=compounds({"X": square(300, -200, 400)}))
    found = walks_of(study)
    assert found["passer"] == 2_100_000
    assert found["house"] == pytest.approx(500_000, abs=30)
    graph = network_of(study)
    assert graph.compound_ids == ("X",)
    assert sorted(graph.piece_mm.tolist()) == pytest.approx([300_000, 300_000, 400_000, 800_000, 1_300_000], abs=20)
    assert graph.piece_mm.sum() == 3_100_000
    whole = network_of(town(lines, {"C": (1000, 0)}, places))
    assert whole.piece_mm.sum() == 3_100_000


@pytest.mark.parametrize(
    ("street", "highway", "private"),
    [
        ([(320, 8), (680, 8)], "residential", False),  # along the edge, within 10 m
        ([(320, 12), (680, 12)], "residential", True),
        ([(500, -20), (500, 7)], "residential", True),  # into the compound: it leaves the edge as fast as it goes
        ([(320, 50), (680, 50)], "tertiary_link", False),
        ([(320, 50), (680, 50)], "unclassified", True),
    ],
)
def test_what_is_private_in_a_gated_polygon(street: list[tuple[float, float]], highway: str, private: object) -> None:
    lines = streets([(0, -20), (2000, -20)], street, highway=["primary", highway])
    study = town(lines, {"C": (0, -20)}, {"house": (0, -20)}, compounds=compounds({"X": square(300, 0, 400)}))
    assert bool((network_of(study).piece_compound >= 0).any()) is private
    # By its own tags it is of the compound wherever it runs.
    tagged = replace(study, streets=lines.assign(access=[PUBLIC, PRIVATE]))
    assert "X" in network_of(tagged).compound_ids


def test_points_attach_within_their_gated_polygon_and_others_outside() -> None:
    lines = streets([(0, 0), (500, 0), (2000, 0)], [(500, 0), (500, 300)])
    grounds = compounds({"X": square(400, 20, 300), "Y": square(1200, 20, 300)})
    places: dict[str, Any] = {"inside": (650, 40), "beside": (360, 150), "unknown": (1300, 100)}
    places["gated"] = square(1200, 20, 300)
    study = town(lines, {"C": (0, 0)}, blocks(places), compounds=grounds)
    rows = attached(study).set_index("point_id")
    graph = network_of(study)
    assert graph.compound_ids == ("X",)
    # 150 m to the lane of X, and not 40 m to the street; who stands beside X goes 150 m down to the street.
    assert rows.loc["inside", "leg_mm"] == pytest.approx(150_000, abs=30)
    assert graph.piece_compound[int(rows["piece"]["inside"])] == 0
    assert rows.loc["beside", "leg_mm"] == pytest.approx(150_000, abs=30)
    assert rows["reason"].to_dict() == {
        "C": "",
        "inside": "",
        "beside": "",
        "unknown": "gate_unknown",
        "gated": "gate_unknown",
    }
    assert rows.loc["unknown", "leg_mm"] == pytest.approx(100_000, abs=30)
    # A gate at the wall stands outside, and of it nothing is unknown.
    walled = replace(study, gates=gates({"G": ("gated", (1300, 25))}))
    rows = attached(walled).set_index("point_id")
    assert rows.loc[["gated", "G"], "reason"].tolist() == ["at_gates", ""]
    assert rows.loc["G", "leg_mm"] == pytest.approx(25_000, abs=30)


def test_a_footpath_without_tags_within_a_compound_is_of_it() -> None:
    """It is an island among public streets: it opens no gate, and does not part the two drives that it touches."""
    drives = [[(0, 0), (0, 100)], [(0, 100), (0, 300)]]
    lines = streets(
        [(0, 0), (-2000, 0)],
        *drives,
        [(0, 100), (60, 100)],
        access=[PUBLIC, PRIVATE, PRIVATE, PUBLIC],
        street_id=[*"SABF"],
    )
    study = town(lines, {"C": (-100, 0)}, {"house": (0, 300), "path": (60, 100)})
    found = walks_of(study)
    assert found == {name: pytest.approx(mm, abs=30) for name, mm in {"house": 400_000, "path": 260_000}.items()}
    graph = network_of(study)
    assert (graph.account["compounds"], graph.account["islands"]) == (1, 0)


def test_edits_with_compounds() -> None:
    """A path to an inner node makes a gate, a closed line at a gate shortens nothing, an opened compound is public."""
    study = ring_town()
    lines = {
        "path": edits(("path", [(0, 33), (-756.5, 33)])),
        "closed": edits(("closed", [(-5, -5), (0, 0), (5, -5)])),
        "open": edits(("open", square(-50, -50, 500))),
        "named": edits(("open", None), compound_id=list(network_of(study).compound_ids)),
    }
    found = {name: walks_of(replace(study, edits=drawn)) for name, drawn in lines.items()}
    assert found["path"]["house"] == 367_000
    assert found["path"]["passer"] == 1_913_000
    assert found["closed"] == {"house": 367_000, "passer": 1_913_000}
    assert found["open"] == found["named"] == {"house": 367_000, "passer": 400_000}
    north = edits(("closed", [(-5, 405), (0, 400), (5, 405)]))
    assert walks_of(replace(study, edits=north)) == {"house": 1_946_000, "passer": 1_913_000}


def test_a_walk_is_told_in_its_layers() -> None:
    study = ring_town()
    plan = circles.plan(study)
    assert list(plan.nodes.columns) == [*tables.NODES]
    layers = plan.nodes["layer"].value_counts().to_dict()
    assert layers == {"public": 5, "entering": 3, "leaving": 3}
    walk = circles.explain(plan, "house")
    assert walk.parts.loc[walk.parts["part"] == "street", "length_mm"].tolist() == [367_000]
    assert shapely.length(walk.parts.geometry).sum() > 0
    passer = circles.explain(plan, "passer")
    assert passer.parts["length_mm"].sum() == 1_913_000


def test_reach_and_circle_count_who_lives_there() -> None:
    """From the north gate 1,000 m reach all of the drive, as its people walk it; nobody passes on at its south gate."""
    study = ring_town()
    plan = circles.plan(study)
    circle = plan.circles.iloc[0]
    assert circle["reach_m"] == pytest.approx(400 + 1000, abs=0.01)
    assert circle["private_share"] == pytest.approx(400 / 1400, abs=1e-6)


@pytest.mark.parametrize(("ids", "whole"), [([1, [2, 1]], True), (["[7, 1]", 1], True), ([1, [2, 3]], False)])
def test_edges_of_a_graph_are_parts_of_every_way_they_were_merged_of(ids: list[object], whole: object) -> None:
    """Two private edges that meet where a footpath crosses: one compound where a way is common to both."""
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    places = {"south": (0, 0), "cross": (0, 200), "north": (0, 400), "west": (-50, 200), "east": (50, 200)}
    for node, place in places.items():
        x, y = degrees([place])[0]
        graph.add_node(node, x=x, y=y)
    for (start, end), osmid in zip((("south", "cross"), ("cross", "north")), ids, strict=True):
        graph.add_edge(start, end, osmid=osmid, length=200.0, access="private")
    for start, end in (("west", "cross"), ("cross", "east")):
        graph.add_edge(start, end, osmid=9, length=50.0)
    assert (circles.build_network(graph).account["compounds"] == 1) is whole


def test_a_graph_that_is_handed_out_says_which_streets_are_private() -> None:
    graph = network_of(ring_town()).to_networkx()
    private = {tuple(sorted(ends)) for *ends, access in graph.edges(data="access") if access == PRIVATE}
    assert len(private) == 2
    assert sum(length for *_, length in graph.edges(data="length")) == 2 * (1_913 + 400)
    again = circles.study(streets=graph, centers=ring_town().centers, blocks=ring_town().blocks)
    assert walks_of(again) == walks_of(ring_town())
