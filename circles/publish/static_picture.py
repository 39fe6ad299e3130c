"""What the page shows where no script runs: marks, sentence, and a small drawing of blocks by verdict and of centers.

No name is drawn. The drawing is bounded whatever the study holds: many blocks become dots on a grid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from circles import tables
from circles.publish.offline_page import escaped
from circles.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.answers.plan import Plan

WIDTH = 1000
MOST_HEIGHT = 900
MANY_BLOCKS = 1_500
"""From so many blocks on each is a dot, and those that share a dot are one."""
DOT = 6
TOLERANCE = 1.5

_FILLS = {
    tables.NOT_EVALUATED: ("#c9ccd0", "#6f7780"),
    tables.INSIDE: ("#b5d3e6", "#0072b2"),
    tables.OUTSIDE: ("#f0b88f", "#d55e00"),
}
"""Fill and line of each verdict, drawn in this order."""
_INK = "#1c2733"

VERDICTS = tuple(_FILLS)
"""Those that it draws."""


def without_script(plan: Plan, facts: Mapping[str, Any], lang: str, *, centers: bool = True) -> str:
    """Return the ``<noscript>`` element of the page.

    Parameters
    ----------
    plan : Plan
        What is drawn.
    facts : mapping
        The facts of the page, in its language.
    lang : str
        ``zh`` or ``en``.
    centers : bool
        Whether to draw the open centers.
    """
    told = "".join(f"<p><strong>{escaped(mark)}</strong></p>" for mark in marks(facts, lang))
    return (
        f'<noscript><div style="padding:1em 2em;background:#fff;color:{_INK}"><h1>{escaped(facts["title"])}</h1>{told}'
        f"<p>{escaped(facts['sentence'])}</p>{drawing(plan, centers=centers)}<p>{keys(plan, lang)}</p>"
        f"<p>{escaped(say('no_script.hint', lang))}</p></div></noscript>"
    )


def keys(plan: Plan, lang: str) -> str:
    """Return what the colours of the drawing mean, of verdicts that are in it."""
    return keys_of(plan.blocks, lang)


def keys_of(blocks: gpd.GeoDataFrame, lang: str) -> str:
    """Return what the colours of the drawing of these blocks mean."""
    return keys_of_verdicts([verdict for verdict in VERDICTS if (blocks["verdict"] == verdict).any()], lang)


def keys_of_verdicts(verdicts: Sequence[str], lang: str) -> str:
    """Return what the colours of these verdicts mean."""
    return "".join(
        f'<span style="margin-right:1.5em"><span style="display:inline-block;width:1em;height:.8em;'
        f'margin-right:.4em;background:{fill};border:1px solid {line}"></span>{_said(verdict, lang)}</span>'
        for verdict, (fill, line) in reversed(_FILLS.items())
        if verdict in verdicts
    )


def _said(verdict: str, lang: str) -> str:
    return escaped(say(f"verdict.{verdict.replace(' ', '_')}", lang))


def marks(facts: Mapping[str, Any], lang: str) -> list[str]:
    """Return the marks that a map must not be read without: internal or draft, and what is not from a source."""
    labelled: dict[str, list[str]] = {}
    for what in ("centers", "population", "blocks"):
        labelled.setdefault(facts[f"{what}_label"], []).append(say(f"map.chip_{what}", lang))
    joint = say("map.chip_joint", lang)
    told = [
        say("map.chip", lang, label=say(f"label.{label}", lang), what=joint.join(what))
        for label, what in labelled.items()
        if label != "source"
    ]
    return [*filter(None, [facts["marking"]]), *told]


def drawing(plan: Plan, *, centers: bool) -> str:
    """Return the drawing as SVG, in whole numbers of its own: it says nothing of where on earth it is.

    The figures that it shows stand beside it as text, so it has no voice.
    """
    opened = plan.centers[(plan.centers["status"] == "open") & plan.centers["attached"]] if centers else None
    return drawing_of(plan.blocks, opened)


def drawing_of(
    blocks: gpd.GeoDataFrame,
    centers: gpd.GeoDataFrame | None = None,
    *,
    within: tuple[float, float, float, float] | None = None,
    outlined: Sequence[tuple[gpd.GeoDataFrame, str, str]] = (),
) -> str:
    """Return the drawing of blocks by `verdict`, with these centers.

    `within` is the ground it shows, by default theirs; `outlined` are further blocks, each with a line and its dashes.
    """
    placed = blocks[~shapely.is_missing(blocks.geometry.to_numpy())]
    if placed.empty:
        return ""
    west, south, east, north = within or placed.total_bounds.tolist()
    stretch = np.cos(np.radians((south + north) / 2))
    scale = min(
        WIDTH / max((east - west) * stretch, 1e-9),
        MOST_HEIGHT / max(north - south, 1e-9),
    )

    def flat(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([(lonlat[:, 0] - west) * stretch * scale, (north - lonlat[:, 1]) * scale])

    draw = _dots if len(placed) > MANY_BLOCKS else _shapes
    parts = [
        draw(_flattened(rows, flat), fill, line)
        for verdict, (fill, line) in _FILLS.items()
        if len(rows := placed[placed["verdict"] == verdict])
    ]
    parts += [_outlines(_flattened(rows, flat), line, dashes) for rows, line, dashes in outlined if len(rows)]
    if centers is not None:
        parts.append(_path(_moves(flat(shapely.get_coordinates(centers.geometry))), _INK, 9))
    size = flat(np.array([[east, south]]))[0].round().astype(int).tolist()
    return (
        f'<svg viewBox="-8 -8 {size[0] + 16} {size[1] + 16}" '
        f'style="display:block;max-width:100%;max-height:80vh" aria-hidden="true">{"".join(parts)}</svg>'
    )


def _flattened(rows: gpd.GeoDataFrame, flat: Any) -> NDArray[np.object_]:
    shapes: NDArray[np.object_] = shapely.transform(rows.geometry.to_numpy(), flat)
    return shapes


def _shapes(shapes: NDArray[np.object_], fill: str, line: str) -> str:
    """Return areas as one path of whole numbers, and points as dots."""
    areal = shapely.get_dimensions(shapes) == 2
    drawn = shapely.simplify(shapes[areal], TOLERANCE)
    rings = shapely.get_rings(shapely.get_parts(drawn))
    path = "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)
    found = f'<path fill="{fill}" fill-rule="evenodd" stroke="{line}" d="{path}"/>' if path else ""
    return found + (_dots(shapes[~areal], fill, line) if (~areal).any() else "")


def _outlines(shapes: NDArray[np.object_], line: str, dashes: str) -> str:
    """Return areas as outlines, and points as rings."""
    areal = shapely.get_dimensions(shapes) == 2
    drawn = np.where(areal, shapely.simplify(shapes, TOLERANCE), shapely.buffer(shapes, DOT))
    rings = shapely.get_rings(shapely.get_parts(drawn))
    path = "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)
    return f'<path fill="none" stroke="{line}" stroke-width="4" stroke-dasharray="{dashes}" d="{path}"/>'


def _ring(xy: NDArray[np.float64]) -> str:
    """Return a ring as steps between whole numbers, nothing where it is too small to be seen."""
    whole = np.rint(xy).astype(int)
    steps = np.diff(whole, axis=0)[:-1]
    steps = steps[(steps != 0).any(axis=1)]
    start = f"M{whole[0, 0]} {whole[0, 1]}l"
    return start + " ".join(f"{x} {y}" for x, y in steps.tolist()) + "z" if len(steps) else ""


def _dots(shapes: NDArray[np.object_], _fill: str, line: str) -> str:
    """Return a dot for each cell of a grid that holds a block; dots side by side are one line."""
    xy = shapely.get_coordinates(shapely.point_on_surface(shapes))
    cells = np.unique(np.rint(xy[:, ::-1] / DOT).astype(int), axis=0)
    begins = np.ones(len(cells), np.bool_)
    begins[1:] = (np.diff(cells, axis=0) != (0, 1)).any(axis=1)
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(cells)) - 1
    runs = np.column_stack([cells[first, ::-1], cells[last, 1] - cells[first, 1]]) * DOT
    return _path("".join(f"M{x} {y}h{length}" for x, y, length in runs.tolist()), line, DOT)


def _moves(xy: NDArray[np.float64]) -> str:
    whole: Sequence[Sequence[int]] = np.unique(np.rint(xy).astype(int), axis=0).tolist()
    return "".join(f"M{x} {y}h0" for x, y in whole)


def _path(moves: str, colour: str, width: int) -> str:
    return f'<path stroke="{colour}" stroke-width="{width}" stroke-linecap="round" d="{moves}"/>' if moves else ""
