"""Centers that stand within a block from which the streets lead to them only the long way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from circles import tables
from circles.answers.repeats import counted_of
from circles.errors import Finding
from circles.figures import METRES, Figure
from circles.phrases import joined, phrase
from circles.rule_numbers import INNER_DETOUR, INNER_LONGER_M

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.phrases import Words

_SHOWN = ("name", "block_id", "straight_m", "walk_m", "detour")
_SHOWN_BLOCKS = 5


def centers_within_blocks(
    blocks: gpd.GeoDataFrame, centers: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame
) -> list[Finding]:
    """Return a finding of blocks that have an open center within them and are not inside, or walk a long way round.

    Parameters
    ----------
    blocks : GeoDataFrame
        The blocks of a plan.
    centers : GeoDataFrame
        ``tables.CENTERS``.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``: where blocks and gates are reached.
    """
    found = _blocks_with_centers(blocks, centers, attachments)
    straight_m, walk_m = found["straight_m"], found["walk_m"]
    around = (walk_m > INNER_DETOUR * straight_m) & (walk_m - straight_m > INNER_LONGER_M)
    told = found[found["outside"] | around]
    if told.empty:
        return []
    ordered = told.assign(detour=told["walk_m"] / told["straight_m"]).sort_values(
        ["outside", "detour", "block_id"], ascending=[False, False, True], na_position="first", kind="stable"
    )
    shown = [_shown(*row) for row in ordered[list(_SHOWN)].head(_SHOWN_BLOCKS).itertuples(index=False, name=None)]
    if len(told) > _SHOWN_BLOCKS:
        shown.append(phrase("repeats.more", count=Figure(value=len(told) - _SHOWN_BLOCKS)))
    counted = counted_of(blocks)
    figures = counted.figures(told["block"].to_numpy(np.int64))
    details = {
        "rows": figures["rows"],
        "people": figures["people"],
        "counted": figures["counted"],
        "outside": Figure(value=int(told["outside"].sum())),
        "shown": joined(shown, phrase("repeats.joint")),
    }
    return [Finding(code="center_inside_block", details=details)]


def _blocks_with_centers(
    blocks: gpd.GeoDataFrame, centers: gpd.GeoDataFrame, attachments: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return the blocks with an open center within them: how far it is straight, and the walk to the nearest center."""
    opened = centers[(centers["status"] == "open") & centers.geometry.notna() & ~centers.geometry.is_empty]
    shapes = blocks.geometry.to_numpy()
    areal = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    center, block = shapely.STRtree(shapes[areal]).query(opened.geometry.to_numpy(), predicate="intersects")
    own = blocks.iloc[areal[block]]
    pairs = pd.DataFrame(
        {
            "block": areal[block],
            "block_id": own["block_id"].astype(str).to_numpy(object),
            "name": own["name"].fillna("").astype(str).to_numpy(object),
            "straight_m": _straight_m(own, opened.geometry.to_numpy()[center], attachments),
            "walk_m": own["walk_m"].to_numpy(np.float64),
            "outside": (own["verdict"] != tables.INSIDE).to_numpy(),
        }
    )
    return pairs.sort_values(["block", "straight_m"], kind="stable").drop_duplicates("block")


def _shown(name: str, block_id: str, straight_m: float, walk_m: float, detour: float) -> Words:
    """Return one block in words: how far straight, how far on foot, and how many times that is."""
    straight = Figure(value=straight_m, unit=METRES)
    if np.isnan(walk_m):
        return phrase("inner.no_walk", name=name or block_id, straight=straight)
    times = Figure(value=detour if np.isfinite(detour) else None, precision="tenth")
    return phrase(
        "inner.walk", name=name or block_id, straight=straight, walk=Figure(value=walk_m, unit=METRES), detour=times
    )


def _straight_m(
    blocks: gpd.GeoDataFrame, centers: NDArray[np.object_], attachments: gpd.GeoDataFrame
) -> NDArray[np.float64]:
    """Return how far each center is, straight, from where its block is reached: the gate of its walk or its middle."""
    # A gate that an edit adds to a block without any is passed on the way from its middle.
    is_gate = attachments["gate_id"].notna().to_numpy()
    names = attachments["gate_id"].where(is_gate, attachments["point_id"]).astype(str)
    keys = pd.MultiIndex.from_arrays([np.where(is_gate, "gate", attachments["kind"]), names])
    passed = attachments["via"].to_numpy(object)
    begins = np.where(shapely.is_missing(passed), attachments.geometry.to_numpy(object), passed)
    places = pd.Series(begins, index=keys)
    places = places[~places.index.duplicated()]
    gate = blocks["gate_id"]
    by_gate = gate.notna().to_numpy() & (gate.astype(str) != "").to_numpy()
    wanted = [np.where(by_gate, "gate", "block"), np.where(by_gate, gate.astype(str), blocks["block_id"].astype(str))]
    reached = places.reindex(pd.MultiIndex.from_arrays(wanted)).to_numpy()
    _, _, metres = Geod(ellps="WGS84").inv(
        *(of(points) for points in (reached, centers) for of in (shapely.get_x, shapely.get_y))
    )
    return np.asarray(metres, dtype=np.float64)
