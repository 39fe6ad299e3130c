"""The saved map in a real browser with the network cut off: what a planner does in a meeting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely

import circles
from circles import tables, texts
from circles.planning_study import Output
from circles.publish.coverage_map import coverage_map, map_html, show
from tests.publish.drawn_plan import FORMULA, IMAGE, SCRIPT, TEMPLATE, drawn_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

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


@pytest.fixture
def page(open_page: Callable[..., Opened]) -> Page:
    return open_page(map_html(drawn_plan())).page


def place_of(page: Page, block: int) -> dict[str, float]:
    """Return where the middle of a block is on the screen."""
    place: dict[str, float] = page.evaluate(
        """block => {
            const app = window.circlesPage.app;
            const at = app.map.latLngToContainerPoint(app.blockPoints[block]);
            const box = app.map.getContainer().getBoundingClientRect();
            return { x: box.left + at.x, y: box.top + at.y };
        }""",
        block,
    )
    return place


def pixel_sum(page: Page, pane: str) -> int:
    """Return how much ink is on the canvas of a pane."""
    ink: int = page.evaluate(
        """pane => {
            const canvas = document.querySelector('.leaflet-' + pane + '-pane canvas');
            if (!canvas) return 0;
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let sum = 0;
            for (let i = 3; i < data.length; i += 4) sum += data[i];
            return sum;
        }""",
        pane,
    )
    return ink


def test_page_opens_with_rate_sentence_and_marks(page: Page) -> None:
    plan = drawn_plan()
    assert page.locator("h1").inner_text() == "示例镇 · 15分钟步行服务圈"
    assert page.locator(".sentence").inner_text() == plan.sentence("zh")
    assert page.locator(".rate strong").inner_text() == "31.5%"
    base = texts.say("base.land_m2", "zh")
    assert page.locator(".rate-side").inner_text().split("\n") == [f"按{base}计", "未评估 15.8%"]
    assert "示例数据" in page.locator(".title-bar .chip").inner_text()
    assert "15 分钟 ≈ 1,000 米" in page.locator(".legend").inner_text()
    assert "不以图上所绘范围为准" in page.locator(".legend").inner_text()
    assert page.locator(".leaflet-control-scale").is_visible()


def told_walks(page: Page) -> list[int | None]:
    """Return what the parts of each block's walk add up to."""
    told: list[int | None] = page.evaluate("""() => {
        const app = window.circlesPage.app;
        return app.data.blocks.id.map((_, i) => {
            const story = app.walkOf(i);
            const along = (sum, part) => sum + Math.abs(part.to_mm - part.from_mm);
            return story && story.parts.reduce(along, story.access_mm + story.final_mm);
        });
    }""")
    return told


def test_every_block_with_a_walk_tells_it_to_the_millimetre(page: Page) -> None:
    assert told_walks(page) == [269_362, 948_012, 1_336_022, None, None, None, 1_036_402]


def test_every_walk_of_the_demo_is_told(open_page: Callable[..., Opened]) -> None:
    plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    page = open_page(map_html(plan)).page
    recorded = [None if metres != metres else round(metres * 1000) for metres in plan.blocks["walk_m"]]  # noqa: PLR0124
    assert len([walk for walk in recorded if walk is not None]) > 300
    assert told_walks(page) == recorded


def test_hover_shows_name_minutes_and_verdict(page: Page) -> None:
    at = place_of(page, 0)
    page.mouse.move(at["x"], at["y"])
    tip = page.locator(".hover-tip")
    tip.wait_for()
    assert tip.locator("strong, span").all_text_contents() == ["幸福里小区", "覆盖", "4.0 分钟"]
    page.mouse.move(at["x"] + 200, at["y"] - 200)
    tip.wait_for(state="detached")


