"""Calls with arguments of a wrong kind: each is refused in its first lines, by the name of the argument."""

from __future__ import annotations

import inspect
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import circles
from tests.workflows.test_stories import river_town

if TYPE_CHECKING:
    from collections.abc import Callable

STUDY: Any = river_town()


@cache
def plan() -> Any:
    return circles.plan(STUDY)


call: Any = circles
"""The package as one writes in a notebook: nothing checks the kinds of arguments beforehand."""

WRONG: dict[str, list[tuple[str, Callable[[], object]]]] = {
    "study": [
        ("plan a path", lambda: call.plan("study.toml")),
        ("plan nothing", lambda: call.plan(None)),
        ("plan a plan", lambda: call.plan(plan())),
        ("plan a mapping", lambda: call.plan({"name": "A"})),
        ("network of a path", lambda: call.network_of(Path("study.toml"))),
        ("network of streets", lambda: call.network_of(STUDY.streets)),
        ("check nothing", lambda: call.check_study(None)),
        ("check a study", lambda: call.check_study(STUDY)),
        ("check a number", lambda: call.check_study(15)),
        ("read nothing", lambda: call.read_study(None)),
        ("read a study", lambda: call.read_study(STUDY)),
        ("read bytes", lambda: call.read_study(b"study.toml")),
        ("candidates of a study", lambda: call.read_candidates(STUDY)),
        ("site a plan", lambda: call.site(plan(), call.SitingQuestion(new=1))),
    ],
    "options": [
        ("read", lambda: call.read_study("study.toml", options=[("minutes", 10)])),
        ("check", lambda: call.check_study("study.toml", options="minutes=10")),
        ("candidates", lambda: call.read_candidates("study.toml", options=3)),
        ("tables", lambda: call.study_from_tables(streets=STUDY.streets, centers=STUDY.centers, options=[1])),
    ],
    "scenario": [
        ("minutes", lambda: call.plan(STUDY, 15)),
        ("mapping", lambda: call.plan(STUDY, {"minutes": 15})),
        ("the kind itself", lambda: call.plan(STUDY, call.Scenario)),
        ("tables", lambda: call.study_from_tables(streets=STUDY.streets, centers=STUDY.centers, scenario=15)),
    ],
    "walk_network": [
        ("streets", lambda: call.plan(STUDY, walk_network=STUDY.streets)),
        ("a graph", lambda: call.plan(STUDY, walk_network=call.network_of(STUDY).to_networkx())),
    ],
    "question": [("a number", lambda: call.site(STUDY, 5)), ("nothing", lambda: call.site(STUDY, None))],
    "candidates": [
        ("places", lambda: call.site(STUDY, call.SitingQuestion(new=1), candidates=[(114.3, 30.6)])),
    ],
    "threads": [("text", lambda: call.plan(STUDY, threads="2")), ("half", lambda: call.plan(STUDY, threads=1.5))],
    "plan": [
        ("explain a study", lambda: call.explain(STUDY, "B1")),
        ("show a study", lambda: call.show(STUDY)),
        ("map of nothing", lambda: call.write_map(None, "map.html")),
        ("write blocks", lambda: call.write_plan(plan().blocks, "maps")),
        ("write a path", lambda: call.write_plan("maps", plan())),
    ],
    "block": [("number", lambda: call.explain(plan(), 1)), ("nothing", lambda: call.explain(plan(), None))],
    "before": [("path", lambda: call.compare("maps/before", plan())), ("study", lambda: call.compare(STUDY, plan()))],
    "after": [("path", lambda: call.compare(plan(), "maps/after")), ("nothing", lambda: call.compare(plan(), None))],
    "folder": [
        ("begin nothing", lambda: call.init_study(None)),
        ("write nowhere", lambda: call.write_plan(plan(), None)),
    ],
    "file": [
        ("streets from a table", lambda: call.read_streets(STUDY.streets)),
        ("map to nothing", lambda: call.write_map(plan(), None)),
    ],
    "siting": [("a plan", lambda: call.write_siting(plan(), "maps"))],
    "matches": [("a table", lambda: call.write_places(pd.DataFrame(), "list.xlsx"))],
    "listed": [("a table", lambda: call.match_places(pd.DataFrame()))],
    "points": [
        ("a number", lambda: call.match_places("list.csv", points=5)),
        ("numbers", lambda: call.match_places("list.csv", points=[5])),
    ],
    "table": [("a path", lambda: call.candidates_from_table("venues.csv"))],
    "streets": [
        ("a path", lambda: call.build_network("streets.osm.pbf")),
        ("a plain table", lambda: call.build_network(pd.DataFrame({"name": ["A"]}))),
        ("tables from a path", lambda: call.study_from_tables(streets="a.pbf", centers=STUDY.centers)),
        ("tables from nothing", lambda: call.study_from_tables(streets=None, centers=STUDY.centers)),
    ],
    "centers": [("a list", lambda: call.study_from_tables(streets=STUDY.streets, centers=[(114.3, 30.6)]))],
    "blocks": [
        (
            "an array",
            lambda: call.study_from_tables(streets=STUDY.streets, centers=STUDY.centers, blocks=np.zeros((2, 2))),
        )
    ],
}
CASES = [
    pytest.param(argument, asked, id=f"{argument}: {name}")
    for argument, cases in WRONG.items()
    for name, asked in cases
]


