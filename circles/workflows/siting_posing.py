"""A siting question in whole numbers: candidates found, attached, and walked from to every block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from circles import integers, network
from circles.network.search import UNBOUNDED_MM
from circles.settlements import are_unasked
from circles.siting.candidates import candidates_for
from circles.siting.costs import with_costs
from circles.siting.posing import SiteWalks, longest_walks_mm, posed_from, raise_if_none_left
from circles.siting.weights import counted_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from circles.answers.plan import Plan
    from circles.candidates import Candidates
    from circles.siting.posing import Posed
    from circles.siting.question import SitingQuestion


def posed(before: Plan, question: SitingQuestion, asked: Candidates, walk_network: network.WalkNetwork) -> Posed:
    """Return the question of a planned study in whole numbers.

    Parameters
    ----------
    before : Plan
        The plan of the study as it is: what is attached there is not attached again.
    question : SitingQuestion
        What is asked.
    asked : Candidates
        Where centers may stand.
    walk_network : WalkNetwork
        The streets of that plan.

    Raises
    ------
    QuestionError
        If no candidate is left, nobody is counted, or costs or sub-districts are needed and not known.
    """
    blocks, limit_mm = before.study.blocks, before.scenario.limit_mm
    counted = counted_of(blocks, question.weight)
    listed, account = candidates_for(asked, before.study, junctions_of(walk_network), reach_m=limit_mm / 1000)
    listed, account = with_costs(listed, account, question)
    spots = candidates_attached(before, listed, walk_network)
    on_street = listed["candidate_id"].isin(spots.loc[spots["piece"] >= 0, "center_id"]).to_numpy()
    candidates = listed[on_street].reset_index(drop=True)
    account = {**account, "no_street": int((~on_street).sum()), "taking_part": int(on_street.sum())}
    raise_if_none_left(candidates, account, question)
    bound_mm = longest_walks_mm(before.blocks, question, limit_mm=limit_mm, any_mm=UNBOUNDED_MM)
    walked = _walked(before, candidates, spots, bound_mm, walk_network)
    return posed_from(walked, question, blocks, counted, account=account, limit_mm=limit_mm)


def junctions_of(walk_network: network.WalkNetwork) -> NDArray[np.int64]:
    """Return the nodes where at least three street pieces off islands meet, as (lon, lat) in 1e-7 degree."""
    pieces = ~walk_network.piece_island & ~walk_network.is_square
    ends = np.concatenate([walk_network.piece_start[pieces], walk_network.piece_end[pieces]])
    nodes = np.flatnonzero(np.bincount(ends, minlength=walk_network.node_lon.size) >= 3)
    return np.column_stack([walk_network.node_lon[nodes], walk_network.node_lat[nodes]])


def candidates_attached(before: Plan, listed: gpd.GeoDataFrame, walk_network: network.WalkNetwork) -> gpd.GeoDataFrame:
    """Return the attachment of each candidate."""
    study = before.study
    return network.attach(
        walk_network,
        centers=gpd.GeoDataFrame(
            {"center_id": listed["candidate_id"], "name": listed["name"], "status": "open"}, geometry=listed.geometry
        ),
        blocks=study.blocks.iloc[:0],
        gates=study.gates.iloc[:0],
        max_snap_m=before.scenario.max_snap_m,
        metric_crs=study.metric_crs,
        compounds=study.compounds,
    )


def _walked(
    before: Plan,
    candidates: gpd.GeoDataFrame,
    spots: gpd.GeoDataFrame,
    bound_mm: NDArray[np.int64],
    walk_network: network.WalkNetwork,
) -> SiteWalks:
    """Return the open centers and the candidates with their walks, each block's up to its bound.

    In the search they are named by their place in one order, so that their ids cannot clash.
    """
    attachments = before.attachments
    kept = before.centers["attached"] & (before.centers["status"] == "open")
    center_ids = before.centers.loc[kept, "center_id"]
    ids = [f"{number:09d}" for number in range(len(center_ids) + len(candidates))]
    opened = _named(attachments, dict(zip(center_ids, ids[: len(center_ids)], strict=True)))
    proposed = _named(spots, dict(zip(candidates["candidate_id"], ids[len(center_ids) :], strict=True)))
    unasked = before.blocks.loc[are_unasked(before.blocks), "block_id"]
    of_blocks = attachments[attachments["block_id"].notna() & ~attachments["block_id"].isin(unasked)]
    parts = [table for table in (opened, proposed, of_blocks) if len(table)]
    pairs = network.walk_pairs(
        walk_network,
        pd.concat(parts, ignore_index=True),
        center_ids=pd.Series(ids, dtype=object),
        block_ids=before.study.blocks["block_id"],
        bound_mm=bound_mm,
    )
    return SiteWalks(
        center_ids=center_ids.to_numpy(object),
        plates=_plates(before.centers[kept]),
        candidates=candidates,
        pairs=pairs,
    )


def _named(attachments: gpd.GeoDataFrame, name_of: dict[str, str]) -> gpd.GeoDataFrame:
    """Return the spots of some centers, each center under another name."""
    own = attachments[attachments["center_id"].isin(list(name_of)) & (attachments["piece"] >= 0)]
    return own.assign(center_id=own["center_id"].map(name_of))


def _plates(centers: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which centers stand at the spot of another with a lower id: they are one place under several plates."""
    units = integers.to_units(shapely.get_coordinates(centers.geometry.to_numpy()))
    spots = pd.DataFrame(units, columns=["lon", "lat"]).assign(center_id=centers["center_id"].to_numpy(object))
    by_id = spots.sort_values("center_id", kind="stable")
    further: NDArray[np.bool_] = by_id.duplicated(["lon", "lat"]).sort_index().to_numpy()
    return further
