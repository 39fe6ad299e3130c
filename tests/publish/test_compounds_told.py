"""Compounds are told: in the plan, its summary, a check, on the page and in the GeoPackage; and which have no gate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pytest
import shapely

import circles
from circles import account_tables
from circles.answers.compound_words import compound_facts, compound_rows, without_gate
from circles.phrases import phrase, text_of
from circles.publish import payload
from circles.publish.geopackage import write_geopackage
from circles.workflows.streets_attached import attached
from tests.compound_towns import PRIVATE, PUBLIC, compounds, edits
from tests.network.test_compounds import ring_town
from tests.towns import blocks, degrees, gates, square, streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from circles.planning_study import Study


def gated_town() -> Study:
    """Three grounds and a private drive, along a street from (0, 0) to (1,600, 0).

    Through X, from 300 to 600 m, a lane leads to a second street: two gates at its wall. The lane of Y, at 1,000 m,
    ends inside. No street leads into Z, about (1,300, 200), whose own lane of 100 m meets none. The drive of 200 m
    at 1,600 m has no ground.
    """
    lines = streets(
        [(0, 0), (450, 0)],
        [(450, 0), (1000, 0)],
        [(1000, 0), (1600, 0)],
        [(0, 0), (0, 400)],
        [(0, 400), (450, 400)],
        [(450, 0), (450, 400)],
        [(1000, 0), (1000, 200)],
        [(1250, 200), (1350, 200)],
        [(1600, 0), (1600, 200)],
        access=[PUBLIC] * 8 + [PRIVATE],
    )
    grounds = compounds({"X": square(300, 50, 300), "Y": square(900, 50, 200), "Z": square(1200, 120, 200)})
    people = {"A": (440, 100), "B": (460, 300), "C": (1000, 190), "D": (1300, 180), "E": (1600, 150), "F": (0, 200)}
    placed = blocks(people, population=[100, 50, 80, 70, 30, 20])
    return town(lines, {"center": (0, 0)}, placed, compounds=grounds)


@pytest.fixture(scope="module")
def told() -> circles.Plan:
    return circles.plan(gated_town())


def test_a_plan_tells_each_compound_with_its_gates_and_people(told: circles.Plan) -> None:
    found = told.compounds
    assert found is not None
    assert told.compound_gates is not None
    assert list(found.columns) == list(account_tables.PLAN_COMPOUNDS)
    assert list(told.compound_gates.columns) == list(account_tables.COMPOUND_GATES)
    assert found["compound_id"].tolist()[:3] == ["X", "Y", "Z"]
    assert found["gated"].tolist() == [True, True, True, False]
    assert found["gates"].tolist() == [2, 1, 0, 1]
    assert found["has_gate"].tolist() == [True, True, False, True]
    assert found["length_m"].tolist() == pytest.approx([300, 150, 100, 200], abs=0.05)
    assert found["blocks"].tolist() == [("A", "B"), ("C",), ("D",), ("E",)]
    assert found["population"].tolist() == [150, 80, 70, 30]
    assert set(found.geometry.geom_type[:3]) == {"Polygon"}
    assert shapely.get_num_geometries(found.geometry.iloc[3]) == 1
    places = {tuple(np.round(xy, 5)) for xy in shapely.get_coordinates(told.compound_gates.geometry)}
    expected = degrees([(450, 50), (450, 350), (1000, 50), (1600, 0)])
    assert places == {tuple(np.round(xy, 5)) for xy in expected}


def test_summary_and_check_count_compounds_and_name_those_without_a_gate(told: circles.Plan) -> None:
    facts = told.summary()["compounds"]
    assert {name: facts[name] for name in ("count", "gates", "blocks", "people")} == {
        "count": 4,
        "gates": 4,
        "blocks": 5,
        "people": 330,
    }
    (without,) = facts["without_gate"]
    assert (without["compound_id"], without["name"], without["people"]) == ("Z", "Compound Z", 70)
    assert told.summary()["streets"]["compound_gates"] == 4
    lines = [line["en"] for line in told.summary()["assumptions"] if isinstance(line, dict)]
    assert any("4 compounds with 4 street openings; 5 blocks with 330 people inside); 1 of them" in x for x in lines)
    counted = attached(gated_town(), circles.Scenario()).compounds
    assert counted is not None
    assert counted.drop(columns="geometry").equals(told.compounds.drop(columns="geometry"))  # type: ignore[union-attr]
    assert set(compound_rows(compound_facts(told.compounds))) == {"compounds", "inside", "without_gate"}


def test_a_compound_whose_block_has_a_gate_is_not_said_to_have_none() -> None:
    """No street leads out of Z, and its block D has a gate of its own at its wall."""
    study = gated_town()
    plan = circles.plan(replace(study, gates=gates({"G": ("D", (1300, 120))})))
    said = [line["zh"] for line in plan.summary()["assumptions"] if isinstance(line, dict)]
    assert any("出入口：6 个居住单元中 1 个有出入口" in line for line in said)
    # Three compounds open onto a street four times; Z does not, and that is no word on the gate of D.
    (told_of,) = [line for line in said if line.startswith("封闭小区")]
    assert "内部道路连通口 4 处" in told_of
    assert told_of.endswith("其中 1 处没有内部道路连通口（居住单元的出入口另计）")
    assert text_of(phrase("map.compound_gates"), "zh") == "与外部道路的连通口"
    assert text_of(phrase("map.layer.gateless"), "zh") == "仅供住户，没有内部道路连通口"
    (line,) = without_gate(compound_facts(plan.compounds))
    assert line.text("zh").startswith("没有内部道路连通口（居住单元的出入口另计）：")


def test_the_page_draws_compounds_and_says_of_a_block_who_may_walk_there(told: circles.Plan) -> None:
    shown = payload.page_payload(told, lang="zh", tiles=False)["compounds"]
    assert shown["gates"] == [2, 1, 0, 1]
    assert shown["of_block"] == [0, 0, 1, 2, 3, None]
    # Its walk begins at the public street below, because no street leads out of Z.
    assert shown["unknown"] == [False, False, False, True, False, False]
    assert told.pieces["compound_id"].iloc[shown["streets"]["piece"]].ne("").all()
    assert sorted(shown["gate_of"]) == [0, 0, 1, 3]
    assert len(shown["x"]) == 4
    # One way in shortens nothing, and Z has none.
    assert [wall and wall["blocks"] for wall in shown["wall"]] == [0, 0, None, 0]
    public = replace(gated_town(), compounds=None, streets=gated_town().streets.assign(access=PUBLIC))
    assert payload.page_payload(circles.plan(public), lang="zh", tiles=False)["compounds"] is None


@pytest.mark.parametrize(("people", "told"), [(250.5, 250.5), (np.nan, None)])
def test_the_page_tells_what_a_wall_costs(people: float, told: float | None) -> None:
    """24 minutes are 1,600 m: who passes the drive of the ring town walks 1,913 m around it, or 1,367 m through it."""
    study = ring_town()
    study = replace(study, blocks=study.blocks.assign(population=[100.0, people]))
    plan = circles.plan(study, circles.Scenario(minutes=24))
    (wall,) = payload.page_payload(plan, lang="zh", tiles=False)["compounds"]["wall"]
    assert wall == {"blocks": 1, "people": told}


def test_a_gate_that_is_given_leaves_nothing_unknown() -> None:
    plan = circles.plan(replace(gated_town(), gates=gates({"G": ("D", (1300, 120))})))
    assert not any(payload.page_payload(plan, lang="zh", tiles=False)["compounds"]["unknown"])
    assert plan.compounds is not None
    assert plan.compounds["blocks"].tolist()[2] == ("D",)


def test_a_compound_that_an_edit_opens_is_one_no_longer_and_a_path_makes_a_gate() -> None:
    opened = circles.plan(replace(gated_town(), edits=edits(("open", square(900, 50, 200)))))
    assert opened.compounds is not None
    assert opened.compounds["gates"].to_dict() == {0: 2, 1: 0, 2: 1}
    assert opened.compounds["compound_id"].tolist()[:2] == ["X", "Z"]
    path = circles.plan(replace(gated_town(), edits=edits(("path", [(1300, 200), (1300, 0)]))))
    assert path.compounds is not None
    assert path.compounds["gates"].tolist() == [2, 1, 1, 1]


def test_a_geopackage_holds_compounds_gates_and_the_private_share(told: circles.Plan, tmp_path: Path) -> None:
    file = tmp_path / "plan.gpkg"
    write_geopackage(told, file, lang="en")
    streets_of = pyogrio.read_dataframe(file, layer="compounds")
    assert streets_of["compound_id"].tolist()[:3] == ["X", "Y", "Z"]
    assert streets_of["blocks"].tolist() == [2, 1, 1, 1]
    assert set(streets_of.geometry.geom_type) == {"MultiLineString"}
    assert pyogrio.read_dataframe(file, layer="gated_ground")["has_gate"].tolist() == [True, True, False]
    assert len(pyogrio.read_dataframe(file, layer="compound_gates")) == 4
    shares = pyogrio.read_dataframe(file, layer="circles")["private_share"].tolist()
    assert shares == told.circles["private_share"].tolist() == told.centers["private_share"].tolist()
    assert 0 < shares[0] < 1
