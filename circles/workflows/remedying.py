"""From a plan to its remedies: why each gap is there, and the single measures that bring people inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from circles import integers, network, tables
from circles.answers.plan import Plan
from circles.answers.remedies import Remedies
from circles.errors import expect
from circles.planning_study import silent
from circles.remediation import BlockFacts, block_causes, edits_of, gained_blocks, gap_causes, remedy_table
from circles.workflows.own_walks import walks_to_own_centers
from circles.workflows.remedy_centers import closed_centers
from circles.workflows.remedy_costs import with_costs
from circles.workflows.remedy_gates import gates_that_serve, has_known_walls
from circles.workflows.remedy_links import missing_links
from circles.workflows.remedy_places import with_places
from circles.workflows.remedy_sites import new_and_moved_centers
from circles.workflows.reruns import Base, rerun
from circles.workflows.streets_attached import network_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.network import WalkNetwork
    from circles.planning_study import Progress
    from circles.remediation import Found


def remedies(
    plan: Plan,
    *,
    obstacles: gpd.GeoDataFrame | None = None,
    links: int = 50,
    walk_network: WalkNetwork | None = None,
    progress: Progress = silent,
) -> Remedies:
    """Return why each gap of a plan is there, and the single measures that bring its people inside.

    Each measure is confirmed by a rerun of the plan's own steps with it alone (docs/method.md, Remedies).

    Parameters
    ----------
    plan : Plan
        What :func:`circles.plan` gave.
    obstacles : GeoDataFrame, optional
        What stands between streets (:func:`circles.read_obstacles`): links that would lead through it are left out.
        Without it each link says that nothing is known of that.
    links : int
        How many missing links are told at most.
    walk_network : WalkNetwork, optional
        As for :func:`circles.plan`.
    progress : callable
        Told the key of each step as it begins.

    Returns
    -------
    Remedies

    Raises
    ------
    ArgumentError
        If an argument is something else.

    Examples
    --------
    >>> import circles
    >>> study = circles.read_study(circles.demo_study() / "study.toml")
    >>> remedies = circles.remedies(circles.plan(study), links=3)
    >>> first = remedies.links.iloc[0]
    >>> rerun = circles.plan(remedies.study_with(first["edit_id"]))
    >>> before, after = (float(plan.account["inside"]["people"]) for plan in (remedies.plan, rerun))
    >>> after - before == float(first["people_gained"])
    True
    """
    expect("links", links, int)
    expect("plan", plan, Plan)
    expect("obstacles", obstacles, gpd.GeoDataFrame, None)
    expect("progress", progress, Callable)
    base = Base(plan=plan, walk_network=walk_network or network_of(plan.study))
    gap_ids = plan.blocks["gap_id"].fillna(0).to_numpy(np.int64)
    progress("step.remedies")
    gates = gates_that_serve(base)
    across = missing_links(base, obstacles, most=links)
    found = [*closed_centers(base), *gates, *across.found, *new_and_moved_centers(base, gap_ids)]
    found, untied = with_costs(with_places(found, base), base)
    causes = block_causes(plan.blocks, _facts(base, gates), plan.scenario)
    of_gaps = gap_causes(causes, plan.blocks)
    return Remedies(
        plan=plan,
        causes=causes,
        gaps=of_gaps,
        table=remedy_table(found, plan.blocks, of_gaps),
        gained=gained_blocks(found, plan.blocks),
        edits=edits_of(found),
        links_account=across.account,
        untied=untied,
    )


def _facts(base: Base, gates: list[Found]) -> BlockFacts:
    """Return what causes are told by."""
    count = len(base.plan.blocks)
    through_wall = np.zeros(count, np.bool_)
    through_wall[[int(each.gained[0]) for each in gates]] = True
    through_wall &= has_known_walls(base)
    through_wall[_inside_once_open(base)] = True
    straight_mm, center_ids = _straight_lines(base)
    own_walk_mm, own_center_id = walks_to_own_centers(base)
    return BlockFacts(
        straight_mm=straight_mm,
        straight_center_id=center_ids,
        beyond_edge=_beyond_edge(base),
        through_wall=through_wall,
        own_walk_mm=own_walk_mm,
        own_center_id=own_center_id,
    )


def _beyond_edge(base: Base) -> NDArray[np.bool_]:
    """Return the blocks that may be inside by what lies beyond the edge of the data.

    Where the edge is known, by the least that their walk can be; else where a street that is cut is within the limit.
    """
    blocks, limit_mm = base.plan.blocks, base.scenario.limit_mm
    if "is_settled" in blocks and blocks["is_settled"].notna().any():
        low = blocks["walk_mm_low"].fillna(-1).to_numpy(np.int64)
        known: NDArray[np.bool_] = (low >= 0) & (low <= limit_mm)
        return known
    to_cut = network.walks_to_cut_ends(base.walk_network, base.plan.attachments, blocks["block_id"])
    near: NDArray[np.bool_] = (to_cut >= 0) & (to_cut <= limit_mm)
    return near


def _inside_once_open(base: Base) -> NDArray[np.int64]:
    """Return the blocks that are inside once all compounds are open to all."""
    if not base.walk_network.compound_ids or not base.not_inside.size:
        return np.zeros(0, np.int64)
    west, south, east, north = base.study.streets.total_bounds
    everywhere = gpd.GeoDataFrame(
        [{"edit_id": "open all", "kind": "open", "note": "", "author": "", "date": ""}],
        geometry=[shapely.box(west - 1, south - 1, east + 1, north + 1)],
        crs=tables.WGS84,
    )
    return rerun(base.with_edits(everywhere), base.not_inside).inside


def _straight_lines(base: Base) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return the straight line from each block to the nearest open center on a street, and its id; -1, "" without."""
    attached = base.plan.attachments
    places = attached[attached["kind"] == "block"].set_index("point_id").geometry
    begin = places.reindex(base.plan.blocks["block_id"]).to_numpy()
    centers = base.plan.centers
    opened = centers[(centers["status"] == "open") & centers["attached"] & centers.geometry.notna()]
    stand = opened.geometry.to_numpy()
    there = np.flatnonzero(~(shapely.is_missing(begin) | shapely.is_empty(begin)))
    straight_mm, center_ids = np.full(len(begin), -1), np.full(len(begin), "", dtype=object)
    if not stand.size or not there.size:
        return straight_mm, center_ids
    plane = base.study.metric_crs
    tree = shapely.STRtree(network.in_plane(stand, plane))
    near, at = tree.query_nearest(network.in_plane(begin[there], plane), all_matches=False)
    ends = [integers.to_units(shapely.get_coordinates(points)) for points in (begin[there[near]], stand[at])]
    straight_mm[there[near]] = network.plane_lengths_mm(*ends[0].T, *ends[1].T)
    center_ids[there[near]] = opened["center_id"].astype(str).to_numpy(object)[at]
    return straight_mm, center_ids
