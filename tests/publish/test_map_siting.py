"""What the page is told of proposed sites."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from circles.phrases import in_language
from circles.publish.payload import page_payload
from circles.publish.payload_siting import siting as payload_of
from tests.towns import centers
from tests.workflows.long_road import long_road, sited

if TYPE_CHECKING:
    from circles import Siting


@pytest.fixture(scope="module")
def siting() -> Siting:
    return sited(new=2)


@pytest.fixture(scope="module")
def told(siting: Siting) -> dict[str, Any]:
    page = page_payload(siting.plan_after, lang="en", tiles=False, siting=siting)
    json.dumps(page, allow_nan=False)
    result: dict[str, Any] = page["siting"]
    return result


def test_a_plan_without_sites_tells_of_none(siting: Siting) -> None:
    assert page_payload(siting.plan_before, lang="en", tiles=False)["siting"] is None


def test_sites_are_known_among_the_centers(siting: Siting, told: dict[str, Any]) -> None:
    assert told["center"] == [1, 2]
    assert siting.plan_after.centers["center_id"].iloc[told["center"]].tolist() == ["S01", "S02"]
    assert told["gained_people"] == ["50", "40"]
    assert told["gained_blocks"] == [2, 1]


def test_the_blocks_gained_are_marked_apart(told: dict[str, Any]) -> None:
    assert told["gained"] == [1, 2, 3]
    assert told["lost"] == []


def test_the_table_the_proof_and_the_notice_are_there(siting: Siting, told: dict[str, Any]) -> None:
    assert [len(row) for row in told["rows"]] == [len(told["heads"])] * 2
    assert told["notice"] == siting.notice("en")
    assert siting.proof("en") in told["lines"]
    assert told["sentence"] == siting.sentence("en")
    assert in_language(payload_of(siting), "zh")["notice"] == siting.notice("zh")


def test_the_curve_is_in_people(told: dict[str, Any]) -> None:
    assert told["curve"]["points"] == [[0, 10, 10, 10], [1, 60, 60, 60], [2, 100, 100, 100]]
    assert told["curve"]["what"] == "people"


def test_what_a_closing_loses_is_told() -> None:
    study = replace(long_road(), centers=centers({"A": (0, 0), "D": (5800, 0), "E": (3900, 0)}))
    told = in_language(payload_of(sited(study, close=1)), "en")
    assert told is not None
    assert (told["lost"], told["gained"], told["center"]) == ([4], [], [])
    assert told["lines"][0].startswith("Closing: Center D")
    assert len(told["curve"]["points"]) == 1
