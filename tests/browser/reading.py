"""What is read in a view: boxes too narrow for their text, what the legend covers, texts with empty joints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

CLICK = "selector => document.querySelector(selector).click()"
VIEWS: dict[str, tuple[tuple[str, Any], ...]] = {
    "first view": (),
    "account": ((CLICK, ".account summary"),),
    "gaps": ((CLICK, "[data-tab=gaps]"),),
    "centers": ((CLICK, "[data-tab=centers]"),),
    "tip of a block": (("i => circlesPage.app.hover('block', i, circlesPage.app.blockPoints[i])", 5),),
    "tip of a center": (("i => circlesPage.app.hover('center', i, circlesPage.app.centerPoints[i])", 0),),
    "card of a block": (("() => circlesPage.app.select('block', circlesPage.app.listed.blocks[0], true)", None),),
    "card of a block inside": (("() => circlesPage.app.select('block', 5, true)", None),),
    "card of a center": (("() => circlesPage.app.select('center', 0, true)", None),),
    "card of a gap": (("() => circlesPage.app.select('gap', 0, true)", None),),
    "layers": (("() => circlesPage.app.select(null)", None), (CLICK, ".legend .quiet-button")),
    "legend unfolded": (
        (
            "() => document.querySelectorAll('.legend-heading[aria-expanded=false]').forEach((head) => head.click())",
            None,
        ),
    ),
    "trial": ((CLICK, ".try-button"),),
    "trial with a center": ((CLICK, "[data-key=add]"), (CLICK, "[data-key=middle]")),
    "schemes": ((CLICK, "[data-key=keep]"), (CLICK, "[data-key=compare]")),
    "meeting sheet": ((CLICK, ".over-sheet button"), (CLICK, "[data-key=confirm]")),
    "method and sources": (
        ("() => document.querySelectorAll('.over-sheet .about-head button').forEach((button) => button.click())", None),
        (CLICK, ".title-buttons button:last-child"),
    ),
}
"""What is looked at, each from the one before."""

NARROW = """() => {
    const found = [];
    const told = (what, element, text) =>
        found.push([what, element.className || element.tagName, String(text).trim().slice(0, 60)]);
    const seen = (element) => element.getClientRects().length > 0 && !element.closest('.spoken, .paper');
    const scrolls = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    const tops = (range) => {
        const rects = Array.from(range.getClientRects()).filter((rect) => rect.width > 0);
        return new Set(rects.map((rect) => Math.round(rect.top))).size;
    };
    const clip = (element) => {
        for (let box = element; box; box = box.parentElement) {
            if (getComputedStyle(box).overflowX !== 'visible') return box;
        }
        return document.documentElement;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const boxes = new Set();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || !seen(element) || /SCRIPT|STYLE|NOSCRIPT|OPTION/.test(element.tagName)) continue;
        boxes.add(element);
        const range = document.createRange();
        for (const word of node.data.matchAll(/[A-Za-z]+|\\d[\\d,.]*%?/g)) {
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (tops(range) > 1) told('a word is broken: ' + word[0], element, node.data);
        }
        range.selectNodeContents(node);
        const length = node.data.trim().length;
        if (length > 3 && tops(range) > length / 2) told('a letter or two a line', element, node.data);
        const around = clip(element);
        const box = around.getBoundingClientRect();
        const text = range.getBoundingClientRect();
        const pushed = scrolls(around) && around.scrollWidth > around.clientWidth;
        const beyond = text.right > box.right + 1 || text.left < box.left - 1;
        if (!pushed && beyond && !element.closest('.leaflet-marker-pane, .try-name'))
            told('text is cut', element, node.data);
    }
    boxes.forEach((element) => {
        if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 && !scrolls(element))
            told('wider than its box', element, element.textContent);
    });
    const held = document.querySelectorAll('.panel-body, .list, .about-body, .try-card, .legend, .detail-view');
    held.forEach((element) => {
        if (seen(element) && element.scrollWidth > element.clientWidth + 1) told('scrolls sideways', element, '');
    });
    if (document.documentElement.scrollWidth > innerWidth) told('page scrolls sideways', document.body, '');
    return found;
}"""

LEGEND = """() => {
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    const legend = box('.legend');
    const map = box('.leaflet-container');
    const found = [];
    if (legend.top < map.top || legend.left < map.left || legend.right > map.right || legend.bottom > map.bottom)
        found.push('outgrows the map');
    const others = document.querySelectorAll('.leaflet-bar, .leaflet-control-attribution, .leaflet-control-scale');
    others.forEach((control) => {
        const other = control.getBoundingClientRect();
        const level = legend.top < other.bottom && other.top < legend.bottom;
        if (level && legend.left < other.right && other.left < legend.right)
            found.push('covers ' + control.className);
    });
    return found;
}"""

JOINTS = r"""() => {
    const found = [];
    const joints = [/·\s*·/, /^\s*·|·\s*$/, /[：:]\s*$/, /[：:]\s*[；;，,。)）]/, /[（(]\s*[)）]/,
        /，\s*，|、\s*、|,\s*,/, /\{\w+\}/, /\bundefined\b|\bnull\b|\bNaN\b/];
    // A lead-in stands before what it leads to; what is signed by hand is left open.
    const leads = (element) => Boolean(element.closest('.sheet-signed') || element.nextElementSibling);
    const look = (text, where) => {
        joints.filter((joint) => joint.test(text)).forEach((joint) => {
            found.push([String(joint), where, text.slice(0, 90)]);
        });
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (/SCRIPT|STYLE|NOSCRIPT/.test(element.tagName)) continue;
        const before = node.previousSibling || element.previousElementSibling;
        const lead = leads(element) || node.nextSibling ? node.data.replace(/[：:·]\s*$/, '') : node.data;
        const text = before ? lead.replace(/^\s*·/, '') : lead;
        look(text, element.className || element.tagName);
    }
    document.querySelectorAll('[title], [aria-label], [placeholder]').forEach((element) => {
        ['title', 'aria-label', 'placeholder'].forEach((name) => look(element.getAttribute(name) || '', name));
    });
    look(document.title, 'document');
    return found;
}"""


REPEATS = """label => Array.from(document.querySelectorAll('ul, ol, dl, table, .figures, .bars'))
    .filter((list) => list.getClientRects().length > 0 && list.textContent.split(label).length > 2)
    // A source has its own label, which is said of each; schemes are handed out as a file, row by row.
    .filter((list) => !list.closest('.about-method, .wide-table, .meeting-sheet'))
    .map((list) => [list.className || list.tagName, list.textContent.slice(0, 200)])"""


def walked(page: Page) -> Iterator[str]:
    """Go through the views of a page, one after another, and yield the name of each."""
    for view, steps in VIEWS.items():
        for step, given in steps:
            page.evaluate(step, given)
        yield view
