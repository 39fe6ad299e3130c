"""Compounds that an edit opens: which they are (docs/method.md, Edits)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from circles import integers, tables

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.network.walk_network import WalkNetwork


def opened_by(network: WalkNetwork, edits: gpd.GeoDataFrame) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Return which compounds of a network are opened, and how many each edit opens.

    An edit opens the compound that it names, else those more than half of whose street lies in its polygon.

    Parameters
    ----------
    network : WalkNetwork
        Before any edit.
    edits : GeoDataFrame
        ``tables.EDITS`` of kind ``open``.
    """
    opened = np.zeros(len(network.compound_ids), np.bool_)
    counts: dict[str, int] = {}
    if edits.empty:
        return opened, counts
    begins = network.segment_vertex
    compound = network.piece_compound[network.vertex_piece[begins]]
    begins, compound = begins[compound >= 0], compound[compound >= 0]
    mm = network.vertex_at_mm[begins + 1] - network.vertex_at_mm[begins]
    places = np.column_stack([network.vertex_lon, network.vertex_lat])
    middles = shapely.points(integers.to_degrees(places[begins] + places[begins + 1]) / 2)
    whole_mm = np.bincount(compound, mm, opened.size)
    unnamed = pd.Series("", index=edits.index)
    named = edits.get(tables.EDIT_COMPOUND, unnamed).fillna("").astype(str)
    rows = zip(edits["edit_id"].astype(str), named, edits.geometry, strict=True)
    for edit_id, name, shape in rows:
        if name:
            own = np.array(network.compound_ids, dtype=object) == name
        elif shape is None or shape.is_empty:
            own = np.zeros(opened.size, np.bool_)
        else:
            shapely.prepare(shape)
            own = 2 * np.bincount(compound, mm * shapely.intersects(shape, middles), opened.size) > whole_mm
        opened |= own
        counts[edit_id] = int(own.sum())
    return opened, counts
