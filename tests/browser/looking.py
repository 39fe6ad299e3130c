"""Where a block is on the screen, and how much is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTRAST = """
    const numbers = (color) => (color.match(/[\\d.]+/g) || []).map(Number);
    const light = (color) => {
        const parts = numbers(color).slice(0, 3).map((part) => {
            const share = part / 255;
            return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const contrast = (one, other) => {
        const lights = [light(one), light(other)].sort((a, b) => b - a);
        return (lights[0] + 0.05) / (lights[1] + 0.05);
    };
"""
"""JavaScript that knows `numbers` of a color and the `contrast` of two, as WCAG counts it."""


def place_of(page: Page, block: int) -> dict[str, float]:
    """Return where the middle of a block is on the screen."""
    place: dict[str, float] = page.evaluate(
        """block => {
            const app = window.circlesPage.app;
            const at = app.map.latLngToContainerPoint(app.blockPoints[block]);
            const box = app.map.getContainer().getBoundingClientRect();
            return { x: box.left + at.x, y: box.top + at.y };
        }""",
        block,
    )
    return place


def pixel_sum(page: Page, pane: str) -> int:
    """Return how much ink is on the canvas of a pane."""
    ink: int = page.evaluate(
        """pane => {
            const canvas = document.querySelector('.leaflet-' + pane + '-pane canvas');
            if (!canvas) return 0;
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let sum = 0;
            for (let i = 3; i < data.length; i += 4) sum += data[i];
            return sum;
        }""",
        pane,
    )
    return ink
