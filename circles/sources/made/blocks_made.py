"""Blocks and gates where no file gives them: street faces, land use, homes or H3 cells, and gates out of OSM.

A block that is made has land and no people, and is never called a 小区.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, tables, texts
from circles.errors import Finding, InputError
from circles.provenance import Source, Taken
from circles.rule_numbers import GATE_WITHIN_M, HOMES_APART_M
from circles.settings import SECTIONS
from circles.sources.files import contents
from circles.sources.made import osm_areas
from circles.sources.made.street_faces import dividing_lines, placed_as_streets, street_faces
from circles.sources.places.made_ids import made_ids
from circles.sources.tables.raw_table import RawTable, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_WARNINGS: Mapping[str, str] = MappingProxyType(
    {
        "faces_of_the_streets": "blocks_of_faces",
        "residential_land_use": "blocks_of_land_use",
        "residential_buildings": "blocks_of_homes",
        "H3_cells": "blocks_of_cells",
    }
)
"""For each of :data:`circles.provenance.MADE_FROM` that blocks are made from, the finding that states it."""

_MOST_CELLS = 200_000


class _Made(NamedTuple):
    """Shapes in WGS-84 on the grid, their names (empty where none), how they were made, and ids they have of old."""

    shapes: NDArray[np.object_]
    names: NDArray[np.object_]
    taken: Taken
    ids: NDArray[np.object_] | None = None


def made_blocks(
    said: Mapping[str, Any],
    *,
    streets: Reading,
    streets_said: Mapping[str, Any],
    area: BaseGeometry | None,
    names: Iterable[str],
    lang: str | None = None,
) -> RawTable:
    """Return blocks made as ``[blocks] from`` asks: shapes, `block_id` and `name`, without people.

    Numbered by (lon, lat) of their middles. Those whose representative point is not in `area` are left out and
    counted.

    Parameters
    ----------
    said : mapping
        The section ``[blocks]``.
    streets : Reading
        The streets of the study.
    streets_said : mapping
        The section ``[streets]``: its file is read again for what else it holds.
    area : geometry or None
        The area studied, in WGS-84.
    names : iterable of str
        Names of the study and its centers, which tell the language where `lang` does not.
    lang : str, optional
        Language of the names.

    Raises
    ------
    InputError
        If the streets are no OSM PBF where one is needed, or nothing is found to make a block of.
    """
    made_from = said["from"]
    settings = SECTIONS["blocks"].values()
    numbers = {each.key: said.get(each.key, each.default) for each in settings if each.only_from == made_from}
    if made_from == "streets":
        made = _faces(streets, streets_said, numbers, area)
    elif made_from == "h3":
        made = _cells(streets, area, int(numbers["h3_resolution"]))
    elif made_from == "landuse":
        found = osm_areas.residential_land(needed_pbf(streets_said, streets, "blocks"))
        shapes = placed_as_streets(found.shapes, streets_said)
        made = _inside(_Made(shapes, found.names, Taken(made_from="residential_land_use")), area)
    else:
        made = _inside(_homes(streets, streets_said), area)
    if not len(made.shapes):
        raise InputError(Finding(code="no_blocks_made", file=streets.source.file, value=made_from))
    word = texts.say(f"blocks_made.{made_from}", lang or texts.language_of(*names))
    return _raw(made, word, streets.source)


def made_gates(blocks: gpd.GeoDataFrame, *, streets: Reading, streets_said: Mapping[str, Any]) -> Reading:
    """Return ``tables.GATES`` out of the streets' OSM PBF: entrances and gates on the edge of a block.

    On the edge is within ``rule_numbers.GATE_WITHIN_M`` of it; between two blocks a place is a gate of each. In the
    order of (lon, lat, block_id).

    Parameters
    ----------
    blocks : GeoDataFrame
        ``tables.BLOCKS``; points have no edge.
    streets : Reading
        The streets of the study.
    streets_said : mapping
        The section ``[streets]``.

    Raises
    ------
    InputError
        If the streets are no OSM PBF, or the file is broken.
    """
    found = osm_areas.gate_places(needed_pbf(streets_said, streets, "gates"))
    places = placed_as_streets(found, streets_said)
    plane = _plane(streets)
    shapes = blocks.geometry.to_numpy()
    polygons = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    edges = shapely.boundary(_to(shapes[polygons], tables.WGS84, plane))
    tree = shapely.STRtree(edges)
    place, edge = tree.query(_to(places, tables.WGS84, plane), predicate="dwithin", distance=GATE_WITHIN_M)
    block_ids = blocks["block_id"].to_numpy(dtype=object)[polygons[edge]]
    points = places[place]
    units = integers.to_units(shapely.get_coordinates(points))
    order = np.lexsort((block_ids.astype(str), units[:, 1], units[:, 0]))
    ids = made_ids("gates", block_ids, points, rest=shapely.to_wkb(points, hex=True).tolist().__getitem__)
    table = gpd.GeoDataFrame(
        {"gate_id": ids[order], "block_id": block_ids[order]},
        geometry=points[order],
        crs=tables.WGS84,
    ).astype({"gate_id": object, "block_id": object})
    counts = {"gates_in_file": len(places), "gates_on_edge": len(table), "blocks_with_gates": len(set(block_ids))}
    source = Source(
        kind="gates",
        file=streets.source.file,
        sha256=streets.source.sha256,
        rows=len(table),
        taken=Taken(made_from="OpenStreetMap", counts=counts),
    )
    details = {**counts, "blocks": len(blocks), "within_m": f"{GATE_WITHIN_M:g}"}
    return Reading(table, source, (Finding(code="gates_of_osm", file=source.file, details=details),))


def as_made(blocks: Reading) -> Reading:
    """Return blocks that were made labelled as an estimate, and the finding that states what they are; others as is."""
    taken = blocks.source.taken
    if not taken.made_from:
        return blocks
    details = {**taken.notes(), "count": blocks.source.rows}
    stated = Finding(code=_WARNINGS[taken.made_from], file=blocks.source.file, details=details)
    source = replace(blocks.source, label="estimate", taken=replace(taken, own_columns=()))
    return Reading(blocks.table, source, (stated, *blocks.warnings))


def needed_pbf(streets_said: Mapping[str, Any], streets: Reading, section: str) -> Path:
    """Return the OSM PBF file of the streets.

    Raises
    ------
    InputError
        If the streets come from anything else.
    """
    path = streets_said.get("file")
    if path is None or contents.content_of(Path(path)) not in contents.EXTRACTS:
        raise InputError(Finding(code="osm_needed", file=streets.source.file, details={"section": section}))
    return Path(path)


def _faces(
    streets: Reading, streets_said: Mapping[str, Any], limits: Mapping[str, float], area: BaseGeometry | None
) -> _Made:
    lines, rule = dividing_lines(streets, streets_said)
    plane = _plane(streets)
    drawn = street_faces(_to(lines, tables.WGS84, plane))
    every = _on_grid(_to(drawn, plane, tables.WGS84))
    inside = _are_inside(every, area)
    faces = drawn[inside]
    hectares = shapely.area(faces) / 10_000
    small, large = hectares < limits["min_area_ha"], hectares > limits["max_area_ha"]
    # A circle of that diameter fits nowhere: the strip between two carriageways, the wedge beside a slip road.
    shrunk = shapely.buffer(faces, -limits["min_width_m"] / 2, quad_segs=1, join_style="mitre")
    narrow = shapely.is_empty(shrunk) & ~small & ~large
    kept = every[inside][~(small | large | narrow)]
    counts = {"too_small": int(small.sum()), "too_large": int(large.sum()), "too_narrow": int(narrow.sum())}
    counts |= {"too_large_ha": round(float(hectares[large].sum())), "outside_area": int((~inside).sum())}
    taken = Taken(made_from="faces_of_the_streets", rule=rule, counts={**limits, "faces": len(drawn), **counts})
    return _Made(kept, _nameless(kept), taken)


def _homes(streets: Reading, streets_said: Mapping[str, Any]) -> _Made:
    """Return for each street face with homes in it the convex hull of those homes, cut to the face.

    Homes in no face, at the rim of the streets, are one block where they are near one another.
    """
    found = osm_areas.residential_buildings(needed_pbf(streets_said, streets, "blocks"))
    lines, rule = dividing_lines(streets, streets_said)
    plane = _plane(streets)
    faces = street_faces(_to(lines, tables.WGS84, plane))
    homes = _to(placed_as_streets(found.shapes, streets_said), tables.WGS84, plane)
    home, face = shapely.STRtree(faces).query(shapely.point_on_surface(homes), predicate="intersects")
    first = np.unique(home, return_index=True)[1]  # one that stands on a street is of one face only
    home, face = home[first], face[first]
    order = np.argsort(face, kind="stable")
    used, group = np.unique(face[order], return_inverse=True)
    parts, owner = shapely.get_parts(homes[home[order]], return_index=True)
    hulls = shapely.convex_hull(shapely.multipolygons(parts, indices=group[owner])) if len(used) else faces[:0]
    # Of width nothing only areas stay, where a hull touches a face along a line as well.
    land = shapely.buffer(shapely.intersection(hulls, faces[used]), 0)
    rest = np.delete(homes, home)
    land = np.concatenate([land, _grouped(rest, faces)])
    shapes = _on_grid(_to(land[~shapely.is_empty(land)], plane, tables.WGS84))
    counts = {"homes": len(homes), "homes_in_no_face": len(rest)}
    return _Made(shapes, _nameless(shapes), Taken(made_from="residential_buildings", rule=rule, counts=counts))


def _grouped(homes: NDArray[np.object_], faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return homes within 50 m of one another as one shape, the ground between them with them, outside all faces."""
    near = shapely.get_parts(shapely.union_all(shapely.buffer(homes, HOMES_APART_M / 2)))
    closed = shapely.buffer(near, -HOMES_APART_M / 2)
    land: NDArray[np.object_] = shapely.buffer(shapely.difference(closed, shapely.union_all(faces)), 0)
    return land