def test_click_shows_the_card_and_draws_the_walk(page: Page) -> None:
    assert pixel_sum(page, "selection") == 0
    at = place_of(page, 1)
    page.mouse.click(at["x"], at["y"])
    card = page.locator(".detail")
    card.wait_for()
    assert card.locator("h2").inner_text() == SCRIPT
    assert card.locator(".verdict").inner_text() == "覆盖"
    assert card.locator(".figure strong").all_inner_texts() == ["14.2", "948", "820", "1.16"]
    names = card.locator(".leg-name").all_inner_texts()
    metres = card.locator(".leg-metres").all_inner_texts()
    assert names == ["到路距离", "无名道路", "解放大道", "从道路到中心", "全程"]
    assert metres == ["48 米", "111 米", "767 米", "22 米", "948 米"]
    assert "351 人（示例数据）" in card.inner_text()
    assert pixel_sum(page, "selection") > 0
    page.keyboard.press("Escape")
    assert page.locator(".overview").is_visible()
    page.wait_for_function("!document.querySelector('.detail-view:not([hidden])')")


def test_click_on_empty_map_takes_the_selection_away(page: Page) -> None:
    at = place_of(page, 1)
    page.mouse.click(at["x"], at["y"])
    page.locator(".detail").wait_for()
    page.mouse.click(700, 200)
    assert page.locator(".overview").is_visible()


def test_list_is_worst_first_and_zooms_to_the_block(page: Page) -> None:
    rows = page.locator(".list .row")
    assert page.locator(".list .row-name").all_inner_texts() == [
        "孤岛花园",
        TEMPLATE,
        '两地块, "东区" 与西区',
        FORMULA,
        "＠山中",
    ]
    assert page.locator(".list .row-right").all_inner_texts()[:3] == ["步行不可达", "20.1 分钟", "15.6 分钟"]
    assert page.locator(".list-head").inner_text() == "未评估 2"
    before = page.evaluate("window.circlesPage.app.map.getZoom()")
    rows.nth(1).click()
    assert page.locator(".detail h2").inner_text() == TEMPLATE
    assert page.locator(".reason").inner_text() == "步行超出时限"
    assert page.evaluate("window.circlesPage.app.map.getZoom()") > before


def test_block_without_geometry_is_listed_and_says_why(page: Page) -> None:
    page.locator(".list .row").nth(3).click()
    assert page.locator(".reason").inner_text() == "没有坐标"
    assert "未知" not in page.locator(".detail").inner_text()
    page.locator(".back").click()
    page.locator(".list .row").nth(4).click()
    assert "5,120 米外" in page.locator(".reason").inner_text()
    assert "未知" in page.locator(".detail").inner_text()


def test_search_filters_and_finds_what_the_list_does_not_hold(page: Page) -> None:
    page.locator(".search").fill("幸福")
    assert page.locator(".list .row-name").all_inner_texts() == ["幸福里小区"]
    page.locator(".search").fill("b4")
    assert page.locator(".list .row-name").all_inner_texts() == ["孤岛花园"]
    page.locator(".search").fill("没有这个")
    assert page.locator(".list .row").count() == 0
    assert page.locator(".empty").inner_text() == "没有找到"


def test_layers_switch_and_the_legend_follows(page: Page) -> None:
    rows = page.locator(".legend-rows li")

    def shown() -> list[str | None]:
        return [row.get_attribute("data-layer") for row in rows.all()]

    first = ["outside", "inside", "not_evaluated", "service_area", "gaps", "centers", "centers_closed"]
    first += ["sparse", "streets"]
    assert shown() == first
    page.get_by_role("button", name="图层").click()
    page.get_by_role("checkbox", name="未覆盖").uncheck()
    page.get_by_role("checkbox", name="服务盲区").uncheck()
    page.get_by_role("checkbox", name="各中心的服务圈").check()
    assert shown() == [*first[1:4], "centers", "centers_closed", "circles", "sparse", "streets"]
    assert page.locator(".gap-badge").count() == 0
    page.get_by_role("checkbox", name="服务盲区").check()
    assert page.locator(".gap-badge").count() > 0
    streets = page.locator(".leaflet-tile-pane canvas")
    assert streets.count() > 0
    page.get_by_role("checkbox", name="道路", exact=True).uncheck()
    assert streets.count() == 0


