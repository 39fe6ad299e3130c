"""What edits add can only help: choices, gates of edits, entrances of centers, closed places, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from circles import integers, network, tables
from circles.network import WalkNetwork
from circles.planning_study import METHOD_VERSION
from circles.publish.payload import page_payload
from circles.sources.inputs.edits import edits_from
from circles.sources.tables.raw_table import TableSettings
from circles.sources.tables.reading import table_in_memory
from tests.network.test_edits import counts_of_edits, two_streets, with_edits
from tests.towns import CENTIMETRES, Place, degrees, gates, square, streets, town

if TYPE_CHECKING:
    from circles.planning_study import Study

LONG = circles.Scenario(minutes=60)


def near(metres: float) -> Any:
    return pytest.approx(metres, abs=3 * CENTIMETRES)


def planned(study: Study) -> circles.Plan:
    plan = circles.plan(study, LONG)
    assert circles.plan(study, LONG, engine="networkx").blocks.equals(plan.blocks)
    return plan


def walk_m(study: Study, block_id: str = "B") -> float:
    return float(planned(study).blocks.set_index("block_id").loc[block_id, "walk_m"])


def ladder(**settings: Any) -> Study:
    """Two streets 200 m apart, joined 2 km to the east; A on the lower one, B 20 m above it, near a spot for a path."""
    lines = streets([(0, 0), (2000, 0)], [(0, 200), (2000, 200)], [(2000, 0), (2000, 200)])
    return town(lines, {"A": (500, 0)}, {"B": (700, 20)}, **settings)


def test_a_path_beside_a_block_lengthens_no_walk() -> None:
    study = ladder()
    assert walk_m(study) == near(20 + 200)
    # 5 m from the block, but joined only to the upper street: by it alone the walk would be 3.6 km.
    path = with_edits(study, ("path", [(705, 15), (705, 200)]))
    assert counts_of_edits(planned(path)) == [1]
    assert walk_m(path) == walk_m(study)
    both = with_edits(study, ("path", [(690, 20), (690, 200)]), ("path", [(690, 20), (600, 0)]))
    assert walk_m(both) == near(10 + np.hypot(90, 20) + 100)


def test_a_block_beyond_every_street_is_reached_by_a_path() -> None:
    study = ladder()
    far = replace(study, blocks=town(study.streets, {"A": (0, 0)}, {"B": (700, 900)}).blocks)
    assert circles.plan(replace(far, blocks=_two(far, study)), LONG).blocks["reason"].tolist() == ["no_street", ""]
    path = with_edits(far, ("path", [(700, 200), (700, 890)]))
    plan = planned(path)
    assert plan.blocks["reason"].tolist() == [""]
    assert plan.blocks["walk_m"].iloc[0] == near(10 + 690 + 1300 + 200 + 1500)
    own = plan.attachments[plan.attachments["kind"] == "block"].iloc[0]
    assert (own["piece"], own["reason"]) == (-1, "at_choice")
    assert own["snap_m"] == near(10)
    parts = circles.explain(plan, "B").parts["part"].tolist()
    assert parts == ["access", "path", "street", "street", "street", "center_leg"]


def _two(far: Study, near_study: Study) -> Any:
    import pandas as pd

    return pd.concat([far.blocks, near_study.blocks.assign(block_id="N")], ignore_index=True)


def test_an_island_that_a_path_joins_takes_attachments() -> None:
    lines = streets([(0, 0), (2000, 0)], [(500, 150), (900, 150)])
    study = town(lines, {"A": (0, 0)}, {"B": (900, 160), "N": (300, 0)})
    assert planned(study).blocks["walk_m"].iloc[0] == near(160 + 900)
    joined = with_edits(study, ("path", [(500, 0), (500, 150)]))
    # Its own spot on the long street stays a choice: 160 m and 900 m; by the island 10 + 400 + 150 + 500.
    assert planned(joined).blocks["walk_m"].iloc[0] == near(160 + 900)
    east = replace(joined, centers=town(lines, {"A": (500, 150)}, {"B": (0, 0)}).centers)
    plan = planned(east)
    assert plan.blocks["walk_m"].iloc[0] == near(10 + 400)
    freed = circles.network_of(east)
    assert freed.edits is not None
    assert freed.edits.piece_freed.sum() == 1
    assert not freed.piece_island.any()


@pytest.mark.parametrize("level", ["", "bridge"])
def test_a_path_across_a_middle_street_is_joined_there_unless_it_is_a_bridge(level: str) -> None:
    lines = [[(0, 0), (2000, 0)], [(0, 100), (2000, 100)], [(0, 200), (2000, 200)], [(2000, 0), (2000, 200)]]
    levels = ["", level, "", ""]
    study = town(streets(*lines, level=levels), {"A": (500, 0)}, {"B": (1000, 100)})
    walk = walk_m(with_edits(study, ("path", [(700, 0), (700, 200)])))
    # Along the middle street, down the path, along the lower one; from a bridge nothing leads down.
    assert np.isnan(walk) if level else walk == near(300 + 100 + 200)


def test_two_paths_that_meet_are_joined_and_an_end_near_a_path_too() -> None:
    study = town(streets([(0, 0), (2000, 0)], [(0, 400), (2000, 400)]), {"A": (500, 0)}, {"B": (500, 400)})
    assert np.isnan(walk_m(study))
    crossing = with_edits(study, ("path", [(500, 0), (900, 300)]), ("path", [(500, 400), (900, 100)]))
    assert walk_m(crossing) == near(2 * np.hypot(800 / 3, 200))
    led = with_edits(study, ("path", [(500, 0), (500, 300)]), ("path", [(508, 200), (508, 400)]))
    assert walk_m(led) == near(200 + 8 + 200 + 8)


def test_a_path_crosses_a_closed_line() -> None:
    study = two_streets()
    closed: tuple[str, list[Place]] = ("closed", [(400, 100), (1900, 100)])
    path: tuple[str, list[Place]] = ("path", [(700, 0), (700, 200)])
    assert walk_m(with_edits(study, closed, path)) == near(600)
    assert walk_m(with_edits(study, path, closed)) == near(600)


def test_no_length_is_taken_or_measured_again_where_streets_are_parted() -> None:
    study = two_streets()
    before = circles.network_of(study)
    edited = circles.network_of(
        with_edits(
            study, ("closed", [(333, -9), (337, 9)]), ("path", [(711.3, 1), (711.3, 203)]), ("path", [(3, 2), (9, 190)])
        )
    )
    assert edited.edits is not None
    own = edited.edits.piece_before >= 0
    whole = np.bincount(edited.edits.piece_before[own], edited.piece_mm[own])
    assert whole.tolist() == before.piece_mm.tolist()
    spots = np.arange(0, 2_000_001, 1_000)
    for piece in range(before.piece_mm.size):
        at_mm = spots[spots <= before.piece_mm[piece]]
        moved, place = edited.edits.moved(np.full(at_mm.size, piece), at_mm)
        assert ((place >= 0) & (place <= edited.piece_mm[moved])).all()
        assert (edited.edits.piece_from_mm[moved] + place == at_mm).all()


def drawn_along(study: Study, line: shapely.LineString) -> Study:
    assert study.edits is not None
    return replace(study, edits=study.edits.set_geometry([line], crs=tables.WGS84))


def cross() -> Study:
    """Four streets that meet at (500, 500), and a way round from the south to the east."""
    lines = streets(
        [(500, 0), (500, 500)], [(500, 500), (500, 1000)], [(0, 500), (500, 500)], [(500, 500), (1000, 500)],
        [(500, 0), (1000, 0)], [(1000, 0), (1000, 500)],
    )  # fmt: skip
    return town(lines, {"A": (1000, 500)}, {"B": (500, 0), "C": (0, 500)})


def test_a_line_through_a_vertex_parts_all_streets_there() -> None:
    study = cross()
    assert walk_m(study) == near(1000)
    # The way round is not touched; through the crossing nothing goes any more, straight on neither.
    closed = with_edits(study, ("closed", [(400, 400), (600, 600)]))
    vertex = degrees([(500, 500)])[0]
    exact = drawn_along(
        closed, shapely.LineString(integers.to_degrees(integers.to_units([vertex - 0.001, vertex, vertex + 0.001])))
    )
    plan = planned(exact)
    assert plan.blocks.set_index("block_id").loc["B", "walk_m"] == near(1000)
    assert plan.blocks.set_index("block_id").loc["C", "reason"] == "no_path"
    assert counts_of_edits(plan) == [4]


def test_a_line_along_a_street_parts_it_at_both_ends_of_the_overlap() -> None:
    study = town(streets([(0, 0), (2000, 0)]), {"A": (0, 0)}, {"B": (1500, 0), "C": (300, 0)})
    street = study.streets.geometry.iloc[0]
    along = shapely.LineString([street.interpolate(0.25, normalized=True), street.interpolate(0.5, normalized=True)])
    flat = shapely.LineString([(along.coords[0][0], street.coords[0][1]), (along.coords[1][0], street.coords[0][1])])
    closed = with_edits(study, ("closed", [(0, 0), (1, 1)]))
    closed = drawn_along(closed, flat)
    graph = circles.network_of(closed)
    assert sorted(np.round(graph.piece_mm / 1000, 1).tolist()) == [500.0, 500.0, 1000.0]
    assert planned(closed).blocks.set_index("block_id")["reason"].to_dict() == {"B": "no_path", "C": ""}


def test_a_spot_at_a_closed_place_is_on_the_side_of_the_start() -> None:
    study = town(streets([(0, 0), (1000, 0)]), {"A": (0, 0), "E": (1000, 0)}, {"B": (600, 0)})
    assert planned(study).blocks["center_id"].tolist() == ["E"]
    closed = with_edits(study, ("closed", [(600, -10), (600, 10)]))
    row = planned(closed).blocks.iloc[0]
    assert (row["center_id"], row["walk_m"]) == ("A", near(600))


def test_a_closed_line_closes_a_study_of_joined_lines() -> None:
    lines = streets([(0, 0), (1000, 0)], [(500, -400), (500, 400)]).drop(columns="length_m")
    study = town(lines, {"A": (0, 0)}, {"B": (500, 400)}, crossings="join", join_ends_m=2.0)
    assert walk_m(study) == near(900)
    closed = with_edits(study, ("closed", [(450, 200), (550, 200)]))
    assert planned(closed).blocks["reason"].tolist() == ["no_path"]


def gated(*, own_gates: bool = False) -> Study:
    lines = streets([(0, 0), (1000, 0)], [(1000, 0), (1000, 300)], [(0, 300), (1000, 300)])
    doors = {"G": ("B", (250.0, 218.0))} if own_gates else None
    return town(lines, {"A": (0, 0)}, {"B": square(200, 120, 100), "C": square(700, 120, 100)}, doors)


def test_a_gate_of_a_block_with_gates_is_one_more_of_them() -> None:
    study = gated(own_gates=True)
    assert walk_m(study) == near(82 + 750 + 300 + 1000)
    plan = planned(with_edits(study, ("gate", [(250.0, 118.0)])))
    assert plan.blocks["gate_id"].iloc[0] == "edit E0"
    assert plan.blocks["walk_m"].iloc[0] == near(118 + 250)


def test_a_gate_as_far_from_two_blocks_goes_to_the_lower_id_and_a_named_one_to_its_block() -> None:
    study = gated()
    middle = with_edits(study, ("gate", [(500.0, 170.0)]))
    assert middle.edits is not None
    twins = replace(
        study, blocks=study.blocks.assign(geometry=[study.blocks.geometry.iloc[0]] * 2, block_id=["Z", "Y"])
    )
    twin_gates = network.gates_of_edits(middle.edits, twins.blocks, metric_crs=study.metric_crs)
    assert twin_gates["block_id"].tolist() == ["Y"]
    lon, lat = degrees([(250.0, 118.0)])[0]
    named = study.with_gate(lon, lat, block="Block C", note="South gate")
    plan = planned(named)
    assert plan.blocks["gate_id"].isna().tolist() == [True, False]
    told = [finding for finding in plan.warnings if finding.code == "edit_gate"]
    assert "Block C" in told[0].text("en")
    with pytest.raises(circles.InputError):
        study.with_gate(lon, lat, block="B", center="A")


def three_doors() -> Study:
    """A center between two streets whose doors are on the upper one, at its west, and far from all."""
    lines = streets([(0, 0), (2000, 0)], [(0, 300), (2000, 300)], [(0, 0), (0, 300)])
    doors = gates({"east": (None, (900, 290)), "west": (None, (100, 305)), "lost": (None, (900, 800))})  # type: ignore[dict-item]
    study = town(lines, {"A": (900, 20)}, {"B": (1000, 300), "C": (0, 0), "D": (900, 0)})
    return replace(study, gates=doors.assign(center_id="A"))


def test_a_center_is_reached_by_its_best_door() -> None:
    study = three_doors()
    assert walk_m(replace(study, gates=gates()), "D") == near(20)
    plan = planned(study)
    walks = plan.blocks.set_index("block_id")["walk_m"]
    assert walks["B"] == near(100 + 10)
    assert walks["C"] == near(300 + 100 + 5)
    assert walks["D"] == near(900 + 300 + 100 + 5)
    assert plan.centers["attached"].tolist() == [True]
    lost = [finding for finding in plan.warnings if finding.code == "gates_not_attached"]
    assert lost[0].details["ids"] == "lost"
    story = circles.explain(plan, "B").parts
    assert story["length_mm"].sum() == plan.blocks["walk_mm"].iloc[0]
    assert shapely.Point(degrees([(900, 290)])[0]).distance(story.geometry.iloc[-1]) == 0
    # 190 m both ways from the east door; 195 m from the west one, where 100 m lead to the corner. Then what both
    # reach on one street counts once: up to 656.7 m east of the east door, and 261.7 m beyond the lower corner.
    for minutes, metres in ((3, 2 * 190 + 195 + 195), (10, 900 + 656.667 + 300 + 261.667)):
        assert circles.plan(study, circles.Scenario(minutes=minutes)).circles["reach_m"].iloc[0] == near(metres)


def test_a_center_none_of_whose_doors_has_a_street_serves_nobody() -> None:
    study = three_doors()
    others = replace(
        study,
        gates=study.gates[study.gates["gate_id"] == "lost"].reset_index(drop=True),
        centers=town(study.streets, {"A": (900, 20), "E": (2000, 0)}, {"B": (0, 0)}).centers,
    )
    plan = planned(others)
    assert plan.centers["attached"].tolist() == [False, True]
    assert plan.centers["reason"].tolist() == ["no_gate_in_reach", ""]
    assert set(plan.blocks["center_id"]) == {"E"}


def test_an_entrance_by_an_edit_keeps_the_centers_own_place() -> None:
    study = replace(three_doors(), gates=gates())
    lon, lat = degrees([(900, 290)])[0]
    plan = planned(study.with_gate(lon, lat, center="A"))
    walks = plan.blocks.set_index("block_id")["walk_m"]
    assert walks["D"] == near(20)
    # From the place straight to the door, 270 m, and on to the street.
    assert walks["B"] == near(100 + 10 + 270)
    assert plan.nearest.set_index("block_id")["arrival"].nunique() == 2


def test_order_and_direction_of_edits_change_nothing_and_edited_networks_are_stored() -> None:
    study = two_streets()
    drawn: list[tuple[str, list[Place]]] = [
        ("path", [(700, 1), (700, 199)]),
        ("closed", [(900, -10), (900, 10)]),
        ("path", [(650, 50), (750, 50)]),
    ]
    one = with_edits(study, *drawn)
    assert one.edits is not None
    other = replace(one, edits=one.edits.iloc[::-1].reset_index(drop=True))
    first, second = circles.network_of(one), circles.network_of(other)
    assert first == second
    stored = WalkNetwork.from_arrays(first.to_arrays())
    assert stored == first
    assert circles.plan(one, walk_network=stored).blocks.equals(circles.plan(one).blocks)
    with pytest.raises(circles.InputError):
        circles.plan(study, walk_network=first)


def test_a_network_stored_by_another_method_is_refused() -> None:
    arrays = circles.network_of(two_streets()).to_arrays()
    del arrays["method_version"]
    with pytest.raises(circles.InputError, match="method 1") as caught:
        WalkNetwork.from_arrays(arrays)
    assert METHOD_VERSION in caught.value.text("zh")


def test_the_page_tells_the_walk_by_the_gate_it_passes_and_the_door_it_ends_at() -> None:
    study = gated()
    lon, lat = degrees([(250.0, 118.0)])[0]
    told = page_payload(planned(study.with_gate(lon, lat, block="B")), lang="en", tiles=False)["blocks"]
    assert [x is not None for x in told["access"]["via"]["x"]] == [True, False]
    assert told["arrival"]["via"] is None
    doors = page_payload(planned(three_doors()), lang="en", tiles=False)
    assert doors["blocks"]["arrival"]["row"] == [0, 1, 1]
    assert doors["streets"]["laid"] == []
    path = page_payload(planned(with_edits(two_streets(), ("path", [(700, 0), (700, 200)]))), lang="en", tiles=False)
    streets_told = path["streets"]
    assert {streets_told["names"][streets_told["name"][piece]] for piece in streets_told["laid"]} == {"Back lane"}


def table_of(**columns: list[Any]) -> gpd.GeoDataFrame:
    places = degrees([(250.0, 118.0), (100.0, 0.0)])
    return gpd.GeoDataFrame(columns, geometry=shapely.points(places), crs=tables.WGS84)


def read(given: gpd.GeoDataFrame) -> Study:
    study = gated()
    return circles.study_from_tables(
        streets=study.streets, centers=study.centers.assign(status="open"), blocks=study.blocks, gates=given
    )


def test_gates_name_a_block_or_a_center_by_id_or_name() -> None:
    found = read(table_of(gate_id=["1", "2"], block_id=["B", ""], center_name=["", "Center A"])).gates
    assert found["block_id"].fillna("").tolist() == ["B", ""]
    assert found["center_id"].fillna("").tolist() == ["", "A"]
    assert planned(read(table_of(center_id=["A", "A"]))).nearest["gate_id"].isna().all()
    assert "center_id" not in read(table_of(block_id=["B", "C"])).gates


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"block_id": ["B", "B"], "center_id": ["A", ""]}, "gate_of_both"),
        ({"block_id": ["B", ""], "center_id": ["", "X"]}, "gate_of_no_center"),
        ({"block_id": ["B", ""], "center_id": ["", ""]}, "gate_of_no_block"),
        ({"center_id": ["A", ""]}, "gate_of_no_center"),
    ],
)
def test_gates_of_nobody_or_of_both_are_refused(columns: dict[str, list[Any]], code: str) -> None:
    with pytest.raises(circles.InputError) as caught:
        read(table_of(**columns))
    assert [finding.code for finding in caught.value.findings] == [code]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"小区编号": ["C", ""]}, ""),
        ({"小区编号": ["C", ""], "中心编号": ["", "A"]}, ""),
        ({"小区编号": ["X", ""]}, "gate_of_no_block"),
        ({"中心编号": ["X", ""]}, "gate_of_no_center"),
        ({"小区编号": ["C", ""], "中心编号": ["A", ""]}, "gate_of_both"),
    ],
)
def test_edits_may_name_whose_gate_it_is(columns: dict[str, list[Any]], code: str) -> None:
    raw = table_in_memory(table_of(kind=["出入口", "出入口"], **columns), TableSettings())
    owners = {"block_id": {"B", "C"}, "center_id": {"A"}}
    if code:
        with pytest.raises(circles.InputError) as caught:
            edits_from(raw, owners)
        assert [finding.code for finding in caught.value.findings] == [code]
        return
    study = gated()
    found = network.gates_of_edits(edits_from(raw, owners).table, study.blocks, metric_crs=study.metric_crs)
    assert found["block_id"].fillna("").tolist() == ["C", "" if "中心编号" in columns else "B"]
