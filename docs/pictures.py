"""Take the pictures of the READMEs and the notebooks from the real page of the demo.

Run ``python docs/pictures.py`` after the page was changed; it needs a Chromium and what the tests need.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

import circles

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOME = Path(__file__).resolve().parent
COLORS = 256
"""So few are enough for a map, and the file stays small in every version that the repository keeps."""


def main() -> None:
    """Write ``demo-map.png``, what the screen shows, and ``demo-view.png``, what the page saves."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
        file = circles.write_map(plan, Path(folder) / "coverage.html")
        path = os.environ.get("CIRCLES_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 850}, reduced_motion="reduce")
        page.goto(file.as_uri())
        # The page is built after its first frame; the button that saves the view is there then.
        page.get_by_role("button", name="存为图片").wait_for()
        while not page.evaluate("() => new Promise((done) => setTimeout(() => done(window.circlesPage.built), 20))"):
            pass
        written(page.screenshot(), "demo-map.png")
        written(view(page), "demo-view.png")
        browser.close()


def view(page: Page) -> bytes:
    """Return the picture of the view that the page itself saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name="存为图片").click()
    return download.value.path().read_bytes()


def written(picture: bytes, name: str) -> None:
    """Write a picture in few colors."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLORS, dither=Image.Dither.NONE).save(HOME / name, optimize=True)


if __name__ == "__main__":
    main()
