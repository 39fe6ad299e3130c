"""A siting question in whole numbers: candidates attached, walks to every block, costs and what is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from circles import integers, network, tables
from circles.errors import Finding, QuestionError
from circles.network.search import UNBOUNDED_MM
from circles.siting.candidates import candidates_for
from circles.siting.kernel.instance import Instance, instance_from

if TYPE_CHECKING:
    from circles.answer import Plan
    from circles.proposal import Candidates
    from circles.siting.question import SitingQuestion

Integers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Posed:
    """A question as the kernel takes it, and what its numbers stand for.

    Attributes
    ----------
    instance : Instance
        Sites are the attached open centers, then the candidates.
    within : Instance
        The same with the walks within the limit only, and everyone who is counted.
    center_ids : ndarray of str
        The open centers among the sites, in their order.
    candidates : GeoDataFrame
        The candidates among the sites, in their order, with the costs and floor areas that were derived.
    account : mapping
        How many candidates there were, and how many were left out, by reason.
    weight : str
        What is counted; ``blocks`` where population was asked for and no block has any.
    left_out : ndarray of int64
        Blocks that nothing leads to, and that a question of distances therefore leaves out.
    """

    instance: Instance
    within: Instance
    center_ids: NDArray[np.object_]
    candidates: gpd.GeoDataFrame
    account: dict[str, int]
    weight: str
    left_out: Integers


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
    study = before.study
    counted, weight = _counted(study.blocks, question.weight)
    district = _districts(study.blocks) if question.worst_first else None
    table, account = candidates_for(asked, study, _junctions(walk_network), reach_m=before.scenario.limit_mm / 1000)
    table, account = _with_costs(table, account, question)
    table, account, attachments = _on_streets(before, table, account, walk_network)
    if table.empty and not question.only_closes:
        raise _none_left(account)
    centers = attachments.loc[attachments["kind"] == "center", "point_id"]
    pairs = network.walk_pairs(
        walk_network,
        attachments,
        center_ids=centers,
        block_ids=study.blocks["block_id"],
        bound_mm=_bound(before, question),
    )
    existing = np.arange(len(centers)) < len(centers) - len(table)
    whole = instance_from(
        counted,
        existing,
        pairs,
        cost=_site_costs(table, existing) if question.budget is not None or question.objective == "cheapest" else None,
        capacity=_capacities(table, existing, question),
        district=district,
    )
    near = whole.pair_walk_mm <= before.scenario.limit_mm
    within = replace(
        whole,
        pair_site=whole.pair_site[near],
        pair_block=whole.pair_block[near],
        pair_walk_mm=whole.pair_walk_mm[near],
    )
    left_out = np.zeros(0, np.int64)
    if question.by_distance:
        lost = (counted > 0) & (np.bincount(whole.pair_block, minlength=counted.size) == 0)
        left_out = np.flatnonzero(lost)
        whole = replace(whole, demand=np.where(lost, 0, counted))
    kept = before.centers["attached"] & (before.centers["status"] == "open")
    return Posed(
        instance=whole,
        within=within,
        center_ids=before.centers.loc[kept, "center_id"].to_numpy(object),
        candidates=table,
        account=account,
        weight=weight,
        left_out=left_out,
    )


def _none_left(account: dict[str, int]) -> QuestionError:
    details = {
        "beyond_reach": account["beyond_reach"],
        "forbidden": account["forbidden"],
        "not_preferred": account["not_preferred"],
        "near_center": account["near_center"],
        "no_cost": account.get("no_cost", 0),
        "no_street": account["no_street"],
    }
    return QuestionError(Finding(code="site_no_candidates", details=details))


def _bound(before: Plan, question: SitingQuestion) -> int | Integers:
    """Return the longest walk that can matter, of each block where the question is one of distances.

    While no center closes, a walk longer than the one to the nearest center today is nobody's.
    """
    limit_mm = before.scenario.limit_mm
    if not question.by_distance:
        return limit_mm
    if question.closing:
        return UNBOUNDED_MM
    today_mm = before.blocks["walk_mm"].to_numpy(np.int64)
    return np.where(today_mm < 0, UNBOUNDED_MM, np.maximum(today_mm, limit_mm))


def _counted(blocks: gpd.GeoDataFrame, weight: str) -> tuple[Integers, str]:
    """Return thousandths of what is counted of each block, and what that is."""
    if weight == "population" and not blocks["population"].notna().any():
        weight = "blocks"
    if weight == "blocks":
        return np.full(len(blocks), 1000, np.int64), weight
    numbers = [str(name) for name in blocks.columns if pd.api.types.is_numeric_dtype(blocks[name].dtype)]
    known = [name for name in numbers if blocks[name].notna().any()]
    if weight not in known:
        details = {"known": ", ".join([*known, "blocks"])}
        raise QuestionError(Finding(code="site_weight_unknown", column="weight", value=weight, details=details))
    counted = integers.thousandths(blocks[weight])
    if counted.min() < 0 or not counted.any():
        raise QuestionError(Finding(code="site_nobody_counted", column="weight", value=weight))
    return counted, weight


def _districts(blocks: gpd.GeoDataFrame) -> Integers:
    districts = tables.districts_of(blocks, "subdistrict")
    known = sorted({each for each in districts if each is not None})
    if not known:
        raise QuestionError(Finding(code="site_no_subdistricts"))
    number = {district: place for place, district in enumerate(known)}
    return np.array([number.get(district, -1) for district in districts], np.int64)


def _junctions(walk_network: network.WalkNetwork) -> Integers:
    """Return the nodes where at least three pieces off islands meet, as (lon, lat) in 1e-7 degree."""
    pieces = ~walk_network.piece_island
    ends = np.concatenate([walk_network.piece_start[pieces], walk_network.piece_end[pieces]])
    nodes = np.flatnonzero(np.bincount(ends, minlength=walk_network.node_lon.size) >= 3)
    return np.column_stack([walk_network.node_lon[nodes], walk_network.node_lat[nodes]])


def _with_costs(
    table: gpd.GeoDataFrame, account: dict[str, int], question: SitingQuestion
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return candidates with floor areas and costs as asked; without those whose cost is needed and not known."""
    area = table["floor_area_m2"].fillna(np.nan if question.floor_area_m2 is None else question.floor_area_m2)
    derived = area * (np.nan if question.cost_per_m2 is None else question.cost_per_m2)
    table = table.assign(floor_area_m2=area, cost=np.floor(table["cost"].fillna(derived) + 0.5))
    if question.budget is None and question.objective != "cheapest":
        return table, account
    known = table["cost"].notna()
    if len(table) and not known.any():
        raise QuestionError(Finding(code="site_no_costs"))
    return table[known].reset_index(drop=True), {**account, "no_cost": int((~known).sum())}