def test_sparse_streets_are_drawn_and_can_be_switched_off(page: Page) -> None:
    row = page.locator(".legend-rows li[data-layer=sparse]")
    assert row.locator(".legend-count").inner_text() == "2"
    page.get_by_role("button", name="图层").click()
    for other in ("服务范围", "服务盲区"):
        page.get_by_role("checkbox", name=other).uncheck()
    assert pixel_sum(page, "areas") > 0
    page.get_by_role("checkbox", name="道路稀疏").uncheck()
    assert row.count() == 0


def test_a_plan_without_sparse_streets_has_no_such_layer(open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(replace(drawn_plan(), sparse_areas=None))).page
    page.get_by_role("button", name="图层").click()
    assert page.get_by_role("checkbox", name="道路稀疏").count() == 0


@pytest.mark.parametrize(("lang", "about"), [("zh", "方法与来源"), ("en", "Method and sources")])
def test_inputs_have_a_section_of_tables(open_page: Callable[..., Opened], lang: str, about: str) -> None:
    page = open_page(map_html(drawn_plan(), lang=lang)).page
    page.get_by_role("button", name=about).click()
    tables_shown = page.locator(".inputs-table")
    assert tables_shown.count() == 3
    heads = tables_shown.nth(1).locator("th").all_inner_texts()
    assert heads[:2] == [texts.say(f"map.inputs_head.{name}", lang) for name in ("points", "count")]
    assert tables_shown.nth(1).locator("tr").nth(1).locator("td").nth(4).inner_text() == "9,980"
    shown = page.locator(".about-body").inner_text()
    assert FORMULA in shown
    assert texts.say("map.sparse_count", lang, areas=2, blocks=2) in shown


def test_gap_and_center_lists_lead_to_their_cards(page: Page) -> None:
    page.locator(".tab[data-tab=gaps]").click()
    page.locator(".list .row").first.click()
    assert page.locator(".detail h2").inner_text() == "服务盲区 1"
    assert page.locator(".detail .row-name").all_inner_texts() == ["孤岛花园"]
    page.locator(".back").click()
    page.locator(".tab[data-tab=centers]").click()
    assert page.locator(".list .row-right").all_inner_texts() == ["", "未启用", "附近没有道路", ""]
    page.locator(".list .row").first.click()
    assert "1,551 人" in page.locator(".detail").inner_text()


def test_page_of_method_opens_and_closes(page: Page) -> None:
    page.get_by_role("button", name="方法与来源").click()
    dialog = page.get_by_role("dialog")
    assert "覆盖率 = 覆盖 ÷（覆盖 + 未覆盖 + 未评估）" in dialog.inner_text()
    assert "街道 streets.gpkg" in dialog.inner_text()
    assert SCRIPT in dialog.inner_text()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_panel_folds_and_a_click_unfolds_it(page: Page) -> None:
    page.get_by_role("button", name="收起侧栏").click()
    assert not page.locator(".panel-body").is_visible()
    at = place_of(page, 0)
    page.mouse.click(at["x"], at["y"])
    assert page.locator(".detail").is_visible()


def test_keyboard_alone_reaches_a_block_and_comes_back(page: Page) -> None:
    page.locator(".list .row").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className").startswith("back")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.row") == "2"


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
    assert page.locator(".detail h2").text_content() == probe
    page.get_by_role("button", name="方法与来源").or_(page.get_by_role("button", name="Method and sources")).click()
    assert (page.locator(".sources strong").first.text_content() or "").endswith(probe)
    assert page.evaluate("window.fired") is None
    assert page.locator("svg[onload], img[onerror]").count() == 0


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
    assert page.locator(".rate span").inner_text() == "coverage rate"
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
