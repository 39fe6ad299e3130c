"""Outlines and names of sub-districts on the map: as the study draws them, else about the blocks that name them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from circles import tables
from circles.publish import payload_outlines
from tests.publish.drawn_plan import drawn_plan

if TYPE_CHECKING:
    import pytest

    from circles.answers.plan import Plan

STEP = 0.01


def box(x: float, y: float, wide: float = STEP) -> shapely.Polygon:
    return shapely.box(114.3 + x, 30.6 + y, 114.3 + x + wide, 30.6 + y + STEP)


def drawn(plan: Plan, names: list[str], shapes: list[Any]) -> Plan:
    table = gpd.GeoDataFrame({"subdistrict": names}, geometry=shapes, crs=tables.WGS84)
    return replace(plan, study=replace(plan.study, subdistricts=table))


def test_the_line_between_two_of_a_study_is_drawn_once() -> None:
    found = payload_outlines.outlines(drawn(drawn_plan(), ["东", "西"], [box(STEP, 0), box(0, 0)]))
    assert found is not None
    assert found["names"] == ["东", "西"]
    # The shared side and what is left of either ring: three lines between the same two places.
    assert sorted(found["lines"]["sizes"]) == [2, 4, 4]
    assert len(found["at"]["x"]) == 2


def test_blocks_that_name_one_are_outlined_together_over_the_street_between(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = drawn_plan()
    blocks: Any = plan.blocks.iloc[[0] * 3].reset_index(drop=True)
    # 0.0003 degree of longitude are about 29 m: a street. The third names none.
    blocks = blocks.assign(block_id=["A", "B", "C"], subdistrict=["东", "东", ""]).set_geometry(
        gpd.GeoSeries([box(0, 0), box(STEP + 0.0003, 0), box(0, 2 * STEP)], crs=tables.WGS84)
    )
    own = replace(plan, blocks=blocks, study=replace(plan.study, subdistricts=None))
    found = payload_outlines.outlines(own)
    assert found is not None
    assert found["names"] == ["东"]
    assert len(found["lines"]["sizes"]) == 1
    monkeypatch.setattr(payload_outlines, "STREET_M", 5.0)
    apart = payload_outlines.outlines(own)
    assert apart is not None
    assert len(apart["lines"]["sizes"]) == 2
    none = replace(own, blocks=blocks.drop(columns="subdistrict"))
    assert payload_outlines.outlines(none) is None
