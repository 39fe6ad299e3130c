"""What the page knows of a plan: one document of columns, packed by ``packed_columns``.

Names travel inside it and nowhere else, so nothing a name holds is ever parsed as HTML or script. Whatever is
rounded for showing is rounded here, where the verdict was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from circles import integers, tables
from circles.figures import shown_minutes
from circles.publish import (
    packed_geometry,
    payload_compounds,
    payload_demonstration,
    payload_edge,
    payload_layers,
    payload_outlines,
    payload_reach,
    payload_water,
    payload_what_if,
    payload_words,
)
from circles.publish.packed_geometry import spread
from circles.publish.payload_differences import differences
from circles.texts import LANGUAGES

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.answers.audit import Audit
    from circles.answers.demonstration import Demonstration
    from circles.answers.plan import Plan
    from circles.answers.remedies import Remedies
    from circles.answers.siting import Siting

VERDICTS = (tables.INSIDE, tables.OUTSIDE, tables.NOT_EVALUATED)
"""The verdicts in the order in which the page numbers them."""

CIRCLE_TOLERANCE_M = 2.5
MANY_CIRCLES = 1_000
"""From so many circles on, each is drawn to the cell of the grid it was made on, and told to 2 m."""
MANY_TOLERANCE_M = 10.0
MANY_UNITS = 50_000
AREA_TOLERANCE_M = 1.0
BLOCK_TOLERANCE_M = 2.0
STREET_TOLERANCE_M = 1.5

_NEAR = 1e-6
_MAIN = ("motorway", "trunk", "primary", "secondary", "tertiary")
_PATHS = frozenset(
    (tables.LAID_PATH, "footway", "path", "steps", "cycleway", "track", "bridleway", "corridor", "service")
)

_SQUARES = (tables.SQUARE, tables.SQUARE_OUTLINE)


def page_payload(
    plan: Plan,
    *,
    lang: str,
    tiles: bool,
    siting: Siting | None = None,
    remedies: Remedies | None = None,
    audit: Audit | None = None,
    demonstration: Demonstration | None = None,
) -> dict[str, Any]:
    """Return all the page shows of `plan`, ready for JSON: also of the answer it belongs to, and its remedies.

    It is in `lang`; ``other`` is what the other language says otherwise, ``before`` what the page of the plan before
    the sites says (``payload_differences``).
    """
    after = _page(plan, lang=lang, tiles=tiles, siting=siting, remedies=remedies, audit=audit)
    if siting is None:
        marks = payload_demonstration.demonstration(demonstration)
        return {**after, "demonstration": marks, "side": None, "before": None}
    of = "closing" if siting.only_closes else "sites"
    told = {**after, "demonstration": None, "side": {"shown": "after", "of": of}}
    before = _page(siting.plan_before, lang=lang, tiles=tiles, siting=siting, is_before=True)
    # The map stays where it is while the two are compared.
    return {
        **told,
        "before": differences(
            told, {**told, **before, "side": {"shown": "before", "of": of}, "bounds": after["bounds"]}
        ),
    }


def _page(
    plan: Plan,
    *,
    lang: str,
    tiles: bool,
    siting: Siting | None = None,
    remedies: Remedies | None = None,
    audit: Audit | None = None,
    is_before: bool = False,
) -> dict[str, Any]:
    """Return what the page shows of one plan: that with the sites of a siting, or the one before them."""
    center_of = {center_id: i for i, center_id in enumerate(plan.centers["center_id"])}
    words_of = payload_words.words(
        plan, siting=siting, remedies=remedies, audit=audit, tiles=tiles, is_before=is_before
    )
    own, other = words_of(lang), words_of(next(each for each in LANGUAGES if each != lang))
    return {
        **own,
        "other": differences(own, other),
        "bounds": bounds(plan),
        "blocks": {**blocks(plan, center_of), **own["blocks"]},
        "centers": {**centers(plan, center_of), **own["centers"]},
        "circles": circles(plan, center_of),
        "service_area": service_area(plan),
        "gaps": gaps(plan),
        "squares": squares(plan),
        "outlines": payload_outlines.outlines(plan),
        "regions": None if audit is None else payload_outlines.regions(plan),
        "water": payload_water.water(plan, bounds(plan)),
        "compounds": payload_compounds.compounds(plan),
        "streets": streets(plan, center_of),
        "edge": payload_edge.edge(plan),
        "what_if": payload_what_if.what_if(plan, center_of),
    }


def bounds(plan: Plan) -> list[list[float]]:
    """Return south-west and north-east (lat, lon) of what the page opens on: blocks and open centers."""
    opened = plan.centers[(plan.centers["status"] == "open") & plan.centers["attached"]]
    parts = [plan.blocks[plan.blocks["verdict"] != tables.NOT_EVALUATED], opened, plan.service_area]
    boxes = np.array([part.total_bounds for part in parts if len(part)])
    boxes = boxes[np.isfinite(boxes).all(axis=1)] if len(boxes) else boxes
    if not len(boxes):
        boxes = plan.pieces.total_bounds[None, :]
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return [[south, west], [north, east]]


def blocks(plan: Plan, center_of: dict[str, int]) -> dict[str, Any]:
    """Return the blocks' columns, in the order of the plan; ``order`` is outside, worst first, then not evaluated."""
    table = plan.blocks
    walked = table["walk_m"].notna().to_numpy()
    geometry = table.geometry.to_numpy()
    drawn = packed_geometry.simplified_together(geometry, BLOCK_TOLERANCE_M)
    areal = packed_geometry.packed_polygons(drawn)
    return {
        "id": words(table["block_id"]),
        "name": words(table["name"]),
        "verdict": [VERDICTS.index(verdict) for verdict in table["verdict"]],
        "reason": words(table["reason"]),
        "island_m": numbers(table["island_m"], 0) if "island_m" in table else None,
        "minutes": [
            shown_minutes(value, plan.scenario.uneven_limits) if known else None
            for value, known in zip(table["minutes"].tolist(), walked, strict=True)
        ],
        "walk_mm": spread(table["walk_mm"].to_numpy(dtype=np.int64)[walked], walked),
        **payload_edge.open_columns(table, plan.scenario),
        "center": rows_of(table["center_id"], center_of),
        "snap_m": numbers(table["snap_m"], 3),
        "district": districts(table),
        "population": numbers(table["population"], 3),
        "dwellings": numbers(table["dwellings"], 3) if "dwellings" in table else None,
        "people_60_plus": numbers(table["people_60_plus"], 3) if "people_60_plus" in table else None,
        "compass_mm": payload_reach.compass_mm(plan),
        "land_m2": numbers(table["land_m2"], 0) if "land_m2" in table else None,
        "gap": gap_rows(table["gap_id"], plan.gaps),
        "order": worst_first(table),
        "polygons": areal,
        "points": packed_geometry.packed_points(geometry),
        "access": access(plan),
        "arrival": arrivals(plan),
    }


