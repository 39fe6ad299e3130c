"""What the map is looked at by, in a real browser: chosen by the keyboard, put away by a trial, tinted from afar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from circles.publish import payload_cells
from circles.publish.coverage_map import map_html
from tests.publish.test_looks import EXPECTED, planned

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

DISTRICTS = ["东", "东", "东", "", "西"]


@pytest.fixture
def page(open_page: Callable[..., Opened]) -> Page:
    return open_page(map_html(planned(subdistrict=DISTRICTS), lang="zh"), width=1366, height=768).page


def drawn(page: Page) -> list[int | None]:
    """Return in which layer of a verdict each block is drawn, None where it is in none."""
    found: list[int | None] = page.evaluate("""() => {
        const app = window.circlesPage.app;
        const names = ["inside", "outside", "not_evaluated"];
        return app.blockPoints.map((place, i) =>
            place ? names.findIndex((name) => app.layers[name].has(i)) : null);
    }""")
    return found


def legend(page: Page) -> list[str]:
    rows: list[str] = page.locator(".legend-rows li").all_inner_texts()
    return [" ".join(row.split()) for row in rows]


def zoom(page: Page, level: float) -> None:
    page.evaluate("level => { window.circlesPage.app.map.setZoom(level, { animate: false }); }", level)


def test_the_keyboard_chooses_a_look_and_blocks_legend_and_figures_follow(page: Page) -> None:
    zoom(page, 14)
    circle = drawn(page)
    assert "服务盲区" in " ".join(legend(page))
    page.locator(".look-choice select").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".look-choice select option:checked").inner_text() == "街镇"
    expected = [None if name == "lost" else verdict for name, verdict in EXPECTED["街镇"].items()]
    assert drawn(page) == expected != circle
    assert page.locator(".look-figures strong").inner_text() == "3.2%"
    assert [row for row in legend(page) if "盲区" in row] == []
    page.locator(".look-choice select").select_option(label="养老服务")
    assert {"范围内没有 1", "范围内有 1", "不能确定或未评估 3"} <= set(legend(page))
    page.locator(".look-choice select").select_option(index=0)
    assert drawn(page) == circle
    assert page.locator(".look-figures").inner_text() == ""
    assert "服务盲区" in " ".join(legend(page))


def test_a_trial_shows_the_circle_and_chooses_nothing_else(page: Page) -> None:
    circle = drawn(page)
    page.locator(".look-choice select").select_option(label="社区村")
    page.get_by_text("方案试算", exact=True).click()
    assert drawn(page) == circle
    assert page.locator(".look-choice select").is_disabled()
    page.get_by_text("方案试算", exact=True).first.click()
    assert page.locator(".look-choice select").is_enabled()
    assert page.locator(".look-choice select").input_value() == ""


def test_seen_from_afar_blocks_are_tinted_by_their_sub_district_and_given_back(page: Page) -> None:
    style = "i => { const o = window.circlesPage.app.styleOfBlock(i); return [o.fillColor, o.fillOpacity]; }"
    zoom(page, 14)
    near: list[Any] = [page.evaluate(style, i) for i in (0, 4)]
    zoom(page, 12)
    far = [page.evaluate(style, i)[0] for i in (0, 4)]
    page.locator(".look-choice select").select_option(label="街镇")
    assert [row for row in legend(page) if "盲区" in row or "%" in row] == []
    page.locator(".look-choice select").select_option(index=0)
    assert len({*far, near[0][0]}) == 3
    assert {"95% 及以上", "低于 50%"} <= set(legend(page))
    assert page.locator(".district-label").count() == 2
    page.evaluate("() => window.circlesPage.app.switchLayer('districts', false)")
    assert page.evaluate(style, 0) == near[0]
    page.evaluate("() => window.circlesPage.app.switchLayer('districts', true)")
    zoom(page, 14)
    assert [page.evaluate(style, 0), page.locator(".district-label").count()] == [near[0], 0]
    assert "服务盲区" in " ".join(legend(page))


def test_a_card_says_tiers_and_groups(page: Page) -> None:
    page.evaluate("() => window.circlesPage.app.select('block', 1, false)")
    told = " ".join(page.locator(".detail-view").inner_text().split())
    assert "社区村（步行 500 米以内） 覆盖 · 6.0 分钟" in told
    assert "60岁及以上（步行 720 米以内） 未覆盖" in told


def test_a_large_city_without_sub_districts_is_tinted_by_squares(
    open_page: Callable[..., Opened], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload_cells, "MANY_BLOCKS", 5)
    page = open_page(map_html(planned(), lang="zh"), width=1366, height=768).page
    zoom(page, 12)
    rows = legend(page)
    # Five classes, and one of which nobody knows anything: the block without a place.
    assert rows[0].startswith("15分钟步行人口覆盖率")
    assert "（按 1 公里方格）" in rows[0]
    assert rows[1:7] == ["95% 及以上", "85%—95%", "70%—85%", "50%—70%", "低于 50%", "未知"]
    assert page.locator(".district-label").count() == 0
    page.locator(".legend .quiet-button").click()
    assert "各方格覆盖情况（缩小时）" in page.locator(".layer-switches").inner_text()
    zoom(page, 14)
    assert not any("方格）" in row for row in legend(page))