@pytest.mark.parametrize(("argument", "asked"), CASES)
def test_a_wrong_argument_is_named_first(argument: str, asked: Callable[[], object]) -> None:
    with pytest.raises(circles.ArgumentError) as caught:
        asked()
    (finding,) = caught.value.findings
    assert finding.details["argument"] == argument
    assert f"The argument {argument} is of the kind " in str(caught.value)
    assert len(str(caught.value)) < 300
    assert f"参数 {argument} 的类型是" in caught.value.text("zh")


def test_what_is_right_is_taken(tmp_path: Path) -> None:
    assert circles.compare(plan(), plan().blocks).totals["blocks"].sum() == len(STUDY.blocks)
    assert circles.write_map(plan(), str(tmp_path / "a.html")) == tmp_path / "a.html"
    assert call.plan(STUDY, circles.Scenario(), walk_network=circles.network_of(STUDY), threads=np.int64(1)) == plan()


UNUSABLE = (object(), b"x", 1 + 2j)
"""What no argument of a public call takes."""

SELDOM: dict[str, dict[str, Any]] = {
    "aggregate": {"values": STUDY.blocks, "points": STUDY.blocks.geometry, "within_m": 100},
    "build_network": {"streets": STUDY.streets},
    "candidates_from_table": {"table": STUDY.centers},
    "check_study": {"study": "x.toml"},
    "compare": {},
    "explain": {"block": "B1"},
    "init_study": {"folder": "nowhere"},
    "isochrones": {"points": STUDY.centers},
    "match_places": {"listed": "list.csv"},
    "nearest": {"points": STUDY.blocks, "facilities": STUDY.centers},
    "network_of": {},
    "plan": {},
    "read_candidates": {"study": "x.toml"},
    "read_plan": {"folder": "nowhere"},
    "read_streets": {"file": "nowhere.pbf"},
    "read_study": {"study": "x.toml"},
    "rings": {},
    "show": {},
    "site": {"new": 1},
    "study": {"streets": STUDY.streets, "centers": STUDY.centers, "blocks": STUDY.blocks},
    "study_from_tables": {"streets": STUDY.streets, "centers": STUDY.centers, "blocks": STUDY.blocks},
    "write_map": {"file": "map.html"},
    "write_plan": {"folder": "maps"},
    "Scenario": {},
    "SitingQuestion": {"new": 1},
    "Output": {},
}
"""What is right of each call; a study, a plan and a network are given where it takes one."""


def arguments() -> list[tuple[str, str]]:
    named = [(name, inspect.signature(getattr(circles, name)).parameters.values()) for name in SELDOM]
    return [(name, each.name) for name, every in named for each in every if each.kind is not each.VAR_KEYWORD]


@pytest.mark.parametrize(("name", "argument"), arguments())
def test_every_argument_of_every_call_is_named_when_it_is_unusable(name: str, argument: str) -> None:
    taken = inspect.signature(getattr(circles, name)).parameters
    makers: dict[str, Callable[[], object]] = {"before": plan, "after": plan, "plan": plan, "walk_network": walks}
    given = {
        key: make() for key, make in makers.items() if key in taken and (name, key) not in {("plan", "walk_network")}
    }
    given |= {"study": STUDY} if "study" in taken else {}
    for wrong in UNUSABLE:
        with pytest.raises((circles.CirclesError, TypeError)) as caught:
            getattr(call, name)(**{**given, **SELDOM[name], argument: wrong})
        assert isinstance(caught.value, circles.CirclesError), caught.value
        assert argument in str(caught.value).splitlines()[0]


@cache
def walks() -> circles.WalkNetwork:
    return circles.network_of(STUDY)


@pytest.mark.parametrize("number", [1e300, -1.0, float("nan"), float("inf"), 10**400])
@pytest.mark.parametrize("setting", ["budget", "capacity", "cost_per_m2", "floor_area_m2", "time_limit_s"])
def test_numbers_of_a_question_are_within_reason(setting: str, number: float) -> None:
    with pytest.raises(circles.QuestionError, match=setting):
        circles.SitingQuestion(new=1, **{setting: number})  # type: ignore[arg-type]