def districts(table: gpd.GeoDataFrame) -> list[str] | None:
    """Return each block's sub-district and community as one text, None where the table has neither."""
    known = [table[column] for column in tables.DISTRICT_COLUMNS if column in table]
    return [" · ".join(filter(None, names)) for names in zip(*known, strict=True)] if known else None


def worst_first(table: gpd.GeoDataFrame) -> list[int]:
    """Return row numbers of the blocks that are not inside: no path, then minutes descending, then not evaluated."""
    verdict = table["verdict"].to_numpy()
    minutes = table["minutes"].to_numpy(dtype=np.float64)
    step = np.where(verdict == tables.NOT_EVALUATED, 2, np.where(np.isnan(minutes), 0, 1))
    order = np.lexsort((np.arange(len(table)), -np.nan_to_num(minutes), step))
    result: list[int] = order[verdict[order] != tables.INSIDE].tolist()
    return result


def access(plan: Plan) -> dict[str, Any]:
    """Return where each block's walk begins: the place, the piece, the place along it and the leg, None if nowhere.

    It is the gate that the nearest walk uses, else the block's own place; `via` is a gate that the leg passes.
    """
    found, there = walk_ends(plan, "access")
    place = where(there, found["geometry"])
    target, _ = walk_ends(plan, "arrival")
    return {
        **spots_of(found, there),
        **packed_geometry.packed_points(place),
        "via": packed_geometry.packed_points(where(there, found["via"])) if found["via"].notna().any() else None,
        "straight_mm": straight_lines(place, where(there, target["geometry"])),
    }


def arrivals(plan: Plan) -> dict[str, Any]:
    """Return by which spot of its center each block's walk ends: `row` in the spots, None where there is no walk.

    A spot is a place on a piece, with the leg from there and the place at which it ends, a gate passed on the way.
    """
    found, there = walk_ends(plan, "arrival")
    rows, spot = np.unique(found.index.to_numpy()[there], return_inverse=True)
    spots = plan.attachments.iloc[rows]
    return {
        "row": spread(spot, there),
        **spots_of(spots, np.ones(len(spots), np.bool_)),
        **packed_geometry.packed_points(spots.geometry.to_numpy(object)),
        "via": packed_geometry.packed_points(spots["via"].to_numpy(object)) if spots["via"].notna().any() else None,
    }


