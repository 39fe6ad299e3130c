"""What there is to say of compounds once points are attached: their streets, gates and blocks (docs/method.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from circles import integers, tables
from circles.network.islands import piece_lines
from circles.network.layers import LEAVING

if TYPE_CHECKING:
    from circles.network.walk_network import WalkNetwork

Integers = NDArray[np.int64]


def compound_gates(network: WalkNetwork) -> gpd.GeoDataFrame:
    """Return ``account_tables.COMPOUND_GATES``: where streets of compounds meet public ones, as edits leave them.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    """
    layers = network.layers
    # Each gate is passed in two layers, and stands in both.
    row = layers.gate[layers.layer[layers.gate] == LEAVING]
    node = layers.node[row]
    places = integers.to_degrees(np.column_stack([network.node_lon, network.node_lat])[node])
    ids = np.array([*network.compound_ids, ""], dtype=object)[layers.compound[row]]
    return gpd.GeoDataFrame({"compound_id": ids}, geometry=shapely.points(places), crs=tables.WGS84)


def compound_account(
    network: WalkNetwork, attachments: gpd.GeoDataFrame, blocks: gpd.GeoDataFrame, compounds: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Return ``account_tables.PLAN_COMPOUNDS``: gated ground by id, then what is made of streets.

    Ground without a street is among them, what an edit opened is not.

    Parameters
    ----------
    network : WalkNetwork
        The streets.
    attachments : GeoDataFrame
        ``tables.ATTACHMENTS``.
    blocks : GeoDataFrame
        With `block_id` and `population`.
    compounds : GeoDataFrame or None
        ``tables.COMPOUNDS``, those that :func:`build_network` was given.
    """
    known = np.array(network.compound_ids, dtype=object)
    there = np.unique(network.piece_compound[network.piece_compound >= 0])
    opened = np.setdiff1d(known, known[there]) if known.size else known
    ground = _ground(compounds, opened)
    made = [name for name in known[there].tolist() if name not in ground.index]
    ids = [*ground.index, *made]
    number = pd.Series(np.arange(known.size), index=known, dtype=np.int64).reindex(ids).fillna(-1).to_numpy(np.int64)
    inside = _inside(network, attachments, ground)
    people = blocks.set_index("block_id")["population"]
    within = [tuple(inside.index[inside == name]) for name in ids]
    gates = compound_gates(network)["compound_id"].value_counts().reindex(ids).fillna(0).astype(np.int64).to_numpy()
    whole_mm = np.bincount(network.piece_compound + 1, network.piece_mm, known.size + 1)[1:]
    return gpd.GeoDataFrame(
        {
            "compound_id": np.array(ids, dtype=object),
            "name": np.array([*ground["name"], *[""] * len(made)], dtype=object),
            "gated": np.arange(len(ids)) < len(ground),
            "gates": gates,
            "has_gate": gates > 0,
            "length_m": np.where(number >= 0, np.r_[whole_mm, 0.0][number], 0.0) / 1000,
            "blocks": pd.Series(within, dtype=object),
            "population": np.array([people.loc[list(rows)].sum(min_count=1) for rows in within], np.float64),
        },
        geometry=np.array([*ground.geometry, *_streets(network, number[len(ground) :])], dtype=object),
        crs=tables.WGS84,
    )


def _ground(compounds: gpd.GeoDataFrame | None, opened: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Return the gated ground that is not opened, by id."""
    table = tables.no_rows(tables.COMPOUNDS) if compounds is None else compounds
    table = table.assign(compound_id=table["compound_id"].astype(str), name=table["name"].fillna("").astype(str))
    table = table[~table["compound_id"].isin(opened)]
    return table.set_index("compound_id").sort_index(kind="stable")


def _inside(network: WalkNetwork, attachments: gpd.GeoDataFrame, ground: gpd.GeoDataFrame) -> pd.Series:
    """Return the compound of each block that is in one: the ground on which it stands, else the streets it uses."""
    own = attachments[attachments["kind"].isin(["block", "gate"]) & attachments["block_id"].notna()]
    streets = own[own["piece"] >= 0]
    compound = network.piece_compound[streets["piece"].to_numpy(np.int64)]
    ids = np.array([*network.compound_ids, ""], dtype=object)[compound]
    by_street = pd.Series(ids, index=streets["block_id"], dtype=object)[compound >= 0]
    standing = own[own["kind"] == "block"]
    polygon, point = shapely.STRtree(standing.geometry.to_numpy(object)).query(
        ground.geometry.to_numpy(object), predicate="contains"
    )
    order = np.argsort(polygon, kind="stable")
    on_ground = pd.Series(
        ground.index.to_numpy(object)[polygon[order]], index=standing["block_id"].iloc[point[order]], dtype=object
    )
    both = pd.concat([on_ground, by_street])
    once: pd.Series = both[~both.index.duplicated()]
    return once


def _streets(network: WalkNetwork, compounds: Integers) -> list[shapely.MultiLineString | None]:
    """Return the street of each compound by its number, None where it has none."""
    pieces = np.flatnonzero(network.piece_compound >= 0)
    order = np.argsort(network.piece_compound[pieces], kind="stable")
    own, lines = network.piece_compound[pieces][order], piece_lines(network, pieces)[order]
    first, last = np.searchsorted(own, compounds), np.searchsorted(own, compounds, side="right")
    return [
        shapely.multilinestrings(lines[begin:end]) if begin < end else None
        for begin, end in zip(first.tolist(), last.tolist(), strict=True)
    ]
