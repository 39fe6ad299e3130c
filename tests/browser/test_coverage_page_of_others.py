"""The page of other plans, in other windows, with layers and tiles of others."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely

import circles
from circles import tables
from circles.planning_study import Output
from circles.publish.coverage_map import coverage_map, map_html, show
from tests.browser.looking import pixel_sum, place_of
from tests.publish.drawn_plan import FORMULA, IMAGE, SCRIPT, TEMPLATE, drawn_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened


pytestmark = pytest.mark.browser

PROBES = [
    SCRIPT,
    TEMPLATE,
    IMAGE,
    FORMULA,
    "</script><script>window.fired = 1</script>",
    "`${window.fired = 1}`",
    '"><svg onload="window.fired = 1">',
]


def renamed(plan: Plan, probe: str) -> Plan:
    output = Output(title=probe, data_date=probe, prepared_by=probe, marking=probe)
    study = replace(
        plan.study, name=probe, output=output, sources=tuple(replace(s, file=probe) for s in plan.study.sources)
    )
    return replace(
        plan,
        study=study,
        blocks=plan.blocks.assign(name=probe, block_id=[f"{probe}{i}" for i in range(len(plan.blocks))]),
        centers=plan.centers.assign(name=probe),
        pieces=plan.pieces.assign(name=probe),
    )


@pytest.mark.parametrize("probe", PROBES)
def test_hostile_names_show_as_text_everywhere(open_page: Callable[..., Opened], probe: str) -> None:
    page = open_page(map_html(renamed(drawn_plan(), probe))).page
    assert page.title() == probe
    assert page.locator("h1").text_content() == probe
    assert page.locator(".title-bar .chip").first.text_content() == probe
    assert set(page.locator(".list .row-name").all_text_contents()) == {probe}
    at = place_of(page, 0)
    page.mouse.move(at["x"], at["y"])
    page.locator(".hover-tip").wait_for()
    assert page.locator(".hover-tip strong").text_content() == probe
    page.evaluate("window.circlesPage.app.select('center', 0, true)")
    # Several centers of one name are told apart by their ids.
    assert page.locator(".detail h2").text_content() == f"{probe}（C1）"
    page.get_by_role("button", name="方法与来源").or_(page.get_by_role("button", name="Method and sources")).click()
    assert (page.locator(".sources strong").first.text_content() or "").endswith(probe)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".paper h1").text_content() == probe
    assert probe in (page.locator(".paper-foot").text_content() or "")
    assert page.evaluate("window.fired") is None
    assert page.locator("svg[onload], img[onerror]").count() == 0


@pytest.mark.parametrize("probe", PROBES)
def test_without_scripts_names_are_text_and_the_study_is_seen(open_page: Callable[..., Opened], probe: str) -> None:
    page = open_page(map_html(renamed(drawn_plan(), probe)), scripts=False).page
    assert page.locator("noscript h1").inner_text() == probe
    assert page.locator("noscript p strong").first.inner_text() == probe
    assert "31.5%" in page.locator("noscript").inner_text()
    box = page.locator("noscript svg").bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert page.locator("noscript svg path").count() == 4
    assert page.locator("svg[onload], img[onerror]").count() == 0


def test_a_link_runs_and_loads_nothing(open_page: Callable[..., Opened]) -> None:
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    place = {"lon": 114.29, "lat": 30.6}
    now = {"add": [{"name": probe, **place} for probe in PROBES], "close": [plan.centers["center_id"].iloc[0]]}
    kept = [{"name": probe[:20], "scenario": now} for probe in PROBES[:3]]
    book = json.dumps({"now": now, "kept": kept, "chosen": None})
    page = open_page(map_html(plan), fragment="#schemes=" + quote(book)).page
    page.locator(".try-card").wait_for()
    assert page.evaluate("window.circlesPage.trial().scenario.add.map(site => site.name)") == PROBES
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("window.fired") is None
    assert page.locator("svg[onload], img[onerror], .try-card script, .paper script").count() == 0


@pytest.mark.parametrize("fragment", ["#try=%", "#try={}", "#try=[1]", "#try=" + quote(SCRIPT), "#" + quote(IMAGE)])
def test_a_broken_link_opens_the_saved_plan(open_page: Callable[..., Opened], fragment: str) -> None:
    page = open_page(map_html(drawn_plan()), fragment=fragment).page
    assert page.locator(".rate strong").inner_text() == "31.5%"
    assert page.evaluate("window.fired") is None


def test_what_others_put_into_a_popup_cannot_run(open_page: Callable[..., Opened]) -> None:
    drawn = coverage_map(drawn_plan())
    inert = '<b onclick="window.fired = 1">x</b><img alt="" src="data:," onerror="window.fired = 1">'
    folium.Marker([30.6, 114.31], popup=folium.Popup(inert)).add_to(drawn)
    opened = open_page(drawn.get_root().render())
    opened.page.locator(".leaflet-marker-icon[src^='data:image/png']").click()
    opened.page.locator(".leaflet-popup-content b").click()
    assert opened.page.evaluate("window.fired") is None
    assert opened.faults
    assert all("Content Security Policy" in fault for fault in opened.faults)
    opened.faults.clear()


def test_long_names_are_cut_where_they_are_shown_and_leave_the_page_as_it_is(open_page: Callable[..., Opened]) -> None:
    name = "很长的名称" * 2000
    page = open_page(map_html(renamed(drawn_plan(), name))).page
    title, panel = page.locator(".title-bar").bounding_box(), page.locator(".folium-map").bounding_box()
    assert title is not None
    assert panel is not None
    assert title["height"] < 240
    assert panel["height"] > 400
    page.locator(".list .row-name").first.click()
    heading = page.locator(".detail h2")
    assert heading.text_content() == name
    assert heading.bounding_box()["height"] < 100  # type: ignore[index]
    for at in (place_of(page, 0), place_of(page, 1)):
        page.mouse.click(at["x"], at["y"])


def test_english_page_has_no_chinese_of_its_own(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(drawn_plan(), lang="en")).page
    assert page.locator(".legend").inner_text().isascii() or "≈" in page.locator(".legend").inner_text()
    assert "walk coverage rate of " in page.locator(".rate span").inner_text()
    assert "map." not in page.locator("body").inner_text()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (390, 844)])
def test_everything_fits_the_window(open_page: Callable[..., Opened], width: int, height: int) -> None:
    page = open_page(map_html(drawn_plan()), width=width, height=height).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    assert box["width"] * box["height"] > 0.3 * width * height
    assert page.locator(".rate strong").is_visible()


def test_notebook_frame_shows_the_map(open_page: Callable[..., Opened]) -> None:
    frame_html = show(drawn_plan(), height=500)._repr_html_()
    page = open_page(f"<!doctype html><meta charset='utf-8'><body>{frame_html}</body>").page
    frame = page.frame_locator("iframe")
    assert frame.locator(".rate strong").inner_text() == "31.5%"
    assert frame.locator(".leaflet-overlay-pane canvas").count() == 1


def test_online_tiles_that_do_not_come_leave_the_streets(open_page: Callable[..., Opened]) -> None:
    opened = open_page(map_html(drawn_plan(), tiles=True))
    streets = opened.page.locator(".legend-rows li[data-layer=streets]")
    streets.wait_for()
    assert opened.page.locator(".leaflet-control-attribution").inner_text() == "© OpenStreetMap contributors"
    assert all(address.startswith("https://tile.openstreetmap.org/") for address in opened.requests)
    assert all("Failed to load resource" in fault for fault in opened.faults)
    opened.requests.clear()
    opened.faults.clear()
    opened.page.goto("about:blank")
    opened.requests.clear()
    opened.faults.clear()


def test_layers_of_others_work_beside_ours(open_page: Callable[..., Opened]) -> None:
    drawn = coverage_map(drawn_plan())
    folium.Marker([30.6, 114.31], popup="他人的标记").add_to(drawn)
    page = open_page(drawn.get_root().render()).page
    page.locator(".leaflet-marker-icon[src^='data:image/png']").click()
    assert page.locator(".leaflet-popup-content").inner_text() == "他人的标记"


def many_blocks(plan: Plan, rows: int) -> Plan:
    squares = [shapely.box(x, 30.6, x + 0.0005, 30.6005) for x in 114.3 + 0.0006 * pd.RangeIndex(rows)]
    base: Any = plan.blocks.iloc[[2] * rows].reset_index(drop=True)
    blocks = base.assign(block_id=[f"M{i}" for i in range(rows)], name=[f"地块{i}" for i in range(rows)])
    return replace(plan, blocks=blocks.set_geometry(gpd.GeoSeries(squares, crs=tables.WGS84)))


def test_long_lists_say_how_many_are_not_shown(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(many_blocks(drawn_plan(), 2000))).page
    assert page.locator(".list .row").count() == 150
    assert "另有 1,850 个未列出" in page.locator(".list").inner_text()
    page.locator(".search").fill("地块1999")
    assert page.locator(".list .row-name").all_inner_texts() == ["地块1999"]


def test_blocks_that_are_points_are_drawn_and_answer(open_page: Callable[..., Opened]) -> None:
    plan = drawn_plan()
    points = plan.blocks.geometry.map(lambda shape: None if shape is None else shape.representative_point())
    blocks = plan.blocks.set_geometry(gpd.GeoSeries(points, crs=tables.WGS84))
    page = open_page(map_html(replace(plan, blocks=blocks))).page
    at = place_of(page, 1)
    page.mouse.click(at["x"], at["y"])
    assert page.locator(".detail h2").inner_text() == SCRIPT


def test_a_gap_of_points_can_be_selected(open_page: Callable[..., Opened]) -> None:
    plan = drawn_plan()
    points = plan.blocks.geometry.map(lambda shape: None if shape is None else shape.representative_point())
    blocks = plan.blocks.set_geometry(gpd.GeoSeries(points, crs=tables.WGS84))
    gaps = plan.gaps.set_geometry(
        gpd.GeoSeries(points.iloc[[3, 2, 6]].to_list(), index=plan.gaps.index, crs=tables.WGS84)
    )
    page = open_page(map_html(replace(plan, blocks=blocks, gaps=gaps))).page
    page.locator(".tab[data-tab=gaps]").click()
    page.locator(".list .row").first.click()
    assert page.locator(".detail .row-name").all_inner_texts() == ["孤岛花园"]
    assert pixel_sum(page, "selection") > 0


def test_plan_with_nothing_but_blocks_opens(open_page: Callable[..., Opened]) -> None:
    plan = drawn_plan()
    bare = replace(plan, gaps=plan.gaps.iloc[:0], circles=plan.circles.iloc[:0], walks=plan.walks.iloc[:0])
    page = open_page(map_html(bare)).page
    page.locator(".tab[data-tab=gaps]").click()
    assert page.locator(".empty").inner_text() == "没有服务盲区"
