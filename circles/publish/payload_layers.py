"""What the page knows of the layers in which streets with compounds are walked (docs/method.md, Compounds)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from circles import named_rows
from circles.publish.packed_geometry import spread

if TYPE_CHECKING:
    from circles.answers.plan import Plan


def layers(plan: Plan) -> dict[str, Any] | None:
    """Return the columns by which walks pass gates, None where there is no compound: then rows are nodes.

    Of each row of the nodes `node`, the `compound` it is walked in, -1 for none, and the row `next` its walk leads to,
    None where that is the public one at the other end of the next piece, or there is none; of each piece the rows
    `start` and `end` at which who stands on it walks on; the `names` of the compounds.
    """
    nodes, pieces = plan.nodes, plan.pieces
    if "compound_id" not in nodes or not (nodes["compound_id"] != "").any():
        return None
    ids = nodes["compound_id"].to_numpy(object)
    known = sorted(set(ids.tolist()) - {""})
    number = {compound_id: i for i, compound_id in enumerate(known)}
    piece, leads = (nodes[name].fillna(-1).to_numpy(np.int64) for name in ("next_piece", "next_row"))
    node, ends = nodes["node"].to_numpy(np.int64), pieces[["start", "end"]].to_numpy(np.int64)
    across = np.where(piece >= 0, ends[piece].sum(axis=1) - node, -1)
    names = named_rows.compound_names(plan.study.compounds)
    return {
        "node": node.tolist(),
        "next": spread(leads[leads != across], leads != across),
        "compound": [number.get(compound_id, -1) for compound_id in ids.tolist()],
        "start": pieces["start_row"].astype(np.int64).tolist(),
        "end": pieces["end_row"].astype(np.int64).tolist(),
        "names": [names.get(compound_id, "") for compound_id in known],
    }
