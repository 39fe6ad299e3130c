"""Walks and reach of hand-drawn towns against closed forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import circles
from circles.planning_study import Scenario, Study
from tests.towns import CENTIMETRES, blocks, centers, reach_of, square, streets, town

if TYPE_CHECKING:
    from circles.answers.plan import Plan

LONG = Scenario(minutes=60)


def walk_m(plan: Plan, block_id: str) -> float:
    return float(plan.blocks.set_index("block_id").loc[block_id, "walk_m"])


def block_row(plan: Plan, block_id: str) -> Any:
    return plan.blocks.set_index("block_id").loc[block_id]


def reach_m(study: Study, scenario: Scenario, center_id: str = "A") -> float:
    _, table = reach_of(study, scenario)
    own = table[table["center_id"] == center_id]
    return float((own["far_mm"] - own["near_mm"]).abs().sum() / 1000)


def test_line_is_walked_end_to_end() -> None:
    study = town(streets([(0, 0), (400, 0), (1500, 0)]), {"A": (0, 0)}, {"B": (1500, 0)})
    assert walk_m(circles.plan(study, LONG), "B") == 1500.0
    assert reach_m(study, Scenario(minutes=15)) == 1000.0
    assert reach_m(study, LONG) == 1500.0


def test_grid_is_walked_around_corners() -> None:
    lines = [[(0, y), (100, y), (200, y)] for y in (0, 100, 200)] + [
        [(x, 0), (x, 100), (x, 200)] for x in (0, 100, 200)
    ]
    study = town(streets(*lines), {"A": (0, 0)}, {"B": (200, 200)})
    plan = circles.plan(study)
    assert walk_m(plan, "B") == 400.0
    assert reach_m(study, Scenario(minutes=15)) == 1200.0


def test_ring_is_walked_the_shorter_way() -> None:
    ring = [(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)]
    study = town(streets(ring), {"A": (0, 0)}, {"B": (300, 200), "C": (0, 200)})
    plan = circles.plan(study, LONG)
    assert walk_m(plan, "B") == pytest.approx(500.0, abs=CENTIMETRES)
    assert walk_m(plan, "C") == pytest.approx(200.0, abs=CENTIMETRES)
    assert reach_m(study, LONG) == 1200.0
    assert len(plan.pieces) == 1


def test_dead_end_is_walked_back() -> None:
    lines = streets([(0, 0), (500, 0)], [(500, 0), (1200, 0)], [(500, 0), (500, 200)])
    study = town(lines, {"A": (500, 200)}, {"B": (0, 0)})
    assert walk_m(circles.plan(study), "B") == 700.0


def test_bridge_is_not_joined_to_the_road_below() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, -600), (500, 600)])
    study = town(
        lines,
        {"A": (0, 0)},
        {"B": (500, 600)},
    )
    plan = circles.plan(study, LONG)
    assert block_row(plan, "B")["reason"] == "no_path"
    assert np.isnan(block_row(plan, "B")["walk_m"])
    assert block_row(plan, "B")["verdict"] == "outside"


def test_river_is_crossed_at_its_one_bridge() -> None:
    south = [(0, 0), (1000, 0)]
    north = [(0, 100), (1000, 100)]
    bridge = [(1000, 0), (1000, 100)]
    study = town(streets(south, north, bridge), {"A": (0, 0)}, {"B": (0, 100)})
    plan = circles.plan(study, LONG)
    assert walk_m(plan, "B") == 2100.0
    assert circles.explain(plan, "B").detour == pytest.approx(21.0, abs=0.01)


def test_island_takes_no_attachments() -> None:
    lines = streets([(0, 0), (1000, 0)], [(0, 50), (900, 50)])
    study = town(lines, {"A": (0, 0)}, {"B": (500, 40)})
    plan = circles.plan(study, LONG)
    assert walk_m(plan, "B") == pytest.approx(540.0, abs=CENTIMETRES)
    assert plan.streets_account["islands"] == 1
    assert plan.street_spots["kind"].tolist() == ["island"]
    assert plan.street_spots["length_m"].tolist() == [900.0]


def test_island_at_a_cut_end_is_none() -> None:
    lines = streets([(0, 0), (1000, 0)], [(0, 50), (900, 50)], cut_end=[False, True])
    plan = circles.plan(town(lines, {"A": (0, 0)}, {"B": (500, 40)}), LONG)
    assert plan.streets_account["islands"] == 0
    assert block_row(plan, "B")["reason"] == "no_path"


def test_longest_component_is_kept_where_all_are_short() -> None:
    lines = streets([(0, 0), (300, 0)], [(0, 50), (200, 50)])
    plan = circles.plan(town(lines, {"A": (0, 0)}, {"B": (200, 50)}), LONG)
    assert walk_m(plan, "B") == pytest.approx(250.0, abs=CENTIMETRES)


def test_parallel_pieces_stay_and_the_shorter_is_walked() -> None:
    straight, detour = [(0, 0), (600, 0)], [(0, 0), (300, 400), (600, 0)]
    lines = streets(straight, detour, [(600, 0), (1200, 0)], [(0, 0), (0, -50)])
    study = town(lines, {"A": (0, 0)}, {"B": (1200, 0), "C": (300, 400)})
    plan = circles.plan(study, LONG)
    assert len(plan.pieces) == 4
    assert walk_m(plan, "B") == 1200.0
    assert walk_m(plan, "C") == pytest.approx(500.0, abs=CENTIMETRES)
    assert reach_m(study, LONG) == 2250.0


def test_two_directions_of_a_street_are_one_piece_with_the_smaller_length() -> None:
    lines = streets([(0, 0), (500, 0), (1000, 0)], [(1000, 0), (500, 0), (0, 0)], lengths={0: 1010.0, 1: 1005.0})
    plan = circles.plan(town(lines, {"A": (0, 0)}, {"B": (1000, 0)}), LONG)
    assert plan.pieces["length_mm"].tolist() == [1_005_000]
    assert walk_m(plan, "B") == 1005.0


def test_loop_is_a_piece_of_its_own() -> None:
    lines = streets([(0, 0), (1000, 0)], [(1000, 0), (1100, 100), (1200, 0), (1100, -100), (1000, 0)])
    study = town(lines, {"A": (0, 0)}, {"B": (1200, 0), "C": (1100, 100), "D": (1100, -100)})
    plan = circles.plan(study, LONG)
    side = float(np.hypot(100, 100))
    assert walk_m(plan, "B") == pytest.approx(1000 + 2 * side, abs=0.002)
    assert walk_m(plan, "C") == pytest.approx(1000 + side, abs=CENTIMETRES)
    assert walk_m(plan, "D") == pytest.approx(1000 + side, abs=CENTIMETRES)
    assert reach_m(study, LONG) == pytest.approx(1000 + 4 * side, abs=0.002)


def test_two_centers_on_one_piece_each_serve_their_side() -> None:
    lines = streets([(0, 0), (2000, 0)])
    study = town(lines, {"A": (200, 0), "Z": (1800, 0)}, {"B": (900, 0), "C": (1100, 0)})
    plan = circles.plan(study, LONG)
    assert plan.blocks["center_id"].tolist() == ["A", "Z"]
    assert walk_m(plan, "B") == pytest.approx(700.0, abs=CENTIMETRES)
    assert len(plan.walks) == 4


def test_center_and_block_on_one_piece_walk_along_it() -> None:
    lines = streets([(0, 0), (1000, 0)])
    plan = circles.plan(town(lines, {"A": (300, 0)}, {"B": (700, 0)}))
    assert walk_m(plan, "B") == pytest.approx(400.0, abs=CENTIMETRES)
    assert circles.explain(plan, "B").parts["part"].tolist() == ["access", "street", "center_leg"]


def test_center_and_block_on_one_piece_walk_around_where_that_is_shorter() -> None:
    # Along the long street 900 m; by its two ends and the short link only 40 + 100 + 60.
    long_street = [(0, 0), (0, 450), (100, 450), (100, 0)]
    study = town(streets(long_street, [(0, 0), (100, 0)]), {"A": (0, 40)}, {"B": (100, 60)})
    plan = circles.plan(study)
    assert walk_m(plan, "B") == pytest.approx(200.0, abs=CENTIMETRES)


def test_several_points_on_one_piece_do_not_resplit_each_other() -> None:
    lines = streets([(0, 0), (1000, 0)])
    places = {f"B{i}": (100.0 * i, 0.0) for i in range(1, 10)}
    plan = circles.plan(town(lines, {"A": (0, 0)}, places))
    expected = [100.0 * i for i in range(1, 10)]
    assert plan.blocks["walk_m"].tolist() == pytest.approx(expected, abs=CENTIMETRES)


def test_superblock_with_a_far_centroid_is_evaluated_by_its_edge() -> None:
    lines = streets([(0, 0), (2000, 0)])
    study = town(lines, {"A": (0, 0)}, {"B": square(200, 50, 600), "P": (500, 350)})
    plan = circles.plan(study, LONG)
    block = block_row(plan, "B")
    assert block["snap_m"] == pytest.approx(50.0, abs=CENTIMETRES)
    assert block["walk_m"] == pytest.approx(500 + 350, abs=2 * CENTIMETRES)
    assert block_row(plan, "P")["verdict"] == "not evaluated"
    assert block_row(plan, "P")["reason"] == "no_street"
    assert block_row(plan, "P")["snap_m"] == pytest.approx(350.0, abs=CENTIMETRES)


def test_street_that_enters_a_block_is_at_no_distance() -> None:
    lines = streets([(0, 0), (500, 0), (500, 200)], [(500, 0), (2000, 0)])
    plan = circles.plan(town(lines, {"A": (0, 0)}, {"B": square(300, 100, 600)}), LONG)
    assert block_row(plan, "B")["snap_m"] == 0.0


def test_best_gate_counts_and_a_gate_without_a_street_is_skipped() -> None:
    lines = streets([(0, 0), (1000, 0), (1000, 600), (0, 600)])
    gates = {"G1": ("B", (200.0, 600.0)), "G2": ("B", (400.0, 590.0)), "G3": ("B", (400.0, 300.0))}
    study = town(lines, {"A": (0, 0)}, {"B": square(200, 300, 290)}, gates)
    plan = circles.plan(study, LONG)
    block = block_row(plan, "B")
    assert block["gate_id"] == "G2"
    assert block["walk_m"] == pytest.approx(1000 + 600 + 600 + 10, abs=CENTIMETRES)
    assert [finding.code for finding in plan.warnings if finding.code != "streets_sparse"] == ["gates_not_attached"]
    assert plan.warnings[0].details["ids"] == "G3"


def test_gate_far_from_its_block_is_warned_of() -> None:
    lines = streets([(0, 0), (1000, 0)])
    study = town(lines, {"A": (0, 0)}, {"B": square(500, 10, 50)}, {"G": ("B", (700.0, 5.0))})
    plan = circles.plan(study)
    assert [finding.code for finding in plan.warnings if finding.code != "streets_sparse"] == ["gates_far_from_block"]
    assert block_row(plan, "B")["gate_id"] == "G"


def test_block_far_from_every_street_is_reached_by_its_gate() -> None:
    lines = streets([(0, 0), (1000, 0)])
    study = town(lines, {"A": (0, 0)}, {"B": square(500, 230, 50)}, {"G": ("B", (500.0, 190.0))})
    block = block_row(circles.plan(study), "B")
    assert (block["verdict"], block["gate_id"]) == ("inside", "G")
    assert block["walk_m"] == pytest.approx(690.0, abs=CENTIMETRES)


def test_block_whose_gates_have_no_street_is_not_evaluated() -> None:
    lines = streets([(0, 0), (1000, 0)])
    study = town(lines, {"A": (0, 0)}, {"B": square(500, 10, 50), "C": (10, 0)}, {"G": ("B", (500.0, 300.0))})
    block = block_row(circles.plan(study), "B")
    assert (block["verdict"], block["reason"]) == ("not evaluated", "no_gate_in_reach")


@pytest.mark.parametrize(("length_m", "verdict"), [(1000.0, "inside"), (1000.001, "outside")])
def test_the_limit_is_inside_and_a_millimetre_more_is_not(length_m: float, verdict: str) -> None:
    lines = streets([(0, 0), (900, 0)], lengths={0: length_m})
    plan = circles.plan(town(lines, {"A": (0, 0)}, {"B": (900, 0)}))
    assert plan.blocks["verdict"].tolist() == [verdict]
    assert walk_m(plan, "B") == length_m


def test_access_legs_are_walked_at_both_ends() -> None:
    lines = streets([(0, 0), (1000, 0)])
    plan = circles.plan(town(lines, {"A": (0, 30)}, {"B": (500, -70)}))
    assert walk_m(plan, "B") == pytest.approx(600.0, abs=2 * CENTIMETRES)
    walk = circles.explain(plan, "B")
    assert walk.parts["length_mm"].sum() == round(walk.walk_m * 1000)


def test_equal_walks_go_to_the_lower_id() -> None:
    lines = streets([(0, 0), (500, 0)], [(500, 0), (1000, 0)])
    plan = circles.plan(town(lines, {"Z": (0, 0), "A": (1000, 0)}, {"B": (500, 0)}))
    assert block_row(plan, "B")["center_id"] == "A"


def test_closed_center_serves_nobody() -> None:
    lines = streets([(0, 0), (500, 0), (1000, 0)])
    study = town(lines, centers({"A": (500, 0), "Z": (0, 0)}, closed=["A"]), {"B": (500, 0)})
    plan = circles.plan(study)
    assert block_row(plan, "B")["center_id"] == "Z"
    assert plan.circles["center_id"].tolist() == ["Z"]
    assert plan.centers["reason"].tolist() == ["closed", ""]


def test_no_horizon_far_blocks_have_minutes() -> None:
    lines = streets([(0, 0), (9000, 0)])
    plan = circles.plan(town(lines, {"A": (0, 0)}, {"B": (9000, 0)}))
    assert block_row(plan, "B")["minutes"] == pytest.approx(135.0)
    assert block_row(plan, "B")["reason"] == "beyond_limit"


def test_block_without_geometry_is_counted_and_not_evaluated() -> None:
    lines = streets([(0, 0), (1000, 0)])
    study = town(lines, {"A": (0, 0)}, blocks({"B": (100, 0), "N": None}, population=[10, 5]))
    plan = circles.plan(study)
    assert (block_row(plan, "N")["verdict"], block_row(plan, "N")["reason"]) == ("not evaluated", "no_geometry")
    assert list(plan.account.loc["people", ["total", "inside", "not_evaluated"]]) == [15.0, 10.0, 5.0]


def test_center_without_a_street_is_listed_and_the_rest_is_planned() -> None:
    lines = streets([(0, 0), (1000, 0)])
    plan = circles.plan(town(lines, {"A": (0, 0), "F": (500, 900), "N": None}, {"B": (100, 0)}))
    assert plan.centers["attached"].tolist() == [True, False, False]
    assert plan.centers["reason"].tolist() == ["", "no_street", "no_geometry"]
    assert [finding.code for finding in plan.warnings if finding.code != "streets_sparse"] == ["centers_not_attached"]


@pytest.mark.parametrize("engine", ["compiled", "networkx"])
def test_all_centers_out_of_reach_is_an_error_that_names_the_distance(engine: str) -> None:
    lines = streets([(0, 0), (1000, 0)])
    study = town(lines, {"A": (0, 900)}, {"B": (100, 0)})
    with pytest.raises(circles.InputError, match="900 m away") as caught:
        circles.plan(study, engine=engine)
    assert [finding.code for finding in caught.value.findings] == ["all_centers_out_of_reach"]


def test_unknown_engine_is_refused() -> None:
    study = town(streets([(0, 0), (1000, 0)]), {"A": (0, 0)}, {"B": (100, 0)})
    with pytest.raises(circles.InputError, match="compiled, networkx"):
        circles.plan(study, engine="numpy")


def test_no_open_center_and_no_block_in_reach_are_errors() -> None:
    lines = streets([(0, 0), (1000, 0)])
    closed = town(lines, centers({"A": (0, 0)}, closed=["A"]), {"B": (0, 0)})
    with pytest.raises(circles.InputError, match="None of the 1 centers is open"):
        circles.plan(closed)
    with pytest.raises(circles.InputError, match="No block has a street"):
        circles.plan(town(lines, {"A": (0, 0)}, {"B": (0, 5000)}))
