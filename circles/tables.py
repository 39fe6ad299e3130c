"""The tables that stages exchange: their columns, their units and the checks of both.

Coordinates are integers of 1e-7 degree (WGS-84), lengths integers of a millimetre, people and other demand integers of
a thousandth (docs/method.md, Integers). GeoDataFrames hold the same as degrees: rounding them again changes nothing.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from circles import center_list
from circles.data_edge import EDGE_FIGURES
from circles.errors import Finding
from circles.service_lists import BLOCK_SERVICES, CENTER_SERVICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

WGS84 = "EPSG:4326"

STREETS = ("street_id", "name", "highway", "level", "access", "cut_start", "cut_end", "geometry")
"""Streets as read: LineStrings in WGS-84. `level` tells bridge, tunnel and layer apart (text, empty on the
ground); `access` is ``PRIVATE`` where only those walk who live there, else empty; `cut_start` and `cut_end` mark ends
made by the edge of an extract. A table from a graph also has `length_m` (float, no gaps) and the columns of
``STREET_NODES``.

`street_id` names the way, several parted by ``;``: rows of one id are parts of it, cut by the edge of an extract or
where its rules change, or drawn as several lines. It is empty where nothing is known."""

PRIVATE = "private"
"""The `access` of a street that only those walk who live there."""

STREET_NODES = ("node_start", "node_end")
"""Columns that streets out of a graph also have: the number of the node at each end of the drawn line (int64, by the
rank of the node's id as text, from 1). Such streets join at these nodes and nowhere else."""

BARRIERS = ("barrier_id", "reason", "geometry")
"""Barriers that nobody passes on foot: Points in WGS-84. Every street with a vertex there is parted from the others,
and from itself. `reason` is ``closed`` (no right on foot) or ``locked``."""

COMPOUNDS = ("compound_id", "name", "geometry")
"""Compounds that are gated: Polygons or MultiPolygons in WGS-84, whose streets are walked by those who live there.
Where two share ground, a street there is of the one with the lower `compound_id`."""

LEFT_OUT = ("reason", "geometry")
"""Ways that the walk filter left out: LineStrings in WGS-84. `reason` is private, closed, area, cycleway or expressway
where people may well walk there, else empty."""

SQUARES = ("square_id", "name", "level", "geometry")
"""Squares that people cross: Polygons in WGS-84, what stands on them taken out; `level` as in ``STREETS``."""

WATER, WATER_AREA = ("name", "kind", "geometry"), "area"
"""Water, for drawing alone, in WGS-84: polygons of the kind ``area``; lines, of which it is the `waterway`."""

LEFT_OUT_TOLD = ("reason", "ways", "parts", "blocks", "geometry")
"""Ways left out that would join parts of the streets, or blocks to a center: MultiLineStrings in WGS-84, by reason.
`ways` counts them, `parts` the parts of 1 km or more that they join to others; `blocks` are ids of the blocks that need
them, each under the one reason that suffices, else under ``several``."""

CENTERS = ("center_id", "name", "status", "geometry")
"""Centers: Points in WGS-84, or None where a row has no place; status is `open` or `closed`."""

BLOCKS = ("block_id", "name", "population", "dwellings", "geometry")
"""Blocks: Polygons, MultiPolygons or Points in WGS-84, or None; population and dwellings are float64 rounded
to 0.001, NaN where a cell is empty."""

DISTRICT_COLUMNS = ("subdistrict", "community")
"""Text columns a table of blocks may also have: where each block belongs, empty where it is not known."""

COUNTY = "county"
"""Text column a table of blocks may also have: the county or city district of each block, empty where not known."""

URBAN_RURAL, DELIVERED = "urban_rural", "delivered"
"""Text columns a table of blocks may also have, empty where nothing is known: ``urban`` or ``rural``; the day on which
a planned estate is delivered (:mod:`circles.planned_demand`), empty also of blocks that are no such."""

LEVELS = (COUNTY, *DISTRICT_COLUMNS)
"""Levels of districts from the largest down, each a column of blocks that may be there."""

AGE_GROUPS = ("people_60_plus", "people_65_plus", "people_0_14", "people_0_3", "people_3_6")
"""Columns of people a table of blocks may also have: float64 rounded to 0.001, NaN where a cell is empty. Each is
also a base of the account."""

GATED = "gated"
"""Column a table of blocks may also have: 1.0 where a block is a gated compound, 0.0 where not, NaN where unknown."""

RENOVATION = "renovation"
"""Column a table of blocks may also have: 1.0 where a block is to be renovated, 0.0 where not, NaN where unknown."""

PEOPLE_GROUPS = (*AGE_GROUPS, "people_renovation")
"""Columns of people that are parts of the population: of an age, or in blocks to be renovated."""

REPEATS = ("shared_spot", "same_name", "overlapping", "merged")
"""Columns a table of blocks has where its rows repeat: the number of the group at its spot, of its name near it, and of
land that several have (float64, NaN where none); ids of the rows that were merged into it (text)."""

_MADE = ("community_cover", "island_m", *BLOCK_SERVICES)
BLOCK_EXTRAS = (*LEVELS, URBAN_RURAL, DELIVERED, *PEOPLE_GROUPS, *REPEATS, *_MADE)
"""Columns that pass from the blocks of a study to those of a plan and to its files. The last are made by a plan."""

BLOCK_DOUBTS = ("standing", "inside_of_36", "flipped_by")
"""Columns that the blocks of a plan also have where it was asked how sure verdicts are (docs/method.md, How sure):
robust or sensitive, how many of the 36 verdicts are inside (missing where not evaluated), what alone flips them."""

CENTER_EXTRAS = (*center_list.CENTER_EXTRAS, *CENTER_SERVICES, *center_list.CENTER_USES)
"""Columns that pass from the centers of a study to those of a plan (:mod:`circles.center_list`)."""

OWN_SUFFIX = "_own"
"""What an own column ends in where its name is that of one of ours: ``minutes_own``."""

COMMUNITIES = ("community", "subdistrict", "geometry")
"""Communities: Polygons or MultiPolygons in WGS-84; `subdistrict` is empty where it is not known."""

SUBDISTRICTS = ("subdistrict", "geometry")
"""Sub-districts: Polygons or MultiPolygons in WGS-84."""

STATISTICS = (
    *("community", "subdistrict", "area", "new_community", "service_floor_m2", "total_floor_m2"),
    *("community_workers", "urban_residents"),
)
"""Figures of communities, texts as they are written; `community` is there, the others where the list has them."""

CLAIMS = ("claim", "text", "subject", "figure", "unit", "base", "date", "source", "rule", "of", "low", "high")
"""Claims that are to be checked, texts as they are written (docs/norms.md); `figure` is there."""

CANDIDATES = ("candidate_id", "name", "kind", "cost", "capacity", "floor_area_m2", "geometry")
"""Candidates for new centers: Points in WGS-84. `kind` names the venue that would be upgraded, empty for a new center;
cost in whole units of money, capacity in people and floor area to build are float64, NaN where unknown."""

GATES = ("gate_id", "block_id", "geometry")
"""Gates: Points in WGS-84, each of one block; or, with a column `center_id`, some of a center: then their `block_id` is
missing, and the `center_id` of those of blocks; or, with a column `compound_id`, some of a compound alone. A column
`added` (bool) tells those that an edit adds."""

EDITS = ("edit_id", "kind", "note", "author", "date", "geometry")
"""Edits: `kind` is ``gate`` (a Point), ``path`` or ``closed`` (LineStrings in WGS-84), ``private`` or ``open``
(polygons; of ``open`` None where it names a compound), or ``center`` (a Point); the rest is text. A ``private`` edit is
among the compounds of a study."""

EDIT_OWNERS = ("block_id", "center_id")
"""Columns that edits may also have: whose gate it is, empty where the nearest block's; the center that opens."""

EDIT_COMPOUND = GATE_COMPOUND = "compound_id"
"""Column that edits and gates may also have: the compound that an ``open`` edit opens, or whose gate it is. The id is
that of ``COMPOUNDS``, or one that the network made for private streets outside them."""

LAID_PATH, SQUARE, SQUARE_OUTLINE = "laid_path", "crossed_square", "outline_of_square"
"""The `highway` of pieces that an edit laid, that cross a square, and that run along one too large to be crossed."""

PIECES = ("start", "end", "length_mm", "name", "highway", "island", "compound_id", "start_row", "end_row", "geometry")
"""Street pieces between junctions and ends: LineStrings in WGS-84 from node `start` to node `end`. `compound_id` is
empty where a piece is public. At the rows `start_row` and `end_row` of ``NODES`` who stands on it walks on."""

PUBLIC, ENTERING, LEAVING = "public", "entering", "leaving"

NODES = ("lon", "lat", "node", "layer", "compound_id", "walk_mm", "center_id", "next_piece", "next_row", "geometry")
"""Junctions and ends with their walk to the nearest open center (-1: no path), once for each layer in which they are
walked: every node as ``public``, in their order, then those of compounds as ``entering`` and as ``leaving``.

The walk goes on by `next_piece` to the row `next_row`. Where `next_piece` alone is -1 it passes a gate, into or out of
a compound; where both are, the center stands on a piece that ends here, or there is no path."""

ATTACHMENTS = (
    "point_id",
    "kind",
    "block_id",
    "center_id",
    "gate_id",
    "edited",
    "piece",
    "at_mm",
    "leg_mm",
    "snap_m",
    "reason",
    "geometry",
    "via",
    "spot",
)
"""Where centers, blocks and gates touch the street: `piece` is -1 where they do not, and `reason` says why.

A row for each ``center``, ``block`` and ``gate``, then a row for each ``choice`` that edits add to one of them.
`block_id` or `center_id` names whose spot it is, `gate_id` the gate that is used, `edited` whether an edit made it.
`geometry` is where the access leg begins, `spot` the place on the street; `via` is the gate that the leg passes on the
way, where it does not begin there."""

WALKS = ("block_id", "center_id", "gate_id", "walk_mm")

NEAREST = (*WALKS, "access", "arrival")
"""The nearest open center of each block that has a path to one; `access` and `arrival` are the rows of ``ATTACHMENTS``
by which the walk begins and ends."""

PLAN_BLOCKS = (
    "block_id",
    "name",
    "population",
    "minutes",
    "minutes_low",
    "walk_m",
    "center_id",
    "gate_id",
    "snap_m",
    "verdict",
    "edge",
    "reason",
    "geometry",
)
"""Blocks of a plan as its files have them, for people to read; `minutes_low`, `edge`: docs/inputs.md, The edge."""

BLOCK_FIGURES = ("dwellings", "land_m2", "walk_mm", *EDGE_FIGURES, "gap_id")
"""What blocks of a plan carry beside ``PLAN_BLOCKS``: land in square metres (NaN for points), the walk in whole
millimetres (-1 without a path), ``EDGE_FIGURES``, the number of the block's gap (``Int64``, missing where none)."""

PLAN_CIRCLES = ("center_id", "name", "minutes", "area_m2", "population", "over_claim", "miss", "geometry")
PLAN_CENTERS = ("center_id", "name", "status", "attached", "snap_m", "reason", "geometry")

CENTER_FIGURES = ("people_within", "people_nearest", "people_alone")
"""Columns that the centers of a plan carry beside ``PLAN_CENTERS``: people within the limit of an open center, those of
them to whom no other is nearer, and those whom no other reaches; float64 rounded to 0.001, NaN where a center is
closed, has no street, or no block has a number. The second add up to the people inside."""

CENTER_SHARES = ("private_share",)
"""Columns that the centers of a plan carry of their circles (``CIRCLE_FIGURES``); NaN for centers without a circle."""

PLAN_GAPS = ("gap_id", "blocks", "population", "land_m2", "worst_minutes", "no_path_blocks", "geometry")

SNAPPING = ("kind", "points", "without_place", "median_m", "p90_m", "max_m", "beyond", "furthest")
"""How far the ``center``, ``block`` and ``gate`` points with a place are from the nearest street: a row for each kind
there is. `furthest` are the ids of the five furthest, `beyond` counts those further than the limit."""

SPARSE_AREAS = ("street_km_per_km2", "blocks", "population", "geometry")
"""Cells with blocks and few streets about them: Polygons in WGS-84; `population` is of the blocks with a number."""

FIGURES_OF_RESULT = MappingProxyType({"blocks": ("minutes", "walk_m", "verdict", "reason"), "centers": CENTER_FIGURES})
"""Columns by which a list is known as part of an earlier result: what it says there is made again."""

INSIDE, OUTSIDE, NOT_EVALUATED = "inside", "outside", "not evaluated"


class District(NamedTuple):
    """A district by both its levels: communities of two sub-districts may be namesakes.

    `name` is its own, `subdistrict` that of the sub-district a community lies in, empty where that is not known and
    for a sub-district itself.
    """

    name: str
    subdistrict: str = ""


def columns_of_result(kind: str) -> tuple[str, ...]:
    """Return every name that a column of ours may have in the ``blocks`` or ``centers`` of a result and its files."""
    ours = {
        "blocks": (*BLOCKS, *PLAN_BLOCKS, *BLOCK_FIGURES, *BLOCK_EXTRAS, *BLOCK_DOUBTS, RENOVATION, GATED),
        "centers": (*CENTERS, *PLAN_CENTERS, *CENTER_FIGURES, *CENTER_SHARES, *CENTER_EXTRAS),
    }
    further = {"centers": (center_list.STATUS_LISTED,)}.get(kind, ())
    return tuple(dict.fromkeys((*ours[kind], *further, "lon", "lat", "fid")))


def own_columns(table: pd.DataFrame, kind: str) -> list[str]:
    """Return the columns of ``blocks`` or ``centers`` that are the person's own, in their order.

    Examples
    --------
    >>> import pandas
    >>> own_columns(pandas.DataFrame(columns=["block_id", "name", "物业公司", "geometry"]), "blocks")
    ['物业公司']
    """
    ours = set(columns_of_result(kind))
    return [name for name in table.columns if name not in ours]


def with_access(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return streets with the column `access`: public where a table made by hand does not have it.

    Examples
    --------
    >>> import circles
    >>> streets = circles.read_streets(circles.demo_study() / "streets.geojson").drop(columns="access")
    >>> set(with_access(streets)["access"])
    {''}
    """
    return streets if "access" in streets else streets.assign(access="")


def with_rows(table: gpd.GeoDataFrame, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table with rows behind its own, empty where they lack a column.

    Numbered rows are numbered on; where the table has labels, a new row is labelled by its first column, its id.
    """
    import pandas as pd

    numbered = table.index.nlevels == 1 and table.index.name is None and isinstance(table.index, pd.RangeIndex)
    both: Any = pd.concat([table, rows], ignore_index=True)
    if not numbered:
        new: list[Any] = rows.iloc[:, 0].tolist()
        if table.index.nlevels > 1:
            new = [(label, *[""] * (table.index.nlevels - 1)) for label in new]
        both.index = (
            table.index.astype(object).append(pd.Index(new, dtype=object))
            if table.index.nlevels == 1
            else (pd.MultiIndex.from_tuples([*table.index, *new]))
        )
        both.index.names = table.index.names
    return both


def districts_of(table: pd.DataFrame, level: str) -> NDArray[np.object_]:
    """Return the :class:`District` of each row of blocks or districts, None where it is not known.

    Parameters
    ----------
    table : DataFrame
        With the columns of ``DISTRICT_COLUMNS`` that are known; one that is missing is known of no row.
    level : str
        ``community`` or ``subdistrict``.
    """
    own, above = (_texts(table, column) for column in (level, "subdistrict" if level == "community" else ""))
    found = np.full(len(table), None, dtype=object)
    for i, (name, subdistrict) in enumerate(zip(own, above, strict=True)):
        found[i] = District(name, subdistrict) if name else None
    return found


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    return table[column].fillna("").astype(str).tolist() if column in table else [""] * len(table)


def table_faults(kind: str, table: gpd.GeoDataFrame, columns: Sequence[str]) -> list[Finding]:
    """Return what keeps a table from being exchanged: columns that it lacks, shapes in another CRS than WGS-84.

    Parameters
    ----------
    kind : str
        Of the table, as a study names it.
    table : GeoDataFrame
        Made by hand, or by a stage.
    columns : sequence of str
        What it must hold, for example :data:`BLOCKS`.

    Examples
    --------
    >>> import geopandas
    >>> streets = geopandas.GeoDataFrame({"street_id": ["S1"]}, geometry=[None], crs="EPSG:4547")
    >>> [finding.code for finding in table_faults("streets", streets, STREETS)]
    ['table_without_columns', 'table_not_wgs84']
    """
    # Streets without `access` are public (:func:`with_access`).
    missing = [name for name in columns if name not in table.columns and name != "access"]
    faults = []
    if missing:
        details = {"table": kind, "columns": ", ".join(missing)}
        faults.append(Finding(code="table_without_columns", details=details))
    if "geometry" not in missing and table.crs != WGS84:
        faults.append(Finding(code="table_not_wgs84", value=str(table.crs), details={"table": kind}))
    return faults


def no_rows(columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Return a table of places with these `columns` and no row, people and dwellings as float64."""
    import geopandas as gpd
    import pandas as pd

    numbers = dict.fromkeys(("population", "dwellings"), float)
    empty = {name: pd.Series(dtype=numbers.get(name, object)) for name in columns if name != "geometry"}
    return gpd.GeoDataFrame(empty, geometry=[], crs=WGS84)


def plane_origin(bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return longitude and latitude of the origin of the plane of streets in `bounds` (:func:`metric_crs`)."""
    return round((bounds[0] + bounds[2]) / 2, 1), round((bounds[1] + bounds[3]) / 2, 1)


def metric_crs(bounds: tuple[float, float, float, float]) -> str:
    """Return the plane of a study: equal-area metres about the middle of its streets.

    A Lambert azimuthal equal-area projection whose origin is the middle of `bounds` rounded to 0.1 degree:
    areas are exact, and within 50 km of the origin a length is off by less than 1 in 100,000.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in degrees.

    Returns
    -------
    str
        A PROJ string.
    """
    lon, lat = plane_origin(bounds)
    return f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m +no_defs"
