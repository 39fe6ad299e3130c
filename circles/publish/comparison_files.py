"""A comparison as a folder of two files: a table of every block, and a map of what changed that works offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from circles.answers.comparison import CHANGES, Comparison
from circles.answers.marks import label_mark
from circles.answers.years import YearsComparison
from circles.errors import Finding, OutputError, expect, expect_language
from circles.figures import Figure, minutes_of
from circles.notebook import html_of
from circles.phrases import joined, phrase, text_of
from circles.publish.csv_text import csv_bytes
from circles.publish.map_page import VIEWPORT
from circles.publish.offline_page import escaped
from circles.publish.web_files import CHANGES_STYLE, PALETTE, short_style, web_text
from circles.writing import write_whole

if TYPE_CHECKING:
    import folium
    import geopandas as gpd

    from circles.phrases import Words

TABLE, PAGE = "changes.csv", "changes.html"
YEARS_TABLE = "years.csv"

_COLOURS = {
    "gained": "#0072B2",
    "lost": "#D55E00",
    "changed": "#CC79A7",
    "minutes_changed": "#8A9BA8",
    "unchanged": "#C9CDD2",
    "added": "#009E73",
    "removed": "#000000",
}


def write_comparison(comparison: Comparison, folder: str | Path, *, lang: str | None = None) -> tuple[Path, Path]:
    """Write a comparison to `folder` and return its files: ``changes.csv`` and ``changes.html``.

    Of two years ``years.csv`` is written besides.

    Parameters
    ----------
    comparison : Comparison
        What :func:`circles.compare` gave.
    folder : str or Path
        Made where it is not there; an earlier comparison in it is replaced, other files are left alone.
    lang : str, optional
        ``zh`` or ``en``; by default the comparison's own.

    Raises
    ------
    OutputError
        If a file cannot be written, or the folder holds the result of a plan or a siting.

    Examples
    --------
    >>> import circles, tempfile
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> change = circles.compare(circles.plan(study), circles.plan(study.with_center("New", 114.29, 30.60)))
    >>> [file.name for file in circles.write_comparison(change, tempfile.mkdtemp())]
    ['changes.csv', 'changes.html']
    """
    expect_language(lang)
    expect("comparison", comparison, Comparison)
    expect("folder", folder, str, Path)
    target, lang = Path(folder), lang or comparison.lang
    if (target / "summary.json").exists():
        raise OutputError(Finding(code="output_other_kind", file=str(target), details={"kind": "plan"}))
    contents = {
        **_years(comparison),
        TABLE: _table(comparison),
        PAGE: changes_map(comparison, lang=lang).get_root().render().encode("utf-8"),
    }
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            write_whole(target / name, content)
    except OSError as fault:
        details = {"fault": fault.strerror or str(fault)}
        raise OutputError(Finding(code="map_not_written", file=str(target), details=details)) from fault
    return target / TABLE, target / PAGE


def _years(comparison: Comparison) -> dict[str, bytes]:
    """Return the table of the steps from year to year, where the two are years."""
    if not isinstance(comparison, YearsComparison):
        return {}
    steps = comparison.steps
    return {YEARS_TABLE: csv_bytes(list(steps.columns), [steps[name].tolist() for name in steps.columns])}


def changes_map(comparison: Comparison, *, lang: str) -> folium.Map:
    """Return the map of a comparison: every block by what became of it, the two rates and the totals beside it."""
    import folium

    from circles.publish.offline_figure import LiteralElement, OfflineFigure

    mark = label_mark(comparison.population_label)
    placed = comparison.blocks[comparison.blocks.geometry.notna()]
    drawn = folium.Map(tiles=None, zoom_control=True, prefer_canvas=True, zoom_snap=0.5)
    drawn._id = "changes"  # noqa: SLF001 urandom would make every page differ
    style = f"{VIEWPORT}<style>\n{short_style(web_text(PALETTE))}\n{web_text(CHANGES_STYLE)}\n</style>"
    figure = OfflineFigure(
        title=text_of(comparison.document().title, lang), lang=lang, heads={drawn.get_name(): (style,)}
    )
    figure.add_child(drawn)
    for change in reversed(CHANGES):
        rows = placed[placed["change"] == change]
        if len(rows):
            layer = _layer(rows, change, mark, lang)
            layer._id = change  # noqa: SLF001
            drawn.add_child(layer)
    if len(placed):
        west, south, east, north = placed.total_bounds
        drawn.fit_bounds([[south, west], [north, east]])
    figure.html.add_child(LiteralElement(_beside(comparison, lang)), name="beside")
    return drawn


def _layer(rows: gpd.GeoDataFrame, change: str, mark: Words, lang: str) -> folium.GeoJson:
    import folium

    colour, weight = _COLOURS[change], 0.5 if change in {"unchanged", "minutes_changed"} else 1.5
    features = [
        {
            "type": "Feature",
            "properties": {"told": _told(row, mark, lang)},
            "geometry": shapely.geometry.mapping(row.geometry),
        }
        for row in rows.itertuples(index=False)
    ]
    style = {"color": colour, "weight": weight, "fillColor": colour, "fillOpacity": 0.55}
    tooltip = folium.GeoJsonTooltip(fields=["told"], labels=False)
    tooltip._id = f"{change}_told"  # noqa: SLF001
    marker = folium.CircleMarker(radius=5, fill=True)
    marker._id = f"{change}_point"  # noqa: SLF001
    collection = {"type": "FeatureCollection", "features": features}
    return folium.GeoJson(collection, style_function=lambda _: style, tooltip=tooltip, marker=marker)


def _told(row: Any, mark: Words, lang: str) -> str:
    """Return what the map says of a block, safe in any sink of the page."""
    sides = [_side(row.verdict_before, row.minutes_before, lang), _side(row.verdict_after, row.minutes_after, lang)]
    people = text_of(
        joined([phrase("compare.of_people", people=Figure(value=row.population, precision="count")), mark]), lang
    )
    return escaped(f"{row.name or row.block_id}: {' → '.join(sides)} · {people}")


def _side(verdict: object, minutes: float, lang: str) -> str:
    if not isinstance(verdict, str):
        return text_of(phrase("compare.absent"), lang)
    said = text_of(phrase(f"verdict.{verdict.replace(' ', '_')}"), lang)
    shown = text_of(phrase("compare.minutes", minutes=minutes_of(minutes, verdict)), lang) if minutes == minutes else ""  # noqa: PLR0124 NaN
    return f"{said} {shown}".strip()


def _beside(comparison: Comparison, lang: str) -> str:
    """Return the box beside the map: settings that differ, both rates, the totals, and the colours."""
    there = [change for change in CHANGES if comparison.totals["blocks"][change]]
    keys = "".join(
        f'<li><i style="background:{_COLOURS[change]}"></i>{escaped(text_of(phrase(f"compare.{change}"), lang))}</li>'
        for change in there
    )
    osm = f"<p>{escaped(text_of(phrase('map.osm'), lang))}</p>" if comparison.is_of_osm else ""
    return f'<section class="comparison">{html_of(comparison.document(), lang)}<ul>{keys}</ul>{osm}</section>'


def _table(comparison: Comparison) -> bytes:
    table = comparison.blocks
    points = shapely.point_on_surface(table.geometry.to_numpy())
    columns = {name: table[name].tolist() for name in table.columns if name != "geometry"}
    columns |= {"lon": shapely.get_x(points).tolist(), "lat": shapely.get_y(points).tolist()}
    return csv_bytes(list(columns), list(columns.values()))
