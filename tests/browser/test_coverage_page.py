"""The saved map in a real browser with the network cut off: what a planner does in a meeting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import circles
from circles import texts
from circles.publish.coverage_map import map_html
from tests.browser.looking import pixel_sum, place_of
from tests.publish.drawn_plan import FORMULA, SCRIPT, TEMPLATE, drawn_plan
from tests.workflows.test_doubting import doubt, study

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles.answers import Doubt
    from tests.browser.conftest import Opened

__all__ = ["doubt", "study"]

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page: Callable[..., Opened]) -> Page:
    return open_page(map_html(drawn_plan())).page


def test_page_opens_with_rate_sentence_and_marks(page: Page) -> None:
    plan = drawn_plan()
    assert page.locator("h1").inner_text() == "示例镇 · 15分钟步行服务圈"
    assert page.locator(".sentence").inner_text() == plan.sentence("zh")
    assert page.locator(".rate strong").inner_text() == "31.5%"
    assert page.locator(".rate span").inner_text() == "15分钟步行用地覆盖率"
    assert page.locator(".rate-side").inner_text().split("\n") == ["未评估 15.8%"]
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
    assert tip.locator("strong, span").all_text_contents() == ["幸福里小区", "覆盖", "4.1 分钟"]
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
    assert card.locator(".figure strong").all_inner_texts() == ["14.3", "948", "820", "1.16"]
    names = card.locator(".leg-name").all_inner_texts()
    metres = card.locator(".leg-metres").all_inner_texts()
    assert names == ["到路距离", "无名道路", "解放大道", "从道路到中心", "全程"]
    assert metres == ["48 米", "111 米", "767 米", "22 米", "948 米"]
    assert "351 人" in card.inner_text()
    assert card.inner_text().count("示例数据") == 1
    assert card.locator(".figure-mark").inner_text() == "人口、户数（示例数据）"
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


def test_what_is_not_sure_takes_one_line_beside_the_map_and_is_read_when_it_is_opened(
    open_page: Callable[..., Opened], doubt: Doubt
) -> None:
    rural = replace(doubt.plan, blocks=doubt.plan.blocks.assign(urban_rural="rural"))
    page = open_page(map_html(rural, lang="zh")).page
    folded = page.locator(".certainty-more")
    assert folded.locator("summary").is_visible()
    assert folded.locator(".certainty").count()
    assert not folded.locator(".certainty").first.is_visible()
    folded.locator("summary").click()
    assert folded.locator(".certainty").first.is_visible()
    # Town and country have nothing to do with how sure the rate is: they stand outside of the fold.
    assert "分城乡" not in folded.inner_text()
    assert page.locator(".settlements").inner_text().startswith("分城乡（")
    assert page.locator(".settlements").is_visible()


def test_layers_switch_and_the_legend_follows(page: Page) -> None:
    rows = page.locator(".legend-rows li")

    def shown() -> list[str | None]:
        return [row.get_attribute("data-layer") for row in rows.all()]

    first = ["outside", "inside", "not_evaluated", "service_area", "gaps", "centers", "centers_closed"]
    first += ["centers_lost", "sparse", "streets"]
    assert shown() == first
    page.get_by_role("button", name="图层").click()
    page.get_by_role("checkbox", name="未覆盖").uncheck()
    page.get_by_role("checkbox", name="服务盲区").uncheck()
    page.get_by_role("checkbox", name="各中心的服务圈").check()
    assert shown() == [*first[1:4], "centers", "centers_closed", "centers_lost", "circles", "sparse", "streets"]
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
    assert tables_shown.nth(1).locator("tr").nth(1).locator("td").nth(4).inner_text() == "9,981"
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
