"""Missing links of a plan: found by its walks, what stands between told, each confirmed by a rerun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from circles import integers, network
from circles.network.geodesy import metres_per_degree
from circles.remediation import Found, edits_of, ranked_links, spread_links
from circles.rule_numbers import DRAWING_GAP_MM, LINK_M, LINKS_APART_M
from circles.workflows.reruns import rerun
from circles.workflows.study_gates import gates_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from circles.network import Links
    from circles.workflows.reruns import Base

    Integers = NDArray[np.int64]

_KNOWN_WITHIN_M = 300.0
"""Where an extract shows no building so near to a link, it most likely shows none at all there."""

_BESIDE_M = 10.0
"""A way left out that comes so near to both ends of a link leads where the link would."""

_MARGIN = 3_000
"""Room about what a link changes, in 1e-7 degree: about 30 m."""


@dataclass(frozen=True, eq=False)
class FoundLinks:
    """Missing links, the first that with most people, and how many places were looked at and passed over.

    Attributes
    ----------
    found : list of Found
        Confirmed.
    account : dict of str to int
        `vertices` with a link across; `blocked` of them, by every link that there is; of those left, `serving` bring
        somebody inside.
    """

    found: list[Found]
    account: dict[str, int]


def missing_links(base: Base, obstacles: gpd.GeoDataFrame | None, *, most: int) -> FoundLinks:
    """Return the missing links of a plan that bring people inside.

    Parameters
    ----------
    base : Base
        The plan and its streets.
    obstacles : GeoDataFrame or None
        ``remedy_tables.OBSTACLES``; None where nothing is known of what stands between streets.
    most : int
        How many are wanted.
    """
    plan, limit_mm = base.plan, base.scenario.limit_mm
    across = network.links_across(base.walk_network, plan.nodes, longest_m=LINK_M, limit_mm=limit_mm)
    vertices = int(np.unique(across.vertex).size)
    links = _unblocked(across, obstacles).best()
    account = {"vertices": vertices, "blocked": vertices - links.piece.size}
    rows = _beyond(base)
    ids = plan.blocks["block_id"].to_numpy(object)[rows]
    spots = _with_islands(base, rows)
    link, block, around = network.reached_by_links(base.walk_network, plan.nodes, links, spots, ids, limit_mm=limit_mm)
    lines = network.in_plane(_lines(links), base.study.metric_crs)
    around = _with_centers_beside(base, links, lines, around)
    account["serving"] = int(np.unique(link).size)
    own_link, own_block = _on_the_links(base, links, lines, np.unique(link), rows)
    both = np.column_stack([np.concatenate([link, own_link]), np.concatenate([rows[block], own_block])])
    pairs = tuple(np.unique(both, axis=0).T)
    # A rerun decides: some more are tried, and all are ranked again.
    chosen = _ranked(base, links, pairs, lines, most + most // 2)
    links, lines = links.of(chosen), lines[chosen]
    boxes = _boxes(links, around[chosen])
    gained = _confirmed(base, links, boxes, _may_reach(base, lines, boxes, spots, rows))
    number = np.repeat(np.arange(len(gained)), [each.size for each in gained])
    pairs = number, np.concatenate([np.zeros(0, np.int64), *gained])
    chosen = spread_links(_ranked(base, links, pairs, lines, len(gained)), pairs, base.people, most=most)
    return FoundLinks(_told(base, links.of(chosen), [gained[at] for at in chosen.tolist()], obstacles), account)


def _with_centers_beside(base: Base, links: Links, lines: NDArray[np.object_], around: Integers) -> Integers:
    """Return the bounds of what links can change, those of links to which a center may go straight wider.

    A laid path is one more choice of a center beside it too: then walks get shorter wherever its circle may reach.
    """
    attached = base.plan.attachments
    places = attached.loc[attached["center_id"].isin(base.open_ids), "geometry"].to_numpy()
    tree = shapely.STRtree(network.in_plane(places, base.study.metric_crs))
    reach_m = base.scenario.max_snap_m
    near = np.unique(tree.query(lines, predicate="dwithin", distance=reach_m)[0])
    far_m = reach_m + base.scenario.limit_mm / 1000
    kx, ky = metres_per_degree(integers.to_degrees(links.begin[near, 1]))
    wide = np.ceil(1e7 * far_m / np.column_stack([kx, ky])).astype(np.int64)
    wider = around.copy()
    wider[near] += np.column_stack([-wide, wide])
    return wider


def _on_the_links(
    base: Base, links: Links, lines: NDArray[np.object_], serving: Integers, rows: Integers
) -> tuple[Integers, Integers]:
    """Return (link, block) of blocks that a link may bring inside by a straight leg to the link itself."""
    plane = base.study.metric_crs
    shapes = network.in_plane(base.plan.blocks.geometry.to_numpy()[rows], plane)
    near, block = shapely.STRtree(shapes).query(lines[serving], predicate="dwithin", distance=base.scenario.max_snap_m)
    link = serving[near]
    legs = shapely.shortest_line(lines[link], shapes[block])
    along_mm = 1000 * shapely.line_locate_point(lines[link], shapely.get_point(legs, 0))
    walk_mm = 1000 * shapely.length(legs) + links.walk_mm[link] - along_mm
    within = walk_mm <= base.scenario.limit_mm
    return link[within], rows[block[within]]


def _ranked(
    base: Base, links: Links, pairs: tuple[Integers, Integers], lines: NDArray[np.object_], most: int
) -> Integers:
    return ranked_links(lines, pairs, base.people, links.link_mm, apart_m=LINKS_APART_M, most=most)


def _beyond(base: Base) -> Integers:
    """Return the blocks that are not inside because of their walk: not those whose own community alone counts."""
    walk_mm = base.plan.blocks["walk_mm"].to_numpy(np.int64)[base.not_inside]
    beyond: Integers = base.not_inside[(walk_mm < 0) | (walk_mm > base.scenario.limit_mm)]
    return beyond


def _lines(links: Links) -> NDArray[np.object_]:
    lines: NDArray[np.object_] = shapely.linestrings(integers.to_degrees(np.stack([links.begin, links.end], axis=1)))
    return lines


def _unblocked(links: Links, obstacles: gpd.GeoDataFrame | None) -> Links:
    """Return the links between whose ends nothing stands that is known."""
    if obstacles is None or obstacles.empty or not links.piece.size:
        return links
    lines = _lines(links)
    line, obstacle = shapely.STRtree(obstacles.geometry.to_numpy()).query(lines, predicate="intersects")
    shapes = obstacles.geometry.to_numpy()[obstacle]
    # An end may lie on what it touches: a street along a wall, a bridge head.
    through = ~shapely.touches(lines[line], shapes)
    blocked = np.zeros(lines.size, np.bool_)
    blocked[line[through]] = True
    return links.of(~blocked)


def _with_islands(base: Base, rows: Integers) -> gpd.GeoDataFrame:
    """Return the spots of blocks, those on islands too, which a link would join."""
    study = base.study
    blocks = study.blocks.iloc[rows]
    gates = gates_of(study)
    more = network.island_choices(
        base.walk_network,
        blocks=blocks,
        gates=gates[gates["block_id"].isin(blocks["block_id"])],
        max_snap_m=base.scenario.max_snap_m,
        metric_crs=study.metric_crs,
        compounds=study.compounds,
    )
    own = base.plan.attachments
    return own if more.empty else pd.concat([own, more], ignore_index=True)


def _may_reach(
    base: Base, lines: NDArray[np.object_], boxes: Integers, spots: gpd.GeoDataFrame, rows: Integers
) -> list[set[int]]:
    """Return the blocks that each link may serve: those with a spot where it changes walks, and those beside it."""
    place = {
        block_id: row for row, block_id in zip(rows.tolist(), base.plan.blocks["block_id"].iloc[rows], strict=True)
    }
    known = spots[spots["block_id"].isin(place) & spots["spot"].notna()]
    lon, lat = integers.to_units(shapely.get_coordinates(known["spot"].to_numpy(object))).T
    block = np.array([place[block_id] for block_id in known["block_id"]], np.int64)
    found = [
        set(block[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)].tolist())
        for west, south, east, north in boxes.tolist()
    ]
    shapes = network.in_plane(base.plan.blocks.geometry.to_numpy()[rows], base.study.metric_crs)
    near, beside = shapely.STRtree(shapes).query(lines, predicate="dwithin", distance=base.scenario.max_snap_m)
    for link, row in zip(near.tolist(), rows[beside].tolist(), strict=True):
        found[link].add(row)
    return found


def _confirmed(base: Base, links: Links, boxes: Integers, may_reach: list[set[int]]) -> list[Integers]:
    """Return the positions of the blocks that each link alone brings inside, by reruns with links that do not meet."""
    gained: list[Integers] = [np.zeros(0, np.int64)] * links.piece.size
    for batch in _apart(boxes, may_reach):
        edits = _edits(links.of(batch))
        rows = _near(base, boxes[batch])
        again = rerun(base.with_edits(edits), rows)
        inside = again.inside
        if not inside.size:
            continue
        by_id = again.nearest.set_index("block_id")["access"]
        access = by_id.reindex(base.plan.blocks["block_id"].to_numpy(object)[inside]).to_numpy(np.int64)
        spots = again.attachments["spot"].to_numpy(object)[access]
        lon, lat = integers.to_units(shapely.get_coordinates(spots)).T
        for at in batch.tolist():
            west, south, east, north = boxes[at].tolist()
            gained[at] = inside[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)]
    return gained


def _boxes(links: Links, around: Integers) -> Integers:
    """Return bounds of all that each link can change: its own, and those of the streets on which walks get shorter."""
    ends = np.stack([links.begin, links.end])
    low = np.minimum(around[:, :2], ends.min(axis=0)) - _MARGIN
    high = np.maximum(around[:, 2:], ends.max(axis=0)) + _MARGIN
    return np.column_stack([low, high])


def _apart(boxes: Integers, may_reach: list[set[int]]) -> list[Integers]:
    """Return the links in batches, no two of one of which have bounds that meet or may serve the same block.

    So none changes what another does, and whoever comes inside does so by one alone.
    """
    left = list(range(len(boxes)))
    batches = []
    while left:
        batch: list[int] = []
        served: set[int] = set()
        for at in left:
            taken = boxes[batch]
            meets = (taken[:, :2] <= boxes[at, 2:]).all(axis=1) & (taken[:, 2:] >= boxes[at, :2]).all(axis=1)
            if not meets.any() and served.isdisjoint(may_reach[at]):
                batch.append(at)
                served |= may_reach[at]
        batches.append(np.array(batch, np.int64))
        left = [at for at in left if at not in set(batch)]
    return batches


def _edits(links: Links) -> gpd.GeoDataFrame:
    none = np.zeros(0, np.int64)
    found = [
        Found(kind="link", gained=none, place=tuple(begin), end=tuple(end))
        for begin, end in zip(links.begin.tolist(), links.end.tolist(), strict=True)
    ]
    return edits_of(found)


def _near(base: Base, boxes: Integers) -> Integers:
    """Return the blocks not inside that lie so near to one of some bounds that they may change."""
    shapes = base.study.blocks.geometry.to_numpy()[base.not_inside]
    reach = 1.5 * base.scenario.max_snap_m / 111_000
    lat = np.abs(integers.to_degrees(boxes[:, [1, 3]])).max(axis=1)
    wide = reach / np.maximum(np.cos(np.radians(lat)), 0.01)
    west, south, east, north = integers.to_degrees(boxes).T
    areas = shapely.box(west - wide, south - reach, east + wide, north + reach)
    _, row = shapely.STRtree(shapes).query(areas, predicate="intersects")
    near: Integers = base.not_inside[np.unique(row)]
    return near


def _told(base: Base, links: Links, gained: list[Integers], obstacles: gpd.GeoDataFrame | None) -> list[Found]:
    """Return the links as remedies, with what is to be looked at on site."""
    lines = _lines(links)
    crosses, unseen, beside = _crossed_blocks(base, lines), _unseen(base, lines, obstacles), _beside_ways(base, lines)
    walled = base.walk_network.piece_compound[links.piece] >= 0
    return [
        Found(
            kind="link",
            gained=gained[at],
            place=tuple(links.begin[at].tolist()),
            end=tuple(links.end[at].tolist()),
            length_m=float(links.link_mm[at] / 1000),
            crosses=crosses[at],
            checks=tuple(
                name
                for name, told in (
                    ("what_stands_between", unseen[at]),
                    ("within_wall", bool(walled[at])),
                    ("way_left_out", beside[at]),
                    ("drawing_gap", links.link_mm[at] < DRAWING_GAP_MM),
                )
                if told
            ),
        )
        for at in range(len(lines))
    ]


def _crossed_blocks(base: Base, lines: NDArray[np.object_]) -> list[str]:
    """Return the ids of the blocks over whose ground each line leads for a metre and more."""
    blocks = base.study.blocks
    shapes = blocks.geometry.to_numpy()
    areas = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    plane = network.in_plane(shapes[areas], base.study.metric_crs)
    flat = network.in_plane(lines, base.study.metric_crs)
    line, area = shapely.STRtree(plane).query(flat, predicate="intersects")
    inner_m = shapely.length(shapely.intersection(flat[line], plane[area]))
    ids = blocks["block_id"].astype(str).to_numpy(object)[areas]
    told: list[list[str]] = [[] for _ in lines]
    for at, which in zip(line[inner_m >= 1].tolist(), area[inner_m >= 1].tolist(), strict=True):
        told[at].append(ids[which])
    return [", ".join(sorted(each)) for each in told]


def _unseen(base: Base, lines: NDArray[np.object_], obstacles: gpd.GeoDataFrame | None) -> NDArray[np.bool_]:
    """Return about which lines no building is known: there nothing is known of what stands between."""
    if obstacles is None:
        return np.ones(len(lines), np.bool_)
    buildings = obstacles.geometry.to_numpy()[(obstacles["kind"] == "building").to_numpy()]
    if not buildings.size:
        return np.ones(len(lines), np.bool_)
    plane = base.study.metric_crs
    tree = shapely.STRtree(network.in_plane(buildings, plane))
    near, _ = tree.query(network.in_plane(lines, plane), predicate="dwithin", distance=_KNOWN_WITHIN_M)
    result = np.ones(len(lines), np.bool_)
    result[near] = False
    return result


def _beside_ways(base: Base, lines: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which lines have a way beside both their ends that the walk filter left out."""
    result = np.zeros(len(lines), np.bool_)
    left_out = base.study.left_out
    if left_out is None or left_out.empty:
        return result
    plane = base.study.metric_crs
    tree = shapely.STRtree(network.in_plane(left_out.geometry.to_numpy(), plane))
    flat = network.in_plane(lines, plane)
    sides = []
    for end in (0, -1):
        line, way = tree.query(shapely.get_point(flat, end), predicate="dwithin", distance=_BESIDE_M)
        sides.append(set(zip(line.tolist(), way.tolist(), strict=True)))
    result[[line for line, _ in sides[0] & sides[1]]] = True
    return result