def _cells(streets: Reading, area: BaseGeometry | None, resolution: int) -> _Made:
    import h3

    hull = shapely.box(*streets.table.total_bounds) if area is None else area
    if area is None:
        hull = shapely.convex_hull(shapely.multilinestrings(shapely.get_parts(streets.table.geometry.to_numpy())))
    about = gpd.GeoSeries([hull], crs=tables.WGS84).to_crs(_plane(streets)).area.iloc[0] / 1e6
    expected = round(about / h3.average_hexagon_area(resolution, unit="km^2"))
    if expected > _MOST_CELLS:
        details = {"count": expected, "most": _MOST_CELLS}
        raise InputError(Finding(code="too_many_cells", value=str(resolution), details=details))
    cells = sorted(h3.geo_to_cells(hull, resolution)) if hull.area else []
    rings = [[(lon, lat) for lat, lon in h3.cell_to_boundary(cell)] for cell in cells]
    shapes = _on_grid(np.array([shapely.Polygon(ring) for ring in rings], dtype=object))
    counts = {"h3_resolution": resolution, "outside_area": 0}
    taken = Taken(made_from="H3_cells", counts=counts)
    return _Made(shapes, _nameless(shapes), taken, ids=np.array(cells, dtype=object))


def _inside(made: _Made, area: BaseGeometry | None) -> _Made:
    inside = _are_inside(made.shapes, area)
    counts = {**made.taken.counts, "outside_area": int((~inside).sum())}
    return _Made(made.shapes[inside], made.names[inside], replace(made.taken, counts=counts))


