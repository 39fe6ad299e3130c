"""Lists of the saved map that work: found, ordered, filtered, copied and saved, and kept in the address."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from circles.publish.coverage_map import map_html
from tests.publish.drawn_plan import drawn_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened


pytestmark = pytest.mark.browser


def tab_texts(page: Page) -> list[str]:
    return page.locator(".tab").all_inner_texts()


def shown_ids(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".list .row", "rows => rows.map((row) => window.circlesPage.app.data.blocks.id[row.dataset.row])"
    )
    return found


def test_sub_districts_communities_and_streets_are_found_with_counts(
    demo: Plan, open_page: Callable[..., Opened]
) -> None:
    page = open_page(map_html(demo)).page
    assert tab_texts(page)[0] == f"未覆盖 {(demo.blocks['verdict'] == 'outside').sum()}"
    for column in ("subdistrict", "community"):
        name = demo.blocks[column].iloc[-1]
        page.fill(".search", name)
        there = demo.blocks[demo.blocks[column] == name]
        # The tab counts what it is named for, and the others that are found beside it.
        out = (there["verdict"] == "outside").sum()
        all_out = (demo.blocks["verdict"] == "outside").sum()
        assert f"未覆盖 {out}/{all_out} 另\u00a0{len(there) - out}" in tab_texts(page)
        gaps = there["gap_id"].dropna().nunique()
        assert f"服务盲区 {gaps}/{len(demo.gaps)}" in tab_texts(page)


def test_the_street_on_which_a_walk_begins_is_found(open_page: Callable[..., Opened]) -> None:
    plan = drawn_plan()
    page = open_page(map_html(plan)).page
    begins = plan.attachments.iloc[plan.nearest["access"][plan.nearest["access"] >= 0]]
    streets = plan.pieces["name"].iloc[begins["piece"]].to_numpy()
    name = streets[0]
    assert name
    page.fill(".search", name)
    assert set(shown_ids(page)) == set(begins["block_id"][streets == name])


def test_what_other_lists_alone_have_is_shown_under_the_field(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    page.fill(".search", "示例中心 12")
    assert page.locator(".found .list-head").all_inner_texts() == [f"中心 1/{len(demo.centers)}"]
    page.locator(".found .list-head button").click()
    assert page.locator(".tab[aria-selected=true]").inner_text() == f"中心 1/{len(demo.centers)}"
    assert page.locator(".list .row-name").all_inner_texts() == ["示例中心 12"]


def test_the_rate_of_those_of_60_and_over_says_its_pace(demo: Plan, open_page: Callable[..., Opened]) -> None:
    """The further questions tell it by the pace of older people, 2.88 km/h."""
    page = open_page(map_html(demo)).page
    names = page.locator(".bar-name").all_inner_texts()
    assert [name.split("\n")[-1] for name in names if name.startswith("60岁")] == ["4.0 公里/小时"]
    page.locator("[data-tab=questions]").click()
    assert "2.88 公里/小时" in page.locator(".walk-table thead").inner_text()


def test_enter_goes_to_the_first_in_another_list_too(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    page.fill(".search", "街区 120")
    page.keyboard.press("Enter")
    assert page.locator(".detail h2").inner_text() == "街区 120"
    assert "at=block%3AB120" in page.evaluate("() => window.location.hash")
    page.keyboard.press("Escape")
    page.fill(".search", "示例中心 12")
    page.keyboard.press("Enter")
    assert page.locator(".detail h2").inner_text() == "示例中心 12"
    page.keyboard.press("Escape")
    page.fill(".search", "没有这个")
    page.keyboard.press("Enter")
    assert not page.locator(".detail").is_visible()


def test_lists_are_ordered_and_filtered_by_the_keyboard(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    page.focus(".tools-button")
    page.keyboard.press("Enter")
    page.select_option("[data-key=list-sort]", "people")
    people = demo.blocks.set_index("block_id")["population"]
    listed = [people[block] for block in shown_ids(page)]
    assert listed == sorted(listed, reverse=True)
    assert len(listed) == (demo.blocks["verdict"] == "outside").sum()
    page.select_option("[data-key=list-filter]", "inside")
    inside = demo.blocks[demo.blocks["verdict"] == "inside"]
    assert tab_texts(page)[0] == f"居住单元 {len(inside)}/{len(demo.blocks)}"
    assert set(shown_ids(page)) <= set(inside["block_id"])
    assert f"共 {len(inside)} 条" in page.locator(".list-tools").inner_text()


def test_the_file_holds_every_row_that_is_found(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    page.click(".tools-button")
    page.select_option("[data-key=list-filter]", "all")
    with page.expect_download() as download:
        page.click("[data-key=list-file]")
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert [row["编号"] for row in rows][:3] == demo.blocks["block_id"].iloc[[353, 335, 119]].tolist()
    assert sorted(row["编号"] for row in rows) == sorted(demo.blocks["block_id"])
    people = demo.blocks.set_index("block_id")["population"]
    assert all(float(row["人口"]) == people[row["编号"]] for row in rows)
    page.click("[data-key=list-copy]")
    assert f"已复制 {len(demo.blocks)} 条" in page.locator(".list-tools").inner_text()


def test_a_link_opens_what_was_selected_and_listed(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    page.click(".tab[data-tab=gaps]")
    page.click(".tools-button")
    page.select_option("[data-key=list-sort]", "minutes")
    page.fill(".search", "示例街道")
    page.locator(".list .row").nth(1).click()
    head = page.locator(".detail h2").inner_text()
    place = "() => { const m = window.circlesPage.app.map; return [m.getCenter().lat.toFixed(4), m.getZoom()]; }"
    where, link = page.evaluate(place), page.evaluate("() => window.location.hash")
    again = open_page(map_html(demo), fragment=link).page
    assert again.locator(".detail h2").inner_text() == head
    assert again.evaluate(place) == where
    again.keyboard.press("Escape")
    assert again.locator(".tab[aria-selected=true]").get_attribute("data-tab") == "gaps"
    assert again.locator(".search").input_value() == "示例街道"
    assert again.locator(".list .row").nth(1).inner_text().startswith(head)


@pytest.mark.parametrize("fragment", ["#at=block%3A__proto__", "#at=__proto__%3AB001", "#tab=nothing&sort=x", "#map=1"])
def test_a_link_to_what_is_not_there_opens_the_page_as_it_is(
    demo: Plan, open_page: Callable[..., Opened], fragment: str
) -> None:
    page = open_page(map_html(demo), fragment=fragment).page
    assert not page.locator(".detail").is_visible()
    assert page.locator(".tab[aria-selected=true]").get_attribute("data-tab") == "blocks"