def walk_ends(plan: Plan, end: str) -> tuple[gpd.GeoDataFrame, NDArray[np.bool_]]:
    """Return the attachment at which each block's walk begins (``access``) or ends (``arrival``), and who has one."""
    rows = plan.nearest.set_index("block_id")[end].reindex(plan.blocks["block_id"]).fillna(-1).to_numpy(np.int64)
    there = (rows >= 0) & plan.blocks["walk_m"].notna().to_numpy()
    return plan.attachments.iloc[np.where(there, rows, 0)], there


def spots_of(found: pd.DataFrame, there: NDArray[np.bool_]) -> dict[str, list[int | None]]:
    """Return piece, place along it and leg of attachments as columns, None where there is none."""
    return {
        name: spread(found[name].to_numpy()[there].astype(np.int64), there) for name in ("piece", "at_mm", "leg_mm")
    }


def straight_lines(start: NDArray[np.object_], end: NDArray[np.object_]) -> list[int | None]:
    """Return the geodesic between two columns of points in millimetres, None where either is missing."""
    from pyproj import Geod

    there = ~(shapely.is_missing(start) | shapely.is_missing(end))
    xy = [(shapely.get_x(part[there]), shapely.get_y(part[there])) for part in (start, end)]
    _, _, metres = Geod(ellps="WGS84").inv(*xy[0], *xy[1])
    return spread(integers.millimetres(metres), there)


def centers(plan: Plan, center_of: dict[str, int]) -> dict[str, Any]:
    """Return the centers' columns, with how many blocks each reaches."""
    table = plan.centers
    reached = plan.walks["center_id"].map(center_of).dropna().astype(np.int64).to_numpy()
    nearest = plan.blocks["center_id"].map(center_of).dropna().astype(np.int64).to_numpy()
    return {
        "id": words(table["center_id"]),
        "name": words(table["name"]),
        "status": words(table["status"]),
        "attached": [bool(value) for value in table["attached"]],
        "reason": words(table["reason"]),
        "snap_m": numbers(table["snap_m"], 3),
        "blocks_within": np.bincount(reached, minlength=len(table)).tolist(),
        "blocks_alone": payload_reach.blocks_alone(plan, center_of),
        "blocks_nearest": np.bincount(nearest, minlength=len(table)).tolist(),
        **{name: numbers(table[name], 3) if name in table else None for name in tables.CENTER_FIGURES[1:]},
        **packed_geometry.packed_points(table.geometry.to_numpy()),
    }


def circles(plan: Plan, center_of: dict[str, int]) -> dict[str, Any]:
    """Return the circles' columns."""
    table = plan.circles
    many = len(table) >= MANY_CIRCLES
    return {
        "center": rows_of(table["center_id"], center_of),
        "area_m2": numbers(table["area_m2"], 0),
        "population": numbers(table["population"], 3),
        "over_claim": numbers(table["over_claim"], 4),
        "miss": numbers(table["miss"], 4),
        "private_share": numbers(table["private_share"], 4) if "private_share" in table else None,
        "polygons": packed_geometry.packed_polygons(
            packed_geometry.simplified(table.geometry.to_numpy(), MANY_TOLERANCE_M if many else CIRCLE_TOLERANCE_M),
            units=MANY_UNITS if many else packed_geometry.UNITS_PER_DEGREE,
        ),
    }


def service_area(plan: Plan) -> dict[str, Any]:
    """Return the polygons of the service area; that of very many circles is drawn to 2.5 m and told to 2 m."""
    many = len(plan.circles) >= MANY_CIRCLES
    drawn = packed_geometry.simplified(
        plan.service_area.geometry.to_numpy(), CIRCLE_TOLERANCE_M if many else AREA_TOLERANCE_M
    )
    return packed_geometry.packed_polygons(drawn, units=MANY_UNITS if many else packed_geometry.UNITS_PER_DEGREE)


