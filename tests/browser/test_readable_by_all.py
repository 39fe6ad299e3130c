"""The saved map for everybody: by axe-core, by the keyboard, by ear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from circles.publish.coverage_map import map_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from circles.answers.plan import Plan
    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE = (1366, 650), (390, 844)
VIEWS = {
    "first view": "() => {}",
    "card of a block": "() => circlesPage.app.select('block', circlesPage.app.listed.blocks[0], true)",
    "card of a gap": "() => circlesPage.app.select('gap', 0, true)",
    "tip": "() => circlesPage.app.hover('block', 0, circlesPage.app.blockPoints[0])",
    "card of a center": "() => circlesPage.app.select('center', 0, true)",
    "gaps": "() => { circlesPage.app.select(null); document.querySelector('[data-tab=gaps]').click(); }",
    "centers": "() => document.querySelector('[data-tab=centers]').click()",
    "districts": "() => document.querySelector('[data-tab=districts]').click()",
    "questions": "() => document.querySelector('[data-tab=questions]').click()",
    "layers": "() => { document.querySelector('.legend .quiet-button').click(); }",
    "trial": "() => document.querySelector('.try-button').click()",
    "about": "() => Array.from(document.querySelectorAll('.title-buttons button')).pop().click()",
}
"""What is looked at, each from the one before."""
FOUND = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(
    (rule) => [rule.id, rule.impact, rule.nodes.map((node) => node.html)]
)"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install --no-package-lock --ignore-scripts")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.where_found
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("lang", "size"), [("zh", DESK), ("en", DESK), ("en", PHONE)])
def test_axe_finds_no_violation_of_any_severity(
    demo: Plan, open_page: Callable[..., Opened], axe: str, lang: str, size: tuple[int, int], scheme: Any
) -> None:
    page = open_page(map_html(demo, lang=lang), width=size[0], height=size[1]).page
    page.emulate_media(color_scheme=scheme)
    # The page's policy lets no script of others run: this one is evaluated from outside.
    page.evaluate(axe + "; 0")
    for view, begin in VIEWS.items():
        page.evaluate(begin)
        assert (view, page.evaluate(FOUND)) == (view, [])
    page.evaluate("() => { const image = document.createElement('img'); document.body.prepend(image); }")
    assert [rule[0] for rule in page.evaluate(FOUND)] == ["image-alt", "region"]


def test_the_map_is_the_named_main_part(demo: Plan, open_page: Callable[..., Opened]) -> None:
    page = open_page(map_html(demo)).page
    assert page.get_by_role("main", name="地图", exact=True).count() == 1


# The page's policy refuses texts that are evaluated, so it is looked at frame by frame, 300 at most.
SCROLLED = """() => new Promise((done) => {
  const body = document.querySelector(".about-body");
  const look = (left) =>
    body.scrollTop > 0 || left === 0 ? done(body.scrollTop > 0) : requestAnimationFrame(() => look(left - 1));
  look(300);
})"""


def test_the_sheet_of_method_keeps_the_keyboard_and_is_scrolled_by_it(
    demo: Plan, open_page: Callable[..., Opened]
) -> None:
    page = open_page(map_html(demo), width=DESK[0], height=DESK[1]).page
    page.get_by_role("button", name="方法与来源").press("Enter")
    assert focused(page) == "关闭"
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert page.evaluate(SCROLLED)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.about-sheet') !== null")
    page.keyboard.press("Escape")
    assert focused(page) == "方法与来源"


def focused(page: Page) -> str:
    """Return the text of what has the focus."""
    text: str = page.evaluate("document.activeElement.textContent")
    return text
