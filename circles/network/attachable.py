"""What points are attached to, as tables: who has these attaches a point as :func:`circles.network.attach` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circles import attachable_tables
from circles.network.attachment import laid_in_order
from circles.network.geodesy import plane_lengths_mm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from circles.network.walk_network import WalkNetwork


def attachable_streets(network: WalkNetwork) -> pd.DataFrame:
    """Return ``attachable_tables.ATTACHABLE``: vertices of all pieces that take attachments, stage by stage.

    Parameters
    ----------
    network : WalkNetwork
        The streets, squares and edits laid over them or not.
    """
    return pd.concat(
        [_vertices(stage, kind, over, pieces) for stage, kind, over, pieces in _sets(network)], ignore_index=True
    )


def laid_parts(network: WalkNetwork) -> pd.DataFrame:
    """Return ``attachable_tables.LAID_PARTS``: of what part of the stage before it each piece of a stage is.

    Parameters
    ----------
    network : WalkNetwork
        As for :func:`attachable_streets`; without squares and edits there is none.
    """
    parts = [
        pd.DataFrame({name: np.zeros(0, np.int64) for name in attachable_tables.LAID_PARTS}).astype(
            {"takes_start": bool}
        )
    ]
    for number, laid in enumerate(laid_in_order(network), start=1):
        before, from_mm, takes_start = laid.kept_parts()
        columns = {"stage": number, "piece_before": before, "from_mm": from_mm, "takes_start": takes_start}
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def editable_streets(network: WalkNetwork) -> attachable_tables.Editable:
    """Return what edits act on: the streets before any of them.

    Parameters
    ----------
    network : WalkNetwork
        The streets, edited or not.
    """
    before = network if network.edits is None else network.edits.before
    ids, gated = np.array([*before.compound_ids, ""], dtype=object), np.r_[before.compound_gated, False]
    opened = np.zeros(ids.size, np.bool_)
    if network.edits is not None:
        kept = ~network.edits.is_laid
        public = network.piece_compound[kept] < 0
        opened[before.piece_compound[network.edits.piece_before[kept][public]]] = True
        opened[-1] = False
    of_piece = before.piece_compound
    vertices = {
        "piece": before.vertex_piece,
        "lon": before.vertex_lon,
        "lat": before.vertex_lat,
        "rest_mm": _rest_mm(before),
        "marked": before.vertex_marked,
    }
    pieces = {
        "start": before.piece_start,
        "end": before.piece_end,
        "island": before.piece_island,
        "square": before.is_square,
        "compound_id": ids[of_piece],
        "gated": gated[of_piece],
        "opened": opened[of_piece],
    }
    nodes = {"lon": before.node_lon, "lat": before.node_lat}
    return attachable_tables.Editable(
        pd.DataFrame(vertices), pd.DataFrame(pieces), pd.DataFrame(nodes), network.edits is not None
    )


def _sets(network: WalkNetwork) -> Iterator[tuple[int, str, WalkNetwork, NDArray[np.bool_]]]:
    laid = laid_in_order(network)
    first, *overs = [*(each.before for each in laid), network]
    yield 0, attachable_tables.OWN_STREETS, first, ~first.piece_island
    for number, (each, over) in enumerate(zip(laid, overs, strict=True), start=1):
        kind = attachable_tables.CROSSED_SQUARES if over.edits is None else attachable_tables.LAID_STREETS
        yield number, kind, over, each.is_laid & ~over.piece_island
        yield number, attachable_tables.FREED_STREETS, over, each.piece_freed


def _vertices(stage: int, kind: str, network: WalkNetwork, pieces: NDArray[np.bool_]) -> pd.DataFrame:
    vertex = np.flatnonzero(pieces[network.vertex_piece])
    piece = network.vertex_piece[vertex]
    ids = np.array([*network.compound_ids, ""], dtype=object)
    gated = np.r_[network.compound_gated, False]
    of_piece = network.piece_compound[piece]
    return pd.DataFrame(
        {
            "stage": np.full(vertex.size, stage, np.int64),
            "kind": np.full(vertex.size, kind, object),
            "piece": piece,
            "compound_id": ids[of_piece],
            "gated": gated[of_piece],
            "lon": network.vertex_lon[vertex],
            "lat": network.vertex_lat[vertex],
            "rest_mm": _rest_mm(network)[vertex],
        }
    )


def _rest_mm(network: WalkNetwork) -> NDArray[np.int64]:
    """Return of each vertex by how much the segment that begins there is longer than in the plane at its middle."""
    begins = network.segment_vertex
    ends = begins + 1
    rest = np.zeros(network.vertex_lon.size, np.int64)
    rest[begins] = (
        network.vertex_at_mm[ends]
        - network.vertex_at_mm[begins]
        - plane_lengths_mm(
            network.vertex_lon[begins], network.vertex_lat[begins], network.vertex_lon[ends], network.vertex_lat[ends]
        )
    )
    return rest
