"""A trial that does nothing but close centers tells a closing: losses, where people go, its own mark, no empty rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

import circles
from circles.figures import shown_minutes
from tests.browser.trying import held_against_python

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser


def link(scenario: dict[str, Any]) -> str:
    return "#try=" + quote(json.dumps(scenario))


@pytest.fixture
def closed(demo: Plan) -> str:
    """Return the open center that is the nearest of most blocks inside."""
    inside = demo.blocks[demo.blocks["verdict"] == "inside"]
    return str(inside["center_id"].value_counts().index[0])


@pytest.fixture
def page(pages: dict[str, str], open_page: Callable[..., Opened], closed: str) -> Page:
    return open_page(pages["zh"], width=1440, height=900, fragment=link({"close": [closed]})).page


def test_the_card_tells_losses_and_where_people_go(page: Page, demo: Plan, closed: str) -> None:
    assert held_against_python(demo, page) == {"close": [closed]}
    assert page.locator(".try-result h3").inner_text() == "停用影响"
    assert page.locator(".try-line-gained").count() == 0
    assert "新增服务" not in page.locator(".try-card").inner_text()
    assert page.locator(".try-mark.try-shut").count() == 1
    assert page.locator(".try-shut").inner_text() == "×"

    after = circles.plan(demo.study.with_status(closed, "closed")).blocks
    theirs = demo.blocks[(demo.blocks["verdict"] == "inside") & (demo.blocks["center_id"] == closed)].index
    gone = after.loc[theirs].groupby("center_id")
    names = demo.centers.set_index("center_id")["name"]
    told = page.locator(".gone-to").all_inner_texts()
    assert len(told) == len(gone)
    for center, rows in gone:
        lost = int((rows["verdict"] == "outside").sum())
        more = (rows["minutes"] - demo.blocks["minutes"][rows.index]).max()
        people = demo.blocks["population"][rows.index].sum()
        text = next(each for each in told if each.startswith(names[center]))
        assert f"{people:,.0f} 人" in text
        assert f"{len(rows)} 处居住单元" in text
        assert f"最多多走 {shown_minutes(more)} 分钟" in text
        assert (f"其中 {lost} 处失去服务" in text) == (lost > 0)


def test_each_block_lost_says_its_minutes_before_and_after(page: Page, demo: Plan, closed: str) -> None:
    after = circles.plan(demo.study.with_status(closed, "closed")).blocks
    lost = demo.blocks.index[(demo.blocks["verdict"] == "inside") & (after["verdict"] == "outside")]
    names = demo.centers.set_index("center_id")["name"]
    rows = page.locator(".try-changed .row-lost").all_inner_texts()
    # So many are listed at most, those of most land first.
    assert len(rows) == min(60, len(lost))
    said = {}
    for i in lost:
        was = shown_minutes(demo.blocks["minutes"][i])
        now = shown_minutes(after["minutes"][i])
        said[demo.blocks["name"][i]] = f"{was} → {now} 分钟，改到{names[after['center_id'][i]]}"
    for row in rows:
        name, _, walk = row.split("\n")
        assert walk == said[name]


def test_table_and_sheet_have_no_empty_rows(page: Page) -> None:
    page.click("[data-key='keep']")
    page.click("[data-key='compare']")
    names = page.locator(".schemes-table tbody th").all_inner_texts()
    assert names == ["步行条件", "撤并（处）", "失去服务人口（示例数据）", "步行用地覆盖率", "服务盲区（处）"]
    page.locator(".over-sheet:visible .about-head button").click()
    page.click("[data-key='confirm']")
    sheet = page.locator(".meeting-sheet").inner_text()
    assert "失去服务的居住单元" in sheet
    assert "分钟，改到" in sheet
    assert "新增" not in sheet
    assert "投资" not in sheet.replace("投资、待定事项等", "")


def test_a_closing_beside_another_change_is_a_trial_like_any(
    pages: dict[str, str], open_page: Callable[..., Opened], closed: str
) -> None:
    page = open_page(pages["en"], fragment=link({"close": [closed], "minutes": 20})).page
    assert page.locator(".try-result h3").count() == 0
    assert page.locator(".try-line-gained").count() == 1
    assert page.locator(".try-gone").count() == 0
    assert page.locator(".try-shut").count() == 1
