"""Conformance vectors (``tests/vectors``): towns as JSON with every answer, and what the package answers to each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import drawn_edits, integers, network, tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from circles.network import WalkNetwork

FOLDER = Path(__file__).parent / "vectors"
MAX_SNAP_M = 200.0


def vectors() -> dict[str, dict[str, Any]]:
    """Return every vector by the name of its file."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def answers_to(vector: dict[str, Any], *, engine: str = "compiled", simplify: bool = True) -> dict[str, Any]:
    """Return what the package answers to a vector, in the shape of its `expected`."""
    compounds = _compounds(vector)
    plain = network.build_network(
        streets_of(vector),
        compounds=compounds,
        barriers=_barriers(vector),
        squares=_squares(vector),
        simplify=simplify,
    )
    edits, centers, blocks = edits_of(vector), _places(vector, "center"), _places(vector, "block")
    graph = network.edited_network(plain, edits)
    gates = _gates(vector)
    added = network.gates_of_edits(edits, blocks, metric_crs=graph.metric_crs)
    attachments = network.attach(
        graph,
        centers=centers,
        blocks=blocks,
        gates=_with_added(gates, added),
        max_snap_m=MAX_SNAP_M,
        metric_crs=graph.metric_crs,
        compounds=compounds,
    )
    ids = centers["center_id"]
    nodes = network.walk_field(graph, attachments, ids, engine=engine)
    nearest = network.nearest(graph, attachments, ids, nodes)
    pairs = network.walks(graph, attachments, ids, bound_mm=2**60, engine=engine, threads=1)
    bound = pairs[["block_id", "center_id", "walk_mm"]].to_numpy(object).tolist()
    return {
        "blocks": {str(row["block_id"]): _answer(row, attachments) for row in pd.DataFrame(nearest).to_dict("records")},
        "pairs": sorted([block, center, int(mm)] for block, center, mm in bound),
        "nodes": _nodes(vector, graph, nodes),
    }


