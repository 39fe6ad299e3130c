"""What the page shows where no script runs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from circles import tables
from circles.document import document_of
from circles.phrases import in_language
from circles.publish.payload_sections import facts
from circles.publish.static_picture import DOT, MANY_BLOCKS, without_script
from tests.publish.drawn_plan import drawn_plan

if TYPE_CHECKING:
    from circles.answers.plan import Plan


def still(plan: Plan, lang: str = "zh", **options: Any) -> str:
    told = in_language(facts(plan, document_of(plan), tiles=False), lang)
    return without_script(plan, told, lang, **options)


def paths(text: str) -> list[tuple[str, str]]:
    """Return colour and drawing of each path, in the order in which they are drawn."""
    return re.findall(r'<path (?:fill="[^"]+" fill-rule="evenodd" )?stroke="([^"]+)"[^>]* d="([^"]+)"', text)


def many(plan: Plan, count: int) -> Plan:
    rows: Any = plan.blocks.iloc[[0] * count].reset_index(drop=True)
    steps = pd.RangeIndex(count)
    west, south = 114.3 + 0.001 * (steps % 200), 30.6 + 0.001 * (steps // 200)
    squares = shapely.box(west, south, west + 0.0006, south + 0.0006)
    return replace(plan, blocks=rows.set_geometry(gpd.GeoSeries(squares, crs=tables.WGS84)))


def test_blocks_are_drawn_by_verdict_and_centers_above_them() -> None:
    drawn = paths(still(drawn_plan()))
    assert [colour for colour, _ in drawn] == ["#6f7780", "#0072b2", "#d55e00", "#1c2733"]
    rings = [drawing.count("z") for _, drawing in drawn]
    # One of the two not evaluated has no place; one that is outside has two parts.
    assert rings == [1, 2, 4, 0]
    assert drawn[-1][1].count("h0") == 2  # two of the four centers are open and on a street


def test_places_of_centers_can_be_left_out() -> None:
    assert [colour for colour, _ in paths(still(drawn_plan(), centers=False))] == ["#6f7780", "#0072b2", "#d55e00"]


@pytest.mark.parametrize(("lang", "sentence"), [("zh", "31.5%"), ("en", "walk coverage rate of ")])
def test_marks_sentence_and_hint_stand_beside_it(lang: str, sentence: str) -> None:
    text = still(drawn_plan(), lang)
    assert sentence in text
    assert {"zh": "示例数据：中心、人口", "en": "illustrative data: centers, population"}[lang] in text
    assert {"zh": "允许运行脚本", "en": "allow its scripts"}[lang] in text


def test_a_city_of_many_blocks_stays_small() -> None:
    assert len(still(many(drawn_plan(), MANY_BLOCKS))) < 60_000
    dots = still(many(drawn_plan(), 40_000))
    assert len(dots) < 20_000
    ((_, drawn), _) = paths(dots)
    # 0.2 degrees of latitude are 900 high, the most it may be; 0.2 * cos(30.7) are then 774 wide, in whole dots.
    lengths = [int(length) for length in re.findall(r"h(\d+)", drawn)]
    assert set(lengths) == {129 * DOT}
    assert len(lengths) == 900 // DOT + 1


def test_a_plan_without_places_draws_nothing_and_says_the_same() -> None:
    plan = drawn_plan()
    bare = replace(plan, blocks=plan.blocks.assign(geometry=gpd.GeoSeries([None] * len(plan.blocks), crs=tables.WGS84)))
    assert "<svg" not in still(bare)
    assert "31.5%" in still(bare)