def _are_inside(shapes: NDArray[np.object_], area: BaseGeometry | None) -> NDArray[np.bool_]:
    if area is None:
        return np.ones(len(shapes), dtype=bool)
    shapely.prepare(area)
    inside: NDArray[np.bool_] = shapely.covers(area, shapely.point_on_surface(shapes))
    return inside


def _raw(made: _Made, word: str, streets: Source) -> RawTable:
    """Return the blocks in order of place, the nameless named by their number."""
    middles = integers.to_units(shapely.get_coordinates(shapely.centroid(made.shapes)))
    order = np.lexsort((made.names.astype(str), middles[:, 1], middles[:, 0]))
    names = made.names[order]
    numbered = _numbered(f"{word} ", len(order), 3)
    ids = _ids(made) if made.ids is None else made.ids
    cells = {"block_id": ids[order], "name": np.where(names == "", numbered, names)}
    return RawTable(
        file=streets.file,
        cells=pd.DataFrame(cells, dtype=object),
        rows=np.arange(1, len(order) + 1),
        geometry=gpd.GeoSeries(made.shapes[order], crs=tables.WGS84),
        sha256=streets.sha256,
        taken=replace(made.taken, ids_made=len(order) if made.ids is None else 0),
    )


def _ids(made: _Made) -> NDArray[np.object_]:
    """Return the ids of blocks by name and a point on their surface: a face may hold the middle of another."""
    inner = shapely.point_on_surface(made.shapes)
    return made_ids("blocks", made.names, inner, rest=shapely.to_wkb(made.shapes, hex=True).tolist().__getitem__)


def _numbered(prefix: str, count: int, digits: int) -> NDArray[np.object_]:
    width = max(digits, len(str(count)))
    return np.array([f"{prefix}{number:0{width}d}" for number in range(1, count + 1)], dtype=object)


def _nameless(shapes: Sequence[Any] | NDArray[np.object_]) -> NDArray[np.object_]:
    return np.full(len(shapes), "", dtype=object)


def _plane(streets: Reading) -> str:
    return tables.metric_crs(tuple(streets.table.total_bounds))


def _to(shapes: NDArray[np.object_], source: str, target: str) -> NDArray[np.object_]:
    moved: NDArray[np.object_] = gpd.GeoSeries(shapes, crs=source).to_crs(target).to_numpy()
    return moved


def _on_grid(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    placed: NDArray[np.object_] = integers.on_grid(gpd.GeoSeries(shapes, crs=tables.WGS84)).to_numpy()
    return placed
