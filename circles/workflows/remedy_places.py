"""Where measures lie that no name of a block or center places: beside which block."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from circles import network
from circles.remediation import shapes_of
from circles.remedy_tables import PLACED
from circles.rule_numbers import NEAR_SITE_M

if TYPE_CHECKING:
    from circles.remediation import Found
    from circles.workflows.reruns import Base


def with_places(found: list[Found], base: Base) -> list[Found]:
    """Return the measures with the block that each lies in or beside.

    Where no block is near its coordinates tell it, and they do so too where others would be told by the same words.

    Parameters
    ----------
    found : list of Found
        The measures.
    base : Base
        Of the plan.
    """
    at = [place for place, each in enumerate(found) if each.kind in PLACED]
    blocks = base.plan.blocks[base.plan.blocks.geometry.notna() & ~base.plan.blocks.geometry.is_empty]
    if not at or blocks.empty:
        return found
    plane = base.study.metric_crs
    tree = shapely.STRtree(network.in_plane(blocks.geometry.to_numpy(), plane))
    shapes = shapes_of([found[place] for place in at])
    measure, block = tree.query_nearest(network.in_plane(shapes, plane), max_distance=NEAR_SITE_M, all_matches=False)
    ids = blocks["block_id"].astype(str).tolist()
    near = {at[row]: base.block_called[ids[own]] for row, own in zip(measure.tolist(), block.tolist(), strict=True)}
    said = {place: _said(found[place], name) for place, name in near.items()}
    # A measure that serves several gaps may be found for each of them: it is one.
    alike = Counter(words for words, _ in {(said[place], _which(found[place])) for place in said})
    return [
        replace(each, near=near[place], is_alike=alike[said[place]] > 1) if place in near else each
        for place, each in enumerate(found)
    ]


def _which(each: Found) -> tuple[object, ...]:
    """Return what a measure is known by (``Found.edit_id``), unmade."""
    return each.kind, each.block_id, each.center_id, each.place, each.end


def _said(each: Found, near: str) -> tuple[str, ...]:
    """Return what its words tell it apart by."""
    length = f"{each.length_m:.0f}" if each.kind == "link" else ""
    return each.kind, each.name, length, near
