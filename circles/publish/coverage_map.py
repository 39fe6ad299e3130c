"""The folium map of a plan: one self-contained page.

A plan becomes a real :class:`folium.Map` inside an :class:`~circles.publish.offline_figure.OfflineFigure`, with
one child of our own that carries the page: its style, its data and the call that starts it. Further folium
layers can be added to it. folium is imported when a map is made, not before; a page without tiles is written without it
(:mod:`circles.publish.map_page`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circles.answers.audit import Audit
from circles.answers.demonstration import Demonstration
from circles.answers.plan import Plan
from circles.answers.siting import Siting
from circles.errors import Finding, OutputError, expect, expect_language
from circles.publish import map_page, packed_columns, payload, static_picture, web_files
from circles.publish.plan_of_answer import plan_of
from circles.publish.shared_page import SHARED, shared_page
from circles.publish.single_files import read_from, refuse_input
from circles.writing import write_whole

if TYPE_CHECKING:
    import folium

    from circles.answers.remedies import Remedies
    from circles.publish.plan_of_answer import Drawn

OSM_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
OSM_ATTRIBUTION = "&copy; OpenStreetMap contributors"

_PAGES = (".html", ".htm")
_PAGE_ID, _TILES_ID = "page", "osm"


def coverage_map(plan: Plan | Siting, *, lang: str | None = None, tiles: bool = False) -> folium.Map:
    """Return the map of a plan, to be shown, saved or given further folium layers.

    Parameters
    ----------
    plan : Plan or Siting
        The answer to show; of a siting, the plan with its sites, marked as such.
    lang : str, optional
        ``zh`` or ``en``; by default the study's own.
    tiles : bool
        Whether to load OpenStreetMap's tiles where there is internet; by default the page asks for nothing.

    Returns
    -------
    folium.Map
        Rendering it raises :class:`OutputError` if a layer added to it needs an address outside the page.
    """
    return _drawn(plan, lang=lang, tiles=tiles, height=None)


def show(plan: Plan | Siting, *, lang: str | None = None, tiles: bool = False, height: int = 640) -> folium.Map:
    """Return the map of a plan for a notebook, `height` pixels high; it needs no internet either.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> type(circles.show(plan)).__name__
    'Map'
    """
    expect_language(lang)
    expect("tiles", tiles, bool)
    expect("height", height, Integral)
    expect("plan", plan, Plan, Siting)
    return _drawn(plan, lang=lang, tiles=tiles, height=f"{height}px")


def map_html(plan: Drawn, *, lang: str | None = None, tiles: bool = False, remedies: Remedies | None = None) -> str:
    """Return the map of a plan, or of the plan of an answer, as one page, with its remedies if given; always the same.

    Of a study whose output asks for the shared edition it is that, without remedies and tiles.
    """
    full = plan_of(plan)
    if full.study.output.edition == SHARED:
        audit = plan if isinstance(plan, Audit) else None
        return shared_page(full, lang=lang or full.study.lang, with_sites=isinstance(plan, Siting), audit=audit)
    if tiles:
        with_tiles: str = _drawn(plan, lang=lang, tiles=True, height=None, remedies=remedies).get_root().render()
        return with_tiles
    shown = _shown(plan, lang=lang, tiles=False, remedies=remedies)
    return map_page.page(
        shown.packed, shown.options, still=shown.still, center=shown.center, title=shown.title, lang=shown.lang
    )


def write_map(
    plan: Plan | Siting, file: str | os.PathLike[str], *, lang: str | None = None, tiles: bool = False
) -> Path:
    """Write the map of a plan to one file and return its path.

    The page is written beside `file` under a name of its own and moved into place, so an earlier map stands
    until the new one is whole.

    Raises
    ------
    OutputError
        If the file cannot be written or replaced, for example because it is open elsewhere; if it is there, and
        no .html file or an input of the plan.

    Examples
    --------
    >>> import circles
    >>> plan = circles.plan(circles.read_study(circles.demo_study() / "study.toml"))
    >>> circles.write_map(plan, "coverage.html").name
    'coverage.html'
    """
    expect_language(lang)
    expect("tiles", tiles, bool)
    expect("plan", plan, Plan, Siting)
    expect("file", file, str, os.PathLike)
    target = Path(file)
    if target.is_file() and target.suffix.lower() not in _PAGES:
        raise OutputError(Finding(code="map_no_page", file=str(target)))
    study = (plan.plan_after if isinstance(plan, Siting) else plan).study
    refuse_input(target, read_from([target], study.sources))
    content = map_html(plan, lang=lang, tiles=tiles).encode("utf-8")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise OutputError(Finding(code="map_not_written", file=str(target), details={"fault": reason})) from fault
    return target


@dataclass(frozen=True)
class _Shown:
    """What a page shows: its data, packed, what its ``start`` is told, the middle, the title, and what is still."""

    packed: str
    options: dict[str, Any]
    center: list[float]
    title: str
    lang: str
    still: str


def _shown(answer: Drawn, *, lang: str | None, tiles: bool, remedies: Remedies | None = None) -> _Shown:
    siting = answer if isinstance(answer, Siting) else None
    audit = answer if isinstance(answer, Audit) else None
    plan = plan_of(answer)
    lang = lang or plan.study.lang
    sites = answer if isinstance(answer, Demonstration) else None
    data = payload.page_payload(
        plan, lang=lang, tiles=tiles, siting=siting, remedies=remedies, audit=audit, demonstration=sites
    )
    (south, west), (north, east) = data["bounds"]
    packed, size = packed_columns.packed(data)
    options = {"data": map_page.DATA_ID, "size": size, "icons": web_files.marker_images(), "tiles": None}
    still = static_picture.without_script(plan, data["facts"], lang)
    return _Shown(packed, options, [(south + north) / 2, (west + east) / 2], data["facts"]["title"], lang, still)


def _drawn(
    answer: Drawn,
    *,
    lang: str | None,
    tiles: bool,
    height: str | None,
    remedies: Remedies | None = None,
) -> folium.Map:
    import folium

    from circles.publish.offline_figure import OfflineFigure
    from circles.publish.page_element import PageElement

    shown = _shown(answer, lang=lang, tiles=tiles, remedies=remedies)
    drawn = folium.Map(location=shown.center, zoom_start=map_page.ZOOM, max_zoom=19, tiles=None, **map_page.MAP_OPTIONS)
    drawn._id = map_page.MAP_ID  # noqa: SLF001 urandom would make every page differ
    page = PageElement(packed=shown.packed, options=shown.options, still=shown.still)
    page._id = _PAGE_ID  # noqa: SLF001
    figure = OfflineFigure(
        title=shown.title,
        lang=shown.lang,
        heads={drawn.get_name(): (map_page.VIEWPORT,)},  # instead of folium's own head, which holds a script
        tile_urls=(OSM_TILES,) if tiles else (),
        height=height,
    )
    figure.add_child(drawn)
    if tiles:
        layer = folium.TileLayer(OSM_TILES, attr=OSM_ATTRIBUTION, max_zoom=19)
        layer._id = _TILES_ID  # noqa: SLF001
        drawn.add_child(layer, name=_TILES_ID)
        shown.options["tiles"] = layer.get_name()
    drawn.add_child(page, name=_PAGE_ID)
    return drawn
