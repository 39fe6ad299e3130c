"""Calls with arguments of a wrong kind: each is refused in its first lines, by the name of the argument."""

from __future__ import annotations

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
