"""The audit on the saved map in a real browser: its parts, clauses and items with their places, found and kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

import circles
from circles.phrases import phrase
from circles.publish.coverage_map import map_html
from tests.browser import reading
from tests.browser.test_readable_by_all import FOUND, axe
from tests.norms.test_audit import audit, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles import Audit
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

__all__ = ["audit", "axe", "plan"]

DESK, PHONE = (1366, 768), (390, 844)
RINGS = """() => Object.values(circlesPage.app.map._layers)
    .filter((layer) => layer.options.radius === 12 && layer.options.weight === 4)
    .map((layer) => layer.options.color)
    .filter((color, i, all) => all.indexOf(color) === i)"""
"""Colors of the rings around the centers that a clause names."""


@pytest.fixture(scope="module")
def html(audit: Audit) -> dict[str, str]:
    return {lang: map_html(audit, lang=lang) for lang in ("zh", "en")}


def card(page: Page) -> str:
    return " ".join(page.locator(".detail-view").inner_text().split())


def part(page: Page, name: str) -> None:
    page.locator(f"[data-part={name}]").click()


def test_an_audit_opens_with_what_it_tells(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    assert page.locator(".tab[aria-selected=true]").inner_text() == "审查"
    assert page.locator(".audit-lead").inner_text().startswith("2025-06-30 按 3 部规范审查 42 条：不达标 4 条")
    heads = page.locator(".audit-section h3").all_inner_texts()
    assert "五种口径" in heads
    # The clauses that fail stand there, long parts are folded; a number beside a head counts what the head names.
    assert page.locator(".audit-failing h3").inner_text() == "不达标 4"
    assert page.locator(".audit-failing .row").count() == 4
    five = page.locator("[data-section=coverages] summary")
    assert five.inner_text().split() == ["五种口径"]
    assert not page.locator("[data-section=coverages] li").first.is_visible()
    five.press("Enter")
    assert page.locator("[data-section=coverages] li").first.is_visible()
    page.locator(".audit-failing .row").first.click()
    assert "不达标" in card(page)
    page.locator(".back").click()
    page.locator("[data-verdict=fails]").click()
    rows = page.locator(".list .row-name").all_inner_texts()
    assert len(rows) == 4
    assert rows[0] == "社区党群服务中心面积不低于650平方米"
    assert page.locator("[data-part=clauses]").inner_text() == "条文 4/42"


def test_names_that_are_not_seen_at_once_open(audit: Audit, open_page: Callable[..., Opened]) -> None:
    evidence: Any = phrase("norms.evidence.without", shown=", ".join(f"社区{i}" for i in range(7)))
    long = replace(audit, clauses=audit.clauses.assign(evidence=[evidence] * len(audit.clauses)))
    page = open_page(map_html(long, lang="zh"), width=DESK[0], height=DESK[1]).page
    part(page, "clauses")
    page.locator(".row", has_text="SZ-650").click()
    assert "社区4……" in card(page)
    assert "社区6" not in card(page)
    page.locator(".audit-facts summary").click()
    assert "社区6" in card(page)


def test_a_clause_shows_where_it_is_not_satisfied(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    part(page, "clauses")
    page.locator(".row", has_text="SZ-650").click()
    assert "不达标 社区党群服务中心面积不低于650平方米" in card(page)
    assert "400 平方米" in card(page)
    seen = "() => circlesPage.app.map.getBounds().contains(circlesPage.app.centerPoints[1])"
    assert page.evaluate(seen)
    page.locator(".named-links").get_by_role("button", name="乙中心", exact=True).click()
    assert page.locator(".detail-view h2").inner_text() == "乙中心"


def test_what_a_clause_only_encourages_has_no_red_mark(plan: circles.Plan, open_page: Callable[..., Opened]) -> None:
    encouraged = circles.audit(plan, norms="embedded-2024", as_of=dt.date(2025, 6, 30))
    page = open_page(map_html(encouraged, lang="zh"), width=DESK[0], height=DESK[1]).page
    page.locator("[data-verdict=not_reached]").click()
    row = page.locator(".row").filter(has_text="有条件的")
    assert "倡导性要求，未达到" in row.inner_text()
    assert "row-outside" not in str(row.get_attribute("class"))
    row.click()
    assert page.locator(".detail .verdict-outside").count() == 0
    assert "倡导性要求未达到的不列入台账" in card(page)
    assert page.evaluate(RINGS) == ["#3d4654"]


def test_an_item_leads_to_its_gap_and_its_clause(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    part(page, "ledger")
    page.locator(".row", has_text="服务盲区（").click()
    assert "影响人口 200 人" in card(page)
    assert "当前状态 未启动" in card(page)
    # 200 m to each side of the block: the map went there.
    assert page.evaluate("() => circlesPage.app.map.getBounds().contains(circlesPage.app.blockPoints[2])")
    assert not page.evaluate("() => circlesPage.app.map.getBounds().contains(circlesPage.app.blockPoints[0])")
    page.get_by_role("button", name="服务盲区 1", exact=True).click()
    assert page.locator(".detail-view h2").inner_text() == "服务盲区 1"


def test_the_search_finds_clauses_and_items_too(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["en"], width=DESK[0], height=DESK[1]).page
    # From where the page opens: what the audit tells.
    assert page.locator(".tools-button").is_hidden()
    clauses, items = page.evaluate("() => ['clauses', 'ledger'].map((name) => circlesPage.app.listed[name].length)")
    page.locator(".search").fill("SZ-650")
    # The clause, and the item that stands in the ledger for it.
    assert page.locator("[data-tab=audit]").inner_text() == f"Audit 2/{clauses + items}"
    # What is found stands under the field at once, in the place of what the audit tells.
    assert page.locator(".found .list-head").all_inner_texts() == [f"Clauses 1/{clauses}", f"Ledger 1/{items}"]
    assert page.locator(".found .row").count() == 2
    assert page.locator(".list .empty").inner_text() == "Enter opens the first."
    page.locator(".search").fill("")
    assert page.locator(".audit-lead").is_visible()
    page.locator(".search").fill("SZ-650")
    page.locator(".search").press("Enter")
    assert page.locator(".detail-view .id").inner_text().startswith("SZ-650")
    assert page.locator(".tab[aria-selected=true]").get_attribute("data-tab") == "audit"
    page.locator(".back").click()
    assert page.locator(".tools-button").is_visible()


def test_what_is_chosen_stays_in_the_address(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["zh"], fragment="#tab=clauses&filter=fails&at=clause:shenzhen-2016%20SZ-15").page
    assert page.locator(".detail-view h2").inner_text() == "中心城区步行15分钟可达"
    page.locator(".back").click()
    assert len(page.locator(".list .row").all()) == 4


def test_the_ledger_is_filtered_and_saved(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["en"], width=DESK[0], height=DESK[1]).page
    part(page, "ledger")
    page.locator(".tools-button").click()
    all_of_them = len(page.locator(".list .row").all())
    page.locator("[data-key=list-filter]").select_option("first")
    assert len(page.locator(".list .row").all()) == all_of_them
    page.locator("[data-key=list-filter]").select_option("overdue")
    assert page.locator(".list .empty").inner_text() == "Nothing found"
    page.locator("[data-key=list-filter]").select_option("first")
    with page.expect_download() as saved:
        page.locator("[data-key=list-file]").first.click()
    text = saved.value.path().read_text("utf-8-sig")
    assert text.splitlines()[0].startswith("Id,Problem,This time,People affected")
    assert ": no open center within 15 minutes" in text


def test_what_a_past_target_still_lacks_goes_on_too(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    page.evaluate("() => { window.circlesPage.app.data.audit.ledger.change.fill('over', 0, 2); }")
    part(page, "ledger")
    page.locator(".tools-button").click()
    page.locator("[data-key=list-filter]").select_option("continuing")
    rows = page.locator(".list .row")
    assert rows.count() == 2
    assert "row-outside" in (rows.first.get_attribute("class") or "")


def test_paper_has_the_sentence_and_what_is_not_met(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.locator(".paper-audit")
    assert "按 3 部规范审查 42 条" in sheet.locator("p").first.inner_text()
    assert len(sheet.locator("tbody tr").all()) == 4
    assert sheet.locator("tbody tr").first.locator("td").last.inner_text() == "不达标"


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_can_be_read(
    html: dict[str, str], open_page: Callable[..., Opened], lang: str, size: tuple[int, int]
) -> None:
    page = open_page(html[lang], width=size[0], height=size[1]).page
    for view in views(page):
        found = [*page.evaluate(reading.NARROW), *page.evaluate(reading.JOINTS)]
        assert (view, found) == (view, [])
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(
            "() => { const list = document.querySelector('.list'); return list.scrollWidth <= list.clientWidth }"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing(
    html: dict[str, str], open_page: Callable[..., Opened], axe: str, lang: str, scheme: Any
) -> None:
    page = open_page(html[lang], width=DESK[0], height=DESK[1]).page
    page.emulate_media(color_scheme=scheme)
    page.evaluate(axe + "; 0")
    for view in views(page):
        assert (view, page.evaluate(FOUND)) == (view, [])


def views(page: Page) -> Any:
    """Go through the parts of the tab and a card of each."""
    yield "overview"
    for name in ("clauses", "ledger"):
        part(page, name)
        yield name
        page.locator(".list .row").first.click()
        yield f"card of {name}"
        page.locator(".back").click()


TABS = """() => {
    const row = document.querySelector('.tabs');
    const at = (tab) => tab.getBoundingClientRect();
    const tabs = Array.from(row.children);
    const within = (tab) => at(tab).left >= at(row).left - 1 && at(tab).right <= at(row).right + 1;
    return { rows: new Set(tabs.map((tab) => at(tab).top)).size, seen: tabs.filter(within).length, all: tabs.length,
             last: within(tabs[tabs.length - 1]) };
}"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 371])
def test_all_tabs_stand_in_one_row_on_a_phone(
    html: dict[str, str], open_page: Callable[..., Opened], lang: str, width: int
) -> None:
    page = open_page(html[lang], width=width, height=PHONE[1]).page
    assert page.locator("[data-tab=audit]").count() == 1
    told = page.evaluate(TABS)
    assert told["rows"] == 1
    assert told["seen"] == told["all"] > 4


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("large", [False, True])
def test_the_row_of_tabs_keeps_its_height_whatever_the_panel_tells(
    audit: Audit, open_page: Callable[..., Opened], size: tuple[int, int], *, large: bool
) -> None:
    page = open_page(map_html(audit, lang="zh"), width=size[0], height=size[1]).page
    long = "按人口计，结论敏感占比，涉及居住单元。" * 60
    page.evaluate("text => document.querySelector('.overview > .headline').append(text)", long)
    if large:
        page.locator(".presenter-button").click()
    height = "() => { const row = document.querySelector('.tabs'); return [row.clientHeight, row.scrollHeight]; }"
    seen, whole = page.evaluate(height)
    assert seen == whole > 20
    # What follows in the panel does not lie over another part either.
    edges = """() => Array.from(document.querySelectorAll('.lists > *:not([hidden])'), (each) => {
        const at = each.getBoundingClientRect(); return [at.top, at.bottom]; }).filter((each) => each[1] > each[0])"""
    parts = page.evaluate(edges)
    assert all(one[1] <= next_one[0] + 1 for one, next_one in pairwise(parts))


def test_a_row_of_tabs_that_is_too_long_is_scrolled_to_the_chosen_one(
    html: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    page = open_page(html["en"], width=240, height=PHONE[1]).page
    assert page.evaluate(TABS)["rows"] == 1
    assert not page.evaluate(TABS)["last"]
    page.locator("[data-tab=audit]").focus()
    page.keyboard.press("End")
    assert page.evaluate(TABS)["last"]
    page.keyboard.press("Home")
    assert page.evaluate("document.querySelector('.tabs').scrollLeft") == 0
