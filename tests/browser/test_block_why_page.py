"""Why a block is out, and what would cure it, on the saved map: shown, drawn, tried with the numbers of Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import circles
from circles.publish.coverage_map import map_html
from tests.browser import reading
from tests.browser.test_readable_by_all import FOUND, axe

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles import Plan, Remedies
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

__all__ = ["axe"]

DESK = (1366, 768)


@pytest.fixture(scope="module")
def remedies(demo: Plan) -> Remedies:
    return circles.remedies(demo)


@pytest.fixture(scope="module")
def html(demo: Plan, remedies: Remedies) -> dict[str, str]:
    return {lang: map_html(demo, lang=lang, remedies=remedies) for lang in ("zh", "en")}


def select(page: Page, kind: str, name: str) -> None:
    page.evaluate(
        """([kind, name]) => {
            const app = circlesPage.app;
            const ids = kind === 'block' ? app.data.blocks.id : app.data.gaps.id.map(String);
            app.select(kind, ids.indexOf(name), true);
        }""",
        [kind, name],
    )


def test_a_block_says_why_it_is_out_and_what_would_cure_it(
    html: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    select(page, "block", "B120")
    why = page.locator(".why")
    # 1,550.4 m at 4 km/h are 8.256 minutes beyond 15; straight it is 1,025 m, another center within 1,000 m.
    assert why.locator(".why-cause").inner_text() == "绕行过远，比 15 分钟多 8.3 分钟。"
    assert why.locator(".remedy-cheapest").inner_text().startswith("最省钱的措施：")
    walked = page.locator(".facts .link-button").first.inner_text()
    near = (
        f"“示例中心 6”直线更近，走到它却比走到“{walked}”远，成因按它的直线判定：直线 623 米，步行距离是它的 2.49 倍。"
    )
    assert why.locator(".why-line").all_inner_texts() == [near]
    first = why.locator(".remedy-list > li").first
    reach = "占地 64 公顷，从这里到最远处直线 1,317 米，小区内部的步行只算到中部，新增覆盖人数是上限"
    assert (
        first.locator(".link-button").inner_text() == f"为“街区 120”增开出入口（出入口资料未提供，先现场核实；{reach}）"
    )
    said = first.locator(".small").inner_text()
    assert said == "全范围新增覆盖：6,210 人；须征得同意：业主大会（业委会）、物业服务企业、街道办事处；费用：未知"


def test_a_gap_tells_whom_a_remedy_brings_inside_of_it_apart_from_the_whole_area(
    html: dict[str, str], open_page: Callable[..., Opened]
) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    select(page, "gap", "1")
    said = page.locator(".gap-remedies .remedy-list .small").first.inner_text()
    of_gap = r"本服务盲区新增覆盖 [\d,]+ 人，之后仍未覆盖 [\d,]+ 人"
    assert re.match(of_gap + r"；全范围新增覆盖：[\d,]+ 人；须征得同意：", said)
    # The measures, and the blocks below them, each stand under their heading.
    heads = page.locator(".detail-view h3").all_inner_texts()
    assert heads == ["措施（省事的在前）", "居住单元"]


def test_a_remedy_is_shown_where_it_is(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    select(page, "gap", "1")
    page.locator(".gap-remedies .link-button", has_text="打通").first.click()
    assert page.locator(".leaflet-popup .remedy-card strong").inner_text().startswith("打通")
    page.locator(".gap-remedies .link-button", has_text="旁新建一个中心").first.click()
    page.locator(".leaflet-popup .remedy-card strong", has_text="旁新建一个中心").wait_for()


def test_a_remedy_is_tried(html: dict[str, str], open_page: Callable[..., Opened]) -> None:
    page = open_page(html["zh"], width=DESK[0], height=DESK[1]).page
    select(page, "block", "B120")
    page.locator(".why .remedy-try").first.click()
    assert page.locator(".try-card").is_visible()
    assert page.evaluate("() => circlesPage.trial().gained") == ["B120"]


def test_each_remedy_gains_in_a_trial_whom_python_says(
    html: dict[str, str], remedies: Remedies, open_page: Callable[..., Opened]
) -> None:
    page = open_page(html["zh"]).page
    found: Any = page.evaluate(
        """() => {
            const app = circlesPage.app;
            return app.data.remedies.cards.map((card) => {
                const solved = app.whatIf.solved(circlesPage.remedyTrial.withRemedy({}, card.scenario));
                const gained = app.data.blocks.id.filter(
                    (_, i) => app.data.blocks.verdict[i] !== 0 && solved.verdict[i] === 0
                );
                return [card.id, gained];
            });
        }"""
    )
    expected = remedies.gained.groupby("edit_id")["block_id"].apply(lambda ids: sorted(ids.astype(str)))
    assert {edit_id: sorted(gained) for edit_id, gained in found} == expected.to_dict()


def test_a_plan_without_remedies_says_how_to_ask_for_them(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo, lang="en"), width=DESK[0], height=DESK[1]).page
    select(page, "block", "B120")
    text = " ".join(page.locator(".why").inner_text().split())
    assert "8.3 minutes beyond 15." in text
    assert text.endswith("No remedies were sought for this result; they can be asked for when it is planned.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_can_be_read_by_all(
    html: dict[str, str], open_page: Callable[..., Opened], axe: str, lang: str, scheme: Any
) -> None:
    page = open_page(html[lang], width=390, height=844).page
    page.emulate_media(color_scheme=scheme)
    page.evaluate(axe + "; 0")
    for kind, name in (("block", "B120"), ("gap", "1")):
        select(page, kind, name)
        assert page.evaluate(FOUND) == []
        assert [*page.evaluate(reading.NARROW), *page.evaluate(reading.JOINTS)] == []
