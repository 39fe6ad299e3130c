"""What-if in the saved page: the same integers as Python, by node on the very file that ships."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

import circles
from benchmarks.what_if_scenarios import (
    answers_of_page,
    asked_of,
    asked_of_page,
    changed_share,
    differences,
    gap_differences,
    scenarios,
    with_drawn,
)
from circles import tables
from circles.publish import write_map
from circles.publish.web_files import page_script
from circles.workflows import network_of
from tests.network.test_edits_only_help import gated_squares
from tests.network.test_squares import crooked_study

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.plan import Plan
    from circles.planning_study import Study


def asked_and_held(plan: Plan, page: Path, count: int, seed: int) -> tuple[list[str], float, float]:
    """Return where page and Python differ, and in which share of plain and of other questions something changes."""
    asked = [{}, *scenarios(plan, count, np.random.default_rng(seed))]
    answers = answers_of_page(page, asked)
    wrong = differences(plan, page, asked, network_of(replace(plan.study, edits=None)))
    return wrong, changed_share(plan, answers[:1]), changed_share(plan, answers[1:])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    page = tmp_path_factory.mktemp("demo") / "coverage.html"
    write_map(plan, page)
    return plan, page


def test_the_demo_page_answers_as_python_does(demo: tuple[Plan, Path]) -> None:
    wrong, plain, changed = asked_and_held(*demo, 25, seed=1)
    assert (wrong, plain) == ([], 0)
    assert changed > 0.5


def test_blocks_that_get_no_verdict_have_their_minutes_and_none_in_a_trial_either(tmp_path: Path) -> None:
    study = circles.read_study(circles.demo_study() / "study.toml")
    said = np.where(np.arange(len(study.blocks)) % 3 == 0, "rural", "urban")
    plan = circles.plan(replace(study, blocks=study.blocks.assign(urban_rural=said)))
    page = tmp_path / "coverage.html"
    write_map(plan, page)
    wrong, plain, changed = asked_and_held(plan, page, 6, seed=3)
    assert (wrong, plain) == ([], 0)
    assert changed > 0
    told = answers_of_page(page, [{}])[0]
    assert {row[2] for row, where in zip(told, said, strict=True) if where == "rural"} == {tables.NOT_EVALUATED}


def test_the_page_answers_alike_where_its_scripts_could_not_be_minified(
    demo: tuple[Plan, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, page = demo
    monkeypatch.setitem(sys.modules, "minify", None)
    page_script.cache_clear()
    try:
        larger = write_map(plan, tmp_path / "coverage.html")
    finally:
        page_script.cache_clear()
    assert "// Tells the walk of a block" in larger.read_text(encoding="utf-8")
    asked = [{}, *scenarios(plan, 3, np.random.default_rng(5))]
    assert answers_of_page(larger, asked) == answers_of_page(page, asked)


def test_gaps_are_made_anew_as_python_makes_them(demo: tuple[Plan, Path]) -> None:
    plan, page = demo
    asked = [{}, *scenarios(plan, 8, np.random.default_rng(11))]
    assert gap_differences(plan, page, asked, network_of(replace(plan.study, edits=None))) == []
    own, *others = asked_of_page(page, asked, told="gaps")
    assert len(own) == len(plan.gaps)
    assert any(gaps != own for gaps in others)
    assert asked_of_page(page, [{"tier": plan.scenario.tiers[0].name}], told="gaps") == [None]


def test_the_list_that_the_page_hands_out_answers_the_same(demo: tuple[Plan, Path], tmp_path: Path) -> None:
    plan, page = demo
    # A list of centers says nothing of estates, and a plan answers every tier besides.
    asked = [
        {key: value for key, value in scenario.items() if key not in {"demand", "tier"}}
        for scenario in scenarios(plan, 4, np.random.default_rng(7))
    ]
    asked[0] = {**asked[0], "add": [{"name": '=新, "中心"', "lon": 114.28, "lat": 30.58}]}
    for scenario, text, answer in zip(
        asked, asked_of_page(page, asked, told="lists"), answers_of_page(page, asked), strict=True
    ):
        (tmp_path / "centers.csv").write_text(text, encoding="utf-8", newline="")
        _, question = asked_of(plan.study, scenario)
        given = {"centers": {"file": str(tmp_path / "centers.csv")}}
        study = circles.read_study(circles.demo_study() / "study.toml", options=given)
        again = circles.plan(with_drawn(study, scenario), question).blocks
        assert list(zip(again["block_id"], again["walk_mm"], again["verdict"], strict=True)) == answer
        assert len(study.centers) == len(plan.centers) + len(scenario.get("add", ()))


def edited(study: Study, rng: np.random.Generator) -> Study:
    """Two paths, a closed line and a gate somewhere in the town."""
    west, south, east, north = study.streets.total_bounds
    places = [list(zip(rng.uniform(west, east, 2), rng.uniform(south, north, 2), strict=True)) for _ in range(3)]
    study = study.with_path(places[0]).with_path(places[1]).with_closure(places[2])
    return study.with_gate(*places[0][0], block="B07")


@pytest.mark.parametrize("seed", range(6))
def test_with_squares_edits_and_gated_compounds_too(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    study = crooked_study(seed)
    study = replace(study, gates=study.gates.set_crs(tables.WGS84))
    if seed % 3:
        study = edited(study, rng)
    if seed % 2:
        study = replace(study, compounds=gated_squares(rng))
    plan = circles.plan(study)
    write_map(plan, tmp_path / "coverage.html")
    wrong, plain, changed = asked_and_held(plan, tmp_path / "coverage.html", 8, seed)
    assert (wrong, plain) == ([], 0)
    assert changed > 0.5


def test_a_center_in_a_compound_is_entered_by_the_gates_that_name_it(tmp_path: Path) -> None:
    """One gate the study knows, one an edit adds, each of a compound in which centers are added."""
    rng = np.random.default_rng(500)
    compounds = gated_squares(rng)
    study = replace(crooked_study(0), compounds=compounds)
    corners = [np.array(shape.exterior.coords) for shape in compounds.geometry]
    known, drawn = (np.round(0.7 * ring[0] + 0.3 * ring[1], 7) for ring in corners[:2])
    gate = {"gate_id": ["G"], "block_id": [None], "compound_id": ["W"]}
    study = replace(study, gates=gpd.GeoDataFrame(gate, geometry=[shapely.Point(known)], crs=tables.WGS84))
    study = study.with_gate(*drawn, compound="X")
    plan, page = circles.plan(study), tmp_path / "coverage.html"
    write_map(plan, page)
    boxes = compounds.geometry.bounds.to_numpy()
    places = [rng.uniform(boxes[i % 2][:2], boxes[i % 2][2:]).tolist() for i in range(6)]
    closed = plan.centers["center_id"].tolist()
    asked = [{"add": [{"name": "", "lon": lon, "lat": lat}], "close": closed} for lon, lat in places]
    assert differences(plan, page, asked, network_of(replace(study, edits=None))) == []
    assert changed_share(plan, answers_of_page(page, asked)) == 1


def test_what_cannot_be_answered_is_refused_by_name(tmp_path: Path) -> None:
    study = crooked_study(0)
    plan = circles.plan(replace(study, gates=study.gates.set_crs(tables.WGS84)))
    page = tmp_path / "coverage.html"
    write_map(plan, page)
    wrong = (
        ({"minuets": 10}, "minuets"),
        ({"minutes": 10.01}, "minutes"),
        ({"minutes": "15"}, "minutes"),
        ({"walking_speed_kmh": 0}, "walking_speed_kmh"),
        ({"profile": "norm", "walking_speed_kmh": 4}, "profile"),
        ({"profile": "fast"}, "fast"),
        ({"close": ["C9"]}, "C9"),
        ({"add": [{"name": "A", "lon": 200, "lat": 30}]}, "lon"),
        ({"add": [{"name": "A", "lon": "114.3", "lat": 30}]}, "lon"),
        ({"add": [{"name": 7, "lon": 114.3, "lat": 30}]}, "name"),
        ({"close": "C1"}, "close"),
        ({"gates": [[114.3, 30.6, 5]]}, "gates"),
        ({"paths": [[[114.3, 30.6]]]}, "paths"),
        ({"closures": [[[114.3, 30.6], [114.3, "30"]]]}, "closures"),
        ({"compounds_open": ["V"]}, "compounds_open"),
        ({"move": [{"center_id": "C9", "lon": 114.3, "lat": 30.6}]}, "C9"),
    )
    for (_, named), said in zip(wrong, asked_of_page(page, [scenario for scenario, _ in wrong]), strict=True):
        assert named in said["refused"]