def _on_streets(
    before: Plan, table: gpd.GeoDataFrame, account: dict[str, int], walk_network: network.WalkNetwork
) -> tuple[gpd.GeoDataFrame, dict[str, int], gpd.GeoDataFrame]:
    """Return the candidates with a street in reach, and the attachments of open centers, candidates and blocks.

    Centers and candidates are named by their place in one order, so that their ids cannot clash.
    """
    study = before.study
    spots = network.attach(
        walk_network,
        centers=gpd.GeoDataFrame(
            {"center_id": table["candidate_id"], "name": table["name"], "status": "open"}, geometry=table.geometry
        ),
        blocks=study.blocks.iloc[:0],
        gates=study.gates.iloc[:0],
        max_snap_m=before.scenario.max_snap_m,
        metric_crs=study.metric_crs,
    )
    attached = (spots["piece"] >= 0).to_numpy()
    open_ids = study.centers.loc[study.centers["status"] == "open", "center_id"]
    all_centers = before.attachments["kind"] == "center"
    centers = before.attachments[
        all_centers & (before.attachments["piece"] >= 0) & before.attachments["point_id"].isin(open_ids)
    ]
    sites: Any = pd.concat([centers, spots[attached]], ignore_index=True)
    sites = sites.assign(point_id=[f"{number:09d}" for number in range(len(sites))])
    whole = pd.concat([sites, before.attachments[~all_centers]], ignore_index=True)
    account = {**account, "no_street": int((~attached).sum()), "taking_part": int(attached.sum())}
    return table[attached].reset_index(drop=True), account, whole


def _site_costs(table: gpd.GeoDataFrame, existing: NDArray[np.bool_]) -> Integers:
    return np.concatenate(
        [np.zeros(int(existing.sum()), np.int64), table["cost"].to_numpy(np.float64).astype(np.int64)]
    )


def _capacities(table: gpd.GeoDataFrame, existing: NDArray[np.bool_], question: SitingQuestion) -> Integers | None:
    if question.capacity is None:
        return None
    own = pd.concat([pd.Series(np.full(int(existing.sum()), np.nan)), table["capacity"]])
    return integers.thousandths(own.fillna(question.capacity))
