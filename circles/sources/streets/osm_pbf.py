"""Streets of an OpenStreetMap extract (PBF), in one pass."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import osmium
import shapely
from osmium.filter import EntityFilter, KeyFilter

from circles import integers, tables
from circles.errors import Finding, InputError
from circles.provenance import Taken
from circles.sources.files import limits
from circles.sources.files.pbf import osm_file
from circles.sources.streets.tags import BY_FILTER, hopeless_highway, is_walkable, level_text, walk_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LEVEL_TAGS = ("bridge", "tunnel", "layer")

Shown = tuple[str, str, str]
"""Name, highway and level of a way."""

Row = tuple[str, str, str, str, bool, bool, str]
"""One street in the order of ``tables.STREETS``, its line as hexadecimal WKB."""


def streets_from_pbf(path: Path, *, private_ways: bool = False) -> tuple[gpd.GeoDataFrame, Taken]:
    """Return the walkable ways of an OSM PBF file as ``tables.STREETS``, and how they were taken.

    A way with nodes the extract does not hold is cut there, never joined across the gap: each run of two
    nodes or more is a street of its own, and its ends beside a missing node are marked `cut_start`,
    `cut_end`.

    Parameters
    ----------
    path : Path
        The file.
    private_ways : bool
        Let in private ways (see :func:`circles.sources.streets.tags.is_walkable`).

    Returns
    -------
    streets : GeoDataFrame
        In WGS-84.
    taken : Taken
        The rule, and as counts `ways_read` (ways with a `highway` tag), `ways_walkable`, `ways_cut`, `cut_ends`.

    Raises
    ------
    InputError
        If the file is broken or cut short, or holds none of the nodes of its ways.
    """
    counts: Counter[str] = Counter()
    wkb = osmium.geom.WKBFactory()
    try:
        rows = [
            row
            for way, shown in _walkable_ways(path, counts, private_ways=private_ways)
            for row in _rows(way, shown, wkb, counts)
        ]
    except InputError:
        raise
    except (RuntimeError, OSError, ValueError) as error:
        raise InputError(Finding(code="unreadable", file=path.name, details={"why": str(error)})) from error
    if counts["ways_cut"] and not rows:
        raise InputError(Finding(code="ways_without_nodes", file=path.name, details={"count": counts["ways_cut"]}))
    streets = _table(rows)
    names = ("ways_read", "ways_walkable", "ways_cut")
    cut_ends = int(streets["cut_start"].sum() + streets["cut_end"].sum())
    return streets, Taken(rule=BY_FILTER, counts={**{name: counts[name] for name in names}, "cut_ends": cut_ends})


def _walkable_ways(path: Path, counts: Counter[str], *, private_ways: bool) -> Iterator[tuple[Any, Shown]]:
    """Yield ways with what is shown of them; reading tags is the cost, so most are never read."""
    verdict = cache(partial(_walked, private_ways=private_ways))
    hopeless = cache(hopeless_highway)
    level = cache(_level)
    rule_keys = walk_rules().keys[1:]
    ways = (
        osmium.FileProcessor(osmium.io.File(str(osm_file(path)), "pbf"), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(EntityFilter(osmium.osm.WAY))
        .with_filter(KeyFilter("highway"))
    )
    ways_read = walkable = 0
    for way in ways:
        ways_read += 1
        if walkable > limits.WAYS:
            raise limits.too_many("too_many_streets", path.name, most=limits.WAYS)
        tags = way.tags
        highway = tags.get("highway")
        if hopeless(highway):
            continue
        if len(tags) == 1:
            if verdict(highway):
                walkable += 1
                yield way, ("", highway, "")
        elif verdict(highway, *map(tags.get, rule_keys)):
            walkable += 1
            yield way, (tags.get("name", ""), highway, level(*map(tags.get, _LEVEL_TAGS)))
    counts.update(ways_read=ways_read, ways_walkable=walkable)


def _walked(*values: str | None, private_ways: bool) -> bool:
    tags = {key: value for key, value in zip(walk_rules().keys, values, strict=False) if value}
    return is_walkable(tags, private_ways=private_ways)


def _level(*values: str | None) -> str:
    return level_text({key: value for key, value in zip(_LEVEL_TAGS, values, strict=True) if value})


def _rows(way: Any, shown: Shown, wkb: Any, counts: Counter[str]) -> list[Row]:
    try:
        # ALL, because UNIQUE passes over missing nodes at the start of a way without a word.
        line = wkb.create_linestring(way, osmium.geom.use_nodes.ALL)
    except (osmium.InvalidLocationError, RuntimeError):  # a node is missing, or there are fewer than two
        runs = _runs(way)
        counts["ways_cut"] += any(start or end for start, end, _ in runs) or not runs
        whole = [(start, end, line) for start, end, line in runs if line]
        return [(f"{way.id}.{part}", *shown, start, end, line) for part, (start, end, line) in enumerate(whole, 1)]
    return [(str(way.id), *shown, False, False, line)]


def _runs(way: Any) -> list[tuple[bool, bool, str]]:
    """Return each run of known nodes: if it starts and ends at a gap, and its line ("" for one node)."""
    places = [(node.x, node.y) if node.location.valid() else None for node in way.nodes]
    runs = []
    position = 0
    for known, group in groupby(places, key=lambda place: place is not None):
        run = list(group)
        if known:
            points = shapely.LineString(integers.to_degrees(np.array(run))) if len(run) > 1 else None
            line = "" if points is None else shapely.to_wkb(points, hex=True)
            runs.append((position > 0, position + len(run) < len(places), str(line)))
        position += len(run)
    return runs


def _table(rows: list[Row]) -> gpd.GeoDataFrame:
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[] for _ in tables.STREETS]
    data = dict(zip(tables.STREETS[:-1], columns, strict=False))
    for name in ("cut_start", "cut_end"):
        data[name] = np.array(data[name], dtype=bool)
    binary = np.array([bytes.fromhex(line) for line in columns[-1]], dtype=object)
    lines = shapely.remove_repeated_points(shapely.from_wkb(binary))
    table = gpd.GeoDataFrame(data, geometry=lines, crs=tables.WGS84)
    long: gpd.GeoDataFrame = table[shapely.length(lines) > 0]
    return long.reset_index(drop=True)
