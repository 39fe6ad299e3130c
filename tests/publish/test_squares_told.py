"""Squares are told: in the plan, its summary, the page, the GeoPackage; by name and area where they are too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pytest

import circles
from circles import tables
from circles.publish import payload
from circles.publish.geopackage import write_geopackage
from tests.network.test_squares import LONG, box, plazas
from tests.towns import streets, town

if TYPE_CHECKING:
    from pathlib import Path

    from tests.towns import Place


@pytest.fixture(scope="module")
def told() -> circles.Plan:
    lines = streets([*LONG, (0, 0)], [(100, 100), (1_200, 100)])
    return circles.plan(town(lines, {"C": (100, 100)}, {"B": (0, 0)}, squares=plazas(box(0, 0, 100, 100))))


def test_a_plan_counts_its_squares(told: circles.Plan) -> None:
    account = told.summary()["streets"]
    assert (account["squares"], account["square_pieces"], account["square_outlines"]) == (1, 1, 0)
    assert account["square_m2"] == pytest.approx(10_000, rel=1e-3)
    lines = [line["en"] if isinstance(line, dict) else str(line) for line in told.summary()["assumptions"]]
    assert any(line.startswith("Squares: 1 of 1.0 ha in all") for line in lines)


def test_the_page_draws_squares_and_no_pieces_across_them(told: circles.Plan) -> None:
    drawn = payload.page_payload(told, lang="en", tiles=False)
    ranks, across = np.array(drawn["streets"]["rank"]), drawn["streets"]["squares"]
    assert drawn["squares"] is not None
    assert told.pieces["highway"].iloc[across].tolist() == [tables.SQUARE]
    assert np.flatnonzero(ranks == -1).tolist() == across


def test_a_geopackage_holds_the_squares(told: circles.Plan, tmp_path: Path) -> None:
    write_geopackage(told, tmp_path / "plan.gpkg", lang="en")
    assert "squares" in pyogrio.list_layers(tmp_path / "plan.gpkg")[:, 0]
    assert pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="squares")["name"].tolist() == ["Plaza 0"]


def test_a_square_too_large_is_told_by_name_and_area() -> None:
    comb = np.column_stack([np.repeat(np.arange(2_001) / 4, 2), np.tile([10.0, 9.0], 2_001)])[::-1]
    teeth: list[Place] = [(x, y) for x, y in comb.tolist()]
    corners: list[Place] = [(-10, 0), (510, 0), (510, 10), *teeth, (-10, 10)]
    lines = streets([*LONG, (-10, 0)], [(510, 10), (1_600, 10)])
    study = town(lines, {"C": (510, 10)}, {"B": (-10, 0)}, squares=plazas(corners))
    (finding,) = (each for each in circles.plan(study).warnings if each.code == "squares_too_large")
    assert "Plaza 0, 0.5 ha" in finding.text("en")
