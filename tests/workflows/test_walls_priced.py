"""The price of a wall: what a rerun with one compound open says, for every compound; and a town worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

import circles
from circles import network, tables
from circles.document import document_of
from circles.workflows import network_of
from circles.workflows.walls_priced import Walked, wall_prices
from tests.compound_towns import PRIVATE, PUBLIC, compounds, walks_of
from tests.network.test_compounds import ring_town
from tests.network.test_edits_only_help import crooked_streets, gated_squares
from tests.towns import blocks, degrees, square, streets, town

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = (2, 4, 6, 9, 28)
MINUTE_MM = 4_000_000 / 60


def walked(study: circles.Study, graph: network.WalkNetwork | None = None, *, engine: str = "compiled") -> Walked:
    """Return a study with all its walks, searched over all streets."""
    graph = network_of(study) if graph is None else graph
    attachments = network.attach(
        graph,
        centers=study.centers,
        blocks=study.blocks,
        gates=study.gates,
        max_snap_m=study.scenario.max_snap_m,
        metric_crs=study.metric_crs,
        compounds=study.compounds,
    )
    ids = study.centers["center_id"]
    nodes = network.walk_field(graph, attachments, ids, engine=engine)
    return Walked(
        study=study,
        scenario=study.scenario,
        walk_network=graph,
        attachments=attachments,
        nodes=nodes,
        nearest=network.nearest(graph, attachments, ids, nodes),
        open_ids=ids,
        engine=engine,
    )


def within(found: Walked) -> dict[int, set[str]]:
    """Return the blocks within each of the limits."""
    walks = found.nearest
    return {each: set(walks.loc[walks["walk_mm"] <= MINUTE_MM * each, "block_id"]) for each in LIMITS}


def priced(found: Walked, minutes: int) -> gpd.GeoDataFrame:
    """Return the prices of all walls at a limit."""
    return wall_prices(replace(found, scenario=circles.Scenario(minutes=minutes)))


def test_a_wall_with_two_gates_costs_who_walks_around_it() -> None:
    """The passer-by walks 1,913 m around a drive of 400 m, the house 367 m; 24 minutes are 1,600 m."""
    study, asked = ring_town(), circles.Scenario(minutes=24)
    study = replace(study, blocks=study.blocks.assign(population=[100.0, 250.5]))
    walls = circles.plan(study, asked).walls
    assert walls is not None
    assert walls.drop(columns="geometry").to_dict("records") == [
        {
            "compound_id": network_of(study).compound_ids[0],
            "name": "",
            "gates": 2,
            "blocks": 1,
            "people": 250.5,
            "block_ids": "passer",
        }
    ]
    assert len(walls.geometry.iloc[0].geoms) == 2
    unknown = circles.plan(
        replace(study, blocks=study.blocks.assign(population=np.nan)), circles.Scenario(minutes=24)
    ).walls
    assert unknown is not None
    assert (unknown["blocks"].iloc[0], np.isnan(unknown["people"].iloc[0])) == (1, True)
    one_gate = study.streets.iloc[[0, 1, 2, 3]]
    single = circles.plan(replace(study, streets=one_gate), asked).walls
    assert single is not None
    assert single[["gates", "blocks"]].to_numpy().tolist() == [[1, 0]]
    public = circles.plan(replace(study, streets=study.streets.assign(access=PUBLIC))).walls
    assert public is not None
    assert public.empty


def walled_town(seed: int) -> circles.Study:
    """A crooked town with gated squares and private streets, 5 centers and 40 blocks of 1 to 40 people in it."""
    rng = np.random.default_rng(seed)
    lines = crooked_streets(rng, with_lengths=seed % 2 == 1)
    lines["access"] = np.where(rng.random(len(lines)) < 0.15, PRIVATE, PUBLIC)
    grounds = gated_squares(rng)
    if seed % 3 == 2:  # side by side: two that touch at a node of no public street
        boxes = [square(150, 150, 260), square(410, 150, 260), square(150, 410, 260), square(700, 420, 200)]
        grounds = compounds(dict(zip("WXYZ", boxes, strict=True)))
    ends = shapely.get_coordinates(lines.geometry.to_numpy())
    places = ends[rng.choice(len(ends), 45, replace=False)] + rng.uniform(-3e-4, 3e-4, (45, 2))
    points = shapely.points(places)
    centers = gpd.GeoDataFrame(
        {"center_id": [*"ABCDE"], "name": "", "status": "open"}, geometry=points[:5], crs=tables.WGS84
    )
    ids = [f"b{i}" for i in range(40)]
    people = {"population": np.arange(1.0, 41.0), "dwellings": np.nan}
    of_blocks = gpd.GeoDataFrame({"block_id": ids, "name": "", **people}, geometry=points[5:], crs=tables.WGS84)
    return town(lines, centers, of_blocks, compounds=grounds)


@pytest.mark.parametrize("seed", [2, 3])
def test_prices_are_what_a_rerun_with_each_compound_open_says(seed: int) -> None:
    study = walled_town(seed)
    asked = walked(study)
    before, gains = within(asked), 0
    prices = {each: priced(asked, each).set_index("compound_id") for each in LIMITS}
    assert len(prices[LIMITS[0]]) > 4
    for compound_id in prices[LIMITS[0]].index:
        edits = study.with_open(compound_id).edits
        assert edits is not None
        graph, points = network.edited_network(asked.walk_network, edits), asked.attachments
        nodes = network.walk_field(graph, points, asked.open_ids)
        opened = within(replace(asked, nearest=network.nearest(graph, points, asked.open_ids, nodes)))
        for each, table in prices.items():
            row, rerun = table.loc[compound_id], opened[each] - before[each]
            assert set(filter(None, row["block_ids"].split(";"))) == rerun, (compound_id, each)
            assert row["people"] == sum(int(block_id[1:]) + 1 for block_id in rerun)
            gains += len(rerun)
    assert gains > 0
    if seed == 2:
        reference = priced(walked(study, asked.walk_network, engine="networkx"), LIMITS[1])
        assert reference.set_index("compound_id").equals(prices[LIMITS[1]])


def test_opening_a_compound_gives_its_neighbour_a_gate() -> None:
    """Y has a gate in the south and touches X in the west: while X is open, its street is the shorter way out of Y.

    The block walks 200 m west and 1,600 m on by X; by its own gate it is 2,500 m.
    """
    lines = streets(
        [(-1500, 0), (300, 0)],
        [(300, 0), (300, -200)],
        [(300, -200), (-1500, -200)],
        [(-1500, -200), (-1500, 0)],
        lengths={2: 2000.0},
    )
    grounds = compounds({"X": square(-200, -100, 300), "Y": square(100, -100, 400)})
    study = town(lines, {"C": (-1500, 0)}, blocks({"y": (300, 0)}, population=[7.0]), compounds=grounds)
    walls = priced(walked(study), 28)
    assert walls[["compound_id", "gates", "people"]].to_numpy().tolist() == [["X", 1, 7.0], ["Y", 1, 0.0]]
    assert within(walked(study.with_open("X")))[28] == {"y"}


def test_prices_are_told_and_written(tmp_path: Path) -> None:
    study = ring_town()
    study = replace(study, blocks=study.blocks.assign(population=[100.0, 250.5]))
    plan = circles.plan(study, circles.Scenario(minutes=24))
    (row,) = plan.summary()["walls"]
    assert (row["gates"], row["people"], row["block_ids"]) == (2, 250.5, ["passer"])
    (section,) = [each for each in document_of(plan).sections if each.name == "walls"]
    assert section.table is not None
    assert len(section.table.rows) == 1
    circles.write_plan(plan, tmp_path / "out")
    written = (tmp_path / "out" / "walls.csv").read_text("utf-8-sig").splitlines()
    assert written == ["compound_id,name,gates,blocks,people,block_ids", f"{row['compound_id']},,2,1,250.5,passer"]
    layer = pyogrio.read_dataframe(tmp_path / "out" / "plan.gpkg", layer="walls")
    assert layer["people"].tolist() == [250.5]


def test_ground_is_made_private_and_open_in_python() -> None:
    """A square over the street between passer and center: 2,100 m around it, 1,000 m through it once it is open."""
    lines = streets([(0, 0), (1000, 0)], [(0, 0), (0, -800)], [(0, -800), (1000, 0)], lengths={2: 1300.0})
    study = town(lines, {"C": (1000, 0)}, {"passer": (0, 0)})
    ring = [tuple(place) for place in degrees(square(300, -200, 400))]
    gated = study.with_private(ring, note="Quarter")
    opened = gated.with_open("Quarter")
    ground = gated.with_open(ground=shapely.Polygon(ring), note="all of it")
    found = {name: walks_of(each) for name, each in {"gated": gated, "opened": opened, "ground": ground}.items()}
    assert found == {"gated": {"passer": 2_100_000}, "opened": {"passer": 1_000_000}, "ground": {"passer": 1_000_000}}
    twice = gated.with_private(shapely.Polygon(ring), note="again")
    assert twice.compounds is not None
    assert twice.compounds["compound_id"].tolist() == ["private 1", "private 2"]
    assert study.compounds is None
    assert study.edits is None
    bow = [ring[0], ring[2], ring[1], ring[3]]
    calls = {
        "edit_shape_polygon": (bow, shapely.LineString(ring)),
        "bad_place": (ring[:2], [(500.0, 0.0)] * 4),
    }
    for code, grounds in calls.items():
        for wrong in grounds:
            with pytest.raises(circles.CirclesError) as caught:
                study.with_private(wrong)
            assert caught.value.findings[0].code == code
    for name in (None, "Quarter"):
        with pytest.raises(circles.InputError) as wrong_call:
            gated.with_open(name, ground=ring if name else None)
        assert wrong_call.value.findings[0].code == "open_what"
    with pytest.raises(circles.CirclesError, match="Quarter"):
        gated.with_open("Quater")
