"""A large city without sub-districts, seen from afar: blocks are tinted by the rate of the square they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from circles import coverage, tables
from circles.publish import payload_cells, payload_looks
from tests.publish.drawn_plan import drawn_plan
from tests.publish.test_looks import planned

if TYPE_CHECKING:
    import pytest

    from circles.answers.plan import Plan

NAN = float("nan")


def city(monkeypatch: pytest.MonkeyPatch, people: list[float], verdicts: list[str], squares: list[int]) -> Plan:
    """Return a plan of blocks in squares side by side, taken for a large city; square -1 is nowhere."""
    from dataclasses import replace

    plan = drawn_plan()
    monkeypatch.setattr(payload_cells, "MANY_BLOCKS", len(people))
    points = gpd.GeoSeries(
        [shapely.Point(500_500 + 1000 * square, 3_400_500) if square >= 0 else None for square in squares],
        crs=plan.study.metric_crs,
    ).to_crs(tables.WGS84)
    blocks: Any = plan.blocks.iloc[[0] * len(people)].reset_index(drop=True)
    blocks = blocks.drop(columns=["subdistrict", "community"], errors="ignore").assign(
        block_id=[f"N{i}" for i in range(len(people))], population=people, verdict=verdicts, dwellings=NAN
    )
    blocks = blocks.set_geometry(points)
    return replace(plan, blocks=blocks, account=coverage.account(blocks))


def test_each_square_has_the_rate_of_its_people_and_what_is_not_known_no_class(monkeypatch: pytest.MonkeyPatch) -> None:
    # The first: 85 of 100 people inside; the second: 1 of 3; of the third nobody's number is known.
    people = [85, 15, NAN, 1, 2, NAN, NAN, 7]
    verdicts = [tables.INSIDE, tables.OUTSIDE, tables.INSIDE, tables.INSIDE, tables.NOT_EVALUATED]
    verdicts += [tables.INSIDE, tables.OUTSIDE, tables.INSIDE]
    plan = city(monkeypatch, people, verdicts, [0, 0, 0, 1, 1, 2, 2, -1])
    found = payload_looks.looks(plan)
    assert found is not None
    told = found["districts"]
    assert told["of"] == [0, 0, 0, 1, 1, 2, 2, None]
    # From 85 per cent on, below 50, not known.
    assert told["class"] == [3, 0, None]
    assert told["cells"]
    assert told["name"] == ["", "", ""]
    assert told["x"] == [None] * 3


def test_a_small_place_and_one_with_sub_districts_have_no_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    assert payload_cells.cells(drawn_plan()) is None
    monkeypatch.setattr(payload_cells, "MANY_BLOCKS", 1)
    found = payload_looks.looks(planned(subdistrict=["东", "东", "东", "", "西"]))
    assert found is not None
    assert "cells" not in found["districts"]
    assert sorted(found["districts"]["name"]) == ["东", "西"]


def test_without_people_squares_are_told_by_land_or_by_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = city(monkeypatch, [NAN] * 4, [tables.INSIDE] * 3 + [tables.OUTSIDE], [0, 0, 1, 1])
    found = payload_cells.cells(plan)
    assert found is not None
    assert plan.district_base != "people"
    whole = plan.blocks["land_m2"].to_numpy() * 1000 if plan.district_base == "land_m2" else [1000] * 4
    assert found["total"] == pd.Series(whole).groupby([0, 0, 1, 1]).sum().round().astype(int).tolist()
