"""Every view in both languages, wide, enlarged and on a phone: no box is too narrow for its text, no joint is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Opened

pytestmark = pytest.mark.browser

DESK = (1366, 650)
SIZES = {"as it is": DESK, "125 %": (1093, 520), "200 %": (683, 325), "phone": (390, 844), "wall": (3840, 2160)}
LABEL = {"zh": "示例数据", "en": "illustrative data"}


@pytest.mark.where_found
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_box_is_too_narrow_for_its_text(
    pages: dict[str, str], open_page: Callable[..., Opened], lang: str, size: tuple[int, int]
) -> None:
    page = open_page(pages[lang], width=size[0], height=size[1]).page
    found = []
    for view in reading.walked(page):
        found += [(view, *each) for each in page.evaluate(reading.NARROW)]
        found += [(view, "legend", each) for each in page.evaluate(reading.LEGEND)]
    assert found == []


@pytest.mark.where_found
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_joint_is_empty_and_a_label_stands_once(
    pages: dict[str, str], open_page: Callable[..., Opened], lang: str
) -> None:
    page = open_page(pages[lang], width=DESK[0], height=DESK[1]).page
    found = []
    for view in reading.walked(page):
        found += [(view, *each) for each in page.evaluate(reading.JOINTS)]
        found += [(view, *each) for each in page.evaluate(reading.REPEATS, LABEL[lang])]
        said = page.evaluate("() => document.querySelector('.title-bar').textContent")
        assert LABEL[lang] in said
    assert found == []


SPOILED = {
    "wider than its box": "p { width: 40px; white-space: nowrap; overflow: hidden }",
    "a letter or two a line": "p { width: 1px; overflow-wrap: anywhere }",
    "a word is broken: letters": "p { width: 3em; word-break: break-all }",
    "text is cut": "div { overflow: hidden; width: 60px } p { width: 300px }",
}


@pytest.mark.parametrize("fault", SPOILED)
def test_the_measure_finds_what_it_is_made_for(open_page: Callable[..., Opened], fault: str) -> None:
    style, text = SPOILED[fault], "many letters stand in this one line of text"
    page = open_page(f"<!DOCTYPE html><title>t</title><style>{style}</style><div><p>{text}</p></div>").page
    assert fault in {each[0] for each in page.evaluate(reading.NARROW)}


@pytest.mark.parametrize(
    "text", ["甲 ·  · 乙", "甲 ·", "人口：", "人口：；户数", "甲（）", "甲、、乙", "{count} 个", "undefined 人"]
)
def test_the_measure_finds_empty_joints(open_page: Callable[..., Opened], text: str) -> None:
    page = open_page(f"<!DOCTYPE html><title>t</title><p>{text}</p>").page
    assert len(page.evaluate(reading.JOINTS)) > 0
