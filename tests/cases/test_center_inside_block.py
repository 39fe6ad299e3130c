"""A campus with streets only around it, and a center within: near as the crow flies, far on foot."""

from __future__ import annotations

from typing import Any

import pytest

import circles
from tests import towns

RING = [(0, 0), (800, 0), (800, 500), (0, 500), (0, 0)]
CAMPUS = [(10, 10), (790, 10), (790, 480), (10, 480)]
"""Streets about a campus; it is reached from its middle (400, 245), 245 m from the street to the south."""


def told(
    center: tuple[float, float], gate: tuple[float, float] | None = None, minutes: float = 15
) -> list[circles.Finding]:
    town = towns.town(
        towns.streets(RING),
        {"C": center},
        towns.blocks({"B": CAMPUS}, population=[5000]),
        {"G": ("B", gate)} if gate else None,
    )
    plan = circles.plan(town, circles.Scenario(minutes=minutes))
    return [finding for finding in plan.warnings if finding.code == "center_inside_block"]


def said(finding: circles.Finding) -> dict[str, Any]:
    return {name: finding.details[name].value for name in ("rows", "people", "outside")}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("minutes", "outside"), [(15, 1), (60, 0)], ids=["not covered", "covered"])
def test_a_center_within_a_block_but_a_long_way_round_is_told_with_the_detour(minutes: float, outside: int) -> None:
    # The center leaves to the north, 190 m: 245 + 400 + 500 + 400 + 190 m on foot, 65 m straight.
    (finding,) = told((400, 310), minutes=minutes)
    assert said(finding) == {"rows": 1, "people": 5000, "outside": outside}
    assert "65 m straight, 1,735 m on foot, 26.7 times" in finding.text("en")
    assert "直线 65 米，步行 1,735 米，绕行 26.7 倍" in finding.text("zh")


def test_a_gate_near_the_center_ends_it() -> None:
    assert told((400, 460), gate=(400, 480)) == []


def test_a_center_on_the_way_out_is_no_detour() -> None:
    assert told((400, 100)) == []
