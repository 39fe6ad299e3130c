"""The page of a map as folium writes it, word for word, without folium.

Making a :class:`folium.Map` is for who adds to it: to write the page alone, importing folium, its templates and its web
client takes longer than all else of the page. A test holds both to the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from circles.publish import web_files
from circles.publish.offline_page import Script, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MAP_ID = "circles"
DATA_ID = "circles-data"
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
MAP_OPTIONS: dict[str, Any] = {
    "zoom_control": False,
    "prefer_canvas": True,
    "zoom_snap": 0.5,
    "zoom_delta": 1,
    "wheel_px_per_zoom_level": 90,
}
"""Of a folium.Map, in its words."""

ZOOM = 13

_CHARSET = '<meta http-equiv="content-type" content="text/html; charset=UTF-8" />'
_BODY = "\n".join(
    (
        "",
        "    ",
        f'            <div class="folium-map" id="map_{MAP_ID}" ></div>',
        "        ",
        "    ",
    )
)
_SCRIPT = "\n".join(
    (
        "",
        "    ",
        f"            var map_{MAP_ID} = L.map(",
        f'                "map_{MAP_ID}",',
        "                {",
        "                    center: @center@,",
        "                    crs: L.CRS.EPSG3857,",
        "                    ...{",
        "@options@",
        "}",
        "",
        "                }",
        "            );",
        "",
        "            ",
        "",
        "        ",
        "    ",
    )
)
"""Blanks and empty lines as folium's templates leave them."""


def page(
    packed: str,
    options: Mapping[str, Any],
    *,
    still: str,
    center: list[float],
    title: str,
    lang: str,
    style: str | None = None,
    script: str | None = None,
) -> str:
    """Return the page of a map that shows packed data, and no tiles.

    Parameters
    ----------
    packed : str
        The data, as :func:`circles.publish.packed_columns.packed` leaves them.
    options : mapping
        What the page's ``start`` is told.
    still : str
        What is seen where no script runs.
    center : list of float
        Latitude and longitude of the middle.
    title : str
        Title of the window, as a person wrote it.
    lang : str
        ``zh`` or ``en``.
    style, script : str, optional
        All our own style sheets and scripts, by default those of the map of a plan.
    """
    scripts, styles = web_files.vendored_scripts(), web_files.vendored_styles()
    head: list[str | Script] = [
        _CHARSET,
        Script(scripts["leaflet"]),
        style_element(styles["leaflet_css"]),
        VIEWPORT,
        style_element(web_files.page_style() if style is None else style),
        Script(web_files.page_script() if script is None else script),
    ]
    told = {"zoom": ZOOM, **{_camel(name): value for name, value in MAP_OPTIONS.items()}}
    shown = "\n".join(f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in told.items())
    drawn = _SCRIPT.replace("@center@", json.dumps(center)).replace("@options@", shown)
    begun = drawn + start(f"map_{MAP_ID}", options)
    return page_of(
        head,
        _BODY + still + data_element(packed),
        Script(web_files.inline_script(begun)),
        title=title,
        lang=lang,
    )


def style_element(text: str) -> str:
    """Return the ``<style>`` element of a style sheet."""
    return f"<style>\n{text}\n</style>"


def data_element(packed: str) -> str:
    """Return the element that holds the data."""
    return f'<script type="text/plain" id="{DATA_ID}">{packed}</script>'


def start(map_name: str, options: Mapping[str, Any]) -> str:
    """Return the call that starts the page."""
    return f"circlesPage.start({map_name}, {json.dumps(options)});"


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
