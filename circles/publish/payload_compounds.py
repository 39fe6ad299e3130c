"""What the page knows of compounds: their ground, streets and gates, and the blocks inside (docs/method.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circles import account_tables, tables
from circles.publish import packed_geometry

if TYPE_CHECKING:
    from circles.answers.plan import Plan

GROUND_TOLERANCE_M = 1.0


def compounds(plan: Plan) -> dict[str, Any] | None:
    """Return the columns of a plan's compounds, None where there is none.

    Of each its `id`, `name`, whether a polygon makes it (`gated`), `gates`, `length_m`, `population` and the `polygons`
    of its ground; `wall`: what its wall costs (docs/method.md, Compounds), None without a gate; `streets`: the pieces
    that are private and the compound of each; the gates as points, with the compound `gate_of` each. Of each block the
    compound it is in (`of_block`, None for none), and whether nobody knows
    the gate by which it is left (`unknown`).
    """
    table = plan.compounds
    if table is None or table.empty or plan.compound_gates is None:
        return None
    number = pd.Series(np.arange(len(table)), index=table["compound_id"])
    of_piece = plan.pieces["compound_id"].map(number).to_numpy(np.float64)
    private = np.flatnonzero(~np.isnan(of_piece))
    people = table["population"].tolist()
    ground = table.geometry.to_numpy(object, copy=True)
    ground[~table["gated"].to_numpy(np.bool_)] = None
    return {
        "id": table["compound_id"].astype(str).tolist(),
        "name": table["name"].astype(str).tolist(),
        "gated": table["gated"].tolist(),
        "gates": table["gates"].tolist(),
        "length_m": np.round(table["length_m"].to_numpy(), 1).tolist(),
        "population": [None if np.isnan(value) else round(value, 3) for value in people],
        "polygons": packed_geometry.packed_polygons(packed_geometry.simplified(ground, GROUND_TOLERANCE_M)),
        "streets": {"piece": private.tolist(), "compound": of_piece[private].astype(np.int64).tolist()},
        "wall": _walls(plan, table),
        "gate_of": plan.compound_gates["compound_id"].map(number).tolist(),
        **packed_geometry.packed_points(plan.compound_gates.geometry.to_numpy(object)),
        "of_block": _of_blocks(plan, table),
        "unknown": _gates_unknown(plan),
    }


def _walls(plan: Plan, table: pd.DataFrame) -> list[dict[str, float | None] | None]:
    """Return of each compound the blocks, and their people if known, that would be inside if it were open to all."""
    walls = tables.no_rows(account_tables.WALLS) if plan.walls is None else plan.walls
    price: dict[str, dict[str, float | None]] = {
        compound_id: {"blocks": int(blocks), "people": None if np.isnan(people) else round(people, 3)}
        for compound_id, blocks, people in walls[["compound_id", "blocks", "people"]].itertuples(index=False)
    }
    return [price.get(compound_id) for compound_id in table["compound_id"]]


def _of_blocks(plan: Plan, table: pd.DataFrame) -> list[int | None]:
    row_of = {block_id: row for row, ids in enumerate(table["blocks"]) for block_id in ids}
    return [row_of.get(block_id) for block_id in plan.blocks["block_id"]]


def _gates_unknown(plan: Plan) -> list[bool]:
    """Return of which blocks the walk begins where it does because nobody knows their gate."""
    told = plan.attachments[
        (plan.attachments["reason"] == account_tables.GATE_UNKNOWN) & (plan.attachments["kind"] == "block")
    ]
    begins = plan.nearest.set_index("block_id")["access"].reindex(told["block_id"]).to_numpy(np.float64)
    # A gate or a path that an edit adds may serve better than the street of which that is said.
    unknown = told["block_id"][np.isnan(begins) | (begins == told.index.to_numpy())]
    return [bool(value) for value in plan.blocks["block_id"].isin(unknown)]
