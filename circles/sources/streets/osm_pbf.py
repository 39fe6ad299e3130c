"""Streets of an OpenStreetMap extract (PBF), in one pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, partial
from itertools import compress, groupby
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
from circles.sources.files.extracts import osm_data
from circles.sources.files.format import unreadable
from circles.sources.streets.left_out import left_out_ways
from circles.sources.streets.lone_nodes import cut_at_lone_nodes
from circles.sources.streets.tags import (
    BY_FILTER,
    TakenAs,
    WalkFilter,
    hopeless_highway,
    level_text,
    walk_rules,
    way_taken,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

_LEVEL_TAGS = ("bridge", "tunnel", "layer")
_TEXTS = ("street_id", "name", "highway", "level", "access")


@dataclass(frozen=True)
class Ways:
    """Walkable ways and runs of ways, and those left out.

    Attributes
    ----------
    ids : list of str
        Id of each.
    shown : list of tuple
        Name, highway, level and access of each.
    cut : dict
        By row, whether a run starts and ends where nodes are missing; whole ways are not in it.
    lines : list of str
        The line of each as hexadecimal WKB.
    left_out : list of (str, str)
        Reason and line of each whole way that is left out although people may well walk there.
    lone : list of (int, int)
        Places of single nodes between missing ones: no line begins there, but other ways may pass.
    """

    ids: list[str]
    shown: list[tuple[str, str, str, str]]
    cut: dict[int, tuple[bool, bool]]
    lines: list[str]
    left_out: list[tuple[str, str]]
    lone: list[tuple[int, int]]


_WKB_HEAD = 9
"""Bytes before the places of a line in WKB: byte order, kind and count."""


def streets_from_pbf(
    path: Path, *, asked: WalkFilter | None = None
) -> tuple[gpd.GeoDataFrame, Taken, gpd.GeoDataFrame | None]:
    """Return the walkable ways of an OSM PBF file as ``tables.STREETS``, how they were taken, and what was left out.

    A way with nodes the extract does not hold is cut there, never joined across the gap: each run of two
    nodes or more is a street of its own, and its ends beside a missing node are marked `cut_start`,
    `cut_end`. A run of one node is no street, but a cut end of the streets that pass there, which are split.

    Parameters
    ----------
    path : Path
        The file.
    asked : WalkFilter, optional
        What is done with private ways.

    Returns
    -------
    streets : GeoDataFrame
        In WGS-84.
    taken : Taken
        The rule, and as counts `ways_read` (ways with a `highway` tag), `ways_walkable`, `ways_cut`, `cut_ends`.
    left_out : GeoDataFrame or None
        ``tables.LEFT_OUT``.

    Raises
    ------
    InputError
        If the file is broken or cut short, or holds none of the nodes of its ways.
    """
    counts: Counter[str] = Counter()
    try:
        ways = _walkable_ways(path, counts, asked or WalkFilter())
    except InputError:
        raise
    except (RuntimeError, OSError, ValueError) as error:
        raise unreadable(path.name, error) from error
    if counts["ways_cut"] and not ways.lines:
        raise InputError(Finding(code="ways_without_nodes", file=path.name, details={"count": counts["ways_cut"]}))
    streets = _table(ways)
    names = ("ways_read", "ways_walkable", "ways_cut")
    cut_ends = int(streets["cut_start"].sum() + streets["cut_end"].sum())
    taken = Taken(rule=BY_FILTER, counts={**{name: counts[name] for name in names}, "cut_ends": cut_ends})
    reasons, lines = zip(*ways.left_out, strict=True) if ways.left_out else ((), ())
    return streets, taken, left_out_ways(reasons, shapely.from_wkb(list(lines)))


def _walkable_ways(path: Path, counts: Counter[str], asked: WalkFilter) -> Ways:
    """Return the walkable ways; reading tags is the cost, so most are never read, and each of the others once."""
    taken = cache(partial(_taken, asked))
    hopeless, level, bare = cache(hopeless_highway), cache(_level), cache(lambda highway: ("", highway, "", ""))
    rule_keys = walk_rules().keys[1:]
    line_of, all_nodes = osmium.geom.WKBFactory().create_linestring, osmium.geom.use_nodes.ALL
    ids, shown, lines = [], [], []
    left_out: list[tuple[str, str]] = []
    lone: list[tuple[int, int]] = []
    cut: dict[int, tuple[bool, bool]] = {}
    ways_read = walkable = 0
    for way in _highways(path):
        ways_read += 1
        if walkable + len(left_out) > limits.WAYS:
            raise limits.too_many("too_many_streets", path.name, most=limits.WAYS)
        tags = way.tags
        highway = tags.get("highway")
        if hopeless(highway):
            continue
        alone = len(tags) == 1
        reason, access = taken(highway) if alone else taken(highway, *map(tags.get, rule_keys))
        if reason is not None:
            if reason:
                left_out += _whole_line(way, reason, line_of)
            continue
        said = bare(highway) if alone else (tags.get("name", ""), highway, level(*map(tags.get, _LEVEL_TAGS)), access)
        walkable += 1
        try:
            # ALL, because UNIQUE passes over missing nodes at the start of a way without a word.
            lines.append(line_of(way, all_nodes))
            ids.append(str(way.id))
            shown.append(said)
        except (osmium.InvalidLocationError, RuntimeError):  # a node is missing, or there are fewer than two
            for ends, line in _cut(way, counts, lone):
                cut[len(lines)] = ends
                lines.append(line)
                ids.append(str(way.id))
                shown.append(said)
    counts.update(ways_read=ways_read, ways_walkable=walkable)
    return Ways(ids, shown, cut, lines, left_out, lone)


def _whole_line(way: Any, reason: str, line_of: Callable[..., str]) -> list[tuple[str, str]]:
    """Return reason and line of a way that is left out, nothing of one that lacks nodes."""
    try:
        return [(reason, line_of(way, osmium.geom.use_nodes.ALL))]
    except (osmium.InvalidLocationError, RuntimeError):
        return []


def _highways(path: Path) -> Iterable[Any]:
    ways: Iterable[Any] = (
        osmium.FileProcessor(osm_data(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(EntityFilter(osmium.osm.WAY))
        .with_filter(KeyFilter("highway"))
    )
    return ways


def _taken(asked: WalkFilter, *values: str | None) -> TakenAs:
    tags = {key: value for key, value in zip(walk_rules().keys, values, strict=False) if value}
    return way_taken(tags, asked)


def _level(*values: str | None) -> str:
    return level_text({key: value for key, value in zip(_LEVEL_TAGS, values, strict=True) if value})


def _cut(way: Any, counts: Counter[str], lone: list[tuple[int, int]]) -> list[tuple[tuple[bool, bool], str]]:
    """Return the runs of a way that lacks nodes: if it starts and ends at a gap, and the line of each."""
    runs = known_runs(way)
    counts["ways_cut"] += any(start or end for start, end, _ in runs) or not runs
    lone += [places[0] for start, end, places in runs if len(places) == 1 and (start or end)]
    return [((start, end), _wkb(places)) for start, end, places in runs if len(places) > 1]


def known_runs(way: Any) -> list[tuple[bool, bool, list[tuple[int, int]]]]:
    """Return each run of known nodes: if it starts and ends at a gap, and its places."""
    places = [(node.x, node.y) if node.location.valid() else None for node in way.nodes]
    runs = []
    position = 0
    for known, group in groupby(places, key=lambda place: place is not None):
        run = list(group)
        if known:
            there = [place for place in run if place is not None]
            runs.append((position > 0, position + len(run) < len(places), there))
        position += len(run)
    return runs


def _table(ways: Ways) -> gpd.GeoDataFrame:
    """Return the streets that have a length, places told twice in a row once."""
    count = len(ways.lines)
    places, line = _places(ways.lines)
    moved = np.ones(line.size, dtype=bool)
    moved[1:] = (places[1:] != places[:-1]).any(axis=1) | (line[1:] != line[:-1])
    vertices = np.bincount(line[moved], minlength=count)
    long = vertices > 1
    kept = moved & long[line]
    cut = np.zeros((count, 2), dtype=bool)
    cut[list(ways.cut)] = list(ways.cut.values()) or np.zeros((0, 2), dtype=bool)
    texts = (ways.ids, *(zip(*ways.shown, strict=True) if ways.shown else ((),) * (len(_TEXTS) - 1)))
    data: dict[str, Any] = {
        name: list(compress(column, long.tolist())) for name, column in zip(_TEXTS, texts, strict=True)
    }
    data |= {"cut_start": cut[long, 0], "cut_end": cut[long, 1]}
    lines = shapely.linestrings(places[kept], indices=np.repeat(np.arange(int(long.sum())), vertices[long]))
    return cut_at_lone_nodes(gpd.GeoDataFrame(data, geometry=lines, crs=tables.WGS84), ways.lone)


def _wkb(places: list[tuple[int, int]]) -> str:
    return str(shapely.to_wkb(shapely.LineString(integers.to_degrees(np.array(places))), hex=True))


def _places(lines: list[str]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the (lon, lat) of all vertices of lines in WKB, and the line of each."""
    size = np.array([len(line) // 2 for line in lines], dtype=np.int64)
    binary = np.frombuffer(bytes.fromhex("".join(lines)), dtype=np.uint8)
    is_place = np.ones(binary.size, dtype=bool)
    is_place[((np.cumsum(size) - size)[:, None] + np.arange(_WKB_HEAD)).ravel()] = False
    places = binary[is_place].view("<f8").reshape(-1, 2)
    return places, np.repeat(np.arange(size.size), (size - _WKB_HEAD) // 16)
