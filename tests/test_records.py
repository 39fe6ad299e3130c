"""What holds tables is compared by content, shown in a line, and comes whole out of another process."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import cache
from html.parser import HTMLParser
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import circles
from circles.records import Record, alike
from tests.workflows.test_stories import river_town

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LONGEST = 160


def matches(folder: Path) -> circles.Matches:
    pd.DataFrame({"名称": ["示例中心1", "别的"]}).to_csv(folder / "list.csv", index=False)
    return circles.match_places(folder / "list.csv", points=circles.demo_study() / "centers.csv")


@cache
def from_demo() -> Mapping[str, Any]:
    study = circles.read_study(circles.demo_study() / "study.toml")
    network = circles.network_of(study)
    plan = circles.plan(study, walk_network=network)
    return {
        "Study": study,
        "WalkNetwork": network,
        "Plan": plan,
        "Walk": circles.explain(plan, plan.blocks["block_id"].iloc[0]),
        "Comparison": circles.compare(plan, circles.plan(study.with_status(study.centers["center_id"][0], "closed"))),
        "Check": circles.check_study(circles.demo_study() / "study.toml"),
        "Siting": circles.site(study, circles.SitingQuestion(new=1), walk_network=network),
        "Candidates": circles.Candidates(made_from="grid", grid_m=300.0),
        "listed Candidates": circles.Candidates(
            table=circles.candidates_from_table(pd.DataFrame({"name": ["A"], "lon": [114.29], "lat": [30.6]}))
        ),
        "Scenario": study.scenario,
        "Output": study.output,
        "Source": study.sources[0],
        "SitingQuestion": circles.SitingQuestion(new=2),
    }


def held(name: str, folder: Path) -> Any:
    if name == "Matches":
        return matches(folder)
    if name == "BegunStudy":
        (folder / "centers.csv").write_bytes((circles.demo_study() / "centers.csv").read_bytes())
        return circles.init_study(folder)
    return from_demo()[name]


RECORDS = ("Study", "WalkNetwork", "Plan", "Walk", "Comparison", "Check", "Siting", "Candidates", "listed Candidates")
ALL = (*RECORDS, "Matches", "BegunStudy", "Scenario", "Output", "Source", "SitingQuestion")


@pytest.mark.parametrize("name", ALL)
def test_it_comes_back_whole_and_equal(name: str, tmp_path: Path) -> None:
    one = held(name, tmp_path)
    for twin in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        assert twin is not one
        assert type(twin) is type(one)
        assert twin == one
        for item in fields(one):
            assert alike(getattr(twin, item.name), getattr(one, item.name)), item.name


def test_an_audit_comes_back_whole_though_a_part_of_it_is_made_later() -> None:
    one, again = (circles.audit(from_demo()["Plan"], norms="guobanfa-2021-56") for _ in range(2))
    assert one == again
    for twin in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        assert twin == one
        assert twin.again is not None
        assert twin.again == replace(twin).again == one.again
    assert "ask_again" not in repr(one)


@pytest.mark.parametrize("name", ALL)
def test_it_is_shown_in_two_lines_at_most(name: str, tmp_path: Path) -> None:
    one = held(name, tmp_path)
    shown = repr(one)
    assert shown.startswith(f"{type(one).__name__}(")
    assert shown.endswith(")")
    assert "\n" not in shown
    assert len(shown) <= LONGEST or not isinstance(one, Record)


def test_what_is_shown_counts_and_names() -> None:
    study = from_demo()["Study"]
    assert repr(study).startswith("Study(name='汉口示例', streets=1504 rows, centers=13 rows, blocks=374 rows")
    assert "2,817 pieces" in repr(from_demo()["WalkNetwork"])
    assert repr(replace(study, name="长" * 1000)).startswith(f"Study(name='{'长' * 40}…', streets=")


CHANGES: Mapping[str, Any] = {
    "Study": lambda study: study.with_center("New", 114.29, 30.6),
    "Plan": lambda plan: replace(plan, blocks=plan.blocks.assign(minutes=plan.blocks["minutes"] + 1e-9)),
    "Check": lambda check: replace(check, name="another"),
    "Siting": lambda siting: replace(siting, curve=siting.curve.assign(covered=0)),
    "WalkNetwork": lambda network: replace(network, piece_mm=network.piece_mm + 1),
    "Walk": lambda walk: replace(walk, parts=walk.parts.set_crs("EPSG:4490", allow_override=True)),
    "Comparison": lambda comparison: replace(comparison, totals=comparison.totals.astype(float)),
    "Candidates": lambda candidates: replace(candidates, away_m=1.0),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_differs_in_anything_is_not_equal(name: str) -> None:
    one = from_demo()[name]
    other = CHANGES[name](one)
    assert one != other
    assert other != one
    assert one == replace(one)
    assert one != "another kind of thing"
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


@dataclass(frozen=True, eq=False, repr=False)
class Held(Record):
    value: Any
    more: Any = None


def test_values_are_compared_by_what_they_hold() -> None:
    alikes: list[tuple[Any, Any]] = [
        (np.array([1.0, np.nan]), np.array([1.0, np.nan])),
        (float("nan"), float("nan")),
        ({"a": (1, [np.arange(3)])}, {"a": (1, [np.arange(3)])}),
        (pd.DataFrame({"a": ["x", None]}), pd.DataFrame({"a": ["x", None]})),
    ]
    others: list[tuple[Any, Any]] = [
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (np.array([1, 2]), np.array([[1, 2]])),
        ((1, 2), [1, 2]),
        (1, True),
        ({"a": 1}, {"a": 1, "b": 1}),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]}, index=[1])),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1.0]})),
    ]
    assert all(Held(one) == Held(other) for one, other in alikes)
    assert all(Held(one) != Held(other) for one, other in others)


def test_a_read_only_view_comes_back_read_only() -> None:
    twin = pickle.loads(pickle.dumps(Held(MappingProxyType({"a": 1}), {"b": 2})))
    assert twin == Held(MappingProxyType({"a": 1}), {"b": 2})
    assert (type(twin.value), type(twin.more)) == (MappingProxyType, dict)


def sent(one: Any) -> tuple[Any, str]:
    """What the other process does: take it, show it, send it back."""
    return one, repr(one)


def asked_wrongly(study: circles.Study) -> circles.Plan:
    return circles.plan(study, circles.Scenario(minutes=-1.0))


def test_it_goes_to_another_process_and_an_error_comes_back_from_there() -> None:
    study = river_town()
    taken = circles.InputError(circles.Finding(code="taken_id", value="A"))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for one in (study, circles.network_of(study), circles.plan(study), taken):
            assert pool.submit(sent, one).result() == (one, repr(one))
        error = pool.submit(asked_wrongly, study).exception()
    assert isinstance(error, circles.InputError)
    assert [finding.code for finding in error.findings] == ["bad_minutes"]


class Cells(HTMLParser):
    """The texts of a page; every tag that opens is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_notebook_shows_what_is_held() -> None:
    told = {name: Cells(from_demo()[name]._repr_html_()).texts for name in RECORDS}
    assert all(told.values())
    assert told["Study"] == [
        "测算任务“汉口示例”",
        "道路",
        "1,504",
        "服务中心",
        "13",
        "居住单元",
        "374",
        "规划小区",
        "3",
    ]
    assert "2,817" in told["WalkNetwork"]
    assert "300" in told["Candidates"]
    assert "1" in told["listed Candidates"]


def test_a_name_is_no_html() -> None:
    study = replace(river_town(), name="<b>&{name}")
    assert "&lt;b&gt;&amp;{name}" in study._repr_html_()
