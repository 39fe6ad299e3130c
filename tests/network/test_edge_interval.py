"""What the edge of the data may hide, on towns worked by hand (docs/method.md, The edge of the data)."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
import shapely

from circles import Scenario, coverage, integers, network, plan
from circles.data_edge import AT_LINE, AT_NODE, AT_VERTEX, CERTAINTIES, EDGE_FIGURES, DataEdge
from circles.network import cut_ends
from circles.network.geodesy import metres_per_degree
from circles.network.straight_steps import _ahead, least_by_steps
from circles.publish.plan_workbook import plan_workbook
from circles.rule_numbers import PASSED_BY_PER_MILLE
from circles.workflows.edge_certainty import interval_of
from tests.compound_towns import PRIVATE, PUBLIC, compounds
from tests.towns import CENTIMETRES, Place, blocks, centers, degrees, square, streets, town

if TYPE_CHECKING:
    from circles.planning_study import Study

EAST = 1000.0


def box(west: float, south: float, east: float, north: float, **more: Any) -> DataEdge:
    """An edge of the data in metres."""
    shape = shapely.Polygon(degrees([(west, south), (east, south), (east, north), (west, north)]))
    return DataEdge(shape=shape, **more)


def fork(**columns: Any) -> Any:
    """Two streets run east from a short one at x = 0 and end at the edge, 100 m apart; a vertex at x = 900 each."""
    tines: list[list[Place]] = [[(0, y), (900, y), (EAST, y)] for y in (0, 100)]
    return streets(*tines, [(0, 0), (0, 100)], **columns)


def forked_town(block_places: dict[str, Any], center_places: dict[str, Any], **settings: Any) -> Study:
    return town(
        fork(), centers(center_places), blocks(block_places), **{"edge": box(-400, -400, EAST, 400), **settings}
    )


def told(study: Study, minutes: float = 15) -> Any:
    return plan(study, Scenario(minutes=minutes)).blocks.set_index("block_id")


def test_a_short_cut_beyond_the_edge_is_the_lower_end() -> None:
    """Near: 10 + 800 + 100 + 800 + 10 within; 10 + 200 + s + 200 + 10 beyond, s = 100 m * 0.995 - 20 mm."""
    found = told(forked_town({"near": (800, -10), "far": (100, -10)}, {"c": (800, 110)}))
    assert found["walk_m"].tolist() == pytest.approx([1720, 1020], abs=CENTIMETRES)
    assert (found["walk_mm_low"] / 1000).tolist() == pytest.approx([519.48, 1020], abs=CENTIMETRES)
    assert found["walk_mm_high"].tolist() == found["walk_mm"].tolist()
    assert found["verdict"].tolist() == ["outside", "outside"]
    assert found["edge"].tolist() == [True, False]
    assert found["minutes_low"].tolist() == pytest.approx([519.48 * 0.015, 1020 * 0.015], abs=1e-3)


def test_a_marked_end_within_the_edge_is_a_way_out() -> None:
    """Both streets are cut at x = 1000, 500 m within the edge."""
    marked = fork(cut_end=[True, True, False])
    study = town(marked, centers({"c": (800, 110)}), blocks({"near": (800, -10)}), edge=box(-400, -400, 1500, 400))
    assert told(study)["walk_mm_low"].iloc[0] / 1000 == pytest.approx(519.48, abs=CENTIMETRES)


def test_passing_over_ends_that_lie_behind_others_changes_no_least_way() -> None:
    """Ends along a street that runs off the center: only the first counts, and no way by another is shorter."""
    rng = np.random.default_rng(3)
    east_m, north_m = np.linspace(500, 4500, 60), rng.uniform(-1, 1, 60)
    targets = integers.to_units(degrees(list(zip(east_m, north_m, strict=True))))
    places = integers.to_units(degrees(list(zip(*rng.uniform(-3000, 3000, (2, 200)), strict=True))))
    onward_mm = np.round(1000 * np.hypot(east_m, north_m)).astype(np.int64) + rng.integers(0, 20, 60)
    ends, of_places = ((each[:, 0].copy(), each[:, 1].copy()) for each in (targets, places))
    found = least_by_steps(of_places, ends, onward_mm, per_mille=995)
    each = [
        least_by_steps(of_places, (ends[0][i : i + 1], ends[1][i : i + 1]), onward_mm[i : i + 1], per_mille=995)
        for i in range(60)
    ]
    assert np.array_equal(found, np.min(each, axis=0))
    kx, ky = metres_per_degree(integers.to_degrees(ends[1]))
    assert _ahead(*ends, kx, ky, onward_mm, PASSED_BY_PER_MILLE).sum() == 1
    steep = (1.001 * onward_mm).astype(np.int64) // 2
    assert _ahead(*ends, kx, ky, steep, PASSED_BY_PER_MILLE).sum() == 60


def test_what_may_attach_to_a_hidden_street_has_no_upper_end() -> None:
    """80 m to the street, 40 m to the edge; straight to the center sqrt(50^2 + 90^2) * 0.995 - 0.02 = 102.42 m."""
    study = forked_town({"b": (700, 180)}, {"c": (650, 90)}, edge=box(-400, -400, EAST, 220))
    found = told(study).iloc[0]
    assert (found["verdict"], found["edge"], found["is_settled"]) == ("inside", True, True)
    assert found["walk_m"] == pytest.approx(140, abs=CENTIMETRES)
    assert found["walk_mm_low"] / 1000 == pytest.approx(102.42, abs=CENTIMETRES)
    assert found.isna()["walk_mm_high"]


def test_an_upper_end_goes_to_a_center_that_is_sure() -> None:
    """The nearest center stands 50 m from the edge, 60 m off the street; the other one is 500 m further."""
    places = {"near": (800, 160), "sure": (300, 110)}
    study = forked_town({"b": (800, 90)}, places, edge=box(-400, -400, EAST, 210))
    found = told(study).iloc[0]
    assert (found["center_id"], found["edge"]) == ("near", False)
    assert found["walk_m"] == pytest.approx(70, abs=CENTIMETRES)
    assert found["walk_mm_high"] / 1000 == pytest.approx(520, abs=CENTIMETRES)
    assert told(study, minutes=6)["edge"].tolist() == [True]


def test_without_a_known_edge_nothing_is_said() -> None:
    found = plan(forked_town({"b": (800, -10)}, {"c": (800, 110)}, edge=None))
    assert bool(found.blocks[["minutes_low", "edge", *EDGE_FIGURES]].isna().to_numpy().all())
    assert [found.account[name]["blocks"] for name in CERTAINTIES] == [0, 0, 1]


def test_streets_that_claim_less_than_straight_make_the_steps_shorter() -> None:
    """A street of 1,000 m claims 500: s = 100 m * (995 * 500 // 1000) / 1000 - 20 mm = 49.68 m."""
    tines: list[list[Place]] = [[(0, y), (900, y), (EAST, y)] for y in (0, 100)]
    study = town(
        streets(*tines, [(0, 0), (0, 100)], [(0, 0), (-1000, 0)], lengths={3: 500.0}),
        centers({"c": (800, 110)}),
        blocks({"near": (800, -10)}),
        edge=box(-1400, -400, EAST, 400),
    )
    assert told(study)["walk_mm_low"].iloc[0] / 1000 == pytest.approx(469.68, abs=CENTIMETRES)


@pytest.mark.parametrize("marked", [False, True])
def test_what_stands_by_a_short_street_at_the_edge_may_stand_on_it_or_not(*, marked: bool) -> None:
    """A stub of 300 m ends at the edge: an island without a mark, none with one; beyond the edge it may be either."""
    lines = [[(0, 0), (1200, 0)], [(600, 210), (850, 210), (900, 210)]]
    study = town(
        streets(*lines, cut_end=[False, marked]),
        centers({"c": (100, 10)}),
        blocks({"b": (800, 160)}),
        edge=box(-400, -400, 900, 400),
    )
    found = told(study, minutes=20).iloc[0]
    # Without the mark it stands on the long street in any case, or on the stub: it is evaluated.
    assert found["is_settled"] == (not marked)
    assert found["edge"]
    assert found["reason"] == ("no_path" if marked else "")
    # Straight to the center: sqrt(700^2 + 150^2) * 0.995 - 0.02.
    assert found["walk_mm_low"] / 1000 == pytest.approx(712.29, abs=CENTIMETRES)


def short_public_streets(*, long: bool) -> Study:
    """A public street of 600 m, whose lane leads into a gated ground, and a private street of 1,500 m that meets it.

    Nothing of it comes near the edge. With another public street of 1,500 m, islands can be told for sure.
    """
    lines = streets(
        [(0, 0), (300, 0)],
        [(300, 0), (600, 0)],
        [(300, 0), (300, 120)],
        [(0, 0), (0, 1500)],
        *([[(600, 0), (600, -1500)]] if long else []),
        access=[PUBLIC, PUBLIC, PUBLIC, PRIVATE, *([PUBLIC] if long else [])],
    )
    ground = compounds({"X": square(250, 20, 110)})
    places = blocks({"at the street": (100, -10), "in the ground": (310, 100)})
    return town(lines, centers({"c": (500, -10)}), places, compounds=ground, edge=box(-3000, -4000, 4000, 4000))


@pytest.mark.parametrize(("long", "known"), [(True, [True, True]), (False, [False, False])])
def test_private_streets_do_not_make_public_ones_long_enough(*, long: bool, known: list[bool]) -> None:
    """Where no public street is long the longest may be an island, then its compound's, and the ground have no gate."""
    found = told(short_public_streets(long=long))
    assert found["verdict"].tolist() == ["inside", "inside"]
    assert found["is_settled"].tolist() == known
    assert found["walk_mm_high"].notna().tolist() == known
    assert (~found["edge"]).tolist() == known


def test_a_center_beyond_the_edge_is_walked_to_by_the_cut_ends() -> None:
    """850 m to x = 1000 by the street less the block's place, then sqrt(300^2 + 50^2) * 0.995 - 0.02 = 302.60 m."""
    found = told(forked_town({"b": (850, -10)}, {"far": (10, 50), "beyond": (1300, 50)}), minutes=10).iloc[0]
    assert found["walk_m"] == pytest.approx(920, abs=CENTIMETRES)
    assert found["walk_mm_low"] / 1000 == pytest.approx(10 + 150 + 302.60, abs=CENTIMETRES)
    assert (found["verdict"], found["edge"]) == ("outside", True)


def test_what_is_not_evaluated_is_so_for_sure_where_nothing_can_lie_in_reach() -> None:
    """Both are 300 m off the streets, the one 250 m within the edge and the other 200 m: max_snap_m is 200 m."""
    places = {"inner": (300, 400), "outer": (800, 400), "none": None, "by the street": (500, 90)}
    found = told(forked_town(places, {"c": (600, 110)}, edge=box(-400, -400, EAST, 650)))
    assert found["verdict"].tolist() == [*["not evaluated"] * 3, "inside"]
    assert found["edge"].tolist() == [False, True, False, False]


def test_a_file_that_lacks_whole_segments_hides_them_further_in() -> None:
    """A stretch of 1,000 m may come 500 m in: what lies 300 m within is sure of lines alone, 800 m within of both."""
    lines = [[(0, 0), (700, 0), (1400, 0), (2000, 0)]]
    for ends_at, known in ((AT_LINE, [True, True]), (AT_VERTEX, [False, True])):
        study = town(
            streets(*lines),
            centers({"c": (300, 10)}),
            blocks({"outer": (1800, 10), "inner": (1000, 10)}),
            edge=box(-2000, -2000, 2100, 2000, ends_at=ends_at),
        )
        assert told(study)["walk_mm_high"].notna().tolist() == known


def test_a_graph_whose_nodes_do_not_say_what_they_lost_may_go_on_at_each_near_the_edge() -> None:
    study = forked_town({"b": (800, -10)}, {"c": (800, 110)})
    graph = network.build_network(study.streets)
    found = [
        cut_ends.cut_ends(graph, box(-2000, -2000, 2000, 2000, ends_at=AT_NODE, open_ends=said), study.metric_crs)
        for said in (None, shapely.MultiPoint())
    ]
    # The edge is 1,000 m beyond x = 1000, and edges of 1,000 m may be missing.
    assert [each.piece.size for each in found] == [2, 0]


def test_paths_shorten_and_closures_lengthen_both_ends() -> None:
    study = forked_town({"b": (300, -10)}, {"c": (300, 110)})
    whole = told(study).iloc[0]
    shorter = told(study.with_path(degrees([(400, 0), (400, 100)]).tolist())).iloc[0]
    closed = told(study.with_closure(degrees([(-50, 50), (50, 50)]).tolist())).iloc[0]
    # 2 * sqrt(100^2 + 10^2) + 100 by the path itself; without the street at x = 0 only beyond the edge.
    assert [whole["walk_m"], shorter["walk_m"]] == pytest.approx([720, 301], abs=CENTIMETRES)
    assert shorter["walk_mm_high"] / 1000 == pytest.approx(301, abs=CENTIMETRES)
    assert closed.isna()[["walk_m", "walk_mm_high"]].all()
    assert closed["walk_mm_low"] / 1000 == pytest.approx(10 + 700 + 99.48 + 700 + 10, abs=2 * CENTIMETRES)


def test_a_path_that_ends_where_streets_may_be_hidden_gives_no_upper_end() -> None:
    study = forked_town({"b": (300, -10)}, {"c": (300, 110)})
    path = degrees([(970, 0), (970, 100)]).tolist()
    found = told(study.with_path(path)).iloc[0]
    assert found.isna()["walk_mm_high"]
    assert (found["verdict"], found["edge"]) == ("inside", True)


def test_both_engines_give_the_same_ends() -> None:
    study = forked_town(
        {"near": (800, -10), "unsure": (700, 390), "poly": square(500, 20, 30)}, {"c": (800, 110), "beyond": (1300, 50)}
    )
    ends = [plan(study, engine=engine).blocks for engine in ("compiled", "networkx")]
    for name in (*EDGE_FIGURES, "edge"):
        assert ends[0][name].equals(ends[1][name])


def test_the_account_says_whose_verdict_is_certain() -> None:
    study = forked_town({"near": (800, -10), "far": (100, -10)}, {"c": (800, 110)})
    study = replace(study, blocks=study.blocks.assign(population=[30.0, 70.0]))
    account = plan(study).account
    assert [account[name]["people"] for name in (*CERTAINTIES, "total")] == [70.0, 30.0, 0.0, 100.0]


def test_the_workbook_says_it_where_the_edge_is_known() -> None:
    study = forked_town({"near": (800, -10), "far": (100, -10)}, {"c": (800, 110)})
    headings = ["Verdict depends on the edge of the data", "Walk at least (minutes)"]
    told: list[tuple[Any, ...]] = [("yes", 7.7), ("no", 15.3)]
    for edge, cells in ((study.edge, told), (None, [(), ()])):
        book = openpyxl.load_workbook(BytesIO(plan_workbook(plan(replace(study, edge=edge)), lang="en")))
        heads, *rows = book.worksheets[0].iter_rows(values_only=True)
        found = [tuple(row[heads.index(name)] for name in headings if name in heads) for row in rows]
        assert sorted(found, reverse=True) == cells


def test_another_limit_judges_the_same_ends() -> None:
    found = plan(forked_town({"near": (800, -10)}, {"c": (800, 110)}))
    for minutes, verdict, edge in ((5, "outside", False), (10, "outside", True), (30, "inside", False)):
        judged = coverage.judged_again(found.blocks, Scenario(minutes=minutes)).iloc[0]
        assert (judged["verdict"], judged["edge"]) == (verdict, edge)


def test_the_interval_is_in_the_order_of_the_blocks() -> None:
    study = forked_town({"far": (100, -10), "none": None, "near": (800, -10)}, {"c": (800, 110)})
    found = plan(study)
    graph = network.build_network(study.streets)
    interval = interval_of(study, study.scenario, graph, found.attachments, found.nodes)
    assert interval is not None
    assert interval["block_id"].tolist() == ["far", "none", "near"]
    assert np.flatnonzero(interval["walk_mm_low"] < 0).tolist() == [1]