def gaps(plan: Plan) -> dict[str, Any]:
    """Return the gaps' columns."""
    table = plan.gaps
    shown = [
        shown_minutes(value, plan.scenario.uneven_limits) if known else None
        for value, known in zip(table["worst_minutes"], table["worst_minutes"].notna(), strict=True)
    ]
    return {
        "id": words(table["gap_id"]),
        "blocks": [int(count) for count in table["blocks"]],
        "population": numbers(table["population"], 3),
        "land_m2": numbers(table["land_m2"], 0),
        "worst_minutes": shown,
        "no_path_blocks": [int(count) for count in table["no_path_blocks"]],
        "polygons": packed_geometry.packed_polygons(
            packed_geometry.simplified(table.geometry.to_numpy(), AREA_TOLERANCE_M)
        ),
        "points": packed_geometry.packed_points(table.geometry.to_numpy()),
    }


def squares(plan: Plan) -> dict[str, Any] | None:
    """Return the squares that people cross, None where there are none."""
    table = plan.study.squares
    if table is None or table.empty:
        return None
    return packed_geometry.packed_polygons(packed_geometry.simplified(table.geometry.to_numpy(), AREA_TOLERANCE_M))


def gap_rows(numbers: pd.Series, groups: gpd.GeoDataFrame) -> list[int | None]:
    """Return for each block the row of the gap whose number it bears, None for those in none."""
    row_of = {int(number): row for row, number in enumerate(groups["gap_id"])}
    return [
        None if missing else row_of.get(int(number)) for number, missing in zip(numbers, numbers.isna(), strict=True)
    ]


def streets(plan: Plan, center_of: dict[str, int]) -> dict[str, Any]:
    """Return the street network's columns: what is drawn, and what a walk is told from.

    Walk and center are told where walks leave the streets: along a walk the page adds up the pieces.
    """
    pieces, nodes = plan.pieces, plan.nodes
    start, end = (pieces[name].to_numpy().astype(np.int64) for name in ("start", "end"))
    name_of, names = pd.factorize(pieces["name"].fillna("").astype(str))
    leaves = (nodes["walk_mm"].notna() & (nodes["walk_mm"] >= 0) & (nodes["next_row"] < 0)).to_numpy()
    drawn = packed_geometry.simplified(pieces.geometry.to_numpy(), STREET_TOLERANCE_M)
    return {
        "start": start.tolist(),
        "end": end.tolist(),
        "length_mm": pieces["length_mm"].astype(np.int64).tolist(),
        "name": name_of.tolist(),
        "laid": np.flatnonzero(pieces["highway"] == tables.LAID_PATH).tolist(),
        "squares": np.flatnonzero(pieces["highway"].isin(_SQUARES)).tolist(),
        "names": [str(name) for name in names],
        "rank": street_ranks(pieces["highway"]),
        "walk_mm": spread(nodes["walk_mm"][leaves].to_numpy(np.int64), leaves),
        "center": spread(nodes["center_id"][leaves].map(center_of).to_numpy(np.int64), leaves),
        "next_piece": nodes["next_piece"].fillna(-1).astype(np.int64).tolist(),
        "layers": payload_layers.layers(plan),
        **packed_geometry.packed_streets(drawn, start, end, int((nodes["layer"] == tables.PUBLIC).sum())),
    }


def street_ranks(highway: pd.Series) -> list[int]:
    """Return how wide each piece is drawn: 2 main streets, 1 others (or not told), 0 paths, -1 (not) over squares."""
    kinds, values = pd.factorize(highway.fillna("").astype(str))
    ranks = [
        -1 if value in _SQUARES else 2 if value.startswith(_MAIN) else 0 if value in _PATHS else 1 for value in values
    ]
    return [ranks[kind] for kind in kinds]


def where(there: NDArray[np.bool_], geometry: pd.Series) -> NDArray[np.object_]:
    """Return a column of geometries, None where `there` is false."""
    result = geometry.to_numpy(dtype=object, copy=True)
    result[~there] = None
    return result


def rows_of(ids: pd.Series, row_of: dict[str, int]) -> list[int | None]:
    """Return the row number of each id, None where there is none."""
    return [None if word is None else row_of.get(word) for word in words(ids)]


def words(column: pd.Series) -> list[str | None]:
    """Return a column as text, None where it is empty."""
    values, missing = column.tolist(), column.isna().tolist()
    return [None if nothing else str(value) for value, nothing in zip(values, missing, strict=True)]


def numbers(column: pd.Series, digits: int) -> list[float | None]:
    """Return a column rounded to `digits`, None where it is unknown."""
    rounded = np.round(column.to_numpy(dtype=np.float64), digits).tolist()
    return [None if value != value else int(value) if value == int(value) else value for value in rounded]  # noqa: PLR0124 NaN