def streets_of(vector: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return the streets of a vector as ``tables.STREETS``, with lengths and nodes of their own where it has them."""
    rows = vector["streets"]
    table: dict[str, Any] = {name: [row.get(name, "") for row in rows] for name in tables.STREETS[:-1]}
    table |= {"cut_start": [row.get("cut_start", False) for row in rows]}
    table |= {"cut_end": [row.get("cut_end", False) for row in rows]}
    if "length_mm" in rows[0]:
        table["length_m"] = [row["length_mm"] / 1000 for row in rows]
    if "nodes" in rows[0]:
        table |= {name: [row["nodes"][side] for row in rows] for side, name in enumerate(tables.STREET_NODES)}
    lines = [shapely.LineString(_degrees(vector, row["line"])) for row in rows]
    return gpd.GeoDataFrame(table, geometry=lines, crs=tables.WGS84)


def edits_of(vector: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return the edits of a vector as ``tables.EDITS``."""
    columns = (*tables.EDITS[:-1], *tables.EDIT_OWNERS, tables.EDIT_COMPOUND)
    rows = [{name: edit.get(name, "") for name in columns} for edit in vector["edits"]]
    shapes = [_drawn(vector, edit) for edit in vector["edits"]]
    return gpd.GeoDataFrame(rows, columns=list(columns), geometry=shapes, crs=tables.WGS84)


def _drawn(vector: dict[str, Any], edit: dict[str, Any]) -> shapely.Geometry | None:
    if "line" in edit:
        return shapely.LineString(_degrees(vector, edit["line"]))
    if "ring" in edit:
        return shapely.Polygon(_degrees(vector, edit["ring"]))
    return shapely.Point(_degrees(vector, [edit["at"]])[0]) if "at" in edit else None


def ring_of(ring: list[list[float]] | dict[str, Any]) -> list[list[float]]:
    """Return the vertices of a ring, also of one told by a rule: a box with so many notches in its northern edge.

    Each notch goes down by `depth` in the middle of its `width`, so that the vertices at the bottom bend inward.
    """
    if isinstance(ring, list):
        return ring
    (west, south), notches, width, height = ring["at"], ring["notches"], ring["width"], ring["height"]
    north = south + height
    edge = [
        place
        for notch in reversed(range(notches))
        for place in ([west + (notch + 1) * width, north], [west + (notch + 0.5) * width, north - ring["depth"]])
    ]
    return [[west, south], [west + notches * width, south], *edge, [west, north]]


def _degrees(vector: dict[str, Any], places: Sequence[Sequence[float]]) -> Any:
    return integers.to_degrees(np.array(vector["corner"]) + np.array(places) * vector["unit"])


def _places(vector: dict[str, Any], kind: str) -> gpd.GeoDataFrame:
    places = vector[f"{kind}s"]
    points = shapely.points(_degrees(vector, list(places.values())))
    more = {"status": "open"} if kind == "center" else {"population": 1.0, "dwellings": np.nan}
    return gpd.GeoDataFrame({f"{kind}_id": list(places), "name": "", **more}, geometry=points, crs=tables.WGS84)


def _gates(vector: dict[str, Any]) -> gpd.GeoDataFrame:
    gates = vector["gates"]
    columns = {name: [gate.get(name) for gate in gates] for name in ("gate_id", "block_id", "center_id")}
    points = [shapely.Point(_degrees(vector, [gate["at"]])[0]) for gate in gates]
    table = gpd.GeoDataFrame({**columns, "added": False}, geometry=points, crs=tables.WGS84)
    return table.astype(dict.fromkeys(columns, object))


def _with_added(gates: gpd.GeoDataFrame, added: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    those = [table for table in (gates, added) if len(table)]
    return gpd.GeoDataFrame(pd.concat(those, ignore_index=True)) if those else gates


def _answer(row: Mapping[Any, Any], attachments: pd.DataFrame) -> dict[str, Any]:
    access, arrival = (attachments.iloc[int(row[name])] for name in ("access", "arrival"))
    return {
        "walk_mm": int(row["walk_mm"]),
        "center_id": row["center_id"],
        "gate_id": access["gate_id"],
        "entrance_id": arrival["gate_id"],
        "edited": bool(access["edited"] or arrival["edited"]),
        "legs_mm": [int(access["leg_mm"]), int(arrival["leg_mm"])],
    }


def _nodes(vector: dict[str, Any], graph: WalkNetwork, nodes: pd.DataFrame) -> list[list[Any]]:
    """Return place, layer, compound, walk and center of each row of a node that a walk leads from."""
    units = (np.column_stack([graph.node_lon, graph.node_lat]) - vector["corner"]) / vector["unit"]
    told = nodes[["layer", "compound_id", "walk_mm", "center_id"]].fillna("").to_numpy(object).tolist()
    rows = zip(units[nodes["node"]].tolist(), told, strict=True)
    return sorted(
        [*place, layer, compound, int(mm), center] for place, (layer, compound, mm, center) in rows if mm >= 0
    )


def _compounds(vector: dict[str, Any]) -> gpd.GeoDataFrame:
    shapes = {name: shapely.Polygon(_degrees(vector, ring)) for name, ring in vector.get("compounds", {}).items()}
    found = gpd.GeoDataFrame(
        {"compound_id": list(shapes), "name": ""}, geometry=list(shapes.values()), crs=tables.WGS84
    )
    edits = edits_of(vector)
    for row in np.flatnonzero(edits["kind"] == "private").tolist():
        found = drawn_edits.with_compound(found, edits.iloc[: row + 1])
    return found


def _squares(vector: dict[str, Any]) -> gpd.GeoDataFrame:
    squares = vector.get("squares", {})
    rings = {name: [_degrees(vector, ring_of(ring)) for ring in square["rings"]] for name, square in squares.items()}
    levels = [square.get("level", "") for square in squares.values()]
    shapes = [shapely.Polygon(outer, holes) for outer, *holes in rings.values()]
    table = {"square_id": list(squares), "name": "", "level": levels}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=tables.WGS84)


def _barriers(vector: dict[str, Any]) -> gpd.GeoDataFrame:
    points = [shapely.Point(_degrees(vector, [place])[0]) for place in vector.get("barriers", [])]
    table = {"barrier_id": [str(i) for i in range(len(points))], "reason": "locked"}
    return gpd.GeoDataFrame(table, geometry=points, crs=tables.WGS84)
