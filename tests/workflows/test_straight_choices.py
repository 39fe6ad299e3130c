"""Blocks that are inside by a straight line past their own street: told where a verdict hangs on it, else not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import circles
from tests.network.test_squares import box, plazas
from tests.towns import Place, degrees, streets, town

if TYPE_CHECKING:
    from circles import Study

WEST_END = (-100.0, 0.0)

SOON, LATE = circles.Scenario(minutes=15), circles.Scenario(minutes=150)


def looped(center: Place, block: Place) -> Study:
    """Return a town of one long way round; a square on its western end all but reaches the eastern one."""
    lines = streets(
        [(0, 0), (-1_200, 0), (-1_200, -1_500), (1_200, -1_500), (1_200, 50), (160, 50), (160, -50)],
        [(100, 0), (100, -30)],
    )
    return town(lines, {"C": center}, {"B": block}, squares=plazas(box(0, 0, 100, 100)))


def told(study: Study, scenario: circles.Scenario = SOON) -> list[str]:
    """Return what is said of blocks that are inside past their street: how many, and how long the longest line is."""
    plan = circles.plan(study, scenario)
    texts = [finding.text("en") for finding in plan.warnings if finding.code == "inside_by_straight_choice"]
    return [" ".join(re.findall(r"\d+(?= blocks are)|\d+ m(?= straight)", text)[:2]) for text in texts]


def test_a_block_that_is_inside_past_its_street_is_told() -> None:
    # 10 m from its own street, 50 m from the square; by its street alone the walk is 7.8 km.
    assert told(looped(WEST_END, (150, 0))) == ["1 50 m"]


def test_a_block_that_is_inside_by_what_is_nearest_is_not() -> None:
    assert told(looped(WEST_END, (105, 0))) == []


def test_a_block_that_is_inside_by_its_street_too_is_not() -> None:
    assert told(looped(WEST_END, (150, 0)), LATE) == []


def test_a_block_that_is_outside_by_both_is_not() -> None:
    assert told(looped(WEST_END, (150, 0)), circles.Scenario(minutes=2)) == []


def test_a_center_that_is_reached_past_its_street_is_told_of() -> None:
    assert told(looped((140, 0), WEST_END)) == ["1 40 m"]


def test_a_drawn_path_is_told_of_as_a_square_is() -> None:
    path = [tuple(place) for place in degrees([(-50, 0), (-50, 60), (100, 60)])]
    without = looped(WEST_END, (150, 60))
    study = replace(without, squares=None).with_path(path)
    assert told(study) == ["1 50 m"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_read_in_both_languages(lang: str) -> None:
    plan = circles.plan(looped(WEST_END, (150, 0)), SOON)
    finding = next(each for each in plan.warnings if each.code == "inside_by_straight_choice")
    assert "50" in finding.text(lang)
