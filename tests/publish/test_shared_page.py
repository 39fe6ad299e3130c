"""The shared edition: what must not be in the finished file is not in its bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import circles
from circles import coverage, tables
from circles.errors import InputError
from circles.planning_study import Output
from circles.publish.coverage_map import map_html, write_map
from tests.publish.drawn_plan import drawn_plan
from tests.study_files import write_town

if TYPE_CHECKING:
    from pathlib import Path

    from circles.answers.plan import Plan

SHARED = Output(edition="shared")
HOSTILE = "</title><script>alert(1)</script> & \"q\" 'r' `s` ${t}"


def rows(page: str) -> dict[str, list[str]]:
    """Return the cells of each row of the tables, by the first."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", page.partition("<tbody>")[2]):
        first, *cells = (unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row))
        found[first] = cells
    return found


def crowd(people: list[float], verdicts: list[str]) -> Plan:
    """Return a plan of as many blocks, of so many people and no dwellings."""
    plan = drawn_plan(output=SHARED)
    count = len(people)
    blocks: Any = plan.blocks.iloc[[0] * count].reset_index(drop=True)
    west = 114.3 + 0.001 * pd.RangeIndex(count)
    blocks = blocks.assign(
        block_id=[f"N{i}" for i in range(count)], population=people, verdict=verdicts, dwellings=float("nan")
    ).set_geometry(gpd.GeoSeries(shapely.box(west, 30.6, west + 0.0006, 30.6006), crs=tables.WGS84))
    return replace(plan, blocks=blocks, account=coverage.account(blocks))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_file_holds_no_network_facility_name_or_person_of_a_block(tmp_path: Path, lang: str) -> None:
    plan = drawn_plan(output=Output(edition="shared", title="城区", prepared_by="规划院"))
    page = write_map(plan, tmp_path / "coverage.html", lang=lang).read_bytes().decode()
    own = [*plan.blocks["name"], *plan.centers["name"], *plan.pieces["name"].dropna()]
    own += [*plan.blocks["block_id"], *plan.centers["center_id"]]
    own += [source.file for source in plan.study.sources]
    text = unescape(page)
    assert [name for name in own if re.search(rf"(?<![\w#]){re.escape(name)}(?!\w)", text)] == []
    places = shapely.get_coordinates([*plan.blocks.geometry.dropna(), *plan.centers.geometry, *plan.pieces.geometry])
    assert [number for number in {f"{value:.2f}" for value in places.ravel()} if number in text] == []
    counts = {f"{value:,.{digits}f}" for value in plan.blocks["population"].dropna() for digits in (0, 1)}
    assert [count for count in counts if re.search(rf"(?<![\d.,#]){re.escape(count)}(?![\d.,])", text)] == []
    assert not re.search(r"<script|circlesPage|download|href|src=|://", page)
    assert "script-src 'none'" in page
    assert {"zh": "共享版", "en": "shared edition"}[lang] in text
    assert {"zh": "示例数据", "en": "illustrative data"}[lang] in text
    assert "规划院" in text


def test_people_of_two_blocks_are_not_told_nor_what_gives_them_away() -> None:
    told = rows(map_html(drawn_plan(output=SHARED)))
    held = "不公布"
    # Inside are two blocks, not evaluated is one with people: outside alone would be told, 1,530 of three.
    assert told["人口（人）（示例数据）"] == [held, "1,530", held, held, held]
    assert told["居住单元（个）"][:4] == ["2", "3", "2", "7"]


def test_people_are_told_in_tens() -> None:
    page = map_html(crowd([33.0] * 30, ["inside"] * 10 + ["outside"] * 20))
    assert rows(page)["人口（人）（示例数据）"] == ["330", "660", "0", "990", "33.3%"]
    page = map_html(crowd([34.5] * 6, ["inside"] * 3 + ["outside"] * 3))
    assert rows(page)["人口（人）（示例数据）"] == ["100", "100", "0", "210", "50.0%"]


@pytest.mark.parametrize(("each", "told"), [(3.0, "不公布"), (3.5, "10")])
def test_fewer_than_ten_people_are_never_told(each: float, told: str) -> None:
    plan = crowd([*[each] * 3, *[100.0] * 4], ["outside"] * 3 + ["inside"] * 4)
    page = map_html(replace(plan, study=replace(plan.study, population_label="source")))
    people = rows(page)["人口（人）"]
    assert people[:2] == ["400", told]
    assert (people[3] == "不公布") == (people[4] == "不公布") == (told == "不公布")
    # The headline is then another rate, which may be told.
    assert ("步行人口覆盖率" in page) == (told != "不公布")
    assert re.search(r"<strong>[\d.]+%</strong>", page)


def test_blocks_without_a_number_are_counted_apart() -> None:
    page = map_html(crowd([*[50.0] * 6, float("nan")], ["inside"] * 3 + ["outside"] * 4))
    assert rows(page)["人口（人）（示例数据）"][:4] == ["150", "150", "0", "300"]
    assert "人口未知的居住单元 1 个" in page


def test_sub_districts_are_told_by_blocks_alone() -> None:
    plan = crowd([50.0] * 4, ["inside", "inside", "outside", "not evaluated"])
    named = replace(plan, blocks=plan.blocks.assign(subdistrict=["甲街道", "乙街道", "乙街道", ""]))
    told = rows(map_html(named))
    assert {name: told[name] for name in ("甲街道", "乙街道", "未知")} == {
        "甲街道": ["1", "0", "0"],
        "乙街道": ["1", "1", "0"],
        "未知": ["0", "0", "1"],
    }


def test_title_is_text_and_tiles_are_not_asked_for() -> None:
    page = map_html(drawn_plan(output=Output(edition="shared", title=HOSTILE)), tiles=True)
    assert HOSTILE not in page
    assert "<script" not in page
    assert HOSTILE in unescape(page)
    assert "{z}" not in page


def test_an_edition_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="edition"):
        Output(edition="shard")


def test_a_study_or_an_option_asks_for_it(tmp_path: Path) -> None:
    write_town(tmp_path)
    study = circles.read_study(tmp_path / "study.toml", options={"output": {"edition": "shared", "lang": "zh"}})
    assert "共享版" in map_html(circles.plan(study))
    with pytest.raises(InputError, match="edition"):
        circles.read_study(tmp_path / "study.toml", options={"output": {"edition": "open"}})


def test_the_page_speaks_both_languages_without_anything_that_runs() -> None:
    page = map_html(drawn_plan(output=SHARED), lang="en")
    assert page.index('id="language-en" checked') < page.index('id="language-zh"')
    assert 'id="language-zh" checked' not in page
    assert page.count(">共享版<") == page.count(">shared edition<") == 1
    assert page.count("<svg") == 1
    assert '<div class="told-zh" lang="zh-CN">' in page
    assert "<script" not in page
