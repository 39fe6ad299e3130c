"""Gates that name a compound: one more way out for everybody who stands in it (docs/method.md, Compounds)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import account_tables, tables
from circles.network.attached_points import AT_GATES, choice_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.network.admission import Grounds
    from circles.network.walk_network import WalkNetwork


def of_compounds(gates: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which gates name a compound, and not a block or a center."""
    if tables.GATE_COMPOUND not in gates:
        return np.zeros(len(gates), np.bool_)
    named: NDArray[np.bool_] = (gates[tables.GATE_COMPOUND].fillna("").astype(str) != "").to_numpy()
    return named


def ways_out(
    points: pd.DataFrame, grounds: Grounds, own: pd.DataFrame, network: WalkNetwork, gates: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return a row for each gate and each block or center without gates of its own that stands in its compound.

    In a compound is what stands in its polygon, or is attached to its streets. The way to the gate is straight, and
    counted.

    Parameters
    ----------
    points, own : DataFrame
        What is attached: as it stands, and with its spot.
    grounds : Grounds
        The gated polygon of each point.
    network : WalkNetwork
        What they are attached to.
    gates : GeoDataFrame
        ``tables.GATES`` that name a compound.
    """
    stands = points["kind"].isin(["block", "center"]) & (points["reason"] != AT_GATES) & (points["inner_mm"] == 0)
    rows = np.flatnonzero(stands & ~shapely.is_missing(points["at"].to_numpy(object)))
    compound = _compounds_of(grounds, own, network)[rows]
    parts = []
    added = gates["added"].to_numpy(np.bool_) if "added" in gates else np.zeros(len(gates), np.bool_)
    for gate, (gate_id, compound_id, edited) in enumerate(
        zip(gates["gate_id"], gates[tables.GATE_COMPOUND].astype(str), added, strict=True)
    ):
        owners = points.iloc[rows[compound == compound_id]]
        if len(owners):
            given = {"gate_id": gate_id, "block_id": owners["block_id"], "center_id": owners["center_id"]}
            doors = [gates.geometry.iloc[gate]] * len(owners)
            table = gpd.GeoDataFrame(given, geometry=doors, crs=tables.WGS84, index=owners.index)
            parts.append(choice_points(table, points).assign(edited=edited))
    return pd.concat(parts, ignore_index=True) if parts else points.iloc[:0]


def by_known_gates(own: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which blocks and centers whose gate was unknown have one that is known, and no edit: they go by it."""
    known = own[(own["kind"] == "choice") & ~own["edited"].astype(bool) & (own["piece"] >= 0)]
    result = np.zeros(len(own), np.bool_)
    for kind in ("block", "center"):
        there = own[f"{kind}_id"].isin(known[f"{kind}_id"].dropna())
        result |= ((own["kind"] == kind) & there & (own["reason"] == account_tables.GATE_UNKNOWN)).to_numpy()
    return result


def _compounds_of(grounds: Grounds, own: pd.DataFrame, network: WalkNetwork) -> NDArray[np.object_]:
    """Return the id of the compound in which each point stands, else of that whose street it is attached to."""
    names = np.array([*network.compound_ids, ""], dtype=object)
    piece = own["piece"].to_numpy(np.int64)
    by_street = names[np.where(piece < 0, -1, np.r_[network.piece_compound, -1][piece])]
    if not grounds.ids.size:
        return by_street
    return np.where(grounds.polygon >= 0, grounds.ids[grounds.polygon], by_street)
