"""Gates that name a compound: one more way out for everybody who stands in it."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import circles
from circles import tables
from tests.compound_towns import attached, compounds, walks_of
from tests.network.test_compounds import ring_town
from tests.towns import blocks, degrees, gates, square, streets, town
from tests.workflows.test_walls_priced import walled_town


def walled(given: gpd.GeoDataFrame | None = None) -> circles.Study:
    """A street of 2 km, and beside it a compound without any: a home 120 m from the street.

    By the wall it walks 120 + 550 m, by a gate at (450, 20) 141.421 + 20 + 450, at (700, 20) 180.278 + 20 + 700.
    """
    places = {"home": (550, 120), "other": (1000, 0)}
    grounds = compounds({"X": square(400, 20, 300)})
    study = town(streets([(0, 0), (2000, 0)]), {"C": (0, 0)}, blocks(places), compounds=grounds)
    return study if given is None else replace(study, gates=given)


def gates_of(place: tuple[float, float], compound_id: str) -> gpd.GeoDataFrame:
    """Return a table of one gate that names a compound."""
    return gates({"G": ("", place)}).assign(block_id=None, compound_id=compound_id)


@pytest.mark.parametrize(("place", "edited", "given"), [((450, 20), 611_421, 611_421), ((700, 20), 670_000, 900_278)])
def test_the_gate_of_a_compound_without_streets_is_one_of_its_people(
    place: tuple[float, float], edited: int, given: int
) -> None:
    """Drawn as an edit it lengthens no walk; where the study knows it, nobody walks through the wall any more."""
    study = walled()
    assert walks_of(study)["home"] == pytest.approx(670_000, abs=30)
    lon, lat = degrees([place])[0]
    drawn = study.with_gate(lon, lat, compound="X", note="South gate")
    known = walled(gates_of(place, "X"))
    plans = [circles.plan(each) for each in (drawn, known)]
    walks = [plan.blocks.set_index("block_id")["walk_mm"] for plan in plans]
    assert [each["home"] for each in walks] == pytest.approx([edited, given], abs=30)
    assert [each["other"] for each in walks] == pytest.approx([1_000_000] * 2, abs=30)
    told = [{finding.code for finding in plan.warnings} for plan in plans]
    assert ["gates_unknown" in each for each in told] == [True, False]
    assert plans[1].blocks["gate_id"].fillna("").tolist() == ["G", ""]
    gate = next(finding for finding in plans[0].warnings if finding.code == "edit_gate")
    assert gate.details["owner"] == "Compound X"
    reference = circles.plan(known, engine="networkx")
    assert reference.blocks["walk_mm"].equals(plans[1].blocks["walk_mm"])


def test_a_center_in_a_compound_is_reached_by_its_gate_and_blocks_with_gates_keep_theirs() -> None:
    grounds = compounds({"X": square(400, 20, 300)})
    own = gates({"H": ("home", (650, 20))}).assign(compound_id=None)
    table = gpd.GeoDataFrame(pd.concat([own, gates_of((450, 20), "X")], ignore_index=True))
    places = {"home": (600, 200), "west": (0, 0)}
    study = town(streets([(0, 0), (2000, 0)]), {"C": (550, 120)}, blocks(places), compounds=grounds)
    study = replace(study, gates=table)
    rows = attached(study)
    assert rows.loc[rows["kind"] == "choice", ["center_id", "gate_id"]].to_numpy().tolist() == [["C", "G"]]
    found = walks_of(study)
    assert found == walks_of(study, engine="networkx")
    assert found["west"] == pytest.approx(611_421, abs=30)
    assert found["home"] == pytest.approx(20_000 + 200_000 + 20_000 + 141_421, abs=30)


def test_private_streets_without_a_polygon_have_gates_too() -> None:
    """The house stands 33 m up its drive; a gate 10 m west of it is one more way, and shortens nothing there."""
    study = ring_town()
    (name,) = circles.network_of(study).compound_ids
    lon, lat = degrees([(-10, 33)])[0]
    gated = study.with_gate(lon, lat, compound=name)
    plan = circles.plan(gated)
    choice = plan.attachments[plan.attachments["kind"] == "choice"]
    assert choice["block_id"].tolist() == ["house"]
    assert plan.blocks["walk_mm"].tolist() == [367_000, 1_913_000]


def test_a_gate_of_a_compound_that_is_not_there_is_told() -> None:
    plan = circles.plan(walled(gates_of((450, 20), "Z")))
    (finding,) = [each for each in plan.warnings if each.code == "gates_of_no_compound"]
    assert (finding.details["ids"], np.isfinite(plan.blocks["walk_m"]).all()) == ("Z", True)
    assert tables.GATE_COMPOUND in plan.study.gates


def test_gates_of_compounds_that_are_drawn_lengthen_no_walk() -> None:
    study, rng = walled_town(2), np.random.default_rng(7)
    grounds = study.compounds
    assert grounds is not None
    gated = study
    for compound_id, ground in zip(grounds["compound_id"], grounds.geometry, strict=True):
        for place in shapely.get_coordinates(ground)[rng.integers(0, 4, 2)]:
            gated = gated.with_gate(*place.tolist(), compound=compound_id)
    plans = [circles.plan(each, circles.Scenario(minutes=30)) for each in (study, gated)]
    before, after = (plan.blocks["walk_mm"].to_numpy() for plan in plans)
    walked = before >= 0
    assert (after[walked] <= before[walked]).all()
    assert (after[walked] < before[walked]).any()
    pairs = [plan.walks.set_index(["block_id", "center_id"])["walk_mm"] for plan in plans]
    assert (pairs[1].reindex(pairs[0].index) <= pairs[0]).all()
