"""What meetings ask of the saved map: what its cards say is what Python answers to the same question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pyproj import Geod

import circles
from circles.figures import shown_minutes
from circles.publish.coverage_map import map_html
from circles.workflows import centers_in_reach
from tests.browser.looking import pixel_sum

if TYPE_CHECKING:
    from collections.abc import Callable

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened


pytestmark = pytest.mark.browser

RANKED = """() => {
    const page = window.circlesPage;
    const told = page.app.whatIf.ranked({}, 3);
    const speed = page.app.data.what_if.walking_speed_kmh * 1000;
    return told.of.slice(0, page.app.data.blocks.id.length).map((near) => near.map((each) => [
        told.open[each.center].id, each.walk_mm, page.shownMinutes(each.walk_mm, speed, []),
    ]));
}"""


@pytest.fixture(scope="module")
def wide() -> Plan:
    """The demo within half an hour, where circles overlap wholly."""
    study = circles.read_study(circles.demo_study() / "study.toml", options={"scenario": {"minutes": 25}})
    return circles.plan(study)


def test_the_nearest_three_of_every_block_are_those_of_python(demo: Plan, open_page: Callable[..., Opened]) -> None:
    ranked = open_page(map_html(demo)).page.evaluate(RANKED)
    expected = centers_in_reach(demo, k=3)
    for near, row in zip(ranked, expected.to_dict("records"), strict=True):
        assert [center for center, *_ in near] == [row[f"center_{k}"] for k in (1, 2, 3)]
        for k, (_, _, minutes) in enumerate(near, 1):
            assert minutes == shown_minutes(row[f"minutes_{k}"])


def test_the_card_of_a_block_tells_the_second_and_third_nearest(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    row = centers_in_reach(demo, k=3).iloc[0]
    page.evaluate("() => window.circlesPage.app.select('block', 0)")
    facts = page.locator(".detail .facts").first.inner_text()
    names = demo.centers.set_index("center_id")["name"]
    for k, head in ((2, "第二近的中心"), (3, "第三近的中心")):
        assert head in facts
        assert names[row[f"center_{k}"]] in facts


def lost_by_closing(plan: Plan, center: str) -> Any:
    after = circles.plan(plan.study.with_status(center, "closed"), plan.scenario).blocks
    return plan.blocks[(plan.blocks["verdict"] == "inside").to_numpy() & (after["verdict"] != "inside").to_numpy()]


@pytest.mark.parametrize("center", ["C03", "C09"])
def test_the_card_of_a_center_tells_what_closing_it_loses(
    demo: Plan, open_page: Callable[..., Opened], center: str
) -> None:
    page = open_page(map_html(demo)).page
    row = demo.centers["center_id"].tolist().index(center)
    page.evaluate("(i) => window.circlesPage.app.select('center', i)", row)
    lost = lost_by_closing(demo, center)
    told = page.locator(".closing-loss").inner_text()
    assert f"{len(lost)} 个居住单元失去覆盖" in told
    assert f"{int(lost['population'].sum()):,} 人" in told
    rows = page.eval_on_selector_all(".closing-loss .row", "rows => rows.map((row) => Number(row.dataset.row))")
    assert set(demo.blocks["block_id"].iloc[rows]) <= set(lost["block_id"])
    assert len(set(rows)) == min(60, len(lost))


def test_a_center_without_whom_nobody_loses_his_circle_is_marked(wide: Plan, open_page: Callable[..., Opened]) -> None:
    opened = wide.centers[(wide.centers["status"] == "open") & wide.centers["attached"]]["center_id"]
    expected = [center for center in opened if lost_by_closing(wide, center).empty]
    assert expected
    page = open_page(map_html(wide)).page
    ids = page.evaluate(
        "() => window.circlesPage.centerReach.overlapped(window.circlesPage.app)"
        ".map((i) => window.circlesPage.app.data.centers.id[i])"
    )
    assert ids == expected
    assert page.locator(".legend li[data-layer='overlapped'] .legend-count").inner_text() == str(len(expected))
    page.get_by_role("tab", name="中心").click()
    assert page.locator(".list .row", has_text="范围重叠").count() == len(expected)
    page.locator(".list .row", has_text="范围重叠").first.click()
    assert "停用后没有居住单元失去覆盖" in page.locator(".overlap-note").inner_text()


def test_the_worst_sub_district_stands_first_and_is_zoomed_to(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    worst = demo.by("subdistrict")
    page.get_by_role("tab", name="街道").click()
    assert page.evaluate("() => window.circlesPage.app.looks.isTinted()")
    assert page.locator(".list .row-name").all_inner_texts() == worst.index.tolist()
    told = [f"未覆盖 {int(outside):,}" for outside in worst["outside"]]
    assert page.locator(".list .row-right").all_inner_texts() == told
    page.keyboard.press("Tab")
    page.locator(".list .row").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".detail h2").inner_text() == worst.index[0]
    inside = page.evaluate("""() => {
        const app = window.circlesPage.app;
        const of = app.data.districts.of.subdistrict;
        return of.every((row, i) => row !== 0 || app.map.getBounds().contains(app.blockPoints[i]));
    }""")
    assert inside
    parts = demo.by("community")
    own = parts[parts["subdistrict"] == worst.index[0]]
    assert page.locator(".detail .row-name").all_inner_texts() == own.index.tolist()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="未覆盖").click()
    assert not page.evaluate("() => window.circlesPage.app.looks.isTinted()")


def test_districts_are_ordered_by_rate_and_told_by_community(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo), fragment="#tab=districts&sort=rate&filter=community").page
    parts = demo.by("community")
    lowest = (parts["outside"] / parts["total"]).sort_values(ascending=False, kind="stable").index
    assert page.locator(".list .row-name").all_inner_texts() == lowest.tolist()


def rate_of(plan: Plan, minutes: float, speed: float, base: str) -> tuple[str, str]:
    """Return the rate and the amount inside of a plan of other minutes and another speed, as the page shows them."""
    account = circles.plan(plan.study, replace(plan.scenario, minutes=minutes, walking_speed_kmh=speed)).account
    inside, total = (float(account[name].to_dict()[base]) for name in ("inside", "total"))
    tenths = int(1000 * inside / total + 1e-9)
    return f"{tenths / 10:.1f}%", f"{inside:,.0f} 人"


def test_walks_of_other_minutes_and_of_the_old_stand_side_by_side(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    page.get_by_role("tab", name="分析").click()
    paces = (("own", 4.0, "people"), ("elderly", 2.88, "people_60_plus"))
    for minutes in (5, 10, 15):
        for pace, speed, base in paces:
            cell = page.locator(f"[data-key='walk-{minutes}:{pace}']")
            assert tuple(cell.inner_text().split("\n")) == rate_of(demo, minutes, speed, base)
    assert page.locator("[aria-pressed=true]").get_attribute("data-key") == "walk-15:own"


def test_a_cell_shows_itself_on_the_map_by_the_keyboard_and_in_the_link(
    demo: Plan, open_page: Callable[..., Opened]
) -> None:
    page = open_page(map_html(demo)).page
    page.get_by_role("tab", name="分析").click()
    page.focus("[data-key='walk-15:elderly']")
    page.keyboard.press("Enter")
    plan = circles.plan(demo.study, replace(demo.scenario, walking_speed_kmh=2.88))
    outside = int((plan.blocks["verdict"] == "outside").sum())
    counted = ".legend li[data-layer='outside'] .legend-count"
    assert page.locator(counted).inner_text() == str(outside)
    assert "720 米" in page.locator(".legend").inner_text()
    assert page.evaluate("() => document.activeElement.dataset.key") == "walk-15:elderly"
    again = open_page(map_html(demo), fragment=page.evaluate("() => window.location.hash")).page
    assert again.locator(counted).inner_text() == str(outside)
    assert again.locator("[aria-pressed=true]").get_attribute("data-key") == "walk-15:elderly"
    again.locator("[data-key='walk-15:elderly']").click()
    assert again.locator(counted).inner_text() == str((demo.blocks["verdict"] == "outside").sum())
    assert "show" not in again.evaluate("() => window.location.hash")


def test_a_compass_claims_those_who_cannot_walk_it(demo: Plan, open_page: Callable[..., Opened]) -> None:
    opened = demo.centers[(demo.centers["status"] == "open") & demo.centers["attached"]].geometry
    begin = demo.attachments[demo.attachments["kind"] == "block"].set_index("point_id").geometry
    outside = demo.blocks[demo.blocks["verdict"] == "outside"]
    near = [
        min(Geod(ellps="WGS84").inv(begin[block].x, begin[block].y, at.x, at.y)[2] for at in opened) <= 1000
        for block in outside["block_id"]
    ]
    page = open_page(map_html(demo)).page
    page.get_by_role("tab", name="分析").click()
    told = page.locator(".question", has_text="多算").inner_text()
    assert f"{int(outside['population'][near].sum()):,} 人" in told
    assert f"{sum(near)} 个居住单元" in told
    before = pixel_sum(page, "compass")
    page.check("[data-key='show-compass']")
    assert pixel_sum(page, "compass") > before


def test_streets_are_drawn_by_their_minutes(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    page.get_by_role("tab", name="分析").click()
    page.check("[data-key='show-street_minutes']")
    assert pixel_sum(page, "minutes") > 0
    told = page.locator(".legend").inner_text()
    assert all(text in told for text in ("5 分钟以内", "15 分钟以内", "30 分钟以内", "超过 30 分钟或走不到"))
